//! Lists that change while they are searched, kept in a folder.
//!
//! On disk a list is a snapshot and a log of the changes since. In memory it is a sequence of parts, each
//! with an index of its own, over versions of records: a change adds versions in the last part and ends
//! versions in any. A state is the parts and the number of a change; readers take it as one pointer and
//! never wait. A writer builds a new part, appends to the log, syncs, and publishes the next
//! state. Background threads merge small parts and write snapshots.

mod changes;
mod epochs;
mod folder;
mod load;
mod log;
mod options;
mod part;
mod upkeep;
mod versions;
mod view;
mod view_search;

pub use changes::{Applied, Change};
pub use epochs::Epoch;
pub use options::LivingOptions;
pub use view::LivingView;

use crate::error::{Error, ErrorKind};
use crate::index::ContentHash;
use crate::record::Record;
use crate::screening::EpochList;
use crate::storage::SnapshotWriter;
use crate::watchlist::{Watchlist, save_with};
use arc_swap::ArcSwap;
use bytemuck::{Pod, Zeroable};
use changes::ChangeBatch;
use folder::ListFolder;
use log::{Log, push};
use part::ListPart;
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::SystemTime;
use versions::{OPEN, VersionSpans};

/// The most versions in the last part. Every change rebuilds it, which takes a few milliseconds at this size.
const LAST_PART: usize = 64;

/// A list in a folder. Records are added, replaced and withdrawn while other threads search it.
///
/// ```
/// use sverka::{KnownAt, LivingList, Policy, Record, Watchlist};
///
/// # let folder = std::env::temp_dir().join(format!("sverka-living-doc-{}", std::process::id()));
/// let start = Watchlist::builder().record(Record::new("w1", "Крымов Пётр")).build()?;
/// let list = LivingList::create(&folder, start)?;
/// let entry = Record::new("e1", "Chtcherbakov Alexandre");
///
/// let before = list.view();
/// let applied = list.put(Record::new("w2", "Щербаков Александр"))?;
/// let policy = Policy::default();
/// assert_eq!(list.view().screen(&entry, &policy).matches()[0].record().id(), "w2");
/// // A view never changes, and a policy can ask about the past.
/// assert!(before.screen(&entry, &policy).matches().is_empty());
/// let then = policy.clone().with_known_at(KnownAt::Change(applied.change - 1));
/// assert!(list.view().screen(&entry, &then).matches().is_empty());
///
/// // All of it is there after a restart.
/// drop(list);
/// let list = LivingList::open(&folder)?;
/// assert_eq!(list.view().screen(&entry, &policy).matches().len(), 1);
/// # drop(list);
/// # std::fs::remove_dir_all(&folder).expect("the folder is there");
/// # Ok::<(), sverka::Error>(())
/// ```
///
/// **Changes** are durable: a batch is written to a log and synced before [`LivingList::apply`] returns.
/// After a crash at any moment, a batch is there in full or not at all. Readers never wait for a change.
///
/// **Bits** depend on the [`Epoch`] alone: term frequencies, counts of shared documents and the number of
/// records are those of the list when it was created, or when the last epoch was taken. So a change to one
/// record moves no other record's bits. A list that has [outgrown](Epoch::is_outgrown_by) its epoch takes the
/// next one by itself, in the background, unless [told not to](LivingOptions::with_automatic_epochs); it can also
/// be [taken](LivingList::take_epoch) at any time.
///
/// **History** is kept: a version of a record is known from the change that added it until the change that
/// ended it, and [`Policy::with_known_at`](crate::Policy::with_known_at) searches the past. The past
/// is weighed by the current epoch.
///
/// Only one `LivingList` at a time can have a folder open. It can be shared between threads; changes are
/// applied one after the other.
pub struct LivingList {
    shared: Arc<SharedList>,
    /// One thread each to merge parts, to write snapshots and to build the part of a change, so that none
    /// waits for another, or for searches on the caller's thread pool.
    merging: rayon::ThreadPool,
    writing: rayon::ThreadPool,
    building: rayon::ThreadPool,
    bytes_cut: u64,
}

struct SharedList {
    folder: ListFolder,
    state: ArcSwap<ListState>,
    /// Locked while a new state is published.
    log: Mutex<Log>,
    /// The identifier of the list.
    list: String,
    /// Locked while a snapshot is written.
    rewriting: Mutex<()>,
    /// Whether a merge is due.
    is_merge_due: AtomicBool,
    /// Whether the background thread is to see if a snapshot is due.
    is_rewrite_due: AtomicBool,
    /// The length of the log that makes a snapshot due.
    rewrite_from: AtomicU64,
    /// The length of the log from which on an epoch may be due, or searches make a snapshot due: 0, unless writing the
    /// last one has failed.
    early_from: AtomicU64,
    /// The result of the last snapshot that was written in the background.
    rewritten: Mutex<Result<(), Error>>,
}

/// A consistent state of the list.
#[derive(Clone)]
struct ListState {
    /// In the order of time. The first is large, and the others have what was added since.
    parts: Vec<Arc<ListPart>>,
    /// How many parts from the first on are not merged: the first, or all those that a snapshot is being
    /// written of.
    kept: usize,
    /// Whether the last part must not be rebuilt.
    is_sealed: bool,
    change: u64,
    records: usize,
    content: ContentHash,
    epoch: Arc<EpochList>,
    epochs: Vec<Epoch>,
    /// Whether the list takes epochs by itself.
    takes_epochs: bool,
    /// How often parts other than the first were searched since the change.
    further_searches: Arc<AtomicU64>,
    /// All changes; may have some that are later than this state.
    history: Arc<RwLock<Vec<HistoryEntry>>>,
}

/// The time of a change, and the records that were known after it.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
struct HistoryEntry {
    change: u64,
    /// In microseconds since 1970, never before that of an earlier change.
    instant: i64,
    records: u64,
    /// The two halves of the [`ContentHash`] of these records, the lower one first.
    content: [u64; 2],
}

impl HistoryEntry {
    const BEFORE_ALL: HistoryEntry =
        HistoryEntry { change: 0, instant: i64::MIN, records: 0, content: [0; 2] };

    fn new(change: u64, instant: i64, records: usize, content: ContentHash) -> Self {
        HistoryEntry { change, instant, records: records as u64, content: content.halves() }
    }
}

impl LivingList {
    /// Creates a list in a folder from the records of another, and creates the folder if it does not exist.
    /// Its creation is change 1, and its statistics are epoch 1.
    ///
    /// Cost: writes the list twice, once as the epoch.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the system refuses a write, or the folder has a list already,
    /// [`ErrorKind::InUse`] where that is open, and [`ErrorKind::InvalidValue`] for a shard of a list, whose records would
    /// no longer weigh as in the whole.
    pub fn create(folder: impl AsRef<Path>, list: Watchlist) -> Result<Self, Error> {
        LivingList::create_with(folder.as_ref(), list, None)
    }

    fn create_with(
        folder: &Path,
        list: Watchlist,
        automatic_epochs: Option<bool>,
    ) -> Result<Self, Error> {
        if list.shard().is_some() {
            let error =
                Error::new(ErrorKind::InvalidValue, "a shard can't become a list that changes");
            return Err(error.expecting("the whole list"));
        }
        let folder = ListFolder::create(folder)?;
        if folder.list().exists() {
            return Err(Error::new(ErrorKind::Io, "the folder has a list already")
                .in_file(folder.path().display().to_string())
                .expecting("another folder, or to open the list that is there"));
        }
        let id = folder.new_id();
        let records = list.len();
        let first = Epoch { number: 1, change: 1, records, is_automatic: false };
        let state = folder::Manifest {
            list: format!("{id:032x}"),
            change: 1,
            epochs: vec![first],
            takes_epochs: automatic_epochs.unwrap_or(true),
        };
        let list = list.into_searcher().into_list();
        let entry = HistoryEntry::new(1, now(), records, list.content());
        save_with(&list, &folder.epoch(first.number), SnapshotWriter::default())?;
        Log::create(&folder.log(), id, first.change)?;
        let versions = VersionSpans::new(std::iter::repeat_n((1, OPEN), records));
        folder.save(&list, &versions, &state, &[entry])?;
        LivingList::open_in(folder, None)
    }

    /// Opens a list, with every change that was acknowledged.
    ///
    /// A change that was being written when the process was killed was not acknowledged, and is cut off:
    /// see [`LivingList::bytes_cut`].
    ///
    /// An epoch that was due when the process was killed is taken in the background.
    ///
    /// Cost: that of [`Watchlist::open`] for the list and for its epoch, and of indexing the records that
    /// changed since the last snapshot.
    ///
    /// # Errors
    /// Those of [`Watchlist::open`]; [`ErrorKind::InUse`] where it is open already, [`ErrorKind::Damaged`]
    /// for a log that is damaged before its end, and [`ErrorKind::Malformed`] for the log of another list.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        LivingList::open_with(folder.as_ref(), None)
    }

    fn open_with(path: &Path, automatic_epochs: Option<bool>) -> Result<Self, Error> {
        if !path.is_dir() {
            return Err(Error::new(ErrorKind::Io, "no such folder")
                .at_path(path)
                .expecting("the folder of a list that changes"));
        }
        LivingList::open_in(ListFolder::lock(path)?, automatic_epochs)
    }

    fn open_in(folder: ListFolder, automatic_epochs: Option<bool>) -> Result<Self, Error> {
        let saved = folder.open()?;
        let list = saved.stated.list.clone();
        let (log, logged) = Log::open(&folder.log(), saved.stated.id()?)?;
        let bytes_cut = logged.more;
        let mut state = ListState::of(&folder, saved, logged)?;
        let stated = state.takes_epochs;
        state.takes_epochs = automatic_epochs.unwrap_or(stated);
        let (is_new, is_due) = (state.takes_epochs != stated, !state.due_epochs().is_empty());
        let shared = SharedList {
            state: ArcSwap::from_pointee(state),
            folder,
            log: Mutex::new(log),
            list,
            rewriting: Mutex::new(()),
            is_merge_due: AtomicBool::new(false),
            is_rewrite_due: AtomicBool::new(false),
            rewrite_from: AtomicU64::new(0),
            early_from: AtomicU64::new(0),
            rewritten: Mutex::new(Ok(())),
        };
        shared.rewrite_later();
        let one_thread = || {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
            pool.map_err(|error| Error::new(ErrorKind::Io, error.to_string()).caused_by(error))
        };
        let (merging, writing, building) = (one_thread()?, one_thread()?, one_thread()?);
        let list = LivingList { shared: Arc::new(shared), merging, writing, building, bytes_cut };
        if is_new {
            list.compact()?;
        } else {
            list.tidy_if_due(is_due, &list.shared.state.load());
        }
        Ok(list)
    }

    /// The current state of the list, which later changes do not alter. It never waits and copies one
    /// pointer. Where earlier views were searched often enough, background work begins that makes searches faster.
    pub fn view(&self) -> LivingView {
        let state = self.shared.state.load_full();
        if state.parts.len() > 1 {
            self.tidy_if_due(self.shared.is_paid_by_searches(&state), &state);
        }
        LivingView::new(state)
    }

    /// Adds a record, which replaces the one with the same identifier, if there is one: [`LivingList::apply`]
    /// of one change.
    ///
    /// # Errors
    /// Those of [`LivingList::apply`].
    pub fn put(&self, record: Record) -> Result<Applied, Error> {
        self.apply([Change::Put(record)])
    }

    /// Withdraws the record with an identifier: [`LivingList::apply`] of one change. Searches of the past
    /// still find it.
    ///
    /// # Errors
    /// Those of [`LivingList::apply`].
    pub fn withdraw(&self, id: impl Into<String>) -> Result<Applied, Error> {
        self.apply([Change::Withdraw(id.into())])
    }

    /// Applies a batch as one change of the list, which is durable when this returns and is part of every
    /// view that is taken afterwards. If the batch changes a record several times, the last change counts.
    ///
    /// Cost: one sync of the log, and indexing up to 64 records besides those of the batch.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the log cannot be written, for example on a full disk, and
    /// [`ErrorKind::TooLarge`]; [`ErrorKind::OverLimit`] for a record with more than [`Record::MOST_VALUES`] values of a
    /// field or [`Record::MOST_TEXT_BYTES`] bytes of a text. After an error the list is unchanged.
    pub fn apply(&self, changes: impl IntoIterator<Item = Change>) -> Result<Applied, Error> {
        let mut log = self.shared.log();
        let state = self.shared.state.load_full();
        let change = state.change + 1;
        let (mut batch, mut logged) = (ChangeBatch::new(&state.parts), Vec::new());
        for each in changes {
            if let Change::Put(record) = &each {
                record.check_limits()?;
            }
            let start = logged.len();
            push(&each, &mut logged);
            if !batch.apply(change, each) {
                logged.truncate(start);
            }
        }
        let mut applied = Applied { change, ..batch.applied };
        if logged.is_empty() {
            applied.change = state.change;
            return Ok(applied);
        }
        let most = if state.is_sealed { 0 } else { LAST_PART };
        let model = &state.epoch.list().model;
        let content = state.content.with(batch.more).without(batch.less);
        let built = self.building.install(|| batch.build(most, model, &state.epoch))?;
        let records = state.records + applied.added - applied.withdrawn;
        let last = state.history().last().map_or(i64::MIN, |entry| entry.instant);
        let entry = HistoryEntry::new(change, now().max(last), records, content);
        log.append(change, entry.instant, &logged)?;
        built.end();
        state.history_mut(|history| history.push(entry));
        // If no part was added, versions only ended, and a sealed part stays sealed.
        let is_sealed = state.is_sealed && built.parts.len() == state.parts.len();
        let (parts, further_searches) = (built.parts, Arc::default());
        let state = ListState::clone(&state);
        let next =
            ListState { parts, is_sealed, change, records, content, further_searches, ..state };
        let is_outgrown = next.takes_epochs && next.last_epoch().is_outgrown_by(records);
        let next = Arc::new(next);
        self.shared.state.store(next.clone());
        let is_due = self.shared.is_long(&log) || is_outgrown && self.shared.may_be_early(&log);
        drop(log);
        self.tidy_if_due(is_due, &next);
        Ok(applied)
    }

    /// Writes a snapshot of all versions and starts the log again, so that the list opens and is searched as
    /// fast as possible. Other threads may change the list meanwhile.
    ///
    /// This also happens in the background, on one thread, when the log exceeds both 8 MiB and an eighth of
    /// the bytes of the last snapshot, which is after some 60,000 changes, or a third as many as there are
    /// versions; and when a list that does not change is searched so much that it pays. See [`LivingList::upkeep`]. So calling this is only useful before a list is archived. It also
    /// takes an epoch that is due.
    ///
    /// Cost: that of building and saving a list of all versions. Until it is written it takes about 400 bytes
    /// of memory a version; afterwards the list is used from the file.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where it cannot be written. The list continues as before.
    pub fn compact(&self) -> Result<(), Error> {
        self.shared.rewrite(false)
    }

    /// Takes the current state as the next epoch: term frequencies, counts of shared documents and the
    /// number of records are those of today, which may change all bits. Also writes a snapshot, as
    /// [`LivingList::compact`] does.
    ///
    /// Searches of the past are weighed by the new epoch too. So they are where the list has taken an epoch by
    /// itself.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where it cannot be written. The list continues as before.
    pub fn take_epoch(&self) -> Result<Epoch, Error> {
        self.shared.rewrite(true)?;
        let epochs = self.epochs();
        epochs.last().copied().ok_or_else(|| Error::new(ErrorKind::Damaged, "no epoch"))
    }

    /// All epochs that were taken, the current one last. One that the list took by itself has the first state
    /// that had outgrown the epoch before, whenever it was written. Of several that were due at once only the
    /// last was.
    pub fn epochs(&self) -> Vec<Epoch> {
        self.shared.state.load().epochs.clone()
    }

    /// How many bytes of an unacknowledged change were cut off the log when the list was opened.
    pub fn bytes_cut(&self) -> u64 {
        self.bytes_cut
    }

    /// The result of the last snapshot or epoch that was written in the background. If that failed, for example on a
    /// full disk, the list continues as before, every change is in its log, and the next attempt is made
    /// when the log is twice as long.
    ///
    /// # Errors
    /// Those of [`LivingList::compact`].
    pub fn upkeep(&self) -> Result<(), Error> {
        self.shared.rewritten.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the background work is done that the changes and views so far made due, such as an epoch, and returns
    /// [its result](LivingList::upkeep).
    ///
    /// # Errors
    /// Those of [`LivingList::upkeep`].
    pub fn finish_upkeep(&self) -> Result<(), Error> {
        self.merging.install(|| ());
        self.writing.install(|| ());
        self.upkeep()
    }

    fn tidy_if_due(&self, is_rewrite_due: bool, state: &ListState) {
        let is_due = upkeep::to_merge(state).is_some();
        if is_due && !self.shared.is_merge_due.swap(true, Ordering::Relaxed) {
            let shared = self.shared.clone();
            self.merging.spawn(move || shared.merge());
        }
        if is_rewrite_due && !self.shared.is_rewrite_due.swap(true, Ordering::Relaxed) {
            let shared = self.shared.clone();
            self.writing.spawn(move || shared.rewrite_if_due());
        }
    }
}

impl Drop for LivingList {
    /// Waits for background work, so that the folder is unlocked when this returns.
    fn drop(&mut self) {
        let _ = self.finish_upkeep();
    }
}

impl fmt::Debug for LivingList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LivingList").field("view", &self.view()).finish_non_exhaustive()
    }
}

impl SharedList {
    // A panic while the lock was held left the state intact, because publishing it is the last step.
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ListState {
    /// The epoch that evidence is weighed by.
    fn last_epoch(&self) -> Epoch {
        self.epochs.last().copied().unwrap_or_default()
    }

    /// The epochs that the list is to take by itself, up to this state.
    fn due_epochs(&self) -> Vec<Epoch> {
        if !self.takes_epochs {
            return Vec::new();
        }
        let history = self.history();
        let known = history.partition_point(|entry| entry.change <= self.change);
        self.last_epoch().due_after(&history[..known])
    }

    fn history(&self) -> std::sync::RwLockReadGuard<'_, Vec<HistoryEntry>> {
        self.history.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn history_mut(&self, change: impl FnOnce(&mut Vec<HistoryEntry>)) {
        change(&mut self.history.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Microseconds since 1970 by the system's clock.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

//! Lists that change while others screen, in a folder: a list saved whole, a log of changes since, and
//! in memory the same as parts, each a list of its own with versions that come and end.
//!
//! Readers take the state as it stands, one pointer, and never wait: parts do not change but for
//! versions that end, which whoever asks as of an earlier change does not see. Whoever changes the list makes a
//! new part, logs and syncs, and puts a new state in place. Small parts become larger ones in the
//! background.

mod changes;
mod epochs;
mod folder;
mod load;
mod log;
mod part;
mod upkeep;
mod versions;
mod view;
mod view_search;

pub use changes::{Applied, Change};
pub use epochs::Epoch;
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

/// Versions in the last part, which is built anew with each change: so many take some milliseconds.
const LAST_PART: usize = 64;

/// A list in a folder that records are added to, replaced in and withdrawn from, while others screen.
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
/// // A view is one consistent state; and the past can be asked about.
/// assert!(before.screen(&entry, &policy).matches().is_empty());
/// let then = policy.clone().with_known_at(KnownAt::Change(applied.change - 1));
/// assert!(list.view().screen(&entry, &then).matches().is_empty());
///
/// // After a restart everything is there.
/// drop(list);
/// let list = LivingList::open(&folder)?;
/// assert_eq!(list.view().screen(&entry, &policy).matches().len(), 1);
/// # drop(list);
/// # std::fs::remove_dir_all(&folder).expect("the folder is there");
/// # Ok::<(), sverka::Error>(())
/// ```
///
/// **Changes** are durable when they are acknowledged: a batch is written to a log and synced before
/// [`LivingList::apply`] returns, and after a kill at any moment the whole of it is there or nothing.
/// Readers never wait for a change.
///
/// **Bits** depend on the [`Epoch`] alone: frequencies of names, holders of documents and the number of
/// records are those of the list when it was created, or when [`LivingList::take_epoch`] was called
/// last. So a change alters nobody else's bits.
///
/// **History** is kept: each version of a record is known from the change that brought it until the one that
/// ended it, and [`Policy::with_known_at`](crate::Policy::with_known_at) asks about the past, weighed by
/// the epoch of today.
///
/// One `LivingList` at a time has a folder. It is shared between threads; changes go one after the other.
pub struct LivingList {
    shared: Arc<SharedList>,
    /// One thread that merges parts, one that writes the list whole, and one that builds what a change
    /// brings, so that none waits for another or for those who screen on the caller's pool.
    merging: rayon::ThreadPool,
    writing: rayon::ThreadPool,
    building: rayon::ThreadPool,
    bytes_cut: u64,
}

struct SharedList {
    folder: ListFolder,
    state: ArcSwap<ListState>,
    /// Held by whoever puts another state in place.
    log: Mutex<Log>,
    /// The list's identifier.
    list: String,
    /// Held by whoever writes the list whole.
    rewriting: Mutex<()>,
    /// Whether a merge is to begin.
    is_merge_due: AtomicBool,
    /// Whether the list is to be written whole.
    is_rewrite_due: AtomicBool,
    /// The length of the log from which on the list is to be written whole.
    rewrite_from: AtomicU64,
    /// How that ended which was last begun in the background.
    rewritten: Mutex<Result<(), Error>>,
}

/// A consistent state of the list.
#[derive(Clone)]
struct ListState {
    /// The first one large, the others with what came later, in the order of time.
    parts: Vec<Arc<ListPart>>,
    /// How many of them, from the first on, are not merged with others: that one, or all those of
    /// which the list is being written whole.
    kept: usize,
    /// Whether the last part may not be built anew.
    is_sealed: bool,
    change: u64,
    records: usize,
    content: ContentHash,
    epoch: Arc<EpochList>,
    epochs: Vec<Epoch>,
    /// When changes were made; perhaps with some that came after this state.
    moments: Arc<RwLock<Vec<HistoryEntry>>>,
}

/// When a change was made, and what records there were after it.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
struct HistoryEntry {
    change: u64,
    /// In microseconds since 1970, and never before that of an earlier change.
    instant: i64,
    records: u64,
    /// The lower and the upper half of their [`ContentHash`].
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
    /// Makes a list that changes of one that does not, in a folder, which is made where there is none.
    /// That the list was created is change 1, and its frequencies are epoch 1.
    ///
    /// Cost: the list is written twice, once as the epoch.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the system refuses it or a living list is there already, and
    /// [`ErrorKind::InUse`] where it is open.
    pub fn create(folder: impl AsRef<Path>, list: Watchlist) -> Result<Self, Error> {
        let folder = ListFolder::create(folder.as_ref())?;
        if folder.list().exists() {
            return Err(Error::new(ErrorKind::Io, "a living list is there already")
                .in_file(folder.path().display().to_string())
                .expecting("another folder, or LivingList::open"));
        }
        let id = folder.new_id();
        let records = list.len();
        let first = Epoch { number: 1, change: 1, records };
        let state = folder::Manifest { list: format!("{id:032x}"), change: 1, epochs: vec![first] };
        let list = list.into_searcher().into_list();
        let moment = HistoryEntry::new(1, now(), records, list.content());
        save_with(&list, &folder.epoch(first.number), SnapshotWriter::default())?;
        Log::create(&folder.log(), id, first.change)?;
        let versions = VersionSpans::new(std::iter::repeat_n((1, OPEN), records));
        folder.save(&list, &versions, &state, &[moment])?;
        LivingList::open_in(folder)
    }

    /// Opens a list that was created, with every change that was acknowledged.
    ///
    /// What was being written when the process was killed was not acknowledged, and is cut off:
    /// see [`LivingList::bytes_cut`].
    ///
    /// Cost: that of [`Watchlist::open`] for the list and for its epoch, and of building a list of the
    /// changes since [`LivingList::compact`].
    ///
    /// # Errors
    /// Those of [`Watchlist::open`]; [`ErrorKind::InUse`] where it is open already,
    /// [`ErrorKind::Damaged`] for a log with damage before its end, and [`ErrorKind::Malformed`] for that of
    /// another list.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let path = folder.as_ref();
        if !path.is_dir() {
            return Err(Error::new(ErrorKind::Io, "no folder")
                .at_path(path)
                .expecting("a folder that LivingList::create made"));
        }
        LivingList::open_in(ListFolder::lock(path)?)
    }

    fn open_in(folder: ListFolder) -> Result<Self, Error> {
        let saved = folder.open()?;
        let list = saved.stated.list.clone();
        let (log, logged) = Log::open(&folder.log(), saved.stated.id()?)?;
        let bytes_cut = logged.more;
        let state = ListState::of(&folder, saved, logged)?;
        let shared = SharedList {
            state: ArcSwap::from_pointee(state),
            folder,
            log: Mutex::new(log),
            list,
            rewriting: Mutex::new(()),
            is_merge_due: AtomicBool::new(false),
            is_rewrite_due: AtomicBool::new(false),
            rewrite_from: AtomicU64::new(0),
            rewritten: Mutex::new(Ok(())),
        };
        shared.rewrite_later();
        let one_thread = || {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
            pool.map_err(|error| Error::new(ErrorKind::Io, error.to_string()).caused_by(error))
        };
        let (merging, writing, building) = (one_thread()?, one_thread()?, one_thread()?);
        Ok(LivingList { shared: Arc::new(shared), merging, writing, building, bytes_cut })
    }

    /// The list as it stands now: a consistent state that does not change. Costs no more than counting
    /// who has it, and never waits.
    pub fn view(&self) -> LivingView {
        LivingView::new(self.shared.state.load_full())
    }

    /// Adds a record, in place of the one with its identifier where there is one. As
    /// [`LivingList::apply`] of one change.
    ///
    /// # Errors
    /// Those of [`LivingList::apply`].
    pub fn put(&self, record: Record) -> Result<Applied, Error> {
        self.apply([Change::Put(record)])
    }

    /// Withdraws the record with that identifier, which stays known as of earlier changes. As
    /// [`LivingList::apply`] of one change.
    ///
    /// # Errors
    /// Those of [`LivingList::apply`].
    pub fn withdraw(&self, id: impl Into<String>) -> Result<Applied, Error> {
        self.apply([Change::Withdraw(id.into())])
    }

    /// Makes changes, all at once: they are one change of the list, which is durable when this returns, and which
    /// views taken from then on have. Of several for one record the last counts.
    ///
    /// Cost: one sync of the log, and building a small list.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the log cannot be written, as on a full disk, and
    /// [`ErrorKind::TooLarge`]; nothing has changed then.
    pub fn apply(&self, changes: impl IntoIterator<Item = Change>) -> Result<Applied, Error> {
        let mut log = self.shared.log();
        let state = self.shared.state.load_full();
        let change = state.change + 1;
        let (mut draft, mut logged) = (ChangeBatch::new(&state.parts), Vec::new());
        for each in changes {
            let start = logged.len();
            push(&each, &mut logged);
            if !draft.make(change, each) {
                logged.truncate(start);
            }
        }
        let mut applied = Applied { change, ..draft.applied };
        if logged.is_empty() {
            applied.change = state.change;
            return Ok(applied);
        }
        let most = if state.is_sealed { 0 } else { LAST_PART };
        let model = &state.epoch.list().model;
        let content = state.content.with(draft.more).without(draft.less);
        let drafted = self.building.install(|| draft.build(most, model, &state.epoch))?;
        let records = state.records + applied.added - applied.withdrawn;
        let last = state.moments().last().map_or(i64::MIN, |moment| moment.instant);
        let moment = HistoryEntry::new(change, now().max(last), records, content);
        log.append(change, moment.instant, &logged)?;
        drafted.end();
        state.moments_mut(|moments| moments.push(moment));
        // A last part that is not new has only versions that ended.
        let is_sealed = state.is_sealed && drafted.parts.len() == state.parts.len();
        let parts = drafted.parts;
        let next =
            ListState { parts, is_sealed, change, records, content, ..ListState::clone(&state) };
        self.shared.state.store(Arc::new(next));
        let is_long = log.length() >= self.shared.rewrite_from.load(Ordering::Relaxed);
        drop(log);
        self.tidy_if_due(is_long);
        Ok(applied)
    }

    /// Writes the list whole, with all versions, and begins the log anew, so that the list opens as fast as it did and is
    /// searched as fast. Changes may be made meanwhile; on any thread.
    ///
    /// It happens by itself in the background, on one thread, when the log has 8 MiB and an eighth of the bytes of the
    /// list as it was last written, which is after some 60,000 changes, or a third as many as there are
    /// versions: see [`LivingList::upkeep`]. Nobody need call this but before a list is put away.
    ///
    /// Cost: that of building and saving a list of all versions. It is in memory until it is written, about 400 bytes
    /// for each version, and then used from the file.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where it cannot be written; the list goes on as it was.
    pub fn compact(&self) -> Result<(), Error> {
        self.shared.rewrite(false)
    }

    /// Takes the list as it is for the next epoch: frequencies of names, holders of documents and the number of
    /// records are from now on those of today, and everybody's bits may change. Compacts the list
    /// besides.
    ///
    /// Questions about the past are weighed by the new epoch too.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where it cannot be written; the list goes on as it was.
    pub fn take_epoch(&self) -> Result<Epoch, Error> {
        self.shared.rewrite(true)?;
        let epochs = self.epochs();
        epochs.last().copied().ok_or_else(|| Error::new(ErrorKind::Damaged, "no epoch"))
    }

    /// Every epoch that was taken, the one that counts last.
    pub fn epochs(&self) -> Vec<Epoch> {
        self.shared.state.load().epochs.clone()
    }

    /// How many bytes of a change that had not been acknowledged were cut off the log when the list was
    /// opened.
    pub fn bytes_cut(&self) -> u64 {
        self.bytes_cut
    }

    /// How the list was last written whole in the background. Where that failed, as on a full disk, the list goes on
    /// as it was, every change is in its log, and the next attempt is made when that is twice as long.
    ///
    /// # Errors
    /// Those of [`LivingList::compact`].
    pub fn upkeep(&self) -> Result<(), Error> {
        self.shared.rewritten.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn tidy_if_due(&self, is_long: bool) {
        let is_due = upkeep::to_merge(&self.shared.state.load()).is_some();
        if is_due && !self.shared.is_merge_due.swap(true, Ordering::Relaxed) {
            let shared = self.shared.clone();
            self.merging.spawn(move || shared.merge());
        }
        if is_long && !self.shared.is_rewrite_due.swap(true, Ordering::Relaxed) {
            let shared = self.shared.clone();
            self.writing.spawn(move || shared.rewrite_if_long());
        }
    }
}

impl Drop for LivingList {
    /// Waits for what goes on in the background, so that the folder is free when this returns.
    fn drop(&mut self) {
        self.merging.install(|| ());
        self.writing.install(|| ());
    }
}

impl fmt::Debug for LivingList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LivingList").field("view", &self.view()).finish_non_exhaustive()
    }
}

impl SharedList {
    // What panicked while it held a lock left the state as it was: that is put in place in the end.
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ListState {
    fn moments(&self) -> std::sync::RwLockReadGuard<'_, Vec<HistoryEntry>> {
        self.moments.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn moments_mut(&self, change: impl FnOnce(&mut Vec<HistoryEntry>)) {
        change(&mut self.moments.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Microseconds since 1970 by the system's clock.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

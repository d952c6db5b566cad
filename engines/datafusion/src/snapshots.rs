//! Saved lists, opened once in a process and shared by all that screen against them.

use datafusion::common::{Result, exec_datafusion_err, plan_datafusion_err, plan_err};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::SystemTime;
use sverka::{Fingerprint, Policy, Record, ValidAt, Watchlist};

/// A saved list, or a shard of one, as a plan names it: where it is, and what must be in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SnapshotRef {
    pub(crate) path: String,
    fingerprint: Fingerprint,
    /// The number of the shard and the count of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shard: Option<(u32, u32)>,
}

impl fmt::Display for SnapshotRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.path, self.fingerprint)
    }
}

/// A list that is open, with what its file was like.
struct OpenSnapshot {
    stamp: Stamp,
    fingerprint: Fingerprint,
    watchlist: Arc<Watchlist>,
}

/// A file has been replaced if its length, its time or, where there is one, its number is another. `Watchlist::save`
/// always makes another file, whose number no other has while the one before is mapped.
#[derive(PartialEq)]
struct Stamp {
    bytes: u64,
    written: Option<SystemTime>,
    number: Option<u64>,
}

impl From<Metadata> for Stamp {
    fn from(of: Metadata) -> Self {
        #[cfg(unix)]
        let number = Some(std::os::unix::fs::MetadataExt::ino(&of));
        #[cfg(not(unix))]
        let number = None;
        Stamp { bytes: of.len(), written: of.modified().ok(), number }
    }
}

impl Stamp {
    /// Whether the same file, which may be mapped, has other bytes now.
    fn is_written_over(&self, now: &Stamp) -> bool {
        self.number.is_some() && self.number == now.number && self != now
    }
}

/// The last list that was opened at each path. A list that is replaced stays mapped until the last plan that uses it
/// is done.
static OPEN: LazyLock<Mutex<HashMap<String, Place>>> = LazyLock::new(Mutex::default);

/// What is open at a path; nothing before it is opened first.
type Place = Arc<Mutex<Option<OpenSnapshot>>>;

/// So many lists stay open, so that a process that runs for months does not keep each day's. Beyond that, those that no plan
/// uses are closed when another is opened, and opened again when they are asked for. Far more than a query names.
const MOST_OPEN: usize = 64;

impl SnapshotRef {
    /// Finds a saved list for a plan: a file, or a folder with all shards of one list.
    pub(crate) fn find(path: &str) -> Result<Vec<SnapshotRef>> {
        let absolute = std::path::absolute(path);
        let absolute = absolute.ok().filter(|path| path.to_str().is_some());
        let Some(path) = absolute else {
            return plan_err!("saved list: {path:?} is no path");
        };
        if path.is_dir() {
            return find_shards(&path);
        }
        let found = SnapshotRef::of(&path)?;
        match found.shard {
            None => Ok(vec![found]),
            Some((number, count)) => plan_err!(
                "saved list {}: shard {number} of {count} alone; name the folder with all of them",
                found.path
            ),
        }
    }

    fn of(path: &Path) -> Result<SnapshotRef> {
        let path = path.to_string_lossy().into_owned();
        let opened = open(&path, None);
        let (fingerprint, watchlist) =
            opened.map_err(|error| plan_datafusion_err!("saved list: {error}"))?;
        Ok(SnapshotRef { path, fingerprint, shard: shard(&watchlist) })
    }

    /// Opens the list that a plan was made for.
    ///
    /// # Errors
    /// If the file is not there, is damaged, or is another list than the plan was made for.
    pub(crate) fn open(&self) -> Result<Arc<Watchlist>> {
        let opened = open(&self.path, Some(self.fingerprint));
        let (found, watchlist) =
            opened.map_err(|error| exec_datafusion_err!("saved list: {error}"))?;
        let SnapshotRef { path, fingerprint, shard: expected } = self;
        if found != *fingerprint || shard(&watchlist) != *expected {
            return Err(exec_datafusion_err!(
                "saved list {path}: it is {found}, and the plan was made for {fingerprint}; copy one file to \
                 all machines, and plan again"
            ));
        }
        Ok(watchlist)
    }
}

fn shard(watchlist: &Watchlist) -> Option<(u32, u32)> {
    watchlist.shard().map(|shard| (shard.number(), shard.count()))
}

/// The shards in a folder, by their numbers, if they are all of one list.
fn find_shards(folder: &Path) -> Result<Vec<SnapshotRef>> {
    let name = folder.display();
    let files = std::fs::read_dir(folder)
        .and_then(|files| files.map(|file| Ok(file?.path())).collect::<std::io::Result<Vec<_>>>());
    let files = files.map_err(|error| plan_datafusion_err!("saved list {name}: {error}"))?;
    let is_saved = |path: &&PathBuf| {
        let is_hidden =
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        path.extension().is_some_and(|kind| kind == "sverka") && !is_hidden
    };
    let mut shards = files
        .iter()
        .filter(is_saved)
        .map(|path| SnapshotRef::of(path))
        .collect::<Result<Vec<_>>>()?;
    shards.sort_by_key(|shard| shard.shard);
    let Some(first) = shards.first() else {
        return plan_err!("saved list {name}: a folder without a file *.sverka");
    };
    let Some((_, count)) = first.shard else {
        return plan_err!(
            "saved list {}: a whole list; name the file and not its folder",
            first.path
        );
    };
    for other in &shards[1..] {
        let (one, path) = (&first.path, &other.path);
        if other.fingerprint != first.fingerprint {
            return plan_err!("saved list {name}: {one} and {path} are of different lists");
        }
        if other.shard.is_none_or(|(_, of_other)| of_other != count) {
            return plan_err!("saved list {name}: {one} and {path} are not of one cut of the list");
        }
    }
    if let Some(pair) = shards.windows(2).find(|pair| pair[0].shard == pair[1].shard) {
        let [one, other] = [&pair[0].path, &pair[1].path];
        return plan_err!("saved list {name}: {one} and {other} are the same shard");
    }
    let is_there = |number: &u32| shards.iter().any(|shard| shard.shard == Some((*number, count)));
    match (1..=count).find(|number| !is_there(number)) {
        Some(number) => plan_err!("saved list {name}: shard {number} of {count} is missing"),
        None => Ok(shards),
    }
}

/// The list at a path: the one that is open if the file is still the same, or if it is the one that is wanted and its file
/// was replaced.
fn open(path: &str, wanted: Option<Fingerprint>) -> Result<(Fingerprint, Arc<Watchlist>), String> {
    let place = {
        let mut all = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_OPEN && !all.contains_key(path) {
            all.retain(|_, place| is_used(place));
        }
        Arc::clone(all.entry(path.to_owned()).or_default())
    };
    // Who wants the same list waits until it is open, so that none is opened twice.
    let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
    let stamp = Path::new(path).metadata().map(Stamp::from).ok();
    if let Some(open) = &*place {
        let is_written_over = stamp.as_ref().is_some_and(|now| open.stamp.is_written_over(now));
        let is_wanted = wanted == Some(open.fingerprint) && !is_written_over;
        if is_wanted || Some(&open.stamp) == stamp.as_ref() {
            return Ok((open.fingerprint, Arc::clone(&open.watchlist)));
        }
    }
    let watchlist = Arc::new(Watchlist::open(path).map_err(|error| error.to_string())?);
    let fingerprint = fingerprint(&watchlist);
    log::info!("opened {path} ({fingerprint})");
    *place =
        stamp.map(|stamp| OpenSnapshot { stamp, fingerprint, watchlist: Arc::clone(&watchlist) });
    Ok((fingerprint, watchlist))
}

/// Whether a plan uses the list of a place, or is about to.
fn is_used(place: &Place) -> bool {
    let open = place
        .try_lock()
        .map(|open| open.as_ref().is_some_and(|open| Arc::strong_count(&open.watchlist) > 1));
    Arc::strong_count(place) > 1 || open.unwrap_or(true)
}

/// The fingerprint of a list under one fixed policy: equal for lists that give equal answers.
fn fingerprint(watchlist: &Watchlist) -> Fingerprint {
    let policy = Policy::default().with_valid_at(ValidAt::Ever);
    watchlist.screen(&Record::default(), &policy).fingerprint()
}

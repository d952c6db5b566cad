//! The folder of a list: the list as it was last written whole, the epoch that it is weighed by, the log
//! of what changed since, and a lock.
//!
//! `list.sverka` states which epoch counts, and up to which change it goes; that it is put in its place is
//! what makes either true. Until then other files are not looked at, and after it what they have too
//! much of is skipped: an epoch of another number, and changes that the list has.

use super::HistoryEntry;
use super::epochs::Epoch;
use super::versions::VersionSpans;
use crate::error::{Error, ErrorKind};
use crate::screening::WeightedIndex;
use crate::storage::atomic_file::{is_unfinished, lock_folder};
use crate::storage::{FlatArray, Section, SnapshotReader, SnapshotWriter};
use crate::watchlist::{open_with, save_with};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use xxhash_rust::xxh3::xxh3_128;

const LIST: &str = "list.sverka";
const LOG: &str = "changes.log";

fn epoch_file(number: &str) -> String {
    format!("epoch-{number}.sverka")
}

/// Whether a file is what a killed process left of writing one of this folder.
fn is_unfinished_here(file: &str) -> bool {
    let number = file.strip_prefix("epoch-").and_then(|rest| rest.split('.').next());
    let mut names = [LIST.to_owned(), LOG.to_owned()].into_iter().chain(number.map(epoch_file));
    names.any(|name| is_unfinished(file, &name))
}

/// The folder of a list.
#[derive(Debug)]
pub(super) struct ListFolder {
    path: PathBuf,
    /// Held by whoever may change it for as long as it is open; `None` for whoever only reads.
    _lock: Option<File>,
}

/// What a list's file states beside the list.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Manifest {
    /// The identifier of the list, in hexadecimal.
    pub(super) list: String,
    /// The last change that it has.
    pub(super) change: u64,
    pub(super) epochs: Vec<Epoch>,
}

/// A list as it was written whole, up to the change that it states.
pub(super) struct SavedList {
    pub(super) list: WeightedIndex,
    pub(super) versions: VersionSpans,
    pub(super) stated: Manifest,
    pub(super) moments: Vec<HistoryEntry>,
}

impl Manifest {
    /// The list's identifier as a number.
    pub(super) fn id(&self) -> Result<u128, Error> {
        u128::from_str_radix(&self.list, 16).map_err(|_| unreadable())
    }
}

fn unreadable() -> Error {
    Error::new(ErrorKind::Damaged, "not what a living list states").in_field("section living")
}

impl ListFolder {
    /// Locks a folder, which is made where there is none.
    pub(super) fn create(path: &Path) -> Result<ListFolder, Error> {
        fs::create_dir_all(path).map_err(|error| Error::io_at(path, error))?;
        ListFolder::lock(path)
    }

    /// Locks a folder, and removes what a killed process was writing there.
    pub(super) fn lock(path: &Path) -> Result<ListFolder, Error> {
        let lock = lock_folder(path)?;
        let failed = |error| Error::io_at(path, error);
        for file in fs::read_dir(path).map_err(failed)? {
            let file = file.map_err(failed)?;
            if is_unfinished_here(&file.file_name().to_string_lossy()) {
                fs::remove_file(file.path()).map_err(failed)?;
            }
        }
        Ok(ListFolder { path: path.to_owned(), _lock: Some(lock) })
    }

    /// A folder that somebody else may change meanwhile.
    pub(super) fn to_read(path: &Path) -> ListFolder {
        ListFolder { path: path.to_owned(), _lock: None }
    }

    /// Which list it is that lies there now; another one after it was written whole.
    pub(super) fn written(&self) -> Option<(u64, SystemTime)> {
        let metadata = fs::metadata(self.list()).ok()?;
        Some((metadata.len(), metadata.modified().ok()?))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn list(&self) -> PathBuf {
        self.path.join(LIST)
    }

    pub(super) fn log(&self) -> PathBuf {
        self.path.join(LOG)
    }

    pub(super) fn epoch(&self, number: u32) -> PathBuf {
        self.path.join(epoch_file(&number.to_string()))
    }

    /// Saves a list with what it states, and `versions` of what it knows as of that change.
    pub(super) fn save(
        &self,
        list: &WeightedIndex,
        versions: &VersionSpans,
        state: &Manifest,
        moments: &[HistoryEntry],
    ) -> Result<(), Error> {
        let mut sections = SnapshotWriter::default();
        let stated = serde_json::to_vec(state);
        sections.put_bytes(
            &Section::Living.into(),
            stated.map_err(|error| unreadable().caused_by(error))?,
        );
        sections.put(&Section::History.into(), moments);
        versions.save(state.change, &mut sections);
        save_with(list, &self.list(), sections)
    }

    /// Opens what was saved.
    pub(super) fn open(&self) -> Result<SavedList, Error> {
        if !self.list().is_file() {
            return Err(Error::new(ErrorKind::Io, "no living list in this folder")
                .at_path(&self.path)
                .expecting("a folder that LivingList::create made"));
        }
        let others = |from: &SnapshotReader, records| {
            let stated: FlatArray<u8> = from.take(&Section::Living.into())?;
            let state =
                serde_json::from_slice(&stated).map_err(|error| unreadable().caused_by(error))?;
            let moments: FlatArray<HistoryEntry> = from.take(&Section::History.into())?;
            Ok((VersionSpans::open(from, records)?, state, moments.to_vec()))
        };
        let (list, (versions, stated, moments)) = open_with(&self.list(), others)?;
        Ok(SavedList { list, versions, stated, moments })
    }

    /// An identifier for a new list.
    pub(super) fn new_id(&self) -> u128 {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let at = format!("{} {} {}", now.as_nanos(), std::process::id(), self.path.display());
        xxh3_128(at.as_bytes())
    }
}

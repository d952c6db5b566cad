//! The folder of a list: `list.sverka`, a snapshot of all versions; `epoch-N.sverka`, the list whose
//! statistics count; `changes.log`, the changes since the snapshot; and a lock.
//!
//! `list.sverka` states its epoch and its last change, so replacing it is the commit point of both. A crash
//! before leaves an epoch file that nothing refers to; a crash after leaves changes in the log that the
//! snapshot has already, and these are skipped.

use super::HistoryEntry;
use super::epochs::Epoch;
use super::versions::VersionSpans;
use crate::error::{Error, ErrorKind};
use crate::screening::WeightedIndex;
use crate::storage::atomic_file::{FolderLock, is_unfinished, lock_folder};
use crate::storage::{FlatArray, Section, SnapshotReader, SnapshotWriter};
use crate::watchlist::{open_with, save_with};
use std::fs;
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
    /// Locked while the list may be changed; `None` for a view.
    _lock: Option<FolderLock>,
}

/// What `list.sverka` states besides the list.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The identifier of the list, in hexadecimal.
    pub(super) list: String,
    /// The last change in the snapshot.
    pub(super) change: u64,
    pub(super) epochs: Vec<Epoch>,
    /// Whether the list takes epochs by itself.
    #[serde(default = "usual")]
    pub(super) takes_epochs: bool,
}

/// Lists that state nothing take epochs by themselves.
fn usual() -> bool {
    true
}

/// A list as it was opened from its snapshot.
pub(super) struct SavedList {
    pub(super) list: WeightedIndex,
    pub(super) versions: VersionSpans,
    pub(super) stated: Manifest,
    pub(super) history: Vec<HistoryEntry>,
}

impl Manifest {
    /// The identifier of the list as a number.
    pub(super) fn id(&self) -> Result<u128, Error> {
        u128::from_str_radix(&self.list, 16).map_err(|_| unreadable())
    }
}

fn unreadable() -> Error {
    Error::new(ErrorKind::Damaged, "a state that cannot be read").in_field("section living")
}

impl ListFolder {
    /// Locks a folder, which is created if it does not exist.
    pub(super) fn create(path: &Path) -> Result<ListFolder, Error> {
        fs::create_dir_all(path).map_err(|error| Error::io_at(path, error))?;
        ListFolder::lock(path)
    }

    /// Locks a folder, and removes unfinished files of a process that was killed.
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

    /// A folder to read from, while another process may write to it.
    pub(super) fn to_read(path: &Path) -> ListFolder {
        ListFolder { path: path.to_owned(), _lock: None }
    }

    /// Length and time of the snapshot, which show whether it was replaced.
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

    /// Saves a snapshot of a list, in its state after the last change of `state`.
    pub(super) fn save(
        &self,
        list: &WeightedIndex,
        versions: &VersionSpans,
        state: &Manifest,
        history: &[HistoryEntry],
    ) -> Result<(), Error> {
        let mut sections = SnapshotWriter::default();
        let stated = serde_json::to_vec(state);
        sections.put_bytes(
            &Section::Living.into(),
            stated.map_err(|error| unreadable().caused_by(error))?,
        );
        sections.put(&Section::History.into(), history);
        versions.save(state.change, &mut sections);
        save_with(list, &self.list(), sections)
    }

    /// Opens the snapshot.
    pub(super) fn open(&self) -> Result<SavedList, Error> {
        if !self.list().is_file() {
            return Err(Error::new(ErrorKind::Io, "no living list in this folder")
                .at_path(&self.path)
                .expecting("the folder of a list that changes"));
        }
        let others = |from: &SnapshotReader, records| {
            let stated: FlatArray<u8> = from.take(&Section::Living.into())?;
            let state =
                serde_json::from_slice(&stated).map_err(|error| unreadable().caused_by(error))?;
            let history: FlatArray<HistoryEntry> = from.take(&Section::History.into())?;
            Ok((VersionSpans::open(from, records)?, state, history.to_vec()))
        };
        let (list, (versions, stated, history)) = open_with(&self.list(), others)?;
        Ok(SavedList { list, versions, stated, history })
    }

    /// An identifier for a new list.
    pub(super) fn new_id(&self) -> u128 {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let at = format!("{} {} {}", now.as_nanos(), std::process::id(), self.path.display());
        xxh3_128(at.as_bytes())
    }
}

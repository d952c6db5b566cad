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
use crate::storage::{FlatArray, SnapshotReader, SnapshotWriter, sync_folder};
use crate::watchlist::{LIVING, open_with, save_with};
use fs4::FileExt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use xxhash_rust::xxh3::xxh3_128;

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

    /// Locks a folder.
    pub(super) fn lock(path: &Path) -> Result<ListFolder, Error> {
        let lock_path = path.join("lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&lock_path);
        let file = file.map_err(|error| Error::io_at(&lock_path, error))?;
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(ListFolder { path: path.to_owned(), _lock: Some(file) }),
            Err(fs4::TryLockError::WouldBlock) => {
                Err(Error::new(ErrorKind::InUse, "a list that is open for changes already")
                    .at_path(path)
                    .expecting("one process, and one LivingList, at a time"))
            }
            Err(fs4::TryLockError::Error(error)) => Err(Error::io_at(&lock_path, error)),
        }
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
        self.path.join("list.sverka")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.path.join("changes.log")
    }

    pub(super) fn epoch(&self, number: u32) -> PathBuf {
        self.path.join(format!("epoch-{number}.sverka"))
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
        sections.put_bytes(LIVING, stated.map_err(|_| unreadable())?);
        sections.put("living.changes", moments);
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
            let stated: FlatArray<u8> = from.take(LIVING)?;
            let state = serde_json::from_slice(&stated).map_err(|_| unreadable())?;
            let moments: FlatArray<HistoryEntry> = from.take("living.changes")?;
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

/// Writes a file beside the path, syncs it and puts it in its place.
pub(super) fn put_in_place(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = path.with_extension("part");
    let written = || -> io::Result<()> {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    if let Err(error) = written() {
        // What is left of it is of no use to anybody; that it could not be written is what matters.
        let _ = fs::remove_file(&beside);
        return Err(Error::io_at(path, error));
    }
    sync_folder(path).map_err(|error| Error::io_at(path, error))
}

pub(super) fn io_error(path: &Path, error: &io::Error) -> Error {
    Error::new(ErrorKind::Io, error.to_string()).at_path(path)
}

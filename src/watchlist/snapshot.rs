//! Snapshots: a list saved whole to a file, and opened in place.

use super::Watchlist;
use super::shard::{open_shard, with_shard};
use crate::error::{Error, ErrorKind};
use crate::evidence::Model;
use crate::index::{Index, normalization_fingerprint};
use crate::screening::WeightedIndex;
use crate::storage::snapshot_file::{SnapshotFile, SnapshotHeader, write};
use crate::storage::{FlatArray, Section, SectionPath, SnapshotReader, SnapshotWriter, Stored};
use std::path::Path;

/// The version of the format that is written, and the only one that is read. Raise it when a section
/// changes its meaning.
const VERSION: u32 = 1;

impl Watchlist {
    /// Saves the list to a file that [`Watchlist::open`] opens: its records, its model and its index. The same
    /// records and model give the same bytes, on any number of threads and in any order.
    ///
    /// The file is written under another name beside `path`, synced, and renamed: whatever happens, there is
    /// the old file or the new one. It is not encrypted.
    ///
    /// Cost: the list is written once; `docs/performance.md` has the size of the file.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if the system refuses it: no such folder, no permission, a full disk, or
    /// something other than a file at `path`. What was there stays as it was.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        save_with(self.list(), path.as_ref(), self.shard_sections())
    }

    /// Opens a list that was saved, and uses the file in place: it takes no memory that the system could not
    /// reclaim, and processes that open the same file share it.
    ///
    /// ```
    /// use sverka::{Policy, Record, Watchlist};
    ///
    /// # let folder = std::env::temp_dir().join(format!("sverka-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).expect("a folder for temporary files");
    /// # let path = folder.join("wanted.sverka");
    /// let built = Watchlist::builder().record(Record::new("w1", "Крымов Пётр")).build()?;
    /// built.save(&path)?;
    ///
    /// let opened = Watchlist::open(&path)?;
    /// let entry = Record::new("e1", "KRYMOV Petr");
    /// let policy = Policy::default();
    /// assert_eq!(opened.screen(&entry, &policy), built.screen(&entry, &policy));
    /// # std::fs::remove_dir_all(&folder).expect("the folder is there");
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// The whole file is checked before a list is returned: one that was cut or changed anywhere is an error, and
    /// never a wrong answer. [`Watchlist::open_in_background`] returns before that.
    /// The checksums detect damage, not forgery: anybody who can write the file can put any list there.
    ///
    /// The file must not be changed or truncated in place while it is open, which would be as bad as changing
    /// the memory of the process: where the file ends too early, the system ends the process (by SIGBUS on Unix).
    /// [`Watchlist::save`] never does that. To replace a list, save another one to its path and open that. Where
    /// others may write to the file, [`Watchlist::load`] it.
    ///
    /// A version of this crate that reads names by other tables than the version that saved the list indexes
    /// the records again, which gives the answers of the new version, and takes as long as building.
    ///
    /// Cost: the file is read once, on the current rayon thread pool; `docs/performance.md` has figures.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if the system refuses it, [`ErrorKind::Malformed`] for a file of another
    /// kind, [`ErrorKind::UnsupportedVersion`] for another version of the format, and
    /// [`ErrorKind::Damaged`] if the content is not what was saved. Each names the file, and
    /// the section if there is one.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        open_watchlist(open_file(path)?).map_err(|error| error.at_path(path))
    }

    /// Reads a list that was saved into memory of this process, where nobody who writes to the file can change it. So it is
    /// the way to open a file on a disk that others share. All else is as of [`Watchlist::open`].
    ///
    /// Cost: as much memory as the file has bytes, which processes don't share, and the time to copy them.
    ///
    /// # Errors
    /// As [`Watchlist::open`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let file = SnapshotFile::load(path, VERSION)?;
        open_watchlist(file).map_err(|error| error.at_path(path))
    }

    /// A checksum of all sections: equal for lists of the same records and model.
    #[cfg(feature = "operation")]
    pub(crate) fn checksum(&self) -> Result<u128, Error> {
        let mut sections = self.shard_sections();
        add_sections(self.list(), &mut sections)?;
        Ok(sections.checksum())
    }
}

/// Saves a list, with other sections before its own.
pub(crate) fn save_with<'a>(
    list: &'a WeightedIndex,
    path: &Path,
    mut sections: SnapshotWriter<'a>,
) -> Result<(), Error> {
    add_sections(list, &mut sections)?;
    write(
        path,
        SnapshotHeader { version: VERSION, fingerprint: normalization_fingerprint() },
        &sections,
    )
}

fn add_sections<'a>(
    list: &'a WeightedIndex,
    sections: &mut SnapshotWriter<'a>,
) -> Result<(), Error> {
    let model = serde_json::to_vec(&list.model).map_err(model_error)?;
    sections.put_bytes(&Section::Model.into(), model);
    list.index.save(&SectionPath::default(), sections);
    Ok(())
}

/// Opens a file, and checks its header and its table.
pub(super) fn open_file(path: &Path) -> Result<SnapshotFile, Error> {
    SnapshotFile::open(path, VERSION)
}

/// Opens a list, and with `open_others` what else its file has; that is given the number of records.
pub(crate) fn open_with<T>(
    path: &Path,
    open_others: impl FnOnce(&SnapshotReader, usize) -> Result<T, Error>,
) -> Result<(WeightedIndex, T), Error> {
    check_and_open(open_file(path)?, open_others).map_err(|error| error.at_path(path))
}

/// Checks all of a file, and opens the list.
pub(super) fn open_watchlist(file: SnapshotFile) -> Result<Watchlist, Error> {
    let tables = file.header.fingerprint;
    let open_others = |from: &SnapshotReader, _| match from.has(&Section::Living.into()) {
        true => Err(Error::new(ErrorKind::Malformed, "a file of a living list")
            .expecting("the folder that the list is in")),
        false => open_shard(from, tables),
    };
    let (list, shard) = check_and_open(file, open_others)?;
    Ok(with_shard(list, shard))
}

fn check_and_open<T>(
    file: SnapshotFile,
    open_others: impl FnOnce(&SnapshotReader, usize) -> Result<T, Error>,
) -> Result<(WeightedIndex, T), Error> {
    file.verify()?;
    let from = file.reader();
    let list = open_list(&from, file.header.fingerprint == normalization_fingerprint())?;
    let others = open_others(&from, list.len())?;
    Ok((list, others))
}

fn open_list(from: &SnapshotReader, in_place: bool) -> Result<WeightedIndex, Error> {
    let model: FlatArray<u8> = from.take(&Section::Model.into())?;
    let model: Model = serde_json::from_slice(&model).map_err(model_error)?;
    Ok(WeightedIndex::new(model, Index::open_checked(from, in_place)?))
}

fn model_error(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::InvalidValue, error.to_string()).in_field("model").caused_by(error)
}

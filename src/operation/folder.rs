//! The folder of an operation, and its output files.

use super::journal::FileDigest;
use crate::error::{Error, ErrorKind};
use crate::storage::atomic_file::{
    FolderLock, LOCK, is_unfinished, lock_folder, not_a_file, sync_parent,
};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// A folder that is locked for as long as this value lives.
pub(super) struct OperationFolder {
    path: PathBuf,
    /// The system unlocks it when the process ends, however it ends.
    _lock: FolderLock,
}

impl OperationFolder {
    pub(super) const JOURNAL: &str = "journal";
    pub(super) const SCREENINGS: &str = "screenings.jsonl";
    pub(super) const PROBLEMS: &str = "problems.jsonl";
    pub(super) const REPORT: &str = "report.json";

    /// Opens and locks a folder, which is created if its parent exists.
    pub(super) fn open(path: &Path) -> Result<OperationFolder, Error> {
        let failed = |error: io::Error| Error::io_at(path, error);
        match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made.and_then(|()| sync_parent(path)).map_err(failed)?,
        }
        let names = fs::read_dir(path).map_err(failed)?;
        let names = names.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let names: Vec<String> = names.collect::<io::Result<_>>().map_err(failed)?;
        let begun = names.iter().any(|name| name == OperationFolder::JOURNAL);
        let foreign = names.iter().find(|name| *name != LOCK && !is_unfinished_here(name));
        if let Some(name) = foreign.filter(|_| !begun) {
            let what = format!("a folder that holds {name} but no operation");
            return Err(Error::new(ErrorKind::Mismatch, what)
                .at_path(path)
                .expecting("an empty folder, or that of the same operation"));
        }
        let lock = lock_folder(path)?;
        // Remains of a process that was killed.
        for name in names.iter().filter(|name| is_unfinished_here(name)) {
            fs::remove_file(path.join(name)).map_err(failed)?;
        }
        Ok(OperationFolder { path: path.to_owned(), _lock: lock })
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

fn is_unfinished_here(file: &str) -> bool {
    [OperationFolder::JOURNAL, OperationFolder::REPORT].iter().any(|name| is_unfinished(file, name))
}

/// A file that is appended to, with the checksum of its content.
pub(super) struct OutputFile {
    path: PathBuf,
    file: BufWriter<File>,
    sum: Xxh3,
    bytes: u64,
}

impl OutputFile {
    /// Opens a file to continue after a known content; anything after that is cut off.
    pub(super) fn resume(path: PathBuf, content: &FileDigest) -> Result<OutputFile, Error> {
        let failed = |error: io::Error| Error::io_at(&path, error);
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(failed)?;
        let (found, sum) = read(&mut (&file).take(content.bytes)).map_err(failed)?;
        if found != *content {
            let what = "truncated or modified since it was written";
            return Err(Error::new(ErrorKind::Damaged, what)
                .at_path(&path)
                .expecting("the file as it was written, or an empty folder to start again"));
        }
        file.set_len(content.bytes).map_err(failed)?;
        file.seek(SeekFrom::Start(content.bytes)).map_err(failed)?;
        Ok(OutputFile { file: BufWriter::new(file), path, sum, bytes: content.bytes })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write_all(bytes).map_err(|error| Error::io_at(&self.path, error))?;
        self.sum.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Syncs the file, and returns what it now contains.
    pub(super) fn sync(&mut self) -> Result<FileDigest, Error> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        synced.map_err(|error| Error::io_at(&self.path, error))?;
        Ok(FileDigest::new(self.bytes, &self.sum))
    }
}

impl FileDigest {
    pub(super) fn nothing() -> FileDigest {
        FileDigest::new(0, &Xxh3::new())
    }

    fn new(bytes: u64, sum: &Xxh3) -> FileDigest {
        FileDigest { bytes, checksum: format!("{:032x}", sum.digest128()) }
    }

    /// Length and checksum of the file at a path.
    pub(super) fn of(path: &Path) -> Result<FileDigest, Error> {
        check_file(path)?;
        let mut file = File::open(path).map_err(|error| Error::io_at(path, error))?;
        Ok(read(&mut file).map_err(|error| Error::io_at(path, error))?.0)
    }
}

/// An error unless the path is that of a regular file, which can be read again after an interruption.
pub(super) fn check_file(path: &Path) -> Result<(), Error> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(_) => Err(not_a_file(path, "not a file, which could be read again after a stop")),
        Err(error) => Err(Error::io_at(path, error)),
    }
}

fn read(source: &mut impl Read) -> io::Result<(FileDigest, Xxh3)> {
    let (mut sum, mut bytes) = (Xxh3::new(), 0);
    let mut buffer = vec![0; 1 << 20];
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return Ok((FileDigest::new(bytes, &sum), sum)),
            Ok(count) => {
                sum.update(&buffer[..count]);
                bytes += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

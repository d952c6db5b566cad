//! The folder of an operation: who may work in it, and files that grow.

use super::journal::FileDigest;
use crate::error::{Error, ErrorKind};
use crate::storage::atomic_file::{LOCK, is_unfinished, lock_folder, not_a_file, sync_parent};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// A folder in which no other process is at work for as long as this value lives.
pub(super) struct OperationFolder {
    path: PathBuf,
    /// The system gives it back when the process ends, however it ends.
    _lock: File,
}

impl OperationFolder {
    pub(super) const JOURNAL: &str = "journal";
    pub(super) const SCREENINGS: &str = "screenings.jsonl";
    pub(super) const PROBLEMS: &str = "problems.jsonl";
    pub(super) const REPORT: &str = "report.json";

    /// Opens a folder, which is made if only it is missing, and its parent is there.
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
            let what = format!("a folder that holds {name}, and no operation");
            return Err(Error::new(ErrorKind::Mismatch, what)
                .at_path(path)
                .expecting("an empty folder, or that of the same operation"));
        }
        let lock = lock_folder(path)?;
        // What a process that was killed had begun to write.
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

/// A file that grows, and whose content is known by its checksum.
pub(super) struct OutputFile {
    path: PathBuf,
    file: BufWriter<File>,
    sum: Xxh3,
    bytes: u64,
}

impl OutputFile {
    /// Goes on with a file where that content ends; what comes after it is cut off.
    pub(super) fn go_on(path: PathBuf, content: &FileDigest) -> Result<OutputFile, Error> {
        let failed = |error: io::Error| Error::io_at(&path, error);
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(failed)?;
        let (found, sum) = read(&mut (&file).take(content.bytes)).map_err(failed)?;
        if found != *content {
            let what = "cut short or changed since it was written";
            return Err(Error::new(ErrorKind::Damaged, what)
                .at_path(&path)
                .expecting("the file as it was written; or begin anew in an empty folder"));
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

    /// Brings all of it to the disk, and says what it is.
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

    /// What the file at that path holds.
    pub(super) fn of(path: &Path) -> Result<FileDigest, Error> {
        check_file(path)?;
        let mut file = File::open(path).map_err(|error| Error::io_at(path, error))?;
        Ok(read(&mut file).map_err(|error| Error::io_at(path, error))?.0)
    }
}

/// An error unless a file lies there, which can be read again after a stop.
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

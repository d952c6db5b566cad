//! Files that are replaced in one step, and folders that one process at a time may write to.

use crate::error::{Error, ErrorKind};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

/// The extension of a file that is still being written, beside the one that it will replace.
const UNFINISHED: &str = ".part";

/// The file that a process locks to have its folder for itself.
pub(crate) const LOCK: &str = "lock";

/// Writes a file in full, syncs it to the disk and renames it to `path`. If anything fails before the
/// rename, the previous file stays as it was.
pub(crate) fn replace_file(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), Error> {
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(not_a_file(path, "something other than a file has this name"));
    }
    let name = path.file_name().ok_or_else(|| not_a_file(path, "no file name"))?;
    static WRITTEN: AtomicU32 = AtomicU32::new(0);
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let mut unfinished = name.to_owned();
    unfinished.push(format!(".{}-{number}{UNFINISHED}", std::process::id()));
    let unfinished = path.with_file_name(unfinished);
    let written = File::create(&unfinished).and_then(|mut file| {
        write(&mut file)?;
        file.sync_all()
    });
    if let Err(error) = written.and_then(|()| fs::rename(&unfinished, path)) {
        // The first error is the one to report, also if removing the remains fails.
        let _ = fs::remove_file(&unfinished);
        return Err(Error::io_at(path, error));
    }
    sync_parent(path).map_err(|error| Error::io_at(path, error))
}

/// Whether a file is what a killed process left of writing the file `name`.
pub(crate) fn is_unfinished(file: &str, name: &str) -> bool {
    file.ends_with(UNFINISHED) && file.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
}

/// Syncs the folder that holds the path, without which a crash may undo a rename.
pub(crate) fn sync_parent(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// A lock on a folder, released when it is dropped. The system releases it when the process ends, however it
/// ends.
#[derive(Debug)]
pub(crate) struct FolderLock(File);

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Closing the file is not enough: a child process that another thread is just starting has a copy of
        // the handle until it executes its program, and would hold the lock until then.
        let _ = self.0.unlock();
    }
}

/// Locks a folder for one writer.
///
/// # Errors
/// [`ErrorKind::InUse`] if it is locked already.
pub(crate) fn lock_folder(folder: &Path) -> Result<FolderLock, Error> {
    let path = folder.join(LOCK);
    let mut options = OpenOptions::new();
    let file = options.write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(|error| Error::io_at(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(FolderLock(file)),
        Err(TryLockError::WouldBlock) => {
            Err(Error::new(ErrorKind::InUse, "the folder is open for writing already")
                .at_path(folder)
                .expecting("one process, and one value in it, to write there at a time"))
        }
        Err(TryLockError::Error(error)) => Err(Error::io_at(&path, error)),
    }
}

pub(crate) fn not_a_file(path: &Path, what: &str) -> Error {
    Error::new(ErrorKind::Io, what).at_path(path).expecting("the path of a file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_lock_is_free_even_if_a_child_process_has_its_handle() {
        let folder = tempfile::tempdir().unwrap();
        let lock = lock_folder(folder.path()).unwrap();
        assert_eq!(lock_folder(folder.path()).unwrap_err().kind(), ErrorKind::InUse);
        // A copy of the handle is what a process has that is being started.
        let copy = lock.0.try_clone().unwrap();
        drop(lock);
        lock_folder(folder.path()).unwrap();
        drop(copy);
    }
}

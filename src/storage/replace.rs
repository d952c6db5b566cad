//! Files put in the place of others in one step.

use crate::error::{Error, ErrorKind};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

/// The end of the name of a file that is being written beside its place.
pub(crate) const UNFINISHED: &str = ".part";

/// Writes a file beside the path and puts it in its place, synced to the disk. Until then, and where
/// anything fails, what was there stays as it is.
pub(crate) fn replace(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), Error> {
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(refused(path, "something else than a file is there"));
    }
    let name = path.file_name().ok_or_else(|| refused(path, "no name for a file"))?;
    static WRITTEN: AtomicU32 = AtomicU32::new(0);
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let mut beside = name.to_owned();
    beside.push(format!(".{}-{number}{UNFINISHED}", std::process::id()));
    let beside = path.with_file_name(beside);
    let open = || OpenOptions::new().write(true).create(true).truncate(true).open(&beside);
    let written = open().and_then(|mut file| {
        write(&mut file)?;
        file.sync_all()
    });
    if let Err(error) = written.and_then(|()| fs::rename(&beside, path)) {
        // What is left of it is of no use to anybody; that it could not be written is what matters.
        let _ = fs::remove_file(&beside);
        return Err(io_error(path, &error));
    }
    sync_folder(path).map_err(|error| io_error(path, &error))
}

/// Syncs the folder that the path lies in: it then keeps the name of what was put there.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

pub(crate) fn refused(path: &Path, what: &str) -> Error {
    Error::new(ErrorKind::Io, what)
        .in_file(path.display().to_string())
        .expecting("the path of a file")
}

pub(crate) fn io_error(path: &Path, error: &io::Error) -> Error {
    Error::new(ErrorKind::Io, error.to_string()).in_file(path.display().to_string())
}

//! A part of a page in a file of its own, which is removed in the end.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file beside the page, until it is copied into it.
pub(super) struct PartFile {
    path: PathBuf,
    out: BufWriter<File>,
}

impl PartFile {
    pub(super) fn create(page: &Path, name: &str) -> Result<PartFile, String> {
        let path = PartFile::path_beside(page, name);
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&path);
        let told = |error| {
            format!(
                "{}: {error}; expected a path in a folder that can be written to",
                page.display()
            )
        };
        Ok(PartFile { out: BufWriter::new(file.map_err(told)?), path })
    }

    /// The path of a page with a further ending, which no other run has.
    pub(super) fn path_beside(page: &Path, name: &str) -> PathBuf {
        let mut path = page.as_os_str().to_owned();
        path.push(format!(".{}-{name}", std::process::id()));
        path.into()
    }

    /// Copies all that was written.
    pub(super) fn copy_to(mut self, to: &mut impl Write) -> io::Result<()> {
        self.out.flush()?;
        let file = self.out.get_mut();
        file.seek(SeekFrom::Start(0))?;
        io::copy(file, to)?;
        Ok(())
    }
}

impl Write for PartFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        // A file that stays is only in the way.
        let _ = std::fs::remove_file(&self.path);
    }
}

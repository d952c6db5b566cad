//! Opening files: plain or compressed by gzip, and OFAC's aliases beside its entries.

use super::{ColumnMap, Reader};
use crate::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

type Opened = Box<dyn BufRead + Send>;

impl Reader<Box<dyn BufRead + Send>> {
    /// Opens a file, and reads it as [`Reader::detect`] does.
    ///
    /// With the feature `lists` a file that gzip compressed is read as what it holds, and beside
    /// OFAC's SDN.CSV the aliases are read of an ALT.CSV in the same folder, in capitals or not,
    /// where there is one.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the file cannot be opened, and those of [`Reader::detect`].
    pub fn open(path: impl AsRef<Path>, columns: &ColumnMap) -> Result<Self, Error> {
        Reader::open_counted(path.as_ref(), columns, &Arc::default())
    }

    /// Opens a file, and counts the bytes of it that have been read.
    pub(crate) fn open_counted(
        path: &Path,
        columns: &ColumnMap,
        bytes: &Arc<AtomicU64>,
    ) -> Result<Self, Error> {
        let reader = Reader::detect(open(path, bytes)?, path.display().to_string(), columns)?;
        #[cfg(feature = "lists")]
        if reader.format() == super::Format::OfacCsv
            && let Some(aliases) = beside(path)
        {
            return reader.with_ofac_aliases(open(&aliases, &Arc::default())?);
        }
        Ok(reader)
    }
}

/// A file of which the bytes read are counted.
struct CountingReader {
    file: File,
    bytes: Arc<AtomicU64>,
}

impl Read for CountingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

fn open(path: &Path, bytes: &Arc<AtomicU64>) -> Result<Opened, Error> {
    let failed = |error: io::Error| Error::io_at(path, error);
    let file = File::open(path).map_err(failed)?;
    let mut file = BufReader::new(CountingReader { file, bytes: Arc::clone(bytes) });
    if !file.fill_buf().map_err(failed)?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(file));
    }
    #[cfg(feature = "lists")]
    return Ok(Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(file))));
    #[cfg(not(feature = "lists"))]
    Err(super::detect::unknown("a file compressed by gzip: read with the crate's feature `lists`")
        .in_file(path.display().to_string()))
}

/// The ALT.CSV in the folder of that file.
#[cfg(feature = "lists")]
pub(crate) fn beside(path: &Path) -> Option<std::path::PathBuf> {
    ["ALT.CSV", "alt.csv", "Alt.csv"]
        .iter()
        .map(|name| path.with_file_name(name))
        .find(|path| path.is_file())
}

//! Opens files: plain or compressed by gzip, and OFAC's aliases next to its entries.

use super::columns::ColumnMap;
use super::reader::Reader;
use crate::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

type Opened = Box<dyn BufRead + Send>;

impl Reader<Box<dyn BufRead + Send>> {
    /// Opens a file and reads it in the format that [`Reader::detect`] finds.
    ///
    /// With the feature `lists`, files compressed by gzip are decompressed, and OFAC's SDN.CSV is read
    /// together with an ALT.CSV (or alt.csv) in the same folder, if there is one.
    ///
    /// ```
    /// use sverka::formats::{ColumnMap, Reader};
    ///
    /// let path = std::env::temp_dir().join(format!("sverka-open-{}.csv", std::process::id()));
    /// std::fs::write(&path, "id,name\na,Morozkin Yelisey\n").unwrap();
    /// let reader = Reader::open(&path, &ColumnMap::new())?;
    /// assert_eq!(reader.count(), 1);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) where the file cannot be opened, and those of [`Reader::detect`].
    pub fn open(path: impl AsRef<Path>, columns: &ColumnMap) -> Result<Self, Error> {
        Reader::open_counted(path.as_ref(), columns, &Arc::default())
    }

    /// Opens a file and counts the bytes read from it.
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

/// A file that counts the bytes read from it.
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
    Err(super::detect::unknown(
        "a file compressed by gzip, which needs the feature `lists` of the crate",
    )
    .in_file(path.display().to_string()))
}

/// The ALT.CSV in the folder of a file.
#[cfg(feature = "lists")]
pub(crate) fn beside(path: &Path) -> Option<std::path::PathBuf> {
    ["ALT.CSV", "alt.csv", "Alt.csv"]
        .iter()
        .map(|name| path.with_file_name(name))
        .find(|path| path.is_file())
}

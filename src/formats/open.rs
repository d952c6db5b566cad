//! Opens files, plain or compressed, and OFAC's aliases next to its entries.

use super::dialect::Dialect;
use super::packing::Packing;
use super::reader::Reader;
#[cfg(feature = "archives")]
use super::unpack;
use crate::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

type Opened = Box<dyn BufRead + Send>;

impl Reader<Box<dyn BufRead + Send>> {
    /// Opens a file and reads it in the format that [`Reader::detect`] finds.
    ///
    /// With the feature `archives`, a file compressed by gzip or Zstandard is decompressed, and so is the one
    /// file in a zip archive. What comes out may be 300 times as long as the file, beyond the first 16 MiB,
    /// and 64 GiB at most; more is refused as a decompression bomb. With the feature `lists`, OFAC's SDN.CSV
    /// is read together with an ALT.CSV (or alt.csv) in the same folder, if there is one.
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
    pub fn open(path: impl AsRef<Path>, dialect: impl Into<Dialect>) -> Result<Self, Error> {
        Reader::open_counted(path.as_ref(), dialect, &Arc::default())
    }

    /// Opens a file and counts the bytes read from it.
    pub(crate) fn open_counted(
        path: &Path,
        dialect: impl Into<Dialect>,
        bytes: &Arc<AtomicU64>,
    ) -> Result<Self, Error> {
        let reader = Reader::detect(open(path, bytes)?, path.display().to_string(), dialect)?;
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

impl Seek for CountingReader {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
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
    let opened = match Packing::of(file.fill_buf().map_err(failed)?) {
        None => Ok(Box::new(file) as Opened),
        #[cfg(feature = "archives")]
        Some(Packing::Gzip) => Ok(unpack::gzip(file, bytes)),
        #[cfg(feature = "archives")]
        Some(Packing::Zstd) => Ok(unpack::zstd(file, bytes)),
        #[cfg(feature = "archives")]
        Some(Packing::Zip) => unpack::zip(File::open(path).map_err(failed)?, file, bytes),
        #[cfg(not(feature = "archives"))]
        Some(packing) => {
            let what = format!("{packing}, which needs the feature `archives` of the crate");
            Err(super::detect::unknown(what))
        }
    };
    opened.map_err(|error| error.at_path(path))
}

/// The ALT.CSV in the folder of a file.
#[cfg(feature = "lists")]
pub(crate) fn beside(path: &Path) -> Option<std::path::PathBuf> {
    ["ALT.CSV", "alt.csv", "Alt.csv"]
        .iter()
        .map(|name| path.with_file_name(name))
        .find(|path| path.is_file())
}

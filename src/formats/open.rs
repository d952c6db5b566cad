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
    /// is read together with the ALT.CSV in the same folder, and CONS_PRIM.CSV with CONS_ALT.CSV. Where it is
    /// missing, [`Reader::list`] says so.
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
            Err(super::format::unknown(what))
        }
    };
    opened.map_err(|error| error.at_path(path))
}

/// OFAC's table of aliases in the folder of SDN.CSV or CONS_PRIM.CSV, in any case.
#[cfg(feature = "lists")]
pub(crate) fn beside(path: &Path) -> Option<std::path::PathBuf> {
    let is_consolidated = super::lists::is_consolidated(&path.display().to_string());
    let name = if is_consolidated { "cons_alt.csv" } else { "alt.csv" };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let files = folder.unwrap_or(Path::new(".")).read_dir().ok()?;
    let is_alias_file = |file: &std::ffi::OsString| {
        let file = file.to_string_lossy().to_ascii_lowercase();
        file.strip_suffix(".gz").unwrap_or(&file) == name
    };
    let found = files.filter_map(|file| Some(file.ok()?.file_name())).find(is_alias_file);
    found.map(|name| path.with_file_name(name)).filter(|path| path.is_file())
}

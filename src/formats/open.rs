//! Opens files and streams, plain or compressed, and OFAC's further tables beside its entries.

use super::dialect::Dialect;
use super::lookahead::Lookahead;
use super::packing::{self, Packing};
use super::reader::Reader;
use super::table::Table;
#[cfg(feature = "archives")]
use super::unpack;
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
    /// With the feature `archives`, a file compressed by gzip or Zstandard is decompressed, and so is the one
    /// file in a zip archive. What comes out may be 300 times as long as the file, beyond the first 16 MiB,
    /// and 64 GiB at most; more is refused as a decompression bomb. With the feature `lists`, OFAC's SDN.CSV
    /// is read together with the ALT.CSV and the SDN_COMMENTS.CSV in the same folder, and CONS_PRIM.CSV with
    /// CONS_ALT.CSV and CONS_COMMENTS.CSV. Where one is missing, [`Reader::list`] says so.
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
        let (path, bytes) = (path.as_ref(), Arc::default());
        let mut reader = Reader::detect(open(path, &bytes)?, path.display().to_string(), dialect)?;
        #[cfg(feature = "lists")]
        if reader.format() == super::Format::OfacCsv {
            let open = |path: &std::path::PathBuf| open(path, &Arc::default());
            let [aliases, comments] = beside(path);
            if let Some(path) = &aliases {
                reader = reader.with_ofac_aliases(open(path)?)?;
            }
            if let Some(path) = &comments {
                reader = reader.with_ofac_comments(open(path)?)?;
            }
        }
        reader.bytes = bytes;
        Ok(reader)
    }

    /// Reads a stream, such as standard input, in the format that [`Reader::detect`] finds. With the feature
    /// `archives`, one compressed by gzip or Zstandard is decompressed, within the limits of
    /// [`Reader::open`]. `file` is its name in errors.
    ///
    /// ```
    /// use sverka::formats::{Dialect, Reader};
    ///
    /// let table = "id,name\na,Morozkin Yelisey\n";
    /// let reader = Reader::stream(table.as_bytes(), "standard input", Dialect::new())?;
    /// assert_eq!(reader.count(), 1);
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Reader::detect`]; a zip archive, whose directory is at its end, is refused.
    pub fn stream(
        source: impl Read + Send + 'static,
        file: impl Into<String>,
        dialect: impl Into<Dialect>,
    ) -> Result<Self, Error> {
        let (file, bytes) = (file.into(), Arc::default());
        let source = unpacked_stream(source, &file, &bytes)?;
        let mut reader = Reader::detect(source, file, dialect)?;
        reader.bytes = bytes;
        Ok(reader)
    }
}

impl Table<Box<dyn BufRead + Send>> {
    /// Opens a file, plain or compressed as for [`Reader::open`].
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) where the file cannot be opened, and those of [`Table::new`].
    pub fn open(path: impl AsRef<Path>, dialect: impl Into<Dialect>) -> Result<Self, Error> {
        let path = path.as_ref();
        Table::new(open(path, &Arc::default())?, path.display().to_string(), dialect)
    }

    /// Reads a stream, such as standard input, plain or compressed as for [`Reader::stream`]. `file` is its name in
    /// errors.
    ///
    /// # Errors
    /// Those of [`Table::new`].
    pub fn stream(
        source: impl Read + Send + 'static,
        file: impl Into<String>,
        dialect: impl Into<Dialect>,
    ) -> Result<Self, Error> {
        let file = file.into();
        Table::new(unpacked_stream(source, &file, &Arc::default())?, file, dialect)
    }
}

/// What is in a stream, of which the name says nothing.
fn unpacked_stream(
    source: impl Read + Send + 'static,
    file: &str,
    bytes: &Arc<AtomicU64>,
) -> Result<Opened, Error> {
    unpacked(source, None, bytes).map_err(|error| error.in_file(file))
}

/// A source that counts the bytes read from it.
struct CountingReader<R> {
    source: R,
    bytes: Arc<AtomicU64>,
}

#[cfg(feature = "archives")]
impl<R: io::Seek> io::Seek for CountingReader<R> {
    fn seek(&mut self, position: io::SeekFrom) -> io::Result<u64> {
        self.source.seek(position)
    }
}

impl<R: Read> Read for CountingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

fn open(path: &Path, bytes: &Arc<AtomicU64>) -> Result<Opened, Error> {
    let opened = File::open(path)
        .map_err(Error::io)
        .and_then(|file| unpacked(file, Some(path), bytes))
        .map_err(|error| error.at_path(path))?;
    Ok(opened)
}

/// The text of a source that may be compressed. A zip archive is opened again by its path.
#[cfg_attr(not(feature = "archives"), allow(unused_variables))]
fn unpacked(
    source: impl Read + Send + 'static,
    path: Option<&Path>,
    bytes: &Arc<AtomicU64>,
) -> Result<Opened, Error> {
    let counting = |source| CountingReader { source, bytes: Arc::clone(bytes) };
    let mut source = Lookahead::new(BufReader::new(counting(source)));
    match (Packing::of(source.look(packing::FIRST).map_err(Error::io)?), path) {
        #[cfg(feature = "archives")]
        (Some(Packing::Gzip), _) => Ok(unpack::gzip(source, bytes)),
        #[cfg(feature = "archives")]
        (Some(Packing::Zstd), _) => Ok(unpack::zstd(source, bytes)),
        #[cfg(feature = "archives")]
        (Some(Packing::Zip), Some(path)) => {
            let open = || File::open(path).map_err(Error::io);
            let counting = CountingReader { source: open()?, bytes: Arc::clone(bytes) };
            unpack::zip(open()?, BufReader::new(counting), bytes)
        }
        #[cfg(not(feature = "archives"))]
        (Some(packing), _) => {
            let what = format!("{packing}, which needs the feature `archives` of the crate");
            Err(super::format::unknown(what))
        }
        _ => Ok(Box::new(source)),
    }
}

/// OFAC's tables of aliases and comments in the folder of SDN.CSV or CONS_PRIM.CSV, in any case.
#[cfg(feature = "lists")]
pub(crate) fn beside(path: &Path) -> [Option<std::path::PathBuf>; 2] {
    let is_consolidated = super::lists::is_consolidated(&path.display().to_string());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    super::lists::files_beside(is_consolidated).map(|name| {
        let files = folder.unwrap_or(Path::new(".")).read_dir().ok()?;
        let is_it = |file: &std::ffi::OsString| {
            let file = file.to_string_lossy().to_ascii_uppercase();
            file.strip_suffix(".GZ").unwrap_or(&file) == name
        };
        let found = files.filter_map(|file| Some(file.ok()?.file_name())).find(is_it);
        found.map(|name| path.with_file_name(name)).filter(|path| path.is_file())
    })
}

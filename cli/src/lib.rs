//! Files of the command `sverka`: those that the library reads, and beyond them Excel workbooks and Parquet
//! files, as text for the reader of tables.
//!
//! They are a library of their own so that the bench of the readers and the fuzz targets read as the
//! command does. It is no interface for others, and may change with any version.

#[cfg(any(feature = "parquet", feature = "xlsx"))]
mod cells;
#[cfg(feature = "parquet")]
mod parquet_text;
#[cfg(feature = "xlsx")]
mod workbook;

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, Read};
use std::path::Path;
use sverka::formats::{Dialect, Reader, Table};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What a file is read from.
pub type Source = Box<dyn BufRead + Send>;

/// A file that was opened.
pub struct Opened {
    /// Reads its records.
    pub reader: Reader<Source>,
    /// Which sheet of several is read.
    pub notice: Option<String>,
}

impl From<Reader<Source>> for Opened {
    fn from(reader: Reader<Source>) -> Self {
        Opened { reader, notice: None }
    }
}

/// The text of a file that holds no text, cells separated by tabs, and which sheet of several is read.
type Written = (Source, Option<String>);

/// Opens a file in any format.
///
/// # Errors
/// A file that cannot be read, or of a format that is not read.
pub fn open(path: &str, dialect: &Dialect) -> Result<Opened> {
    match written(path, dialect)? {
        Some(written) => records(written, path, dialect),
        None => Ok(Reader::open(path, dialect.clone())?.into()),
    }
}

/// Opens a table whose rows are no records, in any format. Also says which sheet of several is read.
///
/// # Errors
/// A file that cannot be read, or of a format that is not read.
pub fn open_table(path: &str, dialect: &Dialect) -> Result<(Table<Source>, Option<String>)> {
    Ok(match written(path, dialect)? {
        Some((text, notice)) => (Table::new(text, path, of_written(dialect)?)?, notice),
        None => (Table::open(path, dialect.clone())?, None),
    })
}

/// Reads the first sheet of an Excel workbook that is not empty. `name` is that of the file in errors.
///
/// # Errors
/// A workbook that cannot be read, or a sheet with more text than the memory limit.
#[cfg(feature = "xlsx")]
pub fn excel(file: impl Read + std::io::Seek, name: &str, dialect: &Dialect) -> Result<Opened> {
    records(excel_text(file, name, dialect)?, name, dialect)
}

/// Reads a Parquet file. `name` is that of the file in errors.
///
/// # Errors
/// A file that cannot be read, or whose description of itself is damaged.
#[cfg(feature = "parquet")]
pub fn parquet(
    file: impl ::parquet::file::reader::ChunkReader + 'static,
    name: &str,
    dialect: &Dialect,
) -> Result<Opened> {
    records(parquet_text(file, name)?, name, dialect)
}

/// The text of a workbook or of a Parquet file; `None` of any other.
#[cfg_attr(not(feature = "xlsx"), expect(unused_variables, reason = "a sheet alone is limited"))]
fn written(path: &str, dialect: &Dialect) -> Result<Option<Written>> {
    match path {
        #[cfg(feature = "xlsx")]
        path if is_workbook(path) => excel_text(open_file(path)?, path, dialect).map(Some),
        #[cfg(feature = "parquet")]
        path if is_parquet(path) => parquet_text(open_file(path)?, path).map(Some),
        #[cfg(not(feature = "parquet"))]
        path if is_parquet(path) => {
            let way_out =
                "a command that was built with --features parquet, or the table saved as CSV";
            Err(format!("{path}: a Parquet file; expected {way_out}").into())
        }
        _ => Ok(None),
    }
}

#[cfg(feature = "xlsx")]
fn excel_text(file: impl Read + std::io::Seek, name: &str, dialect: &Dialect) -> Result<Written> {
    let sheet = workbook::first_sheet(file, dialect.memory_limit())
        .map_err(|error| format!("{name}: {error}"))?;
    let notice = format!("the sheet {} is read, and not {}", sheet.name, sheet.others.join(", "));
    Ok((Box::new(sheet.text), Some(notice).filter(|_| !sheet.others.is_empty())))
}

#[cfg(feature = "parquet")]
fn parquet_text(
    file: impl ::parquet::file::reader::ChunkReader + 'static,
    name: &str,
) -> Result<Written> {
    let text = parquet_text::ParquetText::new(file)
        .map_err(|error| format!("{name}: a Parquet file that cannot be read: {error}"))?;
    Ok((Box::new(text), None))
}

fn records((text, notice): Written, name: &str, dialect: &Dialect) -> Result<Opened> {
    Ok(Opened { reader: Reader::csv(text, name, of_written(dialect)?)?, notice })
}

/// The dialect of a table whose cells were written here.
fn of_written(dialect: &Dialect) -> Result<Dialect> {
    Ok(dialect.clone().with_separator('\t')?.with_encoding("utf-8")?)
}

#[cfg(any(feature = "parquet", feature = "xlsx"))]
fn open_file(path: &str) -> Result<File> {
    Ok(File::open(path).map_err(|error| format!("{path}: {error}"))?)
}

/// Whether a path is that of a workbook, by its name or by the parts of the archive at it.
#[cfg(feature = "xlsx")]
fn is_workbook(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    let is_named =
        extension.is_some_and(|e| e.eq_ignore_ascii_case("xlsx") || e.eq_ignore_ascii_case("xlsm"));
    is_named || begins_with(path, b"PK\x03\x04") && File::open(path).is_ok_and(workbook::is_one)
}

/// Whether there is a Parquet file at a path.
fn is_parquet(path: &str) -> bool {
    begins_with(path, b"PAR1")
}

/// Whether there is a file at a path that begins so. A pipe must not lose its first bytes.
fn begins_with(path: &str, bytes: &[u8; 4]) -> bool {
    let mut first = [0; 4];
    let mut read = || File::open(path)?.read_exact(&mut first);
    Path::new(path).is_file() && read().is_ok() && first == *bytes
}

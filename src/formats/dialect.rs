//! How the text of a source is written and read.

use super::columns::ColumnMap;
use super::memory_limit::MemoryLimit;
use crate::error::{Error, ErrorKind};
use encoding_rs::Encoding;

/// The characters that may separate cells; of two that fit, the earlier is taken.
pub(super) const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// How the text of a source is written and read: which column of a table holds which field, what separates
/// cells, in which encoding, how much of it may be held in memory, and whether a value that cannot be read
/// costs its record. What is not stated is detected; [`Reader::detected`](super::Reader::detected) says what
/// was found.
///
/// ```
/// use sverka::formats::{Dialect, Reader};
///
/// // ФИО;дата рождения
/// let table = b"\xd4\xc8\xce;\xe4\xe0\xf2\xe0 \xf0\xee\xe6\xe4\xe5\xed\xe8\xff\n\
///               \xc8\xe2\xe0\xed\xee\xe2;15.03.1971\n";
/// let dialect = Dialect::new().with_encoding("windows-1251")?.with_separator(';')?;
/// let mut reader = Reader::detect(&table[..], "t.csv", dialect)?;
/// assert_eq!(reader.next().unwrap()?.name().as_full(), Some("Иванов"));
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dialect {
    pub(super) columns: ColumnMap,
    pub(super) separator: Option<char>,
    pub(super) encoding: Option<&'static Encoding>,
    pub(super) memory_limit: MemoryLimit,
    /// Whether a value that cannot be read rejects its record.
    pub(super) is_strict: bool,
}

impl Dialect {
    /// A dialect of which everything is detected.
    pub fn new() -> Self {
        Dialect::default()
    }

    /// Sets which column holds which field.
    #[must_use]
    pub fn with_columns(self, columns: ColumnMap) -> Self {
        Dialect { columns, ..self }
    }

    /// Sets what separates the cells of a table: a comma, a semicolon, a tab or a bar.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for another character.
    pub fn with_separator(self, separator: char) -> Result<Self, Error> {
        if SEPARATORS.contains(&separator) {
            return Ok(Dialect { separator: Some(separator), ..self });
        }
        Err(Error::new(ErrorKind::InvalidValue, "not a separator")
            .with_value(&separator.to_string())
            .expecting("a comma, a semicolon, a tab or |"))
    }

    /// Sets the encoding by one of its names in the WHATWG Encoding Standard, such as `windows-1251`,
    /// `koi8-r`, `ibm866` or `utf-16le`. A byte order mark takes precedence.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for an unknown name.
    pub fn with_encoding(self, name: &str) -> Result<Self, Error> {
        match Encoding::for_label(name.as_bytes()) {
            Some(encoding) => Ok(Dialect { encoding: Some(encoding), ..self }),
            None => Err(Error::new(ErrorKind::InvalidValue, "not an encoding")
                .with_value(name)
                .expecting("utf-8, utf-16le, windows-1251, windows-1252, koi8-r, ibm866 or another of the WHATWG Encoding Standard")),
        }
    }

    /// Sets how many bytes of its text a reader may hold until persons are whole, where their parts are
    /// apart in the file; 1 GiB by default. One row, object or entity may have a 64th of it: 16 MiB.
    /// Records made of that text take more than the text. More text is an error that names this limit.
    ///
    /// ```
    /// use sverka::formats::{Dialect, Reader};
    ///
    /// let table = format!("name\n{}\nSnegova Agniya\n", "x".repeat(20_000));
    /// let dialect = Dialect::new().with_memory_limit(1 << 20)?;
    /// let mut reader = Reader::detect(table.as_bytes(), "t.csv", dialect)?;
    /// let error = reader.next().unwrap().unwrap_err();
    /// assert!(error.to_string().starts_with("t.csv:2: a line of more than 16384 bytes; expected"));
    /// assert_eq!(reader.next().unwrap()?.name().as_full(), Some("Snegova Agniya"));
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for less than 1 MiB.
    pub fn with_memory_limit(self, bytes: u64) -> Result<Self, Error> {
        Ok(Dialect { memory_limit: MemoryLimit::new(bytes)?, ..self })
    }

    /// Rejects a record with a value that cannot be read, instead of leaving the value out with a note. A
    /// date that can be read and is kept in part, because it is approximate or its day could be its month,
    /// rejects nothing.
    ///
    /// ```
    /// use sverka::formats::{Dialect, Reader};
    ///
    /// let table = "name,birth_date\nMorozkin Yelisey,1971-13-15\n";
    /// let mut reader = Reader::csv(table.as_bytes(), "t.csv", Dialect::new().strict())?;
    /// assert_eq!(reader.next().unwrap().unwrap_err().field(), Some("birth_date"));
    /// # Ok::<(), sverka::Error>(())
    /// ```
    #[must_use]
    pub fn strict(self) -> Self {
        Dialect { is_strict: true, ..self }
    }

    /// The bytes of text that a reader may hold.
    pub fn memory_limit(&self) -> u64 {
        self.memory_limit.bytes()
    }
}

impl From<&ColumnMap> for Dialect {
    /// A dialect of which the columns are stated.
    fn from(columns: &ColumnMap) -> Self {
        Dialect::new().with_columns(columns.clone())
    }
}

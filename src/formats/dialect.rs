//! How the text of a source is written.

use super::columns::ColumnMap;
use crate::error::{Error, ErrorKind};
use encoding_rs::Encoding;

/// The characters that may separate cells; of two that fit, the earlier is taken.
pub(super) const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// How the text of a source is written: which column of a table holds which field, what separates cells,
/// and in which encoding. What is not stated is detected; [`Reader::detected`](super::Reader::detected)
/// says what was found.
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
}

impl From<&ColumnMap> for Dialect {
    /// A dialect of which the columns are stated.
    fn from(columns: &ColumnMap) -> Self {
        Dialect::new().with_columns(columns.clone())
    }
}

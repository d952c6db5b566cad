//! One opaque error for the whole crate: what is wrong, where, and the mend.
//!
//! An [`Error`] never carries the value of a name field: only positions, identifiers, and the text
//! of a date, number or option that could not be read. A name that stands in such a field by
//! mistake is left out where it can be told: several words without a digit are not quoted.

use std::fmt;

/// What went wrong, in the library's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ErrorKind {
    /// A date that is not in the calendar, or not in a form that is read.
    InvalidDate,
    /// A value outside of what its field takes.
    InvalidValue,
    /// A name with no letters in it.
    NoLetters,
    /// A row whose shape could not be read: a broken quote, a missing cell, malformed JSON.
    Malformed,
    /// Two records with one identifier.
    DuplicateId,
    /// A table without a column that every record needs.
    MissingColumn,
    /// A source in a format that is not read.
    UnknownFormat,
    /// A source with no rows at all.
    Empty,
    /// A document that ends before it says so: the rest of it is missing.
    Truncated,
    /// Text that is not UTF-8.
    Encoding,
    /// A list larger than the index can number.
    TooLarge,
    /// The operating system refused a read or a write.
    Io,
    /// A saved list that is no longer what was saved: cut short, or changed.
    Damaged,
    /// A folder in which another process, or another part of this one, is at work.
    InUse,
    /// A version of a format that this version of the crate does not read.
    UnsupportedVersion,
    /// What is to be gone on with was begun with something else: another input, list or policy.
    Mismatch,
}

/// An error: its kind, where it stands, the offending value, and what was expected instead.
///
/// ```
/// use sverka::{ErrorKind, PartialDate};
///
/// let error = "1971-02-30".parse::<PartialDate>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidDate);
/// assert_eq!(error.value(), Some("1971-02-30"));
/// assert!(error.to_string().contains("expected YYYY, YYYY-MM or YYYY-MM-DD, or DD.MM.YYYY"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    what: String,
    expected: Option<&'static str>,
    value: Option<String>,
    field: Option<String>,
    line: Option<u64>,
    file: Option<String>,
    id: Option<String>,
    source: Option<String>,
    category: Option<String>,
}

/// A value longer than this is cut in a message; a megabyte in one cell must not fill a log.
const VALUE_SHOWN: usize = 60;

impl Error {
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            what: what.into(),
            expected: None,
            value: None,
            field: None,
            line: None,
            file: None,
            id: None,
            source: None,
            category: None,
        }))
    }

    pub(crate) fn expecting(mut self, expected: &'static str) -> Self {
        self.0.expected = Some(expected);
        self
    }

    pub(crate) fn with_value(mut self, value: &str) -> Self {
        self.0.value = Some(shown(value));
        self
    }

    #[cfg(feature = "formats")]
    pub(crate) fn without_value(mut self) -> Self {
        self.0.value = None;
        self
    }

    pub(crate) fn in_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    #[cfg(feature = "formats")]
    pub(crate) fn at_line(mut self, line: u64) -> Self {
        self.0.line = Some(line);
        self
    }

    #[cfg(any(feature = "formats", feature = "snapshot"))]
    pub(crate) fn in_file(mut self, file: impl Into<String>) -> Self {
        self.0.file = Some(file.into());
        self
    }

    #[cfg(feature = "formats")]
    pub(crate) fn of_record(mut self, id: &str) -> Self {
        self.0.id = (!id.is_empty()).then(|| shown(id));
        self
    }

    #[cfg(feature = "formats")]
    pub(crate) fn submitted_by(mut self, source: Option<&str>, category: Option<&str>) -> Self {
        self.0.source = source.map(str::to_owned);
        self.0.category = category.map(str::to_owned);
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The file or stream it was read from, where there is one.
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    /// The line in that file, counted from 1, where it is known.
    pub fn line(&self) -> Option<u64> {
        self.0.line
    }

    /// The identifier of the record that it is about, cut to 60 characters, where it is known.
    pub fn record_id(&self) -> Option<&str> {
        self.0.id.as_deref()
    }

    /// The field or column, where it is known.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The value that could not be taken, cut to 60 characters. Never that of a name field.
    pub fn value(&self) -> Option<&str> {
        self.0.value.as_deref()
    }

    /// The source that the rejected row states, where that could be read: whose error it is.
    pub fn row_source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// The category that the rejected row states, where that could be read.
    pub fn row_category(&self) -> Option<&str> {
        self.0.category.as_deref()
    }

    /// The form that would have been taken, where there is one to name.
    pub fn expected(&self) -> Option<&str> {
        self.0.expected
    }
}

fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(VALUE_SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { what, expected, value, field, line, file, id, .. } = &*self.0;
        match (file, line) {
            (Some(file), Some(line)) => write!(f, "{file}:{line}: ")?,
            (Some(file), None) => write!(f, "{file}: ")?,
            (None, Some(line)) => write!(f, "line {line}: ")?,
            (None, None) => {}
        }
        if let Some(id) = id {
            write!(f, "record {id}: ")?;
        }
        if let Some(field) = field {
            write!(f, "{field}: ")?;
        }
        if let Some(value) = value {
            write!(f, "{value:?}: ")?;
        }
        f.write_str(what)?;
        if let Some(expected) = expected {
            write!(f, "; expected {expected}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}: {self})", self.kind())
    }
}

impl std::error::Error for Error {}

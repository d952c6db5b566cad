//! One opaque error type for the whole crate. Its message says what is wrong, where, and how to fix it;
//! its source is the error that caused it.
//!
//! An [`Error`] never quotes the value of a name field. It holds positions, identifiers, and the text
//! of a date, number or option that could not be parsed. For the same reason it keeps a cause only
//! where the cause cannot quote a record: I/O errors, syntax errors of a parser, invalid UTF-8.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// What kind of error it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// A date that does not exist, or is written in a form that is not supported.
    InvalidDate,
    /// A value that its field or option does not accept.
    InvalidValue,
    /// A name without a single letter.
    NoLetters,
    /// A row that cannot be parsed: an unclosed quote, a missing cell, malformed JSON.
    Malformed,
    /// Two records with the same identifier.
    DuplicateId,
    /// A table without a required column.
    MissingColumn,
    /// A source in a format that is not supported.
    UnknownFormat,
    /// A source without any rows.
    Empty,
    /// A document that ends too early: the rest of it is missing.
    Truncated,
    /// A document in another encoding than UTF-8, or than it states.
    Encoding,
    /// A record with more of something than a record may have: [`Record::MOST_VALUES`](crate::Record::MOST_VALUES),
    /// [`Record::MOST_TEXT_BYTES`](crate::Record::MOST_TEXT_BYTES).
    OverLimit,
    /// A list with more records, tokens or documents than the index supports, or with more text that must be
    /// held than a reader may hold.
    TooLarge,
    /// The operating system refused a read or a write. See [`Error::io_kind`].
    Io,
    /// A saved file that is not what was written: truncated or modified.
    Damaged,
    /// A folder that another process, or another part of this one, has locked.
    InUse,
    /// A version of a file format that this version of the crate does not read.
    UnsupportedVersion,
    /// A run that cannot be resumed, because its input, lists or policies are not those that it started with.
    Mismatch,
}

impl fmt::Display for ErrorKind {
    /// The kind in words, for a count of errors by kind.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            ErrorKind::InvalidDate => "invalid date",
            ErrorKind::InvalidValue => "invalid value",
            ErrorKind::NoLetters => "name without letters",
            ErrorKind::Malformed => "malformed row",
            ErrorKind::DuplicateId => "repeated identifier",
            ErrorKind::MissingColumn => "missing column",
            ErrorKind::UnknownFormat => "unknown format",
            ErrorKind::Empty => "nothing to read",
            ErrorKind::Truncated => "truncated document",
            ErrorKind::Encoding => "wrong encoding",
            ErrorKind::OverLimit => "over a limit",
            ErrorKind::TooLarge => "too large",
            ErrorKind::Io => "input or output",
            ErrorKind::Damaged => "damaged file",
            ErrorKind::InUse => "in use",
            ErrorKind::UnsupportedVersion => "unsupported version",
            ErrorKind::Mismatch => "not what the run started with",
        })
    }
}

/// An error: its kind, its place, the offending value, what was expected instead, and its cause.
///
/// ```
/// use sverka::{ErrorKind, PartialDate};
///
/// let error = "1971-02-30".parse::<PartialDate>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidDate);
/// assert_eq!(error.value(), Some("1971-02-30"));
/// assert!(error.to_string().contains("expected YYYY, YYYY-MM or YYYY-MM-DD, or DD.MM.YYYY"));
/// ```
///
/// The message is complete: it includes the text of an I/O error that caused it.
/// [`source`](std::error::Error::source) returns that cause for programs that need to inspect it.
#[derive(Clone)]
pub struct Error(Box<ErrorDetails>);

#[derive(Clone)]
struct ErrorDetails {
    kind: ErrorKind,
    what: String,
    expected: Option<&'static str>,
    value: Option<String>,
    field: Option<String>,
    line: Option<u64>,
    file: Option<String>,
    id: Option<String>,
    row_source: Option<String>,
    row_category: Option<String>,
    cause: Option<Cause>,
}

/// The error that caused another, shared so that errors can be cloned.
pub(crate) type Cause = Arc<dyn StdError + Send + Sync>;

/// Characters of a value that a message shows. A cell may hold a megabyte, which must not fill a log.
const VALUE_SHOWN: usize = 60;

impl Error {
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Error(Box::new(ErrorDetails {
            kind,
            what: what.into(),
            expected: None,
            value: None,
            field: None,
            line: None,
            file: None,
            id: None,
            row_source: None,
            row_category: None,
            cause: None,
        }))
    }

    /// An I/O error, with advice for the errors that a caller can fix.
    pub(crate) fn io(cause: impl Into<Arc<io::Error>>) -> Self {
        let cause = cause.into();
        let mut error = Error::new(ErrorKind::Io, cause.to_string());
        error.0.expected = match cause.kind() {
            io::ErrorKind::NotFound => Some("a path that exists"),
            io::ErrorKind::PermissionDenied => Some("permission to read or write there"),
            io::ErrorKind::StorageFull => Some("free space on the disk"),
            _ => None,
        };
        error.0.cause = Some(cause);
        error
    }

    /// An I/O error at a path.
    pub(crate) fn io_at(path: &Path, cause: io::Error) -> Self {
        Error::io(cause).at_path(path)
    }

    /// Keeps the cause. It must not quote the value of a name field.
    pub(crate) fn caused_by(self, cause: impl StdError + Send + Sync + 'static) -> Self {
        self.with_cause(Some(Arc::new(cause)))
    }

    pub(crate) fn with_cause(mut self, cause: Option<Cause>) -> Self {
        self.0.cause = cause;
        self
    }

    pub(crate) fn expecting(mut self, expected: &'static str) -> Self {
        self.0.expected = Some(expected);
        self
    }

    pub(crate) fn with_value(mut self, value: &str) -> Self {
        self.0.value = Some(shown(value));
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

    pub(crate) fn at_path(self, path: &Path) -> Self {
        self.in_file(path.display().to_string())
    }

    pub(crate) fn in_file(mut self, file: impl Into<String>) -> Self {
        self.0.file = Some(file.into());
        self
    }

    pub(crate) fn of_record(mut self, id: &str) -> Self {
        self.0.id = (!id.is_empty()).then(|| shown(id));
        self
    }

    #[cfg(feature = "formats")]
    pub(crate) fn submitted_by(mut self, source: Option<&str>, category: Option<&str>) -> Self {
        self.0.row_source = source.map(str::to_owned);
        self.0.row_category = category.map(str::to_owned);
        self
    }

    /// Whether a reader of a source stops after it: what follows is missing or cannot be trusted.
    pub(crate) fn ends_the_source(&self) -> bool {
        use ErrorKind::{Encoding, Io, TooLarge, Truncated};
        matches!(self.kind(), Encoding | Io | TooLarge | Truncated)
    }

    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The kind of the I/O error that caused this one, if an I/O error did.
    ///
    /// ```
    /// let error = sverka::Watchlist::open("no/such/list.sverka").unwrap_err();
    /// assert_eq!(error.io_kind(), Some(std::io::ErrorKind::NotFound));
    /// ```
    pub fn io_kind(&self) -> Option<io::ErrorKind> {
        let mut cause = self.source();
        while let Some(error) = cause {
            if let Some(io) = error.downcast_ref::<io::Error>() {
                return Some(io.kind());
            }
            cause = error.source();
        }
        None
    }

    /// The file or stream that was being read, if any.
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    /// The line in that file, from 1, if known.
    pub fn line(&self) -> Option<u64> {
        self.0.line
    }

    /// The identifier of the record in question, cut to 60 characters, if known.
    pub fn record_id(&self) -> Option<&str> {
        self.0.id.as_deref()
    }

    /// The field, column or section in question, if known.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The value that was not accepted, cut to 60 characters. Never that of a name field.
    pub fn value(&self) -> Option<&str> {
        self.0.value.as_deref()
    }

    /// The source that the rejected row states, if it could be read: the office to ask for a correction.
    pub fn row_source(&self) -> Option<&str> {
        self.0.row_source.as_deref()
    }

    /// The category that the rejected row states, if it could be read.
    pub fn row_category(&self) -> Option<&str> {
        self.0.row_category.as_deref()
    }

    /// What is wrong, in English, without the place, the value and what was expected. A few messages have a number in them.
    pub fn what(&self) -> &str {
        &self.0.what
    }

    /// What would have been accepted, or what to do about it, if there is advice to give.
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
        let ErrorDetails { what, expected, value, field, line, file, id, .. } = &*self.0;
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

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_pointer_and_can_cross_threads() {
        fn can_cross_threads<T: Send + Sync + 'static>() {}
        can_cross_threads::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    #[test]
    fn an_io_error_is_the_source_and_gives_its_kind() {
        let cause = io::Error::new(io::ErrorKind::StorageFull, "the disk is full");
        let error = Error::io_at(Path::new("out/list.sverka"), cause);
        let message = "out/list.sverka: the disk is full; expected free space on the disk";
        assert_eq!(error.to_string(), message);
        assert_eq!(error.io_kind(), Some(io::ErrorKind::StorageFull));
        let source = error.source().expect("a cause");
        assert_eq!(source.to_string(), "the disk is full");
        assert!(source.is::<io::Error>());
        assert_eq!(error.clone().io_kind(), error.io_kind());
    }

    #[test]
    fn an_io_error_below_another_error_gives_its_kind() {
        let inner = Error::io(io::Error::from(io::ErrorKind::TimedOut));
        let outer = Error::new(ErrorKind::Damaged, "a list that cannot be opened").caused_by(inner);
        assert_eq!(outer.io_kind(), Some(io::ErrorKind::TimedOut));
    }

    #[test]
    fn an_error_without_a_cause_has_no_source() {
        let error = Error::new(ErrorKind::Empty, "nothing to read");
        assert!(error.source().is_none() && error.io_kind().is_none());
    }
}

//! Identity documents: a number, with its kind and country where stated.

use crate::error::{Error, ErrorKind};
use std::fmt;
use std::str::FromStr;

/// An identity document.
///
/// Comparison uses only the letters and digits of a number and ignores case: `45 10 123456`,
/// `4510 № 123456` and `4510-123456` are equal.
///
/// ```
/// use sverka::Document;
///
/// let passport: Document = "passport:RU:45 10 123456".parse()?;
/// assert_eq!(passport.kind(), Some("passport"));
/// assert_eq!(passport.country(), Some("RU"));
/// assert_eq!(passport.number(), "45 10 123456");
/// assert_eq!("45 10 123456".parse::<Document>()?.kind(), None);
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "super::json::DocumentJson", into = "super::json::DocumentJson")]
pub struct Document {
    kind: Option<String>,
    country: Option<String>,
    number: String,
}

impl Document {
    /// A document with a number, without kind and country.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] where the number has no letter and no digit.
    pub fn new(number: impl Into<String>) -> Result<Self, Error> {
        let number = number.into();
        if number.chars().any(char::is_alphanumeric) {
            Ok(Document { kind: None, country: None, number })
        } else {
            Err(Error::new(ErrorKind::InvalidValue, "a document number without a letter or digit")
                .with_value(&number)
                .expecting("[kind:[country:]]number"))
        }
    }

    /// Sets the kind: `passport`, `inn`, `snils`, and so on.
    #[must_use]
    pub fn with_kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// Sets the issuing country.
    #[must_use]
    pub fn with_country(mut self, country: impl Into<String>) -> Self {
        self.country = Some(country.into());
        self
    }

    /// The kind, if stated.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The issuing country, if stated.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// The number as written.
    pub fn number(&self) -> &str {
        &self.number
    }
}

impl FromStr for Document {
    type Err = Error;

    /// Reads `number`, `kind:number` or `kind:country:number`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] where the number has no letter and no digit.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut parts = text.splitn(3, ':').map(str::trim);
        let (kind, country, number) = match (parts.next(), parts.next(), parts.next()) {
            (Some(kind), Some(country), Some(number)) => (kind, country, number),
            (Some(kind), Some(number), None) => (kind, "", number),
            _ => ("", "", text.trim()),
        };
        let mut document = Document::new(number)?;
        let stated = |label: &str| (!label.is_empty()).then(|| label.to_owned());
        (document.kind, document.country) = (stated(kind), stated(country));
        Ok(document)
    }
}

impl fmt::Display for Document {
    /// Writes the form that [`FromStr`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.kind, &self.country) {
            (Some(kind), Some(country)) => write!(f, "{kind}:{country}:{}", self.number),
            (Some(kind), None) => write!(f, "{kind}:{}", self.number),
            (None, Some(country)) => write!(f, ":{country}:{}", self.number),
            (None, None) => f.write_str(&self.number),
        }
    }
}

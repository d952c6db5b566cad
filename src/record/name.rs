//! Names as an office wrote them: one string, or declared parts.

use std::fmt;

/// A name: one string of unknown order, or declared parts.
///
/// ```
/// use sverka::PersonName;
///
/// let full = PersonName::full("CHTCHERBAKOV Alexandre");
/// let parts = PersonName::parts("Александр", "Иванович", "Щербаков");
/// assert_eq!(parts.family(), Some("Щербаков"));
/// assert_eq!(full.family(), None);
/// assert_eq!(parts.to_string(), "Щербаков Александр Иванович");
/// ```
///
/// The order of a name in one string is not trusted: `Ivan Petrov` and `PETROV, Ivan` compare alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(from = "super::json::NameJson", into = "super::json::NameJson")]
pub struct PersonName {
    full: String,
    given: String,
    patronymic: String,
    family: String,
}

impl PersonName {
    /// A name in one string, with its tokens in any order.
    pub fn full(name: impl Into<String>) -> Self {
        PersonName { full: name.into(), ..PersonName::default() }
    }

    /// A name in declared parts. An empty part is not stated.
    pub fn parts(
        given: impl Into<String>,
        patronymic: impl Into<String>,
        family: impl Into<String>,
    ) -> Self {
        PersonName {
            full: String::new(),
            given: given.into(),
            patronymic: patronymic.into(),
            family: family.into(),
        }
    }

    /// The string of a name in one string.
    pub fn as_full(&self) -> Option<&str> {
        stated(&self.full)
    }

    /// The declared given name or names, if stated.
    pub fn given(&self) -> Option<&str> {
        stated(&self.given)
    }

    /// The declared patronymic, if stated.
    pub fn patronymic(&self) -> Option<&str> {
        stated(&self.patronymic)
    }

    /// The declared family name, if stated.
    pub fn family(&self) -> Option<&str> {
        stated(&self.family)
    }

    /// Whether any part of the name has a letter.
    pub(crate) fn has_letters(&self) -> bool {
        let parts = [&self.full, &self.given, &self.patronymic, &self.family];
        parts.into_iter().any(|part| part.chars().any(char::is_alphabetic))
    }
}

fn stated(part: &str) -> Option<&str> {
    (!part.is_empty()).then_some(part)
}

impl fmt::Display for PersonName {
    /// Writes the full string, or family name, given name and patronymic in this order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.full, &self.family, &self.given, &self.patronymic];
        for (n, part) in parts.into_iter().filter(|part| !part.is_empty()).enumerate() {
            if n > 0 {
                f.write_str(" ")?;
            }
            f.write_str(part)?;
        }
        Ok(())
    }
}

impl From<&str> for PersonName {
    fn from(name: &str) -> Self {
        PersonName::full(name)
    }
}

impl From<String> for PersonName {
    fn from(name: String) -> Self {
        PersonName::full(name)
    }
}

/// How reliably an alias identifies the person.
///
/// Sanctions lists mark some aliases as weak (OFAC: "weak a.k.a.", United Nations: "low quality"):
/// common or generic names that would cause many false alerts by themselves.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AliasStrength {
    /// As reliable as the primary name.
    #[default]
    Strong,
    /// Marked as weak or of low quality by the source.
    Weak,
}

/// Another name of a person, and how reliable it is.
///
/// ```
/// use sverka::{Alias, AliasStrength};
///
/// let alias = Alias::new("Sasha", AliasStrength::Weak);
/// assert_eq!(alias.name().as_full(), Some("Sasha"));
/// assert_eq!(Alias::from("Sasha").strength(), AliasStrength::Strong);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(from = "super::json::AliasJson", into = "super::json::AliasJson")]
pub struct Alias {
    name: PersonName,
    strength: AliasStrength,
}

impl Alias {
    /// An alias with a strength.
    pub fn new(name: impl Into<PersonName>, strength: AliasStrength) -> Self {
        Alias { name: name.into(), strength }
    }

    /// The name.
    pub fn name(&self) -> &PersonName {
        &self.name
    }

    /// How reliable it is.
    pub fn strength(&self) -> AliasStrength {
        self.strength
    }
}

impl<N: Into<PersonName>> From<N> for Alias {
    /// A strong alias.
    fn from(name: N) -> Self {
        Alias::new(name, AliasStrength::Strong)
    }
}

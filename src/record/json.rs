//! The JSON forms of a record's parts that have more than one: a name, an alias or a document may
//! be a plain string or an object, and a list may be a single value.

use super::{Alias, AliasStrength, Document, PersonName};
use crate::error::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// Reads a list, or one value in its place.
pub(super) fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Values<T>(std::marker::PhantomData<T>);

    impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Values<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a value or a list of values")
        }

        fn visit_unit<E>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Vec<T>, E> {
            T::deserialize(serde::de::value::StrDeserializer::new(text)).map(|value| vec![value])
        }

        fn visit_map<M: serde::de::MapAccess<'de>>(self, map: M) -> Result<Vec<T>, M::Error> {
            T::deserialize(serde::de::value::MapAccessDeserializer::new(map))
                .map(|value| vec![value])
        }

        fn visit_seq<S: serde::de::SeqAccess<'de>>(self, mut seq: S) -> Result<Vec<T>, S::Error> {
            let mut values = Vec::new();
            while let Some(value) = seq.next_element()? {
                values.push(value);
            }
            Ok(values)
        }
    }

    deserializer.deserialize_any(Values(std::marker::PhantomData))
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum NameForm {
    Full(String),
    Parts {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        given: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        patronymic: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        family: String,
    },
}

impl From<NameForm> for PersonName {
    fn from(form: NameForm) -> Self {
        match form {
            NameForm::Full(name) => PersonName::full(name),
            NameForm::Parts { given, patronymic, family } => {
                PersonName::parts(given, patronymic, family)
            }
        }
    }
}

impl From<PersonName> for NameForm {
    fn from(name: PersonName) -> Self {
        let part = |part: Option<&str>| part.unwrap_or_default().to_owned();
        let (given, patronymic, family) =
            (part(name.given()), part(name.patronymic()), part(name.family()));
        if given.is_empty() && patronymic.is_empty() && family.is_empty() {
            NameForm::Full(part(name.as_full()))
        } else {
            NameForm::Parts { given, patronymic, family }
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum AliasForm {
    Marked {
        name: PersonName,
        #[serde(default)]
        strength: AliasStrength,
    },
    Plain(PersonName),
}

impl From<AliasForm> for Alias {
    fn from(form: AliasForm) -> Self {
        match form {
            AliasForm::Marked { name, strength } => Alias::new(name, strength),
            AliasForm::Plain(name) => Alias::from(name),
        }
    }
}

impl From<Alias> for AliasForm {
    fn from(alias: Alias) -> Self {
        match alias.strength() {
            AliasStrength::Strong => AliasForm::Plain(alias.name().clone()),
            strength => AliasForm::Marked { name: alias.name().clone(), strength },
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum DocumentForm {
    Written(String),
    Fields {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        country: Option<String>,
        number: String,
    },
}

impl TryFrom<DocumentForm> for Document {
    type Error = Error;

    fn try_from(form: DocumentForm) -> Result<Self, Error> {
        match form {
            DocumentForm::Written(text) => text.parse(),
            DocumentForm::Fields { kind, country, number } => {
                let mut document = Document::new(number)?;
                if let Some(kind) = kind {
                    document = document.with_kind(kind);
                }
                if let Some(country) = country {
                    document = document.with_country(country);
                }
                Ok(document)
            }
        }
    }
}

impl From<Document> for DocumentForm {
    fn from(document: Document) -> Self {
        DocumentForm::Fields {
            kind: document.kind().map(str::to_owned),
            country: document.country().map(str::to_owned),
            number: document.number().to_owned(),
        }
    }
}

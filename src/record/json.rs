//! Alternative JSON forms: a name, an alias or a document is a string or an object, and a list may be
//! a single value.

use super::document::Document;
use super::name::{Alias, AliasStrength, PersonName};
use crate::error::Error;
use crate::limits::VALUES;
use serde::{Deserialize, Deserializer, Serialize};

/// Reads a list, or a single value as a list of one.
pub(super) fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct OneOrManyVisitor<T>(std::marker::PhantomData<T>);

    impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for OneOrManyVisitor<T> {
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
                if values.len() == VALUES {
                    let what =
                        format!("more than {VALUES} values, the most that a record may have");
                    return Err(serde::de::Error::custom(what));
                }
                values.push(value);
            }
            Ok(values)
        }
    }

    deserializer.deserialize_any(OneOrManyVisitor(std::marker::PhantomData))
}

/// Reads a text, or an integer as its digits.
pub(super) fn text_or_integer<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<String, D::Error> {
    struct TextOrInteger;

    impl serde::de::Visitor<'_> for TextOrInteger {
        type Value = String;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("text or an integer")
        }

        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        fn visit_string<E>(self, text: String) -> Result<String, E> {
            Ok(text)
        }

        fn visit_u64<E>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_i64<E>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }
    }

    deserializer.deserialize_any(TextOrInteger)
}

/// A value that is a string, or an object with the fields `F`.
///
/// The visitor decides by the type of the JSON value instead of trying one form after the other. So
/// errors keep their reason, nothing is buffered, and `serde_ignored` sees unknown fields of `F`.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum TextOr<F> {
    Text(String),
    Fields(F),
}

impl<'de, F: Deserialize<'de>> Deserialize<'de> for TextOr<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrVisitor<F>(std::marker::PhantomData<F>);

        impl<'de, F: Deserialize<'de>> serde::de::Visitor<'de> for TextOrVisitor<F> {
            type Value = TextOr<F>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("text or an object")
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(TextOr::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
                Ok(TextOr::Text(text))
            }

            fn visit_map<M: serde::de::MapAccess<'de>>(
                self,
                map: M,
            ) -> Result<Self::Value, M::Error> {
                F::deserialize(serde::de::value::MapAccessDeserializer::new(map))
                    .map(TextOr::Fields)
            }
        }

        deserializer.deserialize_any(TextOrVisitor(std::marker::PhantomData))
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct NameParts {
    #[serde(skip_serializing_if = "String::is_empty")]
    given: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    patronymic: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    family: String,
}

pub(super) type NameJson = TextOr<NameParts>;

impl From<NameJson> for PersonName {
    fn from(form: NameJson) -> Self {
        match form {
            TextOr::Text(name) => PersonName::full(name),
            TextOr::Fields(NameParts { given, patronymic, family }) => {
                PersonName::parts(given, patronymic, family)
            }
        }
    }
}

impl From<PersonName> for NameJson {
    fn from(name: PersonName) -> Self {
        let part = |part: Option<&str>| part.unwrap_or_default().to_owned();
        let (given, patronymic, family) =
            (part(name.given()), part(name.patronymic()), part(name.family()));
        if given.is_empty() && patronymic.is_empty() && family.is_empty() {
            TextOr::Text(part(name.as_full()))
        } else {
            TextOr::Fields(NameParts { given, patronymic, family })
        }
    }
}

/// An alias as an object: a name with its strength, or the parts of a name.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AliasFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<PersonName>,
    #[serde(skip_serializing_if = "is_strong")]
    strength: AliasStrength,
    #[serde(skip_serializing_if = "String::is_empty")]
    given: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    patronymic: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    family: String,
}

fn is_strong(strength: &AliasStrength) -> bool {
    *strength == AliasStrength::Strong
}

pub(super) type AliasJson = TextOr<AliasFields>;

impl From<AliasJson> for Alias {
    fn from(form: AliasJson) -> Self {
        match form {
            TextOr::Text(name) => Alias::from(name),
            TextOr::Fields(AliasFields { name, strength, given, patronymic, family }) => {
                let name = name.unwrap_or_else(|| PersonName::parts(given, patronymic, family));
                Alias::new(name, strength)
            }
        }
    }
}

impl From<Alias> for AliasJson {
    fn from(alias: Alias) -> Self {
        let strength = alias.strength();
        match NameJson::from(alias.name().clone()) {
            TextOr::Text(name) if is_strong(&strength) => TextOr::Text(name),
            TextOr::Fields(NameParts { given, patronymic, family }) if is_strong(&strength) => {
                TextOr::Fields(AliasFields { given, patronymic, family, ..AliasFields::default() })
            }
            _ => TextOr::Fields(AliasFields {
                name: Some(alias.name().clone()),
                strength,
                ..AliasFields::default()
            }),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct DocumentFields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    number: String,
}

pub(super) type DocumentJson = TextOr<DocumentFields>;

impl TryFrom<DocumentJson> for Document {
    type Error = Error;

    fn try_from(form: DocumentJson) -> Result<Self, Error> {
        match form {
            TextOr::Text(text) => text.parse(),
            TextOr::Fields(DocumentFields { kind, country, number }) => {
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

impl From<Document> for DocumentJson {
    fn from(document: Document) -> Self {
        TextOr::Fields(DocumentFields {
            kind: document.kind().map(str::to_owned),
            country: document.country().map(str::to_owned),
            number: document.number().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::record::Record;

    #[test]
    fn an_identifier_is_text_or_an_integer() {
        for (id, read) in [
            ("\"w1\"", "w1"),
            ("17", "17"),
            ("-3", "-3"),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            let record: Record =
                serde_json::from_str(&format!(r#"{{"id": {id}, "name": "A"}}"#)).unwrap();
            assert_eq!(record.id(), read);
        }
        for id in ["1.5", "true", "[1]", "null"] {
            assert!(
                serde_json::from_str::<Record>(&format!(r#"{{"id": {id}, "name": "A"}}"#)).is_err(),
                "{id}"
            );
        }
    }
}

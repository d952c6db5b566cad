//! The records that callers own: a person as an office describes them, and how the record came to be
//! on a list.
//!
//! This module uses nothing of the crate but its errors. A missing field is neutral when records are
//! compared.

mod bytes;
mod check;
mod date;
mod document;
mod enum_names;
mod field;
pub(crate) mod json;
mod limits;
mod listing;
mod name;

pub(crate) use bytes::{birth_dates as encoded_birth_dates, decode, encode, id as encoded_id};
pub use date::{Date, PartialDate};
pub use document::Document;
#[cfg(any(feature = "submissions", feature = "synthetic"))]
pub(crate) use enum_names::enum_names;
pub use field::RecordField;
#[cfg(feature = "formats")]
pub(crate) use limits::{too_long, too_many};
pub use listing::Listing;
pub use name::{Alias, AliasStrength, PersonName};

use crate::error::{Error, ErrorKind};
use rustc_hash::FxHashMap;
use std::fmt;
use std::iter::repeat;
use std::str::FromStr;
use std::sync::LazyLock;

/// A person as one office describes them: a record of a watchlist, or an incoming record.
///
/// All fields but the identifier and the name are optional.
///
/// ```
/// use sverka::{PersonName, Record, Sex};
///
/// let record = Record::new("bank-17", PersonName::full("Щербаков Александр Иванович"))
///     .with_alias("Sasha Shcherbakov")
///     .with_birth_date("1971-03-15".parse()?)
///     .with_sex(Sex::Male)
///     .with_nationality("RU");
/// assert_eq!(record.id(), "bank-17");
/// assert_eq!(record.birth_dates().len(), 1);
/// # Ok::<(), sverka::Error>(())
/// ```
///
/// # JSON
///
/// With the feature `serde` (on by default), the JSON form of a record is
///
/// ```json
/// {"id": "bank-17",
///  "name": {"given": "Александр", "patronymic": "Иванович", "family": "Щербаков"},
///  "aliases": ["A. Shcherbakov", {"name": "Sasha", "strength": "weak"}],
///  "birth_dates": ["1971-03-15", "1971"],
///  "sex": "male",
///  "nationalities": ["RU"],
///  "birth_places": ["Kazan"],
///  "documents": [{"kind": "passport", "country": "RU", "number": "45 10 123456"}],
///  "listing": {"source": "bank", "category": "wanted", "occurred_at": "2024-02-01",
///              "submitted_at": "2024-03-01", "valid_from": "2024-03-01", "valid_to": "2029-03-01"}}
/// ```
///
/// Only `name` is required, and it may be a string; a missing `id` is empty, and an integer is its digits. A single value is
/// accepted in place of a list. So are the field names of OpenSanctions' FollowTheMoney (`alias`, `birthDate`, `birthPlace`,
/// `nationality`, `gender`, `idNumber`) and of CSV columns (`birth_date`, `birth_place`, `nationality`, `document`). More
/// than [`Record::MOST_VALUES`] values are an error. An unknown field is ignored, as records come with what else an office
/// knows; a reader of a file says which fields it did not read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Record {
    #[serde(default, deserialize_with = "json::text_or_integer")]
    pub(crate) id: String,
    pub(crate) name: PersonName,
    #[serde(
        default,
        alias = "alias",
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "json::one_or_many"
    )]
    pub(crate) aliases: Vec<Alias>,
    #[serde(
        default,
        alias = "birthDate",
        alias = "birth_date",
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "json::one_or_many"
    )]
    pub(crate) birth_dates: Vec<PartialDate>,
    #[serde(default, alias = "gender", skip_serializing_if = "Option::is_none")]
    pub(crate) sex: Option<Sex>,
    #[serde(
        default,
        alias = "nationality",
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "json::one_or_many"
    )]
    pub(crate) nationalities: Vec<String>,
    #[serde(
        default,
        alias = "birthPlace",
        alias = "birth_place",
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "json::one_or_many"
    )]
    pub(crate) birth_places: Vec<String>,
    #[serde(
        default,
        alias = "idNumber",
        alias = "document",
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "json::one_or_many"
    )]
    pub(crate) documents: Vec<Document>,
    #[serde(default, skip_serializing_if = "Listing::is_empty")]
    pub(crate) listing: Listing,
}

impl Record {
    /// A record with an identifier and a name.
    pub fn new(id: impl Into<String>, name: impl Into<PersonName>) -> Self {
        Record { id: id.into(), name: name.into(), ..Record::default() }
    }

    /// Adds another name of the person. Text becomes a strong alias.
    #[must_use]
    pub fn with_alias(mut self, alias: impl Into<Alias>) -> Self {
        self.aliases.push(alias.into());
        self
    }

    /// Adds a birth date. A record may have several; the best one counts in a comparison. A date that
    /// stands for a missing one, as 1900-01-01 and 9999-12-31, is kept and is no evidence.
    #[must_use]
    pub fn with_birth_date(mut self, date: PartialDate) -> Self {
        self.birth_dates.push(date);
        self
    }

    /// Sets the sex.
    #[must_use]
    pub fn with_sex(mut self, sex: Sex) -> Self {
        self.sex = Some(sex);
        self
    }

    /// Adds a nationality: a code of ISO 3166-1, the name of a country in English, Russian or its own
    /// languages, or a word for its citizens: `RU`, `RUS`, `643`, `Россия`, `гражданин РФ` and `Russian`
    /// are one country. A former state agrees with itself and does not contradict its successors. What
    /// names no country is kept and is no evidence.
    #[must_use]
    pub fn with_nationality(mut self, country: impl Into<String>) -> Self {
        self.nationalities.push(country.into());
        self
    }

    /// Adds a place of birth, in any script and detail. Places are compared by the sounds of their
    /// words; one common word is enough.
    #[must_use]
    pub fn with_birth_place(mut self, place: impl Into<String>) -> Self {
        self.birth_places.push(place.into());
        self
    }

    /// Adds an identity document.
    #[must_use]
    pub fn with_document(mut self, document: Document) -> Self {
        self.documents.push(document);
        self
    }

    /// Sets the listing: how the record came to be on a list.
    #[must_use]
    pub fn with_listing(mut self, listing: Listing) -> Self {
        self.listing = listing;
        self
    }

    /// Replaces the identifier.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// The record with its identifier and names only.
    pub(crate) fn names_alone(&self) -> Record {
        Record {
            id: self.id.clone(),
            name: self.name.clone(),
            aliases: self.aliases.clone(),
            ..Record::default()
        }
    }

    /// The record without its names.
    pub(crate) fn without_names(&self) -> Record {
        Record { name: PersonName::default(), aliases: Vec::new(), ..self.clone() }
    }

    /// The identifier.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The primary name.
    pub fn name(&self) -> &PersonName {
        &self.name
    }

    /// The other names of the person.
    pub fn aliases(&self) -> &[Alias] {
        &self.aliases
    }

    /// All names, the primary one first, each with its strength if it is an alias.
    pub(crate) fn all_names(&self) -> impl Iterator<Item = (Option<AliasStrength>, &PersonName)> {
        let aliases = self.aliases.iter().map(|alias| (Some(alias.strength()), alias.name()));
        std::iter::once((None, &self.name)).chain(aliases)
    }

    /// The birth dates.
    pub fn birth_dates(&self) -> &[PartialDate] {
        &self.birth_dates
    }

    /// The birth dates that are evidence: all but the placeholders for a missing one.
    pub(crate) fn known_birth_dates(&self) -> impl Iterator<Item = PartialDate> + '_ {
        self.birth_dates.iter().copied().filter(|date| !date.is_placeholder())
    }

    /// The sex, if stated.
    pub fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// The nationalities.
    pub fn nationalities(&self) -> &[String] {
        &self.nationalities
    }

    /// The places of birth.
    pub fn birth_places(&self) -> &[String] {
        &self.birth_places
    }

    /// The identity documents.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The source, category and dates of the listing.
    pub fn listing(&self) -> &Listing {
        &self.listing
    }
}

/// Sex as in machine readable travel documents (ICAO Doc 9303 part 4: F, M, X).
///
/// [`Sex::Unspecified`] is neutral when records are compared.
///
/// ```
/// use sverka::Sex;
///
/// assert_eq!("M".parse::<Sex>()?, Sex::Male);
/// assert_eq!(Sex::Female.as_str(), "female");
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Sex {
    /// F.
    Female,
    /// M.
    Male,
    /// X: neither, other or unknown.
    Unspecified,
}

impl Sex {
    /// `female`, `male` or `unspecified`.
    pub fn as_str(self) -> &'static str {
        match self {
            Sex::Female => "female",
            Sex::Male => "male",
            Sex::Unspecified => "unspecified",
        }
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Sex> for &'static str {
    fn from(sex: Sex) -> Self {
        sex.as_str()
    }
}

impl FromStr for Sex {
    type Err = Error;

    /// Reads the letters and words of the languages of the region for the sexes, in any case and with or
    /// without a point (`F`, `жен.`, `муж`, `әйел`), the codes of ISO/IEC 5218 (1 male, 2 female, 0 and 9
    /// neither), and the same in two languages with a slash (`М/M`).
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for anything else.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut stated = text.split('/').map(|word| sex_word(word.trim().trim_end_matches('.')));
        let first = stated.next().flatten();
        first.filter(|_| stated.all(|sex| sex == first)).ok_or_else(|| {
            Error::new(ErrorKind::InvalidValue, "not a sex")
                .with_value(text)
                .expecting("female, male or unspecified (F, M, X)")
        })
    }
}

fn sex_word(word: &str) -> Option<Sex> {
    static SEXES: LazyLock<FxHashMap<&str, Sex>> = LazyLock::new(|| {
        let words = SEX_WORDS.iter().flat_map(|(sex, words)| words.split(' ').zip(repeat(*sex)));
        words.collect()
    });
    // Most words are in lower case already.
    SEXES.get(word).or_else(|| SEXES.get(&*word.to_lowercase())).copied()
}

/// English, Russian, Ukrainian, Belarusian, Kazakh, Kyrgyz, Uzbek, Tajik, Turkmen, Azerbaijani, Turkish,
/// Georgian, Armenian, Mongolian, Romanian, Polish, Lithuanian, Latvian, Estonian, German, French; separated by
/// blanks.
const SEX_WORDS: [(Sex, &str); 3] = [
    (
        Sex::Female,
        "f fem female woman 2 ж жен женск женский женщина жін жіноча жіночий жінка жан жаночы жанчына әйел \
         аял ayol аёл зан aýal qadın kadın ქალი მდედრობითი իգական эм эмэгтэй feminin femeiesc kobieta moteris \
         sieviete naine weiblich w femme féminin",
    ),
    (
        Sex::Male,
        "m male man 1 м муж мужск мужской мужчина ч чол чоловіча чоловічий чоловік мужчынскі мужчына ер \
         еркек эркек erkak эркак мард erkek kişi კაცი მამრობითი արական эр эрэгтэй masculin bărbătesc \
         mężczyzna vyras vīrietis mees männlich homme",
    ),
    (Sex::Unspecified, "x other unspecified unknown 0 9"),
];

impl TryFrom<String> for Sex {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

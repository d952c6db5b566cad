//! What a column may hold, and under which headers it is found.

use crate::error::{Error, ErrorKind};
use crate::record::{Date, Document, PartialDate, Sex};
use std::str::FromStr;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Id,
    Name,
    Given,
    Patronymic,
    Family,
    Aliases,
    BirthDate,
    Sex,
    Nationality,
    BirthPlace,
    Document,
    Source,
    Category,
    OccurredAt,
    SubmittedAt,
    ValidFrom,
    ValidTo,
}

const EXPECTED_FIELDS: &str = "id, name, given, patronymic, family, aliases, birth_date, sex, \
     nationality, birth_place, document, source, category, occurred_at, submitted_at, valid_from or valid_to";

impl Column {
    pub(super) const ALL: [Column; 17] = [
        Column::Id,
        Column::Name,
        Column::Given,
        Column::Patronymic,
        Column::Family,
        Column::Aliases,
        Column::BirthDate,
        Column::Sex,
        Column::Nationality,
        Column::BirthPlace,
        Column::Document,
        Column::Source,
        Column::Category,
        Column::OccurredAt,
        Column::SubmittedAt,
        Column::ValidFrom,
        Column::ValidTo,
    ];

    /// The columns that can name a person, the first of which speaks for all in an error.
    pub(super) const NAMES: [Column; 4] =
        [Column::Name, Column::Family, Column::Given, Column::Patronymic];

    /// Every header in lower case under which the column is found, its own name first; after it
    /// the names that a record's JSON form and FollowTheMoney have for it.
    fn headers(self) -> &'static [&'static str] {
        match self {
            Column::Id => &["id"],
            Column::Name => &["name"],
            Column::Given => &["given"],
            Column::Patronymic => &["patronymic"],
            Column::Family => &["family"],
            Column::Aliases => &["aliases", "alias"],
            Column::BirthDate => &["birth_date", "birth_dates", "birthdate"],
            Column::Sex => &["sex", "gender"],
            Column::Nationality => &["nationality", "nationalities"],
            Column::BirthPlace => &["birth_place", "birth_places", "birthplace"],
            Column::Document => &["document", "documents", "idnumber"],
            Column::Source => &["source"],
            Column::Category => &["category"],
            Column::OccurredAt => &["occurred_at"],
            Column::SubmittedAt => &["submitted_at"],
            Column::ValidFrom => &["valid_from"],
            Column::ValidTo => &["valid_to"],
        }
    }

    pub(super) fn name(self) -> &'static str {
        self.headers().first().copied().unwrap_or_default()
    }

    /// The column with that header.
    pub(super) fn named(header: &str) -> Option<Column> {
        let header = normal(header);
        Column::ALL.into_iter().find(|column| column.headers().contains(&header.as_str()))
    }

    /// Whether the text can be read as a value of this column.
    pub(super) fn check(self, text: &str) -> Result<(), Error> {
        match self {
            Column::BirthDate => read::<PartialDate>(text).map(drop),
            Column::Sex => read::<Sex>(text).map(drop),
            Column::Document => read::<Document>(text).map(drop),
            Column::OccurredAt | Column::SubmittedAt | Column::ValidFrom | Column::ValidTo => {
                read::<Date>(text).map(drop)
            }
            _ => Ok(()),
        }
    }
}

/// Reads a value, and leaves it out of the error if it reads like a name: several words and no
/// digit are rather a name in the wrong column than a date.
pub(super) fn read<T: FromStr<Err = Error>>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|error| without_name(error, text))
}

/// The error of a value, without the value where that reads like a name.
pub(super) fn without_name(error: Error, value: &str) -> Error {
    if reads_like_a_name(value) { error.without_value() } else { error }
}

pub(super) fn reads_like_a_name(text: &str) -> bool {
    text.split_whitespace().nth(1).is_some() && !text.chars().any(char::is_numeric)
}

fn normal(header: &str) -> String {
    header.trim().to_lowercase()
}

/// Which columns of a table hold which fields, where their headers are not the fields' names.
///
/// A field that is not in the map is looked for under its own name; one that is, under the given
/// header first. Headers are compared without regard to case and surrounding blanks.
///
/// ```
/// use sverka::formats::ColumnMap;
///
/// let written: ColumnMap = "name=full_name,birth_date=date_of_birth,sex=gender".parse()?;
/// let paired = ColumnMap::from_pairs([
///     ("name", "full_name"),
///     ("birth_date", "date_of_birth"),
///     ("sex", "gender"),
/// ])?;
/// assert_eq!(written, paired);
/// assert!("nmae=full_name".parse::<ColumnMap>().is_err());
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ColumnMap {
    headers: Vec<(Column, String)>,
}

impl ColumnMap {
    /// A map that finds every field under its own name.
    pub fn new() -> Self {
        ColumnMap::default()
    }

    /// A map of pairs: a field, and the header of its column.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for a field that is unknown or stated twice, and for an empty
    /// header.
    pub fn from_pairs<F, H>(pairs: impl IntoIterator<Item = (F, H)>) -> Result<Self, Error>
    where
        F: AsRef<str>,
        H: AsRef<str>,
    {
        let mut map = ColumnMap::new();
        for (field, header) in pairs {
            map.insert(field.as_ref().trim(), header.as_ref().trim())?;
        }
        Ok(map)
    }

    fn insert(&mut self, field: &str, header: &str) -> Result<(), Error> {
        let invalid = |what: &str| Error::new(ErrorKind::InvalidValue, what).with_value(field);
        let Some(column) = Column::named(field) else {
            return Err(invalid("no such field").expecting(EXPECTED_FIELDS));
        };
        if header.is_empty() {
            return Err(invalid("a field without a column").expecting(EXPECTED_PAIRS));
        }
        if self.header(column).is_some() {
            return Err(invalid("a field with two columns").expecting(EXPECTED_PAIRS));
        }
        self.headers.push((column, header.to_owned()));
        Ok(())
    }

    fn header(&self, column: Column) -> Option<&str> {
        self.headers.iter().find(|(mapped, _)| *mapped == column).map(|(_, header)| header.as_str())
    }

    /// The place of a column in a table's header: that of the mapped header, or else of the first
    /// header that means the column anyway and is not mapped to another.
    ///
    /// A mapped column that is not there is an error. The caller relies on it, and a misspelt
    /// header must not quietly empty a field of every record.
    pub(super) fn place(&self, column: Column, headers: &[String]) -> Result<Option<usize>, Error> {
        let mapped = self.header(column);
        let place = mapped
            .and_then(|mapped| headers.iter().position(|header| normal(header) == normal(mapped)))
            .or_else(|| headers.iter().position(|header| self.is_own(column, header)));
        match (place, mapped) {
            (None, Some(mapped)) => {
                let what = format!("no column {mapped:?} for the field {}", column.name());
                Err(Error::new(ErrorKind::MissingColumn, what))
            }
            _ => Ok(place),
        }
    }

    fn is_own(&self, column: Column, header: &str) -> bool {
        Column::named(header) == Some(column)
            && !self.headers.iter().any(|(_, mapped)| normal(mapped) == normal(header))
    }
}

const EXPECTED_PAIRS: &str = "field=column,field=column, each field once";

impl FromStr for ColumnMap {
    type Err = Error;

    /// Reads `field=column,field=column`; nothing at all is the map that maps nothing.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for text of another form, and as [`ColumnMap::from_pairs`].
    fn from_str(text: &str) -> Result<Self, Error> {
        if text.trim().is_empty() {
            return Ok(ColumnMap::new());
        }
        let pairs = text.split(',').map(|pair| {
            pair.split_once('=').ok_or_else(|| {
                Error::new(ErrorKind::InvalidValue, "not a column map")
                    .with_value(pair)
                    .expecting(EXPECTED_PAIRS)
            })
        });
        ColumnMap::from_pairs(pairs.collect::<Result<Vec<_>, _>>()?)
    }
}

//! Which column of a table holds which field.

use crate::error::{Error, ErrorKind};
use crate::record::RecordField;
use std::str::FromStr;

const EXPECTED_FIELDS: &str = "id, name, given, patronymic, family, aliases, birth_date, sex, \
     nationality, birth_place, document, source, category, occurred_at, submitted_at, valid_from or valid_to";

/// The fields that can name a person, the first of which stands for all of them in an error.
pub(super) const NAME_FIELDS: [RecordField; 4] =
    [RecordField::Name, RecordField::Family, RecordField::Given, RecordField::Patronymic];

/// Other headers of a column, in lower case: the names that the JSON form of a record and
/// FollowTheMoney use for its field.
fn other_headers(field: RecordField) -> &'static [&'static str] {
    match field {
        RecordField::Aliases => &["alias"],
        RecordField::BirthDate => &["birth_dates", "birthdate"],
        RecordField::Sex => &["gender"],
        RecordField::Nationality => &["nationalities"],
        RecordField::BirthPlace => &["birth_places", "birthplace"],
        RecordField::Document => &["documents", "idnumber"],
        _ => &[],
    }
}

/// The field with that header.
pub(super) fn field_of_header(header: &str) -> Option<RecordField> {
    let header = normalize_header(header);
    let has_header = |field: &RecordField| {
        field.as_str() == header || other_headers(*field).contains(&header.as_str())
    };
    RecordField::ALL.into_iter().find(has_header)
}

/// The error with the shape of its value: a name in the wrong column must not be read in a log.
pub(super) fn masked(error: Error) -> Error {
    let shape = error.value().map(shape);
    match shape {
        Some(shape) => error.with_value(&shape),
        None => error,
    }
}

/// The text with `A` for each capital letter and `a` for each other letter.
fn shape(text: &str) -> String {
    let letter = |c: char| match c {
        _ if c.is_uppercase() => 'A',
        _ if c.is_alphabetic() => 'a',
        _ => c,
    };
    text.chars().map(letter).collect()
}

fn normalize_header(header: &str) -> String {
    header.trim().to_lowercase()
}

/// Assigns columns of a table to fields whose headers are not the names of the fields.
///
/// A field in the map is found by the mapped header, or else by its own name; other fields by their
/// own names. Comparison of headers ignores case and surrounding blanks.
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
    headers: Vec<(RecordField, String)>,
}

impl ColumnMap {
    /// An empty map: every field has its own name as header.
    pub fn new() -> Self {
        ColumnMap::default()
    }

    /// A map from pairs of a field and the header of its column.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for an unknown or repeated field, and for an empty header.
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
        let Some(known) = field_of_header(field) else {
            return Err(invalid("an unknown field").expecting(EXPECTED_FIELDS));
        };
        if header.is_empty() {
            return Err(invalid("a field without a column").expecting(EXPECTED_PAIRS));
        }
        if self.header(known).is_some() {
            return Err(invalid("a field with two columns").expecting(EXPECTED_PAIRS));
        }
        self.headers.push((known, header.to_owned()));
        Ok(())
    }

    fn header(&self, field: RecordField) -> Option<&str> {
        self.headers.iter().find(|(mapped, _)| *mapped == field).map(|(_, header)| header.as_str())
    }

    /// The index of the column of a field: the mapped header, or else the first header that means the
    /// field and is not mapped to another.
    ///
    /// A missing mapped column is an error. Otherwise a misspelt header would silently empty the field
    /// of every record.
    pub(super) fn column_of(
        &self,
        field: RecordField,
        headers: &[String],
    ) -> Result<Option<usize>, Error> {
        let mapped = self.header(field);
        let column = mapped
            .and_then(|mapped| {
                headers
                    .iter()
                    .position(|header| normalize_header(header) == normalize_header(mapped))
            })
            .or_else(|| headers.iter().position(|header| self.is_own_header(field, header)));
        match (column, mapped) {
            (None, Some(mapped)) => {
                let what = format!("no column {mapped:?} for the field {}", field.as_str());
                Err(Error::new(ErrorKind::MissingColumn, what))
            }
            _ => Ok(column),
        }
    }

    fn is_own_header(&self, field: RecordField, header: &str) -> bool {
        field_of_header(header) == Some(field)
            && !self
                .headers
                .iter()
                .any(|(_, mapped)| normalize_header(mapped) == normalize_header(header))
    }
}

const EXPECTED_PAIRS: &str = "field=column,field=column, each field once";

impl FromStr for ColumnMap {
    type Err = Error;

    /// Reads `field=column,field=column`; blank text is the empty map.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for text of another form, and those of [`ColumnMap::from_pairs`].
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_an_unknown_field_lists_every_field() {
        for field in RecordField::ALL {
            assert!(EXPECTED_FIELDS.contains(field.as_str()), "{field}");
        }
    }
}

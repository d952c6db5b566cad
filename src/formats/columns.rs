//! Which column of a table holds which field.

use crate::error::{Error, ErrorKind};
use crate::record::RecordField;
use rustc_hash::FxHashMap;
use std::str::FromStr;
use std::sync::LazyLock;

const EXPECTED_FIELDS: &str = "id, name, given, patronymic, family, aliases, birth_date, sex, \
     nationality, birth_place, document, source, category, occurred_at, submitted_at, valid_from or valid_to";

/// The fields that can name a person, the first of which stands for all of them in an error.
pub(super) const NAME_FIELDS: [RecordField; 4] =
    [RecordField::Name, RecordField::Family, RecordField::Given, RecordField::Patronymic];

/// The fields by their headers.
static HEADERS: LazyLock<FxHashMap<String, RecordField>> = LazyLock::new(|| {
    let rows = include_str!("headers.tsv").lines().filter(|line| !line.starts_with('#'));
    let headers = rows.flat_map(|row| {
        let mut cells = row.split('\t');
        let name = cells.next().unwrap_or_default();
        let field = RecordField::ALL.into_iter().find(|field| field.as_str() == name);
        let headers = cells.flat_map(|cell| cell.split("; ")).map(normalize_header);
        field.into_iter().flat_map(move |field| headers.clone().map(move |header| (header, field)))
    });
    headers.collect()
});

/// The field with that header, as a whole or without what it says in brackets.
pub(super) fn field_of_header(header: &str) -> Option<RecordField> {
    let field = |header: &str| HEADERS.get(&normalize_header(header)).copied();
    field(header).or_else(|| field(header.split_once('(')?.0))
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

/// A header in lower case, with blanks for what may stand between words.
fn normalize_header(header: &str) -> String {
    let is_between = |c: char| {
        c.is_whitespace() || matches!(c, '_' | '-' | ',' | ':' | '(' | ')' | '«' | '»' | '"')
    };
    let lower = header
        .to_lowercase()
        .replace('ё', "е")
        .replace(['’', '‘', 'ʻ', 'ʼ', '`'], "'")
        .replace(". ", ".");
    let words: Vec<&str> = lower.split(is_between).filter(|word| !word.is_empty()).collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

/// Assigns columns of a table to fields whose headers are not the names of the fields.
///
/// A field in the map is found by the mapped header. Other fields are found by their own names, or else by
/// a table of headers in English, Russian, Ukrainian and Kazakh (`ФИО`, `Дата рождения`, `Гражданство`).
/// Comparison of headers ignores case, and blanks, underscores and hyphens are the same.
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

    /// The index of the column of a field: the mapped header, or else the first header that is the name of
    /// the field, or that means it, and is not mapped to another.
    ///
    /// A missing mapped column is an error. Otherwise a misspelt header would silently empty the field
    /// of every record.
    pub(super) fn column_of(
        &self,
        field: RecordField,
        headers: &[String],
    ) -> Result<Option<usize>, Error> {
        let mapped = self.header(field);
        let position = |is_it: &dyn Fn(&String) -> bool| headers.iter().position(is_it);
        let is_free = |header: &String| self.is_free(header);
        let column = mapped
            .and_then(|mapped| position(&|header| is_same_header(header, mapped)))
            .or_else(|| position(&|header| is_name(field, header) && is_free(header)))
            .or_else(|| {
                position(&|header| field_of_header(header) == Some(field) && is_free(header))
            });
        match (column, mapped) {
            (None, Some(mapped)) => {
                let what = format!("no column {mapped:?} for the field {}", field.as_str());
                Err(Error::new(ErrorKind::MissingColumn, what))
            }
            _ => Ok(column),
        }
    }

    /// As [`ColumnMap::column_of`], for the mapped fields alone.
    pub(super) fn mapped_column_of(
        &self,
        field: RecordField,
        headers: &[String],
    ) -> Result<Option<usize>, Error> {
        match self.header(field) {
            Some(_) => self.column_of(field, headers),
            None => Ok(None),
        }
    }

    /// Whether a header is not mapped to a field.
    fn is_free(&self, header: &str) -> bool {
        let header = normalize_header(header);
        !self.headers.iter().any(|(_, mapped)| normalize_header(mapped) == header)
    }

    /// How many of these headers hold a field.
    pub(super) fn recognized<'h>(&self, headers: impl Iterator<Item = &'h str>) -> usize {
        headers.filter(|header| !self.is_free(header) || field_of_header(header).is_some()).count()
    }
}

/// Whether two headers are the same, as blanks, underscores and case are no difference.
pub(super) fn is_same_header(one: &str, other: &str) -> bool {
    normalize_header(one) == normalize_header(other)
}

/// Whether a header is the name of a field, in any case.
pub(super) fn is_name(field: RecordField, header: &str) -> bool {
    header.trim().to_lowercase() == field.as_str()
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
    fn headers_as_offices_write_them() {
        for (header, field) in [
            ("ФИО", RecordField::Name),
            ("Ф. И. О.", RecordField::Name),
            ("Фамилия, имя, отчество", RecordField::Name),
            ("Full_Name", RecordField::Name),
            ("Дата рожд.", RecordField::BirthDate),
            ("DATE OF BIRTH", RecordField::BirthDate),
            ("birthDate", RecordField::BirthDate),
            ("Гражданство", RecordField::Nationality),
            ("Имя", RecordField::Given),
            ("Категория учёта", RecordField::Category),
            ("Date of Birth (dd/mm/yyyy)", RecordField::BirthDate),
            ("Гражданство (подданство)", RecordField::Nationality),
            ("Гр-во", RecordField::Nationality),
            ("Tug‘ilgan sanasi", RecordField::BirthDate),
            ("Vorname", RecordField::Given),
        ] {
            assert_eq!(field_of_header(header), Some(field), "{header}");
        }
        for other in ["Адрес", "", "имя файла"] {
            assert_eq!(field_of_header(other), None, "{other}");
        }
        let rows = include_str!("headers.tsv").lines().filter(|line| !line.starts_with('#'));
        let cells: Vec<String> =
            rows.flat_map(|row| row.split(['\t', ';'])).map(normalize_header).collect();
        assert!(
            cells.iter().all(|cell| HEADERS.contains_key(cell)),
            "every field, and each header"
        );
        for field in RecordField::ALL {
            assert_eq!(field_of_header(field.as_str()), Some(field));
        }
    }

    #[test]
    fn the_error_of_an_unknown_field_lists_every_field() {
        for field in RecordField::ALL {
            assert!(EXPECTED_FIELDS.contains(field.as_str()), "{field}");
        }
    }
}

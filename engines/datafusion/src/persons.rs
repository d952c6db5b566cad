//! Arrow columns read as records.
//!
//! Text is read as views: Arrow's other layouts of it are cast once for a batch, which copies no letter unless they are
//! in a dictionary.

use crate::columns::{
    DOCUMENT_PARTS, NAME_PARTS, PersonColumn, PersonColumns, STRENGTH, item, list_item,
};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, ListArray, StringViewArray, StructArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Date64Type};
use datafusion::common::Result;
use std::ops::Range;
use sverka::{Alias, AliasStrength, Date, Document, Error, PartialDate, PersonName, Record, Sex};

/// A value that is none of its column: where it stands, and what is wrong. It is not quoted.
#[derive(Debug)]
pub(crate) struct BadValue {
    pub(crate) column: &'static str,
    pub(crate) row: usize,
    pub(crate) what: String,
}

/// The values of each row of a column: one, or those of a list.
#[derive(Debug)]
struct Values<L> {
    lists: Option<ListArray>,
    items: L,
}

impl<L> Values<L> {
    fn new(array: &ArrayRef, read: impl FnOnce(&ArrayRef) -> Result<L>) -> Result<Self> {
        let Some(field) = list_item(array.data_type()) else {
            return Ok(Values { lists: None, items: read(array)? });
        };
        let lists = cast(array, &DataType::List(field.clone()))?.as_list::<i32>().clone();
        let items = read(lists.values())?;
        Ok(Values { lists: Some(lists), items })
    }

    /// Where the values of a row are among all.
    fn at(&self, row: usize) -> Range<usize> {
        match &self.lists {
            None => row..row + 1,
            Some(lists) if lists.is_null(row) => 0..0,
            Some(lists) => {
                let ends = lists.value_offsets();
                ends[row] as usize..ends[row + 1] as usize
            }
        }
    }
}

/// The text of a column, in the one layout that is read.
pub(crate) fn texts(array: &ArrayRef) -> Result<StringViewArray> {
    Ok(cast(array, &DataType::Utf8View)?.as_string_view().clone())
}

fn text(texts: &StringViewArray, row: usize) -> Option<&str> {
    texts.is_valid(row).then(|| texts.value(row))
}

/// The fields of a struct that are text, by these names; `None` for those that it lacks.
fn parts<const N: usize>(
    array: &StructArray,
    names: [&str; N],
) -> Result<[Option<StringViewArray>; N]> {
    let mut found = [const { None }; N];
    for (part, name) in found.iter_mut().zip(names) {
        *part = array.column_by_name(name).map(texts).transpose()?;
    }
    Ok(found)
}

/// Names: text, or structs of parts.
#[derive(Debug)]
pub(crate) enum Names {
    Full(StringViewArray),
    Parts(Box<NameParts>),
}

#[derive(Debug)]
pub(crate) struct NameParts {
    all: StructArray,
    /// In the order of [`NAME_PARTS`].
    parts: [Option<StringViewArray>; 4],
    strength: Option<StringViewArray>,
}

impl Names {
    pub(crate) fn new(array: &ArrayRef) -> Result<Self> {
        let Some(all) = array.as_struct_opt() else {
            return Ok(Names::Full(texts(array)?));
        };
        let [strength] = parts(all, [STRENGTH])?;
        let parts = parts(all, NAME_PARTS)?;
        Ok(Names::Parts(Box::new(NameParts { all: all.clone(), parts, strength })))
    }

    /// The name at a row, if it is stated.
    pub(crate) fn get(&self, row: usize) -> Option<PersonName> {
        match self {
            Names::Full(names) => text(names, row).map(PersonName::full),
            Names::Parts(parts) => parts.get(row),
        }
    }

    /// The alias at a row, if it is stated. What is wrong with its strength is said beside it.
    fn alias(&self, row: usize) -> Option<(Alias, Result<(), String>)> {
        let name = self.get(row)?;
        let strength = match self {
            Names::Parts(parts) => parts.strength.as_ref().and_then(|each| text(each, row)),
            Names::Full(_) => None,
        };
        let (strength, stated) = match strength {
            None | Some("strong") => (AliasStrength::Strong, Ok(())),
            Some("weak") => (AliasStrength::Weak, Ok(())),
            Some(_) => {
                (AliasStrength::Strong, Err("no strength; expected strong or weak".to_owned()))
            }
        };
        Some((Alias::new(name, strength), stated))
    }
}

impl NameParts {
    fn get(&self, row: usize) -> Option<PersonName> {
        if self.all.is_null(row) {
            return None;
        }
        let part = |at: usize| self.parts[at].as_ref().and_then(|part| text(part, row));
        if let Some(full) = part(0).filter(|full| !full.trim().is_empty()) {
            return Some(PersonName::full(full));
        }
        let [given, patronymic, family] = [1, 2, 3].map(|at| part(at).unwrap_or_default());
        let is_stated = !(given.is_empty() && patronymic.is_empty() && family.is_empty());
        is_stated.then(|| PersonName::parts(given, patronymic, family))
    }
}

/// The milliseconds of a day.
const DAY: i64 = 86_400_000;

#[derive(Debug)]
enum BirthDates {
    Text(StringViewArray),
    Days(Date32Array),
}

impl BirthDates {
    fn new(array: &ArrayRef) -> Result<Self> {
        Ok(match array.data_type() {
            DataType::Date32 => BirthDates::Days(array.as_primitive::<Date32Type>().clone()),
            DataType::Date64 => {
                // Arrow's cast makes nothing of a day that is too far off, and moves times before 1970 by a day. The last
                // of days is none of the years that there are.
                let day = |time: i64| i32::try_from(time.div_euclid(DAY)).unwrap_or(i32::MAX);
                BirthDates::Days(array.as_primitive::<Date64Type>().unary(day))
            }
            _ => BirthDates::Text(texts(array)?),
        })
    }

    fn get(&self, row: usize) -> Option<Result<PartialDate, String>> {
        match self {
            BirthDates::Text(texts) => text(texts, row)
                .map(|date| date.parse::<PartialDate>().map_err(|error| reason(&error))),
            BirthDates::Days(days) if days.is_null(row) => None,
            BirthDates::Days(days) => Some(date(days.value(row)).map(PartialDate::from)),
        }
    }
}

/// The day with a number of days since 1970.
fn date(days: i32) -> Result<Date, String> {
    let day = Date32Type::to_naive_date_opt(days).and_then(|day| day.to_string().parse().ok());
    day.ok_or_else(|| "a day outside of the years 1 to 9999".to_owned())
}

#[derive(Debug)]
enum Documents {
    Numbers(StringViewArray),
    Parts(Box<(StructArray, [Option<StringViewArray>; 3])>),
}

impl Documents {
    fn new(array: &ArrayRef) -> Result<Self> {
        match array.as_struct_opt() {
            None => Ok(Documents::Numbers(texts(array)?)),
            Some(all) => {
                let parts = parts(all, DOCUMENT_PARTS)?;
                Ok(Documents::Parts(Box::new((all.clone(), parts))))
            }
        }
    }

    fn get(&self, row: usize) -> Option<Result<Document, String>> {
        let document = |number: &str| Document::new(number).map_err(|error| reason(&error));
        let (all, [kind, country, number]) = match self {
            Documents::Numbers(numbers) => return text(numbers, row).map(document),
            Documents::Parts(parts) => (&parts.0, &parts.1),
        };
        let part = |part: &Option<StringViewArray>| {
            part.as_ref().and_then(|part| text(part, row)).map(str::to_owned)
        };
        let number = part(number).filter(|_| all.is_valid(row))?;
        Some(document(&number).map(|mut document| {
            if let Some(kind) = part(kind) {
                document = document.with_kind(kind);
            }
            match part(country) {
                Some(country) => document.with_country(country),
                None => document,
            }
        }))
    }
}

/// What is wrong with a value, without the value.
fn reason(error: &Error) -> String {
    match error.expected() {
        Some(expected) => format!("{}; expected {expected}", error.what()),
        None => error.what().to_owned(),
    }
}

/// Records in columns, read row by row.
#[derive(Debug)]
pub(crate) struct Persons {
    names: Names,
    aliases: Option<Values<Names>>,
    birth_dates: Option<Values<BirthDates>>,
    sex: Option<StringViewArray>,
    nationalities: Option<Values<StringViewArray>>,
    birth_places: Option<Values<StringViewArray>>,
    documents: Option<Values<Documents>>,
}

impl Persons {
    /// Reads the columns that were found among `arrays`.
    pub(crate) fn new(columns: &PersonColumns, arrays: &[ArrayRef]) -> Result<Self> {
        let array = |column| columns.position(column).map(|at| &arrays[at]);
        let names = array(PersonColumn::Name).map(Names::new).transpose()?;
        let strings = |array: &ArrayRef| Values::new(array, texts);
        Ok(Persons {
            names: names.unwrap_or_else(|| Names::Full(StringViewArray::from_iter_values([""; 0]))),
            aliases: array(PersonColumn::Aliases)
                .map(|array| Values::new(array, Names::new))
                .transpose()?,
            birth_dates: array(PersonColumn::BirthDates)
                .map(|array| Values::new(array, BirthDates::new))
                .transpose()?,
            sex: array(PersonColumn::Sex).map(texts).transpose()?,
            nationalities: array(PersonColumn::Nationalities).map(strings).transpose()?,
            birth_places: array(PersonColumn::BirthPlaces).map(strings).transpose()?,
            documents: array(PersonColumn::Documents)
                .map(|array| Values::new(array, Documents::new))
                .transpose()?,
        })
    }

    /// The record of a row, without its identifier. A value that is none of its column is left out and passed on.
    pub(crate) fn record(&self, row: usize, bad: &mut impl FnMut(BadValue)) -> Record {
        let mut record = Record::new("", self.names.get(row).unwrap_or_default());
        if let Some(aliases) = &self.aliases {
            for (alias, strength) in aliases.at(row).filter_map(|at| aliases.items.alias(at)) {
                record = record.with_alias(alias);
                if let Err(what) = strength {
                    bad(BadValue { column: "aliases", row, what });
                }
            }
        }
        if let Some(dates) = &self.birth_dates {
            for date in dates.at(row).filter_map(|at| dates.items.get(at)) {
                match date {
                    Ok(date) => record = record.with_birth_date(date),
                    Err(what) => bad(BadValue { column: "birth_dates", row, what }),
                }
            }
        }
        if let Some(sex) = self.sex.as_ref().and_then(|sex| text(sex, row)) {
            match sex.parse::<Sex>() {
                Ok(sex) => record = record.with_sex(sex),
                Err(error) => bad(BadValue { column: "sex", row, what: reason(&error) }),
            }
        }
        if let Some(values) = &self.nationalities {
            let stated = values.at(row).filter_map(|at| text(&values.items, at));
            record = stated.fold(record, Record::with_nationality);
        }
        if let Some(values) = &self.birth_places {
            let stated = values.at(row).filter_map(|at| text(&values.items, at));
            record = stated.fold(record, Record::with_birth_place);
        }
        if let Some(documents) = &self.documents {
            for document in documents.at(row).filter_map(|at| documents.items.get(at)) {
                match document {
                    Ok(document) => record = record.with_document(document),
                    Err(what) => bad(BadValue { column: "documents", row, what }),
                }
            }
        }
        record
    }
}

/// Whether a type is a struct that is a record, rather than a name: it has a column `name`.
pub(crate) fn is_person(of: &DataType) -> bool {
    matches!(item(of), DataType::Struct(fields) if fields.find(PersonColumn::Name.names()[0]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (438, "1971-03-15"),
            (11_016, "2000-02-29"),
            (-719_162, "0001-01-01"),
            (2_932_896, "9999-12-31"),
        ] {
            assert_eq!(date(days).unwrap().to_string(), expected);
        }
        assert!(date(-719_163).is_err() && date(2_932_897).is_err() && date(i32::MIN).is_err());
    }
}

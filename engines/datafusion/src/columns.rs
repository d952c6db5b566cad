//! Records of people in columns: which columns there may be, and of which types.
//!
//! | column | types | what it states |
//! |---|---|---|
//! | `id` or `entry_id` | text or an integer | the identifier |
//! | `name` | text, or a struct of `full`, `given`, `patronymic`, `family` | the name |
//! | `aliases` or `alias` | text, such a struct with `strength`, or a list of either | other names |
//! | `birth_dates` or `birth_date` | text, a date, or a list of either | dates, years or months of birth |
//! | `sex` or `gender` | text | the sex |
//! | `nationalities` or `nationality` | text or a list of it | nationalities |
//! | `birth_places` or `birth_place` | text or a list of it | places of birth |
//! | `documents` or `document` | text, a struct of `kind`, `country`, `number`, or a list of either | documents |
//!
//! Text is Utf8, LargeUtf8 or Utf8View, also in a dictionary. Other columns are ignored; a struct has no other fields.

use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::{Result, plan_err};

/// A column of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PersonColumn {
    Id,
    Name,
    Aliases,
    BirthDates,
    Sex,
    Nationalities,
    BirthPlaces,
    Documents,
}

/// The fields of a struct that is a name.
pub(crate) const NAME_PARTS: [&str; 4] = ["full", "given", "patronymic", "family"];
/// The field of a struct that is an alias which says how good it is.
pub(crate) const STRENGTH: &str = "strength";
/// The fields of a struct that is a document.
pub(crate) const DOCUMENT_PARTS: [&str; 3] = ["kind", "country", "number"];

impl PersonColumn {
    pub(crate) const ALL: [PersonColumn; 8] = [
        PersonColumn::Id,
        PersonColumn::Name,
        PersonColumn::Aliases,
        PersonColumn::BirthDates,
        PersonColumn::Sex,
        PersonColumn::Nationalities,
        PersonColumn::BirthPlaces,
        PersonColumn::Documents,
    ];

    /// The names that the column may have.
    pub(crate) fn names(self) -> [&'static str; 2] {
        match self {
            PersonColumn::Id => ["id", "entry_id"],
            PersonColumn::Name => ["name", "name"],
            PersonColumn::Aliases => ["aliases", "alias"],
            PersonColumn::BirthDates => ["birth_dates", "birth_date"],
            PersonColumn::Sex => ["sex", "gender"],
            PersonColumn::Nationalities => ["nationalities", "nationality"],
            PersonColumn::BirthPlaces => ["birth_places", "birth_place"],
            PersonColumn::Documents => ["documents", "document"],
        }
    }

    fn expected(self) -> &'static str {
        match self {
            PersonColumn::Id => "text or an integer",
            PersonColumn::Name => "text, or a struct of full, given, patronymic, family",
            PersonColumn::Aliases => {
                "text, a struct of full, given, patronymic, family, strength, or a list of either"
            }
            PersonColumn::BirthDates => "text, a date, or a list of either",
            PersonColumn::Sex => "text",
            PersonColumn::Nationalities | PersonColumn::BirthPlaces => "text or a list of text",
            PersonColumn::Documents => {
                "text, a struct of kind, country, number, or a list of either"
            }
        }
    }

    fn accepts(self, of: &DataType) -> bool {
        match self {
            PersonColumn::Id => is_text(of) || of.is_integer(),
            PersonColumn::Name => is_name(of),
            PersonColumn::Aliases => is_alias(item(of)),
            PersonColumn::BirthDates => {
                let item = item(of);
                is_text(item) || matches!(item, DataType::Date32 | DataType::Date64)
            }
            PersonColumn::Sex => is_text(of),
            PersonColumn::Nationalities | PersonColumn::BirthPlaces => is_text(item(of)),
            PersonColumn::Documents => match item(of) {
                DataType::Struct(fields) => {
                    has_text_fields(fields, &DOCUMENT_PARTS) && fields.find("number").is_some()
                }
                other => is_text(other),
            },
        }
    }
}

/// The position of each column of a record among others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PersonColumns([Option<usize>; PersonColumn::ALL.len()]);

impl PersonColumns {
    /// Finds the columns of a record. `of` says whose fields they are, for errors.
    ///
    /// # Errors
    /// Without a name, for a column that is there under two names, and for one of a type that says something else.
    pub(crate) fn find(of: &str, fields: &Fields) -> Result<Self> {
        let mut columns = PersonColumns::default();
        for column in PersonColumn::ALL {
            let is_named =
                |(_, field): &(usize, &FieldRef)| column.names().contains(&field.name().as_str());
            let mut named = fields.iter().enumerate().filter(is_named);
            let Some((position, field)) = named.next() else { continue };
            if let Some((_, other)) = named.next() {
                let (one, other) = (field.name(), other.name());
                return plan_err!("{of}: {one} and {other} are one column; leave one of them out");
            }
            if !column.accepts(field.data_type()) {
                let (name, found, expected) = (field.name(), field.data_type(), column.expected());
                return plan_err!("{of}: column {name} is {found}; expected {expected}");
            }
            columns.0[column as usize] = Some(position);
        }
        if columns.position(PersonColumn::Name).is_none() {
            let names: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
            return plan_err!("{of}: no column name; there are {}", names.join(", "));
        }
        Ok(columns)
    }

    /// Where a column is, if there is one.
    pub(crate) fn position(&self, column: PersonColumn) -> Option<usize> {
        self.0[column as usize]
    }
}

/// The type of the items of a list, or the type itself.
pub(crate) fn item(of: &DataType) -> &DataType {
    list_item(of).map_or(of, |field| field.data_type())
}

/// The field of a list's items.
pub(crate) fn list_item(of: &DataType) -> Option<&FieldRef> {
    match of {
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::FixedSizeList(field, _)
        | DataType::ListView(field)
        | DataType::LargeListView(field) => Some(field),
        _ => None,
    }
}

/// Whether a type is text. A column of nulls alone has a type of its own, and states nothing.
pub(crate) fn is_text(of: &DataType) -> bool {
    match of {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// Whether a type is a name: text, or a struct of its parts.
pub(crate) fn is_name(of: &DataType) -> bool {
    match of {
        DataType::Struct(fields) => has_text_fields(fields, &NAME_PARTS),
        other => is_text(other),
    }
}

/// Whether a type is an alias: a name, or a struct of its parts with its strength.
fn is_alias(of: &DataType) -> bool {
    let [full, given, patronymic, family] = NAME_PARTS;
    let is_part = |field: &FieldRef| NAME_PARTS.contains(&field.name().as_str());
    match of {
        DataType::Struct(fields) => {
            let known = [full, given, patronymic, family, STRENGTH];
            has_text_fields(fields, &known) && fields.iter().any(is_part)
        }
        other => is_text(other),
    }
}

/// Whether a struct has some of these fields and no other, all of them text. A field that nobody knows may be a part that
/// is called otherwise.
fn has_text_fields(fields: &Fields, names: &[&str]) -> bool {
    let is_known = |field: &FieldRef| names.contains(&field.name().as_str());
    !fields.is_empty() && fields.iter().all(|field| is_known(field) && is_text(field.data_type()))
}

/// A field of text, in the one type of text that this crate writes.
pub(crate) fn text_field(name: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Utf8View, nullable)
}

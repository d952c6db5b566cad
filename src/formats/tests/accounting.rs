//! No value vanishes: what is stated is in the record, or in a note, or among what is not read. Without the value,
//! at least one of them is different.

use crate::formats::columns::field_of_header;
use crate::formats::unknowns::{is_blank, is_blank_name, is_blank_part};
use crate::formats::{ColumnMap, Reader};
use crate::record::RecordField;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use std::io::BufRead;

/// What a reader makes of its source: records, errors, notes, and what it did not read.
pub(super) fn outcome<R: BufRead>(reader: Reader<R>) -> Vec<String> {
    let mut reader = reader;
    let mut told = Vec::new();
    while let Some(read) = reader.next() {
        match read {
            Ok(record) => told.push(serde_json::to_string(&record).unwrap()),
            Err(error) => told.push(error.to_string()),
        }
        told.extend(reader.notes().iter().map(ToString::to_string));
    }
    told.extend(reader.unread_columns().iter().cloned());
    told.push(format!("not persons: {}", reader.tally().not_persons()));
    told
}

fn of_table(table: &str) -> Vec<String> {
    outcome(Reader::csv(table.as_bytes(), "t", &ColumnMap::new()).unwrap())
}

fn of_json(object: &Map<String, Value>) -> Vec<String> {
    let text = serde_json::to_string(object).unwrap();
    outcome(Reader::json(text.as_bytes(), "t").unwrap())
}

const VALUES: [&str; 26] = [
    "1971-13-15",
    "15.03.1971",
    "03/04/1971",
    "circa 1960",
    "1390",
    "около",
    "муж",
    "2",
    "maybe",
    "RU",
    "Atlantis",
    "17",
    "Снегова Агния",
    "passport:RU:45 10 123456",
    "паспорт выдан",
    "выдан 15.03.2001",
    "серия № от",
    "a;b",
    "1962;x",
    ";",
    "2024-03-01",
    "March 2024",
    "2024",
    "entry ban",
    "\u{fffd}",
    "№",
];

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(VALUES.to_vec()).prop_map(str::to_owned),
        1 => "[a-zа-я0-9 ./:;№-]{0,8}",
    ]
}

/// Whether a value says that there is none.
fn says_nothing(field: RecordField, value: &str) -> bool {
    let is_nothing = |part: &str| match field {
        RecordField::Name | RecordField::Aliases => is_blank_name(part),
        RecordField::Given | RecordField::Patronymic | RecordField::Family => is_blank_part(part),
        _ => is_blank(part),
    };
    is_nothing(value) || value.split(';').all(is_nothing)
}

proptest! {
    #[test]
    fn every_cell_is_in_the_record_or_in_a_note(
        cells in proptest::collection::vec(cell(), RecordField::ALL.len()),
    ) {
        let table = |cells: &[String]| {
            let headers = RecordField::ALL.map(RecordField::as_str).join(",");
            format!("{headers}\n{}\n", cells.join(","))
        };
        let whole = of_table(&table(&cells));
        // Of a row without a name the error says so.
        let is_kept = whole[0].starts_with('{');
        for (n, field) in RecordField::ALL.into_iter().enumerate() {
            use RecordField::{Aliases, Family, Given, Name, Patronymic};
            let is_name = matches!(field, Name | Aliases | Given | Patronymic | Family);
            // The identifier of a record without one is its line. Names are checked below.
            let is_there_anyway = field == RecordField::Id && cells[n].trim() == "2" || is_name;
            if !is_kept || is_there_anyway || says_nothing(field, &cells[n]) {
                continue;
            }
            let mut without = cells.clone();
            without[n].clear();
            prop_assert_ne!(&whole, &of_table(&table(&without)), "{}: {:?}", field, cells[n]);
        }
    }

    #[test]
    fn every_name_is_in_the_record_or_in_a_note(names in proptest::collection::vec("[a-c1-2]{0,2}( [a-c]{1,2})?", 5)) {
        let headers = ["name", "given", "patronymic", "family", "aliases"];
        let table = format!("{}\n{}\n", headers.join(","), names.join(","));
        let told = of_table(&table);
        let record: Result<crate::Record, _> = serde_json::from_str(&told[0]);
        let Ok(record) = record else { return Ok(()) };
        let kept = std::iter::once(record.name()).chain(record.aliases().iter().map(|a| a.name()));
        let kept = kept.map(|name| name.to_string()).collect::<Vec<_>>().join(" ");
        for name in &names {
            let is_kept = name.split_whitespace().all(|word| kept.contains(word));
            prop_assert!(is_kept || told.iter().any(|line| line.contains("without letters")), "{}: {:?}", table, told);
        }
    }

    #[test]
    fn every_member_is_in_the_record_or_in_a_note(
        members in proptest::collection::vec((select(KEYS.to_vec()), value()), 1..12),
        listing in proptest::collection::vec((select(vec!["source", "category", "valid_to", "by"]), value()), 0..3),
    ) {
        let mut object: Map<String, Value> =
            members.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        object.insert("name".to_owned(), "Morozkin Yelisey".into());
        let listing: Map<String, Value> =
            listing.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        object.insert("listing".to_owned(), Value::Object(listing));
        let whole = of_json(&object);
        for (key, _) in &members {
            let value = object[*key].clone();
            let field = field_of_header(key);
            let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            let is_nothing = |item: &Value| match item {
                Value::Null => true,
                Value::Object(parts) => parts.values().all(Value::is_null),
                Value::Array(_) | Value::Bool(_) => false,
                item => says_nothing(field.unwrap_or(RecordField::Source), &text(item)),
            };
            // A value may be there twice, and the identifier of a record without one is its line.
            let is_there_anyway = field.is_none() && !items.is_empty()
                || field.is_some_and(|field| object.keys().filter(|other| field_of_header(other) == Some(field)).nth(1).is_some())
                // What has no letters is told once for all parts of a name.
                || matches!(field, Some(RecordField::Given | RecordField::Patronymic | RecordField::Family))
                    && items.iter().all(|item| item.is_null() || !text(item).contains(char::is_alphabetic))
                || field == Some(RecordField::Id) && items.iter().any(|id| text(id).trim() == "1")
                || matches!(field, Some(RecordField::Source | RecordField::Category | RecordField::ValidTo));
            if is_there_anyway || items.iter().all(is_nothing) {
                continue;
            }
            let mut without = object.clone();
            without.remove(*key);
            prop_assert_ne!(&whole, &of_json(&without), "{}: {}", key, value);
        }
    }
}

const KEYS: [&str; 18] = [
    "id",
    "№",
    "Фамилия",
    "given",
    "patronymic",
    "aliases",
    "alias",
    "birth_dates",
    "Дата рождения",
    "sex",
    "gender",
    "nationalities",
    "birth_place",
    "documents",
    "occurred_at",
    "submitted_at",
    "valid_from",
    "eyes",
];

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        4 => cell().prop_map(Value::from),
        1 => any::<u16>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => select(vec![
            json!({"name": "Frost"}), json!({"name": {"given": "Frost", "x": 1}, "strength": "weak"}),
            json!({"name": "Frost", "strength": "?"}), json!({"number": "17", "kind": "passport"}),
            json!({"kind": "passport"}), json!({"number": 17, "issued": "1990"}), json!({}), json!([1]),
        ]),
    ];
    let list = proptest::collection::vec(scalar.clone(), 0..3).prop_map(Value::from);
    prop_oneof![3 => scalar, 1 => list]
}

/// The values of a document in XML or JSON: what each is called, and where it stands.
#[cfg(feature = "lists")]
fn leaves(text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let word = |end: usize| {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let before = text[..end].trim_end_matches(|c| !is_word(c));
        before[before.rfind(|c| !is_word(c)).map_or(0, |at| at + 1)..].to_owned()
    };
    let (mut key, mut at) = (String::new(), 0);
    while let Some(next) = text[at..].find(['"', '>']) {
        let start = at + next + 1;
        let is_quoted = text.as_bytes()[start - 1] == b'"';
        let end = start + text[start..].find(if is_quoted { '"' } else { '<' }).unwrap_or(0);
        at = end + usize::from(is_quoted);
        if is_quoted && text[at..].trim_start().starts_with(':') {
            key = text[start..end].to_owned();
        } else if text.starts_with('<') && is_quoted {
            found.push((word(start - 2), start..end));
        } else if text.starts_with('<') {
            let tag = &text[text[..start].rfind('<').unwrap_or(0)..start];
            let name: String = tag
                .chars()
                .skip(1)
                .take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '-')
                .collect();
            found.push((name, start..end));
        } else if is_quoted {
            found.push((key.clone(), start..end));
        }
    }
    found.retain(|(_, range)| !text[range.clone()].trim().is_empty());
    found
}

#[cfg(feature = "lists")]
#[test]
fn no_value_that_is_read_vanishes_where_it_cannot_be_read() {
    use super::samples::SAMPLES;
    let mut vanished: Vec<String> = Vec::new();
    for (bytes, format) in SAMPLES {
        let text = std::str::from_utf8(bytes).unwrap();
        if !text.trim_start().starts_with(['<', '{', '[']) {
            continue;
        }
        let of = |text: &str| {
            Reader::of(format, text.as_bytes(), "t", &ColumnMap::new()).map(outcome).ok()
        };
        let whole = of(text);
        for (name, range) in leaves(text) {
            let with =
                |value: &str| of(&[&text[..range.start], value, &text[range.end..]].concat());
            let without = with("");
            let garbled = with("zz9?");
            let is_told = |line: &String| {
                !line.starts_with('{') && !whole.as_ref().is_some_and(|whole| whole.contains(line))
            };
            if garbled.is_some()
                && without != whole
                && without == garbled
                && !garbled.iter().flatten().any(is_told)
            {
                vanished.push(format!("{format:?} {name}"));
            }
        }
    }
    vanished.sort();
    vanished.dedup();
    assert_eq!(vanished, DEFAULTS);
}

/// Values of which an unknown one is taken for the usual one; and numbers by which the parts of a list belong together.
#[cfg(feature = "lists")]
const DEFAULTS: [&str; 31] = [
    "EuXml strong",
    "FollowTheMoney caption",
    "FollowTheMoney entity",
    "FollowTheMoney holder",
    "Interpol href",
    "OfacAdvancedXml CountryID",
    "OfacAdvancedXml ID",
    "OfacAdvancedXml IdentityID",
    "OfacAdvancedXml IssuedBy-CountryID",
    "OfacAdvancedXml List",
    "OfacAdvancedXml ListID",
    "OfacAdvancedXml LowQuality",
    "OfacAdvancedXml NamePartGroupID",
    "OfacAdvancedXml NamePartType",
    "OfacAdvancedXml NamePartTypeID",
    "OfacAdvancedXml Primary",
    "OfacAdvancedXml ProfileID",
    "OfacAdvancedXml SanctionsType",
    "OfacAdvancedXml SanctionsTypeID",
    "OfacEnhancedXml isLowQuality",
    "OfacEnhancedXml sanctionsList",
    "OfacXml category",
    "Senzing NAME_TYPE",
    "SwissXml lang",
    "SwissXml modification-type",
    "SwissXml name-part-type",
    "SwissXml quality",
    "SwissXml script",
    "UkXml AliasStrength",
    "UkraineXml quality-aka",
    "UnXml QUALITY",
];

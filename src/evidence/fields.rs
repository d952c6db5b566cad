//! The comparison of all fields but the names. A field that either record lacks gives no item.

use super::dates::compare_dates;
use super::item::{Field, Level};
use super::model::Model;
use super::raw::RawItem;
use crate::encoding::{EncodedDocument, RecordView};
use crate::record::Sex;

/// The item of each field: birth date, sex, nationality, birth place, document.
pub(super) fn compare_fields(
    model: &Model,
    query: &RecordView<'_>,
    record: &RecordView<'_>,
) -> [Option<RawItem>; 5] {
    let compare = [birth_date, sex, nationality, birth_place, document];
    compare.map(|compare| compare(model, query, record))
}

/// The pair of stated birth dates with the maximum weight.
fn birth_date(model: &Model, query: &RecordView<'_>, record: &RecordView<'_>) -> Option<RawItem> {
    let mut best: Option<RawItem> = None;
    for (n, one) in query.birth_dates.iter().enumerate() {
        for (m, other) in record.birth_dates.iter().enumerate() {
            let (level, bits) = compare_dates(model, *one, query.date_holders(n), *other);
            if best.is_none_or(|best| bits > best.bits) {
                let (query, record) = (Some(n), Some(m));
                best = Some(RawItem { field: Field::BirthDate, level, bits, query, record });
            }
        }
    }
    best
}

fn sex(model: &Model, query: &RecordView<'_>, record: &RecordView<'_>) -> Option<RawItem> {
    let stated = |sex: Option<Sex>| sex.filter(|sex| *sex != Sex::Unspecified);
    let same = stated(query.sex)? == stated(record.sex)?;
    Some(RawItem {
        field: Field::Sex,
        level: same_or_contradicted(same),
        bits: model.sex(same),
        query: Some(0),
        record: Some(0),
    })
}

/// A common nationality agrees. Without one, two countries contradict that are not related. What names
/// no country is silent.
fn nationality(model: &Model, query: &RecordView<'_>, record: &RecordView<'_>) -> Option<RawItem> {
    let pairs = || {
        let countries = query.countries.iter().enumerate();
        countries.flat_map(|one| record.countries.iter().enumerate().map(move |two| (one, two)))
    };
    let same = pairs().find(|((_, one), (_, other))| one.agrees_with(**other));
    let of_countries =
        || pairs().filter(|((_, one), (_, other))| one.can_contradict() && other.can_contradict());
    // A state and its successor: the two records may be of one person.
    let is_compatible =
        || of_countries().any(|((_, one), (_, other))| one.is_compatible_with(*other));
    let pair = same.or_else(|| of_countries().next().filter(|_| !is_compatible()));
    let ((n, _), (m, _)) = pair?;
    Some(RawItem {
        field: Field::Nationality,
        level: same_or_contradicted(same.is_some()),
        bits: model.nationality(same.is_some()),
        query: Some(n),
        record: Some(m),
    })
}

/// A common word of the places agrees; without one they contradict.
fn birth_place(model: &Model, query: &RecordView<'_>, record: &RecordView<'_>) -> Option<RawItem> {
    if query.places.is_empty() || record.places.is_empty() {
        return None;
    }
    let same = query.places.iter().any(|place| record.places.binary_search(place).is_ok());
    Some(RawItem {
        field: Field::BirthPlace,
        level: same_or_contradicted(same),
        bits: model.birth_place(same),
        query: Some(0),
        record: Some(0),
    })
}

fn same_or_contradicted(same: bool) -> Level {
    if same { Level::Same } else { Level::Contradicted }
}

/// The pair of documents with the maximum weight.
fn document(model: &Model, query: &RecordView<'_>, record: &RecordView<'_>) -> Option<RawItem> {
    let mut best: Option<RawItem> = None;
    for (n, one) in query.documents.iter().enumerate() {
        for (m, other) in record.documents.iter().enumerate() {
            let Some(level) = document_relation(&one, &other) else { continue };
            let bits = model.document(level, one.characters, one.holders);
            if best.is_none_or(|best| bits > best.bits) {
                let (query, record) = (Some(n), Some(m));
                best = Some(RawItem { field: Field::Document, level, bits, query, record });
            }
        }
    }
    best
}

/// The relation of two documents; `None` if neither supports or contradicts the other.
fn document_relation(one: &EncodedDocument, other: &EncodedDocument) -> Option<Level> {
    if one.number == other.number {
        return Some(Level::Same);
    }
    let may_be_same_scheme = one.scheme == other.scheme || one.scheme == 0 || other.scheme == 0;
    if may_be_same_scheme && one.is_one_digit_off(other) {
        match (one.check_digits_hold(), other.check_digits_hold()) {
            // Two valid numbers are of two people, however similar they are.
            (Some(true), Some(true)) => {}
            (Some(true), Some(false)) | (Some(false), Some(true)) => {
                return Some(Level::CheckedSlip);
            }
            _ => return Some(Level::OneDigitOff),
        }
    }
    (one.scheme == other.scheme && one.scheme != 0).then_some(Level::Contradicted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{EncodedRecord, FieldInternerBuilder};
    use crate::record::{Document, Record};

    fn item(
        compare: fn(&Model, &RecordView<'_>, &RecordView<'_>) -> Option<RawItem>,
        query: &Record,
        record: &Record,
    ) -> Option<(Level, Option<usize>, Option<usize>)> {
        let mut ids = FieldInternerBuilder::default();
        ids.add(record);
        let [query, record] = [query, record].map(|one| EncodedRecord::without_names(one, &ids));
        let item = compare(&Model::default(), &query.view(), &record.view());
        item.map(|item| (item.level, item.query, item.record))
    }

    #[test]
    fn a_common_nationality_counts_before_one_that_contradicts() {
        let record = |countries: &[&str]| {
            let record = Record::new("", "Крымов");
            countries.iter().fold(record, |record, country| record.with_nationality(*country))
        };
        for (one, other, expected) in [
            (&["ru"][..], &["RU"][..], Some((Level::Same, Some(0), Some(0)))),
            (&["ru", "kz"], &["by", "kz"], Some((Level::Same, Some(1), Some(1)))),
            (&["Russia", "by"], &["kz"], Some((Level::Contradicted, Some(0), Some(0)))),
            (&["Россия", "ru"], &["гражданин РФ", "kz"], Some((Level::Same, Some(0), Some(0)))),
            (&["USSR"], &["ru"], None),
            (&["USSR", "by"], &["ru"], None),
            (&["stateless"], &["ru"], None),
            (&["stateless", "by"], &["ru"], Some((Level::Contradicted, Some(1), Some(0)))),
            (&["Atlantis"], &["Atlantis"], None),
            (&["ru"], &[], None),
        ] {
            assert_eq!(item(nationality, &record(one), &record(other)), expected, "{one:?}");
        }
    }

    #[test]
    fn documents_of_one_scheme_contradict_unless_one_digit_differs() {
        let record = |number: &str, kind: Option<&str>| {
            let document = Document::new(number).unwrap();
            let document = kind.into_iter().fold(document, Document::with_kind);
            Record::new("", "Крымов").with_document(document)
        };
        let passport = Some("passport");
        for (one, other, expected) in [
            (record("45 10 123456", None), record("4510123456", passport), Some(Level::Same)),
            (record("4510123456", passport), record("4510123457", None), Some(Level::OneDigitOff)),
            (
                record("4510123456", passport),
                record("4510123499", passport),
                Some(Level::Contradicted),
            ),
            (record("4510123456", passport), record("4510123499", Some("visa")), None),
            (record("4510123456", None), record("4510123499", None), None),
        ] {
            let level = item(document, &one, &other).map(|(level, ..)| level);
            assert_eq!(level, expected, "{one:?} {other:?}");
        }
    }
}

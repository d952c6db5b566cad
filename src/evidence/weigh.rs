//! Weighing one record against an incoming entry, field by field.

use super::birth;
use super::bits::Bits;
use super::document::EncodedDocument;
use super::findings::{QueryView, RawEvidence, RawItem};
use super::item::{Field, Level};
use super::model::Model;
use super::names::{NameComparison, NameScratch};
use super::subject::RecordView;
use crate::record::Sex;
use crate::vocabulary::Closeness;

/// Working space for weighing, reused from pair to pair.
#[derive(Debug, Default)]
pub(crate) struct ComparisonScratch(NameScratch);

/// Weighs a record against an entry. `close` says how close a token of the entry is to one of
/// the record, by their numbers. With `findings` the items are kept as well; the bits are the
/// same.
///
/// Allocates nothing but the growth of `scratch`, without `findings`.
pub(crate) fn weigh(
    model: &Model,
    entry: &QueryView<'_>,
    record: &RecordView<'_>,
    close: &impl Fn(u32, u32) -> Option<Closeness>,
    scratch: &mut ComparisonScratch,
    mut findings: Option<&mut RawEvidence>,
) -> Bits {
    let fields = fields(model, &entry.record, record);
    // Relatives are born on other days, and have other documents.
    let one_person = fields.iter().flatten().any(|found| found.bits >= model.no_relative());
    let names = NameComparison { model, entry, record, close, one_person };
    let mut bits = names.weigh(&mut scratch.0, findings.as_deref_mut());
    for found in fields.into_iter().flatten() {
        bits += found.bits;
        if let Some(findings) = findings.as_deref_mut() {
            findings.found.push(found);
        }
    }
    bits
}

/// What each field but the names says; `None` where it is silent.
pub(super) fn fields(
    model: &Model,
    entry: &RecordView<'_>,
    record: &RecordView<'_>,
) -> [Option<RawItem>; 5] {
    [birth_date, sex, nationality, birth_place, document].map(|weigh| weigh(model, entry, record))
}

/// The best pair of stated birth dates.
fn birth_date(model: &Model, entry: &RecordView<'_>, record: &RecordView<'_>) -> Option<RawItem> {
    let mut best: Option<RawItem> = None;
    for (n, one) in entry.birth_dates.iter().enumerate() {
        for (m, other) in record.birth_dates.iter().enumerate() {
            let level = birth::relation(one.date(), other.date());
            let bits = model.birth_date(level);
            if best.is_none_or(|best| bits > best.bits) {
                let (entry, record) = (Some(n), Some(m));
                best = Some(RawItem { field: Field::BirthDate, level, bits, entry, record });
            }
        }
    }
    best
}

fn sex(model: &Model, entry: &RecordView<'_>, record: &RecordView<'_>) -> Option<RawItem> {
    let stated = |sex: Option<Sex>| sex.filter(|sex| *sex != Sex::Unspecified);
    let same = stated(entry.sex)? == stated(record.sex)?;
    let level = if same { Level::Same } else { Level::Contradicted };
    Some(RawItem {
        field: Field::Sex,
        level,
        bits: model.sex(same),
        entry: Some(0),
        record: Some(0),
    })
}

/// One nationality in common agrees; none in common contradicts, where any two were stated in
/// the same form.
fn nationality(model: &Model, entry: &RecordView<'_>, record: &RecordView<'_>) -> Option<RawItem> {
    let mut comparable = None;
    for (n, one) in entry.countries.iter().enumerate() {
        for (m, other) in record.countries.iter().enumerate() {
            let same = one.country() == other.country();
            if same || (comparable.is_none() && one.is_comparable(*other)) {
                comparable = Some((same, n, m));
            }
            if same {
                break;
            }
        }
        if comparable.is_some_and(|(same, ..)| same) {
            break;
        }
    }
    let (same, n, m) = comparable?;
    Some(RawItem {
        field: Field::Nationality,
        level: if same { Level::Same } else { Level::Contradicted },
        bits: model.nationality(same),
        entry: Some(n),
        record: Some(m),
    })
}

/// One word of the places in common agrees, and none contradicts.
fn birth_place(model: &Model, entry: &RecordView<'_>, record: &RecordView<'_>) -> Option<RawItem> {
    if entry.places.is_empty() || record.places.is_empty() {
        return None;
    }
    let same = entry.places.iter().any(|place| record.places.binary_search(place).is_ok());
    Some(RawItem {
        field: Field::BirthPlace,
        level: if same { Level::Same } else { Level::Contradicted },
        bits: model.birth_place(same),
        entry: Some(0),
        record: Some(0),
    })
}

/// The strongest document number in common or one digit off; without one, a contradiction where both sides state
/// a document of one kind and country.
fn document(model: &Model, entry: &RecordView<'_>, record: &RecordView<'_>) -> Option<RawItem> {
    let mut best: Option<RawItem> = None;
    for (n, one) in entry.documents.iter().enumerate() {
        for (m, other) in record.documents.iter().enumerate() {
            let Some(level) = documents(one, other) else { continue };
            let bits = model.document(level, one.characters, one.holders);
            if best.is_none_or(|best| bits > best.bits) {
                let (entry, record) = (Some(n), Some(m));
                best = Some(RawItem { field: Field::Document, level, bits, entry, record });
            }
        }
    }
    best
}

/// How two documents stand to each other; `None` where they say nothing of each other.
fn documents(one: &EncodedDocument, other: &EncodedDocument) -> Option<Level> {
    if one.number == other.number {
        return Some(Level::Same);
    }
    let comparable = one.scheme == other.scheme || one.scheme == 0 || other.scheme == 0;
    if comparable && one.is_one_digit_off(other) {
        match (one.check(), other.check()) {
            // Two good numbers are of two people, however near.
            (Some(true), Some(true)) => {}
            (Some(true), Some(false)) | (Some(false), Some(true)) => {
                return Some(Level::CheckedSlip);
            }
            _ => return Some(Level::OneDigitOff),
        }
    }
    (one.scheme == other.scheme && one.scheme != 0).then_some(Level::Contradicted)
}

//! When two records contradict each other, and when that keeps them in separate groups.
//!
//! The only input is the evidence that the matcher finds between them.

use crate::evidence::{Evidence, Field, Item, Level};
use crate::name::{Name, Role, is_given_name, normalized};
use crate::record::{Document, Record};
use crate::watchlist::Watchlist;

/// Whether two records belong to different people, however much else agrees. One hard contradiction
/// is enough; where the records share a document, it takes two.
pub(super) fn cannot_be_one_person(list: &Watchlist, one: &Record, other: &Record) -> bool {
    let evidence = list.relate(one, other);
    let hard = [Field::BirthDate, Field::Sex, Field::Name, Field::Document];
    let is_hard = |field: &Field| {
        evidence.items().iter().any(|item| item.field() == *field && is_hard(item, one, other))
    };
    let contradictions = hard.iter().filter(|field| is_hard(field)).count();
    contradictions > usize::from(share_document(list, &evidence))
}

/// The fields in which two records contradict each other, in the order of [`Field`].
pub(super) fn contradicted_fields(list: &Watchlist, one: &Record, other: &Record) -> Vec<Field> {
    let evidence = list.relate(one, other);
    let contradicted = evidence.items().iter().filter(|item| !can_both_be_true(item));
    let mut fields: Vec<Field> = contradicted.map(Item::field).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
}

/// Whether one person can hardly be what both sides of the item state.
fn is_hard(item: &Item, one: &Record, other: &Record) -> bool {
    if item.level() != Level::Contradicted {
        return false;
    }
    let (Some(ours), Some(theirs)) = (item.entry(), item.record()) else { return false };
    match item.field() {
        Field::BirthDate | Field::Sex => true,
        Field::Name => is_kept_for_life(one, ours) && is_kept_for_life(other, theirs),
        Field::Document => [ours, theirs].into_iter().all(|text| {
            text.parse::<Document>().is_ok_and(|number| number.check_digits_hold() == Some(true))
        }),
        _ => false,
    }
}

/// Whether a word of a record's names is a given name or a patronymic. People change surnames, but
/// rarely these.
fn is_kept_for_life(record: &Record, word: &str) -> bool {
    record.all_names().any(|(_, written)| {
        let name = normalized(written, Name::clone);
        (0..).zip(name.tokens()).any(|(n, token)| {
            name.written(n, written) == word
                && match token.role() {
                    Role::Given | Role::Patronymic => !token.is_initial(),
                    Role::Unknown => is_given_name(token.text()),
                    _ => false,
                }
        })
    })
}

/// Whether the records share a document number that is rare enough to rule out relatives. Dummy
/// numbers are not.
fn share_document(list: &Watchlist, evidence: &Evidence) -> bool {
    evidence.items().iter().any(|item| {
        (item.field(), item.level()) == (Field::Document, Level::Same)
            && item.bits() >= list.model().no_relative()
    })
}

fn can_both_be_true(item: &Item) -> bool {
    match (item.field(), item.level()) {
        (
            Field::BirthDate,
            Level::DayMonthSwapped
            | Level::YearOffByOne
            | Level::OtherDaySameYear
            | Level::OneSlip
            | Level::Contradicted,
        ) => false,
        (Field::Document, Level::OneDigitOff | Level::CheckedSlip) => false,
        (_, level) => level != Level::Contradicted,
    }
}

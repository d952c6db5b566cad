//! Which fields a record states, and which of them are good enough to find the person by.

use super::faults::{has_clean_name, is_placeholder};
use crate::name::{Name, Role};
use crate::record::{Date, Record, RecordField, Sex};

/// The fields that a report counts. The identifier is left out, and so are the declared parts of a
/// name: a patronymic counts wherever it is recognized.
pub(super) const MEASURED: [RecordField; 14] = [
    RecordField::Name,
    RecordField::Patronymic,
    RecordField::Aliases,
    RecordField::BirthDate,
    RecordField::Sex,
    RecordField::Nationality,
    RecordField::BirthPlace,
    RecordField::Document,
    RecordField::Source,
    RecordField::Category,
    RecordField::OccurredAt,
    RecordField::SubmittedAt,
    RecordField::ValidFrom,
    RecordField::ValidTo,
];

/// The fields whose value may be present and still useless for a search.
pub(super) const JUDGED: [RecordField; 4] =
    [RecordField::Name, RecordField::BirthDate, RecordField::Sex, RecordField::Document];

/// Whether a record states the field. `name` is the record's primary name.
pub(super) fn is_stated(field: RecordField, record: &Record, name: &Name) -> bool {
    let listing = record.listing();
    match field {
        RecordField::Id => !record.id().is_empty(),
        RecordField::Name => !name.is_empty(),
        RecordField::Given => record.name().given().is_some(),
        RecordField::Family => record.name().family().is_some(),
        RecordField::Patronymic => name.tokens().any(|token| token.role() == Role::Patronymic),
        RecordField::Aliases => !record.aliases().is_empty(),
        RecordField::BirthDate => !record.birth_dates().is_empty(),
        RecordField::Sex => record.sex().is_some(),
        RecordField::Nationality => has_text(record.nationalities()),
        RecordField::BirthPlace => has_text(record.birth_places()),
        RecordField::Document => !record.documents().is_empty(),
        RecordField::Source => has_text(listing.source()),
        RecordField::Category => has_text(listing.category()),
        RecordField::OccurredAt => listing.occurred_at().is_some(),
        RecordField::SubmittedAt => listing.submitted_at().is_some(),
        RecordField::ValidFrom => listing.valid_from().is_some(),
        RecordField::ValidTo => listing.valid_to().is_some(),
    }
}

/// Whether the stated value helps a search. What that takes is documented with
/// [`Quality::usable`](super::Quality::usable).
pub(super) fn is_usable(field: RecordField, record: &Record, name: &Name, as_of: Date) -> bool {
    match field {
        RecordField::Name => has_two_whole_tokens(name) && has_clean_name(record.name(), name),
        RecordField::BirthDate => {
            record.birth_dates().iter().any(|date| !is_placeholder(*date) && *date <= as_of.into())
        }
        RecordField::Sex => record.sex().is_some_and(|sex| sex != Sex::Unspecified),
        RecordField::Document => record.documents().iter().any(|document| {
            let mut characters = document.number().chars().filter(|c| c.is_alphanumeric());
            let first = characters.next();
            document.check_digits_hold() != Some(false)
                && characters.any(|other| Some(other) != first)
        }),
        _ => is_stated(field, record, name),
    }
}

fn has_text<'a>(texts: impl IntoIterator<Item = impl AsRef<str> + 'a>) -> bool {
    texts.into_iter().any(|text| !text.as_ref().trim().is_empty())
}

fn has_two_whole_tokens(name: &Name) -> bool {
    let whole = name.tokens().filter(|token| token.role() != Role::Particle && !token.is_initial());
    whole.count() >= 2
}

//! Which fields a record states, and which of them can be used to find the person.

use super::fault::is_placeholder;
use super::named;
use crate::name::{Name, Role};
use crate::record::{Date, Record, Sex};

/// A field of a record, as the columns of a table call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Part {
    /// A name with a letter. Usable: two tokens or more that are no particles or initials, all of
    /// them of letters and in one script each.
    Name,
    /// A patronymic, declared or told by its form.
    Patronymic,
    /// Any other name.
    Aliases,
    /// A birth date. Usable: one that is past, and no 1 January.
    BirthDate,
    /// The sex. Usable: female or male.
    Sex,
    /// A nationality.
    Nationality,
    /// A place of birth.
    BirthPlace,
    /// A document. Usable: one whose check digits, if any, hold, and that is no single character
    /// repeated.
    Document,
    /// The source.
    Source,
    /// The category.
    Category,
    /// When it happened.
    OccurredAt,
    /// When it was submitted.
    SubmittedAt,
    /// From when it holds.
    ValidFrom,
    /// Until when it holds.
    ValidTo,
}

named!(Part {
    Name = "name",
    Patronymic = "patronymic",
    Aliases = "aliases",
    BirthDate = "birth_date",
    Sex = "sex",
    Nationality = "nationality",
    BirthPlace = "birth_place",
    Document = "document",
    Source = "source",
    Category = "category",
    OccurredAt = "occurred_at",
    SubmittedAt = "submitted_at",
    ValidFrom = "valid_from",
    ValidTo = "valid_to",
});

impl Part {
    /// Those of which a stated value may be of no use.
    pub(super) const JUDGED: [Part; 4] = [Part::Name, Part::BirthDate, Part::Sex, Part::Document];

    /// Whether a record, whose first name is this, states the part.
    pub(super) fn is_stated(self, record: &Record, name: &Name) -> bool {
        let listing = record.listing();
        match self {
            Part::Name => !name.is_empty(),
            Part::Patronymic => name.tokens().any(|token| token.role() == Role::Patronymic),
            Part::Aliases => !record.aliases().is_empty(),
            Part::BirthDate => !record.birth_dates().is_empty(),
            Part::Sex => record.sex().is_some(),
            Part::Nationality => is_any_stated(record.nationalities()),
            Part::BirthPlace => is_any_stated(record.birth_places()),
            Part::Document => !record.documents().is_empty(),
            Part::Source => is_any_stated(listing.source()),
            Part::Category => is_any_stated(listing.category()),
            Part::OccurredAt => listing.occurred_at().is_some(),
            Part::SubmittedAt => listing.submitted_at().is_some(),
            Part::ValidFrom => listing.valid_from().is_some(),
            Part::ValidTo => listing.valid_to().is_some(),
        }
    }

    /// Whether the part as stated can be used.
    pub(super) fn is_usable(self, record: &Record, name: &Name, as_of: Date) -> bool {
        match self {
            Part::Name => is_whole(record, name),
            Part::BirthDate => record
                .birth_dates()
                .iter()
                .any(|date| !is_placeholder(*date) && *date <= as_of.into()),
            Part::Sex => record.sex().is_some_and(|sex| sex != Sex::Unspecified),
            Part::Document => record.documents().iter().any(|document| {
                let mut characters = document.number().chars().filter(|c| c.is_alphanumeric());
                let first = characters.next();
                document.check_digits_hold() != Some(false)
                    && characters.any(|other| Some(other) != first)
            }),
            _ => self.is_stated(record, name),
        }
    }
}

fn is_any_stated<'a>(texts: impl IntoIterator<Item = impl AsRef<str> + 'a>) -> bool {
    texts.into_iter().any(|text| !text.as_ref().trim().is_empty())
}

fn is_whole(record: &Record, name: &Name) -> bool {
    let is_name = |role| role != Role::Particle;
    let names = name.tokens().filter(|token| is_name(token.role()) && !token.is_initial());
    names.count() >= 2 && super::fault::is_clean(record.name(), name)
}

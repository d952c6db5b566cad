//! The faults that are planted in a bank, and how often.

use rand::{Rng, RngExt};

/// A fault that is planted in a [`Bank`](super::Bank), or a figure that follows from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Plant {
    /// A row that is read.
    Record,
    /// No birth date.
    NoBirthDate,
    /// No document.
    NoDocument,
    /// No sex.
    NoSex,
    /// No day on which it happened.
    NoOccurrence,
    /// A given name alone, with neither birth date nor document.
    NotMatchable,
    /// A 30 February.
    ImpossibleDate,
    /// Born after the day of the report.
    BirthInFuture,
    /// Born after what happened.
    BirthAfterOccurrence,
    /// Submitted before it happened.
    SubmittedBeforeOccurrence,
    /// Ends before it begins.
    ValidToBeforeValidFrom,
    /// Born on 1 January.
    PlaceholderBirthDate,
    /// A tax number with a wrong check digit.
    FailedCheckDigits,
    /// A Latin letter in a Cyrillic word.
    MixedScript,
    /// A digit in the surname.
    DigitsInName,
    /// The patronymic in the field of the given name.
    PatronymicInGiven,
    /// Given name and surname in each other's field.
    NamesCrossed,
    /// Submitted more than 30 days after it happened.
    Late,
    /// Submitted after the day of the report.
    FutureDated,
    /// Ended before the day of the report.
    Expired,
    /// Repeats an earlier record of the source and category.
    Duplicate,
    /// Repeats an earlier record of the source in another category.
    InOtherCategory,
    /// Of a person whom another source reports too.
    InOtherSource,
    /// Has a document in common with another record of the person, and another birth date.
    DocumentOtherBirthDate,
    /// Has no document in common with another record of the person, and another birth date.
    OtherBirthDate,
    /// Another record of the person has the other sex.
    OtherSex,
    /// An entry that was screened while this was on its way, and would have matched.
    Missed,
}

impl Plant {
    /// Every kind, in the order of their declaration.
    pub const ALL: [Plant; 27] = [
        Plant::Record,
        Plant::NoBirthDate,
        Plant::NoDocument,
        Plant::NoSex,
        Plant::NoOccurrence,
        Plant::NotMatchable,
        Plant::ImpossibleDate,
        Plant::BirthInFuture,
        Plant::BirthAfterOccurrence,
        Plant::SubmittedBeforeOccurrence,
        Plant::ValidToBeforeValidFrom,
        Plant::PlaceholderBirthDate,
        Plant::FailedCheckDigits,
        Plant::MixedScript,
        Plant::DigitsInName,
        Plant::PatronymicInGiven,
        Plant::NamesCrossed,
        Plant::Late,
        Plant::FutureDated,
        Plant::Expired,
        Plant::Duplicate,
        Plant::InOtherCategory,
        Plant::InOtherSource,
        Plant::DocumentOtherBirthDate,
        Plant::OtherBirthDate,
        Plant::OtherSex,
        Plant::Missed,
    ];
}

/// What becomes of a person's row, and how often of 1,000.
const KINDS: [(Plant, u32); 24] = [
    (Plant::NoBirthDate, 30),
    (Plant::NoDocument, 60),
    (Plant::NoSex, 15),
    (Plant::NoOccurrence, 15),
    (Plant::NotMatchable, 10),
    (Plant::ImpossibleDate, 6),
    (Plant::BirthInFuture, 5),
    (Plant::BirthAfterOccurrence, 5),
    (Plant::SubmittedBeforeOccurrence, 6),
    (Plant::ValidToBeforeValidFrom, 5),
    (Plant::PlaceholderBirthDate, 30),
    (Plant::FailedCheckDigits, 12),
    (Plant::MixedScript, 8),
    (Plant::DigitsInName, 5),
    (Plant::PatronymicInGiven, 12),
    (Plant::NamesCrossed, 8),
    (Plant::FutureDated, 5),
    (Plant::Expired, 40),
    (Plant::Duplicate, 25),
    (Plant::InOtherCategory, 10),
    (Plant::InOtherSource, 60),
    (Plant::DocumentOtherBirthDate, 5),
    (Plant::OtherBirthDate, 5),
    (Plant::OtherSex, 5),
];
/// Counted where they are so, for a row may come to them in several ways.
pub(super) const FACTS: [Plant; 6] = [
    Plant::NoBirthDate,
    Plant::NoDocument,
    Plant::NoSex,
    Plant::NoOccurrence,
    Plant::Expired,
    Plant::Late,
];

/// What is planted in a row, if anything.
pub(super) fn draw_kind(rng: &mut impl Rng) -> Option<Plant> {
    let mut left = rng.random_range(0..1_000);
    for (plant, weight) in KINDS {
        if left < weight {
            return Some(plant);
        }
        left -= weight;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_leave_half_of_the_rows_clean() {
        let all: u32 = KINDS.iter().map(|(_, weight)| weight).sum();
        assert!(all < 500, "{all}");
    }
}

//! The figures of a report that a bank states in advance, and how often each fault is planted.

use crate::record::RecordField;
use crate::submissions::{Fault, PairContradiction, Quality};
use rand::{Rng, RngExt};

/// A figure of [`Quality`], and the fault or event that is planted to raise it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::submissions::tests) enum Figure {
    /// Rows that are read.
    Records,
    /// Records that do not state the field.
    Missing(RecordField),
    /// Records of a given name alone, without birth date and document.
    NotMatchable,
    /// Records, or for [`Fault::ImpossibleDate`] rows, with the fault.
    Invalid(Fault),
    /// Records submitted after the deadline.
    Late,
    /// Records submitted after the day of the report.
    FutureDated,
    /// Listings that ended before the day of the report.
    Expired,
    /// Records that repeat an earlier one of the same source and category.
    Duplicates,
    /// Records that repeat an earlier one of the same source in another category.
    InOtherCategory,
    /// Records of a person whom another source reports too.
    InOtherSources,
    /// Records that contradict another record of the person.
    Contradicted(PairContradiction),
    /// Entries that a late submission kept from matching.
    Missed,
}

impl Figure {
    /// Every figure that a bank states.
    pub(in crate::submissions::tests) fn all() -> Vec<Figure> {
        let mut all = vec![Figure::Records, Figure::NotMatchable, Figure::Late];
        all.extend([Figure::FutureDated, Figure::Expired, Figure::Duplicates]);
        all.extend([Figure::InOtherCategory, Figure::InOtherSources, Figure::Missed]);
        all.extend(MISSING_FIELDS.map(Figure::Missing));
        all.extend(Fault::ALL.map(Figure::Invalid));
        all.extend(PairContradiction::ALL.map(Figure::Contradicted));
        all
    }

    /// The figure as a row of the report states it.
    pub(in crate::submissions::tests) fn reported(self, row: &Quality) -> u64 {
        match self {
            Figure::Records => row.records,
            Figure::Missing(field) => {
                let stated = row.completeness[&field] * row.records as f64;
                row.records - stated.round() as u64
            }
            Figure::NotMatchable => row.records - row.matchable,
            Figure::Invalid(fault) => row.invalid[&fault],
            Figure::Late => row.lag_days.late,
            Figure::FutureDated => row.future_dated,
            Figure::Expired => row.expired,
            Figure::Duplicates => row.duplicates,
            Figure::InOtherCategory => row.in_other_category,
            Figure::InOtherSources => row.in_other_sources,
            Figure::Contradicted(contradiction) => row.contradictions[&contradiction],
            Figure::Missed => row.missed,
        }
    }

    /// Whether the bank counts the figure from the finished row, because several plants raise it.
    pub(super) fn is_counted_from_rows(self) -> bool {
        matches!(self, Figure::Missing(_) | Figure::Late | Figure::Expired)
    }
}

pub(super) const MISSING_FIELDS: [RecordField; 4] =
    [RecordField::BirthDate, RecordField::Document, RecordField::Sex, RecordField::OccurredAt];

/// How many rows of 1,000 get each plant.
const FREQUENCIES: [(Figure, u32); 24] = [
    (Figure::Missing(RecordField::BirthDate), 30),
    (Figure::Missing(RecordField::Document), 60),
    (Figure::Missing(RecordField::Sex), 15),
    (Figure::Missing(RecordField::OccurredAt), 15),
    (Figure::NotMatchable, 10),
    (Figure::Invalid(Fault::ImpossibleDate), 6),
    (Figure::Invalid(Fault::BirthInFuture), 5),
    (Figure::Invalid(Fault::BirthAfterOccurrence), 5),
    (Figure::Invalid(Fault::SubmittedBeforeOccurrence), 6),
    (Figure::Invalid(Fault::ValidToBeforeValidFrom), 5),
    (Figure::Invalid(Fault::PlaceholderBirthDate), 30),
    (Figure::Invalid(Fault::FailedCheckDigits), 12),
    (Figure::Invalid(Fault::MixedScript), 8),
    (Figure::Invalid(Fault::DigitsInName), 5),
    (Figure::Invalid(Fault::PatronymicInGiven), 12),
    (Figure::Invalid(Fault::NamesCrossed), 8),
    (Figure::FutureDated, 5),
    (Figure::Expired, 40),
    (Figure::Duplicates, 25),
    (Figure::InOtherCategory, 10),
    (Figure::InOtherSources, 60),
    (Figure::Contradicted(PairContradiction::DocumentOtherBirthDate), 5),
    (Figure::Contradicted(PairContradiction::OtherBirthDate), 5),
    (Figure::Contradicted(PairContradiction::OtherSex), 5),
];

/// Draws what is planted in a row, if anything.
pub(super) fn draw_plant(rng: &mut impl Rng) -> Option<Figure> {
    let mut left = rng.random_range(0..1_000);
    for (plant, frequency) in FREQUENCIES {
        if left < frequency {
            return Some(plant);
        }
        left -= frequency;
    }
    None
}

#[test]
fn half_of_the_rows_or_more_stay_clean() {
    let all: u32 = FREQUENCIES.iter().map(|(_, frequency)| frequency).sum();
    assert!(all < 500, "{all}");
}

#[test]
fn every_figure_is_planted_or_follows_from_the_rows() {
    for figure in Figure::all() {
        let is_planted = FREQUENCIES.iter().any(|(plant, _)| *plant == figure);
        let follows = matches!(figure, Figure::Records | Figure::Late | Figure::Missed);
        assert!(is_planted != follows, "{figure:?}");
    }
}

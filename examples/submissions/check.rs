//! A report held to what was planted in a generated bank.

use std::collections::BTreeMap;
use sverka::submissions::{Fault, PairContradiction, Part, Quality, QualityReport};
use sverka::synthetic::{Bank, Plant};

/// What was planted of one kind, and what the report says, over all sources and categories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) planted: u64,
    pub(crate) found: u64,
    /// Groups of a source and a category for which the two differ.
    pub(crate) differing: usize,
}

/// A line for each kind of plant.
pub(crate) fn check(bank: &Bank, report: &QualityReport) -> BTreeMap<Plant, Line> {
    let mut lines = BTreeMap::new();
    let groups = |plant| {
        let of_plant = bank.truth().iter().filter(move |((.., other), _)| *other == plant);
        of_plant.map(|((source, category, _), count)| ((*source, *category), *count))
    };
    for plant in Plant::ALL {
        let planted: BTreeMap<_, u64> = groups(plant).collect();
        let group = |row: &Quality| (row.source.clone(), row.category.clone());
        let found: BTreeMap<_, u64> =
            report.sources.iter().map(|row| (group(row), found(row, plant))).collect();
        let mut line = Line::default();
        for (row, found) in &found {
            let planted = planted.get(&(row.0.as_deref(), row.1.as_deref())).copied();
            line.differing += usize::from(planted.unwrap_or(0) != *found);
            line.found += found;
        }
        line.planted = planted.values().sum();
        lines.insert(plant, line);
    }
    lines
}

/// What a row of the report says about a kind of plant.
fn found(row: &Quality, plant: Plant) -> u64 {
    let without =
        |part| row.records - (row.completeness[&part] * row.records as f64).round() as u64;
    match plant {
        Plant::Record => row.records,
        Plant::NoBirthDate => without(Part::BirthDate),
        Plant::NoDocument => without(Part::Document),
        Plant::NoSex => without(Part::Sex),
        Plant::NoOccurrence => without(Part::OccurredAt),
        Plant::NotMatchable => row.records - row.matchable,
        Plant::ImpossibleDate => row.invalid[&Fault::ImpossibleDate],
        Plant::BirthInFuture => row.invalid[&Fault::BirthInFuture],
        Plant::BirthAfterOccurrence => row.invalid[&Fault::BirthAfterOccurrence],
        Plant::SubmittedBeforeOccurrence => row.invalid[&Fault::SubmittedBeforeOccurrence],
        Plant::ValidToBeforeValidFrom => row.invalid[&Fault::ValidToBeforeValidFrom],
        Plant::PlaceholderBirthDate => row.invalid[&Fault::PlaceholderBirthDate],
        Plant::FailedCheckDigits => row.invalid[&Fault::FailedCheckDigits],
        Plant::MixedScript => row.invalid[&Fault::MixedScript],
        Plant::DigitsInName => row.invalid[&Fault::DigitsInName],
        Plant::PatronymicInGiven => row.invalid[&Fault::PatronymicInGiven],
        Plant::NamesCrossed => row.invalid[&Fault::NamesCrossed],
        Plant::Late => row.lag_days.late,
        Plant::FutureDated => row.future_dated,
        Plant::Expired => row.expired,
        Plant::Duplicate => row.duplicates,
        Plant::InOtherCategory => row.in_other_category,
        Plant::InOtherSource => row.in_other_sources,
        Plant::DocumentOtherBirthDate => {
            row.contradictions[&PairContradiction::DocumentOtherBirthDate]
        }
        Plant::OtherBirthDate => row.contradictions[&PairContradiction::OtherBirthDate],
        Plant::OtherSex => row.contradictions[&PairContradiction::OtherSex],
        Plant::Missed => row.missed,
        _ => 0,
    }
}

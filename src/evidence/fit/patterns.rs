//! Comparison patterns: the levels of all fields of a pair, and how often each pattern occurs.
//!
//! May use: the comparison of fields and of names. Knows nothing of the estimation.

use super::em::{ComparisonPattern, PatternCounts};
use super::pair::Pair;
use crate::encoding::{EncodedRecord, FieldInternerBuilder};
use crate::evidence::fields::compare_fields;
use crate::evidence::item::{Field, Level};
use crate::evidence::model::Model;
use rayon::prelude::*;

/// The number of fields of a pattern.
pub(super) const FIELDS: usize = 6;
/// The position of the names in a pattern. Their levels are bands of bits.
pub(super) const NAMES: usize = 0;
/// The fields of a pattern; all but the names are fitted.
pub(super) const FIELD_ORDER: [Field; FIELDS] = [
    Field::Name,
    Field::BirthDate,
    Field::Sex,
    Field::Nationality,
    Field::BirthPlace,
    Field::Document,
];

/// The width of a band of name weights, in bits.
pub(super) const BAND: f64 = 3.0;
const BANDS: usize = 16;

/// The levels of a fitted field, in the order of their numbers in a pattern.
pub(super) fn levels(field: Field) -> &'static [Level] {
    match field {
        Field::Name => &[],
        Field::BirthDate => &[
            Level::SameDay,
            Level::SameNewYear,
            Level::SameFirstOfMonth,
            Level::SameMonth,
            Level::SameYear,
            Level::DayMonthSwapped,
            Level::YearOffByOne,
            Level::OneSlip,
            Level::OtherDaySameYear,
            Level::Contradicted,
        ],
        Field::Document => {
            &[Level::Same, Level::OneDigitOff, Level::CheckedSlip, Level::Contradicted]
        }
        Field::Sex | Field::Nationality | Field::BirthPlace => &[Level::Same, Level::Contradicted],
    }
}

/// The number of levels of a field, or of bands.
pub(super) fn level_count(field: Field) -> usize {
    if field == Field::Name { BANDS } else { levels(field).len() }
}

/// Counts the patterns of these pairs, in parallel. Without names, their level is 0.
pub(super) fn count_patterns(
    model: &Model,
    pairs: &[Pair<'_>],
    with_names: bool,
) -> PatternCounts<FIELDS> {
    let count = |mut counts: PatternCounts<FIELDS>, pair: &Pair<'_>| {
        let label = match pair.label() {
            None => 0,
            Some(false) => 1,
            Some(true) => 2,
        };
        counts.entry(pattern(model, pair, with_names)).or_default()[label] += 1;
        counts
    };
    let add = |mut sums: PatternCounts<FIELDS>, other: PatternCounts<FIELDS>| {
        for (pattern, counts) in other {
            let sum = sums.entry(pattern).or_default();
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        sums
    };
    pairs.par_iter().fold(PatternCounts::new, count).reduce(PatternCounts::new, add)
}

fn pattern(model: &Model, pair: &Pair<'_>, with_names: bool) -> ComparisonPattern<FIELDS> {
    let Pair { entry, record, name_bits, .. } = pair;
    let mut ids = FieldInternerBuilder::default();
    ids.add(record);
    let [query, listed] = [entry, record].map(|one| EncodedRecord::without_names(one, &ids));
    let mut pattern = [0; FIELDS];
    for item in compare_fields(model, &query.view(), &listed.view()).into_iter().flatten() {
        let field = FIELD_ORDER.iter().position(|field| *field == item.field);
        let level = levels(item.field).iter().position(|level| *level == item.level);
        if let (Some(field), Some(level)) = (field, level) {
            // No field has as many as 255 levels.
            pattern[field] = level as u8 + 1;
        }
    }
    if with_names {
        let bits = name_bits
            .unwrap_or_else(|| model.compare(&entry.names_alone(), &record.names_alone()).bits());
        let band = (bits.as_f64() / BAND).floor().clamp(0.0, (BANDS - 1) as f64);
        pattern[NAMES] = band as u8 + 1;
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::bits::Bits;

    #[test]
    fn every_level_that_is_fitted_has_a_weight_of_its_own() {
        let mut model = Model::default();
        for field in FIELD_ORDER {
            for level in levels(field) {
                // The same document weighs by its length.
                let by_length = (field, *level) == (Field::Document, Level::Same);
                assert_eq!(model.level(field, *level).is_none(), by_length, "{field:?} {level}");
                if let Some(weight) = model.level_mut(field, *level) {
                    *weight = Bits::from_hundredths(1);
                    assert_eq!(model.level(field, *level), Some(Bits::from_hundredths(1)));
                }
            }
        }
    }
}

//! Comparison patterns: the draws of each pair, and how often each pattern occurs.
//!
//! May use: the comparison of fields and of names. Knows nothing of the estimation.

use super::em::{ComparisonPattern, Draw, PatternCounts};
use super::pair::Pair;
use super::tokens::{FittedCosts, add_token_draws};
use super::variables::{NAME_BANDS, Variable};
use crate::encoding::{EncodedRecord, FieldInternerBuilder};
use crate::evidence::bits::Bits;
use crate::evidence::compare::compare_with;
use crate::evidence::fields::compare_fields;
use crate::evidence::model::Model;
use crate::spelling::Spelling;
use rayon::prelude::*;

/// Counts the patterns of those of these pairs that are for the names, or of the others, in parallel. Names
/// are compared if `with_names`.
pub(super) fn count_patterns(
    model: &Model,
    pairs: &[Pair<'_>],
    for_names: bool,
    with_names: bool,
) -> PatternCounts {
    let costs = FittedCosts::of(model);
    let count = |mut counts: PatternCounts, pair: &Pair<'_>| {
        let label = match pair.label() {
            None => 0,
            Some(false) => 1,
            Some(true) => 2,
        };
        counts.entry(pattern(model, &costs, pair, with_names)).or_default()[label] += 1;
        counts
    };
    let add = |mut sums: PatternCounts, other: PatternCounts| {
        for (pattern, counts) in other {
            let sum = sums.entry(pattern).or_default();
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        sums
    };
    let chosen = pairs.par_iter().filter(|pair| pair.is_for_names == for_names);
    chosen.fold(PatternCounts::new, count).reduce(PatternCounts::new, add)
}

fn pattern(
    model: &Model,
    costs: &FittedCosts,
    pair: &Pair<'_>,
    with_names: bool,
) -> ComparisonPattern {
    let Pair { entry, record, name_bits, .. } = pair;
    let mut ids = FieldInternerBuilder::default();
    ids.add(record);
    let [query, listed] = [entry, record].map(|one| EncodedRecord::without_names(one, &ids));
    let mut draws = Vec::new();
    for item in compare_fields(model, &query.view(), &listed.view()).into_iter().flatten() {
        let variable = Variable::of_field(item.field);
        let level = variable.levels().iter().position(|level| *level == item.level);
        // No field has as many as 255 levels.
        draws.extend(level.map(|level| field_draw(variable, level as u16)));
    }
    if with_names {
        let name_bits = name_bits.filter(|_| !pair.is_for_names);
        let bits = name_bits.unwrap_or_else(|| compare_names(model, costs, pair, &mut draws));
        draws.push(field_draw(Variable::NameBand, NAME_BANDS.number(bits)));
    }
    draws.sort_unstable();
    draws.into_boxed_slice()
}

fn field_draw(variable: Variable, level: u16) -> Draw {
    Draw { variable: variable.number() as u8, level }
}

/// Compares the names of a pair. If it is for the names, the draws of their tokens are added.
fn compare_names(
    model: &Model,
    costs: &FittedCosts,
    pair: &Pair<'_>,
    draws: &mut Vec<Draw>,
) -> Bits {
    let [entry, record] = [pair.entry, pair.record].map(|record| record.names_alone());
    let rarity = |token: &Spelling| match pair.list {
        Some(list) => list.rarity(token),
        None => model.rarity_of_unseen(token.sound_count()),
    };
    compare_with(model, &entry, &record, None, rarity, |bits, raw, views| {
        if pair.is_for_names {
            add_token_draws(costs, raw, views, draws);
        }
        bits
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fit::variables::{FIELDS, VARIABLES};
    use crate::evidence::item::{Field, Level};
    use crate::record::Record;

    #[test]
    fn every_level_that_is_fitted_has_a_weight_of_its_own() {
        let mut model = Model::default();
        for variable in FIELDS {
            for level in variable.levels() {
                let field = variable.field();
                // The same document weighs by its length.
                let by_length = (field, *level) == (Field::Document, Level::Same);
                assert_eq!(model.level(field, *level).is_none(), by_length, "{field:?} {level}");
                let path = model.level_path(field, *level);
                assert_eq!(path.is_none(), by_length, "{field:?} {level}");
                let weight = Bits::from_hundredths(1);
                model.replace(path.map(|path| (path, weight)));
                assert!(model.level(field, *level).is_none_or(|it| it == weight));
            }
        }
    }

    /// How often the names of a pair draw each level of each token, bands together.
    fn drawn(entry: &str, record: &str) -> Vec<(Variable, Level)> {
        let model = Model::default();
        let [entry, record] = [entry, record].map(|name| Record::new("x", name));
        let pair = Pair::new(&entry, &record).for_names();
        let pattern = pattern(&model, &FittedCosts::of(&model), &pair, true);
        let token = |draw: &Draw| {
            let variable = VARIABLES[usize::from(draw.variable)];
            let level = variable.levels().get(usize::from(draw.level) / variable.bands())?;
            Some((variable, *level))
        };
        pattern.iter().filter_map(token).collect()
    }

    #[test]
    fn every_token_is_drawn_by_what_it_is() {
        use Level::{Contradicted, Identical, Initial, Omitted};
        use Variable::*;
        assert_eq!(
            drawn("Brumov Anton K.", "Brumov Selvin Karlos Otto"),
            [
                (Names, Identical),
                (Names, Contradicted),
                (Initials, Initial),
                (EntryNames, Identical),
                (EntryNames, Identical),
                (RecordNames, Identical),
                (RecordNames, Identical),
                (RecordNames, Identical),
                (RecordNames, Omitted),
                (MinorOfEither, Identical),
            ]
        );
        assert_eq!(
            drawn("Brumov Anton Petrovich", "Brumov Anton"),
            [
                (Names, Identical),
                (Names, Identical),
                (EntryNames, Identical),
                (EntryNames, Identical),
                (RecordNames, Identical),
                (RecordNames, Identical),
                (PatronymicsOfEither, Omitted),
            ]
        );
    }

    #[test]
    fn the_cost_of_a_level_does_not_change_the_band_of_its_token() {
        let level = |one: &str, other: &str| {
            let (model, [one, other]) =
                (Model::default(), [one, other].map(|it| Record::new("x", it)));
            let pair = Pair::new(&one, &other).for_names();
            let pattern = pattern(&model, &FittedCosts::of(&model), &pair, true);
            let names = Variable::Names;
            let draw = pattern.iter().find(|draw| usize::from(draw.variable) == names.number());
            usize::from(draw.unwrap().level) % names.bands()
        };
        assert_eq!(level("Александр", "Александр"), level("Александр", "Саша"));
        assert_eq!(level("Александр", "Александр"), level("Александр", "Aleksandr"));
    }
}

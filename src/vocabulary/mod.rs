//! Distinct tokens, and the exact search for similar ones.
//!
//! This room sees spellings: a text, its sound strings and their class strings. It could index
//! anything that has them. It says how close two spellings are, never what that weighs.

mod closeness;
mod deletions;
mod distance;
mod initials;
mod osa;
mod strings;

pub(crate) use closeness::{
    Closeness, ClosenessCosts, Concept, Form, Kind, SoundString, Spelling, closeness,
};
pub(crate) use distance::SoundCosts;

use deletions::DeletionIndex;
use initials::Initials;
use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;
use strings::Strings;

/// A token's number in a [`Vocabulary`].
pub(crate) type TokenId = u32;

/// A distinct reading's number in a [`Vocabulary`].
type ReadingId = u32;

/// A token of the vocabulary that is close to the one sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Similar {
    pub(crate) token: TokenId,
    pub(crate) closeness: Closeness,
}

/// Distinct tokens with their spellings.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    spellings: Vec<Spelling>,
    by_text: FxHashMap<Box<str>, TokenId>,
    /// The distinct class strings, and where the readings of each end.
    classes: DeletionIndex,
    of_class: Vec<ReadingId>,
    /// The distinct readings, in the order of their classes, and for each the tokens that have it.
    readings: Strings,
    of_reading: Vec<Vec<TokenId>>,
    initials: Initials,
    /// The forms of each concept.
    of_concept: FxHashMap<u32, Vec<(Form, TokenId)>>,
}

impl Vocabulary {
    /// A vocabulary of these spellings, numbered in their order. Texts must be distinct.
    ///
    /// Cost: for a class string of ten sounds, 56 entries of the index.
    pub(crate) fn new(spellings: Vec<Spelling>) -> Self {
        let by_text = (0..).zip(&spellings).map(|(id, s)| (s.text().into(), id)).collect();
        let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
        let mut readings: Vec<(&str, &str, Vec<TokenId>)> = Vec::new();
        for (token, spelling) in (0..).zip(&spellings) {
            for SoundString { sounds, class } in spelling.readings() {
                let number = *numbers.entry(sounds).or_insert(readings.len());
                if number == readings.len() {
                    readings.push((class, sounds, Vec::new()));
                }
                readings[number].2.push(token);
            }
        }
        // Readings of one class lie together, as they are looked at together.
        readings.par_sort_unstable();
        let mut classes: Vec<&str> = Vec::new();
        let mut of_class: Vec<ReadingId> = Vec::new();
        for (end, (class, ..)) in (1..).zip(&readings) {
            if classes.last() != Some(class) {
                classes.push(class);
                of_class.push(end);
            }
            of_class[classes.len() - 1] = end;
        }
        let classes = DeletionIndex::new(&classes);
        let sounds = readings.iter().map(|(_, sounds, _)| *sounds).collect();
        let of_reading = readings.into_iter().map(|(.., tokens)| tokens).collect();
        let initials = Initials::new(&spellings);
        let mut of_concept: FxHashMap<u32, Vec<(Form, TokenId)>> = FxHashMap::default();
        for (token, spelling) in (0..).zip(&spellings) {
            for concept in spelling.concepts() {
                of_concept.entry(concept.number).or_default().push((concept.form, token));
            }
        }
        Vocabulary {
            by_text,
            classes,
            of_class,
            readings: sounds,
            of_reading,
            initials,
            of_concept,
            spellings,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.spellings.len()
    }

    /// Every token that is close to this spelling, by number, each with its best closeness.
    ///
    /// Cost: for each class string of the spelling as many look-ups as it has deletion variants,
    /// 56 for ten sounds, and a weighted distance for each token that they bring up.
    pub(crate) fn search(&self, costs: &ClosenessCosts, sought: &Spelling) -> Vec<Similar> {
        let mut found: Vec<Similar> = Vec::new();
        for (reading, distance) in self.near_readings(costs, sought) {
            let closeness = costs.near(distance);
            let tokens = &self.of_reading[reading as usize];
            found.extend(tokens.iter().map(|&token| Similar { token, closeness }));
        }
        for concept in sought.concepts() {
            for &(form, token) in self.of_concept.get(&concept.number).into_iter().flatten() {
                let closeness = costs.related(concept.form, form);
                found.extend(closeness.map(|closeness| Similar { token, closeness }));
            }
        }
        let closeness = Closeness::INITIAL;
        self.initials.of(sought, |token| found.push(Similar { token, closeness }));
        if let Some(&token) = self.by_text.get(sought.text()) {
            found.push(Similar { token, closeness: Closeness::IDENTICAL });
        }
        // By token, and the best closeness of each first.
        found.sort_unstable();
        found.dedup_by_key(|similar| similar.token);
        found
    }

    /// The distinct readings of the list that are near one of the sought token's, each with its
    /// least distance.
    fn near_readings(&self, costs: &ClosenessCosts, sought: &Spelling) -> Vec<(ReadingId, u16)> {
        let mut near: Vec<(ReadingId, u16)> = Vec::new();
        for SoundString { sounds, class } in sought.readings() {
            self.classes.within_allowed(class, |number, _| {
                let start = number.checked_sub(1).map_or(0, |n| self.of_class[n as usize]);
                for reading in start..self.of_class[number as usize] {
                    let other = self.readings.get(reading);
                    let distance = costs.sounds.distance_within(sounds.as_bytes(), other);
                    near.extend(distance.map(|distance| (reading, distance)));
                }
            });
        }
        near.sort_unstable();
        near.dedup_by_key(|(reading, _)| *reading);
        near
    }

    /// The same, by comparing with every token in turn: what [`Vocabulary::search`] is held to.
    pub(crate) fn search_everything(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
    ) -> Vec<Similar> {
        let close = |(token, spelling)| {
            closeness(costs, sought, spelling).map(|closeness| Similar { token, closeness })
        };
        (0..).zip(&self.spellings).filter_map(close).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::spelling;
    use proptest::prelude::*;

    fn vocabulary(tokens: &[String]) -> Vocabulary {
        let mut tokens = tokens.to_vec();
        tokens.sort();
        tokens.dedup();
        Vocabulary::new(tokens.iter().map(|token| spelling(token)).collect())
    }

    /// Short tokens over few letters, so that many of them are close to one another.
    fn token() -> impl Strategy<Value = String> {
        prop_oneof![
            "[abchiosvyz]{1,9}",
            "[абвеийсхшщ]{1,9}",
            "(iva|pet|serg|ale)(no|ro|ei|ks)?(v|va|vich|y|a)?",
            "[王李金]{1,2}",
        ]
    }

    proptest! {
        #[test]
        fn search_finds_what_comparing_with_everything_finds(
            tokens in prop::collection::vec(token(), 0..60),
            sought in token(),
        ) {
            let vocabulary = vocabulary(&tokens);
            let sought = spelling(&sought);
            let model = crate::evidence::Model::default();
            let costs = model.closeness_costs();
            prop_assert_eq!(
                vocabulary.search(costs, &sought),
                vocabulary.search_everything(costs, &sought)
            );
        }
    }
}

//! The distinct tokens of a list, and the exact search for those similar to a token.
//!
//! This module knows spellings ([`crate::spelling`]), flat arrays ([`crate::storage`]) and costs that it
//! is given. It says how close two tokens are, never what that weighs, and it could index anything that has
//! sound strings and class strings. Its invariant: up to the cost that a search states, it finds exactly
//! the tokens that comparing with every token finds ([`closeness`]).
//!
//! The indexes don't depend on the costs of any model. Class strings fold the cheap differences away, so
//! everything worth comparing is within two edits of class strings, and the costs decide among what is
//! found there.
//!
//! | file | what it holds |
//! |---|---|
//! | `distance`, `kernel` | the weighted distance between sound strings, one by one and 32 at once |
//! | `classes`, `osa` | whether class strings are near enough to compare |
//! | `closeness` | how close two spellings are: the definition |
//! | `skeleton`, `signature` | a sound string without its cheap differences, and lower bounds by it |
//! | `skeleton_index` | the index of skeletons |
//! | `deletions` | the index of class strings |
//! | `sound_rows`, `reading_index` | distinct readings, and the search for near ones |
//! | `joinable`, `joins`, `pair_index` | one word for what another side writes as two |
//! | `concept_index`, `initials` | tokens that are similar in other ways than by sound |
//! | `similar_table` | the result of a search |

mod classes;
mod closeness;
mod concept_index;
mod deletions;
mod distance;
mod ids;
mod initials;
mod joinable;
mod joins;
mod kernel;
mod osa;
mod pair_index;
mod reading_index;
mod search_buffers;
mod signature;
mod similar_table;
mod skeleton;
mod skeleton_index;
mod sound_rows;
#[cfg(test)]
mod strategies;

pub(crate) use closeness::{
    Closeness, ClosenessCosts, ClosenessKind, Reach, RelatedCosts, closeness,
};
pub(crate) use distance::SoundCosts;
pub(crate) use ids::TokenId;
pub(crate) use initials::InitialSounds;
pub(crate) use joinable::{JoinableToken, join_closeness};
pub(crate) use pair_index::PairIndex;
pub(crate) use reading_index::GatheredReadings;
pub(crate) use signature::QuerySignature;
pub(crate) use similar_table::{Similar, SimilarTable};
pub(crate) use skeleton::sort_key;

use crate::error::Error;
use crate::spelling::{Concept, Spelling};
use crate::storage::{HashIndex, Section, StringArray, hash_bytes, pair, prefetch, stored};
use concept_index::{ConceptIndex, RelatedForms};
use ids::ReadingId;
use initials::InitialIndex;
use reading_index::ReadingIndex;
use search_buffers::with_buffers;

/// Distinct tokens with the indexes that find similar ones.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    texts: StringArray,
    by_text: HashIndex,
    readings: ReadingIndex,
    initials: InitialIndex,
    concepts: ConceptIndex,
}

impl Vocabulary {
    /// A vocabulary of spellings with distinct texts. The ids of tokens are their positions.
    ///
    /// Runs on the caller's rayon pool. A class string of ten classes makes 56 entries of the index.
    pub(crate) fn new(spellings: &[Spelling]) -> Self {
        let index_of_texts = || {
            let hashes =
                (0..).zip(spellings).map(|(token, s)| pair(hash_bytes(s.text().as_bytes()), token));
            HashIndex::new(hashes.collect(), spellings.len())
        };
        let ((readings, by_text), (texts, concepts, initials)) = rayon::join(
            || rayon::join(|| ReadingIndex::new(spellings), index_of_texts),
            || {
                let texts = spellings.iter().map(Spelling::text).collect();
                (texts, ConceptIndex::new(spellings), InitialIndex::new(spellings))
            },
        );
        Vocabulary { texts, by_text, readings, initials, concepts }
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The token with that text.
    pub(crate) fn find(&self, text: &str) -> Option<TokenId> {
        let is_same = |token| self.texts.get(token) == text.as_bytes();
        self.by_text.find(hash_bytes(text.as_bytes()), is_same)
    }

    /// The text of a token.
    pub(crate) fn text(&self, token: TokenId) -> &str {
        std::str::from_utf8(self.texts.get(token)).unwrap_or_default()
    }

    /// The sounds of the most usual reading of a token.
    pub(crate) fn usual_reading(&self, token: TokenId) -> Option<String> {
        self.readings.usual(token)
    }

    /// What a token is a form of.
    pub(crate) fn concepts(&self, token: TokenId) -> impl Iterator<Item = Concept> + Clone {
        self.concepts.of_token(token)
    }

    /// A token with everything that similar tokens are found by, as it was indexed.
    pub(crate) fn spelling(&self, token: TokenId) -> Spelling {
        Spelling::new(
            self.text(token),
            self.readings.sound_strings(token),
            self.initial_sounds(token).each().collect(),
            self.concepts(token).collect(),
        )
    }

    /// The tokens that are close to a spelling, each with its best closeness. Tokens that are close by
    /// sound alone, at [`ClosenessCosts::least_missed_cost`] or more, may be missing. So are the tokens that
    /// a single letter abbreviates: of these [`Vocabulary::initial_sounds`] tells.
    ///
    /// Cost: for each reading of the spelling, one look-up for each of its skeletons; with
    /// [`Reach::NearSkeleton`] two or three for each of its sounds; with [`Reach::Full`] one for each
    /// deletion variant of its class string, 56 for ten classes. Then a weighted distance for each
    /// reading that they return.
    pub(crate) fn search(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        query: &Spelling,
    ) -> SimilarTable {
        self.search_and_count(reach, costs, query, |_| true, |_| ()).0
    }

    /// The same, and what `count` makes of the tokens that count. It does not depend on the reach, if that finds all of
    /// these.
    pub(crate) fn search_and_count<T>(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        query: &Spelling,
        counts: impl Fn(Closeness) -> bool,
        count: impl FnOnce(&SimilarTable) -> T,
    ) -> (SimilarTable, T) {
        self.search_with(reach, costs, query, |near| {
            self.similar(costs, near, self.related(costs, query), counts, count)
        })
    }

    /// The same without the tokens that are close in other ways than by sound.
    pub(crate) fn search_by_sound(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        query: &Spelling,
    ) -> SimilarTable {
        self.search_with(reach, costs, query, |near| {
            self.similar(costs, near, Vec::new(), |_| true, |_| ()).0
        })
    }

    /// What `collect` makes of the readings that a search finds, with their distances.
    fn search_with<T>(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        query: &Spelling,
        collect: impl FnOnce(&[(ReadingId, u16)]) -> T,
    ) -> T {
        with_buffers(|buffers| {
            let mut near = std::mem::take(&mut buffers.near);
            near.clear();
            let visit = |reading, distance| near.push((reading, distance));
            self.readings.for_each_near(reach, costs, query, buffers, visit);
            let found = collect(&near);
            buffers.near = near;
            found
        })
    }

    /// The result of [`Reach::Full`] by comparing with every reading instead of an index. Tests and
    /// benchmarks compare [`Vocabulary::search`] with it.
    pub(crate) fn scan(&self, costs: &ClosenessCosts, query: &Spelling) -> SimilarTable {
        let mut near: Vec<(ReadingId, u16)> = Vec::new();
        let visit = |reading, distance| near.push((reading, distance));
        self.readings.for_each_by_scan(costs, query, visit);
        self.similar(costs, &near, self.related(costs, query), |_| true, |_| ()).0
    }

    /// The sounds that a token may begin with, which say whether it abbreviates another.
    pub(crate) fn initial_sounds(&self, token: TokenId) -> InitialSounds {
        self.initials.sounds(token)
    }

    /// How close a token is by sound alone.
    pub(crate) fn sound_closeness(
        &self,
        costs: &ClosenessCosts,
        query: &Spelling,
        token: TokenId,
    ) -> Option<Closeness> {
        self.readings.distance(costs, query, token).map(|distance| costs.by_sound(distance))
    }

    /// A lower bound on the visible differences between a token and the spelling with that signature, for
    /// [`ClosenessCosts::closeness_lower_bound`]; `None` if they are not close by sound. It takes a hundredth of the time of
    /// [`Vocabulary::sound_closeness`].
    pub(crate) fn min_visible_differences(
        &self,
        query: &QuerySignature,
        token: TokenId,
    ) -> Option<u16> {
        query.min_visible_differences(self.readings.signature(token))
    }

    /// Loads into the cache what [`Vocabulary::min_visible_differences`] reads of a token.
    pub(crate) fn prefetch(&self, token: TokenId) {
        prefetch(*self.readings.signature(token));
    }

    /// Gathers the readings of tokens for [`Vocabulary::sound_closeness_of_gathered`].
    pub(crate) fn gather(&self, tokens: &[TokenId], gathered: &mut GatheredReadings) {
        self.readings.gather(tokens, gathered);
    }

    /// How close the gathered tokens are by sound alone. Calls `visit` with the position of each token
    /// that is close, perhaps more than once; the least closeness counts. For each token it takes a tenth
    /// of the time of [`Vocabulary::sound_closeness`].
    pub(crate) fn sound_closeness_of_gathered(
        &self,
        costs: &ClosenessCosts,
        query: &Spelling,
        gathered: &GatheredReadings,
        mut visit: impl FnMut(usize, Closeness),
    ) {
        let visit = |position, distance| visit(position, costs.by_sound(distance));
        self.readings.for_each_gathered(costs, query, gathered, visit);
    }

    /// The tokens with these readings, and those that are related; and what `count` makes of those of them that count.
    fn similar<T>(
        &self,
        costs: &ClosenessCosts,
        near: &[(ReadingId, u16)],
        related: Vec<Similar>,
        counts: impl Fn(Closeness) -> bool,
        count: impl FnOnce(&SimilarTable) -> T,
    ) -> (SimilarTable, T) {
        let mut most = related.len();
        // The lists are far apart in memory, so their first cache lines are loaded together.
        for (reading, _) in near {
            let tokens = self.readings.tokens(*reading);
            prefetch(tokens.first().copied());
            most += tokens.len();
        }
        let mut found = SimilarTable::with_capacity(most);
        related.into_iter().for_each(|similar| found.insert(similar));
        let insert = |found: &mut SimilarTable, are_counted: bool| {
            for (reading, distance) in near {
                let closeness = costs.by_sound(*distance);
                if counts(closeness) == are_counted {
                    let tokens = self.readings.tokens(*reading).iter();
                    tokens.for_each(|&token| found.insert(Similar { token, closeness }));
                }
            }
        };
        insert(&mut found, true);
        let counted = count(&found);
        insert(&mut found, false);
        (found, counted)
    }

    /// The tokens that are similar in other ways than by sound.
    fn related(&self, costs: &ClosenessCosts, query: &Spelling) -> Vec<Similar> {
        let mut found = Vec::new();
        let mut add = |forms: RelatedForms<'_>| {
            for (form, token) in forms.each() {
                let closeness = costs.related(forms.form, form);
                found.extend(closeness.map(|closeness| Similar { token, closeness }));
            }
        };
        let listed = self.find(query.text());
        match listed {
            Some(token) => self.concepts.relatives(token).for_each(add),
            None => {
                query.concepts().iter().for_each(|one| add(self.concepts.relatives_by(one)));
            }
        }
        let closeness = Closeness::INITIAL;
        self.initials
            .for_each_abbreviating(query, |token| found.push(Similar { token, closeness }));
        found.extend(listed.map(|token| Similar { token, closeness: Closeness::IDENTICAL }));
        found
    }
}

stored! {
    Vocabulary {
        texts: Texts,
        by_text: ByText,
        readings: Readings,
        initials: Initials,
        concepts: Concepts,
    }
}

impl Vocabulary {
    /// Checks the texts of a vocabulary that was opened from a file, and so the number of its tokens.
    pub(crate) fn check_texts(&self) -> Result<(), Error> {
        self.texts.check(Section::Texts)
    }

    /// Checks everything else.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let tokens = self.len();
        let (readings, others) = rayon::join(
            || self.readings.check(tokens),
            || {
                self.by_text.check(Section::ByText, tokens)?;
                self.initials.check(tokens)?;
                self.concepts.check(tokens)
            },
        );
        readings.and(others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Model;
    use crate::name::spelling;
    use proptest::prelude::*;

    fn distinct_spellings(tokens: &[String]) -> Vec<Spelling> {
        let mut tokens = tokens.to_vec();
        tokens.sort();
        tokens.dedup();
        tokens.iter().map(|token| spelling(token)).collect()
    }

    fn sorted(found: &SimilarTable) -> Vec<Similar> {
        let mut found: Vec<Similar> = found.iter().collect();
        found.sort_unstable();
        found
    }

    /// Short tokens of few letters, so that many of them are similar.
    fn token() -> impl Strategy<Value = String> {
        prop_oneof![
            "[abchiosvyz]{1,9}",
            "[абвеийсхшщ]{1,9}",
            "(iva|pet|serg|ale)(no|ro|ei|ks)?(v|va|vich|y|a)?",
            "[王李金]{1,2}",
            "(vabede){4}[abv]{0,7}",
            // Known names and misreadings of them.
            "kar(im|irn)ov|kova[li]ev|[пл][ес]тров|(щ|ш)евченко",
        ]
    }

    proptest! {
        #[test]
        fn a_search_finds_what_comparing_with_every_token_finds(
            tokens in prop::collection::vec(token(), 0..60),
            query in token(),
        ) {
            let spellings = distinct_spellings(&tokens);
            let vocabulary = Vocabulary::new(&spellings);
            let query = spelling(&query);
            let model = Model::default();
            let costs = model.closeness_costs();
            for (token, spelling) in (0..).zip(&spellings) {
                prop_assert_eq!(&vocabulary.spelling(token), spelling);
            }
            // What a letter abbreviates is no list.
            for (token, spelling) in (0..).zip(&spellings) {
                let closeness = closeness(costs, &query, spelling);
                let sounds = InitialSounds::of(&query);
                let abbreviates = sounds.abbreviates(vocabulary.initial_sounds(token));
                prop_assert!(abbreviates || closeness != Some(Closeness::INITIAL));
                prop_assert!(!abbreviates || closeness.is_some());
            }
            let is_listed = |closeness: &Closeness| {
                !query.is_initial() || *closeness != Closeness::INITIAL
            };
            let similar = |(token, spelling)| {
                let closeness = closeness(costs, &query, spelling).filter(is_listed);
                closeness.map(|closeness| Similar { token, closeness })
            };
            let expected: Vec<Similar> = (0..).zip(&spellings).filter_map(similar).collect();
            prop_assert_eq!(
                &sorted(&vocabulary.search(Reach::Full, costs, &query)),
                &expected
            );
            prop_assert_eq!(&sorted(&vocabulary.scan(costs, &query)), &expected);
            for reach in [Reach::SameSkeleton, Reach::CheapEdit, Reach::NearSkeleton] {
                // Everything that costs less than what may be missing is found, at its cost.
                let found = sorted(&vocabulary.search(reach, costs, &query));
                let least_missed = costs.least_missed_cost(reach, &query).unwrap_or(u16::MAX);
                let is_certain = |similar: &&Similar| similar.closeness.cost < least_missed;
                let certain = expected.iter().filter(is_certain);
                prop_assert!(found.iter().filter(is_certain).eq(certain));
                for similar in found {
                    let spelling = &spellings[similar.token as usize];
                    prop_assert!(Some(similar.closeness) >= closeness(costs, &query, spelling));
                }
            }
            let found = vocabulary.search(Reach::CheapEdit, costs, &query);
            let mut together = vec![None; spellings.len()];
            let mut gathered = GatheredReadings::default();
            vocabulary.gather(&(0..spellings.len() as u32).collect::<Vec<_>>(), &mut gathered);
            vocabulary.sound_closeness_of_gathered(
                costs,
                &query,
                &gathered,
                |position, closeness| {
                    let best: &mut Option<Closeness> = &mut together[position];
                    *best = (*best).into_iter().chain([closeness]).min();
                },
            );
            for (token, spelling) in (0..).zip(&spellings) {
                let expected = closeness(costs, &query, spelling).filter(is_listed);
                let found = found.get(token);
                let by_sound = vocabulary.sound_closeness(costs, &query, token);
                prop_assert_eq!(found.into_iter().chain(by_sound).min(), expected);
                prop_assert_eq!(by_sound, together[token as usize]);
                if let Some(by_sound) = by_sound {
                    let signature = QuerySignature::of(&query);
                    let differences = vocabulary.min_visible_differences(&signature, token);
                    let least = costs.closeness_lower_bound(differences.unwrap());
                    prop_assert!(least.unwrap() <= by_sound);
                }
            }
        }
    }

    /// All strings of at most that many of these letters.
    fn strings(letters: &str, longest: usize) -> Vec<String> {
        let mut strings = vec![String::new()];
        let mut start = 0;
        for _ in 0..longest {
            let end = strings.len();
            for n in start..end {
                letters.chars().for_each(|letter| strings.push(format!("{}{letter}", strings[n])));
            }
            start = end;
        }
        strings
    }

    /// All short words of five letters, and longer words that differ from each other in few places.
    #[test]
    fn a_search_finds_what_a_scan_finds_for_every_short_word() {
        let mut words = strings("aohst", 4).split_off(1);
        let short = strings("aost", 2);
        words.extend(strings("aost", 3).iter().map(|end| format!("berdika{end}")));
        words.extend(short.iter().map(|start| format!("{start}berdikam")));
        words.extend(
            short
                .iter()
                .flat_map(|one| short.iter().map(move |other| format!("be{one}rdi{other}kam"))),
        );
        let spellings = distinct_spellings(&words);
        let vocabulary = Vocabulary::new(&spellings);
        let model = Model::default();
        let costs = model.closeness_costs();
        for query in &spellings {
            let expected = sorted(&vocabulary.scan(costs, query));
            for reach in [Reach::SameSkeleton, Reach::CheapEdit, Reach::NearSkeleton, Reach::Full] {
                let found = sorted(&vocabulary.search(reach, costs, query));
                let least_missed = costs.least_missed_cost(reach, query);
                let is_certain = |similar: &&Similar| {
                    least_missed.is_none_or(|least| similar.closeness.cost < least)
                };
                let certain = expected.iter().filter(is_certain);
                assert!(found.iter().filter(is_certain).eq(certain), "{reach:?} {}", query.text());
            }
        }
    }
}

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
//! | `query_token` | the token that is searched for |
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
mod query_token;
mod reading_index;
mod search_buffers;
mod signature;
mod similar_table;
mod skeleton;
mod skeleton_index;
mod sound_rows;
#[cfg(test)]
mod strategies;
#[cfg(test)]
mod tests;

pub(crate) use classes::MOST_EDITS;
pub(crate) use closeness::{
    Closeness, ClosenessCosts, ClosenessKind, Reach, RelatedCosts, closeness,
};
pub(crate) use distance::SoundCosts;
pub(crate) use ids::TokenId;
pub(crate) use initials::InitialSounds;
pub(crate) use joinable::{JoinableToken, join_closeness};
pub(crate) use pair_index::PairIndex;
pub(crate) use query_token::QueryToken;
pub(crate) use reading_index::GatheredReadings;
pub(crate) use similar_table::{Similar, SimilarTable};
pub(crate) use skeleton::sort_key;

use crate::error::Error;
use crate::spelling::{Concept, Spelling};
use crate::storage::{HashIndex, Section, StringArray, hash_bytes, pair, prefetch, stored};
use concept_index::{ConceptIndex, RelatedForms};
use distance::sounds;
use ids::ReadingId;
use initials::InitialIndex;
use reading_index::ReadingIndex;
use search_buffers::with_buffers;
use smallvec::SmallVec;

/// Tokens that are similar in other ways than by sound: few of most tokens.
type Related = SmallVec<[Similar; 32]>;

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

    /// Whether the most usual reading of a token is that of a query token.
    pub(crate) fn has_usual_reading(&self, token: TokenId, query: &QueryToken) -> bool {
        self.readings.has_usual_reading(token, query)
    }

    /// What a token is a form of.
    pub(crate) fn concepts(&self, token: TokenId) -> impl Iterator<Item = Concept> + Clone {
        self.concepts.of_token(token)
    }

    /// The sounds of each reading of a token, the most usual first.
    pub(crate) fn readings(
        &self,
        token: TokenId,
    ) -> impl Iterator<Item: Iterator<Item = u8> + Clone> + Clone {
        self.readings.codes(token).map(sounds)
    }

    /// A token with everything that similar tokens are found by, as it was indexed.
    pub(crate) fn spelling(&self, token: TokenId) -> Spelling {
        Spelling::new(
            self.text(token),
            self.readings.sound_strings(token),
            self.initial_sounds(token).each(),
            self.concepts(token),
        )
    }

    /// The tokens that are close to a spelling, each with its best closeness. Tokens that are close by
    /// sound alone, at [`ClosenessCosts::least_missed_cost`] or more, may be missing. So are the tokens that
    /// a single letter abbreviates: of these [`Vocabulary::initial_sounds`] tells.
    ///
    /// Cost: for each reading of the spelling, one look-up for each of its skeletons; with [`Reach::CheapEdit`]
    /// also one or two for each of their letters; with [`Reach::NearSkeleton`] two or three; with [`Reach::Full`] one
    /// for each deletion variant of its class string, eight for seven classes and 56 for ten. Then a weighted distance
    /// for each reading that they return.
    pub(crate) fn search(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        query: &QueryToken,
    ) -> SimilarTable {
        self.search_with(reach, costs, query, |near| {
            self.similar(costs, near, self.related(costs, query.spelling()))
        })
    }

    /// The same, and what `count` makes of the tokens that count. A token that is related counts as such even where it
    /// is closer by sound, unless it counts by that. So what `count` is given does not depend on the reach, if that finds
    /// all that count.
    pub(crate) fn search_and_count<T>(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        query: &QueryToken,
        counts: impl Fn(Closeness) -> bool,
        count: impl FnOnce(&SimilarTable) -> T,
    ) -> (SimilarTable, T) {
        self.search_with(reach, costs, query, |near| {
            let mut found = self.table(near, self.related(costs, query.spelling()));
            self.insert_near(costs, near, &counts, &mut found);
            let counted = count(&found);
            self.insert_near(costs, near, |closeness| !counts(closeness), &mut found);
            (found, counted)
        })
    }

    /// The same without the tokens that are close in other ways than by sound.
    pub(crate) fn search_by_sound(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        query: &QueryToken,
    ) -> SimilarTable {
        self.search_with(reach, costs, query, |near| self.similar(costs, near, Related::new()))
    }

    /// What `collect` makes of the readings that a search finds, with their distances.
    fn search_with<T>(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        query: &QueryToken,
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
    pub(crate) fn scan(&self, costs: &ClosenessCosts, query: &QueryToken) -> SimilarTable {
        let mut near: Vec<(ReadingId, u16)> = Vec::new();
        let visit = |reading, distance| near.push((reading, distance));
        self.readings.for_each_by_scan(costs, query, visit);
        self.similar(costs, &near, self.related(costs, query.spelling()))
    }

    /// The sounds that a token may begin with, which say whether it abbreviates another.
    pub(crate) fn initial_sounds(&self, token: TokenId) -> InitialSounds {
        self.initials.sounds(token)
    }

    /// How close a token is by sound alone.
    pub(crate) fn sound_closeness(
        &self,
        costs: &ClosenessCosts,
        query: &QueryToken,
        token: TokenId,
    ) -> Option<Closeness> {
        self.readings.distance(costs, query, token).map(|distance| costs.by_sound(distance))
    }

    /// A lower bound on the visible differences between a token and that of a query, for
    /// [`ClosenessCosts::closeness_lower_bound`]; `None` if they are not close by sound. It takes a hundredth of
    /// the time of [`Vocabulary::sound_closeness`].
    pub(crate) fn min_visible_differences(
        &self,
        query: &QueryToken,
        token: TokenId,
    ) -> Option<u16> {
        query.signature().min_visible_differences(self.readings.signature(token))
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
        query: &QueryToken,
        gathered: &mut GatheredReadings,
        mut visit: impl FnMut(usize, Closeness),
    ) {
        let visit = |position, distance| visit(position, costs.by_sound(distance));
        self.readings.for_each_gathered(costs, query, gathered, visit);
    }

    /// The tokens with these readings, and those that are related.
    fn similar(
        &self,
        costs: &ClosenessCosts,
        near: &[(ReadingId, u16)],
        related: Related,
    ) -> SimilarTable {
        let mut found = self.table(near, related);
        self.insert_near(costs, near, |_| true, &mut found);
        found
    }

    /// A table of the tokens that are related, with room for those with these readings.
    fn table(&self, near: &[(ReadingId, u16)], related: Related) -> SimilarTable {
        let mut count = related.len();
        // The lists are far apart in memory, so their first cache lines are loaded together.
        for (reading, _) in near {
            let tokens = self.readings.tokens(*reading);
            prefetch(tokens.first().copied());
            count += tokens.len();
        }
        let mut found = SimilarTable::with_capacity(count);
        related.into_iter().for_each(|similar| found.insert(similar));
        found
    }

    /// Inserts the tokens with those of these readings whose closeness passes.
    fn insert_near(
        &self,
        costs: &ClosenessCosts,
        near: &[(ReadingId, u16)],
        passes: impl Fn(Closeness) -> bool,
        found: &mut SimilarTable,
    ) {
        let near = near.iter().map(|(reading, distance)| (reading, costs.by_sound(*distance)));
        for (reading, closeness) in near.filter(|(_, closeness)| passes(*closeness)) {
            let tokens = self.readings.tokens(*reading).iter();
            tokens.for_each(|&token| found.insert(Similar { token, closeness }));
        }
    }

    /// The tokens that are similar in other ways than by sound.
    fn related(&self, costs: &ClosenessCosts, query: &Spelling) -> Related {
        let mut found = Related::new();
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

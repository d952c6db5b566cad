//! Distinct tokens, and the exact search for similar ones.
//!
//! This room sees spellings: a text, its sound strings and their class strings. It could index
//! anything that has them. It says how close two spellings are, never what that weighs.

mod classes;
mod closeness;
mod concept_index;
mod deletions;
mod distance;
mod ids;
mod initials;
mod kernel;
mod osa;
mod reading_index;
mod signature;
mod similar_table;
mod skeleton;

pub(crate) use closeness::{
    Closeness, ClosenessCosts, ClosenessKind, Reach, RelatedCosts, closeness,
};
pub(crate) use distance::SoundCosts;
pub(crate) use ids::TokenId;
pub(crate) use reading_index::GatheredReadings;
pub(crate) use signature::Signature;
pub(crate) use similar_table::{Similar, SimilarTable};
pub(crate) use skeleton::sort_key;

use crate::spelling::Spelling;
use crate::storage::{HashIndex, StringArray, hash, pair};
use concept_index::ConceptIndex;
use ids::ReadingId;
use initials::InitialIndex;
use reading_index::ReadingIndex;

/// Distinct tokens with their spellings.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    texts: StringArray,
    by_text: HashIndex,
    readings: ReadingIndex,
    initials: InitialIndex,
    forms: ConceptIndex,
}

impl Vocabulary {
    /// A vocabulary of these spellings, numbered in their order. Texts must be distinct.
    ///
    /// Cost: for a class string of ten sounds, 56 entries of the index.
    pub(crate) fn new(spellings: &[Spelling]) -> Self {
        let index_of_texts = || {
            let hashes =
                (0..).zip(spellings).map(|(token, s)| pair(hash(s.text().as_bytes()), token));
            HashIndex::new(hashes.collect(), spellings.len())
        };
        let ((readings, by_text), (texts, forms, initials)) = rayon::join(
            || rayon::join(|| ReadingIndex::new(spellings), index_of_texts),
            || {
                let texts = spellings.iter().map(Spelling::text).collect();
                (texts, ConceptIndex::new(spellings), InitialIndex::new(spellings))
            },
        );
        Vocabulary { texts, by_text, readings, initials, forms }
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The token with that text.
    pub(crate) fn find(&self, text: &str) -> Option<TokenId> {
        let same = |token| self.texts.get(token) == text.as_bytes();
        self.by_text.find(hash(text.as_bytes()), same)
    }

    /// The text of a token.
    pub(crate) fn text(&self, token: TokenId) -> &str {
        std::str::from_utf8(self.texts.get(token)).unwrap_or_default()
    }

    /// Every token that is close to this spelling, as far as the search goes, each with its best
    /// closeness, in no order. ReadingIndex that cost as much as [`ClosenessCosts::least_missed_cost`] or more may
    /// be there or not.
    ///
    /// Cost: for each reading of the spelling and each way to hear its silent sounds one look-up;
    /// two or three for each of its sounds in a search of near skeletons; and as many as a class
    /// string has deletion variants in a full one, 56 for ten sounds. Then a weighted distance for
    /// each reading that they bring up.
    pub(crate) fn search(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        sought: &Spelling,
    ) -> SimilarTable {
        let mut near: Vec<(ReadingId, u16)> = Vec::new();
        let visit = |reading, distance| near.push((reading, distance));
        self.readings.each_near(reach, costs, sought, visit);
        self.close(costs, sought, near)
    }

    /// The same without the index of readings, by comparing with each of them: what
    /// [`Vocabulary::search`] is held to.
    pub(crate) fn search_everything(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
    ) -> SimilarTable {
        let mut near: Vec<(ReadingId, u16)> = Vec::new();
        let visit = |reading, distance| near.push((reading, distance));
        self.readings.within_limit_of_everything(costs, sought, visit);
        self.close(costs, sought, near)
    }

    /// How close one token is by its readings alone.
    pub(crate) fn sound_closeness(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        token: TokenId,
    ) -> Option<Closeness> {
        self.readings.distance(costs, sought, token).map(|distance| costs.near(distance))
    }

    /// What stands for a spelling in [`Vocabulary::min_visible_differences`].
    pub(crate) fn signature(sought: &Spelling) -> Signature {
        signature::signature(sought)
    }

    /// The fewest differences that show between a spelling of that signature and a token, for
    /// [`ClosenessCosts::closeness_lower_bound`]. A hundredth of the cost of [`Vocabulary::sound_closeness`].
    pub(crate) fn min_visible_differences(&self, sought: &Signature, token: TokenId) -> u16 {
        sought.differences(self.readings.signature_of(token))
    }

    /// Asks for what [`Vocabulary::min_visible_differences`] reads of a token.
    pub(crate) fn prefetch(&self, token: TokenId) {
        std::hint::black_box(*self.readings.signature_of(token));
    }

    /// Puts together what [`Vocabulary::sound_closeness_of_gathered`] compares with.
    pub(crate) fn gather(&self, tokens: &[TokenId], gathered: &mut GatheredReadings) {
        self.readings.gather(tokens, gathered);
    }

    /// How close several tokens are by their readings alone: calls `visit` with the place of each that
    /// is, perhaps more than once, the least counts. A tenth of the cost of [`Vocabulary::sound_closeness`]
    /// for each.
    pub(crate) fn sound_closeness_of_gathered(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        gathered: &GatheredReadings,
        mut visit: impl FnMut(usize, Closeness),
    ) {
        let visit = |place, distance| visit(place, costs.near(distance));
        self.readings.each_gathered(costs, sought, gathered, visit);
    }

    /// The tokens with these readings, and those that are close in another way; of each the best
    /// closeness.
    fn close(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        near: Vec<(ReadingId, u16)>,
    ) -> SimilarTable {
        let of_reading =
            |(reading, distance)| (self.readings.tokens(reading), costs.near(distance));
        let lists: Vec<(&[TokenId], Closeness)> = near.into_iter().map(of_reading).collect();
        // They lie far apart in memory, so all of it is asked for first.
        for (tokens, _) in &lists {
            std::hint::black_box(tokens.first().copied());
        }
        let mut related = Vec::new();
        self.add_related(&mut related, costs, sought);
        let count = related.len() + lists.iter().map(|(tokens, _)| tokens.len()).sum::<usize>();
        let mut found = SimilarTable::for_many(count);
        for (tokens, closeness) in lists {
            tokens.iter().for_each(|&token| found.insert(Similar { token, closeness }));
        }
        related.into_iter().for_each(|similar| found.insert(similar));
        found
    }

    /// Adds what is close in another way than by sound.
    fn add_related(&self, found: &mut Vec<Similar>, costs: &ClosenessCosts, sought: &Spelling) {
        for concept in sought.concepts() {
            for (form, token) in self.forms.of(concept.number) {
                let closeness = costs.related(concept.form, form);
                found.extend(closeness.map(|closeness| Similar { token, closeness }));
            }
        }
        let closeness = Closeness::INITIAL;
        self.initials.of(sought, |token| found.push(Similar { token, closeness }));
        if let Some(token) = self.find(sought.text()) {
            found.push(Similar { token, closeness: Closeness::IDENTICAL });
        }
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter};

    impl Vocabulary {
        pub(crate) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            self.texts.save("tokens", to);
            self.by_text.save("tokens.by_text", to);
            self.readings.save(to);
            self.initials.save(to);
            self.forms.save(to);
        }

        /// How many tokens a saved vocabulary has.
        pub(crate) fn len_of(from: &SnapshotReader) -> Result<usize, Error> {
            StringArray::open("tokens", from).map(|texts| texts.len())
        }

        /// A vocabulary of so many tokens.
        pub(crate) fn open(from: &SnapshotReader, tokens: usize) -> Result<Self, Error> {
            let texts = StringArray::open("tokens", from)?;
            let (readings, others) = rayon::join(
                || ReadingIndex::open(from, tokens),
                || {
                    let by_text = HashIndex::open("tokens.by_text", from, tokens)?;
                    Ok((
                        by_text,
                        InitialIndex::open(from, tokens)?,
                        ConceptIndex::open(from, tokens)?,
                    ))
                },
            );
            let (by_text, initials, forms) = others?;
            Ok(Vocabulary { texts, by_text, readings: readings?, initials, forms })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::spelling;
    use proptest::prelude::*;

    fn spellings(tokens: &[String]) -> Vec<Spelling> {
        let mut tokens = tokens.to_vec();
        tokens.sort();
        tokens.dedup();
        tokens.iter().map(|token| spelling(token)).collect()
    }

    /// Short tokens over few letters, so that many of them are close to one another.
    fn token() -> impl Strategy<Value = String> {
        prop_oneof![
            "[abchiosvyz]{1,9}",
            "[абвеийсхшщ]{1,9}",
            "(iva|pet|serg|ale)(no|ro|ei|ks)?(v|va|vich|y|a)?",
            "[王李金]{1,2}",
            "(vabede){4}[abv]{0,7}",
        ]
    }

    proptest! {
        #[test]
        fn search_finds_what_comparing_with_everything_finds(
            tokens in prop::collection::vec(token(), 0..60),
            sought in token(),
        ) {
            let spellings = spellings(&tokens);
            let vocabulary = Vocabulary::new(&spellings);
            let sought = spelling(&sought);
            let model = crate::evidence::Model::default();
            let costs = model.closeness_costs();
            let close = |(token, spelling)| {
                closeness(costs, &sought, spelling).map(|closeness| Similar { token, closeness })
            };
            let plain: Vec<Similar> = (0..).zip(&spellings).filter_map(close).collect();
            let sorted = |found: SimilarTable| {
                let mut found: Vec<Similar> = found.iter().collect();
                found.sort_unstable();
                found
            };
            prop_assert_eq!(&sorted(vocabulary.search(Reach::Full, costs, &sought)), &plain);
            prop_assert_eq!(&sorted(vocabulary.search_everything(costs, &sought)), &plain);
            for reach in [Reach::SameSkeleton, Reach::NearSkeleton] {
                // Whatever costs less than what may be missing is there, and at its cost.
                let found = sorted(vocabulary.search(reach, costs, &sought));
                let beyond = costs.least_missed_cost(reach).unwrap_or(u16::MAX);
                let is_near = |similar: &&Similar| similar.closeness.cost < beyond;
                prop_assert!(found.iter().filter(is_near).eq(plain.iter().filter(is_near)));
                for similar in found {
                    let spelling = &spellings[similar.token as usize];
                    prop_assert!(Some(similar.closeness) >= closeness(costs, &sought, spelling));
                }
            }
            let found = vocabulary.search(Reach::SameSkeleton, costs, &sought);
            let mut together = vec![None; spellings.len()];
            let mut gathered = GatheredReadings::default();
            vocabulary.gather(&(0..spellings.len() as u32).collect::<Vec<_>>(), &mut gathered);
            vocabulary.sound_closeness_of_gathered(costs, &sought, &gathered, |place, closeness| {
                let best: &mut Option<Closeness> = &mut together[place];
                *best = (*best).into_iter().chain([closeness]).min();
            });
            for (token, spelling) in (0..).zip(&spellings) {
                let close = closeness(costs, &sought, spelling);
                let found = found.get(token);
                let by_sound = vocabulary.sound_closeness(costs, &sought, token);
                prop_assert_eq!(found.into_iter().chain(by_sound).min(), close);
                prop_assert_eq!(by_sound, together[token as usize]);
            }
        }
    }

    /// All strings of so many of these letters at most.
    fn strings(letters: &str, most: usize) -> Vec<String> {
        let mut strings = vec![String::new()];
        let mut start = 0;
        for _ in 0..most {
            let end = strings.len();
            for n in start..end {
                letters.chars().for_each(|letter| strings.push(format!("{}{letter}", strings[n])));
            }
            start = end;
        }
        strings
    }

    /// Every short word among all others, and among longer ones that differ from each other in few
    /// places.
    #[test]
    fn search_finds_what_comparing_finds_of_all_short_words() {
        let mut words = strings("aohst", 4).split_off(1);
        let short = strings("aost", 2);
        words.extend(strings("aost", 3).iter().map(|end| format!("berdika{end}")));
        words.extend(short.iter().map(|start| format!("{start}berdikam")));
        words.extend(
            short
                .iter()
                .flat_map(|one| short.iter().map(move |other| format!("be{one}rdi{other}kam"))),
        );
        let spellings = spellings(&words);
        let vocabulary = Vocabulary::new(&spellings);
        let model = crate::evidence::Model::default();
        let costs = model.closeness_costs();
        let sorted = |found: SimilarTable| {
            let mut found: Vec<Similar> = found.iter().collect();
            found.sort_unstable();
            found
        };
        for sought in &spellings {
            let everything = sorted(vocabulary.search_everything(costs, sought));
            for reach in [Reach::SameSkeleton, Reach::NearSkeleton, Reach::Full] {
                let found = sorted(vocabulary.search(reach, costs, sought));
                let beyond = costs.least_missed_cost(reach);
                let within = |similar: &&Similar| {
                    beyond.is_none_or(|beyond| similar.closeness.cost < beyond)
                };
                let same = found.iter().filter(within).eq(everything.iter().filter(within));
                assert!(same, "{reach:?} {}", sought.text());
            }
        }
    }
}

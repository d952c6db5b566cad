//! Distinct tokens, and the exact search for similar ones.
//!
//! This room sees spellings: a text, its sound strings and their class strings. It could index
//! anything that has them. It says how close two spellings are, never what that weighs.

mod classes;
mod closeness;
mod deletions;
mod distance;
mod forms;
mod initials;
mod kernel;
mod memo;
mod osa;
mod outlines;
mod readings;
mod table;

pub(crate) use closeness::{
    Closeness, ClosenessCosts, Concept, Form, Kind, RelatedCosts, SoundString, Spelling, closeness,
};
pub(crate) use distance::SoundCosts;
pub(crate) use memo::{Bytes, Memo};
pub(crate) use table::Table;

use crate::storage::{Buckets, Strings, hash, pair};
use forms::Forms;
use initials::Initials;
use readings::Readings;

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
#[derive(Debug)]
pub(crate) struct Vocabulary {
    texts: Strings,
    by_text: Buckets,
    readings: Readings,
    initials: Initials,
    forms: Forms,
}

impl Vocabulary {
    /// A vocabulary of these spellings, numbered in their order. Texts must be distinct.
    ///
    /// Cost: for a class string of ten sounds, 56 entries of the index.
    pub(crate) fn new(spellings: &[Spelling]) -> Self {
        let index_of_texts = || {
            let hashes =
                (0..).zip(spellings).map(|(token, s)| pair(hash(s.text().as_bytes()), token));
            Buckets::new(hashes.collect(), spellings.len())
        };
        let ((readings, by_text), (texts, forms, initials)) = rayon::join(
            || rayon::join(|| Readings::new(spellings), index_of_texts),
            || {
                let texts = spellings.iter().map(Spelling::text).collect();
                (texts, Forms::new(spellings), Initials::new(spellings))
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
    #[cfg(feature = "snapshot")]
    pub(crate) fn text(&self, token: TokenId) -> &str {
        std::str::from_utf8(self.texts.get(token)).unwrap_or_default()
    }

    /// Every token that is near this spelling, each with its best closeness, in no order: of those
    /// whose readings cost as much as [`ClosenessCosts::beyond_near`], there may be more.
    ///
    /// Cost: for each reading of the spelling a look-up or two for each of its sounds, and a
    /// weighted distance for each reading that they bring up.
    pub(crate) fn near(&self, costs: &ClosenessCosts, sought: &Spelling) -> Vec<Similar> {
        let mut near: Vec<(ReadingId, u16)> = Vec::new();
        self.readings.near(costs, sought, |reading, distance| near.push((reading, distance)));
        self.close(costs, sought, near)
    }

    /// Every token that is close to this spelling, each with its best closeness, in no order.
    ///
    /// Cost: for each class string of the spelling as many look-ups as it has deletion variants,
    /// 56 for ten sounds, and a weighted distance for each reading that they bring up: ten times
    /// what [`Vocabulary::near`] takes.
    pub(crate) fn search(&self, costs: &ClosenessCosts, sought: &Spelling) -> Vec<Similar> {
        let mut near: Vec<(ReadingId, u16)> = Vec::new();
        let visit = |reading, distance| near.push((reading, distance));
        self.readings.within_limit(costs, sought, visit);
        self.close(costs, sought, near)
    }

    /// The same without the index of readings, by comparing with each of them: what
    /// [`Vocabulary::search`] is held to.
    pub(crate) fn search_everything(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
    ) -> Vec<Similar> {
        let mut near: Vec<(ReadingId, u16)> = Vec::new();
        let visit = |reading, distance| near.push((reading, distance));
        self.readings.within_limit_of_everything(costs, sought, visit);
        self.close(costs, sought, near)
    }

    /// How close one token is by its readings alone.
    pub(crate) fn by_sound(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        token: TokenId,
    ) -> Option<Closeness> {
        self.readings.distance(costs, sought, token).map(|distance| costs.near(distance))
    }

    /// The tokens with these readings, and those that are close in another way; of each the best
    /// closeness.
    fn close(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        near: Vec<(ReadingId, u16)>,
    ) -> Vec<Similar> {
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
        let mut found = Table::for_many(count);
        for (tokens, closeness) in lists {
            tokens.iter().for_each(|&token| found.insert(Similar { token, closeness }));
        }
        related.into_iter().for_each(|similar| found.insert(similar));
        found.iter().collect()
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
    use crate::storage::{Parts, Sections};

    impl Vocabulary {
        pub(crate) fn save<'a>(&'a self, to: &mut Sections<'a>) {
            self.texts.save("tokens", to);
            self.by_text.save("tokens.by_text", to);
            self.readings.save(to);
            self.initials.save(to);
            self.forms.save(to);
        }

        /// How many tokens a saved vocabulary has.
        pub(crate) fn len_of(from: &Parts) -> Result<usize, Error> {
            Strings::open("tokens", from).map(|texts| texts.len())
        }

        /// A vocabulary of so many tokens.
        pub(crate) fn open(from: &Parts, tokens: usize) -> Result<Self, Error> {
            let texts = Strings::open("tokens", from)?;
            let (readings, others) = rayon::join(
                || Readings::open(from, tokens),
                || {
                    let by_text = Buckets::open("tokens.by_text", from, tokens)?;
                    Ok((by_text, Initials::open(from, tokens)?, Forms::open(from, tokens)?))
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
            let sorted = |mut found: Vec<Similar>| {
                found.sort_unstable();
                found
            };
            prop_assert_eq!(&sorted(vocabulary.search(costs, &sought)), &plain);
            prop_assert_eq!(&sorted(vocabulary.search_everything(costs, &sought)), &plain);
            // Whatever costs less than what may be missing is there, and at its cost.
            let found = sorted(vocabulary.near(costs, &sought));
            let beyond = costs.beyond_near().unwrap_or(u16::MAX);
            let is_near = |similar: &&Similar| similar.closeness.cost < beyond;
            prop_assert!(found.iter().filter(is_near).eq(plain.iter().filter(is_near)));
            for (token, spelling) in (0..).zip(&spellings) {
                let close = closeness(costs, &sought, spelling);
                let by_sound = vocabulary.by_sound(costs, &sought, token);
                let found = found.iter().find(|similar| similar.token == token);
                prop_assert_eq!(found.map(|found| found.closeness).into_iter().chain(by_sound).min(), close);
            }
        }
    }
}

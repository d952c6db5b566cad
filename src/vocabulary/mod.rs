//! Distinct tokens, and the exact search for similar ones.
//!
//! This room sees spellings: a text, its sound strings and their class strings. It could index
//! anything that has them. It says how close two spellings are, never what that weighs.

mod closeness;
mod osa;
mod scan;

pub(crate) use closeness::{Closeness, Spelling, closeness};

use rustc_hash::FxHashMap;
use scan::ClassTable;

/// A token's number in a [`Vocabulary`].
pub(crate) type TokenId = u32;

/// A token of the vocabulary that is close to the one sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Similar {
    pub(crate) token: TokenId,
    pub(crate) closeness: Closeness,
}

/// Distinct tokens with their spellings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    spellings: Vec<Spelling>,
    by_text: FxHashMap<Box<str>, TokenId>,
    classes: ClassTable,
}

impl Vocabulary {
    /// A vocabulary of these spellings, numbered in their order. Texts must be distinct.
    pub(crate) fn new(spellings: Vec<Spelling>) -> Self {
        let by_text = (0..).zip(&spellings).map(|(id, s)| (s.text().into(), id)).collect();
        let classes = ClassTable::new(&spellings);
        Vocabulary { spellings, by_text, classes }
    }

    pub(crate) fn len(&self) -> usize {
        self.spellings.len()
    }

    /// Every token that is close to this spelling, by number, each with its best closeness.
    ///
    /// Cost: one pass over the class strings of about the same length, a nanosecond or two each,
    /// and a bit-parallel distance for the few that share enough sounds.
    pub(crate) fn search(&self, sought: &Spelling) -> Vec<Similar> {
        let mut found = Vec::new();
        self.classes.candidates(sought, |token| {
            if let Some(closeness) = closeness(sought, &self.spellings[token as usize]) {
                found.push(Similar { token, closeness });
            }
        });
        if let Some(&token) = self.by_text.get(sought.text()) {
            found.push(Similar { token, closeness: Closeness::Identical });
        }
        found.sort_unstable();
        found.dedup_by_key(|similar| similar.token);
        found
    }

    /// The same, by comparing with every token in turn: what [`Vocabulary::search`] is held to.
    pub(crate) fn search_everything(&self, sought: &Spelling) -> Vec<Similar> {
        let close = |(token, spelling)| {
            closeness(sought, spelling).map(|closeness| Similar { token, closeness })
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
            prop_assert_eq!(vocabulary.search(&sought), vocabulary.search_everything(&sought));
        }
    }
}

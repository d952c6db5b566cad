//! The pairs of tokens that stand side by side in the names of a list, by how they sound when they are
//! written as one word.

use super::closeness::{Closeness, ClosenessCosts};
use super::ids::TokenId;
use super::joinable::{JoinableToken, are_joinable, join_closeness, joined_skeletons};
use super::skeleton::Skeleton;
use crate::error::Error;
use crate::storage::{FlatArray, HashIndex, Section, all, ensure, hash_bytes, pair, stored};
use rayon::prelude::*;

/// Pairs of tokens by the skeletons of both together, and by their letters.
#[derive(Debug)]
pub(crate) struct PairIndex {
    pairs: FlatArray<[TokenId; 2]>,
    keys: HashIndex,
}

impl PairIndex {
    /// Indexes distinct pairs of tokens with these texts and skeletons; `None` if their keys are more than
    /// can be numbered. Those that are too short to be written as one word are left out.
    ///
    /// Runs on the caller's rayon pool. A pair has some three keys.
    pub(super) fn new<'t>(
        pairs: Vec<[TokenId; 2]>,
        text: impl Fn(TokenId) -> &'t str + Sync,
        skeletons: &[Box<[Skeleton]>],
    ) -> Option<Self> {
        let is_long_enough = |pair: &[TokenId; 2]| are_joinable(pair.map(&text));
        let pairs: Vec<_> = pairs.into_par_iter().filter(is_long_enough).collect();
        let keys_of = |(number, of_pair): (usize, &[TokenId; 2])| {
            let joined = joined_skeletons(of_pair.map(|token| &*skeletons[token as usize]));
            let text = hash_bytes(of_pair.map(&text).concat().as_bytes());
            let hashes = joined.into_iter().map(Skeleton::hash).chain([text]);
            hashes.map(move |hash| pair(hash, number as u32))
        };
        let keys: Vec<u64> = pairs.par_iter().enumerate().flat_map_iter(keys_of).collect();
        u32::try_from(keys.len()).ok()?;
        let keys = HashIndex::new(keys, pairs.len());
        Some(PairIndex { pairs: pairs.into(), keys })
    }

    /// The pairs that make a word, and how close each is to it. `joinable` returns a token.
    pub(super) fn making(
        &self,
        costs: &ClosenessCosts,
        whole: &JoinableToken,
        joinable: impl Fn(TokenId) -> JoinableToken,
    ) -> Vec<([TokenId; 2], Closeness)> {
        let text = hash_bytes(whole.text().as_bytes());
        let skeletons = whole.skeletons().iter().map(|skeleton| skeleton.hash());
        let mut found = Vec::new();
        self.keys.find_all(&skeletons.chain([text]).collect::<Vec<_>>(), &mut found);
        found.sort_unstable();
        found.dedup();
        let close = found.into_iter().filter_map(|number| {
            let pair = self.pairs[number as usize];
            let [one, two] = pair.map(&joinable);
            Some((pair, join_closeness(costs, [&one, &two], whole)?))
        });
        close.collect()
    }
}

stored!(PairIndex { pairs: Items, keys: Keys });

impl PairIndex {
    /// Checks what was opened from a file: pairs of that many tokens.
    pub(crate) fn check(&self, tokens: usize) -> Result<(), Error> {
        let is_pair = |pair: &[TokenId; 2]| pair.iter().all(|token| (*token as usize) < tokens);
        ensure(Section::Pairs, all(&self.pairs, is_pair))?;
        self.keys.check(Section::Pairs, self.pairs.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Model;
    use crate::name::spelling;
    use crate::vocabulary::Vocabulary;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_pair_that_makes_a_word_is_found_and_every_word_that_a_pair_makes(
            parts in prop::collection::btree_set("[ahkmrs]{1,4}|[ахкмрш]{1,4}|[王李]{1,3}", 1..12),
            wholes in prop::collection::vec((0..12_usize, 0..12_usize, "[ahшё]?"), 1..12),
        ) {
            let parts: Vec<String> = parts.into_iter().collect();
            let part = |at: usize| parts[at % parts.len()].as_str();
            let mut all = parts.clone();
            all.extend(wholes.iter().map(|(a, b, more)| format!("{}{more}{}", part(*a), part(*b))));
            all.sort();
            all.dedup();
            let spellings: Vec<_> = all.iter().map(|token| spelling(token)).collect();
            let (vocabulary, model) = (Vocabulary::new(&spellings), Model::default());
            let costs = model.closeness_costs();
            let words: Vec<_> = spellings.iter().map(JoinableToken::new).collect();
            let numbers = 0..words.len() as u32;
            let each = || numbers.clone().flat_map(|a| numbers.clone().map(move |b| [a, b]));
            let pairs = vocabulary.index_pairs(each().collect()).unwrap();
            let close = |pair: [u32; 2], whole: u32| {
                let words = [pair[0], pair[1], whole].map(|token| &words[token as usize]);
                join_closeness(costs, [words[0], words[1]], words[2])
            };
            for whole in numbers.clone() {
                let mut found = vocabulary.pairs_making(&pairs, costs, &words[whole as usize]);
                found.sort_unstable();
                let all = each().filter_map(|pair| Some((pair, close(pair, whole)?)));
                prop_assert!(found.into_iter().eq(all), "{}", vocabulary.text(whole));
            }
            for pair in each() {
                let found = vocabulary.made_of(costs, pair.map(|token| &words[token as usize]));
                let all = numbers.clone().filter_map(|whole| Some((whole, close(pair, whole)?)));
                prop_assert!(found.into_iter().eq(all), "{pair:?}");
            }
        }
    }
}

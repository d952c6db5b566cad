//! The tokens of a vocabulary that are one word where another side writes two, and the pairs of tokens that are two
//! where it writes one. What makes a join is in `joinable.rs`.

use super::Vocabulary;
use super::closeness::{Closeness, ClosenessCosts};
use super::ids::TokenId;
use super::joinable::{JoinableToken, are_joinable, join_closeness, joined_skeletons};
use super::pair_index::PairIndex;
use super::search_buffers::{SearchBuffers, with_buffers};
use super::skeleton::Skeleton;
use rayon::prelude::*;

impl Vocabulary {
    /// An index of pairs of these tokens; `None` if there are more than can be numbered.
    pub(crate) fn index_pairs(&self, pairs: Vec<[TokenId; 2]>) -> Option<PairIndex> {
        let skeletons = (0..self.len() as u32).into_par_iter();
        let skeletons = skeletons.map(|token| self.joinable(token).skeletons().into());
        let skeletons: Vec<Box<[Skeleton]>> = skeletons.collect();
        PairIndex::new(pairs, |token| self.text(token), &skeletons)
    }

    /// The pairs of tokens that make a word when they are written together, and how close each is to it.
    ///
    /// Cost: one look-up for each skeleton of the word, and some microseconds for each pair that shares one.
    pub(crate) fn pairs_making(
        &self,
        pairs: &PairIndex,
        costs: &ClosenessCosts,
        whole: &JoinableToken,
    ) -> Vec<([TokenId; 2], Closeness)> {
        pairs.making(costs, whole, |token| self.joinable(token))
    }

    /// The tokens that two words make when they are written together, and how close each is to them.
    ///
    /// Cost: as that of [`Vocabulary::pairs_making`].
    pub(crate) fn made_of(
        &self,
        costs: &ClosenessCosts,
        parts: [&JoinableToken; 2],
    ) -> Vec<(TokenId, Closeness)> {
        let texts = parts.map(JoinableToken::text);
        if !are_joinable(texts) {
            return Vec::new();
        }
        let joined = joined_skeletons(parts.map(JoinableToken::skeletons));
        with_buffers(|buffers| {
            self.readings.find_skeletons(&joined, buffers);
            let SearchBuffers { tokens, text, .. } = buffers;
            text.clear();
            text.extend(texts);
            tokens.extend(self.find(text));
            tokens.sort_unstable();
            tokens.dedup();
            let close = tokens.iter().filter_map(|token| {
                Some((*token, join_closeness(costs, parts, &self.joinable(*token))?))
            });
            close.collect()
        })
    }

    /// A token as it may be written together with another.
    fn joinable(&self, token: TokenId) -> JoinableToken {
        JoinableToken::from_readings(self.text(token), self.readings.codes(token).map(Into::into))
    }
}

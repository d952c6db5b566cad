//! How often each token occurs in the names of a list.

use crate::error::Error;
use crate::storage::{FlatArray, Section, ensure, stored};
use crate::vocabulary::TokenId;

/// How many names have each token, of how many names.
#[derive(Clone, Debug)]
pub(crate) struct TokenCounts {
    names: u64,
    /// By token.
    counts: FlatArray<u32>,
}

impl TokenCounts {
    pub(super) fn new(names: u64, counts: FlatArray<u32>) -> Self {
        TokenCounts { names, counts }
    }

    /// How many names have any token.
    pub(crate) fn names(&self) -> u64 {
        self.names
    }

    /// How many names have this token.
    pub(crate) fn of(&self, token: TokenId) -> u32 {
        self.counts.get(token as usize).copied().unwrap_or(0)
    }

    /// How many tokens exactly `count` names have.
    pub(crate) fn tokens_seen(&self, count: u32) -> usize {
        self.counts.iter().filter(|of_token| **of_token == count).count()
    }

    /// The same counts for a vocabulary of `tokens` tokens, in which `find` looks up those of this one;
    /// `None` if it lacks any of them.
    pub(crate) fn renumbered(
        &self,
        tokens: usize,
        find: impl Fn(TokenId) -> Option<TokenId>,
    ) -> Option<Self> {
        let mut counts = vec![0; tokens];
        for (token, count) in (0..).zip(self.counts.iter()) {
            counts[find(token)? as usize] = *count;
        }
        Some(TokenCounts { names: self.names, counts: counts.into() })
    }
}

stored!(TokenCounts { names: Names, counts: Counts });

impl TokenCounts {
    /// Checks what was opened from a file: the counts of that many tokens.
    pub(super) fn check(&self, tokens: usize) -> Result<(), Error> {
        ensure(Section::TokenCounts, self.counts.len() == tokens)
    }
}

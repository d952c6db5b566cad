//! How often each token occurs in the names of a list.

use crate::storage::FlatArray;
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

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, ensure};

    impl TokenCounts {
        pub(in crate::index) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            to.put("frequencies.names", std::slice::from_ref(&self.names));
            to.put("frequencies.tokens", &self.counts);
        }

        pub(in crate::index) fn open(from: &SnapshotReader, tokens: usize) -> Result<Self, Error> {
            let names: FlatArray<u64> = from.take("frequencies.names")?;
            let counts: FlatArray<u32> = from.take("frequencies.tokens")?;
            ensure("frequencies.names", names.len() == 1)?;
            ensure("frequencies.tokens", counts.len() == tokens)?;
            Ok(TokenCounts { names: names[0], counts })
        }
    }
}

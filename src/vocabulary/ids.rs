//! The ids of tokens and readings: their positions in the arrays of a vocabulary.

/// A token's id in a [`Vocabulary`](super::Vocabulary), from 0.
pub(crate) type TokenId = u32;

/// A distinct reading's id in a [`Vocabulary`](super::Vocabulary), from 0.
pub(super) type ReadingId = u32;

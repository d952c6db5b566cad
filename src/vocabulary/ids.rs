//! The numbers of tokens and of readings.

/// The number of a token in a [`Vocabulary`](super::Vocabulary).
pub(crate) type TokenId = u32;

/// The number of a distinct reading in a [`Vocabulary`](super::Vocabulary).
pub(super) type ReadingId = u32;

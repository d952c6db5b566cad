//! The memory of a search, which the next search on the same thread uses again.

use super::ids::{ReadingId, TokenId};
use std::cell::Cell;

/// What a search collects on its way. Every search starts with clearing what it uses.
#[derive(Debug, Default)]
pub(super) struct SearchBuffers {
    /// The hashes that are looked up, and what is found by them.
    pub(super) hashes: Vec<u32>,
    pub(super) found: Vec<u32>,
    /// Class strings within the allowed edits.
    pub(super) classes: Vec<u32>,
    /// Readings that may be near.
    pub(super) candidates: Vec<ReadingId>,
    /// Tokens that two words may make, and the text of both.
    pub(super) tokens: Vec<TokenId>,
    pub(super) text: String,
    /// A bit for each class string that was found; none is set between searches.
    pub(super) seen: Vec<u64>,
    /// Near readings, each with its distance in hundredths of a bit; perhaps more than once.
    pub(super) near: Vec<(ReadingId, u16)>,
}

thread_local! {
    static BUFFERS: Cell<SearchBuffers> = Cell::default();
}

/// Runs a search with the buffers of this thread.
pub(super) fn with_buffers<T>(search: impl FnOnce(&mut SearchBuffers) -> T) -> T {
    let mut buffers = BUFFERS.take();
    let result = search(&mut buffers);
    BUFFERS.set(buffers);
    result
}

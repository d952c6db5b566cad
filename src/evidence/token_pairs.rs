//! What a comparison of names asks about their tokens.

use super::bits::Bits;
use crate::vocabulary::Closeness;

/// What is known of the tokens of a query and of a record, by their ids. A search answers from its index
/// and its caches, a lone comparison from the two spellings; the answers are the same.
pub(crate) trait TokenPairs {
    /// How close two tokens are; `None` if they do not agree.
    fn closeness(&self, query: u32, record: u32) -> Option<Closeness>;

    /// The rarity of a token of the record.
    fn record_rarity(&self, record: u32) -> Bits;

    /// Whether both are known names, and not forms of one name
    /// ([`are_different_names`](crate::name::are_different_names)).
    fn are_different_names(&self, query: u32, record: u32) -> bool;
}

//! What a comparison of names asks about their tokens.

use super::rarity::Rarity;
use crate::name::NameRelation;
use crate::vocabulary::Closeness;

/// What is known of the tokens of a query and of a record, by their ids. A search answers from its index
/// and its caches, a lone comparison from the two spellings; the answers are the same.
pub(crate) trait TokenPairs {
    /// How close two tokens are; `None` if they do not agree.
    fn closeness(&self, query: u32, record: u32) -> Option<Closeness>;

    /// The rarity of a token of the record.
    fn record_rarity(&self, record: u32) -> Rarity;

    /// Whether two tokens are two names, and never forms of one: whether they are
    /// [`NameRelation::OtherNames`].
    fn are_other_names(&self, query: u32, record: u32) -> bool;

    /// What is known of two tokens that sound alike.
    fn relation(&self, query: u32, record: u32) -> NameRelation;

    /// Whether the most usual readings of two tokens are the same.
    fn share_usual_reading(&self, query: u32, record: u32) -> bool;

    /// Whether a token of the query is a family name of one syllable (Kim, Wang).
    fn is_syllabic_in_query(&self, query: u32) -> bool;

    /// The same of a token of the record.
    fn is_syllabic_in_record(&self, record: u32) -> bool;
}

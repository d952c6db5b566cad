//! The incoming record as the comparison sees it.

use super::joins::TokenJoins;
use super::rarity::Rarity;
use crate::encoding::RecordView;

/// An encoded incoming record with what depends on the list it is compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueryView<'a> {
    pub(crate) record: RecordView<'a>,
    /// The rarity of each of its tokens, by id.
    pub(crate) rarity: &'a [Rarity],
    /// Its tokens that may be written as one word or as two.
    pub(crate) joins: &'a TokenJoins,
}

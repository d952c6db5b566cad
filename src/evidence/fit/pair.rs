//! The pairs of records that a model is fitted to.

use crate::evidence::bits::Bits;
use crate::evidence::rarity::Rarity;
use crate::record::Record;
use crate::spelling::Spelling;
use std::fmt;

/// How rare tokens are in a list.
pub(crate) trait TokenRarities: Sync {
    /// The rarity of a token.
    fn rarity(&self, token: &Spelling) -> Rarity;
}

/// Two records that may be of one person, to fit a model to.
///
/// A pair is counted for the fields that are no names, or [for the names](Pair::for_names).
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    pub(super) entry: &'a Record,
    pub(super) record: &'a Record,
    pub(super) name_bits: Option<Bits>,
    /// The list by whose term frequencies names are compared.
    pub(super) list: Option<&'a dyn TokenRarities>,
    pub(super) is_for_names: bool,
    is_match: Option<bool>,
}

impl<'a> Pair<'a> {
    /// Creates a pair without a label: it is not known whether it is of one person.
    ///
    /// The names are compared as by [`Model::compare`](crate::Model::compare), without term frequencies;
    /// [`Watchlist::pair`](crate::Watchlist::pair) compares them by those of a list.
    pub fn new(entry: &'a Record, record: &'a Record) -> Self {
        Pair { entry, record, name_bits: None, list: None, is_for_names: false, is_match: None }
    }

    pub(crate) fn by_list(
        entry: &'a Record,
        record: &'a Record,
        list: &'a dyn TokenRarities,
    ) -> Self {
        Pair { list: Some(list), ..Pair::new(entry, record) }
    }

    /// Sets whether the pair is of one person.
    #[must_use]
    pub fn with_label(mut self, is_match: bool) -> Self {
        self.is_match = Some(is_match);
        self
    }

    /// Sets the weight of the names, by the term frequencies of a list. Without it the names are
    /// compared.
    #[must_use]
    pub fn with_name_bits(mut self, bits: Bits) -> Self {
        self.name_bits = Some(bits);
        self
    }

    /// Counts the pair for the weights of names, and not for those of other fields.
    ///
    /// Pairs that were selected by their names cannot say how often names of one person contradict each
    /// other. So select these without regard to names: by birth date, by document, or by what is known from
    /// elsewhere. Birth dates and documents do not help to decide which of them are of one person. To
    /// count a labelled pair for all fields, give it twice.
    #[must_use]
    pub fn for_names(mut self) -> Self {
        self.is_for_names = true;
        self
    }

    /// Whether the pair is of one person; `None` if it has no label.
    pub fn label(&self) -> Option<bool> {
        self.is_match
    }
}

impl fmt::Debug for Pair<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair")
            .field("entry", &self.entry)
            .field("record", &self.record)
            .field("name_bits", &self.name_bits)
            .field("is_for_names", &self.is_for_names)
            .field("is_match", &self.is_match)
            .finish_non_exhaustive()
    }
}

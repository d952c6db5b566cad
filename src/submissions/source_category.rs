//! The key of a group of records.

use crate::record::Listing;

/// A source and a category, where they are stated. Text that is blank counts as not stated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SourceCategory {
    pub(super) source: Option<String>,
    pub(super) category: Option<String>,
}

impl SourceCategory {
    pub(super) fn of(listing: &Listing) -> SourceCategory {
        let stated =
            |text: Option<&str>| text.filter(|text| !text.trim().is_empty()).map(str::to_owned);
        SourceCategory { source: stated(listing.source()), category: stated(listing.category()) }
    }
}

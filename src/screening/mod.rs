//! Screening: a query in, its matches out, exactly as scoring every record would find them.
//!
//! A [`Searcher`] is a list ready to be searched. It has the list's [`Index`](crate::index::Index), the model
//! and the statistics that weigh its records, and what searches cache between queries. A query is expanded to
//! similar tokens (`expansion`), its posting lists are read in a planned order (`read_plan`), records are
//! ruled out by upper bounds (`tag_bounds`, `trait_bounds`, `scorer`) or scored, and the answer carries the
//! evidence.

mod answer;
mod date_strata;
mod expansion;
mod fingerprint;
mod found;
mod listed_rarities;
mod merge;
mod policy;
mod prior;
mod query;
mod reaches;
mod read_plan;
mod resolved_policy;
mod reverse_search;
mod scorer;
mod search;
mod searcher;
mod tag_bounds;
mod term_frequencies;
mod threshold;
mod token_cache;
mod trait_bounds;
mod weighted_index;
mod workspace;

pub use answer::{Certificate, Screening};
pub use fingerprint::Fingerprint;
pub use found::{Band, Explanation, Match};
pub use policy::{KnownAt, Policy, ValidAt};
pub(crate) use resolved_policy::ResolvedPolicy;
pub(crate) use searcher::{SearchMode, Searcher};
pub use threshold::Threshold;
pub(crate) use weighted_index::WeightedIndex;
pub(crate) use {merge::merge, reverse_search::ReverseSearch, weighted_index::EpochList};

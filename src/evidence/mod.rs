//! Two records compared, as evidence in bits, item by item.
//!
//! Each observation weighs log2 of its likelihood ratio (Fellegi and Sunter 1969). Positive bits support
//! that both records are of one person, negative bits that they are of two. A field that either record
//! lacks has no weight.
//!
//! May use: `record`, `name`, `spelling`, `vocabulary` (how close two tokens are) and `encoding` (records
//! as small integers). Knows no list, no index and no search; what depends on a list, such as the rarity
//! of a token, is an argument.
//!
//! The folders: `model` has every weight, `fit` estimates weights from pairs of records. The files, in the
//! order in which they build on each other: `bits`, `item`, `raw`; `dates` and `fields` for all fields but
//! the names; `tokens`, `positions`, `assignment`, `matching`, `joins`, `query`,
//! `relatives`, `rarity`, `token_pairs` and `names` for the names;
//! `weigh` for their sum; `upper_bound` and `contradiction_bound` for searches; `render` and `compare` for a reader.

mod assignment;
mod bits;
mod compare;
mod contradiction_bound;
mod dates;
mod fields;
mod fit;
mod item;
mod joins;
mod matching;
mod model;
mod names;
mod positions;
mod query;
mod rarity;
mod raw;
mod relatives;
mod render;
mod token_pairs;
mod tokens;
mod upper_bound;
mod weigh;

pub use bits::Bits;
pub use compare::compare_names;
pub use fit::{Estimate, Fit, Pair};
pub use item::{Evidence, Field, Item, Level};
pub use model::Model;

pub(crate) use compare::compare;
pub(crate) use contradiction_bound::ContradictionUpperBound;
pub(crate) use dates::{agreeing_date_ranges, slip_date_ranges};
pub(crate) use fit::TokenRarities;
pub(crate) use joins::TokenJoins;
pub(crate) use model::checked_share;
pub(crate) use names::ComparisonScratch;
pub(crate) use query::QueryView;
pub(crate) use rarity::{Rarity, TokenFrequency};
pub(crate) use raw::RawEvidence;
pub(crate) use render::render;
pub(crate) use token_pairs::TokenPairs;
pub(crate) use tokens::{
    max_token_agreement, min_token_contradiction, min_unmatched_token, unmatched_query_token,
};
pub(crate) use upper_bound::{
    BitsByPosition, DateAndSexUpperBound, NameUpperBound, best_name_bits, least_gains,
    most_agreeing,
};
pub(crate) use weigh::weigh;

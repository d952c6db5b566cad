//! Two records against each other: evidence in bits, item by item.
//!
//! This room needs no list. It sees two subjects, how close their tokens are, and the model, which
//! alone holds weights. Positive bits speak for one person, negative for two; an absent field is
//! silent.

mod agreements;
mod assignment;
mod birth;
mod bits;
mod bound;
mod compare;
mod findings;
mod fit;
mod frequency;
mod item;
mod joins;
mod keys;
mod model;
mod names;
mod places;
mod render;
mod subject;
mod weigh;

pub use bits::Bits;
pub use fit::{Estimate, Fit, Pair};
pub use item::{Evidence, Field, Item, Level};
pub use model::Model;

pub(crate) use birth::{agreeing, slips};
pub(crate) use bound::{FactBound, Facts, NamesBound, best_name};
pub(crate) use compare::compare;
pub(crate) use findings::{Entry, Findings};
pub(crate) use frequency::TermFrequencies;
pub(crate) use joins::{Joins, in_two, may_be_parts};
pub(crate) use keys::{Keys, KeysBuilder};
pub(crate) use names::{alone_least, contradiction_least, entry_alone, is_father, token_most};
pub(crate) use render::render;
pub(crate) use subject::{
    CountryKey, DateKey, DocumentKey, NameSpan, OwnedSubject, Subject, TokenRef,
    names as record_names, push_name,
};
pub(crate) use weigh::{Scratch, weigh};

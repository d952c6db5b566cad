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
mod document;
mod findings;
mod fit;
mod item;
mod joins;
mod keys;
mod model;
mod names;
mod places;
mod render;
mod subject;
mod token;
mod weigh;

pub use bits::Bits;
pub use fit::{Estimate, Fit, Pair};
pub use item::{Evidence, Field, Item, Level};
pub use model::Model;

pub(crate) use birth::{agreeing, slips};
pub(crate) use bound::{DateAndSexUpperBound, NameUpperBound, best_name_bits};
pub(crate) use compare::compare;
pub(crate) use document::EncodedDocument;
pub(crate) use findings::{QueryView, RawEvidence};
pub(crate) use joins::{TokenJoins, are_joinable, two_word_splits};
pub(crate) use keys::{FieldInterner, FieldInternerBuilder};
pub(crate) use names::{
    is_patronymic, max_token_agreement, min_token_contradiction, min_unmatched_token,
    unmatched_query_token,
};
pub(crate) use render::render;
pub(crate) use subject::{
    DateKey, EncodedCountry, EncodedRecord, RecordView, encode_name, names as record_names,
};
pub(crate) use token::{NameSpan, NameToken, NameView};
pub(crate) use weigh::{ComparisonScratch, weigh};

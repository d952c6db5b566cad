//! A record as small integers, ready to be compared.
//!
//! A comparison never touches text: tokens, places and documents are ids, countries are numbers of the
//! table, and dates are sort keys. The caller assigns the ids: an index those of its own tables, a lone pair those of a temporary
//! one. Encoded values are plain data, so they lie in flat arrays in memory and in files.
//!
//! May use: `record`, `text`, `knowledge`, `name` and `storage`. Knows no weight, no index and no search; `evidence`
//! compares encoded records, and `index` stores them.

mod country;
mod date;
mod document;
mod interner;
mod list_counts;
mod places;
mod record;
mod sex;
mod token;

pub(crate) use country::EncodedCountry;
pub(crate) use date::DateKey;
pub(crate) use document::{Documents, EncodedDocument, ListedDocument};
pub(crate) use interner::{FieldInterner, FieldInternerBuilder};
pub(crate) use list_counts::{HolderCount, ListCounts};
pub(crate) use record::{EncodedRecord, RecordView, encode_name};
pub(crate) use sex::{SEX_POSITIONS, sex_position};
pub(crate) use token::{NameSpan, NameToken, NameView, split_names};

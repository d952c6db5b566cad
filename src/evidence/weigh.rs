//! The match weight of a query and a record.

use super::bits::Bits;
use super::fields::compare_fields;
use super::model::Model;
use super::names::{ComparisonScratch, NameComparison};
use super::query::QueryView;
use super::raw::RawEvidence;
use crate::encoding::RecordView;
use crate::vocabulary::Closeness;

/// The match weight of a query and a record: the sum over the names and all other fields. `closeness`
/// returns how close a token of the query is to one of the record, by their ids. With `raw`, the items
/// are added there; the bits are the same.
///
/// Without `raw`, allocates nothing once `scratch` has grown.
pub(crate) fn weigh(
    model: &Model,
    query: &QueryView<'_>,
    record: &RecordView<'_>,
    closeness: &impl Fn(u32, u32) -> Option<Closeness>,
    scratch: &mut ComparisonScratch,
    mut raw: Option<&mut RawEvidence>,
) -> Bits {
    let fields = compare_fields(model, &query.record, record);
    // Relatives have other birth dates and other documents.
    let excludes_relatives = fields.iter().flatten().any(|item| item.bits >= model.no_relative());
    let names = NameComparison { model, query, record, closeness, excludes_relatives };
    let mut bits = names.weigh(scratch, raw.as_deref_mut());
    for item in fields.into_iter().flatten() {
        bits += item.bits;
        if let Some(raw) = raw.as_deref_mut() {
            raw.items.push(item);
        }
    }
    bits
}

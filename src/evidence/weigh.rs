//! The match weight of a query and a record.

use super::bits::Bits;
use super::fields::compare_fields;
use super::item::Field;
use super::model::Model;
use super::names::{ComparisonScratch, NameComparison};
use super::query::QueryView;
use super::raw::RawEvidence;
use super::relatives::ExcludedRelatives;
use super::token_pairs::TokenPairs;
use crate::encoding::RecordView;

/// The match weight of a query and a record: the sum over the names and all other fields. With
/// `raw`, the items are added there; the bits are the same.
///
/// Without `raw`, allocates nothing once `scratch` has grown.
pub(crate) fn weigh(
    model: &Model,
    query: &QueryView<'_>,
    record: &RecordView<'_>,
    pairs: &impl TokenPairs,
    scratch: &mut ComparisonScratch,
    mut raw: Option<&mut RawEvidence>,
) -> Bits {
    let fields = compare_fields(model, &query.record, record);
    // Relatives have other documents, and other birth dates unless they are twins.
    let mut excluded = ExcludedRelatives::None;
    for item in fields.iter().flatten().filter(|item| item.bits >= model.no_relative()) {
        excluded = match item.field {
            Field::Document => ExcludedRelatives::All,
            _ => excluded.max(ExcludedRelatives::AllButTwins),
        };
    }
    let names = NameComparison { model, query, record, pairs, excluded };
    let mut bits = names.weigh(scratch, raw.as_deref_mut());
    for item in fields.into_iter().flatten() {
        bits += item.bits;
        if let Some(raw) = raw.as_deref_mut() {
            raw.items.push(item);
        }
    }
    bits
}

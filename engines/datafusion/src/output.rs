//! Answers as columns: the schemas that sverka returns, which are stable, and how they are filled.

use crate::columns::text_field;
use datafusion::arrow::array::{
    ArrayRef, BinaryViewArray, BooleanArray, Decimal128Array, Float64Array, ListArray, RecordBatch,
    RecordBatchOptions, StringViewArray, StringViewBuilder, StructArray, UInt32Array, UInt64Array,
};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use datafusion::common::{DataFusionError, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, LazyLock};
use sverka::{Bits, Evidence, Item, Match, Screening};

/// Bits in SQL: a decimal with two places, so that sums are exact.
pub(crate) const BITS: DataType = DataType::Decimal128(10, 2);

/// What a screening returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Output {
    /// A row for each match.
    Matches,
    /// A row for each entry: how many matches it has, and the certificate.
    Answers,
    /// A row for each entry and shard of a list, to be merged.
    Parts,
}

fn evidence_fields() -> Fields {
    Fields::from(vec![
        text_field("field", false),
        text_field("level", false),
        Field::new("bits", BITS, false),
        text_field("entry", true),
        text_field("record", true),
        text_field("via", true),
    ])
}

/// The type of evidence: a list with an item for each field or token that was compared.
pub(crate) fn evidence_type() -> DataType {
    DataType::List(evidence_item())
}

fn evidence_item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Struct(evidence_fields()), false))
}

fn entry_id() -> Field {
    text_field("entry_id", true)
}

/// The columns of `sverka_screen`: a row for each match, the best of an entry with rank 1.
///
/// | column | type | |
/// |---|---|---|
/// | `entry_id` | Utf8View | the identifier of the entry, null where it has none |
/// | `record_id` | Utf8View | the identifier of the list's record |
/// | `rank` | UInt32 | its place among the matches of the entry, from 1 |
/// | `bits` | Decimal128(10, 2) | the sum of the evidence |
/// | `probability` | Float64 | that both are one person |
/// | `band` | Utf8View | `report` or `review` |
/// | `evidence` | List of Struct | `field`, `level`, `bits`, `entry`, `record`, `via` of each item |
pub fn match_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        Arc::new(Schema::new(vec![
            entry_id(),
            text_field("record_id", false),
            Field::new("rank", DataType::UInt32, false),
            Field::new("bits", BITS, false),
            Field::new("probability", DataType::Float64, false),
            text_field("band", false),
            Field::new("evidence", evidence_type(), false),
        ]))
    });
    Arc::clone(&SCHEMA)
}

/// The columns of `sverka_answers`: a row for each entry, with or without matches.
///
/// | column | type | |
/// |---|---|---|
/// | `entry_id` | Utf8View | the identifier of the entry, null where it has none |
/// | `matches` | UInt32 | how many matches it has |
/// | `tied_left_out` | UInt64 | how many more have the bits of the last one, beyond the limit |
/// | `is_complete` | Boolean | whether nothing that the policy asks for can be missing |
/// | `steps`, `records`, `scored`, `excluded` | UInt64 | what was searched |
/// | `rest_at_most` | Decimal128(10, 2) | the most bits of any record that was not scored; null if there is none |
/// | `fingerprint` | Utf8View | of all that the answer depends on except the entry |
pub fn answer_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let count = |name: &str| Field::new(name, DataType::UInt64, false);
        Arc::new(Schema::new(vec![
            entry_id(),
            Field::new("matches", DataType::UInt32, false),
            count("tied_left_out"),
            Field::new("is_complete", DataType::Boolean, false),
            count("steps"),
            count("records"),
            count("scored"),
            count("excluded"),
            Field::new("rest_at_most", BITS, true),
            text_field("fingerprint", false),
        ]))
    });
    Arc::clone(&SCHEMA)
}

fn part_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let part = Field::new("part", DataType::BinaryView, false);
        Arc::new(Schema::new(vec![entry_id(), part]))
    });
    Arc::clone(&SCHEMA)
}

impl Output {
    pub(crate) fn schema(self) -> SchemaRef {
        match self {
            Output::Matches => match_schema(),
            Output::Answers => answer_schema(),
            Output::Parts => part_schema(),
        }
    }

    /// How many rows an answer has.
    pub(crate) fn rows(self, answer: &Screening) -> usize {
        match self {
            Output::Matches => answer.matches().len(),
            Output::Answers | Output::Parts => 1,
        }
    }

    /// The answers as a batch of these columns of the schema. Each answer comes with the row of `ids` that has the
    /// identifier of its entry.
    pub(crate) fn batch(
        self,
        columns: &[usize],
        schema: &SchemaRef,
        ids: &StringViewArray,
        answers: &[(u32, Screening)],
    ) -> Result<RecordBatch> {
        let column = |column: &usize| match self {
            Output::Matches => match_column(*column, ids, answers),
            Output::Answers => answer_column(*column, ids, answers),
            Output::Parts => part_column(*column, ids, answers),
        };
        let arrays = columns.iter().map(column).collect::<Result<Vec<_>>>()?;
        let rows = answers.iter().map(|(_, answer)| self.rows(answer)).sum();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(Arc::clone(schema), arrays, &options)?)
    }
}

/// The identifiers of entries at some rows. Views are copied, and no letter.
fn ids_at(ids: &StringViewArray, rows: impl Iterator<Item = u32>) -> Result<ArrayRef> {
    Ok(take(ids, &UInt32Array::from_iter_values(rows), None)?)
}

/// A column of weights.
pub(crate) fn bits_array(bits: impl Iterator<Item = Option<Bits>>) -> Result<ArrayRef> {
    let hundredths = bits.map(|bits| bits.map(|bits| i128::from(bits.hundredths())));
    let array: Decimal128Array = hundredths.collect();
    Ok(Arc::new(array.with_data_type(BITS)))
}

fn views<'a>(texts: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringViewArray::from_iter_values(texts))
}

fn match_column(
    column: usize,
    ids: &StringViewArray,
    answers: &[(u32, Screening)],
) -> Result<ArrayRef> {
    let found = || answers.iter().flat_map(|(_, answer)| answer.matches());
    Ok(match column {
        0 => {
            let row = |(row, answer): &(u32, Screening)| {
                std::iter::repeat_n(*row, answer.matches().len())
            };
            ids_at(ids, answers.iter().flat_map(row))?
        }
        1 => views(found().map(|found| found.record().id())),
        2 => {
            let ranks = |(_, answer): &(u32, Screening)| 1..=answer.matches().len() as u32;
            Arc::new(UInt32Array::from_iter_values(answers.iter().flat_map(ranks)))
        }
        3 => bits_array(found().map(|found| Some(found.bits())))?,
        4 => Arc::new(Float64Array::from_iter_values(found().map(Match::probability))),
        5 => {
            let mut bands = VariantNames::default();
            views_of(found(), |found, texts| texts.append_value(bands.name(found.band())))
        }
        _ => evidence_array(found().map(|found| Some(found.evidence())))?,
    })
}

fn answer_column(
    column: usize,
    ids: &StringViewArray,
    answers: &[(u32, Screening)],
) -> Result<ArrayRef> {
    let each = || answers.iter().map(|(_, answer)| answer);
    let certificates = || each().map(Screening::certificate);
    let counts = |counts: &mut dyn Iterator<Item = u64>| -> ArrayRef {
        Arc::new(UInt64Array::from_iter_values(counts))
    };
    Ok(match column {
        0 => ids_at(ids, answers.iter().map(|(row, _)| *row))?,
        1 => {
            let matches = each().map(|answer| answer.matches().len() as u32);
            Arc::new(UInt32Array::from_iter_values(matches))
        }
        2 => counts(&mut each().map(|answer| answer.tied_left_out() as u64)),
        3 => {
            let complete = certificates().map(|certificate| Some(certificate.is_complete()));
            Arc::new(complete.collect::<BooleanArray>())
        }
        4 => counts(&mut certificates().map(|certificate| certificate.steps())),
        5 => counts(&mut certificates().map(|certificate| certificate.records() as u64)),
        6 => counts(&mut certificates().map(|certificate| certificate.scored() as u64)),
        7 => counts(&mut certificates().map(|certificate| certificate.excluded() as u64)),
        8 => bits_array(certificates().map(|certificate| certificate.rest_at_most()))?,
        _ => {
            let mut texts = StringViewBuilder::new().with_deduplicate_strings();
            each().for_each(|answer| texts.append_value(answer.fingerprint().to_string()));
            Arc::new(texts.finish())
        }
    })
}

fn part_column(
    column: usize,
    ids: &StringViewArray,
    answers: &[(u32, Screening)],
) -> Result<ArrayRef> {
    if column == 0 {
        return ids_at(ids, answers.iter().map(|(row, _)| *row));
    }
    let parts = answers.iter().map(|(_, answer)| serde_json::to_vec(answer));
    let parts = parts.collect::<Result<Vec<_>, _>>();
    let parts = parts.map_err(|error| DataFusionError::External(Box::new(error)))?;
    Ok(Arc::new(BinaryViewArray::from_iter_values(parts)))
}

fn views_of<T>(
    items: impl Iterator<Item = T>,
    mut append: impl FnMut(T, &mut StringViewBuilder),
) -> ArrayRef {
    let mut texts = StringViewBuilder::new();
    items.for_each(|item| append(item, &mut texts));
    Arc::new(texts.finish())
}

/// The names of the variants of an enumeration, as they are in JSON.
pub(crate) struct VariantNames<T>(HashMap<T, String>);

impl<T> Default for VariantNames<T> {
    fn default() -> Self {
        VariantNames(HashMap::new())
    }
}

impl<T: Copy + Eq + Hash + Serialize> VariantNames<T> {
    pub(crate) fn name(&mut self, of: T) -> &str {
        let name = || serde_json::to_string(&of).unwrap_or_default().trim_matches('"').to_owned();
        self.0.entry(of).or_insert_with(name)
    }
}

/// Evidence as lists of structs.
pub(crate) fn evidence_array<'a>(
    evidence: impl Iterator<Item = Option<&'a Evidence>>,
) -> Result<ArrayRef> {
    let (mut items, mut lengths, mut stated) = (Vec::<&Item>::new(), Vec::new(), Vec::new());
    for evidence in evidence {
        let of_one = evidence.map_or(&[][..], Evidence::items);
        items.extend(of_one);
        lengths.push(of_one.len());
        stated.push(evidence.is_some());
    }
    let each = || items.iter().copied();
    let (mut fields, mut levels) = (VariantNames::default(), VariantNames::default());
    let optional = |text: fn(&Item) -> Option<&str>| {
        views_of(each(), |item, texts| texts.append_option(text(item)))
    };
    let columns = vec![
        views_of(each(), |item, texts| texts.append_value(fields.name(item.field()))),
        views_of(each(), |item, texts| texts.append_value(levels.name(item.level()))),
        bits_array(each().map(|item| Some(item.bits())))?,
        optional(Item::entry),
        optional(Item::record),
        optional(Item::via),
    ];
    let structs = StructArray::try_new_with_length(evidence_fields(), columns, None, items.len())?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    let all_stated = stated.iter().all(|stated| *stated);
    let nulls = (!all_stated).then(|| stated.into());
    Ok(Arc::new(ListArray::try_new(evidence_item(), offsets, Arc::new(structs), nulls)?))
}

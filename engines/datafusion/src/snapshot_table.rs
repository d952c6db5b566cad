//! A saved list as a table, and the plan that reads it.

use crate::columns::{DOCUMENT_PARTS, NAME_PARTS, STRENGTH, text_field};
use crate::snapshots::SnapshotRef;
use async_trait::async_trait;
use datafusion::arrow::array::{
    ArrayRef, AsArray, ListArray, RecordBatch, RecordBatchOptions, StringViewArray, StructArray,
    UInt32Array,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, UInt32Type};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::runtime::SpawnedTask;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result, internal_err, plan_err};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchReceiverStream;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties,
    Partitioning, PlanProperties, ReplaceChildrenOptions,
};
use futures::StreamExt;
use std::fmt;
use std::sync::{Arc, LazyLock};
use sverka::{Alias, AliasStrength, Date, Document, Listing, PersonName, Record};

/// Batches that are read before they are asked for.
const BATCHES_AHEAD: usize = 2;

/// The records of a list as a table.
#[derive(Debug)]
pub(crate) struct SnapshotTable {
    /// The whole list, or all of its shards.
    pub(crate) files: Vec<SnapshotRef>,
}

fn name_fields(has_strength: bool) -> Fields {
    let strength = has_strength.then_some(STRENGTH);
    NAME_PARTS.into_iter().chain(strength).map(|part| text_field(part, true)).collect()
}

fn document_fields() -> Fields {
    DOCUMENT_PARTS.into_iter().map(|part| text_field(part, part != "number")).collect()
}

fn items(fields: Fields) -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Struct(fields), false))
}

/// The columns of `sverka_snapshot`. `sverka_screen` takes them as entries.
///
/// | column | type |
/// |---|---|
/// | `id` | Utf8View |
/// | `name` | Struct of `full`, `given`, `patronymic`, `family`; null where the record has no name |
/// | `aliases` | List of Struct of the same and `strength` |
/// | `birth_dates` | List of Utf8View: a day, a month or a year |
/// | `sex` | Utf8View |
/// | `nationalities`, `birth_places` | List of Utf8View |
/// | `documents` | List of Struct of `kind`, `country`, `number` |
/// | `source`, `category` | Utf8View |
/// | `occurred_at`, `submitted_at`, `valid_from`, `valid_to` | Date32 |
pub fn record_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let texts = DataType::List(Arc::new(text_field("item", false)));
        let list = |name: &str, of: &DataType| Field::new(name, of.clone(), false);
        let date = |name: &str| Field::new(name, DataType::Date32, true);
        Arc::new(Schema::new(vec![
            text_field("id", false),
            Field::new("name", DataType::Struct(name_fields(false)), true),
            list("aliases", &DataType::List(items(name_fields(true)))),
            list("birth_dates", &texts),
            text_field("sex", true),
            list("nationalities", &texts),
            list("birth_places", &texts),
            list("documents", &DataType::List(items(document_fields()))),
            text_field("source", true),
            text_field("category", true),
            date("occurred_at"),
            date("submitted_at"),
            date("valid_from"),
            date("valid_to"),
        ]))
    });
    Arc::clone(&SCHEMA)
}

#[async_trait]
impl TableProvider for SnapshotTable {
    fn schema(&self) -> SchemaRef {
        record_schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _session: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all = || (0..record_schema().fields().len()).collect();
        let projection = projection.cloned().unwrap_or_else(all);
        Ok(Arc::new(SnapshotExec::new(self.files.clone(), projection, limit)?))
    }
}

/// Reads the records of saved lists, each in a partition of its own and in the order of their identifiers.
///
/// Its input has a row for each of them, in partitions. Ballista divides a plan among tasks by the inputs that it knows, and
/// a node without one would be read by each task. An empty partition stands beside that of a single list, since a plan of one
/// partition is not divided under a sort.
#[derive(Debug)]
pub(crate) struct SnapshotExec {
    pub(crate) files: Vec<SnapshotRef>,
    pub(crate) projection: Vec<usize>,
    pub(crate) limit: Option<usize>,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl SnapshotExec {
    fn new(files: Vec<SnapshotRef>, projection: Vec<usize>, limit: Option<usize>) -> Result<Self> {
        let schema = Arc::new(Schema::new(vec![Field::new("file", DataType::UInt32, false)]));
        let row = |file: u32| {
            let column: ArrayRef = Arc::new(UInt32Array::from(vec![file]));
            Ok(vec![RecordBatch::try_new(Arc::clone(&schema), vec![column])?])
        };
        let mut rows = (0..files.len() as u32).map(row).collect::<Result<Vec<_>>>()?;
        if rows.len() == 1 {
            rows.push(Vec::new());
        }
        let input = MemorySourceConfig::try_new_exec(&rows, Arc::clone(&schema), None)?;
        SnapshotExec::with(files, projection, limit, input)
    }

    pub(crate) fn with(
        files: Vec<SnapshotRef>,
        projection: Vec<usize>,
        limit: Option<usize>,
        input: Arc<dyn ExecutionPlan>,
    ) -> Result<Self> {
        let schema = Arc::new(record_schema().project(&projection)?);
        let properties = Arc::new(PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        ));
        Ok(SnapshotExec { files, projection, limit, input, properties })
    }
}

impl DisplayAs for SnapshotExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<String> = self.files.iter().map(SnapshotRef::to_string).collect();
        write!(f, "SnapshotExec: list={}", files.join(", "))?;
        self.limit.map_or(Ok(()), |limit| write!(f, ", limit={limit}"))
    }
}

impl ExecutionPlan for SnapshotExec {
    fn name(&self) -> &str {
        "SnapshotExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Ok([input]) = <[Arc<dyn ExecutionPlan>; 1]>::try_from(children) else {
            return plan_err!("{} has one input", self.name());
        };
        let (files, projection) = (self.files.clone(), self.projection.clone());
        Ok(Arc::new(SnapshotExec::with(files, projection, self.limit, input)?))
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(
            children,
            ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute),
        )
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let at_once = context.session_config().batch_size();
        let mut input = self.input.execute(partition, context)?;
        let (files, limit) = (self.files.clone(), self.limit.unwrap_or(usize::MAX));
        let (schema, projection) = (self.schema(), self.projection.clone());
        let mut stream = RecordBatchReceiverStream::builder(self.schema(), BATCHES_AHEAD);
        let to = stream.tx();
        stream.spawn(async move {
            while let Some(rows) = input.next().await.transpose()? {
                for file in rows.column(0).as_primitive::<UInt32Type>().values() {
                    let Some(file) = files.get(*file as usize).cloned() else {
                        return internal_err!("a saved list has no file {file}");
                    };
                    let (to, schema, projection) = (to.clone(), schema.clone(), projection.clone());
                    let read = SpawnedTask::spawn_blocking(move || {
                        let watchlist = file.open()?;
                        let mut records = watchlist.records().take(limit);
                        loop {
                            let some: Vec<Record> = records.by_ref().take(at_once).collect();
                            let batch = || batch(&some, &projection, &schema);
                            // A closed channel has nobody who wants more.
                            if some.is_empty() || to.blocking_send(batch()).is_err() {
                                return Ok::<(), DataFusionError>(());
                            }
                        }
                    });
                    read.join()
                        .await
                        .map_err(|error| DataFusionError::External(Box::new(error)))??;
                }
            }
            Ok(())
        });
        Ok(stream.build())
    }
}

fn batch(records: &[Record], projection: &[usize], schema: &SchemaRef) -> Result<RecordBatch> {
    let columns = projection.iter().map(|at| column(*at, records));
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(records.len()));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?)
}

/// One column of [`record_schema`].
fn column(at: usize, records: &[Record]) -> Result<ArrayRef> {
    let listing = |text: fn(&Listing) -> Option<&str>| {
        optional(records.iter().map(|record| text(record.listing())))
    };
    let day = |day: fn(&Listing) -> Option<Date>| {
        dates(records.iter().map(|record| day(record.listing())))
    };
    Ok(match at {
        0 => Arc::new(StringViewArray::from_iter_values(records.iter().map(Record::id))),
        1 => {
            let stated: Vec<Option<&PersonName>> = records
                .iter()
                .map(|record| Some(record.name()).filter(|name| **name != PersonName::default()))
                .collect();
            let nulls = NullBuffer::from_iter(stated.iter().map(Option::is_some));
            let columns = name_columns(&stated);
            let fields = name_fields(false);
            let rows = stated.len();
            let structs = StructArray::try_new_with_length(fields, columns, Some(nulls), rows)?;
            Arc::new(structs)
        }
        2 => {
            let aliases: Vec<&Alias> = records.iter().flat_map(Record::aliases).collect();
            let names: Vec<_> = aliases.iter().map(|alias| Some(alias.name())).collect();
            let mut columns = name_columns(&names);
            columns.push(optional(aliases.iter().map(|alias| match alias.strength() {
                AliasStrength::Weak => Some("weak"),
                _ => Some("strong"),
            })));
            let lengths = records.iter().map(|record| record.aliases().len());
            structs(name_fields(true), columns, names.len(), lengths)?
        }
        3 => texts(records, |record| {
            record.birth_dates().iter().map(|date| date.to_string()).collect()
        })?,
        4 => optional(records.iter().map(|record| record.sex().map(|sex| sex.as_str()))),
        5 => texts(records, |record| record.nationalities().to_vec())?,
        6 => texts(records, |record| record.birth_places().to_vec())?,
        7 => {
            let documents: Vec<&Document> = records.iter().flat_map(Record::documents).collect();
            let each = || documents.iter();
            let columns = vec![
                optional(each().map(|document| document.kind())),
                optional(each().map(|document| document.country())),
                optional(each().map(|document| Some(document.number()))),
            ];
            let lengths = records.iter().map(|record| record.documents().len());
            structs(document_fields(), columns, documents.len(), lengths)?
        }
        8 => listing(Listing::source),
        9 => listing(Listing::category),
        10 => day(Listing::occurred_at)?,
        11 => day(Listing::submitted_at)?,
        12 => day(Listing::valid_from)?,
        _ => day(Listing::valid_to)?,
    })
}

fn optional<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(texts.collect::<StringViewArray>())
}

/// Dates in their text form, which Arrow reads.
fn dates(days: impl Iterator<Item = Option<Date>>) -> Result<ArrayRef> {
    let texts: StringViewArray = days.map(|day| day.map(|day| day.to_string())).collect();
    Ok(cast(&texts, &DataType::Date32)?)
}

fn name_columns(names: &[Option<&PersonName>]) -> Vec<ArrayRef> {
    let part = |part: fn(&PersonName) -> Option<&str>| {
        optional(names.iter().map(|name| name.and_then(part)))
    };
    vec![
        part(PersonName::as_full),
        part(PersonName::given),
        part(PersonName::patronymic),
        part(PersonName::family),
    ]
}

fn structs(
    fields: Fields,
    columns: Vec<ArrayRef>,
    count: usize,
    lengths: impl Iterator<Item = usize>,
) -> Result<ArrayRef> {
    let values = StructArray::try_new_with_length(fields.clone(), columns, None, count)?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(ListArray::try_new(items(fields), offsets, Arc::new(values), None)?))
}

fn texts(records: &[Record], of: impl Fn(&Record) -> Vec<String>) -> Result<ArrayRef> {
    let rows: Vec<Vec<String>> = records.iter().map(of).collect();
    let values = StringViewArray::from_iter_values(rows.iter().flatten());
    let offsets = OffsetBuffer::from_lengths(rows.iter().map(Vec::len));
    let item = Arc::new(text_field("item", false));
    Ok(Arc::new(ListArray::try_new(item, offsets, Arc::new(values), None)?))
}

//! Invented people as saved lists and Parquet files, and answers in one form whose bytes can be compared.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::{SortColumn, SortOptions};
use datafusion::arrow::compute::{cast, concat_batches, lexsort_to_indices, take_record_batch};
use datafusion::arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use datafusion::arrow::ipc::writer::StreamWriter;
use datafusion::arrow::json::ReaderBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use sverka::synthetic::Population;
use sverka::{Policy, Record, Screening, ValidAt, Watchlist};
use tempfile::TempDir;

/// The files that entries are in, which is how many partitions a cluster gets.
pub(crate) const FILES: usize = 8;
/// The shards that the list is cut into.
pub(crate) const SHARDS: u32 = 3;

/// A folder with a list, its shards, and entries.
pub(crate) struct Sample {
    folder: TempDir,
    pub(crate) list: Watchlist,
    pub(crate) entries: Vec<Record>,
}

impl Sample {
    pub(crate) async fn new(listed: usize, incoming: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let population = Population::new(5);
        let entries = population.incoming(incoming, listed).into_iter();
        let entries = Watchlist::builder().records(entries.map(|entry| entry.into_record()));
        let entries = entries.build().unwrap();
        let list = Watchlist::builder().records(population.watchlist(listed)).build().unwrap();
        let sample = Sample { entries: entries.records().collect(), list, folder };
        entries.save(sample.path("entries.sverka")).unwrap();
        sample.list.save(sample.path("wanted.sverka")).unwrap();
        sample.list.save_shards(sample.path("shards"), SHARDS.try_into().unwrap()).unwrap();
        sample.write_entries().await;
        sample
    }

    /// A path in the folder, for SQL.
    pub(crate) fn path(&self, name: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        path.to_str().unwrap().to_owned()
    }

    async fn write_entries(&self) {
        let context = local(1);
        let rows = self.entries.len().div_ceil(FILES);
        for file in 0..FILES {
            let sql = format!(
                "COPY (SELECT * FROM sverka_snapshot('{}') LIMIT {rows} OFFSET {}) TO '{}' \
                 STORED AS PARQUET",
                self.path("entries.sverka"),
                file * rows,
                self.path(&format!("entries/{file}.parquet"))
            );
            run(&context, &sql).await;
        }
    }

    /// Makes the entries a table of a session.
    pub(crate) async fn register(&self, context: &SessionContext) {
        let sql = format!(
            "CREATE EXTERNAL TABLE entries STORED AS PARQUET LOCATION '{}/'",
            self.path("entries")
        );
        run(context, &sql).await;
    }
}

/// A session of this process with so many partitions.
pub(crate) fn local(partitions: usize) -> SessionContext {
    let config = SessionConfig::new().with_target_partitions(partitions);
    let builder = SessionStateBuilder::new().with_default_features().with_config(config);
    SessionContext::new_with_state(sverka_datafusion::extend(builder).build())
}

pub(crate) async fn run(context: &SessionContext, sql: &str) -> Vec<RecordBatch> {
    context.sql(sql).await.unwrap().collect().await.unwrap()
}

/// A policy that means the same on every day, and the arguments that say it.
pub(crate) fn policy() -> (Policy, &'static str) {
    let policy = Policy::default().with_valid_at(ValidAt::Ever).with_limit(3);
    (policy, "valid_at => 'ever', max_matches => 3")
}

/// A type with plain text in place of views, whose bytes do not depend on how they were made.
fn plain(of: &DataType) -> DataType {
    let field = |field: &Field| field.clone().with_data_type(plain(field.data_type()));
    match of {
        DataType::Utf8View => DataType::Utf8,
        DataType::List(item) => DataType::List(Arc::new(field(item))),
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|each| field(each)).collect::<Fields>())
        }
        other => other.clone(),
    }
}

fn plain_schema(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter();
    let plain = fields.map(|field| field.as_ref().clone().with_data_type(plain(field.data_type())));
    Arc::new(Schema::new(plain.collect::<Vec<_>>()))
}

/// Rows in the order of the first column and of the third, in Arrow's format for streams.
pub(crate) fn bytes(batches: &[RecordBatch], schema: &Schema) -> Vec<u8> {
    let schema = plain_schema(schema);
    let plain = |batch: &RecordBatch| {
        let columns = batch.columns().iter().zip(schema.fields());
        let columns = columns.map(|(column, field)| cast(column, field.data_type()).unwrap());
        RecordBatch::try_new(schema.clone(), columns.collect()).unwrap()
    };
    let all = concat_batches(&schema, &batches.iter().map(plain).collect::<Vec<_>>()).unwrap();
    let options = Some(SortOptions::default());
    let by = |column| SortColumn { values: all.column(column).clone(), options };
    let order = lexsort_to_indices(&[by(0), by(2)], None).unwrap();
    let sorted = take_record_batch(&all, &order).unwrap();
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).unwrap();
    writer.write(&sorted).unwrap();
    writer.into_inner().unwrap()
}

/// What `screen_all` answers, in the columns of `sverka_screen`, made of the answers' JSON and not by this crate.
pub(crate) fn expected(entries: &[Record], answers: &[Screening]) -> Vec<RecordBatch> {
    let schema = plain_schema(&sverka_datafusion::match_schema());
    let bits = |bits: &Value| format!("{:.2}", bits.as_f64().unwrap());
    let mut rows = Vec::new();
    for (entry, answer) in entries.iter().zip(answers) {
        let answer = serde_json::to_value(answer).unwrap();
        for (rank, found) in (1..).zip(answer["matches"].as_array().unwrap()) {
            let evidence = found["evidence"].as_array().or(found["evidence"]["items"].as_array());
            let evidence = evidence.unwrap().iter().map(|item| {
                json!({
                    "field": item["field"], "level": item["level"], "bits": bits(&item["bits"]),
                    "entry": item["entry"], "record": item["record"], "via": item["via"],
                })
            });
            rows.push(json!({
                "entry_id": entry.id(), "record_id": found["id"], "rank": rank,
                "bits": bits(&found["bits"]), "probability": found["probability"],
                "band": found["band"], "evidence": evidence.collect::<Vec<_>>(),
            }));
        }
    }
    let mut decoder =
        ReaderBuilder::new(schema).with_batch_size(rows.len()).build_decoder().unwrap();
    decoder.serialize(&rows).unwrap();
    decoder.flush().unwrap().into_iter().collect()
}

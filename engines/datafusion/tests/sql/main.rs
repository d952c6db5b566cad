//! sverka in SQL in one process.

#[path = "../common/mod.rs"]
mod common;

mod bad_input;
mod functions;
mod layouts;
mod plans;

use common::{Sample, bytes, expected, local, policy, run};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Decimal128Type, UInt32Type, UInt64Type};
use std::collections::HashMap;
use sverka::{Record, Watchlist};
use sverka_datafusion::{answer_schema, match_schema, record_schema};

#[tokio::test(flavor = "multi_thread")]
async fn one_and_two_partitions_and_shards_give_the_bytes_of_screen_all() {
    let sample = Sample::new(2_000, 600).await;
    let (policy, arguments) = policy();
    let answers = sample.list.screen_all(&sample.entries, &policy);
    let expected = bytes(&expected(&sample.entries, &answers), &match_schema());
    for partitions in [1, 2] {
        for list in ["wanted.sverka", "shards"] {
            let context = local(partitions);
            sample.register(&context).await;
            let path = sample.path(list);
            let sql = format!("SELECT * FROM sverka_screen(entries, '{path}', {arguments})");
            let found = run(&context, &sql).await;
            assert!(bytes(&found, &match_schema()) == expected, "{list}, {partitions} partitions");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_entry_has_an_answer_with_its_certificate() {
    let sample = Sample::new(1_000, 200).await;
    let (policy, arguments) = policy();
    let answers = sample.list.screen_all(&sample.entries, &policy);
    let expected: HashMap<&str, _> = sample.entries.iter().map(Record::id).zip(&answers).collect();
    for list in ["wanted.sverka", "shards"] {
        let context = local(2);
        sample.register(&context).await;
        let path = sample.path(list);
        let sql = format!("SELECT * FROM sverka_answers(entries, '{path}', {arguments})");
        let found = run(&context, &sql).await;
        assert_eq!(found.iter().map(RecordBatch::num_rows).sum::<usize>(), sample.entries.len());
        for batch in &found {
            assert_eq!(batch.schema_ref().fields(), answer_schema().fields());
            let numbers = |at: usize| batch.column(at).as_primitive::<UInt64Type>();
            for row in 0..batch.num_rows() {
                let answer = expected[batch.column(0).as_string_view().value(row)];
                let certificate = answer.certificate();
                let matches = batch.column(1).as_primitive::<UInt32Type>().value(row);
                assert_eq!(matches as usize, answer.matches().len());
                assert_eq!(numbers(2).value(row) as usize, answer.tied_left_out());
                assert!(batch.column(3).as_boolean().value(row));
                assert_eq!(numbers(5).value(row) as usize, sample.list.len());
                let fingerprint = batch.column(9).as_string_view().value(row);
                assert_eq!(fingerprint, answer.fingerprint().to_string());
                if list == "wanted.sverka" {
                    let rest = batch.column(8).as_primitive::<Decimal128Type>();
                    let rest = rest.iter().nth(row).unwrap().map(|bits| bits as i32);
                    assert_eq!(rest, certificate.rest_at_most().map(|bits| bits.hundredths()));
                    assert_eq!(numbers(4).value(row), certificate.steps());
                    assert_eq!(numbers(6).value(row) as usize, certificate.scored());
                    assert_eq!(numbers(7).value(row) as usize, certificate.excluded());
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_list_is_a_table_and_the_table_has_all_that_screening_reads() {
    let sample = Sample::new(500, 100).await;
    let context = local(2);
    let sql = format!("SELECT * FROM sverka_snapshot('{}')", sample.path("wanted.sverka"));
    let batches = run(&context, &sql).await;
    assert_eq!(batches[0].schema_ref().fields(), record_schema().fields());
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), sample.list.len());
    let ids = batches.iter().flat_map(|batch| batch.column(0).as_string_view().iter().flatten());
    assert!(ids.eq(sample.list.records().map(|record| record.id().to_owned())));
    // The list against itself, read from its own table, as the list's records are screened.
    let (policy, arguments) = policy();
    let records: Vec<Record> = sample.list.records().collect();
    let answers = sample.list.screen_all(&records, &policy);
    let sql = format!(
        "SELECT * FROM sverka_screen((SELECT * FROM sverka_snapshot('{0}')), '{0}', {arguments})",
        sample.path("wanted.sverka")
    );
    let found = run(&context, &sql).await;
    let expected = bytes(&expected(&records, &answers), &match_schema());
    assert!(bytes(&found, &match_schema()) == expected);
    // All shards are one table.
    let sql = format!("SELECT count(*) FROM sverka_snapshot('{}')", sample.path("shards"));
    let count = run(&context, &sql).await;
    let count = count[0].column(0).as_primitive::<datafusion::arrow::datatypes::Int64Type>();
    assert_eq!(count.value(0) as usize, sample.list.len());
}

#[tokio::test]
async fn a_list_that_is_replaced_is_opened_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wanted.sverka");
    let context = local(1);
    let sql = format!(
        "SELECT record_id FROM sverka_screen((SELECT 'e' AS id, 'Krymov Petr' AS name), '{}')",
        path.display()
    );
    for id in ["w1", "w2"] {
        let list = Watchlist::builder().record(Record::new(id, "Крымов Пётр")).build().unwrap();
        list.save(&path).unwrap();
        let found = run(&context, &sql).await;
        assert_eq!(found[0].column(0).as_string_view().value(0), id);
    }
}

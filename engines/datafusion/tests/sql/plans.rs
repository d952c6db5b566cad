//! What plans show, and what filters, projections and limits save.

use crate::common::{FILES, Sample, local, policy, run};
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion::prelude::SessionContext;
use std::sync::Arc;

/// A query that was run: its rows, and what the nodes of its plan counted.
struct Measured {
    rows: usize,
    plan: Arc<dyn ExecutionPlan>,
}

impl Measured {
    async fn new(context: &SessionContext, sql: &str) -> Self {
        let plan = context.sql(sql).await.unwrap().create_physical_plan().await.unwrap();
        let batches = collect(Arc::clone(&plan), context.task_ctx()).await.unwrap();
        Measured { rows: batches.iter().map(RecordBatch::num_rows).sum(), plan }
    }

    fn count(&self, metric: &str) -> usize {
        counted(&*self.plan, metric)
    }
}

/// A metric of this crate's nodes, summed over a plan.
fn counted(plan: &dyn ExecutionPlan, metric: &str) -> usize {
    let metrics = plan.metrics().filter(|_| plan.name() == "ScreenExec");
    let own = metrics.and_then(|metrics| metrics.sum_by_name(metric));
    let children = plan.children().into_iter().map(|child| counted(&**child, metric));
    own.map_or(0, |value| value.as_usize()) + children.sum::<usize>()
}

async fn explained(context: &SessionContext, sql: &str) -> String {
    pretty_format_batches(&run(context, sql).await).unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_show_the_list_and_the_policy_and_count_what_they_do() {
    let sample = Sample::new(300, 400).await;
    let context = local(2);
    sample.register(&context).await;
    let path = sample.path("wanted.sverka");
    let (policy, arguments) = policy();
    let screen = format!("SELECT * FROM sverka_screen(entries, '{path}', {arguments})");
    let plan = explained(&context, &format!("EXPLAIN {screen}")).await;
    for expected in ["Screen: list=", "ScreenExec: list=", &path, r#""limit":3"#, "evidence"] {
        assert!(plan.contains(expected), "{expected}\n{plan}");
    }
    let measured = Measured::new(&context, &screen).await;
    let answers = sample.list.screen_all(&sample.entries, &policy);
    let matches = answers.iter().map(|answer| answer.matches().len()).sum::<usize>();
    assert_eq!(measured.count("entries"), sample.entries.len());
    assert_eq!((measured.count("matches"), measured.rows), (matches, matches));
    let plan = explained(&context, &format!("EXPLAIN ANALYZE {screen}")).await;
    let screening = plan.lines().find(|line| line.contains("ScreenExec")).unwrap();
    for metric in [" entries=", " matches=", "elapsed_compute=", "ignored_values="] {
        assert!(screening.contains(metric), "{metric}\n{screening}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_projection_leaves_evidence_out_and_a_filter_on_entries_screens_fewer() {
    let sample = Sample::new(300, 400).await;
    let context = local(2);
    sample.register(&context).await;
    let (path, (policy, arguments)) = (sample.path("wanted.sverka"), policy());
    let screen = format!("sverka_screen(entries, '{path}', {arguments})");
    let plan = explained(&context, &format!("EXPLAIN SELECT record_id, bits FROM {screen}")).await;
    assert!(plan.contains("columns=[record_id, bits]"), "{plan}");
    // Of the files only what screening reads is read.
    assert!(plan.contains("birth_places") && !plan.contains("submitted_at"), "{plan}");

    for entry in sample.entries.iter().step_by(50) {
        let id = entry.id();
        let asked = format!("SELECT rank FROM {screen} WHERE entry_id = '{id}' AND rank <= 2");
        let measured = Measured::new(&context, &asked).await;
        assert_eq!(measured.count("entries"), 1, "{id}");
        let matches = sample.list.screen(entry, &policy).matches().len();
        assert_eq!(measured.rows, matches.min(2), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_stops_the_screening() {
    let sample = Sample::new(300, 4_000).await;
    let context = local(1);
    sample.register(&context).await;
    let path = sample.path("wanted.sverka");
    let asked = format!("SELECT * FROM sverka_screen(entries, '{path}') LIMIT 5");
    let plan = explained(&context, &format!("EXPLAIN {asked}")).await;
    assert!(plan.contains("fetch=5"), "{plan}");
    let measured = Measured::new(&context, &asked).await;
    assert_eq!(measured.rows, 5);
    let screened = measured.count("entries");
    assert!(screened < sample.entries.len() / FILES * 2, "{screened} entries");
}

/// The rows of a query as text, cell by cell.
async fn rows(context: &SessionContext, sql: &str) -> Vec<Vec<String>> {
    let batches = run(context, sql).await;
    let cells = |batch: &RecordBatch, row: usize| {
        let cell = |column: &ArrayRef| array_value_to_string(column, row).unwrap();
        batch.columns().iter().map(cell).collect()
    };
    batches.iter().flat_map(|batch| (0..batch.num_rows()).map(|row| cells(batch, row))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_sorted_and_numbered_by_columns_of_the_answers() {
    let sample = Sample::new(300, 200).await;
    let entries = format!("SELECT * FROM sverka_snapshot('{}')", sample.path("entries.sverka"));
    for (partitions, list) in [(1, "wanted.sverka"), (2, "wanted.sverka"), (2, "shards")] {
        let context = local(partitions);
        sample.register(&context).await;
        // A table of one partition, of several, and several tables.
        for from in
            ["entries", &format!("({entries})"), &format!("({entries} UNION ALL {entries})")]
        {
            if list == "shards" && from.contains("UNION") {
                continue;
            }
            let (path, (_, arguments)) = (sample.path(list), policy());
            let screen = format!("sverka_screen({from}, '{path}', {arguments})");
            let answers = format!("sverka_answers({from}, '{path}', {arguments})");
            for (asked, order) in [
                (
                    format!("SELECT record_id, entry_id, rank FROM {screen}"),
                    "record_id, entry_id, rank",
                ),
                (
                    format!("SELECT bits, record_id, entry_id FROM {screen}"),
                    "bits, record_id, entry_id",
                ),
                (
                    format!("SELECT matches, steps, entry_id FROM {answers}"),
                    "matches, steps, entry_id",
                ),
                (format!("SELECT entry_id FROM {answers}"), "entry_id"),
            ] {
                let sorted = rows(&context, &format!("{asked} ORDER BY {order}")).await;
                let mut expected = rows(&context, &asked).await;
                let key = |row: &Vec<String>| -> Vec<(i64, String)> {
                    let number =
                        |cell: &String| cell.parse::<f64>().map_or(0, |n| (n * 100.0) as i64);
                    row.iter().map(|cell| (number(cell), cell.clone())).collect()
                };
                expected.sort_by_key(key);
                assert_eq!(sorted, expected, "{partitions} {asked}");
                assert!(sorted.len() > 50, "{asked}");
            }
            // Each record's matches are numbered from 1, however its rows lay before.
            let numbered = format!(
                "SELECT record_id, row_number() OVER (PARTITION BY record_id ORDER BY entry_id, rank) AS place,
                 count(*) OVER (PARTITION BY record_id) AS of FROM {screen}"
            );
            let wrong = format!(
                "SELECT record_id FROM ({numbered}) GROUP BY record_id
                 HAVING max(place) <> count(*) OR min(of) <> count(*) OR max(of) <> count(*)"
            );
            assert_eq!(rows(&context, &wrong).await, Vec::<Vec<String>>::new(), "{partitions}");
        }
    }
}

#[tokio::test]
async fn what_is_renamed_or_computed_from_needs_no_other_column() {
    let sample = Sample::new(50, 20).await;
    let context = local(1);
    sample.register(&context).await;
    let screen = format!("sverka_screen(entries, '{}')", sample.path("wanted.sverka"));
    for (asked, columns) in [
        ("record_id AS r", "[record_id]"),
        ("upper(record_id)", "[record_id]"),
        ("bits + 1, entry_id AS e", "[entry_id, bits]"),
        ("bits - bits, probability, band AS b, band", "[bits, probability, band]"),
    ] {
        let asked = format!("SELECT {asked} FROM {screen}");
        let plan = explained(&context, &format!("EXPLAIN {asked}")).await;
        assert!(plan.contains(&format!("columns={columns}")), "{asked}\n{plan}");
        assert!(!rows(&context, &asked).await.is_empty());
    }
    let both =
        rows(&context, &format!("SELECT rank, record_id AS r, rank + 1 FROM {screen}")).await;
    assert!(!both.is_empty());
    for row in both {
        assert_eq!(row[0].parse::<u32>().unwrap() + 1, row[2].parse::<u32>().unwrap());
        assert!(row[1].parse::<u32>().is_err(), "{row:?}");
    }
}

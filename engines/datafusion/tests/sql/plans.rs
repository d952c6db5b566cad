//! What plans show, and what filters, projections and limits save.

use crate::common::{FILES, Sample, local, policy, run};
use datafusion::arrow::array::RecordBatch;
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

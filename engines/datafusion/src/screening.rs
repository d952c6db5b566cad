//! Entries streamed through a list: what a partition of a screening does.

use crate::columns::PersonColumns;
use crate::exec::OutputRows;
use crate::node::ScreenSpec;
use crate::screener::{Answers, Entries, Screener};
use datafusion::arrow::array::{Array, RecordBatch};
use datafusion::common::Result;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::metrics::{
    BaselineMetrics, Count, ExecutionPlanMetricsSet, MetricBuilder,
};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{StreamExt, stream};

/// Entries screened before their answers are passed on: some tens of milliseconds of work, after which others of the
/// engine's tasks have their turn, and a limit may stop the rest.
const ENTRIES_AT_ONCE: usize = 256;

/// Screens the entries of a partition. Opens the list and checks that it is the one of the plan before `input` is called,
/// and so before any entry is read.
pub(crate) fn screen(
    ScreenSpec { snapshot, policy, on_bad_value, .. }: &ScreenSpec,
    input: impl FnOnce() -> Result<SendableRecordBatchStream>,
    rows: OutputRows,
    metrics: &ExecutionPlanMetricsSet,
    partition: usize,
) -> Result<SendableRecordBatchStream> {
    let watchlist = snapshot.open()?;
    log::info!("screening partition {partition} against {snapshot}");
    let input = input()?;
    let schema = rows.schema.clone();
    let task = ScreenTask {
        screener: Screener::new(watchlist, policy.clone(), *on_bad_value),
        columns: PersonColumns::find("entries", input.schema().fields())?,
        input,
        current: None,
        rows,
        partition,
        metrics: ScreenMetrics::new(metrics, partition),
    };
    let batches = stream::try_unfold(task, ScreenTask::next);
    Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batches)))
}

struct ScreenMetrics {
    baseline: BaselineMetrics,
    entries: Count,
    matches: Count,
    incomplete: Count,
    ignored: Count,
}

impl ScreenMetrics {
    fn new(metrics: &ExecutionPlanMetricsSet, partition: usize) -> Self {
        let counter = |name| MetricBuilder::new(metrics).counter(name, partition);
        ScreenMetrics {
            entries: counter("entries"),
            matches: counter("matches"),
            incomplete: counter("incomplete_answers"),
            ignored: counter("ignored_values"),
            baseline: BaselineMetrics::new(metrics, partition),
        }
    }
}

/// One partition on its way.
struct ScreenTask {
    screener: Screener,
    columns: PersonColumns,
    input: SendableRecordBatchStream,
    /// The batch of entries that is being screened, and its next entry.
    current: Option<(Entries, usize)>,
    rows: OutputRows,
    partition: usize,
    metrics: ScreenMetrics,
}

impl ScreenTask {
    /// The next batch of answers; batches without a row are left out.
    async fn next(mut self) -> Result<Option<(RecordBatch, Self)>> {
        while !self.rows.is_full() {
            let Some((entries, next)) = self.current.take() else {
                let Some(batch) = self.input.next().await.transpose()? else { break };
                self.current = Some((Entries::new(&self.columns, &batch)?, 0));
                continue;
            };
            let batch = self.screen(&entries, next)?;
            let end = next + ENTRIES_AT_ONCE;
            if end < entries.ids.len() {
                self.current = Some((entries, end));
            }
            if let Some(batch) = batch {
                self.metrics.baseline.record_output(batch.num_rows());
                return Ok(Some((batch, self)));
            }
            // Without a row to pass on, others have their turn all the same.
            tokio::task::yield_now().await;
        }
        let (incomplete, partition) = (self.metrics.incomplete.value(), self.partition);
        if incomplete > 0 {
            log::warn!(
                "partition {partition}: {incomplete} answers are not complete; sverka_answers says which"
            );
        }
        self.metrics.baseline.done();
        Ok(None)
    }

    fn screen(&mut self, entries: &Entries, from: usize) -> Result<Option<RecordBatch>> {
        let elapsed = self.metrics.baseline.elapsed_compute().clone();
        let _timer = elapsed.timer();
        let to = entries.ids.len().min(from + ENTRIES_AT_ONCE);
        let Answers { answers, ignored } =
            self.screener.answer(entries, from..to, self.rows.are_merged())?;
        let each = || answers.iter().map(|(_, answer)| answer);
        self.metrics.entries.add(answers.len());
        self.metrics.matches.add(each().map(|answer| answer.matches().len()).sum());
        let incomplete = each().filter(|answer| !answer.certificate().is_complete());
        self.metrics.incomplete.add(incomplete.count());
        self.metrics.ignored.add(ignored);
        self.rows.batch(&entries.ids, &answers)
    }
}

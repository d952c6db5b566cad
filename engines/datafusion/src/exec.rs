//! The physical node of a screening: streams entries through a list, in the partitions of the engine.

use crate::columns::PersonColumns;
use crate::node::ScreenSpec;
use crate::output::Output;
use crate::screener::{Answers, Entries, Screener, entry_columns};
use datafusion::arrow::array::{Array, RecordBatch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, plan_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::expressions::Column;
use datafusion::physical_plan::metrics::{
    BaselineMetrics, Count, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet,
};
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties,
    Partitioning, PlanProperties, ReplaceChildrenOptions,
};
use futures::{StreamExt, stream};
use std::fmt;
use std::sync::Arc;

/// Entries screened before their answers are passed on: some tens of milliseconds of work, after which others of the
/// engine's tasks have their turn, and a limit may stop the rest.
const ENTRIES_AT_ONCE: usize = 256;

/// Screens entries against a saved list.
#[derive(Debug)]
pub(crate) struct ScreenExec {
    spec: ScreenSpec,
    input: Arc<dyn ExecutionPlan>,
    entry_columns: PersonColumns,
    /// The columns of the output's schema that are asked for.
    projection: Vec<usize>,
    /// The most rows of each partition.
    fetch: Option<usize>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl ScreenExec {
    pub(crate) fn new(spec: ScreenSpec, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        let projection = (0..spec.output.schema().fields().len()).collect();
        ScreenExec::with(spec, input, projection, None)
    }

    pub(crate) fn with(
        spec: ScreenSpec,
        input: Arc<dyn ExecutionPlan>,
        projection: Vec<usize>,
        fetch: Option<usize>,
    ) -> Result<Self> {
        let entry_columns = entry_columns(&input.schema())?;
        let schema = Arc::new(spec.output.schema().project(&projection)?);
        let properties = Arc::new(PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            input.pipeline_behavior(),
            input.boundedness(),
        ));
        let metrics = ExecutionPlanMetricsSet::new();
        Ok(ScreenExec { spec, input, entry_columns, projection, fetch, properties, metrics })
    }

    #[cfg(feature = "cluster")]
    pub(crate) fn spec(&self) -> &ScreenSpec {
        &self.spec
    }

    #[cfg(feature = "cluster")]
    pub(crate) fn projection(&self) -> &[usize] {
        &self.projection
    }
}

impl DisplayAs for ScreenExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.schema();
        let columns: Vec<&str> =
            schema.fields().iter().map(|field| field.name().as_str()).collect();
        write!(f, "ScreenExec: {}, columns=[{}]", self.spec, columns.join(", "))?;
        self.fetch.map_or(Ok(()), |fetch| write!(f, ", fetch={fetch}"))
    }
}

impl ExecutionPlan for ScreenExec {
    fn name(&self) -> &str {
        "ScreenExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Ok([input]) = <[Arc<dyn ExecutionPlan>; 1]>::try_from(children) else {
            return plan_err!("a screening has one input");
        };
        let (spec, projection) = (self.spec.clone(), self.projection.clone());
        Ok(Arc::new(ScreenExec::with(spec, input, projection, self.fetch)?))
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

    fn fetch(&self) -> Option<usize> {
        self.fetch
    }

    fn with_fetch(&self, fetch: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        let (spec, input) = (self.spec.clone(), Arc::clone(&self.input));
        let with_fetch = ScreenExec::with(spec, input, self.projection.clone(), fetch);
        Some(Arc::new(with_fetch.ok()?))
    }

    /// Takes over a projection that only leaves columns out, so that no evidence is rendered that nobody asks for.
    fn try_swapping_with_projection(
        &self,
        projection: &ProjectionExec,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let Some(columns) = columns_left(&self.projection, projection) else {
            return Ok(None);
        };
        let (spec, input) = (self.spec.clone(), Arc::clone(&self.input));
        Ok(Some(Arc::new(ScreenExec::with(spec, input, columns, self.fetch)?)))
    }

    /// Opens the list and checks that it is the one of the plan, before any entry is read.
    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let ScreenSpec { snapshot, policy, on_bad_value, output } = &self.spec;
        let watchlist = snapshot.open()?;
        log::info!("screening partition {partition} against {snapshot}");
        let task = ScreenTask {
            screener: Screener::new(watchlist, policy.clone(), *on_bad_value),
            plan: (*output, self.projection.clone(), self.schema()),
            columns: self.entry_columns,
            input: self.input.execute(partition, context)?,
            current: None,
            rows_left: self.fetch.unwrap_or(usize::MAX),
            metrics: ScreenMetrics::new(&self.metrics, partition),
        };
        let batches = stream::try_unfold(task, ScreenTask::next);
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), batches)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

/// The columns that are left of some by a projection; `None` if it does more than leave columns out.
pub(crate) fn columns_left(columns: &[usize], projection: &ProjectionExec) -> Option<Vec<usize>> {
    let left = projection.expr().iter().map(|expression| {
        let column = expression.expr.downcast_ref::<Column>()?;
        (column.name() == expression.alias).then(|| columns[column.index()])
    });
    left.collect()
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
    plan: (Output, Vec<usize>, SchemaRef),
    columns: PersonColumns,
    input: SendableRecordBatchStream,
    /// The batch of entries that is being screened, and its next entry.
    current: Option<(Entries, usize)>,
    rows_left: usize,
    metrics: ScreenMetrics,
}

impl ScreenTask {
    /// The next batch of answers; batches without a row are left out.
    async fn next(mut self) -> Result<Option<(RecordBatch, Self)>> {
        while self.rows_left > 0 {
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
            if batch.num_rows() > 0 {
                let batch = batch.slice(0, batch.num_rows().min(self.rows_left));
                self.rows_left -= batch.num_rows();
                self.metrics.baseline.record_output(batch.num_rows());
                return Ok(Some((batch, self)));
            }
            // Without a row to pass on, others have their turn all the same.
            tokio::task::yield_now().await;
        }
        self.metrics.baseline.done();
        Ok(None)
    }

    fn screen(&self, entries: &Entries, from: usize) -> Result<RecordBatch> {
        let _timer = self.metrics.baseline.elapsed_compute().timer();
        let to = entries.ids.len().min(from + ENTRIES_AT_ONCE);
        let Answers { answers, ignored } = self.screener.answer(entries, from..to)?;
        let each = || answers.iter().map(|(_, answer)| answer);
        self.metrics.entries.add(answers.len());
        self.metrics.matches.add(each().map(|answer| answer.matches().len()).sum());
        let incomplete = each().filter(|answer| !answer.certificate().is_complete());
        self.metrics.incomplete.add(incomplete.count());
        self.metrics.ignored.add(ignored);
        let (output, columns, schema) = &self.plan;
        output.batch(columns, schema, &entries.ids, &answers)
    }
}

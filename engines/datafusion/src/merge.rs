//! The physical node that makes answers of a list of those of its shards.
//!
//! Each shard answers each entry once. The engine brings the answers of an entry together, by its identifier, and sorts them
//! by it, which it does on disk if it must. So this node keeps no more than one entry in memory.

use crate::exec::columns_left;
use crate::node::MergeSpec;
use datafusion::arrow::array::{Array, AsArray, RecordBatch, StringViewBuilder};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result, exec_datafusion_err, plan_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{
    Distribution, EquivalenceProperties, LexRequirement, OrderingRequirements, PhysicalExpr,
    PhysicalSortRequirement,
};
use datafusion::physical_plan::expressions::Column;
use datafusion::physical_plan::metrics::{
    BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet, RecordOutput,
};
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties,
    InputDistributionRequirements, Partitioning, PlanProperties, ReplaceChildrenOptions,
};
use futures::{StreamExt, stream};
use std::fmt;
use std::sync::Arc;
use sverka::Screening;

/// Merges the answers of shards.
#[derive(Debug)]
pub(crate) struct MergeExec {
    spec: MergeSpec,
    input: Arc<dyn ExecutionPlan>,
    projection: Vec<usize>,
    /// The most rows of each partition.
    fetch: Option<usize>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl MergeExec {
    pub(crate) fn new(spec: MergeSpec, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        let projection = (0..spec.output.schema().fields().len()).collect();
        MergeExec::with(spec, input, projection, None)
    }

    pub(crate) fn with(
        spec: MergeSpec,
        input: Arc<dyn ExecutionPlan>,
        projection: Vec<usize>,
        fetch: Option<usize>,
    ) -> Result<Self> {
        let schema = Arc::new(spec.output.schema().project(&projection)?);
        let properties = Arc::new(PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            input.pipeline_behavior(),
            input.boundedness(),
        ));
        let metrics = ExecutionPlanMetricsSet::new();
        Ok(MergeExec { spec, input, projection, fetch, properties, metrics })
    }

    #[cfg(feature = "cluster")]
    pub(crate) fn spec(&self) -> &MergeSpec {
        &self.spec
    }

    #[cfg(feature = "cluster")]
    pub(crate) fn projection(&self) -> &[usize] {
        &self.projection
    }
}

fn entry_id() -> Arc<dyn PhysicalExpr> {
    Arc::new(Column::new("entry_id", 0))
}

impl DisplayAs for MergeExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MergeExec: {}", self.spec)?;
        self.fetch.map_or(Ok(()), |fetch| write!(f, ", fetch={fetch}"))
    }
}

impl ExecutionPlan for MergeExec {
    fn name(&self) -> &str {
        "MergeExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        InputDistributionRequirements::new(vec![Distribution::KeyPartitioned(vec![entry_id()])])
    }

    fn required_input_ordering(&self) -> Vec<Option<OrderingRequirements>> {
        let by_entry = PhysicalSortRequirement::new(entry_id(), None);
        vec![LexRequirement::new(vec![by_entry]).map(OrderingRequirements::new)]
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Ok([input]) = <[Arc<dyn ExecutionPlan>; 1]>::try_from(children) else {
            return plan_err!("a merge of shards has one input");
        };
        let (spec, projection) = (self.spec.clone(), self.projection.clone());
        Ok(Arc::new(MergeExec::with(spec, input, projection, self.fetch)?))
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
        let with_fetch = MergeExec::with(spec, input, self.projection.clone(), fetch);
        Some(Arc::new(with_fetch.ok()?))
    }

    fn try_swapping_with_projection(
        &self,
        projection: &ProjectionExec,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let Some(columns) = columns_left(&self.projection, projection) else {
            return Ok(None);
        };
        let (spec, input) = (self.spec.clone(), Arc::clone(&self.input));
        Ok(Some(Arc::new(MergeExec::with(spec, input, columns, self.fetch)?)))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let task = MergeTask {
            spec: self.spec.clone(),
            columns: self.projection.clone(),
            schema: self.schema(),
            input: self.input.execute(partition, context)?,
            open: None,
            is_done: false,
            rows_left: self.fetch.unwrap_or(usize::MAX),
            baseline: BaselineMetrics::new(&self.metrics, partition),
        };
        let batches = stream::try_unfold(task, MergeTask::next);
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), batches)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

/// The answers of an entry that were read so far.
struct OpenEntry {
    id: Option<String>,
    parts: Vec<Screening>,
}

/// One partition on its way.
struct MergeTask {
    spec: MergeSpec,
    columns: Vec<usize>,
    schema: SchemaRef,
    input: SendableRecordBatchStream,
    open: Option<OpenEntry>,
    is_done: bool,
    rows_left: usize,
    baseline: BaselineMetrics,
}

/// Answers that are merged, with the identifiers of their entries.
#[derive(Default)]
struct Merged {
    ids: StringViewBuilder,
    answers: Vec<(u32, Screening)>,
}

impl MergeTask {
    async fn next(mut self) -> Result<Option<(RecordBatch, Self)>> {
        while self.rows_left > 0 && !self.is_done {
            let batch = self.input.next().await.transpose()?;
            let elapsed = self.baseline.elapsed_compute().clone();
            let _timer = elapsed.timer();
            let mut merged = Merged::default();
            match batch {
                Some(batch) => self.read(&batch, &mut merged)?,
                None => {
                    self.is_done = true;
                    self.close(&mut merged)?;
                }
            }
            let (output, ids) = (self.spec.output, merged.ids.finish());
            let batch = output.batch(&self.columns, &self.schema, &ids, &merged.answers)?;
            if batch.num_rows() > 0 {
                let batch = batch.slice(0, batch.num_rows().min(self.rows_left));
                self.rows_left -= batch.num_rows();
                return Ok(Some((batch.record_output(&self.baseline), self)));
            }
        }
        Ok(None)
    }

    fn read(&mut self, batch: &RecordBatch, merged: &mut Merged) -> Result<()> {
        let (ids, parts) = (batch.column(0).as_string_view(), batch.column(1).as_binary_view());
        for row in 0..batch.num_rows() {
            let id = ids.is_valid(row).then(|| ids.value(row));
            let part: Screening = serde_json::from_slice(parts.value(row))
                .map_err(|error| DataFusionError::External(Box::new(error)))?;
            match &mut self.open {
                Some(open) if open.id.as_deref() == id => open.parts.push(part),
                _ => {
                    self.close(merged)?;
                    let (id, parts) = (id.map(str::to_owned), vec![part]);
                    self.open = Some(OpenEntry { id, parts });
                }
            }
        }
        Ok(())
    }

    /// Merges the answers of the entry that is open.
    fn close(&mut self, merged: &mut Merged) -> Result<()> {
        let Some(OpenEntry { id, parts }) = self.open.take() else { return Ok(()) };
        if parts.len() != self.spec.shards {
            let (answers, shards) = (parts.len(), self.spec.shards);
            return Err(exec_datafusion_err!(
                "entry {}: {answers} answers of {shards} shards; where a list is in shards, each entry needs an \
                 identifier of its own, and the query that makes the entries has to make the same ones each time",
                id.map_or("null".to_owned(), |id| format!("{id:?}"))
            ));
        }
        let answer = Screening::merge(parts, &self.spec.policy);
        let answer = answer.map_err(|error| DataFusionError::External(Box::new(error)))?;
        merged.answers.push((merged.answers.len() as u32, answer));
        merged.ids.append_option(id);
        Ok(())
    }
}

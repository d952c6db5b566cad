//! The physical node of both steps: where it stands among DataFusion's nodes, and what it takes over of projections and
//! limits. What a partition does is in `screening.rs` and `merge.rs`.

use crate::merge::merge;
use crate::node::Step;
use crate::output::Output;
use crate::screening::screen;
use datafusion::arrow::array::{RecordBatch, StringViewArray};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, plan_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::projection::ProjectionExpr;
use datafusion::physical_expr::utils::collect_columns;
use datafusion::physical_expr::{
    Distribution, EquivalenceProperties, LexRequirement, OrderingRequirements, PhysicalExpr,
    PhysicalSortRequirement,
};
use datafusion::physical_plan::expressions::Column;
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties,
    InputDistributionRequirements, Partitioning, PlanProperties, ReplaceChildrenOptions,
};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use sverka::Screening;

/// A step in the partitions of its input.
#[derive(Debug)]
pub(crate) struct StepExec {
    pub(crate) step: Step,
    input: Arc<dyn ExecutionPlan>,
    /// The columns of the output's schema that are asked for.
    pub(crate) projection: Vec<usize>,
    /// The most rows of each partition.
    pub(crate) fetch: Option<usize>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl StepExec {
    pub(crate) fn new(step: Step, input: Arc<dyn ExecutionPlan>) -> Result<Self> {
        let projection = (0..step.output().schema().fields().len()).collect();
        StepExec::with(step, input, projection, None)
    }

    pub(crate) fn with(
        step: Step,
        input: Arc<dyn ExecutionPlan>,
        projection: Vec<usize>,
        fetch: Option<usize>,
    ) -> Result<Self> {
        let schema = Arc::new(step.output().schema().project(&projection)?);
        let properties = Arc::new(PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            input.pipeline_behavior(),
            input.boundedness(),
        ));
        let metrics = ExecutionPlanMetricsSet::new();
        Ok(StepExec { step, input, projection, fetch, properties, metrics })
    }

    /// The same step with some of its columns.
    fn with_columns(&self, columns: &[usize]) -> Result<Self> {
        let projection = columns.iter().map(|column| self.projection[*column]).collect();
        StepExec::with(self.step.clone(), Arc::clone(&self.input), projection, self.fetch)
    }
}

/// The column by which the answers of an entry are brought together.
fn entry_id() -> Arc<dyn PhysicalExpr> {
    Arc::new(Column::new("entry_id", 0))
}

impl DisplayAs for StepExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.schema();
        let columns: Vec<&str> =
            schema.fields().iter().map(|field| field.name().as_str()).collect();
        write!(f, "{}: {}, columns=[{}]", self.name(), self.step, columns.join(", "))?;
        self.fetch.map_or(Ok(()), |fetch| write!(f, ", fetch={fetch}"))
    }
}

impl ExecutionPlan for StepExec {
    fn name(&self) -> &str {
        match self.step {
            Step::Screen(_) => "ScreenExec",
            Step::Merge(_) => "MergeExec",
        }
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    /// The order of the rows is that of the entries, but DataFusion would take a column of the output for the one of the
    /// input at the same place, and sort entries where matches are to be sorted.
    fn maintains_input_order(&self) -> Vec<bool> {
        vec![false]
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        InputDistributionRequirements::new(vec![match self.step {
            Step::Screen(_) => Distribution::UnspecifiedDistribution,
            Step::Merge(_) => Distribution::KeyPartitioned(vec![entry_id()]),
        }])
    }

    fn required_input_ordering(&self) -> Vec<Option<OrderingRequirements>> {
        let by_entry = || LexRequirement::new(vec![PhysicalSortRequirement::new(entry_id(), None)]);
        vec![match self.step {
            Step::Screen(_) => None,
            Step::Merge(_) => by_entry().map(OrderingRequirements::new),
        }]
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Ok([input]) = <[Arc<dyn ExecutionPlan>; 1]>::try_from(children) else {
            return plan_err!("{} has one input", self.name());
        };
        let (step, projection) = (self.step.clone(), self.projection.clone());
        Ok(Arc::new(StepExec::with(step, input, projection, self.fetch)?))
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
        let (step, input) = (self.step.clone(), Arc::clone(&self.input));
        let with_fetch = StepExec::with(step, input, self.projection.clone(), fetch);
        Some(Arc::new(with_fetch.ok()?))
    }

    /// Takes over a projection that only leaves columns out, so that no evidence is rendered that nobody asks for.
    fn try_swapping_with_projection(
        &self,
        projection: &ProjectionExec,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let plain = projection.expr().iter().map(|expression| {
            let column = expression.expr.downcast_ref::<Column>()?;
            (column.name() == expression.alias).then_some(column.index())
        });
        if let Some(plain) = plain.collect::<Option<Vec<usize>>>() {
            return Ok(Some(Arc::new(self.with_columns(&plain)?)));
        }
        let used = projection.expr().iter().flat_map(|one| collect_columns(&one.expr));
        let used: BTreeSet<usize> = used.map(|column| column.index()).collect();
        if used.len() == self.projection.len() {
            return Ok(None);
        }
        let used: Vec<usize> = used.into_iter().collect();
        let moved = |expression: &Arc<dyn PhysicalExpr>| {
            let moved = Arc::clone(expression).transform(|part| {
                let Some(column) = part.downcast_ref::<Column>() else {
                    return Ok(Transformed::no(part));
                };
                let place = used.partition_point(|used| *used < column.index());
                Ok(Transformed::yes(Arc::new(Column::new(column.name(), place)) as _))
            });
            moved.map(|moved| moved.data)
        };
        let expressions = projection
            .expr()
            .iter()
            .map(|one| Ok(ProjectionExpr { expr: moved(&one.expr)?, alias: one.alias.clone() }));
        let expressions = expressions.collect::<Result<Vec<_>>>()?;
        let input = Arc::new(self.with_columns(&used)?);
        Ok(Some(Arc::new(ProjectionExec::try_new(expressions, input)?)))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let rows = OutputRows {
            output: self.step.output(),
            columns: self.projection.clone(),
            schema: self.schema(),
            left: self.fetch.unwrap_or(usize::MAX),
        };
        let input = || self.input.execute(partition, context);
        match &self.step {
            Step::Screen(spec) => screen(spec, input, rows, &self.metrics, partition),
            Step::Merge(spec) => merge(spec, input, rows, &self.metrics, partition),
        }
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

/// The rows that a partition passes on: which columns they have, and how many more there may be.
pub(crate) struct OutputRows {
    output: Output,
    columns: Vec<usize>,
    pub(crate) schema: SchemaRef,
    left: usize,
}

impl OutputRows {
    /// Whether the rows are answers of a shard.
    pub(crate) fn are_merged(&self) -> bool {
        self.output == Output::Parts
    }

    /// Whether no further row is asked for.
    pub(crate) fn is_full(&self) -> bool {
        self.left == 0
    }

    /// The rows of answers, each of which comes with the row of `ids` that has the identifier of its entry. `None` if
    /// there is none.
    pub(crate) fn batch(
        &mut self,
        ids: &StringViewArray,
        answers: &[(u32, Screening)],
    ) -> Result<Option<RecordBatch>> {
        let batch = self.output.batch(&self.columns, &self.schema, ids, answers)?;
        let batch = batch.slice(0, batch.num_rows().min(self.left));
        self.left -= batch.num_rows();
        Ok(Some(batch).filter(|batch| batch.num_rows() > 0))
    }
}

//! The logical node of a screening, and how it becomes a physical one.

use crate::exec::StepExec;
use crate::output::Output;
use crate::screener::OnBadValue;
use crate::snapshots::SnapshotRef;
use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::common::{DFSchema, DFSchemaRef, Result, plan_err};
use datafusion::execution::context::QueryPlanner;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{
    Expr, Extension, LogicalPlan, UserDefinedLogicalNode, UserDefinedLogicalNodeCore,
};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_planner::{DefaultPhysicalPlanner, ExtensionPlanner, PhysicalPlanner};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use sverka::Policy;

/// All that a screening is besides its entries. It travels with a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScreenSpec {
    pub(crate) snapshot: SnapshotRef,
    pub(crate) policy: Policy,
    pub(crate) on_bad_value: OnBadValue,
    pub(crate) output: Output,
}

/// How the answers of all shards of a list become those of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct MergeSpec {
    pub(crate) shards: usize,
    pub(crate) policy: Policy,
    pub(crate) output: Output,
}

impl fmt::Display for ScreenSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "list={}, policy={}", self.snapshot, json(&self.policy))
    }
}

impl fmt::Display for MergeSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "shards={}", self.shards)
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// What a node of this crate does to its input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Step {
    /// Screens entries. The input has the columns of a record alone, by their names, and the identifier as `entry_id`.
    Screen(ScreenSpec),
    /// Merges answers of shards.
    Merge(MergeSpec),
}

impl Step {
    /// What it returns.
    pub(crate) fn output(&self) -> Output {
        match self {
            Step::Screen(spec) => spec.output,
            Step::Merge(spec) => spec.output,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Screen(spec) => spec.fmt(f),
            Step::Merge(spec) => spec.fmt(f),
        }
    }
}

/// A step over a plan.
#[derive(Clone, Debug)]
pub(crate) struct SverkaNode {
    pub(crate) step: Step,
    input: LogicalPlan,
    schema: DFSchemaRef,
}

impl SverkaNode {
    pub(crate) fn new(step: Step, input: LogicalPlan) -> Result<Self> {
        let schema = DFSchema::try_from(step.output().schema().as_ref().clone())?;
        Ok(SverkaNode { step, input, schema: Arc::new(schema) })
    }

    pub(crate) fn plan(step: Step, input: LogicalPlan) -> Result<LogicalPlan> {
        let node = Arc::new(SverkaNode::new(step, input)?);
        Ok(LogicalPlan::Extension(Extension { node }))
    }
}

impl PartialEq for SverkaNode {
    fn eq(&self, other: &Self) -> bool {
        self.step == other.step && self.input == other.input
    }
}

impl Eq for SverkaNode {}

impl Hash for SverkaNode {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (json(&self.step), &self.input).hash(state);
    }
}

impl PartialOrd for SverkaNode {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let of = |node: &Self| json(&node.step);
        match of(self).cmp(&of(other)) {
            Ordering::Equal => self.input.partial_cmp(&other.input),
            order => Some(order),
        }
    }
}

impl UserDefinedLogicalNodeCore for SverkaNode {
    fn name(&self) -> &str {
        match self.step {
            Step::Screen(_) => "Screen",
            Step::Merge(_) => "Merge",
        }
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![&self.input]
    }

    fn schema(&self) -> &DFSchemaRef {
        &self.schema
    }

    fn expressions(&self) -> Vec<Expr> {
        Vec::new()
    }

    /// Only what is asked of `entry_id` can be asked of the entries themselves, if they have it.
    fn prevent_predicate_push_down_columns(&self) -> HashSet<String> {
        let has_ids = self.input.schema().has_column_with_unqualified_name("entry_id");
        let names = self.schema.fields().iter().map(|field| field.name().clone());
        names.filter(|name| name != "entry_id" || !has_ids).collect()
    }

    fn necessary_children_exprs(&self, _output_columns: &[usize]) -> Option<Vec<Vec<usize>>> {
        Some(vec![(0..self.input.schema().fields().len()).collect()])
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", UserDefinedLogicalNodeCore::name(self), self.step)
    }

    fn with_exprs_and_inputs(&self, _: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<Self> {
        match <[LogicalPlan; 1]>::try_from(inputs) {
            Ok([input]) => SverkaNode::new(self.step.clone(), input),
            Err(inputs) => plan_err!("a node of sverka has one input, and not {}", inputs.len()),
        }
    }
}

/// Plans the nodes of this crate, and leaves all others to DataFusion.
#[derive(Debug)]
pub(crate) struct SverkaQueryPlanner;

#[async_trait]
impl QueryPlanner for SverkaQueryPlanner {
    async fn create_physical_plan(
        &self,
        plan: &LogicalPlan,
        session: &dyn Session,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        DefaultPhysicalPlanner::with_extension_planners(vec![Arc::new(NodePlanner)])
            .create_physical_plan(plan, session)
            .await
    }
}

struct NodePlanner;

#[async_trait]
impl ExtensionPlanner for NodePlanner {
    async fn plan_extension(
        &self,
        _planner: &dyn PhysicalPlanner,
        node: &dyn UserDefinedLogicalNode,
        _logical_inputs: &[&LogicalPlan],
        physical_inputs: &[Arc<dyn ExecutionPlan>],
        _session: &dyn Session,
        _context: &PhysicalPlanningContext,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let (Some(node), [input]) = (node.as_any().downcast_ref::<SverkaNode>(), physical_inputs)
        else {
            return Ok(None);
        };
        Ok(Some(Arc::new(StepExec::new(node.step.clone(), Arc::clone(input))?)))
    }
}

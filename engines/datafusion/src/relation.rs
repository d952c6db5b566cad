//! The table functions in SQL: `sverka_screen`, `sverka_answers` and `sverka_snapshot`.
//!
//! They are planned as relations and not as functions of DataFusion, since the first argument of two of them is a table
//! or a subquery, and theirs have names.

use crate::arguments::{ScreenArguments, text};
use crate::columns::{PersonColumn, PersonColumns, is_text};
use crate::node::{MergeSpec, ScreenSpec, Step, SverkaNode};
use crate::output::Output;
use crate::screener::dated;
use crate::snapshot_table::SnapshotTable;
use crate::snapshots::SnapshotRef;
use datafusion::arrow::datatypes::DataType;
use datafusion::catalog::CatalogProviderList;
use datafusion::common::{DFSchema, Result, ScalarValue, plan_datafusion_err, plan_err};
use datafusion::datasource::provider_as_source;
use datafusion::logical_expr::planner::{
    PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning,
};
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, cast};
use datafusion::optimizer::AnalyzerRule;
use datafusion::optimizer::analyzer::type_coercion::TypeCoercion;
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::sql::sqlparser::ast::{
    Expr as SqlExpr, FunctionArg, FunctionArgExpr, Ident, ObjectName, TableAlias, TableFactor,
};
use futures::FutureExt;
use std::sync::Arc;

/// Plans the table functions of this crate.
#[derive(Debug)]
pub(crate) struct SverkaRelations {
    /// Where tables are found by their names. DataFusion looks up the tables that stand in a `FROM` before it plans a query,
    /// and a table that is an argument stands in none.
    catalogs: Arc<dyn CatalogProviderList>,
}

impl SverkaRelations {
    pub(crate) fn new(catalogs: Arc<dyn CatalogProviderList>) -> Self {
        SverkaRelations { catalogs }
    }

    /// The plan of a table: a name of the query, such as one that `WITH` gives, or else of a catalog.
    fn table(
        &self,
        name: Vec<Ident>,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<LogicalPlan> {
        let name = ObjectName::from(name);
        let reference = context.object_name_to_table_reference(name.clone())?;
        let planned = context.plan(TableFactor::Table {
            name,
            alias: None,
            args: None,
            with_hints: Vec::new(),
            version: None,
            with_ordinality: false,
            partitions: Vec::new(),
            json_path: None,
            sample: None,
            index_hints: Vec::new(),
        });
        let Err(not_found) = planned else { return planned };
        let options = &context.context_provider().options().catalog;
        let resolved = reference.clone().resolve(&options.default_catalog, &options.default_schema);
        let schema = self.catalogs.catalog(&resolved.catalog);
        let schema = schema.and_then(|catalog| catalog.schema(&resolved.schema));
        // A catalog that has to wait, as for a server, is asked where the table stands in a `FROM`.
        match schema.map(|schema| schema.table(&resolved.table).now_or_never()) {
            Some(Some(Ok(Some(table)))) => {
                LogicalPlanBuilder::scan(reference, provider_as_source(table), None)?.build()
            }
            Some(None) => {
                Err(not_found
                    .context("a table of a remote catalog is given as (SELECT * FROM table)"))
            }
            _ => Err(not_found),
        }
    }

    /// `sverka_screen(entries, 'wanted.sverka', argument => value, …)`.
    fn screen(
        &self,
        output: Output,
        arguments: &[FunctionArg],
        context: &mut dyn RelationPlannerContext,
    ) -> Result<LogicalPlan> {
        let [entries, list, named @ ..] = arguments else {
            return plan_err!(
                "expected a table or a subquery of entries, and the path of a saved list"
            );
        };
        let mut taken = ScreenArguments::default();
        for argument in named {
            let (name, value) = named_argument(argument, context)?;
            let value = constant(value.clone(), context)
                .map_err(|error| error.context(format!("argument {name}")))?;
            taken.take(&name, &value)?;
        }
        let path = path(list, context)?;
        let entries = self.entries_of(entries, context)?;
        // The types that a union or a comparison gives its columns when it runs are those that are checked.
        let types = TypeCoercion::new();
        let entries = types.analyze(entries, context.context_provider().options())?;
        let entries = person_columns(entries)?;
        let shards = SnapshotRef::find(&path)?;
        let has_ids = entries.schema().has_column_with_unqualified_name("entry_id");
        if shards.len() > 1 && !has_ids {
            return plan_err!(
                "entries: no column id; where a list is in shards, each entry needs an identifier of its own"
            );
        }
        let ScreenArguments { policy, on_bad_value, .. } = taken;
        let policy = dated(policy);
        let screen = |snapshot: SnapshotRef, output| {
            let spec = ScreenSpec { snapshot, policy: policy.clone(), on_bad_value, output };
            SverkaNode::plan(Step::Screen(spec), entries.clone())
        };
        match <[SnapshotRef; 1]>::try_from(shards) {
            Ok([whole]) => screen(whole, output),
            Err(shards) => {
                let count = shards.len();
                let parts = shards.into_iter().map(|shard| screen(shard, Output::Parts));
                let spec = MergeSpec { shards: count, policy: policy.clone(), output };
                SverkaNode::plan(Step::Merge(spec), union(parts)?)
            }
        }
    }

    /// The plan of a table that is named, or of a subquery.
    fn entries_of(
        &self,
        argument: &FunctionArg,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<LogicalPlan> {
        let expected =
            || plan_datafusion_err!("entries: expected the name of a table, or a subquery");
        let FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) = argument else {
            return Err(expected());
        };
        match expression {
            SqlExpr::Identifier(name) => self.table(vec![name.clone()], context),
            SqlExpr::CompoundIdentifier(names) => self.table(names.clone(), context),
            SqlExpr::Subquery(query) => context.plan(TableFactor::Derived {
                lateral: false,
                subquery: query.clone(),
                alias: None,
                sample: None,
            }),
            _ => Err(expected()),
        }
    }
}

impl RelationPlanner for SverkaRelations {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let TableFactor::Table { name, alias, args: Some(arguments), .. } = &relation else {
            return Ok(RelationPlanning::Original(Box::new(relation)));
        };
        let function = match name.0.as_slice() {
            [part] => part.as_ident().map(|ident| context.normalize_ident(ident.clone())),
            _ => None,
        };
        let function = function.unwrap_or_default();
        let planned = match function.as_str() {
            "sverka_screen" => self.screen(Output::Matches, &arguments.args, context),
            "sverka_answers" => self.screen(Output::Answers, &arguments.args, context),
            "sverka_snapshot" => snapshot(&arguments.args, context),
            _ => return Ok(RelationPlanning::Original(Box::new(relation))),
        };
        let plan = planned.map_err(|error| error.context(function.clone()))?;
        let name = || TableAlias {
            explicit: true,
            name: Ident::new(function),
            columns: Vec::new(),
            at: None,
        };
        let alias = Some(alias.clone().unwrap_or_else(name));
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation { plan, alias })))
    }
}

/// The rows of all plans.
fn union(plans: impl Iterator<Item = Result<LogicalPlan>>) -> Result<LogicalPlan> {
    let mut plans = plans.map(|plan| plan.map(LogicalPlanBuilder::from));
    let Some(first) = plans.next() else {
        return plan_err!("a list without shards");
    };
    plans.try_fold(first?, |all, plan| all.union(plan?.build()?))?.build()
}

/// `sverka_snapshot('wanted.sverka')`.
fn snapshot(
    arguments: &[FunctionArg],
    context: &mut dyn RelationPlannerContext,
) -> Result<LogicalPlan> {
    let [list] = arguments else {
        return plan_err!("expected the path of a saved list and nothing else");
    };
    let files = SnapshotRef::find(&path(list, context)?)?;
    let table = provider_as_source(Arc::new(SnapshotTable { files }));
    LogicalPlanBuilder::scan("sverka_snapshot", table, None)?.build()
}

/// The columns of a record among those of a plan, by their names, with the identifier as text and called `entry_id`.
fn person_columns(entries: LogicalPlan) -> Result<LogicalPlan> {
    let schema = Arc::clone(entries.schema());
    let found = PersonColumns::find("entries", schema.fields())?;
    let column = |column: PersonColumn| {
        let (table, field) = schema.qualified_field(found.position(column)?);
        let value = Expr::Column((table, field).into());
        if column != PersonColumn::Id {
            return Some(value.alias(column.names()[0]));
        }
        let is_view = *field.data_type() == DataType::Utf8View;
        let text = if is_view { value } else { cast(value, DataType::Utf8View) };
        Some(text.alias("entry_id"))
    };
    let columns: Vec<Expr> = PersonColumn::ALL.into_iter().filter_map(column).collect();
    LogicalPlanBuilder::from(entries).project(columns)?.build()
}

/// The path in an argument.
fn path(argument: &FunctionArg, context: &mut dyn RelationPlannerContext) -> Result<String> {
    let FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) = argument else {
        return plan_err!("saved list: expected its path, without a name");
    };
    let value = constant(expression.clone(), context);
    let value = value.map_err(|error| error.context("saved list: expected its path as text"))?;
    let path = text(&value).filter(|_| is_text(&value.data_type()));
    path.ok_or_else(|| plan_datafusion_err!("saved list: expected its path as text"))
}

fn named_argument<'a>(
    argument: &'a FunctionArg,
    context: &mut dyn RelationPlannerContext,
) -> Result<(String, &'a SqlExpr)> {
    let (name, value) = match argument {
        FunctionArg::Named { name, arg, .. } => (name.clone(), arg),
        FunctionArg::ExprNamed { name: SqlExpr::Identifier(name), arg, .. } => (name.clone(), arg),
        _ => return plan_err!("argument {argument}: expected name => value"),
    };
    let name = context.normalize_ident(name);
    match value {
        FunctionArgExpr::Expr(value) => Ok((name, value)),
        _ => plan_err!("argument {name}: expected a value"),
    }
}

/// The value of an expression without columns.
fn constant(expression: SqlExpr, context: &mut dyn RelationPlannerContext) -> Result<ScalarValue> {
    let schema = Arc::new(DFSchema::empty());
    let expression = context.sql_to_expr(expression, &schema)?;
    let options = Arc::new(context.context_provider().options().clone());
    let simplifying = SimplifyContext::builder()
        .with_config_options(options)
        .with_schema(Arc::clone(&schema))
        .with_current_time()
        .build();
    let simplifier = ExprSimplifier::new(simplifying);
    let expression = simplifier.coerce(expression, &schema)?;
    match simplifier.simplify(expression)? {
        Expr::Literal(value, _) => Ok(value),
        other => plan_err!("{other} is not constant"),
    }
}

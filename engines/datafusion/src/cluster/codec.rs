//! How the nodes of this crate travel between the processes of a cluster: as JSON behind a mark. All others are left to
//! Ballista.

use crate::exec::StepExec;
use crate::node::{Step, SverkaNode};
use crate::snapshot_table::{SnapshotExec, SnapshotTable};
use crate::snapshots::SnapshotRef;
use ballista_core::serde::{BallistaLogicalExtensionCodec, BallistaPhysicalExtensionCodec};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::{DataFusionError, Result, TableReference, internal_err};
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Extension, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Marks what this codec wrote.
const MARK: &[u8] = b"sverka\n";

/// Encodes logical and physical plans.
#[derive(Debug, Default)]
pub(super) struct SverkaCodec {
    logical: BallistaLogicalExtensionCodec,
    physical: BallistaPhysicalExtensionCodec,
}

/// A physical node of this crate without its inputs.
#[derive(Serialize, Deserialize)]
enum PhysicalNode {
    Step { step: Box<Step>, projection: Vec<usize>, fetch: Option<usize> },
    Snapshot { files: Vec<SnapshotRef>, projection: Vec<usize>, limit: Option<usize> },
}

fn write(node: &impl Serialize, to: &mut Vec<u8>) -> Result<()> {
    to.extend_from_slice(MARK);
    serde_json::to_writer(to, node).map_err(|error| DataFusionError::External(Box::new(error)))
}

/// What was written here; `None` for what another codec wrote.
fn read<T: DeserializeOwned>(from: &[u8]) -> Option<Result<T>> {
    let json = from.strip_prefix(MARK)?;
    Some(serde_json::from_slice(json).map_err(|error| {
        let what = format!("a plan of another version of sverka-datafusion: {error}");
        DataFusionError::Plan(what)
    }))
}

impl LogicalExtensionCodec for SverkaCodec {
    fn try_encode(&self, node: &Extension, to: &mut Vec<u8>) -> Result<()> {
        match node.node.as_any().downcast_ref::<SverkaNode>() {
            Some(node) => write(&node.step, to),
            None => self.logical.try_encode(node, to),
        }
    }

    fn try_decode(
        &self,
        from: &[u8],
        inputs: &[LogicalPlan],
        context: &TaskContext,
    ) -> Result<Extension> {
        match (read::<Step>(from), inputs) {
            (None, _) => self.logical.try_decode(from, inputs, context),
            (Some(step), [input]) => {
                Ok(Extension { node: Arc::new(SverkaNode::new(step?, input.clone())?) })
            }
            (Some(_), _) => internal_err!("a node of sverka with {} inputs", inputs.len()),
        }
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        provider: Arc<dyn TableProvider>,
        to: &mut Vec<u8>,
    ) -> Result<()> {
        match (provider.as_ref() as &dyn std::any::Any).downcast_ref::<SnapshotTable>() {
            Some(provider) => write(&provider.files, to),
            None => self.logical.try_encode_table_provider(table, provider, to),
        }
    }

    fn try_decode_table_provider(
        &self,
        from: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        match read(from) {
            Some(files) => Ok(Arc::new(SnapshotTable { files: files? })),
            None => self.logical.try_decode_table_provider(from, table, schema, context),
        }
    }

    fn try_encode_file_format(
        &self,
        to: &mut Vec<u8>,
        format: Arc<dyn FileFormatFactory>,
    ) -> Result<()> {
        self.logical.try_encode_file_format(to, format)
    }

    fn try_decode_file_format(
        &self,
        from: &[u8],
        context: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.logical.try_decode_file_format(from, context)
    }
}

impl PhysicalExtensionCodec for SverkaCodec {
    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        to: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        if let Some(StepExec { step, projection, fetch, .. }) = node.downcast_ref() {
            let (step, projection) = (Box::new(step.clone()), projection.clone());
            return write(&PhysicalNode::Step { step, projection, fetch: *fetch }, to);
        }
        if let Some(SnapshotExec { files, projection, limit, .. }) = node.downcast_ref() {
            let (files, projection) = (files.clone(), projection.clone());
            return write(&PhysicalNode::Snapshot { files, projection, limit: *limit }, to);
        }
        self.physical.try_encode(node, to, converter)
    }

    fn try_decode(
        &self,
        from: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(node) = read(from) else {
            return self.physical.try_decode(from, inputs, context, converter);
        };
        match (node?, inputs) {
            (PhysicalNode::Step { step, projection, fetch }, [input]) => {
                Ok(Arc::new(StepExec::with(*step, Arc::clone(input), projection, fetch)?))
            }
            (PhysicalNode::Snapshot { files, projection, limit }, [input]) => {
                Ok(Arc::new(SnapshotExec::with(files, projection, limit, Arc::clone(input))?))
            }
            _ => internal_err!("a node of sverka with {} inputs", inputs.len()),
        }
    }
}

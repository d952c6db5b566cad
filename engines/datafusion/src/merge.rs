//! Answers of a list made of those of its shards: what a partition of a merge does.
//!
//! Each shard answers each entry once. The engine brings the answers of an entry together, by its identifier, and sorts them
//! by it, which it does on disk if it must. So a partition keeps no more than one entry in memory.

use crate::exec::OutputRows;
use crate::node::MergeSpec;
use datafusion::arrow::array::{Array, AsArray, RecordBatch, StringViewBuilder};
use datafusion::common::{DataFusionError, Result, exec_datafusion_err};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, RecordOutput};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{StreamExt, stream};
use sverka::Screening;

/// Merges the answers of a partition.
pub(crate) fn merge(
    spec: &MergeSpec,
    input: impl FnOnce() -> Result<SendableRecordBatchStream>,
    rows: OutputRows,
    metrics: &ExecutionPlanMetricsSet,
    partition: usize,
) -> Result<SendableRecordBatchStream> {
    let schema = rows.schema.clone();
    let task = MergeTask {
        spec: spec.clone(),
        input: input()?,
        open: None,
        is_done: false,
        rows,
        baseline: BaselineMetrics::new(metrics, partition),
    };
    let batches = stream::try_unfold(task, MergeTask::next);
    Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batches)))
}

/// The answers of an entry that were read so far.
struct OpenEntry {
    id: Option<String>,
    parts: Vec<Screening>,
}

/// One partition on its way.
struct MergeTask {
    spec: MergeSpec,
    input: SendableRecordBatchStream,
    open: Option<OpenEntry>,
    is_done: bool,
    rows: OutputRows,
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
        while !self.rows.is_full() && !self.is_done {
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
            if let Some(batch) = self.rows.batch(&merged.ids.finish(), &merged.answers)? {
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
        let of_entry = |what: &dyn std::fmt::Display| {
            let id = id.as_ref().map_or("null".to_owned(), |id| format!("{id:?}"));
            exec_datafusion_err!(
                "entry {id}: {what}; where a list is in shards, each entry needs an identifier of its own, and the \
                 query that makes the entries has to make the same ones each time"
            )
        };
        if parts.len() != self.spec.shards {
            let (answers, shards) = (parts.len(), self.spec.shards);
            return Err(of_entry(&format_args!("{answers} answers of {shards} shards")));
        }
        let answer = Screening::merge(parts, &self.spec.policy);
        let answer = answer.map_err(|error| of_entry(&error))?;
        merged.answers.push((merged.answers.len() as u32, answer));
        merged.ids.append_option(id);
        Ok(())
    }
}

//! The same tables and functions on a cluster of Ballista: a scheduler, executors and a session that sends its plans to
//! them.
//!
//! What to run where, how long a dead executor is waited for, shuffles and retries are Ballista's. This module adds how the
//! nodes of this crate travel. A saved list reaches an executor as a file: each opens the path that the plan names, once,
//! and checks its fingerprint.

mod codec;
mod executor;
mod scheduler;
mod session;

pub use executor::{ExecutorOptions, run_executor};
pub use scheduler::{SchedulerOptions, run_scheduler};
pub use session::connect;

use ballista_core::error::BallistaError;
use datafusion::common::DataFusionError;

/// Addresses bind to this host unless told otherwise.
const LOOPBACK: &str = "127.0.0.1";

fn from_ballista(error: BallistaError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

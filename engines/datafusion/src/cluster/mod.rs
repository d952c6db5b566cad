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
use datafusion::common::{DataFusionError, Result, plan_datafusion_err};

/// Addresses bind to this host unless told otherwise.
const LOOPBACK: &str = "127.0.0.1";

fn from_ballista(error: BallistaError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

/// The parts of the address of a scheduler.
fn host_and_port(scheduler: &str) -> Result<(&str, u16)> {
    let parts =
        scheduler.rsplit_once(':').filter(|(host, _)| !host.is_empty() && !host.contains("//"));
    let parts = parts.and_then(|(host, port)| Some((host, port.parse().ok()?)));
    parts.ok_or_else(|| {
        plan_datafusion_err!(
            "{scheduler}: expected the host and port of a scheduler, as 127.0.0.1:50050"
        )
    })
}

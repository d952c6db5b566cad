//! The process that runs tasks.

use super::codec::SverkaCodec;
use super::scheduler::session_config;
use super::{LOOPBACK, from_ballista, host_and_port};
use crate::functions::functions;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use datafusion::common::Result;
use datafusion::functions_nested::all_default_nested_functions;
use std::path::PathBuf;
use std::sync::Arc;

/// Where an executor listens, whose tasks it runs, and how many at once.
#[derive(Clone, Debug)]
pub struct ExecutorOptions {
    /// The scheduler's host and port.
    pub scheduler: String,
    /// The host that it binds to; loopback by default.
    pub host: String,
    /// The host by which others reach it; `host` unless given.
    pub advertise: Option<String>,
    /// The port that others fetch results from.
    pub port: u16,
    /// How many tasks it runs at once.
    pub tasks: usize,
    /// Where it keeps results until they are fetched; a temporary folder unless given.
    pub work_folder: Option<PathBuf>,
}

impl Default for ExecutorOptions {
    fn default() -> Self {
        ExecutorOptions {
            scheduler: format!("{LOOPBACK}:50050"),
            host: LOOPBACK.to_owned(),
            advertise: None,
            port: 50051,
            tasks: std::thread::available_parallelism().map_or(1, usize::from),
            work_folder: None,
        }
    }
}

/// Runs an executor until the process ends.
///
/// # Errors
/// If there is no scheduler, and if the port is taken.
pub async fn run_executor(options: ExecutorOptions) -> Result<()> {
    let ExecutorOptions { scheduler, host, advertise, port, tasks, work_folder } = options;
    let (scheduler_host, scheduler_port) = host_and_port(&scheduler)?;
    let codec = Arc::new(SverkaCodec::default());
    let mut registry = BallistaFunctionRegistry::default();
    for function in all_default_nested_functions().into_iter().chain(functions()) {
        registry.scalar_functions.insert(function.name().to_owned(), function);
    }
    let config = ExecutorProcessConfig {
        external_host: Some(advertise.unwrap_or_else(|| host.clone())),
        bind_host: host,
        port,
        scheduler_host: scheduler_host.to_owned(),
        scheduler_port,
        scheduler_connect_timeout_seconds: CONNECT_SECONDS,
        // Executors ask for tasks, so that nobody has to reach them but for results.
        task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
        vcores: tasks,
        work_dir: work_folder.map(|folder| folder.to_string_lossy().into_owned()),
        override_function_registry: Some(Arc::new(registry)),
        override_config_producer: Some(Arc::new(session_config)),
        override_logical_codec: Some(codec.clone()),
        override_physical_codec: Some(codec),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await.map_err(from_ballista)
}

/// For how many seconds a scheduler may not be there yet.
const CONNECT_SECONDS: u16 = 30;

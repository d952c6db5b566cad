//! The process that plans and hands out tasks.

use super::codec::SverkaCodec;
use super::session::with_codecs;
use super::{LOOPBACK, from_ballista};
use crate::extend;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::extension::SessionConfigExt;
use ballista_core::utils::default_session_builder;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::start_server;
use datafusion::common::{Result, plan_datafusion_err};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::SessionConfig;
use std::net::SocketAddr;
use std::sync::Arc;

/// Where a scheduler listens, and how long it waits for executors.
#[derive(Clone, Debug)]
pub struct SchedulerOptions {
    /// The host that it binds to; loopback by default.
    pub host: String,
    /// The host by which executors and clients reach it; `host` unless given.
    pub advertise: Option<String>,
    /// The port that it binds to.
    pub port: u16,
    /// After how many seconds without a sign of life an executor is dead, and its tasks run elsewhere. An executor gives
    /// one every five seconds.
    pub executor_timeout: u64,
}

impl Default for SchedulerOptions {
    fn default() -> Self {
        SchedulerOptions {
            host: LOOPBACK.to_owned(),
            advertise: None,
            port: 50050,
            executor_timeout: 30,
        }
    }
}

/// Runs a scheduler until the process ends.
///
/// # Errors
/// For an address that is none, and if the port is taken.
pub async fn run_scheduler(options: SchedulerOptions) -> Result<()> {
    let SchedulerOptions { host, advertise, port, executor_timeout } = options;
    let address = format!("{host}:{port}");
    let address: SocketAddr = address
        .parse()
        .map_err(|error| plan_datafusion_err!("{address}: {error}; expected an IP address"))?;
    let codec = Arc::new(SverkaCodec::default());
    let config = SchedulerConfig {
        external_host: advertise.unwrap_or_else(|| host.clone()),
        bind_host: host,
        bind_port: port,
        scheduling_policy: TaskSchedulingPolicy::PullStaged,
        // Tasks take equally long, so each executor gets as many.
        task_distribution: TaskDistributionPolicy::RoundRobin,
        executor_timeout_seconds: executor_timeout,
        expire_dead_executor_interval_seconds: (executor_timeout / 4).max(1),
        override_config_producer: Some(Arc::new(session_config)),
        override_session_builder: Some(Arc::new(|config: SessionConfig| {
            let state = default_session_builder(config)?;
            Ok(extend(SessionStateBuilder::new_from_existing(state)).build())
        })),
        override_logical_codec: Some(codec.clone()),
        override_physical_codec: Some(codec),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(from_ballista)?;
    start_server(cluster, address, Arc::new(config)).await.map_err(from_ballista)
}

pub(super) fn session_config() -> SessionConfig {
    with_codecs(SessionConfig::new_with_ballista())
}

//! A session whose plans run on a cluster.

use super::codec::SverkaCodec;
use super::host_and_port;
use crate::functions::functions;
use crate::relation::SverkaRelations;
use ballista_core::extension::{SessionConfigExt, SessionStateExt};
use datafusion::common::Result;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use std::sync::Arc;

/// A session that sends its plans to the scheduler at an address such as `127.0.0.1:50050`. Its tables have to be files
/// that the scheduler and the executors find under the same paths. Set Ballista's settings in `config`.
///
/// # Errors
/// If the address is no host and port. Nobody is asked until a query runs.
pub fn connect(scheduler: &str, config: SessionConfig) -> Result<SessionContext> {
    host_and_port(scheduler)?;
    let config = with_codecs(config.upgrade_for_ballista());
    let state = SessionStateBuilder::new().with_default_features().with_config(config).build();
    let state = state.upgrade_for_ballista(format!("http://{scheduler}"))?;
    Ok(SessionContext::new_with_state(with_relations(state)?))
}

/// Settings with what encodes the plans of this crate.
pub(super) fn with_codecs(config: SessionConfig) -> SessionConfig {
    let codec = Arc::new(SverkaCodec::default());
    config
        .with_ballista_logical_extension_codec(codec.clone())
        .with_ballista_physical_extension_codec(codec)
}

/// Adds the functions and tables, but not the planner: Ballista has one of its own for sessions of a cluster.
fn with_relations(state: SessionState) -> Result<SessionState> {
    let relations = SverkaRelations::new(Arc::clone(state.catalog_list()));
    let mut builder = SessionStateBuilder::new_from_existing(state);
    builder.scalar_functions().get_or_insert_default().extend(functions());
    builder.relation_planners().get_or_insert_default().push(Arc::new(relations));
    Ok(builder.build())
}

//! sverka in SQL: names and records matched inside of Apache DataFusion, on one machine or on a cluster of Ballista.
//!
//! ```
//! use datafusion::execution::session_state::SessionStateBuilder;
//! use datafusion::prelude::SessionContext;
//! use sverka::{Record, Watchlist};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("wanted.sverka");
//! # let path = path.to_str().expect("a path in UTF-8");
//! let listed = Record::new("w1", "Щербаков Александр Иванович").with_birth_date("1971-03-15".parse()?);
//! Watchlist::builder().record(listed).build()?.save(path)?; // path: "wanted.sverka"
//!
//! let state = sverka_datafusion::extend(SessionStateBuilder::new().with_default_features()).build();
//! let context = SessionContext::new_with_state(state);
//! context.sql("CREATE TABLE arrivals AS VALUES ('e1', 'CHTCHERBAKOV Alexandre', DATE '1971-03-15')").await?;
//! let found = context
//!     .sql(&format!(
//!         "SELECT entry_id, record_id, bits, band
//!          FROM sverka_screen(
//!            (SELECT column1 AS id, column2 AS name, column3 AS birth_date FROM arrivals),
//!            '{path}', max_matches => 5)"
//!     ))
//!     .await?
//!     .collect()
//!     .await?;
//! assert_eq!(found[0].num_rows(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! [`extend`] adds all of it to a session:
//!
//! * the table functions `sverka_screen`, `sverka_answers` and `sverka_snapshot`;
//! * the functions `sverka_normalize`, `sverka_readings`, `sverka_keys`, `sverka_romanize`, `sverka_bits` and
//!   `sverka_explain`.
//!
//! [`match_schema`], [`answer_schema`] and [`record_schema`] are the columns that come back. [`Screener`] screens record
//! batches without a session.

mod arguments;
#[cfg(feature = "cluster")]
pub mod cluster;
mod columns;
mod exec;
mod functions;
mod merge;
mod node;
mod output;
mod persons;
mod relation;
mod screener;
mod screening;
mod snapshot_table;
mod snapshots;

pub use output::{answer_schema, match_schema};
pub use screener::{OnBadValue, Screened, Screener};
pub use snapshot_table::record_schema;

use datafusion::catalog::MemoryCatalogProviderList;
use datafusion::execution::session_state::SessionStateBuilder;
use std::sync::Arc;

/// Adds the functions and tables of this crate to a session. It replaces the session's query planner, which no other
/// extension may then replace. Set the builder's catalogs and default features before.
pub fn extend(mut builder: SessionStateBuilder) -> SessionStateBuilder {
    builder.scalar_functions().get_or_insert_default().extend(functions::functions());
    let catalogs = builder
        .catalog_list()
        .get_or_insert_with(|| Arc::new(MemoryCatalogProviderList::new()))
        .clone();
    let relations = relation::SverkaRelations::new(catalogs);
    builder.relation_planners().get_or_insert_default().push(Arc::new(relations));
    builder.with_query_planner(Arc::new(node::SverkaQueryPlanner))
}

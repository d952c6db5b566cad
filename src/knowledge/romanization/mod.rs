//! Romanization systems: how an authority writes the letters of another script in Latin.
//!
//! Each system is a table in this folder, which states its authority and its own examples.
//! `build.rs` lists the tables. This module uses the rule interpreter of `text` and nothing else of
//! the crate. `knowledge/README.md` shows how to add a system.

mod letter_case;
mod reverse;
mod system;
mod write;

pub use reverse::deromanize;
pub(crate) use system::romanized_letters;
pub use system::{System, Systems};
pub use write::romanize;

//! Characters, not names: folding text into comparable tokens, and rewriting it by rules.
//!
//! This room sees characters and tables that are handed to it. It knows no language, no naming
//! tradition and no weight.

mod fold;
mod rules;
mod script;

pub(crate) use fold::{FoldedToken, MAX_TOKENS, fold_tokens, stays_inside_words};
pub use fold::{Repair, fold};
pub(crate) use rules::RuleTable;
pub(crate) use script::Script;

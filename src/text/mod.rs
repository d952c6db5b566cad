//! Characters, not names: folding text into comparable tokens, and rewriting it by rules.
//!
//! This room sees characters and tables that are handed to it. It knows no language, no naming
//! tradition and no weight.

mod alphabet;
mod fold;
mod needles;
mod rules;
mod script;

pub(crate) use alphabet::{Alphabet, EDGE, OTHER};
pub(crate) use fold::{FoldedText, MAX_TOKEN_CHARS, MAX_TOKENS, stays_inside_words};
pub use fold::{Repair, fold};
pub(crate) use needles::{NeedleSearcher, NeedleSet};
pub(crate) use rules::{CompiledRules, PADDING, RuleTable};
pub(crate) use script::Script;

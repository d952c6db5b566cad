//! Characters: folding text into comparable tokens, and rewriting tokens by rule tables.
//!
//! This module knows Unicode and the tables that are passed to it. It knows no language, no naming
//! tradition and no weight.

mod alphabet;
mod fold;
mod needles;
mod repair;
mod romanized;
mod rules;
mod script;

pub(crate) use alphabet::{Alphabet, EDGE, OTHER, PAD_AFTER, PAD_BEFORE};
pub use fold::fold;
pub(crate) use fold::{FoldedText, stays_inside_words};
pub(crate) use needles::NeedleSearcher;
pub use repair::Repair;
pub(crate) use romanized::RomanizedToken;
pub(crate) use rules::{CompiledRules, RuleTable};
pub(crate) use script::{Script, is_letter, other_script};

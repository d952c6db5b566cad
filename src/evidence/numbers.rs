//! Numbers for distinct texts.

use rustc_hash::FxHashMap;

/// Gives distinct texts numbers from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers(FxHashMap<Box<str>, u32>);

/// The number of every text that has none: it equals no number that was given out.
const UNKNOWN: u32 = u32::MAX;

impl Numbers {
    /// The number of a text, a new one where it has none.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        if let Some(number) = self.0.get(text) {
            return *number;
        }
        // Fewer texts than records, whose number is checked when a list is built.
        let number = self.0.len() as u32 + 1;
        self.0.insert(text.into(), number);
        number
    }

    /// The number of a text; for a text without one, a number that no text has.
    pub(crate) fn find(&self, text: &str) -> u32 {
        self.0.get(text).copied().unwrap_or(UNKNOWN)
    }
}

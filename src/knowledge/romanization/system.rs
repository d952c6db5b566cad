//! The systems and their tables.

use crate::text::{Alphabet, CompiledRules, RuleTable};
use std::fmt;
use std::sync::LazyLock;

/// Every `.tsv` of this folder, in the order of their names.
pub(super) const SOURCES: &[&str] = include!(concat!(env!("OUT_DIR"), "/romanization_tables.rs"));

/// In the order of [`SOURCES`]. A test parses every table, so none is missing here.
static TABLES: LazyLock<Vec<SystemTable>> =
    LazyLock::new(|| SOURCES.iter().filter_map(|text| SystemTable::parse(text).ok()).collect());

/// A table as it is written, and its compiled rules.
pub(super) struct SystemTable {
    pub(super) written: RuleTable,
    pub(super) alphabet: Alphabet,
    pub(super) rules: CompiledRules,
}

impl SystemTable {
    fn parse(text: &str) -> Result<Self, String> {
        let written = RuleTable::parse(text)?;
        let alphabet = Alphabet::new(written.characters()).map_err(|characters| {
            format!("{characters} distinct characters; at most {} fit", Alphabet::CAPACITY)
        })?;
        let rules = CompiledRules::new(&alphabet, [(1, &written)]);
        Ok(SystemTable { written, alphabet, rules })
    }
}

/// The Cyrillic letters that a system writes with several Latin ones, each with those; with repetitions.
///
/// Cost: reads all tables, some milliseconds.
pub(crate) fn romanized_letters() -> Vec<(String, String)> {
    let is_one = |text: &str| text.chars().nth(1).is_none() && text >= "\u{400}";
    let are_several = |text: &str| text.len() > 1 && text.bytes().all(|b| b.is_ascii_lowercase());
    let tables = SOURCES.iter().filter_map(|text| RuleTable::parse(text).ok());
    let letters = tables.flat_map(|table| {
        let pairs =
            table.pairs().filter(|(original, latin)| is_one(original) && are_several(latin));
        pairs.map(|(original, latin)| (original.to_owned(), latin.to_owned())).collect::<Vec<_>>()
    });
    letters.collect()
}

/// A romanization system: how one authority writes one language in Latin letters.
///
/// The source script is Cyrillic, Armenian or Georgian.
///
/// ```
/// use sverka::System;
///
/// let system = System::find("icao-9303-ru").expect("a known system");
/// assert_eq!(system.language(), "ru");
/// assert!(system.authority().contains("Doc 9303"));
/// assert!(System::find("no-such-system").is_none());
///
/// // All systems for Ukrainian:
/// let mut ukrainian = System::all().filter(|system| system.language() == "uk");
/// assert!(ukrainian.any(|system| system.key() == "ua-2010-uk"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct System(
    /// An index into [`TABLES`].
    u8,
);

impl System {
    /// Every system. The order is stable within a version of this crate.
    pub fn all() -> Systems {
        // A test limits the number of tables to 255.
        Systems { next: 0, end: TABLES.len() as u8 }
    }

    /// The system with this key.
    pub fn find(key: &str) -> Option<System> {
        System::all().find(|system| system.key() == key)
    }

    /// The key, unique and stable: `icao-9303-ru`.
    pub fn key(self) -> &'static str {
        self.fact("key")
    }

    /// The name in English.
    pub fn name(self) -> &'static str {
        self.fact("name")
    }

    /// The standard, law or usage that the table follows, with its year.
    pub fn authority(self) -> &'static str {
        self.fact("authority")
    }

    /// The source language, as an ISO 639-1 code: `ru`, `uk`, `be`.
    pub fn language(self) -> &'static str {
        self.fact("language")
    }

    /// Whether [`deromanize`](crate::deromanize) can restore the original: no two letters are
    /// written alike.
    pub fn is_reversible(self) -> bool {
        self.fact("reversible") == "yes"
    }

    pub(super) fn fact(self, key: &str) -> &'static str {
        self.table().written.fact(key)
    }

    pub(super) fn table(self) -> &'static SystemTable {
        &TABLES[self.index()]
    }

    /// The position of this system in [`System::all`].
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "System({})", self.key())
    }
}

impl fmt::Display for System {
    /// Writes the name in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Iterates over all systems; see [`System::all`].
#[derive(Clone, Debug)]
pub struct Systems {
    next: u8,
    end: u8,
}

impl Iterator for Systems {
    type Item = System;

    fn next(&mut self) -> Option<System> {
        (self.next < self.end).then(|| {
            self.next += 1;
            System(self.next - 1)
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::from(self.end - self.next);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Systems {}

impl std::iter::FusedIterator for Systems {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_file_of_the_folder_is_a_system_of_its_own() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge/romanization");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .filter_map(|file| {
                Some(file.unwrap().file_name().to_str()?.strip_suffix(".tsv")?.to_owned())
            })
            .collect();
        let keys: BTreeSet<String> = System::all().map(|system| system.key().to_owned()).collect();
        assert_eq!(keys, files, "the key of a table is the name of its file");
        assert_eq!(System::all().len(), files.len(), "keys are unique");
    }

    #[test]
    fn every_table_parses_and_states_its_facts() {
        for text in SOURCES {
            let table = SystemTable::parse(text).unwrap();
            for fact in ["key", "name", "authority", "language", "direction"] {
                let key = table.written.fact("key");
                assert!(!table.written.fact(fact).is_empty(), "{key} does not state `{fact}`");
            }
        }
        assert!(SOURCES.len() < 256, "System holds its index in one byte: widen it");
    }
}

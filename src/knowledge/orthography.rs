//! How the letters of one way of writing sound: tables in `orthography/*.tsv`, and their view.
//!
//! An orthography reads a token into sounds; a romanization system (beside this file) writes one
//! script in another. Both are tables of the same rules, stated as facts with their authority.

use crate::text::{RuleTable, Script};
use std::sync::LazyLock;

/// One orthography: a way of writing whose letters sound in one way.
#[derive(Debug)]
pub(crate) struct Orthography {
    table: RuleTable,
    script: Script,
    /// Letters of which a token must have one to be read in this way; empty where none is needed.
    needs: Vec<char>,
}

/// In the order in which a reader would try them.
static ORTHOGRAPHIES: LazyLock<Vec<Orthography>> = LazyLock::new(|| {
    [
        include_str!("orthography/russian.tsv"),
        include_str!("orthography/ukrainian.tsv"),
        include_str!("orthography/english.tsv"),
        include_str!("orthography/scholarly.tsv"),
        include_str!("orthography/german.tsv"),
        include_str!("orthography/french.tsv"),
        include_str!("orthography/polish.tsv"),
    ]
    .into_iter()
    // A test parses every table, so none is left out here.
    .filter_map(|text| Orthography::parse(text).ok())
    .collect()
});

impl Orthography {
    fn parse(text: &str) -> Result<Self, String> {
        let table = RuleTable::parse(text)?;
        let script = match table.fact("script") {
            "Latin" => Script::Latin,
            "Cyrillic" => Script::Cyrillic,
            other => return Err(format!("script: {other:?}")),
        };
        let needs = table.fact("needs").chars().collect();
        Ok(Orthography { table, script, needs })
    }

    /// The orthographies that a token of this script may be written in, most usual first.
    pub(crate) fn of_token(script: Script, token: &[char]) -> impl Iterator<Item = &'static Self> {
        ORTHOGRAPHIES.iter().filter(move |orthography| {
            orthography.script == script
                && (orthography.needs.is_empty()
                    || token.iter().any(|c| orthography.needs.contains(c)))
        })
    }

    /// The name to show a person.
    pub(crate) fn name(&self) -> &str {
        self.table.fact("name")
    }

    /// What the letter or letters at `at` sound like, and how many they are. `None` for a letter
    /// that this orthography does not have.
    pub(crate) fn sound_at(&self, token: &[char], at: usize) -> Option<(usize, &str)> {
        self.table.rules.at(token, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_parses_and_states_its_facts() {
        assert_eq!(ORTHOGRAPHIES.len(), 7);
        for orthography in ORTHOGRAPHIES.iter() {
            for fact in ["key", "name", "script", "authority"] {
                assert_ne!(orthography.table.fact(fact), "", "{orthography:?}");
            }
        }
    }
}

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
    /// Strings of letters of which a token must hold one to be read in this way; none where every
    /// token is.
    needs: Vec<String>,
    /// Strings of letters that this orthography never writes: who writes one writes in another.
    rejects: Vec<String>,
}

/// In the order in which a reader would try them.
static ORTHOGRAPHIES: LazyLock<Vec<Orthography>> = LazyLock::new(|| {
    [
        include_str!("orthography/russian.tsv"),
        include_str!("orthography/russian_ye.tsv"),
        include_str!("orthography/russian_plain.tsv"),
        include_str!("orthography/ukrainian.tsv"),
        include_str!("orthography/ukrainian_patronymics.tsv"),
        include_str!("orthography/belarusian.tsv"),
        include_str!("orthography/belarusian_akanne.tsv"),
        include_str!("orthography/uzbek.tsv"),
        include_str!("orthography/bulgarian.tsv"),
        include_str!("orthography/english.tsv"),
        include_str!("orthography/belarusian_latin.tsv"),
        include_str!("orthography/belarusian_latin_akanne.tsv"),
        include_str!("orthography/lacinka.tsv"),
        include_str!("orthography/slavic_plain.tsv"),
        include_str!("orthography/ukrainian_patronymics_latin.tsv"),
        include_str!("orthography/baltic.tsv"),
        include_str!("orthography/azerbaijani_a.tsv"),
        include_str!("orthography/azerbaijani_e.tsv"),
        include_str!("orthography/uzbek_latin.tsv"),
        include_str!("orthography/scholarly.tsv"),
        include_str!("orthography/german.tsv"),
        include_str!("orthography/french.tsv"),
        include_str!("orthography/armenian_latin.tsv"),
        include_str!("orthography/polish.tsv"),
        include_str!("orthography/polish_names.tsv"),
        include_str!("orthography/south_slavic_english.tsv"),
        include_str!("orthography/south_slavic_plain.tsv"),
        include_str!("orthography/turkic.tsv"),
        include_str!("orthography/romanian.tsv"),
        include_str!("orthography/french_names.tsv"),
        include_str!("orthography/english_vowels.tsv"),
        include_str!("orthography/german_sch.tsv"),
        include_str!("orthography/german_names.tsv"),
        include_str!("orthography/swedish.tsv"),
        include_str!("orthography/swedish_sh.tsv"),
        include_str!("orthography/dutch.tsv"),
        include_str!("orthography/hungarian.tsv"),
        include_str!("orthography/spanish.tsv"),
        include_str!("orthography/italian.tsv"),
        include_str!("orthography/russian_mrz.tsv"),
        include_str!("orthography/armenian.tsv"),
        include_str!("orthography/armenian_russian.tsv"),
        include_str!("orthography/georgian.tsv"),
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
            "Armenian" => Script::Armenian,
            "Georgian" => Script::Georgian,
            other => return Err(format!("script: {other:?}")),
        };
        let words = |fact: &str| table.fact(fact).split_whitespace().map(str::to_owned).collect();
        let (needs, rejects) = (words("needs"), words("rejects"));
        Ok(Orthography { table, script, needs, rejects })
    }

    /// The orthographies that a token of this script may be written in, most usual first.
    pub(crate) fn of_token(script: Script, token: &str) -> impl Iterator<Item = &'static Self> {
        let holds = |letters: &[String]| letters.iter().any(|letters| token.contains(&**letters));
        ORTHOGRAPHIES.iter().filter(move |orthography| {
            orthography.script == script
                && (orthography.needs.is_empty() || holds(&orthography.needs))
                && !holds(&orthography.rejects)
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
        assert_eq!(ORTHOGRAPHIES.len(), 43);
        for orthography in ORTHOGRAPHIES.iter() {
            for fact in ["key", "name", "script", "authority"] {
                assert_ne!(orthography.table.fact(fact), "", "{orthography:?}");
            }
        }
    }
}

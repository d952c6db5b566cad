//! The rule that bridges two spellings, in words: by which system of romanization one is the other.

use crate::page::Language;
use std::collections::HashMap;
use sverka::{Item, System, romanize};

/// Pairs that are remembered.
const CACHED: usize = 1 << 14;
/// Systems that are named.
const NAMED: usize = 2;
/// From this many on no system says anything about the spelling.
const MANY: usize = 40;

/// The rules of pairs of words, found once.
#[derive(Default)]
pub(crate) struct Rules {
    /// By both words, folded in case.
    known: HashMap<[String; 2], Vec<System>>,
}

impl Rules {
    /// What bridges the two words of an item that have the same reading; `None` where that is not known.
    pub(crate) fn rule(&mut self, item: &Item, language: Language) -> Option<String> {
        let [entry, record] = [item.entry()?, item.record()?].map(str::to_lowercase);
        let systems = self.systems([entry, record]);
        if systems.is_empty() {
            return item.via().map(|via| language.bridge(via));
        }
        let by = language.label("as written by");
        if systems.len() >= MANY {
            return Some(format!("{by}: {}", language.label("nearly every system")));
        }
        // The system of the orthography by which the two were found: French press for French spelling.
        let orthographies = || item.via().into_iter().flat_map(|via| via.split(" ~ "));
        let is_of = |system: &System| {
            let first = |name: &str| name.split(' ').next().map(str::to_owned);
            orthographies().any(|one| first(one) == first(system.name()))
        };
        let of_via: Vec<System> = systems.iter().copied().filter(is_of).collect();
        let named = if of_via.is_empty() { systems } else { &of_via };
        let named = named.iter().take(NAMED);
        let named: Vec<String> = named.map(|system| language.system(system.name())).collect();
        let rest = if systems.len() > named.len() {
            format!(", {}", language.label("and others"))
        } else {
            String::new()
        };
        Some(format!("{by}: {}{rest}", named.join("; ")))
    }

    /// The systems that make one of the words of the other.
    fn systems(&mut self, pair: [String; 2]) -> &[System] {
        if self.known.len() >= CACHED {
            self.known.clear();
        }
        self.known.entry(pair).or_insert_with_key(|[one, other]| {
            let makes = |system: &System| {
                let is = |from: &str, to: &str| {
                    is_foreign(from) && romanize(from, *system).to_lowercase() == to
                };
                is(one, other) || is(other, one)
            };
            System::all().filter(makes).collect()
        })
    }
}

/// Whether a word has a letter that systems rewrite.
fn is_foreign(word: &str) -> bool {
    word.chars().any(|c| c > '\u{370}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use sverka::{Model, Record};

    fn rule(one: &str, other: &str, language: Language) -> Option<String> {
        let evidence = Model::default().compare(&Record::new("1", one), &Record::new("2", other));
        Rules::default().rule(&evidence.items()[0], language)
    }

    #[test]
    fn the_system_is_named_or_else_the_orthographies() {
        let english = |one, other| rule(one, other, Language::English).unwrap();
        assert_eq!(english("Щербаков", "Schtscherbakow"), "as written by: German press, Russian");
        assert!(
            english("CHTCHERBAKOV", "Щербаков").starts_with("as written by: French press, Russian")
        );
        assert_eq!(english("Petrov", "Петров"), "as written by: nearly every system");
        // No system is between two Latin spellings.
        assert_eq!(english("Schtscherbakow", "Chtcherbakov"), "German spelling ~ French spelling");
        let russian = rule("Щербаков", "Schtscherbakow", Language::Russian).unwrap();
        assert_eq!(russian, "написание по системе: немецкая пресса, русский");
    }
}

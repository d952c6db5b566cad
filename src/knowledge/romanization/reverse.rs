//! Restores the original of a romanized text, where its system allows that.

use super::letter_case::{LetterCase, UpperCase, lower};
use super::system::System;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Restores the original of a text that was romanized by `system`.
///
/// `None` where the system writes several letters alike, so that the original is lost (see
/// [`System::is_reversible`]). Characters that the system never writes are copied. Signs and digits
/// have no case; a letter restored from one takes the case of the letter after it, at the end of a
/// word of the letter before it.
///
/// Cost: linear in the length of the text.
///
/// ```
/// use sverka::{System, deromanize};
///
/// let by = |key, text| System::find(key).and_then(|system| deromanize(text, system));
/// assert_eq!(by("iso-9-1995-ru", "Ŝerbakov, Il'â").as_deref(), Some("Щербаков, Ил'я"));
/// assert_eq!(by("iso-9-1995-ru", "Gogolʹ").as_deref(), Some("Гоголь"));
/// assert_eq!(by("ru-mrz-internal", "IVANOVI3").as_deref(), Some("ИВАНОВИЧ"));
/// assert_eq!(by("icao-9303-ru", "Shcherbakov"), None);
/// ```
pub fn deromanize(text: &str, system: System) -> Option<String> {
    let rules = RULES.get(system.index())?.as_ref()?;
    let source: Vec<char> = text.nfc().collect();
    let lower: Vec<char> = source.iter().map(|c| lower(*c)).collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < source.len() {
        let candidates = rules.get(&lower[at]).map_or(&[][..], Vec::as_slice);
        match candidates.iter().find(|rule| lower[at..].starts_with(&rule.latin)) {
            Some(rule) => {
                let length = rule.latin.len();
                let case = restored_case(&source, at, length);
                UpperCase::UNICODE.write(rule.original, case, &mut out);
                at += length;
            }
            None => {
                out.push(source[at]);
                at += 1;
            }
        }
    }
    Some(out)
}

/// A rule of a table, read from right to left.
struct ReverseRule {
    /// Never empty.
    latin: Vec<char>,
    original: &'static str,
}

/// By the first Latin character, longest first.
type ReverseRules = FxHashMap<char, Vec<ReverseRule>>;

/// In the order of [`System::all`]; `None` where the system is not reversible.
static RULES: LazyLock<Vec<Option<ReverseRules>>> =
    LazyLock::new(|| System::all().map(reverse_rules).collect());

fn reverse_rules(system: System) -> Option<ReverseRules> {
    if !system.is_reversible() {
        return None;
    }
    let mut rules = ReverseRules::default();
    for (original, latin) in system.table().written.pairs() {
        let latin: Vec<char> = latin.nfc().collect();
        // A few letters are composed in lower case only (ǰ, J̌): then the lower case of the capital
        // is a letter and its mark.
        let capital: String = latin.iter().flat_map(|c| c.to_uppercase()).nfc().collect();
        let of_capital: Vec<char> = capital.chars().map(lower).collect();
        let of_capital = Some(of_capital).filter(|of_capital| *of_capital != latin);
        for latin in std::iter::once(latin).chain(of_capital) {
            if let Some(&first) = latin.first() {
                rules.entry(first).or_default().push(ReverseRule { latin, original });
            }
        }
    }
    for rules in rules.values_mut() {
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.latin.len()));
    }
    Some(rules)
}

/// The case of the letter that is restored from `length` characters from `at`.
fn restored_case(source: &[char], at: usize, length: usize) -> LetterCase {
    let has_case = |c: &char| c.is_uppercase() || c.is_lowercase();
    if source[at..at + length].iter().any(has_case) {
        return LetterCase::of(source, at, length);
    }
    let next = source.get(at + length).filter(|c| has_case(c));
    let previous = at.checked_sub(1).and_then(|n| source.get(n)).filter(|c| has_case(c));
    match next.or(previous) {
        Some(neighbour) if neighbour.is_uppercase() => LetterCase::Upper,
        _ => LetterCase::Lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::romanize;
    use proptest::prelude::*;

    fn reversible() -> Vec<System> {
        System::all().filter(|system| system.is_reversible()).collect()
    }

    #[test]
    fn some_systems_are_reversible_and_most_are_not() {
        let keys: Vec<&str> = reversible().into_iter().map(System::key).collect();
        for key in ["gost-7.79-2000-a-ru", "iso-9-1995-be", "iso-9-1995-uk", "ru-mrz-internal"] {
            assert!(keys.contains(&key), "{key}");
        }
        for system in System::all() {
            assert_eq!(deromanize("a", system).is_some(), system.is_reversible(), "{system}");
        }
    }

    #[test]
    fn letters_that_are_composed_in_lower_case_only_are_restored_in_both_cases() {
        let serbian = System::find("iso-9-1995-sr").unwrap();
        for name in ["Јован", "ЈОВАН", "јован", "Хаџић", "Шешељ Његош"]
        {
            let romanized = romanize(name, serbian);
            assert_eq!(deromanize(&romanized, serbian).as_deref(), Some(name), "{romanized}");
        }
    }

    #[test]
    fn a_system_with_one_distinct_letter_for_each_says_that_it_is_reversible() {
        let letters = |latin: &str| latin.chars().filter(|c| c.is_alphabetic()).count();
        for system in System::all().filter(|system| system.fact("direction") == "Cyrillic to Latin")
        {
            let written = &system.table().written;
            let mut latin: Vec<&str> = written.pairs().map(|(_, latin)| latin).collect();
            let is_letter_by_letter = latin.iter().all(|latin| letters(latin) == 1);
            latin.sort_unstable();
            let is_distinct = latin.windows(2).all(|pair| pair[0] != pair[1]);
            if is_letter_by_letter && is_distinct {
                assert!(system.is_reversible(), "{} is reversible", system.key());
            }
        }
    }

    #[test]
    fn signs_take_the_case_of_their_neighbours() {
        let system = System::find("iso-9-1995-ru").unwrap();
        for name in ["ГОГОЛЬ", "Гоголь", "СЪЕЗД", "Ильич", "ь", "О’Нил, 17"]
        {
            assert_eq!(deromanize(&romanize(name, system), system).as_deref(), Some(name));
        }
        assert_eq!(deromanize("S\u{30c}ahov", system).as_deref(), Some("Шахов"));
    }

    proptest! {
        #[test]
        fn reversible_systems_restore_every_text(
            picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..24),
        ) {
            for system in reversible() {
                let mut letters: Vec<&str> =
                    system.table().written.pairs().map(|(original, _)| original).collect();
                letters.sort_unstable();
                let text: String = picks.iter().map(|pick| *pick.get(&letters)).collect();
                let back = deromanize(&romanize(&text, system), system);
                prop_assert_eq!(back.as_deref(), Some(text.as_str()), "{}", system);
                // The case of signs is lost, their letters are not.
                let upper = text.to_uppercase();
                let back = deromanize(&romanize(&upper, system), system).unwrap_or_default();
                prop_assert_eq!(back.to_lowercase(), text, "{}", system);
            }
        }
    }
}

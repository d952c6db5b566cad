//! Reading a romanization backwards, where its table allows that. This file may read tables and
//! the case rules beside it.

use super::{LetterCase, System, TABLES, UpperCase, case_of, lower, write_cased};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Writes romanized text in Cyrillic again, by the system it was romanized with.
///
/// `None` where the system gives one spelling to several letters, so that the original cannot be
/// told ([`System::is_reversible`]). What the system never writes stays as it stands. Signs and
/// digits have no case; the letter that is read from one takes the case of the letter after it,
/// at a word's end of the one before.
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
    let letters = READERS.get(usize::from(system.0))?.as_ref()?;
    let source: Vec<char> = text.nfc().collect();
    let lower: Vec<char> = source.iter().map(|c| lower(*c)).collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < source.len() {
        let candidates = letters.get(&lower[at]).map_or(&[][..], Vec::as_slice);
        match candidates.iter().find(|letter| lower[at..].starts_with(&letter.latin)) {
            Some(letter) => {
                let length = letter.latin.len();
                let case = case_read(&source, at, length);
                write_cased(letter.cyrillic, case, &UpperCase::UNICODE, &mut out);
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

/// What one rule writes, and from what.
struct ReverseRule {
    /// Never empty.
    latin: Vec<char>,
    cyrillic: &'static str,
}

/// What stands for a letter, longest first, by its first character.
type ReverseRules = FxHashMap<char, Vec<ReverseRule>>;

/// In the order of [`TABLES`]; `None` where the table is not reversible.
static READERS: LazyLock<Vec<Option<ReverseRules>>> =
    LazyLock::new(|| (0..TABLES.len() as u8).map(|n| letters(System(n))).collect());

fn letters(system: System) -> Option<ReverseRules> {
    if !system.is_reversible() {
        return None;
    }
    let mut letters = ReverseRules::default();
    for (cyrillic, latin) in system.table().written.pairs() {
        let latin: Vec<char> = latin.nfc().collect();
        if let Some(&first) = latin.first() {
            letters.entry(first).or_default().push(ReverseRule { latin, cyrillic });
        }
    }
    for letters in letters.values_mut() {
        letters.sort_by_key(|letter| std::cmp::Reverse(letter.latin.len()));
    }
    Some(letters)
}

/// The case of the letter that was written with `length` characters from `at`.
fn case_read(source: &[char], at: usize, length: usize) -> LetterCase {
    let has_case = |c: &char| c.is_uppercase() || c.is_lowercase();
    if source[at..at + length].iter().any(has_case) {
        return case_of(source, at, length);
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
    fn letters_without_case_follow_their_neighbours() {
        let system = System::find("iso-9-1995-ru").unwrap();
        for name in ["ГОГОЛЬ", "Гоголь", "СЪЕЗД", "Ильич", "ь", "О’Нил, 17"]
        {
            assert_eq!(deromanize(&romanize(name, system), system).as_deref(), Some(name));
        }
        // Decomposed and composed letters are the same.
        assert_eq!(deromanize("S\u{30c}ahov", system).as_deref(), Some("Шахов"));
    }

    proptest! {
        #[test]
        fn what_a_reversible_system_writes_is_read_back(
            picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..24),
        ) {
            for system in reversible() {
                let mut letters: Vec<&str> =
                    system.table().written.pairs().map(|(cyrillic, _)| cyrillic).collect();
                letters.sort_unstable();
                let text: String = picks.iter().map(|pick| *pick.get(&letters)).collect();
                let back = deromanize(&romanize(&text, system), system);
                prop_assert_eq!(back.as_deref(), Some(text.as_str()), "{}", system);
                // Case is lost with the signs, the letters never are.
                let upper = text.to_uppercase();
                let back = deromanize(&romanize(&upper, system), system).unwrap_or_default();
                prop_assert_eq!(back.to_lowercase(), text, "{}", system);
            }
        }
    }
}

//! The script of a token, and the repair of look-alike letters from another script.
//!
//! The look-alikes are the Cyrillic-Latin pairs of Unicode's confusables (UTS #39, version 16)
//! whose letters belong to the basic alphabets, in the case in which they look alike: `В` looks
//! like `B`, but `в` does not look like `b`. So are those of Greek and Armenian letters, which stand in names of
//! other letters only to hide them.

use unicode_script::UnicodeScript;

/// The scripts that have orthographies. All others are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Armenian,
    Georgian,
    /// Any other script.
    Other,
}

impl Script {
    /// The script of a letter; `None` for any other character.
    pub(crate) fn of_letter(c: char) -> Option<Script> {
        match c {
            'a'..='z' => Some(Script::Latin),
            'Ѐ'..='џ' => Some(Script::Cyrillic),
            _ => c.is_alphabetic().then(|| Script::of_char(c)),
        }
    }

    pub(crate) fn of_char(c: char) -> Script {
        // Fast path for the most frequent letters; the others need a search in Unicode's table.
        match c {
            'a'..='z' | 'A'..='Z' => Script::Latin,
            'Ѐ'..='ԯ' => Script::Cyrillic,
            _ => match c.script() {
                unicode_script::Script::Latin => Script::Latin,
                unicode_script::Script::Cyrillic => Script::Cyrillic,
                unicode_script::Script::Armenian => Script::Armenian,
                unicode_script::Script::Georgian => Script::Georgian,
                _ => Script::Other,
            },
        }
    }
}

/// The name of the script of a token that has a letter of a script without orthographies, as Unicode has it.
pub(crate) fn other_script(token: &str) -> Option<String> {
    let letter = token.chars().find(|c| Script::of_letter(*c) == Some(Script::Other))?;
    Some(letter.script().full_name().replace('_', " "))
}

/// Whether a character is alphabetic; sooner than `char::is_alphabetic` for the most frequent letters beyond ASCII.
#[inline]
pub(crate) fn is_letter(c: char) -> bool {
    matches!(c, 'Ѐ'..='џ') || c.is_alphabetic()
}

/// Pairs (Latin, Cyrillic) that look alike. Pairs that look alike in lower case only, such as `h`
/// and `һ`, are left out, so that a folded token never needs another repair.
const LOOK_ALIKES: [(char, char); 30] = [
    ('A', 'А'),
    ('a', 'а'),
    ('B', 'В'),
    ('C', 'С'),
    ('c', 'с'),
    ('E', 'Е'),
    ('e', 'е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('i', 'і'),
    ('J', 'Ј'),
    ('j', 'ј'),
    ('K', 'К'),
    ('k', 'к'),
    ('M', 'М'),
    ('O', 'О'),
    ('o', 'о'),
    ('P', 'Р'),
    ('p', 'р'),
    ('S', 'Ѕ'),
    ('s', 'ѕ'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('x', 'х'),
    ('Y', 'У'),
    ('y', 'у'),
    ('Q', 'Ԛ'),
    ('W', 'Ԝ'),
    ('Æ', 'Ӕ'),
    ('æ', 'ӕ'),
];

/// Greek and Armenian letters, each with the Latin one that it looks like. A small letter is left out where the capital
/// looks like none, for the same reason.
const LIKE_LATIN: [(char, char); 27] = [
    ('Α', 'A'),
    ('α', 'a'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('ι', 'i'),
    ('Κ', 'K'),
    ('κ', 'k'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('ν', 'v'),
    ('Ο', 'O'),
    ('ο', 'o'),
    ('Ρ', 'P'),
    ('ρ', 'p'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('υ', 'u'),
    ('Χ', 'X'),
    ('χ', 'x'),
    ('Օ', 'O'),
    ('օ', 'o'),
    ('Ս', 'U'),
    ('ս', 'u'),
    ('Տ', 'S'),
];

/// Greek letters that look like a Cyrillic one and no Latin one.
const LIKE_CYRILLIC: [(char, char); 3] = [('Γ', 'Г'), ('Π', 'П'), ('Φ', 'Ф')];

/// The letter of another script that a letter is in `table`.
fn listed(table: &[(char, char)], c: char) -> Option<char> {
    table.iter().find(|(foreign, _)| *foreign == c).map(|(_, letter)| *letter)
}

/// Whether a letter of another script, or its capital, looks like a Latin or Cyrillic one. Of a small letter that looks
/// like none this is said as of the capital, so that a word is treated alike in both cases.
fn is_foreign(c: char) -> bool {
    let is_listed = |c| listed(&LIKE_LATIN, c).or_else(|| listed(&LIKE_CYRILLIC, c)).is_some();
    c.to_uppercase().any(is_listed)
}

fn in_script(c: char, script: Script) -> Option<char> {
    if Script::of_char(c) == script {
        return Some(c);
    }
    if script == Script::Cyrillic
        && let Some(letter) = listed(&LIKE_CYRILLIC, c)
    {
        return Some(letter);
    }
    let c = listed(&LIKE_LATIN, c).unwrap_or(c);
    if Script::of_char(c) == script {
        return Some(c);
    }
    LOOK_ALIKES.iter().find_map(|&(latin, cyrillic)| match script {
        Script::Latin => (cyrillic == c).then_some(latin),
        _ => (latin == c).then_some(cyrillic),
    })
}

/// Converts a token that mixes Latin and Cyrillic, or has letters of another script beside these that all look like
/// them, to the one script that can represent all its letters. Where both can, the script of most letters wins, and
/// Latin on a tie. Returns the number of replaced letters: 0 where the token is not mixed or neither script can
/// represent it.
pub(super) fn unmix(token: &mut [char]) -> usize {
    let count = |script| token.iter().filter(|c| Script::of_char(**c) == script).count();
    let (latin, cyrillic) = (count(Script::Latin), count(Script::Cyrillic));
    // Most words have the letters of one script alone.
    if latin + cyrillic == 0 || latin == token.len() || cyrillic == token.len() {
        return 0;
    }
    let is_own = |c: char| matches!(Script::of_char(c), Script::Latin | Script::Cyrillic);
    let is_rest = |c: &char| c.is_alphabetic() && !is_own(*c);
    let are_foreign =
        token.iter().any(is_rest) && token.iter().filter(|c| is_rest(c)).all(|c| is_foreign(*c));
    if !are_foreign && (latin == 0 || cyrillic == 0) {
        return 0;
    }
    let is_replaced = |c: char| is_own(c) || are_foreign && is_foreign(c);
    let fits =
        |script| token.iter().filter(|c| is_replaced(**c)).all(|c| in_script(*c, script).is_some());
    let script = match (fits(Script::Latin), fits(Script::Cyrillic)) {
        (true, true) if cyrillic > latin => Script::Cyrillic,
        (true, _) => Script::Latin,
        (false, true) => Script::Cyrillic,
        (false, false) => return 0,
    };
    let mut replaced = 0;
    for c in token.iter_mut().filter(|c| is_replaced(**c)) {
        if let Some(other) = in_script(*c, script).filter(|other| other != c) {
            *c = other;
            replaced += 1;
        }
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_converted_to_the_script_that_has_all_letters() {
        // Mixed token, expected token, replaced letters.
        let cases = [
            ("RОMASHKІN", "ROMASHKIN", 2), // Cyrillic О and І
            ("Щeрбaков", "Щербаков", 2),   // Latin e and a
            ("СOМOВ", "СОМОВ", 2),         // both scripts can; more Cyrillic
            ("CОX", "COX", 1),             // both scripts can; more Latin
            ("Ivanов", "Ivanов", 0),       // neither script can
            ("ΡεtrΟv", "ΡεtrΟv", 0),       // ε looks like no Latin letter
            ("ΡetrΟv", "PetrOv", 2),       // Greek Ρ and Ο
            ("Πeтрοв", "Петров", 3),       // Greek Π and ο, Latin e
            ("Petrօv", "Petrov", 1),       // Armenian օ
            ("Παπαδoς", "Παπαδoς", 0),     // a Latin o in a Greek word
            ("Παππάς", "Παππάς", 0),
            ("Ζєo", "Ζєo", 0), // no script has all three
            ("ζєo", "ζєo", 0),
            ("Иванов", "Иванов", 0),
            ("Ivanov", "Ivanov", 0),
            ("", "", 0),
        ];
        for (mixed, expected, replaced) in cases {
            let mut token: Vec<char> = mixed.chars().collect();
            assert_eq!(unmix(&mut token), replaced, "{mixed}");
            assert_eq!(token.iter().collect::<String>(), expected);
        }
    }

    #[test]
    fn every_look_alike_pair_is_latin_and_cyrillic() {
        for (latin, cyrillic) in LOOK_ALIKES {
            assert_eq!(Script::of_char(latin), Script::Latin);
            assert_eq!(Script::of_char(cyrillic), Script::Cyrillic);
        }
    }

    /// What was not replaced in capitals must not be replaced in lower case either.
    #[test]
    fn small_look_alikes_of_other_scripts_have_capital_ones() {
        for (foreign, latin) in LIKE_LATIN {
            assert_eq!(Script::of_char(latin), Script::Latin);
            assert!(!matches!(Script::of_char(foreign), Script::Latin | Script::Cyrillic));
            assert!(foreign.to_uppercase().all(|capital| listed(&LIKE_LATIN, capital).is_some()));
        }
    }
}

//! Surnames: the common ones of a tradition, and a long tail made of its pieces; the feminine of
//! each. Grammar and numbering alone; this file draws nothing.

use super::tradition::{Language, SpellingPair};
use crate::record::Sex;

/// Every surname of a tradition, numbered from the commonest.
pub(super) struct SurnameTable {
    pub(super) language: Language,
    pub(super) common: Vec<SpellingPair>,
    pub(super) heads: Vec<&'static str>,
    pub(super) bodies: Vec<&'static str>,
    /// A suffix that stands here twice is twice as frequent.
    pub(super) suffixes: Vec<SpellingPair>,
}

/// A prime larger than any factor of an inventory's size, so that multiplying by it only
/// shuffles: surnames of neighbouring ranks have no piece in common.
const SHUFFLE: u64 = 1_000_003;

impl SurnameTable {
    pub(super) fn len(&self) -> usize {
        self.common.len() + self.made()
    }

    fn made(&self) -> usize {
        self.heads.len() * self.bodies.len() * self.suffixes.len()
    }

    /// The surname at a place, as a man or a woman bears it, in Russian or national spelling.
    pub(super) fn write(&self, rank: usize, sex: Sex, national: bool) -> String {
        let mut surname = match self.common.get(rank) {
            Some(form) => form.get(national).to_owned(),
            None => self.make(rank - self.common.len(), national),
        };
        if sex == Sex::Female {
            let language = if national { self.language } else { Language::Russian };
            to_feminine(&mut surname, language);
        }
        surname
    }

    fn make(&self, n: usize, national: bool) -> String {
        // The product has 36 bits at most, and the remainder is below a size of memory.
        let n = (n as u64 * SHUFFLE % self.made().max(1) as u64) as usize;
        let (suffix, n) = (n % self.suffixes.len(), n / self.suffixes.len());
        let (body, head) = (n % self.bodies.len(), n / self.bodies.len());
        let stem = [self.heads[head], self.bodies[body]].concat();
        join(stem, self.suffixes[suffix].get(national))
    }
}

/// A stem and a suffix as one word: Али and ов are Алиев, Бай and ов Баев, Гога and ия Гогия.
fn join(mut stem: String, suffix: &str) -> String {
    const VOWELS: [char; 10] = ['а', 'е', 'ё', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я'];
    let softened =
        |stem: &str| stem.ends_with(VOWELS) || stem.ends_with(['й', 'ь', 'ж', 'ш', 'ч', 'щ', 'ц']);
    if suffix == "ов" && softened(&stem) {
        if stem.ends_with(['й', 'ь']) {
            stem.pop();
        }
        return stem + "ев";
    }
    if suffix.starts_with(VOWELS) && (stem.ends_with(VOWELS) || stem.ends_with(['й', 'ь'])) {
        stem.pop();
    }
    stem + suffix
}

/// Endings of surnames that change for a woman; the first that fits does.
const FEMININE_RUSSIAN: &[(&str, &str)] = &[
    ("ов", "ова"),
    ("ев", "ева"),
    ("ёв", "ёва"),
    ("ин", "ина"),
    ("ын", "ына"),
    ("ый", "ая"),
    ("ий", "ая"),
    ("ой", "ая"),
    ("улы", "кызы"),
];
const FEMININE_UKRAINIAN: &[(&str, &str)] =
    &[("ов", "ова"), ("ев", "ева"), ("ін", "іна"), ("їн", "їна"), ("ий", "а")];
const FEMININE_BELARUSIAN: &[(&str, &str)] = &[("ў", "ва"), ("ін", "іна"), ("кі", "кая")];

fn to_feminine(surname: &mut String, language: Language) {
    let endings = match language {
        Language::Russian => FEMININE_RUSSIAN,
        Language::Ukrainian => FEMININE_UKRAINIAN,
        Language::Belarusian => FEMININE_BELARUSIAN,
    };
    if let Some((masculine, feminine)) = endings.iter().find(|e| surname.ends_with(e.0)) {
        surname.truncate(surname.len() - masculine.len());
        surname.push_str(feminine);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_and_suffixes_join() {
        let cases = [
            ("Ба", "лаш", "ов", "Балашев"),
            ("Ба", "кир", "ов", "Бакиров"),
            ("Нур", "али", "ов", "Нуралиев"),
            ("Кул", "бай", "ов", "Кулбаев"),
            ("Го", "гала", "ия", "Гогалия"),
            ("Го", "гала", "дзе", "Гогаладзе"),
        ];
        for (head, body, suffix, expected) in cases {
            assert_eq!(join([head, body].concat(), suffix), expected);
        }
    }

    #[test]
    fn women_bear_the_feminine() {
        let cases = [
            (Language::Russian, "Щербаков", "Щербакова"),
            (Language::Russian, "Ильин", "Ильина"),
            (Language::Russian, "Толстой", "Толстая"),
            (Language::Russian, "Черных", "Черных"),
            (Language::Russian, "Петросян", "Петросян"),
            (Language::Ukrainian, "Вишневський", "Вишневська"),
            (Language::Ukrainian, "Шевченко", "Шевченко"),
            (Language::Belarusian, "Кавалёў", "Кавалёва"),
            (Language::Belarusian, "Савіцкі", "Савіцкая"),
        ];
        for (language, man, woman) in cases {
            let mut surname = man.to_owned();
            to_feminine(&mut surname, language);
            assert_eq!(surname, woman);
        }
    }
}

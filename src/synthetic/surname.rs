//! Surnames: the common ones of a tradition, a long tail composed of stems and suffixes, and the
//! feminine form of each. Nothing is random in this file.

use super::language::{Language, SpellingPair};
use crate::record::Sex;

/// Every surname of a tradition, ranked by frequency.
pub(super) struct SurnameTable {
    pub(super) language: Language,
    pub(super) common: Vec<SpellingPair>,
    pub(super) heads: Vec<&'static str>,
    pub(super) bodies: Vec<&'static str>,
    /// A suffix that occurs twice here is twice as frequent.
    pub(super) suffixes: Vec<SpellingPair>,
}

/// A prime larger than any factor of the number of composed surnames. Multiplication by it permutes
/// the ranks, so surnames of neighbouring ranks share no part.
const SHUFFLE: u64 = 1_000_003;

impl SurnameTable {
    pub(super) fn len(&self) -> usize {
        self.common.len() + self.composed()
    }

    fn composed(&self) -> usize {
        self.heads.len() * self.bodies.len() * self.suffixes.len()
    }

    /// The surname at a rank, for a man or a woman, in Russian or national spelling.
    pub(super) fn write(&self, rank: usize, sex: Sex, national: bool) -> String {
        let mut surname = match self.common.get(rank) {
            Some(form) => form.get(national).to_owned(),
            None => self.compose(rank - self.common.len(), national),
        };
        if sex == Sex::Female {
            let language = if national { self.language } else { Language::Russian };
            to_feminine(&mut surname, language);
        }
        surname
    }

    fn compose(&self, n: usize, national: bool) -> String {
        // The product has at most 36 bits, and the remainder fits a usize.
        let n = (n as u64 * SHUFFLE % self.composed().max(1) as u64) as usize;
        let (suffix, n) = (n % self.suffixes.len(), n / self.suffixes.len());
        let (body, head) = (n % self.bodies.len(), n / self.bodies.len());
        let stem = [self.heads[head], self.bodies[body]].concat();
        join(stem, self.suffixes[suffix].get(national))
    }
}

/// Joins a stem and a suffix: Али and ов are Алиев, Бай and ов Баев, Гога and ия Гогия.
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

/// Masculine and feminine endings of surnames. The first match applies.
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
    fn surnames_of_women_take_the_feminine_ending() {
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

//! Given names that are written short: Md, Wm, Вл., Ал-др, and any Cyrillic word that begins a known one: Рус.

use super::concepts::{CONCEPTS_PER_NAME, concepts};
use super::fathers::FIRST_FATHER;
use super::readings::{Reading, read};
use super::surnames::{MIN_SOUNDS, surname_ending};
use super::tokens::{Name, Parts};
use crate::knowledge::{abbreviations, is_syllabic_surname};
use crate::spelling::{Concept, ConceptForm};
use crate::storage::hash_pair;
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// The abbreviations of the table, each with the names that it stands for, as short forms of them.
static ABBREVIATIONS: LazyLock<FxHashMap<&str, Vec<Concept>>> = LazyLock::new(|| {
    let of_name = |name: &str| {
        let readings = read(name);
        let all = concepts(readings.iter().map(Reading::sounds));
        let full = all.into_iter().filter(is_given_name);
        full.map(|name| Concept { form: ConceptForm::Short, ..name }).collect::<Vec<_>>()
    };
    abbreviations().map(|(short, names)| (short, names.flat_map(of_name).collect())).collect()
});

/// The sounds of a beginning that stands for a whole name. Two begin too many, and six are hardly shorter.
const BEGINNING: RangeInclusive<usize> = 3..=5;

fn is_given_name(concept: &Concept) -> bool {
    concept.form == ConceptForm::Full
        && concept.number < FIRST_FATHER
        && concept.number.is_multiple_of(CONCEPTS_PER_NAME)
}

/// Whether the table has a token as an abbreviation.
pub(super) fn is_abbreviation(token: &str) -> bool {
    ABBREVIATIONS.contains_key(token)
}

/// Pushes what a token abbreviates, or what abbreviates it if it is a known given name.
pub(super) fn push_abbreviations<'a>(
    token: &str,
    readings: impl Iterator<Item = &'a str>,
    known: &mut Vec<Concept>,
) {
    if let Some(names) = ABBREVIATIONS.get(token) {
        known.extend(names);
        return;
    }
    let from = known.len();
    let form = if known.iter().any(is_given_name) {
        ConceptForm::Unabbreviated
    } else if may_abbreviate(token, known) {
        ConceptForm::Beginning
    } else {
        return;
    };
    for sounds in readings {
        for length in BEGINNING {
            let fits = match form {
                ConceptForm::Beginning => sounds.len() == length,
                // One letter less is no abbreviation but a slip, and found as one.
                _ => sounds.len() > length + 1,
            };
            if fits {
                let concept = Concept { number: number(&sounds[..length]), form };
                if !known[from..].contains(&concept) {
                    known.push(concept);
                }
            }
        }
    }
}

/// Whether a token may be the beginning of a name, and is no name: Cyrillic, as a short Latin token is a name of
/// some tradition; with a consonant at its end, and unlike a surname.
fn may_abbreviate(token: &str, known: &[Concept]) -> bool {
    let is_consonant = |letter: char| !"аеёиоуыэюяіїєьъй".contains(letter);
    let is_name = |concept: &Concept| {
        concept.number < FIRST_FATHER
            && matches!(concept.form, ConceptForm::Full | ConceptForm::Short)
    };
    token.chars().all(|letter| ('а'..='я').contains(&letter))
        && token.ends_with(is_consonant)
        && !known.iter().any(is_name)
        && !is_syllabic_surname(token)
        && surname_ending(token, MIN_SOUNDS).is_none()
}

/// The concept number of a beginning, among those of fathers' names. Saved lists contain it.
fn number(sounds: &str) -> u32 {
    hash_pair(sounds.as_bytes(), b"beginning") >> 2 | FIRST_FATHER
}

impl Name {
    /// Joins abbreviations that leave out the middle of a name: Ал-др. Анна-Мария and others remain two.
    pub(super) fn join_abbreviations(&mut self, parts: &Parts<'_>) {
        let mut at = 0;
        while let [.., one, other] = &self.tokens[..(at + 2).min(self.tokens.len())]
            && at + 1 < self.tokens.len()
        {
            let between = one.written.end..other.written.start;
            let is_one = one.part == other.part
                && one.text.end == other.text.start
                && parts[one.part].0.and_then(|text| text.get(between)) == Some("-")
                && is_abbreviation(&self.text[one.text.start..other.text.end]);
            if is_one {
                let end = self.tokens.remove(at + 1);
                self.tokens[at].text.end = end.text.end;
                self.tokens[at].written.end = end.written.end;
            }
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::name::testing::{self, tokens};
    use crate::vocabulary::ClosenessKind;

    /// In what way the first tokens of two names are close.
    fn kind(one: &str, other: &str) -> Option<ClosenessKind> {
        let [one, other] = [one, other].map(tokens);
        let first = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
        testing::kind(&first(&one), &first(&other))
    }

    #[test]
    fn an_abbreviation_agrees_with_what_it_stands_for() {
        for (short, name) in [
            ("Md", "Muhammad"),
            ("Md.", "Магомед"),
            ("Mohd", "Muhammed"),
            ("Mhd", "Mohammad"),
            ("Wm", "William"),
            ("Chas", "Charles"),
            ("Geo", "George"),
            ("Thos", "Thomas"),
            ("Ал-др", "Александр"),
            ("Ал-др", "Oleksandr"),
            ("Алек-др", "Alexander"),
            ("Вл.", "Владимир"),
            ("Вл.", "Uladzimir"),
            ("Серг.", "Сергей"),
            ("Конст.", "Константин"),
            ("Мих.", "Михаил"),
            ("Евг.", "Евгения"),
            ("Рус", "Рустам"),
            ("Рус.", "Руслан"),
            ("Бах", "Бахтияр"),
            ("Алиш", "Алишер"),
            ("Гульн", "Гульнара"),
            ("Эльм", "Эльмира"),
        ] {
            let close = kind(short, name);
            let expected = [ClosenessKind::Diminutive, ClosenessKind::Abbreviation].map(Some);
            assert!(expected.contains(&close), "{short} {name} {close:?}");
        }
    }

    #[test]
    fn other_short_words_do_not() {
        for (one, other) in [
            ("Md", "Mahdi"),
            ("Md", "Ahmad"),
            ("Wm", "Wim"),
            ("Вл.", "Виктор"),
            ("Вл.", "Вячеслав"),
            ("Ал-др", "Алексей"),
            ("Рус", "Рашид"),
            ("Рус", "Русанов"),
            ("Рус", "Марус"),
            ("Ким", "Кимберли"),
            ("Ван", "Ванесса"),
            ("Пак", "Пакиза"),
            ("Kim", "Kimberly"),
            ("Rus", "Rustam"),
            ("Чен", "Ченгиз"),
            ("Мария", "Мариям"),
            ("Иван", "Иванка"),
            ("Марк", "Маркус"),
            ("Серов", "Серовбек"),
            ("Конст", "Кирилл"),
            ("Мих", "Мирон"),
            ("Бах", "Батыр"),
            ("Гульн", "Гулбахор"),
        ] {
            let close = kind(one, other);
            let abbreviates = [ClosenessKind::Abbreviation, ClosenessKind::Diminutive].map(Some);
            assert!(!abbreviates.contains(&close), "{one} {other} {close:?}");
        }
    }
}

//! Two initials that are written together without dots: Иванов АС, JJ Adams.
//!
//! Two capitals may also be a name (Li WU, ЛИ Сергей, Петрова ИЯ), so the other tokens decide.

use super::concepts::is_given_name;
use super::surnames::surname_ending;
use super::tokens::{Name, Parts, Role, TokenData};
use crate::knowledge::is_syllabic_surname;
use crate::limits::NAME_TOKENS;

/// The minimum letters of the name that initials stand beside.
const MIN_NAME_LETTERS: usize = 3;
/// The minimum sounds of a surname before its ending, which alone would be a given name or a word.
const MIN_SURNAME_STEM: usize = 2;

impl Name {
    /// Splits tokens of two capitals that are initials.
    ///
    /// Initials stand for the given names, so there must be another name of three or more letters, and
    /// none may be a given name: beside one, two capitals are the surname (Andrew MA). Then
    ///
    /// * beside a token that ends like surnames and hardly any given name they are initials (Иванов
    ///   АС); but a name that is all in capitals can have a given name of two letters (ПЕТРОВА ИЯ);
    /// * otherwise they are initials if they can't be spoken as a syllable, for want of a vowel (JJ
    ///   Adams), or if they alone are in capitals beside another ending of surnames (Путин АВ); but
    ///   never if they are a surname of one syllable (Xiaomin LI).
    ///
    /// Small letters (иванов ас), three letters, and what was declared as a family name or stands
    /// before the comma are left as they are.
    pub(super) fn split_joined_initials(&mut self, parts: &Parts<'_>) {
        let mut at = 0;
        while at < self.tokens.len() && self.tokens.len() < NAME_TOKENS {
            if let Some([first, second]) = self.joined_initials(at, parts) {
                self.tokens[at] = first;
                self.tokens.insert(at + 1, second);
                at += 1;
            }
            at += 1;
        }
    }

    fn joined_initials(&self, at: usize, parts: &Parts<'_>) -> Option<[TokenData; 2]> {
        let token = &self.tokens[at];
        if !matches!(token.role, Role::Unknown | Role::Given) {
            return None;
        }
        let text = self.text_of(token);
        let mut letters = text.chars();
        let (first, _, None) = (letters.next()?.len_utf8(), letters.next()?, letters.next()) else {
            return None;
        };
        let written = parts[token.part].0?.get(token.written.clone())?;
        let mut letters = written.chars();
        let capitals = [letters.next()?, letters.next()?];
        if letters.next().is_some()
            || !capitals.iter().all(|c| c.is_uppercase())
            || !self.are_initials(at, !is_lowercase_anywhere(parts))
        {
            return None;
        }
        let half = |text_range, written| TokenData {
            role: token.role,
            text: text_range,
            part: token.part,
            written,
            may_be_truncated: false,
        };
        let (start, middle) = (token.text.start, token.text.start + first);
        let written_middle = token.written.start + capitals[0].len_utf8();
        Some([
            half(start..middle, token.written.start..written_middle),
            half(middle..token.text.end, written_middle..token.written.end),
        ])
    }

    /// Whether the other tokens show that the two letters at this position are initials.
    fn are_initials(&self, at: usize, is_all_capitals: bool) -> bool {
        let is_name = |token: &TokenData| {
            let text = self.text_of(token);
            !matches!(token.role, Role::Particle | Role::Other)
                && text.chars().nth(MIN_NAME_LETTERS - 1).is_some()
        };
        let others = || {
            let others = self.tokens.iter().enumerate().filter(move |(other, _)| *other != at);
            others.map(|(_, token)| token).filter(|token| is_name(token)).map(|t| self.text_of(t))
        };
        if others().next().is_none() || others().any(is_given_name) {
            return false;
        }
        let text = self.text_of(&self.tokens[at]);
        let ending = others()
            .filter_map(|other| surname_ending(other, MIN_SURNAME_STEM))
            .max_by_key(|ending| ending.is_telling);
        match ending {
            Some(ending) if ending.is_telling => !(is_all_capitals && is_given_name(text)),
            // In Cyrillic letters, initials without full stops are more usual than such family names.
            _ if text.is_ascii() && is_syllabic_surname(text) => false,
            Some(_) if !is_all_capitals => true,
            _ => !text.contains(is_vowel),
        }
    }

    fn text_of(&self, token: &TokenData) -> &str {
        &self.text[token.text.clone()]
    }
}

fn is_lowercase_anywhere(parts: &Parts<'_>) -> bool {
    parts.iter().filter_map(|(text, _)| *text).any(|text| text.contains(char::is_lowercase))
}

/// Whether a folded Latin or Cyrillic letter is a vowel.
fn is_vowel(letter: char) -> bool {
    "aeiouyəıöüäõаеёиоуыэюяіїєүұөә".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::testing::tokens;
    use crate::record::PersonName;

    #[test]
    fn two_capitals_beside_a_surname_are_initials() {
        let mut failures = Vec::new();
        for name in [
            "Иванов АС",
            "АС Иванов",
            "Petrov AV",
            "JJ Adams",
            "Adams JJ",
            "Путин ВВ",
            "Путин АВ",
            "Шевченко ТГ",
            "ШЕВЧЕНКО ТГ",
            "Петросян ЕВ",
            "ИВАНОВ СА",
            "Сидорова НН",
            "Гулиев РЭ",
            "Брежнев ЛИ",
            "Kovalenko IP",
            "Чайковский ПИ",
            "Толстой ЛН",
            "TOLSTOJ LN",
            "Rowling JK",
            "JK Rowling",
            "Tolkien RR",
            "Шеварднадзе ЭА",
            "Саакашвили МН",
            "Назарбаев НА",
            "Рахмонов ЭШ",
            "Каримов ИА",
            "Бердымухамедов ГМ",
            "Алиев ИГ",
            "Лукашенко АГ",
            "Dzhugashvili IV",
            "Пушкин АС",
            "Hopkins GM",
            "Wells HG",
            "HG Wells",
            "Цой ВР",
            "Бондаренко ОЮ",
            "Жапаров СН",
            "Иванова ИЯ",
            "Мирзоев ШШ",
            "Касымова АЕ",
        ] {
            let letters = |part: &str| {
                let is_pair = part.chars().count() == 2;
                let folded = part.to_lowercase();
                if !is_pair {
                    return folded;
                }
                let split = folded.chars().next().map_or(0, char::len_utf8);
                format!("{} {}", &folded[..split], &folded[split..])
            };
            let expected: Vec<String> = name.split(' ').map(letters).collect();
            if tokens(name) != expected.join(" ") {
                failures.push(format!("{name}: {}", tokens(name)));
            }
        }
        assert!(failures.is_empty(), "{failures:?}");
    }

    #[test]
    fn short_names_are_no_initials() {
        for name in [
            "Li WU",
            "Ван ЛИ",
            "ЛИ Сергей",
            "MA, Andrew",
            "Andrew MA",
            "Ли Ян",
            "NG, Andrew",
            "Andrew NG",
            "WU Xiaomin",
            "Xiaomin LI",
            "LI WU",
            "LI XIAOMIN",
            "ЦОЙ Виктор",
            "Ким ИР",
            "Петрова Ия",
            "ПЕТРОВА ИЯ",
            "ИВАНОВ ЯН",
            "Иванов Ян",
            "Al Masri",
            "AL MASRI",
            "EL MASRI SALEM",
            "Иванов, Ли",
            "HO Chi Minh",
            "LE DUAN",
            "Сергей ЛИ",
            "ТЯ, Иван",
            "Jo SMITH",
            "JO SMITH",
            "BO XILAI",
            "AN Yong-sik",
            "Ок Ран",
            "YU WENHUA",
            "ХЕ Игорь",
            "Ю Виктория",
            "ОГАЙ ИЯ",
            "DU YUMENG",
            "Ed ROYCE",
            "ED ROYCE",
            "Иванов ас",
            "ТЕН ЕН",
        ] {
            let pairs = |text: &str| {
                text.split([' ', ',', '-']).filter(|part| part.chars().count() == 2).count()
            };
            let kept = tokens(name);
            assert_eq!(pairs(&kept), pairs(&name.to_lowercase()), "{name}: {kept}");
        }
    }

    #[test]
    fn initials_with_one_dot_or_none_become_single_letters() {
        for name in ["А.С Иванов", "А.С.Иванов", "Иванов А.С", "ИвановА.С.", "Иванов АС"]
        {
            let mut tokens: Vec<String> = tokens(name).split(' ').map(str::to_owned).collect();
            tokens.sort_unstable();
            assert_eq!(tokens, ["а", "иванов", "с"], "{name}");
        }
    }

    #[test]
    fn initials_are_written_as_they_stand_in_the_name() {
        let person = PersonName::parts("ЩС", "", "Щербаков");
        let name = Name::new(&person);
        let written: Vec<_> = (0..3).map(|at| name.written(at, &person)).collect();
        assert_eq!(written, ["Щербаков", "Щ", "С"]);
    }
}

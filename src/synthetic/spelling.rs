//! How an office writes a name: the script, the romanization system, the order, and whether in parts
//! or in one string. Errors are not made here.

use super::language::Language;
use super::patronymic::PatronymicWay;
use super::person::SyntheticPerson;
use crate::knowledge::{System, romanize};
use crate::record::PersonName;
use rand::{Rng, RngExt};
use std::sync::LazyLock;

/// The share of names in Latin letters; the others are Cyrillic. An assumption.
const LATIN: f64 = 0.4;
/// The share of Ukrainian and Belarusian names that start from the national spelling instead of the
/// Russian one: for Cyrillic names, and for Latin names, where passports use it. Assumptions.
const NATIONAL_CYRILLIC: f64 = 0.5;
const NATIONAL_LATIN: f64 = 0.7;

/// Systems and their shares in hundredths. The assumption: most Latin spellings come from passports
/// and machine readable zones, some from the press of each language.
type SystemShares = &'static [(&'static str, u32)];
const RUSSIAN: SystemShares = &[
    ("icao-9303-ru", 34),
    ("bgn-pcgn-1947-ru", 14),
    ("english-press-ru", 20),
    ("mvd-310-1997-fr-ru", 8),
    ("french-press-ru", 5),
    ("german-press-ru", 6),
    ("polish-pwn-ru", 4),
    ("iso-r-9-1968-ru", 3),
    ("un-1987-ru", 1),
    ("gost-r-7.0.34-2014-ru", 5),
];
const UKRAINIAN: SystemShares = &[("ua-2010-uk", 70), ("icao-9303-uk", 30)];
const BELARUSIAN: SystemShares = &[("icao-9303-be", 75), ("by-2007-be", 25)];

/// A script, a romanization system, and whether they apply to the Russian or the national spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SpellingStyle {
    national: bool,
    /// `None` is Cyrillic.
    system: Option<System>,
}

impl SpellingStyle {
    pub(super) fn draw(person: &SyntheticPerson, rng: &mut impl Rng) -> SpellingStyle {
        let latin = rng.random_bool(LATIN);
        let language = person.tradition.language;
        let own = if latin { NATIONAL_LATIN } else { NATIONAL_CYRILLIC };
        let national = language != Language::Russian && rng.random_bool(own);
        let read = if national { language } else { Language::Russian };
        SpellingStyle { national, system: latin.then(|| draw_system(read, rng)).flatten() }
    }

    /// Draws a different style.
    pub(super) fn draw_other(self, person: &SyntheticPerson, rng: &mut impl Rng) -> SpellingStyle {
        // A draw repeats the style with a probability of at most 0.6, so 64 draws are enough.
        (0..64)
            .map(|_| SpellingStyle::draw(person, rng))
            .find(|other| *other != self)
            .unwrap_or(self)
    }

    /// Given name, patronymic and family name.
    pub(super) fn write(self, person: &SyntheticPerson) -> [String; 3] {
        self.romanized(person.name(self.national))
    }

    /// The same name with the surname at birth.
    pub(super) fn write_maiden(self, person: &SyntheticPerson) -> [String; 3] {
        self.romanized(person.maiden_name(self.national))
    }

    /// The patronymic in another way of the person's tradition, or with the Russian ending.
    pub(super) fn write_patronymic(
        self,
        person: &SyntheticPerson,
        way: Option<&PatronymicWay>,
    ) -> String {
        let SyntheticPerson { tradition, father, sex, .. } = person;
        let romanized = |name: &str| match self.system {
            Some(system) => romanize(name, system),
            None => name.to_owned(),
        };
        match way {
            Some(way) => {
                let father = tradition.male.name(*father).get(self.national);
                way.write(&romanized(father), *sex, self.system.is_some())
            }
            None => romanized(tradition.patronymic(*father, *sex, false).get(self.national)),
        }
    }

    fn romanized(self, name: [String; 3]) -> [String; 3] {
        match self.system {
            Some(system) => name.map(|part| romanize(&part, system)),
            None => name,
        }
    }
}

/// The systems of each language, each repeated as often as its share.
static SYSTEMS: LazyLock<[Vec<System>; 3]> = LazyLock::new(|| {
    [RUSSIAN, UKRAINIAN, BELARUSIAN].map(|weights| {
        let repeated = |&(key, weight): &(&str, u32)| {
            System::find(key).into_iter().flat_map(move |s| std::iter::repeat_n(s, weight as usize))
        };
        weights.iter().flat_map(repeated).collect()
    })
});

fn draw_system(language: Language, rng: &mut impl Rng) -> Option<System> {
    let systems = &SYSTEMS[match language {
        Language::Russian => 0,
        Language::Ukrainian => 1,
        Language::Belarusian => 2,
    }];
    systems.get(rng.random_range(0..systems.len().max(1))).copied()
}

/// The arrangement of the parts of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameLayout {
    Parts,
    /// `ЩЕРБАКОВ Илья Петрович`
    CapitalFamilyFirst,
    /// `Щербаков Илья Петрович`
    FamilyFirst,
    /// `Илья Петрович Щербаков`
    GivenFirst,
}

impl NameLayout {
    /// Half in separate parts; of the others, half with the family name in capitals. An assumption.
    pub(super) fn draw(rng: &mut impl Rng) -> NameLayout {
        match rng.random_range(0..8) {
            0..4 => NameLayout::Parts,
            4 | 5 => NameLayout::CapitalFamilyFirst,
            6 => NameLayout::FamilyFirst,
            _ => NameLayout::GivenFirst,
        }
    }

    /// A layout in one string with another order of the parts.
    pub(super) fn reordered(self) -> NameLayout {
        match self {
            NameLayout::GivenFirst => NameLayout::FamilyFirst,
            _ => NameLayout::GivenFirst,
        }
    }

    pub(super) fn write(self, [given, patronymic, family]: [String; 3]) -> PersonName {
        match self {
            NameLayout::Parts => PersonName::parts(given, patronymic, family),
            NameLayout::CapitalFamilyFirst => joined([&family.to_uppercase(), &given, &patronymic]),
            NameLayout::FamilyFirst => joined([&family, &given, &patronymic]),
            NameLayout::GivenFirst => joined([&given, &patronymic, &family]),
        }
    }
}

fn joined(parts: [&str; 3]) -> PersonName {
    let mut name = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(part);
    }
    PersonName::full(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_exists_and_shares_add_up() {
        for weights in [RUSSIAN, UKRAINIAN, BELARUSIAN] {
            assert_eq!(weights.iter().map(|(_, weight)| weight).sum::<u32>(), 100);
        }
        assert!(SYSTEMS.iter().all(|systems| systems.len() == 100));
    }

    #[test]
    fn another_style_is_a_different_one() {
        for number in 0..1_000 {
            let person = SyntheticPerson::new(5, number);
            let rng = &mut super::super::person::rng(
                5,
                super::super::person::RandomStream::Listed,
                number,
            );
            let spelling = SpellingStyle::draw(&person, rng);
            assert_ne!(spelling.draw_other(&person, rng), spelling);
        }
    }
}

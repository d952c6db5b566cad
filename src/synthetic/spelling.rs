//! How an office writes a name: in which script and by which romanization system, in one string
//! or in parts, and in which order. This file may romanize and build names; it makes no mistakes.

use super::person::SyntheticPerson;
use super::tradition::Language;
use crate::knowledge::{System, romanize};
use crate::record::PersonName;
use rand::{Rng, RngExt};
use std::sync::LazyLock;

/// Share of names in Latin letters; the others are in Cyrillic. An assumption.
const LATIN: f64 = 0.4;
/// Share of names from the national spelling of Ukrainian and Belarusian people, rather than the
/// Russian one: in Cyrillic, and in Latin, where passports follow it. Assumptions.
const NATIONAL_CYRILLIC: f64 = 0.5;
const NATIONAL_LATIN: f64 = 0.7;

/// Systems and their weights in hundredths. Passports and machine-readable zones are assumed to
/// be the source of most Latin spellings, the press of each language of some.
type SystemWeights = &'static [(&'static str, u32)];
const RUSSIAN: SystemWeights = &[
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
const UKRAINIAN: SystemWeights = &[("ua-2010-uk", 70), ("icao-9303-uk", 30)];
const BELARUSIAN: SystemWeights = &[("icao-9303-be", 75), ("by-2007-be", 25)];

/// A script and a system, from the Russian or the national spelling.
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

    /// Another than the given one.
    pub(super) fn draw_other(self, person: &SyntheticPerson, rng: &mut impl Rng) -> SpellingStyle {
        // Six in ten draws at most are the same again: sixty-four in a row will not be seen.
        (0..64)
            .map(|_| SpellingStyle::draw(person, rng))
            .find(|other| *other != self)
            .unwrap_or(self)
    }

    /// GivenNames name, patronymic and family name.
    pub(super) fn write(self, person: &SyntheticPerson) -> [String; 3] {
        self.romanized(person.name(self.national))
    }

    /// The same with the surname at birth.
    pub(super) fn write_maiden(self, person: &SyntheticPerson) -> [String; 3] {
        self.romanized(person.maiden_name(self.national))
    }

    fn romanized(self, name: [String; 3]) -> [String; 3] {
        match self.system {
            Some(system) => name.map(|part| romanize(&part, system)),
            None => name,
        }
    }
}

/// Systems to draw from, each as often as its weight.
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

/// How the parts of a name stand in a record.
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
    /// Half in parts; of the others half with the family name in capitals. An assumption.
    pub(super) fn draw(rng: &mut impl Rng) -> NameLayout {
        match rng.random_range(0..8) {
            0..4 => NameLayout::Parts,
            4 | 5 => NameLayout::CapitalFamilyFirst,
            6 => NameLayout::FamilyFirst,
            _ => NameLayout::GivenFirst,
        }
    }

    /// The name in one string, its parts in another order.
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
    fn every_weighted_system_exists_and_weights_are_hundredths() {
        for weights in [RUSSIAN, UKRAINIAN, BELARUSIAN] {
            assert_eq!(weights.iter().map(|(_, weight)| weight).sum::<u32>(), 100);
        }
        assert!(SYSTEMS.iter().all(|systems| systems.len() == 100));
    }

    #[test]
    fn another_spelling_is_another() {
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

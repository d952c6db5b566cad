//! The naming traditions: tables of given names and surnames, and draws from them.
//!
//! The tables stand in `names/`. This file reads them once and knows how likely each name is. It
//! may use the rules for patronymics and surnames beside it, and nothing of the crate outside.

use super::patronymic::Patronymic;
use super::surname;
use crate::record::Sex;
use rand::{Rng, RngExt};
use rand_distr::weighted::WeightedAliasIndex;
use rand_distr::{Distribution, Zipf};
use std::sync::LazyLock;

/// The share that the commonest surname of a tradition has of its people. Russia's is between
/// 1 and 2 %, but a population of many regions is flatter: an assumption.
const COMMONEST_SURNAME: f64 = 0.008;

/// GivenNames names fall off as 1/(rank + 3): with fifty names the commonest has about 9 %.
/// An assumption of the right order for birth registers of the last decades.
const GIVEN_NAME_OFFSET: f64 = 3.0;

/// A name in Russian spelling, and in the national one where the tradition has its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpellingPair<S = &'static str> {
    pub(super) russian: S,
    pub(super) national: S,
}

impl<S: AsRef<str>> SpellingPair<S> {
    pub(super) fn get(&self, national: bool) -> &str {
        if national { self.national.as_ref() } else { self.russian.as_ref() }
    }
}

impl SpellingPair {
    /// `Сергей/Сергій`, or one spelling for both.
    fn parse(word: &'static str) -> SpellingPair {
        let (russian, national) = word.split_once('/').unwrap_or((word, word));
        SpellingPair { russian, national }
    }
}

/// Names in order of frequency, and how to draw one.
pub(super) struct GivenNames {
    names: Vec<SpellingPair>,
    weights: Option<WeightedAliasIndex<f64>>,
}

impl GivenNames {
    fn new(names: Vec<SpellingPair>) -> GivenNames {
        let weights = (0..names.len()).map(|rank| 1.0 / (rank as f64 + 1.0 + GIVEN_NAME_OFFSET));
        GivenNames { weights: WeightedAliasIndex::new(weights.collect()).ok(), names }
    }

    /// The place of a name in the table. The tables are not empty, so there are always weights.
    pub(super) fn draw(&self, rng: &mut impl Rng) -> usize {
        self.weights.as_ref().map_or(0, |weights| weights.sample(rng))
    }

    pub(super) fn name(&self, n: usize) -> &SpellingPair {
        &self.names[n]
    }
}

/// One naming tradition.
pub(super) struct Tradition {
    /// An ISO 3166-1 code.
    pub(super) nationality: &'static str,
    /// The share of its people among all.
    share: f64,
    /// The shape of its passport numbers: `#` is a digit, `@` a letter.
    pub(super) passport: &'static str,
    /// Whether it has spellings in an alphabet of its own that the tables hold.
    pub(super) language: Language,
    pub(super) male: GivenNames,
    pub(super) female: GivenNames,
    /// In the order of `male`.
    patronymics: Vec<Patronymic>,
    /// The share of patronymics formed the national way (оглы, улы) rather than the Russian.
    own_patronymics: f64,
    pub(super) surnames: surname::SurnameTable,
    ranks: Option<Zipf<f64>>,
}

/// The languages whose own spelling is known beside the Russian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Russian,
    Ukrainian,
    Belarusian,
}

impl Tradition {
    fn parse(text: &'static str) -> Tradition {
        let fact = |key: &str| {
            let is_fact = |line: &'static str| line.strip_prefix("# ")?.split_once(": ");
            text.lines().filter_map(is_fact).find(|(name, _)| *name == key).map(|(_, value)| value)
        };
        let words = |kind: &str| -> Vec<&'static str> {
            let rows = text.lines().filter_map(|line| line.split_once('\t'));
            rows.filter(|row| row.0 == kind).flat_map(|row| row.1.split(' ')).collect()
        };
        let forms =
            |kind: &str| words(kind).into_iter().map(SpellingPair::parse).collect::<Vec<_>>();
        let nationality = fact("nationality").unwrap_or("");
        let language = match nationality {
            "UA" => Language::Ukrainian,
            "BY" => Language::Belarusian,
            _ => Language::Russian,
        };
        let male = forms("male");
        let own = fact("son").zip(fact("daughter"));
        let patronymics = male.iter().map(|name| Patronymic::of(name, language, own)).collect();
        let surnames = surname::SurnameTable {
            language,
            common: forms("surname"),
            heads: words("head"),
            bodies: words("body"),
            suffixes: forms("suffix"),
        };
        let number = |key: &str| fact(key).and_then(|value| value.parse().ok()).unwrap_or(0.0);
        Tradition {
            nationality,
            share: number("share"),
            passport: fact("passport").unwrap_or("########"),
            language,
            male: GivenNames::new(male),
            female: GivenNames::new(forms("female")),
            patronymics,
            own_patronymics: number("own-patronymics"),
            ranks: zipf(surnames.len()),
            surnames,
        }
    }

    /// Draws a tradition by its share of all people.
    pub(super) fn draw(rng: &mut impl Rng) -> &'static Tradition {
        let mut left: f64 = rng.random();
        for tradition in TRADITIONS.iter() {
            left -= tradition.share;
            if left < 0.0 {
                return tradition;
            }
        }
        &TRADITIONS[0]
    }

    pub(super) fn given(&self, sex: Sex) -> &GivenNames {
        if sex == Sex::Female { &self.female } else { &self.male }
    }

    /// Draws how the child of a father is called after him.
    pub(super) fn draw_patronymic(&self, sex: Sex, rng: &mut impl Rng) -> &SpellingPair<String> {
        let own = rng.random_bool(self.own_patronymics.clamp(0.0, 1.0));
        self.patronymics[self.male.draw(rng)].form(sex, own)
    }

    /// Draws the place of a surname in [`Tradition::surnames`].
    pub(super) fn draw_surname(&self, rng: &mut impl Rng) -> usize {
        // Zipf's ranks are whole numbers from 1.
        self.ranks.as_ref().map_or(0, |ranks| ranks.sample(rng) as usize - 1)
    }
}

/// Zipf's law over so many ranks, its exponent such that the first has [`COMMONEST_SURNAME`].
fn zipf(ranks: usize) -> Option<Zipf<f64>> {
    let ranks = ranks as f64;
    // The sum of r^-s over the ranks, by the trapezoid rule: the share of the first is 1/sum.
    let sum = |s: f64| (ranks.powf(1.0 - s) - 1.0) / (1.0 - s) + (1.0 + ranks.powf(-s)) / 2.0;
    let (mut flat, mut steep) = (0.01, 0.99);
    for _ in 0..40 {
        let middle = (flat + steep) / 2.0;
        if 1.0 / sum(middle) < COMMONEST_SURNAME { flat = middle } else { steep = middle }
    }
    Zipf::new(ranks, flat).ok()
}

static TRADITIONS: LazyLock<[Tradition; 10]> = LazyLock::new(|| {
    [
        include_str!("names/russian.tsv"),
        include_str!("names/ukrainian.tsv"),
        include_str!("names/belarusian.tsv"),
        include_str!("names/kazakh.tsv"),
        include_str!("names/kyrgyz.tsv"),
        include_str!("names/uzbek.tsv"),
        include_str!("names/tajik.tsv"),
        include_str!("names/azerbaijani.tsv"),
        include_str!("names/armenian.tsv"),
        include_str!("names/georgian.tsv"),
    ]
    .map(Tradition::parse)
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_whole() {
        for tradition in TRADITIONS.iter() {
            let name = tradition.nationality;
            assert_eq!(name.len(), 2);
            assert!(tradition.share > 0.0, "{name}");
            assert!(tradition.ranks.is_some(), "{name}");
            for given in [&tradition.male, &tradition.female] {
                assert!(given.weights.is_some(), "{name}");
                assert!((30..=80).contains(&given.names.len()), "{name}: {}", given.names.len());
            }
            assert!((40..=100).contains(&tradition.surnames.common.len()), "{name}");
            assert!(tradition.surnames.len() > 2_500, "{name}");
        }
        let shares: f64 = TRADITIONS.iter().map(|tradition| tradition.share).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{shares}");
    }

    #[test]
    fn the_tables_are_cyrillic() {
        for tradition in TRADITIONS.iter() {
            let given = tradition.male.names.iter().chain(&tradition.female.names);
            for form in given.chain(&tradition.surnames.common) {
                for name in [form.russian, form.national] {
                    let cyrillic = |c: char| ('Ѐ'..='ԯ').contains(&c) || c == '\'';
                    assert!(name.chars().all(cyrillic), "{}: {name}", tradition.nationality);
                }
            }
        }
    }
}

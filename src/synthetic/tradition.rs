//! The naming traditions: reads the tables in `names/` and draws given names, patronymics and
//! surnames from them.

use super::language::{Language, SpellingPair};
use super::patronymic::{Patronymic, PatronymicForm, PatronymicWay};
use super::surname;
use crate::record::Sex;
use rand::{Rng, RngExt};
use rand_distr::weighted::WeightedAliasIndex;
use rand_distr::{Distribution, Zipf};
use std::sync::LazyLock;

/// The share of people with the most common surname of their tradition. In Russia it is between 1
/// and 2 %, but a population of many regions is flatter. An assumption.
const MOST_COMMON_SURNAME: f64 = 0.008;

/// The frequency of a given name is proportional to 1/(rank + 3). Of fifty names the most common then
/// has about 9 %. An assumption, of the order of birth registers of the last decades.
const GIVEN_NAME_OFFSET: f64 = 3.0;

/// Given names in descending order of frequency.
pub(super) struct GivenNames {
    names: Vec<SpellingPair>,
    weights: Option<WeightedAliasIndex<f64>>,
}

impl GivenNames {
    fn new(names: Vec<SpellingPair>) -> GivenNames {
        let weights = (0..names.len()).map(|rank| 1.0 / (rank as f64 + 1.0 + GIVEN_NAME_OFFSET));
        GivenNames { weights: WeightedAliasIndex::new(weights.collect()).ok(), names }
    }

    /// Draws the position of a name.
    pub(super) fn draw(&self, rng: &mut impl Rng) -> usize {
        // The tables are not empty, so there are always weights.
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
    /// Its share of all people.
    share: f64,
    /// The pattern of passport numbers: `#` is a digit, `@` a letter.
    pub(super) passport: &'static str,
    /// The language of the national spelling.
    pub(super) language: Language,
    pub(super) male: GivenNames,
    pub(super) female: GivenNames,
    /// In the order of `male`.
    patronymics: Vec<Patronymic>,
    /// The share of patronymics in the national form (оглы, улы) instead of the Russian one.
    own_patronymics: f64,
    /// What the tradition adds to a father's name, as offices write it.
    pub(super) ways: Vec<PatronymicWay>,
    pub(super) surnames: surname::SurnameTable,
    ranks: Option<Zipf<f64>>,
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
        let ways =
            text.lines().filter_map(|line| PatronymicWay::parse(line.strip_prefix("way\t")?));
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
            ways: ways.collect(),
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

    /// Draws whether a patronymic has the national form.
    pub(super) fn draws_own_patronymic(&self, rng: &mut impl Rng) -> bool {
        rng.random_bool(self.own_patronymics.clamp(0.0, 1.0))
    }

    /// The patronymic by the father at that position of the men's names.
    pub(super) fn patronymic(&self, father: usize, sex: Sex, own: bool) -> &SpellingPair<String> {
        self.patronymics[father].form(sex, own)
    }

    /// The form of national patronymics; the Russian one in a tradition without them.
    pub(super) fn own_form(&self) -> PatronymicForm {
        self.ways.first().map_or(PatronymicForm::Russian, PatronymicWay::form)
    }

    /// Draws the rank of a surname in [`Tradition::surnames`].
    pub(super) fn draw_surname(&self, rng: &mut impl Rng) -> usize {
        // `Zipf` returns whole numbers from 1.
        self.ranks.as_ref().map_or(0, |ranks| ranks.sample(rng) as usize - 1)
    }
}

/// Zipf's law over that many ranks, with the exponent that gives the first rank the share
/// [`MOST_COMMON_SURNAME`].
fn zipf(ranks: usize) -> Option<Zipf<f64>> {
    let ranks = ranks as f64;
    // The sum of r^-s over the ranks, by the trapezoid rule. The share of the first rank is 1/sum.
    let sum = |s: f64| (ranks.powf(1.0 - s) - 1.0) / (1.0 - s) + (1.0 + ranks.powf(-s)) / 2.0;
    let (mut flat, mut steep) = (0.01, 0.99);
    for _ in 0..40 {
        let middle = (flat + steep) / 2.0;
        if 1.0 / sum(middle) < MOST_COMMON_SURNAME { flat = middle } else { steep = middle }
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
    fn every_table_is_complete() {
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
            assert_eq!(tradition.ways.is_empty(), tradition.own_patronymics == 0.0, "{name}");
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

//! How East Slavic names are declined, read backwards: from the ending of a case to the nominative.

use super::tables::{DECLENSION, rows};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A set of oblique cases of men's and of women's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CaseSet(u16);

/// Genitive, dative, accusative, instrumental and prepositional.
const CASES: usize = 5;

impl CaseSet {
    pub(crate) const ALL: CaseSet = CaseSet((1 << (2 * CASES)) - 1);

    fn of_case(sex: &str, case: usize) -> CaseSet {
        let of_men = 1 << case;
        CaseSet(match sex {
            "m" => of_men,
            "f" => of_men << CASES,
            _ => of_men | of_men << CASES,
        })
    }

    /// All cases of the names of a sex (m, f, and both otherwise).
    pub(crate) fn of_sex(sex: &str) -> CaseSet {
        (0..CASES).map(|case| CaseSet::of_case(sex, case)).fold(CaseSet::default(), CaseSet::or)
    }

    pub(crate) fn and(self, other: CaseSet) -> CaseSet {
        CaseSet(self.0 & other.0)
    }

    pub(crate) fn or(self, other: CaseSet) -> CaseSet {
        CaseSet(self.0 | other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn are_of_men(self) -> bool {
        self.0 < 1 << CASES
    }

    /// Each of them alone, those of men first.
    pub(crate) fn each(self) -> impl Iterator<Item = CaseSet> {
        (0..2 * CASES).map(|bit| CaseSet(1 << bit)).filter(move |one| !self.and(*one).is_empty())
    }
}

/// Which names have an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeclensionClass {
    Patronymic,
    /// Surnames of the adjectival and the mixed declension.
    Surname,
    /// Given names and other surnames.
    Noun,
    /// Given names alone.
    Given,
}

/// What stands before an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Vowel,
    Consonant,
    Sibilant,
}

impl Before {
    fn allows(self, letter: char) -> bool {
        match self {
            Before::Vowel => is_vowel(letter),
            Before::Consonant => !is_vowel(letter),
            Before::Sibilant => "жшчщц".contains(letter),
        }
    }
}

/// An ending of oblique cases, and that of the nominative.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeclinedEnding {
    pub(crate) class: DeclensionClass,
    pub(crate) ending: &'static str,
    pub(crate) nominative: &'static str,
    pub(crate) cases: CaseSet,
    /// What stands before the ending of a noun.
    before: Option<Before>,
}

/// An ending of names that are not declined.
#[derive(Clone, Copy, Debug)]
struct FixedEnding {
    /// `None` for any consonant.
    ending: Option<&'static str>,
    cases: CaseSet,
    is_telling: bool,
}

#[derive(Debug, Default)]
struct Declension {
    /// By the last letter, the longest first.
    declined: FxHashMap<char, Vec<DeclinedEnding>>,
    fixed: Vec<FixedEnding>,
}

static DECLENSION_ENDINGS: LazyLock<Declension> = LazyLock::new(|| {
    let mut known = Declension::default();
    for row in rows(DECLENSION) {
        let (class, before) = row[0].split_once(' ').unwrap_or((row[0], ""));
        let class = match class {
            "patronymic" => DeclensionClass::Patronymic,
            "surname" => DeclensionClass::Surname,
            "noun" => DeclensionClass::Noun,
            "given" => DeclensionClass::Given,
            fixed => {
                let cases = CaseSet::of_sex(row[1]);
                let ending = Some(row[2]).filter(|ending| *ending != "consonant");
                known.fixed.push(FixedEnding { ending, cases, is_telling: fixed == "fixed" });
                continue;
            }
        };
        let before = match before {
            "vowel" => Some(Before::Vowel),
            "consonant" => Some(Before::Consonant),
            "sibilant" => Some(Before::Sibilant),
            _ => None,
        };
        let nominative = row[2].trim_matches('-');
        for (case, endings) in row[3..3 + CASES].iter().enumerate() {
            for ending in endings.split(' ').filter(|ending| *ending != "-") {
                let cases = CaseSet::of_case(row[1], case);
                let last = ending.chars().next_back().unwrap_or_default();
                let of_last = known.declined.entry(last).or_default();
                let same = of_last.iter_mut().find(|it| {
                    let one = (it.class, it.ending, it.nominative, it.before);
                    one == (class, ending, nominative, before)
                });
                match same {
                    Some(same) => same.cases = same.cases.or(cases),
                    None => {
                        of_last.push(DeclinedEnding { class, ending, nominative, cases, before })
                    }
                }
            }
        }
    }
    for endings in known.declined.values_mut() {
        endings.sort_by_key(|ending| std::cmp::Reverse(ending.ending.len()));
    }
    known
});

/// The minimum letters before an ending.
const MIN_STEM: usize = 2;

/// The endings of oblique cases that a folded token may have, each with what precedes it; the longest
/// first.
pub(crate) fn declined_endings(
    token: &str,
) -> impl Iterator<Item = (&str, &'static DeclinedEnding)> {
    let last = token.chars().next_back();
    let endings = last.and_then(|last| DECLENSION_ENDINGS.declined.get(&last));
    endings.into_iter().flatten().filter_map(move |ending| {
        let stem = token.strip_suffix(ending.ending)?;
        let before = stem.chars().next_back()?;
        let fits = ending.before.is_none_or(|allowed| allowed.allows(before));
        (fits && stem.chars().nth(MIN_STEM - 1).is_some()).then_some((stem, ending))
    })
}

/// The cases in which a folded token may be the same as in the nominative, as names with its ending are not
/// declined; and whether that ending is one of East Slavic surnames alone.
pub(crate) fn undeclined_cases(token: &str) -> (CaseSet, bool) {
    let ends_so = |fixed: &&FixedEnding| match fixed.ending {
        Some(ending) => token.ends_with(ending),
        None => token.ends_with(|last: char| is_cyrillic(last) && !is_vowel(last)),
    };
    DECLENSION_ENDINGS
        .fixed
        .iter()
        .filter(ends_so)
        .fold((CaseSet::default(), false), |(cases, is_telling), fixed| {
            (cases.or(fixed.cases), is_telling || fixed.is_telling)
        })
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..'\u{530}').contains(&letter)
}

fn is_vowel(letter: char) -> bool {
    "аеёиоуыэюяіїє".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_complete_and_its_example_has_the_nominative_ending() {
        for row in rows(DECLENSION) {
            assert_eq!(row.len(), 10, "{row:?}");
            let class = row[0].split(' ').next().unwrap_or_default();
            assert!(
                ["patronymic", "surname", "noun", "given", "fixed", "open"].contains(&class),
                "{row:?}"
            );
            assert!(["m", "f", "-"].contains(&row[1]), "{row:?}");
            let ending = row[2].trim_matches('-').replace("consonant", "");
            assert!(row[9].to_lowercase().ends_with(&ending), "{row:?}");
        }
    }
}

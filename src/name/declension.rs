//! Restores the nominative of a name that was copied from a sentence: Ивановым Сергеем Петровичем.
//!
//! One token never decides. Петра is a genitive and a woman's name, Иванова a genitive and a woman's
//! surname. So all tokens must fit one case of one sex, and one of them must be no nominative.

use super::concepts::is_given_name;
use super::tokens::{Name, Role};
use crate::knowledge::{
    CaseSet, DeclensionClass, DeclinedEnding, Kinship, declined_endings, given_name_forms,
    has_patronymic_ending, kinship, patronymic_exceptions, undeclined_cases,
};
use crate::text::Repair;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// The full forms of given names in Cyrillic letters, with all cases of the names of that sex.
static GIVEN_NAMES: LazyLock<FxHashMap<&str, CaseSet>> = LazyLock::new(|| {
    let mut names: FxHashMap<&str, CaseSet> = FxHashMap::default();
    for (form, sex) in given_name_forms().filter(|(form, _)| form.starts_with(is_cyrillic)) {
        let cases = names.entry(form).or_default();
        *cases = cases.or(CaseSet::of_sex(sex));
    }
    names
});

/// The patronymics whose ending alone does not show one (Лукич).
static EXCEPTIONS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| patronymic_exceptions().map(|(patronymic, _)| patronymic).collect());

/// What speaks for a case that all tokens of a name may stand in.
#[derive(Debug, Default)]
struct Support {
    /// The tokens that have an ending of the case, or one of East Slavic surnames that are not declined.
    declined: usize,
    /// Whether a token is a patronymic that stands in the case.
    has_patronymic: bool,
    /// Whether a token is a known given name in the case, and no name in the nominative.
    is_certain: bool,
    /// Whether a surname has an ending that no nominative has (Чайковского).
    has_surname: bool,
    /// Whether a known given name stands in the case, although the token may be another name (Петра).
    has_given_name: bool,
}

impl Name {
    /// Puts the tokens into the nominative if all of them stand in one oblique case.
    pub(super) fn restore_nominatives(&mut self) {
        let mut texts = self.tokens.iter().map(|token| &self.text[token.text.clone()]);
        if !texts.clone().any(shows_case) || texts.any(is_nominative_of_man) {
            return;
        }
        let Some(case) = self.only_case() else { return };
        for at in 0..self.tokens.len() {
            if self.is_declinable(at) {
                let start = self.text.len();
                if let Some(nominative) = nominative(self.token_text(at), case) {
                    self.text.push_str(&nominative);
                    self.tokens[at].text = start..self.text.len();
                }
            }
        }
        self.repairs.push(Repair::NominativeRestored);
    }

    /// The case that all tokens stand in; `None` where a man's and a woman's name may have been declined so.
    fn only_case(&self) -> Option<CaseSet> {
        let mut cases = CaseSet::ALL;
        for at in (0..self.tokens.len()).filter(|at| self.is_declinable(*at)) {
            cases = cases.and(possible_cases(self.token_text(at)));
            if cases.is_empty() {
                return None;
            }
        }
        let shown = |has_patronymic: bool| {
            let shows = move |case: &CaseSet| self.support(*case).shows(has_patronymic);
            cases.each().filter(shows)
        };
        // A patronymic has a sex.
        if let Some(case) = shown(true).next() {
            return Some(case);
        }
        let mut shown = shown(false);
        let first = shown.next()?;
        // A masculine genitive is an accusative too, and gives the same nominative.
        shown.all(|case| case.are_of_men() == first.are_of_men()).then_some(first)
    }

    fn support(&self, case: CaseSet) -> Support {
        let mut support = Support::default();
        for at in (0..self.tokens.len()).filter(|at| self.is_declinable(*at)) {
            support.add(self.token_text(at), case);
        }
        support
    }

    /// Particles, initials and a father's name before a word of kinship are not declined.
    fn is_declinable(&self, at: usize) -> bool {
        let is_before_kinship = self.tokens.get(at + 1).is_some_and(|next| {
            kinship(&self.text[next.text.clone()]) == Some(Kinship::AfterFather)
        });
        self.tokens[at].role != Role::Particle
            && !is_before_kinship
            && self.token_text(at).chars().nth(1).is_some()
    }

    fn token_text(&self, at: usize) -> &str {
        &self.text[self.tokens[at].text.clone()]
    }
}

impl Support {
    fn shows(&self, has_patronymic: bool) -> bool {
        let is_certain = match has_patronymic {
            true => self.has_patronymic,
            false => self.is_certain || self.has_surname && self.has_given_name,
        };
        is_certain && self.declined > 1
    }

    fn add(&mut self, token: &str, case: CaseSet) {
        let mut is_declined = undeclined_cases(token).1;
        for (stem, ending) in declined_endings(token).filter(|(_, ending)| ending.is_of(case)) {
            let given_name = known_given_name(stem, ending, case);
            is_declined |= ending.class != DeclensionClass::Given || given_name.is_some();
            match ending.class {
                DeclensionClass::Patronymic => self.has_patronymic |= is_patronymic(stem, ending),
                DeclensionClass::Surname => {
                    let is_no_nominative = |end| ending.ending.ends_with(end);
                    self.has_surname |= ["го", "му", "ым", "им"].iter().any(is_no_nominative);
                }
                DeclensionClass::Noun | DeclensionClass::Given if given_name.is_some() => {
                    self.has_given_name = true;
                    // A masculine genitive may be a woman's name.
                    let is_other = token.ends_with(['а', 'я'])
                        || GIVEN_NAMES.contains_key(token)
                        || is_given_name(token);
                    self.is_certain |= !is_other;
                }
                DeclensionClass::Noun | DeclensionClass::Given => {}
            }
        }
        self.declined += usize::from(is_declined);
    }
}

/// Whether a token can make a case certain, by its last letters alone.
fn shows_case(token: &str) -> bool {
    token.ends_with(['у', 'ю', 'м', 'е', 'и', 'ы', 'й', 'і', 'ї', 'о'])
        || ["ича", "іча", "ага"].iter().any(|ending| token.ends_with(ending))
}

/// Whether a token is a man's surname or patronymic in the nominative, by its last letters alone.
fn is_nominative_of_man(token: &str) -> bool {
    ["ов", "ев", "ёв", "ин", "ын", "вич", "віч", "ский", "цкий"]
        .iter()
        .any(|end| token.ends_with(end))
}

fn possible_cases(token: &str) -> CaseSet {
    let (undeclined, _) = undeclined_cases(token);
    declined_endings(token).fold(undeclined, |cases, (_, ending)| cases.or(ending.cases))
}

/// The nominative of a token that stands in a case; `None` where it is the same.
fn nominative(token: &str, case: CaseSet) -> Option<String> {
    let endings = || declined_endings(token).filter(|(_, ending)| ending.is_of(case));
    let patronymic = endings().find(|(stem, ending)| is_patronymic(stem, ending));
    let patronymic = patronymic.map(|(stem, ending)| ending.of(stem));
    let given_name = || endings().find_map(|(stem, ending)| known_given_name(stem, ending, case));
    let is_any = |ending: &DeclinedEnding| ending.class != DeclensionClass::Given;
    let other =
        || endings().find(|(_, ending)| is_any(ending)).map(|(stem, ending)| ending.of(stem));
    patronymic.or_else(given_name).or_else(other)
}

impl DeclinedEnding {
    fn is_of(&self, case: CaseSet) -> bool {
        !self.cases.and(case).is_empty()
    }

    fn of(&self, stem: &str) -> String {
        format!("{stem}{}", self.nominative)
    }
}

fn is_patronymic(stem: &str, ending: &DeclinedEnding) -> bool {
    let is_one =
        |patronymic: &str| has_patronymic_ending(patronymic) || EXCEPTIONS.contains(patronymic);
    ending.class == DeclensionClass::Patronymic && is_one(&ending.of(stem))
}

/// The known given name with this stem. In the nominative it may have a vowel that other cases lack (Павла,
/// Льва; Федора of Федір).
fn known_given_name(stem: &str, ending: &DeclinedEnding, case: CaseSet) -> Option<String> {
    if !matches!(ending.class, DeclensionClass::Noun | DeclensionClass::Given) {
        return None;
    }
    let is_known = |name: &str| GIVEN_NAMES.get(name).is_some_and(|of| !of.and(case).is_empty());
    let known = |name: String| is_known(&name).then_some(name);
    let plain = known(ending.of(stem));
    if plain.is_some() || !ending.nominative.is_empty() {
        return plain;
    }
    let (at, last) = stem.char_indices().next_back()?;
    // Only Лев has the soft sign for its vowel: Ольгу is not of Олег.
    let before = stem[..at].strip_suffix('ь').filter(|before| before.chars().nth(1).is_none());
    let before = before.unwrap_or(&stem[..at]);
    let with_vowel = |vowel: &str| known(format!("{before}{vowel}{last}"));
    let without_i = before.strip_suffix(['о', 'е']);
    let with_i = || known(format!("{}і{last}", without_i?));
    ["е", "ё", "о"].into_iter().find_map(with_vowel).or_else(with_i)
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..'\u{530}').contains(&letter)
}

//! Restores the nominative of a name that was copied from a sentence: Ивановым Сергеем Петровичем.
//!
//! One token rarely decides. Петра is a genitive and a woman's name, Иванова a genitive and a woman's
//! surname. So all tokens must fit one case of one sex, and one of them must be no nominative. Beside initials a
//! surname decides alone by an ending that only a case has: Ивановым С. П.

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

/// The least letters of an ending by which a surname shows its case alone. With two, Карим would be an instrumental.
const LONG_ENDING: usize = 3;

/// What speaks for the cases that all tokens of a name may stand in.
#[derive(Debug, Default)]
struct Support {
    /// The cases that a token has an ending of, or all where it has one of East Slavic surnames that are not
    /// declined; and those of two tokens.
    once: CaseSet,
    twice: CaseSet,
    /// The cases in which a token is a patronymic.
    patronymic: CaseSet,
    /// Those in which a token is a known given name, and no name in the nominative.
    certain: CaseSet,
    /// Those of which a surname has an ending that no nominative has (Чайковского).
    surname: CaseSet,
    /// The same, where the ending is so long that the token is nothing else: the cases of a surname beside initials.
    lone_surname: CaseSet,
    /// Those in which a known given name stands, although the token may be another name (Петра).
    given_name: CaseSet,
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
        let mut support = Support::default();
        for at in (0..self.tokens.len()).filter(|at| self.is_declinable(*at)) {
            support.add(self.token_text(at), cases);
        }
        let shown = |certain: CaseSet| certain.and(support.twice).each();
        // A patronymic has a sex.
        if let Some(case) = shown(support.patronymic).next() {
            return Some(case);
        }
        let certain = shown(support.certain.or(support.surname.and(support.given_name)));
        let lone = if self.is_surname_beside_initials() {
            support.lone_surname
        } else {
            CaseSet::default()
        };
        let mut shown = certain.chain(lone.each());
        let first = shown.next()?;
        // A masculine genitive is an accusative too, and gives the same nominative.
        shown.all(|case| case.are_of_men() == first.are_of_men()).then_some(first)
    }

    /// Whether one token alone is no initial, and some are: Ивановым С.П.
    fn is_surname_beside_initials(&self) -> bool {
        let (mut names, mut initials) = (0, 0);
        for at in 0..self.tokens.len() {
            let is_initial = self.token_text(at).chars().nth(1).is_none();
            *(if is_initial { &mut initials } else { &mut names }) += 1;
        }
        names == 1 && initials > 0
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
    /// Adds what a token says of these cases.
    fn add(&mut self, token: &str, cases: CaseSet) {
        let is_undeclined = undeclined_cases(token).1;
        let mut declined = if is_undeclined { cases } else { CaseSet::default() };
        for (stem, ending) in declined_endings(token).filter(|(_, ending)| ending.is_of(cases)) {
            let of_ending = ending.cases.and(cases);
            match ending.class {
                DeclensionClass::Patronymic if is_patronymic(stem, ending) => {
                    self.patronymic = self.patronymic.or(of_ending);
                }
                DeclensionClass::Surname if ending.is_of_no_nominative() => {
                    self.surname = self.surname.or(of_ending);
                    let is_long = token[stem.len()..].chars().nth(LONG_ENDING - 1).is_some();
                    if is_long && !is_given_name(token) && !GIVEN_NAMES.contains_key(token) {
                        self.lone_surname = self.lone_surname.or(of_ending);
                    }
                }
                DeclensionClass::Patronymic | DeclensionClass::Surname => {}
                DeclensionClass::Noun | DeclensionClass::Given => {
                    let names = given_names(stem, ending);
                    let known = names.filter_map(|name| GIVEN_NAMES.get(&*name).copied());
                    let known = known.fold(CaseSet::default(), CaseSet::or).and(of_ending);
                    self.given_name = self.given_name.or(known);
                    if !known.is_empty() && !is_other_name(token) {
                        self.certain = self.certain.or(known);
                    }
                    if ending.class == DeclensionClass::Given {
                        declined = declined.or(known);
                        continue;
                    }
                }
            }
            declined = declined.or(of_ending);
        }
        self.twice = self.twice.or(self.once.and(declined));
        self.once = self.once.or(declined);
    }
}

/// Whether a token that is a given name in a case may be a name in the nominative: a masculine genitive may be a
/// woman's.
fn is_other_name(token: &str) -> bool {
    token.ends_with(['а', 'я']) || GIVEN_NAMES.contains_key(token) || is_given_name(token)
}

/// Whether a token can make a case certain, by its last letters alone.
fn shows_case(token: &str) -> bool {
    match token.chars().next_back() {
        Some('у' | 'ю' | 'м' | 'е' | 'и' | 'ы' | 'й' | 'і' | 'ї' | 'о') => true,
        Some('а') => ["ича", "іча", "ага"].iter().any(|ending| token.ends_with(ending)),
        _ => false,
    }
}

/// Whether a token is a man's surname or patronymic in the nominative, by its last letters alone.
fn is_nominative_of_man(token: &str) -> bool {
    let endings: &[&str] = match token.chars().next_back() {
        Some('в') => &["ов", "ев", "ёв"],
        Some('н') => &["ин", "ын"],
        Some('ч') => &["вич", "віч"],
        Some('й') => &["ский", "цкий"],
        _ => &[],
    };
    endings.iter().any(|end| token.ends_with(end))
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
        [stem, self.nominative].concat()
    }

    /// Whether no surname ends so in the nominative.
    fn is_of_no_nominative(&self) -> bool {
        ["го", "му", "ым", "им"].iter().any(|end| self.ending.ends_with(end))
    }
}

fn is_patronymic(stem: &str, ending: &DeclinedEnding) -> bool {
    let is_one =
        |patronymic: &str| has_patronymic_ending(patronymic) || EXCEPTIONS.contains(patronymic);
    ending.class == DeclensionClass::Patronymic && is_one(&ending.of(stem))
}

/// The given names with this stem. In the nominative they may have a vowel that other cases lack (Павла, Льва;
/// Федора of Федір).
fn given_names(stem: &str, ending: &DeclinedEnding) -> impl Iterator<Item = String> {
    let is_of_given = matches!(ending.class, DeclensionClass::Noun | DeclensionClass::Given);
    let plain = is_of_given.then(|| ending.of(stem));
    let has_vowel = is_of_given && ending.nominative.is_empty();
    let last = stem.char_indices().next_back().filter(|_| has_vowel);
    let with_vowel = last.into_iter().flat_map(move |(at, _)| {
        let (before, last) = stem.split_at(at);
        // Only Лев has the soft sign for its vowel: Ольгу is not of Олег.
        let short = before.strip_suffix('ь').filter(|before| before.chars().nth(1).is_none());
        let before = short.unwrap_or(before);
        let with_i = before.strip_suffix(['о', 'е']).map(|before| (before, "і"));
        let with_others = ["е", "ё", "о"].map(|vowel| (before, vowel));
        let all = with_others.into_iter().chain(with_i);
        all.map(move |(before, vowel)| [before, vowel, last].concat())
    });
    plain.into_iter().chain(with_vowel)
}

/// The known one of them that has the case.
fn known_given_name(stem: &str, ending: &DeclinedEnding, case: CaseSet) -> Option<String> {
    let is_known = |name: &String| {
        GIVEN_NAMES.get(name.as_str()).is_some_and(|cases| !cases.and(case).is_empty())
    };
    given_names(stem, ending).find(is_known)
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..'\u{530}').contains(&letter)
}

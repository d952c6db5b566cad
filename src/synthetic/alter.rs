//! Applies errors: rewrites a name, a date or a document as a second office would.
//! Each function changes one thing and returns whether it did.

use super::errors::{Alteration, Alterations, ErrorModel};
use super::patronymic::{PatronymicForm, PatronymicWay};
use super::person::SyntheticPerson;
use super::spelling::{NameLayout, SpellingStyle};
use crate::record::{Document, PartialDate, PersonName};
use rand::{Rng, RngExt};

/// Applies errors drawn from a model, and records which ones.
pub(super) struct ErrorMaker<'a, R> {
    pub(super) model: &'a ErrorModel,
    pub(super) rng: &'a mut R,
    pub(super) done: Alterations,
    /// How the name writes the father's name; `None` where it does not.
    pub(super) form: Option<PatronymicForm>,
}

impl<R: Rng> ErrorMaker<'_, R> {
    fn draws(&mut self, alteration: Alteration) -> bool {
        self.rng.random_bool(self.model.probability(alteration))
    }

    /// Draws whether to alter, and alters. `alter` returns whether anything changed.
    fn attempt(&mut self, alteration: Alteration, alter: impl FnOnce(&mut R) -> bool) -> bool {
        let made = self.draws(alteration) && alter(self.rng);
        if made {
            self.done.insert(alteration);
        }
        made
    }

    /// The altered name of a person whose list record has this spelling and layout.
    pub(super) fn name(
        &mut self,
        person: &SyntheticPerson,
        spelling: SpellingStyle,
        layout: NameLayout,
    ) -> PersonName {
        let mut parts = spelling.write(person);
        let mut written = spelling;
        self.attempt(Alteration::Rewritten, |rng| {
            written = spelling.draw_other(person, rng);
            let other = written.write(person);
            let differs = other != parts;
            parts = other;
            differs
        });
        self.form = Some(person.patronymic_form());
        self.patronymic_form(person, written, &mut parts[1]);
        self.patronymic(&mut parts[1]);
        if self.attempt(Alteration::Typo, |rng| mistype_one(&mut parts, rng)) {
            self.attempt(Alteration::SecondTypo, |rng| mistype_one(&mut parts, rng));
        }
        let reordered = self.attempt(Alteration::Reordered, |_| true);
        if reordered { layout.reordered() } else { layout }.write(parts)
    }

    fn patronymic_form(
        &mut self,
        person: &SyntheticPerson,
        spelling: SpellingStyle,
        patronymic: &mut String,
    ) {
        // Entries without this alteration stay what they are: nothing is drawn for it.
        if self.model.probability(Alteration::PatronymicForm) == 0.0 {
            return;
        }
        let mut form = self.form;
        self.attempt(Alteration::PatronymicForm, |rng| {
            let ways = person.tradition.ways.iter().map(Some).chain([None]);
            let written = ways.map(|way| (way, spelling.write_patronymic(person, way)));
            let mut others: Vec<_> = written.filter(|(_, other)| other != patronymic).collect();
            if others.is_empty() {
                return false;
            }
            let (way, other) = others.swap_remove(rng.random_range(0..others.len()));
            *patronymic = other;
            form = Some(way.map_or(PatronymicForm::Russian, PatronymicWay::form));
            true
        });
        self.form = form;
    }

    fn patronymic(&mut self, patronymic: &mut String) {
        let dropped = self.attempt(Alteration::PatronymicDropped, |_| {
            patronymic.clear();
            true
        });
        let reduced = !dropped
            && self.attempt(Alteration::PatronymicInitial, |_| reduce_to_initial(patronymic));
        if dropped || reduced {
            self.form = None;
        }
    }

    pub(super) fn birth_date(&mut self, date: Option<PartialDate>) -> Option<PartialDate> {
        let mut date = date?;
        if self.attempt(Alteration::DateMissing, |_| true) {
            return None;
        }
        self.attempt(Alteration::YearOffByOne, |rng| {
            replace(&mut date, |date| shift_year(date, if rng.random() { 1 } else { -1 }))
        });
        if !self.attempt(Alteration::DateReduced, |_| replace(&mut date, year_alone)) {
            self.attempt(Alteration::DayMonthSwapped, |_| replace(&mut date, swap_day_and_month));
        }
        Some(date)
    }

    pub(super) fn document(&mut self, document: Option<&Document>) -> Option<Document> {
        let document = document?;
        if self.attempt(Alteration::DocumentMissing, |_| true) {
            return None;
        }
        let mut copy = document.clone();
        self.attempt(Alteration::DocumentDigitWrong, |rng| {
            wrong_digit(document, rng).map(|wrong| copy = wrong).is_some()
        });
        Some(copy)
    }
}

/// Replaces a date where the new one exists and differs.
fn replace(date: &mut PartialDate, by: impl FnOnce(PartialDate) -> Option<PartialDate>) -> bool {
    match by(*date).filter(|other| other != date) {
        Some(other) => {
            *date = other;
            true
        }
        None => false,
    }
}

fn shift_year(date: PartialDate, by: i16) -> Option<PartialDate> {
    PartialDate::new(date.year().checked_add_signed(by)?, date.month(), date.day()).ok()
}

fn year_alone(date: PartialDate) -> Option<PartialDate> {
    PartialDate::new(date.year(), None, None).ok()
}

fn swap_day_and_month(date: PartialDate) -> Option<PartialDate> {
    PartialDate::new(date.year(), date.day(), Some(date.month()?)).ok()
}

fn reduce_to_initial(name: &mut String) -> bool {
    let Some(initial) = name.chars().next() else { return false };
    *name = format!("{initial}.");
    true
}

fn wrong_digit(document: &Document, rng: &mut impl Rng) -> Option<Document> {
    let mut number: Vec<char> = document.number().chars().collect();
    let digits: Vec<usize> = (0..number.len()).filter(|n| number[*n].is_ascii_digit()).collect();
    let at = *digits.get(rng.random_range(0..digits.len().max(1)))?;
    let digit = number[at].to_digit(10)?;
    number[at] = char::from_digit((digit + rng.random_range(1..10)) % 10, 10)?;
    let mut wrong = Document::new(number.into_iter().collect::<String>()).ok()?;
    if let Some(kind) = document.kind() {
        wrong = wrong.with_kind(kind);
    }
    if let Some(country) = document.country() {
        wrong = wrong.with_country(country);
    }
    Some(wrong)
}

/// The fewest letters of a token for a typo. A shorter one would become unrecognizable.
const SHORTEST: usize = 3;

/// Makes a typo in one part: 50 % in the family name, 35 % in the given name, 15 % in the patronymic.
/// These shares are assumptions.
fn mistype_one(parts: &mut [String; 3], rng: &mut impl Rng) -> bool {
    let part = match rng.random_range(0..100) {
        0..35 => 0,
        35..50 => 1,
        _ => 2,
    };
    // Where the part is missing or too short, another part gets the typo.
    let mut order = [part, 2, 0].into_iter();
    order.any(|part| mistype(&mut parts[part], rng))
}

/// Substitutes (40 %), deletes (25 %), inserts (20 %) or transposes (15 %) one letter. These shares
/// are assumptions.
fn mistype(name: &mut String, rng: &mut impl Rng) -> bool {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < SHORTEST {
        return false;
    }
    let at = rng.random_range(0..letters.len());
    let (first, letter) = (letters[0], draw_letter(letters[at], rng));
    match rng.random_range(0..100) {
        0..40 => letters[at] = letter,
        40..65 => drop(letters.remove(at)),
        65..85 => letters.insert(at + 1, letter.to_lowercase().next().unwrap_or(letter)),
        _ => transpose(&mut letters, at),
    }
    letters[0] = in_case_of(first, letters[0]);
    let mistyped: String = letters.into_iter().collect();
    let differs = mistyped != *name;
    *name = mistyped;
    differs
}

/// Transposes the first two adjacent letters that differ, from a position on and then from the
/// start. Each position keeps its case.
fn transpose(letters: &mut [char], at: usize) {
    let pairs = || (at..letters.len() - 1).chain(0..at.min(letters.len() - 1));
    let same = |n: usize| letters[n].to_lowercase().eq(letters[n + 1].to_lowercase());
    let Some(n) = pairs().find(|n| !same(*n)) else { return };
    let (first, second) = (letters[n], letters[n + 1]);
    letters[n] = in_case_of(first, second);
    letters[n + 1] = in_case_of(second, first);
}

fn in_case_of(model: char, c: char) -> char {
    if model.is_uppercase() {
        c.to_uppercase().next().unwrap_or(c)
    } else {
        c.to_lowercase().next().unwrap_or(c)
    }
}

/// Draws another letter of the same alphabet and case.
fn draw_letter(other_than: char, rng: &mut impl Rng) -> char {
    let cyrillic = ('Ѐ'..='ԯ').contains(&other_than);
    let letters = if cyrillic { 'а'..='я' } else { 'a'..='z' };
    let lower = other_than.to_lowercase().next().unwrap_or(other_than);
    let drawn = rng.random_range(letters.clone());
    if drawn != lower {
        return in_case_of(other_than, drawn);
    }
    let next = letters.clone().find(|c| *c > lower).unwrap_or(*letters.start());
    in_case_of(other_than, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::person::{RandomStream, rng};

    #[test]
    fn a_typo_changes_one_letter() {
        let mut rng = rng(1, RandomStream::Incoming, 0);
        for name in ["Щербаков", "Anna", "Оол", "Ли ааа", "SHCHERBAKOV"] {
            for _ in 0..500 {
                let mut wrong = name.to_owned();
                if mistype(&mut wrong, &mut rng) {
                    assert_ne!(wrong, name);
                    let (a, b) = (wrong.to_lowercase(), name.to_lowercase());
                    assert!(strsim::osa_distance(&a, &b) <= 1, "{name}: {wrong}");
                }
            }
        }
        assert!(!mistype(&mut "Ли".to_owned(), &mut rng));
    }

    #[test]
    fn dates_and_patronymics_are_altered_where_possible() {
        let date = |text: &str| text.parse::<PartialDate>().unwrap();
        assert_eq!(swap_day_and_month(date("1971-03-05")), Some(date("1971-05-03")));
        assert_eq!(swap_day_and_month(date("1971-03-15")), None);
        assert_eq!(swap_day_and_month(date("1971-03")), None);
        assert_eq!(shift_year(date("1972-02-29"), 1), None);
        assert_eq!(shift_year(date("1972-02-28"), -1), Some(date("1971-02-28")));
        let mut same = date("1971-05-05");
        assert!(!replace(&mut same, swap_day_and_month));
        let mut name = "Щукин".to_owned();
        assert!(reduce_to_initial(&mut name));
        assert_eq!(name, "Щ.");
    }

    #[test]
    fn exactly_one_digit_is_wrong() {
        let mut rng = rng(1, RandomStream::Incoming, 1);
        let document: Document = "passport:RU:45 10 123456".parse().unwrap();
        let wrong = wrong_digit(&document, &mut rng).unwrap();
        assert_eq!(strsim::hamming(wrong.number(), document.number()), Ok(1));
        assert_eq!((wrong.kind(), wrong.country()), (Some("passport"), Some("RU")));
        assert_eq!(wrong_digit(&"ABC".parse().unwrap(), &mut rng), None);
    }
}

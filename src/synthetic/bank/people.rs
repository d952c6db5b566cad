//! People of whom no two are alike by chance.
//!
//! A surname is a word of a Reed-Solomon code over eleven consonants, so that any two differ in three
//! of them at least, or in their endings; the four people or so who share one differ in given name and
//! patronymic; those who share given name and patronymic are born on different days; and documents
//! differ in two digits or more. So every pair of records of one person is one that was planted.

use super::plus;
use crate::knowledge::{System, romanize};
use crate::record::Document;
use crate::synthetic::person::{RandomStream, rng};
use jiff::civil::{self, Date};
use rand::RngExt;

const MEN: [&str; 25] = [
    "Борис",
    "Виктор",
    "Глеб",
    "Денис",
    "Кирилл",
    "Леонид",
    "Максим",
    "Олег",
    "Роман",
    "Тимур",
    "Фёдор",
    "Эдуард",
    "Ярослав",
    "Захар",
    "Герман",
    "Константин",
    "Владимир",
    "Степан",
    "Филипп",
    "Марат",
    "Руслан",
    "Всеволод",
    "Антон",
    "Арсен",
    "Платон",
];
const WOMEN: [&str; 25] = [
    "Галина",
    "Дарья",
    "Екатерина",
    "Жанна",
    "Зинаида",
    "Ирина",
    "Клавдия",
    "Лариса",
    "Маргарита",
    "Надежда",
    "Ольга",
    "Светлана",
    "Тамара",
    "Фёкла",
    "Эльвира",
    "Прасковья",
    "Варвара",
    "Агафья",
    "Людмила",
    "Василиса",
    "Степанида",
    "Антонина",
    "Глафира",
    "Евдокия",
    "Кристина",
];
const CONSONANTS: [char; 11] = ['б', 'в', 'г', 'д', 'к', 'л', 'м', 'н', 'п', 'р', 'ф'];
const VOWELS: [char; 5] = ['а', 'о', 'е', 'у', 'и'];
/// Endings of surnames, of men and of women; any two differ in three sounds.
const ENDINGS: [(&str, &str); 4] =
    [("ов", "ова"), ("енко", "енко"), ("швили", "швили"), ("ский", "ская")];
/// Words of six consonants that carry four.
const WORDS: u64 = 11_u64.pow(4);

/// One of the people who are not alike.
pub(super) struct BankPerson {
    pub(super) female: bool,
    given: usize,
    father: usize,
    family: String,
}

impl BankPerson {
    pub(super) fn new(seed: u64, number: u64) -> BankPerson {
        let surnames = WORDS * ENDINGS.len() as u64;
        let (surname, turn) = (number % surnames, (number / surnames) as usize);
        let draws = &mut rng(seed, RandomStream::Bank, u64::MAX - surname);
        let female = draws.random();
        let names = MEN.len();
        // Those who share a surname are of one sex, and have other names than each other.
        let given = (draws.random_range(0..names) + 3 * turn) % names;
        let father = (draws.random_range(0..names) + 7 * turn) % names;
        // A prime, so that surnames of people who follow each other have little in common.
        let mixed = surname * 7_919 % surnames;
        let (word, ending) = (mixed % WORDS, ENDINGS[(mixed / WORDS) as usize]);
        let ending = if female { ending.1 } else { ending.0 };
        BankPerson { female, given, father, family: surname_of(word) + ending }
    }

    /// Given name, patronymic and surname.
    pub(super) fn parts(&self) -> [String; 3] {
        let (given, ending) = if self.female {
            (WOMEN[self.given], "овна")
        } else {
            (MEN[self.given], "ович")
        };
        [given.to_owned(), format!("{}{ending}", MEN[self.father]), self.family.clone()]
    }

    /// The name in Latin letters, as passports have it, in one string.
    pub(super) fn in_latin(&self) -> String {
        let [given, patronymic, family] = self.parts();
        let name = format!("{family} {given} {patronymic}");
        System::find("icao-9303-ru").map_or(name.clone(), |system| romanize(&name, system))
    }
}

/// BirthdayAllocator, as they are given out.
pub(super) struct BirthdayAllocator {
    /// How many days were given to those of one given name and patronymic.
    days: Vec<u64>,
    /// How many of their years.
    years: Vec<u64>,
}

impl Default for BirthdayAllocator {
    fn default() -> Self {
        let none = vec![0; 2 * MEN.len() * MEN.len()];
        BirthdayAllocator { days: none.clone(), years: none }
    }
}

impl BirthdayAllocator {
    /// A day that nobody else of that given name and patronymic has, between 1940 and 2007, and never a
    /// 1 January.
    pub(super) fn next(&mut self, person: &BankPerson) -> Date {
        const DAYS: u64 = YEARS * 364;
        let (names, turn) = next(&mut self.days, person);
        // 167 and the number of days have no factor in common, so all are used in turn.
        let day = (names * 7_919 + turn * 167) % DAYS;
        plus(new_year(day / 364), 1 + (day % 364) as i64)
    }

    /// A 1 January of a year that nobody else of that given name and patronymic has, as long as there
    /// are years.
    pub(super) fn next_new_year(&mut self, person: &BankPerson) -> Date {
        let (names, turn) = next(&mut self.years, person);
        // Nor is it the next year or the last, until many have been given out.
        new_year((names + turn * 7) % YEARS)
    }
}

/// Years in which people are born.
const YEARS: u64 = 68;

fn new_year(year: u64) -> Date {
    civil::date(1940 + year as i16, 1, 1)
}

/// The number of a given name and a patronymic, and how many of the people who have them came before.
fn next(turns: &mut [u64], person: &BankPerson) -> (u64, u64) {
    let at = (usize::from(person.female) * MEN.len() + person.given) * MEN.len() + person.father;
    turns[at] += 1;
    (at as u64, turns[at] - 1)
}

/// The stem of a surname: six syllables, whose consonants are the values of a polynomial of degree 3
/// over the integers mod 11, so that two stems have three of them in common at most (Reed and
/// Solomon 1960).
fn surname_of(word: u64) -> String {
    let coefficients = [0, 1, 2, 3].map(|place| word / 11_u64.pow(place) % 11);
    let mut stem = String::new();
    for x in 0..6_u64 {
        let value = coefficients.iter().rev().fold(0, |value, c| (value * x + c) % 11);
        let consonant = CONSONANTS[value as usize];
        stem.extend(consonant.to_uppercase().filter(|_| x == 0));
        stem.extend((x > 0).then_some(consonant));
        if x < 5 {
            stem.push(VOWELS[((value + x) % 5) as usize]);
        }
    }
    stem
}

/// A passport or a tax number. Two of a kind differ in two digits at least: in one of the person's
/// number, and in its remainder by a prime.
pub(super) fn document(number: u64, is_tax_number: bool) -> String {
    let digits = format!("{:06}{:04}", number % 1_000_000, number % 9_973);
    match is_tax_number {
        true => format!("inn:RU:{}", tax_number(&digits)),
        false => format!("passport:RU:{digits}"),
    }
}

/// Ten digits with the two check digits of a person's tax number in Russia.
pub(super) fn tax_number(digits: &str) -> String {
    let with_check = |digits: &str| {
        let numbers = (0..10).map(|last| format!("{digits}{last}"));
        numbers.collect::<Vec<_>>()
    };
    let holds = |number: &String| {
        let document = Document::new(number.as_str()).ok();
        document.and_then(|document| document.with_kind("inn").check_digits_hold()) == Some(true)
    };
    // The first check digit is right where some second one makes the number hold.
    let firsts = with_check(digits).into_iter();
    firsts.flat_map(|first| with_check(&first)).find(holds).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustc_hash::FxHashSet;

    #[test]
    fn stems_differ_in_three_consonants() {
        let consonants = |word: u64| -> Vec<char> {
            surname_of(word).to_lowercase().chars().filter(|c| CONSONANTS.contains(c)).collect()
        };
        let words: Vec<Vec<char>> = (0..WORDS).step_by(37).map(consonants).collect();
        for (n, one) in words.iter().enumerate() {
            for other in &words[..n] {
                let differ = one.iter().zip(other).filter(|(a, b)| a != b).count();
                assert!(differ >= 3, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn nobody_has_the_name_or_the_document_of_another() {
        let mut names = FxHashSet::default();
        let mut documents = FxHashSet::default();
        for number in (0..300_000).step_by(7) {
            assert!(names.insert(BankPerson::new(3, number).parts()), "{number}");
            assert!(documents.insert(document(number, false)), "{number}");
        }
    }
}

//! People no two of whom are alike by chance.
//!
//! Surnames are words of a Reed-Solomon code over eleven consonants, so any two differ in at least
//! three consonants or in their endings. People with the same surname differ in given name and
//! patronymic. People with the same given name and patronymic are born on different days. Document
//! numbers differ in at least two digits. So two records are about one person only where the bank
//! planted that.

use crate::knowledge::{System, romanize};
use crate::record::Document;
use jiff::SignedDuration;
use jiff::civil::{self, Date};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

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
/// Endings of surnames, for men and women. Any two differ in three sounds.
const ENDINGS: [(&str, &str); 4] =
    [("ов", "ова"), ("енко", "енко"), ("швили", "швили"), ("ский", "ская")];
/// The number of code words: six consonants that encode four.
const WORDS: u64 = 11_u64.pow(4);

/// The random numbers for one person or surname.
pub(super) fn rng(seed: u64, number: u64) -> Pcg64Mcg {
    Pcg64Mcg::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number)
}

/// The day that many days later.
pub(super) fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(SignedDuration::from_hours(24 * days))
}

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
        let draws = &mut rng(seed, u64::MAX - surname);
        let female = draws.random();
        let names = MEN.len();
        // People with the same surname have the same sex and different names.
        let given = (draws.random_range(0..names) + 3 * turn) % names;
        let father = (draws.random_range(0..names) + 7 * turn) % names;
        // A prime stride, so that successive people have dissimilar surnames.
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

    /// The full name in Latin letters, romanized as in passports.
    pub(super) fn in_latin(&self) -> String {
        let [given, patronymic, family] = self.parts();
        let name = format!("{family} {given} {patronymic}");
        System::find("icao-9303-ru").map_or(name.clone(), |system| romanize(&name, system))
    }
}

/// Hands out birthdays.
pub(super) struct BirthdayAllocator {
    /// The number of days handed out for each given name and patronymic.
    days: Vec<u64>,
    /// The number of years handed out for each.
    years: Vec<u64>,
}

impl Default for BirthdayAllocator {
    fn default() -> Self {
        let none = vec![0; 2 * MEN.len() * MEN.len()];
        BirthdayAllocator { days: none.clone(), years: none }
    }
}

impl BirthdayAllocator {
    /// A day between 1940 and 2007 that no other person of the same given name and patronymic has.
    /// Never a 1 January.
    pub(super) fn next(&mut self, person: &BankPerson) -> Date {
        const DAYS: u64 = YEARS * 364;
        let (names, turn) = next(&mut self.days, person);
        // 167 is coprime to the number of days, so every day comes up once.
        let day = (names * 7_919 + turn * 167) % DAYS;
        plus(new_year(day / 364), 1 + (day % 364) as i64)
    }

    /// A 1 January of a year that no other person of the same given name and patronymic has, until
    /// all years are used.
    pub(super) fn next_new_year(&mut self, person: &BankPerson) -> Date {
        let (names, turn) = next(&mut self.years, person);
        // A stride of seven keeps neighbouring years apart.
        new_year((names + turn * 7) % YEARS)
    }
}

/// The number of birth years.
const YEARS: u64 = 68;

fn new_year(year: u64) -> Date {
    civil::date(1940 + year as i16, 1, 1)
}

/// The index of a given name and patronymic, and the number of earlier people who have them.
fn next(turns: &mut [u64], person: &BankPerson) -> (u64, u64) {
    let at = (usize::from(person.female) * MEN.len() + person.given) * MEN.len() + person.father;
    turns[at] += 1;
    (at as u64, turns[at] - 1)
}

/// The stem of a surname: six syllables. The consonants are the values of a polynomial of degree 3
/// over the integers mod 11, so two stems share at most three of them (Reed and Solomon 1960).
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

/// A passport or tax number. Two of a kind differ in at least two digits: one in the person's number,
/// one in its remainder modulo a prime.
pub(super) fn document(number: u64, is_tax_number: bool) -> String {
    let digits = format!("{:06}{:04}", number % 1_000_000, number % 9_973);
    match is_tax_number {
        true => format!("inn:RU:{}", tax_number(&digits)),
        false => format!("passport:RU:{digits}"),
    }
}

/// Appends the two check digits of a Russian tax number of a person to ten digits.
pub(super) fn tax_number(digits: &str) -> String {
    let with_check = |digits: &str| {
        let numbers = (0..10).map(|last| format!("{digits}{last}"));
        numbers.collect::<Vec<_>>()
    };
    let holds = |number: &String| {
        let document = Document::new(number.as_str()).ok();
        document.and_then(|document| document.with_kind("inn").check_digits_hold()) == Some(true)
    };
    // Only with the right first check digit does a second one complete the number.
    let firsts = with_check(digits).into_iter();
    firsts.flat_map(|first| with_check(&first)).find(holds).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustc_hash::FxHashSet;

    #[test]
    fn stems_differ_in_at_least_three_consonants() {
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
    fn names_and_documents_are_unique() {
        let mut names = FxHashSet::default();
        let mut documents = FxHashSet::default();
        for number in (0..300_000).step_by(7) {
            assert!(names.insert(BankPerson::new(3, number).parts()), "{number}");
            assert!(documents.insert(document(number, false)), "{number}");
        }
    }
}

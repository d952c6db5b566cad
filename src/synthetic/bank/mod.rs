//! A bank that six sources feed, with faults planted in known numbers: what a report on the quality
//! of submissions is held to.
//!
//! This file writes rows, puts faults into them, and counts what it planted; which faults there are
//! stands in `plant`, and people who are not alike by chance come from `people`.

mod people;
mod plant;

pub use plant::Plant;

use super::person::{RandomStream, rng};
use jiff::SignedDuration;
use jiff::civil::{self, Date};
use people::{BankPerson, BirthdayAllocator, document, tax_number};
use plant::{FACTS, draw_kind};
use rand::{Rng, RngExt};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Invented sources, each with the share of late submissions in hundredths, at first and in the end,
/// and with what it does wrong more often than the others.
const SOURCES: [(&str, u32, u32, Plant); 6] = [
    ("interior ministry", 12, 6, Plant::PatronymicInGiven),
    ("border service", 4, 3, Plant::MixedScript),
    ("financial monitoring", 20, 22, Plant::NoBirthDate),
    ("court register", 55, 28, Plant::PlaceholderBirthDate),
    ("customs", 10, 45, Plant::NoDocument),
    ("international notices", 8, 9, Plant::Duplicate),
];
/// How often, of the rows that are otherwise clean.
const WEAKNESS: f64 = 0.12;
const CATEGORIES: [&str; 4] = ["wanted", "convicted", "suspect", "entry ban"];

/// Share of records without a source.
const NO_SOURCE: f64 = 0.002;
/// Share of late records for which somebody was screened in the meantime.
const SCREENED: f64 = 0.1;

/// A table of records of six sources and their faults, with the truth about them.
///
/// ```
/// use sverka::formats::{ColumnMap, Reader};
/// use sverka::synthetic::{Bank, Plant};
///
/// let bank = Bank::new(7, 1_000);
/// let mut reader = Reader::csv(bank.csv().as_bytes(), "bank", &ColumnMap::new())?;
/// reader.by_ref().for_each(drop);
/// let planted = |plant| -> u64 {
///     bank.truth().iter().filter(|((.., other), _)| *other == plant).map(|(_, count)| count).sum()
/// };
/// assert_eq!(reader.tally().kept(), planted(Plant::Record));
/// assert_eq!(reader.tally().rejected(), planted(Plant::ImpossibleDate));
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bank {
    csv: String,
    screened: String,
    truth: PlantCounts,
}

/// How often each fault was planted, by source and category; a source or a category that is not
/// stated is `None`.
type PlantCounts = BTreeMap<(Option<&'static str>, Option<&'static str>, Plant), u64>;

impl Bank {
    /// The day that the bank is reported on.
    pub const AS_OF: &'static str = "2026-01-01";
    /// Days after which a submission is late.
    pub const DEADLINE: u32 = 30;

    /// A bank of so many rows, and for some a few more. The same seed makes the same bank.
    ///
    /// Faults are told apart surely for up to a million rows.
    pub fn new(seed: u64, rows: usize) -> Self {
        let mut maker = BankBuilder::new(seed, rows);
        let mut number = 0;
        while maker.rows < rows {
            maker.add_person(number);
            number += 1;
        }
        Bank { csv: maker.csv, screened: maker.screened, truth: maker.truth }
    }

    /// The rows, as a CSV table that [`formats`](crate::formats) reads.
    pub fn csv(&self) -> &str {
        &self.csv
    }

    /// Entries that were screened, each with its day in `occurred_at`, as a CSV table: of people of
    /// whom something had happened and was not submitted yet, and of the same people before it happened
    /// and after it was submitted.
    pub fn screened(&self) -> &str {
        &self.screened
    }

    /// How often each fault was planted, by source and category. What was planted nowhere is left
    /// out.
    pub fn truth(&self) -> &BTreeMap<(Option<&'static str>, Option<&'static str>, Plant), u64> {
        &self.truth
    }
}

/// One row of the table.
#[derive(Clone, Debug)]
struct BankRow {
    full: String,
    /// Given name, patronymic and surname, where they do not stand in `full`.
    parts: [String; 3],
    birth: String,
    female: Option<bool>,
    document: String,
    source: Option<usize>,
    category: &'static str,
    occurred: Option<Date>,
    submitted: Date,
    from: Date,
    to: Option<Date>,
}

struct BankBuilder {
    seed: u64,
    rows: usize,
    entries: usize,
    csv: String,
    screened: String,
    truth: PlantCounts,
    birthdays: BirthdayAllocator,
    as_of: Date,
}

impl BankBuilder {
    fn new(seed: u64, rows: usize) -> BankBuilder {
        let mut csv = String::with_capacity(rows * 200);
        csv.push_str(
            "id,name,given,patronymic,family,birth_date,sex,nationality,document,source,category,\
             occurred_at,submitted_at,valid_from,valid_to\n",
        );
        BankBuilder {
            seed,
            rows: 0,
            entries: 0,
            csv,
            screened: "id,name,birth_date,sex,occurred_at\n".to_owned(),
            truth: PlantCounts::new(),
            birthdays: BirthdayAllocator::default(),
            as_of: civil::date(2026, 1, 1),
        }
    }

    fn add_person(&mut self, number: u64) {
        let rng = &mut rng(self.seed, RandomStream::Bank, number);
        let person = BankPerson::new(self.seed, number);
        let mut row = self.row(&person, number, rng);
        let weakness = row.source.map(|source| SOURCES[source].3);
        let plant = draw_kind(rng).or(weakness.filter(|_| rng.random_bool(WEAKNESS)));
        let copy = plant.and_then(|plant| self.copy(plant, &row, &person, rng));
        match (plant, &copy) {
            (Some(plant), Some(copy)) => self.count_copy(plant, &row, copy),
            (Some(plant), None) => {
                self.spoil(plant, &mut row, &person, rng);
                if !FACTS.contains(&plant) {
                    self.count(&row, plant);
                }
            }
            (None, _) if rng.random_bool(NO_SOURCE) => row.source = None,
            (None, _) => self.screen(&row, &person, rng),
        }
        self.write(&row, plant == Some(Plant::ImpossibleDate));
        if let Some(copy) = copy {
            self.write(&copy, false);
        }
    }

    /// A row without faults, but perhaps late.
    fn row(&mut self, person: &BankPerson, number: u64, rng: &mut impl Rng) -> BankRow {
        let source = rng.random_range(0..SOURCES.len());
        let age = rng.random_range(0..2_500_i64);
        let (_, first, last, _) = SOURCES[source];
        let late = (i64::from(first) * age + i64::from(last) * (2_500 - age)) / 2_500;
        let lag = if rng.random_range(0..100) < late {
            let share: f64 = rng.random();
            i64::from(Bank::DEADLINE) + 1 + (share * share * 370.0) as i64
        } else {
            let share: f64 = rng.random();
            (share * share * f64::from(Bank::DEADLINE)) as i64
        };
        // There is room left for a copy, and for what is screened in the meantime.
        let submitted = plus(self.as_of, -40 - age);
        let ends = rng.random_bool(0.2).then(|| plus(self.as_of, rng.random_range(1..2_000)));
        BankRow {
            full: String::new(),
            parts: person.parts(),
            birth: self.birthdays.next(person).to_string(),
            female: Some(person.female),
            document: document(number, rng.random_bool(0.2)),
            source: Some(source),
            category: CATEGORIES[rng.random_range(0..CATEGORIES.len())],
            occurred: Some(plus(submitted, -lag)),
            submitted,
            from: submitted,
            to: ends,
        }
    }

    /// The second row of a person, for what takes two.
    fn copy(
        &mut self,
        plant: Plant,
        row: &BankRow,
        person: &BankPerson,
        rng: &mut impl Rng,
    ) -> Option<BankRow> {
        let mut copy = row.clone();
        copy.submitted = plus(row.submitted, rng.random_range(1..9));
        copy.from = copy.submitted;
        let source = row.source.unwrap_or(0);
        let other_source = Some((source + rng.random_range(1..SOURCES.len())) % SOURCES.len());
        match plant {
            Plant::Duplicate => {}
            Plant::InOtherCategory => {
                let at = CATEGORIES.iter().position(|category| *category == row.category);
                let next = at.unwrap_or(0) + rng.random_range(1..CATEGORIES.len());
                copy.category = CATEGORIES[next % CATEGORIES.len()];
            }
            Plant::InOtherSource | Plant::OtherSex => copy.source = other_source,
            Plant::DocumentOtherBirthDate => {
                copy.source = other_source;
                while copy.birth[..4] == row.birth[..4] {
                    copy.birth = self.birthdays.next(person).to_string();
                }
            }
            Plant::OtherBirthDate => {
                copy.source = other_source;
                copy.document = String::new();
                // Half a year off, and not the same day and month in each other's place.
                let birth: Date = row.birth.parse().ok()?;
                let by = if birth.month() <= 6 { 170 } else { -170 };
                copy.birth = plus(birth, by).to_string();
            }
            _ => return None,
        }
        if plant == Plant::OtherSex {
            copy.female = copy.female.map(|female| !female);
        } else if matches!(plant, Plant::Duplicate | Plant::InOtherSource) && rng.random() {
            copy.full = person.in_latin();
        }
        Some(copy)
    }

    /// Puts a fault into a row.
    fn spoil(&mut self, plant: Plant, row: &mut BankRow, person: &BankPerson, rng: &mut impl Rng) {
        let [given, patronymic, family] = &mut row.parts;
        match plant {
            Plant::NoBirthDate => row.birth.clear(),
            Plant::NoDocument => row.document.clear(),
            Plant::NoSex => row.female = None,
            Plant::NoOccurrence => row.occurred = None,
            Plant::NotMatchable => {
                patronymic.clear();
                family.clear();
                row.birth.clear();
                row.document.clear();
            }
            Plant::ImpossibleDate => row.birth = format!("{}-02-30", &row.birth[..4]),
            Plant::BirthInFuture => {
                row.birth = plus(self.as_of, rng.random_range(2..360)).to_string();
            }
            Plant::BirthAfterOccurrence => {
                let occurred = row.occurred.unwrap_or(row.submitted);
                row.birth = plus(occurred, rng.random_range(2..38)).to_string();
                if row.birth.ends_with("-01-01") {
                    row.birth = plus(occurred, 1).to_string();
                }
            }
            Plant::SubmittedBeforeOccurrence => {
                row.occurred = Some(plus(row.submitted, rng.random_range(1..20)));
            }
            Plant::ValidToBeforeValidFrom => row.to = Some(plus(row.from, -10)),
            Plant::PlaceholderBirthDate => {
                row.birth = self.birthdays.next_new_year(person).to_string();
            }
            Plant::FailedCheckDigits => {
                let number = row.document.rsplit(':').next().unwrap_or_default();
                let mut wrong = tax_number(&number[..10]);
                let last = wrong.pop().and_then(|last| last.to_digit(10)).unwrap_or(0);
                let _ = write!(wrong, "{}", (last + 1) % 10);
                row.document = format!("inn:RU:{wrong}");
            }
            // The second letters are Latin.
            Plant::MixedScript => *patronymic = patronymic.replacen('о', "o", 1),
            Plant::DigitsInName => family.push('2'),
            Plant::PatronymicInGiven => {
                let _ = write!(given, " {patronymic}");
                patronymic.clear();
            }
            Plant::NamesCrossed => std::mem::swap(given, family),
            Plant::FutureDated => row.submitted = plus(self.as_of, rng.random_range(1..200)),
            Plant::Expired => {
                let days = (self.as_of.duration_since(row.from).as_hours() / 24).max(2);
                row.to = Some(plus(row.from, rng.random_range(0..days)));
            }
            _ => {}
        }
    }

    /// Screens somebody while their record is on its way, and before and after.
    fn screen(&mut self, row: &BankRow, person: &BankPerson, rng: &mut impl Rng) {
        let Some(occurred) = row.occurred.filter(|day| plus(*day, 30) < row.submitted) else {
            return;
        };
        if !rng.random_bool(SCREENED) {
            return;
        }
        let mut entry = |day: Date| {
            let sex = if person.female { "F" } else { "M" };
            let name = person.in_latin();
            let _ =
                writeln!(self.screened, "s{:06},{name},{},{sex},{day}", self.entries, row.birth);
            self.entries += 1;
        };
        let between = [occurred, plus(occurred, 15), plus(row.submitted, -1)];
        entry(between[rng.random_range(0..between.len())]);
        entry(plus(occurred, -1));
        entry(row.submitted);
        self.count(row, Plant::Missed);
    }

    fn count(&mut self, row: &BankRow, plant: Plant) {
        let source = row.source.map(|source| SOURCES[source].0);
        *self.truth.entry((source, Some(row.category), plant)).or_default() += 1;
    }

    /// Counts what two rows of one person make of each other.
    fn count_copy(&mut self, plant: Plant, row: &BankRow, copy: &BankRow) {
        match plant {
            Plant::Duplicate | Plant::InOtherCategory => self.count(copy, plant),
            _ => [row, copy].into_iter().for_each(|row| {
                self.count(row, Plant::InOtherSource);
                if plant != Plant::InOtherSource {
                    self.count(row, plant);
                }
            }),
        }
    }

    /// Writes a row, and counts it and the facts of it.
    fn write(&mut self, row: &BankRow, is_rejected: bool) {
        let BankRow { full, parts: [given, patronymic, family], birth, document, .. } = row;
        let source = row.source.map_or("", |source| SOURCES[source].0);
        let sex = row.female.map_or("", |female| if female { "F" } else { "M" });
        let date = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
        let (given, patronymic, family) = match full.is_empty() {
            true => (given.as_str(), patronymic.as_str(), family.as_str()),
            false => ("", "", ""),
        };
        let cells = [
            &format!("b{:07}", self.rows),
            full,
            given,
            patronymic,
            family,
            birth,
            sex,
            "RU",
            document,
            source,
            row.category,
            &date(row.occurred),
            &row.submitted.to_string(),
            &row.from.to_string(),
            &date(row.to),
        ];
        // No cell holds a comma or a quotation mark.
        self.csv.push_str(&cells.join(","));
        self.csv.push('\n');
        self.rows += 1;
        if is_rejected {
            return;
        }
        self.count(row, Plant::Record);
        for fact in FACTS {
            let is_so = match fact {
                Plant::NoBirthDate => birth.is_empty(),
                Plant::NoDocument => document.is_empty(),
                Plant::NoSex => row.female.is_none(),
                Plant::NoOccurrence => row.occurred.is_none(),
                Plant::Expired => row.to.is_some_and(|day| day < self.as_of),
                _ => {
                    let deadline = row.occurred.map(|day| plus(day, Bank::DEADLINE.into()));
                    deadline.is_some_and(|deadline| deadline < row.submitted)
                }
            };
            if is_so {
                self.count(row, fact);
            }
        }
    }
}

fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(SignedDuration::from_hours(24 * days))
}

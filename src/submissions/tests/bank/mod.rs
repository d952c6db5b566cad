//! A bank of six sources with faults planted in known numbers.
//!
//! This file writes rows, plants faults in them and counts what it planted. `figure` lists the
//! faults; `people` makes people no two of whom are alike by chance.

mod figure;
mod people;

pub(super) use figure::Figure;

use crate::record::RecordField;
use crate::submissions::{Fault, PairContradiction};
use figure::{MISSING_FIELDS, draw_plant};
use jiff::civil::{self, Date};
use people::{BankPerson, BirthdayAllocator, document, plus, rng, tax_number};
use rand::{Rng, RngExt};
use std::collections::BTreeMap;
use std::fmt::Write;

/// An invented source.
struct BankSource {
    name: &'static str,
    /// The share of late submissions in hundredths, at the beginning and at the end.
    late: [u32; 2],
    /// The fault that this source makes more often than others.
    weakness: Figure,
}

const fn source(name: &'static str, late: [u32; 2], weakness: Figure) -> BankSource {
    BankSource { name, late, weakness }
}

const SOURCES: [BankSource; 6] = [
    source("interior ministry", [12, 6], Figure::Invalid(Fault::PatronymicInGiven)),
    source("border service", [4, 3], Figure::Invalid(Fault::MixedScript)),
    source("financial monitoring", [20, 22], Figure::Missing(RecordField::BirthDate)),
    source("court register", [55, 28], Figure::Invalid(Fault::PlaceholderBirthDate)),
    source("customs", [10, 45], Figure::Missing(RecordField::Document)),
    source("international notices", [8, 9], Figure::Duplicates),
];
/// The share of otherwise clean rows in which a source makes its typical fault.
const WEAKNESS: f64 = 0.12;
const CATEGORIES: [&str; 4] = ["wanted", "convicted", "suspect", "entry ban"];

/// The share of records without a source.
const NO_SOURCE: f64 = 0.002;
/// The share of late records for which an entry was screened before the submission.
const SCREENED: f64 = 0.1;

/// The counts of each planted figure, by source and category.
type PlantCounts = BTreeMap<(Option<&'static str>, &'static str, Figure), u64>;

/// A table of records of six sources, and what was planted in it.
pub(super) struct Bank {
    csv: String,
    screened: String,
    counts: PlantCounts,
}

impl Bank {
    /// The day of the report.
    pub(super) const AS_OF: &'static str = "2026-01-01";
    /// Days after which a submission is late.
    pub(super) const DEADLINE: u32 = 30;

    /// A bank of at least this many rows. The same seed makes the same bank.
    ///
    /// Up to a million rows, no two people are alike by chance.
    pub(super) fn new(seed: u64, rows: usize) -> Self {
        let mut builder = BankBuilder::new(seed, rows);
        let mut number = 0;
        while builder.rows < rows {
            builder.add_person(number);
            number += 1;
        }
        Bank { csv: builder.csv, screened: builder.screened, counts: builder.counts }
    }

    /// The rows as a CSV table.
    pub(super) fn csv(&self) -> &str {
        &self.csv
    }

    /// The screened entries as a CSV table, each with its day in `occurred_at`. For some late records,
    /// one entry of the same person falls between event and submission, one before and one after.
    pub(super) fn screened(&self) -> &str {
        &self.screened
    }

    /// How often a figure was planted, by source and category.
    pub(super) fn planted(
        &self,
        figure: Figure,
    ) -> BTreeMap<(Option<String>, Option<String>), u64> {
        let counts = self.counts.iter().filter(|((_, _, planted), _)| *planted == figure);
        counts
            .map(|((source, category, _), count)| {
                ((source.map(str::to_owned), Some((*category).to_owned())), *count)
            })
            .collect()
    }
}

/// One row of the table.
#[derive(Clone, Debug)]
struct BankRow {
    full: String,
    /// Given name, patronymic and surname; used where `full` is empty.
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
    counts: PlantCounts,
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
            counts: PlantCounts::new(),
            birthdays: BirthdayAllocator::default(),
            as_of: civil::date(2026, 1, 1),
        }
    }

    fn add_person(&mut self, number: u64) {
        let rng = &mut rng(self.seed, number);
        let person = BankPerson::new(self.seed, number);
        let mut row = self.row(&person, number, rng);
        let weakness = row.source.map(|source| SOURCES[source].weakness);
        let plant = draw_plant(rng).or(weakness.filter(|_| rng.random_bool(WEAKNESS)));
        let copy = plant.and_then(|plant| self.copy(plant, &row, &person, rng));
        match (plant, &copy) {
            (Some(plant), Some(copy)) => self.count_copy(plant, &row, copy),
            (Some(plant), None) => {
                self.plant(plant, &mut row, &person, rng);
                if !plant.is_counted_from_rows() {
                    self.count(&row, plant);
                }
            }
            (None, _) if rng.random_bool(NO_SOURCE) => row.source = None,
            (None, _) => self.screen(&row, &person, rng),
        }
        self.write(&row, plant == Some(Figure::Invalid(Fault::ImpossibleDate)));
        if let Some(copy) = copy {
            self.write(&copy, false);
        }
    }

    /// A row without faults, but perhaps late.
    fn row(&mut self, person: &BankPerson, number: u64, rng: &mut impl Rng) -> BankRow {
        let source = rng.random_range(0..SOURCES.len());
        let age = rng.random_range(0..2_500_i64);
        let [first, last] = SOURCES[source].late;
        let late = (i64::from(first) * age + i64::from(last) * (2_500 - age)) / 2_500;
        let lag = if rng.random_range(0..100) < late {
            let share: f64 = rng.random();
            i64::from(Bank::DEADLINE) + 1 + (share * share * 370.0) as i64
        } else {
            let share: f64 = rng.random();
            (share * share * f64::from(Bank::DEADLINE)) as i64
        };
        // Forty days are left for a second row and for screened entries.
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

    /// The second row of a person, for plants that take two.
    fn copy(
        &mut self,
        plant: Figure,
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
            Figure::Duplicates => {}
            Figure::InOtherCategory => {
                let at = CATEGORIES.iter().position(|category| *category == row.category);
                let next = at.unwrap_or(0) + rng.random_range(1..CATEGORIES.len());
                copy.category = CATEGORIES[next % CATEGORIES.len()];
            }
            Figure::InOtherSources | Figure::Contradicted(PairContradiction::OtherSex) => {
                copy.source = other_source
            }
            Figure::Contradicted(PairContradiction::DocumentOtherBirthDate) => {
                copy.source = other_source;
                while copy.birth[..4] == row.birth[..4] {
                    copy.birth = self.birthdays.next(person).to_string();
                }
            }
            Figure::Contradicted(PairContradiction::OtherBirthDate) => {
                copy.source = other_source;
                copy.document = String::new();
                // Half a year off, and not the same day and month in each other's place.
                let birth: Date = row.birth.parse().ok()?;
                let by = if birth.month() <= 6 { 170 } else { -170 };
                copy.birth = plus(birth, by).to_string();
            }
            _ => return None,
        }
        if plant == Figure::Contradicted(PairContradiction::OtherSex) {
            copy.female = copy.female.map(|female| !female);
        } else if matches!(plant, Figure::Duplicates | Figure::InOtherSources) && rng.random() {
            copy.full = person.in_latin();
        }
        Some(copy)
    }

    /// Plants a fault in a row.
    fn plant(&mut self, plant: Figure, row: &mut BankRow, person: &BankPerson, rng: &mut impl Rng) {
        let [given, patronymic, family] = &mut row.parts;
        match plant {
            Figure::Missing(RecordField::BirthDate) => row.birth.clear(),
            Figure::Missing(RecordField::Document) => row.document.clear(),
            Figure::Missing(RecordField::Sex) => row.female = None,
            Figure::Missing(RecordField::OccurredAt) => row.occurred = None,
            Figure::NotMatchable => {
                patronymic.clear();
                family.clear();
                row.birth.clear();
                row.document.clear();
            }
            Figure::Invalid(Fault::ImpossibleDate) => {
                row.birth = format!("{}-02-30", &row.birth[..4])
            }
            Figure::Invalid(Fault::BirthInFuture) => {
                row.birth = plus(self.as_of, rng.random_range(2..360)).to_string();
            }
            Figure::Invalid(Fault::BirthAfterOccurrence) => {
                let occurred = row.occurred.unwrap_or(row.submitted);
                row.birth = plus(occurred, rng.random_range(2..38)).to_string();
                if row.birth.ends_with("-01-01") {
                    row.birth = plus(occurred, 1).to_string();
                }
            }
            Figure::Invalid(Fault::SubmittedBeforeOccurrence) => {
                row.occurred = Some(plus(row.submitted, rng.random_range(1..20)));
            }
            Figure::Invalid(Fault::ValidToBeforeValidFrom) => row.to = Some(plus(row.from, -10)),
            Figure::Invalid(Fault::PlaceholderBirthDate) => {
                row.birth = self.birthdays.next_new_year(person).to_string();
            }
            Figure::Invalid(Fault::FailedCheckDigits) => {
                let number = row.document.rsplit(':').next().unwrap_or_default();
                let mut wrong = tax_number(&number[..10]);
                let last = wrong.pop().and_then(|last| last.to_digit(10)).unwrap_or(0);
                let _ = write!(wrong, "{}", (last + 1) % 10);
                row.document = format!("inn:RU:{wrong}");
            }
            // The second letters are Latin.
            Figure::Invalid(Fault::MixedScript) => *patronymic = patronymic.replacen('о', "o", 1),
            Figure::Invalid(Fault::DigitsInName) => family.push('2'),
            Figure::Invalid(Fault::PatronymicInGiven) => {
                let _ = write!(given, " {patronymic}");
                patronymic.clear();
            }
            Figure::Invalid(Fault::NamesCrossed) => std::mem::swap(given, family),
            Figure::FutureDated => row.submitted = plus(self.as_of, rng.random_range(1..200)),
            Figure::Expired => {
                let days = (self.as_of.duration_since(row.from).as_hours() / 24).max(2);
                row.to = Some(plus(row.from, rng.random_range(0..days)));
            }
            _ => {}
        }
    }

    /// For some late records, screens the person between event and submission, before, and after.
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
        self.count(row, Figure::Missed);
    }

    fn count(&mut self, row: &BankRow, plant: Figure) {
        let source = row.source.map(|source| SOURCES[source].name);
        *self.counts.entry((source, row.category, plant)).or_default() += 1;
    }

    /// Counts what a pair of rows of one person adds to each row.
    fn count_copy(&mut self, plant: Figure, row: &BankRow, copy: &BankRow) {
        match plant {
            Figure::Duplicates | Figure::InOtherCategory => self.count(copy, plant),
            _ => [row, copy].into_iter().for_each(|row| {
                self.count(row, Figure::InOtherSources);
                if plant != Figure::InOtherSources {
                    self.count(row, plant);
                }
            }),
        }
    }

    /// Writes a row, and counts the figures that follow from its cells.
    fn write(&mut self, row: &BankRow, is_rejected: bool) {
        let BankRow { full, parts: [given, patronymic, family], birth, document, .. } = row;
        let source = row.source.map_or("", |source| SOURCES[source].name);
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
        self.count(row, Figure::Records);
        for field in MISSING_FIELDS {
            let is_missing = match field {
                RecordField::BirthDate => birth.is_empty(),
                RecordField::Document => document.is_empty(),
                RecordField::Sex => row.female.is_none(),
                _ => row.occurred.is_none(),
            };
            if is_missing {
                self.count(row, Figure::Missing(field));
            }
        }
        if row.to.is_some_and(|day| day < self.as_of) {
            self.count(row, Figure::Expired);
        }
        let deadline = row.occurred.map(|day| plus(day, Bank::DEADLINE.into()));
        if deadline.is_some_and(|deadline| deadline < row.submitted) {
            self.count(row, Figure::Late);
        }
    }
}

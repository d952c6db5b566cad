//! Invented people: who is listed, and who comes in.

use rayon::prelude::*;
use std::collections::HashMap;
use sverka::synthetic::Population;
use sverka::{Document, PartialDate, PersonName, Record, Sex};

/// Which entries are screened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Half of them are about somebody listed, with the errors of offices.
    #[default]
    Population,
    /// The commonest names of the list, with birth dates of people listed.
    Common,
    /// The same without birth dates.
    CommonUndated,
    /// About people each of whom hundreds of records describe in the same words.
    Tied,
    /// About people listed, by the family name and initials.
    Initials,
    /// Made to take long.
    Hard,
}

impl Kind {
    pub(super) const ALL: [Kind; 6] = [
        Kind::Population,
        Kind::Common,
        Kind::CommonUndated,
        Kind::Tied,
        Kind::Initials,
        Kind::Hard,
    ];

    /// What the command line calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Population => "population",
            Kind::Common => "common",
            Kind::CommonUndated => "common-undated",
            Kind::Tied => "tied",
            Kind::Initials => "initials",
            Kind::Hard => "hard",
        }
    }

    pub(super) fn find(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Records among which the commonest names are counted: the first of the list.
const COUNTED: usize = 100_000;
/// Commonest family names, given names and patronymics.
const COMMONEST: usize = 10;
/// People each of whom many records describe in the same words, and how many records at most.
const TIED_PEOPLE: usize = 10;
const MOST_TIED: usize = 5_000;

/// The most tokens of a name, and how many names, dates or documents a hard entry has.
const LONGEST_NAME: usize = 20;
const MANY: usize = 200;

/// Numbers of which successive ones are far apart.
fn scattered(n: usize) -> usize {
    n.wrapping_mul(0x9e37_79b9) >> 4
}

/// The records of a list, and the entries to screen against it.
pub(super) struct People {
    population: Population,
    kind: Kind,
    listed: usize,
    /// For [`Kind::Common`] and [`Kind::Hard`]: the commonest family names, given names and patronymics.
    commonest: [Vec<String>; 3],
    /// For [`Kind::Tied`]: names and dates that many records have.
    tied: Vec<(PersonName, PartialDate)>,
    each_tied: usize,
}

/// An entry, and the identifier of the record about the same person, if it was made from one.
pub(super) struct Incoming {
    pub(super) entry: Record,
    pub(super) truth: Option<String>,
}

impl People {
    pub(super) fn new(seed: u64, kind: Kind, listed: usize) -> People {
        let mut people = People {
            population: Population::new(seed),
            kind,
            listed,
            commonest: Default::default(),
            tied: Vec::new(),
            each_tied: 0,
        };
        match kind {
            Kind::Population | Kind::Initials => {}
            Kind::Common | Kind::CommonUndated | Kind::Hard => {
                people.commonest = people.count_commonest()
            }
            Kind::Tied => {
                people.tied = (0..TIED_PEOPLE).map(|n| people.person_born_on_a_day(n)).collect();
                people.each_tied = (listed / 2 / TIED_PEOPLE).min(MOST_TIED);
            }
        }
        people
    }

    /// The ten commonest family names, given names and patronymics of men among the first records.
    fn count_commonest(&self) -> [Vec<String>; 3] {
        let first = (0..self.listed.min(COUNTED)).into_par_iter();
        let men: Vec<PersonName> = first
            .map(|position| self.population.listed(position))
            .filter(|record| record.sex() == Some(Sex::Male))
            .map(|record| record.name().clone())
            .collect();
        let parts: [fn(&PersonName) -> Option<&str>; 3] =
            [PersonName::family, PersonName::given, PersonName::patronymic];
        parts.map(|part| {
            let mut counts: HashMap<&str, usize> = HashMap::new();
            for name in men.iter().filter_map(part).filter(|name| !name.is_empty()) {
                *counts.entry(name).or_default() += 1;
            }
            let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
            counts.sort_unstable_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
            counts.into_iter().take(COMMONEST).map(|(name, _)| name.to_owned()).collect()
        })
    }

    /// The name and birth date of a record with a full birth date. Successive `n` begin to look for one
    /// at places scattered over the list.
    fn person_born_on_a_day(&self, n: usize) -> (PersonName, PartialDate) {
        let mut position = n.wrapping_mul(0x9e37_79b9) % self.listed;
        loop {
            let record = self.population.listed(position);
            if let Some(date) = record.birth_dates().iter().find(|date| date.day().is_some()) {
                return (record.name().clone(), *date);
            }
            position += 1;
        }
    }

    /// The list record at a position.
    pub(super) fn listed(&self, position: usize) -> Record {
        if position >= self.each_tied * self.tied.len() {
            return self.population.listed(position);
        }
        let (name, date) = &self.tied[position % self.tied.len()];
        Record::new(format!("w{position:06}"), name.clone()).with_birth_date(*date)
    }

    /// The incoming record at a position.
    pub(super) fn incoming(&self, position: usize) -> Incoming {
        let id = format!("e{position:06}");
        let made = |entry| Incoming { entry, truth: None };
        match self.kind {
            Kind::Population => {
                let entry = self.population.entry(position, self.listed);
                let truth =
                    entry.truth().map(|truth| self.population.listed(truth).id().to_owned());
                Incoming { entry: entry.into_record(), truth }
            }
            Kind::Common | Kind::CommonUndated => {
                let entry = Record::new(id, self.common_name(position));
                if self.kind == Kind::CommonUndated {
                    return made(entry);
                }
                let (_, date) = self.person_born_on_a_day(position);
                made(entry.with_birth_date(date))
            }
            Kind::Tied => {
                let (name, date) = &self.tied[position % self.tied.len()];
                made(Record::new(id, name.clone()).with_birth_date(*date))
            }
            Kind::Initials => {
                let record = self.population.listed(scattered(position) % self.listed);
                let initial = |name: Option<&str>| {
                    name.and_then(|name| name.chars().next()).map(String::from).unwrap_or_default()
                };
                let name = record.name();
                let (given, patronymic) = (initial(name.given()), initial(name.patronymic()));
                let short = PersonName::parts(given, patronymic, name.family().unwrap_or_default());
                let entry = Record::new(id, short);
                let entry =
                    record.birth_dates().iter().copied().fold(entry, Record::with_birth_date);
                Incoming { entry, truth: Some(record.id().to_owned()) }
            }
            Kind::Hard => made(self.hard(position).with_id(id)),
        }
    }

    /// One of a thousand names of the commonest family name, given name and patronymic.
    fn common_name(&self, n: usize) -> PersonName {
        let [family, given, patronymic] = &self.commonest;
        let nth = |names: &[String], n: usize| {
            names.get(n % names.len().max(1)).cloned().unwrap_or_default()
        };
        PersonName::parts(
            nth(given, n / COMMONEST),
            nth(patronymic, n / COMMONEST.pow(2)),
            nth(family, n),
        )
    }

    /// An entry that takes long, by its position: each has as much of something as a forger could think of.
    fn hard(&self, position: usize) -> Record {
        let letters = |alphabet: &str, length: usize, n: usize| -> String {
            let alphabet: Vec<char> = alphabet.chars().collect();
            (0..length).map(|at| alphabet[scattered(n * 64 + at) % alphabet.len()]).collect()
        };
        let name = |token: &dyn Fn(usize) -> String| -> Record {
            Record::new("", (0..LONGEST_NAME).map(token).collect::<Vec<_>>().join(" "))
        };
        let n = |at: usize| position * LONGEST_NAME + at;
        let common = |at: usize| self.commonest.concat().get(at).cloned().unwrap_or_default();
        let usual = Record::new("", self.common_name(position));
        match position % 8 {
            0 => name(&common),
            1 => name(&|at| format!("{}{}", common(at), common(at + 1))),
            2 => name(&|at| letters("абвгдеклмнопрстуфх", 1, n(at))),
            3 => name(&|at| letters("abcdefghijklmnopqrstuvwxyz", 40, n(at))),
            4 => name(&|at| letters("aino", 4, n(at))),
            5 => (0..MANY).fold(usual, |entry, at| entry.with_alias(self.common_name(n(at)))),
            6 => (0..MANY).fold(usual, |entry, at| {
                let (_, date) = self.person_born_on_a_day(n(at));
                entry.with_birth_date(date)
            }),
            _ => (0..MANY).fold(usual, |entry, at| {
                let number = format!("{:09}", scattered(n(at)) % 1_000_000_000);
                Document::new(number).into_iter().fold(entry, Record::with_document)
            }),
        }
    }

    /// The entries at these positions, generated in parallel.
    pub(super) fn all_incoming(&self, positions: std::ops::Range<usize>) -> Vec<Incoming> {
        positions.into_par_iter().map(|position| self.incoming(position)).collect()
    }

    /// How many records have the name and date of others.
    pub(super) fn tied(&self) -> usize {
        self.each_tied * self.tied.len()
    }
}

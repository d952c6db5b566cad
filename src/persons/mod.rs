//! The same person reported by several sources: which records of a list are about one, what each
//! source states, and where they contradict each other.
//!
//! ```
//! use sverka::persons::Persons;
//! use sverka::{Field, Listing, Policy, Record, Watchlist};
//!
//! let from = |source: &str| Listing::new().with_source(source).with_category("wanted");
//! let watchlist = Watchlist::builder()
//!     .record(Record::new("b1", "Щербаков Александр Иванович")
//!         .with_birth_date("1971-03-15".parse()?)
//!         .with_listing(from("bank")))
//!     .record(Record::new("c7", "CHTCHERBAKOV Alexandre")
//!         .with_birth_date("1972-03-15".parse()?)
//!         .with_document("passport:RU:4510 123456".parse()?)
//!         .with_listing(from("customs")))
//!     .record(Record::new("m3", "Shcherbakov Aleksandr Ivanovich")
//!         .with_birth_date("1971-03-15".parse()?)
//!         .with_document("passport:RU:4510-123456".parse()?)
//!         .with_listing(from("ministry")))
//!     .build()?;
//! let persons = Persons::group(&watchlist, &Policy::default().with_min_probability(0.99)?);
//! assert_eq!(persons.len(), 1);
//!
//! let person = persons.of("c7").expect("a record of the list");
//! assert_eq!(person.sources(), ["bank", "customs", "ministry"]);
//! let contradiction = &person.contradictions()[0];
//! assert_eq!(contradiction.field, Field::BirthDate);
//! assert_eq!(contradiction.statements[0].value, "1971-03-15");
//! assert_eq!(contradiction.statements[0].records, ["b1", "m3"]);
//! assert_eq!(contradiction.statements[1].records, ["c7"]);
//! # Ok::<(), sverka::Error>(())
//! ```
//!
//! # How records are grouped
//!
//! Each record is screened against the list that it stands in. Two are *linked* where either matches
//! the other at the policy's threshold; the link is as strong as the more bits of both directions.
//! Two are *apart* where the evidence between them holds a hard contradiction, or two where they have
//! a document in common (a number that weighs enough to rule a relative out):
//!
//! * no birth dates that agree, not even by a slip: [`Level::Contradicted`](crate::Level::Contradicted);
//! * one female, the other male;
//! * a given name or a patronymic that is none of the other's. Of a name that is stated in one string
//!   a word counts for a given name that sounds like one; surnames change, and do not count;
//! * documents of one kind and country with other numbers, both with check digits that hold.
//!
//! Links are taken in turn, the strongest first and equal ones in the order of identifiers. Each joins
//! the groups of its two records, unless a record of one is apart from a record of the other. So what
//! follows over a third record follows only where the evidence is consistent: if A is like B and B like
//! C, and A contradicts C, B goes with the one that it is more like. (Agglomerative clustering by
//! single linkage with cannot-link constraints: Davidson and Ravi 2005; Wagstaff and Cardie 2000.)
//!
//! Every record is of exactly one person, and no two records of a person are apart. What contradicts
//! less stays within a person, and is told: [`Person::contradictions`].
//!
//! This room may use evidence and screening, and changes nothing of a record.

mod apart;
mod cluster;
mod pairs;
mod person;

pub use person::{Contradiction, Person, Statement};

pub(crate) use pairs::{SimilarRecords, links_between, similar_records, threshold_only};

use crate::record::{Listing, Record};
use crate::screening::{Match, Policy, Screening};
use crate::watchlist::Watchlist;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::fmt;

/// The records of a list by the person whom they are about.
#[derive(Clone)]
pub struct Persons<'a> {
    watchlist: &'a Watchlist,
    /// Places in the order of identifiers.
    groups: Vec<Vec<u32>>,
    /// Of which group each place is.
    group_of: Vec<u32>,
}

impl<'a> Persons<'a> {
    /// Groups the records of a list. Of the policy only its threshold counts: listings of all
    /// sources, categories and days are grouped. A wrong link costs more here than in a match that
    /// somebody judges, so ask for a high probability, 0.99 say.
    ///
    /// The groups are the same for any order of the records and any number of threads. A record with
    /// more than a hundred others like it is linked to the best of them.
    ///
    /// Of a list that changes, group a [`Watchlist`] of the records in a view: [`Persons::matched`] takes the
    /// screenings of that view.
    ///
    /// Cost: screening every record, in parallel on the current rayon thread pool, and a comparison
    /// for each two records that a join would bring together; the records that are linked at all are
    /// held in memory meanwhile.
    pub fn group(watchlist: &'a Watchlist, policy: &Policy) -> Persons<'a> {
        let links = links_between(&similar_records(watchlist, policy));
        let statements = StatementTable::of(watchlist, links.iter().flat_map(|link| link.places));
        let are_apart = |one: u32, other: u32| {
            apart::are_apart(watchlist, statements.record(one), statements.record(other))
        };
        // Most pairs that are asked about are linked themselves.
        let known = links.par_iter().map(|link| {
            let [one, other] = link.places;
            (link.places, are_apart(one, other))
        });
        let mut known: FxHashMap<[u32; 2], bool> = known.collect();
        let are_apart = |one: u32, other: u32| {
            let pair = [one.min(other), one.max(other)];
            *known.entry(pair).or_insert_with(|| are_apart(pair[0], pair[1]))
        };
        let statement = |place| statements.number(place);
        let groups = cluster::cluster(watchlist.len() as u32, links, statement, are_apart);
        let mut group_of = vec![0; watchlist.len()];
        for (n, group) in (0..).zip(&groups) {
            group.iter().for_each(|place| group_of[*place as usize] = n);
        }
        Persons { watchlist, groups, group_of }
    }

    /// How many people the records are about.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether the list holds no record.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The people, in the order of the first identifiers of their records.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Person> {
        self.groups.iter().map(|group| self.person(group))
    }

    /// The person whom the record with that identifier is about; `None` where the list has no such
    /// record.
    pub fn of(&self, id: &str) -> Option<Person> {
        self.watchlist.rank(id).map(|place| self.person(self.group_at(place)))
    }

    /// The matches of a screening against the same list, by the person whom they are about, the person
    /// of the best match first. All records of a person are there, also those that did not match or
    /// were not asked about. A match with a record of another list is left out.
    pub fn matched<'s>(&self, screening: &'s Screening) -> Vec<MatchedPerson<'s>> {
        let mut groups: Vec<(u32, Vec<&Match>)> = Vec::new();
        for found in screening.matches() {
            let Some(place) = self.watchlist.rank(found.record().id()) else { continue };
            let group = self.group_of[place as usize];
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, matches)) => matches.push(found),
                None => groups.push((group, vec![found])),
            }
        }
        let person = |group: u32| self.person(&self.groups[group as usize]);
        let groups = groups.into_iter();
        groups.map(|(group, matches)| MatchedPerson { matches, person: person(group) }).collect()
    }

    fn group_at(&self, place: u32) -> &[u32] {
        &self.groups[self.group_of[place as usize] as usize]
    }

    fn person(&self, group: &[u32]) -> Person {
        Person::new(self.watchlist, group.iter().map(|place| self.watchlist.at(*place)).collect())
    }
}

impl fmt::Debug for Persons<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Persons").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// A person some of whose records matched.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchedPerson<'s> {
    matches: Vec<&'s Match>,
    person: Person,
}

impl<'s> MatchedPerson<'s> {
    /// The matches with records of the person, best first; at least one.
    pub fn matches(&self) -> &[&'s Match] {
        &self.matches
    }

    /// Everything that the list holds of the person.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// The records of the person that did not match.
    pub fn others(&self) -> impl Iterator<Item = &Record> {
        let is_match =
            |record: &Record| self.matches.iter().any(|found| found.record().id() == record.id());
        self.person.records().iter().filter(move |record| !is_match(record))
    }
}

/// What records state, apart from who states it: equal statements have one number.
struct StatementTable {
    /// By place, the number of its statement.
    numbers: FxHashMap<u32, u32>,
    records: Vec<Record>,
}

impl StatementTable {
    fn of(list: &Watchlist, places: impl Iterator<Item = u32>) -> StatementTable {
        let mut known: FxHashMap<Record, u32> = FxHashMap::default();
        let mut numbers = FxHashMap::default();
        for place in places {
            numbers.entry(place).or_insert_with(|| {
                let record = list.at(place).with_id("").with_listing(Listing::new());
                let next = known.len() as u32;
                *known.entry(record).or_insert(next)
            });
        }
        let mut records: Vec<(u32, Record)> =
            known.into_iter().map(|(record, number)| (number, record)).collect();
        records.sort_unstable_by_key(|(number, _)| *number);
        StatementTable { numbers, records: records.into_iter().map(|(_, record)| record).collect() }
    }

    /// Of a record that is linked with any other.
    fn number(&self, place: u32) -> u32 {
        self.numbers[&place]
    }

    fn record(&self, place: u32) -> &Record {
        &self.records[self.number(place) as usize]
    }
}

//! Groups the records of a list by person: what each source states about the person, and where the
//! sources contradict each other.
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
//! Each record is screened against its own list. Two records are *linked* where either matches the
//! other at the policy's threshold. The strength of a link is the higher match weight of the two
//! directions. Two records are *apart* where the evidence between them holds a hard contradiction.
//! Where they share a document number rare enough to rule out relatives, it takes two. Hard
//! contradictions are:
//!
//! * birth dates that do not agree even with one slip: [`Level::Contradicted`](crate::Level::Contradicted);
//! * one female, the other male;
//! * a given name or patronymic that is not among the other's names. In a name written as one string,
//!   a word counts as a given name if it sounds like a known one. Surnames change and do not count;
//! * documents of the same kind and country with different numbers whose check digits are both right.
//!
//! Links are taken from the strongest to the weakest, and equal ones in the order of identifiers.
//! Each link joins the groups of its two records, unless a record of one group is apart from a record
//! of the other. So if A is linked to B and B to C, and A is apart from C, then B joins the one with
//! the stronger link. This is agglomerative clustering by single linkage with cannot-link constraints
//! (Davidson and Ravi 2005; Wagstaff and Cardie 2000).
//!
//! Every record belongs to exactly one person, and no two records of a person are apart. Weaker
//! contradictions within a person are listed by [`Person::contradictions`].
//!
//! This module uses evidence and screening. It does not change records.

mod clustering;
mod contradictions;
mod links;
mod person;

pub use person::{Contradiction, Person, Statement};

#[cfg(feature = "submissions")]
pub(crate) use links::{SimilarRecords, threshold_only};
pub(crate) use links::{links_between, similar_records};

use crate::record::{Listing, Record};
use crate::screening::{Match, Policy, Screening};
use crate::watchlist::Watchlist;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::fmt;

/// The records of a list, grouped by person. See the [module](self) for an example.
#[derive(Clone)]
pub struct Persons<'a> {
    watchlist: &'a Watchlist,
    /// The records of each person, by rank: the position in the order of identifiers.
    groups: Vec<Vec<u32>>,
    /// The group of the record of each rank.
    group_of: Vec<u32>,
}

impl<'a> Persons<'a> {
    /// Groups the records of a list. Only the threshold of the policy is used: listings of all
    /// sources, categories and days are grouped. Nobody reviews the links, so choose a high
    /// probability, such as 0.99.
    ///
    /// The groups do not depend on the order of the records or the number of threads. A record with
    /// more than a hundred matches is linked to the best hundred.
    ///
    /// To group a list that changes, build a [`Watchlist`] from the records of a view.
    /// [`Persons::matched`] accepts the screenings of that view.
    ///
    /// Screens every record, in parallel on the current rayon thread pool, and compares each pair of
    /// records that a join would bring together. The linked records are held in memory meanwhile.
    pub fn group(watchlist: &'a Watchlist, policy: &Policy) -> Persons<'a> {
        let links = links_between(&similar_records(watchlist, policy));
        let statements = StatementTable::of(watchlist, links.iter().flat_map(|link| link.ranks));
        let are_apart = |one: u32, other: u32| {
            contradictions::cannot_be_one_person(
                watchlist,
                statements.record(one),
                statements.record(other),
            )
        };
        // Most pairs that the clustering asks about are linked, so they are compared in parallel first.
        let known = links.par_iter().map(|link| {
            let [one, other] = link.ranks;
            (link.ranks, are_apart(one, other))
        });
        let mut known: FxHashMap<[u32; 2], bool> = known.collect();
        let are_apart = |one: u32, other: u32| {
            let pair = [one.min(other), one.max(other)];
            *known.entry(pair).or_insert_with(|| are_apart(pair[0], pair[1]))
        };
        let statement = |rank| statements.number(rank);
        let groups = clustering::cluster(watchlist.len() as u32, links, statement, are_apart);
        let mut group_of = vec![0; watchlist.len()];
        for (n, group) in (0..).zip(&groups) {
            group.iter().for_each(|rank| group_of[*rank as usize] = n);
        }
        Persons { watchlist, groups, group_of }
    }

    /// The number of people.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether the list holds no record.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The people, in the order of their lowest identifiers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Person> {
        self.groups.iter().map(|group| self.person(group))
    }

    /// The person of the record with that identifier; `None` where the list has no such record.
    pub fn of(&self, id: &str) -> Option<Person> {
        self.watchlist.rank(id).map(|rank| self.person(self.group_at(rank)))
    }

    /// Groups the matches of a screening against the same list by person, the person of the best match
    /// first. Each person comes with all their records, including those that did not match or that the
    /// policy excludes. Matches with records of another list are left out.
    ///
    /// ```
    /// use sverka::persons::Persons;
    /// use sverka::{Policy, Record, Watchlist};
    ///
    /// let watchlist = Watchlist::builder()
    ///     .record(Record::new("b1", "Щербаков Александр").with_birth_date("1971-03-15".parse()?))
    ///     .record(Record::new("c7", "CHTCHERBAKOV Alexandre").with_birth_date("1971-03-15".parse()?))
    ///     .build()?;
    /// let policy = Policy::default();
    /// let persons = Persons::group(&watchlist, &policy);
    ///
    /// let entry = Record::new("e1", "Shcherbakov A.").with_birth_date("1971-03-15".parse()?);
    /// let screening = watchlist.screen(&entry, &policy);
    /// let matched = persons.matched(&screening);
    /// let matches: usize = matched.iter().map(|person| person.matches().len()).sum();
    /// assert_eq!(matches, screening.matches().len());
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn matched<'s>(&self, screening: &'s Screening) -> Vec<MatchedPerson<'s>> {
        let mut groups: Vec<(u32, Vec<&Match>)> = Vec::new();
        for found in screening.matches() {
            let Some(rank) = self.watchlist.rank(found.record_id()) else { continue };
            let group = self.group_of[rank as usize];
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, matches)) => matches.push(found),
                None => groups.push((group, vec![found])),
            }
        }
        let person = |group: u32| self.person(&self.groups[group as usize]);
        let groups = groups.into_iter();
        groups.map(|(group, matches)| MatchedPerson { matches, person: person(group) }).collect()
    }

    fn group_at(&self, rank: u32) -> &[u32] {
        &self.groups[self.group_of[rank as usize] as usize]
    }

    fn person(&self, group: &[u32]) -> Person {
        Person::new(self.watchlist, group.iter().map(|rank| self.watchlist.at(*rank)).collect())
    }
}

impl fmt::Debug for Persons<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Persons").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// A person of whom at least one record matched.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchedPerson<'s> {
    matches: Vec<&'s Match>,
    person: Person,
}

impl<'s> MatchedPerson<'s> {
    /// The matches with records of the person, best first. There is at least one.
    pub fn matches(&self) -> &[&'s Match] {
        &self.matches
    }

    /// The person, with all records of the list.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// The records of the person that did not match the entry.
    pub fn others(&self) -> impl Iterator<Item = &Record> {
        let is_match =
            |record: &Record| self.matches.iter().any(|found| found.record_id() == record.id());
        self.person.records().iter().filter(move |record| !is_match(record))
    }
}

/// Numbers the distinct statements of records: all that a record states except its identifier and
/// listing.
struct StatementTable {
    /// The statement of the record of each rank.
    numbers: FxHashMap<u32, u32>,
    records: Vec<Record>,
}

impl StatementTable {
    fn of(list: &Watchlist, ranks: impl Iterator<Item = u32>) -> StatementTable {
        let mut known: FxHashMap<Record, u32> = FxHashMap::default();
        let mut numbers = FxHashMap::default();
        for rank in ranks {
            numbers.entry(rank).or_insert_with(|| {
                let record = list.at(rank).with_id("").with_listing(Listing::new());
                let next = known.len() as u32;
                *known.entry(record).or_insert(next)
            });
        }
        let mut records: Vec<(u32, Record)> =
            known.into_iter().map(|(record, number)| (number, record)).collect();
        records.sort_unstable_by_key(|(number, _)| *number);
        StatementTable { numbers, records: records.into_iter().map(|(_, record)| record).collect() }
    }

    /// The statement of a linked record.
    fn number(&self, rank: u32) -> u32 {
        self.numbers[&rank]
    }

    fn record(&self, rank: u32) -> &Record {
        &self.records[self.number(rank) as usize]
    }
}

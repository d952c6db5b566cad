//! Invented people, and the errors that offices make in their records.
//!
//! For measurements, examples and load tests: watchlists of any size, and incoming records with the
//! truth about who they describe. Every person is invented: names are combined at random, and any
//! resemblance to a real person is a coincidence.
//!
//! ```
//! use sverka::synthetic::Population;
//!
//! let population = Population::new(7);
//! let watchlist = population.watchlist(1_000);
//! for entry in population.incoming(100, watchlist.len()) {
//!     match entry.truth() {
//!         Some(n) => assert_eq!(watchlist[n].nationalities(), entry.record().nationalities()),
//!         None => assert!(entry.record().id().starts_with('e')), // nobody on the list
//!     }
//! }
//! ```
//!
//! # What is assumed
//!
//! No number below is measured on a real list; all are assumptions:
//!
//! * **Traditions**: Russian 34 %, Ukrainian 14, Uzbek 10, Kazakh 9, Belarusian 8, Azerbaijani,
//!   Kyrgyz and Tajik 6 each, Armenian 4, Georgian 3. Names of non-Slavic
//!   traditions are in Russian spelling, as registers of the region share them. Half are women.
//! * **Names**: the frequency of a given name is proportional to 1/(rank + 3), in tables of 30 to 80
//!   names. Surnames follow Zipf's law over the common ones of a tradition and a long tail composed
//!   of stems and endings; the most common has 0.8 % of its tradition. Patronymics follow the father's given name; Azerbaijani
//!   ones are formed the national way in 70 %, Uzbek in 35, Kazakh and Kyrgyz in 30, Tajik in 15.
//!   With seed 1, 1,000,000 list records hold 308,000 distinct name tokens, 128,000 of them
//!   Cyrillic; 100,000 records hold 80,000 and 42,000.
//! * **SpellingStyle**: 60 % Cyrillic, 40 % Latin by ten systems for Russian (ICAO 34 %, English press
//!   20, BGN/PCGN 14, French passport 8, German 6, French press, GOST 5 each, Polish 4, ISO 3,
//!   UN 1), two each for Ukrainian and Belarusian. Ukrainians and Belarusians appear in their national
//!   spelling in half of the Cyrillic and 70 % of the Latin names. Half of the names are in parts, half
//!   in one string.
//! * **Birth dates**: uniform from 1940 to 2007; 3 % unknown. Of the others, 6 % are a year, 4 % year
//!   and month, and 3 % a 1 January in place of an unknown day.
//! * **Documents**: half of the people have one: 80 % a passport, 20 % a tax number.
//! * **Listings**: six sources and five categories. Events are from 2005 to mid-2025 and concern people
//!   of sixteen and over. Submission takes up to 480 days, the median is 60. 15 % end after one to ten
//!   years. 20 % of records have an alias, a quarter of those two: another spelling or a maiden name.
//! * **Errors**: see [`Alteration`].
//!
//! # Determinism
//!
//! A list record depends on the seed and its position only, so it is the same on any number of threads
//! and in a longer list. An incoming record also depends on the length of the list, the listed share
//! and the error model. Both may change with the version of this crate.
//!
//! This module uses records and romanization, and nothing of matching.

mod alter;
mod errors;
mod language;
mod listed;
mod patronymic;
mod person;
mod spelling;
mod surname;
mod tradition;

pub use errors::{Alteration, Alterations, ErrorModel};

use crate::error::Error;
use crate::record::Record;
use alter::ErrorMaker;
use person::{RandomStream, SyntheticPerson};
use rand::RngExt;
use rayon::prelude::*;

/// The number of the first person who is on no list.
const UNLISTED: u64 = 1 << 40;

/// A population of invented people, some of whom are on a watchlist.
///
/// ```
/// use sverka::synthetic::{ErrorModel, Population};
///
/// let population = Population::new(7).with_errors(ErrorModel::none()).with_listed_share(1.0)?;
/// let entry = population.entry(0, 1_000);
/// let truth = entry.truth().expect("every incoming record is about someone listed");
/// assert_eq!(entry.record().name(), population.listed(truth).name());
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Population {
    seed: u64,
    listed_share: f64,
    errors: ErrorModel,
}

impl Population {
    /// A population where half of the incoming records are about a listed person, with the errors of
    /// [`ErrorModel::default`].
    pub fn new(seed: u64) -> Self {
        Population { seed, listed_share: 0.5, errors: ErrorModel::default() }
    }

    /// Sets the share of incoming records that are about a listed person.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) for a share outside 0 to 1.
    pub fn with_listed_share(mut self, share: f64) -> Result<Self, Error> {
        self.listed_share = errors::checked(share)?;
        Ok(self)
    }

    /// Sets the error model.
    #[must_use]
    pub fn with_errors(mut self, errors: ErrorModel) -> Self {
        self.errors = errors;
        self
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The share of incoming records that are about a listed person.
    pub fn listed_share(&self) -> f64 {
        self.listed_share
    }

    /// The error model.
    pub fn errors(&self) -> &ErrorModel {
        &self.errors
    }

    /// The list record at a position, counted from 0. Its identifier is `w` and the position.
    pub fn listed(&self, position: usize) -> Record {
        listed::record(self.seed, position as u64)
    }

    /// The first `count` list records, built in parallel.
    pub fn watchlist(&self, count: usize) -> Vec<Record> {
        (0..count).into_par_iter().map(|position| self.listed(position)).collect()
    }

    /// The incoming record at a position, for a watchlist of that many records. Its identifier is `e`
    /// and the position.
    pub fn entry(&self, position: usize, watchlist: usize) -> SyntheticEntry {
        let rng = &mut person::rng(self.seed, RandomStream::Incoming, position as u64);
        let is_listed = watchlist > 0 && rng.random_bool(self.listed_share);
        let truth = is_listed.then(|| rng.random_range(0..watchlist));
        let number = truth.map_or(UNLISTED + position as u64, |truth| truth as u64);
        let person = SyntheticPerson::new(self.seed, number);
        let list_rng = &mut person::rng(self.seed, RandomStream::Listed, number);
        let (spelling, layout) = listed::style(&person, list_rng);

        let mut errors = ErrorMaker { model: &self.errors, rng, done: Alterations::default() };
        let name = errors.name(&person, spelling, layout);
        let mut record = listed::facts(format!("e{position:06}"), name, &person);
        if let Some(date) = errors.birth_date(person.birth_date) {
            record = record.with_birth_date(date);
        }
        if let Some(document) = errors.document(person.document.as_ref()) {
            record = record.with_document(document);
        }
        SyntheticEntry { record, truth, alterations: errors.done }
    }

    /// The first `count` incoming records for a watchlist of that many records, built in parallel.
    pub fn incoming(&self, count: usize, watchlist: usize) -> Vec<SyntheticEntry> {
        (0..count).into_par_iter().map(|position| self.entry(position, watchlist)).collect()
    }
}

/// An incoming record with the truth about it. See [`Population::entry`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntheticEntry {
    record: Record,
    truth: Option<usize>,
    alterations: Alterations,
}

impl SyntheticEntry {
    /// The record, with its errors.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Returns the record without the truth.
    pub fn into_record(self) -> Record {
        self.record
    }

    /// The position of the person in the watchlist; `None` for a person who is not listed.
    pub fn truth(&self) -> Option<usize> {
        self.truth
    }

    /// The errors in the record.
    pub fn alterations(&self) -> Alterations {
        self.alterations
    }
}

#[cfg(test)]
mod tests;

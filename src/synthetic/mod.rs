//! Invented people, and the errors that offices make in their records.
//!
//! For measurements, examples and load tests: lists of any size, with the truth about which
//! incoming record is about whom. Every person here is invented; names are put together by
//! chance, and any resemblance to a real person is by chance.
//!
//! ```
//! use sverka::synthetic::Population;
//!
//! let population = Population::new(7);
//! let watchlist = population.watchlist(1_000);
//! for entry in population.incoming(100, watchlist.len()) {
//!     match entry.truth() {
//!         Some(n) => assert_eq!(watchlist[n].nationalities(), entry.record().nationalities()),
//!         None => assert!(entry.record().id().starts_with('e')), // about nobody on the list
//!     }
//! }
//! ```
//!
//! # What is assumed
//!
//! No number here is measured on a real list; all are assumptions, stated where they stand:
//!
//! * **Traditions**: Russian 34 %, Ukrainian 14, Uzbek 10, Kazakh 9, Belarusian 8, Azerbaijani,
//!   Kyrgyz and Tajik 6 each, Armenian 4, Georgian 3. Names outside the three Slavic languages are
//!   in Russian spelling, as registers of the region share them. Half of the people are women.
//! * **Names**: given names fall off as 1/(rank + 3) in tables of 30 to 80. Surnames follow Zipf's
//!   law over the common ones of a tradition and a long tail made of syllables and endings; the
//!   commonest has 0.8 % of its tradition. Patronymics follow the father's given name; Azerbaijani
//!   ones are formed the national way in 70 %, Uzbek in 35, Kazakh and Kyrgyz in 30, Tajik in 15.
//!   Measured with seed 1: 1,000,000 list records hold 308,000 distinct name tokens, of which
//!   128,000 are Cyrillic; 100,000 records hold 80,000 and 42,000.
//! * **SpellingStyle**: 60 % Cyrillic, 40 % Latin by ten systems for Russian (ICAO 34 %, English press
//!   20, BGN/PCGN 14, French passport 8, German 6, French press, GOST 5 each, Polish 4, ISO 3,
//!   UN 1), two each for Ukrainian and Belarusian, whose people are written by their own spelling
//!   in half of the Cyrillic and 70 % of the Latin names. Half in parts, half in one string.
//! * **Birth dates**: 1940 to 2007, evenly; 3 % unknown; of the others 6 % the year alone, 4 % year
//!   and month, 3 % the first of January in place of an unknown day.
//! * **Documents**: one for half of the people, a passport in 80 %, a tax number in 20 %.
//! * **Listings**: six sources; five categories; events from 2005 to mid-2025, of people of sixteen
//!   and over, submitted within 480 days, half within 60; 15 % end after one to ten years, of
//!   which many are over by 2026. 20 % of records have an alias, a quarter of those two: another
//!   spelling, or a surname at birth.
//! * **Errors**: see [`Alteration`].
//!
//! # Determinism
//!
//! A list record follows from the seed and its position alone: it is the same on any number of
//! threads, and in a longer list. An incoming record follows from these, the length of the list,
//! the share of listed people and the error model. Both may change with the version of this crate.
//!
//! This room may use records and romanization, and nothing of matching.

mod alter;
mod bank;
mod errors;
mod listed;
mod patronymic;
mod person;
mod spelling;
mod surname;
mod tradition;

pub use bank::{Bank, Plant};
pub use errors::{Alteration, Alterations, ErrorModel};

use crate::error::Error;
use crate::record::Record;
use alter::ErrorMaker;
use person::{RandomStream, SyntheticPerson};
use rand::RngExt;
use rayon::prelude::*;

/// People who are not on the list are numbered from here, so that no list reaches them.
const UNLISTED: u64 = 1 << 40;

/// A population of invented people, of which some are on a watchlist.
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
    /// A population of which half of the incoming records are about someone listed, and offices
    /// err as [`ErrorModel::default`] says.
    pub fn new(seed: u64) -> Self {
        Population { seed, listed_share: 0.5, errors: ErrorModel::default() }
    }

    /// States the share of incoming records that are about someone on the list.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) for a share outside 0 to 1.
    pub fn with_listed_share(mut self, share: f64) -> Result<Self, Error> {
        self.listed_share = errors::checked(share)?;
        Ok(self)
    }

    /// States how offices err.
    #[must_use]
    pub fn with_errors(mut self, errors: ErrorModel) -> Self {
        self.errors = errors;
        self
    }

    /// The seed that everything follows from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The share of incoming records that are about someone on the list.
    pub fn listed_share(&self) -> f64 {
        self.listed_share
    }

    /// How offices err.
    pub fn errors(&self) -> &ErrorModel {
        &self.errors
    }

    /// The list record at a position, counted from 0; its id is `w` and the position.
    pub fn listed(&self, position: usize) -> Record {
        listed::record(self.seed, position as u64)
    }

    /// A watchlist of so many records, in parallel.
    pub fn watchlist(&self, count: usize) -> Vec<Record> {
        (0..count).into_par_iter().map(|position| self.listed(position)).collect()
    }

    /// The incoming record at a position, for a watchlist of so many records; its id is `e` and
    /// the position.
    pub fn entry(&self, position: usize, watchlist: usize) -> SyntheticEntry {
        let rng = &mut person::rng(self.seed, RandomStream::Incoming, position as u64);
        let is_listed = watchlist > 0 && rng.random_bool(self.listed_share);
        let truth = is_listed.then(|| rng.random_range(0..watchlist));
        let number = truth.map_or(UNLISTED + position as u64, |truth| truth as u64);
        let person = SyntheticPerson::new(self.seed, number);
        let list_rng = &mut person::rng(self.seed, RandomStream::Listed, number);
        let (spelling, layout) = listed::style(&person, list_rng);

        let mut clerk = ErrorMaker { model: &self.errors, rng, done: Alterations::default() };
        let name = clerk.name(&person, spelling, layout);
        let mut record = listed::facts(format!("e{position:06}"), name, &person);
        if let Some(date) = clerk.birth_date(person.birth_date) {
            record = record.with_birth_date(date);
        }
        if let Some(document) = clerk.document(person.document.as_ref()) {
            record = record.with_document(document);
        }
        SyntheticEntry { record, truth, alterations: clerk.done }
    }

    /// So many incoming records for a watchlist of so many, in parallel.
    pub fn incoming(&self, count: usize, watchlist: usize) -> Vec<SyntheticEntry> {
        (0..count).into_par_iter().map(|position| self.entry(position, watchlist)).collect()
    }
}

/// An incoming record with the truth about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntheticEntry {
    record: Record,
    truth: Option<usize>,
    alterations: Alterations,
}

impl SyntheticEntry {
    /// The record, as an office wrote it.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The record alone.
    pub fn into_record(self) -> Record {
        self.record
    }

    /// The position in the watchlist of the person whom the record is about; `None` where they
    /// are not on it.
    pub fn truth(&self) -> Option<usize> {
        self.truth
    }

    /// What was done to the record.
    pub fn alterations(&self) -> Alterations {
        self.alterations
    }
}

#[cfg(test)]
mod tests;

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
//! * **Relatives**: none of the entries, unless [`Population::with_relatives_share`] asks for them. Then
//!   of 46 relatives 20 are siblings, 6 fathers and 20 children, by mean sibships and births of the
//!   region (UN, World Population Prospects). Twins are 1 in 80 siblings, as one birth in 80 gives
//!   twins; half of them have names that sound alike. Siblings are 4 years apart on average, fathers and
//!   children 31. Half of the women have the surname of their birth.
//!
//! # Determinism
//!
//! A list record depends on the seed and its position only, so it is the same on any number of threads
//! and in a longer list. An incoming record also depends on the length of the list, the listed share,
//! the share of relatives and the error model. With more relatives, the entries about listed people and
//! strangers stay what they were. Both may change with the version of this crate.
//!
//! This module uses records and romanization, and nothing of matching.

mod alter;
mod errors;
mod language;
mod listed;
mod patronymic;
mod person;
mod relative;
mod spelling;
mod surname;
mod tradition;

pub use errors::{Alteration, Alterations, ErrorModel};
pub use patronymic::PatronymicForm;
pub use relative::Relation;

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
    relatives_share: f64,
    errors: ErrorModel,
}

impl Population {
    /// A population where half of the incoming records are about a listed person, with the errors of
    /// [`ErrorModel::default`].
    pub fn new(seed: u64) -> Self {
        Population { seed, listed_share: 0.5, relatives_share: 0.0, errors: ErrorModel::default() }
    }

    /// Sets the share of incoming records that are about a listed person.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) for a share outside 0 to 1.
    pub fn with_listed_share(mut self, share: f64) -> Result<Self, Error> {
        self.listed_share = errors::checked(share)?;
        Ok(self)
    }

    /// Sets the share of relatives of listed people among the incoming records about people who are not
    /// listed: 0 by default, when they resemble a listed person by chance alone.
    ///
    /// Some 4.6 first-degree relatives of a person can travel, as the [module](self) says. 280 million people live
    /// where these names are usual (UN, World Population Prospects 2024), so against 100,000 listed people
    /// 0.0016 of the others are relatives. To count their false alerts take a higher share, and weigh.
    ///
    /// ```
    /// use sverka::synthetic::{Population, Relation, Subject};
    ///
    /// let population = Population::new(7).with_relatives_share(0.5)?;
    /// let incoming = population.incoming(1_000, 1_000);
    /// let is_brother_or_sister = |subject| matches!(subject, Subject::Relative(_, Relation::Sibling));
    /// assert!(incoming.iter().any(|entry| is_brother_or_sister(entry.subject())));
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) for a share outside 0 to 1.
    pub fn with_relatives_share(mut self, share: f64) -> Result<Self, Error> {
        self.relatives_share = errors::checked(share)?;
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

    /// The share of relatives of listed people among the incoming records about people who are not listed.
    pub fn relatives_share(&self) -> f64 {
        self.relatives_share
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
        let relative = if is_listed { None } else { self.relative(position, watchlist) };
        let (subject, person) = relative.unwrap_or_else(|| {
            let subject = truth.map_or(Subject::Stranger, Subject::Listed);
            (subject, SyntheticPerson::new(self.seed, number))
        });
        let list_rng = &mut person::rng(self.seed, RandomStream::Listed, number);
        let (spelling, layout) = listed::style(&person, list_rng);

        let mut errors =
            ErrorMaker { model: &self.errors, rng, done: Alterations::default(), form: None };
        let name = errors.name(&person, spelling, layout);
        let mut record = listed::facts(format!("e{position:06}"), name, &person);
        if let Some(date) = errors.birth_date(person.birth_date) {
            record = record.with_birth_date(date);
        }
        if let Some(document) = errors.document(person.document.as_ref()) {
            record = record.with_document(document);
        }
        SyntheticEntry { record, subject, patronymic_form: errors.form, alterations: errors.done }
    }

    /// Draws whether the incoming record at a position is about a relative of somebody listed, and whose.
    fn relative(&self, position: usize, watchlist: usize) -> Option<(Subject, SyntheticPerson)> {
        let rng = &mut person::rng(self.seed, RandomStream::Relative, position as u64);
        if watchlist == 0 || !rng.random_bool(self.relatives_share) {
            return None;
        }
        let of = rng.random_range(0..watchlist);
        let (relation, person) = relative::draw(&SyntheticPerson::new(self.seed, of as u64), rng);
        Some((Subject::Relative(of, relation), person))
    }

    /// The first `count` incoming records for a watchlist of that many records, built in parallel.
    pub fn incoming(&self, count: usize, watchlist: usize) -> Vec<SyntheticEntry> {
        (0..count).into_par_iter().map(|position| self.entry(position, watchlist)).collect()
    }
}

/// Who an incoming record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// The person at this position of the watchlist.
    Listed(usize),
    /// A relative, who is not listed, of the person at this position.
    Relative(usize, Relation),
    /// Somebody who is not listed and resembles listed people by chance alone.
    Stranger,
}

/// An incoming record with the truth about it. See [`Population::entry`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntheticEntry {
    record: Record,
    subject: Subject,
    patronymic_form: Option<PatronymicForm>,
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
        match self.subject {
            Subject::Listed(position) => Some(position),
            _ => None,
        }
    }

    /// Who the record is about: a listed person, a relative of one, or a stranger.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// How the record writes the father's name; `None` if it does not, or by the initial alone.
    pub fn patronymic_form(&self) -> Option<PatronymicForm> {
        self.patronymic_form
    }

    /// The errors in the record.
    pub fn alterations(&self) -> Alterations {
        self.alterations
    }
}

#[cfg(test)]
mod tests;

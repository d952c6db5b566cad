//! Fitting a model to a list and a sample of its queries: which pairs it is fitted to.

use super::Watchlist;
use crate::error::{Error, ErrorKind};
use crate::evidence::{Bits, Fit, Pair};
use crate::record::Record;
use crate::screening::{Policy, ValidAt};
use crate::storage::{mix, spread};
use rayon::prelude::*;

/// Records of the list for each entry that may be the same person by their names.
const CANDIDATES: usize = 20;
/// How many bits below even odds names may still be those of one person.
const BELOW: Bits = Bits::from_hundredths(800);
/// What names must agree by at least, in however short a list.
const LEAST: Bits = Bits::from_hundredths(100);
/// Pairs of strangers: at 2^-14.4 about ninety of them have the same birth date, which gives its weight to
/// within 0.15 bits.
const STRANGERS: u64 = 2_000_000;

impl Watchlist {
    /// Fits this list's model to the list and a sample of entries, by EM and without labels: the weights of
    /// birth dates, sex, nationality and documents as these offices record them.
    ///
    /// The pairs are, for each entry, the up to twenty records whose names agree best, found without any other
    /// field, so that the other fields are independent of the choice; and two million pairs of an
    /// entry and a record drawn at random by `seed`. The result is the same on any number of
    /// threads. [`Model::fit`](crate::Model::fit) says what is estimated, and how.
    ///
    /// A few thousand entries suffice if some hundreds of them are about somebody listed. Cost: screening the
    /// entries by name, and some seconds.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] where no entry has a name like one of the list.
    ///
    /// ```
    /// use sverka::{Field, Level, Watchlist};
    /// use sverka::synthetic::Population;
    ///
    /// let population = Population::new(7);
    /// let entries: Vec<_> =
    ///     population.incoming(500, 2_000).into_iter().map(|entry| entry.into_record()).collect();
    /// let watchlist = Watchlist::builder().records(population.watchlist(2_000)).build()?;
    /// let fit = watchlist.fit(&entries, 1)?;
    /// assert!(fit.has_converged());
    /// let other_sex = fit.estimates().iter().find(|e| {
    ///     e.field() == Field::Sex && e.level() == Level::Contradicted
    /// });
    /// // No office mistakes the sex of these people.
    /// assert!(other_sex.is_some_and(|estimate| estimate.m() < 0.02));
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn fit(&self, entries: &[Record], seed: u64) -> Result<Fit, Error> {
        let even = self.threshold_bits(&Policy::default().with_min_probability(0.5)?);
        let policy = Policy::default()
            .with_min_bits((even - BELOW).max(LEAST))
            .with_valid_at(ValidAt::Ever)
            .with_limit(CANDIDATES);
        let names: Vec<Record> = entries.iter().map(Record::names_alone).collect();
        let screenings = self.screen_all(&names, &policy);
        let mut pairs = Vec::new();
        for (entry, screening) in entries.iter().zip(&screenings) {
            pairs.extend(
                screening
                    .matches()
                    .iter()
                    .map(|found| Pair::new(entry, found.record()).with_name_bits(found.bits())),
            );
        }
        if pairs.is_empty() {
            return Err(Error::new(ErrorKind::Empty, "no entry has a name like one of the list"));
        }
        let listed: Vec<Record> = self.records().collect();
        let stranger = |n: u64| {
            let (one, other) = (random(seed, 2 * n), random(seed, 2 * n + 1));
            let at = (one % entries.len() as u64) as usize;
            let record = (other % self.len() as u64) as u32;
            let record = &listed[self.list().index.columns.rank(record) as usize];
            // Candidates are often the same person. A name says nothing of the birth date, so leaving
            // them out changes nothing else.
            let is_candidate =
                screenings[at].matches().iter().any(|m| m.record().id() == record.id());
            (!is_candidate).then(|| Pair::new(&entries[at], record))
        };
        let strangers: Vec<Pair<'_>> =
            (0..STRANGERS).into_par_iter().filter_map(stranger).collect();
        self.model().fit(&pairs, &strangers, even)
    }
}

/// A random number for each place of a sequence.
fn random(seed: u64, place: u64) -> u64 {
    mix(seed.wrapping_add(spread(place.wrapping_add(1))))
}

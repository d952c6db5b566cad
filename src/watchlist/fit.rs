//! Fitting a model to a list and a sample of its queries: which pairs it is fitted to.

use super::Watchlist;
use crate::error::{Error, ErrorKind};
use crate::evidence::{Bits, Fit, Pair};
use crate::record::Record;
use crate::screening::{Policy, Screening, ValidAt};
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
/// Pairs of strangers whose names are compared: some hundreds have a token in common by chance.
const NAME_STRANGERS: u64 = 100_000;

impl Watchlist {
    /// A pair to fit a model to, whose names are compared by the term frequencies of this list.
    ///
    /// ```
    /// use sverka::{Bits, Field, Level, Record, Watchlist};
    ///
    /// let listed = [Record::new("w1", "Brumov Anton"), Record::new("w2", "Selvin Otto")];
    /// let entry = Record::new("e", "Brumow Anton");
    /// let watchlist = Watchlist::builder().records(listed.clone()).build()?;
    /// let pairs = vec![watchlist.pair(&entry, &listed[0]).with_label(true).for_names(); 50];
    /// let strangers = vec![watchlist.pair(&entry, &listed[1]).for_names(); 50];
    /// let fit = watchlist.model().fit(&pairs, &strangers, Bits::ZERO)?;
    /// let contradicted = fit.estimates().iter().find(|e| e.weight() == Some("names.contradicted"));
    /// // In none of 100 tokens of one person, and in all of 100 of strangers.
    /// assert!(contradicted.is_some_and(|estimate| estimate.after().as_f64() < -6.0));
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn pair<'a>(&'a self, entry: &'a Record, record: &'a Record) -> Pair<'a> {
        Pair::by_list(entry, record, self.searcher())
    }

    /// Fits this list's model to the list and a sample of entries, by EM and without labels: the weights of
    /// birth dates, sex, nationality and documents as these offices record them, and those of names.
    ///
    /// The pairs are, for each entry, the up to twenty records whose names agree best, found without any other
    /// field, so that the other fields are independent of the choice; and two million pairs of an
    /// entry and a record drawn at random by `seed`. The result is the same on any number of
    /// threads. [`Model::fit`](crate::Model::fit) says what is estimated, and how.
    ///
    /// Names are fitted to the up to twenty records of each entry that have its birth date, to the day or the
    /// month, or one of its documents, found without regard to names. Of the random pairs, 100,000 are
    /// for names too. Without 50 names of one person in such pairs, or where entries have no dates and no
    /// documents, the weights of names are kept, and the estimates say so.
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
        let fact_matches = self.matches_by_facts(entries);
        for (entry, matches) in entries.iter().zip(&fact_matches) {
            let of_entry = matches.iter().map(|rank| &listed[*rank as usize]);
            pairs.extend(of_entry.map(|record| self.pair(entry, record).for_names()));
        }
        let stranger = |n: u64| {
            let (one, other) = (random(seed, 2 * n), random(seed, 2 * n + 1));
            let at = (one % entries.len() as u64) as usize;
            let record = (other % self.len() as u64) as u32;
            let rank = self.list().index.columns.rank(record);
            let record = &listed[rank as usize];
            // Candidates are often the same person. A name says nothing of the birth date, so leaving
            // them out changes nothing else.
            let is_candidate =
                screenings[at].matches().iter().any(|m| m.record_id() == record.id());
            let of_fields = (!is_candidate).then(|| Pair::new(&entries[at], record));
            // Likewise for names, those found by birth date or document.
            let is_of_names = n < NAME_STRANGERS && !fact_matches[at].contains(&rank);
            let of_names = is_of_names.then(|| self.pair(&entries[at], record).for_names());
            of_fields.into_iter().chain(of_names)
        };
        let strangers: Vec<Pair<'_>> =
            (0..STRANGERS).into_par_iter().flat_map_iter(stranger).collect();
        self.model().fit(&pairs, &strangers, even)
    }

    /// For each entry the ranks of up to so many records that have its birth date or one of its documents.
    fn matches_by_facts(&self, entries: &[Record]) -> Vec<Vec<u32>> {
        let policy = Policy::default()
            .with_min_bits(self.model().no_relative())
            .with_valid_at(ValidAt::Ever)
            .with_limit(CANDIDATES);
        let facts: Vec<Record> = entries.iter().map(Record::without_names).collect();
        let ranks = |screening: &Screening| {
            let matches = screening.matches().iter();
            matches.filter_map(|found| self.rank(found.record_id())).collect()
        };
        self.screen_all(&facts, &policy).iter().map(ranks).collect()
    }
}

/// A random number for each place of a sequence.
fn random(seed: u64, place: u64) -> u64 {
    mix(seed.wrapping_add(spread(place.wrapping_add(1))))
}

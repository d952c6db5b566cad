//! Policies: what counts as a match, how many are returned, and which listings are searched.

mod json;

use super::prior::Prior;
use super::threshold::{ReviewBand, Threshold};
use crate::error::Error;
use crate::evidence::{Bits, Model, checked_share};
use crate::record::Date;

/// The day on which a listing must be valid to match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ValidAt {
    /// The day of the search, in UTC.
    #[default]
    Today,
    /// This day. The same query then has the same answer at any time.
    On(Date),
    /// Any day: expired and future listings match too.
    Ever,
}

/// The point in time at which a record must have been known to match.
///
/// A [`LivingList`](crate::LivingList) knows a version of a record from the change that added it until the
/// change that replaced or withdrew it, by its own clock, whatever dates the record states. A version that
/// was replaced on the day of its arrival was known after some changes of that day, but at the end of no day.
///
/// A [`Watchlist`](crate::Watchlist) keeps no history. It knows a record from the day of its submission on,
/// and a record that states no such day always. It has no numbered changes, so [`KnownAt::Change`] includes
/// all records.
///
/// A day or a change in the future is the same as now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum KnownAt {
    /// Now.
    #[default]
    Now,
    /// At the end of this day, in UTC.
    On(Date),
    /// After the change with this number ([`Applied::change`](crate::Applied::change)). After change 0
    /// nothing is known.
    Change(u64),
}

/// What counts as a match, how many are returned, and which listings are searched.
///
/// The default reports every record that is more probably than not of the same person, and returns those from
/// a probability of 0.025 on for [review](crate::Band::Review), among the listings of all sources and categories
/// that are valid today. Once a threshold is set, records below it are returned only if a review band is set
/// too.
///
/// ```
/// use sverka::{Bits, Policy, ValidAt};
///
/// let policy = Policy::default()
///     .with_min_bits(Bits::from_hundredths(1500))
///     .with_limit(5)
///     .with_valid_at(ValidAt::On("2026-01-31".parse()?))
///     .with_categories(["wanted", "entry ban"]);
/// assert_eq!(policy.limit(), Some(5));
/// # Ok::<(), sverka::Error>(())
/// ```
///
/// # The prior
///
/// Bits become a probability by the prior odds: how likely it is, before any comparison, that an entry is about
/// one particular record. A policy states two facts that bound them.
///
/// * The [population](Policy::with_population): how many people the entries are drawn from. No record is
///   likelier than one of them.
/// * The [listed share](Policy::with_listed_share): which share of the entries is about somebody on the list.
///   All records have this share between them.
///
/// The lower bound counts, so in a list of *n* records
///
/// > prior odds of a record = min(1 / population, listed share / *n*)
///
/// > odds of a match = prior odds · 2^bits
///
/// By default the population is 10,000 people, and the share that of the [model](crate::Model::listed_share),
/// 0.1. A list then takes the same bits up to 1,000 records, and one more for each doubling above. For even
/// odds (*p* = 0.5) a match needs this many bits:
///
/// | records | share 0.5 | share 0.1 | share 0.01 | share 0.001 | share 0.1 of 2,000,000 people |
/// |---|---|---|---|---|---|
/// | 1 | 13.29 | 13.29 | 13.29 | 13.29 | 20.93 |
/// | 1,000 | 13.29 | 13.29 | 16.61 | 19.93 | 20.93 |
/// | 10,000 | 14.29 | 16.61 | 19.93 | 23.25 | 20.93 |
/// | 1,000,000 | 20.93 | 23.25 | 26.58 | 29.90 | 23.25 |
///
/// *p* = 0.1 takes 3.17 bits less than even odds, *p* = 0.9 takes 3.17 bits more.
///
/// For example: 2,000,000 people pass a border in a year, and 10,000 are listed. By the share each record has
/// odds of 0.1 / 10,000, one to 100,000; by the population, one to 2,000,000. The lower one counts. A match of 25
/// bits then has odds of 2^25 / 2,000,000 = 17 to 1, or a probability of 0.94:
///
/// ```
/// use sverka::{Policy, Record, Watchlist};
///
/// let records = (0..10_000).map(|n| Record::new(format!("w{n}"), "Щербаков Александр"));
/// let watchlist = Watchlist::builder().records(records).build()?;
/// let even = |policy: Policy| watchlist.threshold_bits(&policy).to_string();
/// assert_eq!(even(Policy::default()), "16.61");
/// assert_eq!(even(Policy::default().with_listed_share(0.01)?), "19.93");
/// assert_eq!(even(Policy::default().with_population(2_000_000)), "20.93");
/// # Ok::<(), sverka::Error>(())
/// ```
///
/// # JSON
///
/// The JSON form of a policy is
///
/// ```json
/// {"threshold": {"probability": 0.5}, "review": {"bits": 12.5}, "listed_share": 0.005, "population": 2000000,
///  "limit": 5, "budget": 1000000, "incomplete": false, "valid_at": {"on": "2026-01-31"}, "known_at": {"change": 17},
///  "sources": ["border service"], "categories": ["wanted"]}
/// ```
///
/// All fields are optional; `"review": null` turns the review band off. An unknown field is an error, and so is a
/// value that the methods here refuse, or a budget or a population of 0. The error names the field:
///
/// ```
/// let error = |json: &str| serde_json::from_str::<sverka::Policy>(json).unwrap_err().to_string();
/// assert!(error(r#"{"treshold": {"bits": 20}}"#).starts_with("treshold: unknown field"));
/// assert!(error(r#"{"threshold": {"probability": 85}}"#).starts_with("threshold.probability: "));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    threshold: Option<Threshold>,
    review: ReviewBand,
    listed_share: Option<f64>,
    population: u64,
    limit: Option<usize>,
    budget: u64,
    incomplete: bool,
    valid_at: ValidAt,
    known_at: KnownAt,
    sources: Vec<String>,
    categories: Vec<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            threshold: None,
            review: ReviewBand::Unset,
            listed_share: None,
            population: Policy::DEFAULT_POPULATION,
            limit: None,
            budget: Policy::DEFAULT_BUDGET,
            incomplete: true,
            valid_at: ValidAt::default(),
            known_at: KnownAt::default(),
            sources: Vec::new(),
            categories: Vec::new(),
        }
    }
}

impl Policy {
    /// How many people entries are drawn from by default. With the default share of 0.1, a list of one record
    /// takes as many bits as one of a thousand. Most borders see more people: state
    /// [how many](Policy::with_population).
    pub const DEFAULT_POPULATION: u64 = 10_000;

    /// The probability from which records are reported by default: even odds. What is reported is more probably
    /// than not of the same person.
    pub const REPORT_PROBABILITY: f64 = 0.5;

    /// The probability from which records are returned for review by default, below those that are reported:
    /// odds of one to 39, 5.29 bits below even odds. It is as low as a border of strangers allows: of people
    /// that another project invented, fewer than one in a thousand then bring up somebody on the OFAC list
    /// (docs/evidence.md has the curve).
    pub const REVIEW_PROBABILITY: f64 = 0.025;

    /// The steps that an entry may take by default. No honest entry comes near in a list of a million records, where one
    /// takes some thousand; a search of every record takes a few million. See docs/limits.md.
    pub const DEFAULT_BUDGET: u64 = 1 << 26;

    /// Reports records with at least this many bits, and no longer returns others for review unless a review
    /// band is set.
    #[must_use]
    pub fn with_min_bits(mut self, bits: Bits) -> Self {
        self.threshold = Some(Threshold::Bits(bits));
        self
    }

    /// Reports records with at least this probability. The bits that it takes follow from the
    /// [prior](Policy#the-prior): they grow with the size of the list, by one for each doubling above 1,000
    /// records. No longer returns others for review unless a review band is set.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) for a number that is not above 0 and below 1.
    pub fn with_min_probability(mut self, probability: f64) -> Result<Self, Error> {
        self.threshold = Some(Threshold::of_probability(probability)?);
        Ok(self)
    }

    /// Also returns records below the threshold with at least this many bits, in
    /// [`Band::Review`](crate::Band::Review).
    #[must_use]
    pub fn with_review_bits(mut self, bits: Bits) -> Self {
        self.review = ReviewBand::From(Threshold::Bits(bits));
        self
    }

    /// Also returns records below the threshold with at least this probability, in
    /// [`Band::Review`](crate::Band::Review).
    ///
    /// ```
    /// use sverka::{Band, Policy, Record, Watchlist};
    ///
    /// let listed = Record::new("w", "Щербаков Александр");
    /// let watchlist = Watchlist::builder().record(listed).build()?;
    /// let policy = Policy::default().with_min_probability(0.2)?.with_review_probability(0.01)?;
    /// let band = |name: &str| {
    ///     let screening = watchlist.screen(&Record::new("e", name), &policy);
    ///     screening.matches().first().map(|found| found.band())
    /// };
    /// assert_eq!(band("Chtcherbakov Alexandre"), Some(Band::Report));
    /// assert_eq!(band("Chtcherbakov"), Some(Band::Review));
    /// assert_eq!(band("Petrov"), None);
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) for a number that is not above 0 and below 1.
    pub fn with_review_probability(mut self, probability: f64) -> Result<Self, Error> {
        self.review = ReviewBand::From(Threshold::of_probability(probability)?);
        Ok(self)
    }

    /// Returns only what is reported.
    #[must_use]
    pub fn without_review(mut self) -> Self {
        self.review = ReviewBand::Off;
        self
    }

    /// States which share of the entries is about somebody on the list: 1 in 200 is 0.005. Probabilities follow
    /// from it by the [prior](Policy#the-prior). Without it, the share is that of the list's
    /// [model](crate::Model::listed_share).
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`](crate::ErrorKind::InvalidValue) for a number that is not above 0 and at most 1.
    pub fn with_listed_share(mut self, share: f64) -> Result<Self, Error> {
        self.listed_share = Some(checked_share(share)?);
        Ok(self)
    }

    /// States how many people the entries are drawn from, such as all who pass a border in a year. However short
    /// the list is, no record is likelier than one of these people: the [prior](Policy#the-prior). The default
    /// is [`Policy::DEFAULT_POPULATION`]; 1 leaves the prior to the share alone, and 0 counts as 1.
    #[must_use]
    pub fn with_population(mut self, people: u64) -> Self {
        self.population = people.max(1);
        self
    }

    /// The probability of a match with these bits in a list of so many records under a model, by the
    /// [prior](Policy#the-prior): 0 to 1, rounded to six decimals. Two records that are compared without a list are one
    /// record and one of the population.
    ///
    /// ```
    /// use sverka::{Model, Policy, Record};
    ///
    /// let model = Model::default();
    /// let (entry, record) = (Record::new("e", "CHTCHERBAKOV Alexandre"), Record::new("w", "Щербаков Александр"));
    /// let bits = model.compare(&entry, &record).bits();
    /// let policy = Policy::default();
    /// assert!(policy.probability(bits, &model, 1) > 0.99);
    /// // Among a million records there are namesakes.
    /// assert!(policy.probability(bits, &model, 1_000_000) < 0.5);
    /// ```
    pub fn probability(&self, bits: Bits, model: &Model, records: usize) -> f64 {
        let share = self.listed_share.unwrap_or(model.listed_share());
        Prior::new(records, share, self.population).probability(bits)
    }

    /// Returns at most this many records, the best ones. With 0 every answer is empty.
    #[must_use]
    pub fn with_limit(mut self, matches: usize) -> Self {
        self.limit = Some(matches);
        self
    }

    /// Lets an entry take so many [steps](crate::Certificate::steps). An entry that takes more is answered by what was found
    /// until then, and the certificate says that the answer is not [complete](crate::Certificate::is_complete). Steps are
    /// counted and not timed, so the answer is the same on every machine. It may take a few more, as the budget is asked
    /// between batches. A search of every record ([`Watchlist::screen_exhaustively`](crate::Watchlist::screen_exhaustively))
    /// has no budget. The default is [`Policy::DEFAULT_BUDGET`].
    ///
    /// ```
    /// use sverka::{Bits, Policy, Record, Watchlist};
    ///
    /// let records = (0..5_000).map(|n| Record::new(n.to_string(), "Щербаков Александр"));
    /// let watchlist = Watchlist::builder().records(records).build()?;
    /// let entry = Record::new("e", "Chtcherbakov Alexandre");
    /// let found = |policy: Policy| {
    ///     let screening = watchlist.screen(&entry, &policy);
    ///     (screening.certificate().is_complete(), screening.matches().len())
    /// };
    /// // A name that everybody has says nothing.
    /// let policy = Policy::default().with_min_bits(Bits::from_hundredths(-1_000));
    /// assert_eq!(found(policy.clone()), (true, 5_000));
    /// let (is_complete, some) = found(policy.with_budget(1_000));
    /// assert!(!is_complete && some < 5_000);
    /// # Ok::<(), sverka::Error>(())
    /// ```
    #[must_use]
    pub fn with_budget(mut self, steps: u64) -> Self {
        self.budget = steps;
        self
    }

    /// Keeps what was found of an answer that is not [complete](crate::Certificate::is_complete), as by default.
    #[must_use]
    pub fn with_incomplete(mut self) -> Self {
        self.incomplete = true;
        self
    }

    /// Refuses an entry whose answer would not be [complete](crate::Certificate::is_complete), because it takes more
    /// steps than the budget or has more than a record [may have](crate::Record::MOST_VALUES): its answer has no match, and the
    /// certificate says why. By default the answer has what was found.
    ///
    /// ```
    /// use sverka::{Policy, Record, Watchlist};
    ///
    /// let watchlist = Watchlist::builder().record(Record::new("w", "Щербаков Александр")).build()?;
    /// let entry = Record::new("e", "Chtcherbakov Alexandre");
    /// let policy = Policy::default().with_budget(1).without_incomplete();
    /// let screening = watchlist.screen(&entry, &policy);
    /// assert!(screening.matches().is_empty() && !screening.certificate().is_complete());
    /// # Ok::<(), sverka::Error>(())
    /// ```
    #[must_use]
    pub fn without_incomplete(mut self) -> Self {
        self.incomplete = false;
        self
    }

    /// Searches the listings that are valid on this day.
    #[must_use]
    pub fn with_valid_at(mut self, valid_at: ValidAt) -> Self {
        self.valid_at = valid_at;
        self
    }

    /// Searches what was known at this point in time.
    ///
    /// ```
    /// use sverka::{KnownAt, Listing, Policy, Record, Watchlist};
    ///
    /// let submitted = Listing::new().with_submitted_at("2025-03-10".parse()?);
    /// let listed = Record::new("w", "Щербаков Александр").with_listing(submitted);
    /// let watchlist = Watchlist::builder().record(listed).build()?;
    /// let entry = Record::new("e", "Chtcherbakov Alexandre");
    /// let found = |day: &str| {
    ///     let policy = Policy::default().with_known_at(KnownAt::On(day.parse()?));
    ///     Ok(watchlist.screen(&entry, &policy).matches().len())
    /// };
    /// assert_eq!((found("2025-03-09")?, found("2025-03-10")?), (0, 1));
    /// # Ok::<(), sverka::Error>(())
    /// ```
    #[must_use]
    pub fn with_known_at(mut self, known_at: KnownAt) -> Self {
        self.known_at = known_at;
        self
    }

    /// Searches only listings of these sources; of all sources if none are named.
    #[must_use]
    pub fn with_sources<S: Into<String>>(mut self, sources: impl IntoIterator<Item = S>) -> Self {
        self.sources = sources.into_iter().map(Into::into).collect();
        self
    }

    /// Searches only listings of these categories; of all categories if none are named.
    #[must_use]
    pub fn with_categories<S: Into<String>>(
        mut self,
        categories: impl IntoIterator<Item = S>,
    ) -> Self {
        self.categories = categories.into_iter().map(Into::into).collect();
        self
    }

    /// The least evidence with which a record is reported.
    pub fn threshold(&self) -> Threshold {
        self.threshold.unwrap_or(Threshold::Probability(Policy::REPORT_PROBABILITY))
    }

    /// The least evidence with which a record is returned for review, if that is below
    /// [`threshold`](Policy::threshold); `None` for no review.
    pub fn review(&self) -> Option<Threshold> {
        match self.review {
            ReviewBand::From(threshold) => Some(threshold),
            ReviewBand::Unset if self.threshold.is_none() => {
                Some(Threshold::Probability(Policy::REVIEW_PROBABILITY))
            }
            ReviewBand::Unset | ReviewBand::Off => None,
        }
    }

    /// Which share of the entries is about somebody on the list; `None` for that of the model.
    pub fn listed_share(&self) -> Option<f64> {
        self.listed_share
    }

    /// How many people the entries are drawn from.
    pub fn population(&self) -> u64 {
        self.population
    }

    /// The most records that are returned; `None` for all.
    pub fn limit(&self) -> Option<usize> {
        self.limit
    }

    /// The steps that an entry may take.
    pub fn budget(&self) -> u64 {
        self.budget
    }

    /// Whether an answer that is not [complete](crate::Certificate::is_complete) has what was found.
    pub fn incomplete(&self) -> bool {
        self.incomplete
    }

    /// The day on which a listing must be valid.
    pub fn valid_at(&self) -> ValidAt {
        self.valid_at
    }

    /// The point in time at which a record must have been known.
    pub fn known_at(&self) -> KnownAt {
        self.known_at
    }

    /// The sources that are searched; all where this is empty.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The categories that are searched; all where this is empty.
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// The same policy with today's date in place of [`ValidAt::Today`].
    pub(crate) fn dated(self) -> Self {
        match self.valid_at {
            ValidAt::Today => self.with_valid_at(ValidAt::On(Date::today())),
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn the_default_review_band_counts_until_a_threshold_or_a_band_is_set() {
        let bits = Bits::from_hundredths(500);
        let by_default = Some(Threshold::Probability(Policy::REVIEW_PROBABILITY));
        let plain = Policy::default();
        for (policy, review) in [
            (plain.clone(), by_default),
            (plain.clone().with_limit(3).with_population(7), by_default),
            (plain.clone().without_review(), None),
            (plain.clone().with_min_bits(bits), None),
            (plain.clone().with_min_probability(0.5).unwrap(), None),
            (plain.clone().with_review_bits(bits), Some(Threshold::Bits(bits))),
            (plain.clone().with_review_bits(bits).with_min_bits(bits), Some(Threshold::Bits(bits))),
            (plain.clone().without_review().with_review_bits(bits), Some(Threshold::Bits(bits))),
        ] {
            assert_eq!(policy.review(), review, "{policy:?}");
        }
        assert_eq!(plain.threshold(), Threshold::Probability(Policy::REPORT_PROBABILITY));
    }

    #[test]
    fn a_prior_that_is_no_share_is_refused() {
        for share in [0.0, -0.1, 1.1, f64::NAN, f64::INFINITY] {
            let error = Policy::default().with_listed_share(share).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{share}");
        }
    }
}

//! Policies: what counts as a match, how many are returned, and which listings are searched.

use super::fingerprint::Fingerprint;
use super::weighted_index::WeightedIndex;
use crate::error::{Error, ErrorKind};
use crate::evidence::Bits;
use crate::index::{ContentHash, ListingFacts};
use crate::record::Date;
use xxhash_rust::xxh3::Xxh3;

/// The least evidence with which a record is returned.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Threshold {
    /// At least this many bits, whatever the size of the list.
    Bits(Bits),
    /// At least this probability, given the size of the list; above 0 and below 1.
    Probability(f64),
}

/// The day on which a listing must be valid to match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
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

impl KnownAt {
    #[cfg(feature = "serde")]
    fn is_now(&self) -> bool {
        *self == KnownAt::Now
    }
}

/// What counts as a match, how many are returned, and which listings are searched.
///
/// The default reports every record that is more probably than not of the same person, among the listings of
/// all sources and categories that are valid today.
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
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Policy {
    threshold: Threshold,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    review: Option<Threshold>,
    limit: Option<usize>,
    valid_at: ValidAt,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "KnownAt::is_now"))]
    known_at: KnownAt,
    sources: Vec<String>,
    categories: Vec<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            threshold: Threshold::Probability(0.5),
            review: None,
            limit: None,
            valid_at: ValidAt::default(),
            known_at: KnownAt::default(),
            sources: Vec::new(),
            categories: Vec::new(),
        }
    }
}

impl Policy {
    /// Reports records with at least this many bits.
    #[must_use]
    pub fn with_min_bits(mut self, bits: Bits) -> Self {
        self.threshold = Threshold::Bits(bits);
        self
    }

    /// Reports records with at least this probability. The bits that it takes grow with the size of the list,
    /// by one for each doubling.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for a number that is not above 0 and below 1.
    pub fn with_min_probability(mut self, probability: f64) -> Result<Self, Error> {
        self.threshold = probable(probability)?;
        Ok(self)
    }

    /// Also returns records below the threshold with at least this many bits, in
    /// [`Band::Review`](crate::Band::Review).
    #[must_use]
    pub fn with_review_bits(mut self, bits: Bits) -> Self {
        self.review = Some(Threshold::Bits(bits));
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
    /// let policy = Policy::default().with_min_probability(0.999)?.with_review_probability(0.2)?;
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
    /// [`ErrorKind::InvalidValue`] for a number that is not above 0 and below 1.
    pub fn with_review_probability(mut self, probability: f64) -> Result<Self, Error> {
        self.review = Some(probable(probability)?);
        Ok(self)
    }

    /// The same policy without a review band.
    pub(crate) fn without_review(mut self) -> Self {
        self.review = None;
        self
    }

    /// Returns at most this many records, the best ones.
    #[must_use]
    pub fn with_limit(mut self, matches: usize) -> Self {
        self.limit = Some(matches);
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
        self.threshold
    }

    /// The least evidence with which a record is returned for review, if that is below
    /// [`threshold`](Policy::threshold); `None` for no review.
    pub fn review(&self) -> Option<Threshold> {
        self.review
    }

    /// The most records that are returned; `None` for all.
    pub fn limit(&self) -> Option<usize> {
        self.limit
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

    /// Resolves the policy for one list, now. `state` is the content of the whole list where this one is a
    /// part of a list that changes, which itself filters by [`Policy::known_at`].
    pub(crate) fn resolve(
        &self,
        list: &WeightedIndex,
        state: Option<ContentHash>,
    ) -> ResolvedPolicy {
        let (model, columns) = (&list.model, &list.index.columns);
        let records = list.epoch().len();
        let numbers = |names: &[String], find: &dyn Fn(&str) -> u32| {
            (!names.is_empty()).then(|| names.iter().map(|name| find(name)).collect())
        };
        let valid_on = match self.valid_at {
            ValidAt::Today => Some(Date::today()),
            ValidAt::On(day) => Some(day),
            ValidAt::Ever => None,
        };
        let bits = |threshold| match threshold {
            Threshold::Bits(bits) => bits,
            Threshold::Probability(p) => model.bits_for_probability(p, records),
        };
        let report_from = bits(self.threshold);
        let min_bits = self.review.map_or(report_from, |review| bits(review).min(report_from));
        let submitted_by = match self.known_at {
            KnownAt::On(day) if state.is_none() => Some(day),
            _ => None,
        };
        let content = state.unwrap_or_else(|| list.content());
        let asked = self.checksum([min_bits, report_from], [valid_on, submitted_by]);
        ResolvedPolicy {
            min_bits,
            report_from,
            limit: self.limit.unwrap_or(usize::MAX),
            valid_on,
            day: valid_on.map(Date::days),
            submitted_by,
            sources: numbers(&self.sources, &|name| columns.sources.find(name)),
            categories: numbers(&self.categories, &|name| columns.categories.find(name)),
            fingerprint: Fingerprint::new(asked, content, list.weights_checksum()),
        }
    }

    /// A checksum of the policy, equal for policies with the same meaning.
    fn checksum(&self, from: [Bits; 2], days: [Option<Date>; 2]) -> u128 {
        let mut sum = Xxh3::new();
        for bits in from {
            sum.update(&bits.hundredths().to_le_bytes());
        }
        sum.update(&self.limit.map_or(u64::MAX, |limit| limit as u64).to_le_bytes());
        for day in days {
            let day = day.map_or(i64::MIN, |day| day.days().into());
            sum.update(&day.to_le_bytes());
        }
        for names in [&self.sources, &self.categories] {
            let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.sort_unstable();
            names.dedup();
            sum.update(&(names.len() as u64).to_le_bytes());
            for name in names {
                sum.update(&(name.len() as u64).to_le_bytes());
                sum.update(name.as_bytes());
            }
        }
        sum.digest128()
    }
}

fn probable(probability: f64) -> Result<Threshold, Error> {
    if probability > 0.0 && probability < 1.0 {
        Ok(Threshold::Probability(probability))
    } else {
        Err(Error::new(ErrorKind::InvalidValue, "not a probability")
            .with_value(&probability.to_string())
            .expecting("a number above 0 and below 1"))
    }
}

/// A policy in which everything is resolved that depends on the list and the day.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedPolicy {
    /// The fewest bits with which a record is returned.
    pub(crate) min_bits: Bits,
    /// The fewest bits with which it is reported.
    pub(super) report_from: Bits,
    pub(super) limit: usize,
    pub(super) valid_on: Option<Date>,
    day: Option<i32>,
    /// The last day on which a record may have been submitted.
    pub(super) submitted_by: Option<Date>,
    sources: Option<Vec<u32>>,
    categories: Option<Vec<u32>>,
    pub(super) fingerprint: Fingerprint,
}

impl ResolvedPolicy {
    /// Whether a listing is searched.
    pub(crate) fn includes(&self, listing: ListingFacts) -> bool {
        let among = |wanted: &Option<Vec<u32>>, number| {
            wanted.as_ref().is_none_or(|wanted| wanted.contains(&number))
        };
        self.day.is_none_or(|day| listing.valid_from <= day && day <= listing.valid_to)
            && among(&self.sources, listing.source)
            && among(&self.categories, listing.category)
    }
}

//! What counts as a match, and which listings are asked about.

use super::fingerprint::Fingerprint;
use crate::error::{Error, ErrorKind};
use crate::evidence::Bits;
use crate::record::Date;
use crate::watchlist::{Content, Traits, Watchlist};
use xxhash_rust::xxh3::Xxh3;

/// From where on a record is reported.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Threshold {
    /// At least so many bits, whatever the list's size.
    Bits(Bits),
    /// At least this probability, given the list's size; above 0 and below 1.
    Probability(f64),
}

/// On which day a listing must hold to be matched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ValidAt {
    /// The day on which the question is asked, in UTC.
    #[default]
    Today,
    /// That day. The same question then has the same answer at any time.
    On(Date),
    /// Any day: expired and future listings match too.
    Ever,
}

/// By when a record must have been known to be matched.
///
/// A [`LivingList`](crate::LivingList) knows each version of a record from the change that brought it until the one
/// that replaced or withdrew it, by its own clock, whatever days the record states. A version that was
/// replaced on the day on which it came was known after some of that day's changes, and on no day.
///
/// A [`Watchlist`](crate::Watchlist) keeps no history. It knows a record from the day on which it was submitted, that
/// day included; one that does not state that day, always. Changes have no numbers there, so
/// [`KnownAt::Change`] asks about all records.
///
/// A day or a change still to come is the same as now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum KnownAt {
    /// When the question is asked.
    #[default]
    Now,
    /// At the end of that day, in UTC.
    On(Date),
    /// After the change of that number: see [`Applied::change`](crate::Applied::change). After change 0 nothing is known.
    Change(u64),
}

impl KnownAt {
    #[cfg(feature = "serde")]
    fn is_now(&self) -> bool {
        *self == KnownAt::Now
    }
}

/// What counts as a match, how many are wanted, and which listings are asked about.
///
/// The default reports every record that is more probably than not the person, among listings
/// that hold today, of all sources and categories.
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
    /// Reports records of at least so many bits.
    #[must_use]
    pub fn with_min_bits(mut self, bits: Bits) -> Self {
        self.threshold = Threshold::Bits(bits);
        self
    }

    /// Reports records of at least this probability. How many bits that takes grows with the
    /// size of the list, by one for each doubling.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for a number that is not above 0 and below 1.
    pub fn with_min_probability(mut self, probability: f64) -> Result<Self, Error> {
        self.threshold = probable(probability)?;
        Ok(self)
    }

    /// Returns records below the threshold too, from so many bits on, in [`Band::Review`](crate::Band::Review).
    #[must_use]
    pub fn with_review_bits(mut self, bits: Bits) -> Self {
        self.review = Some(Threshold::Bits(bits));
        self
    }

    /// Returns records below the threshold too, from this probability on, in [`Band::Review`](crate::Band::Review).
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

    pub(crate) fn without_review(mut self) -> Self {
        self.review = None;
        self
    }

    /// Reports at most so many records: the best ones.
    #[must_use]
    pub fn with_limit(mut self, matches: usize) -> Self {
        self.limit = Some(matches);
        self
    }

    /// Asks about listings that hold on that day.
    #[must_use]
    pub fn with_valid_at(mut self, valid_at: ValidAt) -> Self {
        self.valid_at = valid_at;
        self
    }

    /// Asks by what was known then.
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

    /// Asks only about listings of these sources; of all, where none are named.
    #[must_use]
    pub fn with_sources<S: Into<String>>(mut self, sources: impl IntoIterator<Item = S>) -> Self {
        self.sources = sources.into_iter().map(Into::into).collect();
        self
    }

    /// Asks only about listings of these categories; of all, where none are named.
    #[must_use]
    pub fn with_categories<S: Into<String>>(
        mut self,
        categories: impl IntoIterator<Item = S>,
    ) -> Self {
        self.categories = categories.into_iter().map(Into::into).collect();
        self
    }

    /// From where on a record is reported.
    pub fn threshold(&self) -> Threshold {
        self.threshold
    }

    /// From where on a record is returned for review, where that is below
    /// [`threshold`](Policy::threshold); `None` for no such band.
    pub fn review(&self) -> Option<Threshold> {
        self.review
    }

    /// The most records that are reported; `None` for all.
    pub fn limit(&self) -> Option<usize> {
        self.limit
    }

    /// The day on which a listing must hold.
    pub fn valid_at(&self) -> ValidAt {
        self.valid_at
    }

    /// By when a record must have been known.
    pub fn known_at(&self) -> KnownAt {
        self.known_at
    }

    /// The sources asked about; all where it is empty.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The categories asked about; all where it is empty.
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// The same policy, which asks about one day however long it is asked.
    #[cfg(feature = "snapshot")]
    pub(super) fn dated(self) -> Self {
        match self.valid_at {
            ValidAt::Today => self.with_valid_at(ValidAt::On(Date::today())),
            _ => self,
        }
    }

    /// Makes the policy definite for one list, now.
    /// `as_of` is for a part of a living list the state of that as of which it is asked.
    pub(super) fn resolve(&self, watchlist: &Watchlist, as_of: Option<AsOf>) -> Terms {
        let (model, store) = (&watchlist.model, &watchlist.store);
        let records = watchlist.epoch().len();
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
            KnownAt::On(day) if as_of.is_none() => Some(day),
            _ => None,
        };
        let content = as_of.map_or_else(|| watchlist.content(), |as_of| as_of.content);
        let asked = self.checksum([min_bits, report_from], [valid_on, submitted_by]);
        Terms {
            min_bits,
            report_from,
            limit: self.limit.unwrap_or(usize::MAX),
            valid_on,
            day: valid_on.map(Date::days),
            at: as_of.map_or(u64::MAX, |as_of| as_of.change),
            submitted_by,
            sources: numbers(&self.sources, &|name| store.sources.find(name)),
            categories: numbers(&self.categories, &|name| store.categories.find(name)),
            fingerprint: Fingerprint::new(asked, content, watchlist.weighed_by()),
        }
    }

    /// What is asked, as a number: the same for policies that ask the same of one list.
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
        Err(Error::new(ErrorKind::InvalidValue, "not a probability to report from")
            .with_value(&probability.to_string())
            .expecting("a number above 0 and below 1"))
    }
}

/// A policy made definite for one list on one day.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    /// The fewest bits with which a record is returned at all.
    pub(super) min_bits: Bits,
    pub(super) report_from: Bits,
    pub(super) limit: usize,
    pub(super) valid_on: Option<Date>,
    day: Option<i32>,
    /// After which change a version must be known.
    pub(super) at: u64,
    /// By which day a record must have been submitted.
    pub(super) submitted_by: Option<Date>,
    sources: Option<Vec<u32>>,
    categories: Option<Vec<u32>>,
    pub(super) fingerprint: Fingerprint,
}

/// A state of a list that changes: after which change, and what records it then has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AsOf {
    pub(crate) change: u64,
    #[cfg_attr(
        not(feature = "snapshot"),
        expect(dead_code, reason = "lists that change ask for it")
    )]
    pub(crate) records: usize,
    pub(crate) content: Content,
}

impl Terms {
    /// Whether a record is asked about.
    pub(super) fn ask_about(&self, traits: Traits) -> bool {
        let among = |wanted: &Option<Vec<u32>>, number| {
            wanted.as_ref().is_none_or(|wanted| wanted.contains(&number))
        };
        self.day.is_none_or(|day| traits.valid_from <= day && day <= traits.valid_to)
            && among(&self.sources, traits.source)
            && among(&self.categories, traits.category)
    }
}

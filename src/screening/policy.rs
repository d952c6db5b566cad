//! What counts as a match, and which listings are asked about.

use crate::error::{Error, ErrorKind};
use crate::evidence::{Bits, Model};
use crate::record::Date;
use crate::watchlist::{Store, Traits};

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

    /// The sources asked about; all where it is empty.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The categories asked about; all where it is empty.
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// Makes the policy definite for one list, now.
    pub(super) fn resolve(&self, model: &Model, store: &Store, records: usize) -> Terms {
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
        Terms {
            min_bits: self.review.map_or(report_from, |review| bits(review).min(report_from)),
            report_from,
            limit: self.limit.unwrap_or(usize::MAX),
            valid_on,
            day: valid_on.map(Date::days),
            sources: numbers(&self.sources, &|name| store.sources.find(name)),
            categories: numbers(&self.categories, &|name| store.categories.find(name)),
        }
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
    sources: Option<Vec<u32>>,
    categories: Option<Vec<u32>>,
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

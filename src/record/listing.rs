//! How a record came to be on a list: the source, the category and the dates.

use super::date::Date;

/// Source, category and dates of one listing.
///
/// All are optional. `valid_from` and `valid_to` are inclusive; a missing bound is open. A listing
/// whose `valid_to` is before its `valid_from` is valid on no day.
///
/// ```
/// use sverka::Listing;
///
/// let ban = Listing::new()
///     .with_source("border service")
///     .with_category("entry ban")
///     .with_validity(Some("2020-09-11".parse()?), Some("2025-09-10".parse()?));
/// assert!(ban.is_valid_on("2025-09-10".parse()?));
/// assert!(!ban.is_valid_on("2025-09-11".parse()?));
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Listing {
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurred_at: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<Date>,
}

impl Listing {
    /// An empty listing. It is valid on every day.
    pub fn new() -> Self {
        Listing::default()
    }

    /// Sets the source: the member state, agency or list that submitted the record.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Sets the category. Any text is a category; common ones are `convicted`, `suspect`, `accused`,
    /// `wanted`, `missing`, `entry ban`, `deportation` and `document lost`. A
    /// [policy](crate::Policy::with_categories) selects categories by the same text.
    #[must_use]
    pub fn with_category(mut self, category: impl Into<String>) -> Self {
        self.category = Some(category.into());
        self
    }

    /// Sets the day of the event behind the listing.
    #[must_use]
    pub fn with_occurred_at(mut self, date: Date) -> Self {
        self.occurred_at = Some(date);
        self
    }

    /// Sets the day of submission.
    #[must_use]
    pub fn with_submitted_at(mut self, date: Date) -> Self {
        self.submitted_at = Some(date);
        self
    }

    /// Sets the first and the last day on which the listing is valid; `None` is an open bound.
    #[must_use]
    pub fn with_validity(mut self, from: Option<Date>, to: Option<Date>) -> Self {
        (self.valid_from, self.valid_to) = (from, to);
        self
    }

    /// The source that submitted the record.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// The category of the listing.
    pub fn category(&self) -> Option<&str> {
        self.category.as_deref()
    }

    /// The day of the event behind the listing.
    pub fn occurred_at(&self) -> Option<Date> {
        self.occurred_at
    }

    /// The day of submission.
    pub fn submitted_at(&self) -> Option<Date> {
        self.submitted_at
    }

    /// The first day on which the listing is valid.
    pub fn valid_from(&self) -> Option<Date> {
        self.valid_from
    }

    /// The last day on which the listing is valid.
    pub fn valid_to(&self) -> Option<Date> {
        self.valid_to
    }

    /// Whether the listing is valid on a day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        *self == Listing::default()
    }
}

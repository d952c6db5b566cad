//! Thresholds: the least evidence with which a record is reported, or returned for review.

use crate::error::{Error, ErrorKind};
use crate::evidence::Bits;

/// The least evidence with which a record is returned.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Threshold {
    /// At least this many bits, whatever the size of the list.
    Bits(Bits),
    /// At least this probability, by the [prior](super::Policy#the-prior); above 0 and below 1.
    Probability(#[serde(deserialize_with = "read_probability")] f64),
}

impl Threshold {
    pub(super) fn of_probability(probability: f64) -> Result<Self, Error> {
        checked_probability(probability).map(Threshold::Probability)
    }
}

/// What the caller said about the review band. In JSON: nothing, `null`, or its threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(from = "Option<Threshold>", into = "Option<Threshold>")]
pub(super) enum ReviewBand {
    #[default]
    Unset,
    Off,
    From(Threshold),
}

impl ReviewBand {
    pub(super) fn is_unset(&self) -> bool {
        *self == ReviewBand::Unset
    }
}

impl From<Option<Threshold>> for ReviewBand {
    fn from(threshold: Option<Threshold>) -> Self {
        threshold.map_or(ReviewBand::Off, ReviewBand::From)
    }
}

impl From<ReviewBand> for Option<Threshold> {
    fn from(band: ReviewBand) -> Self {
        match band {
            ReviewBand::From(threshold) => Some(threshold),
            ReviewBand::Unset | ReviewBand::Off => None,
        }
    }
}

fn read_probability<'de, D: serde::Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    checked_probability(serde::Deserialize::deserialize(from)?).map_err(serde::de::Error::custom)
}

fn checked_probability(probability: f64) -> Result<f64, Error> {
    if probability > 0.0 && probability < 1.0 {
        Ok(probability)
    } else {
        Err(Error::new(ErrorKind::InvalidValue, "not a probability")
            .with_value(&probability.to_string())
            .expecting("a number above 0 and below 1"))
    }
}

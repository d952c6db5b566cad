//! What a fit says of one weight.

use crate::evidence::bits::Bits;
use crate::evidence::item::{Field, Level};
use std::ops::RangeInclusive;

/// The estimate for one level of one field, or of the tokens of names.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Estimate {
    pub(super) field: Field,
    pub(super) level: Level,
    pub(super) weight: Option<&'static str>,
    pub(super) m: f64,
    pub(super) u: f64,
    pub(super) matches: f64,
    pub(super) nonmatches: f64,
    pub(super) interval: WeightInterval,
    pub(super) before: Bits,
    pub(super) after: Bits,
    pub(super) is_kept: bool,
}

/// A range that covers a weight with a probability of 95 %.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub(super) struct WeightInterval {
    low: Bits,
    high: Bits,
}

impl WeightInterval {
    pub(super) fn around(bits: f64, variance: f64) -> Self {
        // The normal distribution has 95 % within this many standard deviations.
        let off = 1.96 * variance.sqrt();
        WeightInterval { low: Bits::nearest(bits - off), high: Bits::nearest(bits + off) }
    }
}

impl Estimate {
    /// The field.
    pub fn field(&self) -> Field {
        self.field
    }

    /// The level. Of names, several weights may have one level, by the kind of token.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The path of the weight in the JSON of a model, such as `names.contradicted`. `None` if the level has no
    /// weight of its own: the same document weighs by its length, identical tokens by their rarity, and near and
    /// similar readings by their sounds.
    pub fn weight(&self) -> Option<&'static str> {
        self.weight
    }

    /// The m-probability: that of the level between two records of one person which both state the
    /// field. Above 0, at most 1. Of names, that of two tokens which stand for each other, or for
    /// omissions that of a token.
    pub fn m(&self) -> f64 {
        self.m
    }

    /// The u-probability: the same between records of two people.
    pub fn u(&self) -> f64 {
        self.u
    }

    /// The expected number of pairs of one person with the level, or of such tokens of names.
    pub fn matches(&self) -> f64 {
        self.matches
    }

    /// The expected number of pairs of two people with the level, or of such tokens of names. Where random
    /// pairs were given, their number.
    pub fn nonmatches(&self) -> f64 {
        self.nonmatches
    }

    /// The 95 % confidence interval of the estimate in bits, which may be out of the range of the weight, and
    /// lies around the estimate also where the weight was kept.
    ///
    /// It is that of a log-ratio of two shares (Katz et al. 1978). A pair without a label counts by the
    /// square of its probability to be of one person, as in the outer product of the scores (Louis 1982).
    /// Alignments and the probabilities of other fields are taken as known, and pairs as independent. So it is
    /// too narrow, above all where many pairs are about one record.
    pub fn interval(&self) -> RangeInclusive<Bits> {
        self.interval.low..=self.interval.high
    }

    /// The weight in the model that the fit started from. It is a cost for names that agree but are not
    /// identical, and 0 where [there is none](Estimate::weight).
    pub fn before(&self) -> Bits {
        self.before
    }

    /// The weight in the fitted model.
    pub fn after(&self) -> Bits {
        self.after
    }

    /// Whether the weight was kept, because too few pairs have the level.
    pub fn is_kept(&self) -> bool {
        self.is_kept
    }
}

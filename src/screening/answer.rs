//! Answers: matches in one total order, each with its evidence, and a certificate of what was not
//! looked at.

use crate::evidence::{Bits, Evidence};
use crate::record::{Date, Record};
use std::fmt;
use std::sync::Arc;

/// The answer for one incoming record.
///
/// Matches stand in one total order: bits descending, then the identifier of the list's record.
/// In JSON: `{"id", "valid_on", "matches": [{"id", "bits", "probability", "evidence": [{"field",
/// "level", "bits", "entry", "record", "via"}], "record": {…}}], "certificate": {…}}`.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Screening {
    pub(super) id: String,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) valid_on: Option<Date>,
    pub(super) matches: Vec<Match>,
    pub(super) certificate: Certificate,
}

impl Screening {
    /// The identifier of the incoming record.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The day on which listings had to hold; `None` where any day would do.
    pub fn valid_on(&self) -> Option<Date> {
        self.valid_on
    }

    /// The matches, best first.
    pub fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// What was looked at, and the most that the rest could have weighed.
    pub fn certificate(&self) -> Certificate {
        self.certificate
    }
}

/// A record of the list that may be the same person: a lead with its evidence, for a person to
/// judge.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "MatchForm", into = "MatchForm"))]
pub struct Match {
    pub(super) record: Arc<Record>,
    pub(super) bits: Bits,
    pub(super) probability: f64,
    pub(super) evidence: Evidence,
}

impl Match {
    /// The list's record.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The sum of the evidence.
    pub fn bits(&self) -> Bits {
        self.bits
    }

    /// The probability that the bits stand for, given the size of the list: from 0 to 1, to six
    /// decimals.
    pub fn probability(&self) -> f64 {
        self.probability
    }

    /// The evidence, item by item.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The evidence as text: a line an item, and a last line with the total.
    pub fn explanation(&self) -> Explanation<'_> {
        Explanation(self)
    }
}

/// Shows a [`Match`]'s evidence as text.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'a>(&'a Match);

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Match { bits, probability, evidence, .. } = self.0;
        if !evidence.items().is_empty() {
            writeln!(f, "{evidence}")?;
        }
        write!(f, "{bits:>+8}  in all, probability {probability:.3}")
    }
}

/// What an answer rests on: nothing that was left out could have mattered.
///
/// Every record of the list was scored, or excluded by the policy's date, source or category, or
/// belongs to the rest, none of which can weigh more than `rest_at_most`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Certificate {
    pub(super) records: usize,
    pub(super) scored: usize,
    pub(super) excluded: usize,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) rest_at_most: Option<Bits>,
}

impl Certificate {
    /// Records in the list.
    pub fn records(&self) -> usize {
        self.records
    }

    /// Records that were compared in full.
    pub fn scored(&self) -> usize {
        self.scored
    }

    /// Records met that the policy does not ask about.
    pub fn excluded(&self) -> usize {
        self.excluded
    }

    /// An upper bound in bits on every record that was not compared. Below the threshold, or
    /// below the last match of a full limit. `None` where no record was left out.
    pub fn rest_at_most(&self) -> Option<Bits> {
        self.rest_at_most
    }
}

/// A match in JSON, with the record's identifier in front.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct MatchForm {
    id: String,
    bits: Bits,
    probability: f64,
    evidence: Evidence,
    record: Arc<Record>,
}

#[cfg(feature = "serde")]
impl From<MatchForm> for Match {
    fn from(form: MatchForm) -> Self {
        let MatchForm { id: _, bits, probability, evidence, record } = form;
        Match { record, bits, probability, evidence }
    }
}

#[cfg(feature = "serde")]
impl From<Match> for MatchForm {
    fn from(found: Match) -> Self {
        let Match { record, bits, probability, evidence } = found;
        MatchForm { id: record.id().to_owned(), bits, probability, evidence, record }
    }
}

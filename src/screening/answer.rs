//! Answers: matches in one total order, each with its evidence, and a certificate of what was not
//! looked at.

use super::fingerprint::Fingerprint;
use crate::evidence::{Bits, Evidence};
use crate::record::{Date, Record};
use std::fmt;

/// The answer for one incoming record.
///
/// Matches stand in one total order: bits descending, then the identifier of the list's record.
/// In JSON: `{"id", "valid_on", "fingerprint", "matches": [{"id", "bits", "probability", "evidence": [{"field",
/// "level", "bits", "entry", "record", "via"}], "band", "record": {…}}], "tied_left_out",
/// "certificate": {…}}`, without what is `None` or 0.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Screening {
    pub(super) id: String,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) valid_on: Option<Date>,
    pub(super) fingerprint: Fingerprint,
    pub(super) matches: Vec<Match>,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_zero"))]
    pub(super) tied_left_out: usize,
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

    /// What the answer depends on beside the entry: where it is the same, and the entry, the answer is.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The matches, best first.
    pub fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// The matches in groups that the evidence cannot tell apart: those of a group have the same
    /// bits, and stand in the order of their identifiers. The best group is first.
    ///
    /// ```
    /// use sverka::{Policy, Record, Watchlist};
    ///
    /// let twins = ["w2", "w1"].map(|id| Record::new(id, "Щербаков Александр Иванович"));
    /// let watchlist = Watchlist::builder().records(twins).build()?;
    /// let entry = Record::new("e", "Chtcherbakov Alexandre");
    /// let screening = watchlist.screen(&entry, &Policy::default());
    /// let ids: Vec<Vec<&str>> = screening
    ///     .tied_groups()
    ///     .map(|group| group.iter().map(|found| found.record().id()).collect())
    ///     .collect();
    /// assert_eq!(ids, [["w1", "w2"]]);
    ///
    /// // A limit that cuts a group says by how many.
    /// let screening = watchlist.screen(&entry, &Policy::default().with_limit(1));
    /// assert_eq!((screening.matches().len(), screening.tied_left_out()), (1, 1));
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn tied_groups(&self) -> impl Iterator<Item = &[Match]> {
        self.matches.chunk_by(|one, other| one.bits == other.bits)
    }

    /// Records with as many bits as the last match that the policy's limit left out: the last
    /// group has so many more members.
    pub fn tied_left_out(&self) -> usize {
        self.tied_left_out
    }

    /// Whether another answer has the same matches, whatever was looked at for them.
    #[cfg(feature = "snapshot")]
    pub(super) fn finds_the_same(&self, other: &Screening) -> bool {
        self.matches == other.matches && self.tied_left_out == other.tied_left_out
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
    pub(super) record: Record,
    pub(super) bits: Bits,
    pub(super) probability: f64,
    pub(super) band: Band,
    pub(super) evidence: Evidence,
}

/// What is to become of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Band {
    /// At or above the policy's threshold.
    #[default]
    Report,
    /// Below it, but at or above the threshold for review.
    Review,
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

    /// Whether the match is to be reported, or only reviewed.
    pub fn band(&self) -> Band {
        self.band
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
/// belongs to the rest, none of which can weigh more than `rest_at_most`. Of the rest some were looked
/// at and ruled out one by one, and all others together: by what birth dates weigh, and what names can
/// that are in no posting list read, or of which a posting tells that what else agrees is too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Certificate {
    pub(super) records: usize,
    pub(super) scored: usize,
    pub(super) excluded: usize,
    #[cfg_attr(feature = "serde", serde(default))]
    pub(super) ruled_out_by_tokens: usize,
    #[cfg_attr(feature = "serde", serde(default))]
    pub(super) ruled_out_by_closeness: usize,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) rest_at_most: Option<Bits>,
}

#[cfg(feature = "snapshot")]
impl Certificate {
    /// Of so many records, before any was met.
    pub(super) fn of_none(records: usize) -> Self {
        Certificate {
            records,
            scored: 0,
            excluded: 0,
            ruled_out_by_tokens: 0,
            ruled_out_by_closeness: 0,
            rest_at_most: None,
        }
    }

    /// Adds what was done in a part of the list.
    pub(super) fn add(&mut self, part: &Certificate) {
        self.scored += part.scored;
        self.excluded += part.excluded;
        self.ruled_out_by_tokens += part.ruled_out_by_tokens;
        self.ruled_out_by_closeness += part.ruled_out_by_closeness;
        self.rest_at_most = self.rest_at_most.max(part.rest_at_most);
    }
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

    /// Records ruled out by their birth date, their sex, and which of their tokens are known to be close
    /// to the entry's.
    pub fn ruled_out_by_tokens(&self) -> usize {
        self.ruled_out_by_tokens
    }

    /// Records ruled out only by how close each of their tokens is, or may be.
    pub fn ruled_out_by_closeness(&self) -> usize {
        self.ruled_out_by_closeness
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
    #[serde(default)]
    band: Band,
    evidence: Evidence,
    record: Record,
}

#[cfg(feature = "serde")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[cfg(feature = "serde")]
impl From<MatchForm> for Match {
    fn from(form: MatchForm) -> Self {
        let MatchForm { id: _, bits, probability, band, evidence, record } = form;
        Match { record, bits, probability, band, evidence }
    }
}

#[cfg(feature = "serde")]
impl From<Match> for MatchForm {
    fn from(found: Match) -> Self {
        let Match { record, bits, probability, band, evidence } = found;
        MatchForm { id: record.id().to_owned(), bits, probability, band, evidence, record }
    }
}

//! A match, which explains itself when asked to.
//!
//! Most matches are counted, sorted or compared by their bits, and few are read. So a search leaves in a match
//! what an explanation is made of, and makes none.

use crate::evidence::{Bits, Evidence, RawEvidence, render};
use crate::record::{Record, decode, encode, encoded_id};
use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A record of the list that may be the same person: a lead with its evidence, for a person to judge.
///
/// A match has a copy of all that it is made of, about half a kilobyte, and borrows nothing. It may outlive
/// its list, be kept, or be sent to another thread. Its record is decoded when it is first asked for, in about half a
/// microsecond, and so is its evidence rendered, in about ten. Clones share both.
#[derive(Clone, serde::Deserialize)]
#[serde(from = "MatchJson")]
pub struct Match {
    pub(super) bits: Bits,
    probability: f64,
    pub(super) band: Band,
    details: Arc<Details>,
}

/// Whether a match is reported or only returned for review.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Band {
    /// At or above the policy's threshold.
    #[default]
    Report,
    /// Below it, but at or above the threshold for review.
    Review,
}

impl fmt::Display for Band {
    /// `report` or `review`, as in JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Band::Report => "report",
            Band::Review => "review",
        })
    }
}

/// What is the same in all clones of a match.
struct Details {
    /// The list's record, encoded. Equal records have equal bytes.
    encoded: Box<[u8]>,
    record: OnceLock<Record>,
    evidence: OnceLock<Evidence>,
    comparison: Comparison,
}

/// What the evidence of a match is rendered from, besides the list's record.
#[derive(Default)]
pub(super) struct Comparison {
    /// The entry, encoded. The matches of one entry share it.
    pub(super) entry: Arc<[u8]>,
    pub(super) findings: RawEvidence,
}

impl Match {
    /// A match with a record of a list, as the list keeps it.
    pub(super) fn new(
        bits: Bits,
        probability: f64,
        band: Band,
        encoded: &[u8],
        comparison: Comparison,
    ) -> Self {
        let (record, evidence) = Default::default();
        let details = Details { encoded: encoded.into(), record, evidence, comparison };
        Match { bits, probability, band, details: Arc::new(details) }
    }

    /// A match of which everything is there from the start.
    fn explained(
        bits: Bits,
        probability: f64,
        band: Band,
        record: Record,
        evidence: Evidence,
    ) -> Self {
        let mut encoded = Vec::new();
        encode(&record, &mut encoded);
        let (encoded, record, evidence) = (encoded.into(), record.into(), evidence.into());
        let details = Details { encoded, record, evidence, comparison: Comparison::default() };
        Match { bits, probability, band, details: Arc::new(details) }
    }

    /// The match without what the two records state, but for the identifier of the list's.
    pub(super) fn redacted(&self) -> Self {
        let record = Record::new(self.record_id(), "");
        let evidence = self.evidence().redacted();
        Match::explained(self.bits, self.probability, self.band, record, evidence)
    }

    /// The list's record.
    pub fn record(&self) -> &Record {
        let Details { record, encoded, .. } = &*self.details;
        record.get_or_init(|| decode(encoded).unwrap_or_default())
    }

    /// The identifier of the list's record, which is read without decoding the rest.
    pub(crate) fn record_id(&self) -> &str {
        let id = encoded_id(&self.details.encoded).unwrap_or_default();
        std::str::from_utf8(id).unwrap_or_default()
    }

    /// The sum of the evidence.
    pub fn bits(&self) -> Bits {
        self.bits
    }

    /// The probability that both records are of one person, by the bits and the
    /// [prior](crate::Policy#the-prior): 0 to 1, rounded to six decimals.
    pub fn probability(&self) -> f64 {
        self.probability
    }

    /// Whether the match is reported or only returned for review.
    pub fn band(&self) -> Band {
        self.band
    }

    /// The evidence, item by item.
    pub fn evidence(&self) -> &Evidence {
        let Comparison { entry, findings } = &self.details.comparison;
        self.details
            .evidence
            .get_or_init(|| render(findings, &decode(entry).unwrap_or_default(), self.record()))
    }

    /// The evidence as text: one line for each item, and a last line with the total.
    pub fn explanation(&self) -> Explanation<'_> {
        Explanation(self)
    }
}

impl PartialEq for Match {
    fn eq(&self, other: &Self) -> bool {
        let figures = |found: &Match| (found.bits, found.probability, found.band);
        figures(self) == figures(other)
            && self.details.encoded == other.details.encoded
            && self.evidence() == other.evidence()
    }
}

impl fmt::Debug for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Match")
            .field("record", self.record())
            .field("bits", &self.bits)
            .field("probability", &self.probability)
            .field("band", &self.band)
            .field("evidence", self.evidence())
            .finish()
    }
}

/// Shows a [`Match`]'s evidence as text.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'a>(&'a Match);

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bits, probability, evidence) = (self.0.bits, self.0.probability, self.0.evidence());
        if !evidence.items().is_empty() {
            writeln!(f, "{evidence}")?;
        }
        write!(f, "{bits:>+8}  in all, probability {probability:.3}")
    }
}

/// The JSON form of a match, with the record's identifier first. What is written is borrowed.
#[derive(serde::Serialize, serde::Deserialize)]
struct MatchJson<'a> {
    id: Cow<'a, str>,
    bits: Bits,
    probability: f64,
    #[serde(default)]
    band: Band,
    evidence: Cow<'a, Evidence>,
    record: Cow<'a, Record>,
}

impl serde::Serialize for Match {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Match { bits, probability, band, .. } = *self;
        let (evidence, record) = (Cow::Borrowed(self.evidence()), Cow::Borrowed(self.record()));
        let id = self.record().id().into();
        MatchJson { id, bits, probability, band, evidence, record }.serialize(serializer)
    }
}

impl From<MatchJson<'_>> for Match {
    /// The record and the evidence of the match are there from the start.
    fn from(form: MatchJson<'_>) -> Self {
        let MatchJson { id: _, bits, probability, band, evidence, record } = form;
        Match::explained(bits, probability, band, record.into_owned(), evidence.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screening::Policy;
    use crate::watchlist::Watchlist;

    fn entry() -> Record {
        let date = "1971-03-15".parse().unwrap();
        Record::new("e", "CHTCHERBAKOV Alexandre").with_birth_date(date)
    }

    fn found_in(watchlist: &Watchlist) -> Vec<Match> {
        watchlist.screen(&entry(), &Policy::default()).matches().to_vec()
    }

    fn watchlist() -> (Record, Watchlist) {
        let date = "1971-03-15".parse().unwrap();
        let listed = Record::new("w", "Щербаков Александр Иванович").with_birth_date(date);
        let watchlist = Watchlist::builder().record(listed.clone()).build().unwrap();
        (listed, watchlist)
    }

    #[test]
    fn a_match_explains_itself_when_its_list_is_gone_and_in_another_thread() {
        let (listed, watchlist) = watchlist();
        let evidence = watchlist.compare(&entry(), &listed);
        let [found] = found_in(&watchlist).try_into().unwrap();
        drop(watchlist);
        let explain = move || (found.record().clone(), found.evidence().clone(), found);
        let (record, explained, found) = std::thread::spawn(explain).join().unwrap();
        assert_eq!((&record, &explained), (&listed, &evidence));
        assert_eq!((found.record_id(), found.bits()), ("w", evidence.bits()));
    }

    #[test]
    fn a_record_and_its_evidence_are_made_on_first_use_and_once_for_all_clones() {
        let [found] = found_in(&watchlist().1).try_into().unwrap();
        let is_made = |found: &Match| {
            (found.details.record.get().is_some(), found.details.evidence.get().is_some())
        };
        let clone = found.clone();
        assert_eq!((found.record_id(), is_made(&found)), ("w", (false, false)));
        assert_eq!((found.record().id(), is_made(&found)), ("w", (true, false)));
        assert!(!found.evidence().items().is_empty());
        assert_eq!(is_made(&clone), (true, true));
        assert!(std::ptr::eq(clone.evidence(), found.evidence()));
    }

    #[test]
    fn matches_are_equal_if_they_show_the_same() {
        let (_, watchlist) = watchlist();
        let [one, other] = [(); 2].map(|()| found_in(&watchlist));
        assert_eq!(one, other);
        // The same record with the same bits, but the entry was written otherwise.
        let lower = Record::new("e", "Chtcherbakov Alexandre");
        let lower = lower.with_birth_date("1971-03-15".parse().unwrap());
        let other = watchlist.screen(&lower, &Policy::default());
        assert_eq!(other.matches()[0].bits(), one[0].bits());
        assert_ne!(other.matches(), one);
    }

    #[test]
    fn a_match_that_is_read_from_json_is_the_one_that_was_written() {
        let [found] = found_in(&watchlist().1).try_into().unwrap();
        let json = serde_json::to_string(&found).unwrap();
        assert!(json.starts_with(r#"{"id":"w","bits":"#), "{json}");
        let read: Match = serde_json::from_str(&json).unwrap();
        assert_eq!((read.record_id(), &read), ("w", &found));
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
}

//! Answers: matches in one total order, each with its evidence, and a certificate that nothing was missed.

use super::fingerprint::Fingerprint;
use super::found::{Band, Match};
use crate::evidence::Bits;
use crate::record::Date;

/// The answer to one query.
///
/// Matches are in one total order: bits descending, then the identifier of the list's record.
/// In JSON: `{"id", "valid_on", "fingerprint", "matches": [{"id", "bits", "probability", "evidence": [{"field",
/// "level", "bits", "entry", "record", "via"}], "band", "record": {…}}], "tied_left_out",
/// "certificate": {…}}`, without what is `None` or 0.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Screening {
    pub(super) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) valid_on: Option<Date>,
    pub(super) fingerprint: Fingerprint,
    pub(super) matches: Vec<Match>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) tied_left_out: usize,
    pub(super) certificate: Certificate,
}

impl Screening {
    /// The identifier of the incoming record.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The day on which listings had to be valid; `None` for any day.
    pub fn valid_on(&self) -> Option<Date> {
        self.valid_on
    }

    /// A checksum of everything that the answer depends on except the query: equal fingerprints and queries
    /// have equal answers.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The matches, best first: those that are [reported](Screening::reported), and then those
    /// [for review](Screening::for_review).
    pub fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// The matches that the policy reports, best first: those in [`Band::Report`]. Count these as alerts.
    ///
    /// ```
    /// use sverka::{Policy, Record, Watchlist};
    ///
    /// let listed = Record::new("w", "Щербаков Александр");
    /// let watchlist = Watchlist::builder().record(listed).build()?;
    /// let policy = Policy::default().with_min_probability(0.999)?.with_review_probability(0.01)?;
    /// let screening = watchlist.screen(&Record::new("e", "Chtcherbakov"), &policy);
    /// assert_eq!((screening.reported().len(), screening.for_review().len()), (0, 1));
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn reported(&self) -> &[Match] {
        &self.matches[..self.reported_count()]
    }

    /// The matches below the threshold that are only returned for review, best first: those in
    /// [`Band::Review`].
    pub fn for_review(&self) -> &[Match] {
        &self.matches[self.reported_count()..]
    }

    /// Matches are sorted by bits, so those that are reported come first.
    fn reported_count(&self) -> usize {
        self.matches.partition_point(|found| found.band == Band::Report)
    }

    /// The matches in groups of equal bits, which the evidence cannot tell apart. The best group comes first,
    /// and each is in the order of identifiers.
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

    /// How many records with the bits of the last match the policy's limit left out.
    pub fn tied_left_out(&self) -> usize {
        self.tied_left_out
    }

    /// The answer for an audit trail: what was decided by which evidence, without what the records state. Of each match
    /// remain the identifier, the bits, the probability, the band, and of its evidence the fields, the levels and the bits.
    /// Whoever has the records and the fingerprint finds the rest again.
    ///
    /// ```
    /// use sverka::{Policy, Record, Watchlist};
    ///
    /// let listed = Record::new("w1", "Щербаков Александр").with_birth_date("1971-03-15".parse()?);
    /// let watchlist = Watchlist::builder().record(listed).build()?;
    /// let entry = Record::new("e1", "Chtcherbakov Alexandre").with_birth_date("1971-03-15".parse()?);
    /// let screening = watchlist.screen(&entry, &Policy::default());
    /// let trail = format!("{:?}", screening.redacted());
    /// assert!(trail.contains("w1") && trail.contains("SameReading"));
    /// for stated in ["Щербаков", "Chtcherbakov", "1971"] {
    ///     assert!(format!("{screening:?}").contains(stated) && !trail.contains(stated));
    /// }
    /// assert_eq!(screening.redacted().matches()[0].bits(), screening.matches()[0].bits());
    /// # Ok::<(), sverka::Error>(())
    /// ```
    #[must_use]
    pub fn redacted(&self) -> Screening {
        let matches = self.matches.iter().map(Match::redacted).collect();
        Screening { id: self.id.clone(), matches, ..*self }
    }

    /// The answer, without its matches unless it is complete.
    pub(super) fn or_refused(self) -> Screening {
        match self.certificate.complete {
            true => self,
            false => Screening { matches: Vec::new(), tied_left_out: 0, ..self },
        }
    }

    /// Whether another answer has the same matches, however they were found.
    pub(crate) fn has_same_matches(&self, other: &Screening) -> bool {
        self.matches == other.matches && self.tied_left_out == other.tied_left_out
    }

    /// What was searched, and the most that anything left out weighs.
    pub fn certificate(&self) -> Certificate {
        self.certificate
    }
}

/// What was searched for an answer, and proof that nothing left out could have mattered.
///
/// An answer is complete unless its entry took more [steps](Certificate::steps) than the policy's
/// [budget](crate::Policy::with_budget), or had more than a record [may have](crate::Record::MOST_VALUES). The matches of an
/// incomplete answer are right, but others may be missing. Of a complete one this holds:
///
/// Every record of the list was scored, or was excluded by the policy's date, source or category, or belongs
/// to the rest, none of which weighs more than [`rest_at_most`](Certificate::rest_at_most) bits. The rest was
/// ruled out by upper bounds on what names, birth dates, documents and other fields can weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Certificate {
    pub(super) complete: bool,
    pub(super) steps: u64,
    pub(super) records: usize,
    pub(super) scored: usize,
    pub(super) excluded: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rest_at_most: Option<Bits>,
}

impl Certificate {
    /// That of a list of so many records of which none was searched yet.
    pub(super) fn of_no_search(records: usize) -> Self {
        let (steps, scored, excluded, rest_at_most) = (0, 0, 0, None);
        Certificate { complete: true, steps, records, scored, excluded, rest_at_most }
    }

    /// Whether nothing that the policy asks for can be missing.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// How much was done: the postings that were read, the records that were visited, the pairs of names that were compared,
    /// and what finding similar tokens counts as. The same on every machine, and for any number of threads.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Records in the list.
    pub fn records(&self) -> usize {
        self.records
    }

    /// Records that were compared in full.
    pub fn scored(&self) -> usize {
        self.scored
    }

    /// Records that were reached and that the policy does not ask about.
    pub fn excluded(&self) -> usize {
        self.excluded
    }

    /// Records that upper bounds ruled out, or that an incomplete search did not reach: all that were neither scored
    /// nor excluded.
    pub fn ruled_out(&self) -> usize {
        self.records.saturating_sub(self.scored + self.excluded)
    }

    /// The most bits that any record of the rest weighs: below the threshold, or at most those of the last
    /// match of a full limit. `None` if there is no rest, or the answer is not [complete](Certificate::is_complete).
    pub fn rest_at_most(&self) -> Option<Bits> {
        self.rest_at_most
    }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

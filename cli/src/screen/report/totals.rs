//! What a batch came to: counts by band, by source and category, and of the certificates.

use super::super::further::Further;
use crate::page::Language;
use crate::waterfall::Thresholds;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use sverka::{Bits, Policy, Screening, Threshold};

/// Matches to report, those for review, and entries with any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct MatchTotals {
    report: u64,
    review: u64,
    entries: u64,
}

/// The matches of a source, and of each of its categories.
#[derive(Debug, Default, Serialize)]
struct SourceTotals {
    all: MatchTotals,
    /// By category; none is the empty text.
    categories: BTreeMap<String, MatchTotals>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Totals {
    screened: u64,
    rejected: u64,
    /// Entries with a match to report, and those with matches for review alone.
    report_entries: u64,
    review_entries: u64,
    /// Entries whose answers are incomplete.
    incomplete: u64,
    all: MatchTotals,
    /// By source; none is the empty text.
    by_source: BTreeMap<String, SourceTotals>,
    categories: BTreeSet<String>,
    scored: u64,
    excluded: u64,
    ruled_out: u64,
    #[serde(skip)]
    rest_at_most: Option<Bits>,
    tied_left_out: u64,
    #[serde(skip)]
    further: Further,
    valid_on: Option<String>,
    fingerprint: Option<String>,
}

/// A band of matches.
#[derive(Serialize)]
pub(super) struct BandRow {
    name: &'static str,
    bits: String,
    probability: Option<String>,
    matches: u64,
    entries: u64,
}

impl Totals {
    pub(super) fn add(&mut self, screening: &Screening, further: Further) {
        self.further += further;
        self.screened += 1;
        let [report, review] =
            [screening.reported().len(), screening.for_review().len()].map(|count| count as u64);
        self.report_entries += u64::from(report > 0);
        self.review_entries += u64::from(report == 0 && review > 0);
        let mut sources = BTreeSet::new();
        let mut categories = BTreeSet::new();
        for (n, found) in (0..).zip(screening.matches()) {
            let listing = found.record().listing();
            let [source, category] = [listing.source(), listing.category()]
                .map(|text| text.unwrap_or_default().to_owned());
            let of_source = self.by_source.entry(source.clone()).or_default();
            let of_category = of_source.categories.entry(category.clone()).or_default();
            let is_new_category = categories.insert((source.clone(), category.clone()));
            of_category.add(n < report, is_new_category);
            of_source.all.add(n < report, sources.insert(source));
            self.all.add(n < report, n == 0);
            self.categories.insert(category);
        }
        let certificate = screening.certificate();
        self.incomplete += u64::from(!certificate.is_complete());
        let counts = [certificate.scored(), certificate.excluded(), certificate.ruled_out()];
        let sums = [&mut self.scored, &mut self.excluded, &mut self.ruled_out];
        sums.into_iter().zip(counts).for_each(|(sum, count)| *sum += count as u64);
        self.rest_at_most = self.rest_at_most.max(certificate.rest_at_most());
        self.tied_left_out += screening.tied_left_out() as u64;
        if self.fingerprint.is_none() {
            self.fingerprint = Some(screening.fingerprint().to_string());
            self.valid_on = screening.valid_on().map(|day| day.to_string());
        }
    }

    pub(super) fn reject(&mut self) {
        self.rejected += 1;
    }

    /// Entries with a match.
    pub(super) fn with_match(&self) -> u64 {
        self.report_entries + self.review_entries
    }

    /// The most that any record weighs that was not compared.
    pub(super) fn rest_at_most(&self) -> Option<Bits> {
        self.rest_at_most
    }

    /// Matches that the limit leaves out.
    pub(super) fn further(&self, language: Language) -> Option<String> {
        self.further.told(language)
    }

    /// The bands from the most bits down.
    pub(super) fn bands(&self, thresholds: Thresholds, policy: &Policy) -> Vec<BandRow> {
        let probability = |threshold: Threshold| match threshold {
            Threshold::Probability(probability) => Some(probability.to_string()),
            _ => None,
        };
        let row = |name, bits: Bits, threshold, [matches, entries]: [u64; 2]| BandRow {
            name,
            bits: bits.to_string(),
            probability: probability(threshold),
            matches,
            entries,
        };
        let report = [self.all.report, self.report_entries];
        let report = row("to report", thresholds.report, policy.threshold(), report);
        let review = thresholds.review.zip(policy.review()).map(|(bits, threshold)| {
            row("for review", bits, threshold, [self.all.review, self.review_entries])
        });
        [report].into_iter().chain(review).collect()
    }
}

impl MatchTotals {
    fn add(&mut self, is_reported: bool, is_new_entry: bool) {
        self.report += u64::from(is_reported);
        self.review += u64::from(!is_reported);
        self.entries += u64::from(is_new_entry);
    }
}

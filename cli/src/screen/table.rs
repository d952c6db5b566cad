//! Matches for a person to read.

use super::further::Further;
use super::persons;
use crate::describe;
use crate::page::Language;
use crate::table::{Column, Table, WIDTH, paragraph, rule};
use std::io::{self, Write};
use sverka::persons::Persons;
use sverka::{Band, Match, Policy, Record, Screening};

/// How far lines below a match are indented.
const INDENT: u16 = 3;

/// What is said of an entry whose certificate says so.
pub(super) const INCOMPLETE: &str = "Incomplete: the entry has more than a record may have, or took more steps than --budget \
    allows. Matches may be missing.";

/// What becomes of matches in the review band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReviewBand {
    /// They are shown and marked, if the policy returns any.
    Shown,
    /// They are only counted.
    Counted,
}

impl ReviewBand {
    fn shows(self, found: &Match) -> bool {
        self == ReviewBand::Shown || found.band() == Band::Report
    }

    /// What a limit leaves out that would be shown.
    fn hidden(self, further: Further) -> Further {
        if self == ReviewBand::Shown { further } else { further.to_report() }
    }
}

/// An incoming record with its matches; nothing where none is shown and none can be missing.
pub(super) fn write(
    out: &mut impl Write,
    record: &Record,
    (screening, further): (&Screening, Further),
    persons: Option<&Persons<'_>>,
    band: ReviewBand,
) -> io::Result<()> {
    let shown = screening.matches().iter().filter(|found| band.shows(found));
    let is_complete = screening.certificate().is_complete();
    if shown.clone().count() == 0 && is_complete {
        return Ok(());
    }
    let who = format!("{}  {}", record.id(), describe::record(record));
    write!(out, "{}\n{}", rule(), paragraph(0, who))?;
    if !is_complete {
        write!(out, "{}", paragraph(INDENT, INCOMPLETE.to_owned()))?;
    }
    let people = persons.map(|persons| persons.matched(screening));
    if people.is_none() {
        for (n, found) in shown.enumerate() {
            write_match(out, n + 1, found)?;
        }
    }
    let mut rank = 0;
    for matched in people.into_iter().flatten() {
        let shown = matched.matches().iter().filter(|found| band.shows(found));
        if shown.clone().count() == 0 {
            continue;
        }
        for found in shown {
            rank += 1;
            write_match(out, rank, found)?;
        }
        for line in persons::lines(&matched) {
            write!(out, "{}", paragraph(INDENT, line))?;
        }
    }
    if let Some(more) = band.hidden(further).told(Language::English) {
        write!(out, "\n{}", paragraph(0, format!("and {more}")))?;
    }
    writeln!(out)
}

fn write_match(out: &mut impl Write, rank: usize, found: &Match) -> io::Result<()> {
    let record = found.record();
    let who = format!("{rank}. {}  {}", record.id(), describe::record(record));
    let band = if found.band() == Band::Review { "  review" } else { "" };
    let weight = format!("{} bits  p {:.3}{band}", found.bits(), found.probability());
    let weight_width = weight.chars().count() as u16 + 1;
    let mut heading = Table::new([
        Column::text("", WIDTH - weight_width).between(0, 0),
        Column::figure("", weight_width),
    ]);
    heading.row([who, weight]);
    write!(out, "\n{heading}")?;
    if let Some(listing) = describe::listing(record.listing()) {
        write!(out, "{}", paragraph(INDENT, listing))?;
    }
    write!(out, "{}", describe::evidence(found.evidence()))
}

/// The totals below all matches.
pub(super) struct Counts {
    band: ReviewBand,
    /// The most matches of an entry.
    limit: Option<usize>,
    screened: usize,
    /// Entries with a match to report, and those with matches for review alone.
    entries: [usize; 2],
    /// Matches to report, and those for review.
    matches: [usize; 2],
    /// Entries with matches that the limit leaves out, and these matches.
    limited: usize,
    /// Entries whose answers are incomplete.
    incomplete: usize,
    left_out: Further,
    /// Whether more may lie in a review band that is only counted.
    review_is_least: bool,
}

impl Counts {
    pub(super) fn new(policy: &Policy, band: ReviewBand) -> Counts {
        let limit = policy.limit();
        Counts {
            band,
            limit,
            screened: 0,
            incomplete: 0,
            entries: [0; 2],
            matches: [0; 2],
            limited: 0,
            left_out: Further::default(),
            review_is_least: false,
        }
    }

    pub(super) fn add(&mut self, screening: &Screening, further: Further) {
        let found = [screening.reported().len(), screening.for_review().len()];
        self.screened += 1;
        self.incomplete += usize::from(!screening.certificate().is_complete());
        self.entries[0] += usize::from(found[0] > 0);
        self.entries[1] += usize::from(found[0] == 0 && found[1] > 0);
        self.matches[0] += found[0];
        self.matches[1] += found[1];
        if self.band == ReviewBand::Counted {
            self.matches[1] += further.review as usize;
            self.review_is_least |= further.is_least;
        }
        let hidden = self.band.hidden(further);
        self.limited += usize::from(hidden.count() > 0);
        self.left_out += hidden;
    }

    pub(super) fn write(&self, out: &mut impl Write, records: usize) -> io::Result<()> {
        let Counts { screened, entries, matches, .. } = self;
        let counted = |count: usize, forms| Language::English.counted(count as u64, forms);
        let matched = counted(matches[0], "{} match|{} matches");
        let records = counted(records, "{} record|{} records");
        writeln!(
            out,
            "{screened} screened against {records}: {} with a match, {matched} in all.",
            entries[0]
        )?;
        let (review, option) = match self.band {
            ReviewBand::Shown => {
                ("marked \"review\"", "--review-probability none leaves them out".to_owned())
            }
            ReviewBand::Counted => (
                "not shown",
                format!("--review-probability {} shows them", Policy::REVIEW_PROBABILITY),
            ),
        };
        if matches[1] > 0 {
            let least = if self.review_is_least { "at least " } else { "" };
            let further = counted(matches[1], "{} further match|{} further matches");
            let only = counted(entries[1], "{} entry has|{} entries have");
            writeln!(out, "Below the threshold, {review}: {least}{further}; {only} only such.")?;
            writeln!(out, "{option}.")?;
        }
        if self.incomplete > 0 {
            let incomplete = self.incomplete;
            writeln!(out, "Incomplete answers, in which matches may be missing: {incomplete}.")?;
        }
        if let Some((limit, more)) = self.limit.zip(self.left_out.told(Language::English)) {
            let of = counted(self.limited, "{} entry|{} entries");
            writeln!(out, "--top {limit} leaves out {more}, of {of}; a greater N shows them.")?;
        }
        writeln!(out, "A match is a lead for a person to judge, never a decision.")
    }
}

//! Matches for a person to read.

use super::persons;
use crate::describe;
use crate::table::{Column, Table, WIDTH, paragraph, rule};
use std::io::{self, Write};
use sverka::persons::Persons;
use sverka::{Band, Match, Policy, Record, Screening};

/// How far lines below a match are indented.
const INDENT: u16 = 3;

/// What is said of an entry whose certificate says so.
const INCOMPLETE: &str = "Incomplete: the entry has more than a record may have, or took more steps than --budget \
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
}

/// An incoming record with its matches; nothing where none is shown and none can be missing.
pub(super) fn write(
    out: &mut impl Write,
    record: &Record,
    screening: &Screening,
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
    let Some(persons) = persons else {
        for (n, found) in shown.enumerate() {
            write_match(out, n + 1, found)?;
        }
        return writeln!(out);
    };
    let mut rank = 0;
    for matched in persons.matched(screening) {
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
    /// Entries with as many matches as they may have.
    limited: usize,
    /// Entries whose answers are incomplete.
    incomplete: usize,
}

impl Counts {
    pub(super) fn new(policy: &Policy, band: ReviewBand) -> Counts {
        let limit = policy.limit();
        let [screened, limited, incomplete] = [0; 3];
        Counts { band, limit, screened, entries: [0; 2], matches: [0; 2], limited, incomplete }
    }

    pub(super) fn add(&mut self, screening: &Screening) {
        let found = [screening.reported().len(), screening.for_review().len()];
        self.screened += 1;
        self.incomplete += usize::from(!screening.certificate().is_complete());
        self.entries[0] += usize::from(found[0] > 0);
        self.entries[1] += usize::from(found[0] == 0 && found[1] > 0);
        self.matches[0] += found[0];
        self.matches[1] += found[1];
        self.limited += usize::from(Some(screening.matches().len()) == self.limit);
    }

    pub(super) fn write(&self, out: &mut impl Write, records: usize) -> io::Result<()> {
        let Counts { screened, entries, matches, .. } = self;
        writeln!(
            out,
            "{screened} screened against {records} records: {} with a match, {} matches in all.",
            entries[0], matches[0]
        )?;
        let review = match self.band {
            ReviewBand::Shown => "marked \"review\"".to_owned(),
            ReviewBand::Counted => "not shown".to_owned(),
        };
        if matches[1] > 0 {
            let count =
                format!("{} further matches; {} entries have only such", matches[1], entries[1]);
            writeln!(out, "Below the threshold, {review}: {count}.")?;
            let option = match self.band {
                ReviewBand::Shown => "--review-probability none leaves them out".to_owned(),
                ReviewBand::Counted => {
                    format!("--review-probability {} shows them", Policy::REVIEW_PROBABILITY)
                }
            };
            writeln!(out, "{option}.")?;
        }
        if self.incomplete > 0 {
            let incomplete = self.incomplete;
            writeln!(out, "Incomplete answers, in which matches may be missing: {incomplete}.")?;
        }
        if let Some(limit) = self.limit.filter(|_| self.limited > 0) {
            writeln!(
                out,
                "{} entries have all {limit} matches that --top {limit} leaves them, and may have more.",
                self.limited
            )?;
        }
        writeln!(out, "A match is a lead for a person to judge, never a decision.")
    }
}

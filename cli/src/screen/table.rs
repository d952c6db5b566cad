//! Matches for a person to read.

use super::persons;
use crate::describe;
use crate::table::{Column, Table, WIDTH, rule};
use std::io::{self, Write};
use sverka::persons::Persons;
use sverka::{Band, Match, Record, Screening};

/// How far lines below a match are indented.
const INDENT: u16 = 3;

/// An incoming record with its matches.
pub(super) fn write(
    out: &mut impl Write,
    record: &Record,
    screening: &Screening,
    persons: Option<&Persons<'_>>,
) -> io::Result<()> {
    let who = format!("{}  {}", record.id(), describe::record(record));
    write!(out, "{}\n{}", rule(), paragraph(0, who))?;
    let Some(persons) = persons else {
        for (n, found) in screening.matches().iter().enumerate() {
            write_match(out, n + 1, found)?;
        }
        return writeln!(out);
    };
    let mut rank = 0;
    for matched in persons.matched(screening) {
        for found in matched.matches() {
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

/// Text that wraps at the edge of the terminal, each of its lines indented.
fn paragraph(indent: u16, text: String) -> Table {
    let mut table = Table::new([Column::text("", WIDTH).between(indent, 0)]);
    table.row([text]);
    table
}

/// The totals below all matches.
#[derive(Default)]
pub(super) struct Counts {
    screened: usize,
    /// Entries with a match to report, and those with matches for review alone.
    entries: [usize; 2],
    /// Matches to report, and those for review.
    matches: [usize; 2],
}

impl Counts {
    pub(super) fn add(&mut self, screening: &Screening) {
        let found = [screening.reported().len(), screening.for_review().len()];
        self.screened += 1;
        self.entries[0] += usize::from(found[0] > 0);
        self.entries[1] += usize::from(found[0] == 0 && found[1] > 0);
        self.matches[0] += found[0];
        self.matches[1] += found[1];
    }

    pub(super) fn write(&self, out: &mut impl Write, records: usize) -> io::Result<()> {
        let Counts { screened, entries, matches } = self;
        writeln!(
            out,
            "{screened} screened against {records} records: {} with a match, {} matches in all.",
            entries[0], matches[0]
        )?;
        if matches[1] > 0 {
            writeln!(
                out,
                "Below the threshold, marked \"review\": {} further matches; {} entries have only such.",
                matches[1], entries[1]
            )?;
        }
        writeln!(out, "A match is a lead for a person to judge, never a decision.")
    }
}

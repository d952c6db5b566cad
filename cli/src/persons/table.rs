//! People with their records, for a person to read.

use crate::describe;
use crate::table::{Column, Table, WIDTH, paragraph, rule};
use std::io::{self, Write};
use sverka::persons::Person;
use sverka::{Policy, Threshold};

const INDENT: u16 = 3;

/// The columns of all tables.
fn columns(headings: [&str; 3]) -> Table {
    let widths = [20, 44, WIDTH - 64];
    let mut table = Table::new(widths.map(|width| Column::text("", width)));
    if !headings[0].is_empty() {
        table.row(headings.map(str::to_owned));
    }
    table
}

/// The headings above all people.
pub(super) fn write_headings(out: &mut impl Write) -> io::Result<()> {
    write!(out, "{}", columns(["record", "stated", "listed"]))
}

/// A person: a row for each record, and what they contradict each other in.
pub(super) fn write(out: &mut impl Write, person: &Person) -> io::Result<()> {
    let mut table = columns([""; 3]);
    for record in person.records() {
        let listing = describe::listing(record.listing()).unwrap_or_default();
        table.row([record.id().to_owned(), describe::record(record), listing]);
    }
    write!(out, "{}\n{table}", rule())?;
    for found in person.contradictions() {
        write!(out, "{}", paragraph(INDENT, describe::contradiction(found)))?;
    }
    Ok(())
}

/// What is counted of the people that were written or left out.
#[derive(Default)]
pub(super) struct Totals {
    several: usize,
    contradicted: usize,
}

impl Totals {
    pub(super) fn add(&mut self, person: &Person) {
        if person.records().len() > 1 {
            self.several += 1;
            self.contradicted += usize::from(!person.contradictions().is_empty());
        }
    }

    /// How many people there are; and that nobody has several records, where that is so.
    pub(super) fn write(
        &self,
        out: &mut impl Write,
        [records, people]: [usize; 2],
        policy: &Policy,
    ) -> io::Result<()> {
        let from = match policy.threshold() {
            Threshold::Bits(bits) => format!("{bits} bits"),
            Threshold::Probability(probability) => format!("probability {probability}"),
            other => format!("{other:?}"),
        };
        let Totals { several, contradicted } = self;
        if *several == 0 {
            return writeln!(out, "{records} records: no two are of one person from {from} on.");
        }
        writeln!(
            out,
            "{}\n{records} records are of {people} people, linked from {from} on.\n\
             Several records: {several} people, {contradicted} of them with contradictions.",
            rule(),
        )
    }
}

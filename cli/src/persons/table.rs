//! People with their records, for a person to read.

use crate::describe;
use crate::table::{paragraph, rule};
use std::io::{self, Write};
use sverka::persons::Person;
use sverka::{Policy, Threshold};

const INDENT: u16 = 3;

/// A person: each record, and what they contradict each other in.
pub(super) fn write(out: &mut impl Write, person: &Person) -> io::Result<()> {
    writeln!(out, "{}", rule())?;
    for record in person.records() {
        write!(out, "{}", paragraph(0, describe::listed(record)))?;
    }
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

//! Two names against each other: the best one-to-one assignment of their tokens.
//!
//! The shorter name's tokens each stand against one of the longer's; what is left over there was
//! left out by the other side. So every token stands in exactly one item: agreed, contradicted,
//! or alone.

use super::assignment::Assignment;
use super::bits::Bits;
use super::findings::{Entry, Findings};
use super::item::{Field, Level};
use super::model::Model;
use super::subject::{Subject, TokenRef};
use crate::name::Role;
use crate::vocabulary::{Closeness, Kind};

/// Working space for comparing names.
#[derive(Debug, Default)]
pub(super) struct NameScratch {
    values: Vec<i32>,
    assignment: Assignment,
}

/// How two tokens that were assigned to each other stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pairing {
    Agreed(Closeness),
    Contradicted,
    /// Not comparable (a particle and a name, a patronymic and a surname): each stands alone.
    Apart,
}

/// Weighs the names of two subjects: the best pair of them. No bits where a side has no name.
pub(super) fn weigh(
    model: &Model,
    entry: &Entry<'_>,
    record: &Subject<'_>,
    close: &impl Fn(u32, u32) -> Option<Closeness>,
    scratch: &mut NameScratch,
    findings: Option<&mut Findings>,
) -> Bits {
    let pair = |n: usize, m: usize| NamePair {
        model,
        rarity: entry.rarity,
        entry: entry.subject.tokens_of(&entry.subject.names[n]),
        record: record.tokens_of(&record.names[m]),
        close,
    };
    let mut best: Option<(Bits, usize, usize)> = None;
    for (n, one) in entry.subject.names.iter().enumerate() {
        for (m, other) in record.names.iter().enumerate() {
            if one.tokens == 0 || other.tokens == 0 {
                continue;
            }
            let alias = [one.alias, other.alias].into_iter().flatten().map(|s| model.alias(s));
            let bits = pair(n, m).assign(scratch) + alias.sum();
            if best.is_none_or(|(most, ..)| bits > most) {
                best = Some((bits, n, m));
            }
        }
    }
    let Some((bits, n, m)) = best else { return Bits::ZERO };
    if let Some(findings) = findings {
        (findings.entry_name, findings.record_name) = (n, m);
        pair(n, m).assign(scratch);
        pair(n, m).report(scratch, findings);
        let aliases = [(entry.subject.names[n].alias, true), (record.names[m].alias, false)];
        for (alias, is_entry) in aliases {
            let Some(strength) = alias else { continue };
            let level = match strength {
                crate::record::AliasStrength::Strong => Level::Alias,
                crate::record::AliasStrength::Weak => Level::WeakAlias,
            };
            findings.standing(level, model.alias(strength), is_entry);
        }
    }
    bits
}

struct NamePair<'a, F> {
    model: &'a Model,
    rarity: &'a [Bits],
    entry: &'a [TokenRef],
    record: &'a [TokenRef],
    close: &'a F,
}

impl<F: Fn(u32, u32) -> Option<Closeness>> NamePair<'_, F> {
    /// Finds the assignment with the most bits, and returns them.
    fn assign(&self, scratch: &mut NameScratch) -> Bits {
        let (rows, columns) = self.shape();
        // A column that no row takes stands alone. Counting all of them so from the start, and
        // each assignment as what it adds to that, leaves a plain assignment problem.
        let alone: Bits = (0..columns).map(|column| self.column_alone(column)).sum();
        scratch.values.clear();
        for row in 0..rows {
            for column in 0..columns {
                let (one, other) = self.sides(row, column);
                let (_, bits) = self.pair(&self.entry[one], &self.record[other]);
                scratch.values.push((bits - self.column_alone(column)).hundredths());
            }
        }
        scratch.assignment.solve(rows, columns, &scratch.values);
        let gained = (0..columns).filter_map(|column| {
            let row = scratch.assignment.row_of(column)?;
            Some(Bits::from_hundredths(scratch.values[row * columns + column]))
        });
        alone + gained.sum()
    }

    /// Rows are the tokens of the shorter name.
    fn shape(&self) -> (usize, usize) {
        let (one, other) = (self.entry.len(), self.record.len());
        (one.min(other), one.max(other))
    }

    /// The token of the entry and the token of the record that a row and a column stand for.
    fn sides(&self, row: usize, column: usize) -> (usize, usize) {
        if self.entry.len() <= self.record.len() { (row, column) } else { (column, row) }
    }

    fn column_alone(&self, column: usize) -> Bits {
        if self.entry.len() <= self.record.len() {
            record_alone(self.model, &self.record[column])
        } else {
            entry_alone(self.model, &self.entry[column])
        }
    }

    fn pair(&self, entry: &TokenRef, record: &TokenRef) -> (Pairing, Bits) {
        let model = self.model;
        let patronymics = [entry, record].iter().filter(|t| t.role == Role::Patronymic).count();
        let particles = [entry, record].iter().any(|t| t.role == Role::Particle);
        let otherwise = if particles || patronymics == 1 {
            (Pairing::Apart, entry_alone(model, entry) + record_alone(model, record))
        } else {
            (Pairing::Contradicted, model.token_contradiction(patronymics == 2))
        };
        let Some(closeness) = (self.close)(entry.token, record.token) else { return otherwise };
        let mut bits = token_most(model, entry, self.rarity[entry.token as usize], closeness);
        if entry.role != record.role && ![entry.role, record.role].contains(&Role::Unknown) {
            bits = bits - model.other_role();
        }
        if bits > otherwise.1 { (Pairing::Agreed(closeness), bits) } else { otherwise }
    }

    fn report(&self, scratch: &NameScratch, findings: &mut Findings) {
        let (_, columns) = self.shape();
        let mut of_entry = vec![None; self.entry.len()];
        let mut taken = vec![false; self.record.len()];
        for column in 0..columns {
            let Some(row) = scratch.assignment.row_of(column) else { continue };
            let (one, other) = self.sides(row, column);
            let (pairing, bits) = self.pair(&self.entry[one], &self.record[other]);
            let level = match pairing {
                Pairing::Agreed(closeness) => level(self.model, closeness),
                Pairing::Contradicted => Level::Contradicted,
                Pairing::Apart => continue,
            };
            of_entry[one] = Some((level, bits, other));
            taken[other] = true;
        }
        for (one, found) in of_entry.into_iter().enumerate() {
            match found {
                Some((level, bits, other)) => {
                    findings.add(Field::Name, level, bits, Some(one), Some(other));
                }
                None => {
                    let bits = entry_alone(self.model, &self.entry[one]);
                    findings.add(Field::Name, Level::Extra, bits, Some(one), None);
                }
            }
        }
        for (other, _) in taken.iter().enumerate().filter(|(_, taken)| !**taken) {
            let bits = record_alone(self.model, &self.record[other]);
            findings.add(Field::Name, Level::Omitted, bits, None, Some(other));
        }
    }
}

/// The most that an entry's token of this rarity weighs at this closeness, whatever the role of
/// the record's token.
pub(crate) fn token_most(
    model: &Model,
    entry: &TokenRef,
    rarity: Bits,
    closeness: Closeness,
) -> Bits {
    let bits = model.token_agreement(rarity, closeness);
    if entry.role == Role::Particle { bits.min(model.particle_agreement()) } else { bits }
}

/// What an entry's token weighs that agrees with nothing: at least what a contradiction does.
pub(crate) fn entry_alone(model: &Model, token: &TokenRef) -> Bits {
    alone(model, token, model.extra_in_entry())
}

fn record_alone(model: &Model, token: &TokenRef) -> Bits {
    alone(model, token, model.extra_in_record())
}

fn alone(model: &Model, token: &TokenRef, name: Bits) -> Bits {
    match token.role {
        Role::Patronymic => model.omitted_patronymic(),
        Role::Particle => model.omitted_minor(),
        _ if token.initial => model.omitted_minor(),
        _ => name,
    }
}

fn level(model: &Model, closeness: Closeness) -> Level {
    match closeness.kind {
        Kind::Identical => Level::Identical,
        Kind::SameReading => Level::SameReading,
        Kind::Near if model.is_light(closeness) => Level::NearReading,
        Kind::Near => Level::SimilarReading,
        Kind::NationalForm => Level::NationalForm,
        Kind::Diminutive => Level::Diminutive,
        Kind::Russified => Level::Russified,
        Kind::Initial => Level::Initial,
    }
}

//! The report of an operation for a person to read.

use crate::figures::grouped;
use crate::table::{Column, Table, WIDTH};
use std::collections::BTreeMap;
use std::fmt::Write;
use sverka::operation::{MatchCounts, OperationReport, OutcomeCounts, StageReport};

/// Columns of what a row is about, and of a figure.
const NAME: u16 = 40;
const FIGURE: u16 = (WIDTH - NAME) / 5;
/// Groups shown of each kind: those with the most entries.
const SHOWN: usize = 20;

pub(super) fn table(report: &OperationReport) -> String {
    let mut out = String::new();
    let rows = &report.rows;
    let _ = writeln!(
        out,
        "Begun on {}: {} rows read; {} kept, {} rejected, {} not persons.",
        report.began_on,
        grouped(rows.read),
        grouped(rows.kept),
        grouped(rows.rejected),
        grouped(rows.not_persons),
    );
    if rows.rejected > 0 || rows.notes > 0 {
        let _ = writeln!(
            out,
            "See problems.jsonl for rejected rows, and for {} values kept in part or left out.",
            grouped(rows.notes),
        );
    }
    if report.incomplete() > 0 {
        let _ = writeln!(
            out,
            "Incomplete answers, in which matches may be missing: {}.",
            grouped(report.incomplete()),
        );
    }
    let _ = write!(out, "\n{}", outcomes(report));
    if let Some(points) = border_points(report) {
        let _ = write!(out, "\n{points}");
    }
    for stage in &report.stages {
        let _ = write!(out, "\n{}", matches(stage));
    }
    let _ = writeln!(out, "\nA match is a lead for a person to judge, never a decision.");
    out
}

fn outcomes(report: &OperationReport) -> Table {
    let mut table = outcome_table("What became of entries");
    outcome(&mut table, "all, by their last stage", &report.outcome);
    for stage in &report.stages {
        outcome(&mut table, &format!("  in stage {}", stage.name), &stage.outcome);
    }
    table
}

/// Nothing where no entry states its border point.
fn border_points(report: &OperationReport) -> Option<Table> {
    let points = largest(&report.by_source, |outcome| outcome.entries);
    if points.iter().all(|(name, _)| name.is_empty()) {
        return None;
    }
    let mut table = outcome_table("By border point");
    for (name, point) in points.iter().take(SHOWN) {
        outcome(&mut table, stated(name), point);
    }
    others(&mut table, points.len());
    Some(table)
}

fn outcome_table(title: &str) -> Table {
    section(title, &["entries", "report", "review", "clear", "alerts/1000"])
}

fn outcome(table: &mut Table, name: &str, outcome: &OutcomeCounts) {
    let counts = [outcome.entries, outcome.report, outcome.review, outcome.clear].map(grouped);
    let alerts = format!("{:.3}", outcome.alerts_per_thousand);
    table.row([name.to_owned()].into_iter().chain(counts).chain([alerts]));
}

fn matches(stage: &StageReport) -> Table {
    let title = format!("Matches in stage {}", stage.name);
    let mut table = section(&title, &["records", "entries", "report", "review"]);
    for list in &stage.lists {
        found(&mut table, &format!("list {}", list.name), grouped(list.records), &list.found);
    }
    for (what, groups) in [("source", &stage.sources), ("category", &stage.categories)] {
        let groups = largest(groups, |found| found.entries);
        for (name, group) in groups.iter().take(SHOWN) {
            found(&mut table, &format!("  {what} {}", stated(name)), String::new(), group);
        }
        others(&mut table, groups.len());
    }
    table
}

fn found(table: &mut Table, name: &str, records: String, found: &MatchCounts) {
    let counts = [found.entries, found.report, found.review].map(grouped);
    table.row([name.to_owned(), records].into_iter().chain(counts));
}

/// Groups with the most entries first.
fn largest<T>(groups: &BTreeMap<String, T>, entries: impl Fn(&T) -> u64) -> Vec<(&String, &T)> {
    let mut groups: Vec<(&String, &T)> = groups.iter().collect();
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(entries(group)));
    groups
}

fn others(table: &mut Table, groups: usize) {
    if groups > SHOWN {
        table.row([format!("  and {} others", groups - SHOWN)]);
    }
}

fn stated(name: &str) -> &str {
    if name.is_empty() { "(not stated)" } else { name }
}

/// A section with a title above its names, and a column of figures below each heading.
fn section(title: &str, headings: &[&str]) -> Table {
    let figures = headings.iter().map(|heading| Column::figure(*heading, FIGURE));
    Table::new([Column::text(title, NAME)].into_iter().chain(figures))
}

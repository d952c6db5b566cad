//! The report in 100 columns.

use crate::figures::grouped;
use crate::terminal::{WIDTH, fit};
use std::collections::BTreeMap;
use std::fmt::Write;
use sverka::operation::{MatchCounts, OperationReport, OutcomeCounts, StageReport};

/// Columns of what a line is about.
const NAME: usize = 40;
/// Groups that are shown of each kind: those with the most.
const SHOWN: usize = 20;

pub(crate) fn table(report: &OperationReport) -> String {
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
            "See problems.jsonl for what was rejected, and {} values kept in part or left out.",
            grouped(rows.notes),
        );
    }
    outcomes(&mut out, report);
    for stage in &report.stages {
        matches(&mut out, stage);
    }
    let _ = writeln!(out, "\nA match is a lead for a person to judge, never a decision.");
    out
}

fn outcomes(out: &mut String, report: &OperationReport) {
    let heads = ["entries", "report", "review", "clear", "alerts/1000"];
    head(out, "What became of entries", &heads);
    outcome(out, "all, by their last stage", &report.outcome);
    for stage in &report.stages {
        outcome(out, &format!("  in stage {}", stage.name), &stage.outcome);
    }
    let mut points: Vec<(&String, &OutcomeCounts)> = report.by_source.iter().collect();
    if points.iter().all(|(name, _)| name.is_empty()) {
        return;
    }
    points.sort_by_key(|(_, outcome)| std::cmp::Reverse(outcome.entries));
    head(out, "By border point", &heads);
    for (name, point) in points.iter().take(SHOWN) {
        outcome(out, stated(name), point);
    }
    more(out, points.len());
}

fn outcome(out: &mut String, name: &str, outcome: &OutcomeCounts) {
    let counts = [outcome.entries, outcome.report, outcome.review, outcome.clear].map(grouped);
    line(out, name, counts.into_iter().chain([format!("{:.3}", outcome.alerts_per_thousand)]));
}

fn matches(out: &mut String, stage: &StageReport) {
    let heads = ["records", "entries", "report", "review", ""];
    head(out, &format!("Matches in stage {}", stage.name), &heads);
    for list in &stage.lists {
        found(out, &format!("list {}", list.name), grouped(list.records), &list.found);
    }
    for (what, groups) in [("source", &stage.sources), ("category", &stage.categories)] {
        by(out, what, groups);
    }
}

fn by(out: &mut String, what: &str, groups: &BTreeMap<String, MatchCounts>) {
    let mut groups: Vec<(&String, &MatchCounts)> = groups.iter().collect();
    groups.sort_by_key(|(_, found)| std::cmp::Reverse(found.entries));
    for (name, group) in groups.iter().take(SHOWN) {
        found(out, &format!("  {what} {}", stated(name)), String::new(), group);
    }
    more(out, groups.len());
}

fn found(out: &mut String, name: &str, records: String, found: &MatchCounts) {
    let counts = [found.entries, found.report, found.review].map(grouped);
    line(out, name, [records].into_iter().chain(counts));
}

fn more(out: &mut String, groups: usize) {
    if groups > SHOWN {
        let _ = writeln!(out, "  and {} others", groups - SHOWN);
    }
}

fn stated(name: &str) -> &str {
    if name.is_empty() { "(not stated)" } else { name }
}

fn head(out: &mut String, name: &str, heads: &[&str]) {
    out.push('\n');
    line(out, name, heads.iter().map(ToString::to_string));
    let _ = writeln!(out, "{}", "─".repeat(WIDTH));
}

fn line(out: &mut String, name: &str, cells: impl IntoIterator<Item = String>) {
    let mut text = fit(name, NAME);
    for cell in cells {
        let _ = write!(text, "{cell:>12}");
    }
    let _ = writeln!(out, "{}", text.trim_end());
}

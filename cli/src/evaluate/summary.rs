//! The figures that fit into a terminal.

use super::Report;
use super::figures::{best_in_words, threshold_in_words};
use super::results::Results;
use crate::table::{Column, Table, WIDTH};
use std::fmt::Write;
use sverka::evaluation::{Calibration, Share};

/// Groups of a model that are shown; the page has all.
const GROUPS: usize = 12;
const NAME: u16 = 28;

pub(super) fn summary(report: &Report<'_>) -> String {
    let mut out = String::new();
    let mut title = Table::new([Column::text("", WIDTH).between(0, 0)]);
    title.row([report.corpus.title.clone()]);
    let _ = writeln!(out, "{title}");
    models(&mut out, report);
    calibrations(&mut out, report);
    let mut note = Table::new([Column::text("", WIDTH).between(0, 0)]);
    note.row([format!("Errors {}.", threshold_in_words(report))]);
    let _ = write!(out, "\n{note}");
    for results in report.results {
        groups(&mut out, report, results);
    }
    for compared in report.comparisons {
        let ([first, second], test) = (&compared.models, compared.test);
        let mut line = Table::new([Column::text("", WIDTH).between(0, 0)]);
        line.row([format!(
            "{first} alone is right on {}, {second} alone on {}: p {} (McNemar, {}).",
            test.first_alone(),
            test.second_alone(),
            p_value(test.p_value()),
            if test.is_exact() { "exact" } else { "chi-squared" },
        )]);
        let _ = write!(out, "\n{line}");
    }
    out
}

fn models(out: &mut String, report: &Report<'_>) {
    let mut table = Table::new([
        Column::text("model", NAME),
        Column::figure("best F1", 9),
        Column::figure("95 %", 14),
        Column::figure("from bits", 11),
        Column::figure("precision", 11),
        Column::figure("recall", 9),
    ]);
    for results in report.results {
        table.row(best_in_words(results));
    }
    let _ = write!(out, "{table}");
}

fn calibrations(out: &mut String, report: &Report<'_>) {
    let mut table = Table::new([
        Column::text("calibration", NAME),
        Column::text("prior", 26),
        Column::figure("pairs", 9),
        Column::figure("Brier", 9),
        Column::figure("ECE", 9),
    ]);
    for results in report.results {
        let both = [("as stated", &results.stated), ("share in these data", &results.by_share)];
        for (prior, calibration) in both {
            let figure = |of: &dyn Fn(&Calibration) -> String| {
                calibration.as_ref().map_or("-".to_owned(), of)
            };
            table.row([
                results.scores.name.clone(),
                prior.to_owned(),
                figure(&|calibration| calibration.pairs().to_string()),
                figure(&|calibration| format!("{:.4}", calibration.brier())),
                figure(&|calibration| format!("{:.4}", calibration.error())),
            ]);
        }
    }
    let _ = write!(out, "\n{table}");
}

fn groups(out: &mut String, report: &Report<'_>, results: &Results) {
    let mut table = Table::new([
        Column::text(&results.scores.name, NAME),
        Column::figure("missed", 14),
        Column::figure("%, 95 %", 20),
        Column::figure("false alerts", 14),
        Column::figure("%, 95 %", 20),
    ]);
    for errors in results.groups.iter().take(GROUPS + 1) {
        let [missed, alerted] = [errors.missed, errors.alerted].map(of);
        let group = match errors.column.as_str() {
            "" => errors.group.clone(),
            column => format!("{column}: {}", errors.group),
        };
        table.row([group, missed, errors.missed.percent(), alerted, errors.alerted.percent()]);
    }
    let _ = write!(out, "\n{table}");
    let more = results.groups.len().saturating_sub(GROUPS + 1);
    if more > 0 {
        let _ = writeln!(out, "and {more} more groups; --out DIR has all");
    }
    let _ = writeln!(out, "{}", report.corpus.false_alert());
}

fn of(share: Share) -> String {
    format!("{} of {}", share.count(), share.of())
}

/// A probability with two figures that count.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { format!("{p:.4}") }
}

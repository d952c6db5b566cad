//! The report for a person to read in a terminal.

use super::figures::{category_name, days, last_months, late_in, percent, source_name, undeclared};
use crate::figures::grouped;
use crate::table::{Column, Table};
use std::fmt::Write;
use sverka::submissions::{Fault, PairContradiction, Quality, QualityReport};
use sverka::{PartialDate, RecordField};

/// Columns of a source or a category.
const NAME: u16 = 26;

/// A column of figures: its heading, its width, and its cell in a row.
struct Figure<'a> {
    heading: String,
    width: u16,
    cell: Box<dyn Fn(&Quality) -> String + 'a>,
}

fn figure<'a>(
    heading: impl Into<String>,
    width: u16,
    cell: impl Fn(&Quality) -> String + 'a,
) -> Figure<'a> {
    Figure { heading: heading.into(), width, cell: Box::new(cell) }
}

pub(super) fn table(report: &QualityReport) -> String {
    let mut out = String::new();
    summary(&mut out, report);
    section(&mut out, report, "In time: days from what happened to its submission", &timely());
    section(&mut out, report, "Late by month of submission, %", &by_month(report));
    section(&mut out, report, "Complete: of 100 records, so many state / can use", &complete());
    section(&mut out, report, "Valid: records with a fault", &valid());
    section(&mut out, report, "Submitted twice, and what lateness cost: records", &repeated());
    shared(&mut out, report);
    out
}

fn summary(out: &mut String, report: &QualityReport) {
    let bank = &report.bank;
    let rejected: u64 = bank.rejected.values().sum();
    let _ = writeln!(
        out,
        "As of {}: records {}, sources {}, rejected rows {}; late after {} days;\n\
         taken for one person from {} bits on.",
        report.as_of,
        grouped(bank.records),
        report.totals.iter().filter(|row| row.source.is_some()).count(),
        grouped(rejected),
        report.deadline_days,
        report.threshold_bits,
    );
    let facts =
        [("Not declared", undeclared(report)), ("Declared and silent", report.silent.clone())];
    for (what, sources) in facts.into_iter().filter(|(_, sources)| !sources.is_empty()) {
        let _ = writeln!(out, "{what}: {}.", sources.join(", "));
    }
    if report.crowded > 0 {
        let crowded = grouped(report.crowded);
        let _ = writeln!(
            out,
            "Records that match a hundred others or more (placeholders?): {crowded}."
        );
    }
    let screened = report.screened;
    if screened.entries > 0 {
        let _ = writeln!(
            out,
            "Entries screened: {}, of which {} would have matched what had happened but was not yet\n\
             submitted, and {} have no date.",
            grouped(screened.entries),
            grouped(screened.missed),
            grouped(screened.undated),
        );
    }
}

fn by_month(report: &QualityReport) -> Vec<Figure<'static>> {
    let figure = |month: PartialDate| {
        let number = month.month().map_or(String::new(), |number| format!("{number:02}"));
        let heading = format!("{}\n{number}", month.year());
        figure(heading, 6, move |row| percent(late_in(row, month)))
    };
    last_months(report).into_iter().map(figure).collect()
}

fn timely() -> Vec<Figure<'static>> {
    vec![
        figure("records", 9, |row| grouped(row.records)),
        figure("median", 7, |row| days(row.lag_days.median)),
        figure("p90", 6, |row| days(row.lag_days.p90)),
        figure("p99", 6, |row| days(row.lag_days.p99)),
        figure("late\n%", 6, |row| percent(row.lag_days.late_share)),
        figure("year\nbefore", 7, |row| percent(row.lag_year_before.late_share)),
        figure("last\nyear", 6, |row| percent(row.lag_last_year.late_share)),
        figure("in the\nfuture", 7, |row| count(row.future_dated)),
        figure("expired", 8, |row| count(row.expired)),
    ]
}

fn complete() -> Vec<Figure<'static>> {
    let stated = |part: RecordField| move |row: &Quality| whole(row, row.completeness[&part]);
    let both = |part: RecordField| {
        move |row: &Quality| {
            let usable = whole(row, row.usable[&part]);
            format!("{}/{usable}", whole(row, row.completeness[&part]))
        }
    };
    vec![
        figure("name", 8, both(RecordField::Name)),
        figure("patro-\nnymic", 7, stated(RecordField::Patronymic)),
        figure("birth\ndate", 8, both(RecordField::BirthDate)),
        figure("sex", 8, both(RecordField::Sex)),
        figure("nation-\nality", 8, stated(RecordField::Nationality)),
        figure("docu-\nment", 8, both(RecordField::Document)),
        figure("occur-\nred", 7, stated(RecordField::OccurredAt)),
        figure("sub-\nmitted", 7, stated(RecordField::SubmittedAt)),
        figure("can\nmatch", 6, |row| whole(row, row.matchable as f64 / row.records.max(1) as f64)),
        figure("bits", 6, |row| days(row.bits_median)),
    ]
}

fn valid() -> Vec<Figure<'static>> {
    let heads = |fault: Fault| match fault {
        Fault::ImpossibleDate => ("no such", "date"),
        Fault::BirthInFuture => ("born", "later"),
        Fault::BirthAfterOccurrence => ("born", "after"),
        Fault::SubmittedBeforeOccurrence => ("sent", "before"),
        Fault::ValidToBeforeValidFrom => ("ends", "first"),
        Fault::PlaceholderBirthDate => ("born", "1 Jan"),
        Fault::FailedCheckDigits => ("check", "digit"),
        Fault::MixedScript => ("mixed", "script"),
        Fault::DigitsInName => ("digit", "inside"),
        Fault::PatronymicInGiven => ("patr.", "given"),
        _ => ("names", "cross"),
    };
    let faults = Fault::ALL.iter();
    faults
        .map(|fault| {
            let (first, second) = heads(*fault);
            let width = first.len().max(second.len()).max(5) as u16 + 1;
            figure(format!("{first}\n{second}"), width, |row: &Quality| count(row.invalid[fault]))
        })
        .collect()
}

fn repeated() -> Vec<Figure<'static>> {
    let contradicted =
        |kind: PairContradiction| move |row: &Quality| count(row.contradictions[&kind]);
    vec![
        figure("duplicates", 11, |row| count(row.duplicates)),
        figure("in other\ncategory", 9, |row| count(row.in_other_category)),
        figure("in other\nsources", 9, |row| count(row.in_other_sources)),
        figure(
            "document,\nother birth",
            12,
            contradicted(PairContradiction::DocumentOtherBirthDate),
        ),
        figure("other\nbirth", 7, contradicted(PairContradiction::OtherBirthDate)),
        figure("other\nsex", 7, contradicted(PairContradiction::OtherSex)),
        figure("screened\nmeanwhile", 11, |row| count(row.missed)),
    ]
}

/// A table with a row for each source, one for each of its categories below it, and one for all.
fn section(out: &mut String, report: &QualityReport, title: &str, figures: &[Figure<'_>]) {
    let columns = figures.iter().map(|figure| Column::figure(&figure.heading, figure.width));
    let mut table = Table::new([Column::text("", NAME)].into_iter().chain(columns));
    let mut add = |name: String, row: &Quality| {
        let cells = figures.iter().map(|figure| (figure.cell)(row));
        table.row([name].into_iter().chain(cells));
    };
    for total in &report.totals {
        add(source_name(total), total);
        for group in report.sources.iter().filter(|group| group.source == total.source) {
            add(format!("  {}", category_name(group)), group);
        }
    }
    if report.totals.len() != 1 {
        add("all".to_owned(), &report.bank);
    }
    let _ = write!(out, "\n{title}\n{table}");
}

fn shared(out: &mut String, report: &QualityReport) {
    let mut between: Vec<_> =
        report.shared.iter().filter(|pairs| pairs.sources[0] != pairs.sources[1]).collect();
    if between.is_empty() {
        return;
    }
    between.sort_by_key(|pairs| std::cmp::Reverse(pairs.pairs));
    let name = |source: &Option<String>| source.clone().unwrap_or_else(|| "(no source)".to_owned());
    let mut table = Table::new([Column::text("", 32), Column::text("", 32), Column::figure("", 8)]);
    for pairs in between.into_iter().take(10) {
        let [one, other] = &pairs.sources;
        table.row([name(one), name(other), grouped(pairs.pairs)]);
    }
    let _ = write!(out, "\nPairs of records of one person between sources\n{table}");
}

/// A number that fits into five columns.
fn count(number: u64) -> String {
    match number {
        0 => "·".to_owned(),
        1..10_000 => grouped(number),
        10_000..1_000_000 => format!("{:.0}k", number as f64 / 1e3),
        _ => format!("{:.1}M", number as f64 / 1e6),
    }
}

/// A share in whole hundredths. Only all is 100, and only none is 0.
fn whole(row: &Quality, share: f64) -> String {
    if row.records == 0 {
        return "-".to_owned();
    }
    let hundredths = match 100.0 * share {
        all if all == 100.0 || all == 0.0 => all,
        some => some.round().clamp(1.0, 99.0),
    };
    format!("{hundredths:.0}")
}

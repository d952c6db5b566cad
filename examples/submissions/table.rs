//! The report in 100 columns.

pub(crate) use crate::figures::grouped;
use crate::terminal::{WIDTH, fit};
use std::fmt::Write;
use sverka::PartialDate;
use sverka::RecordField;
use sverka::submissions::{Fault, PairContradiction, Quality, QualityReport};

/// Columns of a source or a category.
const NAME: usize = 26;

/// A column: its head in two lines, its width, and what it says of a row.
struct Column<'a> {
    head: [&'a str; 2],
    width: usize,
    say: Box<dyn Fn(&Quality) -> String + 'a>,
}

fn column<'a>(
    first: &'a str,
    second: &'a str,
    width: usize,
    say: impl Fn(&Quality) -> String + 'a,
) -> Column<'a> {
    Column { head: [first, second], width, say: Box::new(say) }
}

pub(crate) fn table(report: &QualityReport) -> String {
    let mut out = String::new();
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
    notes(&mut out, report);
    section(&mut out, report, "In time: days from what happened to its submission", &timely());
    let months = last_months(report);
    let heads = months.iter().map(|month| (month.year().to_string(), of_year(*month)));
    let heads: Vec<(String, String, PartialDate)> =
        heads.zip(&months).map(|((year, number), month)| (year, number, *month)).collect();
    let months = heads
        .iter()
        .map(|(year, number, month)| column(year, number, 6, |row| percent(late_in(row, *month))));
    section(&mut out, report, "Late by month of submission: %", &months.collect::<Vec<_>>());
    section(
        &mut out,
        report,
        "Complete: of 100 records, so many state and can be used",
        &complete(),
    );
    section(&mut out, report, "Valid: records with a fault", &valid());
    section(&mut out, report, "Said twice, and what lateness cost: records", &repeated());
    shared(&mut out, report);
    out
}

fn notes(out: &mut String, report: &QualityReport) {
    let undeclared: Vec<String> =
        report.totals.iter().filter(|row| !row.declared).map(name_of_source).collect();
    let facts = [("Not declared", undeclared), ("Declared and silent", report.silent.clone())];
    for (what, sources) in facts.into_iter().filter(|(_, sources)| !sources.is_empty()) {
        let _ = writeln!(out, "{what}: {}.", sources.join(", "));
    }
    if report.crowded > 0 {
        let crowded = grouped(report.crowded);
        let _ =
            writeln!(out, "Records that match a hundred others or more (filled in?): {crowded}.");
    }
    let screened = report.screened;
    if screened.entries > 0 {
        let _ = writeln!(
            out,
            "Entries screened: {}, of which {} would have matched what had happened and was not yet\n\
             submitted, and {} bear no day.",
            grouped(screened.entries),
            grouped(screened.missed),
            grouped(screened.undated),
        );
    }
}

fn timely() -> Vec<Column<'static>> {
    vec![
        column("", "records", 9, |row| grouped(row.records)),
        column("", "median", 7, |row| days(row.lag_days.median)),
        column("", "p90", 6, |row| days(row.lag_days.p90)),
        column("", "p99", 6, |row| days(row.lag_days.p99)),
        column("late", "%", 6, |row| percent(row.lag_days.late_share)),
        column("year", "before", 7, |row| percent(row.lag_year_before.late_share)),
        column("last", "year", 6, |row| percent(row.lag_last_year.late_share)),
        column("in the", "future", 7, |row| count(row.future_dated)),
        column("", "expired", 8, |row| count(row.expired)),
    ]
}

/// The twelve months up to that of the report.
pub(crate) fn last_months(report: &QualityReport) -> Vec<PartialDate> {
    let last = PartialDate::from(report.as_of);
    let last = i32::from(last.year()) * 12 + i32::from(last.month().unwrap_or(1)) - 1;
    let month = |n: i32| {
        let (year, month) = (u16::try_from(n / 12).ok()?, u8::try_from(n % 12 + 1).ok()?);
        PartialDate::new(year, Some(month), None).ok()
    };
    (last - 11..=last).filter_map(month).collect()
}

/// The share that was late of what was submitted in a month.
pub(crate) fn late_in(row: &Quality, month: PartialDate) -> Option<f64> {
    row.months.iter().find(|of| of.month == month)?.lag_days.late_share
}

/// The number of a month in its year.
fn of_year(month: PartialDate) -> String {
    month.month().map_or(String::new(), |number| format!("{number:02}"))
}

fn complete() -> Vec<Column<'static>> {
    let stated = |part: RecordField| move |row: &Quality| whole(row, row.completeness[&part]);
    let both = |part: RecordField| {
        move |row: &Quality| {
            let usable = whole(row, row.usable[&part]);
            format!("{}/{usable}", whole(row, row.completeness[&part]))
        }
    };
    vec![
        column("", "name", 8, both(RecordField::Name)),
        column("patro-", "nymic", 7, stated(RecordField::Patronymic)),
        column("birth", "date", 8, both(RecordField::BirthDate)),
        column("", "sex", 8, both(RecordField::Sex)),
        column("nation-", "ality", 8, stated(RecordField::Nationality)),
        column("docu-", "ment", 8, both(RecordField::Document)),
        column("occur-", "red", 7, stated(RecordField::OccurredAt)),
        column("sub-", "mitted", 7, stated(RecordField::SubmittedAt)),
        column("can", "match", 6, |row| {
            whole(row, row.matchable as f64 / row.records.max(1) as f64)
        }),
        column("", "bits", 6, |row| days(row.bits_median)),
    ]
}

fn valid() -> Vec<Column<'static>> {
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
            let width = first.len().max(second.len()).max(5) + 1;
            column(first, second, width, |row: &Quality| count(row.invalid[fault]))
        })
        .collect()
}

fn repeated() -> Vec<Column<'static>> {
    let contradicted =
        |kind: PairContradiction| move |row: &Quality| count(row.contradictions[&kind]);
    vec![
        column("", "duplicates", 11, |row| count(row.duplicates)),
        column("in other", "category", 9, |row| count(row.in_other_category)),
        column("in other", "sources", 9, |row| count(row.in_other_sources)),
        column(
            "document,",
            "other birth",
            12,
            contradicted(PairContradiction::DocumentOtherBirthDate),
        ),
        column("other", "birth", 7, contradicted(PairContradiction::OtherBirthDate)),
        column("other", "sex", 7, contradicted(PairContradiction::OtherSex)),
        column("screened", "meanwhile", 11, |row| count(row.missed)),
    ]
}

/// A table with a row for each source, below it one for each of its categories, and one for all.
fn section(out: &mut String, report: &QualityReport, title: &str, columns: &[Column<'_>]) {
    let _ = writeln!(out, "\n{title}\n{}", "─".repeat(WIDTH));
    for line in [0, 1] {
        let mut text = fit("", NAME);
        for column in columns {
            let _ = write!(text, "{:>width$}", column.head[line], width = column.width);
        }
        let _ = writeln!(out, "{}", text.trim_end());
    }
    let mut row = |name: &str, quality: &Quality| {
        let mut text = fit(name, NAME);
        for column in columns {
            let _ = write!(text, "{:>width$}", (column.say)(quality), width = column.width);
        }
        let _ = writeln!(out, "{}", text.trim_end());
    };
    for total in &report.totals {
        row(&name_of_source(total), total);
        for group in report.sources.iter().filter(|group| group.source == total.source) {
            let category = group.category.as_deref().unwrap_or("(no category stated)");
            row(&format!("  {category}"), group);
        }
    }
    if report.totals.len() != 1 {
        row("all", &report.bank);
    }
}

fn shared(out: &mut String, report: &QualityReport) {
    let mut between: Vec<_> =
        report.shared.iter().filter(|pairs| pairs.sources[0] != pairs.sources[1]).collect();
    if between.is_empty() {
        return;
    }
    between.sort_by_key(|pairs| std::cmp::Reverse(pairs.pairs));
    let _ =
        writeln!(out, "\nPairs of records of one person between sources\n{}", "─".repeat(WIDTH));
    for pairs in between.into_iter().take(10) {
        let [one, other] = [0, 1].map(|n| pairs.sources[n].as_deref().unwrap_or("(no source)"));
        let _ = writeln!(out, "{} {} {:>8}", fit(one, 30), fit(other, 30), grouped(pairs.pairs));
    }
}

pub(crate) fn name_of_source(row: &Quality) -> String {
    row.source.clone().unwrap_or_else(|| "(no source stated)".to_owned())
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

fn days(number: Option<f64>) -> String {
    number.map_or("-".to_owned(), |number| format!("{number:.0}"))
}

pub(crate) fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:.1}", 100.0 * share))
}

/// A share in whole hundredths, of which 100 and 0 are said of all and none alone.
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

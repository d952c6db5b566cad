//! The report as one HTML page that needs nothing else. The template escapes every text by itself.

use super::figures::{category_name, days, last_months, late_in, percent, source_name, undeclared};
use crate::figures::grouped;
use crate::outcome::Result;
use crate::page::{self, Language};
use serde::Serialize;
use sverka::RecordField;
use sverka::submissions::{Fault, PairContradiction, Quality, QualityReport};

const TEMPLATES: [(&str, &str); 2] = [
    ("page.html", include_str!("page.html")),
    ("submissions.css", include_str!("submissions.css")),
];

/// What the template shows.
#[derive(Serialize)]
struct Page {
    as_of: String,
    deadline_days: u32,
    threshold_bits: String,
    cards: Vec<(String, &'static str)>,
    undeclared: String,
    silent: String,
    crowded: Option<String>,
    lags: Option<String>,
    timely: Grid,
    sources: Vec<Source>,
    by_month: Grid,
    complete: Grid,
    valid: Grid,
    examples: Vec<(String, String)>,
    screened: [String; 3],
    repeated: Grid,
    pairs: Option<Pairs>,
}

/// A source beside its own past and the others.
#[derive(Serialize)]
struct Source {
    name: String,
    last: String,
    before: String,
    others: String,
    trend: Option<String>,
}

/// Figures for each source, its categories, and all of them.
#[derive(Serialize)]
struct Grid {
    headings: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    class: &'static str,
    name: String,
    cells: Vec<Cell>,
}

/// A figure, and how dark its cell is.
#[derive(Serialize)]
struct Cell {
    text: String,
    shade: Option<String>,
}

/// Pairs of records of one person, source by source.
#[derive(Serialize)]
struct Pairs {
    names: Vec<String>,
    rows: Vec<(String, Vec<Cell>)>,
}

pub(super) fn of(report: &QualityReport) -> Result<String> {
    let screened = report.screened;
    let examples = report.bank.examples.iter();
    let page = Page {
        as_of: report.as_of.to_string(),
        deadline_days: report.deadline_days,
        threshold_bits: report.threshold_bits.to_string(),
        cards: cards(report),
        undeclared: undeclared(report).join(", "),
        silent: report.silent.join(", "),
        crowded: (report.crowded > 0).then(|| grouped(report.crowded)),
        lags: lags(report)?,
        timely: timely(report),
        sources: sources(report)?,
        by_month: by_month(report),
        complete: complete(report),
        valid: valid(report),
        examples: examples.map(|(fault, ids)| (fault_name(*fault), ids.join(", "))).collect(),
        screened: [screened.entries, screened.missed, screened.undated].map(grouped),
        repeated: repeated(report),
        pairs: pairs(report),
    };
    let templates = page::environment(&TEMPLATES, Language::English)?;
    Ok(templates.get_template("page.html")?.render(page)?)
}

fn cards(report: &QualityReport) -> Vec<(String, &'static str)> {
    let bank = &report.bank;
    let share = |count: u64, of: u64| match of {
        0 => "–".to_owned(),
        of => format!("{:.1} %", 100.0 * count as f64 / of as f64),
    };
    let mut cards = vec![
        (grouped(bank.records), "records"),
        (grouped(bank.rejected.values().sum()), "rows rejected"),
        (format!("{} %", percent(bank.lag_days.late_share)), "late"),
        (share(bank.matchable, bank.records), "can match"),
        (grouped(bank.invalid.values().sum()), "faults"),
        (grouped(bank.duplicates), "duplicates"),
        (grouped(bank.expired), "expired"),
    ];
    if report.screened.entries > 0 {
        cards.push((grouped(report.screened.missed), "screened meanwhile"));
    }
    cards
}

#[cfg(feature = "plots")]
fn lags(report: &QualityReport) -> Result<Option<String>> {
    super::plots::lags(report)
}

#[cfg(feature = "plots")]
fn trend(report: &QualityReport, source: &Quality) -> Result<Option<String>> {
    super::plots::trend(report, source)
}

#[cfg(not(feature = "plots"))]
fn lags(_: &QualityReport) -> Result<Option<String>> {
    Ok(None)
}

#[cfg(not(feature = "plots"))]
fn trend(_: &QualityReport, _: &Quality) -> Result<Option<String>> {
    Ok(None)
}

fn sources(report: &QualityReport) -> Result<Vec<Source>> {
    let dated = report.totals.iter().filter(|row| row.lag_days.records > 0);
    let source = |source: &Quality| {
        let others = report.totals.iter().filter(|other| other.source != source.source);
        let (late, all) = others.fold((0, 0), |(late, all), other| {
            (late + other.lag_last_year.late, all + other.lag_last_year.records)
        });
        Ok(Source {
            name: source_name(source),
            last: percent(source.lag_last_year.late_share),
            before: percent(source.lag_year_before.late_share),
            others: percent((all > 0).then(|| late as f64 / all as f64)),
            trend: trend(report, source)?,
        })
    };
    dated.map(source).collect()
}

fn timely(report: &QualityReport) -> Grid {
    grid(
        report,
        vec![
            column("records", |row| plain(grouped(row.records))),
            column("median, days", |row| plain(days(row.lag_days.median))),
            column("p90, days", |row| plain(days(row.lag_days.p90))),
            column("p99, days", |row| plain(days(row.lag_days.p99))),
            column("late, %", |row| late(row.lag_days.late_share)),
            column("year before, %", |row| plain(percent(row.lag_year_before.late_share))),
            column("last year, %", |row| plain(percent(row.lag_last_year.late_share))),
            column("in the future", |row| frequency(row.future_dated, row)),
            column("expired", |row| frequency(row.expired, row)),
        ],
    )
}

fn by_month(report: &QualityReport) -> Grid {
    let months = last_months(report).into_iter();
    let columns = months.map(|month| column(month, move |row| late(late_in(row, month))));
    grid(report, columns.collect())
}

fn complete(report: &QualityReport) -> Grid {
    let parts = [
        (RecordField::Name, "name"),
        (RecordField::Patronymic, "patronymic"),
        (RecordField::BirthDate, "birth date"),
        (RecordField::Sex, "sex"),
        (RecordField::Nationality, "nationality"),
        (RecordField::Document, "document"),
        (RecordField::OccurredAt, "occurred"),
        (RecordField::SubmittedAt, "submitted"),
    ];
    let stated = |part: RecordField| {
        move |row: &Quality| {
            let stated = row.completeness[&part];
            match row.usable.get(&part) {
                Some(usable) => {
                    shaded(format!("{:.1} / {:.1}", 100.0 * stated, 100.0 * usable), 1.0 - usable)
                }
                None => shaded(format!("{:.1}", 100.0 * stated), 1.0 - stated),
            }
        }
    };
    let mut columns: Vec<_> =
        parts.into_iter().map(|(part, name)| column(name, stated(part))).collect();
    columns.push(column("can match", |row| {
        let share = row.matchable as f64 / row.records.max(1) as f64;
        shaded(format!("{:.1}", 100.0 * share), 1.0 - share)
    }));
    let bits = |bits: Option<f64>| bits.map_or("–".to_owned(), |bits| format!("{bits:.1}"));
    columns.push(column("bits", move |row| {
        plain(format!("{} / {}", bits(row.bits_p10), bits(row.bits_median)))
    }));
    grid(report, columns)
}

fn valid(report: &QualityReport) -> Grid {
    let faults = Fault::ALL.iter();
    let columns = faults
        .map(|fault| column(fault_name(*fault), move |row| frequency(row.invalid[fault], row)));
    grid(report, columns.collect())
}

fn fault_name(fault: Fault) -> String {
    fault.as_str().replace('_', " ")
}

fn repeated(report: &QualityReport) -> Grid {
    let contradicted =
        |kind: PairContradiction| move |row: &Quality| frequency(row.contradictions[&kind], row);
    grid(
        report,
        vec![
            column("duplicates", |row| frequency(row.duplicates, row)),
            column("in other category", |row| plain(grouped(row.in_other_category))),
            column("in other sources", |row| plain(grouped(row.in_other_sources))),
            column(
                "same document, other birth date",
                contradicted(PairContradiction::DocumentOtherBirthDate),
            ),
            column("other birth date", contradicted(PairContradiction::OtherBirthDate)),
            column("other sex", contradicted(PairContradiction::OtherSex)),
            column("screened meanwhile", |row| frequency(row.missed, row)),
        ],
    )
}

fn pairs(report: &QualityReport) -> Option<Pairs> {
    let most = report.shared.iter().map(|pairs| pairs.pairs).max()? as f64;
    let count = |one: &Option<String>, other: &Option<String>| {
        let mut shared = report.shared.iter();
        let found = shared.find(|pairs| {
            let [first, second] = &pairs.sources;
            (first, second) == (one, other) || (second, first) == (one, other)
        });
        found.map_or(0, |pairs| pairs.pairs)
    };
    let row = |one: &Quality| {
        let cells = report.totals.iter().map(|other| {
            let pairs = count(&one.source, &other.source);
            shaded(grouped(pairs), pairs as f64 / most)
        });
        (source_name(one), cells.collect())
    };
    Some(Pairs {
        names: report.totals.iter().map(source_name).collect(),
        rows: report.totals.iter().map(row).collect(),
    })
}

/// A column of a grid: its heading, and its cell in a row.
type GridColumn<'a> = (String, Box<dyn Fn(&Quality) -> Cell + 'a>);

fn column<'a>(heading: impl ToString, cell: impl Fn(&Quality) -> Cell + 'a) -> GridColumn<'a> {
    (heading.to_string(), Box::new(cell))
}

fn grid(report: &QualityReport, columns: Vec<GridColumn<'_>>) -> Grid {
    let row = |class, name, quality: &Quality| Row {
        class,
        name,
        cells: columns.iter().map(|(_, cell)| cell(quality)).collect(),
    };
    let mut rows = Vec::new();
    for total in &report.totals {
        rows.push(row("total", source_name(total), total));
        let groups = report.sources.iter().filter(|group| group.source == total.source);
        rows.extend(groups.map(|group| row("part", category_name(group), group)));
    }
    if report.totals.len() != 1 {
        rows.push(row("bank", "all".to_owned(), &report.bank));
    }
    Grid { headings: columns.iter().map(|(heading, _)| heading.clone()).collect(), rows }
}

fn plain(text: String) -> Cell {
    Cell { text, shade: None }
}

/// A cell as dark as its figure is bad (in pairs: as frequent), from 0 to 1.
fn shaded(text: String, badness: f64) -> Cell {
    Cell { text, shade: (badness > 0.0).then(|| format!("{:.2}", 0.4 * badness.sqrt())) }
}

fn late(share: Option<f64>) -> Cell {
    shaded(percent(share), share.unwrap_or(0.0))
}

/// A count of records; five in a hundred are as bad as can be.
fn frequency(count: u64, row: &Quality) -> Cell {
    let share = count as f64 / row.records.max(1) as f64;
    let text = if count == 0 { "·".to_owned() } else { grouped(count) };
    shaded(text, (share * 20.0).min(1.0))
}

//! The report as one page that needs nothing else.

use crate::outcome::Outcome;
use crate::plots;
use crate::table::{grouped, last_months, late_in, name_of_source, percent};
use std::fmt::Write;
use sverka::RecordField;
use sverka::submissions::{Fault, PairContradiction, Quality, QualityReport};

const STYLE: &str = "
body { font: 15px/1.45 system-ui, sans-serif; color: #222; background: #fff; max-width: 1120px; margin: 2em auto; padding: 0 1em; }
h1 span { white-space: nowrap; } h1 { font-size: 1.6em; margin-bottom: .2em; } h2 { font-size: 1.2em; margin: 2.2em 0 .4em; }
h3 { font-size: 1em; margin: .2em 0; } p { max-width: 50em; } .quiet { color: #595959; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th { font-weight: 600; text-align: right; vertical-align: bottom; padding: .3em .45em; border-bottom: 1px solid #999; }
td { text-align: right; white-space: nowrap; padding: .22em .45em; border-bottom: 1px solid #eee; }
th:first-child, td:first-child { text-align: left; white-space: nowrap; }
tr.total td { font-weight: 600; background-clip: padding-box; } tr.bank td { border-top: 1px solid #999; font-weight: 600; }
tr.part td:first-child { padding-left: 1.8em; }
.cards { display: flex; flex-wrap: wrap; gap: .8em; margin: 1.2em 0; }
.card { border: 1px solid #ddd; border-radius: 6px; padding: .5em .9em; min-width: 5.6em; } .card b { display: block; font-size: 1.4em; }
.sources { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr)); gap: 1em; }
.source { border: 1px solid #ddd; border-radius: 6px; padding: .6em .8em; } .source svg { width: 100%; height: auto; display: block; }
.scroll { overflow-x: auto; } .scroll svg { display: block; }
.scroll td:first-child, .scroll th:first-child { position: sticky; left: 0; background: #fff; }
";

pub(crate) fn page(report: &QualityReport) -> Outcome<String> {
    let mut out = String::new();
    let title = format!("Submissions as of {}", report.as_of);
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Submissions <span>as of {}</span></h1>\n",
        report.as_of
    )?;
    summary(&mut out, report)?;
    out.push_str("<h2>In time</h2>\n");
    if report.totals.iter().any(|row| row.lag_last_year.records >= plots::ENOUGH) {
        write!(
            out,
            "<p>Of each source the lower line, in blue, is what it submitted in the \
             last 365 days, the upper one, in grey, in the year before. A dot is the median, a line \
             reaches to what nine in ten are not above. The upright line, in red, is the deadline of \
             {} days.</p>\n<div class=\"scroll\">{}</div>\n",
            report.deadline_days,
            plots::lags(report)?
        )?;
    }
    out.push_str(
        "<p class=\"quiet\">Below: days from what happened to its submission; what was late, of 100 \
         records that state both days; and records dated in the future, or expired and still listed. \
         Of the columns in days, nine in ten records are not above p90, and 99 in a hundred not above \
         p99. The darker a cell, the worse.</p>\n",
    );
    timely(&mut out, report)?;
    sources(&mut out, report)?;
    by_month(&mut out, report)?;
    complete(&mut out, report)?;
    valid(&mut out, report)?;
    repeated(&mut out, report)?;
    out.push_str("</body>\n</html>\n");
    Ok(out)
}

fn summary(out: &mut String, report: &QualityReport) -> Outcome {
    let bank = &report.bank;
    let rejected: u64 = bank.rejected.values().sum();
    let faulty: u64 = bank.invalid.values().sum();
    let mut cards = vec![
        (grouped(bank.records), "records"),
        (grouped(rejected), "rows rejected"),
        (format!("{} %", percent(bank.lag_days.late_share)), "late"),
        (share(bank.matchable, bank.records), "can match"),
        (grouped(faulty), "faults"),
        (grouped(bank.duplicates), "duplicates"),
        (grouped(bank.expired), "expired"),
    ];
    if report.screened.entries > 0 {
        cards.push((grouped(report.screened.missed), "screened meanwhile"));
    }
    out.push_str("<div class=\"cards\">\n");
    for (number, what) in cards {
        writeln!(out, "<div class=\"card\"><b>{number}</b>{what}</div>")?;
    }
    out.push_str("</div>\n");
    writeln!(
        out,
        "<p class=\"quiet\">Late is what was submitted more than {} days after it happened. Two \
         records are taken for one person from {} bits on.</p>",
        report.deadline_days, report.threshold_bits
    )?;
    let undeclared: Vec<String> =
        report.totals.iter().filter(|row| !row.declared).map(name_of_source).collect();
    let facts = [("Not declared", undeclared), ("Declared and silent", report.silent.clone())];
    for (what, sources) in facts.into_iter().filter(|(_, sources)| !sources.is_empty()) {
        writeln!(out, "<p>{what}: {}.</p>", escaped(&sources.join(", ")))?;
    }
    if report.crowded > 0 {
        let crowded = grouped(report.crowded);
        writeln!(out, "<p>{crowded} records match a hundred others or more: filled in?</p>")?;
    }
    Ok(())
}

fn timely(out: &mut String, report: &QualityReport) -> Outcome {
    let days = |days: Option<f64>| days.map_or("–".to_owned(), |days| format!("{days:.0}"));
    let columns: [(&str, Say<'_>); 9] = [
        ("records", &|row| plain(grouped(row.records))),
        ("median, days", &|row| plain(days(row.lag_days.median))),
        ("p90, days", &|row| plain(days(row.lag_days.p90))),
        ("p99, days", &|row| plain(days(row.lag_days.p99))),
        ("late, %", &|row| bad(percent(row.lag_days.late_share), row.lag_days.late_share)),
        ("year before, %", &|row| plain(percent(row.lag_year_before.late_share))),
        ("last year, %", &|row| plain(percent(row.lag_last_year.late_share))),
        ("in the future", &|row| per_mille(row.future_dated, row)),
        ("expired", &|row| per_mille(row.expired, row)),
    ];
    rows(out, report, &columns)
}

fn sources(out: &mut String, report: &QualityReport) -> Outcome {
    out.push_str(
        "<h2>Each source beside its own past and the others</h2>\n<p>Late submissions of each source by \
         quarter, in blue with dots; the thin grey lines are the other sources.</p>\n<div class=\"sources\">\n",
    );
    for source in report.totals.iter().filter(|row| row.lag_days.records > 0) {
        let (before, last) = (source.lag_year_before.late_share, source.lag_last_year.late_share);
        let others = report.totals.iter().filter(|other| other.source != source.source);
        let (late, all) = others.fold((0, 0), |(late, all), other| {
            (late + other.lag_last_year.late, all + other.lag_last_year.records)
        });
        let others = (all > 0).then(|| late as f64 / all as f64);
        let drawn = match plots::trend(report, source)? {
            Some(plot) => plot,
            None => "<p>Too few in any quarter to draw a line.</p>".to_owned(),
        };
        writeln!(
            out,
            "<div class=\"source\"><h3>{}</h3><span class=\"quiet\">late: {} % in the last year, {} % \
             in the year before; others {} %</span>{}</div>",
            escaped(&name_of_source(source)),
            percent(last),
            percent(before),
            percent(others),
            drawn
        )?;
    }
    out.push_str("</div>\n");
    Ok(())
}

fn by_month(out: &mut String, report: &QualityReport) -> Outcome {
    out.push_str(
        "<h2>Late by month of submission</h2>\n<p>Of 100 records submitted in the month that state \
         both days.</p>\n",
    );
    let say = |month| move |row: &Quality| bad(percent(late_in(row, month)), late_in(row, month));
    let says: Vec<(String, Owned)> = last_months(report)
        .into_iter()
        .map(|month| (month.to_string(), Box::new(say(month)) as Owned))
        .collect();
    let columns: Vec<(&str, Say<'_>)> =
        says.iter().map(|(name, say)| (name.as_str(), say.as_ref() as Say<'_>)).collect();
    rows(out, report, &columns)
}

fn complete(out: &mut String, report: &QualityReport) -> Outcome {
    out.push_str(
        "<h2>Complete</h2>\n<p>Of 100 records, so many state the field; after a stroke, so many \
         state it so that it can be used. <em>Can match</em>: the evidence suffices to match an equal \
         entry. <em>Bits</em>: what an equal entry draws, the tenth lowest of a hundred and the \
         median.</p>\n",
    );
    let stated = |part: RecordField| {
        move |row: &Quality| {
            let stated = row.completeness[&part];
            match row.usable.get(&part) {
                Some(usable) => {
                    good(format!("{:.1} / {:.1}", 100.0 * stated, 100.0 * usable), *usable)
                }
                None => good(format!("{:.1}", 100.0 * stated), stated),
            }
        }
    };
    let bits = |bits: Option<f64>| bits.map_or("–".to_owned(), |bits| format!("{bits:.1}"));
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
    let says: Vec<(&str, Owned)> =
        parts.into_iter().map(|(part, name)| (name, Box::new(stated(part)) as Owned)).collect();
    let mut columns: Vec<(&str, Say<'_>)> =
        says.iter().map(|(name, say)| (*name, say.as_ref() as Say<'_>)).collect();
    columns.push(("can match", &|row| {
        let share = row.matchable as f64 / row.records.max(1) as f64;
        good(format!("{:.1}", 100.0 * share), share)
    }));
    let both = |row: &Quality| plain(format!("{} / {}", bits(row.bits_p10), bits(row.bits_median)));
    columns.push(("bits", &both));
    rows(out, report, &columns)
}

fn valid(out: &mut String, report: &QualityReport) -> Outcome {
    out.push_str(
        "<h2>Valid</h2>\n<p>Records with each fault; rows with an impossible date were rejected. \
         One person in 365 is born on 1 January.</p>\n",
    );
    let says: Vec<_> = Fault::ALL
        .iter()
        .map(|fault| {
            let say = move |row: &Quality| per_mille(row.invalid[fault], row);
            (fault.as_str().replace('_', " "), say)
        })
        .collect();
    let columns: Vec<(&str, Say<'_>)> =
        says.iter().map(|(name, say)| (name.as_str(), say as Say<'_>)).collect();
    rows(out, report, &columns)?;
    let examples = &report.bank.examples;
    if !examples.is_empty() {
        out.push_str("<p class=\"quiet\">For example ");
        for (n, (fault, ids)) in examples.iter().enumerate() {
            let fault = fault.as_str().replace('_', " ");
            let parted = if n > 0 { "; " } else { "" };
            write!(out, "{parted}{fault}: {}", escaped(&ids.join(", ")))?;
        }
        out.push_str(".</p>\n");
    }
    Ok(())
}

fn repeated(out: &mut String, report: &QualityReport) -> Outcome {
    let screened = report.screened;
    write!(
        out,
        "<h2>Said twice, and what lateness cost</h2>\n<p><em>Duplicates</em> repeat an earlier record \
         of the same source and category. Contradictions are between records that are taken for one \
         person. <em>Screened meanwhile</em>: entries that came after it happened and before it was \
         submitted, and would have matched. Of {} entries screened, {} are such; {} bear no day.</p>\n",
        grouped(screened.entries),
        grouped(screened.missed),
        grouped(screened.undated)
    )?;
    let contradicted =
        |row: &Quality, kind: PairContradiction| per_mille(row.contradictions[&kind], row);
    let columns: [(&str, Say<'_>); 7] = [
        ("duplicates", &|row| per_mille(row.duplicates, row)),
        ("in other category", &|row| plain(grouped(row.in_other_category))),
        ("in other sources", &|row| plain(grouped(row.in_other_sources))),
        ("same document, other birth date", &|row| {
            contradicted(row, PairContradiction::DocumentOtherBirthDate)
        }),
        ("other birth date", &|row| contradicted(row, PairContradiction::OtherBirthDate)),
        ("other sex", &|row| contradicted(row, PairContradiction::OtherSex)),
        ("screened meanwhile", &|row| per_mille(row.missed, row)),
    ];
    rows(out, report, &columns)?;
    pairs(out, report)
}

/// Pairs of records of one person, source by source.
fn pairs(out: &mut String, report: &QualityReport) -> Outcome {
    if report.shared.is_empty() {
        return Ok(());
    }
    let names: Vec<&Option<String>> = report.totals.iter().map(|row| &row.source).collect();
    let count = |one: &Option<String>, other: &Option<String>| {
        let are = |sources: &[Option<String>; 2]| {
            (&sources[0], &sources[1]) == (one, other) || (&sources[0], &sources[1]) == (other, one)
        };
        report.shared.iter().find(|pairs| are(&pairs.sources)).map_or(0, |pairs| pairs.pairs)
    };
    let most = report.shared.iter().map(|pairs| pairs.pairs).max().unwrap_or(1) as f64;
    out.push_str(
        "<h2>Pairs of records of one person</h2>\n<div class=\"scroll\"><table>\n<tr><th></th>",
    );
    for row in &report.totals {
        write!(out, "<th>{}</th>", escaped(&name_of_source(row)))?;
    }
    out.push_str("</tr>\n");
    for (row, one) in report.totals.iter().zip(&names) {
        write!(out, "<tr><td>{}</td>", escaped(&name_of_source(row)))?;
        for other in &names {
            let pairs = count(one, other);
            let shade = 0.35 * pairs as f64 / most;
            let style = format!("background: rgba(31, 99, 168, {shade:.2})");
            write!(out, "<td style=\"{style}\">{}</td>", grouped(pairs))?;
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table></div>\n");
    Ok(())
}

/// A text, and how bad it is: 0 to 1.
type Cell = (String, f64);
type Say<'a> = &'a dyn Fn(&Quality) -> Cell;
type Owned = Box<dyn Fn(&Quality) -> Cell>;

fn plain(text: String) -> Cell {
    (text, 0.0)
}

fn bad(text: String, share: Option<f64>) -> Cell {
    (text, share.unwrap_or(0.0))
}

fn good(text: String, share: f64) -> Cell {
    (text, 1.0 - share)
}

/// A count, as bad as it is frequent: five in a hundred are as bad as can be.
fn per_mille(count: u64, row: &Quality) -> Cell {
    let share = count as f64 / row.records.max(1) as f64;
    (if count == 0 { "·".to_owned() } else { grouped(count) }, (share * 20.0).min(1.0))
}

fn rows(out: &mut String, report: &QualityReport, columns: &[(&str, Say<'_>)]) -> Outcome {
    out.push_str("<div class=\"scroll\"><table>\n<tr><th></th>");
    for (name, _) in columns {
        write!(out, "<th>{name}</th>")?;
    }
    out.push_str("</tr>\n");
    let mut row = |class: &str, name: &str, quality: &Quality| -> Outcome {
        write!(out, "<tr class=\"{class}\"><td>{}</td>", escaped(name))?;
        for (_, say) in columns {
            let (text, badness) = say(quality);
            if badness > 0.0 {
                let style = format!("background: rgba(196, 72, 42, {:.2})", 0.4 * badness.sqrt());
                write!(out, "<td style=\"{style}\">{text}</td>")?;
            } else {
                write!(out, "<td>{text}</td>")?;
            }
        }
        out.push_str("</tr>\n");
        Ok(())
    };
    for total in &report.totals {
        row("total", &name_of_source(total), total)?;
        for group in report.sources.iter().filter(|group| group.source == total.source) {
            row("part", group.category.as_deref().unwrap_or("(no category stated)"), group)?;
        }
    }
    if report.totals.len() != 1 {
        row("bank", "all", &report.bank)?;
    }
    out.push_str("</table></div>\n");
    Ok(())
}

fn share(count: u64, of: u64) -> String {
    if of == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * count as f64 / of as f64) }
}

/// A text with what HTML gives a meaning to written out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

//! The folder of an evaluation: page, plots, figures, curves and the scores of every case.

use super::Report;
use super::figures::{found_bits, json};
use super::page::page;
use crate::outcome::Result;
use crate::spreadsheet::inert;
use std::fs;
use std::path::Path;

/// Writes all files, over those of an earlier evaluation. Cells of the input are written as they are if `is_raw`.
pub(super) fn write(report: &Report<'_>, folder: &Path, is_raw: bool) -> Result<()> {
    let named = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(named)?;
    let plots = plots(report)?;
    for (name, svg) in &plots {
        fs::write(folder.join(format!("{name}.svg")), svg).map_err(named)?;
    }
    fs::write(folder.join("report.html"), page(report, plots)?).map_err(named)?;
    fs::write(folder.join("evaluation.json"), format!("{:#}\n", json(report))).map_err(named)?;
    write_scores(report, &folder.join("scores.csv"), is_raw)?;
    write_curves(report, folder)
}

#[cfg(feature = "plots")]
fn plots(report: &Report<'_>) -> Result<Vec<(&'static str, String)>> {
    super::plots::all(report)
}

#[cfg(not(feature = "plots"))]
fn plots(_: &Report<'_>) -> Result<Vec<(&'static str, String)>> {
    Ok(Vec::new())
}

/// Every case with the columns of the input, and the bits and the stated probability by each model.
fn write_scores(report: &Report<'_>, path: &Path, is_raw: bool) -> Result<()> {
    let mut table = csv::Writer::from_path(path)?;
    let names = report.results.iter().flat_map(|results| {
        ["bits", "probability"].map(|what| match report.results.len() {
            1 => format!("sverka_{what}"),
            _ => format!("sverka_{what}_{}", results.scores.name),
        })
    });
    let cell = |text: &String| match is_raw {
        true => text.clone(),
        false => inert(text).into_owned(),
    };
    table.write_record(report.corpus.headers.iter().map(cell).chain(names))?;
    for (place, case) in report.corpus.cases.iter().enumerate() {
        let scores = report.results.iter().flat_map(|results| {
            let bits = found_bits(results.scores.bits[place]);
            let probability = bits.map(|_| results.scores.stated[place]);
            [bits, probability]
                .map(|number| number.map_or(String::new(), |number| number.to_string()))
        });
        table.write_record(case.cells.iter().map(cell).chain(scores))?;
    }
    Ok(table.flush()?)
}

/// `precision_recall.csv` and `det.csv`: a row for each point of the curve of each model.
fn write_curves(report: &Report<'_>, folder: &Path) -> Result<()> {
    let mut table = csv::Writer::from_path(folder.join("precision_recall.csv"))?;
    table.write_record([
        "model",
        "bits",
        "true_matches",
        "false_matches",
        "precision",
        "recall",
        "f1",
    ])?;
    let mut det = csv::Writer::from_path(folder.join("det.csv"))?;
    det.write_record(["model", "bits", "miss_rate", "false_alert_rate"])?;
    for results in report.results {
        let name = &results.scores.name;
        let row = |figures: &[f64]| -> Vec<String> {
            std::iter::once(name.clone()).chain(figures.iter().map(f64::to_string)).collect()
        };
        for point in results.curve.points() {
            let counts = [point.true_matches(), point.false_matches()].map(|count| count as f64);
            let rates = [point.precision(), point.recall(), point.f1()];
            table.write_record(row(&[&[point.score()][..], &counts, &rates].concat()))?;
        }
        for point in results.det.points() {
            det.write_record(row(&[point.score(), point.miss_rate(), point.false_alert_rate()]))?;
        }
    }
    table.flush()?;
    Ok(det.flush()?)
}

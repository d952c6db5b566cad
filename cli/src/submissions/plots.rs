//! Plots of the report, as SVG within the page.

use super::figures::source_name;
use crate::outcome::Result;
use crate::plot::svg;
use plotters::prelude::*;
use std::collections::BTreeMap;
use sverka::PartialDate;
use sverka::submissions::{Quality, QualityReport};

const BLUE: RGBColor = RGBColor(31, 99, 168);
const RED: RGBColor = RGBColor(196, 72, 42);
const GREY: RGBColor = RGBColor(190, 190, 190);
const INK: RGBColor = RGBColor(60, 60, 60);
/// Quarters shown, up to that of the report.
const QUARTERS: i32 = 20;

/// Fewer dated submissions than this are not drawn, as their share says nothing.
const ENOUGH: u64 = 5;

/// Days from what happened to its submission for each source, the median and the 90th percentile, in the
/// last year and the year before; `None` where no source has enough of them.
pub(super) fn lags(report: &QualityReport) -> Result<Option<String>> {
    let rows: Vec<&Quality> =
        report.totals.iter().filter(|row| row.lag_last_year.records >= ENOUGH).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let height = 70 + 44 * rows.len() as u32;
    let plot = svg((820, height), |area| {
        let most = rows.iter().flat_map(|row| [row.lag_last_year.p90, row.lag_year_before.p90]);
        let most = most.flatten().fold(f64::from(report.deadline_days), f64::max) * 1.08;
        let top = rows.len() as f64 - 0.5;
        let mut chart = ChartBuilder::on(area)
            .margin(8)
            .x_label_area_size(40)
            .y_label_area_size(170)
            .build_cartesian_2d(0.0..most, -0.5..top)?;
        // The first source is on top.
        let name = |place: &f64| {
            let at = rows.len() as f64 - 1.0 - place;
            let row = rows.get(at.round() as usize).filter(|_| at.fract() == 0.0);
            row.map_or(String::new(), |row| source_name(row))
        };
        chart
            .configure_mesh()
            .disable_y_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GREY.mix(0.5))
            .axis_style(GREY)
            .x_desc("days from what happened to its submission: median, and nine in ten")
            .x_label_formatter(&|days| format!("{days:.0}"))
            .y_labels(rows.len() + 1)
            .y_label_formatter(&name)
            .label_style(("sans-serif", 13).into_font().color(&INK))
            .draw()?;
        let deadline = f64::from(report.deadline_days);
        chart.draw_series([PathElement::new([(deadline, -0.5), (deadline, top)], RED)])?;
        for (n, row) in rows.iter().enumerate() {
            let place = rows.len() as f64 - 1.0 - n as f64;
            for (lag, color, above) in
                [(&row.lag_year_before, GREY, 0.12), (&row.lag_last_year, BLUE, -0.12)]
            {
                let stated = lag.median.zip(lag.p90).filter(|_| lag.records >= ENOUGH);
                let Some((median, p90)) = stated else { continue };
                let y = place + above;
                let line = PathElement::new([(median, y), (p90, y)], color.stroke_width(3));
                chart.draw_series([line])?;
                chart.draw_series([Circle::new((median, y), 5, color.filled())])?;
            }
        }
        Ok(())
    })?;
    Ok(Some(plot))
}

/// The share of late submissions of one source by quarter, among those of the others; `None` where no
/// quarter has enough of them.
pub(super) fn trend(report: &QualityReport, source: &Quality) -> Result<Option<String>> {
    let last = quarter(report.as_of.into());
    let first = last - QUARTERS + 1;
    let of = |row: &Quality| late_by_quarter(row, first, last);
    let own = of(source);
    if own.is_empty() {
        return Ok(None);
    }
    let all = report.totals.iter().flat_map(of).map(|(_, share)| share);
    // One scale for all sources, so that they can be compared.
    let most = (all.fold(0.0, f64::max) / 10.0).ceil().max(1.0) * 10.0;
    let plot = svg((440, 210), |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(8)
            .margin_right(22)
            .x_label_area_size(26)
            .y_label_area_size(40)
            .build_cartesian_2d(years(first)..years(last), 0.0..most)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GREY.mix(0.5))
            .axis_style(GREY)
            .x_labels(6)
            .x_label_formatter(&|at| match at.fract() {
                0.0 => format!("{at}"),
                _ => String::new(),
            })
            .y_labels(5)
            .y_label_formatter(&|share| format!("{share:.0} %"))
            .label_style(("sans-serif", 12).into_font().color(&INK))
            .draw()?;
        let others = report.totals.iter().filter(|other| other.source != source.source);
        for other in others {
            let line = LineSeries::new(of(other), GREY.stroke_width(1));
            chart.draw_series(line)?;
        }
        chart.draw_series(LineSeries::new(own.iter().copied(), BLUE.stroke_width(3)))?;
        chart.draw_series(own.into_iter().map(|point| Circle::new(point, 3, BLUE.filled())))?;
        Ok(())
    })?;
    Ok(Some(plot))
}

fn late_by_quarter(row: &Quality, first: i32, last: i32) -> Vec<(f64, f64)> {
    let mut quarters: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
    for month in &row.months {
        let (late, all) = quarters.entry(quarter(month.month)).or_default();
        *late += month.lag_days.late;
        *all += month.lag_days.records;
    }
    quarters
        .into_iter()
        .filter(|(at, (_, all))| (first..=last).contains(at) && *all >= ENOUGH)
        .map(|(at, (late, all))| (years(at), 100.0 * late as f64 / all as f64))
        .collect()
}

/// The beginning of a quarter in years.
fn years(quarter: i32) -> f64 {
    f64::from(quarter) / 4.0
}

/// Quarters since the year 0.
fn quarter(month: PartialDate) -> i32 {
    i32::from(month.year()) * 4 + i32::from(month.month().unwrap_or(1) - 1) / 3
}

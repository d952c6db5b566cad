//! Plots of the report: precision against recall, calibration, the bits of matches and of others, and rates by
//! group.

use crate::Outcome;
use crate::report::{Rates, Report};
use crate::tally::{Point, Share};
use plotters::coord::Shift;
use plotters::prelude::*;
use std::path::Path;

const SIZE: (u32, u32) = (760, 520);
const BLUE: RGBColor = RGBColor(31, 99, 168);
const RED: RGBColor = RGBColor(196, 72, 42);
const GREY: RGBColor = RGBColor(120, 120, 120);
/// The width of a bar of the histogram, in bits.
const BAR: f64 = 2.0;

type Plot = fn(&Report<'_>, &Area<'_>) -> Outcome;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(crate) fn draw(report: &Report<'_>, folder: &Path) -> Outcome {
    let plots: [(&str, Plot); 4] = [
        ("precision_recall.svg", precision_recall),
        ("calibration.svg", calibration),
        ("bits.svg", bits),
        ("rates.svg", rates),
    ];
    for (file, plot) in plots {
        let path = folder.join(file);
        let area = SVGBackend::new(&path, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let area = area.titled(report.title(), ("sans-serif", 16))?;
        plot(report, &area).map_err(|error| format!("{file}: {error}"))?;
        area.present().map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(())
}

fn precision_recall(report: &Report<'_>, area: &Area<'_>) -> Outcome {
    // Shows the upper right corner alone where the whole curve lies in it.
    let clean = report.curve.iter().take_while(|point| point.precision > 0.995);
    let left = clean.map(|point| point.recall).fold(0.0, f64::max).min(0.95);
    let left = (left * 20.0 - 1.0).floor().max(0.0) / 20.0;
    let below = report.curve.iter().filter(|point| point.bits >= report.threshold() - 4.0);
    let bottom = below.map(|point| point.precision).fold(1.0, f64::min);
    let bottom = (bottom * 10.0).floor().min(9.0) / 10.0;
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(58)
        .build_cartesian_2d(left..1.0, bottom..1.0)?;
    chart
        .configure_mesh()
        .x_desc("recall: share of the matches that are found")
        .y_desc("precision: share of what is found that is a match")
        .light_line_style(TRANSPARENT)
        .draw()?;
    let shown = |point: &&Point| point.recall >= left && point.precision >= bottom;
    let line = report.curve.iter().filter(shown).map(|point| (point.recall, point.precision));
    chart.draw_series(LineSeries::new(line, BLUE.stroke_width(2)))?;
    // The points at which the odds are one to eight, even, and eight to one.
    for (bits, what) in [(-3.0, "1 to 8"), (0.0, "even odds"), (3.0, "8 to 1")] {
        let at = report.threshold() + bits;
        let Some(point) = report.curve.iter().rev().find(|point| point.bits >= at) else {
            continue;
        };
        let place = (point.recall, point.precision);
        chart.draw_series([Circle::new(place, 4, RED.filled())])?;
        let label = format!("{what}: {at:.1} bits");
        chart.draw_series([EmptyElement::at(place)
            + Text::new(label, (-130, 8), ("sans-serif", 13).into_font().color(&RED))])?;
    }
    Ok(())
}

fn calibration(report: &Report<'_>, area: &Area<'_>) -> Outcome {
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(58)
        .build_cartesian_2d(0.0..1.0, 0.0..1.0)?;
    chart
        .configure_mesh()
        .x_desc("said: stated probability of a match, mean of the bin")
        .y_desc("came true: share of matches, 95 % interval")
        .light_line_style(TRANSPARENT)
        .draw()?;
    chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], GREY.stroke_width(1)))?;
    let series =
        [("default model", BLUE, &report.calibration), ("fitted", RED, &report.fitted_calibration)];
    for (what, color, bins) in series {
        let stated = || bins.iter().filter(|bin| bin.came_true.of > 0);
        let intervals = stated().map(|bin| {
            let (low, high) = bin.came_true.interval();
            PathElement::new([(bin.said, low), (bin.said, high)], color.stroke_width(1))
        });
        chart.draw_series(intervals)?;
        let points =
            stated().map(|bin| Circle::new((bin.said, bin.came_true.value()), 4, color.filled()));
        let drawn = chart.draw_series(points)?;
        if !bins.is_empty() {
            drawn.label(what).legend(move |place| Circle::new(place, 4, color.filled()));
        }
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE)
        .border_style(GREY)
        .label_font(("sans-serif", 13))
        .draw()?;
    Ok(())
}

fn bits(report: &Report<'_>, area: &Area<'_>) -> Outcome {
    let bar = |bits: f64| (bits / BAR).floor() as i32;
    let bars = || report.scored().iter().map(|pair| bar(pair.bits));
    let (Some(first), Some(last)) = (bars().min(), bars().max()) else { return Ok(()) };
    let mut counts = vec![(0_u32, 0_u32); (last - first + 1) as usize];
    for pair in report.scored() {
        let (matches, others) = &mut counts[(bar(pair.bits) - first) as usize];
        *(if pair.is_match { matches } else { others }) += 1;
    }
    let most = counts.iter().map(|(one, other)| (*one).max(*other)).max().unwrap_or(1);
    let from_to = f64::from(first) * BAR..f64::from(last + 1) * BAR;
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(58)
        .build_cartesian_2d(from_to, (0.5..f64::from(most) * 1.3).log_scale())?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_desc("bits")
        .y_desc("pairs in two bits (logarithmic)")
        .y_label_formatter(&|count| format!("{count:.0}"))
        .light_line_style(TRANSPARENT)
        .draw()?;
    let of_one = |count: &(u32, u32)| count.0;
    let of_two = |count: &(u32, u32)| count.1;
    for (what, color, of) in [
        ("of one person", BLUE, &of_one as &dyn Fn(&(u32, u32)) -> u32),
        ("of two people", RED, &of_two),
    ] {
        let rectangles = counts.iter().zip(first..).filter(|(count, _)| of(count) > 0);
        let rectangles = rectangles.map(|(count, n)| {
            let x = f64::from(n) * BAR;
            Rectangle::new(
                [(x, 0.5), (x + BAR * 0.94, f64::from(of(count)))],
                color.mix(0.45).filled(),
            )
        });
        chart.draw_series(rectangles)?.label(what).legend(move |(x, y)| {
            Rectangle::new([(x, y - 5), (x + 12, y + 5)], color.mix(0.45).filled())
        });
    }
    let at = report.threshold();
    chart.draw_series([PathElement::new(
        [(at, 0.5), (at, f64::from(most))],
        GREY.stroke_width(1),
    )])?;
    chart.draw_series([EmptyElement::at((at, f64::from(most)))
        + Text::new("even odds", (4, -2), ("sans-serif", 13).into_font().color(&GREY))])?;
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE)
        .border_style(GREY)
        .label_font(("sans-serif", 13))
        .draw()?;
    Ok(())
}

fn rates(report: &Report<'_>, area: &Area<'_>) -> Outcome {
    let (left, right) = area.split_horizontally(SIZE.0 / 2);
    let groups: Vec<&Rates> = report.by_group.iter().chain(&report.by_missing).collect();
    dots(&left, &groups, "missed by name alone, %", BLUE, by_name)?;
    dots(&right, &groups, "others alerted, %", RED, |rates| rates.alerts)
}

/// The misses by name alone, or those of labelled pairs.
fn by_name(rates: &Rates) -> Share {
    if rates.missed_by_name.of > 0 { rates.missed_by_name } else { rates.missed }
}

fn dots(
    area: &Area<'_>,
    groups: &[&Rates],
    what: &str,
    color: RGBColor,
    of: fn(&Rates) -> Share,
) -> Outcome {
    let stated: Vec<&&Rates> = groups.iter().filter(|rates| of(rates).of > 0).collect();
    let most = stated.iter().map(|rates| of(rates).interval().1).fold(0.001, f64::max) * 110.0;
    let rows = stated.len() as i32;
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(124)
        .build_cartesian_2d(0.0..most, -1..rows)?;
    let name = |row: &i32| {
        let at = usize::try_from(rows - 1 - row).ok();
        at.and_then(|at| stated.get(at)).map_or(String::new(), |rates| rates.group.clone())
    };
    chart
        .configure_mesh()
        .x_desc(what)
        .y_labels(stated.len() + 2)
        .y_label_formatter(&name)
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (n, rates) in stated.iter().enumerate() {
        let (share, y) = (of(rates), rows - 1 - n as i32);
        let (low, high) = share.interval();
        let ends = [(100.0 * low, y), (100.0 * high, y)];
        chart.draw_series([PathElement::new(ends, color.stroke_width(1))])?;
        chart.draw_series([Circle::new((100.0 * share.value(), y), 4, color.filled())])?;
    }
    Ok(())
}

//! Two plots: misses against false alerts, and what came true of stated probabilities. The series are named in a
//! column of their own, so no name lies over a line.

use crate::Outcome;
use crate::report::THRESHOLDS;
use crate::screened::{Screened, default_thresholds};
use crate::tally::calibration;
use plotters::coord::Shift;
use plotters::prelude::*;
use std::path::Path;

const SIZE: (u32, u32) = (900, 520);
/// The width of the plot; the names of the series are to the right of it.
const PLOT: u32 = 640;
const GREY: RGBColor = RGBColor(120, 120, 120);
/// Distinct for the color-blind (Okabe and Ito 2008).
const COLORS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(90, 90, 90),
];
/// Fewer false alerts per 1,000 are drawn here: a logarithmic axis has no 0.
const FEWEST: f64 = 0.05;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

pub(crate) fn draw(screened: &[Screened<'_>], folder: &Path) -> Outcome {
    let path = folder.join("curve.svg");
    let area = SVGBackend::new(&path, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let (plot, names) = area.split_horizontally(PLOT);
    curve(screened, &plot)?;
    let (report, review) = default_thresholds();
    let mut notes = vec![format!("● default policy: p {report}")];
    notes.extend(review.map(|review| format!("○ review from p {review}")));
    legend(screened, &notes, &names)?;
    area.present()?;

    let path = folder.join("reliability.svg");
    let area = SVGBackend::new(&path, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let (plot, names) = area.split_horizontally(PLOT);
    reliability(screened, &plot)?;
    let notes = ["bins of equal mass, 95 % intervals", "prior: share of listed entries"];
    legend(screened, &notes.map(str::to_owned), &names)?;
    Ok(area.present()?)
}

fn curve(screened: &[Screened<'_>], area: &Area<'_>) -> Outcome {
    let point = |screened: &Screened<'_>, from: f64| {
        let rates = screened.rates(None, from);
        ((1000.0 * rates.others.value()).max(FEWEST), 100.0 * rates.missed.value())
    };
    let all = screened.iter().flat_map(|s| THRESHOLDS.map(|from| point(s, from)));
    let (right, top) =
        all.fold((1.0, 1.0), |most: (f64, f64), (x, y)| (most.0.max(x), most.1.max(y)));
    let mut chart = ChartBuilder::on(area)
        .margin(14)
        .x_label_area_size(44)
        .y_label_area_size(52)
        .build_cartesian_2d((FEWEST * 0.8..right * 1.3).log_scale(), 0.0..top * 1.05)?;
    chart
        .configure_mesh()
        .x_desc("false alerts: entries per 1,000 that bring up the record of another (logarithmic)")
        .y_desc("misses: % of listed people not reported")
        .x_label_formatter(&|x| format!("{x}"))
        .light_line_style(TRANSPARENT)
        .draw()?;
    let (report, review) = default_thresholds();
    for (n, screened) in screened.iter().enumerate() {
        let color = COLORS[n % COLORS.len()];
        let points = THRESHOLDS.map(|from| point(screened, from));
        chart.draw_series(LineSeries::new(points, color.stroke_width(2)))?;
        chart.draw_series([Circle::new(point(screened, report), 6, color.filled())])?;
        let review =
            review.map(|review| Circle::new(point(screened, review), 6, color.stroke_width(2)));
        chart.draw_series(review)?;
    }
    Ok(())
}

fn reliability(screened: &[Screened<'_>], area: &Area<'_>) -> Outcome {
    let mut chart = ChartBuilder::on(area)
        .margin(14)
        .x_label_area_size(44)
        .y_label_area_size(52)
        .build_cartesian_2d(0.0..1.0, 0.0..1.0)?;
    chart
        .configure_mesh()
        .x_desc("said: mean probability of the bin")
        .y_desc("came true: share of pairs of one person")
        .light_line_style(TRANSPARENT)
        .draw()?;
    chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], GREY.stroke_width(1)))?;
    for (n, screened) in screened.iter().enumerate() {
        let color = COLORS[n % COLORS.len()];
        let bins = calibration(&screened.pairs(None), |pair| pair.probability).bins;
        let intervals = bins.iter().map(|bin| {
            let (low, high) = bin.came_true.interval();
            PathElement::new([(bin.said, low), (bin.said, high)], color.stroke_width(1))
        });
        chart.draw_series(intervals)?;
        let points = bins.iter().map(|bin| (bin.said, bin.came_true.value()));
        chart.draw_series(LineSeries::new(points.clone(), color.stroke_width(1)))?;
        chart.draw_series(points.map(|point| Circle::new(point, 3, color.filled())))?;
    }
    Ok(())
}

/// The names of the series, one a line, and notes below them.
fn legend(screened: &[Screened<'_>], notes: &[String], area: &Area<'_>) -> Outcome {
    let mut y = 30;
    for (n, screened) in screened.iter().enumerate() {
        let color = COLORS[n % COLORS.len()];
        area.draw(&PathElement::new([(6, y + 7), (30, y + 7)], color.stroke_width(3)))?;
        let name = format!("{}, {}", screened.corpus.name, screened.mode);
        area.draw(&Text::new(name, (38, y), ("sans-serif", 14)))?;
        y += 26;
    }
    for note in notes {
        y += 22;
        area.draw(&Text::new(note.clone(), (6, y), ("sans-serif", 13).into_font().color(&GREY)))?;
    }
    Ok(())
}

//! Two plots: misses against false alerts, and what came true of stated probabilities.

use crate::Outcome;
use crate::plot::{Axis, Plot, Scale, Series};
use crate::report::THRESHOLDS;
use crate::screened::{Screened, default_thresholds};
use crate::tally::calibration;
use std::path::Path;
use sverka::evaluation::Calibration;

/// A share below this, or above its complement, is drawn here: the deviates of nothing and all are infinite.
const FEWEST: f64 = 0.00005;

pub(crate) fn draw(screened: &[Screened<'_>], folder: &Path) -> Outcome {
    std::fs::write(folder.join("curve.svg"), curve(screened).svg()?)?;
    Ok(std::fs::write(folder.join("reliability.svg"), reliability(screened)?.svg()?)?)
}

fn name(screened: &Screened<'_>) -> String {
    format!("{}, {}", screened.corpus.name, screened.mode)
}

fn curve(screened: &[Screened<'_>]) -> Plot {
    let point = |screened: &Screened<'_>, from: f64| {
        let rates = screened.rates(None, from);
        (rates.others.value(), rates.missed.value())
    };
    let (report, review) = default_thresholds();
    let series: Vec<Series> = screened
        .iter()
        .map(|screened| {
            let review = review.map(|review| (point(screened, review), false));
            Series {
                name: name(screened),
                points: THRESHOLDS.map(|from| point(screened, from)).to_vec(),
                marks: [(point(screened, report), true)].into_iter().chain(review).collect(),
                ..Series::default()
            }
        })
        .collect();
    let axis = |label| Axis { label, scale: Scale::Deviates, from: FEWEST, to: 0.9 };
    let mut notes = vec![format!("● default policy: p {report}")];
    notes.extend(review.map(|review| format!("○ review from p {review}")));
    Plot {
        x: axis("false alerts: entries that bring up the record of another (normal deviates)"),
        y: axis("misses: listed people not reported (normal deviates)"),
        series,
        has_diagonal: false,
        notes,
    }
}

fn reliability(screened: &[Screened<'_>]) -> Outcome<Plot> {
    let axis = |label| Axis { label, scale: Scale::Linear, from: 0.0, to: 1.0 };
    let mut series = Vec::new();
    for screened in screened {
        let calibration = calibration(&screened.pairs(None), |pair| pair.probability)?;
        let bins = calibration.as_ref().map_or(&[][..], Calibration::bins);
        let points: Vec<(f64, f64)> =
            bins.iter().map(|bin| (bin.mean(), bin.came_true().value())).collect();
        let bars = bins.iter().map(|bin| {
            let interval = bin.came_true().interval();
            (bin.mean(), (*interval.start(), *interval.end()))
        });
        series.push(Series {
            name: name(screened),
            marks: points.iter().map(|point| (*point, true)).collect(),
            points,
            bars: bars.collect(),
        });
    }
    Ok(Plot {
        x: axis("said: mean probability of the bin"),
        y: axis("came true: share of pairs of one person"),
        series,
        has_diagonal: true,
        notes: vec![
            "bins of equal mass, 95 % intervals".to_owned(),
            "prior: share of listed entries".to_owned(),
        ],
    })
}

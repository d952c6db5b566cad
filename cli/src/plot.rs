//! Plots of points over two axes, as SVG. Ticks are chosen so that their labels are apart, and the series are named
//! below the plot, a line each, so no text lies over a line or another text, and none is cut.

use plotters::coord::Shift;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint};
use plotters::prelude::*;
use std::error::Error;
use std::ops::Range;
use sverka::evaluation::normal_deviate;

type Result<T> = std::result::Result<T, Box<dyn Error>>;
pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const GREY: RGBColor = RGBColor(190, 190, 190);
const INK: RGBColor = RGBColor(60, 60, 60);
/// Distinct for the color-blind (Okabe and Ito 2008).
const COLORS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(90, 90, 90),
];
const WIDTH: u32 = 720;
const HEIGHT: u32 = 460;
/// The room for the labels of the axes, and around the plot.
const LEFT: u32 = 72;
const BELOW: u32 = 48;
const MARGIN: u32 = 26;
const TEXT: i32 = 14;
/// The height of a line below the plot, and the most characters on it: a wide letter takes 9 of 720 pixels.
const LINE: u32 = 22;
const LETTERS: usize = 74;
/// Points that are nearer than this, in pixels, are one in a drawing.
const NEAR: f64 = 0.5;

/// Draws to SVG of this size.
pub(crate) fn svg(size: (u32, u32), draw: impl FnOnce(&Area<'_>) -> Result<()>) -> Result<String> {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area)?;
        area.present()?;
    }
    Ok(text)
}

/// How numbers lie on an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    Linear,
    /// Shares by their normal deviates, as in a DET plot.
    Deviates,
}

/// An axis from one number to another. Points beyond it are drawn at its end.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    pub(crate) label: &'static str,
    pub(crate) scale: Scale,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

/// Points in one color, with a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Series {
    pub(crate) name: String,
    /// Joined by a line.
    pub(crate) points: Vec<(f64, f64)>,
    /// Marked by a filled circle, or one that is not.
    pub(crate) marks: Vec<((f64, f64), bool)>,
    /// Upright lines from one number to another, such as intervals.
    pub(crate) bars: Vec<(f64, (f64, f64))>,
}

pub(crate) struct Plot {
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    pub(crate) series: Vec<Series>,
    /// Whether a line joins what is equal on both axes.
    pub(crate) has_diagonal: bool,
    /// What the marks mean, below the names.
    pub(crate) notes: Vec<String>,
}

impl Axis {
    fn place(&self, number: f64) -> f64 {
        let number = number.clamp(self.from, self.to);
        match self.scale {
            Scale::Linear => number,
            Scale::Deviates => normal_deviate(number),
        }
    }

    /// Numbers to label, at least so many pixels apart on an axis of so many.
    fn ticks(&self, pixels: u32, apart: f64) -> Vec<f64> {
        let numbers: Vec<f64> = match self.scale {
            Scale::Linear => {
                let about = (self.to - self.from) / 8.0;
                let power = 10_f64.powf(about.log10().floor());
                let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * power);
                let step = step.into_iter().find(|step| *step >= about).unwrap_or(about);
                let first = (self.from / step).ceil() as i64;
                (0..=20).map(|n| (first + n) as f64 * step).collect()
            }
            Scale::Deviates => {
                let low = (-8..=-3).flat_map(|power| [1.0, 3.0].map(|n| n * 10_f64.powi(power)));
                let middle = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99];
                low.chain(middle).chain([0.997, 0.999, 0.9999]).collect()
            }
        };
        let room = |number: f64| {
            let all = self.place(self.to) - self.place(self.from);
            (self.place(number) - self.place(self.from)) / all * f64::from(pixels)
        };
        let mut kept: Vec<f64> = Vec::new();
        let within = |number: &f64| (self.from..=self.to * (1.0 + 1e-9)).contains(number);
        for number in numbers.into_iter().filter(within) {
            if kept.last().is_none_or(|last| room(number) - room(*last) >= apart) {
                kept.push(number);
            }
        }
        kept
    }

    fn text(&self, number: f64) -> String {
        let (number, unit) = match self.scale {
            Scale::Deviates => (100.0 * number, " %"),
            _ => (number, ""),
        };
        // As many decimals as the number needs, without those of the processor.
        let text = format!("{number:.8}");
        format!("{}{unit}", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// An axis with the numbers that are labelled.
struct TickedAxis {
    axis: Axis,
    ticks: Vec<f64>,
}

impl Ranged for TickedAxis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, number: &f64, (low, high): (i32, i32)) -> i32 {
        let place = |number| self.axis.place(number);
        let (from, to) = (place(self.axis.from), place(self.axis.to));
        let share = (place(*number) - from) / (to - from);
        low + (share * f64::from(high - low)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.axis.from..self.axis.to
    }
}

impl Plot {
    pub(crate) fn svg(&self) -> Result<String> {
        let names: Vec<Vec<String>> =
            self.series.iter().map(|series| wrapped(&series.name)).collect();
        let notes: Vec<String> = self.notes.iter().flat_map(|note| wrapped(note)).collect();
        let lines = names.iter().map(Vec::len).sum::<usize>() + notes.len();
        let below = LINE * lines as u32 + MARGIN / 2;
        svg((WIDTH, HEIGHT + below), |area| {
            area.fill(&WHITE)?;
            let (plot, text) = area.split_vertically(HEIGHT);
            self.draw(&plot)?;
            let mut y = 0;
            for (n, lines) in names.iter().enumerate() {
                let color = COLORS[n % COLORS.len()];
                let middle = y + TEXT / 2 + 1;
                let key = [(LEFT as i32, middle), (LEFT as i32 + 26, middle)];
                text.draw(&PathElement::new(key, color.stroke_width(3)))?;
                write(&text, lines, LEFT as i32 + 36, &mut y)?;
            }
            write(&text, &notes, LEFT as i32, &mut y)
        })
    }

    fn draw(&self, area: &Area<'_>) -> Result<()> {
        let (x, y) = (&self.x, &self.y);
        let (wide, high) = (WIDTH - LEFT - 2 * MARGIN, HEIGHT - BELOW - 2 * MARGIN);
        let ticked = |axis: &Axis, ticks| TickedAxis { axis: axis.clone(), ticks };
        let (x_ticks, y_ticks) = (x.ticks(wide, 56.0), y.ticks(high, 24.0));
        let mut chart = ChartBuilder::on(area)
            .margin(MARGIN)
            .x_label_area_size(BELOW)
            .y_label_area_size(LEFT)
            .build_cartesian_2d(ticked(x, x_ticks), ticked(y, y_ticks))?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GREY.mix(0.5))
            .axis_style(GREY)
            .x_label_formatter(&|number| x.text(*number))
            .y_label_formatter(&|number| y.text(*number))
            .x_desc(x.label)
            .y_desc(y.label)
            .label_style(("sans-serif", TEXT).into_font().color(&INK))
            .draw()?;
        if self.has_diagonal {
            let (from, to) = (x.from.max(y.from), x.to.min(y.to));
            let steps = (0..=100).map(|n| from + (to - from) * f64::from(n) / 100.0);
            let line = steps.map(|number| (number, number));
            chart.draw_series(LineSeries::new(line, INK.mix(0.6).stroke_width(1)))?;
        }
        for (n, series) in self.series.iter().enumerate() {
            let color = COLORS[n % COLORS.len()];
            let bars = series.bars.iter().map(|(at, (low, high))| {
                PathElement::new([(*at, *low), (*at, *high)], color.stroke_width(1))
            });
            chart.draw_series(bars)?;
            let step = |axis: &Axis, pixels: u32| {
                (axis.place(axis.to) - axis.place(axis.from)).abs() / f64::from(pixels) * NEAR
            };
            let (step_x, step_y) = (step(x, wide), step(y, high));
            let is_near = |one: &(f64, f64), other: &(f64, f64)| {
                (x.place(one.0) - x.place(other.0)).abs() < step_x
                    && (y.place(one.1) - y.place(other.1)).abs() < step_y
            };
            let mut line: Vec<(f64, f64)> = Vec::new();
            let last = series.points.len().saturating_sub(1);
            for (n, point) in series.points.iter().enumerate() {
                if n == last || !line.last().is_some_and(|before| is_near(before, point)) {
                    line.push(*point);
                }
            }
            chart.draw_series(LineSeries::new(line, color.stroke_width(2)))?;
            let marks = series.marks.iter().map(|(at, is_filled)| {
                let style = if *is_filled { color.filled() } else { color.stroke_width(2) };
                Circle::new(*at, 5, style)
            });
            chart.draw_series(marks)?;
        }
        Ok(())
    }
}

/// Writes lines one below the other, and moves `y` below them.
fn write(area: &Area<'_>, lines: &[String], x: i32, y: &mut i32) -> Result<()> {
    for line in lines {
        area.draw(&Text::new(line.clone(), (x, *y), ("sans-serif", TEXT).into_font().color(&INK)))?;
        *y += LINE as i32;
    }
    Ok(())
}

/// A text in lines of at most [`LETTERS`] characters, divided between words where there are any.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for part in letters.chunks(LETTERS) {
            let line = lines.last_mut().filter(|_| length + part.len() < LETTERS);
            match line {
                Some(line) => {
                    if length > 0 {
                        line.push(' ');
                    }
                    line.extend(part);
                    length += part.len() + 1;
                }
                None => {
                    length = part.len();
                    lines.push(part.iter().collect());
                }
            }
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    #[test]
    fn ticks_are_apart_and_within_the_axis() {
        use super::{Axis, Scale};
        for (scale, from, to) in [
            (Scale::Linear, 0.0, 1.0),
            (Scale::Linear, 0.0, 63.0),
            (Scale::Deviates, 1e-6, 0.9),
            (Scale::Deviates, 0.004, 0.6),
        ] {
            let axis = Axis { label: "", scale, from, to };
            let ticks = axis.ticks(500, 50.0);
            assert!(ticks.len() >= 4, "{axis:?}: {ticks:?}");
            let all = axis.place(to) - axis.place(from);
            for pair in ticks.windows(2) {
                let apart = (axis.place(pair[1]) - axis.place(pair[0])) / all * 500.0;
                assert!(apart >= 50.0, "{axis:?}: {ticks:?}");
            }
            assert!(ticks.iter().all(|tick| *tick >= from && *tick <= to * 1.001));
        }
        let axis = |scale| Axis { label: "", scale, from: 0.0, to: 1.0 };
        assert_eq!(axis(Scale::Linear).text(0.1 + 0.2), "0.3");
        assert_eq!(axis(Scale::Deviates).text(0.0001), "0.01 %");
    }

    #[test]
    fn long_names_wrap_and_keep_every_letter() {
        use super::{LETTERS, wrapped};
        let name = format!("model {} of {}", "x".repeat(200), "long words ".repeat(20));
        let lines = wrapped(&name);
        assert!(lines.iter().all(|line| line.chars().count() <= LETTERS));
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(letters(&lines.concat()), letters(&name));
        assert_eq!(wrapped("short name"), ["short name"]);
    }
}

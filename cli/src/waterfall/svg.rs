//! The waterfall of a comparison as a drawing of its own.

use super::{Part, Step, Waterfall};
use crate::outcome::Result;
use crate::page::{self, Language};
use serde::Serialize;

const TEMPLATE: &str = include_str!("waterfall.svg");

/// Columns of the drawing, in pixels: words, how they compare, bits, their sum, and the bars.
const WORDS: f64 = 250.0;
const LEVEL: f64 = 255.0;
/// Sizes of type.
const TEXT: f64 = 15.0;
const SMALL: f64 = 12.0;
const LINE: f64 = 20.0;
/// How much wider than half its height a letter is at most, on average over a word in any of the usual fonts.
const LETTER: f64 = 0.68;

/// What the template draws.
#[derive(Serialize)]
struct Drawing<'a> {
    language: &'static str,
    title: Vec<String>,
    height: f64,
    /// Where the rows begin.
    top: f64,
    rows: Vec<Row>,
    waterfall: &'a Waterfall,
    probability: String,
}

/// A step with its texts in lines.
#[derive(Serialize)]
struct Row {
    y: f64,
    height: f64,
    /// The lower edge of the bar before.
    before: f64,
    words: Vec<Line>,
    level: Vec<String>,
    rule: Vec<String>,
    bits: String,
    sum: String,
    from: i32,
    to: i32,
}

/// A line of a word: of which side it is, if it is the first of it, and its parts.
#[derive(Serialize)]
struct Line {
    side: Option<&'static str>,
    parts: Vec<Part>,
}

/// Draws the waterfall of a comparison of these two names.
pub(crate) fn drawing(
    waterfall: &Waterfall,
    names: [&str; 2],
    language: Language,
) -> Result<String> {
    let title = wrapped(&format!("{}  ~  {}", names[0], names[1]), 1000.0, TEXT);
    let top = 40.0 + LINE * title.len() as f64;
    let (mut y, mut before) = (top + 30.0, top + 26.0);
    let mut rows = Vec::new();
    for step in &waterfall.steps {
        let row = Row::new(step, [y, before], language);
        before = y + 26.0;
        y += row.height;
        rows.push(row);
    }
    let drawing = Drawing {
        language: language.code(),
        title,
        height: y + 50.0,
        top,
        rows,
        waterfall,
        probability: format!("{:.3}", waterfall.probability),
    };
    let environment = page::environment(&[("waterfall.svg", TEMPLATE)], language)?;
    Ok(environment.get_template("waterfall.svg")?.render(drawing)?)
}

impl Row {
    fn new(step: &Step, [y, before]: [f64; 2], language: Language) -> Row {
        let mut words = Vec::new();
        let plain = |text: &str| vec![Part { text: text.to_owned(), differs: false }];
        let is_whole = step.entry.is_none() && step.record.is_none();
        words.extend(
            is_whole.then(|| Line { side: None, parts: plain(language.label("the whole name")) }),
        );
        for (side, parts) in
            [("entry", &step.entry), ("record", &step.record)].into_iter().filter(|_| !is_whole)
        {
            let parts = parts.clone().unwrap_or_else(|| plain("–"));
            for (n, parts) in broken(parts, WORDS - 70.0).into_iter().enumerate() {
                words.push(Line { side: (n == 0).then_some(side), parts });
            }
        }
        let mut level = step.level.clone();
        if let Some(field) = step.field {
            level = format!("{}: {level}", language.label(field));
        }
        let level = wrapped(&level, LEVEL, TEXT);
        let rule = step.rule.as_ref().map_or(Vec::new(), |rule| wrapped(rule, LEVEL, SMALL));
        Row {
            y,
            before,
            height: words.len().max(level.len() + rule.len()) as f64 * LINE + 10.0,
            words,
            level,
            rule,
            bits: step.bar.bits.clone(),
            sum: step.bar.sum.clone(),
            from: step.bar.from,
            to: step.bar.to,
        }
    }
}

/// How many pixels a text takes at most.
fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| if c > '\u{1100}' { 1.1 } else { LETTER } * size).sum()
}

/// A text in lines, broken between words, and within one that is too long.
fn wrapped(text: &str, most: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_inclusive(' ') {
        if lines.last().is_some_and(|line| {
            !line.is_empty() && width(line, size) + width(word.trim_end(), size) > most
        }) {
            lines.push(String::new());
        }
        for c in word.chars() {
            if lines
                .last()
                .is_some_and(|line| width(line, size) + width(&c.to_string(), size) > most)
            {
                lines.push(String::new());
            }
            lines.last_mut().into_iter().for_each(|line| line.push(c));
        }
    }
    lines
}

/// The parts of a word in lines.
fn broken(parts: Vec<Part>, most: f64) -> Vec<Vec<Part>> {
    let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
    let mut letters = parts.iter().flat_map(|part| part.text.chars().map(|c| (c, part.differs)));
    let line = |line: String| {
        let mut parts: Vec<Part> = Vec::new();
        for (c, differs) in letters.by_ref().take(line.chars().count()) {
            match parts.last_mut().filter(|last| last.differs == differs) {
                Some(last) => last.text.push(c),
                None => parts.push(Part { text: c.to_string(), differs }),
            }
        }
        parts
    };
    wrapped(&whole, most, TEXT).into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_all_of_a_text_and_none_is_too_long() {
        for text in ["", "word", "a few words that do not fit into one line", &"Щ".repeat(90)] {
            let lines = wrapped(text, 100.0, TEXT);
            assert_eq!(lines.concat(), *text);
            assert!(lines.iter().all(|line| width(line.trim_end(), TEXT) <= 100.0), "{lines:?}");
        }
        let parts = [("Щербак", false), ("ова-Переславцева", true), ("-Н", false)];
        let parts = parts.map(|(text, differs)| Part { text: text.to_owned(), differs }).to_vec();
        let lines = broken(parts.clone(), 60.0);
        assert!(lines.len() > 2);
        let again: String = lines.iter().flatten().map(|part| part.text.as_str()).collect();
        assert_eq!(again, "Щербакова-Переславцева-Н");
        let differing = |parts: &[Part]| -> usize {
            parts.iter().filter(|part| part.differs).map(|part| part.text.chars().count()).sum()
        };
        assert_eq!(differing(&lines.concat()), differing(&parts));
    }
}

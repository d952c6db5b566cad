//! A match as a waterfall: the odds before any comparison, and how each item of evidence moves them, up to the
//! threshold or not. The page of a report and the SVG of `compare` both draw this.

mod letters;
mod rules;
mod svg;

pub(crate) use letters::{Letters, Part};
pub(crate) use rules::Rules;
pub(crate) use svg::drawing;

use crate::page::Language;
use serde::Serialize;
use sverka::{Bits, Evidence, Field, Item, Level};

/// The width of the bars in their own units.
pub(crate) const WIDTH: i32 = 1000;
/// What is left free of the width on either side.
const MARGIN: i32 = 30;

/// Where the odds of a list begin, and what the policy asks for, as bits of evidence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thresholds {
    /// The bits that make the odds even: what is against any one record before a comparison.
    pub(crate) even_odds: Bits,
    pub(crate) report: Bits,
    pub(crate) review: Option<Bits>,
}

/// A match as a waterfall.
#[derive(Debug, Serialize)]
pub(crate) struct Waterfall {
    /// The odds before any comparison.
    pub(crate) prior: Bar,
    pub(crate) steps: Vec<Step>,
    /// Where the odds are after all items, from even odds.
    pub(crate) total: Bar,
    /// The probability that follows from them.
    pub(crate) probability: f64,
    /// Where zero, and the thresholds are, in units of the width.
    pub(crate) zero: i32,
    pub(crate) report: i32,
    pub(crate) review: Option<i32>,
}

/// An item of evidence.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    /// The field, where its values do not show it.
    pub(crate) field: Option<&'static str>,
    /// The value of either side in parts that differ and parts that do not; `None` where it states none.
    pub(crate) entry: Option<Vec<Part>>,
    pub(crate) record: Option<Vec<Part>>,
    /// How they compare, in words, and what bridges them.
    pub(crate) level: String,
    pub(crate) rule: Option<String>,
    #[serde(flatten)]
    pub(crate) bar: Bar,
}

/// A change of the sum.
#[derive(Debug, Serialize)]
pub(crate) struct Bar {
    pub(crate) bits: String,
    /// The sum after it.
    pub(crate) sum: String,
    /// Where the sum stood, and where it stands, in units of the width.
    pub(crate) from: i32,
    pub(crate) to: i32,
}

/// What bridges spellings, and which letters differ, found once for many matches.
#[derive(Default)]
pub(crate) struct Bridges {
    letters: Letters,
    rules: Rules,
}

impl Waterfall {
    /// The waterfall of the evidence of a match.
    pub(crate) fn new(
        evidence: &Evidence,
        thresholds: Thresholds,
        language: Language,
        bridges: &mut Bridges,
    ) -> Waterfall {
        let prior = -thresholds.even_odds;
        let report = thresholds.report + prior;
        let review = thresholds.review.map(|review| review + prior);
        let sums = evidence.items().iter().scan(prior, |sum, item| {
            *sum += item.bits();
            Some(*sum)
        });
        let sums: Vec<Bits> = sums.collect();
        let scale =
            Scale::new(sums.iter().copied().chain([Bits::ZERO, prior, report]).chain(review));
        let bar = |bits: Bits, from: Bits, to: Bits| Bar {
            bits: format!("{bits:+}"),
            sum: format!("{to:+}"),
            from: scale.place(from),
            to: scale.place(to),
        };
        let before = [prior].into_iter().chain(sums.iter().copied());
        let steps = evidence.items().iter().zip(before).zip(&sums);
        let steps = steps.map(|((item, from), to)| {
            Step::new(item, bar(item.bits(), from, *to), language, bridges)
        });
        let odds = sums.last().copied().unwrap_or(prior);
        Waterfall {
            prior: bar(prior, Bits::ZERO, prior),
            steps: steps.collect(),
            total: bar(evidence.bits(), Bits::ZERO, odds),
            probability: 1.0 / (1.0 + (-odds.as_f64()).exp2()),
            zero: scale.place(Bits::ZERO),
            report: scale.place(report),
            review: review.map(|review| scale.place(review)),
        }
    }
}

impl Step {
    fn new(item: &Item, bar: Bar, language: Language, bridges: &mut Bridges) -> Step {
        let [entry, record] = [item.entry(), item.record()].map(|text| {
            text.map(|text| match item.field() {
                Field::BirthDate => language.date(text),
                _ => text.into(),
            })
        });
        let [entry, record] = [entry.as_deref(), record.as_deref()];
        let plain = |text: &str| vec![Part { text: text.to_owned(), differs: false }];
        let [entry, record] = match (entry, record) {
            (Some(entry), Some(record)) if shows_letters(item.field()) => {
                bridges.letters.align(entry, record).map(Some)
            }
            // A sex is a word of the command's own.
            _ if item.field() == Field::Sex => {
                [entry, record].map(|text| text.map(|text| plain(language.label(text))))
            }
            _ => [entry.map(plain), record.map(plain)],
        };
        let rule = match (item.level(), item.via()) {
            (Level::SameReading, _) => bridges.rules.rule(item, language),
            (_, via) => via.map(|via| language.bridge(via)),
        };
        let level = language.label(&item.level().to_string()).to_owned();
        Step { field: field(item.field()), entry, record, level, rule, bar }
    }
}

/// Whether the letters of a field tell more than that they differ. Countries and places have many forms.
fn shows_letters(field: Field) -> bool {
    matches!(field, Field::Name | Field::BirthDate | Field::Document)
}

fn field(field: Field) -> Option<&'static str> {
    match field {
        Field::BirthDate => Some("birth date"),
        Field::Sex => Some("sex"),
        Field::Nationality => Some("nationality"),
        Field::BirthPlace => Some("birth place"),
        Field::Document => Some("document"),
        _ => None,
    }
}

/// Bits as units of the width.
struct Scale {
    least: i32,
    most: i32,
}

impl Scale {
    fn new(shown: impl Iterator<Item = Bits>) -> Scale {
        let (least, most) = shown.fold((0, 0), |(least, most): (i32, i32), bits| {
            (least.min(bits.hundredths()), most.max(bits.hundredths()))
        });
        Scale { least, most: most.max(least + 1) }
    }

    fn place(&self, bits: Bits) -> i32 {
        let share = f64::from(bits.hundredths() - self.least) / f64::from(self.most - self.least);
        MARGIN + (share * f64::from(WIDTH - 2 * MARGIN)).round() as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sverka::{Model, Record};

    fn thresholds() -> Thresholds {
        let bits = Bits::from_hundredths;
        Thresholds { even_odds: bits(1329), report: bits(1329), review: Some(bits(800)) }
    }

    #[test]
    fn each_step_begins_where_the_last_one_ended_and_the_sums_add_up() {
        let entry =
            Record::new("e", "CHTCHERBAKOV Alexandre").with_birth_date("1971".parse().unwrap());
        for name in ["Щербаков Александр Иванович", "Снегова Мария", "Щербаков"]
        {
            let listed = Record::new("w", name).with_birth_date("1972-03-01".parse().unwrap());
            let evidence = Model::default().compare(&entry, &listed);
            let drawn =
                Waterfall::new(&evidence, thresholds(), Language::English, &mut Bridges::default());
            let number = |text: &str| (text.parse::<f64>().unwrap() * 100.0).round() as i32;
            let mut sum = number(&drawn.prior.sum);
            let mut at = drawn.prior.to;
            assert_eq!(sum, -1329);
            for step in &drawn.steps {
                sum += number(&step.bar.bits);
                assert_eq!((number(&step.bar.sum), step.bar.from), (sum, at), "{name}");
                at = step.bar.to;
                let rises = number(&step.bar.bits) > 0;
                assert!(step.bar.from == step.bar.to || rises == (step.bar.to > step.bar.from));
            }
            assert_eq!(drawn.steps.len(), evidence.items().len());
            assert_eq!((number(&drawn.total.sum), drawn.total.to), (sum, at));
            assert_eq!(number(&drawn.total.bits), evidence.bits().hundredths());
            // Even odds are what is to report here.
            assert_eq!(drawn.report, drawn.zero);
            assert!(drawn.review.unwrap() < drawn.report);
        }
    }
}

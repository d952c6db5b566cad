//! The tables, and the same figures as JSON lines, so that two runs can be compared.

use crate::Outcome;
use crate::screened::{Rates, Screened, default_thresholds};
use crate::tally::{Scored, best_f1, calibration};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use sverka::evaluation::{Calibration, Share};

/// The thresholds of the curve, as probabilities by the default policy.
pub(crate) const THRESHOLDS: [f64; 13] =
    [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999];
/// The fewest entries of a group that has a row.
const FEWEST: usize = 100;
/// The relations in the population.
const RELATIONS: [&str; 4] = ["sibling", "twin", "father", "child"];

/// Prints, and keeps what was printed as JSON.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) lines: Vec<Value>,
}

impl Report {
    fn add(&mut self, screened: &Screened<'_>, what: &str, mut value: Value) {
        value["corpus"] = screened.corpus.name.into();
        value["mode"] = screened.mode.into();
        value["what"] = what.into();
        self.lines.push(value);
    }

    /// Misses against false alerts at each threshold.
    pub(crate) fn curve(&mut self, screened: &Screened<'_>) -> Outcome {
        println!(
            "\n{}, {}\n{:>9}{:>8}{:>20}{:>24}{:>12}{:>12}{:>14}",
            screened.corpus.title,
            screened.mode,
            "reported",
            "bits",
            "missed %, 95 %",
            "another too, per 1,000",
            "strangers",
            "relatives",
            "all others"
        );
        let (report, review) = default_thresholds();
        let mut thresholds = THRESHOLDS.to_vec();
        thresholds.extend([Some(report), review].into_iter().flatten());
        thresholds.sort_by(f64::total_cmp);
        thresholds.dedup();
        for from in thresholds {
            let rates = screened.rates(None, from);
            let bits = screened.even_bits + (from / (1.0 - from)).log2();
            let mark = match from {
                from if from == report => " default",
                from if Some(from) == review => " review",
                _ => "",
            };
            println!(
                "{:>9}{bits:>8.1}{:>20}{:>24}{:>12}{:>12}{:>14}{mark}",
                format!("p {from}"),
                rates.missed.percent(),
                mille(rates.another_too),
                mille(rates.strangers),
                mille(rates.relatives),
                mille(rates.others),
            );
            let mut line = as_json(&rates);
            line["probability"] = from.into();
            line["bits"] = bits.into();
            line["default"] = (from == report).into();
            self.add(screened, "curve", line);
        }
        for relation in RELATIONS {
            let share = screened.relatives(relation, report);
            if share.of() > 0 {
                println!(
                    "  by default, {relation}: {} of {} bring up a record",
                    share.count(),
                    share.of()
                );
                let line = json!({"relation": relation, "alerts": count(share)});
                self.add(screened, "relatives", line);
            }
        }
        let listed = screened.rates(None, report).missed.of();
        let best = best_f1(&screened.pairs(None), listed)?;
        println!(
            "  best F1 {:.3} at {:.2} bits: precision {:.3}, recall {:.3}",
            best.f1(),
            best.score(),
            best.precision(),
            best.recall()
        );
        self.add(
            screened,
            "best_f1",
            json!({
                "f1": best.f1(), "bits": best.score(), "precision": best.precision(),
                "recall": best.recall(),
            }),
        );
        Ok(())
    }

    /// Reliability in bins of equal mass, and by group.
    pub(crate) fn calibration(&mut self, screened: &Screened<'_>) -> Outcome {
        let pairs = screened.pairs(None);
        let by_share = calibration(&pairs, |pair| pair.probability)?;
        println!(
            "\n{}, {}: pairs said to be likely to 0.01 and more, by the share of listed entries as prior",
            screened.corpus.name, screened.mode
        );
        println!("{:>24}{:>8}{:>8}{:>26}", "said", "mean", "pairs", "are of one person, 95 %");
        for bin in by_share.as_ref().map_or(&[][..], Calibration::bins) {
            let (stated, came_true) = (bin.stated(), bin.came_true());
            let interval = came_true.interval();
            let (low, high) = (interval.start(), interval.end());
            println!(
                "{:>24}{:>8.3}{:>8}{:>26}",
                format!("{:.3} to {:.3}", stated.start(), stated.end()),
                bin.mean(),
                came_true.of(),
                format!("{:.3} ({low:.3}–{high:.3})", came_true.value())
            );
        }
        println!(
            "{:<24}{:>8}{:>8}{:>8}{:>22}",
            "group", "pairs", "Brier", "ECE", "ECE, default prior"
        );
        self.calibration_row(screened, "all", &pairs)?;
        for group in groups(screened) {
            self.calibration_row(screened, &group, &screened.pairs(Some(&group)))?;
        }
        Ok(())
    }

    fn calibration_row(
        &mut self,
        screened: &Screened<'_>,
        group: &str,
        pairs: &[Scored],
    ) -> Outcome {
        let by_share = calibration(pairs, |pair| pair.probability)?;
        let stated = calibration(pairs, |pair| pair.stated)?;
        if let (Some(by_share), Some(stated)) = (by_share, stated) {
            println!(
                "{group:<24}{:>8}{:>8.4}{:>8.4}{:>22.4}",
                by_share.pairs(),
                by_share.brier(),
                by_share.error(),
                stated.error()
            );
            let line = json!({"group": group, "by_share": reliability(&by_share), "by_default": reliability(&stated)});
            self.add(screened, "calibration", line);
        }
        Ok(())
    }

    /// Misses and false alerts by group, at the default policy. `screened` are the modes of one corpus.
    pub(crate) fn groups(&mut self, screened: &[Screened<'_>]) {
        let Some(first) = screened.first() else { return };
        println!("\n{}: by group, default policy; %, 95 %", first.corpus.name);
        print!("{:<24}{:>8}{:>8}", "", "listed", "others");
        for mode in screened {
            print!("{:>22}{:>20}", format!("missed, {}", mode.mode), "alerted");
        }
        println!();
        let (report, _) = default_thresholds();
        let all = std::iter::once(None);
        for group in all.chain(groups(first).into_iter().map(Some)) {
            for (n, mode) in screened.iter().enumerate() {
                let rates = mode.rates(group.as_deref(), report);
                let unlisted = sum(rates.relatives, rates.strangers);
                if n == 0 {
                    let group = group.as_deref().unwrap_or("all");
                    print!("{group:<24}{:>8}{:>8}", rates.missed.of(), unlisted.of());
                }
                print!("{:>22}{:>20}", rates.missed.percent(), unlisted.percent());
                let mut line = as_json(&rates);
                line["group"] = group.as_deref().unwrap_or("all").into();
                self.add(mode, "group", line);
            }
            println!();
        }
    }

    pub(crate) fn write(&self, path: &std::path::Path) -> Outcome {
        let lines: Vec<String> = self.lines.iter().map(Value::to_string).collect();
        Ok(std::fs::write(path, lines.join("\n") + "\n")?)
    }
}

/// Groups with enough entries for a row, in the order of their names.
fn groups(screened: &Screened<'_>) -> Vec<String> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for group in screened.corpus.entries.iter().flat_map(|entry| &entry.groups) {
        *sizes.entry(group).or_default() += 1;
    }
    let large = sizes.into_iter().filter(|(_, size)| *size >= FEWEST);
    large.map(|(group, _)| group.to_owned()).collect()
}

fn sum(one: Share, other: Share) -> Share {
    Share::new(one.count() + other.count(), one.of() + other.of())
}

fn mille(share: Share) -> String {
    if share.of() == 0 { "-".to_owned() } else { format!("{:.2}", 1000.0 * share.value()) }
}

fn count(share: Share) -> Value {
    let interval = share.interval();
    json!({
        "count": share.count(), "of": share.of(), "share": share.value(),
        "low": interval.start(), "high": interval.end(),
    })
}

fn as_json(rates: &Rates) -> Value {
    json!({
        "missed": count(rates.missed),
        "another_too": count(rates.another_too),
        "relatives": count(rates.relatives),
        "strangers": count(rates.strangers),
        "others": count(rates.others),
    })
}

fn reliability(calibration: &Calibration) -> Value {
    let bins = calibration.bins().iter().map(|bin| {
        let stated = bin.stated();
        json!({
            "from": stated.start(), "to": stated.end(), "said": bin.mean(),
            "came_true": count(bin.came_true()),
        })
    });
    json!({
        "pairs": calibration.pairs(), "brier": calibration.brier(), "ece": calibration.error(),
        "bins": bins.collect::<Vec<_>>(),
    })
}

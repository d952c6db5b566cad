//! Rates by group, calibration, precision and recall, as a table of 100 columns and as JSON.

use crate::corpus::Corpus;
use crate::tally::{Bin, Point, Scored, Share, calibration, precision_recall};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The most that the miss rate of a group may be, as a multiple of the lowest one.
pub(crate) const MOST_UNEVEN: f64 = 1.5;
/// The fewest listed entries from which a group is checked.
const FEWEST: usize = 100;
/// Miss rates up to this one are even.
const FREE: f64 = 0.01;

/// Misses and false alerts of one group of cases.
pub(crate) struct Rates {
    pub(crate) group: String,
    pub(crate) missed: Share,
    /// Misses of the same entries by their names alone.
    pub(crate) missed_by_name: Share,
    pub(crate) alerts: Share,
}

impl Rates {
    /// The rates of the cases with these indices, at a threshold of `at` bits.
    fn of(corpus: &Corpus, group: &str, cases: &[usize], at: f64) -> Rates {
        let [mut missed, mut missed_by_name, mut alerts] = [Share::default(); 3];
        let above = |bits: Option<f64>| bits.is_some_and(|bits| bits >= at);
        for n in cases {
            let case = &corpus.cases[*n];
            if !case.is_listed {
                alerts.add(above(case.wrong));
                continue;
            }
            missed.add(!above(case.right));
            if let Some(named) = corpus.by_name.get(*n) {
                missed_by_name.add(!above(named.right));
            }
        }
        Rates { group: group.to_owned(), missed, missed_by_name, alerts }
    }
}

pub(crate) struct Report<'a> {
    corpus: &'a Corpus,
    pub(crate) all: Rates,
    by_default: Option<Rates>,
    pub(crate) by_group: Vec<Rates>,
    pub(crate) by_missing: Vec<Rates>,
    pub(crate) calibration: Vec<Bin>,
    /// The calibration of the fitted model; empty without one.
    pub(crate) fitted_calibration: Vec<Bin>,
    pub(crate) curve: Vec<Point>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(corpus: &'a Corpus) -> Self {
        let at = corpus.threshold;
        let all: Vec<usize> = (0..corpus.cases.len()).collect();
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut missing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, case) in corpus.cases.iter().enumerate() {
            groups.entry(&case.group).or_default().push(n);
            case.missing.iter().for_each(|what| missing.entry(what).or_default().push(n));
        }
        let rates = |groups: &BTreeMap<&str, Vec<usize>>| -> Vec<Rates> {
            groups.iter().map(|(group, cases)| Rates::of(corpus, group, cases, at)).collect()
        };
        let positives = corpus.cases.iter().filter(|case| case.is_listed).count();
        Report {
            corpus,
            all: Rates::of(corpus, "all", &all, at),
            by_default: corpus
                .default_threshold
                .map(|at| Rates::of(corpus, "all, default policy", &all, at)),
            by_group: rates(&groups),
            by_missing: rates(&missing),
            calibration: calibration(&corpus.scored),
            fitted_calibration: corpus
                .fitted
                .iter()
                .flat_map(|(_, scored)| calibration(scored))
                .collect(),
            curve: precision_recall(&corpus.scored, positives),
        }
    }

    pub(crate) fn threshold(&self) -> f64 {
        self.corpus.threshold
    }

    pub(crate) fn title(&self) -> &str {
        &self.corpus.title
    }

    pub(crate) fn scored(&self) -> &[Scored] {
        &self.corpus.scored
    }

    fn best_f1(&self) -> Option<Point> {
        self.curve.iter().copied().max_by(|one, other| one.f1().total_cmp(&other.f1()))
    }

    pub(crate) fn print(&self) {
        let Corpus { title, listed_share, threshold, .. } = self.corpus;
        println!("{title}");
        println!(
            "{:.1} % are matches, which is the prior; more likely than not from {threshold:.2} bits on",
            100.0 * listed_share
        );
        if let Some(best) = self.best_f1() {
            println!(
                "best F1 {:.3} at {:.2} bits: precision {:.3}, recall {:.3}",
                best.f1(),
                best.bits,
                best.precision,
                best.recall
            );
        }
        println!(
            "\n{:<22}{:>7}{:>20}{:>21}{:>8}{:>20}",
            "more likely than not",
            "listed",
            "missed %, 95 %",
            "by name alone",
            "others",
            "alerted %, 95 %"
        );
        row(&self.all);
        self.by_default.iter().for_each(row);
        println!("by group");
        self.by_group.iter().for_each(row);
        println!("where one side lacks the");
        self.by_missing.iter().for_each(row);
        println!(
            "\n{:<20}{:>9}{:>24}{:>22}{:>24}",
            "said to be likely", "pairs", "are, 95 %", "by the fitted model", "are, 95 %"
        );
        for (n, bin) in self.calibration.iter().enumerate() {
            let cells = |bin: &Bin| {
                let (low, high) = bin.came_true.interval();
                let are = match bin.came_true.of {
                    0 => "-".to_owned(),
                    _ => format!("{:.3} ({low:.3}–{high:.3})", bin.came_true.value()),
                };
                (bin.came_true.of, are)
            };
            let (pairs, are) = cells(bin);
            let said = format!("{} to {}", bin.from, bin.to);
            print!("  {said:<18}{pairs:>9}{are:>24}");
            match self.fitted_calibration.get(n).map(cells) {
                Some((pairs, are)) => println!("{pairs:>22}{are:>24}"),
                None => println!(),
            }
        }
        if let Some((fitted, _)) = &self.corpus.fitted {
            fitted.print();
        }
    }

    /// Fails with a group that is missed too often compared with the best one.
    ///
    /// The ratio of two small counts is noisy, so a group is checked from [`FEWEST`] entries on, and fails only if
    /// the lower end of its interval lies above the limit.
    pub(crate) fn check(&self) -> Result<(), String> {
        let judged = || {
            let judged = self.by_group.iter().map(|rates| (&rates.group, rates.missed));
            judged.filter(|(_, missed)| missed.of >= FEWEST)
        };
        let best = judged().map(|(_, missed)| missed.value()).min_by(f64::total_cmp);
        let Some(best) = best else {
            return Err(format!("no group has {FEWEST} entries about somebody listed"));
        };
        for (group, missed) in judged() {
            if missed.interval().0 > MOST_UNEVEN * best.max(FREE) {
                return Err(format!(
                    "{group} is missed in {} of {} ({:.1} %), the best in {:.1} %",
                    missed.count,
                    missed.of,
                    100.0 * missed.value(),
                    100.0 * best
                ));
            }
        }
        Ok(())
    }

    pub(crate) fn json(&self) -> Value {
        let share = |share: Share| {
            let (low, high) = share.interval();
            json!({"count": share.count, "of": share.of, "share": share.value(), "low": low, "high": high})
        };
        let rates = |rates: &Rates| json!({"group": rates.group, "missed": share(rates.missed), "missed_by_name_alone": share(rates.missed_by_name), "false_alerts": share(rates.alerts)});
        let bins = |bins: &[Bin]| -> Vec<Value> {
            let bins = bins.iter().map(|bin| {
                json!({"from": bin.from, "to": bin.to, "said": bin.said, "came_true": share(bin.came_true)})
            });
            bins.collect()
        };
        let best = self.best_f1();
        json!({
            "corpus": self.corpus.title,
            "listed_share": self.corpus.listed_share,
            "threshold_bits": self.corpus.threshold,
            "all": rates(&self.all),
            "default_policy": self.by_default.as_ref().map(rates),
            "by_group": self.by_group.iter().map(rates).collect::<Vec<_>>(),
            "by_missing": self.by_missing.iter().map(rates).collect::<Vec<_>>(),
            "calibration": bins(&self.calibration),
            "fitted_calibration": bins(&self.fitted_calibration),
            "fit": self.corpus.fitted.as_ref().map(|(fitted, _)| fitted.json()),
            "best_f1": best.map(|best| json!({"f1": best.f1(), "bits": best.bits, "precision": best.precision, "recall": best.recall})),
        })
    }
}

fn row(rates: &Rates) {
    let cell = |share: Share| {
        let (low, high) = share.interval();
        if share.of == 0 {
            return "-".to_owned();
        }
        format!("{:.2} ({:.2}–{:.2})", 100.0 * share.value(), 100.0 * low, 100.0 * high)
    };
    let group = if rates.group.is_empty() { "(not stated)" } else { &rates.group };
    let group: String = group.chars().take(20).collect();
    println!(
        "  {group:<20}{:>7}{:>20}{:>21}{:>8}{:>20}",
        rates.missed.of,
        cell(rates.missed),
        cell(rates.missed_by_name),
        rates.alerts.of,
        cell(rates.alerts)
    );
}

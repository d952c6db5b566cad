//! Labelled pairs of the caller: the best threshold, calibration, and misses by group at even odds.

use crate::corpus::nationality;
use crate::report::reliability;
use crate::share::Share;
use crate::tally::{Scored, best_f1, calibration};
use crate::{Options, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use sverka::{Model, Record};

/// Compares the pairs of a CSV, prints what came of it, and returns it as JSON.
pub(crate) fn run(path: &Path, options: &Options) -> Outcome<Value> {
    let mut rows =
        csv::Reader::from_path(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let header = rows.headers()?.clone();
    let place = |name: &str| header.iter().position(|cell| cell == name);
    let needed =
        |name: &str| place(name).ok_or_else(|| format!("{}: no column {name}", path.display()));
    let sides = [needed(&options.name1)?, needed(&options.name2)?];
    let (label, group) = (needed(&options.label)?, place(&options.group));
    let fields = ["birth_date", "sex", "nationality", "document"]
        .map(|field| [1, 2].map(|side| place(&format!("{field}{side}"))));
    let model = Model::default();
    let mut compared = Vec::new();
    for (n, row) in rows.records().enumerate() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let is_match = match cell(label).to_lowercase().as_str() {
            "true" | "1" | "yes" => true,
            "false" | "0" | "no" => false,
            _ => {
                return Err(format!(
                    "{}:{}: expected true or false as the label",
                    path.display(),
                    n + 2
                )
                .into());
            }
        };
        let record = |side: usize| -> Result<Record, sverka::Error> {
            let stated = |field: usize| fields[field][side].map(cell).filter(|c| !c.is_empty());
            let mut record = Record::new(format!("{}", n + 2), cell(sides[side]));
            if let Some(date) = stated(0) {
                record = record.with_birth_date(date.parse()?);
            }
            if let Some(sex) = stated(1) {
                record = record.with_sex(sex.parse()?);
            }
            if let Some(country) = stated(2) {
                record = record.with_nationality(country);
            }
            if let Some(document) = stated(3) {
                record = record.with_document(document.parse()?);
            }
            Ok(record)
        };
        let (entry, listed) = (record(0)?, record(1)?);
        let bits = model.compare(&entry, &listed).bits().as_f64();
        let group = group.map_or_else(|| nationality(&entry), |at| cell(at)).to_owned();
        compared.push((group, bits, is_match));
    }
    let matches = compared.iter().filter(|(_, _, is_match)| *is_match).count();
    if matches == 0 || matches == compared.len() {
        return Err(format!(
            "{matches} of {} are matches; expected some of both kinds",
            compared.len()
        )
        .into());
    }
    let share = matches as f64 / compared.len() as f64;
    let even = ((1.0 - share) / share).log2();
    let mut missed: BTreeMap<&str, Share> = BTreeMap::new();
    let mut scored = Vec::new();
    for (group, bits, is_match) in &compared {
        let probability = 1.0 / (1.0 + (even - bits).exp2());
        scored.push(Scored { bits: *bits, probability, stated: probability, is_match: *is_match });
        if *is_match {
            missed.entry(group).or_default().add(*bits < even);
        }
    }
    println!(
        "{} labelled pairs of {}, {:.1} % of one person",
        compared.len(),
        path.display(),
        100.0 * share
    );
    let best = best_f1(&scored, matches);
    if let Some(best) = best {
        println!(
            "best F1 {:.3} at {:.2} bits: precision {:.3}, recall {:.3}",
            best.f1(),
            best.bits,
            best.precision,
            best.recall
        );
    }
    let calibration = calibration(&scored, |pair| pair.probability);
    println!("Brier {:.4}, expected calibration error {:.4}", calibration.brier, calibration.error);
    println!("missed at even odds ({even:.2} bits), %, 95 %");
    for (group, share) in &missed {
        println!("  {group:<20}{:>8}{:>20}", share.of, share.percent());
    }
    Ok(json!({
        "what": "pairs", "pairs": compared.len(), "matches": matches,
        "best_f1": best.map(|best| json!({"f1": best.f1(), "bits": best.bits})),
        "calibration": reliability(&calibration),
    }))
}

//! The weights of names, fitted to the aliases of published lists. Half of each list fits, and the other half
//! says whether the estimates hold.
//!
//! An alias and the primary name of its record may be two spellings of one name or two names, and the list does
//! not say which. So these pairs have no label, and EM finds the share of spellings. Strangers are an alias and
//! a primary name drawn at random.

use crate::Outcome;
use crate::corpus::{Corpus, Entry, name_alone};
use serde_json::{Value, json};
use sverka::{Bits, Estimate, Field, Fit, Model, Pair, Record, Watchlist};

/// Random pairs for each half.
const STRANGERS: usize = 500_000;
/// Each fit starts from the model of the one before. The rarity of a spelling that no record has depends on what
/// spellings cost, so a single fit stays near the cost that it started from.
const ROUNDS: usize = 4;

/// Fits the weights of names to either half of a list with aliases, prints them side by side, and returns them.
pub(crate) fn run(corpus: &Corpus) -> Outcome<Value> {
    let [even, odd] = [0, 1].map(|half| fit(corpus, half));
    let (even, odd) = (even?, odd?);
    println!("\nNames of {}", corpus.title);
    for (half, fit) in [("even", &even), ("odd", &odd)] {
        let how = if fit.has_converged() { "converged" } else { "NOT converged" };
        println!(
            "  {half} identifiers: {} aliases, {:.1} % spellings of the primary name; {how}, {} steps",
            fit.name_pairs(),
            100.0 * fit.name_matched_share(),
            fit.iterations()
        );
    }
    println!(
        "{:<25}{:>7} |{:>7}{:>14}{:>6}{:>6} |{:>7}{:>14}{:>6}{:>6}",
        "weight", "default", "even", "95 %", "one", "two", "odd", "95 %", "one", "two"
    );
    let defaults =
        Model::default().fit(&[Pair::new(&corpus.list[0], &corpus.list[0])], &[], Bits::ZERO)?;
    for ((even, odd), default) in of_names(&even).zip(of_names(&odd)).zip(of_names(&defaults)) {
        let name = even.weight().map_or_else(|| format!("({})", even.level()), str::to_owned);
        let name = name.trim_start_matches("names.").to_owned();
        println!("{name:<25}{:>7} |{} |{}", default.before(), half(even), half(odd));
    }
    let estimates = |fit: &Fit| of_names(fit).map(|estimate| json!(estimate)).collect::<Vec<_>>();
    Ok(json!({
        "what": "name weights", "list": corpus.name,
        "even": estimates(&even), "odd": estimates(&odd),
    }))
}

fn of_names(fit: &Fit) -> impl Iterator<Item = &Estimate> {
    fit.estimates().iter().filter(|estimate| estimate.field() == Field::Name)
}

fn half(estimate: &Estimate) -> String {
    let (low, high) = (estimate.interval().start().as_f64(), estimate.interval().end().as_f64());
    let fitted = match estimate.is_kept() {
        true => "kept".to_owned(),
        false => estimate.after().to_string(),
    };
    let interval = format!("{low:.2}..{high:.2}");
    let number = |n: f64| match n {
        10_000.0.. => format!("{:.0}k", n / 1_000.0),
        _ => format!("{n:.0}"),
    };
    let [one, two] = [estimate.matches(), estimate.nonmatches()].map(number);
    format!("{fitted:>7}{interval:>14}{one:>6}{two:>6}")
}

/// Fits to the aliases of the records whose identifiers end in an even digit, or in an odd one.
fn fit(corpus: &Corpus, half: u32) -> Outcome<Fit> {
    let mut found = round(corpus, half, Model::default())?;
    for _ in 1..ROUNDS {
        found = round(corpus, half, found.into_model())?;
    }
    Ok(found)
}

fn round(corpus: &Corpus, half: u32, model: Model) -> Outcome<Fit> {
    // Sex and nationality of an alias are those of its record, and say nothing of who bears it.
    let names = corpus.list.iter().map(name_alone);
    let watchlist = Watchlist::builder().records(names).model(model).build()?;
    let listed: Vec<Record> = watchlist.records().collect();
    let is_of_half = |id: &str| {
        let last = id.chars().rev().find_map(|c| c.to_digit(10));
        last.unwrap_or_default() % 2 == half
    };
    let mut aliases: Vec<(Record, &Record)> = Vec::new();
    for Entry { record, truth, .. } in &corpus.entries {
        let Some(id) = truth.listed().filter(|id| is_of_half(id)) else { continue };
        let place = listed.binary_search_by(|record| record.id().cmp(id));
        aliases.extend(place.ok().map(|place| (name_alone(record), &listed[place])));
    }
    let pairs: Vec<Pair<'_>> =
        aliases.iter().map(|(alias, record)| watchlist.pair(alias, record).for_names()).collect();
    let mut strangers = Vec::new();
    let mut state = u64::from(half) + 1;
    while strangers.len() < STRANGERS {
        // Knuth's linear congruential generator for MMIX, whose upper bits are good enough here.
        let mut draw = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let ((alias, own), other) = (&aliases[draw(aliases.len())], &listed[draw(listed.len())]);
        if own.id() != other.id() {
            strangers.push(watchlist.pair(alias, other).for_names());
        }
    }
    // Most pairs are of one person, so the odds are even where names say nothing.
    Ok(watchlist.model().fit(&pairs, &strangers, Bits::ZERO)?)
}

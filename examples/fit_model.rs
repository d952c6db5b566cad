//! Fits the weights of a model to a list and its entries, without knowing who is whom, and screens with them.
//!
//! ```sh
//! cargo run --release --example fit_model
//! ```

use sverka::synthetic::Population;
use sverka::{Error, Policy, Record, ValidAt, Watchlist};

fn main() -> Result<(), Error> {
    // Invented people stand in for a list and for those who cross a border: half of the entries are about
    // somebody listed, with the errors that offices make.
    let population = Population::new(1);
    let listed = population.watchlist(5_000);
    let entries = population.incoming(1_000, listed.len());
    let truths: Vec<Option<String>> = entries
        .iter()
        .map(|entry| entry.truth().map(|position| listed[position].id().to_owned()))
        .collect();
    let entries: Vec<Record> = entries.into_iter().map(|entry| entry.into_record()).collect();

    // Expectation maximization estimates how often records of one person, and of two, agree or differ in
    // each way. Seed 1 draws the pairs.
    let watchlist = Watchlist::builder().records(listed.clone()).build()?;
    let fit = watchlist.fit(&entries, 1)?;
    println!("converged: {} in {} iterations", fit.has_converged(), fit.iterations());
    for estimate in fit.estimates().iter().filter(|estimate| !estimate.is_kept()) {
        println!(
            "{}: m {:.4}, u {:.6}, {:+} bits (before: {:+})",
            estimate.weight().unwrap_or_default(),
            estimate.m(),
            estimate.u(),
            estimate.after(),
            estimate.before(),
        );
    }

    let fitted = Watchlist::builder().records(listed).model(fit.into_model()).build()?;
    let policy = Policy::default().with_limit(1).with_valid_at(ValidAt::Ever);
    for (name, list) in [("default", &watchlist), ("fitted", &fitted)] {
        let screenings = list.screen_all(&entries, &policy);
        let first = screenings.iter().map(|screening| screening.matches().first());
        let (mut found, mut wrong) = (0, 0);
        for (first, truth) in first.zip(&truths) {
            match first {
                Some(first) if Some(first.record().id()) == truth.as_deref() => found += 1,
                Some(_) => wrong += 1,
                None => {}
            }
        }
        println!("{name} weights: {found} found, {wrong} matched with somebody else");
    }
    Ok(())
}

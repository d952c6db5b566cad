//! Invented people, a fifth of whom have several records, and the true person of each record.

use sverka::synthetic::Population;
use sverka::{Error, Listing, Record};

/// Records per person. Further records are drawn evenly over people, so e^-0.2231 = 80 % of them have none,
/// and a fifth have two or more.
const RECORDS_PER_PERSON: f64 = 1.2231;
const SOURCES: [&str; 6] = ["north", "south", "east", "west", "centre", "coast"];
const CATEGORIES: [&str; 4] = ["wanted", "convicted", "suspect", "entry ban"];

/// Records of invented people, each with the number of its person: one record of each person, and further
/// ones with the errors that offices make.
pub(super) fn of(population: Population, records: usize) -> Result<Vec<(Record, usize)>, Error> {
    let people = (records as f64 / RECORDS_PER_PERSON).ceil() as usize;
    let population = population.with_listed_share(1.0)?;
    let again = population.incoming(records - people, people).into_iter().enumerate();
    let again = again.filter_map(|(n, entry)| {
        let truth = entry.truth()?;
        let listing = Listing::new()
            .with_source(SOURCES[n % SOURCES.len()])
            .with_category(CATEGORIES[n % CATEGORIES.len()]);
        Some((entry.into_record().with_listing(listing), truth))
    });
    let once = population.watchlist(people).into_iter().enumerate();
    Ok(once.map(|(truth, record)| (record, truth)).chain(again).collect())
}

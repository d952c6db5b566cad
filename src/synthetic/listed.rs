//! List records: what a source submitted about a person, under which names, and for how long.

use super::person::{RandomStream, SyntheticPerson, rng};
use super::spelling::{NameLayout, SpellingStyle};
use crate::record::{Alias, AliasStrength, Date, Listing, PartialDate, PersonName, Record};
use rand::{Rng, RngExt};

/// Invented sources, all equally frequent.
const SOURCES: [&str; 6] = [
    "interior ministry",
    "border service",
    "financial monitoring",
    "court register",
    "customs",
    "international notices",
];

/// Categories and their shares in hundredths. All shares in this file are assumptions.
const CATEGORIES: [(&str, u32); 5] =
    [("convicted", 30), ("wanted", 25), ("suspect", 20), ("entry ban", 15), ("missing", 10)];

/// The share of list records with an alias.
const WITH_ALIASES: f64 = 0.20;
/// The share of those that have a second alias.
const SECOND_ALIAS: f64 = 0.25;
/// The share of maiden names among the aliases of women who changed their surname.
const MAIDEN: f64 = 0.4;
/// The share of weak aliases.
const WEAK: f64 = 0.15;
/// The share of listings with an end date.
const WITH_END: f64 = 0.15;
/// The days from 2005-01-01 to 2025-06-30, the period of the events behind the listings.
const EVENT_DAYS: i64 = 7_485;
/// The longest delay of a submission, in days. A delay is this times the cube of a uniform number,
/// so its median is 60 days.
const LONGEST_DELAY: f64 = 480.0;

/// How the list writes a person. Incoming records are altered from this.
pub(super) fn style(person: &SyntheticPerson, rng: &mut impl Rng) -> (SpellingStyle, NameLayout) {
    (SpellingStyle::draw(person, rng), NameLayout::draw(rng))
}

/// A record with the name, sex and nationality of a person.
pub(super) fn facts(id: String, name: PersonName, person: &SyntheticPerson) -> Record {
    Record::new(id, name).with_sex(person.sex).with_nationality(person.tradition.nationality)
}

/// The list record of the person with that number.
pub(super) fn record(seed: u64, number: u64) -> Record {
    let person = SyntheticPerson::new(seed, number);
    let rng = &mut rng(seed, RandomStream::Listed, number);
    let (spelling, layout) = style(&person, rng);
    let mut record = facts(format!("w{number:06}"), layout.write(spelling.write(&person)), &person);
    if rng.random_bool(WITH_ALIASES) {
        record = record.with_alias(draw_alias(&person, spelling, rng));
        if rng.random_bool(SECOND_ALIAS) {
            record = record.with_alias(draw_alias(&person, spelling, rng));
        }
    }
    let listing = draw_listing(first_event(person.birth_date), rng);
    if let Some(date) = person.birth_date {
        record = record.with_birth_date(date);
    }
    if let Some(document) = person.document {
        record = record.with_document(document);
    }
    record.with_listing(listing)
}

fn draw_alias(person: &SyntheticPerson, spelling: SpellingStyle, rng: &mut impl Rng) -> Alias {
    let parts = if person.has_maiden_name() && rng.random_bool(MAIDEN) {
        spelling.write_maiden(person)
    } else {
        spelling.draw_other(person, rng).write(person)
    };
    let strength = if rng.random_bool(WEAK) { AliasStrength::Weak } else { AliasStrength::Strong };
    Alias::new(NameLayout::FamilyFirst.write(parts), strength)
}

/// The first day of an event that a person can be listed for, counted from 2005-01-01: in the year in
/// which the person turns sixteen.
fn first_event(birth_date: Option<PartialDate>) -> i64 {
    let year = birth_date.map_or(0, |date| i64::from(date.year()) + 16);
    (366 * (year - 2005)).clamp(0, EVENT_DAYS - 1)
}

fn draw_listing(first: i64, rng: &mut impl Rng) -> Listing {
    let mut listing = Listing::new()
        .with_source(SOURCES[rng.random_range(0..SOURCES.len())])
        .with_category(draw_category(rng));
    let occurred = rng.random_range(first..EVENT_DAYS);
    let delay: f64 = rng.random();
    let submitted = occurred + (delay.powi(3) * LONGEST_DELAY) as i64;
    let end = rng.random_bool(WITH_END).then(|| submitted + 365 * rng.random_range(1..=10));
    if let Some(day) = day(occurred) {
        listing = listing.with_occurred_at(day);
    }
    if let Some(day) = day(submitted) {
        listing = listing.with_submitted_at(day);
    }
    listing.with_validity(day(submitted), end.and_then(day))
}

fn draw_category(rng: &mut impl Rng) -> &'static str {
    let mut left = rng.random_range(0..100);
    for (category, weight) in CATEGORIES {
        if left < weight {
            return category;
        }
        left -= weight;
    }
    CATEGORIES[0].0
}

/// The day `n` days after 2005-01-01.
fn day(n: i64) -> Option<Date> {
    let day = jiff::civil::date(2005, 1, 1).checked_add(jiff::SignedDuration::from_hours(24 * n));
    let day = day.ok()?;
    let part = |n: i8| n.unsigned_abs();
    Date::new(day.year().unsigned_abs(), part(day.month()), part(day.day())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_2005_and_shares_add_up() {
        assert_eq!(day(0).unwrap().to_string(), "2005-01-01");
        assert_eq!(day(EVENT_DAYS).unwrap().to_string(), "2025-06-30");
        assert_eq!(CATEGORIES.iter().map(|(_, weight)| weight).sum::<u32>(), 100);
    }
}

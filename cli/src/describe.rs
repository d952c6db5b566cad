//! Records, listings and evidence in words.

use crate::table::{Column, Table, WIDTH};
use sverka::{Evidence, Field, Item, Level, Listing, Record};

/// The name of a record, and whatever else identifies the person.
pub(crate) fn record(record: &Record) -> String {
    let mut text = record.name().to_string();
    let dates = record.birth_dates().iter().map(|date| format!("born {date}"));
    let sex = record.sex().map(|sex| sex.to_string());
    for fact in dates.chain(sex).chain(record.nationalities().iter().cloned()) {
        text.push_str(", ");
        text.push_str(&fact);
    }
    text
}

/// Why, by whom and for which days a record is listed; `None` where nothing of that is stated.
pub(crate) fn listing(listing: &Listing) -> Option<String> {
    let mut facts: Vec<String> =
        [listing.category(), listing.source()].into_iter().flatten().map(str::to_owned).collect();
    facts.extend(listing.valid_from().map(|day| format!("from {day}")));
    facts.extend(listing.valid_to().map(|day| format!("to {day}")));
    (!facts.is_empty()).then(|| facts.join(", "))
}

/// The items of a comparison, a row each: bits, both values, and how they compare.
pub(crate) fn evidence(evidence: &Evidence) -> Table {
    const BITS: u16 = 10;
    const VALUE: u16 = 27;
    let mut table = Table::new([
        Column::figure("", BITS).between(0, 1),
        Column::text("", VALUE),
        Column::text("", VALUE),
        Column::text("", WIDTH - BITS - 2 * VALUE).between(0, 0),
    ]);
    for item in evidence.items() {
        let value = |text: Option<&str>| text.unwrap_or("-").to_owned();
        let bits = format!("{:+}", item.bits());
        table.row([bits, value(item.entry()), value(item.record()), comparison(item)]);
    }
    table
}

/// How the two values of an item compare.
fn comparison(item: &Item) -> String {
    let mut text = item.level().to_string();
    // The values of a name show what they are.
    if item.field() != Field::Name {
        text = format!("{}: {text}", item.field());
    }
    match item.via() {
        // The first word of each of two orthographies is enough to recognize it.
        Some(via) if item.level() == Level::SameReading && via.contains(" ~ ") => {
            let names = via.split(" ~ ").map(|name| name.split([' ', ',']).next().unwrap_or(name));
            text = format!("{text}, {}", names.collect::<Vec<_>>().join(" ~ "));
        }
        Some(via) => text = format!("{text}, {via}"),
        None => {}
    }
    text
}

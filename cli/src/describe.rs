//! Records, listings and evidence in words.

use crate::table::{Column, Table, WIDTH};
use sverka::persons::{Contradiction, Statement};
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

/// A record beside others of its person: its identifier, and what it states.
pub(crate) fn listed(one: &Record) -> String {
    let facts = [record(one)].into_iter().chain(listing(one.listing()));
    format!("{}  {}", one.id(), facts.collect::<Vec<_>>().join(", "))
}

/// What several values of a field are called.
pub(crate) fn values_of(field: Field) -> &'static str {
    match field {
        Field::Name => "names",
        Field::BirthDate => "birth dates",
        Field::Sex => "sexes",
        Field::Nationality => "nationalities",
        Field::BirthPlace => "birth places",
        Field::Document => "documents",
        _ => "statements",
    }
}

/// Values that contradict each other, with the records that state them.
pub(crate) fn contradiction(found: &Contradiction) -> String {
    let field = values_of(found.field);
    let stated = |one: &Statement| format!("{} ({})", one.value, one.records.join(", "));
    let stated: Vec<String> = found.statements.iter().map(stated).collect();
    format!("other {field}: {}", stated.join(" | "))
}

/// The items of a comparison, a row each: bits, the value on either side below its heading, and how they
/// compare.
pub(crate) fn evidence(evidence: &Evidence) -> Table {
    const BITS: u16 = 10;
    const VALUE: u16 = 27;
    let mut table = Table::new([
        Column::figure("", BITS).between(0, 1),
        Column::text("", VALUE),
        Column::text("", VALUE),
        Column::text("", WIDTH - BITS - 2 * VALUE).between(0, 0),
    ]);
    table.row(["bits", "entry", "record", ""].map(str::to_owned));
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
        // An orthography is recognized without the word for one.
        Some(via) if item.level() == Level::SameReading => {
            let name = |name: &str| {
                let bare =
                    [" spelling", " Cyrillic"].iter().find_map(|word| name.strip_suffix(word));
                bare.unwrap_or(name).to_owned()
            };
            let names: Vec<String> = via.split(" ~ ").map(name).collect();
            text = format!("{text}, {}", names.join(" ~ "));
        }
        Some(via) => text = format!("{text}, {via}"),
        None => {}
    }
    text
}

//! Invented records as a CSV list.

use crate::outcome::Result;
use crate::visible::Visible;
use std::fs::File;
use sverka::Record;

/// Writes the records with the columns that the readers of lists know, and one more: `person`.
pub(super) fn export(bank: &[(Record, usize)], file: &str) -> Result<()> {
    let mut table = csv::Writer::from_writer(Visible::text(File::create(file)?));
    table.write_record([
        "id",
        "name",
        "given",
        "patronymic",
        "family",
        "aliases",
        "birth_date",
        "sex",
        "nationality",
        "document",
        "source",
        "category",
        "person",
    ])?;
    for (record, person) in bank {
        let (name, listing) = (record.name(), record.listing());
        let stated = |text: Option<&str>| text.unwrap_or_default().to_owned();
        table.write_record([
            record.id().to_owned(),
            stated(name.as_full()),
            stated(name.given()),
            stated(name.patronymic()),
            stated(name.family()),
            several(record.aliases().iter().map(|alias| alias.name())),
            several(record.birth_dates()),
            stated(record.sex().map(|sex| sex.as_str())),
            several(record.nationalities()),
            several(record.documents()),
            stated(listing.source()),
            stated(listing.category()),
            person.to_string(),
        ])?;
    }
    Ok(table.flush()?)
}

fn several<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join("; ")
}

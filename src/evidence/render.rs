//! RawEvidence as items a person can read: what stood on each side, as it was written.

use super::findings::{RawEvidence, RawItem};
use super::item::{Evidence, Field, Item, Level};
use super::subject::names;
use crate::name::{Name, normalized, read};
use crate::record::{PersonName, Record};

/// Renders the findings of a comparison of these two records. Nothing is weighed again.
pub(crate) fn render(findings: &RawEvidence, entry: &Record, record: &Record) -> Evidence {
    let entry_side = ItemTexts::new(entry, findings.entry_name);
    let record_side = ItemTexts::new(record, findings.record_name);
    let item = |found: &RawItem| Item {
        field: found.field,
        level: found.level,
        bits: found.bits,
        entry: found.entry.map(|at| entry_side.text(found.field, at)),
        record: found.record.map(|at| record_side.text(found.field, at)),
        via: match (found.level, found.entry, found.record) {
            (Level::SameReading, Some(one), Some(other)) => {
                bridge(entry_side.folded(one), record_side.folded(other))
            }
            _ => None,
        },
    };
    let standing = |(level, bits, is_entry): &(Level, _, bool)| {
        let side = if *is_entry { &entry_side } else { &record_side };
        let text = side.name.map(ToString::to_string);
        let (entry, record) = if *is_entry { (text, None) } else { (None, text) };
        Item { field: Field::Name, level: *level, bits: *bits, entry, record, via: None }
    };
    let (of_names, others): (Vec<&RawItem>, Vec<&RawItem>) =
        findings.found.iter().partition(|found| found.field == Field::Name);
    let items = of_names.into_iter().map(item);
    let items = items.chain(findings.standings.iter().map(standing));
    Evidence { items: items.chain(others.into_iter().map(item)).collect() }
}

struct ItemTexts<'a> {
    record: &'a Record,
    name: Option<&'a PersonName>,
    folded: Name,
}

impl<'a> ItemTexts<'a> {
    fn new(record: &'a Record, name: usize) -> Self {
        let name = names(record).nth(name).map(|(_, name)| name);
        ItemTexts {
            record,
            name,
            folded: name.map(|name| normalized(name, Name::clone)).unwrap_or_default(),
        }
    }

    fn folded(&self, token: usize) -> &str {
        self.folded.token(token).map_or("", |token| token.text())
    }

    fn text(&self, field: Field, at: usize) -> String {
        let stated = match field {
            Field::Name => {
                let written = self.name.map(|name| self.folded.written(at, name).to_owned());
                written.filter(|written| !written.is_empty())
            }
            Field::BirthDate => self.record.birth_dates().get(at).map(ToString::to_string),
            Field::Sex => self.record.sex().map(|sex| sex.to_string()),
            Field::Nationality => stated_nationality(self.record, at),
            Field::BirthPlace => Some(self.record.birth_places().join("; ")),
            Field::Document => self.record.documents().get(at).map(ToString::to_string),
        };
        stated.unwrap_or_default()
    }
}

/// The nationality at that place among those that are not blank.
fn stated_nationality(record: &Record, at: usize) -> Option<String> {
    record.nationalities().iter().filter(|text| !text.trim().is_empty()).nth(at).cloned()
}

/// The orthographies in which two tokens sound alike: those of their first common reading.
fn bridge(one: &str, other: &str) -> Option<String> {
    let others = read(other);
    read(one).iter().find_map(|reading| {
        let common = others.iter().find(|other| other.sounds() == reading.sounds())?;
        let (one, other) = (reading.orthographies().next()?, common.orthographies().next()?);
        Some(if one == other { one.to_owned() } else { format!("{one} ~ {other}") })
    })
}

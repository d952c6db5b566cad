//! Raw evidence rendered as items with the texts of the two records, as they were written.

use super::item::{Evidence, Field, Item, Level};
use super::raw::{RawEvidence, RawItem, WholeNameItem};
use crate::name::{Name, common_syllabary, normalized, read, reading_limit, rendering_orthography};
use crate::record::{PersonName, Record};

/// Renders the raw evidence of a comparison of these two records. Computes no weight.
pub(crate) fn render(raw: &RawEvidence, entry: &Record, record: &Record) -> Evidence {
    let entry_texts = ItemTexts::new(entry, raw.query_name);
    let record_texts = ItemTexts::new(record, raw.record_name);
    let item = |item: &RawItem| Item {
        field: item.field,
        level: item.level,
        bits: item.bits,
        entry: item.query.map(|at| entry_texts.text(item.field, at)),
        record: item.record.map(|at| record_texts.text(item.field, at)),
        via: match (item.level, item.query, item.record) {
            (Level::SameReading, Some(one), Some(other)) => {
                common_orthographies(entry_texts.folded(one), record_texts.folded(other))
            }
            (Level::Identical, ..) => None,
            (_, one, other) if item.field == Field::Name => {
                let one = one.and_then(|one| reading_limit(entry_texts.folded(one)));
                one.or_else(|| other.and_then(|other| reading_limit(record_texts.folded(other))))
            }
            _ => None,
        },
    };
    let whole_name = |item: &WholeNameItem| {
        let WholeNameItem { level, bits, in_query } = *item;
        let texts = if in_query { &entry_texts } else { &record_texts };
        let text = texts.name.map(ToString::to_string);
        let (entry, record) = if in_query { (text, None) } else { (None, text) };
        let via = (level == Level::Repaired).then(|| guessed_repairs(&texts.folded));
        Item { field: Field::Name, level, bits, entry, record, via }
    };
    let (names, others): (Vec<&RawItem>, Vec<&RawItem>) =
        raw.items.iter().partition(|item| item.field == Field::Name);
    let items = names.into_iter().map(item).chain(raw.whole_names.iter().map(whole_name));
    Evidence { items: items.chain(others.into_iter().map(item)).collect() }
}

/// The repairs of a name in which letters were guessed, each once.
fn guessed_repairs(name: &Name) -> String {
    let mut repairs = name.repairs().to_vec();
    repairs.retain(|repair| repair.is_guess());
    repairs.sort_unstable();
    repairs.dedup();
    let words: Vec<String> = repairs.iter().map(ToString::to_string).collect();
    words.join(", ")
}

/// The texts of one record, by the positions of raw evidence.
struct ItemTexts<'a> {
    record: &'a Record,
    /// The name that was compared.
    name: Option<&'a PersonName>,
    folded: Name,
}

impl<'a> ItemTexts<'a> {
    fn new(record: &'a Record, name: usize) -> Self {
        let name = record.all_names().nth(name).map(|(_, name)| name);
        ItemTexts {
            record,
            name,
            folded: name.map(|name| normalized(name, Name::clone)).unwrap_or_default(),
        }
    }

    /// A token, folded.
    fn folded(&self, token: usize) -> &str {
        self.folded.token(token).map_or("", |token| token.text())
    }

    fn text(&self, field: Field, at: usize) -> String {
        let stated = match field {
            Field::Name => {
                let written = self.name.map(|name| self.folded.written(at, name).to_owned());
                written.filter(|written| !written.is_empty())
            }
            Field::BirthDate => {
                self.record.known_birth_dates().nth(at).map(|date| date.to_string())
            }
            Field::Sex => self.record.sex().map(|sex| sex.to_string()),
            Field::Nationality => self.record.nationalities().get(at).cloned(),
            Field::BirthPlace => Some(self.record.birth_places().join("; ")),
            Field::Document => self.record.documents().get(at).map(ToString::to_string),
        };
        stated.unwrap_or_default()
    }
}

/// The orthographies of the first reading that two tokens have in common, or that by which one renders the other, or
/// the syllabary that has the syllables of both.
fn common_orthographies(one: &str, other: &str) -> Option<String> {
    let others = read(other);
    let mut common = read(one).into_iter().filter_map(|reading| {
        let common = others.iter().find(|other| other.sounds() == reading.sounds())?;
        let (one, other) = (reading.orthographies().next()?, common.orthographies().next()?);
        Some(if one == other { one.to_owned() } else { format!("{one} ~ {other}") })
    });
    let by_rule = || rendering_orthography(one, other).or_else(|| common_syllabary(one, other));
    let by_rule = || by_rule().map(str::to_owned);
    common.next().or_else(by_rule).or_else(|| reading_limit(one)).or_else(|| reading_limit(other))
}

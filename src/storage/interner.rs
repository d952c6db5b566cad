//! Ids for distinct texts.

use super::{HashIndex, Section, StringArray, StringArrayBuilder, hash_bytes, pair, stored};
use crate::error::Error;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Distinct texts and their ids, which start from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    texts: StringArray,
    by_text: HashIndex,
}

/// Gives ids to texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct InternerBuilder {
    texts: StringArrayBuilder,
    /// The positions of the texts, by their hashes. A map of texts would own each a second time.
    by_text: HashTable<u64>,
}

/// The id of a text that was never added. No text has this id.
const UNKNOWN: u32 = u32::MAX;

impl Interner {
    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The id of a text; for one that was not added, an id that no text has.
    pub(crate) fn find(&self, text: &str) -> u32 {
        let same = |place: u32| self.texts.get(place) == text.as_bytes();
        self.by_text.find(hash_bytes(text.as_bytes()), same).map_or(UNKNOWN, |place| place + 1)
    }

    /// The text with that id.
    pub(crate) fn text(&self, number: u32) -> &[u8] {
        self.texts.get(number - 1)
    }
}

impl InternerBuilder {
    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// As [`Interner::find`].
    pub(crate) fn find(&self, text: &str) -> u32 {
        let (hash, text) = (hash_bytes(text.as_bytes()), text.as_bytes());
        let is_same = |pair: &u64| self.texts.get(*pair as u32) == text;
        self.by_text.find(spread(hash), is_same).map_or(UNKNOWN, |pair| *pair as u32 + 1)
    }

    /// The id of a text, a new one if it has none.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        self.add_bytes(text.as_bytes())
    }

    /// The text with that id.
    pub(crate) fn text(&self, number: u32) -> &str {
        std::str::from_utf8(self.texts.get(number - 1)).unwrap_or_default()
    }

    /// Adds the texts of another interner, in their order. Returns the new id of each by its id there, and 0
    /// for 0, which is no text's.
    pub(crate) fn append(&mut self, others: &InternerBuilder) -> Vec<u32> {
        let texts = (0..others.len() as u32).map(|place| others.texts.get(place));
        std::iter::once(0).chain(texts.map(|text| self.add_bytes(text))).collect()
    }

    fn add_bytes(&mut self, text: &[u8]) -> u32 {
        let InternerBuilder { texts, by_text } = self;
        let hash = hash_bytes(text);
        let is_same = |pair: &u64| texts.get(*pair as u32) == text;
        let hash_of = |pair: &u64| spread((pair >> 32) as u32);
        match by_text.entry(spread(hash), is_same, hash_of) {
            Entry::Occupied(entry) => *entry.get() as u32 + 1,
            Entry::Vacant(entry) => {
                // There are fewer texts than records, whose number is checked when a list is built.
                entry.insert(pair(hash, texts.len() as u32));
                texts.push(text);
                texts.len() as u32
            }
        }
    }

    pub(crate) fn build(self) -> Interner {
        let InternerBuilder { texts, by_text } = self;
        let pairs = by_text.into_iter().collect();
        Interner { by_text: HashIndex::new(pairs, texts.len()), texts: texts.build() }
    }
}

/// A hash for the table, which needs good bits at both ends of 64.
fn spread(hash: u32) -> u64 {
    super::spread(u64::from(hash))
}

stored!(Interner { texts: Texts, by_text: ByText });

impl Interner {
    /// Checks what was opened from a file.
    pub(crate) fn check(&self, section: Section) -> Result<(), Error> {
        self.texts.check(section)?;
        self.by_text.check(section, self.texts.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_id() {
        let mut builder = InternerBuilder::default();
        let texts = ["ru", "kz", "", "ru", "казань", "kz"];
        let numbers = texts.map(|text| builder.add(text));
        assert_eq!(numbers, [1, 2, 3, 1, 4, 2]);
        let built = builder.build();
        assert_eq!(texts.map(|text| built.find(text)), numbers);
        assert_eq!((built.len(), built.text(4)), (4, "казань".as_bytes()));
        assert_eq!([built.find("by"), Interner::default().find("ru")], [UNKNOWN; 2]);
    }

    #[test]
    fn interners_are_merged() {
        let text = |n: u32| format!("{n} texts");
        let (mut one, mut other) = (InternerBuilder::default(), InternerBuilder::default());
        assert!((0..1_000).all(|n| one.add(&text(n)) == n + 1));
        assert!((0..1_000).all(|n| one.find(&text(n)) == n + 1 && one.text(n + 1) == text(n)));
        assert_eq!(one.find(&text(1_000)), UNKNOWN);
        (900..1_100).for_each(|n| _ = other.add(&text(n)));
        let new = one.append(&other);
        assert!(new.into_iter().eq(std::iter::once(0).chain(901..=1_100)));
        assert_eq!((one.len(), one.build().find(&text(1_099))), (1_100, 1_100));
    }
}

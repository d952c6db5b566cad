//! Numbers for distinct texts.

use super::{HashIndex, StringArray, StringArrayBuilder, hash_bytes, pair};

/// Distinct texts and their numbers, from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    texts: StringArray,
    by_text: HashIndex,
}

/// Gives distinct texts numbers from 1.
#[derive(Clone, Debug)]
pub(crate) struct InternerBuilder {
    texts: StringArrayBuilder,
    /// Pairs of hash and place of the texts, each in the first slot that was free from the one that its
    /// hash names on. A map of texts would hold each a second time.
    slots: Vec<u64>,
}

/// In a slot of no text.
const FREE: u64 = u64::MAX;
/// The fewest slots; always a power of two.
const FEWEST: usize = 8;

/// The number of every text that has none: it equals no number that was given out.
const UNKNOWN: u32 = u32::MAX;

impl Interner {
    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The number of a text; for a text without one, a number that no text has.
    pub(crate) fn find(&self, text: &str) -> u32 {
        let same = |place: u32| self.texts.get(place) == text.as_bytes();
        self.by_text.find(hash_bytes(text.as_bytes()), same).map_or(UNKNOWN, |place| place + 1)
    }

    /// The text with that number.
    pub(crate) fn text(&self, number: u32) -> &[u8] {
        self.texts.get(number - 1)
    }
}

impl Default for InternerBuilder {
    fn default() -> Self {
        InternerBuilder { texts: StringArrayBuilder::default(), slots: vec![FREE; FEWEST] }
    }
}

impl InternerBuilder {
    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// As [`Interner::find`].
    pub(crate) fn find(&self, text: &str) -> u32 {
        let text = text.as_bytes();
        match self.slots[self.slot(hash_bytes(text), text)] {
            FREE => UNKNOWN,
            pair => pair as u32 + 1,
        }
    }

    /// The number of a text, a new one where it has none.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        self.add_bytes(text.as_bytes())
    }

    /// The text with that number.
    pub(crate) fn text(&self, number: u32) -> &str {
        std::str::from_utf8(self.texts.get(number - 1)).unwrap_or_default()
    }

    /// Adds texts that were numbered elsewhere, in that order. Returns the number of each, by its number
    /// there; for 0, which is no text's, 0.
    pub(crate) fn append(&mut self, others: &InternerBuilder) -> Vec<u32> {
        let texts = (0..others.len() as u32).map(|place| others.texts.get(place));
        std::iter::once(0).chain(texts.map(|text| self.add_bytes(text))).collect()
    }

    fn add_bytes(&mut self, text: &[u8]) -> u32 {
        let hash = hash_bytes(text);
        let slot = self.slot(hash, text);
        if self.slots[slot] != FREE {
            return self.slots[slot] as u32 + 1;
        }
        // Fewer texts than records, whose number is checked when a list is built.
        self.slots[slot] = pair(hash, self.texts.len() as u32);
        self.texts.push(text);
        if self.texts.len() > self.slots.len() / 4 * 3 {
            self.grow();
        }
        self.texts.len() as u32
    }

    /// Where a text is, or would be put.
    fn slot(&self, hash: u32, text: &[u8]) -> usize {
        let is_it = |pair: u64| {
            pair == FREE || ((pair >> 32) as u32 == hash && self.texts.get(pair as u32) == text)
        };
        let last = self.slots.len() - 1;
        let mut slot = hash as usize & last;
        while !is_it(self.slots[slot]) {
            slot = (slot + 1) & last;
        }
        slot
    }

    fn grow(&mut self) {
        let twice = vec![FREE; 2 * self.slots.len()];
        let last = twice.len() - 1;
        for pair in std::mem::replace(&mut self.slots, twice) {
            if pair != FREE {
                let mut slot = (pair >> 32) as usize & last;
                while self.slots[slot] != FREE {
                    slot = (slot + 1) & last;
                }
                self.slots[slot] = pair;
            }
        }
    }

    pub(crate) fn build(self) -> Interner {
        let InternerBuilder { texts, slots: mut pairs } = self;
        pairs.retain(|pair| *pair != FREE);
        Interner { by_text: HashIndex::new(pairs, texts.len()), texts: texts.build() }
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter};

    impl Interner {
        pub(crate) fn save<'a>(&'a self, name: &str, to: &mut SnapshotWriter<'a>) {
            self.texts.save(name, to);
            self.by_text.save(&format!("{name}.by_text"), to);
        }

        pub(crate) fn open(name: &str, from: &SnapshotReader) -> Result<Self, Error> {
            let texts = StringArray::open(name, from)?;
            let by_text = HashIndex::open(&format!("{name}.by_text"), from, texts.len())?;
            Ok(Interner { texts, by_text })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_the_number_it_was_given() {
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
    fn many_texts_keep_their_numbers_and_take_in_others() {
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

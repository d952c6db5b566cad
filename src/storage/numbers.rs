//! Numbers for distinct texts.

use super::{Buckets, Strings, StringsBuilder, hash, pair};
use rustc_hash::FxHashMap;

/// Distinct texts and their numbers, from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers {
    texts: Strings,
    by_text: Buckets,
}

/// Gives distinct texts numbers from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct NumbersBuilder {
    numbers: FxHashMap<Box<str>, u32>,
    texts: StringsBuilder,
}

/// The number of every text that has none: it equals no number that was given out.
const UNKNOWN: u32 = u32::MAX;

impl Numbers {
    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The number of a text; for a text without one, a number that no text has.
    pub(crate) fn find(&self, text: &str) -> u32 {
        let same = |place: u32| self.texts.get(place) == text.as_bytes();
        self.by_text.find(hash(text.as_bytes()), same).map_or(UNKNOWN, |place| place + 1)
    }

    /// The text with that number.
    pub(crate) fn text(&self, number: u32) -> &[u8] {
        self.texts.get(number - 1)
    }
}

impl NumbersBuilder {
    /// As [`Numbers::find`].
    pub(crate) fn find(&self, text: &str) -> u32 {
        self.numbers.get(text).copied().unwrap_or(UNKNOWN)
    }

    /// The number of a text, a new one where it has none.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.texts.push(text.as_bytes());
        // Fewer texts than records, whose number is checked when a list is built.
        let number = self.texts.len() as u32;
        self.numbers.insert(text.into(), number);
        number
    }

    pub(crate) fn build(self) -> Numbers {
        drop(self.numbers);
        let texts = self.texts.build();
        let pairs = (0..texts.len() as u32).map(|place| pair(hash(texts.get(place)), place));
        Numbers { by_text: Buckets::new(pairs.collect(), texts.len()), texts }
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{Parts, Sections};

    impl Numbers {
        pub(crate) fn save<'a>(&'a self, name: &str, to: &mut Sections<'a>) {
            self.texts.save(name, to);
            self.by_text.save(&format!("{name}.by_text"), to);
        }

        pub(crate) fn open(name: &str, from: &Parts) -> Result<Self, Error> {
            let texts = Strings::open(name, from)?;
            let by_text = Buckets::open(&format!("{name}.by_text"), from, texts.len())?;
            Ok(Numbers { texts, by_text })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_the_number_it_was_given() {
        let mut builder = NumbersBuilder::default();
        let texts = ["ru", "kz", "", "ru", "казань", "kz"];
        let numbers = texts.map(|text| builder.add(text));
        assert_eq!(numbers, [1, 2, 3, 1, 4, 2]);
        let built = builder.build();
        assert_eq!(texts.map(|text| built.find(text)), numbers);
        assert_eq!((built.len(), built.text(4)), (4, "казань".as_bytes()));
        assert_eq!([built.find("by"), Numbers::default().find("ru")], [UNKNOWN; 2]);
    }
}

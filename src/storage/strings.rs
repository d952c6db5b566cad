//! Many short strings in one piece of memory.

use super::Flat;

/// Byte strings by number, one after another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strings {
    bytes: Flat<u8>,
    /// Where each string ends.
    ends: Flat<u64>,
}

/// Strings as they are made.
#[derive(Clone, Debug, Default)]
pub(crate) struct StringsBuilder {
    bytes: Vec<u8>,
    ends: Vec<u64>,
}

impl Strings {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string with that number, which is below [`Strings::len`].
    pub(crate) fn get(&self, number: u32) -> &[u8] {
        string_of(&self.bytes, &self.ends, number)
    }
}

fn string_of<'a>(bytes: &'a [u8], ends: &[u64], number: u32) -> &'a [u8] {
    let number = number as usize;
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    &bytes[start as usize..ends[number] as usize]
}

impl StringsBuilder {
    pub(crate) fn push(&mut self, string: &[u8]) {
        self.bytes.extend_from_slice(string);
        self.ends.push(self.bytes.len() as u64);
    }

    /// Appends strings that were put together elsewhere.
    pub(crate) fn append(&mut self, others: &StringsBuilder) {
        let start = self.bytes.len() as u64;
        self.bytes.extend_from_slice(&others.bytes);
        self.ends.extend(others.ends.iter().map(|end| start + end));
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string with that number, which is below [`StringsBuilder::len`].
    pub(crate) fn get(&self, number: u32) -> &[u8] {
        string_of(&self.bytes, &self.ends, number)
    }

    pub(crate) fn build(self) -> Strings {
        Strings { bytes: self.bytes.into(), ends: self.ends.into() }
    }
}

impl<'a, S: AsRef<[u8]> + ?Sized + 'a> FromIterator<&'a S> for Strings {
    fn from_iter<I: IntoIterator<Item = &'a S>>(strings: I) -> Self {
        let mut all = StringsBuilder::default();
        strings.into_iter().for_each(|string| all.push(string.as_ref()));
        all.build()
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{Parts, Sections, ensure, is_ascending};

    impl Strings {
        pub(crate) fn save<'a>(&'a self, name: &str, to: &mut Sections<'a>) {
            to.put(&format!("{name}.bytes"), &self.bytes);
            to.put(&format!("{name}.ends"), &self.ends);
        }

        pub(crate) fn open(name: &str, from: &Parts) -> Result<Self, Error> {
            let bytes: Flat<u8> = from.take(&format!("{name}.bytes"))?;
            let ends: Flat<u64> = from.take(&format!("{name}.ends"))?;
            ensure(name, ends.last().copied().unwrap_or(0) == bytes.len() as u64)?;
            ensure(name, is_ascending(&ends))?;
            Ok(Strings { bytes, ends })
        }
    }
}

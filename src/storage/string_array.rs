//! Many short strings in one allocation.

use super::{FlatArray, Section, ensure, stored};
use crate::error::Error;

/// Byte strings by number, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct StringArray {
    bytes: FlatArray<u8>,
    /// The lower 32 bits of the offset at which each string ends.
    ends: FlatArray<u32>,
    /// For each multiple of 2^32 that the offsets pass, the number of the first string after it.
    wraps: FlatArray<u32>,
}

/// Collects a [`StringArray`].
#[derive(Clone, Debug, Default)]
pub(crate) struct StringArrayBuilder {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    wraps: Vec<u32>,
}

/// The offset at which the string with that number ends.
fn end(ends: &[u32], wraps: &[u32], number: u32) -> u64 {
    let above = wraps.partition_point(|first| *first <= number);
    (above as u64) << 32 | u64::from(ends[number as usize])
}

fn string<'a>(bytes: &'a [u8], ends: &[u32], wraps: &[u32], number: u32) -> &'a [u8] {
    let start = number.checked_sub(1).map_or(0, |before| end(ends, wraps, before));
    &bytes[start as usize..end(ends, wraps, number) as usize]
}

impl StringArray {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string with that number, which is below [`StringArray::len`].
    pub(crate) fn get(&self, number: u32) -> &[u8] {
        string(&self.bytes, &self.ends, &self.wraps, number)
    }
}

impl StringArrayBuilder {
    pub(crate) fn push(&mut self, string: &[u8]) {
        self.bytes.extend_from_slice(string);
        self.push_end(self.bytes.len() as u64);
    }

    fn push_end(&mut self, end: u64) {
        while self.wraps.len() < (end >> 32) as usize {
            self.wraps.push(self.ends.len() as u32);
        }
        self.ends.push(end as u32);
    }

    /// Appends the strings of another builder.
    pub(crate) fn append(&mut self, others: &StringArrayBuilder) {
        let start = self.bytes.len() as u64;
        self.bytes.extend_from_slice(&others.bytes);
        for number in 0..others.len() as u32 {
            self.push_end(start + end(&others.ends, &others.wraps, number));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string with that number, which is below [`StringArrayBuilder::len`].
    pub(crate) fn get(&self, number: u32) -> &[u8] {
        string(&self.bytes, &self.ends, &self.wraps, number)
    }

    pub(crate) fn build(self) -> StringArray {
        let StringArrayBuilder { bytes, ends, wraps } = self;
        StringArray { bytes: bytes.into(), ends: ends.into(), wraps: wraps.into() }
    }
}

impl<'a, S: AsRef<[u8]> + ?Sized + 'a> FromIterator<&'a S> for StringArray {
    fn from_iter<I: IntoIterator<Item = &'a S>>(strings: I) -> Self {
        let mut all = StringArrayBuilder::default();
        strings.into_iter().for_each(|string| all.push(string.as_ref()));
        all.build()
    }
}

stored!(StringArray { bytes: Bytes, ends: Ends, wraps: Wraps });

impl StringArray {
    /// Checks what was opened from a file.
    pub(crate) fn check(&self, section: Section) -> Result<(), Error> {
        let StringArray { bytes, ends, wraps } = self;
        ensure(section, u32::try_from(ends.len()).is_ok() && wraps.is_sorted())?;
        let mut all_ends = (0..ends.len() as u32).map(|number| end(ends, wraps, number));
        ensure(section, all_ends.clone().is_sorted())?;
        ensure(section, all_ends.next_back().unwrap_or(0) == bytes.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back() {
        let all: StringArray = ["a", "", "bc"].into_iter().collect();
        let found: Vec<&[u8]> = (0..3).map(|number| all.get(number)).collect();
        assert_eq!(found, [&b"a"[..], b"", b"bc"]);
        let mut more = StringArrayBuilder::default();
        more.push(b"d");
        let mut others = StringArrayBuilder::default();
        [&b"ef"[..], b""].into_iter().for_each(|string| others.push(string));
        more.append(&others);
        let found: Vec<&[u8]> = (0..3).map(|number| more.get(number)).collect();
        assert_eq!(found, [&b"d"[..], b"ef", b""]);
    }

    #[test]
    fn offsets_above_four_gibibytes_come_back() {
        let all = [3, u64::from(u32::MAX), 1 << 32, (1 << 32) + 7, 5 << 32, (5 << 32) + 1];
        let mut builder = StringArrayBuilder::default();
        all.iter().for_each(|end| builder.push_end(*end));
        let StringArrayBuilder { ends, wraps, .. } = builder;
        assert_eq!(wraps, [2, 4, 4, 4, 4]);
        assert!((0..).zip(all).all(|(number, expected)| end(&ends, &wraps, number) == expected));
    }
}

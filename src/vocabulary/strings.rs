//! Many short strings in one piece of memory.

/// Byte strings by number, one after another.
#[derive(Clone, Debug, Default)]
pub(super) struct Strings {
    bytes: Vec<u8>,
    /// Where each string ends. The caller keeps the total below 2^32 bytes.
    ends: Vec<u32>,
}

impl Strings {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[number] as usize]
    }
}

impl<'a> FromIterator<&'a str> for Strings {
    fn from_iter<I: IntoIterator<Item = &'a str>>(strings: I) -> Self {
        let mut all = Strings::default();
        for string in strings {
            all.bytes.extend_from_slice(string.as_bytes());
            all.ends.push(all.bytes.len() as u32);
        }
        all
    }
}

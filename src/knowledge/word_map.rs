//! Small maps of words, which hardly any token of a name is in.

use rustc_hash::FxHashMap;

/// A map from words. Most other words are ruled out by their beginning and length, before they are hashed.
#[derive(Debug)]
pub(super) struct WordMap<T> {
    words: FxHashMap<&'static str, T>,
    /// By the beginning of a word: a bit for each length.
    lengths: [u32; 256],
}

impl<T> WordMap<T> {
    #[inline]
    pub(super) fn get(&self, word: &str) -> Option<&T> {
        let (beginning, length) = beginning_and_length(word);
        if self.lengths[beginning] & length == 0 {
            return None;
        }
        self.words.get(word)
    }

    #[inline]
    pub(super) fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }
}

impl<T> FromIterator<(&'static str, T)> for WordMap<T> {
    fn from_iter<I: IntoIterator<Item = (&'static str, T)>>(words: I) -> Self {
        let words: FxHashMap<&str, T> = words.into_iter().collect();
        let mut lengths = [0; 256];
        for word in words.keys() {
            let (beginning, length) = beginning_and_length(word);
            lengths[beginning] |= length;
        }
        WordMap { words, lengths }
    }
}

impl FromIterator<&'static str> for WordMap<()> {
    fn from_iter<I: IntoIterator<Item = &'static str>>(words: I) -> Self {
        words.into_iter().map(|word| (word, ())).collect()
    }
}

/// A number below 256 for the first two bytes, and a bit for the number of bytes.
#[inline]
fn beginning_and_length(word: &str) -> (usize, u32) {
    let (first, second) = match *word.as_bytes() {
        [first, second, ..] => (first, second),
        [first] => (first, 0),
        [] => (0, 0),
    };
    // The eight bits of two Latin letters, or of a Cyrillic one, hardly coincide.
    (usize::from(first << 3 ^ second), 1 << word.len().min(31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_has_its_words_and_no_others() {
        let words = ["", "a", "ab", "ба", "абвг", "a word of more than thirty-one bytes"];
        let map: WordMap<usize> = words.into_iter().zip(0..).collect();
        for (number, word) in words.iter().enumerate() {
            assert_eq!(map.get(word), Some(&number));
            assert!(!map.contains(&format!("{word}x")) && !map.contains(&format!("x{word}")));
        }
        assert!(!map.contains("another word of more than thirty-one bytes"));
    }
}

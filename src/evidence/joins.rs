//! Names that one side writes in one word and the other in two: Alireza and Ali Reza, El Sharif and
//! Elsharif. Letters decide, for what sounds alike in one word does not always in two.

/// The fewest letters of a part, and of the whole.
const SHORTEST: (usize, usize) = (2, 5);

/// Which tokens of the entry are which of the record in other words, by their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenJoins {
    /// A token of the entry, and the two of the record that make it.
    apart: Vec<(u32, [u32; 2])>,
    /// Two tokens of the entry, and that of the record which they make.
    together: Vec<([u32; 2], u32)>,
}

impl TokenJoins {
    pub(crate) fn add_apart(&mut self, entry: u32, record: [u32; 2]) {
        self.apart.push((entry, record));
    }

    pub(crate) fn add_together(&mut self, entry: [u32; 2], record: u32) {
        self.together.push((entry, record));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.apart.is_empty() && self.together.is_empty()
    }

    /// Tokens of the entry with the two of the record that make each.
    pub(crate) fn apart(&self) -> &[(u32, [u32; 2])] {
        &self.apart
    }

    /// Pairs of tokens of the entry with that of the record which each makes.
    pub(crate) fn together(&self) -> &[([u32; 2], u32)] {
        &self.together
    }

    /// The tokens of the record that a token of the entry can be joined or parted into; perhaps more
    /// than once.
    pub(crate) fn record_tokens_joined_with(&self, entry: u32) -> impl Iterator<Item = u32> {
        let apart = self.apart.iter().filter(move |(one, _)| *one == entry);
        let together = self.together.iter().filter(move |(two, _)| two.contains(&entry));
        apart.flat_map(|(_, parts)| *parts).chain(together.map(|(_, whole)| *whole))
    }
}

/// Whether two folded tokens are written as a third together.
pub(crate) fn make(parts: [&str; 2], whole: &str) -> bool {
    let [one, two] = parts;
    are_joinable(parts) && whole.strip_prefix(one) == Some(two)
}

/// Whether two folded tokens are long enough to be one in two words.
pub(crate) fn are_joinable(parts: [&str; 2]) -> bool {
    let [one, two] = parts.map(|part| part.chars().count());
    one.min(two) >= SHORTEST.0 && one + two >= SHORTEST.1
}

/// The ways to write a folded token in two words.
pub(crate) fn two_word_splits(whole: &str) -> impl Iterator<Item = [&str; 2]> {
    let ways = whole.char_indices().skip(1).map(|(at, _)| whole.split_at(at));
    ways.map(|(one, two)| [one, two]).filter(|parts| are_joinable(*parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_two_letters_and_more() {
        assert!(make(["ali", "reza"], "alireza") && make(["el", "sharif"], "elsharif"));
        assert!(!make(["reza", "ali"], "alireza") && !make(["a", "lireza"], "alireza"));
        assert!(!make(["al", "i"], "ali") && !make(["xi", "xi"], "xixi"));
        let ways: Vec<_> = two_word_splits("алиев").collect();
        assert_eq!(ways, [["ал", "иев"], ["али", "ев"]]);
    }
}

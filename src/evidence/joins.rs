//! Names that one side writes as one word and the other as two: Alireza and Ali Reza, El Sharif and
//! Elsharif.
//!
//! The folded letters decide, because what sounds the same as one word does not always as two.

/// The minimum letters of each part.
const MIN_PART: usize = 2;
/// The minimum letters of both parts together.
const MIN_WHOLE: usize = 5;

/// Tokens of the query that are tokens of the record written in another number of words, by their ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenJoins {
    one_for_two: Vec<(u32, [u32; 2])>,
    two_for_one: Vec<([u32; 2], u32)>,
}

impl TokenJoins {
    pub(crate) fn add_one_for_two(&mut self, query: u32, record: [u32; 2]) {
        self.one_for_two.push((query, record));
    }

    pub(crate) fn add_two_for_one(&mut self, query: [u32; 2], record: u32) {
        self.two_for_one.push((query, record));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.one_for_two.is_empty() && self.two_for_one.is_empty()
    }

    /// Whether a token of the query is these two tokens of the record, written as one word.
    pub(super) fn is_one_for_two(&self, query: u32, record: [u32; 2]) -> bool {
        self.one_for_two.contains(&(query, record))
    }

    /// Whether these two tokens of the query, written as one word, are a token of the record.
    pub(super) fn is_two_for_one(&self, query: [u32; 2], record: u32) -> bool {
        self.two_for_one.contains(&(query, record))
    }

    /// Tokens of the query, each with two tokens of the record that make it.
    pub(crate) fn one_for_two(&self) -> &[(u32, [u32; 2])] {
        &self.one_for_two
    }

    /// Pairs of tokens of the query, each with the token of the record that it makes.
    pub(crate) fn two_for_one(&self) -> &[([u32; 2], u32)] {
        &self.two_for_one
    }

    /// The tokens of the record with which a token of the query may be joined or split, with
    /// repetitions.
    pub(crate) fn record_tokens_joined_with(&self, query: u32) -> impl Iterator<Item = u32> {
        let one = self.one_for_two.iter().filter(move |(one, _)| *one == query);
        let two = self.two_for_one.iter().filter(move |(two, _)| two.contains(&query));
        one.flat_map(|(_, parts)| *parts).chain(two.map(|(_, whole)| *whole))
    }
}

/// Whether two folded tokens, written as one word, are a third.
pub(super) fn make(parts: [&str; 2], whole: &str) -> bool {
    let [one, two] = parts;
    are_joinable(parts) && whole.strip_prefix(one) == Some(two)
}

/// Whether two folded tokens are long enough to be written as one word.
pub(crate) fn are_joinable(parts: [&str; 2]) -> bool {
    let [one, two] = parts.map(|part| part.chars().count());
    one.min(two) >= MIN_PART && one + two >= MIN_WHOLE
}

/// All splits of a folded token into two words.
pub(crate) fn two_word_splits(whole: &str) -> impl Iterator<Item = [&str; 2]> {
    let splits = whole.char_indices().skip(1).map(|(at, _)| whole.split_at(at));
    splits.map(|(one, two)| [one, two]).filter(|parts| are_joinable(*parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_two_letters_and_wholes_five() {
        assert!(make(["ali", "reza"], "alireza") && make(["el", "sharif"], "elsharif"));
        assert!(!make(["reza", "ali"], "alireza") && !make(["a", "lireza"], "alireza"));
        assert!(!make(["al", "i"], "ali") && !make(["xi", "xi"], "xixi"));
        let splits: Vec<_> = two_word_splits("алиев").collect();
        assert_eq!(splits, [["ал", "иев"], ["али", "ев"]]);
    }
}

//! The weight of two names against an oracle that tries every alignment of their tokens.
//!
//! The oracle knows what two single tokens weigh, which it asks `compare` for, and the definition: agreements
//! and joins with the maximum total gain, contradictions between what is left, omissions, and the correction
//! for relatives. It shares no code with the crate.

use proptest::prelude::*;
use sverka::{Evidence, Level, Model, Name, PersonName, Record};

/// Words without a role of their own, of which some are two others written together.
const WORDS: [&str; 12] = [
    "коме",
    "меко",
    "комеко",
    "комемеко",
    "мекоме",
    "ко",
    "ме",
    "торн",
    "торм",
    "торнко",
    "галт",
    "фурдо",
];

// The default model, in hundredths of a bit.
const CONTRADICTED: i32 = -400;
const EXTRA: i32 = -150;
const JOINED: i32 = 100;
const RELATIVE_FROM: i32 = 450;
/// In tenths.
const RELATIVE_SHARE: i32 = 9;

fn compare(one: &str, other: &str) -> Evidence {
    Model::default().compare(&Record::new("e", one), &Record::new("w", other))
}

fn hundredths(evidence: &Evidence) -> i32 {
    evidence.bits().hundredths()
}

/// What two single tokens weigh if they agree.
fn agreement(one: &str, other: &str) -> Option<i32> {
    let evidence = compare(one, other);
    let agree = evidence.items().iter().all(|item| item.level() != Level::Contradicted);
    agree.then(|| hundredths(&evidence))
}

/// Whether two words, written as one, are a third: each has two letters or more, and both five or more.
fn joins(parts: &[&str], whole: &str) -> bool {
    let letters = |word: &str| word.chars().count();
    let [one, two] = parts else { return false };
    letters(one).min(letters(two)) >= 2
        && letters(one) + letters(two) >= 5
        && format!("{one}{two}") == whole
}

/// All alignments of the tokens from `one` on: their gain, their bits, and how many tokens are left.
struct Oracle<'a> {
    query: Vec<&'a str>,
    record: Vec<&'a str>,
    /// The gain and the weight of each alignment that was tried.
    found: Vec<(i32, i32)>,
}

impl Oracle<'_> {
    fn align(&mut self, one: usize, gain: i32, bits: i32, left: usize, free: &[bool]) {
        if one == self.query.len() {
            let others = free.iter().filter(|free| **free).count();
            let contradicted = left.min(others) as i32;
            let extra = left.abs_diff(others) as i32;
            let bits = bits + contradicted * CONTRADICTED + extra * EXTRA;
            let above = (bits - RELATIVE_FROM).max(0);
            let relative = if contradicted > 0 { (above * RELATIVE_SHARE + 5) / 10 } else { 0 };
            self.found.push((gain, bits - relative));
            return;
        }
        self.align(one + 1, gain, bits, left + 1, free);
        let taken = |others: &[usize]| {
            let mut free = free.to_vec();
            others.iter().for_each(|other| free[*other] = false);
            free
        };
        for other in (0..free.len()).filter(|other| free[*other]) {
            let word = self.query[one];
            if let Some(weight) = agreement(word, self.record[other]) {
                let gain = gain + weight - CONTRADICTED;
                self.align(one + 1, gain, bits + weight, left, &taken(&[other]));
            }
            let otherwise = CONTRADICTED + EXTRA;
            if other + 1 < free.len()
                && free[other + 1]
                && joins(&self.record[other..other + 2], word)
            {
                let weight = hundredths(&compare(word, word)) - JOINED;
                let free = taken(&[other, other + 1]);
                self.align(one + 1, gain + weight - otherwise, bits + weight, left, &free);
            }
            if one + 1 < self.query.len() && joins(&self.query[one..one + 2], self.record[other]) {
                let words = &self.query[one..one + 2];
                let rarity = words.iter().map(|word| hundredths(&compare(word, word)));
                let weight = rarity.sum::<i32>() - JOINED;
                let free = taken(&[other]);
                self.align(one + 2, gain + weight - otherwise, bits + weight, left, &free);
            }
        }
    }
}

/// The weights of all alignments with the maximum gain.
fn weights(query: &str, record: &str) -> Vec<i32> {
    let (query, record): (Vec<&str>, Vec<&str>) =
        (query.split(' ').collect(), record.split(' ').collect());
    let free = vec![true; record.len()];
    let mut oracle = Oracle { query, record, found: Vec::new() };
    oracle.align(0, 0, 0, 0, &free);
    let best = oracle.found.iter().map(|(gain, _)| *gain).max().unwrap_or_default();
    oracle.found.iter().filter(|(gain, _)| *gain == best).map(|(_, weight)| *weight).collect()
}

fn name() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 1..5).prop_map(|words| words.join(" "))
}

/// Whether the words of a name are its tokens, without roles.
fn is_plain(name: &str) -> bool {
    let folded = Name::new(&PersonName::full(name));
    folded.tokens().map(|token| token.text().to_owned()).eq(name.split(' ').map(str::to_owned))
        && folded.tokens().all(|token| token.role() == sverka::Role::Unknown)
}

#[test]
fn every_word_is_a_token_without_a_role() {
    assert!(WORDS.iter().all(|word| is_plain(word)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn a_name_weighs_what_its_best_alignment_weighs(query in name(), record in name()) {
        prop_assume!(is_plain(&query) && is_plain(&record));
        let found = hundredths(&compare(&query, &record));
        let expected = weights(&query, &record);
        prop_assert!(expected.contains(&found), "{} ~ {}: {}, not in {:?}", query, record, found, expected);
    }
}

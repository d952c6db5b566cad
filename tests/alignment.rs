//! The weight of two names against an oracle that tries every alignment of their tokens.
//!
//! The oracle knows what two single tokens weigh, which it asks `compare` for, and the definition: agreements
//! and joins with the maximum total gain, contradictions between what is left, omissions, and the correction
//! for relatives. It shares no code with the crate.

use proptest::prelude::*;
use sverka::{Evidence, Level, Model, Name, PersonName, Record};

/// Words without a role of their own, of which some are two others written together, in either script and with
/// slips.
const WORDS: [&str; 17] = [
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
    "комэко",
    "гомеко",
    "komeko",
    "meko",
    "торнка",
];

// The default model, in hundredths of a bit.
const CONTRADICTED: i32 = -400;
const EXTRA: i32 = -150;
const JOINED: i32 = 100;
/// The most that a spelling costs which is a join: half of what two words may differ by.
const MOST_JOIN_COST: i32 = SAME_READING + 700;
const SAME_READING: i32 = 30;
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

/// What two words weigh that are written as one where the other side has a third; `None` unless they make it.
/// `rarities` are those of the query's side and of the record's.
fn join(parts: &[&str], whole: &str, rarities: [i32; 2]) -> Option<i32> {
    let letters = |word: &str| word.chars().count();
    let [one, two] = parts else { return None };
    if letters(one).min(letters(two)) < 2 || letters(one) + letters(two) < 5 || letters(whole) < 5 {
        return None;
    }
    let written = format!("{one}{two}");
    // A word of two scripts would be read as one of neither.
    let together = match one.is_ascii() == two.is_ascii() {
        true => written.clone(),
        false => [one, two].map(|word| in_cyrillic(word)).concat(),
    };
    let cost = if written == whole {
        0
    } else if together == whole {
        SAME_READING
    } else {
        // The longer word is at least as rare, so its rarity caps nothing.
        let mut words = [&together, whole];
        words.sort_by_key(|word| letters(word));
        let evidence = compare(words[0], words[1]);
        let level = evidence.items()[0].level();
        let by_sound = [Level::SameReading, Level::NearReading, Level::SimilarReading];
        let cost = rarity(words[0]) - hundredths(&evidence);
        let is_close = by_sound.contains(&level) && cost <= MOST_JOIN_COST;
        if !is_close || skeleton(&together) != skeleton(whole) {
            return None;
        }
        cost
    };
    Some((rarities[0] - cost).min(rarities[1]) - JOINED)
}

/// A word with Cyrillic letters for the Latin ones of [`WORDS`].
fn in_cyrillic(word: &str) -> String {
    let letter = |c| "komeкоме".chars().skip_while(|from| *from != c).nth(4).unwrap_or(c);
    word.chars().map(letter).collect()
}

/// A word with one letter for all vowels, and one for к and г.
fn skeleton(word: &str) -> String {
    let letter = |c| match c {
        'а' | 'е' | 'о' | 'у' | 'э' => 'V',
        'г' => 'к',
        other => other,
    };
    in_cyrillic(word).chars().map(letter).collect()
}

fn rarity(word: &str) -> i32 {
    hundredths(&compare(word, word))
}

/// Both orders of two words if they are a whole name beside a single word, else the one that they are in.
fn orders<'a>(name: &[&'a str], at: usize, other: &[&str]) -> Vec<Vec<&'a str>> {
    let mut orders = vec![name[at..at + 2].to_vec()];
    if name.len() == 2 && other.len() == 1 {
        orders.push(vec![name[1], name[0]]);
    }
    orders
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
            if other + 1 < free.len() && free[other + 1] {
                let orders = orders(&self.record, other, &self.query);
                let rarities =
                    [rarity(word), self.record[other..other + 2].iter().map(|it| rarity(it)).sum()];
                let weight = orders.iter().filter_map(|parts| join(parts, word, rarities)).max();
                if let Some(weight) = weight {
                    let free = taken(&[other, other + 1]);
                    self.align(one + 1, gain + weight - otherwise, bits + weight, left, &free);
                }
            }
            if one + 1 < self.query.len() {
                let whole = self.record[other];
                let orders = orders(&self.query, one, &self.record);
                let rarities =
                    [self.query[one..one + 2].iter().map(|it| rarity(it)).sum(), rarity(whole)];
                let weight = orders.iter().filter_map(|parts| join(parts, whole, rarities)).max();
                if let Some(weight) = weight {
                    let free = taken(&[other]);
                    self.align(one + 2, gain + weight - otherwise, bits + weight, left, &free);
                }
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

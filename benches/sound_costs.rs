//! Estimates the costs of differences between sounds from the developed half of the attested pairs. The result is
//! the source of `src/evidence/sound_costs.tsv`. Without the file of pairs the bench fails.
//!
//! The two closest readings of a pair are aligned with equal costs. The cost of a difference is -log2 of its
//! frequency per occurrence of the rarer of its two sounds: per occurrence of the commoner one, a habit of
//! spelling (ё and е) would look like a rare error.

#[path = "common/attested.rs"]
mod attested;

use attested::{Half, attested, is_slavic};
use std::collections::BTreeMap;
use sverka::{Name, PersonName};

/// The fewest occurrences from which a cost is estimated.
const FEWEST: u32 = 8;

/// A sound, or `-` where a side has none.
type Pairing = (u8, u8);

fn main() -> Result<(), String> {
    let pairs = attested(is_slavic, Half::Developed)?;
    let mut seen: BTreeMap<Pairing, u32> = BTreeMap::new();
    let mut sounds: BTreeMap<u8, u32> = BTreeMap::new();
    for (latin, cyrillic) in &pairs {
        let (latin, cyrillic) = (readings(latin), readings(cyrillic));
        let alignments = latin.iter().flat_map(|a| cyrillic.iter().map(|b| align(a, b)));
        let Some((distance, alignment)) = alignments.min_by_key(|(distance, _)| *distance) else {
            continue;
        };
        // Pairs this far apart are different names, as many pairs of this source are.
        if distance > 4 {
            continue;
        }
        for (one, other) in alignment {
            for sound in [one, other] {
                *sounds.entry(sound).or_default() += 1;
            }
            if one != other {
                *seen.entry((one.max(other), one.min(other))).or_default() += 1;
            }
        }
    }
    println!("# one\tother\tbits\tseen");
    for ((one, other), count) in seen.iter().filter(|(_, count)| **count >= FEWEST) {
        let rarer = [one, other].into_iter().filter(|sound| **sound != b'-');
        let rarer = rarer.filter_map(|sound| sounds.get(sound)).min().copied().unwrap_or(1);
        let bits = -(f64::from(*count) / f64::from(rarer)).log2();
        println!("{}\t{}\t{bits:.1}\t{count}", char::from(*one), char::from(*other));
    }
    Ok(())
}

fn readings(token: &str) -> Vec<String> {
    let name = Name::new(&PersonName::full(token));
    let of_tokens = name.tokens().flat_map(|token| token.readings());
    of_tokens.map(|reading| reading.sounds().to_owned()).collect()
}

/// The distance in half edits, and the aligned sounds. An edit is an insertion, a deletion or a substitution; a
/// vowel against a consonant counts one and a half.
fn align(one: &str, other: &str) -> (u32, Vec<Pairing>) {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let is_vowel = |sound: u8| b"aeiouyAOU".contains(&sound);
    let cost = |a: u8, b: u8| match (a == b, is_vowel(a) == is_vowel(b)) {
        (true, _) => 0,
        (_, true) => 2,
        _ => 3,
    };
    let width = other.len() + 1;
    let mut table = vec![0_u32; (one.len() + 1) * width];
    for at in 0..=one.len() {
        for to in 0..=other.len() {
            let mut least = if at == 0 && to == 0 { 0 } else { u32::MAX };
            if at > 0 {
                least = least.min(table[(at - 1) * width + to] + 2);
            }
            if to > 0 {
                least = least.min(table[at * width + to - 1] + 2);
            }
            if at > 0 && to > 0 {
                let aligned = table[(at - 1) * width + to - 1] + cost(one[at - 1], other[to - 1]);
                least = least.min(aligned);
            }
            table[at * width + to] = least;
        }
    }
    let (mut at, mut to, mut pairings) = (one.len(), other.len(), Vec::new());
    while at > 0 || to > 0 {
        let here = table[at * width + to];
        if at > 0 && to > 0 {
            let before = table[(at - 1) * width + to - 1];
            if before + cost(one[at - 1], other[to - 1]) == here {
                (at, to) = (at - 1, to - 1);
                pairings.push((one[at], other[to]));
                continue;
            }
        }
        if at > 0 && table[(at - 1) * width + to] + 2 == here {
            at -= 1;
            pairings.push((one[at], b'-'));
        } else {
            to -= 1;
            pairings.push((b'-', other[to]));
        }
    }
    (table[table.len() - 1], pairings)
}

//! A scan of all class strings of about the right length, by the sets of their sounds.
//!
//! One edit brings at most one new sound into a string and takes at most one away, and a
//! transposition none. So a string within `k` edits has at most `k` sounds that the other lacks,
//! and lacks at most `k` of its sounds: two population counts rule out nearly everything.

use super::TokenId;
use super::closeness::{Spelling, edits_allowed};

/// Class strings by length, as sets of sounds.
#[derive(Clone, Debug, Default)]
pub(super) struct ClassTable {
    /// Index: the length of the class string.
    by_length: Vec<Bucket>,
    /// Single-letter tokens and all others, by the first class: what an initial may stand for.
    initials: FirstSounds,
    longer: FirstSounds,
}

#[derive(Clone, Debug, Default)]
struct Bucket {
    sets: Vec<u64>,
    tokens: Vec<TokenId>,
}

/// Tokens by the first sound of a class string.
#[derive(Clone, Debug)]
struct FirstSounds(Vec<Vec<TokenId>>);

impl Default for FirstSounds {
    fn default() -> Self {
        FirstSounds(vec![Vec::new(); 64])
    }
}

impl FirstSounds {
    fn list(&mut self, class: &str, token: TokenId) {
        if let Some(sound) = class.bytes().next() {
            self.0[bit(sound)].push(token);
        }
    }

    fn of(&self, class: &str) -> &[TokenId] {
        class.bytes().next().map_or(&[], |sound| &self.0[bit(sound)])
    }
}

/// ASCII letters have distinct low six bits.
fn bit(sound: u8) -> usize {
    usize::from(sound & 63)
}

fn set_of(class: &str) -> u64 {
    class.bytes().fold(0, |set, sound| set | 1 << bit(sound))
}

impl ClassTable {
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let mut table = ClassTable::default();
        for (token, spelling) in (0..).zip(spellings) {
            let firsts =
                if spelling.is_initial() { &mut table.initials } else { &mut table.longer };
            for class in spelling.classes() {
                firsts.list(class, token);
                if table.by_length.len() <= class.len() {
                    table.by_length.resize_with(class.len() + 1, Bucket::default);
                }
                let bucket = &mut table.by_length[class.len()];
                bucket.sets.push(set_of(class));
                bucket.tokens.push(token);
            }
        }
        table
    }

    /// Calls `visit` for every token that may be close to `sought`, perhaps more than once. A
    /// token that only has the same text is not among them where it has no class string.
    pub(super) fn candidates(&self, sought: &Spelling, mut visit: impl FnMut(TokenId)) {
        for class in sought.classes() {
            let set = set_of(class);
            // Two edits is the most that is ever allowed.
            for length in class.len().saturating_sub(2)..=class.len() + 2 {
                let Some(bucket) = self.by_length.get(length) else { break };
                let allowed = edits_allowed(class.len(), length);
                if class.len().abs_diff(length) > allowed {
                    continue;
                }
                for (other, token) in bucket.sets.iter().zip(&bucket.tokens) {
                    let foreign = (other & !set).count_ones() as usize;
                    let missing = (set & !other).count_ones() as usize;
                    if foreign <= allowed && missing <= allowed {
                        visit(*token);
                    }
                }
            }
            let abbreviated = if sought.is_initial() { &self.longer } else { &self.initials };
            for token in abbreviated.of(class) {
                visit(*token);
            }
        }
    }
}

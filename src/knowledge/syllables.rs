//! Syllabaries: how names of China, Korea, Japan and Vietnam, which are made of few syllables, are written in
//! Latin letters and in Cyrillic ones.
//!
//! A syllabary reads a token if the whole of it divides into its syllables. Both spellings of a
//! syllable are given the same sounds, so that 'Xiaoping' and 'Сяопин' meet, though no rule for letters says that
//! x is с. The head of a table states `syllables`, the most that a token has.

use super::tables::{SYLLABARY_TABLES, rows};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// The most syllables of a token, in any table.
const MAX_SYLLABLES: usize = 6;
/// The most letters of a token that is divided.
const MAX_LETTERS: usize = 24;
/// The letters of a script, and 0 for the sign that may separate two syllables.
const LETTERS: usize = 34;
/// The code of the sign that may separate two syllables: `'` or ъ.
const SEPARATOR: u8 = 0;

/// The most divisions of a token that count. With 32, the two spellings of some pairs of syllables would not meet, as
/// a test asserts: a Korean consonant has up to three spellings.
pub(crate) const MAX_DIVISIONS: usize = 48;

/// The number of the syllabary of Chinese: the first table.
const PINYIN: usize = 0;

/// The fact of a table's head.
fn fact(table: &'static str, name: &str) -> &'static str {
    let of_line =
        |line: &'static str| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(": ");
    table.lines().find_map(of_line).unwrap_or_default()
}

/// A set of syllabaries, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SyllabarySet(u8);

impl SyllabarySet {
    pub(crate) fn contains(self, syllabary: usize) -> bool {
        self.0 >> syllabary & 1 == 1
    }

    pub(crate) fn insert(&mut self, syllabary: usize) {
        self.0 |= 1 << syllabary;
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The number of each, the most usual first.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        (0..SYLLABARY_TABLES.len()).filter(move |syllabary| self.contains(*syllabary))
    }

    /// The names to show to users.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        self.iter().map(|syllabary| fact(SYLLABARY_TABLES[syllabary], "name"))
    }
}

/// A syllable as a table has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Syllable {
    syllabary: u8,
    /// Whether it begins no name, and whether it ends none.
    is_inner: bool,
    sounds: &'static str,
}

/// The syllables of all tables in one script, by their letters.
#[derive(Debug)]
struct Trie {
    nodes: Vec<Node>,
    /// The letters that syllables at the end of a name end in. Most tokens end in others.
    last: [bool; LETTERS],
}

#[derive(Debug)]
struct Node {
    /// By letter: the number of the next node, 0 for none.
    next: [u16; LETTERS],
    /// The syllables that end here, in the order of the tables.
    syllables: Vec<Syllable>,
    /// Their syllabaries.
    syllabaries: SyllabarySet,
}

impl Node {
    const EMPTY: Node =
        Node { next: [0; LETTERS], syllables: Vec::new(), syllabaries: SyllabarySet(0) };
}

impl Trie {
    fn insert(&mut self, letters: &[u8], syllable: Syllable) {
        let last = letters.last().filter(|_| !syllable.is_inner);
        last.into_iter().for_each(|last| self.last[usize::from(*last)] = true);
        let mut at = 0;
        for letter in letters {
            let next = usize::from(self.nodes[at].next[usize::from(*letter)]);
            at = if next > 0 { next } else { self.push(at, *letter) };
        }
        let node = &mut self.nodes[at];
        if !node.syllables.contains(&syllable) {
            node.syllables.push(syllable);
            node.syllabaries.insert(syllable.syllabary.into());
        }
    }

    /// Adds the node after this one.
    fn push(&mut self, at: usize, letter: u8) -> usize {
        let number = self.nodes.len();
        // A test asserts that all nodes have a number.
        self.nodes[at].next[usize::from(letter)] = u16::try_from(number).unwrap_or_default();
        self.nodes.push(Node::EMPTY);
        number
    }

    /// Each node at which syllables end that begin these letters, with the number of their letters.
    fn syllables_at<'t>(&'t self, letters: &[u8]) -> impl Iterator<Item = (usize, &'t Node)> {
        let mut at = 0;
        let nodes = letters.iter().map_while(move |letter| {
            at = usize::from(self.nodes[at].next[usize::from(*letter)]);
            (at > 0).then(|| &self.nodes[at])
        });
        (1..).zip(nodes).filter(|(_, node)| !node.syllabaries.is_empty())
    }
}

#[derive(Debug)]
struct Syllabaries {
    latin: Trie,
    cyrillic: Trie,
    /// The most syllables of a token, by syllabary.
    most: Vec<usize>,
    is_one_of_several: Vec<bool>,
}

static SYLLABARIES: LazyLock<Syllabaries> = LazyLock::new(|| {
    let empty = || Trie { nodes: vec![Node::EMPTY], last: [false; LETTERS] };
    let is_one_of_several = |table: &&'static str| {
        let is_other = |other: &&&'static str| fact(other, "language") == fact(table, "language");
        SYLLABARY_TABLES.iter().filter(is_other).count() > 1
    };
    let mut all = Syllabaries {
        latin: empty(),
        cyrillic: empty(),
        most: Vec::new(),
        is_one_of_several: SYLLABARY_TABLES.iter().map(is_one_of_several).collect(),
    };
    for (syllabary, table) in (0..).zip(SYLLABARY_TABLES) {
        all.most.push(fact(table, "syllables").parse().unwrap_or(1));
        for row in rows(table) {
            let [latin, cyrillic, sounds, ref place @ ..] = row[..] else { continue };
            let syllable = Syllable { syllabary, is_inner: place.contains(&"inner"), sounds };
            let mut insert = |spelling: &str| {
                if let Some(letters) = Letters::new(spelling) {
                    let trie = if letters.is_cyrillic { &mut all.cyrillic } else { &mut all.latin };
                    trie.insert(letters.as_slice(), syllable);
                }
            };
            insert(latin);
            for spelling in cyrillic.split(' ') {
                insert(spelling);
                // Offices write е for э.
                insert(&spelling.replace('э', "е"));
            }
        }
    }
    all
});

/// The letters of a folded token, numbered.
struct Letters {
    codes: [u8; MAX_LETTERS],
    length: usize,
    is_cyrillic: bool,
}

impl Letters {
    /// `None` where the token is too long, or has letters of other scripts.
    fn new(token: &str) -> Option<Letters> {
        let is_cyrillic = token.chars().next().is_some_and(|first| cyrillic(first).is_some());
        let mut letters = Letters { codes: [SEPARATOR; MAX_LETTERS], length: 0, is_cyrillic };
        for letter in token.chars() {
            let code = if is_cyrillic { cyrillic(letter) } else { latin(letter) };
            *letters.codes.get_mut(letters.length)? = code?;
            letters.length += 1;
        }
        Some(letters)
    }

    fn as_slice(&self) -> &[u8] {
        &self.codes[..self.length]
    }
}

fn latin(letter: char) -> Option<u8> {
    match letter {
        'a'..='z' => Some(letter as u8 - b'a' + 1),
        'ü' => Some(27),
        'đ' => latin('d'),
        '\'' => Some(SEPARATOR),
        'À'..='ỹ' => {
            std::iter::once(letter).nfd().next().filter(|it| it.is_ascii()).and_then(latin)
        }
        _ => None,
    }
}

fn cyrillic(letter: char) -> Option<u8> {
    match letter {
        'ъ' => Some(SEPARATOR),
        'а'..='я' => u8::try_from(letter as u32 - 'а' as u32 + 1).ok(),
        'ё' => Some(33),
        _ => None,
    }
}

/// A token that divides into the syllables of at least one syllabary.
pub(crate) struct SyllabicToken {
    letters: Letters,
    /// By position: the syllabaries of which syllables reach from the beginning to there.
    reached: [SyllabarySet; MAX_LETTERS + 1],
}

/// One syllable of a divided token: the number of letters, with a sign that separates it from the next, and
/// the sounds.
pub(crate) type SyllableStep = (usize, &'static str);

impl SyllabicToken {
    /// `None` for most tokens.
    pub(crate) fn new(token: &str) -> Option<SyllabicToken> {
        let letters = Letters::new(token)?;
        let trie = letters.trie();
        let codes = letters.as_slice();
        if !codes.last().is_some_and(|last| *last == SEPARATOR || trie.last[usize::from(*last)]) {
            return None;
        }
        let mut reached = [SyllabarySet::default(); MAX_LETTERS + 1];
        reached[0] = SyllabarySet(u8::MAX);
        for at in 0..codes.len() {
            if reached[at].is_empty() {
                continue;
            }
            for (length, node) in trie.syllables_at(&codes[at..]) {
                let end = letters.after_separator(at + length);
                reached[end].0 |= reached[at].0 & node.syllabaries.0;
            }
        }
        (!codes.is_empty() && !reached[codes.len()].is_empty())
            .then_some(SyllabicToken { letters, reached })
    }

    /// Whether the token is made of the syllables of Chinese, of as many as a name has.
    pub(crate) fn is_chinese(&self) -> bool {
        let mut is_chinese = false;
        if self.syllabaries().contains(PINYIN) {
            self.divide(PINYIN, |_| {
                is_chinese = true;
                false
            });
        }
        is_chinese
    }

    /// Whether the token is one syllable.
    pub(crate) fn is_one(&self) -> bool {
        let nodes = self.letters.trie().syllables_at(self.letters.as_slice());
        nodes.last().is_some_and(|(length, _)| length == self.letters.length)
    }

    /// The syllabaries that divide the token, in some number of syllables.
    pub(crate) fn syllabaries(&self) -> SyllabarySet {
        self.reached[self.letters.length]
    }

    /// Calls `visit` with each division of the token by a syllabary, until it returns `false`.
    pub(crate) fn divide(&self, syllabary: usize, mut visit: impl FnMut(&[SyllableStep]) -> bool) {
        let most = SYLLABARIES.most.get(syllabary).copied().unwrap_or_default();
        self.divide_from(
            0,
            [(0, ""); MAX_SYLLABLES],
            0..most.min(MAX_SYLLABLES),
            syllabary,
            &mut visit,
        );
    }

    /// Divides the rest of the token, `steps[..open.start]` being what precedes it. Returns whether to go on.
    fn divide_from(
        &self,
        at: usize,
        mut steps: [SyllableStep; MAX_SYLLABLES],
        open: std::ops::Range<usize>,
        syllabary: usize,
        visit: &mut impl FnMut(&[SyllableStep]) -> bool,
    ) -> bool {
        let codes = self.letters.as_slice();
        if at == codes.len() {
            return visit(&steps[..open.start]);
        }
        if open.is_empty() {
            return true;
        }
        for (length, node) in self.letters.trie().syllables_at(&codes[at..]) {
            if !node.syllabaries.contains(syllabary) {
                continue;
            }
            let end = self.letters.after_separator(at + length);
            for syllable in &node.syllables {
                if usize::from(syllable.syllabary) != syllabary
                    || syllable.is_inner && end == codes.len()
                {
                    continue;
                }
                steps[open.start] = (end - at, syllable.sounds);
                if !self.divide_from(end, steps, open.start + 1..open.end, syllabary, visit) {
                    return false;
                }
            }
        }
        true
    }
}

/// Whether a language has several systems for its syllables in Latin letters, of which this syllabary is one.
pub(crate) fn is_one_of_several(syllabary: usize) -> bool {
    SYLLABARIES.is_one_of_several[syllabary]
}

/// The syllables of a language in Latin letters, each with its Cyrillic spellings.
pub(super) fn cyrillic_syllables(
    language: &str,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let tables = SYLLABARY_TABLES.iter().filter(move |table| fact(table, "language") == language);
    tables.flat_map(|table| rows(table)).flat_map(|row| {
        let cyrillic = row.get(1).copied().unwrap_or_default();
        cyrillic.split(' ').map(move |spelling| (row[0], spelling))
    })
}

impl Letters {
    fn trie(&self) -> &'static Trie {
        if self.is_cyrillic { &SYLLABARIES.cyrillic } else { &SYLLABARIES.latin }
    }

    /// The position after a sign that separates two syllables at this one.
    fn after_separator(&self, at: usize) -> usize {
        let is_between = self.as_slice().get(at) == Some(&SEPARATOR) && at + 1 < self.length;
        at + usize::from(is_between)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustc_hash::{FxHashMap, FxHashSet};

    /// The sounds of a token by a syllabary, for each of its divisions.
    fn sounds(token: &str, syllabary: usize) -> FxHashSet<String> {
        let mut all = FxHashSet::default();
        if let Some(token) = SyllabicToken::new(token) {
            token.divide(syllabary, |steps| {
                all.insert(steps.iter().map(|(_, sounds)| *sounds).collect());
                all.len() < MAX_DIVISIONS
            });
        }
        all
    }

    fn meet(one: &str, other: &str, syllabary: usize) -> bool {
        !sounds(one, syllabary).is_disjoint(&sounds(other, syllabary))
    }

    /// Each Latin syllable with its Cyrillic spellings. One that ends no name is followed by another.
    fn syllables(table: &'static str) -> impl Iterator<Item = (String, Vec<String>)> {
        rows(table).map(|row| {
            let end = if row.contains(&"inner") { ["ko", "ко"] } else { [""; 2] };
            let cyrillic = row[1].split(' ').map(|spelling| format!("{spelling}{}", end[1]));
            (format!("{}{}", row[0], end[0]), cyrillic.collect())
        })
    }

    #[test]
    fn tables_state_their_facts_and_have_three_cells() {
        for (number, table) in SYLLABARY_TABLES.iter().enumerate() {
            for name in ["name", "language", "syllables", "columns", "authority", "example"] {
                assert!(!fact(table, name).is_empty(), "{name}");
            }
            for row in rows(table) {
                assert!(matches!(row[..], [_, _, _] | [_, _, _, "inner"]), "{row:?}");
            }
            let (latin, cyrillic) = fact(table, "example").split_once(" = ").unwrap();
            assert!(meet(latin, cyrillic, number), "{latin} {cyrillic}");
        }
        let tries = [&SYLLABARIES.latin, &SYLLABARIES.cyrillic];
        assert!(tries.iter().all(|trie| trie.nodes.len() <= usize::from(u16::MAX)));
        assert!(SYLLABARIES.most.iter().all(|most| *most <= MAX_SYLLABLES));
        assert!(SYLLABARY_TABLES.len() <= u8::BITS as usize);
    }

    #[test]
    fn both_spellings_of_every_syllable_meet() {
        for (number, table) in SYLLABARY_TABLES.iter().enumerate() {
            for (latin, cyrillic) in syllables(table) {
                for cyrillic in cyrillic {
                    assert!(meet(&latin, &cyrillic, number), "{latin} {cyrillic}");
                }
            }
        }
    }

    #[test]
    fn two_syllables_meet_too() {
        for (number, table) in SYLLABARY_TABLES.iter().enumerate() {
            let all: Vec<_> =
                syllables(table).filter(|(latin, _)| !latin.ends_with("ko")).collect();
            let mut missed = Vec::new();
            for (one, first) in all.iter().step_by(7) {
                for (two, second) in all.iter().step_by(11) {
                    let (latin, cyrillic) = (format!("{one}{two}"), first[0].clone() + &second[0]);
                    if SYLLABARIES.most[number] > 1 && !meet(&latin, &cyrillic, number) {
                        missed.push(format!("{latin} {cyrillic}"));
                    }
                }
            }
            let (name, few) = (fact(table, "name"), &missed[..missed.len().min(10)]);
            assert!(missed.is_empty(), "{name}: {} {few:?}", missed.len());
        }
    }

    /// Syllables of one script that have the same sounds are spelled alike in the other.
    #[test]
    fn syllables_that_meet_have_a_spelling_in_common() {
        for table in SYLLABARY_TABLES {
            let mut by_sounds: FxHashMap<&str, FxHashMap<&str, String>> = FxHashMap::default();
            for row in rows(table) {
                let all = by_sounds.entry(row[2]).or_default().entry(row[0]).or_default();
                // Offices write е for э, and leave out ь.
                all.push_str(&row[1].replace('э', "е").replace('ь', ""));
                all.push(' ');
            }
            for all in by_sounds.values() {
                for (one, spellings) in all {
                    for (other, others) in all {
                        let mut common = spellings.split(' ').filter(|it| {
                            !it.is_empty() && others.split(' ').any(|other| other == *it)
                        });
                        assert!(common.next().is_some(), "{one} {spellings}, {other} {others}");
                    }
                }
            }
        }
    }
}

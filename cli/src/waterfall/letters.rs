//! Which letters of two words differ.
//!
//! Two words of one script are aligned letter by letter, as Levenshtein (1965) has it. A letter of another script
//! agrees with whatever a system of romanization makes of it, so that of Щербаков and CHTCHERBAKOV no letter
//! differs, and of Щербаков and Scherbakova the last.

use serde::Serialize;
use std::collections::HashMap;
use sverka::{System, romanize};

/// Texts longer than this are not aligned, and nothing of them is marked.
const LONGEST: usize = 64;
/// What a letter without a counterpart costs, and two in one place that differ.
const SINGLE: u32 = 10;
const OTHER: u32 = 15;

/// A part of a word, and whether it differs from the other word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Part {
    pub(crate) text: String,
    pub(crate) differs: bool,
}

/// Both words in parts.
pub(crate) type Aligned = [Vec<Part>; 2];

/// What systems of romanization make of letters, found once.
#[derive(Default)]
pub(crate) struct Letters {
    romanized: HashMap<String, Vec<String>>,
}

/// A step of the alignment: so many letters of each side, and whether they agree.
#[derive(Clone, Copy)]
struct Step {
    one: usize,
    other: usize,
    agrees: bool,
}

impl Letters {
    /// The parts of two words that differ.
    pub(crate) fn align(&mut self, one: &str, other: &str) -> Aligned {
        let words = [one, other].map(|word| word.chars().collect::<Vec<char>>());
        if words.iter().any(|word| word.len() > LONGEST) {
            return [one, other].map(|word| vec![Part { text: word.to_owned(), differs: false }]);
        }
        let differs = self.differing(&words[0], &words[1]);
        [parts(&words[0], &differs[0]), parts(&words[1], &differs[1])]
    }

    /// For each letter of both words, whether it differs.
    fn differing(&mut self, one: &[char], other: &[char]) -> [Vec<bool>; 2] {
        let width = other.len() + 1;
        let mut costs = vec![u32::MAX; (one.len() + 1) * width];
        let mut steps: Vec<Option<Step>> = vec![None; costs.len()];
        costs[0] = 0;
        for at in 0..costs.len() {
            let (i, j) = (at / width, at % width);
            for step in self.steps(&one[i..], &other[j..]) {
                let to = (i + step.one) * width + j + step.other;
                let price = match (step.agrees, step.one, step.other) {
                    (true, ..) => 0,
                    (false, 1, 1) => OTHER,
                    (false, ..) => SINGLE,
                };
                let cost = costs[at] + price;
                // Of equal costs the last, so that words agree from their beginning on.
                if cost <= costs[to] {
                    (costs[to], steps[to]) = (cost, Some(step));
                }
            }
        }
        let mut differs = [vec![false; one.len()], vec![false; other.len()]];
        let (mut i, mut j) = (one.len(), other.len());
        while let Some(step) = steps[i * width + j] {
            (i, j) = (i - step.one, j - step.other);
            if !step.agrees {
                differs[0][i..i + step.one].fill(true);
                differs[1][j..j + step.other].fill(true);
            }
        }
        differs
    }

    /// The steps that are possible at the beginning of what is left of both words.
    fn steps(&mut self, one: &[char], other: &[char]) -> Vec<Step> {
        let step = |one, other, agrees| Step { one, other, agrees };
        let mut steps = Vec::new();
        if let (Some(first), Some(second)) = (one.first(), other.first()) {
            let same = first.to_lowercase().eq(second.to_lowercase());
            steps.push(step(1, 1, same));
            if !same && is_foreign(*first) {
                steps.extend(self.spelled(one, other).map(|(of, by)| step(of, by, true)));
            }
            if !same && is_foreign(*second) {
                steps.extend(self.spelled(other, one).map(|(of, by)| step(by, of, true)));
            }
        }
        steps.extend((!one.is_empty()).then(|| step(1, 0, false)));
        steps.extend((!other.is_empty()).then(|| step(0, 1, false)));
        steps
    }

    /// How many letters of a word of another script the other word begins with the romanization of, and how many of
    /// its own that takes.
    fn spelled(
        &mut self,
        foreign: &[char],
        latin: &[char],
    ) -> impl Iterator<Item = (usize, usize)> {
        let latin: String = latin.iter().flat_map(|c| c.to_lowercase()).collect();
        let mut found = Vec::new();
        for of in [2, 1].into_iter().filter(|of| *of <= foreign.len()) {
            let letters: String = foreign[..of].iter().flat_map(|c| c.to_lowercase()).collect();
            let romanized =
                self.romanized.entry(letters).or_insert_with_key(|it| romanizations(it));
            let begins = romanized.iter().filter(|by| latin.starts_with(by.as_str()));
            found.extend(begins.map(|by| (of, by.chars().count())));
        }
        found.into_iter()
    }
}

/// Whether a letter is of a script that systems romanize.
fn is_foreign(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii() && c > '\u{370}'
}

/// What all systems make of letters: at the beginning of a word, after a consonant, after a vowel and before one.
fn romanizations(letters: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for system in System::all() {
        let of = |text: String| romanize(&text, system).to_lowercase();
        let after = |before: &str| {
            let whole = of(format!("{before}{letters}"));
            whole.strip_prefix(&of(before.to_owned())).map(str::to_owned)
        };
        let before = of(format!("{letters}а"));
        let before = before.strip_suffix(&of("а".to_owned())).map(str::to_owned);
        found.extend(
            [Some(of(letters.to_owned())), after("б"), after("а"), before].into_iter().flatten(),
        );
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Neighbours that both differ or both do not are one part.
fn parts(word: &[char], differs: &[bool]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (c, differs) in word.iter().zip(differs) {
        match parts.last_mut().filter(|last| last.differs == *differs) {
            Some(last) => last.text.push(*c),
            None => parts.push(Part { text: c.to_string(), differs: *differs }),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word with what differs in brackets.
    fn marked(parts: &[Part]) -> String {
        let part = |part: &Part| match part.differs {
            true => format!("[{}]", part.text),
            false => part.text.clone(),
        };
        parts.iter().map(part).collect()
    }

    #[test]
    fn letters_that_differ_are_marked_on_both_sides() {
        let mut letters = Letters::default();
        for (one, other, expected) in [
            // One script: as written, whatever the case.
            ("Petrov", "PETROV", ["Petrov", "PETROV"]),
            ("Petrov", "Petrow", ["Petro[v]", "Petro[w]"]),
            ("1971-03-15", "1971-05-15", ["1971-0[3]-15", "1971-0[5]-15"]),
            ("Алексей", "Алексеи", ["Алексе[й]", "Алексе[и]"]),
            // Two scripts: what no system bridges.
            ("Щербаков", "CHTCHERBAKOV", ["Щербаков", "CHTCHERBAKOV"]),
            ("Щербаков", "Schtscherbakow", ["Щербаков", "Schtscherbakow"]),
            ("Szczerbakow", "Щербаков", ["Szczerbakow", "Щербаков"]),
            ("Юрий", "Yury", ["Юрий", "Yury"]),
            ("Александр", "Alexander", ["Александр", "Alexand[e]r"]),
            ("Щербакова", "Scherbakov", ["Щербаков[а]", "Scherbakov"]),
            ("Сергей", "Sergej", ["Сергей", "Sergej"]),
            ("V", "Викторович", ["V", "В[икторович]"]),
            ("", "x", ["", "[x]"]),
            ("Шевчук", "ß", ["[Шевчук]", "[ß]"]),
        ] {
            let [first, second] = letters.align(one, other);
            assert_eq!([marked(&first), marked(&second)], expected, "{one} {other}");
            let whole =
                |parts: &[Part]| parts.iter().map(|part| part.text.as_str()).collect::<String>();
            assert_eq!([whole(&first), whole(&second)], [one, other]);
        }
    }
}

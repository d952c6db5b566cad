//! One interpreter for every table of letter rules: romanization systems and orthographies alike.
//!
//! A table is text. Lines `# key: value` at its head state facts about it; every other line is a
//! rule of two to four cells parted by tabs:
//!
//! ```text
//! from    to    before    after
//! ```
//!
//! Text is rewritten from left to right. At each place the longest `from` wins whose contexts
//! hold, and among equals the first in the table. `before` and `after` name the characters that
//! may stand next to the match: a set (`аеё`), where `^` stands for the edge of a word; with a
//! leading `!` the set of those that may not. An empty cell, and a cell that is `*`, allow
//! everything. A `to` of `-` writes nothing.

use super::alphabet::{Alphabet, EDGE, is_in_words};
use std::ops::Range;

/// A parsed table: the facts of its head, and its rules as they are written.
#[derive(Debug)]
pub(crate) struct RuleTable {
    facts: Vec<(String, String)>,
    rules: Vec<Rule>,
}

impl RuleTable {
    /// Reads a table; `Err` says which line is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut facts = Vec::new();
        let mut rules = Vec::new();
        for (n, line) in text.lines().enumerate() {
            if let Some(fact) = line.strip_prefix('#') {
                if let Some((key, value)) = fact.split_once(':') {
                    facts.push((key.trim().to_owned(), value.trim().to_owned()));
                }
            } else if !line.trim().is_empty() {
                rules.push(Rule::parse(line).ok_or_else(|| format!("line {}: {line:?}", n + 1))?);
            }
        }
        Ok(RuleTable { facts, rules })
    }

    /// The value of a fact in the head of the table; empty where it is not stated.
    pub(crate) fn fact(&self, key: &str) -> &str {
        self.facts.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    /// What each rule rewrites and what it writes, contexts left aside.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rules.iter().map(|rule| (rule.from.as_str(), rule.to.as_str()))
    }

    /// Every character that a rule rewrites or looks at, some more than once.
    pub(crate) fn letters(&self) -> impl Iterator<Item = char> {
        let of_rule = |rule: &'_ Rule| {
            let parts = [&rule.from, &rule.before.set, &rule.after.set];
            parts.map(|part| part.chars().filter(|c| *c != '^').collect::<Vec<char>>())
        };
        self.rules.iter().flat_map(of_rule).flatten()
    }

    /// Makes the rules ready for texts in the codes of an alphabet, which has all their letters.
    pub(crate) fn compile(&self, alphabet: &Alphabet) -> CompiledRules {
        let mut in_order: Vec<&Rule> = self.rules.iter().collect();
        in_order.sort_by_key(|rule| {
            let first = rule.from.chars().next().map_or(EDGE, |first| alphabet.code(first));
            (first, std::cmp::Reverse(rule.from.chars().count()))
        });
        let mut rules = CompiledRules {
            by_first: vec![0..0; alphabet.size()],
            rules: Vec::with_capacity(in_order.len()),
            contexts: vec![CodeSet::ANY],
        };
        for rule in in_order {
            rules.push(rule, alphabet);
        }
        rules
    }
}

/// A rule as it is written.
#[derive(Debug)]
struct Rule {
    /// Never empty.
    from: String,
    to: String,
    before: ContextCell,
    after: ContextCell,
}

impl Rule {
    fn parse(line: &str) -> Option<Rule> {
        let mut cells = line.split('\t');
        let from = cells.next()?;
        let to = cells.next()?;
        let before = ContextCell::parse(cells.next().unwrap_or(""));
        let after = ContextCell::parse(cells.next().unwrap_or(""));
        if !(1..=LONGEST).contains(&from.chars().count()) || cells.next().is_some() {
            return None;
        }
        let to = if to == "-" { "" } else { to };
        Some(Rule { from: from.to_owned(), to: to.to_owned(), before, after })
    }
}

/// The characters that may stand beside a match.
#[derive(Debug)]
struct ContextCell {
    set: String,
    /// Whether those of the set may not, and all others may.
    negated: bool,
}

impl ContextCell {
    fn parse(cell: &str) -> ContextCell {
        let (set, negated) = match cell.strip_prefix('!') {
            Some(set) => (set, true),
            None if cell == "*" => ("", true),
            None => (cell, cell.is_empty()),
        };
        ContextCell { set: set.to_owned(), negated }
    }

    /// Every character that is no letter, no mark and no apostrophe is an edge of a word.
    fn allows(&self, neighbour: char) -> bool {
        let neighbour = if is_in_words(neighbour) { neighbour } else { '^' };
        self.set.contains(neighbour) != self.negated
    }
}

/// The most characters that a rule rewrites: as many codes as are compared at once.
const LONGEST: usize = 16;

/// How many [`EDGE`]s stand before a coded text, and after it, so that rules that look beyond its
/// ends find the edge of a word there.
pub(crate) const PADDING: (usize, usize) = (1, LONGEST);

/// Rules made ready for texts in the codes of one alphabet.
#[derive(Debug)]
pub(crate) struct CompiledRules {
    /// Where the rules lie that begin with each code: longest first, table order among equals.
    by_first: Vec<Range<u16>>,
    rules: Vec<CompiledRule>,
    /// Each once; the first is [`CodeSet::ANY`].
    contexts: Vec<CodeSet>,
}

/// A rule made ready.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    from: CodeWindow,
    /// Numbers of contexts.
    before: u16,
    after: u16,
    length: u8,
    to: Box<str>,
}

impl CompiledRule {
    /// How many characters it rewrites.
    #[inline]
    pub(crate) fn length(&self) -> usize {
        usize::from(self.length)
    }

    /// What it writes.
    #[inline]
    pub(crate) fn to(&self) -> &str {
        &self.to
    }
}

/// What the codes of a text are compared with at one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodeWindow {
    /// The codes, the first lowest.
    codes: u128,
    /// All bits of the codes that count.
    mask: u128,
}

/// The codes of a padded text from `at` on.
#[inline]
pub(super) fn window_at(text: &[u8], at: usize) -> Option<u128> {
    text.get(at..)?.first_chunk().map(|codes| u128::from_le_bytes(*codes))
}

impl CodeWindow {
    /// `None` where the letters are none or too many.
    pub(super) fn of(alphabet: &Alphabet, letters: &str) -> Option<Self> {
        let length = letters.chars().count();
        let mut codes = [EDGE; LONGEST];
        for (code, letter) in codes.iter_mut().zip(letters.chars()) {
            *code = alphabet.code(letter);
        }
        let beyond = (1..=LONGEST).contains(&length).then(|| 8 * (LONGEST - length))?;
        Some(CodeWindow { codes: u128::from_le_bytes(codes), mask: u128::MAX >> beyond })
    }

    /// Whether the text that lies in the other window begins with these codes.
    #[inline]
    pub(super) fn begins(&self, text: u128) -> bool {
        (text ^ self.codes) & self.mask == 0
    }

    pub(super) fn first(&self) -> u8 {
        self.codes.to_le_bytes()[0]
    }
}

/// A set of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CodeSet([u64; 4]);

impl CodeSet {
    const ANY: CodeSet = CodeSet([u64::MAX; 4]);

    fn of(context: &ContextCell, alphabet: &Alphabet) -> Self {
        if context.negated && context.set.is_empty() {
            return CodeSet::ANY;
        }
        let mut codes = CodeSet([0; 4]);
        for (code, sample) in alphabet.samples() {
            if context.allows(sample) {
                codes.0[usize::from(code >> 6)] |= 1 << (code & 63);
            }
        }
        codes
    }

    fn holds(&self, code: u8) -> bool {
        self.0[usize::from(code >> 6)] >> (code & 63) & 1 == 1
    }
}

impl CompiledRules {
    /// Adds a rule; those that begin with one letter follow each other.
    fn push(&mut self, rule: &Rule, alphabet: &Alphabet) {
        let Some(from) = CodeWindow::of(alphabet, &rule.from) else { return };
        let before = self.context(CodeSet::of(&rule.before, alphabet));
        let after = self.context(CodeSet::of(&rule.after, alphabet));
        let number = self.rules.len() as u16;
        let of_first = &mut self.by_first[usize::from(from.first())];
        if of_first.start == of_first.end {
            of_first.start = number;
        }
        of_first.end = number + 1;
        let length = rule.from.chars().count() as u8;
        self.rules.push(CompiledRule { from, before, after, length, to: rule.to.as_str().into() });
    }

    fn context(&mut self, context: CodeSet) -> u16 {
        let known = self.contexts.iter().position(|known| *known == context);
        let number = known.unwrap_or_else(|| {
            self.contexts.push(context);
            self.contexts.len() - 1
        });
        number as u16
    }

    /// The rule that applies at `at`, if one does. The text is coded and has its [`PADDING`],
    /// which `at` counts.
    #[inline]
    pub(crate) fn at(&self, text: &[u8], at: usize) -> Option<&CompiledRule> {
        let window = window_at(text, at)?;
        let before = *text.get(at.checked_sub(1)?)?;
        let of_first = &self.by_first[usize::from(text[at])];
        let rules = &self.rules[usize::from(of_first.start)..usize::from(of_first.end)];
        rules.iter().find(|rule| {
            rule.from.begins(window)
                && self.allows(rule.before, before)
                && self.allows(rule.after, text[at + rule.length()])
        })
    }

    #[inline]
    fn allows(&self, context: u16, neighbour: u8) -> bool {
        context == 0 || self.contexts[usize::from(context)].holds(neighbour)
    }
}

#[cfg(test)]
impl RuleTable {
    /// What [`CompiledRules::at`] finds, read from the table as it is written: the longest match whose
    /// contexts hold, the first of several. What the compiled rules are held to.
    pub(crate) fn at_plainly(&self, text: &[char], at: usize) -> Option<(usize, &str)> {
        let neighbour = |at: Option<usize>| at.and_then(|at| text.get(at)).map_or(' ', |c| *c);
        let mut best: Option<(usize, &str)> = None;
        for rule in &self.rules {
            let from: Vec<char> = rule.from.chars().collect();
            let applies = text[at..].starts_with(&from)
                && rule.before.allows(neighbour(at.checked_sub(1)))
                && rule.after.allows(neighbour(Some(at + from.len())));
            if applies && best.is_none_or(|(length, _)| length < from.len()) {
                best = Some((from.len(), &rule.to));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrite(table: &str, text: &str) -> String {
        let table = RuleTable::parse(table).unwrap();
        let alphabet = Alphabet::new(table.letters()).unwrap();
        let rules = table.compile(&alphabet);
        let text = alphabet.coded(text.chars());
        let (start, end) = (PADDING.0, text.len() - PADDING.1);
        let (mut at, mut out) = (start, String::new());
        while at < end {
            let (length, to) =
                rules.at(&text, at).map_or((1, "?"), |rule| (rule.length(), rule.to()));
            out.push_str(to);
            at += length;
        }
        out
    }

    #[test]
    fn the_longest_match_wins_and_then_the_first() {
        let table = "s\t1\nsh\t2\nshch\t3\nsh\t4\n";
        assert_eq!(rewrite(table, "sshshch"), "123");
    }

    #[test]
    fn contexts_hold_on_both_sides() {
        let table = "е\tye\t^аеь\nе\te\nь\t-\nа\ta\nр\tr\ni\tX\t*\t^\ni\tY\t*\t!^\n";
        assert_eq!(rewrite(table, "ераеьере"), "yerayeyere");
        assert_eq!(rewrite(table, "ii"), "YX");
        assert_eq!(rewrite(table, "i-i"), "X?X");
    }

    #[test]
    fn pairs_are_the_rules_without_their_contexts() {
        let table = RuleTable::parse("е\tye\t^\nь\t-\n").unwrap();
        let mut pairs: Vec<_> = table.pairs().collect();
        pairs.sort_unstable();
        assert_eq!(pairs, [("е", "ye"), ("ь", "")]);
    }

    #[test]
    fn a_table_states_its_facts_and_names_its_bad_lines() {
        let table = RuleTable::parse("# name: Plain: one\n# a remark\nа\ta\n").unwrap();
        assert_eq!(table.fact("name"), "Plain: one");
        assert_eq!(table.fact("authority"), "");
        assert!(RuleTable::parse("а\ta\nб\n").unwrap_err().starts_with("line 2"));
        assert!(RuleTable::parse("\ta\n").is_err());
        assert!(RuleTable::parse("a\tb\tc\td\te\n").is_err());
    }
}

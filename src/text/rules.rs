//! One interpreter for all tables of letter rules: romanization systems and orthographies.
//!
//! A table is text. Lines `# key: value` state facts about it; every other line is a rule of two to
//! four cells, separated by tabs:
//!
//! ```text
//! from    to    before    after
//! ```
//!
//! Text is rewritten from left to right. At each position the longest `from` whose contexts match
//! wins, and among equally long ones the first in the table. `before` and `after` list the
//! characters that may stand next to the match: a set (`аеё`), where `^` is the edge of a word; with
//! a leading `!`, the characters that may not. An empty cell and a cell `*` allow everything. A `to`
//! of `-` writes nothing. `knowledge/README.md` explains the grammar with examples.

use super::alphabet::{Alphabet, CodeWindow, EDGE, MAX_PATTERN, is_in_words, window_at};
use std::ops::Range;

/// A parsed table: its facts, and its rules as they are written.
#[derive(Debug)]
pub(crate) struct RuleTable {
    facts: Vec<(String, String)>,
    rules: Vec<Rule>,
}

impl RuleTable {
    /// Parses a table; `Err` says which line is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut facts = Vec::new();
        let mut rules = Vec::new();
        for (n, line) in text.lines().enumerate() {
            if let Some(fact) = line.strip_prefix('#') {
                if let Some((key, value)) = fact.split_once(':') {
                    facts.push((key.trim().to_owned(), value.trim().to_owned()));
                }
            } else if !line.trim().is_empty() {
                let rule = Rule::parse(line).ok_or_else(|| {
                    format!("line {}: {line:?} is not `from`, `to`, `before`, `after`", n + 1)
                })?;
                rules.push(rule);
            }
        }
        Ok(RuleTable { facts, rules })
    }

    /// The value of a fact; empty where the table does not state it.
    pub(crate) fn fact(&self, key: &str) -> &str {
        self.facts.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    /// `from` and `to` of each rule, without its contexts.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rules.iter().map(|rule| (rule.from.as_str(), rule.to.as_str()))
    }

    /// Every character in a `from`, `before` or `after`, with repetitions.
    pub(crate) fn characters(&self) -> impl Iterator<Item = char> {
        let of_rule = |rule: &'_ Rule| {
            let cells = [&rule.from, &rule.before.set, &rule.after.set];
            cells.map(|cell| cell.chars().filter(|c| *c != '^').collect::<Vec<char>>())
        };
        self.rules.iter().flat_map(of_rule).flatten()
    }

    /// Compiles the rules for texts encoded with `alphabet`, which must hold all
    /// [`characters`](Self::characters) of the table.
    pub(crate) fn compile(&self, alphabet: &Alphabet) -> CompiledRules {
        let mut in_order: Vec<&Rule> = self.rules.iter().collect();
        in_order.sort_by_key(|rule| {
            let first = rule.from.chars().next().map_or(EDGE, |first| alphabet.code(first));
            (first, std::cmp::Reverse(rule.from.chars().count()))
        });
        let mut rules = CompiledRules {
            by_first: vec![0..0; alphabet.size()],
            rules: Vec::with_capacity(in_order.len()),
            contexts: vec![CodeSet::ALL],
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
    /// 1 to [`MAX_PATTERN`] characters.
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
        if !(1..=MAX_PATTERN).contains(&from.chars().count()) || cells.next().is_some() {
            return None;
        }
        let to = if to == "-" { "" } else { to };
        Some(Rule { from: from.to_owned(), to: to.to_owned(), before, after })
    }
}

/// The characters that may stand next to a match.
#[derive(Debug)]
struct ContextCell {
    set: String,
    /// Whether all characters are allowed but those of the set.
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

    /// Every character that is not part of a word counts as the edge of one, `^`.
    fn allows(&self, neighbour: char) -> bool {
        let neighbour = if is_in_words(neighbour) { neighbour } else { '^' };
        self.set.contains(neighbour) != self.negated
    }
}

/// The rules of a table, compiled for texts in the codes of one alphabet.
#[derive(Debug)]
pub(crate) struct CompiledRules {
    /// Indexed by code: the range of rules whose `from` starts with it, longest first and in table
    /// order among equals.
    by_first: Vec<Range<u16>>,
    rules: Vec<CompiledRule>,
    /// Distinct; the first is [`CodeSet::ALL`].
    contexts: Vec<CodeSet>,
}

#[derive(Debug)]
pub(crate) struct CompiledRule {
    from: CodeWindow,
    /// Indexes into [`CompiledRules::contexts`].
    before: u16,
    after: u16,
    length: u8,
    to: Box<str>,
}

impl CompiledRule {
    /// The number of characters that it rewrites.
    #[inline]
    pub(crate) fn length(&self) -> usize {
        usize::from(self.length)
    }

    /// What it writes instead.
    #[inline]
    pub(crate) fn to(&self) -> &str {
        &self.to
    }
}

/// A set of codes, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CodeSet([u64; 4]);

impl CodeSet {
    const ALL: CodeSet = CodeSet([u64::MAX; 4]);

    fn of(context: &ContextCell, alphabet: &Alphabet) -> Self {
        if context.negated && context.set.is_empty() {
            return CodeSet::ALL;
        }
        let mut codes = CodeSet([0; 4]);
        for (code, sample) in alphabet.samples() {
            if context.allows(sample) {
                codes.0[usize::from(code >> 6)] |= 1 << (code & 63);
            }
        }
        codes
    }

    fn contains(&self, code: u8) -> bool {
        self.0[usize::from(code >> 6)] >> (code & 63) & 1 == 1
    }
}

impl CompiledRules {
    /// Appends a rule. Rules with the same first code must be pushed one after the other.
    fn push(&mut self, rule: &Rule, alphabet: &Alphabet) {
        let Some(from) = CodeWindow::new(alphabet, &rule.from) else { return };
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

    /// The rule that applies at a position of a text, if one does. The text is encoded and padded;
    /// `at` counts the padding.
    #[inline]
    pub(crate) fn at(&self, text: &[u8], at: usize) -> Option<&CompiledRule> {
        let window = window_at(text, at)?;
        let before = *text.get(at.checked_sub(1)?)?;
        let of_first = &self.by_first[usize::from(text[at])];
        let rules = &self.rules[usize::from(of_first.start)..usize::from(of_first.end)];
        rules.iter().find(|rule| {
            rule.from.is_prefix_of(window)
                && self.allows(rule.before, before)
                && self.allows(rule.after, text[at + rule.length()])
        })
    }

    #[inline]
    fn allows(&self, context: u16, neighbour: u8) -> bool {
        context == 0 || self.contexts[usize::from(context)].contains(neighbour)
    }
}

#[cfg(test)]
impl RuleTable {
    /// The reference implementation of [`CompiledRules::at`], on characters instead of codes.
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
    use super::super::alphabet::{PAD_AFTER, PAD_BEFORE};
    use super::*;

    fn rewrite(table: &str, text: &str) -> String {
        let table = RuleTable::parse(table).unwrap();
        let alphabet = Alphabet::new(table.characters()).unwrap();
        let rules = table.compile(&alphabet);
        let text = alphabet.encode(text.chars());
        let (start, end) = (PAD_BEFORE, text.len() - PAD_AFTER);
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
    fn contexts_are_checked_on_both_sides() {
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
    fn facts_are_read_and_errors_name_the_line() {
        let table = RuleTable::parse("# name: Plain: one\n# a remark\nа\ta\n").unwrap();
        assert_eq!(table.fact("name"), "Plain: one");
        assert_eq!(table.fact("authority"), "");
        assert!(RuleTable::parse("а\ta\nб\n").unwrap_err().starts_with("line 2"));
        assert!(RuleTable::parse("\ta\n").is_err());
        assert!(RuleTable::parse("a\tb\tc\td\te\n").is_err());
    }
}

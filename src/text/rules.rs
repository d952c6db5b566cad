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

use super::alphabet::{Alphabet, CodeWindow, MAX_PATTERN, is_in_words, window_at};
use std::cmp::Reverse;
use std::collections::BTreeMap;
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

/// The rules of several tables, compiled for texts in the codes of one alphabet. A rule that tables have in common
/// is there once, so that what they do alike is found once.
#[derive(Debug)]
pub(crate) struct CompiledRules {
    /// Indexed by code.
    by_first: Vec<RulesOfFirst>,
    /// Rows indexed by second code: the rules for several codes. The first row, which is empty, is that of all codes
    /// that begin none.
    by_second: Vec<Range<u16>>,
    /// By first and second code, longest first and in the order of each table among equals.
    rules: Vec<CompiledRule>,
    /// Distinct; the first is [`CodeSet::ALL`].
    contexts: Vec<CodeSet>,
}

/// The rules whose `from` starts with a code.
#[derive(Clone, Debug, Default)]
struct RulesOfFirst {
    /// Where its row begins in [`CompiledRules::by_second`].
    row: usize,
    /// The rules for this code alone.
    alone: Range<u16>,
}

#[derive(Debug)]
pub(crate) struct CompiledRule {
    from: CodeWindow,
    /// The tables that have it, one bit each.
    tables: u64,
    /// Indexes into [`CompiledRules::contexts`].
    before: u16,
    after: u16,
    length: u8,
    to: Box<str>,
}

impl CompiledRule {
    /// Whether another rule with this `from` says the same.
    fn is_same(&self, other: &CompiledRule) -> bool {
        (self.before, self.after, &self.to) == (other.before, other.after, &other.to)
    }

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
    /// Compiles tables, each named by one bit, for texts encoded with `alphabet`, which must hold all
    /// [`characters`](RuleTable::characters) of the tables.
    pub(crate) fn new<'t>(
        alphabet: &Alphabet,
        tables: impl IntoIterator<Item = (u64, &'t RuleTable)>,
    ) -> Self {
        let mut compiled = CompiledRules {
            by_first: vec![RulesOfFirst::default(); alphabet.size()],
            by_second: vec![0..0; alphabet.size()],
            rules: Vec::new(),
            contexts: vec![CodeSet::ALL],
        };
        // The rules of each `from`, in an order in which every table has its own.
        let mut by_from: BTreeMap<CodeWindow, Vec<CompiledRule>> = BTreeMap::new();
        for (bit, table) in tables {
            let mut reached: BTreeMap<CodeWindow, usize> = BTreeMap::new();
            for rule in &table.rules {
                let Some(rule) = compiled.compile(rule, bit, alphabet) else { continue };
                let same_from = by_from.entry(rule.from).or_default();
                let reached = reached.entry(rule.from).or_default();
                match same_from[*reached..].iter().position(|known| known.is_same(&rule)) {
                    Some(later) => {
                        *reached += later;
                        same_from[*reached].tables |= bit;
                    }
                    None => same_from.insert(*reached, rule),
                }
                *reached += 1;
            }
        }
        let mut rules: Vec<CompiledRule> = by_from.into_values().flatten().collect();
        rules.sort_by_key(|rule| (rule.from.first(), rule.from.second(), Reverse(rule.length)));
        rules.into_iter().for_each(|rule| compiled.push(rule));
        compiled
    }

    fn compile(&mut self, rule: &Rule, bit: u64, alphabet: &Alphabet) -> Option<CompiledRule> {
        Some(CompiledRule {
            from: CodeWindow::new(alphabet, &rule.from)?,
            tables: bit,
            before: self.context(CodeSet::of(&rule.before, alphabet)),
            after: self.context(CodeSet::of(&rule.after, alphabet)),
            length: rule.from.chars().count() as u8,
            to: rule.to.as_str().into(),
        })
    }

    /// Appends a rule that is not before the others in the order of [`CompiledRules::rules`].
    fn push(&mut self, rule: CompiledRule) {
        let number = self.rules.len() as u16;
        let codes = self.by_first.len();
        let of_first = &mut self.by_first[usize::from(rule.from.first())];
        let range = match rule.from.second() {
            None => &mut of_first.alone,
            Some(second) => {
                if of_first.row == 0 {
                    of_first.row = self.by_second.len();
                    self.by_second.resize(of_first.row + codes, 0..0);
                }
                &mut self.by_second[of_first.row + usize::from(second)]
            }
        };
        let start = if range.start == range.end { number } else { range.start };
        *range = start..number + 1;
        self.rules.push(rule);
    }

    fn context(&mut self, context: CodeSet) -> u16 {
        let known = self.contexts.iter().position(|known| *known == context);
        let number = known.unwrap_or_else(|| {
            self.contexts.push(context);
            self.contexts.len() - 1
        });
        number as u16
    }

    /// The rule by which the first of `tables`, the one with the lowest bit, rewrites the text at a position, if
    /// it has one; and which of `tables` do the same there. The text is encoded and padded; `at` counts the
    /// padding.
    #[inline]
    pub(crate) fn at(&self, text: &[u8], at: usize, tables: u64) -> (Option<&CompiledRule>, u64) {
        let first_table = tables & tables.wrapping_neg();
        let mut alike = tables;
        let around = at.checked_sub(1).and_then(|before| text.get(before));
        let Some((window, before)) = window_at(text, at).zip(around) else { return (None, alike) };
        let of_first = &self.by_first[usize::from(text[at])];
        let longer = &self.by_second[of_first.row + usize::from(text[at + 1])];
        for rules in [longer, &of_first.alone] {
            for rule in &self.rules[usize::from(rules.start)..usize::from(rules.end)] {
                let applies = rule.tables & alike != 0
                    && rule.from.is_prefix_of(window)
                    && self.allows(rule.before, *before)
                    && self.allows(rule.after, text[at + rule.length()]);
                if applies && rule.tables & first_table != 0 {
                    return (Some(rule), alike & rule.tables);
                }
                if applies {
                    alike &= !rule.tables;
                }
            }
        }
        (None, alike)
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
        let rules = CompiledRules::new(&alphabet, [(1, &table)]);
        let text = alphabet.encode(text.chars());
        let (start, end) = (PAD_BEFORE, text.len() - PAD_AFTER);
        let (mut at, mut out) = (start, String::new());
        while at < end {
            let (length, to) =
                rules.at(&text, at, 1).0.map_or((1, "?"), |rule| (rule.length(), rule.to()));
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
    fn tables_that_order_their_rules_differently_keep_their_order() {
        let tables = ["s\t1\t*\ta\ns\t2\n", "s\t2\ns\t1\t*\ta\n", "s\t1\t*\ta\ns\t2\n"];
        let tables = tables.map(|table| RuleTable::parse(table).unwrap());
        let alphabet = Alphabet::new("sa".chars()).unwrap();
        let rules = CompiledRules::new(&alphabet, [1, 2, 4].into_iter().zip(&tables));
        let of = |text: &str, tables| {
            let (rule, alike) = rules.at(&alphabet.encode(text.chars()), PAD_BEFORE, tables);
            (rule.map(CompiledRule::to), alike)
        };
        assert_eq!(of("sa", 0b111), (Some("1"), 0b101));
        assert_eq!(of("sa", 0b110), (Some("2"), 0b010));
        assert_eq!(of("s", 0b010), (Some("2"), 0b010));
        assert_eq!(of("a", 0b111), (None, 0b111));
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

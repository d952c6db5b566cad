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

use rustc_hash::FxHashMap;

/// A parsed table: the facts of its head, and its rules.
#[derive(Debug)]
pub(crate) struct RuleTable {
    facts: Vec<(String, String)>,
    pub(crate) rules: Rules,
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
        Ok(RuleTable { facts, rules: Rules::new(rules) })
    }

    /// The value of a fact in the head of the table; empty where it is not stated.
    pub(crate) fn fact(&self, key: &str) -> &str {
        self.facts.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }
}

/// Rules, found by the first character of what they rewrite: longest `from` first, table order
/// among equals.
#[derive(Debug)]
pub(crate) struct Rules {
    /// By the character itself, for the alphabets that most names are written in.
    near: Vec<Vec<Rule>>,
    far: FxHashMap<char, Vec<Rule>>,
}

/// Where Latin, Greek, Cyrillic and Armenian end.
const NEAR: usize = 0x590;

impl Rules {
    fn new(rules: Vec<Rule>) -> Self {
        let mut all = Rules { near: Vec::new(), far: FxHashMap::default() };
        all.near.resize_with(NEAR, Vec::new);
        for rule in rules {
            let first = rule.from[0];
            match all.near.get_mut(first as usize) {
                Some(rules) => rules.push(rule),
                None => all.far.entry(first).or_default().push(rule),
            }
        }
        for rules in all.near.iter_mut().chain(all.far.values_mut()) {
            rules.sort_by_key(|rule| std::cmp::Reverse(rule.from.len()));
        }
        all
    }

    /// The rule that applies at `at`: how many characters it rewrites, and what it writes.
    /// `None` where no rule does.
    pub(crate) fn at(&self, text: &[char], at: usize) -> Option<(usize, &str)> {
        let first = text.get(at)?;
        let rules = self.near.get(*first as usize).or_else(|| self.far.get(first))?;
        rules
            .iter()
            .find(|rule| rule.applies(text, at))
            .map(|rule| (rule.from.len(), rule.to.as_str()))
    }

    /// What each rule rewrites and what it writes, in no order, contexts left aside.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let rules = self.near.iter().chain(self.far.values()).flatten();
        rules.map(|rule| (rule.source.as_str(), rule.to.as_str()))
    }
}

#[derive(Debug)]
struct Rule {
    /// Never empty.
    from: Vec<char>,
    /// `from` as one string.
    source: String,
    to: String,
    before: Context,
    after: Context,
}

impl Rule {
    fn parse(line: &str) -> Option<Rule> {
        let mut cells = line.split('\t');
        let source = cells.next()?.to_owned();
        let from: Vec<char> = source.chars().collect();
        let to = cells.next()?;
        let before = Context::parse(cells.next().unwrap_or(""));
        let after = Context::parse(cells.next().unwrap_or(""));
        if from.is_empty() || cells.next().is_some() {
            return None;
        }
        let to = if to == "-" { String::new() } else { to.to_owned() };
        Some(Rule { from, source, to, before, after })
    }

    fn applies(&self, text: &[char], at: usize) -> bool {
        text[at..].starts_with(&self.from)
            && self.before.allows(at.checked_sub(1).and_then(|before| text.get(before)))
            && self.after.allows(text.get(at + self.from.len()))
    }
}

#[derive(Debug)]
enum Context {
    Any,
    OneOf(Vec<char>),
    NoneOf(Vec<char>),
}

impl Context {
    fn parse(cell: &str) -> Context {
        match cell.strip_prefix('!') {
            _ if cell.is_empty() || cell == "*" => Context::Any,
            Some(set) => Context::NoneOf(set.chars().collect()),
            None => Context::OneOf(cell.chars().collect()),
        }
    }

    /// `neighbour` is `None` beyond the ends of the text, which is an edge of a word as every
    /// character is that is no letter, no mark and no apostrophe.
    fn allows(&self, neighbour: Option<&char>) -> bool {
        if matches!(self, Context::Any) {
            return true;
        }
        let neighbour = match neighbour {
            Some(&c) if c.is_alphabetic() || super::fold::stays_inside_words(c) => c,
            _ => '^',
        };
        match self {
            Context::Any => true,
            Context::OneOf(set) => set.contains(&neighbour),
            Context::NoneOf(set) => !set.contains(&neighbour),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrite(table: &str, text: &str) -> String {
        let table = RuleTable::parse(table).unwrap();
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut out) = (0, String::new());
        while at < text.len() {
            let (length, to) = table.rules.at(&text, at).unwrap_or((1, "?"));
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
        let mut pairs: Vec<_> = table.rules.pairs().collect();
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

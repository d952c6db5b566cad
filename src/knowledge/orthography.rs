//! Orthographies: how the letters of one way of writing sound.
//!
//! An orthography rewrites a token into sounds; a romanization system rewrites one script in another.
//! Both are tables of the same rules. The head of an orthography's table can state these facts, as
//! values separated by spaces:
//!
//! * `needs`: strings; a token must contain one of them to be read by this orthography;
//! * `rejects`: strings that this orthography never writes;
//! * `marks`: strings that hardly any other orthography writes, so that they identify this one;
//! * `renders`: the language whose way to write foreign names it has; such an orthography is no reading of its own
//!   (`name/renderings.rs`);
//! * `countries`: where it is used, each by its two codes of ISO 3166-1 (`FR FRA`).

use super::tables::ORTHOGRAPHY_TABLES;
use crate::text::{Alphabet, CompiledRules, EDGE, MAX_TOKEN_CHARS, NeedleSearcher, NeedleSet};
use crate::text::{OTHER, PAD_AFTER, PAD_BEFORE, RuleTable, Script};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A way of writing in which each letter or group of letters has one sound.
#[derive(Debug)]
pub(crate) struct Orthography {
    number: u8,
    table: RuleTable,
    rules: CompiledRules,
    /// A token must contain one of these, unless the set is empty.
    needs: NeedleSet,
    /// A token must contain none of these.
    rejects: NeedleSet,
    /// A token that contains one of these identifies the orthography.
    marks: NeedleSet,
    /// Whether it says how a foreign name is written in another script, and not how it is read.
    renders: bool,
}

/// The orthographies of one script, compiled for a common alphabet, so that a token is encoded once
/// for all of them.
#[derive(Debug)]
struct ScriptTables {
    script: Script,
    alphabet: Alphabet,
    /// Indexed by code: the [`fallback_code`] of its letter.
    fallbacks: Vec<u8>,
    /// Finds the strings of `needs`, `rejects` and `marks`.
    needles: NeedleSearcher,
    /// The most common first.
    orthographies: Vec<Orthography>,
}

/// The values of the fact `script`.
const SCRIPTS: [(&str, Script); 4] = [
    ("Latin", Script::Latin),
    ("Cyrillic", Script::Cyrillic),
    ("Armenian", Script::Armenian),
    ("Georgian", Script::Georgian),
];

/// Orthographies of all scripts together: [`OrthographySet`] has a bit for each.
const CAPACITY: usize = u64::BITS as usize;

/// A test asserts that the tables compile.
static COMPILED: LazyLock<Vec<ScriptTables>> =
    LazyLock::new(|| compile(ORTHOGRAPHY_TABLES).unwrap_or_default());

/// Compiles all tables, script by script. `Err` says what is wrong with them and how to fix it.
fn compile(sources: &[&str]) -> Result<Vec<ScriptTables>, String> {
    if sources.len() > CAPACITY {
        let count = sources.len();
        return Err(format!(
            "{count} orthographies, but `OrthographySet` has {CAPACITY} bits: widen it"
        ));
    }
    let mut rest: Vec<(u8, RuleTable)> = Vec::new();
    for (number, source) in (0..).zip(sources) {
        rest.push((number, RuleTable::parse(source)?));
    }
    let mut compiled = Vec::new();
    for (name, script) in SCRIPTS {
        let (tables, others) =
            rest.into_iter().partition(|(_, table)| table.fact("script") == name);
        let tables = ScriptTables::new(script, tables);
        compiled.push(tables.map_err(|problem| format!("orthographies of {name}: {problem}"))?);
        rest = others;
    }
    match rest.first() {
        Some((_, table)) => Err(format!("{}: unknown `script`", table.fact("key"))),
        None => Ok(compiled),
    }
}

impl ScriptTables {
    fn new(script: Script, tables: Vec<(u8, RuleTable)>) -> Result<Self, String> {
        let facts = ["needs", "rejects", "marks"];
        let of_table = |(_, table): &'_ (u8, RuleTable)| {
            let strings = facts.iter().flat_map(|fact| table.fact(fact).split_whitespace());
            strings.map(str::to_owned).collect::<Vec<String>>()
        };
        let mut strings: Vec<String> = tables.iter().flat_map(of_table).collect();
        strings.sort_unstable();
        strings.dedup();
        let in_rules = tables.iter().flat_map(|(_, table)| table.characters());
        let in_strings = strings.iter().flat_map(|string| string.chars());
        let alphabet = Alphabet::new(in_rules.chain(in_strings)).map_err(|count| {
            format!(
                "{count} distinct characters, but codes are one byte and {} fit: remove rules for \
                 letters with marks whose sound is that of the plain letter (they are read without \
                 their marks), or widen the codes in text/alphabet.rs",
                Alphabet::CAPACITY,
            )
        })?;
        let needles = NeedleSearcher::new(&alphabet, &strings).map_err(|problem| {
            format!(
                "{problem}: remove a string from `needs`, `rejects` or `marks`, or widen \
                 `NeedleSet` in text/needles.rs"
            )
        })?;
        let set = |table: &RuleTable, fact| {
            let number = |string: &str| strings.iter().position(|other| other == string);
            let numbers = table.fact(fact).split_whitespace().filter_map(number);
            numbers.filter_map(|number| u8::try_from(number).ok()).collect::<NeedleSet>()
        };
        let orthographies = tables
            .into_iter()
            .map(|(number, table)| Orthography {
                number,
                rules: table.compile(&alphabet),
                needs: set(&table, "needs"),
                rejects: set(&table, "rejects"),
                marks: set(&table, "marks"),
                renders: !table.fact("renders").is_empty(),
                table,
            })
            .collect();
        let fallbacks = alphabet.samples().map(|(_, c)| fallback_code(c, &alphabet)).collect();
        Ok(ScriptTables { script, alphabet, fallbacks, needles, orthographies })
    }
}

/// How a character is read that has no rule: as the code of the letter without its marks; as
/// [`EDGE`], without a sound, where it is not a letter but a digit or a mark; as [`OTHER`],
/// unreadable, where it is any other letter.
fn fallback_code(character: char, alphabet: &Alphabet) -> u8 {
    let base = std::iter::once(character).nfd().next().filter(|base| *base != character);
    match base {
        Some(base) => alphabet.code(base).max(OTHER),
        None if character.is_alphabetic() => OTHER,
        None => EDGE,
    }
}

const PADDED: usize = PAD_BEFORE + MAX_TOKEN_CHARS + PAD_AFTER;

/// A folded token in the codes of its script.
#[derive(Debug)]
pub(crate) struct EncodedToken {
    tables: &'static ScriptTables,
    codes: [u8; PADDED],
    /// For each character its [`fallback_code`].
    fallbacks: [u8; MAX_TOKEN_CHARS],
    length: usize,
    /// The needles that it contains.
    needles: NeedleSet,
}

impl EncodedToken {
    /// `None` where the letters belong to several scripts, or to one without orthographies.
    pub(crate) fn new(token: &str) -> Option<EncodedToken> {
        let script = token.chars().find_map(Script::of_letter)?;
        let tables = COMPILED.iter().find(|tables| tables.script == script)?;
        let mut codes = [EDGE; PADDED];
        let mut fallbacks = [EDGE; MAX_TOKEN_CHARS];
        let mut length = 0;
        // A folded token has no more characters.
        for c in token.chars().take(MAX_TOKEN_CHARS) {
            let code = tables.alphabet.code(c);
            codes[PAD_BEFORE + length] = code;
            fallbacks[length] = match code {
                // A letter in the alphabet is of this script.
                EDGE | OTHER if Script::of_letter(c).is_some_and(|other| other != script) => {
                    return None;
                }
                EDGE | OTHER => fallback_code(c, &tables.alphabet),
                listed => tables.fallbacks[usize::from(listed)],
            };
            length += 1;
        }
        let needles = tables.needles.find_all(&codes[..PAD_BEFORE + length + PAD_AFTER]);
        Some(EncodedToken { tables, codes, fallbacks, length, needles })
    }

    /// The number of characters.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The orthographies that can have written the token, the most common first.
    pub(crate) fn orthographies(&self) -> impl Iterator<Item = &'static Orthography> {
        self.possible().filter(|orthography| !orthography.renders)
    }

    /// The orthographies by which the token may be rendered in another script.
    pub(crate) fn rendering_orthographies(&self) -> impl Iterator<Item = &'static Orthography> {
        self.possible().filter(|orthography| orthography.renders)
    }

    fn possible(&self) -> impl Iterator<Item = &'static Orthography> {
        let needles = self.needles;
        self.tables.orthographies.iter().filter(move |orthography| {
            (orthography.needs.is_empty() || orthography.needs.intersects(needles))
                && !orthography.rejects.intersects(needles)
        })
    }

    /// The orthographies that the token identifies by one of their marks.
    pub(crate) fn marked(&self) -> OrthographySet {
        let mut marked = OrthographySet::default();
        if !self.needles.is_empty() {
            let shown = self.orthographies().filter(|shown| shown.marks.intersects(self.needles));
            shown.for_each(|orthography| marked.insert(orthography));
        }
        marked
    }
}

impl Orthography {
    /// The name to show to users.
    pub(crate) fn name(&'static self) -> &'static str {
        self.table.fact("name")
    }

    /// Reads the letter or letters at `at`: how many they are, and their sounds. A letter that this
    /// orthography lacks is read without its marks; `None` where it lacks the plain letter too.
    #[inline]
    pub(crate) fn sound_at(
        &'static self,
        token: &EncodedToken,
        at: usize,
    ) -> Option<(usize, &'static str)> {
        if let Some(rule) = self.rules.at(&token.codes, PAD_BEFORE + at) {
            return Some((rule.length(), rule.to()));
        }
        match token.fallbacks[at] {
            EDGE => Some((1, "")),
            base => {
                let mut alone = [EDGE; PAD_BEFORE + 1 + PAD_AFTER];
                alone[PAD_BEFORE] = base;
                self.rules.at(&alone, PAD_BEFORE).map(|rule| (1, rule.to()))
            }
        }
    }
}

/// A set of orthographies, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OrthographySet(u64);

/// By country code: the orthographies used there.
static BY_COUNTRY: LazyLock<FxHashMap<[u8; 3], OrthographySet>> = LazyLock::new(|| {
    let mut by_country: FxHashMap<[u8; 3], OrthographySet> = FxHashMap::default();
    for orthography in all() {
        let codes = orthography.table.fact("countries").split_whitespace();
        for code in codes.filter_map(country_code) {
            by_country.entry(code).or_default().insert(orthography);
        }
    }
    by_country
});

fn all() -> impl Iterator<Item = &'static Orthography> {
    COMPILED.iter().flat_map(|tables| &tables.orthographies)
}

/// A code of two or three letters in upper case, padded with zero.
fn country_code(code: &str) -> Option<[u8; 3]> {
    let code = code.trim().as_bytes();
    let mut key = [0; 3];
    if !(2..=3).contains(&code.len()) {
        return None;
    }
    key[..code.len()].copy_from_slice(code);
    key.make_ascii_uppercase();
    Some(key)
}

impl OrthographySet {
    /// The orthographies used in a country; empty where no table states its code.
    pub(crate) fn of_country(code: &str) -> Self {
        country_code(code).and_then(|code| BY_COUNTRY.get(&code).copied()).unwrap_or_default()
    }

    pub(crate) fn insert(&mut self, orthography: &Orthography) {
        self.0 |= 1 << orthography.number;
    }

    pub(crate) fn extend(&mut self, others: Self) {
        self.0 |= others.0;
    }

    pub(crate) fn intersection(self, others: Self) -> Self {
        OrthographySet(self.0 & others.0)
    }

    pub(crate) fn difference(self, others: Self) -> Self {
        OrthographySet(self.0 & !others.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The most common first.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static Orthography> {
        all().filter(move |orthography| self.0 >> orthography.number & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    /// A character that the tables of a script mention, or one that none of them does.
    fn character(tables: &'static ScriptTables) -> impl Strategy<Value = char> {
        let known: Vec<char> =
            tables.alphabet.samples().skip(usize::from(OTHER) + 1).map(|(_, c)| c).collect();
        prop_oneof![20 => select(known), 1 => select(vec!['ǧ', 'ẑ', '\u{300}', '5', 'ӂ', ' '])]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn compiled_rules_do_what_the_tables_say(
            (tables, text) in (0..COMPILED.len()).prop_flat_map(|n| {
                (Just(&COMPILED[n]), prop::collection::vec(character(&COMPILED[n]), 1..12))
            }),
        ) {
            let codes = tables.alphabet.encode(text.iter().copied());
            for orthography in &tables.orthographies {
                for at in 0..text.len() {
                    let compiled = orthography.rules.at(&codes, PAD_BEFORE + at);
                    prop_assert_eq!(
                        compiled.map(|rule| (rule.length(), rule.to())),
                        orthography.table.at_plainly(&text, at),
                        "{} at {}", orthography.table.fact("key"), at
                    );
                }
            }
        }
    }

    #[test]
    fn every_table_compiles_and_states_its_facts() {
        let compiled = compile(ORTHOGRAPHY_TABLES).unwrap_or_else(|problem| panic!("{problem}"));
        let orthographies = compiled.iter().flat_map(|tables| &tables.orthographies);
        assert_eq!(orthographies.clone().count(), ORTHOGRAPHY_TABLES.len());
        for orthography in orthographies {
            for fact in ["key", "name", "script", "authority"] {
                let key = orthography.table.fact("key");
                assert!(!orthography.table.fact(fact).is_empty(), "{key} does not state `{fact}`");
            }
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_errors_that_name_the_mend() {
        let table = |head: &str, rules: String| format!("# script: Latin\n{head}\n{rules}");
        let letters = ('\u{100}'..).take(255).map(|c| format!("{c}\ta\n"));
        let many_letters = table("", letters.collect());
        let problem = compile(&[&*many_letters]).unwrap_err();
        assert!(problem.contains("Latin: 255 distinct") && problem.contains("text/alphabet.rs"));

        let pairs = ('a'..='p').flat_map(|one| ('a'..='p').map(move |two| format!(" {one}{two}")));
        let many_marks = table(&format!("# marks:{}", pairs.collect::<String>()), String::new());
        let problem = compile(&[&*many_marks]).unwrap_err();
        assert!(problem.contains("Latin: 256 distinct") && problem.contains("text/needles.rs"));

        assert!(compile(&["# script: latin\n"]).unwrap_err().contains("unknown `script`"));
        assert!(compile(&[""; 65]).unwrap_err().contains("OrthographySet"));
    }

    #[test]
    fn the_letters_of_a_table_are_of_its_script() {
        for tables in COMPILED.iter() {
            for (_, letter) in tables.alphabet.samples().skip(usize::from(OTHER) + 1) {
                let is_right = Script::of_char(letter) == tables.script;
                assert!(is_right || !letter.is_alphabetic(), "{letter} in {:?}", tables.script);
            }
        }
    }

    #[test]
    fn countries_are_stated_by_both_codes() {
        for orthography in all() {
            let stated: Vec<&str> =
                orthography.table.fact("countries").split_whitespace().collect();
            for codes in stated.chunks(2) {
                assert_eq!(codes.iter().map(|code| code.len()).collect::<Vec<_>>(), [2, 3]);
                assert!(codes.concat().bytes().all(|c| c.is_ascii_uppercase()));
            }
        }
        let names = |code| {
            OrthographySet::of_country(code).iter().map(Orthography::name).collect::<Vec<_>>()
        };
        assert_eq!(names("fra"), names("FR"));
        assert!(names("FR").contains(&"French spelling"));
        assert!(names("XX").is_empty() && names("France").is_empty() && names("").is_empty());
    }

    #[test]
    fn a_mark_identifies_an_orthography_that_can_write_it() {
        let marked = |token| {
            let token = EncodedToken::new(token).unwrap();
            token.marked().iter().map(Orthography::name).collect::<Vec<_>>()
        };
        assert_eq!(marked("chtcherbakov"), ["French spelling"]);
        assert_eq!(marked("szczerbakow"), ["Polish spelling"]);
        assert_eq!(marked("быкаў"), ["Ukrainian and Belarusian Cyrillic", "Uzbek Cyrillic"]);
        assert!(marked("ivanov").is_empty());
        // The ch of German sch does not identify another orthography.
        assert!(!marked("schtscherbakow").contains(&"French spelling"));
        for orthography in all() {
            for mark in orthography.table.fact("marks").split_whitespace() {
                // A mark without a letter is not a token.
                let in_token = || EncodedToken::new(&format!("a{mark}"));
                let token = EncodedToken::new(mark).or_else(in_token).unwrap();
                let names: Vec<_> = token.marked().iter().map(Orthography::name).collect();
                assert!(names.contains(&orthography.name()), "{mark} {names:?}");
            }
        }
    }
}

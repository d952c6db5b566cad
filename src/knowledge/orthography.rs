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
use crate::limits::TOKEN_CHARS;
use crate::text::{Alphabet, CompiledRules, EDGE, NeedleSearcher};
use crate::text::{OTHER, PAD_AFTER, PAD_BEFORE, RuleTable, Script};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A way of writing in which each letter or group of letters has one sound.
#[derive(Debug)]
pub(crate) struct Orthography {
    number: u8,
    table: RuleTable,
}

/// The orthographies of one script, compiled for a common alphabet, so that a token is encoded once
/// for all of them.
#[derive(Debug)]
struct ScriptTables {
    script: Script,
    alphabet: Alphabet,
    /// Indexed by code: the [`fallback_code`] of its letter.
    fallbacks: Vec<u8>,
    /// The rules of all, each table named by its bit in an [`OrthographySet`].
    rules: CompiledRules,
    /// Finds the strings of `needs`, `rejects` and `marks`.
    needles: NeedleSearcher,
    /// By needle: what a token shows that contains it.
    shown: Vec<Shown>,
    /// The orthographies that need no string.
    needless: OrthographySet,
    /// Those that say how a foreign name is written in another script, and not how it is read.
    rendering: OrthographySet,
}

/// What strings in a token show.
#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    /// The orthographies that need one of them.
    needed: OrthographySet,
    /// Those that never write one of them.
    rejected: OrthographySet,
    /// Those that one of them identifies.
    marked: OrthographySet,
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

#[derive(Debug, Default)]
struct Compiled {
    /// By number: the most common of a script first.
    orthographies: Vec<Orthography>,
    scripts: Vec<ScriptTables>,
}

/// A test asserts that the tables compile.
static COMPILED: LazyLock<Compiled> =
    LazyLock::new(|| compile(ORTHOGRAPHY_TABLES).unwrap_or_default());

/// Compiles all tables, script by script. `Err` says what is wrong with them and how to fix it.
fn compile(sources: &[&str]) -> Result<Compiled, String> {
    if sources.len() > CAPACITY {
        let count = sources.len();
        return Err(format!(
            "{count} orthographies, but `OrthographySet` has {CAPACITY} bits: widen it"
        ));
    }
    let mut orthographies: Vec<Orthography> = Vec::new();
    for (number, source) in (0..).zip(sources) {
        orthographies.push(Orthography { number, table: RuleTable::parse(source)? });
    }
    let mut scripts = Vec::new();
    for (name, script) in SCRIPTS {
        let of_script = |it: &&Orthography| it.table.fact("script") == name;
        let of_script: Vec<&Orthography> = orthographies.iter().filter(of_script).collect();
        let tables = ScriptTables::new(script, &of_script);
        scripts.push(tables.map_err(|problem| format!("orthographies of {name}: {problem}"))?);
    }
    let is_known =
        |it: &Orthography| SCRIPTS.iter().any(|(name, _)| it.table.fact("script") == *name);
    match orthographies.iter().find(|it| !is_known(it)) {
        Some(unknown) => Err(format!("{}: unknown `script`", unknown.table.fact("key"))),
        None => Ok(Compiled { orthographies, scripts }),
    }
}

impl ScriptTables {
    fn new(script: Script, orthographies: &[&Orthography]) -> Result<Self, String> {
        let facts = ["needs", "rejects", "marks"];
        let of_table = |it: &&Orthography| {
            let strings = facts.iter().flat_map(|fact| it.table.fact(fact).split_whitespace());
            strings.map(str::to_owned).collect::<Vec<String>>()
        };
        let mut strings: Vec<String> = orthographies.iter().flat_map(of_table).collect();
        strings.sort_unstable();
        strings.dedup();
        let in_rules = orthographies.iter().flat_map(|it| it.table.characters());
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
                "{problem}: remove a string from `needs`, `rejects` or `marks`, or widen the \
                 numbers of needles in text/needles.rs"
            )
        })?;
        let with = |string: &str, fact: &str| {
            let has =
                |it: &&&Orthography| it.table.fact(fact).split_whitespace().any(|it| it == string);
            orthographies.iter().filter(has).copied().collect::<OrthographySet>()
        };
        let shown = strings.iter().map(|string| {
            let [needed, rejected, marked] = facts.map(|fact| with(string, fact));
            Shown { needed, rejected, marked }
        });
        let stating = |fact: &str, is_stated: bool| {
            let states = |it: &&&Orthography| it.table.fact(fact).is_empty() != is_stated;
            orthographies.iter().filter(states).copied().collect::<OrthographySet>()
        };
        let tables = orthographies.iter().map(|it| (it.alone().0, &it.table));
        Ok(ScriptTables {
            script,
            fallbacks: alphabet.samples().map(|(_, c)| fallback_code(c, &alphabet)).collect(),
            rules: CompiledRules::new(&alphabet, tables),
            shown: shown.collect(),
            needless: stating("needs", false),
            rendering: stating("renders", true),
            alphabet,
            needles,
        })
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

const PADDED: usize = PAD_BEFORE + TOKEN_CHARS + PAD_AFTER;

/// A folded token in the codes of its script.
#[derive(Debug)]
pub(crate) struct EncodedToken {
    tables: &'static ScriptTables,
    codes: [u8; PADDED],
    /// The [`fallback_code`] of each character that has no code of its own.
    fallbacks: [u8; TOKEN_CHARS],
    length: usize,
    /// The orthographies that can have written it, or render it.
    possible: OrthographySet,
    /// Those that one of their marks identifies.
    marked: OrthographySet,
}

impl EncodedToken {
    /// `None` where the letters belong to several scripts, or to one without orthographies.
    pub(crate) fn new(token: &str) -> Option<EncodedToken> {
        let script = token.chars().find_map(Script::of_letter)?;
        let tables = COMPILED.scripts.iter().find(|tables| tables.script == script)?;
        let mut codes = [EDGE; PADDED];
        let mut fallbacks = [EDGE; TOKEN_CHARS];
        let mut length = 0;
        // A folded token has no more characters.
        for c in token.chars().take(TOKEN_CHARS) {
            let code = tables.alphabet.code(c);
            codes[PAD_BEFORE + length] = code;
            // A letter in the alphabet is of this script.
            if matches!(code, EDGE | OTHER) {
                if Script::of_letter(c).is_some_and(|other| other != script) {
                    return None;
                }
                fallbacks[length] = fallback_code(c, &tables.alphabet);
            }
            length += 1;
        }
        let mut shown = Shown { needed: tables.needless, ..Shown::default() };
        tables.needles.find_all(&codes[..PAD_BEFORE + length + PAD_AFTER], |needle| {
            let needle = tables.shown[usize::from(needle)];
            shown.needed.extend(needle.needed);
            shown.rejected.extend(needle.rejected);
            shown.marked.extend(needle.marked);
        });
        let possible = shown.needed.difference(shown.rejected);
        let marked = shown.marked.intersection(possible).difference(tables.rendering);
        Some(EncodedToken { tables, codes, fallbacks, length, possible, marked })
    }

    /// The number of characters.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The orthographies that can have written the token.
    pub(crate) fn orthographies(&self) -> OrthographySet {
        self.possible.difference(self.tables.rendering)
    }

    /// The orthographies by which the token may be rendered in another script.
    pub(crate) fn rendering_orthographies(&self) -> OrthographySet {
        self.possible.intersection(self.tables.rendering)
    }

    /// The orthographies that the token identifies by one of their marks.
    pub(crate) fn marked(&self) -> OrthographySet {
        self.marked
    }

    /// How the first of some orthographies reads the letter or letters at `at`: how many they are, and their
    /// sounds; and which of the orthographies read alike there. A letter that an orthography lacks is read without
    /// its marks; `None` where it lacks the plain letter too.
    #[inline]
    pub(crate) fn sound_at(
        &self,
        at: usize,
        orthographies: OrthographySet,
    ) -> (Option<(usize, &'static str)>, OrthographySet) {
        let rules = &self.tables.rules;
        let (rule, alike) = rules.at(&self.codes, PAD_BEFORE + at, orthographies.0);
        if let Some(rule) = rule {
            return (Some((rule.length(), rule.to())), OrthographySet(alike));
        }
        let fallback = match self.codes[PAD_BEFORE + at] {
            EDGE | OTHER => self.fallbacks[at],
            listed => self.tables.fallbacks[usize::from(listed)],
        };
        match fallback {
            EDGE => (Some((1, "")), OrthographySet(alike)),
            base => {
                let mut alone = [EDGE; PAD_BEFORE + 1 + PAD_AFTER];
                alone[PAD_BEFORE] = base;
                let (rule, alike) = rules.at(&alone, PAD_BEFORE, alike);
                (rule.map(|rule| (1, rule.to())), OrthographySet(alike))
            }
        }
    }
}

impl Orthography {
    /// The name to show to users.
    pub(crate) fn name(&'static self) -> &'static str {
        self.table.fact("name")
    }

    /// The set of this one.
    pub(crate) fn alone(&self) -> OrthographySet {
        OrthographySet(1 << self.number)
    }
}

/// A set of orthographies, one bit each: the bit of a more common one is lower than those of others of its script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OrthographySet(u64);

/// By country code: the orthographies used there.
static BY_COUNTRY: LazyLock<FxHashMap<[u8; 3], OrthographySet>> = LazyLock::new(|| {
    let mut by_country: FxHashMap<[u8; 3], OrthographySet> = FxHashMap::default();
    for orthography in &COMPILED.orthographies {
        let codes = orthography.table.fact("countries").split_whitespace();
        for code in codes.filter_map(country_code) {
            by_country.entry(code).or_default().extend(orthography.alone());
        }
    }
    by_country
});

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

    /// The orthographies that come before the first of others.
    pub(crate) fn before(self, others: Self) -> Self {
        let first = others.0 & others.0.wrapping_neg();
        OrthographySet(self.0 & first.wrapping_sub(1))
    }

    /// The most common first.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static Orthography> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let orthography = COMPILED.orthographies.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(orthography)
        })
    }
}

impl<'a> FromIterator<&'a Orthography> for OrthographySet {
    fn from_iter<I: IntoIterator<Item = &'a Orthography>>(orthographies: I) -> Self {
        orthographies.into_iter().fold(OrthographySet::default(), |mut set, orthography| {
            set.extend(orthography.alone());
            set
        })
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
            (tables, text) in (0..SCRIPTS.len()).prop_flat_map(|n| {
                let tables = &COMPILED.scripts[n];
                (Just(tables), prop::collection::vec(character(tables), 1..12))
            }),
        ) {
            let codes = tables.alphabet.encode(text.iter().copied());
            let all = || COMPILED.orthographies.iter();
            let of_script: OrthographySet = all()
                .filter(|it| SCRIPTS.contains(&(it.table.fact("script"), tables.script)))
                .collect();
            for at in 0..text.len() {
                let mut rest = of_script;
                while !rest.is_empty() {
                    let (rule, alike) = tables.rules.at(&codes, PAD_BEFORE + at, rest.0);
                    let alike = OrthographySet(alike);
                    prop_assert!(!alike.is_empty());
                    for orthography in alike.iter() {
                        prop_assert_eq!(
                            rule.map(|rule| (rule.length(), rule.to())),
                            orthography.table.at_plainly(&text, at),
                            "{} at {}", orthography.table.fact("key"), at
                        );
                    }
                    rest = rest.difference(alike);
                }
            }
        }
    }

    #[test]
    fn every_table_compiles_and_states_its_facts() {
        let compiled = compile(ORTHOGRAPHY_TABLES).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(compiled.orthographies.len(), ORTHOGRAPHY_TABLES.len());
        for orthography in &compiled.orthographies {
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
        for tables in &COMPILED.scripts {
            for (_, letter) in tables.alphabet.samples().skip(usize::from(OTHER) + 1) {
                let is_right = Script::of_char(letter) == tables.script;
                assert!(is_right || !letter.is_alphabetic(), "{letter} in {:?}", tables.script);
            }
        }
    }

    #[test]
    fn countries_are_stated_by_both_codes() {
        for orthography in &COMPILED.orthographies {
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
        for orthography in &COMPILED.orthographies {
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

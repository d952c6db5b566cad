//! How the letters of one way of writing sound: tables in `orthography/*.tsv`, and their view.
//!
//! An orthography reads a token into sounds; a romanization system (beside this file) writes one
//! script in another. Both are tables of the same rules, stated as facts with their authority. The
//! head of an orthography's table may state, parted by spaces,
//!
//! * `needs`: strings of letters of which a token must hold one to be read in this way;
//! * `rejects`: strings that this orthography never writes;
//! * `marks`: strings that hardly another writes: who writes one writes in this;
//! * `countries`: where it is used, each as its two codes of ISO 3166-1 (`FR FRA`).

use crate::text::{Alphabet, EDGE, MAX_TOKEN_CHARS, NeedleSearcher, NeedleSet, OTHER, PADDING};
use crate::text::{CompiledRules, RuleTable, Script};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// In the order in which a reader would try them.
pub(super) const SOURCES: &[&str] = &[
    include_str!("orthography/russian.tsv"),
    include_str!("orthography/russian_ye.tsv"),
    include_str!("orthography/russian_plain.tsv"),
    include_str!("orthography/ukrainian.tsv"),
    include_str!("orthography/ukrainian_patronymics.tsv"),
    include_str!("orthography/belarusian.tsv"),
    include_str!("orthography/belarusian_akanne.tsv"),
    include_str!("orthography/uzbek.tsv"),
    include_str!("orthography/bulgarian.tsv"),
    include_str!("orthography/english.tsv"),
    include_str!("orthography/belarusian_latin.tsv"),
    include_str!("orthography/belarusian_latin_akanne.tsv"),
    include_str!("orthography/lacinka.tsv"),
    include_str!("orthography/slavic_plain.tsv"),
    include_str!("orthography/ukrainian_patronymics_latin.tsv"),
    include_str!("orthography/baltic.tsv"),
    include_str!("orthography/azerbaijani_a.tsv"),
    include_str!("orthography/azerbaijani_e.tsv"),
    include_str!("orthography/uzbek_latin.tsv"),
    include_str!("orthography/scholarly.tsv"),
    include_str!("orthography/german.tsv"),
    include_str!("orthography/french.tsv"),
    include_str!("orthography/armenian_latin.tsv"),
    include_str!("orthography/polish.tsv"),
    include_str!("orthography/polish_names.tsv"),
    include_str!("orthography/south_slavic_english.tsv"),
    include_str!("orthography/south_slavic_plain.tsv"),
    include_str!("orthography/turkic.tsv"),
    include_str!("orthography/romanian.tsv"),
    include_str!("orthography/french_names.tsv"),
    include_str!("orthography/english_vowels.tsv"),
    include_str!("orthography/german_sch.tsv"),
    include_str!("orthography/german_names.tsv"),
    include_str!("orthography/swedish.tsv"),
    include_str!("orthography/swedish_sh.tsv"),
    include_str!("orthography/dutch.tsv"),
    include_str!("orthography/hungarian.tsv"),
    include_str!("orthography/spanish.tsv"),
    include_str!("orthography/italian.tsv"),
    include_str!("orthography/russian_mrz.tsv"),
    include_str!("orthography/armenian.tsv"),
    include_str!("orthography/armenian_russian.tsv"),
    include_str!("orthography/georgian.tsv"),
];

/// One orthography: a way of writing whose letters sound in one way.
#[derive(Debug)]
pub(crate) struct Orthography {
    number: u8,
    table: RuleTable,
    rules: CompiledRules,
    /// Of the needles of its script, as the next two: those it needs one of, if any.
    needs: NeedleSet,
    rejects: NeedleSet,
    marks: NeedleSet,
}

/// The orthographies of one script, and what they have in common.
#[derive(Debug)]
struct ScriptTables {
    script: Script,
    /// The letters of all its tables.
    alphabet: Alphabet,
    /// For each code [`instead_of`] its letter.
    instead: Vec<u8>,
    /// What its tables need, reject and are marked by.
    needles: NeedleSearcher,
    /// Most usual first.
    orthographies: Vec<Orthography>,
}

static SCRIPTS: LazyLock<Vec<ScriptTables>> = LazyLock::new(|| {
    // A test parses every table and finds it among these, so none is left out here.
    let tables = SOURCES.iter().filter_map(|text| RuleTable::parse(text).ok());
    let tables: Vec<(u8, RuleTable)> = (0..).zip(tables).collect();
    let mut writings = Vec::new();
    let mut rest = tables;
    for (name, script) in [
        ("Latin", Script::Latin),
        ("Cyrillic", Script::Cyrillic),
        ("Armenian", Script::Armenian),
        ("Georgian", Script::Georgian),
    ] {
        let (of_script, others) =
            rest.into_iter().partition(|(_, table)| table.fact("script") == name);
        writings.extend(ScriptTables::new(script, of_script));
        rest = others;
    }
    writings
});

impl ScriptTables {
    /// `None` where letters or needles are more than there are codes and bits for.
    fn new(script: Script, tables: Vec<(u8, RuleTable)>) -> Option<Self> {
        let facts = ["needs", "rejects", "marks"];
        let of_table = |(_, table): &'_ (u8, RuleTable)| {
            let strings = facts.iter().flat_map(|fact| table.fact(fact).split_whitespace());
            strings.map(str::to_owned).collect::<Vec<String>>()
        };
        let mut strings: Vec<String> = tables.iter().flat_map(of_table).collect();
        strings.sort_unstable();
        strings.dedup();
        let letters = tables.iter().flat_map(|(_, table)| table.letters());
        let alphabet = Alphabet::new(letters.chain(strings.concat().chars()))?;
        let needles = NeedleSearcher::new(&alphabet, &strings)?;
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
                table,
            })
            .collect();
        let instead = alphabet.samples().map(|(_, c)| instead_of(c, &alphabet)).collect();
        Some(ScriptTables { script, alphabet, instead, needles, orthographies })
    }
}

/// What is read instead of a letter that has no rule: the code of the letter without its marks;
/// [`EDGE`] where it is no letter and has no sound, as a digit or a mark within a token; [`OTHER`]
/// where nothing can be read.
fn instead_of(letter: char, alphabet: &Alphabet) -> u8 {
    let base = std::iter::once(letter).nfd().next().filter(|base| *base != letter);
    match base {
        Some(base) => alphabet.code(base).max(OTHER),
        None if letter.is_alphabetic() => OTHER,
        None => EDGE,
    }
}

const PADDED: usize = PADDING.0 + MAX_TOKEN_CHARS + PADDING.1;

/// A folded token in the codes of its script.
#[derive(Debug)]
pub(crate) struct EncodedToken {
    writing: &'static ScriptTables,
    codes: [u8; PADDED],
    instead: [u8; MAX_TOKEN_CHARS],
    length: usize,
    /// The needles that it holds.
    needles: NeedleSet,
}

impl EncodedToken {
    /// `None` where no orthography writes the script of its letters, or they are of several.
    pub(crate) fn new(token: &str) -> Option<EncodedToken> {
        let script = token.chars().find_map(Script::of_letter)?;
        let writing = SCRIPTS.iter().find(|writing| writing.script == script)?;
        let mut codes = [EDGE; PADDED];
        let mut instead = [EDGE; MAX_TOKEN_CHARS];
        let mut length = 0;
        // A folded token has no more characters.
        for c in token.chars().take(MAX_TOKEN_CHARS) {
            let code = writing.alphabet.code(c);
            codes[PADDING.0 + length] = code;
            instead[length] = match code {
                // A letter that the tables know is of their script.
                EDGE | OTHER if Script::of_letter(c).is_some_and(|other| other != script) => {
                    return None;
                }
                EDGE | OTHER => instead_of(c, &writing.alphabet),
                known => writing.instead[usize::from(known)],
            };
            length += 1;
        }
        let needles = writing.needles.held(&codes[..PADDING.0 + length + PADDING.1]);
        Some(EncodedToken { writing, codes, instead, length, needles })
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The orthographies that the token may be written in, most usual first.
    pub(crate) fn orthographies(&self) -> impl Iterator<Item = &'static Orthography> {
        let needles = self.needles;
        self.writing.orthographies.iter().filter(move |orthography| {
            (orthography.needs.is_empty() || orthography.needs.meets(needles))
                && !orthography.rejects.meets(needles)
        })
    }

    /// The orthographies that the token shows by a mark of theirs.
    pub(crate) fn marked(&self) -> OrthographySet {
        let mut marked = OrthographySet::default();
        if !self.needles.is_empty() {
            let shown = self.orthographies().filter(|shown| shown.marks.meets(self.needles));
            shown.for_each(|orthography| marked.insert(orthography));
        }
        marked
    }
}

impl Orthography {
    /// The name to show a person.
    pub(crate) fn name(&'static self) -> &'static str {
        self.table.fact("name")
    }

    /// What the letter or letters at `at` sound like, and how many they are. A letter that this
    /// orthography lacks is read without its marks; `None` where it lacks that one too.
    #[inline]
    pub(crate) fn sound_at(
        &'static self,
        letters: &EncodedToken,
        at: usize,
    ) -> Option<(usize, &'static str)> {
        if let Some(rule) = self.rules.at(&letters.codes, PADDING.0 + at) {
            return Some((rule.length(), rule.to()));
        }
        match letters.instead[at] {
            EDGE => Some((1, "")),
            base => {
                let mut alone = [EDGE; PADDING.0 + 1 + PADDING.1];
                alone[PADDING.0] = base;
                self.rules.at(&alone, PADDING.0).map(|rule| (1, rule.to()))
            }
        }
    }
}

/// A set of orthographies, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OrthographySet(u64);

/// For each code of a country the orthographies used there.
static OF_COUNTRIES: LazyLock<FxHashMap<[u8; 3], OrthographySet>> = LazyLock::new(|| {
    let mut of_countries: FxHashMap<[u8; 3], OrthographySet> = FxHashMap::default();
    for orthography in all() {
        let codes = orthography.table.fact("countries").split_whitespace();
        for code in codes.filter_map(country_code) {
            of_countries.entry(code).or_default().insert(orthography);
        }
    }
    of_countries
});

fn all() -> impl Iterator<Item = &'static Orthography> {
    SCRIPTS.iter().flat_map(|writing| &writing.orthographies)
}

/// A code of two or three letters, in upper case.
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
    /// Those used in a country, by its code; none for a code that no table states.
    pub(crate) fn of_country(code: &str) -> Self {
        country_code(code).and_then(|code| OF_COUNTRIES.get(&code).copied()).unwrap_or_default()
    }

    pub(crate) fn insert(&mut self, orthography: &Orthography) {
        self.0 |= 1 << orthography.number;
    }

    pub(crate) fn extend(&mut self, others: Self) {
        self.0 |= others.0;
    }

    /// Those that are in both.
    pub(crate) fn common(self, others: Self) -> Self {
        OrthographySet(self.0 & others.0)
    }

    pub(crate) fn without(self, others: Self) -> Self {
        OrthographySet(self.0 & !others.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Most usual first.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static Orthography> {
        all().filter(move |orthography| self.0 >> orthography.number & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    /// A letter or sign that the tables of a script speak of, or one that none does.
    fn letter(writing: &'static ScriptTables) -> impl Strategy<Value = char> {
        let known: Vec<char> =
            writing.alphabet.samples().skip(usize::from(OTHER) + 1).map(|(_, c)| c).collect();
        prop_oneof![20 => select(known), 1 => select(vec!['ǧ', 'ẑ', '\u{300}', '5', 'ӂ', ' '])]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn compiled_rules_do_what_the_tables_say(
            (writing, text) in (0..SCRIPTS.len()).prop_flat_map(|n| {
                (Just(&SCRIPTS[n]), prop::collection::vec(letter(&SCRIPTS[n]), 1..12))
            }),
        ) {
            let coded = writing.alphabet.coded(text.iter().copied());
            for orthography in &writing.orthographies {
                for at in 0..text.len() {
                    let compiled = orthography.rules.at(&coded, PADDING.0 + at);
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
    fn every_table_parses_states_its_facts_and_is_in_use() {
        assert!(SOURCES.len() <= 64, "a set has a bit for each");
        assert_eq!(all().count(), SOURCES.len());
        for (text, number) in SOURCES.iter().zip(0..) {
            let table = RuleTable::parse(text).unwrap();
            let used = all().find(|orthography| orthography.number == number).unwrap();
            for fact in ["key", "name", "script", "authority"] {
                assert_ne!(table.fact(fact), "");
                assert_eq!(table.fact(fact), used.table.fact(fact));
            }
        }
    }

    #[test]
    fn the_letters_of_tables_are_of_their_script() {
        for writing in SCRIPTS.iter() {
            for (_, letter) in writing.alphabet.samples().skip(usize::from(OTHER) + 1) {
                let is_right = Script::of_char(letter) == writing.script;
                assert!(is_right || !letter.is_alphabetic(), "{letter} in {:?}", writing.script);
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
    fn a_mark_shows_an_orthography_that_can_write_it() {
        let marked = |token| {
            let letters = EncodedToken::new(token).unwrap();
            letters.marked().iter().map(Orthography::name).collect::<Vec<_>>()
        };
        assert_eq!(marked("chtcherbakov"), ["French spelling"]);
        assert_eq!(marked("szczerbakow"), ["Polish spelling"]);
        assert_eq!(marked("быкаў"), ["Ukrainian and Belarusian Cyrillic", "Uzbek Cyrillic"]);
        assert!(marked("ivanov").is_empty());
        // The ch of German sch shows no other.
        assert!(!marked("schtscherbakow").contains(&"French spelling"));
        for orthography in all() {
            for mark in orthography.table.fact("marks").split_whitespace() {
                // A digit alone is no token.
                let in_token = || EncodedToken::new(&format!("a{mark}"));
                let letters = EncodedToken::new(mark).or_else(in_token).unwrap();
                let names: Vec<_> = letters.marked().iter().map(Orthography::name).collect();
                assert!(names.contains(&orthography.name()), "{mark} {names:?}");
            }
        }
    }
}

//! Romanization systems against samples of their standards that others have published.
//!
//! Each table in `src/knowledge/romanization` states in its header which samples it follows:
//!
//! ```text
//! # conforms: iuliia/gost_779
//! # prints: iuliia/gost_779: ё for ë
//! # dissent: iuliia/gost_779: why a sample and the standard differ
//! ```
//!
//! `prints` says that the samples of a map write a character in another way than the standard.
//!
//! `--nocapture` prints every map, every case that fails, and every map that no table claims.

use crate::data;
use std::collections::BTreeMap;
use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};
use sverka::{System, romanize};
use unicode_normalization::UnicodeNormalization;

/// Each source of samples, and the least percentage of its claimed cases that must pass.
const SOURCES: [(&str, usize); 3] = [("interscript", 97), ("iuliia", 99), ("cldr", 99)];

/// The width of a printed line, in characters.
const WIDTH: usize = 100;

type Cases = Vec<(String, String)>;

/// The files of a folder with this extension, sorted by name.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == ending))
        .collect();
    files.sort();
    files
}

/// Every published map by `source/name`, with its cases: Cyrillic text and expected Latin text.
fn published(folder: &Path) -> BTreeMap<String, Cases> {
    let unescape = |text: &str| text.replace("\\n", "\n").replace("\\\"", "\"");
    let mut maps: BTreeMap<String, Cases> = BTreeMap::new();
    for (source, file) in
        [("iuliia", "iuliia_samples.tsv"), ("interscript", "interscript_tests.tsv")]
    {
        for line in read_to_string(folder.join(file)).expect("a complete data folder").lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            if let [map, from, to] | [map, _, from, to] = cells[..]
                && map != "map"
            {
                let case = (unescape(from), unescape(to));
                maps.entry(format!("{source}/{map}")).or_default().push(case);
            }
        }
    }
    for path in files(&folder.join("cldr_bgn"), "txt") {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = read_to_string(&path).expect("a readable file");
        let cases = text.lines().filter_map(|line| line.split_once('\t'));
        let cases = cases.map(|(from, to)| (from.to_owned(), to.to_owned())).collect();
        maps.insert(format!("cldr/{stem}"), cases);
    }
    maps
}

/// What the header of one table says.
struct Claims {
    system: System,
    maps: Vec<String>,
    /// Map and reason.
    dissents: Vec<(String, String)>,
    /// Map, the character its samples print, and the one of the standard.
    prints: Vec<(String, String, String)>,
}

impl Claims {
    fn read(path: &Path) -> Claims {
        let text = read_to_string(path).expect("a readable table");
        let facts = |name: &str| -> Vec<String> {
            let prefix = format!("# {name}: ");
            text.lines().filter_map(|line| line.strip_prefix(&prefix)).map(str::to_owned).collect()
        };
        let of_map = |fact: String| {
            let (map, rest) = fact.split_once(": ").expect("a map, a colon and a statement");
            (map.to_owned(), rest.to_owned())
        };
        let key = facts("key").concat();
        let prints = |fact| {
            let (map, rest) = of_map(fact);
            let (printed, meant) = rest.split_once(" for ").expect("`X for Y`");
            (map, printed.to_owned(), meant.to_owned())
        };
        Claims {
            system: System::find(&key).unwrap_or_else(|| panic!("{key} is not in the crate")),
            maps: facts("conforms"),
            dissents: facts("dissent").into_iter().map(of_map).collect(),
            prints: facts("prints").into_iter().map(prints).collect(),
        }
    }

    fn prints<'a>(&'a self, map: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let of_map = self.prints.iter().filter(move |(of, ..)| of == map);
        of_map.map(|(_, printed, meant)| (printed.as_str(), meant.as_str()))
    }

    fn expected(&self, map: &str, sample: &str) -> String {
        let upper = |text: &str| text.to_uppercase().nfc().collect::<String>();
        self.prints(map).fold(sample.nfc().collect(), |text, (printed, meant)| {
            text.replace(printed, meant).replace(&upper(printed), &upper(meant))
        })
    }
}

/// A text in the form in which two are compared: prime, acute and apostrophe print one sign, and some
/// samples have a Cyrillic ё in Latin text by mistake.
fn comparable(text: &str) -> String {
    text.nfc()
        .map(|c| match c {
            'ʹ' | '’' | '′' | '´' => '\'',
            'ʺ' | '”' | '″' => '"',
            'ё' => 'ë',
            'Ё' => 'Ë',
            c => c,
        })
        .collect()
}

/// A text on one line, cut to a quarter of the width.
fn short(text: &str) -> String {
    let line = text.replace('\n', " ");
    if line.chars().count() <= WIDTH / 4 {
        return line;
    }
    line.chars().take(WIDTH / 4 - 1).chain(['…']).collect()
}

/// A long text from the word that first differs from the other text.
fn from_difference<'a>(text: &'a str, other: &str) -> &'a str {
    if text.chars().count() <= WIDTH / 4 {
        return text;
    }
    let same = text.char_indices().zip(other.chars()).find(|((_, a), b)| a != b);
    let at = same.map_or(0, |((at, _), _)| at);
    let start = text[..at].rfind(' ').map_or(0, |space| space + 1);
    &text[start..]
}

#[test]
fn published_samples_come_out_as_their_standards_say() {
    let published = published(&data("romanization"));
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge/romanization");
    let claims: Vec<Claims> = files(&tables, "tsv").iter().map(|path| Claims::read(path)).collect();

    println!("{:<47} {:<28} {:>6} {:>7} {:>7}", "map", "system", "cases", "passed", "failed");
    let mut totals: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (map, cases) in &published {
        for table in claims.iter().filter(|table| table.maps.contains(map)) {
            let mut failures = Vec::new();
            for (source, sample) in cases {
                let ours = romanize(source, table.system);
                let expected = table.expected(map, sample);
                if comparable(&ours) != comparable(&expected) {
                    failures.push((source, expected, ours));
                }
            }
            let failed = failures.len();
            let passed = cases.len() - failed;
            let key = table.system.key();
            println!("{map:<47} {key:<28} {:>6} {passed:>7} {failed:>7}", cases.len());
            for (printed, meant) in table.prints(map) {
                println!("    reads {printed} in the samples as {meant}");
            }
            for (source, expected, ours) in &failures {
                let (expected, ours) =
                    (from_difference(expected, ours), from_difference(ours, expected));
                println!("    {}: {}, ours {}", short(source), short(expected), short(ours));
            }
            let reasons = table.dissents.iter().filter(|(of, _)| of == map && failed > 0);
            reasons.for_each(|(_, reason)| println!("    why: {reason}"));
            let source = map.split('/').next().unwrap_or_default();
            let total = totals.entry(source).or_default();
            *total = (total.0 + cases.len(), total.1 + passed);
        }
    }

    let claimed = |map: &String| claims.iter().any(|table| table.maps.contains(map));
    println!("\nmaps that no table claims:");
    for (map, cases) in published.iter().filter(|(map, _)| !claimed(map)) {
        println!("    {map:<43} {:>4} cases", cases.len());
    }

    println!("\n{:<14} {:>6} {:>7} {:>8} {:>6}", "source", "cases", "passed", "share", "least");
    let mut below = Vec::new();
    for (source, least) in SOURCES {
        let (total, passed) = totals.get(source).copied().unwrap_or_default();
        let share = 100.0 * passed as f64 / total.max(1) as f64;
        println!("{source:<14} {total:>6} {passed:>7} {share:>7.2}% {least:>5}%");
        if total == 0 || passed * 100 < least * total {
            below.push(source);
        }
    }
    let unknown: Vec<&String> = claims
        .iter()
        .flat_map(|table| &table.maps)
        .filter(|map| !published.contains_key(*map))
        .collect();
    assert!(unknown.is_empty(), "claimed, but not in the data: {unknown:?}");
    assert!(below.is_empty(), "below the stated share: {below:?}");
}

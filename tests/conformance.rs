//! Romanization systems against samples of their standards that others have published.
//!
//! Each table names the published maps that it is held to (`# conforms: source/map`), and where a
//! sample contradicts the standard says so (`# dissent: source/map: why`). The samples are read
//! from `$SVERKA_DATA`, or `../shared/data` beside the crate; where the folder is absent the test
//! says so and passes. `cargo test --release --test conformance -- --nocapture` prints a row for
//! each map, every case that fails, and the maps that no table is held to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use sverka::{System, romanize};
use unicode_normalization::UnicodeNormalization;

/// The least share of cases that must pass, in per cent, for each source: above this the samples
/// themselves are wrong now and then. Of iuliia's 63 cases two contradict their standard.
const LEAST: [(&str, usize); 3] = [("cldr", 99), ("interscript", 97), ("iuliia", 96)];

fn data() -> PathBuf {
    std::env::var_os("SVERKA_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from)
        .join("romanization")
}

/// Source text and expected text of every map, by `source/map`.
fn published(data: &Path) -> BTreeMap<String, Vec<(String, String)>> {
    let mut maps: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let unescape = |text: &str| text.replace("\\n", "\n").replace("\\\"", "\"");
    let mut add = |map: String, source: &str, expected: &str| {
        maps.entry(map).or_default().push((unescape(source), unescape(expected)));
    };
    let read = |path: PathBuf| std::fs::read_to_string(path).expect("the data folder is complete");
    for line in read(data.join("iuliia_samples.tsv")).lines() {
        if let [map, source, expected] = line.split('\t').collect::<Vec<_>>()[..] {
            add(format!("iuliia/{map}"), source, expected);
        }
    }
    for line in read(data.join("interscript_tests.tsv")).lines().skip(1) {
        if let [map, _, source, expected] = line.split('\t').collect::<Vec<_>>()[..] {
            add(format!("interscript/{map}"), source, expected);
        }
    }
    for file in std::fs::read_dir(data.join("cldr_bgn")).expect("the data folder is complete") {
        let path = file.expect("a file of the data folder").path();
        let map = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for line in read(path).lines().filter(|line| !line.starts_with('#')) {
            if let Some((source, expected)) = line.split_once('\t') {
                add(format!("cldr/{map}"), source, expected);
            }
        }
    }
    maps
}

/// Each table's key, the maps it is held to, and its dissents by map.
fn claims() -> Vec<(String, Vec<String>, BTreeMap<String, String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge/romanization");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of tables")
        .map(|file| file.expect("a table").path())
        .collect();
    files.sort();
    let claims = files.iter().map(|path| {
        let table = std::fs::read_to_string(path).expect("a readable table");
        let facts = |name: &str| -> Vec<String> {
            let head = format!("# {name}: ");
            table.lines().filter_map(|l| l.strip_prefix(&head)).map(str::to_owned).collect()
        };
        let dissents = facts("dissent").into_iter().filter_map(|dissent| {
            let (map, why) = dissent.split_once(": ")?;
            Some((map.to_owned(), why.to_owned()))
        });
        (facts("key").concat(), facts("conforms"), dissents.collect())
    });
    claims.collect()
}

/// What counts as the same: prime and apostrophe are two ways to print one sign, the dots of
/// BGN/PCGN are optional, and some samples hold a Cyrillic ё in Latin text by mistake.
fn comparable(text: &str) -> String {
    text.nfc()
        .filter(|c| *c != '·')
        .map(|c| match c {
            'ʹ' | '’' | '′' | 'ʼ' => '\'',
            'ʺ' | '”' | '″' => '"',
            'ё' => 'ë',
            'Ё' => 'Ë',
            c => c,
        })
        .collect()
}

#[derive(Default)]
struct Count {
    cases: usize,
    passed: usize,
}

#[test]
fn published_samples_of_each_system() {
    let data = data();
    if !data.exists() {
        println!("SKIPPED: no data in {}; set SVERKA_DATA to run this test", data.display());
        return;
    }
    let published = published(&data);
    let mut sources: BTreeMap<&str, Count> = BTreeMap::new();
    let mut held: BTreeSet<&str> = BTreeSet::new();
    let claims = claims();
    println!("{:<44} {:<28} {:>6} {:>6}", "map", "system", "cases", "passed");
    for (key, maps, dissents) in &claims {
        let system = System::find(key).unwrap_or_else(|| panic!("{key} is not a system"));
        for map in maps {
            let cases = published.get(map).unwrap_or_else(|| panic!("{key}: no map {map}"));
            held.insert(map);
            let failed: Vec<String> = cases
                .iter()
                .map(|(source, expected)| (source, expected, romanize(source, system)))
                .filter(|(_, expected, ours)| comparable(ours) != comparable(expected))
                .map(|(source, expected, ours)| format!("{source}: {expected}, not {ours}"))
                .collect();
            let passed = cases.len() - failed.len();
            println!("{map:<44} {key:<28} {:>6} {passed:>6}", cases.len());
            for case in failed {
                println!("    expected {}", case.replace('\n', " "));
            }
            if let Some(why) = dissents.get(map) {
                println!("    because {why}");
            }
            let count = sources.entry(map.split('/').next().unwrap_or_default()).or_default();
            count.cases += cases.len();
            count.passed += passed;
        }
    }
    let unheld: Vec<&str> =
        published.keys().map(String::as_str).filter(|map| !held.contains(map)).collect();
    println!("\n{} maps that no table is held to: {}\n", unheld.len(), unheld.join(", "));
    for (source, least) in LEAST {
        let Count { cases, passed } = sources.get(source).unwrap_or_else(|| panic!("no {source}"));
        println!(
            "{source:<12} {passed:>6} of {cases:>6} cases, {:.1} %",
            *passed as f64 / *cases as f64 * 100.0
        );
        assert!(passed * 100 >= least * cases, "{source}: below {least} %");
    }
}

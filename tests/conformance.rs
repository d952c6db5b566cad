//! Romanization systems against samples of their standards that others have published.
//!
//! The samples are read from `$SVERKA_DATA`, or `../shared/data` beside the crate; where the
//! folder is absent the test says so and passes. `cargo test --test conformance -- --nocapture`
//! prints the table, and every case that fails.

use std::path::{Path, PathBuf};
use sverka::{System, romanize};

const IULIIA: &str = "romanization/iuliia_samples.tsv";
const INTERSCRIPT: &str = "romanization/interscript_tests.tsv";
const CLDR_BGN: &str = "romanization/cldr_bgn/ru-Latn-t-ru-m0-bgn.txt";

/// File, map within it, our system, the least share of cases that must pass, in per cent.
///
/// All must pass but two of `mvd_310_fr`: the order itself writes с between vowels as ss
/// (Vassilieva, Vassine), and these two samples do not.
const MAPS: [(&str, &str, &str, usize); 16] = [
    (IULIIA, "icao_doc_9303", "icao-9303-ru", 100),
    (IULIIA, "bgn_pcgn", "bgn-pcgn-1947-ru", 100),
    (IULIIA, "wikipedia", "english-press-ru", 100),
    (IULIIA, "gost_7034", "gost-r-7.0.34-2014-ru", 100),
    (IULIIA, "iso_9_1968", "iso-r-9-1968-ru", 100),
    (IULIIA, "ungegn_1987", "un-1987-ru", 100),
    (IULIIA, "mvd_310_fr", "mvd-310-1997-fr-ru", 66),
    (CLDR_BGN, "", "bgn-pcgn-1947-ru", 100),
    (INTERSCRIPT, "bgnpcgn-rus-Cyrl-Latn-1947", "bgn-pcgn-1947-ru", 100),
    (INTERSCRIPT, "un-rus-Cyrl-Latn-1987", "un-1987-ru", 100),
    (INTERSCRIPT, "icao-bel-Cyrl-Latn-9303", "icao-9303-be", 100),
    (INTERSCRIPT, "mvd-bel-Cyrl-Latn-2010", "icao-9303-be", 100),
    (INTERSCRIPT, "ua-ukr-Cyrl-Latn-2010", "ua-2010-uk", 100),
    (INTERSCRIPT, "un-ukr-Cyrl-Latn-2012", "ua-2010-uk", 100),
    (INTERSCRIPT, "by-bel-Cyrl-Latn-2007", "by-2007-be", 100),
    (INTERSCRIPT, "un-bel-Cyrl-Latn-2007", "by-2007-be", 100),
];

fn data() -> PathBuf {
    std::env::var_os("SVERKA_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from)
}

/// The cases of one map: source and expected.
fn cases<'a>(text: &'a str, map: &'a str) -> impl Iterator<Item = (String, String)> + 'a {
    text.lines().filter_map(move |line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let unescape = |text: &str| text.replace("\\n", "\n").replace("\\\"", "\"");
        let (source, expected) = match cells[..] {
            [source, expected] if map.is_empty() => (source, expected),
            [name, source, expected] if name == map => (source, expected),
            [name, _, source, expected] if name == map => (source, expected),
            _ => return None,
        };
        Some((unescape(source), unescape(expected)))
    })
}

/// What counts as the same: prime and apostrophe are two ways to print one sign, the dots of
/// BGN/PCGN are optional, and some samples hold a Cyrillic ё in Latin text by mistake.
fn comparable(text: &str) -> String {
    text.chars()
        .filter(|c| *c != '·')
        .map(|c| match c {
            'ʹ' | '’' | '′' => '\'',
            'ʺ' | '”' | '″' => '"',
            'ё' => 'ë',
            'Ё' => 'Ë',
            c => c,
        })
        .collect()
}

#[test]
fn published_samples_of_each_system() {
    let data = data();
    if !data.join(IULIIA).exists() {
        println!("SKIPPED: no data in {}; set SVERKA_DATA to run this test", data.display());
        return;
    }
    println!("{:<28} {:<24} {:>6} {:>6} {:>6}", "map", "system", "cases", "passed", "least");
    let mut short = Vec::new();
    for (file, map, key, least) in MAPS {
        let system = System::find(key).expect("a system of this crate");
        let text = std::fs::read_to_string(data.join(file)).expect("the data folder is complete");
        let (mut total, mut passed) = (0, 0);
        for (source, expected) in cases(&text, map) {
            let ours = romanize(&source, system);
            total += 1;
            if comparable(&ours) == comparable(&expected) {
                passed += 1;
            } else {
                println!("    {source}: expected {expected}, not {ours}");
            }
        }
        let map = if map.is_empty() { "CLDR ru-t-ru-m0-bgn" } else { map };
        println!("{map:<28} {key:<24} {total:>6} {passed:>6} {least:>5}%");
        if total == 0 || passed * 100 < least * total {
            short.push(map);
        }
    }
    assert!(short.is_empty(), "below the stated share: {short:?}");
}

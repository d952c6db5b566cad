//! Attested pairs of spellings: name tokens of Wikidata in Latin and Cyrillic letters, from the CC0
//! part of the NETransliteration data (Merhav and Ash, COLING 2018), read from `$SVERKA_DATA` or
//! `../shared/data`.
//!
//! Slavic pairs are those in which both forms end like East Slavic surnames and patronymics. A hash of the Cyrillic form splits them: rules and costs are
//! developed on one half, and results are reported on the other.

use flate2::read::GzDecoder;
use std::collections::BTreeSet;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// A half of the pairs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Developed,
    Reported,
}

/// Endings of East Slavic surnames and patronymics in Cyrillic, and in the Latin forms that render them.
const ENDINGS: [(&str, &str); 12] = [
    ("ов", "ov ow off"),
    ("ев", "ev ew eff yov jov iov ov ow"),
    ("ёв", "ev ew yov jov ov ow"),
    ("ин", "in ine yn"),
    ("ова", "ova owa"),
    ("ева", "eva ewa"),
    ("ина", "ina"),
    ("ский", "ski sky skiy skij skii skyi skyy"),
    ("ская", "skaya skaja skaia ska"),
    ("енко", "enko"),
    ("ич", "ich ič ic icz itch itsch ić itj ics"),
    ("на", "vna wna"),
];

/// Which pairs are taken, by their Latin and Cyrillic forms and how often Wikidata has them.
pub(crate) type Taken = fn(&str, &str, u64) -> bool;

/// Whether both forms end like East Slavic surnames and patronymics.
pub(crate) fn is_slavic(latin: &str, cyrillic: &str, _seen: u64) -> bool {
    ENDINGS.iter().any(|(ending, of_latin)| {
        cyrillic.ends_with(ending) && of_latin.split(' ').any(|end| latin.ends_with(end))
    })
}

/// Latin and Cyrillic forms of the pairs that are taken, each pair once.
///
/// # Errors
///
/// If the file is absent or cannot be read.
pub(crate) fn attested(is_taken: Taken, half: Half) -> Result<Vec<(String, String)>, String> {
    let data = std::env::var_os("SVERKA_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let path = data.join("pairs/wikidata_tokens.tsv.gz");
    let failed = |error: std::io::Error| {
        format!("{}: {error}; SVERKA_DATA must name the folder with it", path.display())
    };
    let file = File::open(&path).map_err(failed)?;
    let mut pairs = BTreeSet::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let line = line.map_err(failed)?;
        let mut cells = line.split('\t');
        let (Some(latin), Some(cyrillic)) = (cells.next(), cells.next()) else { continue };
        let cyrillic = cyrillic.replace(' ', "");
        let seen = cells.next().and_then(|count| count.parse().ok()).unwrap_or(0);
        if is_taken(latin, &cyrillic, seen) && half_of(&cyrillic) == half {
            pairs.insert((latin.to_owned(), cyrillic));
        }
    }
    Ok(pairs.into_iter().collect())
}

/// The half of a Cyrillic form, the same on every machine.
fn half_of(cyrillic: &str) -> Half {
    let mut hasher = rustc_hash::FxBuildHasher.build_hasher();
    hasher.write(cyrillic.as_bytes());
    if hasher.finish().count_ones().is_multiple_of(2) { Half::Reported } else { Half::Developed }
}

//! Attested pairs of spellings: name tokens of Wikidata in Latin and Cyrillic letters, from the CC0
//! part of the NETransliteration data (Merhav and Ash, COLING 2018), read from `$SVERKA_DATA` or
//! `../shared/data`.
//!
//! They are restricted to pairs in which both forms end as East Slavic surnames and patronymics do,
//! and halved by a hash of the Cyrillic form: rules and costs are developed on one half, and the
//! other is reported.

use flate2::read::GzDecoder;
use std::collections::BTreeSet;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Which half of the pairs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Developed,
    Reported,
}

/// Endings of East Slavic surnames and patronymics in Cyrillic, and what Latin forms end in that
/// render them.
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

/// Latin and Cyrillic forms, each pair once; `None` where there is no data.
pub(crate) fn attested(half: Half) -> Option<Vec<(String, String)>> {
    let data = std::env::var_os("SVERKA_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let file = File::open(data.join("pairs/wikidata_tokens.tsv.gz")).ok()?;
    let mut pairs = BTreeSet::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let line = line.ok()?;
        let mut cells = line.split('\t');
        let (latin, cyrillic) = (cells.next()?, cells.next()?.replace(' ', ""));
        let is_slavic = ENDINGS.iter().any(|(ending, latin_endings)| {
            cyrillic.ends_with(ending) && latin_endings.split(' ').any(|end| latin.ends_with(end))
        });
        if is_slavic && half_of(&cyrillic) == half {
            pairs.insert((latin.to_owned(), cyrillic));
        }
    }
    Some(pairs.into_iter().collect())
}

/// The half that a Cyrillic form belongs to, the same on every machine.
fn half_of(cyrillic: &str) -> Half {
    let mut hasher = rustc_hash::FxBuildHasher.build_hasher();
    hasher.write(cyrillic.as_bytes());
    if hasher.finish().count_ones().is_multiple_of(2) { Half::Reported } else { Half::Developed }
}

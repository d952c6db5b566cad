//! How usual a token is in the names of people at large, beside the list at hand.
//!
//! `knowledge/background.tsv` has words. Here they are found by their sounds and by the names that they are
//! forms of, so that any spelling of a form is found. To read ten thousand words takes longer than to open a list
//! of a million records, so what they come to lies beside this file, sorted: a test makes it, and fails where a
//! table or the reading of names has changed since. Then make it again:
//!
//! ```text
//! SVERKA_WRITE_BACKGROUND=1 cargo test --lib name::background
//! ```

use super::concepts::father_of_patronymic;
use crate::spelling::{ConceptForm, Spelling};
use xxhash_rust::xxh3::xxh3_64;

/// The share of people at large who have a token in their name; 0 for what the table says nothing of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct BackgroundFrequency {
    /// This token, in any spelling that sounds like it. A patronymic without a row is as usual as its father's
    /// name.
    pub(crate) spelling: f64,
    /// Any form of a name that it is a form of. At least that of the spelling.
    pub(crate) forms: f64,
}

/// Shares by a key: rows of the key in eight bytes and how many people of a million, in four. Little-endian, the
/// keys ascending.
struct Shares(&'static [u8]);

/// By a hash of the sounds of the usual readings of a row: the most usual of such rows.
static BY_SOUNDS: Shares = Shares(include_bytes!("background_sounds.bin"));
/// By the number of the concept: all its rows together.
static BY_CONCEPT: Shares = Shares(include_bytes!("background_concepts.bin"));

impl Shares {
    /// The share of a key; 0 for one that is not there.
    fn of(&self, key: u64) -> f64 {
        let (rows, _) = self.0.as_chunks::<12>();
        let at = rows.binary_search_by_key(&key, |row| little_endian(&row[..8]));
        at.map_or(0.0, |at| little_endian(&rows[at][8..]) as f64 / 1e6)
    }
}

fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn key_of_sounds(sounds: &str) -> u64 {
    xxh3_64(sounds.as_bytes())
}

/// Whether a form stands for the name itself. A father's name is no form of his child's patronymic, the root of
/// a surname is mostly a given name, and a form that agrees with one other only is no form of a name by itself.
fn is_form_of_name(form: ConceptForm) -> bool {
    !matches!(form, ConceptForm::Father | ConceptForm::Root) && !form.agrees_with_one_form()
}

/// How usual a patronymic is that the table lacks: as usual as the father's name. Half of the people are sons, and
/// half of the people bear the names of men.
fn share_of_fathers(token: &Spelling) -> f64 {
    let fathers = token.concepts().iter().filter_map(father_of_patronymic);
    fathers.map(|father| BY_CONCEPT.of(father.into())).fold(0.0, f64::max)
}

/// How usual a token is. Of several readings, and of several names that it may be a form of, the most usual
/// counts.
pub(crate) fn background_frequency(token: &Spelling) -> BackgroundFrequency {
    let sounds = token.readings().iter().map(|reading| key_of_sounds(&reading.sounds));
    let spelling = sounds.map(|sounds| BY_SOUNDS.of(sounds)).fold(0.0, f64::max);
    let spelling = if spelling == 0.0 { share_of_fathers(token) } else { spelling };
    let names = token.concepts().iter().filter(|concept| is_form_of_name(concept.form));
    let of_names = names.map(|concept| BY_CONCEPT.of(concept.number.into()));
    BackgroundFrequency { spelling, forms: of_names.fold(spelling, f64::max) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::background;
    use crate::name::spelling;
    use std::collections::BTreeMap;
    use std::path::Path;

    /// The shares of the table by sounds and by concept, as they lie in their files.
    fn shares() -> [Vec<u8>; 2] {
        let (mut by_sounds, mut by_concept) = (BTreeMap::new(), BTreeMap::new());
        for (words, per_million) in background() {
            let (mut sounds, mut names) = (Vec::new(), Vec::new());
            for word in words {
                let spelling = spelling(word);
                let usual = spelling.readings().first();
                sounds.extend(usual.map(|reading| key_of_sounds(&reading.sounds)));
                let forms = spelling.concepts().iter().filter(|one| is_form_of_name(one.form));
                names.extend(forms.map(|concept| u64::from(concept.number)));
            }
            names.sort_unstable();
            names.dedup();
            for sounds in sounds {
                let known: &mut u32 = by_sounds.entry(sounds).or_default();
                *known = per_million.max(*known);
            }
            for name in names {
                *by_concept.entry(name).or_default() += per_million;
            }
        }
        [by_sounds, by_concept].map(|shares| {
            let row =
                |(key, share): (u64, u32)| [&key.to_le_bytes()[..], &share.to_le_bytes()].concat();
            shares.into_iter().flat_map(row).collect()
        })
    }

    #[test]
    fn the_files_are_what_the_table_comes_to() {
        let files = ["background_sounds.bin", "background_concepts.bin"];
        for ((file, made), shares) in files.into_iter().zip(shares()).zip([&BY_SOUNDS, &BY_CONCEPT])
        {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/name").join(file);
            if std::env::var_os("SVERKA_WRITE_BACKGROUND").is_some() {
                std::fs::write(path, made).unwrap();
            } else {
                assert!(
                    shares.0 == made,
                    "{file} is out of date: see the head of name/background.rs"
                );
            }
        }
    }

    fn frequency(token: &str) -> BackgroundFrequency {
        background_frequency(&spelling(token))
    }

    #[test]
    fn a_name_is_found_in_any_spelling_that_sounds_like_it() {
        for spellings in
            [&["александр", "aleksandr"][..], &["иванов", "ivanov", "iwanow", "ivanoff"]]
        {
            let shares = spellings.iter().map(|token| frequency(token).spelling);
            assert!(shares.clone().all(|share| share > 1e-3), "{spellings:?}");
        }
        let rare = frequency("зубрилкинсон");
        assert_eq!(rare, BackgroundFrequency::default());
    }

    #[test]
    fn a_form_is_as_usual_as_all_forms_of_its_name_together() {
        let [full, national, short] = ["александр", "alejandro", "саша"].map(frequency);
        assert!(full.forms >= full.spelling && national.forms > 4.0 * national.spelling);
        assert_eq!(national.forms, full.forms);
        assert!(short.forms >= full.forms);
        // The table has no row for this patronymic, and one for the father.
        assert_eq!(frequency("рустамович").spelling, frequency("рустам").forms);
        // A surname is no form of the name that it is derived from.
        assert!(frequency("николаев").forms < frequency("николай").forms);
    }

    proptest::proptest! {
        #[test]
        fn shares_are_from_0_to_1_and_those_of_forms_are_the_greater(token in "[a-zа-я]{1,12}") {
            let BackgroundFrequency { spelling, forms } = frequency(&token);
            proptest::prop_assert!((0.0..=1.0).contains(&spelling) && spelling <= forms);
        }
    }
}

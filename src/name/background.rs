//! How usual a token is in the names of people at large, beside the list at hand.
//!
//! `knowledge/background.tsv` has words. Here they are indexed by their sounds and by the names that they are
//! forms of, so that any spelling of a form is found.

use super::concepts::father_of_patronymic;
use super::spellings::spelling;
use crate::knowledge::background;
use crate::spelling::{ConceptForm, Spelling};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The share of people at large who have a token in their name; 0 for what the table says nothing of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct BackgroundFrequency {
    /// This token, in any spelling that sounds like it. A patronymic without a row is as usual as its father's
    /// name.
    pub(crate) spelling: f64,
    /// Any form of a name that it is a form of. At least that of the spelling.
    pub(crate) forms: f64,
}

/// The shares of the table.
#[derive(Debug, Default)]
struct BackgroundIndex {
    by_sounds: FxHashMap<Box<str>, f64>,
    by_concept: FxHashMap<u32, f64>,
}

static INDEX: LazyLock<BackgroundIndex> = LazyLock::new(|| {
    let mut index = BackgroundIndex::default();
    for (words, share) in background() {
        let (mut sounds, mut concepts) = (Vec::new(), Vec::new());
        for word in words {
            let spelling = spelling(word);
            sounds.extend(spelling.readings().first().map(|reading| reading.sounds.clone()));
            let names = spelling.concepts().iter().filter(|concept| is_form_of_name(concept.form));
            concepts.extend(names.map(|concept| concept.number));
        }
        sounds.sort_unstable();
        sounds.dedup();
        concepts.sort_unstable();
        concepts.dedup();
        for sounds in sounds {
            let known: &mut f64 = index.by_sounds.entry(sounds).or_default();
            *known = known.max(share);
        }
        concepts.iter().for_each(|number| *index.by_concept.entry(*number).or_default() += share);
    }
    index
});

/// Whether a form stands for the name itself. A father's name is no form of his child's patronymic, the root of
/// a surname is mostly a given name, and a form that agrees with one other only is no form of a name by itself.
fn is_form_of_name(form: ConceptForm) -> bool {
    !matches!(form, ConceptForm::Father | ConceptForm::Root) && !form.agrees_with_one_form()
}

/// How usual a patronymic is that the table lacks: as usual as the father's name. Half of the people are sons, and
/// half of the people bear the names of men.
fn share_of_fathers(token: &Spelling) -> f64 {
    let fathers = token.concepts().iter().filter_map(father_of_patronymic);
    fathers.filter_map(|father| INDEX.by_concept.get(&father)).copied().fold(0.0, f64::max)
}

/// How usual a token is. Of several readings, and of several names that it may be a form of, the most usual
/// counts.
pub(crate) fn background_frequency(token: &Spelling) -> BackgroundFrequency {
    let share = |sounds: &str| INDEX.by_sounds.get(sounds).copied().unwrap_or(0.0);
    let spelling =
        token.readings().iter().map(|reading| share(&reading.sounds)).fold(0.0, f64::max);
    let spelling = if spelling == 0.0 { share_of_fathers(token) } else { spelling };
    let names = token.concepts().iter().filter(|concept| is_form_of_name(concept.form));
    let of_names = names.filter_map(|concept| INDEX.by_concept.get(&concept.number));
    BackgroundFrequency { spelling, forms: of_names.copied().fold(spelling, f64::max) }
}

#[cfg(test)]
mod tests {
    use super::*;

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

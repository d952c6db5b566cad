//! What is known of two tokens that sound alike: whether they are two names, or two ways to write one.

use super::concepts::{CONCEPTS_PER_NAME, Derivation};
use super::fathers::FIRST_FATHER;
use super::sounds::same_consonants;
use crate::spelling::{Concept, ConceptForm, Spelling};

/// What is known of two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameRelation {
    /// Both are known names, and never forms of one: Марат, Мурат.
    OtherNames,
    /// They are forms of one name, or they differ in vowels, in double consonants and in which consonants are
    /// voiced: Hussein, Husayn; Gil, Kil. A final a that only one has makes the name of a woman in most
    /// traditions, and is no such difference: Karim, Karima; Paolo, Paola.
    Variants,
    /// None of both.
    Unknown,
}

impl NameRelation {
    pub(crate) fn of(one: &Spelling, other: &Spelling) -> NameRelation {
        // Карим and Карима end like the two forms of a surname.
        let is_name =
            |concept: &&Concept| matches!(concept.form, ConceptForm::Full | ConceptForm::Short);
        let share = |[one, other]: [&[Concept]; 2]| {
            let others = || other.iter().filter(is_name);
            one.iter().filter(is_name).any(|one| others().any(|other| one.number == other.number))
        };
        let concepts = [one.concepts(), other.concepts()];
        if are_other_names(concepts[0].iter().copied(), concepts[1].iter().copied()) {
            NameRelation::OtherNames
        } else if share(concepts) || sound_the_same_but_for_vowels(one, other) {
            NameRelation::Variants
        } else {
            NameRelation::Unknown
        }
    }
}

/// Whether two tokens are forms of given names, full or short, and never of the same one; or patronymics of
/// fathers whose names differ. A token with more than one such meaning differs only if all of them do.
pub(crate) fn are_other_names(
    one: impl Iterator<Item = Concept> + Clone,
    other: impl Iterator<Item = Concept> + Clone,
) -> bool {
    let is_of = |kind: u32| {
        move |concept: &Concept| {
            let is_form = matches!(concept.form, ConceptForm::Full | ConceptForm::Short);
            is_form && concept.number < FIRST_FATHER && concept.number % CONCEPTS_PER_NAME == kind
        }
    };
    let son = 1 + Derivation::Son as u32;
    let kinds = [0, son, son + 1];
    let mut differ = false;
    for kind in kinds {
        let numbers = || one.clone().filter(is_of(kind)).map(|concept| concept.number);
        let others = || other.clone().filter(is_of(kind)).map(|concept| concept.number);
        if numbers().any(|number| others().any(|other| other == number)) {
            return false;
        }
        differ |= numbers().next().is_some() && others().next().is_some();
    }
    differ
}

fn sound_the_same_but_for_vowels(one: &Spelling, other: &Spelling) -> bool {
    let others = || other.readings().iter();
    let ends_in_a = |sounds: &str| sounds.ends_with('a');
    one.readings().iter().any(|one| {
        others().any(|other| {
            ends_in_a(&one.sounds) == ends_in_a(&other.sounds)
                && same_consonants(&one.sounds, &other.sounds)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::spelling;

    #[test]
    fn names_variants_and_the_rest() {
        for (one, other, expected) in [
            ("марат", "мурат", NameRelation::OtherNames),
            ("ерлан", "ержан", NameRelation::OtherNames),
            ("сергей", "siarhei", NameRelation::Variants),
            ("карданов", "кордунов", NameRelation::Variants),
            ("yonggil", "yongkil", NameRelation::Variants),
            ("jongsu", "chongsu", NameRelation::Variants),
            ("нарвод", "нарвода", NameRelation::Unknown),
            ("карданов", "кардашов", NameRelation::Unknown),
            ("myongho", "myongchol", NameRelation::Unknown),
        ] {
            let found = NameRelation::of(&spelling(one), &spelling(other));
            assert_eq!(found, expected, "{one} {other}");
        }
    }
}

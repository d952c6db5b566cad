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
        if are_other_names(concepts) {
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
fn are_other_names([one, other]: [&[Concept]; 2]) -> bool {
    let of_kind = |concepts: &[Concept], kind: u32| {
        let is_name = |concept: &&Concept| {
            let is_form = matches!(concept.form, ConceptForm::Full | ConceptForm::Short);
            is_form && concept.number < FIRST_FATHER && concept.number % CONCEPTS_PER_NAME == kind
        };
        concepts.iter().filter(is_name).map(|concept| concept.number).collect::<Vec<u32>>()
    };
    let son = 1 + Derivation::Son as u32;
    let kinds = [0, son, son + 1].map(|kind| [of_kind(one, kind), of_kind(other, kind)]);
    let share = |[one, other]: &[Vec<u32>; 2]| one.iter().any(|number| other.contains(number));
    let differ = |[one, other]: &[Vec<u32>; 2]| !one.is_empty() && !other.is_empty();
    !kinds.iter().any(share) && kinds.iter().any(differ)
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

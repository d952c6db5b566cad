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
    /// That of a token and of another, given by its concepts and by the sounds of its readings.
    pub(crate) fn of(
        one: &Spelling,
        concepts: impl Iterator<Item = Concept> + Clone,
        readings: impl Iterator<Item: Iterator<Item = u8> + Clone> + Clone,
    ) -> NameRelation {
        // Карим and Карима end like the two forms of a surname.
        let is_name =
            |concept: &Concept| matches!(concept.form, ConceptForm::Full | ConceptForm::Short);
        let is_shared =
            |one: Concept| concepts.clone().filter(is_name).any(|other| one.number == other.number);
        let own = || one.concepts().iter().copied();
        if are_other_names(own(), concepts.clone()) {
            NameRelation::OtherNames
        } else if own().filter(is_name).any(is_shared)
            || sound_the_same_but_for_vowels(one, readings)
        {
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
    let (one, other) = (meanings(one), meanings(other));
    let kinds_of_one = one.clone().fold(0, |kinds, (_, kind)| kinds | kind);
    let kinds_of_other = other.clone().fold(0, |kinds, (_, kind)| kinds | kind);
    let is_meaning_of_other = |number| other.clone().any(|(other, _)| other == number);
    kinds_of_one & kinds_of_other != 0
        && !one.into_iter().any(|(number, _)| is_meaning_of_other(number))
}

/// The numbers of the concepts by which two tokens may be two names, each with a bit for what it is of a name: the
/// name itself, the patronymic of a son, or that of a daughter.
fn meanings(
    concepts: impl Iterator<Item = Concept> + Clone,
) -> impl Iterator<Item = (u32, u8)> + Clone {
    const SON: u32 = 1 + Derivation::Son as u32;
    const DAUGHTER: u32 = 1 + Derivation::Daughter as u32;
    concepts.filter_map(|Concept { number, form }| {
        let is_form = matches!(form, ConceptForm::Full | ConceptForm::Short);
        match number % CONCEPTS_PER_NAME {
            kind @ (0 | SON | DAUGHTER) if is_form && number < FIRST_FATHER => {
                Some((number, 1 << kind))
            }
            _ => None,
        }
    })
}

fn sound_the_same_but_for_vowels(
    one: &Spelling,
    others: impl Iterator<Item: Iterator<Item = u8> + Clone> + Clone,
) -> bool {
    one.readings().iter().any(|one| {
        others.clone().any(|other| {
            one.sounds.ends_with('a') == (other.clone().last() == Some(b'a'))
                && same_consonants(one.sounds.bytes(), other)
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
            let (one, other) = (spelling(one), spelling(other));
            let readings = other.readings().iter().map(|reading| reading.sounds.bytes());
            let found = NameRelation::of(&one, other.concepts().iter().copied(), readings);
            assert_eq!(found, expected, "{} {}", one.text(), other.text());
        }
    }
}

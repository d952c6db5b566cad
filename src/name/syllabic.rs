//! Names that are made of syllables, by how Latin and Cyrillic letters write each: Xiaoping, Hsiao-p'ing, Сяопин.
//!
//! A syllable is the same or another one, and never nearly the same. So a token that divides into syllables has no
//! reading by them, which would be near others, but a concept: the sounds that a syllabary gives both spellings.

use super::renderings::FIRST_RENDERING;
use super::sounds::initials;
use crate::knowledge::{MAX_DIVISIONS, SyllabarySet, SyllabicToken, is_one_of_several};
use crate::spelling::{Concept, ConceptForm};
use crate::storage::hash_pair;
use crate::text::Script;

/// What a token has in common with another spelling of the same syllables, and the sounds that an initial of it may
/// have. Nothing for a token that does not divide, or for a single letter.
pub(super) fn syllabic_concepts(token: &str) -> (Vec<Concept>, Vec<u8>) {
    let (mut concepts, mut first) = (Vec::new(), Vec::new());
    let is_cyrillic = token.chars().find_map(Script::of_letter) == Some(Script::Cyrillic);
    for_each_division(token, |syllabary, sounds| {
        let form = match is_cyrillic {
            true => ConceptForm::CyrillicSyllables,
            false if is_one_of_several(syllabary) => ConceptForm::LatinSyllables,
            false => ConceptForm::Original,
        };
        concepts.push(Concept { number: number(sounds), form });
        first.extend(initials(sounds));
    });
    (concepts, first)
}

/// The syllabary by which two tokens are spellings of the same syllables.
pub(crate) fn common_syllabary(one: &str, other: &str) -> Option<&'static str> {
    let mut known: Vec<(usize, String)> = Vec::new();
    for_each_division(one, |syllabary, sounds| known.push((syllabary, sounds.to_owned())));
    let mut found = None;
    for_each_division(other, |_, sounds| {
        let common = known.iter().find(|(_, known)| known == sounds);
        found = found.or(common.map(|(syllabary, _)| *syllabary));
    });
    let mut set = SyllabarySet::default();
    set.insert(found?);
    set.names().next()
}

/// Calls `visit` with each syllabary that divides a token, and the sounds of its syllables.
fn for_each_division(token: &str, mut visit: impl FnMut(usize, &str)) {
    if token.chars().nth(1).is_none() {
        return;
    }
    let Some(token) = SyllabicToken::new(token) else { return };
    let mut sounds = String::new();
    for syllabary in token.syllabaries().iter() {
        let mut known: Vec<String> = Vec::new();
        token.divide(syllabary, |syllables| {
            sounds.clear();
            sounds.extend(syllables.iter().map(|(_, of_syllable)| *of_syllable));
            if !known.contains(&sounds) {
                visit(syllabary, &sounds);
                known.push(sounds.clone());
            }
            known.len() < MAX_DIVISIONS
        });
    }
}

/// The concept number of a sequence of syllables, among those of renderings. Saved lists contain it.
fn number(sounds: &str) -> u32 {
    hash_pair(sounds.as_bytes(), b"syllables") >> 3 | FIRST_RENDERING
}

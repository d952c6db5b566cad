//! Finds the given name that a token is a form of, and the surname that it is a gendered form of.
//!
//! The facts in `knowledge` are words. Here they are indexed by their sounds, so that any spelling of
//! a form leads to its name.

use super::compounds::standardize;
use super::fathers::{FIRST_FATHER, push_fathers, split_patronymic};
use super::readings::{Reading, read};
use super::sounds::initials;
#[cfg(feature = "submissions")]
use super::surnames::surname_ending;
use super::surnames::{MIN_SOUNDS, before_ending};
use crate::knowledge::{
    EAST_SLAVIC_LETTERS, EASTERN_LETTERS, diminutives, dropped_endings, given_names,
    patronymic_exceptions, patronymic_sounds, respect_endings, surname_endings,
};
use crate::spelling::{Concept, ConceptForm};
use crate::storage::hash_pair;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What is made of a given name. The discriminants are part of concept numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Derivation {
    SurnameOfMen,
    SurnameOfWomen,
    Son,
    Daughter,
}

impl Derivation {
    fn patronymic(is_of_daughter: bool) -> Self {
        if is_of_daughter { Derivation::Daughter } else { Derivation::Son }
    }
}

/// A given name that a sound string is a form of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct GivenName {
    /// Its row in the table.
    row: u32,
    is_short: bool,
    /// Whether the name without an ending is also a surname. Where a name has no East Slavic form,
    /// offices add and drop -ов (Раҳмон, Рахмонов).
    is_also_surname: bool,
}

/// Each given name has its own concept, and one for each [`Derivation`].
pub(super) const CONCEPTS_PER_NAME: u32 = 5;

impl GivenName {
    /// Each row has five concepts: the name, and the four [`Derivation`]s.
    fn concept(self) -> Concept {
        let form = if self.is_short { ConceptForm::Short } else { ConceptForm::Full };
        Concept { number: CONCEPTS_PER_NAME * self.row, form }
    }

    fn derived(self, derivation: Derivation, form: ConceptForm) -> Concept {
        Concept { number: CONCEPTS_PER_NAME * self.row + 1 + derivation as u32, form }
    }
}

/// The concept of the father's name that a concept is a patronymic of.
pub(super) fn father_of_patronymic(concept: &Concept) -> Option<u32> {
    let son = 1 + Derivation::Son as u32;
    let derivation = concept.number % CONCEPTS_PER_NAME;
    let is_patronymic = derivation == son || derivation == son + 1;
    let is_known = concept.form == ConceptForm::Full && concept.number < FIRST_FATHER;
    (is_patronymic && is_known).then_some(concept.number - derivation)
}

/// The tables of given names, by sound string.
#[derive(Debug, Default)]
struct SoundIndex {
    names: FxHashMap<String, Vec<GivenName>>,
    /// Patronymics whose ending does not show the father's name.
    patronymics: FxHashMap<String, Vec<Concept>>,
    /// The sounds that an initial of each row can stand for, by its forms in scripts other than Latin:
    /// offices that romanize write one of these languages.
    initials: Vec<Vec<u8>>,
}

impl SoundIndex {
    fn insert(&mut self, word: &str, name: GivenName) {
        // A Latin form belongs to a known language, so only its most common reading counts.
        let most = if word.is_ascii() { 1 } else { usize::MAX };
        let standard = standardize(word);
        // Beside an ending a compound is left as it is: Тожиддинхон.
        let words = [Some(word), standard.as_deref()].into_iter().flatten();
        for reading in words.flat_map(|word| read(word).into_iter().take(most)) {
            let names = self.names.entry(reading.sounds().to_owned()).or_default();
            if reading.sounds().len() >= MIN_SOUNDS && names.iter().all(|n| n.row != name.row) {
                names.push(name);
            }
        }
    }
}

static SOUND_INDEX: LazyLock<SoundIndex> = LazyLock::new(|| {
    let mut index = SoundIndex::default();
    let mut rows: FxHashMap<&str, u32> = FxHashMap::default();
    let mut by_form: FxHashMap<&str, GivenName> = FxHashMap::default();
    for (row, (name, forms)) in (0..).zip(given_names()) {
        rows.insert(name, row);
        let has = |letters: &[char]| forms.clone().any(|form| form.contains(letters));
        // Kazakh and Uzbek have і and ў too.
        let is_also_surname = has(&EASTERN_LETTERS) || !has(&EAST_SLAVIC_LETTERS);
        let mut row_initials = Vec::new();
        for form in forms {
            if !form.starts_with(is_latin) {
                let readings = read(form);
                let first = readings.first().map(Reading::sounds).unwrap_or_default();
                row_initials.extend(initials(first));
            }
            let name = GivenName { row, is_short: false, is_also_surname };
            by_form.entry(form).or_insert(name);
            index.insert(form, name);
        }
        row_initials.sort_unstable();
        row_initials.dedup();
        index.initials.push(row_initials);
    }
    for (diminutive, names) in diminutives() {
        for row in names.filter_map(|name| rows.get(name)) {
            let name = GivenName { row: *row, is_short: true, is_also_surname: false };
            index.insert(diminutive, name);
        }
    }
    for (patronymic, father) in patronymic_exceptions() {
        let Some(father) = by_form.get(father) else { continue };
        for reading in read(patronymic) {
            let derivation = Derivation::patronymic(reading.sounds().ends_with('a'));
            let concepts = index.patronymics.entry(reading.sounds().to_owned()).or_default();
            concepts.push(father.derived(derivation, ConceptForm::Full));
        }
    }
    index
});

/// The concept number of a surname, from the sounds of the form that men bear: a hash with the upper
/// bit set, which is above the numbers of given names. Two different surnames collide with a
/// probability of 1 in 2 billion, and then count as one.
///
/// Saved lists contain these numbers, so the hash must be the same on every machine.
fn surname_number(stem: &str, ending: &str) -> u32 {
    // Offices write the glide and the vowel of an adjective's ending in different ways.
    let ending = ending.trim_end_matches(['j', 'i', 'y']);
    hash_pair(stem.as_bytes(), ending.as_bytes()) | 1 << 31
}

/// The names in the index that become `stem` when they drop one of these endings, diminutives
/// excluded.
fn names_of_stem(stem: &str, dropped: &[&str]) -> impl Iterator<Item = GivenName> {
    let mut sounds = String::with_capacity(stem.len() + 2);
    dropped.iter().flat_map(move |ending| {
        sounds.clear();
        sounds.push_str(stem);
        sounds.push_str(ending);
        let names = SOUND_INDEX.names.get(sounds.as_str()).map_or(&[][..], Vec::as_slice);
        names.iter().copied().filter(|name| !name.is_short)
    })
}

fn is_latin(letter: char) -> bool {
    letter < '\u{370}'
}

/// The sounds that an initial of a token with these concepts may stand for in other languages: those of
/// all forms of a given name, and of the father's name in a patronymic (Н. for Мікалаеўна).
pub(super) fn initials_of_forms(concepts: &[Concept]) -> impl Iterator<Item = u8> {
    let full = concepts.iter().filter(|concept| concept.form == ConceptForm::Full);
    let rows = full.filter_map(|concept| {
        let is_surname = [Derivation::SurnameOfMen, Derivation::SurnameOfWomen]
            .iter()
            .any(|derivation| concept.number % CONCEPTS_PER_NAME == 1 + *derivation as u32);
        let row = (concept.number / CONCEPTS_PER_NAME) as usize;
        SOUND_INDEX.initials.get(row).filter(|_| !is_surname)
    });
    rows.flatten().copied()
}

/// The concepts that a token with these sound strings can be a form of, each once; where it is both a
/// full and a short form, as the full one.
pub(super) fn concepts<'a>(readings: impl Iterator<Item = &'a str> + Clone) -> Vec<Concept> {
    let mut concepts = Vec::new();
    push_fathers(readings.clone(), &mut concepts);
    for sounds in readings {
        concepts.extend(SOUND_INDEX.patronymics.get(sounds).into_iter().flatten());
        for name in SOUND_INDEX.names.get(sounds).into_iter().flatten() {
            concepts.push(name.concept());
            if !name.is_short {
                concepts.push(name.derived(Derivation::Son, ConceptForm::Father));
                concepts.push(name.derived(Derivation::Daughter, ConceptForm::Father));
            }
            if name.is_also_surname {
                concepts.push(name.derived(Derivation::SurnameOfMen, ConceptForm::Root));
                concepts.push(name.derived(Derivation::SurnameOfWomen, ConceptForm::Root));
            }
        }
        push_surnames(sounds, &mut concepts);
        push_respectful_forms(sounds, &mut concepts);
        push_patronymics(sounds, &mut concepts);
        push_roots(sounds, &mut concepts);
    }
    concepts.sort_unstable();
    concepts.dedup_by_key(|concept| concept.number);
    concepts
}

fn push_surnames(sounds: &str, concepts: &mut Vec<Concept>) {
    let dropped = &dropped_endings().in_surnames;
    for ending in surname_endings() {
        let of_men = (ending.of_men, Derivation::SurnameOfMen, ConceptForm::OfMen);
        let of_women = ending
            .of_women
            .map(|of_women| (of_women, Derivation::SurnameOfWomen, ConceptForm::OfWomen));
        for (written, derivation, form) in std::iter::once(of_men).chain(of_women) {
            let Some(stem) = before_ending(sounds, written) else { continue };
            if ending.is_derived {
                let names = names_of_stem(stem, dropped);
                concepts.extend(names.map(|name| name.derived(derivation, ConceptForm::Full)));
            }
            // Women bear the same form as men: Каримзода beside Каримова.
            if ending.is_derived && ending.of_women.is_none() {
                let (women, form) = (Derivation::SurnameOfWomen, ConceptForm::Full);
                concepts.extend(names_of_stem(stem, dropped).map(|name| name.derived(women, form)));
            }
            if ending.of_women.is_some() && stem.len() >= MIN_SOUNDS {
                concepts.push(Concept { number: surname_number(stem, ending.of_men), form });
            }
        }
    }
}

/// Алижон, Rustambek.
fn push_respectful_forms(sounds: &str, concepts: &mut Vec<Concept>) {
    for ending in respect_endings() {
        let Some(stem) = before_ending(sounds, ending) else { continue };
        let names = names_of_stem(stem, &[""]);
        for name in names {
            concepts.push(GivenName { is_short: true, ..name }.concept());
            // Beside a word for son or daughter too: Тожиддинхон ўғли.
            concepts.push(name.derived(Derivation::Son, ConceptForm::Father));
            concepts.push(name.derived(Derivation::Daughter, ConceptForm::Father));
        }
    }
}

/// Серикулы as the root of Сериков: where a father's name became a surname, the offices of one state
/// write it with a word of kinship and those of another with -ов or -ев.
fn push_roots(sounds: &str, concepts: &mut Vec<Concept>) {
    let Some((stem, _)) = split_patronymic(sounds).filter(|(_, ending)| ending.is_kinship) else {
        return;
    };
    let stems = dropped_endings().in_surnames.iter().filter_map(|end| stem.strip_suffix(end));
    for stem in stems.filter(|stem| stem.len() >= MIN_SOUNDS) {
        let derived = surname_endings().iter().filter(|ending| ending.is_derived);
        for ending in derived.filter(|ending| ending.of_women.is_some()) {
            let number = surname_number(stem, ending.of_men);
            concepts.push(Concept { number, form: ConceptForm::Root });
        }
    }
}

fn push_patronymics(sounds: &str, concepts: &mut Vec<Concept>) {
    let dropped = &dropped_endings().in_patronymics;
    for ending in patronymic_sounds() {
        let Some(stem) = before_ending(sounds, ending.sounds) else { continue };
        for is_of_daughter in [false, true] {
            if ending.is_of_daughter.is_none_or(|only| only == is_of_daughter) {
                let derivation = Derivation::patronymic(is_of_daughter);
                let names = names_of_stem(stem, dropped);
                concepts.extend(names.map(|name| name.derived(derivation, ConceptForm::Full)));
            }
        }
    }
}

/// Whether a folded token sounds like a given name, full or short.
pub(crate) fn is_given_name(token: &str) -> bool {
    read(token).into_iter().any(|reading| SOUND_INDEX.names.contains_key(reading.sounds()))
}

/// Whether sounds are a full given name that has no East Slavic form, and so may be a surname too.
pub(super) fn is_given_name_without_slavic_form(sounds: &str) -> bool {
    let names = SOUND_INDEX.names.get(sounds).map_or(&[][..], Vec::as_slice);
    names.iter().any(|name| name.is_also_surname) && names.iter().all(|name| !name.is_short)
}

/// Whether a folded token ends like many surnames and hardly any given name.
#[cfg(feature = "submissions")]
pub(crate) fn ends_like_surname(token: &str) -> bool {
    surname_ending(token, MIN_SOUNDS).is_some_and(|ending| ending.is_telling)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::patronymic_endings;

    #[test]
    fn every_spelled_patronymic_ending_is_read_as_its_sounds() {
        let mut misread = Vec::new();
        for (ending, sounds) in patronymic_endings() {
            let stem = if ending.is_ascii() || ending < "\u{400}" { "roman" } else { "роман" };
            let token = format!("{stem}{ending}");
            let readings = read(&token);
            let is_read = readings.iter().any(|reading| reading.sounds().ends_with(sounds));
            if !is_read {
                misread.push(format!("-{ending} is not read as {sounds}: {readings:?}"));
            }
        }
        assert!(misread.is_empty(), "{}", misread.join("\n"));
    }
}

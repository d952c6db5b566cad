//! A token as the vocabulary sees it: its text, its readings as sound strings with their class strings,
//! the sounds of its initial, and the concepts that it is a form of.
//!
//! `name/` makes spellings, `vocabulary/` indexes and compares them. This module lies below both and
//! uses neither. Short texts and a few of everything lie in the spelling itself; only what is longer is allocated.

use bytemuck::Contiguous;
use smallvec::{Array, SmallVec};
use smol_str::SmolStr;

/// A token with everything that similar tokens are found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    text: SmolStr,
    readings: SmallVec<[SoundString; 2]>,
    initials: SmallVec<[u8; 7]>,
    concepts: SmallVec<[Concept; 2]>,
}

/// A reading: a string of sounds, and the class string that is left of it without cheap differences.
/// Sounds are ASCII letters (`name/sounds.rs`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SoundString {
    pub(crate) sounds: SmolStr,
    pub(crate) class: SmolStr,
}

/// What several tokens may be forms of, such as a given name in all languages, by its number; and which
/// form of it a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Concept {
    pub(crate) number: u32,
    pub(crate) form: ConceptForm,
}

/// Which form of a concept a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Contiguous)]
#[repr(u8)]
pub(crate) enum ConceptForm {
    /// The full form in some language.
    Full,
    /// A diminutive or a short form.
    Short,
    /// The name that a surname is derived from, as a surname itself.
    Root,
    /// The father's name that a patronymic is derived from.
    Father,
    /// The form of a surname that men have.
    OfMen,
    /// The form of a surname that women have.
    OfWomen,
    /// The patronymic that a son has of the father's name.
    OfSon,
    /// The patronymic that a daughter has of the father's name.
    OfDaughter,
    /// The patronymic that a son or a daughter has of the father's name (-зода).
    OfChild,
    /// A name in Latin letters, as it is rendered in Cyrillic, or by the only system of its syllables.
    Original,
    /// A name in Cyrillic letters, which may render one in Latin letters.
    Rendering,
    /// A name made of syllables, in Latin letters by one of several systems.
    LatinSyllables,
    /// A name made of syllables, in Cyrillic letters.
    CyrillicSyllables,
    /// A surname, as heard, without the ending -ов or -ев that another state adds.
    BareSurname,
    /// The same surname with that ending, of a man or a woman.
    RussianSurname,
    /// The beginning of a given name, by which the name may be written short.
    Beginning,
    /// A given name that begins so.
    Unabbreviated,
    /// A known name, of which another token may be a misreading.
    WellRead,
    /// A token that is no known name, and looks like one.
    Misread,
}

impl ConceptForm {
    /// Whether it agrees with one form and with no other.
    pub(crate) fn agrees_with_one_form(self) -> bool {
        use ConceptForm::*;
        matches!(
            self,
            Original
                | Rendering
                | LatinSyllables
                | CyrillicSyllables
                | BareSurname
                | RussianSurname
                | Beginning
                | Unabbreviated
                | WellRead
                | Misread
        )
    }
}

impl Spelling {
    /// A token with its readings, each once and the most usual first, and the sounds that an initial of
    /// it may stand for.
    pub(crate) fn new(
        text: &str,
        readings: impl IntoIterator<Item = SoundString>,
        initials: impl IntoIterator<Item = u8>,
        concepts: impl IntoIterator<Item = Concept>,
    ) -> Self {
        let mut initials: SmallVec<_> = initials.into_iter().collect();
        initials.sort_unstable();
        initials.dedup();
        Spelling {
            text: text.into(),
            readings: readings.into_iter().collect(),
            initials,
            concepts: concepts.into_iter().collect(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The sounds of the first reading, and the text.
    pub(crate) fn sound_and_text(&self) -> (&str, &str) {
        (self.readings.first().map_or("", |reading| &reading.sounds), &self.text)
    }

    /// The readings, each once, the most usual first.
    pub(crate) fn readings(&self) -> &[SoundString] {
        &self.readings
    }

    /// The sounds of the most usual reading.
    pub(crate) fn usual_reading(&self) -> Option<&str> {
        self.readings.first().map(|reading| &*reading.sounds)
    }

    /// The size of its allocations in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let strings = self.readings.iter().flat_map(|reading| [&reading.sounds, &reading.class]);
        strings.chain([&self.text]).map(allocated_bytes).sum::<usize>()
            + spilled_bytes(&self.readings)
            + spilled_bytes(&self.initials)
            + spilled_bytes(&self.concepts)
    }

    /// The sounds that an initial of the token may stand for, each once.
    pub(crate) fn initials(&self) -> &[u8] {
        &self.initials
    }

    /// What the token is a form of.
    pub(crate) fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// Whether it is a single letter, which may abbreviate a longer token.
    pub(crate) fn is_initial(&self) -> bool {
        self.text.chars().nth(1).is_none()
    }

    /// The number of sounds of the longest reading; without readings, the number of letters.
    pub(crate) fn sound_count(&self) -> usize {
        let longest = self.readings.iter().map(|reading| reading.sounds.len()).max();
        longest.unwrap_or_else(|| self.text.chars().count())
    }
}

/// The size of what a string has allocated: nothing up to 23 bytes.
pub(crate) fn allocated_bytes(string: &SmolStr) -> usize {
    if string.is_heap_allocated() { string.len() } else { 0 }
}

/// The size of what a small vector has allocated.
pub(crate) fn spilled_bytes<A: Array>(items: &SmallVec<A>) -> usize {
    if items.spilled() { items.capacity() * size_of::<A::Item>() } else { 0 }
}

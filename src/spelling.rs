//! A token as the vocabulary sees it: its text, the sound strings that it may be read as with their
//! class strings, the sounds of its initial, and the concepts that it is a form of.
//!
//! `name/` makes spellings and `vocabulary/` indexes and compares them. This module lies below both and
//! uses neither.

/// A token with all that similar tokens are found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    text: Box<str>,
    /// Each sound string once, most usual first.
    readings: Box<[SoundString]>,
    /// The sounds that an initial of the token may stand for, each once.
    initials: Box<[u8]>,
    /// What the token is a form of.
    concepts: Box<[Concept]>,
}

/// A string of sounds, and the class string that it is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SoundString {
    pub(crate) sounds: Box<str>,
    pub(crate) class: Box<str>,
}

/// Something that several tokens may be forms of, and how this one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Concept {
    pub(crate) number: u32,
    pub(crate) form: ConceptForm,
}

/// How a token is a form of a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ConceptForm {
    /// In full, in some language.
    Full,
    /// As a diminutive or a short form.
    Short,
    /// As the name that a surname is made of, borne as a surname itself.
    Root,
    /// As the father's name, of which a patronymic is made.
    Father,
    /// As the form of a surname that men bear, and that women do.
    OfMen,
    OfWomen,
}

impl Spelling {
    pub(crate) fn new(
        text: &str,
        readings: Vec<SoundString>,
        mut initials: Vec<u8>,
        concepts: Vec<Concept>,
    ) -> Self {
        initials.sort_unstable();
        initials.dedup();
        Spelling {
            text: text.into(),
            readings: readings.into(),
            initials: initials.into(),
            concepts: concepts.into(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The sounds of the first reading, and the text.
    pub(crate) fn sound_and_text(&self) -> (&str, &str) {
        (self.readings.first().map_or("", |reading| &reading.sounds), &self.text)
    }

    pub(crate) fn readings(&self) -> &[SoundString] {
        &self.readings
    }

    /// Whether it is known what it sounds like.
    pub(crate) fn has_readings(&self) -> bool {
        !self.readings.is_empty()
    }

    /// How many bytes it takes beside itself.
    pub(crate) fn bytes(&self) -> usize {
        let strings =
            self.readings.iter().map(|reading| reading.sounds.len() + reading.class.len());
        self.text.len()
            + size_of_val(&*self.readings)
            + strings.sum::<usize>()
            + size_of_val(&*self.initials)
            + size_of_val(&*self.concepts)
    }

    pub(crate) fn initials(&self) -> &[u8] {
        &self.initials
    }

    pub(crate) fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// A single letter, which may abbreviate a longer token.
    pub(crate) fn is_initial(&self) -> bool {
        self.text.chars().nth(1).is_none()
    }

    /// Sounds in the longest reading; letters where the script has no readings.
    pub(crate) fn sounds(&self) -> usize {
        let longest = self.readings.iter().map(|reading| reading.sounds.len()).max();
        longest.unwrap_or_else(|| self.text.chars().count())
    }
}

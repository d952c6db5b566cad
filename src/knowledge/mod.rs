//! Facts about writing and naming: tables with their source, and typed views of them.
//!
//! This module states facts and never weighs them: no bits, no probabilities. `README.md` in this
//! folder explains the tables to those who maintain them.

mod background;
mod character_references;
mod compounds;
mod countries;
mod declension;
mod encodings;
mod look_alikes;
mod names;
mod orthography;
mod placeholders;
mod romanization;
mod suffixes;
mod syllables;
mod tables;
mod word_map;
mod words;

pub(crate) use background::background;
pub(crate) use character_references::named_character;
pub(crate) use compounds::{
    CompoundPart, JOINED_SERVANTS, JoinedServant, compound_ending, compound_part,
    ends_unlike_arabic, is_article_root, is_consecrated, is_frequent_syllabic_surname,
    is_syllabic_surname, joined_names, kunya,
};
pub(crate) use countries::{CountrySet, Nationality, are_related, read_nationality};
pub(crate) use declension::{
    CaseSet, DeclensionClass, DeclinedEnding, declined_endings, undeclined_cases,
};
pub(crate) use encodings::{CodePage, KeyboardLayout, code_pages, keyboard_layouts};
pub(crate) use look_alikes::{LookAlikeKind, look_alikes};
#[cfg(test)]
pub(crate) use names::patronymic_endings;
pub(crate) use names::{
    EAST_SLAVIC_LETTERS, EASTERN_LETTERS, PatronymicSounds, StemKind, SurnameEnding, abbreviations,
    diminutives, dropped_endings, given_name_forms, given_names, has_joined_kinship,
    has_known_father, has_patronymic_ending, patronymic_exceptions, patronymic_sounds,
    respect_endings, surname_endings, surname_stems,
};
pub(crate) use orthography::{EncodedToken, Orthography, OrthographySet};
pub(crate) use placeholders::{Placeholder, PlaceholderKind, placeholders};
pub(crate) use romanization::romanized_letters;
pub use romanization::{System, Systems, deromanize, romanize};
pub(crate) use syllables::{MAX_DIVISIONS, SyllabarySet, SyllabicToken, is_one_of_several};
pub(crate) use words::{
    Kinship, announces_former_name, before_kinship, is_particle, kinship, may_be_title,
};

use tables::{ORTHOGRAPHY_TABLES, SYLLABARY_TABLES, WORD_TABLES};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A hash of everything that names are read by: of all tables, and of `code`, which the caller
/// changes with the code.
pub(crate) fn fingerprint(code: u64) -> u64 {
    let tables = WORD_TABLES.iter().chain(ORTHOGRAPHY_TABLES).chain(SYLLABARY_TABLES);
    tables.fold(code, |seed, table| xxh3_64_with_seed(table.as_bytes(), seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_depends_on_the_code() {
        assert_ne!(fingerprint(1), fingerprint(2));
    }
}

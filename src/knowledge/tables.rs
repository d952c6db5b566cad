//! The text of every table that names are read by, and the format of tables of words.

/// Declares a constant for each table, and [`WORD_TABLES`], the list of all.
macro_rules! word_tables {
    ($($table:ident = $file:literal,)*) => {
        $(pub(super) const $table: &str = include_str!($file);)*

        /// The tables that tokens, roles and relations between names follow from.
        pub(super) const WORD_TABLES: &[&str] = &[$($table,)*];
    };
}

word_tables! {
    ABBREVIATIONS = "abbreviations.tsv",
    BACKGROUND = "background.tsv",
    CHARACTER_REFERENCES = "character_references.tsv",
    CODE_PAGES = "code_pages.tsv",
    COMPOUNDS = "compounds.tsv",
    COUNTRIES = "countries.tsv",
    DECLENSION = "declension.tsv",
    DIMINUTIVES = "diminutives.tsv",
    DROPPED_ENDINGS = "dropped_endings.tsv",
    FORMER = "former.tsv",
    GIVEN_NAMES = "given_names.tsv",
    HONORIFICS = "honorifics.tsv",
    KEYBOARD_LAYOUTS = "keyboard_layouts.tsv",
    KINSHIP = "kinship.tsv",
    LOOK_ALIKES = "look_alikes.tsv",
    PARTICLES = "particles.tsv",
    PATRONYMICS = "patronymics.tsv",
    PATRONYMIC_EXCEPTIONS = "patronymic_exceptions.tsv",
    PLACEHOLDERS = "placeholders.tsv",
    RESPECT_ENDINGS = "respect_endings.tsv",
    SURNAME_ENDINGS = "surname_endings.tsv",
    SURNAME_STEMS = "surname_stems.tsv",
    SYLLABIC_SURNAMES = "syllabic_surnames.tsv",
}

macro_rules! orthography_tables {
    ($($name:literal,)*) => {
        /// The orthographies, in the order in which a reader would try them: the most common
        /// first. A test fails where a file of the folder is missing here.
        pub(super) const ORTHOGRAPHY_TABLES: &[&str] =
            &[$(include_str!(concat!("orthography/", $name, ".tsv")),)*];
    };
}

orthography_tables! {
    "russian",
    "russian_ye",
    "russian_plain",
    "ukrainian",
    "ukrainian_patronymics",
    "belarusian",
    "belarusian_akanne",
    "uzbek",
    "bashkir",
    "bulgarian",
    "english",
    "belarusian_latin",
    "belarusian_latin_akanne",
    "lacinka",
    "slavic_plain",
    "ukrainian_patronymics_latin",
    "baltic",
    "azerbaijani_a",
    "azerbaijani_e",
    "uzbek_latin",
    "scholarly",
    "german",
    "french",
    "armenian_latin",
    "polish",
    "polish_names",
    "south_slavic_english",
    "south_slavic_plain",
    "turkic",
    "romanian",
    "french_names",
    "english_vowels",
    "german_sch",
    "german_names",
    "swedish",
    "swedish_sh",
    "dutch",
    "hungarian",
    "spanish",
    "italian",
    "russian_mrz",
    "rendered_english",
    "rendered_french",
    "rendered_german",
    "rendered_spanish",
    "rendered_italian",
    "rendered_latin",
    "rendered_turkish",
    "armenian",
    "armenian_russian",
    "georgian",
}

macro_rules! syllabary_tables {
    ($($name:literal,)*) => {
        /// The syllabaries, the most usual first. A test fails where a file of the folder is missing here.
        pub(super) const SYLLABARY_TABLES: &[&str] =
            &[$(include_str!(concat!("syllables/", $name, ".tsv")),)*];
    };
}

syllabary_tables! {
    "pinyin",
    "wade_giles",
    "korean_usual",
    "revised_romanization",
    "mccune_reischauer",
    "hepburn",
    "vietnamese",
}

/// The rows of a table of words: the lines that are not empty and do not start with `#`, split into
/// cells at tabs.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| line.split('\t').collect())
}

/// The first cell of each row.
pub(super) fn first_cells(table: &'static str) -> impl Iterator<Item = &'static str> {
    rows(table).map(|row| row[0]).filter(|cell| !cell.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_table_of_the_folders_is_in_use() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge");
        for (folder, tables, list) in [
            (folder.clone(), WORD_TABLES, "word_tables!"),
            (folder.join("orthography"), ORTHOGRAPHY_TABLES, "orthography_tables!"),
            (folder.join("syllables"), SYLLABARY_TABLES, "syllabary_tables!"),
        ] {
            let mut files = 0;
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "tsv") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    let path = path.display();
                    assert!(
                        tables.contains(&&*text),
                        "add {path} to {list} in knowledge/tables.rs"
                    );
                    files += 1;
                }
            }
            assert_eq!(files, tables.len(), "{list} lists a table twice");
        }
    }

    #[test]
    fn every_table_of_words_states_what_it_holds_and_its_source() {
        for table in WORD_TABLES {
            let states = |fact: &str| table.lines().any(|line| line.starts_with(fact));
            for fact in ["# name: ", "# columns: ", "# source: ", "# example: "] {
                let first = table.lines().next().unwrap_or_default();
                assert!(states(fact), "the table {first:?} has no line {fact:?}");
            }
        }
    }

    #[test]
    fn cells_have_no_surrounding_space() {
        for table in WORD_TABLES {
            for cell in rows(table).flatten() {
                assert_eq!(cell, cell.trim());
            }
        }
    }
}

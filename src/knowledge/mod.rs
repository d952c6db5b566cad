//! Facts about writing and naming: tables with their authority, and typed views of them.
//!
//! This room states and never weighs: no bits, no probabilities, no preference between facts.

mod compounds;
mod names;
mod orthography;
mod romanization;

pub(crate) use compounds::{
    CompoundPart, compound_ending, compound_part, is_consecrated, is_syllabic_surname,
};
pub(crate) use names::{
    Kinship, announces_former_name, before_kinship, diminutives, given_names, has_known_father,
    has_patronymic_ending, is_particle, kinship, patronymic_exceptions,
};
pub(crate) use orthography::{EncodedToken, Orthography, OrthographySet};
pub use romanization::{System, Systems, deromanize, romanize};

/// The tables that tokens, roles, readings and concepts follow from, beside the orthographies.
const TABLES: [&str; 10] = [
    include_str!("compounds.tsv"),
    include_str!("diminutives.tsv"),
    include_str!("former.tsv"),
    include_str!("given_names.tsv"),
    include_str!("honorifics.tsv"),
    include_str!("kinship.tsv"),
    include_str!("particles.tsv"),
    include_str!("patronymic_exceptions.tsv"),
    include_str!("patronymics.tsv"),
    include_str!("syllabic_surnames.tsv"),
];

/// A number for all that names are read by: another one where any table or `code` is another.
pub(crate) fn fingerprint(code: u64) -> u64 {
    let tables = TABLES.iter().chain(orthography::SOURCES);
    tables.fold(code, |seed, table| xxhash_rust::xxh3::xxh3_64_with_seed(table.as_bytes(), seed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_fingerprint_covers_every_table_that_names_are_read_by() {
        let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge");
        for folder in [room.clone(), room.join("orthography")] {
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "tsv") {
                    let table = std::fs::read_to_string(&path).unwrap();
                    let mut tables = TABLES.iter().chain(orthography::SOURCES);
                    assert!(tables.any(|known| *known == table), "{}", path.display());
                }
            }
        }
        assert_ne!(fingerprint(1), fingerprint(2));
    }
}

//! Facts about writing and naming: tables with their authority, and typed views of them.
//!
//! This room states and never weighs: no bits, no probabilities, no preference between facts.

mod compounds;
mod names;
mod orthography;
mod romanization;

pub(crate) use compounds::{
    Part, compound_ending, compound_part, is_consecrated, is_syllabic_surname,
};
pub(crate) use names::{
    Kinship, announces_former_name, before_kinship, diminutives, given_names, has_known_father,
    has_patronymic_ending, is_particle, kinship, patronymic_exceptions,
};
pub(crate) use orthography::{Letters, Orthographies, Orthography};
pub use romanization::{System, Systems, deromanize, romanize};

//! Facts about writing and naming: tables with their authority, and typed views of them.
//!
//! This room states and never weighs: no bits, no probabilities, no preference between facts.

mod names;
mod orthography;
mod romanization;

pub(crate) use names::{
    before_kinship, diminutives, given_names, has_patronymic_ending, is_particle,
};
pub(crate) use orthography::{Letters, Orthographies, Orthography};
pub use romanization::{System, Systems, deromanize, romanize};

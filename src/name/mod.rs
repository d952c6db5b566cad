//! Turns a [`PersonName`](crate::PersonName) as it was written into a [`Name`]: tokens with roles
//! and readings.
//!
//! This module uses characters (`text`) and facts (`knowledge`). It never compares two names and
//! never scores.

mod abbreviations;
mod background;
mod compounds;
mod concepts;
mod declension;
mod escapes;
mod fathers;
mod fillers;
mod garbled;
mod grammar;
mod initials;
mod joined_initials;
mod key;
mod known_names;
mod lost_letters;
mod misread;
mod mrz;
mod normalizer;
mod placeholders;
mod readings;
mod relation;
mod renderings;
mod sounds;
mod spellings;
mod stems;
mod surnames;
mod syllabic;
#[cfg(test)]
mod testing;
mod tokens;

pub(crate) use crate::knowledge::is_syllabic_surname;
pub(crate) use background::{BackgroundFrequency, background_frequency};
#[cfg(feature = "submissions")]
pub(crate) use concepts::ends_like_surname;
#[cfg(feature = "persons")]
pub(crate) use concepts::is_given_name;
pub use key::Key;
pub use normalizer::Normalizer;
pub(crate) use normalizer::normalized;
pub use readings::{Reading, Readings};
pub(crate) use readings::{read, reading_limit};
pub(crate) use relation::{NameRelation, are_other_names};
pub(crate) use renderings::rendering_orthography;
pub(crate) use spellings::spelling;
pub(crate) use syllabic::common_syllabary;
pub use tokens::{Name, Role, Token, Tokens};

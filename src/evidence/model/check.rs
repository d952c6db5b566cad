//! What must hold for a model before anything is weighed with it: ranges, and the relations between
//! weights that make the upper bounds of the search correct.
//!
//! May use: the files of `model`. Runs once for each model that is read.

use super::Model;
use super::declare::{DeclaredWeight, WeightRange};
use super::sounds::is_sound;
use crate::error::{Error, ErrorKind};
use std::fmt::Display;

/// Contradictions, each with the omissions that it may stand in place of. A contradicted token must not weigh
/// more than an omitted one: the search takes the weight of a token without a counterpart as the least
/// that it can weigh. An initial may stand for a patronymic.
pub(in crate::evidence) const CONTRADICTIONS: [(&str, &[&str]); 3] = [
    ("names.contradicted", &["names.extra_in_entry", "names.omitted_minor"]),
    (
        "names.contradicted_initial",
        &["names.extra_in_entry", "names.omitted_minor", "names.omitted_patronymic"],
    ),
    ("names.contradicted_patronymic", &["names.omitted_patronymic"]),
];

impl Model {
    /// Checks all weights. The error states the path of the first one that is wrong.
    pub(in crate::evidence) fn check(&self) -> Result<(), Error> {
        self.declared().into_iter().try_for_each(check_range)?;
        self.check_contradictions()?;
        self.check_sound_pairs()
    }

    fn check_contradictions(&self) -> Result<(), Error> {
        for (path, others) in CONTRADICTIONS {
            let weight = |path: &str| self.weight(path).unwrap_or_default();
            let contradicted = weight(path);
            if others.iter().any(|omitted| contradicted > weight(omitted)) {
                let what = "a contradiction that weighs more than an omission";
                let expected = "at most the weight of the same token if it is omitted";
                return Err(invalid(path, what, contradicted, expected));
            }
        }
        Ok(())
    }

    fn check_sound_pairs(&self) -> Result<(), Error> {
        for (one, other, cost) in &self.sounds.pairs {
            if !WeightRange::AtLeastZero.contains((*cost).into()) {
                return Err(out_of_range("sounds.pairs", *cost, WeightRange::AtLeastZero));
            }
            if !is_sound(*one) || !(*other == '-' || is_sound(*other)) || one == other {
                let expected = "two different sounds of readings, or a sound and '-'";
                let pair = format!("{one} {other}");
                return Err(invalid("sounds.pairs", "not two sounds", pair, expected));
            }
        }
        Ok(())
    }
}

fn check_range(weight: DeclaredWeight) -> Result<(), Error> {
    match weight.range.contains(weight.value) {
        true => Ok(()),
        false => Err(out_of_range(weight.path, weight.value, weight.range)),
    }
}

fn out_of_range(path: &str, value: impl Display, range: WeightRange) -> Error {
    invalid(path, "a weight out of range", value, range.expected())
}

pub(super) fn invalid(
    path: &str,
    what: &str,
    value: impl Display,
    expected: &'static str,
) -> Error {
    let error = Error::new(ErrorKind::InvalidValue, what).in_field(path);
    error.with_value(&value.to_string()).expecting(expected)
}

//! The sex of a record as a position in arrays of what each sex weighs.

use crate::record::Sex;

/// How many positions there are.
pub(crate) const SEX_POSITIONS: usize = 3;

/// The position of a sex in an array; 0 if it is not stated.
pub(crate) fn sex_position(sex: Option<Sex>) -> usize {
    match sex {
        Some(Sex::Female) => 1,
        Some(Sex::Male) => 2,
        Some(Sex::Unspecified) | None => 0,
    }
}

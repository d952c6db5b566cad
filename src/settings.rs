//! Settings that are read from JSON or another format of serde: an error says in which field it is.
//!
//! A misspelled setting must not be taken for a missing one. So the types that state settings refuse fields that they
//! do not know, by serde's `deny_unknown_fields`, and values that their builders refuse; and all of them are read
//! through [`read`].

use serde::de::{Deserializer, Error};
use serde_path_to_error::{Deserializer as PathDeserializer, Track};

/// Reads a setting by its fields. The error begins with the path of the field that it is in:
/// `threshold.probability: "2": not a probability; expected a number above 0 and below 1`.
pub(crate) fn read<'de, T, D: Deserializer<'de>>(
    from: D,
    fields: impl FnOnce(PathDeserializer<'_, '_, D>) -> Result<T, D::Error>,
) -> Result<T, D::Error> {
    let mut track = Track::new();
    fields(PathDeserializer::new(from, &mut track)).map_err(|error| match track.path() {
        path if path.iter().next().is_none() => error,
        path => D::Error::custom(format_args!("{path}: {error}")),
    })
}

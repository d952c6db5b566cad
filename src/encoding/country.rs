//! A nationality as an id.

use bytemuck::{Pod, Zeroable};

/// The id of a stated nationality, and whether it was stated as a code or as a name.
///
/// "RU", "RUS" and "Russia" have three different ids. Only two values in the same form can
/// contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct EncodedCountry(u32);

/// The bits of the form, below those of the id.
const FORM_BITS: u32 = 2;
const FORM: u32 = (1 << FORM_BITS) - 1;

impl EncodedCountry {
    /// The number of distinct ids. A list uses at most half of them, so the id of an unknown text,
    /// whose upper bits are cut off here, never equals that of a country of the list.
    pub(crate) const MAX_IDS: usize = 1 << (u32::BITS - FORM_BITS);

    /// `form` is 2 or 3 for a code of that many letters, 0 for a name.
    pub(super) fn new(id: u32, form: u32) -> Self {
        EncodedCountry(id << FORM_BITS | form)
    }

    /// The same form with another id.
    pub(super) fn with_id(self, id: u32) -> Self {
        EncodedCountry::new(id, self.0 & FORM)
    }

    pub(crate) fn id(self) -> u32 {
        self.0 >> FORM_BITS
    }

    /// Whether both are codes of the same length, or both are names.
    pub(crate) fn has_form_of(self, other: EncodedCountry) -> bool {
        self.0 & FORM == other.0 & FORM
    }
}

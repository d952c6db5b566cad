//! A birth date as a sort key.

use crate::record::PartialDate;
use bytemuck::{Pod, Zeroable};

/// The sort key of a birth date, or a marker for none or several.
///
/// The markers sort below all dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct DateKey(u32);

impl DateKey {
    /// The record states no birth date.
    pub(crate) const NONE: DateKey = DateKey(0);
    /// The record states several birth dates, which are stored elsewhere.
    pub(crate) const SEVERAL: DateKey = DateKey(1);

    /// The key of a record's only date, or the marker for none or several.
    pub(crate) fn of(birth_dates: &[PartialDate]) -> Self {
        match birth_dates {
            [] => DateKey::NONE,
            [date] => (*date).into(),
            _ => DateKey::SEVERAL,
        }
    }

    pub(crate) fn key(self) -> u32 {
        self.0
    }

    /// The date; not defined for the two markers.
    pub(crate) fn date(self) -> PartialDate {
        PartialDate::from_key(self.0)
    }
}

impl From<PartialDate> for DateKey {
    fn from(date: PartialDate) -> Self {
        DateKey(date.key())
    }
}

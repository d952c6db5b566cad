//! A nationality as the country or countries that it can mean.

use crate::knowledge::{CountrySet, Nationality, are_related, read_nationality};
use crate::record::Record;
use bytemuck::{Pod, Zeroable};

/// What a stated nationality means: the numbers of one country or two, and whether it names a people.
/// Zero where it names no country. RU, RUS, 643 and Россия are one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct EncodedCountry(u32);

// From the lowest bit: two numbers of 15 bits, and a flag for a people.
const NUMBER_BITS: u32 = 15;
const NUMBER: u32 = (1 << NUMBER_BITS) - 1;
const PEOPLE: u32 = 1 << (2 * NUMBER_BITS);

impl EncodedCountry {
    /// Reads a statement. One that names no country is silent.
    pub(crate) fn read(text: &str) -> Self {
        match read_nationality(text) {
            Nationality::Of(CountrySet { numbers: [first, second], is_people }) => {
                let people = if is_people { PEOPLE } else { 0 };
                EncodedCountry(u32::from(first) | u32::from(second) << NUMBER_BITS | people)
            }
            Nationality::NoCountry | Nationality::NotUnderstood => EncodedCountry(0),
        }
    }

    /// The numbers of the countries.
    fn numbers(self) -> impl Iterator<Item = u16> {
        let numbers = [self.0 & NUMBER, self.0 >> NUMBER_BITS & NUMBER];
        numbers.into_iter().filter(|number| *number > 0).map(|number| number as u16)
    }

    /// Whether both can mean the same country. Symmetric.
    pub(crate) fn agrees_with(self, other: EncodedCountry) -> bool {
        self.numbers().any(|one| other.numbers().any(|other| one == other))
    }

    /// Whether it can contradict anything: it names a country, and not a people.
    pub(crate) fn can_contradict(self) -> bool {
        self.0 & NUMBER != 0 && self.0 & PEOPLE == 0
    }

    /// Whether some country of one is, succeeded or belongs to one of the other. Symmetric.
    pub(crate) fn is_compatible_with(self, other: EncodedCountry) -> bool {
        let are_compatible = |one, other| one == other || are_related(one, other);
        self.numbers().any(|one| other.numbers().any(|other| are_compatible(one, other)))
    }
}

/// The nationalities of a record, one for each that it states.
pub(super) fn countries(record: &Record) -> impl Iterator<Item = EncodedCountry> {
    record.nationalities().iter().map(|text| EncodedCountry::read(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_agree_contradict_or_are_silent_both_ways() {
        for (one, other, agrees, contradicts) in [
            ("RU", "Россия", true, false),
            ("643", "гражданин РФ", true, false),
            ("Islamic Republic of Iran", "Iran", true, false),
            ("Russia", "Ukraine", false, true),
            ("USSR", "СССР", true, false),
            ("USSR", "Russia", false, false),
            ("USSR", "Afghanistan", false, true),
            ("Korea", "KP", true, false),
            ("Korea", "JP", false, true),
            ("CS", "Чехия", false, false),
            ("узбек", "UZ", true, false),
            ("узбек", "KG", false, false),
            ("HKG", "CHN", false, false),
            ("stateless", "stateless", false, false),
            ("stateless", "RU", false, false),
            ("Atlantis", "Atlantis", false, false),
            ("", "RU", false, false),
        ] {
            let (one, other) = (EncodedCountry::read(one), EncodedCountry::read(other));
            for (one, other) in [(one, other), (other, one)] {
                assert_eq!(one.agrees_with(other), agrees, "{one:?} {other:?}");
                let can = one.can_contradict() && other.can_contradict();
                let found = can && !one.is_compatible_with(other);
                assert_eq!(found, contradicts, "{one:?} {other:?}");
            }
        }
    }
}

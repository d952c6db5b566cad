//! The variables of a comparison pattern, and the levels that each may have.
//!
//! May use: items of evidence. Compares nothing and estimates nothing.

use super::em::UNSEEN;
use crate::evidence::bits::Bits;
use crate::evidence::item::{Field, Level};

/// What may be drawn for a pair. A field and the band of names are drawn at most once, the others once for
/// each token of the two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Variable {
    /// The weight of the names, in bands.
    NameBand,
    BirthDate,
    Sex,
    Nationality,
    BirthPlace,
    Document,
    /// Two names that stand for each other: they agree, or contradict.
    Names,
    /// The same for patronymics of the entry.
    Patronymics,
    /// The same where a side has an initial.
    Initials,
    /// A name of the entry: whether it has a counterpart. In full, and no patronymic.
    EntryNames,
    /// The same for a name of the record.
    RecordNames,
    /// The same for a patronymic of either side.
    PatronymicsOfEither,
    /// The same for a particle or an initial of either side.
    MinorOfEither,
}

/// All variables, in the order of their numbers.
pub(super) const VARIABLES: [Variable; 13] = [
    Variable::NameBand,
    Variable::BirthDate,
    Variable::Sex,
    Variable::Nationality,
    Variable::BirthPlace,
    Variable::Document,
    Variable::Names,
    Variable::Patronymics,
    Variable::Initials,
    Variable::EntryNames,
    Variable::RecordNames,
    Variable::PatronymicsOfEither,
    Variable::MinorOfEither,
];

/// Fields, in the order in which they are reported.
pub(super) const FIELDS: [Variable; 5] = [
    Variable::BirthDate,
    Variable::Sex,
    Variable::Nationality,
    Variable::BirthPlace,
    Variable::Document,
];

/// The levels of two tokens that stand for each other.
const TOKEN_LEVELS: [Level; 12] = [
    Level::Identical,
    Level::SameReading,
    Level::NearReading,
    Level::SimilarReading,
    Level::OtherName,
    Level::NationalForm,
    Level::Diminutive,
    Level::Russified,
    Level::Gendered,
    Level::Initial,
    Level::Joined,
    Level::Contradicted,
];

/// Whether a token has a counterpart: the first level stands for any agreement or contradiction.
const COUNTERPART_LEVELS: [Level; 2] = [Level::Identical, Level::Omitted];

/// A band of values in bits: so many bands of this width, from this one on. What is below counts as the first,
/// what is above as the last.
#[derive(Clone, Copy)]
pub(super) struct Bands {
    from: f64,
    width: f64,
    count: usize,
}

/// The bands of the weight of a name.
pub(super) const NAME_BANDS: Bands = Bands { from: -12.0, width: 3.0, count: 20 };
/// The bands of what tokens that agree weigh without the costs that are fitted.
pub(super) const TOKEN_BANDS: Bands = Bands { from: -4.0, width: 1.0, count: 28 };

impl Bands {
    /// The number of a band.
    pub(super) fn number(self, bits: Bits) -> u16 {
        let band = ((bits.as_f64() - self.from) / self.width).floor();
        // There are few bands, so the cast loses nothing.
        band.clamp(0.0, (self.count - 1) as f64) as u16
    }

    /// The middle of a band, in bits.
    pub(super) fn middle(self, number: usize) -> f64 {
        self.from + (number as f64 + 0.5) * self.width
    }
}

impl Variable {
    pub(super) fn number(self) -> usize {
        self as usize
    }

    /// The variable of a field; that of names is their band.
    pub(super) fn of_field(field: Field) -> Self {
        match field {
            Field::Name => Variable::NameBand,
            Field::BirthDate => Variable::BirthDate,
            Field::Sex => Variable::Sex,
            Field::Nationality => Variable::Nationality,
            Field::BirthPlace => Variable::BirthPlace,
            Field::Document => Variable::Document,
        }
    }

    /// The field that it is a variable of.
    pub(super) fn field(self) -> Field {
        match self {
            Variable::BirthDate => Field::BirthDate,
            Variable::Sex => Field::Sex,
            Variable::Nationality => Field::Nationality,
            Variable::BirthPlace => Field::BirthPlace,
            Variable::Document => Field::Document,
            _ => Field::Name,
        }
    }

    /// Its levels. Those of tokens are divided into bands.
    pub(super) fn levels(self) -> &'static [Level] {
        match self {
            Variable::NameBand => &[],
            Variable::BirthDate => &[
                Level::SameDay,
                Level::SameNewYear,
                Level::SameFirstOfMonth,
                Level::SameMonth,
                Level::SameYear,
                Level::DayMonthSwapped,
                Level::YearOffByOne,
                Level::OneSlip,
                Level::OtherDaySameYear,
                Level::Contradicted,
            ],
            Variable::Document => {
                &[Level::Same, Level::OneDigitOff, Level::CheckedSlip, Level::Contradicted]
            }
            Variable::Sex | Variable::Nationality | Variable::BirthPlace => {
                &[Level::Same, Level::Contradicted]
            }
            Variable::Names | Variable::Patronymics | Variable::Initials => &TOKEN_LEVELS,
            _ => &COUNTERPART_LEVELS,
        }
    }

    /// The number of bands that each of its levels is divided into.
    pub(super) fn bands(self) -> usize {
        match self {
            Variable::Names | Variable::Patronymics | Variable::Initials => TOKEN_BANDS.count,
            _ => 1,
        }
    }

    /// How many levels a pattern may have of it, bands counted.
    pub(super) fn level_count(self) -> usize {
        if self == Variable::NameBand {
            NAME_BANDS.count
        } else {
            self.levels().len() * self.bands()
        }
    }

    /// What each level starts with: half an observation, divided among its bands.
    pub(super) fn unseen(self) -> f64 {
        UNSEEN / self.bands() as f64
    }
}

/// How many levels a pattern may have of each variable.
pub(super) fn level_counts() -> Vec<usize> {
    VARIABLES.map(Variable::level_count).to_vec()
}

/// What each level of each variable starts with.
pub(super) fn unseen() -> Vec<f64> {
    VARIABLES.map(Variable::unseen).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_numbered_in_order() {
        assert!(VARIABLES.iter().enumerate().all(|(n, variable)| variable.number() == n));
        assert!(FIELDS.iter().all(|variable| Variable::of_field(variable.field()) == *variable));
    }

    #[test]
    fn a_value_is_in_the_band_around_it() {
        for bands in [NAME_BANDS, TOKEN_BANDS] {
            for number in 0..bands.count {
                let middle = Bits::nearest(bands.middle(number));
                assert_eq!(usize::from(bands.number(middle)), number);
            }
            assert_eq!(bands.number(Bits::from_hundredths(-9_000)), 0);
            assert_eq!(usize::from(bands.number(Bits::from_hundredths(90_000))), bands.count - 1);
        }
    }
}

//! What offices do to a name, a date and a document when they write them again, and how often.
//! Kinds and probabilities alone; `alter` does them.

use crate::error::{Error, ErrorKind};
use std::fmt;

/// A difference between an incoming record and what is true of the person.
///
/// The probability stated with each is its default in [`ErrorModel`]. None is measured on real
/// data of a border service, which nobody publishes: all are assumptions, made to be of the order
/// that studies of record linkage report and rather too high than too low.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Alteration {
    /// The name is written in another script or by another romanization system than the list
    /// record has, and reads differently: 0.70.
    Rewritten,
    /// One letter of one token is substituted, deleted, inserted, or exchanged with the next, the
    /// four single errors of Damerau (1964): 0.10.
    Typo,
    /// After [`Typo`](Alteration::Typo), one more of the same kind, in any token: 0.15 of those.
    SecondTypo,
    /// The tokens stand in another order, in one string: 0.25.
    Reordered,
    /// The patronymic is left out: 0.20.
    PatronymicDropped,
    /// The patronymic, where it is not left out, is reduced to its initial: 0.05.
    PatronymicInitial,
    /// Day and month of the birth date are exchanged, where a valid date results: 0.02.
    DayMonthSwapped,
    /// The birth year is one too high or too low: 0.02.
    YearOffByOne,
    /// The birth date is reduced to its year: 0.03.
    DateReduced,
    /// The birth date is left out: 0.05.
    DateMissing,
    /// The document is left out: 0.30.
    DocumentMissing,
    /// One digit of the document's number, where it is not left out, is wrong: 0.03.
    DocumentDigitWrong,
}

impl Alteration {
    /// Every kind of alteration.
    pub const ALL: [Alteration; 12] = [
        Alteration::Rewritten,
        Alteration::Typo,
        Alteration::SecondTypo,
        Alteration::Reordered,
        Alteration::PatronymicDropped,
        Alteration::PatronymicInitial,
        Alteration::DayMonthSwapped,
        Alteration::YearOffByOne,
        Alteration::DateReduced,
        Alteration::DateMissing,
        Alteration::DocumentMissing,
        Alteration::DocumentDigitWrong,
    ];

    /// A name for tables and files: `day_month_swapped`.
    pub fn as_str(self) -> &'static str {
        match self {
            Alteration::Rewritten => "rewritten",
            Alteration::Typo => "typo",
            Alteration::SecondTypo => "second_typo",
            Alteration::Reordered => "reordered",
            Alteration::PatronymicDropped => "patronymic_dropped",
            Alteration::PatronymicInitial => "patronymic_initial",
            Alteration::DayMonthSwapped => "day_month_swapped",
            Alteration::YearOffByOne => "year_off_by_one",
            Alteration::DateReduced => "date_reduced",
            Alteration::DateMissing => "date_missing",
            Alteration::DocumentMissing => "document_missing",
            Alteration::DocumentDigitWrong => "document_digit_wrong",
        }
    }
}

impl fmt::Display for Alteration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A set of [`Alteration`]s: what was done to one record.
///
/// ```
/// use sverka::synthetic::{Alteration, Alterations};
///
/// let done: Alterations = [Alteration::Typo, Alteration::DateMissing].into_iter().collect();
/// assert!(done.contains(Alteration::Typo));
/// assert_eq!(done.len(), 2);
/// assert_eq!(done.to_string(), "typo, date_missing");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Alterations(u16);

impl Alterations {
    pub(super) fn insert(&mut self, alteration: Alteration) {
        self.0 |= 1 << alteration as u16;
    }

    /// Whether this was done.
    pub fn contains(self, alteration: Alteration) -> bool {
        self.0 & (1 << alteration as u16) != 0
    }

    /// Whether nothing was done.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many kinds were done.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// What was done, in the order of [`Alteration::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Alteration> {
        Alteration::ALL.into_iter().filter(move |alteration| self.contains(*alteration))
    }
}

impl FromIterator<Alteration> for Alterations {
    fn from_iter<I: IntoIterator<Item = Alteration>>(alterations: I) -> Self {
        let mut set = Alterations::default();
        alterations.into_iter().for_each(|alteration| set.insert(alteration));
        set
    }
}

impl fmt::Display for Alterations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, alteration) in self.iter().enumerate() {
            if n > 0 {
                f.write_str(", ")?;
            }
            f.write_str(alteration.as_str())?;
        }
        Ok(())
    }
}

/// How often each [`Alteration`] is tried on an incoming record.
///
/// An alteration that cannot be made (a day of 31 as a month, a patronymic that is not there) is
/// not made, so that slightly fewer are done than tried.
///
/// ```
/// use sverka::synthetic::{Alteration, ErrorModel};
///
/// let model = ErrorModel::default().with(Alteration::Typo, 0.5)?;
/// assert_eq!(model.probability(Alteration::Typo), 0.5);
/// assert_eq!(model.probability(Alteration::Rewritten), 0.7);
/// assert!(model.with(Alteration::Typo, 1.5).is_err());
/// assert_eq!(ErrorModel::none().probability(Alteration::Rewritten), 0.0);
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorModel {
    /// In the order of [`Alteration::ALL`], each within 0 to 1.
    probabilities: [f64; 12],
}

impl ErrorModel {
    /// Offices that make no errors, and write each name as the list has it.
    pub fn none() -> Self {
        ErrorModel { probabilities: [0.0; 12] }
    }

    /// How often that is tried.
    pub fn probability(&self, alteration: Alteration) -> f64 {
        self.probabilities[alteration as usize]
    }

    /// States how often that is tried.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for a probability outside 0 to 1.
    pub fn with(mut self, alteration: Alteration, probability: f64) -> Result<Self, Error> {
        self.probabilities[alteration as usize] = checked(probability)?;
        Ok(self)
    }
}

impl Default for ErrorModel {
    /// The probabilities stated with each [`Alteration`].
    fn default() -> Self {
        ErrorModel {
            probabilities: [0.70, 0.10, 0.15, 0.25, 0.20, 0.05, 0.02, 0.02, 0.03, 0.05, 0.30, 0.03],
        }
    }
}

pub(super) fn checked(probability: f64) -> Result<f64, Error> {
    if (0.0..=1.0).contains(&probability) {
        Ok(probability)
    } else {
        Err(Error::new(ErrorKind::InvalidValue, "not a probability")
            .with_value(&probability.to_string())
            .expecting("a number from 0 to 1"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_stand_in_the_order_of_the_kinds() {
        for (n, alteration) in Alteration::ALL.into_iter().enumerate() {
            assert_eq!(alteration as usize, n);
        }
        let model = ErrorModel::default();
        assert_eq!(model.probability(Alteration::DocumentMissing), 0.30);
        assert_eq!(model.probability(Alteration::DateMissing), 0.05);
        assert_eq!(model.probability(Alteration::SecondTypo), 0.15);
    }

    #[test]
    fn only_probabilities_are_taken() {
        for wrong in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            let error = ErrorModel::none().with(Alteration::Typo, wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue);
        }
    }
}

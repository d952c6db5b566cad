//! The errors that offices make when they copy a name, a date or a document, and how often.
//! The module `alter` applies them.

use crate::error::{Error, ErrorKind};
use crate::record::enum_names;
use std::fmt;

/// A difference between an incoming record and the truth about the person.
///
/// The probability beside each variant is its default in [`ErrorModel`]. Border services publish no
/// data to measure these on. All are assumptions of the order that studies of record linkage report,
/// too high rather than too low.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Alteration {
    /// The name is written in another script or romanization system than in the list record, with a
    /// different result: 0.70.
    Rewritten,
    /// One letter of one token is substituted, deleted, inserted or transposed, the four single errors
    /// of Damerau (1964): 0.10.
    Typo,
    /// After a [`Typo`](Alteration::Typo), a second one in any token: 0.15.
    SecondTypo,
    /// The name is one string with its parts in another order: 0.25.
    Reordered,
    /// The patronymic is missing: 0.20.
    PatronymicDropped,
    /// The patronymic, where present, is reduced to its initial: 0.05.
    PatronymicInitial,
    /// The father's name is written another way than in the list record, where the tradition has several:
    /// Ерлановна, Ерланқызы, Ерлан кызы, Erlan qizi. 0: such entries are drawn on demand.
    PatronymicForm,
    /// Day and month of the birth date are swapped, where that is a valid date: 0.02.
    DayMonthSwapped,
    /// The birth year is one too high or too low: 0.02.
    YearOffByOne,
    /// The birth date is reduced to its year: 0.03.
    DateReduced,
    /// The birth date is missing: 0.05.
    DateMissing,
    /// The document is missing: 0.30.
    DocumentMissing,
    /// One digit of the document number, where present, is wrong: 0.03.
    DocumentDigitWrong,
}

enum_names!(Alteration {
    Rewritten = "rewritten",
    Typo = "typo",
    SecondTypo = "second_typo",
    Reordered = "reordered",
    PatronymicDropped = "patronymic_dropped",
    PatronymicInitial = "patronymic_initial",
    PatronymicForm = "patronymic_form",
    DayMonthSwapped = "day_month_swapped",
    YearOffByOne = "year_off_by_one",
    DateReduced = "date_reduced",
    DateMissing = "date_missing",
    DocumentMissing = "document_missing",
    DocumentDigitWrong = "document_digit_wrong",
});

/// The set of [`Alteration`]s of one record.
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

    /// Whether the set contains the alteration.
    pub fn contains(self, alteration: Alteration) -> bool {
        self.0 & (1 << alteration as u16) != 0
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The number of alterations in the set.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The alterations, in the order of [`Alteration::ALL`].
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

/// The probability of each [`Alteration`] of an incoming record.
///
/// An alteration that is impossible, such as day 31 as a month, is skipped. So the observed
/// frequency is slightly below the probability.
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
    /// In the order of [`Alteration::ALL`], each from 0 to 1.
    probabilities: [f64; Alteration::ALL.len()],
}

impl ErrorModel {
    /// A model without errors: every incoming record is written as the list has it.
    pub fn none() -> Self {
        ErrorModel { probabilities: [0.0; Alteration::ALL.len()] }
    }

    /// The probability of an alteration.
    pub fn probability(&self, alteration: Alteration) -> f64 {
        self.probabilities[alteration as usize]
    }

    /// Sets the probability of an alteration.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for a probability outside 0 to 1.
    pub fn with(mut self, alteration: Alteration, probability: f64) -> Result<Self, Error> {
        self.probabilities[alteration as usize] = checked(probability)?;
        Ok(self)
    }
}

impl Default for ErrorModel {
    /// The probabilities documented with each [`Alteration`].
    fn default() -> Self {
        ErrorModel {
            probabilities: [
                0.70, 0.10, 0.15, 0.25, 0.20, 0.05, 0.0, 0.02, 0.02, 0.03, 0.05, 0.30, 0.03,
            ],
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
    fn probabilities_follow_the_order_of_the_alterations() {
        for (n, alteration) in Alteration::ALL.into_iter().enumerate() {
            assert_eq!(alteration as usize, n);
        }
        let model = ErrorModel::default();
        assert_eq!(model.probability(Alteration::DocumentMissing), 0.30);
        assert_eq!(model.probability(Alteration::DateMissing), 0.05);
        assert_eq!(model.probability(Alteration::SecondTypo), 0.15);
    }

    #[test]
    fn values_outside_zero_to_one_are_refused() {
        for wrong in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            let error = ErrorModel::none().with(Alteration::Typo, wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue);
        }
    }
}

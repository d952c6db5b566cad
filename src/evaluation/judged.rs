//! Pairs with a score and the truth.

use crate::error::{Error, ErrorKind};

/// A pair that was scored, and whether it is of one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    pub(super) score: f64,
    pub(super) is_match: bool,
    pub(super) unit: Option<usize>,
}

impl Judged {
    /// A pair with a score: the higher, the more likely it is of one person. Any unit will do, such as bits. A pair that
    /// a search did not find has [`f64::NEG_INFINITY`].
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for a score that is not a number, as it has no place in any order.
    pub fn new(score: f64, is_match: bool) -> Result<Self, Error> {
        if score.is_nan() {
            return Err(Error::new(ErrorKind::InvalidValue, "a score that is not a number")
                .with_value(&score.to_string())
                .expecting("a number, or negative infinity for a pair that was not found"));
        }
        Ok(Judged { score, is_match, unit: None })
    }

    /// Says which pairs were drawn together, such as all that one entry brings up. By default each pair was drawn by
    /// itself.
    #[must_use]
    pub fn in_unit(self, unit: usize) -> Self {
        Judged { unit: Some(unit), ..self }
    }

    /// The score.
    pub fn score(&self) -> f64 {
        self.score
    }

    /// Whether the pair is of one person.
    pub fn is_match(&self) -> bool {
        self.is_match
    }
}

/// The pairs from the highest score down.
pub(super) fn descending(judged: &[Judged]) -> Vec<Judged> {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|one, other| other.score.total_cmp(&one.score));
    sorted
}

/// The number of pairs of one person, which an evaluation needs.
///
/// # Errors
/// [`ErrorKind::Empty`] without any.
pub(super) fn positives(judged: &[Judged]) -> Result<usize, Error> {
    match judged.iter().filter(|pair| pair.is_match).count() {
        0 => {
            let what = format!("no pair of one person among {}", judged.len());
            Err(Error::new(ErrorKind::Empty, what).expecting("at least one pair that is a match"))
        }
        positives => Ok(positives),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_judged_is_refused() {
        assert_eq!(Judged::new(f64::NAN, true).unwrap_err().kind(), ErrorKind::InvalidValue);
        let strangers = [Judged::new(1.0, false).unwrap()];
        assert_eq!(positives(&strangers).unwrap_err().kind(), ErrorKind::Empty);
        assert_eq!(positives(&[]).unwrap_err().kind(), ErrorKind::Empty);
    }
}

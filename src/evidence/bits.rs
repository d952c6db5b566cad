//! Match weights in bits, in fixed point: sums do not depend on their order.

use crate::error::{Error, ErrorKind};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// A match weight in bits: the base-2 logarithm of a likelihood ratio, stored in hundredths of a bit.
///
/// One bit doubles the odds that two records are of the same person; minus one bit halves them. The
/// printed form is exact, so the weights shown with a match add up to its total to the last digit.
/// The range is about ±21 million bits, and sums saturate.
///
/// In JSON it is a number of bits.
///
/// ```
/// use sverka::Bits;
///
/// let total: Bits = [Bits::from_hundredths(1325), Bits::from_hundredths(-400)].into_iter().sum();
/// assert_eq!(total.to_string(), "9.25");
/// assert_eq!(format!("{total:+}"), "+9.25");
/// assert_eq!(total.as_f64(), 9.25);
/// assert_eq!(format!("{total:?}"), "9.25 bits");
/// ```
#[derive(
    Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "f64", into = "f64")]
pub struct Bits(i32);

impl Bits {
    /// No evidence either way.
    pub const ZERO: Bits = Bits(0);

    /// Creates a weight from hundredths of a bit.
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Bits(hundredths)
    }

    /// The weight in hundredths of a bit.
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// The weight in bits.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// The nearest weight. A value out of range saturates; NaN gives zero.
    pub(crate) fn nearest(bits: f64) -> Self {
        // A cast from float to integer saturates, and maps NaN to 0.
        Bits((bits * 100.0).round() as i32)
    }
}

impl TryFrom<f64> for Bits {
    type Error = Error;

    /// Rounds to the nearest hundredth of a bit.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] if the number is not finite or out of range.
    fn try_from(bits: f64) -> Result<Self, Error> {
        if (bits * 100.0).abs() <= f64::from(i32::MAX) {
            Ok(Bits::nearest(bits))
        } else {
            Err(Error::new(ErrorKind::InvalidValue, "not a weight in bits")
                .with_value(&bits.to_string())
                .expecting("a finite number between -21 and 21 million"))
        }
    }
}

impl From<Bits> for f64 {
    fn from(bits: Bits) -> f64 {
        bits.as_f64()
    }
}

impl Add for Bits {
    type Output = Bits;

    fn add(self, other: Bits) -> Bits {
        Bits(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Bits {
    fn add_assign(&mut self, other: Bits) {
        *self = *self + other;
    }
}

impl Sub for Bits {
    type Output = Bits;

    fn sub(self, other: Bits) -> Bits {
        Bits(self.0.saturating_sub(other.0))
    }
}

impl Neg for Bits {
    type Output = Bits;

    fn neg(self) -> Bits {
        Bits(self.0.saturating_neg())
    }
}

impl Sum for Bits {
    fn sum<I: Iterator<Item = Bits>>(bits: I) -> Bits {
        bits.fold(Bits::ZERO, Bits::add)
    }
}

impl fmt::Display for Bits {
    /// With two decimals; `{:+}` always writes the sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        f.pad_integral(self.0 >= 0, "", &format!("{}.{:02}", size / 100, size % 100))
    }
}

impl fmt::Debug for Bits {
    /// The bits, and not the hundredths that they are stored in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} bits")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_displayed_to_the_last_hundredth() {
        for (hundredths, plain, signed) in [
            (0, "0.00", "+0.00"),
            (5, "0.05", "+0.05"),
            (-5, "-0.05", "-0.05"),
            (-1234, "-12.34", "-12.34"),
        ] {
            let bits = Bits::from_hundredths(hundredths);
            assert_eq!((bits.to_string(), format!("{bits:+}")), (plain.into(), signed.into()));
        }
        assert_eq!(format!("{:>8}", Bits(-150)), "   -1.50");
    }

    #[test]
    fn numbers_out_of_range_are_refused_and_sums_saturate() {
        for number in [f64::NAN, f64::INFINITY, -1e300] {
            assert!(Bits::try_from(number).is_err(), "{number}");
        }
        assert_eq!(Bits::try_from(1.005).ok().map(Bits::hundredths), Some(100));
        assert_eq!(Bits(i32::MAX) + Bits(1), Bits(i32::MAX));
    }
}

//! The declaration of weights: name, type, default, range and meaning, each stated once.
//!
//! From one declaration follow the field of the struct and of the JSON object, the default, the range
//! check, the part in the checksum and, for the weight of a level, how it is read and replaced.

use crate::evidence::bits::Bits;
use crate::evidence::item::{Field, Level};

/// The values that a weight may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::evidence) enum WeightRange {
    /// A cost or an agreement, in bits: 0 to 100.
    AtLeastZero,
    /// A disagreement or an omission, in bits: -100 to 0.
    AtMostZero,
    /// Either, in bits: -100 to 100.
    AnySign,
    /// A number of observations: above 0, at most 10^12.
    Count,
    /// A fraction: 0 to 1.
    Share,
}

impl WeightRange {
    pub(super) fn contains(self, value: f64) -> bool {
        match self {
            WeightRange::AtLeastZero => (0.0..=100.0).contains(&value),
            WeightRange::AtMostZero => (-100.0..=0.0).contains(&value),
            WeightRange::AnySign => (-100.0..=100.0).contains(&value),
            WeightRange::Count => value > 0.0 && value <= 1e12,
            WeightRange::Share => (0.0..=1.0).contains(&value),
        }
    }

    /// What an error says was expected.
    pub(super) fn expected(self) -> &'static str {
        match self {
            WeightRange::AtLeastZero => "bits from 0 to 100",
            WeightRange::AtMostZero => "bits from -100 to 0",
            WeightRange::AnySign => "bits from -100 to 100",
            WeightRange::Count => "a number above 0 and at most 1e12",
            WeightRange::Share => "a number from 0 to 1",
        }
    }

    /// The nearest weight of this range that is at most `limit` away from 0.
    pub(in crate::evidence) fn clamp(self, weight: Bits, limit: Bits) -> Bits {
        match self {
            WeightRange::AtLeastZero => weight.clamp(Bits::ZERO, limit),
            WeightRange::AtMostZero => weight.clamp(-limit, Bits::ZERO),
            WeightRange::AnySign | WeightRange::Count | WeightRange::Share => {
                weight.clamp(-limit, limit)
            }
        }
    }
}

/// A weight with its declaration.
#[derive(Clone, Copy, Debug)]
pub(super) struct DeclaredWeight {
    /// Its path in the JSON of a model.
    pub(super) path: &'static str,
    pub(super) value: f64,
    pub(super) range: WeightRange,
}

/// The type of a weight.
pub(super) trait WeightValue: Copy + Into<f64> {
    fn from_declared(default: f64) -> Self;

    /// The weight, if it is one in bits.
    fn bits_mut(&mut self) -> Option<&mut Bits>;
}

impl WeightValue for Bits {
    fn from_declared(default: f64) -> Self {
        Bits::nearest(default)
    }

    fn bits_mut(&mut self) -> Option<&mut Bits> {
        Some(self)
    }
}

impl WeightValue for f64 {
    fn from_declared(default: f64) -> Self {
        default
    }

    fn bits_mut(&mut self) -> Option<&mut Bits> {
        None
    }
}

/// A struct of weights that was made by [`weights`].
pub(super) trait WeightGroup {
    /// All weights, in the order of their declaration.
    fn declared(&self) -> Vec<DeclaredWeight>;

    /// The weight of a level, if it is in this group.
    fn level(&self, field: Field, level: Level) -> Option<Bits>;

    /// The path of the weight of a level, if it is in this group.
    fn level_path(&self, field: Field, level: Level) -> Option<&'static str>;

    /// The weight in bits at a path, to replace it by one of its range.
    fn weight_mut(&mut self, path: &str) -> Option<&mut Bits>;
}

/// Declares a struct of weights, `$group`, which is the object `$path` in the JSON of a model. A weight
/// is declared as `name: type = default, range;`, and the weight of a level ends in `for Field Level;`.
/// After `+`, the struct has one more field that is not a weight. The caller imports the names used.
macro_rules! weights {
    (
        $(#[$group_doc:meta])*
        $group:ident in $path:literal;
        $(
            $(#[$doc:meta])*
            $weight:ident: $type:ty = $default:literal, $range:ident
                $(for $field:ident $level:ident)?;
        )*
        $(+ $(#[$other_doc:meta])* $other:ident: $other_type:ty = $other_default:expr;)?
    ) => {
        $(#[$group_doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(in crate::evidence) struct $group {
            $($(#[$doc])* pub(in crate::evidence) $weight: $type,)*
            $($(#[$other_doc])* pub(super) $other: $other_type,)?
        }

        impl Default for $group {
            fn default() -> Self {
                $group {
                    $($weight: WeightValue::from_declared($default),)*
                    $($other: $other_default,)?
                }
            }
        }

        impl WeightGroup for $group {
            fn declared(&self) -> Vec<DeclaredWeight> {
                vec![$(DeclaredWeight {
                    path: concat!($path, ".", stringify!($weight)),
                    value: self.$weight.into(),
                    range: WeightRange::$range,
                },)*]
            }

            #[inline]
            fn level(&self, field: Field, level: Level) -> Option<Bits> {
                match (field, level) {
                    $($((Field::$field, Level::$level) => Some(self.$weight),)?)*
                    _ => None,
                }
            }

            fn level_path(&self, field: Field, level: Level) -> Option<&'static str> {
                match (field, level) {
                    $($((Field::$field, Level::$level) => {
                        Some(concat!($path, ".", stringify!($weight)))
                    })?)*
                    _ => None,
                }
            }

            fn weight_mut(&mut self, path: &str) -> Option<&mut Bits> {
                match path {
                    $(concat!($path, ".", stringify!($weight)) => self.$weight.bits_mut(),)*
                    _ => None,
                }
            }
        }
    };
}
pub(super) use weights;

//! The named arguments of `sverka_screen` and `sverka_answers`: a policy, and what becomes of bad values.
//!
//! | argument | value |
//! |---|---|
//! | `min_probability`, `min_bits` | from where records are reported; one of the two |
//! | `review_probability`, `review_bits`, `review => false` | from where they are returned for review, or not at all; one of them |
//! | `max_matches` | the most matches of an entry |
//! | `listed_share`, `population` | the prior |
//! | `valid_at` | `'today'`, `'ever'` or a date |
//! | `known_at` | `'now'` or a date |
//! | `sources`, `categories` | text or a list of it |
//! | `budget` | the most steps of an entry |
//! | `incomplete` | `'keep'` or `'refuse'` what was found where an answer is not complete |
//! | `on_bad_value` | `'error'` or `'ignore'` |

use crate::columns::{is_text, list_item};
use crate::screener::OnBadValue;
use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, plan_datafusion_err, plan_err};
use std::collections::BTreeSet;
use std::sync::Arc;
use sverka::{Bits, Date, Error, KnownAt, Policy, ValidAt};

/// The arguments that there are.
const NAMES: [&str; 15] = [
    "budget",
    "categories",
    "incomplete",
    "known_at",
    "listed_share",
    "max_matches",
    "min_bits",
    "min_probability",
    "on_bad_value",
    "population",
    "review",
    "review_bits",
    "review_probability",
    "sources",
    "valid_at",
];

/// Arguments that say the same thing in other ways: at most one of each group may be given.
const ALTERNATIVES: [&[&str]; 2] =
    [&["min_bits", "min_probability"], &["review", "review_bits", "review_probability"]];

/// A policy as it is put together from arguments.
#[derive(Debug, Default)]
pub(crate) struct ScreenArguments {
    pub(crate) policy: Policy,
    pub(crate) on_bad_value: OnBadValue,
    given: BTreeSet<String>,
}

impl ScreenArguments {
    /// Takes one argument.
    ///
    /// # Errors
    /// For an argument that there is not, that was given before, or whose value it can't have. Each names it.
    pub(crate) fn take(&mut self, name: &str, value: &ScalarValue) -> Result<()> {
        if !NAMES.contains(&name) {
            return plan_err!("no argument {name}; there are {}", NAMES.join(", "));
        }
        if !self.given.insert(name.to_owned()) {
            return plan_err!("argument {name} is given twice");
        }
        for group in ALTERNATIVES.iter().filter(|group| group.contains(&name)) {
            if let Some(other) =
                group.iter().find(|other| **other != name && self.given.contains(**other))
            {
                return plan_err!("{other} and {name} exclude each other; leave one of them out");
            }
        }
        let policy = std::mem::take(&mut self.policy);
        let refused = |error: Error| {
            let expected = error.expected().unwrap_or("another value");
            plan_datafusion_err!("argument {name}: {}; expected {expected}", error.what())
        };
        self.policy = match name {
            "min_bits" => policy.with_min_bits(bits(name, value)?),
            "min_probability" => {
                policy.with_min_probability(number(name, value)?).map_err(refused)?
            }
            "review_bits" => policy.with_review_bits(bits(name, value)?),
            "review_probability" => {
                policy.with_review_probability(number(name, value)?).map_err(refused)?
            }
            "review" => match value {
                ScalarValue::Boolean(Some(false)) => policy.without_review(),
                ScalarValue::Boolean(Some(true)) => policy,
                _ => return wrong(name, "true or false"),
            },
            "max_matches" => policy.with_limit(count(name, value, 0)? as usize),
            "listed_share" => policy.with_listed_share(number(name, value)?).map_err(refused)?,
            "population" => policy.with_population(count(name, value, 1)?),
            "budget" => policy.with_budget(count(name, value, 1)?),
            "incomplete" => match text(value).as_deref() {
                Some("keep") => policy.with_incomplete(),
                Some("refuse") => policy.without_incomplete(),
                _ => return wrong(name, "'keep' or 'refuse'"),
            },
            "valid_at" => policy.with_valid_at(match text(value).as_deref() {
                Some("today") => ValidAt::Today,
                Some("ever") => ValidAt::Ever,
                _ => ValidAt::On(day(name, value, "'today', 'ever' or a date")?),
            }),
            "known_at" => policy.with_known_at(match text(value).as_deref() {
                Some("now") => KnownAt::Now,
                _ => KnownAt::On(day(name, value, "'now' or a date")?),
            }),
            "sources" => policy.with_sources(texts(name, value)?),
            "categories" => policy.with_categories(texts(name, value)?),
            _ => {
                self.on_bad_value = match text(value).as_deref() {
                    Some("error") => OnBadValue::Error,
                    Some("ignore") => OnBadValue::Ignore,
                    _ => return wrong(name, "'error' or 'ignore'"),
                };
                policy
            }
        };
        Ok(())
    }
}

fn wrong<T>(name: &str, expected: &str) -> Result<T> {
    plan_err!("argument {name}: expected {expected}")
}

fn number(name: &str, value: &ScalarValue) -> Result<f64> {
    let is_number = value.data_type().is_numeric();
    match value.cast_to(&DataType::Float64) {
        Ok(ScalarValue::Float64(Some(number))) if is_number => Ok(number),
        _ => wrong(name, "a number"),
    }
}

fn bits(name: &str, value: &ScalarValue) -> Result<Bits> {
    let bits = Bits::try_from(number(name, value)?);
    bits.map_err(|error| plan_datafusion_err!("argument {name}: {}", error.what()))
}

fn count(name: &str, value: &ScalarValue, least: u64) -> Result<u64> {
    let is_integer = value.data_type().is_integer();
    match value.cast_to(&DataType::UInt64) {
        Ok(ScalarValue::UInt64(Some(count))) if is_integer && count >= least => Ok(count),
        _ => plan_err!("argument {name}: expected an integer from {least} on"),
    }
}

/// A value as text, if it is text.
pub(crate) fn text(value: &ScalarValue) -> Option<String> {
    value.try_as_str().flatten().map(str::to_owned)
}

fn day(name: &str, value: &ScalarValue, expected: &str) -> Result<Date> {
    let is_day = matches!(value, ScalarValue::Date32(_)) || text(value).is_some();
    let day = value.cast_to(&DataType::Utf8).ok().as_ref().and_then(text);
    let day = day.filter(|_| is_day).and_then(|day| day.parse().ok());
    day.map_or_else(|| wrong(name, expected), Ok)
}

fn texts(name: &str, value: &ScalarValue) -> Result<Vec<String>> {
    if let Some(one) = text(value) {
        return Ok(vec![one]);
    }
    let expected = "text or a list of text, without null";
    let Some(field) = list_item(&value.data_type()).cloned() else { return wrong(name, expected) };
    let lists = cast(&value.to_array()?, &DataType::List(Arc::clone(&field)))?;
    let lists = lists.as_list::<i32>();
    let items = lists.value(0);
    // The items of an empty list have any type.
    if lists.is_null(0) || !(items.is_empty() || is_text(field.data_type())) {
        return wrong(name, expected);
    }
    let texts = cast(&items, &DataType::Utf8View)?;
    let texts: Option<Vec<String>> =
        texts.as_string_view().iter().map(|text| Some(text?.to_owned())).collect();
    texts.map_or_else(|| wrong(name, expected), Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(arguments: &[(&str, ScalarValue)]) -> Result<Policy> {
        let mut all = ScreenArguments::default();
        arguments.iter().try_for_each(|(name, value)| all.take(name, value))?;
        Ok(all.policy)
    }

    #[test]
    fn arguments_make_the_policy_that_the_methods_make() {
        let number = |number: f64| ScalarValue::Float64(Some(number));
        let text = |text: &str| ScalarValue::from(text);
        let integer = |integer: i64| ScalarValue::Int64(Some(integer));
        let plain = Policy::default;
        let day: Date = "2026-01-31".parse().unwrap();
        for (name, value, expected) in [
            ("min_bits", number(12.5), plain().with_min_bits(Bits::from_hundredths(1250))),
            ("min_bits", integer(-3), plain().with_min_bits(Bits::from_hundredths(-300))),
            ("min_probability", number(0.2), plain().with_min_probability(0.2).unwrap()),
            ("review_bits", integer(9), plain().with_review_bits(Bits::from_hundredths(900))),
            ("review_probability", number(0.1), plain().with_review_probability(0.1).unwrap()),
            ("review", ScalarValue::from(false), plain().without_review()),
            ("max_matches", integer(5), plain().with_limit(5)),
            ("listed_share", number(0.01), plain().with_listed_share(0.01).unwrap()),
            ("population", integer(2_000_000), plain().with_population(2_000_000)),
            ("budget", integer(1_000), plain().with_budget(1_000)),
            ("incomplete", text("refuse"), plain().without_incomplete()),
            ("incomplete", text("keep"), plain()),
            ("valid_at", text("ever"), plain().with_valid_at(ValidAt::Ever)),
            ("valid_at", text("2026-01-31"), plain().with_valid_at(ValidAt::On(day))),
            (
                "valid_at",
                ScalarValue::Date32(Some(20_484)),
                plain().with_valid_at(ValidAt::On(day)),
            ),
            ("known_at", text("2026-01-31"), plain().with_known_at(KnownAt::On(day))),
            ("sources", text("border"), plain().with_sources(["border"])),
        ] {
            assert_eq!(taken(&[(name, value)]).unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn what_an_argument_cannot_be_is_an_error_that_names_it() {
        let number = |number: f64| ScalarValue::Float64(Some(number));
        for (arguments, expected) in [
            (vec![("min_bit", number(1.0))], "no argument min_bit; there are budget"),
            (vec![("min_probability", number(1.5))], "argument min_probability: "),
            (vec![("min_probability", ScalarValue::from("much"))], "argument min_probability: "),
            (vec![("min_bits", number(f64::INFINITY))], "argument min_bits: "),
            (vec![("max_matches", ScalarValue::Int64(Some(-1)))], "argument max_matches: "),
            (vec![("max_matches", number(1.5))], "argument max_matches: "),
            (vec![("population", ScalarValue::Int64(Some(0)))], "argument population: "),
            (vec![("incomplete", ScalarValue::from(false))], "argument incomplete: "),
            (vec![("valid_at", ScalarValue::from("soon"))], "argument valid_at: "),
            (vec![("known_at", ScalarValue::Int64(Some(17)))], "argument known_at: "),
            (vec![("sources", ScalarValue::Null)], "argument sources: "),
            (vec![("on_bad_value", ScalarValue::from("panic"))], "argument on_bad_value: "),
            (
                vec![("min_bits", number(1.0)), ("min_probability", number(0.5))],
                "min_bits and min_probability exclude each other",
            ),
            (
                vec![("review_bits", number(1.0)), ("review", ScalarValue::from(false))],
                "review_bits and review exclude each other",
            ),
            (vec![("budget", ScalarValue::Int64(Some(1))); 2], "argument budget is given twice"),
        ] {
            let error = taken(&arguments).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}

//! A policy as JSON. Unknown fields are refused; missing ones have the default.

use super::{KnownAt, Policy, ValidAt};
use crate::evidence::checked_share;
use crate::screening::threshold::{ReviewBand, Threshold};
use crate::settings;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::num::NonZeroU64;

/// The JSON object of a policy.
#[derive(Serialize, Deserialize)]
#[serde(default = "Policy::default", deny_unknown_fields, remote = "Policy")]
struct PolicyJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<Threshold>,
    #[serde(skip_serializing_if = "ReviewBand::is_unset")]
    review: ReviewBand,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "read_share")]
    listed_share: Option<f64>,
    #[serde(deserialize_with = "read_count")]
    population: u64,
    limit: Option<usize>,
    #[serde(skip_serializing_if = "is_default_budget", deserialize_with = "read_count")]
    budget: u64,
    #[serde(skip_serializing_if = "is_true")]
    incomplete: bool,
    valid_at: ValidAt,
    #[serde(skip_serializing_if = "is_now")]
    known_at: KnownAt,
    sources: Vec<String>,
    categories: Vec<String>,
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        PolicyJson::serialize(self, to)
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        settings::read(from, |fields| PolicyJson::deserialize(fields))
    }
}

fn is_default_budget(budget: &u64) -> bool {
    *budget == Policy::DEFAULT_BUDGET
}

fn is_true(value: &bool) -> bool {
    *value
}

fn is_now(known_at: &KnownAt) -> bool {
    *known_at == KnownAt::Now
}

fn read_count<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    NonZeroU64::deserialize(from).map(NonZeroU64::get)
}

fn read_share<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    let share = Option::<f64>::deserialize(from)?;
    share.map(checked_share).transpose().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Bits;

    #[test]
    fn a_policy_is_the_same_after_json() {
        let plain = Policy::default();
        for policy in [
            plain.clone(),
            plain.clone().without_review(),
            plain.clone().without_incomplete(),
            plain.clone().with_min_bits(Bits::from_hundredths(1234)),
            plain.clone().with_review_probability(0.01).unwrap(),
            plain.clone().with_listed_share(0.005).unwrap().with_population(2_000_000),
        ] {
            let json = serde_json::to_string(&policy).unwrap();
            assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy, "{json}");
        }
        assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), plain);
        // To the last digit, which the fingerprint of an answer depends on.
        for n in 1..20_000 {
            let share = f64::from(n) / 20_011.0;
            let policy = plain.clone().with_listed_share(share).unwrap();
            let policy = policy.with_min_probability(1.0 - share).unwrap();
            let json = serde_json::to_string(&policy).unwrap();
            assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy, "{json}");
        }
    }
}

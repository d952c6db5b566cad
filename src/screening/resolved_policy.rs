//! A policy resolved for one list and one day: thresholds in bits, days and interned sources.

use super::fingerprint::Fingerprint;
use super::policy::{KnownAt, Policy, ValidAt};
use super::prior::Prior;
use super::threshold::Threshold;
use super::weighted_index::WeightedIndex;
use crate::evidence::Bits;
use crate::index::{ContentHash, ListingFacts};
use crate::record::Date;
use xxhash_rust::xxh3::Xxh3;

/// A policy in which everything is resolved that depends on the list and the day.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedPolicy {
    prior: Prior,
    /// The fewest bits with which a record is returned.
    pub(crate) min_bits: Bits,
    /// The fewest bits with which it is reported.
    pub(crate) report_from: Bits,
    pub(super) limit: usize,
    pub(super) budget: u64,
    /// Whether incomplete answers have matches.
    pub(super) incomplete: bool,
    pub(crate) valid_on: Option<Date>,
    day: Option<i32>,
    /// The last day on which a record may have been submitted.
    pub(crate) submitted_by: Option<Date>,
    sources: Option<Vec<u32>>,
    categories: Option<Vec<u32>>,
    pub(super) fingerprint: Fingerprint,
}

impl Policy {
    /// Resolves the policy for one list, now. `state` is the content of the whole list where this one is a
    /// part of a list that changes, which itself filters by [`Policy::known_at`]. The whole list of a shard is its
    /// epoch.
    pub(crate) fn resolve(
        &self,
        list: &WeightedIndex,
        state: Option<ContentHash>,
    ) -> ResolvedPolicy {
        let (model, columns) = (&list.model, &list.index.columns);
        let share = self.listed_share().unwrap_or(model.listed_share());
        let prior = Prior::new(list.epoch().len(), share, self.population());
        let numbers = |names: &[String], find: &dyn Fn(&str) -> u32| {
            (!names.is_empty()).then(|| names.iter().map(|name| find(name)).collect())
        };
        let valid_on = match self.valid_at() {
            ValidAt::Today => Some(Date::today()),
            ValidAt::On(day) => Some(day),
            ValidAt::Ever => None,
        };
        let bits = |threshold| match threshold {
            Threshold::Bits(bits) => bits,
            Threshold::Probability(p) => prior.bits_for_probability(p),
        };
        let report_from = bits(self.threshold());
        let min_bits = self.review().map_or(report_from, |review| bits(review).min(report_from));
        let submitted_by = match self.known_at() {
            KnownAt::On(day) if state.is_none() => Some(day),
            _ => None,
        };
        let content = state.unwrap_or_else(|| list.epoch().content());
        let asked = self.checksum(share, [min_bits, report_from], [valid_on, submitted_by]);
        ResolvedPolicy {
            prior,
            min_bits,
            report_from,
            limit: self.limit().unwrap_or(usize::MAX),
            budget: self.budget(),
            incomplete: self.incomplete(),
            valid_on,
            day: valid_on.map(Date::days),
            submitted_by,
            sources: numbers(self.sources(), &|name| columns.sources.find(name)),
            categories: numbers(self.categories(), &|name| columns.categories.find(name)),
            fingerprint: Fingerprint::new(asked, content, list.weights_checksum()),
        }
    }

    /// A checksum of the policy, equal for policies with the same meaning.
    fn checksum(&self, share: f64, from: [Bits; 2], days: [Option<Date>; 2]) -> u128 {
        let mut sum = Xxh3::new();
        // Probabilities depend on the prior even where thresholds are in bits.
        sum.update(&share.to_le_bytes());
        sum.update(&self.population().to_le_bytes());
        for bits in from {
            sum.update(&bits.hundredths().to_le_bytes());
        }
        sum.update(&self.limit().map_or(u64::MAX, |limit| limit as u64).to_le_bytes());
        sum.update(&self.budget().to_le_bytes());
        sum.update(&[u8::from(self.incomplete())]);
        for day in days {
            let day = day.map_or(i64::MIN, |day| day.days().into());
            sum.update(&day.to_le_bytes());
        }
        for names in [self.sources(), self.categories()] {
            let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.sort_unstable();
            names.dedup();
            sum.update(&(names.len() as u64).to_le_bytes());
            for name in names {
                sum.update(&(name.len() as u64).to_le_bytes());
                sum.update(name.as_bytes());
            }
        }
        sum.digest128()
    }
}

impl ResolvedPolicy {
    /// The probability that a record with these bits is of the same person.
    pub(super) fn probability(&self, bits: Bits) -> f64 {
        self.prior.probability(bits)
    }

    /// The bits below which a record is unlikely to be of the same person: those from which records are returned for
    /// review by default.
    pub(super) fn unlikely(&self) -> Bits {
        self.prior.bits_for_probability(Policy::REVIEW_PROBABILITY)
    }

    /// Whether a listing is searched.
    pub(crate) fn includes(&self, listing: ListingFacts) -> bool {
        let among = |wanted: &Option<Vec<u32>>, number| {
            wanted.as_ref().is_none_or(|wanted| wanted.contains(&number))
        };
        self.day.is_none_or(|day| listing.valid_from <= day && day <= listing.valid_to)
            && among(&self.sources, listing.source)
            && among(&self.categories, listing.category)
    }
}

//! What incoming records are screened against: a list that stays as it is, or one that changes.

use crate::input::{self, Input};
use crate::outcome::{Done, Result};
use crate::waterfall::Thresholds;
use std::path::Path;
use sverka::formats::Dialect;
use sverka::{KnownAt, LivingView, Policy, Record, Screening, Threshold, Watchlist};

pub(crate) const SAMPLE_WATCHLIST: &str = include_str!("../../data/watchlist.csv");

pub(super) enum List {
    Fixed(Box<Watchlist>),
    Changing(LivingView),
}

impl List {
    /// The bundled list, one that changes, one that was saved, or one to read and build.
    pub(super) fn open(
        path: Option<&str>,
        dialect: &Dialect,
        policy: &Policy,
    ) -> Result<(List, Done)> {
        let (watchlist, done) = match path {
            Some(path) if Path::new(path).is_dir() => {
                let view = LivingView::open(path)?;
                // A list of which all records were withdrawn still answers for the past.
                if view.is_empty() && policy.known_at() == KnownAt::Now {
                    return Err(input::no_record(path));
                }
                return Ok((List::Changing(view), Done::Completely));
            }
            Some(path) => input::watchlist(path, dialect)?,
            None => Input::sample(SAMPLE_WATCHLIST, dialect)?.into_watchlist()?,
        };
        Ok((List::Fixed(Box::new(watchlist)), done))
    }

    pub(super) fn screen_all(&self, records: &[Record], policy: &Policy) -> Vec<Screening> {
        match self {
            List::Fixed(watchlist) => watchlist.screen_all(records, policy),
            List::Changing(view) => view.screen_all(records, policy),
        }
    }

    /// Where the odds begin, and the policy's thresholds, in bits.
    pub(super) fn thresholds(&self, policy: &Policy) -> Result<Thresholds> {
        let bits = |policy: &Policy| match self {
            List::Fixed(watchlist) => watchlist.threshold_bits(policy),
            List::Changing(view) => view.threshold_bits(policy),
        };
        let review = match policy.review() {
            Some(Threshold::Bits(bits)) => Some(policy.clone().with_min_bits(bits)),
            Some(Threshold::Probability(p)) => Some(policy.clone().with_min_probability(p)?),
            _ => None,
        };
        Ok(Thresholds {
            even_odds: bits(&policy.clone().with_min_probability(0.5)?),
            report: bits(policy),
            review: review.as_ref().map(bits),
        })
    }

    /// How many records were known on the day up to which the policy searches.
    pub(super) fn known(&self, policy: &Policy) -> usize {
        match (self, policy.known_at()) {
            (List::Fixed(watchlist), KnownAt::On(day)) => {
                let is_known = |record: &Record| {
                    record.listing().submitted_at().is_none_or(|submitted| submitted <= day)
                };
                watchlist.records().filter(is_known).count()
            }
            (List::Fixed(watchlist), _) => watchlist.len(),
            // The certificate of an answer counts the records of the list as it was then.
            (List::Changing(view), _) => {
                view.screen(&Record::new("", ""), policy).certificate().records()
            }
        }
    }
}

//! Which records of a list are alike? Every record is screened against the list that it stands in.

use crate::evidence::Bits;
use crate::screening::{Policy, ValidAt};
use crate::watchlist::Watchlist;
use rayon::prelude::*;

/// Matches looked at for one record. More than so many statements of one person nobody has, and a
/// record filled in ten thousand times would else be compared a hundred million times.
pub(crate) const MOST: usize = 101;

/// What a list holds that is like one of its records.
#[derive(Clone, Debug)]
pub(crate) struct SimilarRecords {
    /// What the record weighs against itself, where that reaches the threshold.
    pub(crate) own: Option<Bits>,
    /// The others that do, by their places in the order of identifiers.
    pub(crate) others: Vec<(u32, Bits)>,
    /// Whether there are more than were looked at.
    pub(crate) is_crowded: bool,
}

/// Two records of one person, the lower place first, with the more bits of both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) places: [u32; 2],
    pub(crate) bits: Bits,
}

/// Of a policy its threshold alone: listings of all sources, categories and days are compared.
pub(crate) fn threshold_only(policy: &Policy) -> Policy {
    let nowhere: [&str; 0] = [];
    let policy = policy.clone().without_review().with_valid_at(ValidAt::Ever).with_limit(MOST);
    policy.with_sources(nowhere).with_categories(nowhere)
}

/// What is like each record of the list, in the order of identifiers; in parallel.
pub(crate) fn similar_records(list: &Watchlist, policy: &Policy) -> Vec<SimilarRecords> {
    let policy = threshold_only(policy);
    (0..list.len() as u32).into_par_iter().map(|place| of(list, place, &policy)).collect()
}

fn of(list: &Watchlist, place: u32, policy: &Policy) -> SimilarRecords {
    let screening = list.screen(&list.at(place), policy);
    let (mut own, mut others) = (None, Vec::new());
    for found in screening.matches() {
        match list.rank(found.record().id()) {
            Some(other) if other == place => own = Some(found.bits()),
            Some(other) => others.push((other, found.bits())),
            None => {}
        }
    }
    let is_crowded = screening.matches().len() >= MOST;
    // A crowd of equals may push the record itself out of the best.
    let crowd = screening.matches().first().filter(|_| is_crowded).map(|best| best.bits());
    SimilarRecords { own: own.or(crowd), others, is_crowded }
}

/// Every two records of which either is like the other, once, in the order of their places.
pub(crate) fn links_between(found: &[SimilarRecords]) -> Vec<Link> {
    let mut pairs: Vec<Link> = Vec::new();
    for (place, alike) in (0..).zip(found) {
        pairs.extend(
            alike
                .others
                .iter()
                .map(|&(other, bits)| Link { places: [place.min(other), place.max(other)], bits }),
        );
    }
    pairs.sort_unstable_by(|one, other| {
        one.places.cmp(&other.places).then(other.bits.cmp(&one.bits))
    });
    pairs.dedup_by_key(|pair| pair.places);
    pairs
}

//! Screens every record of a list against the list itself, and links the records that match.

use crate::evidence::Bits;
use crate::screening::{Policy, ValidAt};
use crate::watchlist::Watchlist;
use rayon::prelude::*;

/// The most matches of one record, itself included. No person has more records, and without a limit
/// ten thousand copies of a dummy record would take a hundred million comparisons.
const MOST_MATCHES: usize = 101;

/// The records of a list that match one of its records.
#[derive(Clone, Debug)]
pub(crate) struct SimilarRecords {
    /// The match weight of the record against itself, where it reaches the threshold.
    #[cfg(feature = "submissions")]
    pub(crate) own: Option<Bits>,
    /// The other matches, by rank: the position in the order of identifiers.
    pub(crate) others: Vec<(u32, Bits)>,
    /// Whether the limit cut matches off.
    #[cfg(feature = "submissions")]
    pub(crate) is_crowded: bool,
}

/// Two records that match, the lower rank first, with the higher match weight of both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) ranks: [u32; 2],
    pub(crate) bits: Bits,
}

/// The policy reduced to its threshold: listings of all sources, categories and days match.
pub(crate) fn threshold_only(policy: &Policy) -> Policy {
    let nowhere: [&str; 0] = [];
    let policy =
        policy.clone().without_review().with_valid_at(ValidAt::Ever).with_limit(MOST_MATCHES);
    policy.with_sources(nowhere).with_categories(nowhere)
}

/// The matches of each record of the list, in the order of identifiers. Runs in parallel.
pub(crate) fn similar_records(list: &Watchlist, policy: &Policy) -> Vec<SimilarRecords> {
    let policy = threshold_only(policy);
    (0..list.len() as u32).into_par_iter().map(|rank| matches_of(list, rank, &policy)).collect()
}

fn matches_of(list: &Watchlist, rank: u32, policy: &Policy) -> SimilarRecords {
    let screening = list.screen(&list.at(rank), policy);
    let ranked = screening.matches().iter().filter_map(|found| {
        let other = list.rank(found.record_id())?;
        Some((other, found.bits()))
    });
    #[cfg(feature = "submissions")]
    let is_crowded = screening.matches().len() >= MOST_MATCHES;
    SimilarRecords {
        // Many equal records may push the record itself out of its own matches.
        #[cfg(feature = "submissions")]
        own: ranked
            .clone()
            .find(|(other, _)| *other == rank)
            .map(|(_, bits)| bits)
            .or_else(|| screening.matches().first().filter(|_| is_crowded).map(|best| best.bits())),
        others: ranked.filter(|(other, _)| *other != rank).collect(),
        #[cfg(feature = "submissions")]
        is_crowded,
    }
}

/// Every pair of records of which either matches the other, once, in the order of their ranks.
pub(crate) fn links_between(found: &[SimilarRecords]) -> Vec<Link> {
    let mut pairs: Vec<Link> = Vec::new();
    for (rank, similar) in (0..).zip(found) {
        let others = similar.others.iter();
        pairs.extend(
            others.map(|&(other, bits)| Link { ranks: [rank.min(other), rank.max(other)], bits }),
        );
    }
    pairs
        .sort_unstable_by(|one, other| one.ranks.cmp(&other.ranks).then(other.bits.cmp(&one.bits)));
    pairs.dedup_by_key(|pair| pair.ranks);
    pairs
}

//! Answers of several parts of one list, merged into the answer of the whole.
//!
//! All parts weigh by the statistics of one epoch, so a record has the same bits in whichever part it is, and
//! the best of all are among the best of each.

use super::answer::{Certificate, Screening};
use super::policy::Policy;
use super::resolved_policy::ResolvedPolicy;
use crate::error::{Error, ErrorKind};
use crate::evidence::Bits;

/// Merges the answers of the parts of a list of `records` records to one query. `policy` is the policy as
/// resolved for the whole list.
pub(crate) fn merge(
    id: &str,
    parts: impl Iterator<Item = Screening>,
    records: usize,
    policy: &ResolvedPolicy,
) -> Screening {
    let empty = Screening {
        id: id.to_owned(),
        valid_on: policy.valid_on,
        fingerprint: policy.fingerprint,
        matches: Vec::new(),
        tied_left_out: 0,
        certificate: Certificate::of_no_search(records),
    };
    merge_into(empty, parts, policy.limit, policy.incomplete)
}

impl Screening {
    /// Merges the answers of all shards of a list to one entry into the answer of the whole list. `policy` is the one by
    /// which they were screened. [`Watchlist::save_shards`](crate::Watchlist::save_shards) has an example.
    ///
    /// Matches, ties and their order are those of the whole list. The certificate counts what was done in all shards, of
    /// which each is searched by itself.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for no answers, and for answers to different entries, of different lists or by different
    /// policies. A shard that is missing is no error here, as an answer does not state how many there are.
    pub fn merge(
        shards: impl IntoIterator<Item = Screening>,
        policy: &Policy,
    ) -> Result<Screening, Error> {
        let shards: Vec<Screening> = shards.into_iter().collect();
        let refused = |what| Error::new(ErrorKind::InvalidValue, what);
        let Some(Screening { id, valid_on, fingerprint, .. }) = shards.first().cloned() else {
            return Err(refused("no answers").expecting("the answer of each shard of a list"));
        };
        if shards.iter().any(|shard| (&shard.id, shard.fingerprint) != (&id, fingerprint)) {
            let error = refused("answers that do not belong together");
            return Err(error.expecting("answers to one entry, of one list, by one policy"));
        }
        let records = shards.iter().map(|shard| shard.certificate.records).sum();
        let certificate = Certificate::of_no_search(records);
        let (matches, tied_left_out) = (Vec::new(), 0);
        let empty = Screening { id, valid_on, fingerprint, matches, tied_left_out, certificate };
        let limit = policy.limit().unwrap_or(usize::MAX);
        Ok(merge_into(empty, shards.into_iter(), limit, policy.incomplete()))
    }
}

/// Merges into an answer of none. `incomplete` says whether an answer that is not complete keeps its matches.
fn merge_into(
    empty: Screening,
    parts: impl Iterator<Item = Screening>,
    limit: usize,
    incomplete: bool,
) -> Screening {
    let mut matches = Vec::new();
    let mut tied: Vec<(Option<Bits>, usize)> = Vec::new();
    let mut certificate = empty.certificate;
    for part in parts {
        tied.push((part.matches.last().map(|last| last.bits), part.tied_left_out));
        matches.extend(part.matches);
        certificate.complete &= part.certificate.complete;
        certificate.steps += part.certificate.steps;
        certificate.scored += part.certificate.scored;
        certificate.excluded += part.certificate.excluded;
        certificate.rest_at_most = certificate.rest_at_most.max(part.certificate.rest_at_most);
    }
    if certificate.scored + certificate.excluded >= certificate.records || !certificate.complete {
        certificate.rest_at_most = None;
    }
    matches.sort_by(|one, other| {
        let by_id = || one.record_id().cmp(other.record_id());
        other.bits.cmp(&one.bits).then_with(by_id)
    });
    let left_out = matches.split_off(limit.min(matches.len()));
    let last = matches.last().map(|last| last.bits);
    // What a part left out has at most the bits of the last match that it returned.
    let of_parts = tied.iter().filter(|(bits, _)| last.is_some() && *bits == last);
    let of_parts: usize = of_parts.map(|(_, count)| count).sum();
    let of_matches = left_out.iter().filter(|found| Some(found.bits) == last).count();
    let tied_left_out = of_parts + of_matches;
    let merged = Screening { matches, tied_left_out, certificate, ..empty };
    if incomplete { merged } else { merged.or_refused() }
}

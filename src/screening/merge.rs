//! Answers of several parts of one list, merged into the answer of the whole.
//!
//! All parts weigh by the statistics of one epoch, so a record has the same bits in whichever part it is, and
//! the best of all are among the best of each.

use super::answer::{Certificate, Screening};
use super::resolved_policy::ResolvedPolicy;
use crate::evidence::Bits;

/// Merges the answers of the parts of a list of `records` records to one query. `policy` is the policy as
/// resolved for the whole list.
pub(crate) fn merge(
    id: &str,
    parts: impl Iterator<Item = Screening>,
    records: usize,
    policy: &ResolvedPolicy,
) -> Screening {
    let mut matches = Vec::new();
    let mut tied: Vec<(Option<Bits>, usize)> = Vec::new();
    let (steps, scored, excluded, rest_at_most) = (0, 0, 0, None);
    let mut certificate =
        Certificate { complete: true, steps, records, scored, excluded, rest_at_most };
    for part in parts {
        tied.push((part.matches.last().map(|last| last.bits), part.tied_left_out));
        matches.extend(part.matches);
        certificate.complete &= part.certificate.complete;
        certificate.steps += part.certificate.steps;
        certificate.scored += part.certificate.scored;
        certificate.excluded += part.certificate.excluded;
        certificate.rest_at_most = certificate.rest_at_most.max(part.certificate.rest_at_most);
    }
    if certificate.scored + certificate.excluded >= records || !certificate.complete {
        certificate.rest_at_most = None;
    }
    matches.sort_by(|one, other| {
        let by_id = || one.record_id().cmp(other.record_id());
        other.bits.cmp(&one.bits).then_with(by_id)
    });
    let left_out = matches.split_off(policy.limit.min(matches.len()));
    let last = matches.last().map(|last| last.bits);
    // What a part left out has at most the bits of the last match that it returned.
    let of_parts = tied.iter().filter(|(bits, _)| last.is_some() && *bits == last);
    let of_parts: usize = of_parts.map(|(_, count)| count).sum();
    let of_matches = left_out.iter().filter(|found| Some(found.bits) == last).count();
    let mut merged = Screening {
        id: id.to_owned(),
        valid_on: policy.valid_on,
        fingerprint: policy.fingerprint,
        matches,
        tied_left_out: of_parts + of_matches,
        certificate,
    };
    merged.refuse_unless_complete(policy);
    merged
}

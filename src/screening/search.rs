//! The exact search: posting lists are read in the order in which that pays, until no record outside of them
//! can matter, and of the records in them only those that still can are scored.
//!
//! Records are divided into strata by birth date. A stratum is closed when no unvisited record of it can
//! reach the threshold, or the last of a full limit, by what its names can still weigh. Small strata are
//! visited whole.
//!
//! An entry with many names is searched for by a few of them at a time, and a record that is found by some of its
//! names is scored once, against all of them.
//!
//! Source of the principle: H. Turtle and J. Flood, "Query evaluation: strategies and
//! optimizations" (1995), known as MaxScore; here over sums of maxima, one for each token.

use super::date_strata::DateStrata;
use super::query::QueryPart;
use super::read_plan::{ConditionalTerms, ReadPlan};
use super::resolved_policy::ResolvedPolicy;
use super::scorer::{Request, Scorer, SearchResult};
use super::trait_bounds::most_by_documents;
use super::weighted_index::WeightedIndex;
use super::workspace::Workspace;
use crate::evidence::Bits;
use crate::storage::prefetch;

/// The most records of a stratum that are visited one after the other rather than through posting lists: they
/// are adjacent in memory, and lists are not.
const SMALL_STRATUM: u32 = 48;

/// By how much the threshold falls first where too few records are found for a limit; each time twice as much.
const STEP: Bits = Bits::from_hundredths(400);

/// Finds every record that a request asks for.
///
/// The last of a full limit is a threshold, and a search with a high threshold is short. So where the threshold of
/// the policy is low, a higher one comes first: one below which a record is unlikely to be the same person. It falls
/// until the limit is full, and then to what the last of these records weighs. A threshold below 0 bits excludes
/// little, so after a few steps that of the policy itself is taken. What was scored is not scored again. A threshold
/// that is low from the start and rises as records are found took 15 % longer.
pub(super) fn search(request: Request<'_>, workspace: &mut Workspace) -> SearchResult {
    let ResolvedPolicy { min_bits, limit, .. } = *request.policy;
    let Request { list, query, view, .. } = request;
    let WeightedIndex { model, index, .. } = list;
    let mut least = match limit {
        limit if limit == 0 || limit >= list.len() => min_bits,
        _ => min_bits.max(request.policy.unlikely()),
    };
    // A record may share several documents, and the one that weighs most may be visited last.
    let document_bits = most_by_documents(model, view);
    let mut with_documents: Vec<u32> = Vec::new();
    for document in view.record.documents.iter() {
        let near = index.keys.one_digit_off(&document);
        for number in near.chain([document.number]) {
            with_documents.extend_from_slice(index.postings.of_document(number));
        }
    }
    let mut strata = std::mem::take(&mut workspace.strata);
    strata.divide(model, &index.birth_dates, list.len(), &view.record);
    let mut scorer = Scorer::new(request, least, workspace);
    scorer.count_values();
    let mut is_first = true;
    let mut step = STEP;
    let closed = loop {
        let mut closed = None;
        for part in query.parts() {
            if scorer.is_cut_off() {
                break;
            }
            if !std::mem::take(&mut is_first) {
                scorer.begin(part);
                strata.open_all();
            }
            scorer.visit(with_documents.iter().copied(), document_bits);
            // All records with the same or nearly the same document are visited now, so documents weigh nothing of
            // the rest.
            closed = closed.max(search_part(part, &mut strata, &mut scorer));
            scorer.bound_by_closeness();
        }
        match scorer.last_of_limit() {
            _ if least <= min_bits => break closed,
            Some(last) if last >= least => break closed,
            Some(last) => least = last,
            None if least < step => least = min_bits,
            None => (least, step) = (min_bits.max(least - step), step + step),
        }
        if scorer.is_cut_off() {
            break closed;
        }
        scorer.lower(least);
    };
    let result = scorer.finish(closed);
    workspace.strata = strata;
    result
}

/// Visits the records in open strata that may matter by one part of the names, and closes the strata. Returns the most
/// that records weigh by it which were not visited, if there are any.
fn search_part(part: &QueryPart, strata: &mut DateStrata, scorer: &mut Scorer<'_>) -> Option<Bits> {
    let Request { list, query, .. } = scorer.request();
    let view = query.view_of(part);
    let conditional = ConditionalTerms::new(list, &view, part, query.expansions());
    let mut plan = ReadPlan::new(list, query, part, &view, &conditional);
    let all = list.len() as u32;
    let mut records = all;
    strata.set_segments();
    let mut closed: Option<Bits> = None;
    loop {
        let names = plan.most_unread();
        let DateStrata { ranges, open, .. } = &mut *strata;
        let before = open.len();
        open.retain(|stratum| {
            let most = scorer.most_of(names, stratum.bits);
            let is_open = most >= scorer.enough();
            if !is_open {
                closed = closed.max(Some(most));
            } else if stratum.records <= SMALL_STRATUM {
                scorer.visit(ranges.of(stratum), Bits::ZERO);
                return false;
            }
            is_open
        });
        if open.is_empty() || scorer.is_cut_off() {
            return closed;
        }
        if open.len() < before {
            records = strata.records();
            strata.set_segments();
        }
        let Some(tokens) = plan.next(records as f32 / all as f32) else {
            // A record in no list may reach the threshold without any agreement.
            scorer.visit(strata.each(), Bits::ZERO);
            return closed;
        };
        if tokens.is_empty() {
            continue;
        }
        // The lists are far apart in memory, so the start of each is prefetched.
        for token in tokens {
            prefetch(list.index.postings.of_token(*token).first().copied());
        }
        scorer.visit_postings(tokens, strata.segments());
    }
}

/// Scores every record: the oracle of [`search`].
pub(super) fn search_exhaustively(request: Request<'_>, workspace: &mut Workspace) -> SearchResult {
    let mut scorer = Scorer::new(request, request.policy.min_bits, workspace);
    for record in 0..request.list.len() as u32 {
        scorer.score(record, request.query);
    }
    scorer.finish(None)
}

#[cfg(test)]
mod tests {
    use super::super::expansion::Expansion;
    use super::super::policy::Policy;
    use super::super::query::{Query, QueryBuffers};
    use super::*;
    use crate::record::Record;
    use crate::watchlist::Watchlist;
    use std::sync::Arc;

    #[test]
    fn a_search_ends_when_the_last_reach_finds_nothing() {
        let name = |n: usize| {
            let syllable = |n: usize| ["ba", "de", "gi", "lo", "mu", "ne", "ri", "so"][n % 8];
            [n, n / 8, n / 64, n].map(syllable).concat() + " Boris"
        };
        let records = (0..500).map(|n| Record::new(n.to_string(), name(n)));
        let list =
            Watchlist::builder().records(records).build().unwrap().into_searcher().into_list();
        let entry = Record::new("e", "Khachkhazhakov Zhukhachakhin");
        let expand = |token: &str| Arc::new(Expansion::new(&list, list.spelling(token)));
        let query = Query::new(&list, &entry, QueryBuffers::default(), expand);
        let (view, policy) = (query.view(), Policy::default().resolve(&list, None));
        let (list, query, view, policy) = (&list, &query, &view, &policy);
        let request = Request { list, query, view, policy, visibility: None };
        let mut workspace = Workspace::new(list.len());
        let result = search(request, &mut workspace);
        assert!(result.best.is_empty());
        // What the reaches could have found left the bound above the threshold until they found nothing.
        assert!(query.reaches_searched() > 0);
        assert_eq!(workspace.visited(), 0);
    }
}

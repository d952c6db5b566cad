//! A list that is ready to be searched by many threads, with what searches keep between queries.

use super::answer::Screening;
use super::expansion::Expansion;
use super::found::{Band, Comparison, Match};
use super::query::Query;
use super::resolved_policy::ResolvedPolicy;
use super::scorer::{Request, SearchResult, Visibility};
use super::search::{search, search_exhaustively};
use super::token_cache::TokenCache;
use super::weighted_index::WeightedIndex;
use super::workspace::{Workspace, WorkspacePool};
use crate::evidence::{Bits, Rarity, RawEvidence, TokenRarities};
#[cfg(feature = "persons")]
use crate::evidence::{Evidence, compare};
use crate::name::spelling;
use crate::record::{Record, encode};
use crate::spelling::Spelling;
use std::sync::Arc;

/// How candidates are found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SearchMode {
    /// Through the index.
    Indexed,
    /// By scoring every record.
    Exhaustive,
}

/// A weighted index with a cache of expansions and idle workspaces.
#[derive(Debug)]
pub(crate) struct Searcher {
    list: WeightedIndex,
    expansions: TokenCache<Expansion>,
    workspaces: WorkspacePool,
}

/// The capacity of the cache in bytes, by the number of records: a large list has more tokens, and more tokens
/// near each. At 1,000,000 records and 30,000 queries twice as much as 64 MiB saves 7 % of the searches of
/// the vocabulary, and sixteen times as much 14 %.
fn cache_capacity(records: usize) -> usize {
    (records * 128).clamp(16 << 20, 1 << 30)
}

impl Searcher {
    pub(crate) fn new(list: WeightedIndex) -> Self {
        Searcher {
            expansions: TokenCache::new(cache_capacity(list.len())),
            workspaces: WorkspacePool::new(list.len()),
            list,
        }
    }

    pub(crate) fn list(&self) -> &WeightedIndex {
        &self.list
    }

    pub(crate) fn into_list(self) -> WeightedIndex {
        self.list
    }

    /// The expansion of a token, from the cache where it is there.
    fn expand(&self, token: &str) -> Arc<Expansion> {
        self.expansions
            .get_or_insert(token, || Expansion::new(&self.list, self.list.spelling(token)))
    }

    /// Screens one record.
    pub(crate) fn screen(
        &self,
        record: &Record,
        policy: &ResolvedPolicy,
        mode: SearchMode,
        visibility: Visibility<'_>,
    ) -> Screening {
        let list = &self.list;
        let (record, is_over_limit) = record.within_limits();
        let record = &*record;
        let expand = |token: &str| match mode {
            SearchMode::Indexed => self.expand(token),
            SearchMode::Exhaustive => Arc::new(Expansion::exhaustive(list, spelling(token))),
        };
        self.workspaces.with(|workspace| {
            let query = Query::new(list, record, std::mem::take(&mut workspace.query), expand);
            let request = Request { list, query: &query, view: &query.view(), policy, visibility };
            let mut answer = answer(request, record, mode, workspace);
            if is_over_limit {
                (answer.certificate.complete, answer.certificate.rest_at_most) = (false, None);
            }
            workspace.query = query.into_buffers();
            if policy.incomplete { answer } else { answer.or_refused() }
        })
    }

    /// The evidence between two records of the list, the first as the query: what screening finds, with
    /// cached expansions.
    #[cfg(feature = "persons")]
    pub(crate) fn relate(&self, query: &Record, record: &Record) -> Evidence {
        let WeightedIndex { model, .. } = &self.list;
        let rarity = |token: &Spelling| self.rarity(token);
        compare(model, query, record, Some(&self.list.epoch().index), rarity)
    }

    /// Runs `work` with a workspace of this list.
    pub(super) fn with_workspace<T>(&self, work: impl FnOnce(&mut Workspace) -> T) -> T {
        self.workspaces.with(work)
    }
}

impl TokenRarities for Searcher {
    fn rarity(&self, token: &Spelling) -> Rarity {
        self.expand(token.text()).rarity
    }
}

/// Searches, and leaves in each match what explains it.
fn answer(
    request: Request<'_>,
    record: &Record,
    mode: SearchMode,
    workspace: &mut Workspace,
) -> Screening {
    let SearchResult { best, certificate, tied_left_out } = match mode {
        SearchMode::Indexed => search(request, workspace),
        SearchMode::Exhaustive => search_exhaustively(request, workspace),
    };
    let Request { list, policy, .. } = request;
    let encoded = &mut workspace.encoded;
    let mut entry = Arc::default();
    if !best.is_empty() {
        encoded.clear();
        encode(record, encoded);
        entry = encoded.as_slice().into();
    }
    let found = |(bits, number, findings): (Bits, u32, RawEvidence)| {
        let band = if bits < policy.report_from { Band::Review } else { Band::Report };
        let comparison = Comparison { entry: Arc::clone(&entry), findings };
        Match::new(bits, policy.probability(bits), band, list.index.encoded(number), comparison)
    };
    Screening {
        id: record.id().to_owned(),
        valid_on: policy.valid_on,
        fingerprint: policy.fingerprint,
        matches: best.into_iter().map(found).collect(),
        tied_left_out,
        certificate,
    }
}

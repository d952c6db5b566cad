//! An index with what it is searched by: the model, and the statistics that say how rare tokens, documents
//! and records are.
//!
//! The statistics are those of the list itself, or of an *epoch*: a frozen list that several lists share, as
//! the parts of a list that changes do. Adding a record to one of them then changes nobody's bits.

use super::listed_rarities::ListedRarities;
use super::reaches::shortest_reach;
use super::term_frequencies::TermFrequencies;
use super::token_cache::TokenCache;
use crate::evidence::{Evidence, Model, Rarity, compare};
use crate::index::{ContentHash, Index, normalization_fingerprint};
use crate::name::spelling;
use crate::record::Record;
use crate::spelling::Spelling;
use crate::vocabulary::{QueryToken, SimilarTable, TokenId};
use std::sync::{Arc, OnceLock};
use xxhash_rust::xxh3::Xxh3;

/// An index, its model and its statistics.
#[derive(Debug)]
pub(crate) struct WeightedIndex {
    pub(crate) model: Model,
    pub(crate) index: Index,
    frequencies: TermFrequencies,
    epoch: Option<SharedEpoch>,
    listed_rarities: ListedRarities,
    weights_checksum: OnceLock<u128>,
}

/// A frozen list whose statistics count in other lists.
#[derive(Debug)]
pub(crate) struct EpochList {
    list: WeightedIndex,
    rarities: TokenCache<Rarity>,
}

/// The epoch of a list.
#[derive(Debug)]
struct SharedEpoch {
    epoch: Arc<EpochList>,
    /// The epoch's frequencies by the list's own token numbers, where its vocabulary has all tokens of the
    /// epoch: each token is then looked up in one vocabulary only.
    by_own_tokens: Option<TermFrequencies>,
}

/// Bytes of rarities that an epoch caches: some 100,000 tokens.
const CACHED_RARITIES: usize = 8 << 20;

impl EpochList {
    pub(crate) fn new(list: WeightedIndex) -> Self {
        EpochList { list, rarities: TokenCache::new(CACHED_RARITIES) }
    }

    /// The list that is the epoch.
    pub(crate) fn list(&self) -> &WeightedIndex {
        &self.list
    }

    /// How rare a token is.
    pub(super) fn rarity(&self, token: &str) -> Rarity {
        self.cached_rarity(token, || self.list.rarity_of(self.list.spelling(token)))
    }

    /// The same, computed by the caller where it is not cached.
    fn cached_rarity(&self, token: &str, compute: impl FnOnce() -> Rarity) -> Rarity {
        *self.rarities.get_or_insert(token, compute)
    }
}

impl WeightedIndex {
    /// A list that is weighed by its own statistics.
    pub(crate) fn new(model: Model, index: Index) -> Self {
        WeightedIndex {
            frequencies: TermFrequencies::new(&model, index.token_counts.clone()),
            model,
            index,
            epoch: None,
            listed_rarities: ListedRarities::default(),
            weights_checksum: OnceLock::new(),
        }
    }

    /// The list, weighed by the statistics of an epoch from now on.
    pub(crate) fn with_epoch(mut self, epoch: Arc<EpochList>) -> Self {
        let (own, others) = (&self.index.vocabulary, &epoch.list.index.vocabulary);
        // The small parts of a list that changes lack most tokens of its epoch.
        let by_own_tokens = (own.len() >= others.len())
            .then(|| {
                let find = |token| own.find(others.text(token));
                epoch.list.frequencies.renumbered(own.len(), find)
            })
            .flatten();
        self.epoch = Some(SharedEpoch { epoch, by_own_tokens });
        self.listed_rarities = ListedRarities::default();
        self
    }

    /// How many records the list has.
    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }

    /// The list's own term frequencies.
    pub(super) fn frequencies(&self) -> &TermFrequencies {
        &self.frequencies
    }

    /// Whether the statistics of another list count.
    pub(super) fn has_epoch(&self) -> bool {
        self.epoch.is_some()
    }

    /// The list whose statistics count: this one unless it has an epoch.
    pub(crate) fn epoch(&self) -> &WeightedIndex {
        self.epoch.as_ref().map_or(self, |shared| &shared.epoch.list)
    }

    /// How rare a token is, by the statistics that count. `similar` are the tokens of this list that count
    /// ([`Model::counts_towards_rarity`]).
    pub(super) fn rarity(&self, token: &Spelling, similar: &SimilarTable) -> Rarity {
        let by =
            |frequencies: &TermFrequencies| frequencies.rarity(&self.model, token, similar.iter());
        match &self.epoch {
            None => by(&self.frequencies),
            // The other parts of the list ask for the same tokens, and most of them can't count by their own.
            Some(SharedEpoch { epoch, by_own_tokens: Some(frequencies) }) => {
                epoch.cached_rarity(token.text(), || by(frequencies))
            }
            Some(SharedEpoch { epoch, .. }) => epoch.rarity(token.text()),
        }
    }

    /// The same, where it is not known which tokens are similar.
    pub(super) fn rarity_of(&self, token: Spelling) -> Rarity {
        let token = QueryToken::new(token);
        let WeightedIndex { model, index, .. } = self;
        let (reach, costs) = (shortest_reach(model), model.closeness_costs());
        let counts = |closeness| model.counts_towards_rarity(closeness);
        let rarity = |similar: &SimilarTable| self.rarity(token.spelling(), similar);
        index.vocabulary.search_and_count(reach, costs, &token, counts, rarity).1
    }

    /// A token with all that it is compared by. It is read anew, which takes ten times as long, only if this list lacks it,
    /// and so does that of its epoch, which may have tokens that this one has not.
    pub(super) fn spelling(&self, token: &str) -> Spelling {
        let epoch = self.epoch.as_ref().filter(|shared| shared.by_own_tokens.is_none());
        let epoch = epoch.map(|shared| &shared.epoch.list.index.vocabulary);
        let listed = [&self.index.vocabulary].into_iter().chain(epoch).find_map(|vocabulary| {
            vocabulary.find(token).map(|listed| vocabulary.spelling(listed))
        });
        listed.unwrap_or_else(|| spelling(token))
    }

    /// How rare a token of this list is, by the statistics that count.
    pub(super) fn listed_rarity(&self, token: TokenId) -> Rarity {
        let vocabulary = &self.index.vocabulary;
        self.listed_rarities
            .get_or_insert(vocabulary.len(), token, || self.rarity_of(vocabulary.spelling(token)))
    }

    /// The evidence between a query record and any record, by the statistics of this list. Of the index it uses the
    /// vocabulary alone, for how rare tokens are.
    pub(crate) fn compare(&self, query: &Record, record: &Record) -> Evidence {
        let rarity = |token: &Spelling| self.rarity_of(token.clone());
        compare(&self.model, query, record, Some(&self.epoch().index), rarity)
    }

    /// A checksum of all that bits depend on: the model, the records that the statistics are counted from, and
    /// the versions of the crate and of normalization.
    pub(super) fn weights_checksum(&self) -> u128 {
        let epoch = self.epoch();
        *epoch.weights_checksum.get_or_init(|| {
            let mut sum = Xxh3::new();
            sum.update(&epoch.model.checksum().to_le_bytes());
            sum.update(&epoch.content().0.to_le_bytes());
            sum.update(&normalization_fingerprint().to_le_bytes());
            sum.update(env!("CARGO_PKG_VERSION").as_bytes());
            sum.digest128()
        })
    }

    /// The checksum of the list's records.
    pub(crate) fn content(&self) -> ContentHash {
        self.index.archive.content()
    }
}

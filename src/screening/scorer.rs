//! Records as a search visits them, each once: ruled out by a bound, excluded by the policy, or scored; and
//! the best of them.
//!
//! A record is bounded five times before it is scored, each time by more of it: by the tags in a posting; by the
//! gains of all its tokens, its birth date and its sex; by what the reaches found or by the signatures of its
//! tokens; by how close each of its tokens is; and by what contradicts.

use super::answer::Certificate;
use super::date_strata::{StratumSegment, postings_in_strata};
use super::query::{ClosenessOfRecord, Query, QueryPart, SignatureBounds};
use super::resolved_policy::ResolvedPolicy;
use super::tag_bounds::TagUpperBounds;
use super::trait_bounds::TraitUpperBounds;
use super::weighted_index::WeightedIndex;
use super::workspace::{PendingRecord, Workspace};
use crate::encoding::{NameToken, sex_position};
use crate::evidence::{
    Bits, ContradictionUpperBound, DateAndSexUpperBound, NameUpperBound, QueryView, RawEvidence,
    TokenPairs, max_token_agreement, weigh,
};
use crate::index::Index;
use crate::storage::prefetch;
use crate::vocabulary::TokenId;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Records that are prefetched together, and those that are bounded together.
const BATCH: usize = 32;

/// Which records can be returned, by rank; `None` for all.
pub(crate) type Visibility<'a> = Option<&'a (dyn Fn(u32) -> bool + Sync)>;

/// A query with everything that decides its answer.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    pub(super) list: &'a WeightedIndex,
    pub(super) query: &'a Query<'a>,
    /// The same query, as evidence compares it.
    pub(super) view: &'a QueryView<'a>,
    pub(super) policy: &'a ResolvedPolicy,
    pub(super) visibility: Visibility<'a>,
}

/// A record's bits, its rank, its number, and what the bits consist of. No two have one rank.
type ScoredRecord = (Bits, Reverse<u32>, u32, RawEvidence);

/// The best records with their bits and what these consist of, best first, and the certificate.
pub(super) struct SearchResult {
    pub(super) best: Vec<(Bits, u32, RawEvidence)>,
    pub(super) certificate: Certificate,
    /// Records with the bits of the last of `best` that the limit left out.
    pub(super) tied_left_out: usize,
}

/// Scores records as they are visited, and keeps the best.
pub(super) struct Scorer<'a> {
    request: Request<'a>,
    /// The fewest bits with which a record has to be found.
    least: Bits,
    facts: DateAndSexUpperBound<'a>,
    /// The part of the query that is searched for, and the query with the names of that part.
    part: &'a QueryPart,
    view: QueryView<'a>,
    /// The bounds by tags and by signatures of the part, as of `reaches` searched reaches.
    tags: TagUpperBounds,
    signatures: SignatureBounds<'a>,
    reaches: usize,
    names: NameUpperBound<'a>,
    traits: TraitUpperBounds,
    workspace: &'a mut Workspace,
    /// The worst on top: fewest bits, and among equals the last rank; with the record and its evidence.
    best: BinaryHeap<Reverse<ScoredRecord>>,
    scored: usize,
    excluded: usize,
    /// Records that the visibility filter hides.
    hidden: usize,
    /// The most bits that the limit left out, and of how many records.
    left_out: (Bits, usize),
    /// An upper bound on the records that were ruled out one by one.
    ruled_out: Option<Bits>,
    /// What was done so far, and whether that was more than the policy's budget while there was something left to do.
    steps: u64,
    is_cut_off: bool,
}

/// What finding the tokens that are similar to one counts as, in visited records: some 25 µs in a list of 1,000,000.
/// The next reaches count as much.
const TOKEN_STEPS: u64 = 64;

/// What each birth date of an entry counts as.
const DATE_STEPS: u64 = 16;

impl<'a> Scorer<'a> {
    pub(super) fn new(request: Request<'a>, least: Bits, workspace: &'a mut Workspace) -> Self {
        workspace.clear();
        let gains = std::mem::take(&mut workspace.tag_gains);
        let Request { list: WeightedIndex { model, .. }, query, view, .. } = request;
        let part = &query.parts()[0];
        let view_of_part = query.view_of(part);
        Scorer {
            request,
            least,
            facts: DateAndSexUpperBound::new(model, view),
            part,
            view: view_of_part,
            tags: TagUpperBounds::new(&view_of_part, query, part, gains),
            signatures: query.signature_bounds(part),
            reaches: query.reaches_searched(),
            names: NameUpperBound::new(model, view_of_part),
            traits: TraitUpperBounds::new(model, view),
            workspace,
            best: BinaryHeap::new(),
            scored: 0,
            excluded: 0,
            hidden: 0,
            left_out: (Bits::from_hundredths(i32::MIN), 0),
            ruled_out: None,
            steps: 0,
            is_cut_off: false,
        }
    }

    /// Whether the entry has taken more steps than it may, with something left to do.
    pub(super) fn is_cut_off(&mut self) -> bool {
        self.is_cut_off |= self.steps > self.request.policy.budget;
        self.is_cut_off
    }

    /// Counts what the query states: the search for tokens that are similar to those of its names, each distinct one, and
    /// the pairs of listed tokens that make it when they are written together; its birth dates, which divide the list;
    /// and its other values, which are looked up.
    pub(super) fn count_values(&mut self) {
        let record = &self.request.view.record;
        let others = record.documents.iter().count() + record.countries.len() + record.places.len();
        self.steps += DATE_STEPS * record.birth_dates.len() as u64 + others as u64;
        let expansions = self.request.query.expansions();
        let pairs: usize = expansions.iter().map(|expansion| expansion.parts().len()).sum();
        self.steps += TOKEN_STEPS * expansions.len() as u64 + pairs as u64;
    }

    pub(super) fn request(&self) -> Request<'a> {
        self.request
    }

    /// Lets the fewest bits with which a record has to be found fall. What was ruled out so far is open again.
    pub(super) fn lower(&mut self, least: Bits) {
        self.least = least;
        self.ruled_out = None;
    }

    /// Begins with a part of the query. No record is visited by it yet, but those that were scored stay so.
    pub(super) fn begin(&mut self, part: &'a QueryPart) {
        self.workspace.begin_again();
        let Request { list, query, .. } = self.request;
        (self.part, self.view) = (part, query.view_of(part));
        self.names = NameUpperBound::new(&list.model, self.view);
        self.bound_by_reaches();
    }

    /// What the reaches count as that were searched since the bounds were made.
    fn steps_of_reaches(&self) -> u64 {
        TOKEN_STEPS * (self.request.query.reaches_searched() - self.reaches) as u64
    }

    /// Makes the bounds that depend on how far the reaches were searched.
    fn bound_by_reaches(&mut self) {
        let query = self.request.query;
        let gains = std::mem::take(&mut self.tags).into_gains();
        self.tags = TagUpperBounds::new(&self.view, query, self.part, gains);
        self.signatures = query.signature_bounds(self.part);
        self.steps += self.steps_of_reaches();
        self.reaches = query.reaches_searched();
    }

    fn index(&self) -> &'a Index {
        &self.request.list.index
    }

    /// The bits of the last record of a full limit, once all visited records are scored or ruled out.
    pub(super) fn last_of_limit(&self) -> Option<Bits> {
        let is_full = self.best.len() >= self.request.policy.limit;
        self.best.peek().filter(|_| is_full).map(|Reverse((bits, ..))| *bits)
    }

    /// The fewest bits that can still matter: those that have to be found, or of the last of a full limit.
    pub(super) fn enough(&self) -> Bits {
        match self.request.policy.limit {
            0 => Bits::from_hundredths(i32::MAX),
            _ => self.last_of_limit().map_or(self.least, |last| last.max(self.least)),
        }
    }

    /// The most that a record weighs, given what its names and its birth date weigh, if it shares no document
    /// with the query.
    pub(super) fn most_of(&self, names: Bits, birth_date: Bits) -> Bits {
        names + birth_date + self.traits.all
    }

    /// Visits the records of open strata in the posting lists of these tokens, unless the tags of a posting
    /// show that the record cannot matter.
    pub(super) fn visit_postings(&mut self, tokens: &[TokenId], segments: &[StratumSegment]) {
        if self.reaches < self.request.query.reaches_searched() {
            self.bound_by_reaches();
        }
        let (enough, sex) = (self.enough(), self.facts.sex());
        let mut listed = std::mem::take(&mut self.workspace.listed);
        for token in tokens {
            if self.is_cut_off() {
                break;
            }
            let names = self.tags.most_with(*token);
            let postings = self.index().postings.of_token(*token);
            self.steps += 1 + postings.len() as u64;
            for (bits, part) in postings_in_strata(postings, segments) {
                let most = names + bits + self.traits.origin;
                let needed = sex.map(|sex| enough - (most + sex));
                if let Some(shortfall) = self.tags.filter(part, needed, &mut listed) {
                    self.ruled_out = self.ruled_out.max(Some(enough - shortfall));
                }
            }
        }
        self.visit(listed.drain(..), Bits::ZERO);
        self.workspace.listed = listed;
    }

    /// Visits records; `document` is the most that their documents weigh.
    ///
    /// Records are far apart in memory, so what is read of them is prefetched in batches.
    pub(super) fn visit(&mut self, records: impl IntoIterator<Item = u32>, document: Bits) {
        let Index { columns, vocabulary, .. } = self.index();
        let mut records = records.into_iter();
        let mut batch = [(0, Bits::ZERO); BATCH];
        loop {
            let mut new = 0;
            for record in records.by_ref() {
                if self.workspace.visit(record) {
                    prefetch(*columns.compact.date(record));
                    batch[new].0 = record;
                    new += 1;
                    if new == BATCH {
                        break;
                    }
                }
            }
            if new == 0 || self.is_cut_off() {
                return;
            }
            self.steps += new as u64;
            let mut left = 0;
            for n in 0..new {
                if let Some(beside_names) = self.bound_by_tags(batch[n].0, document) {
                    let tokens = columns.compact.distinct(batch[n].0);
                    tokens.for_each(|token| vocabulary.prefetch(token));
                    batch[left] = (batch[n].0, beside_names);
                    left += 1;
                }
            }
            for (record, beside_names) in &batch[..left] {
                self.bound_by_signatures(*record, *beside_names);
            }
        }
    }

    /// An upper bound on the bits of a record without its names; `None` if the tags of its tokens rule it out.
    fn bound_by_tags(&mut self, record: u32, document: Bits) -> Option<Bits> {
        let compact = &self.index().columns.compact;
        let facts = self.facts.upper_bound(*compact.date(record), compact.sex(record));
        let beside_names = facts + document + self.traits.origin;
        let most = beside_names + self.tags.most(compact.tokens(record));
        if most < self.enough() {
            self.ruled_out = self.ruled_out.max(Some(most));
            return None;
        }
        Some(beside_names)
    }

    /// Adds a record to those that wait for the bound by closeness, unless what the reaches found and the
    /// signatures of its tokens rule it out.
    fn bound_by_signatures(&mut self, record: u32, beside_names: Bits) {
        let start = self.workspace.tokens.len();
        self.workspace.tokens.extend(self.index().columns.compact.distinct(record));
        let tokens = &self.workspace.tokens[start..];
        let (query, vocabulary) = (self.request.query, &self.index().vocabulary);
        let most = |at: usize, one: &NameToken, token| match self.tags.may_have(token) {
            true => query.most_of(one, token),
            false => self.signatures[at].most(vocabulary, token),
        };
        let length = self.index().columns.compact.tokens(record).len();
        let most = beside_names + self.names.upper_bound(tokens, length, most);
        if most < self.enough() {
            self.workspace.tokens.truncate(start);
            self.ruled_out = self.ruled_out.max(Some(most));
            return;
        }
        self.workspace.pending.push(PendingRecord { record, beside_names, tokens: start });
        if self.workspace.pending.len() == BATCH {
            self.bound_by_closeness();
        }
    }

    /// Scores the records that wait, unless the closeness of their tokens rules them out. Finding it for all of
    /// them together takes a fraction of the time.
    pub(super) fn bound_by_closeness(&mut self) {
        if self.workspace.pending.is_empty() {
            return;
        }
        let mut pending = std::mem::take(&mut self.workspace.pending);
        let mut tokens = std::mem::take(&mut self.workspace.tokens);
        let mut closest = std::mem::take(&mut self.workspace.closest);
        let gathered = &mut self.workspace.gathered;
        let Request { list: WeightedIndex { model, .. }, query, view, .. } = self.request;
        query.closeness_to_all(self.part, &tokens, gathered, &mut closest);
        let all = tokens.len();
        let mut end = all;
        // Backwards, as the tokens of each record end where those of the next begin.
        for PendingRecord { record, beside_names, tokens: start } in pending.drain(..).rev() {
            let pairs = ClosenessOfRecord {
                query,
                tokens: &tokens[start..end],
                first: self.part.numbers.start,
                closest: &closest,
                row: all,
                start,
            };
            let exactly = |_, one: &NameToken, token| {
                let closest = pairs.closest(one.token(), token)?;
                Some(max_token_agreement(model, one, view.rarity[one.token() as usize], closest))
            };
            let length = self.index().columns.compact.tokens(record).len();
            let most = beside_names + self.names.upper_bound(pairs.tokens, length, exactly);
            end = start;
            let enough = self.enough();
            // What contradicts takes longer to find, and is looked for where nothing else rules the record out.
            let most = match most < enough {
                true => most,
                false => most.min(self.bound_by_contradiction(record, beside_names, &pairs)),
            };
            if most < enough {
                self.ruled_out = self.ruled_out.max(Some(most));
            } else {
                self.score_by_part(record, &pairs);
            }
        }
        tokens.clear();
        (self.workspace.pending, self.workspace.tokens) = (pending, tokens);
        self.workspace.closest = closest;
    }

    /// An upper bound on the bits of a record that knows what contradicts in its names.
    fn bound_by_contradiction(
        &mut self,
        record: u32,
        beside_names: Bits,
        pairs: &ClosenessOfRecord<'_>,
    ) -> Bits {
        let (model, compact) = (&self.request.list.model, &self.index().columns.compact);
        // Each two names are compared, as where a record is weighed.
        self.steps += (self.view.record.spans.len() * compact.names(record).count()) as u64;
        let agreement = |one: &NameToken, listed: &NameToken| {
            let closest = pairs.closeness(one.token(), listed.token())?;
            let rarity = self.view.rarity[one.token() as usize];
            Some(max_token_agreement(model, one, rarity, closest))
        };
        // What is left of the bound beside the names when all else is taken from it is that of documents.
        let birth_date = self.facts.birth_date(*compact.date(record));
        let sex = self.facts.sex()[sex_position(compact.sex(record))];
        let document = beside_names - (birth_date + sex + self.traits.origin);
        let most_of_one = birth_date.max(document).max(self.traits.most_of_one);
        let names = ContradictionUpperBound {
            model,
            query: &self.view,
            names: compact.names(record),
            agreement,
            may_be_relative: most_of_one < model.no_relative(),
        };
        beside_names + names.upper_bound()
    }

    /// Scores a record, unless the names of the part show that it cannot matter by them. Its bits are those of the best
    /// of all names, which is in a part that lets it pass.
    fn score_by_part(&mut self, record: u32, pairs: &ClosenessOfRecord<'_>) {
        let Request { list: WeightedIndex { model, index, .. }, query, .. } = self.request;
        if query.parts().len() == 1 {
            return self.score(record, pairs);
        }
        let (listed, scratch) = (index.columns.view(record), &mut self.workspace.scratch);
        self.steps += (self.view.record.spans.len() * listed.spans.len()) as u64;
        let bits = weigh(model, &self.view, &listed, pairs, scratch, None);
        if bits < self.enough() {
            self.ruled_out = self.ruled_out.max(Some(bits));
            return;
        }
        self.score(record, query);
    }

    /// Scores a record, unless it is hidden or the policy excludes it.
    pub(super) fn score(&mut self, record: u32, pairs: &impl TokenPairs) {
        let Request { list, view, policy, visibility, .. } = self.request;
        let columns = &list.index.columns;
        let rank = columns.rank(record);
        self.workspace.settle(record);
        if visibility.is_some_and(|is_visible| !is_visible(rank)) {
            self.hidden += 1;
            return;
        }
        if !policy.includes(columns.listing(record)) || !self.is_submitted(record) {
            self.excluded += 1;
            return;
        }
        self.scored += 1;
        let listed = columns.view(record);
        self.steps += (view.record.spans.len() * listed.spans.len()) as u64;
        let Workspace { scratch, findings, .. } = &mut *self.workspace;
        findings.clear();
        // What the bits consist of is noted on the way. Once the limit is full, few records that are weighed are among
        // the best, and those are weighed again.
        let is_room = self.best.len() < policy.limit;
        let noted = is_room.then_some(&mut *findings);
        let bits = weigh(&list.model, view, &listed, pairs, scratch, noted);
        if bits < policy.min_bits {
            return;
        }
        let is_among_best = |Reverse((worst, rank_of_worst, ..)): &Reverse<ScoredRecord>| {
            (bits, Reverse(rank)) > (*worst, *rank_of_worst)
        };
        if self.best.len() >= policy.limit && !self.best.peek().is_some_and(is_among_best) {
            self.leave_out(bits);
            return;
        }
        let Workspace { scratch, findings, .. } = &mut *self.workspace;
        if !is_room {
            weigh(&list.model, view, &listed, pairs, scratch, Some(findings));
        }
        self.best.push(Reverse((bits, Reverse(rank), record, findings.clone())));
        if self.best.len() > policy.limit
            && let Some(Reverse((bits, ..))) = self.best.pop()
        {
            self.leave_out(bits);
        }
    }

    /// Counts a record that the limit leaves out.
    fn leave_out(&mut self, bits: Bits) {
        match bits.cmp(&self.left_out.0) {
            Ordering::Less => {}
            Ordering::Equal => self.left_out.1 += 1,
            Ordering::Greater => self.left_out = (bits, 1),
        }
    }

    /// Whether a record was submitted by the day that the policy names.
    fn is_submitted(&self, record: u32) -> bool {
        let submitted = || self.index().record(record).listing().submitted_at();
        self.request.policy.submitted_by.is_none_or(|by| submitted().is_none_or(|day| day <= by))
    }

    /// Ends the search. `unvisited` bounds the bits of records that were not visited, if there are any.
    pub(super) fn finish(mut self, unvisited: Option<Bits>) -> SearchResult {
        self.steps += self.steps_of_reaches();
        let records = self.request.list.len();
        let complete = !self.is_cut_off;
        let Scorer { best, scored, excluded, hidden, left_out, ruled_out, steps, .. } = self;
        self.workspace.tag_gains = self.tags.into_gains();
        let last = best.peek().map(|Reverse((bits, ..))| *bits);
        let rest = records - scored - excluded - hidden;
        let sorted = best.into_sorted_vec().into_iter();
        let rest_at_most = unvisited.max(ruled_out).filter(|_| rest > 0 && complete);
        SearchResult {
            best: sorted.map(|Reverse((bits, _, record, raw))| (bits, record, raw)).collect(),
            certificate: Certificate { complete, steps, records, scored, excluded, rest_at_most },
            tied_left_out: if last == Some(left_out.0) { left_out.1 } else { 0 },
        }
    }
}

//! What a list knows of a token: how close its own tokens are, in a table that is asked for one of
//! them, and in the order in which a search reads their posting lists.
//!
//! What is close is found in steps, each further than the one before and at a multiple of its cost. The
//! first is always made. What it does not find is bounded by where it ends, and seldom weighs enough to
//! matter: the next step is made when a search cannot do without.

use super::Watchlist;
use crate::evidence::{Bits, Model, min_token_contradiction, min_unmatched_token, two_word_splits};
use crate::spelling::Spelling;
use crate::vocabulary::{
    Bytes, Closeness, ClosenessKind, GatheredReadings, Reach, Signature, Similar, SimilarTable,
    TokenId, Vocabulary,
};
use std::ops::Range;
use std::sync::OnceLock;

/// The tokens of a list that are similar to one token, and that one's rarity.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) rarity: Bits,
    spelling: Spelling,
    signature: Signature,
    near: Likeness,
    /// The steps beyond, as far as what they find weighs more than another name.
    further: Vec<Further>,
    /// The fathers' names for this one, if it is a patronymic.
    fathers: Box<[TokenId]>,
    /// The pairs of tokens that are written as this one together.
    parts: Box<[[TokenId; 2]]>,
}

/// A step beyond those before it.
#[derive(Debug)]
struct Further {
    reach: Reach,
    /// The closest that any token is by sound which those steps do not know, or know to be further
    /// away than this.
    beyond: Closeness,
    /// The tokens that are so close.
    found: OnceLock<Likeness>,
}

/// The steps in their order.
const REACHES: [Reach; STEPS] = [Reach::SameSkeleton, Reach::NearSkeleton, Reach::Full];
/// How many there are.
pub(crate) const STEPS: usize = 3;

/// Similar tokens.
#[derive(Debug)]
struct Likeness {
    similar: SimilarTable,
    lists: Lists,
}

/// Those of some similar tokens that weigh more than standing alone, by what they weigh, most first.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    pub(crate) steps: Box<[Step]>,
    /// The tokens of all steps, in their order.
    pub(crate) tokens: Box<[TokenId]>,
}

/// Posting lists with the same bits, read together.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The most that a record in them gains.
    pub(crate) bits: Bits,
    /// Which lists.
    pub(crate) lists: Range<u32>,
    pub(crate) records: u32,
}

impl Lists {
    /// All tokens, and the most that a record gains by each.
    pub(crate) fn agreements(&self) -> impl Iterator<Item = (TokenId, Bits)> {
        let of_step = |step: &Step| std::iter::repeat_n(step.bits, step.lists.len());
        self.tokens.iter().copied().zip(self.steps.iter().flat_map(of_step))
    }
}

impl Known {
    pub(super) fn new(watchlist: &Watchlist, spelling: Spelling) -> Self {
        let Watchlist { model, vocabulary, .. } = watchlist;
        let costs = model.closeness_costs();
        // What counts towards a token's frequency is found in the first step; by some models that
        // has to be a longer one.
        let counted = |reach: &Reach| {
            costs.least_missed_cost(*reach).is_none_or(|beyond| beyond >= model.neighbourhood())
        };
        let first = REACHES.iter().position(counted).unwrap_or(STEPS - 1);
        let similar = vocabulary.search(REACHES[first], costs, &spelling);
        let rarity = watchlist.rarity(&spelling, &similar);
        let steps = REACHES[first..].windows(2).map_while(|reach| {
            let cost = costs.least_missed_cost(reach[0]).filter(|_| spelling.has_readings())?;
            let beyond = Closeness { cost, kind: ClosenessKind::Near };
            let weighs = model.token_agreement(rarity, beyond) > min_token_contradiction(model);
            weighs.then(|| Further { reach: reach[1], beyond, found: OnceLock::new() })
        });
        let further = steps.collect();
        Known::of(watchlist, spelling, rarity, further, similar)
    }

    /// The same of all similar tokens.
    pub(super) fn of_everything(
        watchlist: &Watchlist,
        spelling: Spelling,
        similar: SimilarTable,
    ) -> Self {
        let rarity = watchlist.rarity(&spelling, &similar);
        Known::of(watchlist, spelling, rarity, Vec::new(), similar)
    }

    fn of(
        watchlist: &Watchlist,
        spelling: Spelling,
        rarity: Bits,
        further: Vec<Further>,
        similar: SimilarTable,
    ) -> Self {
        let fathers =
            similar.iter().filter(|similar| similar.closeness.kind == ClosenessKind::Father);
        let mut fathers: Vec<TokenId> = fathers.map(|similar| similar.token).collect();
        fathers.sort_unstable();
        let parts =
            two_word_splits(spelling.text()).filter_map(|parts| watchlist.tokens(parts)).collect();
        Known {
            rarity,
            signature: Vocabulary::signature(&spelling),
            spelling,
            near: Likeness::new(watchlist, rarity, similar, |_| true),
            further,
            fathers: fathers.into(),
            parts,
        }
    }

    /// The closest that a token is by sound which is not known after so many steps beyond the first;
    /// `None` where it weighs no more than another name.
    pub(crate) fn beyond(&self, steps: usize) -> Option<Closeness> {
        self.further.get(steps).map(|further| further.beyond)
    }

    /// The closest that a token of the list is by sound which is not known after so many steps; its
    /// signature may say that it is further away than [`Known::beyond`].
    pub(crate) fn beyond_by_signature(
        &self,
        watchlist: &Watchlist,
        steps: usize,
        token: TokenId,
    ) -> Option<Closeness> {
        let beyond = self.beyond(steps)?;
        let differences = watchlist.vocabulary.min_visible_differences(&self.signature, token);
        let least = watchlist.model.closeness_costs().closeness_lower_bound(differences)?;
        Some(least.max(beyond))
    }

    /// How close a token of the list is as far as so many steps beyond the first know, and the closest
    /// that it may be beside that, by its signature. Either may weigh more: an initial weighs the same for every token.
    pub(crate) fn at_best(
        &self,
        watchlist: &Watchlist,
        steps: usize,
        token: TokenId,
    ) -> [Option<Closeness>; 2] {
        let mut known = self.near.similar.get(token);
        for (step, further) in self.further.iter().enumerate() {
            if known.is_some_and(|known| known <= further.beyond) {
                break;
            }
            if step == steps {
                return [known, self.beyond_by_signature(watchlist, steps, token)];
            }
            let more = self.found(watchlist, step + 1).similar.get(token);
            known = known.into_iter().chain(more).min();
        }
        [known, None]
    }

    /// How close a token of the list is; `None` where it is not similar, or so little that it weighs
    /// no more than another name.
    pub(crate) fn closeness(&self, watchlist: &Watchlist, token: TokenId) -> Option<Closeness> {
        let mut known = self.near.similar.get(token);
        for further in &self.further {
            if known.is_some_and(|known| known <= further.beyond) {
                break;
            }
            let found = further.found.get();
            let more = match found {
                Some(found) => found.similar.get(token),
                None => {
                    let costs = watchlist.model.closeness_costs();
                    watchlist.vocabulary.sound_closeness(costs, &self.spelling, token)
                }
            };
            known = known.into_iter().chain(more).min();
            if found.is_none() {
                break;
            }
        }
        known.filter(|closeness| {
            closeness.kind == ClosenessKind::Father
                || watchlist.model.token_agreement(self.rarity, *closeness)
                    > min_token_contradiction(&watchlist.model)
        })
    }

    /// The closest that each of some tokens is, whatever that weighs; put in the places of `closest`
    /// that are theirs.
    pub(crate) fn closeness_of_all(
        &self,
        watchlist: &Watchlist,
        tokens: &[TokenId],
        gathered: &GatheredReadings,
        closest: &mut [Option<Closeness>],
    ) {
        for (closest, token) in closest.iter_mut().zip(tokens) {
            *closest = self.near.similar.get(*token);
        }
        if !self.further.is_empty() {
            let costs = watchlist.model.closeness_costs();
            let visit = |place: usize, closeness| {
                let closest = &mut closest[place];
                *closest = (*closest).into_iter().chain([closeness]).min();
            };
            watchlist.vocabulary.sound_closeness_of_gathered(
                costs,
                &self.spelling,
                gathered,
                visit,
            );
        }
    }

    /// The list's names of fathers for this one, which agree with it as a patronymic.
    pub(crate) fn fathers(&self) -> &[TokenId] {
        &self.fathers
    }

    /// What such an agreement weighs.
    pub(crate) fn as_father(&self, model: &Model) -> Bits {
        let closeness = self.fathers.first().and_then(|father| self.near.similar.get(*father));
        closeness.map_or(Bits::ZERO, |closeness| model.token_agreement(self.rarity, closeness))
    }

    /// The pairs of the list's tokens that make this one when they are written together.
    pub(crate) fn parts(&self) -> &[[TokenId; 2]] {
        &self.parts
    }

    /// The posting lists of the tokens that a step finds.
    pub(crate) fn lists(&self, watchlist: &Watchlist, step: usize) -> &Lists {
        &self.found(watchlist, step).lists
    }

    /// What a step finds, looked up when first asked for; what the first finds where there is none.
    fn found(&self, watchlist: &Watchlist, step: usize) -> &Likeness {
        let Some(further) = step.checked_sub(1).and_then(|step| self.further.get(step)) else {
            return &self.near;
        };
        further.found.get_or_init(|| {
            let costs = watchlist.model.closeness_costs();
            let similar = watchlist.vocabulary.search(further.reach, costs, &self.spelling);
            let is_new = |similar: Similar| {
                let known = self.known_after(watchlist, step - 1, similar.token);
                known.is_none_or(|known| known > similar.closeness)
            };
            Likeness::new(watchlist, self.rarity, similar, is_new)
        })
    }

    /// How close a token is by so many steps beyond the first.
    fn known_after(
        &self,
        watchlist: &Watchlist,
        steps: usize,
        token: TokenId,
    ) -> Option<Closeness> {
        (0..=steps).filter_map(|step| self.found(watchlist, step).similar.get(token)).min()
    }
}

impl Likeness {
    /// Only what `is_new` has posting lists that are to be read.
    fn new(
        watchlist: &Watchlist,
        rarity: Bits,
        similar: SimilarTable,
        is_new: impl Fn(Similar) -> bool,
    ) -> Self {
        let model = &watchlist.model;
        let alone = min_unmatched_token(model);
        // Most bits first, then by token; each in one number, which is faster to sort.
        let mut by_bits: Vec<u64> = Vec::new();
        for similar in similar.iter() {
            let bits = model.token_agreement(rarity, similar.closeness);
            if bits > alone && similar.closeness.kind != ClosenessKind::Father && is_new(similar) {
                let bits = i32::MAX.abs_diff(bits.hundredths());
                by_bits.push(u64::from(bits) << 32 | u64::from(similar.token));
            }
        }
        by_bits.sort_unstable();
        let tokens: Box<[TokenId]> = by_bits.iter().map(|weighed| *weighed as u32).collect();
        let mut steps: Vec<Step> = Vec::new();
        for (at, weighed) in (0..).zip(by_bits) {
            let records = watchlist.postings.of_token(weighed as u32).len() as u32;
            let bits =
                Bits::from_hundredths(i32::MAX.wrapping_sub_unsigned((weighed >> 32) as u32));
            match steps.last_mut().filter(|step| step.bits == bits) {
                Some(step) => {
                    step.lists.end += 1;
                    step.records += records;
                }
                None => steps.push(Step { bits, lists: at..at + 1, records }),
            }
        }
        let lists = Lists { steps: steps.into(), tokens };
        Likeness { similar, lists }
    }

    fn bytes(&self) -> usize {
        let Lists { steps, tokens } = &self.lists;
        self.similar.bytes() + size_of_val(&**steps) + size_of_val(&**tokens)
    }
}

impl Bytes for Known {
    /// With what longer searches found so far.
    fn bytes(&self) -> usize {
        let further = self.further.iter().filter_map(|further| further.found.get());
        size_of::<Known>()
            + self.spelling.bytes()
            + self.near.bytes()
            + size_of_val(&*self.further)
            + further.map(Likeness::bytes).sum::<usize>()
            + size_of_val(&*self.parts)
            + size_of_val(&*self.fathers)
    }
}

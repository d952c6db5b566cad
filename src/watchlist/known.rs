//! What a list knows of a token: how close its own tokens are, in a table that is asked for one of
//! them, and in the order in which a search reads their posting lists.
//!
//! Near tokens are found first and are few. Those that are close by sound and no more than that are
//! many, and seldom weigh enough to matter: they are found when a search cannot do without.

use super::Watchlist;
use crate::evidence::{Bits, Model, alone_least, contradiction_least, in_two};
use crate::vocabulary::{Bytes, Closeness, Kind, Similar, Spelling, Table, TokenId};
use std::ops::Range;
use std::sync::OnceLock;

/// The tokens of a list that are similar to one token, and that one's rarity.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) rarity: Bits,
    spelling: Spelling,
    near: Likeness,
    filter: Filter,
    /// The closest that any other token is by sound; `None` where no such token weighs more than
    /// another name.
    beyond: Option<Closeness>,
    /// The tokens that are so close.
    further: OnceLock<Likeness>,
    /// The fathers' names for this one, if it is a patronymic.
    fathers: Box<[TokenId]>,
    /// The pairs of tokens that are written as this one together.
    parts: Box<[[TokenId; 2]]>,
}

/// Similar tokens.
#[derive(Debug)]
struct Likeness {
    similar: Table,
    lists: Lists,
}

/// Those of some similar tokens that weigh more than standing alone, by what they weigh, most first.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    pub(crate) steps: Box<[Step]>,
    /// The tokens of all steps, in their order.
    pub(crate) tokens: Box<[TokenId]>,
}

/// A bit for each leading part of a mixed number, set where a near token has it: most tokens that are
/// asked for are not near, and these few lines of memory say so of most of them.
#[derive(Clone, Debug)]
pub(crate) struct Filter([u64; FILTER / 64]);

/// Bits of the filter: several for each token that most tokens are near.
const FILTER: usize = 2048;

impl Default for Filter {
    fn default() -> Self {
        Filter([0; FILTER / 64])
    }
}

impl Filter {
    /// The word and the bit in it that a token has.
    fn bit(token: TokenId) -> (usize, u64) {
        let bit = (Table::mixed(token) >> (32 - FILTER.ilog2())) as usize;
        (bit / 64, 1 << (bit % 64))
    }

    fn add(&mut self, token: TokenId) {
        let (word, bit) = Filter::bit(token);
        self.0[word] |= bit;
    }

    /// Adds all tokens of another filter.
    pub(crate) fn add_all(&mut self, other: &Filter) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Whether a token may have been added.
    pub(crate) fn may_have(&self, token: TokenId) -> bool {
        let (word, bit) = Filter::bit(token);
        self.0[word] & bit != 0
    }
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

impl Known {
    pub(super) fn new(watchlist: &Watchlist, spelling: Spelling) -> Self {
        let Watchlist { model, vocabulary, .. } = watchlist;
        let costs = model.closeness_costs();
        let beyond = costs.beyond_near();
        // A model may count towards a token's frequency what is not near it.
        if beyond.is_some_and(|beyond| beyond < model.neighbourhood()) {
            let similar = vocabulary.search(costs, &spelling);
            return Known::of_everything(watchlist, spelling, &similar);
        }
        let similar = vocabulary.near(costs, &spelling);
        let rarity = watchlist.rarity(&spelling, &similar);
        let beyond = beyond.filter(|_| spelling.has_readings());
        let beyond = beyond.map(|cost| Closeness { cost, kind: Kind::Near });
        let beyond = beyond
            .filter(|beyond| model.token_agreement(rarity, *beyond) > contradiction_least(model));
        Known::of(watchlist, spelling, rarity, beyond, &similar)
    }

    /// The same of all similar tokens.
    pub(super) fn of_everything(
        watchlist: &Watchlist,
        spelling: Spelling,
        similar: &[Similar],
    ) -> Self {
        let rarity = watchlist.rarity(&spelling, similar);
        Known::of(watchlist, spelling, rarity, None, similar)
    }

    fn of(
        watchlist: &Watchlist,
        spelling: Spelling,
        rarity: Bits,
        beyond: Option<Closeness>,
        similar: &[Similar],
    ) -> Self {
        let mut filter = Filter::default();
        similar.iter().for_each(|similar| filter.add(similar.token));
        let fathers = similar.iter().filter(|similar| similar.closeness.kind == Kind::Father);
        let mut fathers: Vec<TokenId> = fathers.map(|similar| similar.token).collect();
        fathers.sort_unstable();
        let parts = in_two(spelling.text()).filter_map(|parts| watchlist.tokens(parts)).collect();
        Known {
            rarity,
            spelling,
            near: Likeness::new(watchlist, rarity, similar),
            filter,
            beyond,
            further: OnceLock::new(),
            fathers: fathers.into(),
            parts,
        }
    }

    /// How close a token of the list is that is near, or similar in another way than by sound.
    pub(crate) fn near(&self, token: TokenId) -> Option<Closeness> {
        self.filter.may_have(token).then(|| self.near.similar.get(token))?
    }

    /// What says of most tokens that they are not near.
    pub(crate) fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The closest that a token is by sound which [`Known::near`] does not know, or knows to be
    /// further away than this; `None` where it weighs no more than another name.
    pub(crate) fn beyond(&self) -> Option<Closeness> {
        self.beyond
    }

    /// How close a token of the list is; `None` where it is not similar, or so little that it weighs
    /// no more than another name.
    pub(crate) fn closeness(&self, watchlist: &Watchlist, token: TokenId) -> Option<Closeness> {
        let near = self.near(token);
        let Some(beyond) = self.beyond.filter(|beyond| near.is_none_or(|near| near > *beyond))
        else {
            return self.weighing(&watchlist.model, near?);
        };
        let further = match self.further.get() {
            Some(further) => further.similar.get(token),
            None => {
                let costs = watchlist.model.closeness_costs();
                watchlist.vocabulary.by_sound(costs, &self.spelling, token)
            }
        };
        debug_assert!(further.is_none_or(|further| further >= beyond));
        self.weighing(&watchlist.model, near.into_iter().chain(further).min()?)
    }

    /// A closeness that weighs more than another name does; what would not is as good as none.
    fn weighing(&self, model: &Model, closeness: Closeness) -> Option<Closeness> {
        let weighs = closeness.kind == Kind::Father
            || model.token_agreement(self.rarity, closeness) > contradiction_least(model);
        weighs.then_some(closeness)
    }

    /// The list's names of fathers for this one, which agree with it as a patronymic.
    pub(crate) fn fathers(&self) -> &[TokenId] {
        &self.fathers
    }

    /// What such an agreement weighs.
    pub(crate) fn as_father(&self, model: &Model) -> Bits {
        let closeness = self.fathers.first().and_then(|father| self.near(*father));
        closeness.map_or(Bits::ZERO, |closeness| model.token_agreement(self.rarity, closeness))
    }

    /// The pairs of the list's tokens that make this one when they are written together.
    pub(crate) fn parts(&self) -> &[[TokenId; 2]] {
        &self.parts
    }

    /// The posting lists of the near tokens, and of those similar in another way than by sound.
    pub(crate) fn lists(&self) -> &Lists {
        &self.near.lists
    }

    /// Those of the other tokens. Looked up when first asked for, at ten times the cost of the near
    /// ones.
    pub(crate) fn further_lists(&self, watchlist: &Watchlist) -> &Lists {
        let further = self.further.get_or_init(|| {
            let costs = watchlist.model.closeness_costs();
            let mut similar = match self.beyond {
                Some(_) => watchlist.vocabulary.search(costs, &self.spelling),
                None => Vec::new(),
            };
            similar.retain(|similar| {
                self.near(similar.token).is_none_or(|near| near > similar.closeness)
            });
            Likeness::new(watchlist, self.rarity, &similar)
        });
        &further.lists
    }
}

impl Likeness {
    fn new(watchlist: &Watchlist, rarity: Bits, similar: &[Similar]) -> Self {
        let model = &watchlist.model;
        let alone = alone_least(model);
        let mut table = Table::for_many(similar.len());
        // Most bits first, then by token; each in one number, which is faster to sort.
        let mut by_bits: Vec<u64> = Vec::with_capacity(similar.len());
        for similar in similar {
            let bits = model.token_agreement(rarity, similar.closeness);
            if bits > alone && similar.closeness.kind != Kind::Father {
                let bits = i32::MAX.abs_diff(bits.hundredths());
                by_bits.push(u64::from(bits) << 32 | u64::from(similar.token));
            }
            table.insert(*similar);
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
        Likeness { similar: table, lists: Lists { steps: steps.into(), tokens } }
    }

    fn bytes(&self) -> usize {
        let Lists { steps, tokens } = &self.lists;
        self.similar.bytes() + size_of_val(&**steps) + size_of_val(&**tokens)
    }
}

impl Bytes for Known {
    /// With what may be added later: the other tokens are few times as many where they are looked
    /// up at all.
    fn bytes(&self) -> usize {
        size_of::<Known>()
            + self.spelling.bytes()
            + self.near.bytes()
            + self.further.get().map_or(0, Likeness::bytes)
            + size_of_val(&*self.parts)
            + size_of_val(&*self.fathers)
    }
}

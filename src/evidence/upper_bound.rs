//! Upper bounds on the match weight of a record, each from a small part of it: from birth date and sex,
//! and from the tokens of its names.
//!
//! A bound may be too high, but never too low. The bounds rely on the ranges of the weights: an
//! omission, a contradiction, another role or an alias never adds bits.

use super::bits::Bits;
use super::dates::{agreeing_date_ranges, compare_dates};
use super::item::Level;
use super::model::Model;
use super::query::QueryView;
use super::tokens::unmatched_query_token;
use crate::encoding::{DateKey, NameToken, NameView, RecordView, SEX_POSITIONS, sex_position};
use crate::record::Sex;
use smallvec::SmallVec;

/// The maximum weight of a record's birth date and sex against one query.
#[derive(Clone, Debug)]
pub(crate) struct DateAndSexUpperBound<'a> {
    model: &'a Model,
    query: RecordView<'a>,
    /// Outside of these years, a date on another day of the year contradicts.
    first_year: u32,
    last_year: u32,
    contradicted: Bits,
    several_dates: Bits,
    sex: [Bits; SEX_POSITIONS],
}

impl<'a> DateAndSexUpperBound<'a> {
    pub(crate) fn new(model: &'a Model, query: &QueryView<'a>) -> Self {
        let dates = query.record.birth_dates;
        let years = || dates.iter().map(|date| u32::from(date.date().year()));
        let agreeing = dates.iter().flat_map(|date| agreeing_date_ranges(date.date()));
        let levels = agreeing.map(|(level, _)| level);
        let levels = levels.chain([Level::OtherDaySameYear, Level::Contradicted]);
        let mut sex = [Bits::ZERO; SEX_POSITIONS];
        let stated = sex_position(query.record.sex);
        if stated > 0 {
            sex[stated] = model.sex(true);
            sex[3 - stated] = model.sex(false);
        }
        DateAndSexUpperBound {
            model,
            query: query.record,
            first_year: years().min().unwrap_or(1) - 1,
            last_year: years().max().unwrap_or(0) + 1,
            contradicted: model.birth_date(Level::Contradicted),
            several_dates: levels.map(|level| model.birth_date(level)).max().unwrap_or_default(),
            sex,
        }
    }

    /// The bound for a record with this birth date and sex.
    pub(crate) fn upper_bound(&self, date: DateKey, sex: Option<Sex>) -> Bits {
        self.birth_date(date) + self.sex[sex_position(sex)]
    }

    /// What the sex of a record weighs, by its position.
    pub(crate) fn sex(&self) -> [Bits; SEX_POSITIONS] {
        self.sex
    }

    /// The bound for a birth date alone.
    pub(crate) fn birth_date(&self, date: DateKey) -> Bits {
        if date == DateKey::NONE || self.query.birth_dates.is_empty() {
            return Bits::ZERO;
        }
        if date == DateKey::SEVERAL {
            return self.several_dates;
        }
        let key = date.key();
        let (year, day) = (key >> 9, key & 0x1ff);
        if (year < self.first_year || year > self.last_year)
            && self.query.birth_dates.iter().all(|date| date.key() & 0x1ff != day)
        {
            return self.contradicted;
        }
        let dates = self.query.birth_dates.iter().enumerate();
        let bits = |(n, one): (usize, &DateKey)| {
            compare_dates(self.model, *one, self.query.date_holders(n), date).1
        };
        dates.map(bits).max().unwrap_or_default()
    }
}

/// Bits of each token of some names, by position.
pub(crate) type BitsByPosition = SmallVec<[Bits; 16]>;

/// The maximum weight of a record's names against those of one query: each token of the query with the
/// token of the record that agrees best, as if each could be used several times. But no more tokens of a name agree
/// than the record has, or twice as many where two words may agree with one.
#[derive(Debug)]
pub(crate) struct NameUpperBound<'a> {
    query: QueryView<'a>,
    /// The weight of each token of the query without a counterpart, by position.
    unmatched: BitsByPosition,
    /// Reusable memory: the maximum weight of each token against one record.
    max: BitsByPosition,
}

impl<'a> NameUpperBound<'a> {
    pub(crate) fn new(model: &Model, query: QueryView<'a>) -> Self {
        let tokens = query.record.tokens.iter();
        let unmatched: BitsByPosition =
            tokens.map(|one| unmatched_query_token(model, one)).collect();
        NameUpperBound { query, max: unmatched.clone(), unmatched }
    }

    /// The bound for a record with these distinct tokens, by their ids, in `length` places. `agreement` returns the
    /// maximum weight of a token of the query, given with its position, and one of the record; `None` if they do not
    /// agree.
    pub(crate) fn upper_bound(
        &mut self,
        tokens: &[u32],
        length: usize,
        agreement: impl Fn(usize, &NameToken, u32) -> Option<Bits>,
    ) -> Bits {
        let QueryView { record: query, rarity, joins } = self.query;
        if tokens.is_empty() {
            return Bits::ZERO;
        }
        let positions = self.max.iter_mut().zip(&self.unmatched).zip(query.tokens).enumerate();
        for (at, ((max, unmatched), one)) in positions {
            let best = tokens.iter().filter_map(|other| agreement(at, one, *other)).max();
            *max = best.map_or(*unmatched, |best| best.max(*unmatched));
            if !joins.is_empty()
                && tokens.iter().any(|other| joins.are_partners(one.token(), *other))
            {
                *max = rarity[one.token() as usize].spelling.max(*max);
            }
        }
        let most_agree = most_agreeing(&self.query, length);
        let of_name = |name: NameView<'_>| {
            let places = name.start..name.start + name.tokens.len();
            let (max, alone) = (&self.max[places.clone()], &self.unmatched[places]);
            let bits: Bits = max.iter().copied().sum();
            let Some(unmatched) = max.len().checked_sub(most_agree) else { return bits };
            bits - least_gains(unmatched, max.iter().zip(alone).map(|(max, alone)| *max - *alone))
        };
        query.nonempty_names().map(of_name).max().unwrap_or_default()
    }
}

/// The most tokens of a name of the query that agree with a record whose names have that many in all: each with one of
/// its own, or two with one that they make.
pub(crate) fn most_agreeing(query: &QueryView<'_>, tokens: usize) -> usize {
    if query.joins.is_empty() { tokens } else { 2 * tokens }
}

/// The sum of the `count` least gains.
pub(crate) fn least_gains(count: usize, gains: impl Iterator<Item = Bits>) -> Bits {
    // A name has at most 20 tokens, and few have more than the record they are compared with.
    let mut gains: BitsByPosition = if count > 0 { gains.collect() } else { return Bits::ZERO };
    gains.sort_unstable();
    gains.into_iter().take(count).sum()
}

/// The maximum over the names of the query of the sum of the bits of its tokens, given by position.
pub(crate) fn best_name_bits(query: &QueryView<'_>, bits: &[Bits]) -> Bits {
    let sum = |name: NameView<'_>| bits[name.start..][..name.tokens.len()].iter().copied().sum();
    query.record.nonempty_names().map(sum).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::AliasStrength;

    #[test]
    fn weights_that_the_bounds_ignore_never_add_bits() {
        let model = Model::default();
        let names = &model.names;
        let never_add = [
            model.token_contradiction(false) - names.extra_in_entry,
            model.token_contradiction(true) - names.omitted_patronymic,
            names.extra_in_entry,
            names.extra_in_record,
            names.omitted_patronymic,
            names.omitted_minor,
            -names.other_role,
            names.repaired,
            model.alias(AliasStrength::Strong),
            model.alias(AliasStrength::Weak),
            model.sex(false),
            model.nationality(false),
            model.document(Level::Contradicted, 9, 1),
        ];
        assert!(never_add.into_iter().all(|bits| bits <= Bits::ZERO), "{never_add:?}");
    }
}

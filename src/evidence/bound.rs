//! Upper bounds on what a record can weigh against an entry, each from a small part of the record:
//! from its birth date and sex, and from the tokens of its names.
//!
//! A bound may be too high and never too low. It rests on what the weights of the model are called:
//! what is left out, contradicted, in another role or found through an alias never adds bits.

use super::birth::{agreeing, relation};
use super::bits::Bits;
use super::findings::QueryView;
use super::item::Level;
use super::model::Model;
use super::names::unmatched_query_token;
use super::subject::DateKey;
use super::token::{NameToken, NameView};
use crate::record::Sex;

/// Where bits by sex stand: 0 is not stated.
fn sex_number(sex: Option<Sex>) -> usize {
    match sex {
        Some(Sex::Female) => 1,
        Some(Sex::Male) => 2,
        Some(Sex::Unspecified) | None => 0,
    }
}

/// What birth date and sex can weigh against one entry.
#[derive(Clone, Debug)]
pub(crate) struct DateAndSexUpperBound<'a> {
    model: &'a Model,
    dates: &'a [DateKey],
    /// Outside of these years every other day of the year contradicts.
    first_year: u32,
    last_year: u32,
    contradicted: Bits,
    several: Bits,
    sex: [Bits; 3],
}

impl<'a> DateAndSexUpperBound<'a> {
    pub(crate) fn new(model: &'a Model, entry: &QueryView<'a>) -> Self {
        let dates = entry.record.birth_dates;
        let years = || dates.iter().map(|date| u32::from(date.date().year()));
        let levels = dates.iter().flat_map(|date| agreeing(date.date())).map(|(level, _)| level);
        let levels = levels.chain([Level::OtherDaySameYear, Level::Contradicted]);
        let mut sex = [Bits::ZERO; 3];
        let stated = sex_number(entry.record.sex);
        if stated > 0 {
            sex[stated] = model.sex(true);
            sex[3 - stated] = model.sex(false);
        }
        DateAndSexUpperBound {
            model,
            dates,
            first_year: years().min().unwrap_or(1) - 1,
            last_year: years().max().unwrap_or(0) + 1,
            contradicted: model.birth_date(Level::Contradicted),
            several: levels.map(|level| model.birth_date(level)).max().unwrap_or_default(),
            sex,
        }
    }

    /// The most that birth date and sex weigh of a record that states these.
    pub(crate) fn most(&self, date: DateKey, sex: Option<Sex>) -> Bits {
        self.date(date) + self.sex[sex_number(sex)]
    }

    fn date(&self, date: DateKey) -> Bits {
        if date == DateKey::NONE || self.dates.is_empty() {
            return Bits::ZERO;
        }
        if date == DateKey::SEVERAL {
            return self.several;
        }
        let key = date.key();
        let (year, day) = (key >> 9, key & 0x1ff);
        if (year < self.first_year || year > self.last_year)
            && self.dates.iter().all(|date| date.key() & 0x1ff != day)
        {
            return self.contradicted;
        }
        let relation = |one: &DateKey| relation(one.date(), date.date());
        let bits = self.dates.iter().map(|one| self.model.birth_date(relation(one)));
        bits.max().unwrap_or_default()
    }
}

/// What the names of records weigh at most against those of one entry: every token of the entry
/// with whatever agrees best in all names of the record, as if nothing else wanted it.
#[derive(Debug)]
pub(crate) struct NameUpperBound<'a> {
    entry: &'a QueryView<'a>,
    /// What each token of the entry, where it stands, weighs alone.
    alone: Vec<Bits>,
    /// Working space: the same for one record.
    bits: Vec<Bits>,
}

impl<'a> NameUpperBound<'a> {
    pub(crate) fn new(model: &Model, entry: &'a QueryView<'a>) -> Self {
        let alone = entry.record.tokens.iter().map(|one| unmatched_query_token(model, one));
        let alone: Vec<Bits> = alone.collect();
        NameUpperBound { entry, bits: alone.clone(), alone }
    }

    /// The bound for a record with these tokens, by number. `agreed` says what a token of the entry
    /// weighs at most against one of those.
    pub(crate) fn most(
        &mut self,
        record: &[u32],
        agreed: impl Fn(&NameToken, u32) -> Option<Bits>,
    ) -> Bits {
        let QueryView { record: subject, rarity, joins } = self.entry;
        if record.is_empty() {
            return Bits::ZERO;
        }
        for ((bits, alone), one) in self.bits.iter_mut().zip(&self.alone).zip(subject.tokens) {
            let most = record.iter().filter_map(|other| agreed(one, *other)).max();
            *bits = most.map_or(*alone, |most| most.max(*alone));
            if !joins.is_empty()
                && joins.record_tokens_joined_with(one.token()).any(|other| record.contains(&other))
            {
                *bits = rarity[one.token() as usize].max(*bits);
            }
        }
        best_name_bits(self.entry, &self.bits)
    }
}

/// The most that any name of the entry weighs, if its tokens weigh so much where they stand.
pub(crate) fn best_name_bits(entry: &QueryView<'_>, bits: &[Bits]) -> Bits {
    let of_name =
        |name: NameView<'_>| bits[name.start..][..name.tokens.len()].iter().copied().sum();
    entry.record.nonempty_names().map(of_name).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_bounds_leave_out_never_add_bits() {
        let model = Model::default();
        let never_add = [
            model.token_contradiction(false) - model.extra_in_entry(),
            model.token_contradiction(true) - model.omitted_patronymic(),
            model.extra_in_entry(),
            model.extra_in_record(),
            model.omitted_patronymic(),
            model.omitted_minor(),
            -model.other_role(),
            model.alias(crate::record::AliasStrength::Strong),
            model.alias(crate::record::AliasStrength::Weak),
            model.sex(false),
            model.nationality(false),
            model.document(Level::Contradicted, 9, 1),
        ];
        assert!(never_add.into_iter().all(|bits| bits <= Bits::ZERO), "{never_add:?}");
    }
}

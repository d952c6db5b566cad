//! Upper bounds by token tag: a table small enough for the first-level cache, which rules out most records of
//! a posting list without reading more than the posting.

use super::query::{Query, QueryPart};
use crate::encoding::{NameToken, NameView, SEX_POSITIONS};
use crate::evidence::{Bits, BitsByPosition, QueryView, best_name_bits};
use crate::index::{Posting, TokenTag};
use crate::vocabulary::TokenId;

/// For each tag the most that a record gains by a token with that tag, over a record with no token that the
/// reaches found. About one in a hundred unrelated tokens shares a tag with one that they found.
///
/// The bound holds because a name weighs at most the sum of what each token of the query weighs by
/// itself, which is at most what it weighs otherwise plus what each token of the record adds.
#[derive(Debug, Default)]
pub(super) struct TagUpperBounds {
    gains: TagGains,
    /// The most that a record without any gain weighs.
    otherwise: Bits,
}

/// The gains themselves: memory that is used again, of which only what was set is cleared.
#[derive(Debug, Default)]
pub(super) struct TagGains {
    /// In quarters of a bit, rounded up.
    by_tag: Vec<u8>,
    /// The tags with a gain.
    gaining: Vec<TokenTag>,
}

/// Hundredths of a bit in a unit of the table.
const UNIT: i32 = 25;
/// The gain of tokens about which nothing is known.
const UNBOUNDED: u8 = u8::MAX;

/// Bits in units, rounded up.
fn units(bits: Bits) -> i32 {
    bits.hundredths().div_euclid(UNIT) + i32::from(bits.hundredths().rem_euclid(UNIT) > 0)
}

impl TagUpperBounds {
    /// The bounds for a part of a query after the reaches that were searched. `view` is the query with the names of the
    /// part. The content of `gains` doesn't matter; [`TagUpperBounds::into_gains`] gives it back.
    pub(super) fn new(
        view: &QueryView<'_>,
        query: &Query<'_>,
        part: &QueryPart,
        gains: TagGains,
    ) -> Self {
        let record = &view.record;
        let otherwise: BitsByPosition =
            record.tokens.iter().map(|one| query.most_missed(one)).collect();
        let mut bounds = TagUpperBounds::without_gains(best_name_bits(view, &otherwise), gains);
        for token in part.numbers.clone() {
            let occurrences =
                record.tokens.iter().zip(&otherwise).filter(|(one, _)| one.token() == token);
            let least = occurrences.map(|(_, bits)| *bits).min().unwrap_or_default();
            let count =
                |name: NameView<'_>| name.tokens.iter().filter(|one| one.token() == token).count();
            // A token that a name repeats can agree with a repeated token of the record each time.
            let times = record.names().map(count).max();
            let times = times.unwrap_or_default() as i32;
            for (listed, bits) in query.upper_bounds(token) {
                let gain = times * units(bits - least);
                listed.iter().for_each(|listed| bounds.add(TokenTag::of(*listed), gain));
            }
            for listed in view.joins.partners(token) {
                let bits = view.rarity[token as usize].spelling - least;
                bounds.add(TokenTag::of(listed), times * units(bits));
            }
        }
        bounds
    }

    fn without_gains(otherwise: Bits, mut gains: TagGains) -> Self {
        gains.clear();
        TagUpperBounds { gains, otherwise }
    }

    pub(super) fn into_gains(self) -> TagGains {
        self.gains
    }

    /// Adds a gain; at least one unit, so that [`TagUpperBounds::may_have`] sees it.
    fn add(&mut self, tag: TokenTag, units: i32) {
        let TagGains { by_tag, gaining } = &mut self.gains;
        let gain = &mut by_tag[tag.position()];
        if *gain == 0 {
            gaining.push(tag);
        }
        let sum = i32::from(*gain).saturating_add(units.max(1));
        *gain = u8::try_from(sum).unwrap_or(UNBOUNDED);
    }

    /// Whether a token may be one that the reaches found and that weighs more than no partner. May be true
    /// of others.
    pub(super) fn may_have(&self, token: TokenId) -> bool {
        self.gains.of(TokenTag::of(token)) > 0
    }

    fn gain(&self, tag: TokenTag) -> Bits {
        match self.gains.of(tag) {
            UNBOUNDED => Bits::from_hundredths(i32::MAX / 1024),
            gain => Bits::from_hundredths(i32::from(gain) * UNIT),
        }
    }

    /// The most that the names of a record weigh which has this token, and no other that gains anything.
    pub(super) fn most_with(&self, token: TokenId) -> Bits {
        self.otherwise + self.gain(TokenTag::of(token))
    }

    /// The most that the names of a record with these tokens weigh.
    pub(super) fn most(&self, tokens: &[NameToken]) -> Bits {
        let distinct = tokens.iter().filter(|token| !token.is_repeated());
        let gains = distinct.map(|token| self.gain(TokenTag::of(token.token())));
        match tokens {
            [] => Bits::ZERO,
            _ => self.otherwise + gains.sum(),
        }
    }

    /// Appends to `passed` the records whose other tokens may gain what they need, which is given by the position of
    /// their sex. Returns by how much the best of the remaining records fall short, at least; `None` if none remain.
    pub(super) fn filter(
        &self,
        postings: &[Posting],
        needed: [Bits; SEX_POSITIONS],
        passed: &mut Vec<u32>,
    ) -> Option<Bits> {
        let least = needed.map(|bits| units(bits).clamp(0, UNBOUNDED.into()) as u16);
        let mut most_rejected: [Option<u16>; SEX_POSITIONS] = [None; SEX_POSITIONS];
        for posting in postings {
            let gain = |tag: TokenTag| u16::from(self.gains.of(tag));
            let gains = posting.others().into_iter().map(gain).sum();
            let sex = posting.sex_position();
            if gains >= least[sex] {
                passed.push(posting.record);
            } else {
                most_rejected[sex] = most_rejected[sex].max(Some(gains));
            }
        }
        let shortfall = |(needed, gains): (Bits, Option<u16>)| {
            gains.map(|gains| needed - Bits::from_hundredths(i32::from(gains) * UNIT))
        };
        needed.into_iter().zip(most_rejected).filter_map(shortfall).min()
    }
}

impl TagGains {
    fn clear(&mut self) {
        if self.by_tag.is_empty() {
            self.by_tag.resize(TokenTag::COUNT, 0);
            self.by_tag[TokenTag::MANY.position()] = UNBOUNDED;
        }
        for tag in self.gaining.drain(..) {
            self.by_tag[tag.position()] = 0;
        }
    }

    fn of(&self, tag: TokenTag) -> u8 {
        self.by_tag[tag.position()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Role;
    use crate::record::Sex;

    fn bits(hundredths: i32) -> Bits {
        Bits::from_hundredths(hundredths)
    }

    fn most(bounds: &TagUpperBounds, tokens: &[u32]) -> Bits {
        let token = |number: &u32| NameToken::new(*number, Role::Unknown, false);
        bounds.most(&tokens.iter().map(token).collect::<Vec<_>>())
    }

    #[test]
    fn gains_add_up_and_are_never_rounded_down() {
        let mut bounds = TagUpperBounds::without_gains(bits(-300), TagGains::default());
        bounds.add(TokenTag::of(7), units(bits(101)));
        bounds.add(TokenTag::of(7), units(bits(50)));
        bounds.add(TokenTag::of(9), units(bits(-400)));
        assert_eq!(most(&bounds, &[7]), bits(-300 + 125 + 50));
        assert_eq!(most(&bounds, &[7, 9, 8]), bits(-300 + 125 + 50 + 25));
        assert_eq!([7, 8, 9].map(|token| bounds.may_have(token)), [true, false, true]);
        assert_eq!(bounds.most_with(7), most(&bounds, &[7]));
        assert_eq!(most(&bounds, &[]), Bits::ZERO);
        assert_eq!(
            [units(bits(0)), units(bits(1)), units(bits(-24)), units(bits(-25))],
            [0, 1, 0, -1]
        );
    }

    #[test]
    fn gains_that_overflow_the_table_are_unbounded() {
        let mut bounds = TagUpperBounds::without_gains(Bits::ZERO, TagGains::default());
        bounds.add(TokenTag::of(7), units(bits(6_000)));
        bounds.add(TokenTag::of(7), units(bits(6_000)));
        assert!(most(&bounds, &[7]) > bits(1_000_000));
    }

    #[test]
    fn postings_are_filtered_by_the_gains_of_their_other_tokens() {
        let mut bounds = TagUpperBounds::without_gains(Bits::ZERO, TagGains::default());
        bounds.add(TokenTag::of(3), units(bits(400)));
        bounds.add(TokenTag::of(5), units(bits(300)));
        let tags = [
            [TokenTag::of(3), TokenTag::of(5)],
            [TokenTag::of(3), TokenTag::NONE],
            [TokenTag::NONE; 2],
            [TokenTag::of(5), TokenTag::of(6)],
            [TokenTag::MANY; 2],
        ];
        let postings: Vec<Posting> =
            (0..).zip(tags).map(|(record, others)| Posting::new(record, None, others)).collect();
        let filter = |least| {
            let mut passed = Vec::new();
            let shortfall = bounds.filter(&postings, [bits(least), bits(0), bits(0)], &mut passed);
            (passed, shortfall)
        };
        assert_eq!(filter(701), (vec![4], Some(bits(1))));
        assert_eq!(filter(700), (vec![0, 4], Some(bits(300))));
        assert_eq!(filter(301), (vec![0, 1, 4], Some(bits(1))));
        assert_eq!(filter(0), ((0..5).collect(), None));
        assert_eq!(filter(-900), filter(0));
        assert_eq!(filter(100_000).0, [4]);
    }

    #[test]
    fn postings_are_filtered_by_what_their_sex_needs() {
        let bounds = TagUpperBounds::without_gains(Bits::ZERO, TagGains::default());
        let sexes = [None, Some(Sex::Female), Some(Sex::Male)];
        let postings: Vec<Posting> = (0..)
            .zip(sexes)
            .map(|(record, sex)| Posting::new(record, sex, [TokenTag::NONE; 2]))
            .collect();
        let mut passed = Vec::new();
        let shortfall = bounds.filter(&postings, [bits(200), bits(-50), bits(150)], &mut passed);
        assert_eq!((passed, shortfall), (vec![1], Some(bits(150))));
    }
}

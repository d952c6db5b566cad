//! What a record gains at most by each of its tokens, in a small table, so that a search passes over
//! most records at the cost of reading their posting.

use super::query::Incoming;
use crate::evidence::{Bits, NameToken, NameView, QueryView, best_name_bits};
use crate::vocabulary::TokenId;
use crate::watchlist::{Mark, Posting};

/// For each mark the most that a record gains by a token with that mark, over a record with no token that the
/// steps of a search found. Marks share a place where they end in the same bits: one in a hundred of those of
/// other tokens does with some of the entry's. The whole of it stays in the first cache.
///
/// A name weighs at most what each token of the entry does by itself, and that is at most the sum of what
/// it weighs otherwise and of what each token of the record adds to it.
#[derive(Debug, Default)]
pub(super) struct Gains {
    /// In quarters of a bit, counted up.
    by_mark: Vec<u8>,
    /// What a record weighs at most that gains nothing.
    otherwise: Bits,
}

const PLACES: usize = 1 << 14;
/// Hundredths of a bit in a unit of the table.
const UNIT: i32 = 25;
/// Tokens of which nothing is known may gain anything.
const ANYTHING: u8 = u8::MAX;

fn place(mark: Mark) -> usize {
    usize::from(mark.0) % PLACES
}

/// A number of units that is no less than these bits.
fn units(bits: Bits) -> i32 {
    bits.hundredths().div_euclid(UNIT) + i32::from(bits.hundredths().rem_euclid(UNIT) > 0)
}

impl Gains {
    /// By all that is known of an entry's tokens after the steps that were made. What is in `room` does not
    /// matter; it is given back by [`Gains::into_room`], so that a search need not allocate it.
    pub(super) fn new(entry: &QueryView<'_>, incoming: &Incoming<'_>, room: Vec<u8>) -> Self {
        let subject = &entry.record;
        let otherwise: Vec<Bits> = subject.tokens.iter().map(|one| incoming.beyond(one)).collect();
        let mut gains = Gains::of_none(best_name_bits(entry, &otherwise), room);
        for token in 0..incoming.known().len() as u32 {
            let stands =
                subject.tokens.iter().zip(&otherwise).filter(|(one, _)| one.token() == token);
            let least = stands.map(|(_, bits)| *bits).min().unwrap_or_default();
            let stands_in =
                |name: NameView<'_>| name.tokens.iter().filter(|one| one.token() == token).count();
            // As often as it stands in one name, it may agree with a token that stands there as often.
            let times = subject.names().map(stands_in).max();
            let times = times.unwrap_or_default() as i32;
            for (other, bits) in incoming.agreements(token) {
                gains.add(Mark::of(other), times * units(bits - least));
            }
            for other in entry.joins.record_tokens_joined_with(token) {
                let bits = entry.rarity[token as usize] - least;
                gains.add(Mark::of(other), times * units(bits));
            }
        }
        gains
    }

    fn of_none(otherwise: Bits, mut room: Vec<u8>) -> Self {
        room.clear();
        room.resize(PLACES, 0);
        room[place(Mark::MANY)] = ANYTHING;
        Gains { by_mark: room, otherwise }
    }

    pub(super) fn into_room(self) -> Vec<u8> {
        self.by_mark
    }

    /// Adds a gain; of at least a unit, so that it can be told that something was added.
    fn add(&mut self, mark: Mark, units: i32) {
        let gain = &mut self.by_mark[place(mark)];
        let sum = i32::from(*gain).saturating_add(units.max(1));
        *gain = u8::try_from(sum).unwrap_or(ANYTHING);
    }

    /// Whether a token may be one that the steps found, and that weighs more than standing alone.
    pub(super) fn may_have(&self, token: TokenId) -> bool {
        self.by_mark[place(Mark::of(token))] > 0
    }

    fn of(&self, mark: Mark) -> Bits {
        match self.by_mark[place(mark)] {
            ANYTHING => Bits::from_hundredths(i32::MAX / 1024),
            gain => Bits::from_hundredths(i32::from(gain) * UNIT),
        }
    }

    /// The most that the names of a record weigh which has a token, and none beside it that gains anything.
    pub(super) fn most_with(&self, token: TokenId) -> Bits {
        self.otherwise + self.of(Mark::of(token))
    }

    /// The most that the names of a record with these tokens weigh.
    pub(super) fn most(&self, tokens: &[NameToken]) -> Bits {
        let distinct = tokens.iter().filter(|token| !token.is_repeated());
        let gains = distinct.map(|token| self.of(Mark::of(token.token())));
        match tokens {
            [] => Bits::ZERO,
            _ => self.otherwise + gains.sum(),
        }
    }

    /// Adds those records to `passed` of which other tokens may gain as much as that. Returns the most that the
    /// others gain by them.
    pub(super) fn sift(&self, postings: &[Posting], least: Bits, passed: &mut Vec<u32>) -> Bits {
        let least = units(least).clamp(0, ANYTHING.into()) as u16;
        let mut most_left = 0;
        for Posting { record, others: [one, other] } in postings {
            let gain = |mark| u16::from(self.by_mark[place(mark)]);
            let gains = gain(*one) + gain(*other);
            if gains >= least {
                passed.push(*record);
            } else {
                most_left = gains.max(most_left);
            }
        }
        Bits::from_hundredths(i32::from(most_left) * UNIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Role;

    fn bits(hundredths: i32) -> Bits {
        Bits::from_hundredths(hundredths)
    }

    fn most(gains: &Gains, tokens: &[u32]) -> Bits {
        let token = |number: &u32| NameToken::new(*number, Role::Unknown, false);
        gains.most(&tokens.iter().map(token).collect::<Vec<_>>())
    }

    #[test]
    fn gains_add_up_and_are_never_rounded_down() {
        let mut gains = Gains::of_none(bits(-300), Vec::new());
        gains.add(Mark::of(7), units(bits(101)));
        gains.add(Mark::of(7), units(bits(50)));
        gains.add(Mark::of(9), units(bits(-400)));
        assert_eq!(most(&gains, &[7]), bits(-300 + 125 + 50));
        assert_eq!(most(&gains, &[7, 9, 8]), bits(-300 + 125 + 50 + 25));
        assert_eq!([7, 8, 9].map(|token| gains.may_have(token)), [true, false, true]);
        assert_eq!(gains.most_with(7), most(&gains, &[7]));
        assert_eq!(most(&gains, &[]), Bits::ZERO);
        assert_eq!(
            [units(bits(0)), units(bits(1)), units(bits(-24)), units(bits(-25))],
            [0, 1, 0, -1]
        );
    }

    #[test]
    fn what_is_beyond_the_table_may_be_anything() {
        let mut gains = Gains::of_none(Bits::ZERO, Vec::new());
        gains.add(Mark::of(7), units(bits(6_000)));
        gains.add(Mark::of(7), units(bits(6_000)));
        assert!(most(&gains, &[7]) > bits(1_000_000));
    }

    #[test]
    fn postings_pass_by_what_their_other_tokens_gain() {
        let mut gains = Gains::of_none(Bits::ZERO, Vec::new());
        gains.add(Mark::of(3), units(bits(400)));
        gains.add(Mark::of(5), units(bits(300)));
        let marks = [
            [Mark::of(3), Mark::of(5)],
            [Mark::of(3), Mark::NONE],
            [Mark::NONE; 2],
            [Mark::of(5), Mark::of(6)],
            [Mark::MANY; 2],
        ];
        let postings: Vec<Posting> =
            (0..).zip(marks).map(|(record, others)| Posting { record, others }).collect();
        let sift = |least| {
            let mut passed = Vec::new();
            let most_left = gains.sift(&postings, bits(least), &mut passed);
            (passed, most_left)
        };
        assert_eq!(sift(701), (vec![4], bits(700)));
        assert_eq!(sift(700), (vec![0, 4], bits(400)));
        assert_eq!(sift(301), (vec![0, 1, 4], bits(300)));
        assert_eq!(sift(0), ((0..5).collect(), Bits::ZERO));
        assert_eq!(sift(-900), sift(0));
        assert_eq!(sift(100_000).0, [4]);
    }
}

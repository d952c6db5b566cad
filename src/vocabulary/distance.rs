//! The weighted distance between two sound strings.
//!
//! Costs are handed in and out in hundredths of a bit, and kept in tenths: so a distance within
//! the limit fits in a byte, and many can be found at once (`kernel.rs`). This is the plain
//! definition that those are held to.

/// The sounds that have a number of their own, from 1; every other byte is one more sound.
const SOUNDS: &[u8] = b"aeiouyAOUjbvghxdzZklmnprstfcCS";
/// Numbers of sounds, 0 for none among them.
pub(super) const NUMBERS: usize = 32;
const OTHER: u8 = 31;
/// Hundredths of a bit in the unit that is kept.
const UNIT: u16 = 10;

static NUMBER: [u8; 256] = {
    let mut numbers = [OTHER; 256];
    let mut n = 0;
    while n < SOUNDS.len() {
        numbers[SOUNDS[n] as usize] = n as u8 + 1;
        n += 1;
    }
    numbers
};

/// The number of a sound.
pub(super) const fn number(sound: u8) -> u8 {
    NUMBER[sound as usize]
}

/// The numbers of the sounds of a string.
pub(super) fn numbers(sounds: &str) -> Vec<u8> {
    sounds.bytes().map(number).collect()
}

/// The sound with that number, which has one of its own.
pub(super) fn sound(number: u8) -> u8 {
    SOUNDS[usize::from(number) - 1]
}

/// What each difference between two sound strings costs. Whoever weighs evidence sets the numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SoundCosts {
    /// By the numbers of both sounds.
    pub(super) substitution: Vec<[u8; NUMBERS]>,
    /// Of a sound that one string has and the other lacks.
    pub(super) gap: [u8; NUMBERS],
    /// Of a sound beside an equal one.
    pub(super) doubled: u8,
    /// Of two neighbours in each other's place.
    pub(super) transposition: u8,
    /// Beyond this two strings do not agree.
    pub(super) limit: u8,
}

/// More than any limit, and little enough to add to.
const FAR: u16 = u16::MAX / 4;
/// Sounds of the longest sound string.
const LONGEST: usize = 64;

/// In tenths of a bit; beyond any limit, the largest number.
fn kept(cost: u16) -> u8 {
    debug_assert!(cost.is_multiple_of(UNIT), "{cost} is no number of tenths of a bit");
    u8::try_from(cost / UNIT).unwrap_or(u8::MAX)
}

impl SoundCosts {
    /// Costs with the same number for every substitution and every gap, to be refined. All costs
    /// are multiples of ten, and the limit is below 2,550.
    pub(crate) fn uniform(edit: u16, doubled: u16, transposition: u16, limit: u16) -> Self {
        let mut costs = SoundCosts {
            substitution: vec![[kept(edit); NUMBERS]; NUMBERS],
            gap: [kept(edit); NUMBERS],
            doubled: kept(doubled),
            transposition: kept(transposition),
            limit: (limit / UNIT).min(u16::from(u8::MAX) - 1) as u8,
        };
        for sound in 0..NUMBERS {
            costs.substitution[sound][sound] = 0;
        }
        costs
    }

    /// Sets the cost of one sound in the place of another, in both directions.
    pub(crate) fn set_substitution(&mut self, one: u8, other: u8, cost: u16) {
        let (one, other) = (number(one), number(other));
        self.substitution[usize::from(one)][usize::from(other)] = kept(cost);
        self.substitution[usize::from(other)][usize::from(one)] = kept(cost);
    }

    /// Sets the cost of a sound that one side lacks.
    pub(crate) fn set_gap(&mut self, sound: u8, cost: u16) {
        self.gap[usize::from(number(sound))] = kept(cost);
    }

    /// The same with another limit, in tenths.
    pub(super) fn limited(&self, limit: u8) -> Self {
        SoundCosts { limit, ..self.clone() }
    }

    /// What leaving out the sound at that place costs, of a string of numbers.
    pub(super) fn gap_at(&self, string: &[u8], at: usize) -> u8 {
        let doubled = at > 0 && string[at - 1] == string[at];
        if doubled { self.doubled } else { self.gap[usize::from(string[at])] }
    }

    /// A distance within the limit in hundredths of a bit.
    pub(super) fn in_hundredths(distance: u8) -> u16 {
        u16::from(distance) * UNIT
    }

    /// The least cost of turning one string of sounds into the other, if it is at most the limit,
    /// in hundredths of a bit. Symmetric. Strings are read to their 64th sound.
    pub(super) fn distance_within(&self, one: &[u8], other: &[u8]) -> Option<u16> {
        let numbers = |sounds: &[u8]| {
            let mut numbers = [0; LONGEST];
            numbers.iter_mut().zip(sounds).for_each(|(to, sound)| *to = number(*sound));
            numbers
        };
        let lengths = [one, other].map(|sounds| sounds.len().min(LONGEST));
        self.between_in_hundredths(&numbers(one)[..lengths[0]], &numbers(other)[..lengths[1]])
    }

    /// The same between strings of numbers.
    pub(super) fn between_in_hundredths(&self, one: &[u8], other: &[u8]) -> Option<u16> {
        self.between(one, other).map(SoundCosts::in_hundredths)
    }

    /// The same between strings of numbers, in tenths. Cost: the product of the lengths.
    pub(super) fn between(&self, one: &[u8], other: &[u8]) -> Option<u8> {
        let width = other.len();
        let mut gaps = [0_u16; LONGEST];
        // The rows of the usual table, each with a column before the first sound.
        let [before, last, row] = &mut [[FAR; LONGEST + 1]; 3];
        let (mut before, mut last, mut row) = (before, last, row);
        last[0] = 0;
        for at in 0..width {
            gaps[at] = self.gap_at(other, at).into();
            last[at + 1] = last[at] + gaps[at];
        }
        for at in 0..one.len() {
            let gap = u16::from(self.gap_at(one, at));
            let substitution = &self.substitution[usize::from(one[at])];
            row[0] = last[0] + gap;
            for to in 0..width {
                let mut cost = (last[to] + u16::from(substitution[usize::from(other[to])]))
                    .min(last[to + 1] + gap)
                    .min(row[to] + gaps[to]);
                if to > 0 && at > 0 && one[at] == other[to - 1] && one[at - 1] == other[to] {
                    cost = cost.min(before[to - 1] + u16::from(self.transposition));
                }
                row[to + 1] = cost;
            }
            (before, last, row) = (last, row, before);
        }
        u8::try_from(last[width]).ok().filter(|cost| *cost <= self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn with_equal_costs_it_is_the_plain_distance(
            one in "[abcX]{0,10}",
            other in "[abcX]{0,10}",
            limit in 0_u16..50,
        ) {
            let costs = SoundCosts::uniform(100, 100, 100, limit * 10);
            let plain = strsim::osa_distance(&one, &other) * 100;
            let found = costs.distance_within(one.as_bytes(), other.as_bytes());
            let within = |plain: &usize| *plain <= usize::from(limit * 10);
            prop_assert_eq!(found.map(usize::from), Some(plain).filter(within));
        }

        #[test]
        fn it_is_symmetric_and_zero_for_equals(one in "[aeijbp]{0,9}", other in "[aeijbp]{0,9}") {
            let mut costs = SoundCosts::uniform(600, 40, 700, 2500);
            costs.set_substitution(b'a', b'e', 250);
            costs.set_substitution(b'b', b'p', 200);
            costs.set_gap(b'j', 50);
            let distance = |a: &str, b: &str| costs.distance_within(a.as_bytes(), b.as_bytes());
            prop_assert_eq!(distance(&one, &other), distance(&other, &one));
            prop_assert_eq!(distance(&one, &one), Some(0));
        }
    }
}

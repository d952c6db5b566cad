//! SkeletonDistance of sound strings: what is left when every cheap difference is gone, and the index of
//! readings whose skeletons differ in one place at most.
//!
//! Most spellings of a name differ in vowels, in the voice of a consonant, in a glide or an h. An
//! skeleton has none of that, so a reading that is near another has its skeleton, or one with a single
//! change, and few others do. How near is near enough for that to hold follows from the costs of
//! the sounds: [`found_within`].

use super::distance::{NUMBERS, SoundCosts, number, numbers};
use super::ids::ReadingId;
use crate::spelling::Spelling;
use crate::storage::{FlatArray, HashIndex, JaggedArray, JaggedArrayBuilder, pair};
use rayon::prelude::*;

/// How the skeletons of two strings stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SkeletonDistance {
    /// Some skeleton of one is a skeleton of the other.
    Equal,
    /// The same, or one has a letter more, another letter in one place or two neighbours in each
    /// other's place.
    OnePlaceApart,
}

/// What a skeleton has no letter for.
const NONE: u8 = 15;

/// SkeletonDistance in four bits a letter, the first letter lowest; zeros after the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Skeleton(u128);

const BITS: u32 = 4;
/// The bits of a letter.
const LETTER: u8 = (1 << BITS) - 1;
const LONGEST: u32 = u128::BITS / BITS;
/// SkeletonDistance of one string. Each h may be heard or silent, and each glide that stands by itself.
const MOST_SKELETONS: usize = 16;

/// The letters that a sound may have in a skeleton; the second of two is that of another way to
/// hear it, 0 for silence.
fn letters(sound: u8) -> (u8, Option<u8>) {
    static LETTERS: [u8; NUMBERS] = {
        let mut letters = [NONE; NUMBERS];
        let classes: [&[u8]; 9] =
            [b"aeiouyAOUj", b"gkxh", b"bpvf", b"dt", b"szZScC", b"l", b"m", b"n", b"r"];
        let mut class = 0;
        while class < classes.len() {
            let mut n = 0;
            while n < classes[class].len() {
                letters[number(classes[class][n]) as usize] = class as u8 + 1;
                n += 1;
            }
            class += 1;
        }
        letters
    };
    let letter = LETTERS[usize::from(sound)];
    let may_be_silent = sound == number(b'h') || sound == number(b'j');
    (letter, may_be_silent.then_some(0))
}

impl Skeleton {
    fn len(self) -> u32 {
        (u128::BITS - self.0.leading_zeros()).div_ceil(BITS)
    }

    pub(super) fn letters(self) -> impl Iterator<Item = u8> {
        (0..self.len()).map(move |at| self.letter(at))
    }

    fn letter(self, at: u32) -> u8 {
        (self.0 >> (at * BITS)) as u8 & LETTER
    }

    /// With one more sound; `None` where there is no room.
    fn with(self, letter: u8) -> Option<Skeleton> {
        let length = self.len();
        let is_heard = letter > 0 && (length == 0 || self.letter(length - 1) != letter);
        match is_heard {
            false => Some(self),
            true if length == LONGEST => None,
            true => Some(Skeleton(self.0 | u128::from(letter) << (length * BITS))),
        }
    }

    /// Without so many letters from that place on; equal ones that meet there become one.
    fn without(self, at: u32, letters: u32) -> Skeleton {
        let end = at + letters;
        let meet = at > 0 && end < self.len() && self.letter(at - 1) == self.letter(end);
        let after = end + u32::from(meet);
        let before = self.0 & !(u128::MAX << (at * BITS));
        let rest = self.0.checked_shr(after * BITS).unwrap_or(0);
        Skeleton(before | rest << (at * BITS))
    }

    /// The keys by which a listed skeleton is found.
    fn each_listed(self, mut visit: impl FnMut(SkeletonKey)) {
        visit(SkeletonKey(self, WHOLE));
        for at in 0..self.len() {
            let less = self.without(at, 1);
            visit(SkeletonKey(less, LESS));
            visit(SkeletonKey(less, OTHER + at));
        }
        self.each_less_doubled(|less| visit(SkeletonKey(less, LESS)));
    }

    /// The keys by which those of a sought one are found: the skeleton itself, with a letter more or
    /// less, with another letter in one place, or with two neighbours in each other's place.
    fn each_sought(self, mut visit: impl FnMut(SkeletonKey)) {
        visit(SkeletonKey(self, WHOLE));
        visit(SkeletonKey(self, LESS));
        for at in 0..self.len() {
            let less = self.without(at, 1);
            visit(SkeletonKey(less, WHOLE));
            visit(SkeletonKey(less, OTHER + at));
        }
        self.each_less_doubled(|less| visit(SkeletonKey(less, WHOLE)));
        for at in 1..self.len() {
            let both = self.0 >> ((at - 1) * BITS) & 0xff;
            let swapped = both >> BITS | (both & u128::from(LETTER)) << BITS;
            visit(SkeletonKey(Skeleton(self.0 ^ (both ^ swapped) << ((at - 1) * BITS)), WHOLE));
        }
    }

    /// Where two letters stand twice one after the other, the skeleton with these once: what becomes of
    /// two doubles (`kkpp`) when the sounds in the middle change places.
    fn each_less_doubled(self, mut visit: impl FnMut(Skeleton)) {
        for at in 3..self.len() {
            let letter = |back: u32| self.letter(at - back);
            if letter(0) == letter(2) && letter(1) == letter(3) {
                visit(self.without(at - 2, 2));
            }
        }
    }
}

/// A skeleton, or what is left of one, and which: so a letter more here and a letter less there do
/// not pass for another letter in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SkeletonKey(Skeleton, u32);

/// Of a listed skeleton as it is.
const WHOLE: u32 = 0;
/// Of a listed one without some letter.
const LESS: u32 = 1;
/// Of any without the letter in the place that is added to this.
const OTHER: u32 = 2;

impl SkeletonKey {
    /// Hash collisions only add candidates.
    fn hash(self) -> u32 {
        let SkeletonKey(Skeleton(skeleton), which) = self;
        let (low, high) = (skeleton as u64, (skeleton >> 64) as u64);
        let which = u64::from(which).rotate_right(8);
        let mixed = (low ^ high.rotate_left(31) ^ which).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        // The table is addressed by the upper bits, which multiplication mixes best.
        ((mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32
    }
}

/// The skeletons of a string of numbers of sounds, each once; `None` where they are too many or too
/// long.
pub(super) fn skeletons(numbers: &[u8]) -> Option<Vec<Skeleton>> {
    let mut skeletons = vec![Skeleton::default()];
    for sound in numbers {
        let (letter, other) = letters(*sound);
        let before = skeletons.len();
        if let Some(other) = other {
            for n in 0..before {
                skeletons.push(skeletons[n].with(other)?);
            }
        }
        for skeleton in &mut skeletons[..before] {
            *skeleton = skeleton.with(letter)?;
        }
        if other.is_some() {
            skeletons.sort_unstable();
            skeletons.dedup();
            if skeletons.len() > MOST_SKELETONS {
                return None;
            }
        }
    }
    // Glides beside vowels were silent or not, and are both the same now.
    skeletons.sort_unstable();
    skeletons.dedup();
    Some(skeletons)
}

/// Strings in the order of this have the same skeletons, or similar ones, one after the other.
pub(super) fn skeleton_order(numbers: &[u8]) -> u128 {
    let skeletons = skeletons(numbers);
    let first = skeletons.as_ref().and_then(|skeletons| skeletons.first());
    // The first letters lie lowest, and should count the most.
    first.map_or(u128::MAX, |skeleton| skeleton.0.reverse_bits())
}

/// The number by which tokens are put in order, so that tokens with the same skeletons, or similar ones,
/// lie together. Tokens with the same number are in the order of [`Spelling::sound_and_text`].
pub(crate) fn sort_key(spelling: &Spelling) -> u128 {
    let first = spelling.readings().first();
    first.map_or(u128::MAX, |reading| skeleton_order(&numbers(&reading.sounds)))
}

/// The least distance, in tenths of a bit, at which two strings may have no skeleton in common.
///
/// Two sounds with a letter in common, a silent one left out and a double written once leave some
/// skeleton as it is. Any other difference shows, and the cheapest of them is the least that is not
/// found.
pub(super) fn shows_from(costs: &SoundCosts) -> u8 {
    let sounds = 1..NUMBERS as u8;
    let kept = |one: u8, other: u8| letters(one).0 == letters(other).0;
    let pairs = sounds.clone().flat_map(|one| (one + 1..NUMBERS as u8).map(move |two| (one, two)));
    let substitutions = pairs
        .filter(|(one, other)| !kept(*one, *other))
        .map(|(one, other)| costs.substitution[usize::from(one)][usize::from(other)]);
    let gaps = sounds
        .filter(|sound| letters(*sound).1.is_none())
        .map(|sound| costs.gap[usize::from(sound)]);
    let least = substitutions.chain(gaps).min().unwrap_or(u8::MAX);
    least.min(costs.transposition)
}

/// The greatest distance, in tenths of a bit and at most the limit, at which two strings always
/// have such skeletons; `None` where not even equal strings are near enough.
///
/// A difference that shows is at one place, and taking the letter out there on both sides leaves
/// the same, with as many letters before it; and sounds that changed places are so in a skeleton,
/// unless they become one with others there. So two such differences are the least that is not
/// found among skeletons that differ in one place.
pub(super) fn found_within(costs: &SoundCosts, skeletons: SkeletonDistance) -> Option<u8> {
    let shows_from = shows_from(costs);
    let not_found = match skeletons {
        SkeletonDistance::Equal => shows_from,
        SkeletonDistance::OnePlaceApart => shows_from.saturating_mul(2),
    };
    Some(not_found.checked_sub(1)?.min(costs.limit))
}

/// ReadingIndex by their skeletons.
#[derive(Clone, Debug)]
pub(super) struct SkeletonIndex {
    variants: HashIndex,
    readings: JaggedArray<ReadingId>,
    /// ReadingIndex whose skeletons are too many or too long.
    odd: FlatArray<ReadingId>,
}

impl SkeletonIndex {
    /// Indexes readings by their skeletons, which are given in the order of the readings.
    pub(super) fn new(of_readings: Vec<Option<Vec<Skeleton>>>) -> Self {
        let mut odd = Vec::new();
        let mut pairs: Vec<(Skeleton, ReadingId)> = Vec::new();
        for (reading, skeletons) in (0..).zip(of_readings) {
            match skeletons {
                Some(skeletons) => pairs.extend(skeletons.into_iter().map(|one| (one, reading))),
                None => odd.push(reading),
            }
        }
        pairs.par_sort_unstable();
        let mut distinct: Vec<Skeleton> = Vec::new();
        let mut readings = JaggedArrayBuilder::default();
        for same in pairs.chunk_by(|(one, _), (other, _)| one == other) {
            distinct.push(same[0].0);
            readings.push(same.iter().map(|(_, reading)| *reading));
        }
        let variants_of = |(number, skeleton): (usize, &Skeleton)| {
            let mut variants = Vec::with_capacity(16);
            skeleton.each_listed(|key| variants.push(pair(key.hash(), number as u32)));
            variants
        };
        let variants = distinct.par_iter().enumerate().flat_map_iter(variants_of).collect();
        let variants = HashIndex::new(variants, distinct.len());
        SkeletonIndex { variants, readings: readings.build(), odd: odd.into() }
    }

    /// ReadingIndex among which are all that have such skeletons as a string of numbers, each at least
    /// once; `None` for a string that has too many skeletons.
    pub(super) fn candidates(
        &self,
        numbers: &[u8],
        which: SkeletonDistance,
    ) -> Option<Vec<ReadingId>> {
        let mut hashes = Vec::with_capacity(32);
        for skeleton in skeletons(numbers)? {
            match which {
                SkeletonDistance::Equal => hashes.push(SkeletonKey(skeleton, WHOLE).hash()),
                SkeletonDistance::OnePlaceApart => {
                    skeleton.each_sought(|key| hashes.push(key.hash()))
                }
            }
        }
        let mut found = self.variants.of(&hashes);
        found.sort_unstable();
        found.dedup();
        let count = found.iter().map(|skeleton| self.readings.row(*skeleton).len()).sum::<usize>();
        let mut candidates = Vec::with_capacity(count + self.odd.len());
        found
            .iter()
            .for_each(|skeleton| candidates.extend_from_slice(self.readings.row(*skeleton)));
        candidates.extend_from_slice(&self.odd);
        Some(candidates)
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, all, ensure};

    impl SkeletonIndex {
        pub(in crate::vocabulary) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            self.variants.save("outlines.variants", to);
            self.readings.save("outlines.readings", to);
            to.put("outlines.odd", &self.odd);
        }

        /// An index of so many readings.
        pub(in crate::vocabulary) fn open(
            from: &SnapshotReader,
            count: usize,
        ) -> Result<Self, Error> {
            let is_reading = |reading: &ReadingId| (*reading as usize) < count;
            let starts: FlatArray<u32> = from.take("outlines.readings.starts")?;
            let skeletons = starts.len().saturating_sub(1);
            let readings = JaggedArray::open("outlines.readings", from, skeletons, is_reading)?;
            let odd: FlatArray<ReadingId> = from.take("outlines.odd")?;
            ensure("outlines.odd", all(&odd, is_reading))?;
            let variants = HashIndex::open("outlines.variants", from, skeletons)?;
            Ok(SkeletonIndex { variants, readings, odd })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Model;
    use crate::vocabulary::signature::Signature;
    use proptest::prelude::*;

    fn have_one_in_common(one: &str, other: &str) -> bool {
        let [one, other] = [one, other].map(|sounds| skeletons(&numbers(sounds)).unwrap());
        one.iter().any(|skeleton| other.contains(skeleton))
    }

    fn share_a_variant(one: &str, other: &str) -> bool {
        let (mut listed, mut sought) = (Vec::new(), Vec::new());
        for skeleton in skeletons(&numbers(one)).unwrap() {
            skeleton.each_listed(|key| listed.push(key));
        }
        for skeleton in skeletons(&numbers(other)).unwrap() {
            skeleton.each_sought(|key| sought.push(key));
        }
        sought.iter().any(|key| listed.contains(key))
    }

    #[test]
    fn the_usual_costs_are_found_to_nine_bits() {
        let costs = Model::default().closeness_costs().sounds.clone();
        assert_eq!(found_within(&costs, SkeletonDistance::Equal), Some(44));
        assert_eq!(found_within(&costs, SkeletonDistance::OnePlaceApart), Some(89));
    }

    #[test]
    fn spellings_of_one_name_have_an_skeleton_in_common() {
        for (one, other) in [
            ("bogdan", "bohdan"),
            ("mixail", "mikajl"),
            ("mamed", "mmed"),
            ("kirill", "kiril"),
            ("petrov", "pedrof"),
            ("sazonov", "sasonov"),
            ("konj", "kon"),
            ("baZan", "bajan"),
            ("", "a"),
            ("aleksandr", "aleksnadr"),
            ("boris", "voris"),
            ("ciric", "siriC"),
        ] {
            assert!(share_a_variant(one, other), "{one} {other}");
        }
        assert!(!share_a_variant("petrov", "sidorov"));
    }

    /// Strings in which sounds of one class, silent ones and doubles stand side by side, and what
    /// becomes of them by a few edits.
    fn two() -> impl Strategy<Value = (String, String)> {
        let sounds = "[aeijyhgkxbvszcCSZdtlr]";
        let edit = (0_usize..9, 0_u8..4, sounds);
        ("[aeijyhgkxbvszcCSZdtlr]{0,8}", prop::collection::vec(edit, 0..5)).prop_map(
            |(one, edits)| {
                let mut other = one.clone();
                for (at, kind, sound) in edits {
                    let at = at.min(other.len());
                    match kind {
                        0 => other.insert_str(at, &sound),
                        1 if at < other.len() => drop(other.remove(at)),
                        2 if at < other.len() => other.replace_range(at..=at, &sound),
                        _ if at > 0 && at < other.len() => {
                            let swapped: String = other[at - 1..=at].chars().rev().collect();
                            other.replace_range(at - 1..=at, &swapped);
                        }
                        _ => {}
                    }
                }
                (one, other)
            },
        )
    }

    fn signature(sounds: &str) -> Signature {
        Signature::of(skeletons(&numbers(sounds)).as_deref())
    }

    fn costs() -> impl Strategy<Value = SoundCosts> {
        let pair = ("[aeijhgkxbvszcCSZdtlr]", "[aeijhgkxbvszcCSZdtlr-]", 0_u16..120);
        (20_u16..90, 0_u16..90, prop::collection::vec(pair, 0..12)).prop_map(
            |(edit, transposed, pairs)| {
                let mut costs = SoundCosts::uniform(10 * edit, 40, 10 * transposed, 2000);
                for (one, other, cost) in pairs {
                    let (one, other) = (one.as_bytes()[0], other.as_bytes()[0]);
                    match other {
                        b'-' => costs.set_gap(one, 10 * cost),
                        other if other != one => costs.set_substitution(one, other, 10 * cost),
                        _ => {}
                    }
                }
                costs
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_near_enough_has_an_skeleton_in_common(
            (one, other) in two(),
            costs in prop_oneof![Just(Model::default().closeness_costs().sounds.clone()), costs()],
        ) {
            let Some(distance) = costs.between(&numbers(&one), &numbers(&other)) else {
                return Ok(());
            };
            if Some(distance) <= found_within(&costs, SkeletonDistance::Equal) {
                prop_assert!(have_one_in_common(&one, &other), "{} {}", one, other);
            }
            if Some(distance) <= found_within(&costs, SkeletonDistance::OnePlaceApart) {
                prop_assert!(share_a_variant(&one, &other), "{} {}", one, other);
            }
            let least = signature(&one).differences(&signature(&other)) * u16::from(shows_from(&costs));
            prop_assert!(u16::from(distance) >= least, "{} {} {} {}", one, other, distance, least);
        }
    }
}

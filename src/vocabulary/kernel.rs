//! The weighted distance from one sound string to many at once: a byte for each of 32 strings,
//! where the processor has instructions for that (AVX2), else one after the other.
//!
//! `distance.rs` has the plain sibling that the tests hold it to.

#![allow(unsafe_code)]

#[cfg(feature = "snapshot")]
use super::distance::NUMBERS;
use super::distance::SoundCosts;

/// Sounds of a string that fits into a [`KernelRow`].
pub(super) const MOST_SOUNDS: usize = 15;

/// A sound string in the numbers of its sounds, zeros after them, and at the end its length.
pub(super) type KernelRow = [u8; MOST_SOUNDS + 1];

/// Strings taken at once.
const LANES: usize = 32;

/// The row of a string of numbers, if it is short enough.
pub(super) fn row(numbers: &[u8]) -> Option<KernelRow> {
    let mut row = [0; MOST_SOUNDS + 1];
    row[..MOST_SOUNDS].get_mut(..numbers.len())?.copy_from_slice(numbers);
    row[MOST_SOUNDS] = numbers.len() as u8;
    Some(row)
}

/// Whether bytes may stand among rows: the numbers of sounds before a length, or a length above
/// [`MOST_SOUNDS`] after anything.
#[cfg(feature = "snapshot")]
pub(super) fn is_row(row: &KernelRow) -> bool {
    let numbers = row[..MOST_SOUNDS].iter().fold(0, |all, number| all | number);
    (usize::from(row[MOST_SOUNDS]) > MOST_SOUNDS) | (usize::from(numbers) < NUMBERS)
}

/// Calls `visit` for each of these rows whose distance to a string of numbers is within the limit,
/// with its place in `which` and the distance in hundredths of a bit. Rows that state a length above [`MOST_SOUNDS`] stand
/// for strings that do not fit, and are passed over.
pub(super) fn each_within(
    costs: &SoundCosts,
    sought: &[u8],
    rows: &[KernelRow],
    which: &[u32],
    mut visit: impl FnMut(usize, u16),
) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        for (chunk, which) in which.chunks(LANES).enumerate() {
            // Lanes beyond the last string hold the first one again.
            let mut taken = [rows[which[0] as usize]; LANES];
            for (row, at) in taken.iter_mut().zip(which) {
                *row = rows[*at as usize];
            }
            // SAFETY: the processor has AVX2.
            let distances = unsafe { x86::distances(costs, sought, &taken) };
            for (lane, distance) in distances[..which.len()].iter().enumerate() {
                if *distance <= costs.limit {
                    visit(chunk * LANES + lane, SoundCosts::in_hundredths(*distance));
                }
            }
        }
        return;
    }
    for (place, at) in which.iter().enumerate() {
        let row = &rows[*at as usize];
        let length = usize::from(row[MOST_SOUNDS]);
        let Some(string) = row[..MOST_SOUNDS].get(..length) else { continue };
        if let Some(distance) = costs.between(sought, string) {
            visit(place, SoundCosts::in_hundredths(distance));
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{KernelRow, LANES, MOST_SOUNDS, SoundCosts};
    use std::arch::x86_64::*;

    /// The distances of one string to the strings of 32 rows; above the limit, any number that
    /// is. Numbers of sounds are below 32, and lengths at most 15.
    #[target_feature(enable = "avx2")]
    pub(super) fn distances(
        costs: &SoundCosts,
        sought: &[u8],
        rows: &[KernelRow; LANES],
    ) -> [u8; LANES] {
        let columns = transposed(rows);
        let lengths = columns[MOST_SOUNDS];
        let width = rows.iter().map(|row| usize::from(row[MOST_SOUNDS])).max().unwrap_or(0);
        let width = width.min(MOST_SOUNDS);
        let zero = _mm256_setzero_si256();
        let far = _mm256_set1_epi8(-1);
        let doubled = _mm256_set1_epi8(costs.doubled as i8);
        let transposition = _mm256_set1_epi8(costs.transposition as i8);
        let gap_table = ShuffleTable::new(&costs.gap);
        // By sound of the rows' strings: its number as both halves of a table are asked for it, and
        // what leaving it out costs.
        let mut halves = [(zero, zero); MOST_SOUNDS];
        let mut gaps = [zero; MOST_SOUNDS];
        // The rows of the usual table, each with a column before the first sound.
        let [before, last, row] = &mut [[far; MOST_SOUNDS + 1]; 3];
        let (mut before, mut last, mut row) = (before, last, row);
        // Where the sound before this one of the string sought equals each of the rows'.
        let mut equal_before = [zero; MOST_SOUNDS];
        last[0] = zero;
        for to in 0..width {
            halves[to] = ShuffleTable::halves(columns[to]);
            gaps[to] = gap_table.look_up(halves[to]);
            if to > 0 {
                let same = _mm256_cmpeq_epi8(columns[to], columns[to - 1]);
                gaps[to] = _mm256_blendv_epi8(gaps[to], doubled, same);
            }
            last[to + 1] = _mm256_adds_epu8(last[to], gaps[to]);
        }
        for (at, sound) in sought.iter().enumerate() {
            let gap = _mm256_set1_epi8(costs.gap_at(sought, at) as i8);
            let substitution = ShuffleTable::new(&costs.substitution[usize::from(*sound)]);
            let sound = _mm256_set1_epi8(*sound as i8);
            let mut left = _mm256_adds_epu8(last[0], gap);
            let mut equal_left = zero;
            row[0] = left;
            for to in 0..width {
                let replaced = _mm256_adds_epu8(last[to], substitution.look_up(halves[to]));
                let shorter = _mm256_adds_epu8(last[to + 1], gap);
                let longer = _mm256_adds_epu8(left, gaps[to]);
                let swapped = _mm256_and_si256(equal_left, equal_before[to]);
                equal_left = _mm256_cmpeq_epi8(columns[to], sound);
                equal_before[to] = equal_left;
                let cost = _mm256_min_epu8(_mm256_min_epu8(replaced, shorter), longer);
                // The first sounds are equal to none before them, so nothing is swapped there.
                let other = _mm256_adds_epu8(before[to.saturating_sub(1)], transposition);
                left = _mm256_min_epu8(cost, _mm256_blendv_epi8(far, other, swapped));
                row[to + 1] = left;
            }
            (before, last, row) = (last, row, before);
        }
        let mut found = far;
        for (to, distances) in last[..=width].iter().enumerate() {
            let here = _mm256_cmpeq_epi8(lengths, _mm256_set1_epi8(to as i8));
            found = _mm256_blendv_epi8(found, *distances, here);
        }
        let mut distances = [0; LANES];
        // SAFETY: the array has as many bytes as are stored, and no alignment is asked for.
        unsafe { _mm256_storeu_si256(distances.as_mut_ptr().cast(), found) };
        distances
    }

    /// A table of 32 bytes, in halves that are each looked up in on their own.
    struct ShuffleTable(__m256i, __m256i);

    impl ShuffleTable {
        #[target_feature(enable = "avx2")]
        fn new(bytes: &[u8; 32]) -> Self {
            // SAFETY: the array has 32 bytes, of which each load reads 16, from 0 and from 16; no
            // alignment is asked for.
            let (low, high) = unsafe {
                let start = bytes.as_ptr();
                (_mm_loadu_si128(start.cast()), _mm_loadu_si128(start.add(16).cast()))
            };
            ShuffleTable(_mm256_broadcastsi128_si256(low), _mm256_broadcastsi128_si256(high))
        }

        /// Numbers below 32 as each half is asked for them: by their low four bits, and with the
        /// highest bit set, which gives zero, where they belong to the other half.
        #[target_feature(enable = "avx2")]
        fn halves(numbers: __m256i) -> (__m256i, __m256i) {
            let low = _mm256_add_epi8(numbers, _mm256_set1_epi8(0x70));
            let high = _mm256_sub_epi8(numbers, _mm256_set1_epi8(16));
            (low, high)
        }

        #[target_feature(enable = "avx2")]
        fn look_up(&self, (low, high): (__m256i, __m256i)) -> __m256i {
            _mm256_or_si256(_mm256_shuffle_epi8(self.0, low), _mm256_shuffle_epi8(self.1, high))
        }
    }

    /// Byte by byte of all rows. Interleaving the first half of the registers with the second,
    /// four times over, turns 16 by 16 bytes; each half of a register holds 16 rows.
    #[target_feature(enable = "avx2")]
    fn transposed(rows: &[KernelRow; LANES]) -> [__m256i; 16] {
        let load = |row: &KernelRow| {
            // SAFETY: a row has the 16 bytes that are read, and no alignment is asked for.
            unsafe { _mm_loadu_si128(row.as_ptr().cast()) }
        };
        let mut turned = [_mm256_setzero_si256(); 16];
        for n in 0..16 {
            turned[n] = _mm256_set_m128i(load(&rows[n + 16]), load(&rows[n]));
        }
        for _ in 0..4 {
            let from = turned;
            for n in 0..8 {
                turned[2 * n] = _mm256_unpacklo_epi8(from[n], from[n + 8]);
                turned[2 * n + 1] = _mm256_unpackhi_epi8(from[n], from[n + 8]);
            }
        }
        turned
    }
}

#[cfg(test)]
mod tests {
    use super::super::distance::number;
    use super::*;
    use proptest::prelude::*;

    fn numbers(sounds: &str) -> Vec<u8> {
        sounds.bytes().map(number).collect()
    }

    /// Costs that differ in all ways in which those of the model do.
    fn costs() -> SoundCosts {
        let mut costs = SoundCosts::uniform(650, 40, 600, 1400);
        for (one, other, cost) in [(b'a', b'e', 250), (b'b', b'p', 200), (b's', b'S', 400)] {
            costs.set_substitution(one, other, cost);
        }
        costs.set_gap(b'j', 40);
        costs
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn it_finds_what_the_plain_distance_finds(
            sought in "[aeijOUbpsSkgv]{0,20}|[a-zA-Z]{0,8}",
            listed in prop::collection::vec("[aeijOUbpsSkgv]{0,15}|[a-zA-Z]{0,15}", 1..80),
        ) {
            let costs = costs();
            let sought = numbers(&sought);
            let listed: Vec<Vec<u8>> = listed.iter().map(|sounds| numbers(sounds)).collect();
            let rows: Vec<KernelRow> = listed.iter().filter_map(|numbers| row(numbers)).collect();
            prop_assert_eq!(rows.len(), listed.len());
            let which: Vec<u32> = (0..rows.len() as u32).rev().collect();
            let mut found = Vec::new();
            each_within(&costs, &sought, &rows, &which, |at, distance| found.push((at, distance)));
            let plain = which.iter().enumerate().filter_map(|(place, at)| {
                let distance = costs.between(&sought, &listed[*at as usize])?;
                Some((place, SoundCosts::in_hundredths(distance)))
            });
            prop_assert_eq!(found, plain.collect::<Vec<_>>());
        }
    }

    #[test]
    fn longer_strings_have_no_row() {
        let (costs, mut found) = (costs(), Vec::new());
        let rows = [[u8::MAX; MOST_SOUNDS + 1], row(&[1, 2]).unwrap()];
        each_within(&costs, &[1, 2], &rows, &[0, 1], |at, distance| found.push((at, distance)));
        assert_eq!(found, [(1, 0)]);
        assert!(row(&[1; 15]).is_some());
        assert!(row(&[1; 16]).is_none());
    }
}

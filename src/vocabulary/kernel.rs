//! The weighted distance from one sound string to many at once: 32 strings, a byte for each, with
//! AVX2; without AVX2, one string after the other by the plain definition in `distance.rs`.
//!
//! This module knows the codes of sounds and their costs. A string has to fit in a row of 16 bytes. The
//! invariant of the `unsafe` code is that the processor has AVX2, which is checked at run time. The
//! tests compare both ways.

#![allow(unsafe_code)]

use super::distance::{CODES, SoundCosts};

/// The longest string that fits in a [`KernelRow`].
pub(super) const MAX_ROW_SOUNDS: usize = 15;

/// The codes of a sound string, zeros after them, and its length in the last byte.
pub(super) type KernelRow = [u8; MAX_ROW_SOUNDS + 1];

/// Strings that are compared at once.
const LANES: usize = 32;

/// The row of a string of codes; `None` if it is too long.
pub(super) fn kernel_row(codes: &[u8]) -> Option<KernelRow> {
    let mut row = [0; MAX_ROW_SOUNDS + 1];
    row[..MAX_ROW_SOUNDS].get_mut(..codes.len())?.copy_from_slice(codes);
    row[MAX_ROW_SOUNDS] = codes.len() as u8;
    Some(row)
}

/// Whether bytes that were read from a file can be a row: codes before a length, or anything before a
/// length above [`MAX_ROW_SOUNDS`].
pub(super) fn is_valid_row(row: &KernelRow) -> bool {
    let codes = row[..MAX_ROW_SOUNDS].iter().fold(0, |all, code| all | code);
    (usize::from(row[MAX_ROW_SOUNDS]) > MAX_ROW_SOUNDS) | (usize::from(codes) < CODES)
}

/// Calls `visit` for each selected row within the limit of the costs, with its position in `selected`
/// and its distance to `query`, a string of codes, in hundredths of a bit. Rows with a length above
/// [`MAX_ROW_SOUNDS`] stand for strings that don't fit and are skipped.
pub(super) fn for_each_within(
    costs: &SoundCosts,
    query: &[u8],
    rows: &[KernelRow],
    selected: &[u32],
    mut visit: impl FnMut(usize, u16),
) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        for (chunk, selected) in selected.chunks(LANES).enumerate() {
            // Lanes after the last string repeat the first one.
            let mut batch = [rows[selected[0] as usize]; LANES];
            for (row, at) in batch.iter_mut().zip(selected) {
                *row = rows[*at as usize];
            }
            // SAFETY: The processor has AVX2.
            let distances = unsafe { x86::distances(costs, query, &batch) };
            for (lane, distance) in distances[..selected.len()].iter().enumerate() {
                if *distance <= costs.limit {
                    visit(chunk * LANES + lane, SoundCosts::to_hundredths(*distance));
                }
            }
        }
        return;
    }
    for (position, at) in selected.iter().enumerate() {
        let row = &rows[*at as usize];
        let length = usize::from(row[MAX_ROW_SOUNDS]);
        let Some(codes) = row[..MAX_ROW_SOUNDS].get(..length) else { continue };
        if let Some(distance) = costs.distance_of_codes(query, codes) {
            visit(position, distance);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{KernelRow, LANES, MAX_ROW_SOUNDS, SoundCosts};
    use std::arch::x86_64::*;

    /// The distances from one string of codes to those of 32 rows, in tenths of a bit. A distance above
    /// the limit may come out as any number above the limit. Codes are below 32. A row that states a
    /// length above [`MAX_ROW_SOUNDS`] gets the largest byte.
    #[target_feature(enable = "avx2")]
    pub(super) fn distances(
        costs: &SoundCosts,
        query: &[u8],
        rows: &[KernelRow; LANES],
    ) -> [u8; LANES] {
        let columns = transpose(rows);
        let lengths = columns[MAX_ROW_SOUNDS];
        let width = rows.iter().map(|row| usize::from(row[MAX_ROW_SOUNDS])).max().unwrap_or(0);
        let width = width.min(MAX_ROW_SOUNDS);
        let zero = _mm256_setzero_si256();
        let far = _mm256_set1_epi8(-1);
        let doubled = _mm256_set1_epi8(costs.doubled as i8);
        let transposition = _mm256_set1_epi8(costs.transposition as i8);
        let gap_table = ShuffleTable::new(&costs.gap);
        // For each position in the rows' strings: the codes as indices of a shuffle table, and what gaps
        // cost there.
        let mut indices = [(zero, zero); MAX_ROW_SOUNDS];
        let mut gaps = [zero; MAX_ROW_SOUNDS];
        // Three rows of the dynamic programming table. Column 0 is the empty prefix. Additions saturate.
        let [before_last, last, row] = &mut [[far; MAX_ROW_SOUNDS + 1]; 3];
        let (mut before_last, mut last, mut row) = (before_last, last, row);
        // Where the previous sound of the query equals each sound of the rows.
        let mut equal_before = [zero; MAX_ROW_SOUNDS];
        last[0] = zero;
        for to in 0..width {
            indices[to] = ShuffleTable::indices(columns[to]);
            gaps[to] = gap_table.look_up(indices[to]);
            if to > 0 {
                let same = _mm256_cmpeq_epi8(columns[to], columns[to - 1]);
                gaps[to] = _mm256_blendv_epi8(gaps[to], doubled, same);
            }
            last[to + 1] = _mm256_adds_epu8(last[to], gaps[to]);
        }
        for (at, sound) in query.iter().enumerate() {
            let gap = _mm256_set1_epi8(costs.gap_at(query, at) as i8);
            let substitution = ShuffleTable::new(&costs.substitution[usize::from(*sound)]);
            let sound = _mm256_set1_epi8(*sound as i8);
            let mut left = _mm256_adds_epu8(last[0], gap);
            let mut equal_left = zero;
            row[0] = left;
            for to in 0..width {
                let substituted = _mm256_adds_epu8(last[to], substitution.look_up(indices[to]));
                let deleted = _mm256_adds_epu8(last[to + 1], gap);
                let inserted = _mm256_adds_epu8(left, gaps[to]);
                let is_swapped = _mm256_and_si256(equal_left, equal_before[to]);
                equal_left = _mm256_cmpeq_epi8(columns[to], sound);
                equal_before[to] = equal_left;
                let cost = _mm256_min_epu8(_mm256_min_epu8(substituted, deleted), inserted);
                // At position 0 `equal_left` is zero, so `before_last[0]` never counts there.
                let swapped = _mm256_adds_epu8(before_last[to.saturating_sub(1)], transposition);
                left = _mm256_min_epu8(cost, _mm256_blendv_epi8(far, swapped, is_swapped));
                row[to + 1] = left;
            }
            (before_last, last, row) = (last, row, before_last);
        }
        let mut found = far;
        for (to, distances) in last[..=width].iter().enumerate() {
            let ends_here = _mm256_cmpeq_epi8(lengths, _mm256_set1_epi8(to as i8));
            found = _mm256_blendv_epi8(found, *distances, ends_here);
        }
        let mut distances = [0; LANES];
        // SAFETY: The array has the 32 bytes that are stored, and an unaligned store needs no alignment.
        unsafe { _mm256_storeu_si256(distances.as_mut_ptr().cast(), found) };
        distances
    }

    /// A table of 32 bytes as two halves of 16, since a byte shuffle selects among 16.
    struct ShuffleTable(__m256i, __m256i);

    impl ShuffleTable {
        #[target_feature(enable = "avx2")]
        fn new(bytes: &[u8; 32]) -> Self {
            // SAFETY: The array has 32 bytes. The loads read 16 of them each, from 0 and from 16, and need
            // no alignment.
            let (low, high) = unsafe {
                let start = bytes.as_ptr();
                (_mm_loadu_si128(start.cast()), _mm_loadu_si128(start.add(16).cast()))
            };
            ShuffleTable(_mm256_broadcastsi128_si256(low), _mm256_broadcastsi128_si256(high))
        }

        /// Codes below 32 as the indices of each half: the low four bits, or with the highest bit set,
        /// for which a shuffle gives zero, if the code belongs to the other half.
        #[target_feature(enable = "avx2")]
        fn indices(codes: __m256i) -> (__m256i, __m256i) {
            let low = _mm256_add_epi8(codes, _mm256_set1_epi8(0x70));
            let high = _mm256_sub_epi8(codes, _mm256_set1_epi8(16));
            (low, high)
        }

        #[target_feature(enable = "avx2")]
        fn look_up(&self, (low, high): (__m256i, __m256i)) -> __m256i {
            _mm256_or_si256(_mm256_shuffle_epi8(self.0, low), _mm256_shuffle_epi8(self.1, high))
        }
    }

    /// The first byte of all rows, then the second, and so on. Interleaving the first half of the
    /// registers with the second half, four times, transposes 16 by 16 bytes. Each half of a register
    /// has 16 of the rows.
    #[target_feature(enable = "avx2")]
    fn transpose(rows: &[KernelRow; LANES]) -> [__m256i; 16] {
        let load = |row: &KernelRow| {
            // SAFETY: A row has the 16 bytes that are read, and an unaligned load needs no alignment.
            unsafe { _mm_loadu_si128(row.as_ptr().cast()) }
        };
        let mut columns = [_mm256_setzero_si256(); 16];
        for n in 0..16 {
            columns[n] = _mm256_set_m128i(load(&rows[n + 16]), load(&rows[n]));
        }
        for _ in 0..4 {
            let from = columns;
            for n in 0..8 {
                columns[2 * n] = _mm256_unpacklo_epi8(from[n], from[n + 8]);
                columns[2 * n + 1] = _mm256_unpackhi_epi8(from[n], from[n + 8]);
            }
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::super::distance::{code, codes};
    use super::*;
    use proptest::prelude::*;

    /// Costs that differ in every way in which those of a model do.
    fn uneven_costs() -> SoundCosts {
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
        fn the_kernel_finds_what_the_plain_distance_finds(
            query in "[aeijOUbpsSkgv]{0,20}|[a-zA-Z]{0,8}",
            listed in prop::collection::vec("[aeijOUbpsSkgv]{0,15}|[a-zA-Z]{0,15}", 1..80),
        ) {
            let costs = uneven_costs();
            let query = codes(&query);
            let listed: Vec<Vec<u8>> = listed.iter().map(|sounds| codes(sounds)).collect();
            let rows: Vec<KernelRow> = listed.iter().filter_map(|codes| kernel_row(codes)).collect();
            prop_assert_eq!(rows.len(), listed.len());
            let selected: Vec<u32> = (0..rows.len() as u32).rev().collect();
            let mut found = Vec::new();
            for_each_within(&costs, &query, &rows, &selected, |position, distance| {
                found.push((position, distance));
            });
            let expected = selected.iter().enumerate().filter_map(|(position, at)| {
                let distance = costs.distance_of_codes(&query, &listed[*at as usize])?;
                Some((position, distance))
            });
            prop_assert_eq!(found, expected.collect::<Vec<_>>());
        }
    }

    #[test]
    fn strings_that_do_not_fit_in_a_row_are_skipped() {
        let (costs, mut found) = (uneven_costs(), Vec::new());
        let rows = [[u8::MAX; MAX_ROW_SOUNDS + 1], kernel_row(&[1, 2]).unwrap()];
        for_each_within(&costs, &[1, 2], &rows, &[0, 1], |position, distance| {
            found.push((position, distance));
        });
        assert_eq!(found, [(1, 0)]);
        assert!(kernel_row(&[code(b'a'); 15]).is_some());
        assert!(kernel_row(&[code(b'a'); 16]).is_none());
    }
}

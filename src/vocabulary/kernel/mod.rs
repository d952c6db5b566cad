//! The weighted distance from one sound string to many at once, a byte for each: 64 strings with AVX-512, 32 with AVX2,
//! and otherwise one string after the other by the plain definition in `distance.rs`.
//!
//! This module knows the codes of sounds and their costs. A string has to fit in a row of 16 bytes. The
//! invariant of the `unsafe` code is that the processor has what a kernel needs, which is checked at run time. The
//! tests compare every kernel of the machine with the plain definition.

#![allow(unsafe_code)]

use super::distance::{CODES, SoundCosts};

/// The longest string that fits in a [`KernelRow`].
pub(super) const MAX_ROW_SOUNDS: usize = 15;

/// The codes of a sound string, zeros after them, and its length in the last byte.
pub(super) type KernelRow = [u8; MAX_ROW_SOUNDS + 1];

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

/// What computes the distances of several rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kernel {
    /// 64 rows at once, with the byte permutation of AVX-512 VBMI; what is left by [`Kernel::Avx2`].
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// 32 rows at once.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// One row after the other.
    Plain,
}

impl Kernel {
    /// The best that the processor has.
    fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            if has!("avx2") && has!("avx512bw") && has!("avx512vbmi") {
                return Kernel::Avx512;
            }
            if has!("avx2") {
                return Kernel::Avx2;
            }
        }
        Kernel::Plain
    }
}

/// Calls `visit` for each selected row within the limit of the costs, with its position in `selected`
/// and its distance to `query`, a string of codes, in hundredths of a bit. Rows with a length above
/// [`MAX_ROW_SOUNDS`] stand for strings that don't fit and are skipped.
pub(super) fn for_each_within(
    costs: &SoundCosts,
    query: &[u8],
    rows: &[KernelRow],
    selected: &[u32],
    visit: impl FnMut(usize, u16),
) {
    for_each_within_by(Kernel::detect(), costs, query, rows, selected, visit);
}

/// The same with one kernel, which the processor has to have.
fn for_each_within_by(
    kernel: Kernel,
    costs: &SoundCosts,
    query: &[u8],
    rows: &[KernelRow],
    selected: &[u32],
    mut visit: impl FnMut(usize, u16),
) {
    let mut done = 0;
    #[cfg(target_arch = "x86_64")]
    if kernel != Kernel::Plain {
        while done < selected.len() {
            let rest = &selected[done..];
            let wide = kernel == Kernel::Avx512 && rest.len() > avx2::LANES;
            let count = rest.len().min(if wide { avx512::LANES } else { avx2::LANES });
            // SAFETY: `Kernel::detect` found that the processor has what this kernel needs.
            match wide {
                true => unsafe { avx512::distances(costs, query, &batch(rows, rest)) }
                    .for_each_within(count, |lane, distance| visit(done + lane, distance)),
                false => unsafe { avx2::distances(costs, query, &batch(rows, rest)) }
                    .for_each_within(count, |lane, distance| visit(done + lane, distance)),
            }
            done += count;
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

/// The first selected rows. Lanes after the last one repeat the first.
#[cfg(target_arch = "x86_64")]
fn batch<const LANES: usize>(rows: &[KernelRow], selected: &[u32]) -> [KernelRow; LANES] {
    let mut batch = [rows[selected[0] as usize]; LANES];
    for (row, at) in batch.iter_mut().zip(selected) {
        *row = rows[*at as usize];
    }
    batch
}

/// What a kernel finds.
#[cfg(target_arch = "x86_64")]
struct Distances<const LANES: usize> {
    /// In tenths of a bit.
    distances: [u8; LANES],
    /// A bit for each lane whose distance is within the limit.
    within: u64,
}

#[cfg(target_arch = "x86_64")]
impl<const LANES: usize> Distances<LANES> {
    /// Calls `visit` for each of the first `count` lanes that is within the limit, with its distance in hundredths of a
    /// bit.
    fn for_each_within(&self, count: usize, mut visit: impl FnMut(usize, u16)) {
        let mut within = self.within & u64::MAX >> (u64::BITS as usize - count);
        while within != 0 {
            let lane = within.trailing_zeros() as usize;
            visit(lane, SoundCosts::to_hundredths(self.distances[lane]));
            within &= within - 1;
        }
    }
}

/// Defines `distances` by the operations of one instruction set, which are in scope: a vector `$bytes` of one byte for
/// each of `LANES` rows, a `$table` of bytes to look codes up in, and what is done with them.
#[cfg(target_arch = "x86_64")]
macro_rules! define_distances {
    ($features:literal, $bytes:ty, $table:ident) => {
        /// The distances from one string of codes to those of the rows, in tenths of a bit. A distance above the limit
        /// may come out as any number above the limit. Codes are below 32. A row that states a length above
        /// [`MAX_ROW_SOUNDS`] gets the largest byte.
        #[target_feature(enable = $features)]
        pub(super) fn distances(
            costs: &SoundCosts,
            query: &[u8],
            rows: &[KernelRow; LANES],
        ) -> Distances<LANES> {
            let columns = transpose(rows);
            let lengths = columns[MAX_ROW_SOUNDS];
            let width = rows.iter().map(|row| usize::from(row[MAX_ROW_SOUNDS])).max().unwrap_or(0);
            let width = width.min(MAX_ROW_SOUNDS);
            let far = splat(u8::MAX);
            let (doubled, transposition) = (splat(costs.doubled), splat(costs.transposition));
            let gap_table = $table::new(&costs.gap);
            // For each position in the rows' strings: the codes as indices of a table, and what gaps cost there.
            let mut indices = [$table::indices(splat(0)); MAX_ROW_SOUNDS];
            let mut gaps = [splat(0); MAX_ROW_SOUNDS];
            // Three rows of the dynamic programming table. Column 0 is the empty prefix. Additions saturate.
            let [before_last, last, row] = &mut [[far; MAX_ROW_SOUNDS + 1]; 3];
            let (mut before_last, mut last, mut row) = (before_last, last, row);
            // Where the previous sound of the query equals each sound of the rows.
            let mut equal_before = [nowhere(); MAX_ROW_SOUNDS];
            last[0] = splat(0);
            for to in 0..width {
                indices[to] = $table::indices(columns[to]);
                gaps[to] = gap_table.look_up(indices[to]);
                if to > 0 {
                    gaps[to] = select(equal(columns[to], columns[to - 1]), doubled, gaps[to]);
                }
                last[to + 1] = add(last[to], gaps[to]);
            }
            for (at, sound) in query.iter().enumerate() {
                let gap = splat(costs.gap_at(query, at));
                let substitution = $table::new(&costs.substitution[usize::from(*sound)]);
                let sound = splat(*sound);
                let mut left = add(last[0], gap);
                let mut equal_left = nowhere();
                row[0] = left;
                for to in 0..width {
                    let substituted = add(last[to], substitution.look_up(indices[to]));
                    let deleted = add(last[to + 1], gap);
                    let inserted = add(left, gaps[to]);
                    let is_swapped = both(equal_left, equal_before[to]);
                    equal_left = equal(columns[to], sound);
                    equal_before[to] = equal_left;
                    let cost = min(min(substituted, deleted), inserted);
                    // At position 0 `equal_left` is nowhere, so `before_last[0]` never counts there.
                    let swapped = add(before_last[to.saturating_sub(1)], transposition);
                    left = min(cost, select(is_swapped, swapped, far));
                    row[to + 1] = left;
                }
                (before_last, last, row) = (last, row, before_last);
            }
            let mut found = far;
            for (to, distances) in (0..).zip(&last[..=width]) {
                found = select(equal(lengths, splat(to)), *distances, found);
            }
            Distances { distances: store(found), within: at_most(found, splat(costs.limit)) }
        }

        /// The first byte of all rows, then the second, and so on. Interleaving the first half of the registers with
        /// the second half, four times, transposes 16 by 16 bytes. Each 16 bytes of a register have 16 of the rows.
        #[target_feature(enable = $features)]
        fn transpose(rows: &[KernelRow; LANES]) -> [$bytes; 16] {
            let mut columns: [$bytes; 16] = std::array::from_fn(|n| load_every_16th(&rows[n..]));
            for _ in 0..4 {
                let from = columns;
                for n in 0..8 {
                    [columns[2 * n], columns[2 * n + 1]] = interleave(from[n], from[n + 8]);
                }
            }
            columns
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

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

    /// The kernels that the processor has.
    fn kernels() -> Vec<Kernel> {
        match Kernel::detect() {
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => vec![Kernel::Avx512, Kernel::Avx2, Kernel::Plain],
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => vec![Kernel::Avx2, Kernel::Plain],
            Kernel::Plain => vec![Kernel::Plain],
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn the_kernel_finds_what_the_plain_distance_finds(
            query in "[aeijOUbpsSkgv]{0,20}|[a-zA-Z]{0,8}",
            listed in prop::collection::vec("[aeijOUbpsSkgv]{0,15}|[a-zA-Z]{0,15}", 1..150),
        ) {
            let costs = uneven_costs();
            let query = codes(&query);
            let listed: Vec<Vec<u8>> = listed.iter().map(|sounds| codes(sounds).to_vec()).collect();
            let rows: Vec<KernelRow> = listed.iter().filter_map(|codes| kernel_row(codes)).collect();
            prop_assert_eq!(rows.len(), listed.len());
            let selected: Vec<u32> = (0..rows.len() as u32).rev().collect();
            let expected = selected.iter().enumerate().filter_map(|(position, at)| {
                let distance = costs.distance_of_codes(&query, &listed[*at as usize])?;
                Some((position, distance))
            });
            let expected: Vec<(usize, u16)> = expected.collect();
            for kernel in kernels() {
                let mut found = Vec::new();
                for_each_within_by(kernel, &costs, &query, &rows, &selected, |position, distance| {
                    found.push((position, distance));
                });
                prop_assert_eq!(&found, &expected, "{:?}", kernel);
            }
        }
    }

    #[test]
    fn strings_that_do_not_fit_in_a_row_are_skipped() {
        let costs = uneven_costs();
        let rows = [[u8::MAX; MAX_ROW_SOUNDS + 1], kernel_row(&[1, 2]).unwrap()];
        for kernel in kernels() {
            let mut found = Vec::new();
            let selected = [0, 1].repeat(40);
            for_each_within_by(kernel, &costs, &[1, 2], &rows, &selected, |position, distance| {
                found.push((position, distance));
            });
            assert!(found.into_iter().eq((1..80).step_by(2).map(|position| (position, 0))));
        }
        assert!(kernel_row(&[code(b'a'); 15]).is_some());
        assert!(kernel_row(&[code(b'a'); 16]).is_none());
    }
}

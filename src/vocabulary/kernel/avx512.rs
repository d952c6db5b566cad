//! What a distance needs of AVX-512 with VBMI, which permutes bytes: 64 rows at once.

use super::{Distances, KernelRow, MAX_ROW_SOUNDS, SoundCosts};
use std::arch::x86_64::*;

pub(super) const LANES: usize = 64;

define_distances!("avx512bw,avx512vbmi", __m512i, RepeatedTable);

/// A table of 32 bytes, twice, since a permutation selects among 64.
struct RepeatedTable(__m512i);

impl RepeatedTable {
    #[target_feature(enable = "avx512bw,avx512vbmi")]
    fn new(bytes: &[u8; 32]) -> Self {
        // SAFETY: The array has the 32 bytes that are read, and an unaligned load needs no alignment.
        RepeatedTable(_mm512_broadcast_i64x4(unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }))
    }

    #[target_feature(enable = "avx512bw,avx512vbmi")]
    fn indices(codes: __m512i) -> __m512i {
        codes
    }

    #[target_feature(enable = "avx512bw,avx512vbmi")]
    fn look_up(&self, indices: __m512i) -> __m512i {
        _mm512_permutexvar_epi8(indices, self.0)
    }
}

#[target_feature(enable = "avx512bw,avx512vbmi")]
fn splat(byte: u8) -> __m512i {
    _mm512_set1_epi8(byte as i8)
}

/// The sum, or the largest byte where it is above that.
#[target_feature(enable = "avx512bw,avx512vbmi")]
fn add(one: __m512i, other: __m512i) -> __m512i {
    _mm512_adds_epu8(one, other)
}

#[target_feature(enable = "avx512bw,avx512vbmi")]
fn min(one: __m512i, other: __m512i) -> __m512i {
    _mm512_min_epu8(one, other)
}

#[target_feature(enable = "avx512bw,avx512vbmi")]
fn nowhere() -> __mmask64 {
    0
}

#[target_feature(enable = "avx512bw,avx512vbmi")]
fn equal(one: __m512i, other: __m512i) -> __mmask64 {
    _mm512_cmpeq_epi8_mask(one, other)
}

/// A bit for each lane that is at most as large as another.
#[target_feature(enable = "avx512bw,avx512vbmi")]
fn at_most(one: __m512i, other: __m512i) -> u64 {
    _mm512_cmple_epu8_mask(one, other)
}

#[target_feature(enable = "avx512bw,avx512vbmi")]
fn both(one: __mmask64, other: __mmask64) -> __mmask64 {
    one & other
}

#[target_feature(enable = "avx512bw,avx512vbmi")]
fn select(lanes: __mmask64, there: __m512i, elsewhere: __m512i) -> __m512i {
    _mm512_mask_blend_epi8(lanes, elsewhere, there)
}

#[target_feature(enable = "avx512bw,avx512vbmi")]
fn interleave(one: __m512i, other: __m512i) -> [__m512i; 2] {
    [_mm512_unpacklo_epi8(one, other), _mm512_unpackhi_epi8(one, other)]
}

#[target_feature(enable = "avx512bw,avx512vbmi")]
fn load_every_16th(rows: &[KernelRow]) -> __m512i {
    let mut bytes = _mm512_castsi128_si512(load_16(&rows[0]));
    bytes = _mm512_inserti32x4::<1>(bytes, load_16(&rows[16]));
    bytes = _mm512_inserti32x4::<2>(bytes, load_16(&rows[32]));
    _mm512_inserti32x4::<3>(bytes, load_16(&rows[48]))
}

#[target_feature(enable = "avx512bw,avx512vbmi")]
fn load_16(row: &KernelRow) -> __m128i {
    // SAFETY: A row has the 16 bytes that are read, and an unaligned load needs no alignment.
    unsafe { _mm_loadu_si128(row.as_ptr().cast()) }
}

#[target_feature(enable = "avx512bw,avx512vbmi")]
fn store(bytes: __m512i) -> [u8; LANES] {
    let mut stored = [0; LANES];
    // SAFETY: The array has the 64 bytes that are stored, and an unaligned store needs no alignment.
    unsafe { _mm512_storeu_si512(stored.as_mut_ptr().cast(), bytes) };
    stored
}

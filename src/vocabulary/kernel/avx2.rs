//! What a distance needs of AVX2: 32 rows at once.

use super::{Distances, KernelRow, MAX_ROW_SOUNDS, SoundCosts};
use std::arch::x86_64::*;

pub(super) const LANES: usize = 32;

// A lane of a comparison has all bits, or none.
define_distances!("avx2", __m256i, HalvedTable);

/// A table of 32 bytes as two halves of 16, since a byte shuffle selects among 16.
struct HalvedTable(__m256i, __m256i);

impl HalvedTable {
    #[target_feature(enable = "avx2")]
    fn new(bytes: &[u8; 32]) -> Self {
        let (low, high) = bytes.split_at(16);
        HalvedTable(
            _mm256_broadcastsi128_si256(load_16(low)),
            _mm256_broadcastsi128_si256(load_16(high)),
        )
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

#[target_feature(enable = "avx2")]
fn splat(byte: u8) -> __m256i {
    _mm256_set1_epi8(byte as i8)
}

/// The sum, or the largest byte where it is above that.
#[target_feature(enable = "avx2")]
fn add(one: __m256i, other: __m256i) -> __m256i {
    _mm256_adds_epu8(one, other)
}

#[target_feature(enable = "avx2")]
fn min(one: __m256i, other: __m256i) -> __m256i {
    _mm256_min_epu8(one, other)
}

#[target_feature(enable = "avx2")]
fn nowhere() -> __m256i {
    _mm256_setzero_si256()
}

#[target_feature(enable = "avx2")]
fn equal(one: __m256i, other: __m256i) -> __m256i {
    _mm256_cmpeq_epi8(one, other)
}

/// A bit for each lane that is at most as large as another.
#[target_feature(enable = "avx2")]
fn at_most(one: __m256i, other: __m256i) -> u64 {
    _mm256_movemask_epi8(equal(min(one, other), one)) as u32 as u64
}

#[target_feature(enable = "avx2")]
fn both(one: __m256i, other: __m256i) -> __m256i {
    _mm256_and_si256(one, other)
}

#[target_feature(enable = "avx2")]
fn select(lanes: __m256i, there: __m256i, elsewhere: __m256i) -> __m256i {
    _mm256_blendv_epi8(elsewhere, there, lanes)
}

#[target_feature(enable = "avx2")]
fn interleave(one: __m256i, other: __m256i) -> [__m256i; 2] {
    [_mm256_unpacklo_epi8(one, other), _mm256_unpackhi_epi8(one, other)]
}

#[target_feature(enable = "avx2")]
fn load_every_16th(rows: &[KernelRow]) -> __m256i {
    _mm256_set_m128i(load_16(&rows[16]), load_16(&rows[0]))
}

#[target_feature(enable = "avx2")]
fn load_16(bytes: &[u8]) -> __m128i {
    let bytes = &bytes[..16];
    // SAFETY: The slice has the 16 bytes that are read, and an unaligned load needs no alignment.
    unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
fn store(bytes: __m256i) -> [u8; LANES] {
    let mut stored = [0; LANES];
    // SAFETY: The array has the 32 bytes that are stored, and an unaligned store needs no alignment.
    unsafe { _mm256_storeu_si256(stored.as_mut_ptr().cast(), bytes) };
    stored
}

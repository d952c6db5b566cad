//! Loads that are started before their values are needed.

/// Reads a value and does nothing with it, so that its cache line is on its way.
///
/// A search reads records that lie far apart, and a load from main memory takes as long as some hundred
/// instructions. Since nothing depends on the value here, the processor continues past the load and starts
/// many of them at once. On lists of a million records this was measurably faster, while the prefetch
/// instructions of the processor gained nothing.
#[inline(always)]
pub(crate) fn prefetch<T: Copy>(value: T) {
    std::hint::black_box(value);
}

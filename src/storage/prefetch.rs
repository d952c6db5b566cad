//! Loads that are started before their values are needed.

/// Reads a value and does nothing with it, so that its cache line is on its way.
///
/// A search reads records that lie far apart, and each read from memory takes as long as some hundred
/// instructions. If nothing depends on the value, the processor continues past the load, and starts many
/// of them at once. The prefetch instruction gained nothing over plain code in measurements here, on a list of a million records; a load
/// that nothing depends on did.
#[inline(always)]
pub(crate) fn prefetch<T: Copy>(value: T) {
    std::hint::black_box(value);
}

//! A slice of plain data that owns its memory: an allocation, or a part of a memory-mapped file.
//!
//! This file and `snapshot_file.rs`, which maps files, hold the `unsafe` code of this module. The invariant
//! is that a slice is never lent for longer than its owner lives.

#![allow(unsafe_code)]

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A type whose values may be read from a file in place: any bytes are a value, and there is no padding.
pub(crate) trait Plain: bytemuck::Pod + Send + Sync {}
impl<T: bytemuck::Pod + Send + Sync> Plain for T {}

/// Immutable items. Clones share them.
#[derive(Clone)]
pub(crate) struct FlatArray<T: 'static> {
    /// Borrowed from `owner`, so it must not be lent for longer than `self` lives.
    items: &'static [T],
    owner: Arc<dyn Any + Send + Sync>,
}

impl<T: Plain> FlatArray<T> {
    /// The items that a function borrows from an owner.
    pub(super) fn of<O: Any + Send + Sync>(owner: Arc<O>, items: fn(&O) -> &[T]) -> Self {
        let items = std::ptr::from_ref(items(&owner));
        // SAFETY: The items are borrowed from `*owner`, which the `Arc` keeps at its address for as long as
        // `self` and its clones live. It is never handed out, and has no interior mutability (it is a `Vec`
        // of plain data, or a mapped file, for which see `snapshot_file.rs`), so nothing changes the items.
        // `deref` lends them for the life of `self` alone.
        let items = unsafe { &*items };
        FlatArray { items, owner }
    }

    /// The items in a range of bytes; `None` if that is not a whole number of items or not aligned for
    /// them.
    pub(super) fn of_bytes(bytes: &FlatArray<u8>, range: std::ops::Range<usize>) -> Option<Self> {
        let items = bytemuck::try_cast_slice(bytes.items.get(range)?).ok()?;
        Some(FlatArray { items, owner: bytes.owner.clone() })
    }
}

impl<T: Plain> From<Vec<T>> for FlatArray<T> {
    fn from(mut items: Vec<T>) -> Self {
        items.shrink_to_fit();
        FlatArray::of(Arc::new(items), Vec::as_slice)
    }
}

impl<T: Plain> FromIterator<T> for FlatArray<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<T: Plain> Default for FlatArray<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> Deref for FlatArray<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.items
    }
}

impl<T> fmt::Debug for FlatArray<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} items", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_outlive_the_first_array_that_holds_them() {
        let first: FlatArray<u32> = (0..1000).collect();
        let second = first.clone();
        let moved = Box::new(first);
        assert_eq!(moved[999], 999);
        drop(moved);
        assert_eq!(second.iter().sum::<u32>(), 499_500);
        assert!(FlatArray::<u64>::default().is_empty());
    }
}

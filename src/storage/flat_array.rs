//! A slice of plain data that owns its memory: an allocation, or a part of a mapped file.
//!
//! With `file.rs`, which maps files, the one place of this room with `unsafe` code.

#![allow(unsafe_code)]

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// What may lie in a file as it lies in memory: any bytes are a value, and none are left open.
pub(crate) trait Plain: bytemuck::Pod + Send + Sync {}
impl<T: bytemuck::Pod + Send + Sync> Plain for T {}

/// Items that never change, shared by clones.
#[derive(Clone)]
pub(crate) struct FlatArray<T: 'static> {
    /// Lives as long as `owner`, and is lent out no longer than that.
    items: &'static [T],
    #[cfg_attr(not(feature = "snapshot"), expect(dead_code, reason = "held, and not looked at"))]
    owner: Arc<dyn Any + Send + Sync>,
}

impl<T: Plain> FlatArray<T> {
    /// The items that `view` takes of an owner.
    fn of<O: Any + Send + Sync>(owner: Arc<O>, items: fn(&O) -> &[T]) -> Self {
        let items = std::ptr::from_ref(items(&owner));
        // SAFETY: The items are borrowed from `*owner`, which the `Arc` keeps where it is. It is kept
        // beside them for as long as they are, nobody can change it there, as it is neither handed out
        // nor has anything that changes behind a shared reference (a `Vec` of plain data, or a mapped
        // file, for which see `file.rs`), and `deref` lends the items for the life of `self` alone.
        let items = unsafe { &*items };
        FlatArray { items, owner }
    }

    /// The items in a part of a mapped file; `None` where that is no whole number of items or not
    /// aligned for them.
    #[cfg(feature = "snapshot")]
    pub(super) fn of_bytes(bytes: &FlatArray<u8>, range: std::ops::Range<usize>) -> Option<Self> {
        let items = bytemuck::try_cast_slice(bytes.items.get(range)?).ok()?;
        Some(FlatArray { items, owner: bytes.owner.clone() })
    }

    /// The bytes of a mapped file.
    #[cfg(feature = "snapshot")]
    pub(super) fn of_map(map: memmap2::Mmap) -> FlatArray<u8> {
        FlatArray::of(Arc::new(map), |map| map)
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
    fn items_outlive_what_they_were_made_of_and_the_first_that_held_them() {
        let first: FlatArray<u32> = (0..1000).collect();
        let second = first.clone();
        let moved = Box::new(first);
        assert_eq!(moved[999], 999);
        drop(moved);
        assert_eq!(second.iter().sum::<u32>(), 499_500);
        assert!(FlatArray::<u64>::default().is_empty());
    }
}

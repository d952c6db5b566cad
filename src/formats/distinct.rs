//! Values in their order, each once.

use hashbrown::HashTable;
use std::hash::{BuildHasher, Hash, RandomState};

/// The most values that are compared one by one, which is faster than hashing for so few.
const FEW: usize = 16;

/// Values in their order, each once. Adding one costs the same however many there are, whatever a file says.
pub(super) struct Distinct<T> {
    values: Vec<T>,
    /// The places of the values by their hashes, once there are many.
    places: HashTable<usize>,
    hasher: Option<RandomState>,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Distinct { values: Vec::new(), places: HashTable::new(), hasher: None }
    }
}

impl<T: Eq + Hash> Distinct<T> {
    /// Adds a value unless it is there; returns its place, and whether it is new.
    pub(super) fn add(&mut self, value: T) -> (usize, bool) {
        let values = &mut self.values;
        let next = values.len();
        if next < FEW {
            let known = values.iter().position(|known| *known == value);
            values.extend(known.is_none().then_some(value));
            return (known.unwrap_or(next), known.is_none());
        }
        let hasher = self.hasher.get_or_insert_with(|| {
            let hasher = RandomState::new();
            for (place, value) in values.iter().enumerate() {
                let hash = hasher.hash_one(value);
                self.places.insert_unique(hash, place, |place| hasher.hash_one(&values[*place]));
            }
            hasher
        });
        let hash = hasher.hash_one(&value);
        if let Some(place) = self.places.find(hash, |place| values[*place] == value) {
            return (*place, false);
        }
        self.places.insert_unique(hash, next, |place| hasher.hash_one(&values[*place]));
        values.push(value);
        (next, true)
    }

    pub(super) fn as_slice(&self) -> &[T] {
        &self.values
    }

    pub(super) fn into_vec(self) -> Vec<T> {
        self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_value_is_kept_once_in_its_order(values in proptest::collection::vec(0u8..60, 0..200)) {
            let mut distinct = Distinct::default();
            let mut expected: Vec<u8> = Vec::new();
            for value in values {
                let place = expected.iter().position(|known| *known == value);
                prop_assert_eq!(distinct.add(value), (place.unwrap_or(expected.len()), place.is_none()));
                expected.extend(place.is_none().then_some(value));
            }
            prop_assert_eq!(distinct.as_slice(), &expected[..]);
            prop_assert_eq!(distinct.into_vec(), expected);
        }
    }
}

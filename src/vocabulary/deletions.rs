//! The exact index of class strings: deletion neighbourhoods.
//!
//! Two strings within `k` edits, transpositions among them, become equal when at most `k` sounds
//! are taken out of each. So a table of every listed string with up to `k` sounds taken out,
//! looked up with every such variant of the string sought, holds all strings within `k` edits, and
//! a few more that a comparison rules out.
//!
//! Source: T. Bocek, E. Hunt and B. Stiller, "Fast similarity search in large dictionaries"
//! (University of Zurich, 2007), there for the Levenshtein distance.

use super::classes::{PackedClasses, edits_allowed};
use super::distance::SoundCosts;
use super::kernel::{KernelRow, MOST_SOUNDS, each_within, row};
use crate::storage::{FlatArray, HashIndex, pair};
use rayon::prelude::*;

/// Distinct class strings, found by what is left of them after deletions.
#[derive(Clone, Debug)]
pub(super) struct DeletionIndex {
    classes: FlatArray<PackedClasses>,
    /// The same for the kernel, as far as they fit.
    rows: FlatArray<KernelRow>,
    /// One for each edit.
    edits: SoundCosts,
    variants: HashIndex,
}

impl DeletionIndex {
    /// Indexes distinct strings, numbered in their order.
    pub(super) fn new(classes: Vec<PackedClasses>) -> Self {
        let variants_of = |(number, class): (usize, &PackedClasses)| {
            let mut variants = Vec::new();
            each_variant(*class, |hash| variants.push(pair(hash, number as u32)));
            variants
        };
        let variants = classes.par_iter().enumerate().flat_map_iter(variants_of).collect();
        let unfit = [u8::MAX; MOST_SOUNDS + 1];
        let rows: Vec<KernelRow> =
            classes.par_iter().map(|class| row(&class.numbers()).unwrap_or(unfit)).collect();
        let variants = HashIndex::new(variants, classes.len());
        DeletionIndex { variants, classes: classes.into(), rows: rows.into(), edits: edits() }
    }

    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    pub(super) fn get(&self, number: usize) -> Option<PackedClasses> {
        self.classes.get(number).copied()
    }

    /// The numbers of all strings within the edits that their length and that of `sought` allow,
    /// each once, in no order. In steps, each of which asks for much memory at once.
    pub(super) fn within_allowed(&self, sought: PackedClasses) -> Vec<u32> {
        let mut hashes = Vec::with_capacity(64);
        each_variant(sought, |hash| hashes.push(hash));
        let mut numbers = self.variants.of(&hashes);
        let mut seen = vec![0_u64; self.classes.len().div_ceil(64)];
        let mut distinct = 0;
        for at in 0..numbers.len() {
            let number = numbers[at];
            let (word, bit) = (&mut seen[number as usize / 64], number % 64);
            numbers[distinct] = number;
            distinct += (!*word >> bit & 1) as usize;
            *word |= 1 << bit;
        }
        numbers.truncate(distinct);
        let mut within = Vec::with_capacity(numbers.len() / 2);
        // Their rows say of strings that do not fit that they are near none.
        if sought.len() + edits_allowed(sought.len(), sought.len()) > MOST_SOUNDS {
            let length = |number: &u32| usize::from(self.rows[*number as usize][MOST_SOUNDS]);
            let unfit = numbers.iter().filter(|number| length(number) > MOST_SOUNDS);
            let near = |number: &&u32| self.classes[**number as usize].is_within_allowed(sought);
            within.extend(unfit.filter(near));
        }
        each_within(&self.edits, &sought.numbers(), &self.rows, &numbers, |place, edits| {
            let number = numbers[place];
            let length = usize::from(self.rows[number as usize][MOST_SOUNDS]);
            if usize::from(edits) <= 10 * edits_allowed(sought.len(), length) {
                within.push(number);
            }
        });
        within
    }
}

/// Costs of one for each edit; they are in tenths there.
fn edits() -> SoundCosts {
    SoundCosts::uniform(10, 10, 10, 20)
}

/// Calls `visit` with the hash of the string and of what is left after each choice of as many
/// deletions as its length allows. An edit between two strings is allowed by the shorter of them,
/// so the longer one's own allowance is never too small.
fn each_variant(string: PackedClasses, mut visit: impl FnMut(u32)) {
    let length = string.len();
    let most = edits_allowed(length, length);
    visit(hash(string));
    if most == 0 {
        return;
    }
    for one in 0..length {
        let without = string.without(one);
        visit(hash(without));
        if most > 1 {
            for other in one..length - 1 {
                visit(hash(without.without(other)));
            }
        }
    }
}

/// Hash collisions only add candidates.
fn hash(string: PackedClasses) -> u32 {
    let (low, high) = (string.0 as u64, (string.0 >> 64) as u64);
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    // The table is addressed by the upper bits, which multiplication mixes best.
    ((mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, all, ensure};
    use crate::vocabulary::kernel::is_row;

    impl DeletionIndex {
        pub(in crate::vocabulary) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            to.put("classes", &self.classes);
            to.put("classes.rows", &self.rows);
            self.variants.save("classes.variants", to);
        }

        pub(in crate::vocabulary) fn open(from: &SnapshotReader) -> Result<Self, Error> {
            let classes: FlatArray<PackedClasses> = from.take("classes")?;
            let rows: FlatArray<KernelRow> = from.take("classes.rows")?;
            ensure("classes", all(&classes, |class| class.is_sound()))?;
            ensure("classes.rows", rows.len() == classes.len() && all(&rows, is_row))?;
            let variants = HashIndex::open("classes.variants", from, classes.len())?;
            Ok(DeletionIndex { classes, rows, edits: edits(), variants })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn finds_what_strsim_finds(
            strings in prop::collection::btree_set("[abc]{1,5}|[abcd]{6,11}", 0..40),
            sought in "[abc]{1,5}|[abcd]{6,11}",
        ) {
            let listed: Vec<&str> = strings.iter().map(String::as_str).collect();
            let packed = |class: &str| PackedClasses::new(class).unwrap();
            let index = DeletionIndex::new(listed.iter().map(|class| packed(class)).collect());
            let numbers = index.within_allowed(packed(&sought));
            let found: BTreeSet<&str> = numbers.iter().map(|n| listed[*n as usize]).collect();
            prop_assert_eq!(found.len(), numbers.len());
            let within = |string: &&str| {
                let edits = strsim::osa_distance(string, &sought);
                edits <= edits_allowed(string.len(), sought.len())
            };
            prop_assert_eq!(found, listed.iter().copied().filter(within).collect::<BTreeSet<_>>());
        }
    }
}

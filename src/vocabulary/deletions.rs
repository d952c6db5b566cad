//! An exact index of class strings by their deletion neighbourhoods (FastSS, SymSpell).
//!
//! If two strings are within `k` edits, transpositions of neighbours included, then deleting at most
//! `k` classes from each can make them equal. So the index lists every string under all its variants
//! with up to `k` classes deleted, and a look-up with all variants of a query finds every
//! string within `k` edits. It also finds a few others, which a comparison rules out.
//!
//! This module knows class strings, never readings, tokens or the costs of a model. A string of ten
//! classes has 56 variants, so 56 entries of the index, and takes 56 look-ups as a query.
//!
//! Sources: T. Bocek, E. Hunt and B. Stiller, "Fast similarity search in large dictionaries"
//! (University of Zurich, 2007), for the Levenshtein distance; W. Garbe's SymSpell (2012) has
//! transpositions too.

use super::classes::{PackedClasses, edits_allowed};
use super::distance::SoundCosts;
use super::kernel::{KernelRow, MAX_ROW_SOUNDS, for_each_within, is_valid_row, kernel_row};
use super::search_buffers::SearchBuffers;
use crate::error::Error;
use crate::storage::{FlatArray, HashIndex, Section, all, ensure, hash_wide, pair, stored};
use rayon::prelude::*;

/// Distinct class strings, with an index of their deletion neighbourhoods.
#[derive(Clone, Debug)]
pub(super) struct DeletionIndex {
    classes: FlatArray<PackedClasses>,
    /// The same strings for the kernel. The row of a string that is too long has no valid length.
    rows: FlatArray<KernelRow>,
    /// Equal costs for all edits, so that the kernel counts edits.
    edit_costs: SoundCosts,
    variants: HashIndex,
}

/// The row of a string that doesn't fit in one.
const NO_ROW: KernelRow = [u8::MAX; MAX_ROW_SOUNDS + 1];

impl DeletionIndex {
    /// Indexes distinct strings, which ascend. Their ids are their positions.
    pub(super) fn new(classes: Vec<PackedClasses>) -> Self {
        let variants_of = |(id, class): (usize, &PackedClasses)| {
            let mut variants = Vec::new();
            for_each_variant(*class, |hash| variants.push(pair(hash, id as u32)));
            variants
        };
        let variants = classes.par_iter().enumerate().flat_map_iter(variants_of).collect();
        let row = |class: &PackedClasses| kernel_row(&class.codes()).unwrap_or(NO_ROW);
        let rows: Vec<KernelRow> = classes.par_iter().map(row).collect();
        let variants = HashIndex::new(variants, classes.len());
        DeletionIndex {
            variants,
            classes: classes.into(),
            rows: rows.into(),
            edit_costs: edit_costs(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// The id of the first string that is at least so long. Strings are sorted, and as their first classes are in the
    /// lowest bits, longer ones follow shorter ones.
    pub(super) fn first_of_length(&self, length: usize) -> u32 {
        self.classes.partition_point(|class| class.len() < length) as u32
    }

    pub(super) fn get(&self, id: usize) -> Option<PackedClasses> {
        self.classes.get(id).copied()
    }

    /// Writes the ids of all strings within [`edits_allowed`] of `query` to `within`, each once, in no order.
    ///
    /// It works in passes over all candidates rather than candidate by candidate, so that the reads of a
    /// pass, which miss the caches, overlap.
    pub(super) fn within_allowed_edits(
        &self,
        query: PackedClasses,
        buffers: &mut SearchBuffers,
        within: &mut Vec<u32>,
    ) {
        let SearchBuffers { hashes, found: candidates, seen, .. } = buffers;
        hashes.clear();
        for_each_variant(query, |hash| hashes.push(hash));
        self.variants.find_all(hashes, candidates);
        seen.resize(self.classes.len().div_ceil(64).max(seen.len()), 0);
        let mut distinct = 0;
        // Without branches: a repeated id is overwritten by the next one.
        for at in 0..candidates.len() {
            let id = candidates[at];
            let (word, bit) = (&mut seen[id as usize / 64], id % 64);
            candidates[distinct] = id;
            distinct += (!*word >> bit & 1) as usize;
            *word |= 1 << bit;
        }
        candidates.truncate(distinct);
        candidates.iter().for_each(|id| seen[*id as usize / 64] = 0);
        within.clear();
        // The kernel skips strings without a row, so those that could be near are compared here.
        if query.len() + edits_allowed(query.len(), query.len()) > MAX_ROW_SOUNDS {
            let length = |id: &u32| usize::from(self.rows[*id as usize][MAX_ROW_SOUNDS]);
            let without_row = candidates.iter().filter(|id| length(id) > MAX_ROW_SOUNDS);
            let is_near = |id: &&u32| self.classes[**id as usize].is_within_allowed_edits(query);
            within.extend(without_row.filter(is_near));
        }
        let codes = query.codes();
        for_each_within(&self.edit_costs, &codes, &self.rows, candidates, |position, edits| {
            let id = candidates[position];
            let length = usize::from(self.rows[id as usize][MAX_ROW_SOUNDS]);
            if usize::from(edits) <= 10 * edits_allowed(query.len(), length) {
                within.push(id);
            }
        });
    }
}

/// Ten hundredths, which is the least unit of a cost, for each edit, up to two edits.
fn edit_costs() -> SoundCosts {
    SoundCosts::uniform(10, 10, 10, 20)
}

/// Calls `visit` with the hash of the string and of each variant with as many deletions as
/// [`edits_allowed`] for its own length. The shorter of two strings decides how many edits they may
/// have, so the longer one has at least as many deletions as it needs.
fn for_each_variant(string: PackedClasses, mut visit: impl FnMut(u32)) {
    let length = string.len();
    let deletions = edits_allowed(length, length);
    visit(hash(string));
    if deletions == 0 {
        return;
    }
    for one in 0..length {
        let without = string.without(one);
        visit(hash(without));
        if deletions > 1 {
            for other in one..length - 1 {
                visit(hash(without.without(other)));
            }
        }
    }
}

/// The hash of a variant. A collision only adds candidates.
fn hash(string: PackedClasses) -> u32 {
    hash_wide(string.0, 0)
}

stored! {
    DeletionIndex { classes: Classes, rows: Rows, variants: Variants }
        => Ok(DeletionIndex { classes, rows, edit_costs: edit_costs(), variants })
}

impl DeletionIndex {
    /// Checks what was opened from a file.
    pub(super) fn check(&self) -> Result<(), Error> {
        ensure(Section::Classes, all(&self.classes, |class| class.is_valid()))?;
        ensure(Section::Classes, self.classes.is_sorted())?;
        let is_row_each = self.rows.len() == self.classes.len() && all(&self.rows, is_valid_row);
        ensure(Section::Rows, is_row_each)?;
        self.variants.check(Section::Variants, self.classes.len())
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
        fn the_index_finds_exactly_the_strings_within_the_edits_that_strsim_counts(
            strings in prop::collection::btree_set("[abc]{1,5}|[abcd]{6,11}", 0..40),
            query in "[abc]{1,5}|[abcd]{6,11}",
        ) {
            let mut listed: Vec<&str> = strings.iter().map(String::as_str).collect();
            let packed = |class: &str| PackedClasses::new(class).unwrap();
            listed.sort_by_key(|class| packed(class));
            let index = DeletionIndex::new(listed.iter().map(|class| packed(class)).collect());
            let (mut buffers, mut ids) = (SearchBuffers::default(), Vec::new());
            index.within_allowed_edits(packed(&query), &mut buffers, &mut ids);
            prop_assert!(buffers.seen.iter().all(|word| *word == 0));
            let found: BTreeSet<&str> = ids.iter().map(|id| listed[*id as usize]).collect();
            prop_assert_eq!(found.len(), ids.len());
            let is_within = |string: &&str| {
                let edits = strsim::osa_distance(string, &query);
                edits <= edits_allowed(string.len(), query.len())
            };
            let expected: BTreeSet<&str> = listed.iter().copied().filter(is_within).collect();
            prop_assert_eq!(found, expected);
            for length in 0..12 {
                let shorter = listed.iter().filter(|class| class.len() < length).count();
                prop_assert_eq!(index.first_of_length(length), shorter as u32);
            }
        }
    }
}

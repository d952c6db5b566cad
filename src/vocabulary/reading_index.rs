//! Distinct readings, and the exact search for those that are near a token.
//!
//! Two readings are near if their class strings are within [`edits_allowed`] of each other and their
//! weighted distance is within the limit. Candidates come from the skeletons (`skeleton.rs`) or from the
//! deletion neighbourhoods of class strings (`deletions.rs`). Of the former, most have other classes, and the kernel
//! computes the distances of the rest.
//!
//! This module knows the ids of readings and tokens, never texts or concepts. Ids of readings ascend
//! with their skeletons, so the candidates of a search are neighbours in memory. Every search finds all
//! readings up to the distance that it states, and nothing that is not near. A search costs its look-ups
//! ([`Vocabulary::search`](super::Vocabulary::search)) and one distance, a thirty-second part of a
//! kernel call, for each candidate.

use super::classes::{ClassSet, PackedClasses, edits_allowed};
use super::closeness::{ClosenessCosts, Reach};
use super::deletions::DeletionIndex;
use super::distance::{SoundCosts, codes, sounds};
use super::ids::{ReadingId, TokenId};
use super::kernel::{KernelRow, for_each_within};
use super::osa::OsaPattern;
use super::query_token::{QueryReading, QueryToken};
use super::search_buffers::SearchBuffers;
use super::signature::Signature;
use super::skeleton::{Skeleton, Skeletons, skeleton_order, skeletons};
use super::skeleton_index::{SkeletonDistance, SkeletonIndex};
use super::sound_rows::{LongStringsBuilder, SoundRows, is_long};
use crate::error::Error;
use crate::spelling::{SoundString, Spelling};
use crate::storage::{FlatArray, JaggedArray, Section, StringArray, all, ensure, stored};
use rayon::prelude::*;
use smol_str::SmolStr;
use std::ops::Range;

/// Distinct readings, and the tokens that have each. A reading is a sound string with its class string.
#[derive(Debug)]
pub(super) struct ReadingIndex {
    skeletons: SkeletonIndex,
    /// The class strings that can be packed. Their ids are 0 and up.
    classes: DeletionIndex,
    /// The other class strings, which are compared one by one. Their ids follow.
    unpacked_classes: StringArray,
    readings_of_class: JaggedArray<ReadingId>,
    class_of_reading: FlatArray<u32>,
    class_sets: FlatArray<ClassSet>,
    rows: SoundRows,
    /// A bit for each class string, set if it has a reading that doesn't fit in a row.
    has_long_reading: FlatArray<u64>,
    tokens_of_reading: JaggedArray<TokenId>,
    /// The most usual reading first.
    readings_of_token: JaggedArray<ReadingId>,
    signature_of_token: FlatArray<Signature>,
}

/// The readings of several tokens. A buffer to be used again.
#[derive(Debug, Default)]
pub(crate) struct GatheredReadings {
    readings: Vec<ReadingId>,
    /// For each reading the position of its token among those that were asked for, and its classes.
    positions: Vec<u32>,
    class_sets: Vec<ClassSet>,
    /// Those that are compared with one reading of a query, and where they are among all.
    selected: Vec<ReadingId>,
    places: Vec<u32>,
}

/// Class strings with their ids, and each occurrence of a reading.
struct NumberedClasses<'a> {
    packed: Vec<PackedClasses>,
    unpacked: Vec<&'a str>,
    occurrences: Vec<(KernelRow, u32, TokenReading)>,
}

/// A token, and which of its readings.
type TokenReading = (TokenId, u32);

impl ReadingIndex {
    /// Indexes the readings of spellings. The ids of tokens are their positions.
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let mut long = LongStringsBuilder::default();
        let mut packed: Vec<(PackedClasses, KernelRow, TokenReading)> = Vec::new();
        let mut unpacked: Vec<(&str, KernelRow, TokenReading)> = Vec::new();
        for (token, spelling) in (0..).zip(spellings) {
            for (n, SoundString { sounds, class }) in (0..).zip(spelling.readings()) {
                let row = long.row(&codes(sounds));
                match PackedClasses::new(class) {
                    Some(class) => packed.push((class, row, (token, n))),
                    None => unpacked.push((class, row, (token, n))),
                }
            }
        }
        let long = long.build();
        let classes = NumberedClasses::new(packed, unpacked);
        let class_count = classes.packed.len() + classes.unpacked.len();
        let with_order = |(row, class, token): (KernelRow, u32, TokenReading)| {
            (skeleton_order(long.codes(&row)), row, class, token)
        };
        let mut sorted: Vec<_> = classes.occurrences.into_par_iter().map(with_order).collect();
        sorted.par_sort_unstable();
        let mut rows: Vec<KernelRow> = Vec::new();
        let mut class_of_reading: Vec<u32> = Vec::new();
        let mut pairs: Vec<(ReadingId, TokenReading)> = Vec::with_capacity(sorted.len());
        for (_, row, class, token) in sorted {
            if rows.last() != Some(&row) || class_of_reading.last() != Some(&class) {
                rows.push(row);
                class_of_reading.push(class);
            }
            pairs.push((rows.len() as ReadingId - 1, token));
        }
        let tokens = pairs.iter().map(|(reading, (token, _))| (*reading, *token));
        let tokens_of_reading = JaggedArray::from_sorted(rows.len(), tokens);
        pairs.par_sort_unstable_by_key(|(_, token)| *token);
        let readings = pairs.into_iter().map(|(reading, (token, _))| (token, reading));
        let readings_of_token = JaggedArray::from_sorted(spellings.len(), readings);
        let skeletons_of = rows.par_iter().map(|row| skeletons(long.codes(row)));
        let skeletons_of: Vec<Option<Box<[Skeleton]>>> =
            skeletons_of.map(|all| all.map(Skeletons::into_boxed_slice)).collect();
        let of_reading = |reading: &ReadingId| {
            Signature::of_skeletons(skeletons_of[*reading as usize].as_deref())
        };
        let of_token =
            |token| Signature::of_any(readings_of_token.row(token).iter().map(of_reading));
        let signatures: Vec<Signature> =
            (0..spellings.len() as u32).into_par_iter().map(of_token).collect();
        let readings_of_class =
            JaggedArray::by_number(class_count, || class_of_reading.iter().copied().zip(0..));
        let sets = classes.packed.iter().map(|packed| ClassSet::of(&packed.unpack()));
        let sets = sets.chain(classes.unpacked.iter().map(|class| ClassSet::of(class)));
        let sets: Vec<ClassSet> = sets.collect();
        let class_sets: Vec<ClassSet> =
            class_of_reading.iter().map(|class| sets[*class as usize]).collect();
        let mut has_long_reading = vec![0; class_count.div_ceil(64)];
        for (row, class) in rows.iter().zip(&class_of_reading) {
            if is_long(row) {
                has_long_reading[*class as usize / 64] |= 1 << (class % 64);
            }
        }
        ReadingIndex {
            skeletons: SkeletonIndex::new(skeletons_of),
            classes: DeletionIndex::new(classes.packed),
            unpacked_classes: classes.unpacked.into_iter().collect(),
            readings_of_class,
            class_of_reading: class_of_reading.into(),
            class_sets: class_sets.into(),
            rows: SoundRows::new(rows, long),
            has_long_reading: has_long_reading.into(),
            tokens_of_reading,
            readings_of_token,
            signature_of_token: signatures.into(),
        }
    }

    pub(super) fn signature(&self, token: TokenId) -> &Signature {
        &self.signature_of_token[token as usize]
    }

    /// The readings of a token as of its spelling.
    pub(super) fn sound_strings(&self, token: TokenId) -> impl Iterator<Item = SoundString> {
        let readings = self.readings_of_token.row(token).iter();
        readings.map(|reading| SoundString {
            sounds: sounds(self.rows.codes(*reading)).map(char::from).collect(),
            class: self.class_string(self.class_of_reading[*reading as usize]),
        })
    }

    /// Whether the most usual reading of a token is that of the query token.
    pub(super) fn has_usual_reading(&self, token: TokenId, query: &QueryToken) -> bool {
        let first = self.readings_of_token.row(token).first();
        let codes = first.map(|reading| self.rows.codes(*reading));
        codes == query.readings().first().map(|reading| &*reading.codes)
    }

    fn class_string(&self, class: u32) -> SmolStr {
        match self.classes.get(class as usize) {
            Some(packed) => packed.unpack(),
            None => {
                let unpacked = self.unpacked_classes.get(class - self.classes.len() as u32);
                String::from_utf8_lossy(unpacked).into()
            }
        }
    }

    /// The codes of each reading of a token.
    pub(super) fn codes(&self, token: TokenId) -> impl Iterator<Item = &[u8]> + Clone {
        let readings = self.readings_of_token.row(token).iter();
        readings.map(|reading| self.rows.codes(*reading))
    }

    /// Writes to the buffers the tokens that have a reading with one of these skeletons, and perhaps some others,
    /// perhaps more than once.
    pub(super) fn find_skeletons(&self, skeletons: &[Skeleton], buffers: &mut SearchBuffers) {
        self.skeletons.find_skeletons(skeletons, buffers);
        let tokens = buffers.candidates.iter().flat_map(|reading| self.tokens(*reading));
        buffers.tokens.clear();
        buffers.tokens.extend(tokens);
    }

    /// The tokens that have a reading.
    pub(super) fn tokens(&self, reading: ReadingId) -> &[TokenId] {
        self.tokens_of_reading.row(reading)
    }

    /// Calls `visit` for every reading that a search of that reach finds for the query token, perhaps
    /// more than once, with a distance in hundredths of a bit. The least distance of a reading counts.
    /// Readings at [`ClosenessCosts::least_missed_cost`] or more may be missing.
    pub(super) fn for_each_near(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        query: &QueryToken,
        buffers: &mut SearchBuffers,
        mut visit: impl FnMut(ReadingId, u16),
    ) {
        let skeletons = match reach {
            Reach::SameSkeleton => Some(SkeletonDistance::Equal),
            Reach::CheapEdit => Some(SkeletonDistance::AtMostOneCheapEdit),
            Reach::NearSkeleton => Some(SkeletonDistance::AtMostOneEdit),
            Reach::Full => None,
        };
        for query in query.readings() {
            let Some(costs) = costs.sounds_within(reach, query.class.len()) else { continue };
            let is_found = |which| self.skeletons.find_candidates(&query.codes, which, buffers);
            match skeletons.is_some_and(is_found) {
                true => self.for_each_near_candidate(costs, query, buffers, &mut visit),
                false => self.for_each_near_class(costs, query, buffers, &mut visit),
            }
        }
    }

    /// The same for the candidates that are in the buffers.
    fn for_each_near_candidate(
        &self,
        costs: &SoundCosts,
        query: &QueryReading,
        buffers: &mut SearchBuffers,
        visit: &mut impl FnMut(ReadingId, u16),
    ) {
        let candidates = &mut buffers.candidates;
        let mut left = 0;
        for at in 0..candidates.len() {
            let reading = candidates[at];
            candidates[left] = reading;
            left += usize::from(query.may_be_near(self.class_sets[reading as usize]));
        }
        candidates.truncate(left);
        let candidates = &*candidates;
        let mut check = |reading, distance| {
            if self.is_near_class(query, self.class_of_reading[reading as usize]) {
                visit(reading, distance);
            }
        };
        for_each_within(costs, &query.codes, self.rows.rows(), candidates, |at, distance| {
            check(candidates[at], distance);
        });
        if self.rows.any_long() {
            for reading in candidates {
                let distance = self.distance_to_long(costs, query, *reading);
                distance.into_iter().for_each(|distance| check(*reading, distance));
            }
        }
    }

    /// The same for every reading within the limit of the costs, by its class string.
    fn for_each_near_class(
        &self,
        costs: &SoundCosts,
        query: &QueryReading,
        buffers: &mut SearchBuffers,
        visit: &mut impl FnMut(ReadingId, u16),
    ) {
        let classes = self.classes.len() as u32;
        self.scan(costs, query, classes..classes + self.unpacked_classes.len() as u32, visit);
        let Some(class) = query.packed_class else {
            // Only a string of nearly that length is near, and few are so long.
            let allowed = edits_allowed(query.class.len(), query.class.len());
            let shortest = query.class.len().saturating_sub(allowed);
            return self.scan(costs, query, self.classes.first_of_length(shortest)..classes, visit);
        };
        let (mut classes, mut candidates) =
            (std::mem::take(&mut buffers.classes), std::mem::take(&mut buffers.candidates));
        self.classes.within_allowed_edits(class, buffers, &mut classes);
        candidates.clear();
        self.readings_of_class.each(&classes, |_, readings| candidates.extend_from_slice(readings));
        for_each_within(costs, &query.codes, self.rows.rows(), &candidates, |at, distance| {
            visit(candidates[at], distance);
        });
        let has_long =
            |class: &&u32| self.has_long_reading[**class as usize / 64] >> (**class % 64) & 1 == 1;
        let readings = |class: &u32| self.readings_of_class.row(*class);
        for reading in classes.iter().filter(has_long).flat_map(readings) {
            let distance = self.distance_to_long(costs, query, *reading);
            distance.into_iter().for_each(|distance| visit(*reading, distance));
        }
        (buffers.classes, buffers.candidates) = (classes, candidates);
    }

    /// The same without an index, by comparing with every reading.
    pub(super) fn for_each_by_scan(
        &self,
        costs: &ClosenessCosts,
        query: &QueryToken,
        mut visit: impl FnMut(ReadingId, u16),
    ) {
        let classes = self.classes.len() + self.unpacked_classes.len();
        for query in query.readings() {
            self.scan(&costs.sounds, query, 0..classes as u32, &mut visit);
        }
    }

    /// The least distance between a reading of the query token and one of a listed token; `None` above
    /// the limit.
    pub(super) fn distance(
        &self,
        costs: &ClosenessCosts,
        query: &QueryToken,
        token: TokenId,
    ) -> Option<u16> {
        let least = |query: &QueryReading| {
            let readings = self.readings_of_token.row(token).iter();
            let near = readings.filter(|reading| {
                self.is_near_class(query, self.class_of_reading[**reading as usize])
            });
            let distances = near.filter_map(|reading| {
                costs.sounds.distance_of_codes(&query.codes, self.rows.codes(*reading))
            });
            distances.min()
        };
        query.readings().iter().filter_map(least).min()
    }

    /// Gathers the readings of some tokens, to compare tokens with all of them.
    pub(super) fn gather(&self, tokens: &[TokenId], gathered: &mut GatheredReadings) {
        let GatheredReadings { readings, positions, class_sets, .. } = gathered;
        readings.clear();
        positions.clear();
        class_sets.clear();
        self.readings_of_token.each(tokens, |position, row| {
            readings.extend_from_slice(row);
            positions.extend(std::iter::repeat_n(position as u32, row.len()));
        });
        class_sets.extend(readings.iter().map(|reading| self.class_sets[*reading as usize]));
    }

    /// Calls `visit` for each gathered reading that is near the query token, with the position of its
    /// token among those that were gathered; perhaps more than once for a token.
    pub(super) fn for_each_gathered(
        &self,
        costs: &ClosenessCosts,
        query: &QueryToken,
        gathered: &mut GatheredReadings,
        mut visit: impl FnMut(usize, u16),
    ) {
        let (costs, GatheredReadings { readings, positions, class_sets, selected, places }) =
            (&costs.sounds, gathered);
        for query in query.readings() {
            places.clear();
            let near = (0..).zip(&*class_sets).filter(|(_, classes)| query.may_be_near(**classes));
            places.extend(near.map(|(place, _)| place));
            selected.clear();
            selected.extend(places.iter().map(|place| readings[*place as usize]));
            let mut check = |at: usize, distance| {
                if self.is_near_class(query, self.class_of_reading[selected[at] as usize]) {
                    visit(positions[places[at] as usize] as usize, distance);
                }
            };
            for_each_within(costs, &query.codes, self.rows.rows(), selected, &mut check);
            if self.rows.any_long() {
                for (at, reading) in selected.iter().enumerate() {
                    let distance = self.distance_to_long(costs, query, *reading);
                    distance.into_iter().for_each(|distance| check(at, distance));
                }
            }
        }
    }

    /// Compares with every reading of these class strings.
    fn scan(
        &self,
        costs: &SoundCosts,
        query: &QueryReading,
        classes: Range<u32>,
        visit: &mut impl FnMut(ReadingId, u16),
    ) {
        for class in classes {
            if !self.is_near_class(query, class) {
                continue;
            }
            for reading in self.readings_of_class.row(class) {
                let listed = self.rows.codes(*reading);
                if let Some(distance) = costs.distance_of_codes(&query.codes, listed) {
                    visit(*reading, distance);
                }
            }
        }
    }

    /// Whether a class string is within the allowed edits of that of a query reading.
    fn is_near_class(&self, query: &QueryReading, class: u32) -> bool {
        let packed = self.classes.get(class as usize);
        if let (Some(one), Some(other)) = (query.packed_class, packed) {
            return one.is_within_allowed_edits(other);
        }
        let unpacked = packed.map(PackedClasses::unpack);
        let listed = match &unpacked {
            Some(listed) => listed.as_bytes(),
            None => self.unpacked_classes.get(class - self.classes.len() as u32),
        };
        let allowed = edits_allowed(query.class.len(), listed.len());
        OsaPattern::new(query.class.as_bytes()).distance_within(listed, allowed).is_some()
    }

    /// The distance to a long reading, which the kernel skips; `None` for any other reading.
    fn distance_to_long(
        &self,
        costs: &SoundCosts,
        query: &QueryReading,
        reading: ReadingId,
    ) -> Option<u16> {
        costs.distance_of_codes(&query.codes, self.rows.long(reading)?)
    }
}

impl<'a> NumberedClasses<'a> {
    fn new(
        mut packed: Vec<(PackedClasses, KernelRow, TokenReading)>,
        mut unpacked: Vec<(&'a str, KernelRow, TokenReading)>,
    ) -> Self {
        packed.par_sort_unstable();
        unpacked.sort_unstable();
        let mut classes = NumberedClasses {
            packed: Vec::new(),
            unpacked: Vec::new(),
            occurrences: Vec::with_capacity(packed.len() + unpacked.len()),
        };
        for (class, row, token) in packed {
            if classes.packed.last() != Some(&class) {
                classes.packed.push(class);
            }
            classes.occurrences.push((row, classes.packed.len() as u32 - 1, token));
        }
        for (class, row, token) in unpacked {
            if classes.unpacked.last() != Some(&class) {
                classes.unpacked.push(class);
            }
            let id = classes.packed.len() + classes.unpacked.len() - 1;
            classes.occurrences.push((row, id as u32, token));
        }
        classes
    }
}

stored! {
    ReadingIndex {
        skeletons: Skeletons,
        classes: Classes,
        unpacked_classes: UnpackedClasses,
        readings_of_class: ReadingsOfClass,
        class_of_reading: ClassOfReading,
        class_sets: ClassSets,
        rows: Rows,
        has_long_reading: HasLongReading,
        tokens_of_reading: TokensOfReading,
        readings_of_token: ReadingsOfToken,
        signature_of_token: Signatures,
    }
}

impl ReadingIndex {
    /// Checks what was opened from a file: the readings of that many tokens.
    pub(super) fn check(&self, tokens: usize) -> Result<(), Error> {
        self.classes.check()?;
        self.unpacked_classes.check(Section::UnpackedClasses)?;
        let classes = self.classes.len() + self.unpacked_classes.len();
        self.rows.check()?;
        let readings = self.rows.rows().len();
        self.skeletons.check(readings)?;
        let is_class = |class: &u32| (*class as usize) < classes;
        let is_token = |token: &TokenId| (*token as usize) < tokens;
        let is_reading = |reading: &ReadingId| (*reading as usize) < readings;
        ensure(Section::ClassOfReading, self.class_of_reading.len() == readings)?;
        ensure(Section::ClassOfReading, all(&self.class_of_reading, is_class))?;
        ensure(Section::ClassSets, self.class_sets.len() == readings)?;
        ensure(Section::HasLongReading, self.has_long_reading.len() == classes.div_ceil(64))?;
        ensure(Section::Signatures, self.signature_of_token.len() == tokens)?;
        self.readings_of_class.check(Section::ReadingsOfClass, classes, is_reading)?;
        self.tokens_of_reading.check(Section::TokensOfReading, readings, is_token)?;
        self.readings_of_token.check(Section::ReadingsOfToken, tokens, is_reading)
    }
}

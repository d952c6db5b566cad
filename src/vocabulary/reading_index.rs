//! Distinct readings, and the exact search for near ones. They are numbered in the order of their
//! skeletons, so what a search looks at lies together.

use super::classes::{PackedClasses, edits_allowed};
use super::closeness::{ClosenessCosts, Reach};
use super::deletions::DeletionIndex;
use super::distance::{SoundCosts, numbers};
use super::ids::{ReadingId, TokenId};
use super::kernel::{KernelRow, MOST_SOUNDS, each_within, row};
use super::osa::OsaPattern;
use super::signature::Signature;
use super::skeleton::{Skeleton, SkeletonDistance, SkeletonIndex, skeleton_order, skeletons};
use crate::spelling::{SoundString, Spelling};
use crate::storage::{FlatArray, JaggedArray, StringArray, StringArrayBuilder};
use rayon::prelude::*;

/// Distinct readings, and the tokens that have each.
#[derive(Debug)]
pub(super) struct ReadingIndex {
    /// By which the near ones are found.
    skeletons: SkeletonIndex,
    /// By which all are found within the limit.
    classes: DeletionIndex,
    /// ClassString strings that do not fit into the index, which are compared one by one; numbered
    /// after those that do.
    odd_classes: StringArray,
    /// The readings of each class string.
    of_classes: JaggedArray<ReadingId>,
    /// The class string of each reading.
    class_of: FlatArray<u32>,
    rows: FlatArray<KernelRow>,
    /// ReadingIndex that do not fit into a row.
    long: StringArray,
    /// A bit for each class string, set where a reading of it is long.
    has_long: FlatArray<u64>,
    tokens: JaggedArray<TokenId>,
    /// The readings of each token.
    of_tokens: JaggedArray<ReadingId>,
    /// The signature of each token.
    signatures: FlatArray<Signature>,
}

/// ReadingIndex of several tokens, and the place of the token of each.
#[derive(Debug, Default)]
pub(crate) struct GatheredReadings {
    readings: Vec<ReadingId>,
    of: Vec<u32>,
    rows: Vec<KernelRow>,
    /// All places of `rows`.
    places: Vec<u32>,
}

/// Stands for the length in the row of a long reading, which holds its place among them.
const LONG: u8 = u8::MAX;

impl ReadingIndex {
    /// The readings of spellings, which are numbered in their order.
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let mut long = StringArrayBuilder::default();
        let mut odd: Vec<(&str, KernelRow, TokenId)> = Vec::new();
        let mut usual: Vec<(PackedClasses, KernelRow, TokenId)> = Vec::new();
        for (token, spelling) in (0..).zip(spellings) {
            for SoundString { sounds, class } in spelling.readings() {
                let numbers = numbers(sounds);
                let row = row(&numbers).unwrap_or_else(|| {
                    long.push(&numbers);
                    long_row(long.len() - 1)
                });
                match PackedClasses::new(class) {
                    Some(packed) => usual.push((packed, row, token)),
                    None => odd.push((class, row, token)),
                }
            }
        }
        let long = long.build();
        usual.par_sort_unstable();
        odd.sort_unstable();
        let mut classes: Vec<PackedClasses> = Vec::new();
        let mut odd_classes: Vec<&str> = Vec::new();
        let mut numbered: Vec<(KernelRow, u32, TokenId)> =
            Vec::with_capacity(usual.len() + odd.len());
        for (class, row, token) in usual {
            if classes.last() != Some(&class) {
                classes.push(class);
            }
            numbered.push((row, classes.len() as u32 - 1, token));
        }
        for (class, row, token) in odd {
            if odd_classes.last() != Some(&class) {
                odd_classes.push(class);
            }
            numbered.push((row, (classes.len() + odd_classes.len()) as u32 - 1, token));
        }
        let order = |(row, class, token): (KernelRow, u32, TokenId)| {
            (skeleton_order(string(&row, &long)), row, class, token)
        };
        let mut numbered: Vec<_> = numbered.into_par_iter().map(order).collect();
        numbered.par_sort_unstable();
        let mut rows: Vec<KernelRow> = Vec::new();
        let mut class_of: Vec<u32> = Vec::new();
        let mut pairs: Vec<(ReadingId, TokenId)> = Vec::with_capacity(numbered.len());
        for (_, row, class, token) in numbered {
            if rows.last() != Some(&row) || class_of.last() != Some(&class) {
                rows.push(row);
                class_of.push(class);
            }
            pairs.push((rows.len() as ReadingId - 1, token));
        }
        let count = classes.len() + odd_classes.len();
        let classes = DeletionIndex::new(classes);
        let tokens = JaggedArray::from_sorted(rows.len(), pairs.iter().copied());
        pairs.par_iter_mut().for_each(|pair| *pair = (pair.1, pair.0));
        pairs.par_sort_unstable();
        let of_tokens = JaggedArray::from_sorted(spellings.len(), pairs);
        let skeletons_of = rows.par_iter().map(|row| skeletons(string(row, &long)));
        let skeletons_of: Vec<Option<Vec<Skeleton>>> = skeletons_of.collect();
        let of_reading =
            |reading: &ReadingId| Signature::of(skeletons_of[*reading as usize].as_deref());
        let signature_of = |token| {
            of_tokens.row(token).iter().map(of_reading).fold(Signature::NONE, Signature::or)
        };
        let signatures: Vec<Signature> =
            (0..spellings.len() as u32).into_par_iter().map(signature_of).collect();
        let skeletons = SkeletonIndex::new(skeletons_of);
        let of_classes = JaggedArray::by_number(count, || class_of.iter().copied().zip(0..));
        let mut has_long = vec![0; count.div_ceil(64)];
        for (row, class) in rows.iter().zip(&class_of) {
            if row[MOST_SOUNDS] == LONG {
                has_long[*class as usize / 64] |= 1 << (class % 64);
            }
        }
        ReadingIndex {
            skeletons,
            classes,
            odd_classes: odd_classes.into_iter().collect(),
            of_classes,
            class_of: class_of.into(),
            rows: rows.into(),
            long,
            has_long: has_long.into(),
            tokens,
            of_tokens,
            signatures: signatures.into(),
        }
    }

    /// The signature of a token.
    pub(super) fn signature_of(&self, token: TokenId) -> &Signature {
        &self.signatures[token as usize]
    }

    /// The tokens that have a reading.
    pub(super) fn tokens(&self, reading: ReadingId) -> &[TokenId] {
        self.tokens.row(reading)
    }

    /// Calls `visit` for every reading that a search of this reach finds for one of the sought
    /// token's ([`ClosenessCosts::least_missed_cost`]), perhaps more than once, with a distance of which the
    /// least counts.
    pub(super) fn each_near(
        &self,
        reach: Reach,
        costs: &ClosenessCosts,
        sought: &Spelling,
        mut visit: impl FnMut(ReadingId, u16),
    ) {
        let skeletons = match reach {
            Reach::SameSkeleton => SkeletonDistance::Equal,
            Reach::NearSkeleton => SkeletonDistance::OnePlaceApart,
            Reach::Full => return self.within_limit(costs, sought, visit),
        };
        let Some(near) = costs.within(reach) else { return };
        for SoundString { sounds, class } in sought.readings() {
            let (numbers, class) = (numbers(sounds), ClassString::new(class));
            let Some(candidates) = self.skeletons.candidates(&numbers, skeletons) else {
                self.by_comparing(near, &numbers, &class, 0, &mut visit);
                continue;
            };
            let mut check = |reading, distance| {
                if class.is_within_allowed(self, self.class_of(reading)) {
                    visit(reading, distance);
                }
            };
            // The rows of long readings are near none.
            each_within(near, &numbers, &self.rows, &candidates, |place, distance| {
                check(candidates[place], distance);
            });
            if self.long.len() > 0 {
                for reading in candidates {
                    let long = self.long(reading);
                    let distance = long.and_then(|long| near.between_in_hundredths(&numbers, long));
                    distance.into_iter().for_each(|distance| check(reading, distance));
                }
            }
        }
    }

    /// The same for every reading within the limit.
    fn within_limit(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        mut visit: impl FnMut(ReadingId, u16),
    ) {
        for SoundString { sounds, class } in sought.readings() {
            let (numbers, class) = (numbers(sounds), ClassString::new(class));
            let Some(packed) = class.packed else {
                self.by_comparing(&costs.sounds, &numbers, &class, 0, &mut visit);
                continue;
            };
            let classes = self.classes.within_allowed(packed);
            let mut which = Vec::with_capacity(2 * classes.len());
            self.of_classes.each(&classes, |_, readings| which.extend_from_slice(readings));
            // The rows of long readings are near none.
            each_within(&costs.sounds, &numbers, &self.rows, &which, |place, distance| {
                visit(which[place], distance);
            });
            let has_long =
                |class: &&u32| self.has_long[**class as usize / 64] >> (**class % 64) & 1 == 1;
            let readings = |class: &u32| self.of_classes.row(*class);
            for reading in classes.iter().filter(has_long).flat_map(readings) {
                let long = self.long(*reading);
                let distance =
                    long.and_then(|long| costs.sounds.between_in_hundredths(&numbers, long));
                distance.into_iter().for_each(|distance| visit(*reading, distance));
            }
            let first_odd = self.classes.len();
            self.by_comparing(&costs.sounds, &numbers, &class, first_odd, &mut visit);
        }
    }

    /// The same by comparing with every reading, without an index.
    pub(super) fn within_limit_of_everything(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        mut visit: impl FnMut(ReadingId, u16),
    ) {
        for SoundString { sounds, class } in sought.readings() {
            let (numbers, class) = (numbers(sounds), ClassString::new(class));
            self.by_comparing(&costs.sounds, &numbers, &class, 0, &mut visit);
        }
    }

    /// The least distance of the sought token's readings to those of a token of the vocabulary, where
    /// it is within the limit.
    pub(super) fn distance(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        token: TokenId,
    ) -> Option<u16> {
        let of_sought = |SoundString { sounds, class }: &SoundString| {
            let (numbers, class) = (numbers(sounds), ClassString::new(class));
            let of_token = self.of_tokens.row(token).iter().copied();
            let allowed =
                of_token.filter(|reading| class.is_within_allowed(self, self.class_of(*reading)));
            let string = |reading: ReadingId| string(&self.rows[reading as usize], &self.long);
            let distances = allowed.filter_map(|reading| {
                costs.sounds.between_in_hundredths(&numbers, string(reading))
            });
            distances.min()
        };
        sought.readings().iter().filter_map(of_sought).min()
    }

    /// Puts together the readings of some tokens, to compare others with them.
    pub(super) fn gather(&self, tokens: &[TokenId], gathered: &mut GatheredReadings) {
        let GatheredReadings { readings, of, rows, places } = gathered;
        readings.clear();
        of.clear();
        rows.clear();
        self.of_tokens.each(tokens, |place, row| {
            readings.extend_from_slice(row);
            of.extend(std::iter::repeat_n(place as u32, row.len()));
        });
        rows.extend(readings.iter().map(|reading| self.rows[*reading as usize]));
        places.clear();
        places.extend(0..rows.len() as u32);
    }

    /// Calls `visit` for each reading within the limit that was put together, with the place of its
    /// token among those that it was asked for; perhaps more than once for a token.
    pub(super) fn each_gathered(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        GatheredReadings { readings, of, rows, places }: &GatheredReadings,
        mut visit: impl FnMut(usize, u16),
    ) {
        for SoundString { sounds, class } in sought.readings() {
            let (numbers, class) = (numbers(sounds), ClassString::new(class));
            let mut check = |place: usize, distance| {
                if class.is_within_allowed(self, self.class_of(readings[place])) {
                    visit(of[place] as usize, distance);
                }
            };
            // The rows of long readings are near none.
            each_within(&costs.sounds, &numbers, rows, places, &mut check);
            if self.long.len() > 0 {
                for (place, reading) in readings.iter().enumerate() {
                    let distance = self
                        .long(*reading)
                        .and_then(|long| costs.sounds.between_in_hundredths(&numbers, long));
                    distance.into_iter().for_each(|distance| check(place, distance));
                }
            }
        }
    }

    /// Compares with every reading of the class strings from this one on.
    fn by_comparing(
        &self,
        costs: &SoundCosts,
        numbers: &[u8],
        class: &ClassString<'_>,
        first: usize,
        visit: &mut impl FnMut(ReadingId, u16),
    ) {
        for at in first as u32..(self.classes.len() + self.odd_classes.len()) as u32 {
            if !class.is_within_allowed(self, at) {
                continue;
            }
            for reading in self.of_classes.row(at) {
                let other = string(&self.rows[*reading as usize], &self.long);
                if let Some(distance) = costs.between_in_hundredths(numbers, other) {
                    visit(*reading, distance);
                }
            }
        }
    }

    /// The class string of a reading, by number.
    fn class_of(&self, reading: ReadingId) -> u32 {
        self.class_of[reading as usize]
    }

    fn long(&self, reading: ReadingId) -> Option<&[u8]> {
        let row = &self.rows[reading as usize];
        (row[MOST_SOUNDS] == LONG).then(|| string(row, &self.long))
    }
}

/// A class string, in the two forms in which it is compared.
struct ClassString<'a> {
    string: &'a str,
    packed: Option<PackedClasses>,
}

impl<'a> ClassString<'a> {
    fn new(string: &'a str) -> Self {
        ClassString { string, packed: PackedClasses::new(string) }
    }

    /// Whether a listed class string is within the edits that their lengths allow.
    fn is_within_allowed(&self, listed: &ReadingIndex, number: u32) -> bool {
        let other = listed.classes.get(number as usize);
        if let (Some(packed), Some(other)) = (self.packed, other) {
            return packed.is_within_allowed(other);
        }
        let unpacked = other.map(PackedClasses::unpacked);
        let other = match &unpacked {
            Some(other) => other.as_bytes(),
            None => listed.odd_classes.get(number - listed.classes.len() as u32),
        };
        let allowed = edits_allowed(self.string.len(), other.len());
        OsaPattern::new(self.string.as_bytes()).distance_within(other, allowed).is_some()
    }
}

/// The numbers of the sounds that a row stands for.
fn string<'a>(row: &'a KernelRow, long: &'a StringArray) -> &'a [u8] {
    match row {
        [a, b, c, d, .., LONG] => long.get(u32::from_le_bytes([*a, *b, *c, *d])),
        row => &row[..usize::from(row[MOST_SOUNDS])],
    }
}

fn long_row(place: usize) -> KernelRow {
    let mut row = [0; MOST_SOUNDS + 1];
    row[..4].copy_from_slice(&(place as u32).to_le_bytes());
    row[MOST_SOUNDS] = LONG;
    row
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, all, ensure};
    use crate::vocabulary::distance::NUMBERS;
    use crate::vocabulary::kernel::is_row;

    impl ReadingIndex {
        pub(in crate::vocabulary) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            self.skeletons.save(to);
            self.classes.save(to);
            self.odd_classes.save("classes.odd", to);
            self.of_classes.save("classes.readings", to);
            to.put("readings.classes", &self.class_of);
            to.put("classes.has_long", &self.has_long);
            to.put("readings", &self.rows);
            self.long.save("readings.long", to);
            self.tokens.save("readings.tokens", to);
            self.of_tokens.save("tokens.readings", to);
            to.put("tokens.signatures", &self.signatures);
        }

        pub(in crate::vocabulary) fn open(
            from: &SnapshotReader,
            tokens: usize,
        ) -> Result<Self, Error> {
            let classes = DeletionIndex::open(from)?;
            let odd_classes = StringArray::open("classes.odd", from)?;
            let class_of: FlatArray<u32> = from.take("readings.classes")?;
            let has_long: FlatArray<u64> = from.take("classes.has_long")?;
            let rows: FlatArray<KernelRow> = from.take("readings")?;
            let long = StringArray::open("readings.long", from)?;
            let count = classes.len() + odd_classes.len();
            ensure("readings.classes", class_of.len() == rows.len())?;
            ensure("readings.classes", all(&class_of, |class| (*class as usize) < count))?;
            ensure("classes.has_long", has_long.len() == count.div_ceil(64))?;
            let place =
                |row: &KernelRow| u32::from_le_bytes([row[0], row[1], row[2], row[3]]) as usize;
            let is_sound = |row: &KernelRow| match row[MOST_SOUNDS] {
                LONG => place(row) < long.len(),
                length => usize::from(length) <= MOST_SOUNDS && is_row(row),
            };
            ensure("readings", all(&rows, is_sound))?;
            let numbers = |string| long.get(string).iter().all(|n| usize::from(*n) < NUMBERS);
            ensure("readings.long", (0..long.len() as u32).all(numbers))?;
            let is_token = |token: &TokenId| (*token as usize) < tokens;
            let is_reading = |reading: &ReadingId| (*reading as usize) < rows.len();
            let of_classes = JaggedArray::open("classes.readings", from, count, is_reading)?;
            let of_tokens = JaggedArray::open("tokens.readings", from, tokens, is_reading)?;
            let signatures: FlatArray<Signature> = from.take("tokens.signatures")?;
            ensure("tokens.signatures", signatures.len() == tokens)?;
            let tokens = JaggedArray::open("readings.tokens", from, rows.len(), is_token)?;
            let skeletons = SkeletonIndex::open(from, rows.len())?;
            Ok(ReadingIndex {
                skeletons,
                classes,
                odd_classes,
                of_classes,
                class_of,
                rows,
                long,
                has_long,
                tokens,
                of_tokens,
                signatures,
            })
        }
    }
}

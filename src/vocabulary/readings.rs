//! Distinct readings, in the order of their class strings, and the exact search for near ones.

use super::classes::Packed;
use super::closeness::{ClosenessCosts, SoundString, Spelling, edits_allowed};
use super::deletions::DeletionIndex;
use super::distance::number;
use super::kernel::{MOST_SOUNDS, Row, each_within, row};
use super::memo::Memo;
use super::osa::Pattern;
use super::{ReadingId, TokenId};
use crate::storage::{Flat, Rows, Strings, StringsBuilder};
use rayon::prelude::*;

/// Distinct readings, and the tokens that have each.
#[derive(Debug)]
pub(super) struct Readings {
    classes: DeletionIndex,
    /// The class strings near those that were sought: vowels and doubled letters, in which most
    /// spellings of a name differ, leave a class string as it is.
    near_classes: Memo<Vec<u32>>,
    /// The readings near those that were sought: who writes a name in another way may mean the
    /// same sounds. All searches have the same costs.
    near_readings: Memo<Vec<(ReadingId, u16)>>,
    /// Class strings that do not fit into the index, which are compared one by one; numbered
    /// after those that do.
    odd_classes: Strings,
    /// Where the readings of each class string end.
    ends: Flat<ReadingId>,
    rows: Flat<Row>,
    /// Readings that do not fit into a row.
    long: Strings,
    /// A bit for each class string, set where a reading of it is long.
    has_long: Flat<u64>,
    tokens: Rows<TokenId>,
}

/// Bytes for what is remembered of class strings.
const REMEMBERED_CLASSES: usize = 16 << 20;
/// The same for readings.
const REMEMBERED_READINGS: usize = 32 << 20;

/// Stands for the length in the row of a long reading, which holds its place among them.
const LONG: u8 = u8::MAX;

impl Readings {
    /// The readings of spellings, which are numbered in their order.
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let mut long = StringsBuilder::default();
        let mut odd: Vec<(&str, Row, TokenId)> = Vec::new();
        let mut usual: Vec<(Packed, Row, TokenId)> = Vec::new();
        for (token, spelling) in (0..).zip(spellings) {
            for SoundString { sounds, class } in spelling.readings() {
                let numbers = numbers(sounds);
                let row = row(&numbers).unwrap_or_else(|| {
                    long.push(&numbers);
                    long_row(long.len() - 1)
                });
                match Packed::new(class) {
                    Some(packed) => usual.push((packed, row, token)),
                    None => odd.push((class, row, token)),
                }
            }
        }
        usual.par_sort_unstable();
        odd.sort_unstable();
        let mut classes: Vec<Packed> = Vec::new();
        let mut odd_classes: Vec<&str> = Vec::new();
        let mut ends: Vec<ReadingId> = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        let mut pairs: Vec<(ReadingId, TokenId)> = Vec::new();
        let mut add = |is_new_class: bool, row: Row, token: TokenId| {
            if is_new_class || rows.last() != Some(&row) {
                rows.push(row);
            }
            if is_new_class {
                ends.push(0);
            }
            if let Some(end) = ends.last_mut() {
                *end = rows.len() as ReadingId;
            }
            pairs.push((rows.len() as ReadingId - 1, token));
        };
        for (class, row, token) in usual {
            let is_new = classes.last() != Some(&class);
            if is_new {
                classes.push(class);
            }
            add(is_new, row, token);
        }
        for (class, row, token) in odd {
            let is_new = odd_classes.last() != Some(&class);
            if is_new {
                odd_classes.push(class);
            }
            add(is_new, row, token);
        }
        let classes = DeletionIndex::new(classes);
        let tokens = Rows::from_sorted(rows.len(), pairs);
        let mut has_long = vec![0; ends.len().div_ceil(64)];
        let mut start = 0;
        for (class, end) in ends.iter().map(|end| *end as usize).enumerate() {
            if rows[start..end].iter().any(|row| row[MOST_SOUNDS] == LONG) {
                has_long[class / 64] |= 1 << (class % 64);
            }
            start = end;
        }
        Readings {
            classes,
            near_classes: Memo::new(REMEMBERED_CLASSES),
            near_readings: Memo::new(REMEMBERED_READINGS),
            odd_classes: odd_classes.into_iter().collect(),
            ends: ends.into(),
            rows: rows.into(),
            long: long.build(),
            has_long: has_long.into(),
            tokens,
        }
    }

    /// The tokens that have a reading.
    pub(super) fn tokens(&self, reading: ReadingId) -> &[TokenId] {
        self.tokens.row(reading)
    }

    /// Calls `visit` for every reading that is near one of the sought token's, perhaps more than
    /// once, with a distance of which the least counts.
    pub(super) fn near(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        mut visit: impl FnMut(ReadingId, u16),
    ) {
        for SoundString { sounds, class } in sought.readings() {
            let near = self.near_readings.get_or_insert(sounds, || {
                let mut near = Vec::new();
                self.near_reading(costs, sounds, class, &mut |reading, distance| {
                    near.push((reading, distance));
                });
                near
            });
            near.iter().for_each(|(reading, distance)| visit(*reading, *distance));
        }
    }

    /// The same for one reading.
    fn near_reading(
        &self,
        costs: &ClosenessCosts,
        sounds: &str,
        class: &str,
        visit: &mut impl FnMut(ReadingId, u16),
    ) {
        let Some(packed) = Packed::new(class) else {
            return self.near_by_comparing(costs, sounds, class, 0, visit);
        };
        let look_up = || self.classes.within_allowed(packed);
        let classes = self.near_classes.get_or_insert(class, look_up);
        let ranges: Vec<_> = classes.iter().map(|class| self.of_class(*class)).collect();
        let mut which = Vec::with_capacity(ranges.iter().map(ExactSizeIterator::len).sum());
        ranges.into_iter().for_each(|range| which.extend(range));
        let numbers = numbers(sounds);
        // The rows of long readings are near none.
        each_within(&costs.sounds, &numbers, &self.rows, &which, &mut *visit);
        let has_long =
            |class: &&u32| self.has_long[**class as usize / 64] >> (**class % 64) & 1 == 1;
        for reading in classes.iter().filter(has_long).flat_map(|class| self.of_class(*class)) {
            let long = self.long(reading);
            let distance = long.and_then(|long| costs.sounds.between_in_hundredths(&numbers, long));
            distance.into_iter().for_each(|distance| visit(reading, distance));
        }
        if self.odd_classes.len() > 0 {
            let first_odd = self.classes.len();
            self.near_by_comparing(costs, sounds, class, first_odd, visit);
        }
    }

    /// The same by comparing with every reading, without the index.
    pub(super) fn near_everything(
        &self,
        costs: &ClosenessCosts,
        sought: &Spelling,
        mut visit: impl FnMut(ReadingId, u16),
    ) {
        for SoundString { sounds, class } in sought.readings() {
            self.near_by_comparing(costs, sounds, class, 0, &mut visit);
        }
    }

    /// Compares a reading with all of the class strings from `first` on.
    fn near_by_comparing(
        &self,
        costs: &ClosenessCosts,
        sounds: &str,
        class: &str,
        first: usize,
        visit: &mut impl FnMut(ReadingId, u16),
    ) {
        let numbers = numbers(sounds);
        let pattern = Pattern::new(class.as_bytes());
        for at in first..self.ends.len() {
            let other = match self.classes.get(at) {
                Some(packed) => packed.unpacked().into_bytes(),
                None => self.odd_classes.get((at - self.classes.len()) as u32).to_vec(),
            };
            let allowed = edits_allowed(class.len(), other.len());
            if pattern.distance_within(&other, allowed).is_none() {
                continue;
            }
            for reading in self.of_class(at as u32) {
                let other = self.long(reading).unwrap_or_else(|| {
                    let row = &self.rows[reading as usize];
                    &row[..usize::from(row[MOST_SOUNDS])]
                });
                if let Some(distance) = costs.sounds.between_in_hundredths(&numbers, other) {
                    visit(reading, distance);
                }
            }
        }
    }

    fn of_class(&self, class: u32) -> std::ops::Range<ReadingId> {
        let start = class.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        start..self.ends[class as usize]
    }

    fn long(&self, reading: ReadingId) -> Option<&[u8]> {
        let [a, b, c, d, .., length] = self.rows[reading as usize];
        (length == LONG).then(|| self.long.get(u32::from_le_bytes([a, b, c, d])))
    }
}

fn long_row(place: usize) -> Row {
    let mut row = [0; MOST_SOUNDS + 1];
    row[..4].copy_from_slice(&(place as u32).to_le_bytes());
    row[MOST_SOUNDS] = LONG;
    row
}

fn numbers(sounds: &str) -> Vec<u8> {
    sounds.bytes().map(number).collect()
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{Parts, Sections, all, ensure, is_ascending};
    use crate::vocabulary::distance::NUMBERS;
    use crate::vocabulary::kernel::is_row;

    impl Readings {
        pub(in crate::vocabulary) fn save<'a>(&'a self, to: &mut Sections<'a>) {
            self.classes.save(to);
            self.odd_classes.save("classes.odd", to);
            to.put("classes.ends", &self.ends);
            to.put("classes.has_long", &self.has_long);
            to.put("readings", &self.rows);
            self.long.save("readings.long", to);
            self.tokens.save("readings.tokens", to);
        }

        pub(in crate::vocabulary) fn open(from: &Parts, tokens: usize) -> Result<Self, Error> {
            let classes = DeletionIndex::open(from)?;
            let odd_classes = Strings::open("classes.odd", from)?;
            let ends: Flat<ReadingId> = from.take("classes.ends")?;
            let has_long: Flat<u64> = from.take("classes.has_long")?;
            let rows: Flat<Row> = from.take("readings")?;
            let long = Strings::open("readings.long", from)?;
            ensure("classes.ends", ends.len() == classes.len() + odd_classes.len())?;
            ensure("classes.ends", is_ascending(&ends))?;
            let end = ends.last().map_or(0, |end| *end as usize);
            ensure("classes.ends", end == rows.len())?;
            ensure("classes.has_long", has_long.len() == ends.len().div_ceil(64))?;
            let place = |row: &Row| u32::from_le_bytes([row[0], row[1], row[2], row[3]]) as usize;
            let is_sound = |row: &Row| match row[MOST_SOUNDS] {
                LONG => place(row) < long.len(),
                length => usize::from(length) <= MOST_SOUNDS && is_row(row),
            };
            ensure("readings", all(&rows, is_sound))?;
            let numbers = |string| long.get(string).iter().all(|n| usize::from(*n) < NUMBERS);
            ensure("readings.long", (0..long.len() as u32).all(numbers))?;
            let is_token = |token: &TokenId| (*token as usize) < tokens;
            let tokens = Rows::open("readings.tokens", from, rows.len(), is_token)?;
            let (near_classes, near_readings) =
                (Memo::new(REMEMBERED_CLASSES), Memo::new(REMEMBERED_READINGS));
            Ok(Readings {
                classes,
                near_classes,
                near_readings,
                odd_classes,
                ends,
                rows,
                long,
                has_long,
                tokens,
            })
        }
    }
}

//! The records of a list to be, as they come: encoded soon, for as they were given they take ten times the
//! memory, and put into order at the end.

use super::archive::Archive;
use crate::error::{Error, ErrorKind};
use crate::record::Record;
use rayon::prelude::*;

/// Records in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Drafts {
    encoded: Vec<Archive>,
    /// The last ones, not yet encoded.
    recent: Vec<Record>,
}

/// Records encoded together, on all threads.
const TOGETHER: usize = 1 << 15;

/// Where a record lies, and the first bytes of its identifier: few need more to be put into order.
struct Place {
    first: u64,
    part: u32,
    at: u32,
}

impl Drafts {
    pub(super) fn push(&mut self, record: Record) {
        self.recent.push(record);
        if self.recent.len() == TOGETHER {
            self.encode();
        }
    }

    fn encode(&mut self) {
        self.encoded.push(Archive::new(&self.recent));
        self.recent.clear();
    }

    /// All records in the order of their identifiers.
    pub(super) fn build(mut self) -> Result<Archive, Error> {
        self.encode();
        self.recent = Vec::new();
        let id = |place: &Place| self.encoded[place.part as usize].encoded(place.at).1;
        let of_part = |(part, archive): (u32, &Archive)| {
            (0..archive.len() as u32).map(move |at| Place { first: 0, part, at })
        };
        let mut places: Vec<Place> = (0..).zip(&self.encoded).flat_map(of_part).collect();
        places.par_iter_mut().for_each(|place| place.first = first_bytes(id(place)));
        places.par_sort_unstable_by(|one, other| {
            one.first.cmp(&other.first).then_with(|| id(one).cmp(id(other)))
        });
        let is_twice = |pair: &&[Place]| id(&pair[0]) == id(&pair[1]);
        if let Some(twice) = places.windows(2).find(is_twice) {
            let error = Error::new(ErrorKind::DuplicateId, "two records have this identifier");
            return Err(error.with_value(&String::from_utf8_lossy(id(&twice[0]))));
        }
        let record = |place: &Place| self.encoded[place.part as usize].encoded(place.at).0;
        Ok(Archive::of_encoded(places.iter().map(record)))
    }
}

/// The first eight bytes, in a number with their order.
fn first_bytes(id: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(id).for_each(|(to, byte)| *to = *byte);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_in_the_order_of_their_identifiers() {
        let ids = ["b", "", "ab", "a", "longer than eight, 2", "longer than eight, 1", "a\0"];
        let mut drafts = Drafts::default();
        ids.iter().for_each(|id| drafts.push(Record::new(*id, "Крымов")));
        let more = (0..TOGETHER).map(|n| Record::new(format!("x{n:06}"), "Крымов"));
        more.for_each(|record| drafts.push(record));
        let archive = drafts.build().unwrap();
        assert_eq!(archive.len(), ids.len() + TOGETHER);
        let mut sorted = ids.to_vec();
        sorted.sort_unstable();
        let first = (0..ids.len() as u32).map(|rank| archive.get(rank));
        assert!(first.eq(sorted.into_iter().map(|id| Record::new(id, "Крымов"))));
        assert_eq!(archive.get(archive.len() as u32 - 1).id(), "x032767");
    }

    #[test]
    fn an_identifier_that_came_twice_is_told() {
        let mut drafts = Drafts::default();
        ["w1", "w2", "w1"].into_iter().for_each(|id| drafts.push(Record::new(id, "Крымов")));
        let error = drafts.build().unwrap_err();
        assert_eq!((error.kind(), error.value()), (ErrorKind::DuplicateId, Some("w1")));
    }
}

//! A token that is searched for, with what a search reads of it as numbers. It is made once, however often it is
//! compared.

use super::classes::{ClassSet, PackedClasses, most_edits_allowed};
use super::distance::{CodeString, codes};
use super::initials::InitialSounds;
use super::signature::QuerySignature;
use crate::spelling::{SoundString, Spelling, spilled_bytes};
use smallvec::SmallVec;
use smol_str::SmolStr;

/// A token that similar ones of a list are looked for.
#[derive(Clone, Debug)]
pub(crate) struct QueryToken {
    spelling: Spelling,
    readings: SmallVec<[QueryReading; 2]>,
    signature: QuerySignature,
    initial_sounds: InitialSounds,
}

/// A reading of it, in the forms in which it is compared.
#[derive(Clone, Debug)]
pub(super) struct QueryReading {
    /// The codes of its sounds.
    pub(super) codes: CodeString,
    pub(super) class: SmolStr,
    /// `None` if the class string is too long.
    pub(super) packed_class: Option<PackedClasses>,
    /// What rules most of the readings out that skeletons find: its classes, and how many edits a class string may be
    /// away at most.
    class_set: ClassSet,
    most_edits: usize,
}

impl QueryReading {
    /// Whether the class string of a reading with these classes may be within the allowed edits.
    #[inline]
    pub(super) fn may_be_near(&self, classes: ClassSet) -> bool {
        self.class_set.may_be_within(classes, self.most_edits)
    }
}

impl QueryToken {
    pub(crate) fn new(spelling: Spelling) -> Self {
        let reading = |SoundString { sounds, class }: &SoundString| QueryReading {
            codes: codes(sounds),
            class: class.clone(),
            packed_class: PackedClasses::of_query(class),
            class_set: ClassSet::of(class),
            most_edits: most_edits_allowed(class.len()),
        };
        QueryToken {
            readings: spelling.readings().iter().map(reading).collect(),
            signature: QuerySignature::of(&spelling),
            initial_sounds: InitialSounds::of(&spelling),
            spelling,
        }
    }

    /// The token itself.
    pub(crate) fn spelling(&self) -> &Spelling {
        &self.spelling
    }

    /// Its readings, the most usual first.
    pub(super) fn readings(&self) -> &[QueryReading] {
        &self.readings
    }

    pub(super) fn signature(&self) -> &QuerySignature {
        &self.signature
    }

    /// The sounds that it may begin with, if it is a single letter.
    pub(crate) fn initial(&self) -> Option<InitialSounds> {
        self.spelling.is_initial().then_some(self.initial_sounds)
    }

    /// The size of its allocations in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let codes = self.readings.iter().map(|reading| spilled_bytes(&reading.codes));
        self.spelling.bytes() + spilled_bytes(&self.readings) + codes.sum::<usize>()
    }
}

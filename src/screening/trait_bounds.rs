//! Upper bounds on what fields other than names and birth dates weigh, whatever a record states.

use crate::evidence::{Bits, Level, Model, QueryView};

/// Upper bounds on what the traits of any record weigh against a query.
#[derive(Clone, Copy, Debug)]
pub(super) struct TraitUpperBounds {
    /// Nationality and place of birth.
    pub(super) origin: Bits,
    /// The same with the sex.
    pub(super) all: Bits,
    /// The most that one of the three weighs.
    pub(super) most_of_one: Bits,
}

impl TraitUpperBounds {
    pub(super) fn new(model: &Model, query: &QueryView<'_>) -> Self {
        let record = &query.record;
        let most = |is_stated: bool, bits: Bits| if is_stated { bits } else { Bits::ZERO };
        let nationality = most(!record.countries.is_empty(), model.nationality(true));
        let birth_place = most(!record.places.is_empty(), model.birth_place(true));
        let sex = most(record.sex.is_some(), model.sex(true));
        TraitUpperBounds {
            origin: nationality + birth_place,
            all: nationality + birth_place + sex,
            most_of_one: nationality.max(birth_place).max(sex),
        }
    }
}

/// The most that the documents of any record weigh against those of a query.
pub(super) fn most_by_documents(model: &Model, query: &QueryView<'_>) -> Bits {
    let levels = [Level::Same, Level::OneDigitOff, Level::CheckedSlip];
    let most = query.record.documents.iter().flat_map(|document| {
        levels.map(|level| model.document(level, document.characters, document.holders))
    });
    most.max().unwrap_or_default()
}

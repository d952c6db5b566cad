//! The forms of each concept among the tokens of a vocabulary.

use super::ids::TokenId;
use crate::spelling::{ConceptForm, Spelling};
use crate::storage::{FlatArray, JaggedArray};

/// Tokens by the concepts that they are forms of.
#[derive(Clone, Debug)]
pub(super) struct ConceptIndex {
    /// The numbers of concepts that have a form, in order.
    concepts: FlatArray<u32>,
    /// The forms of each, by its place among them.
    forms: JaggedArray<[u32; 2]>,
}

/// The forms by their numbers.
const FORMS: [ConceptForm; 6] = [
    ConceptForm::Full,
    ConceptForm::Short,
    ConceptForm::Root,
    ConceptForm::Father,
    ConceptForm::OfMen,
    ConceptForm::OfWomen,
];

impl ConceptIndex {
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let of_token = |(token, spelling)| {
            let concepts = Spelling::concepts(spelling).iter();
            concepts.map(move |concept| (concept.number, [concept.form as u32, token]))
        };
        let mut all: Vec<(u32, [u32; 2])> = (0..).zip(spellings).flat_map(of_token).collect();
        // Stable: of a concept in the order of the tokens.
        all.sort_by_key(|(concept, _)| *concept);
        let mut concepts: Vec<u32> = all.iter().map(|(concept, _)| *concept).collect();
        concepts.dedup();
        let mut place = 0;
        let placed = all.into_iter().map(|(concept, form)| {
            place += usize::from(concepts[place] != concept);
            (place as u32, form)
        });
        let forms = JaggedArray::from_sorted(concepts.len(), placed);
        ConceptIndex { concepts: concepts.into(), forms }
    }

    /// The forms of a concept, and which token each is.
    pub(super) fn of(&self, concept: u32) -> impl Iterator<Item = (ConceptForm, TokenId)> {
        let place = self.concepts.binary_search(&concept).ok();
        let forms = place.map_or(&[][..], |place| self.forms.row(place as u32));
        forms.iter().filter_map(|[form, token]| Some((*FORMS.get(*form as usize)?, *token)))
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, ensure};

    impl ConceptIndex {
        pub(in crate::vocabulary) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            to.put("concepts", &self.concepts);
            self.forms.save("concepts.forms", to);
        }

        pub(in crate::vocabulary) fn open(
            from: &SnapshotReader,
            tokens: usize,
        ) -> Result<Self, Error> {
            let concepts: FlatArray<u32> = from.take("concepts")?;
            ensure("concepts", concepts.is_sorted_by(|one, other| one < other))?;
            let is_sound = |[form, token]: &[u32; 2]| {
                (*form as usize) < FORMS.len() && (*token as usize) < tokens
            };
            let forms = JaggedArray::open("concepts.forms", from, concepts.len(), is_sound)?;
            Ok(ConceptIndex { concepts, forms })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::Concept;

    #[test]
    fn the_forms_of_a_concept_come_back_with_their_tokens() {
        let spelling = |concepts: &[(u32, ConceptForm)]| {
            let concepts =
                concepts.iter().map(|(number, form)| Concept { number: *number, form: *form });
            Spelling::new("x", Vec::new(), Vec::new(), concepts.collect())
        };
        let all: Vec<(u32, ConceptForm)> = (7..).zip(FORMS).collect();
        let forms = ConceptIndex::new(&[
            spelling(&[(u32::MAX, ConceptForm::OfMen), (8, ConceptForm::Full)]),
            spelling(&all),
        ]);
        let of = |concept| forms.of(concept).collect::<Vec<_>>();
        assert_eq!(of(8), [(ConceptForm::Full, 0), (ConceptForm::Short, 1)]);
        assert_eq!((of(u32::MAX), of(6)), (vec![(ConceptForm::OfMen, 0)], vec![]));
        for (concept, form) in all.into_iter().filter(|(concept, _)| *concept != 8) {
            assert_eq!(of(concept), [(form, 1)]);
        }
    }
}

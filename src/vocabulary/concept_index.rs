//! The tokens of a vocabulary by the concepts that they are forms of.
//!
//! This module knows token ids and the numbers of concepts. A look-up is a binary search among the
//! distinct concepts of the vocabulary, some tens of thousands at most.

use super::ids::TokenId;
use crate::error::Error;
use crate::spelling::{ConceptForm, Spelling};
use crate::storage::{FlatArray, JaggedArray, Section, ensure, stored};
use bytemuck::Contiguous;

/// Tokens by concept.
#[derive(Clone, Debug)]
pub(super) struct ConceptIndex {
    /// The numbers of the concepts that have a token, ascending.
    concepts: FlatArray<u32>,
    /// For each of them the forms, as integers, and the token of each.
    forms: JaggedArray<[u32; 2]>,
}

impl ConceptIndex {
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let of_token = |(token, spelling)| {
            let concepts = Spelling::concepts(spelling).iter();
            concepts.map(move |concept| {
                (concept.number, [u32::from(concept.form.into_integer()), token])
            })
        };
        let mut all: Vec<(u32, [u32; 2])> = (0..).zip(spellings).flat_map(of_token).collect();
        // A stable sort: the tokens of a concept stay ascending.
        all.sort_by_key(|(concept, _)| *concept);
        let mut concepts: Vec<u32> = all.iter().map(|(concept, _)| *concept).collect();
        concepts.dedup();
        let mut row = 0;
        let rows = all.into_iter().map(|(concept, form)| {
            row += usize::from(concepts[row] != concept);
            (row as u32, form)
        });
        let forms = JaggedArray::from_sorted(concepts.len(), rows);
        ConceptIndex { concepts: concepts.into(), forms }
    }

    /// The tokens that are forms of a concept, and which form each is.
    pub(super) fn of(&self, concept: u32) -> impl Iterator<Item = (ConceptForm, TokenId)> {
        let row = self.concepts.binary_search(&concept).ok();
        let forms = row.map_or(&[][..], |row| self.forms.row(row as u32));
        forms.iter().filter_map(|[form, token]| Some((form_of(*form)?, *token)))
    }
}

fn form_of(integer: u32) -> Option<ConceptForm> {
    ConceptForm::from_integer(u8::try_from(integer).ok()?)
}

stored!(ConceptIndex { concepts: Concepts, forms: Forms });

impl ConceptIndex {
    /// Checks what was opened from a file.
    pub(super) fn check(&self, tokens: usize) -> Result<(), Error> {
        ensure(Section::Concepts, self.concepts.is_sorted_by(|one, other| one < other))?;
        let is_valid =
            |[form, token]: &[u32; 2]| form_of(*form).is_some() && (*token as usize) < tokens;
        self.forms.check(Section::Forms, self.concepts.len(), is_valid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::Concept;

    #[test]
    fn a_concept_has_all_its_forms_with_their_tokens() {
        let spelling = |concepts: &[(u32, ConceptForm)]| {
            let concepts =
                concepts.iter().map(|(number, form)| Concept { number: *number, form: *form });
            Spelling::new("x", Vec::new(), Vec::new(), concepts.collect())
        };
        let forms = ConceptForm::MIN_VALUE..=ConceptForm::MAX_VALUE;
        let forms = forms.filter_map(ConceptForm::from_integer);
        let all: Vec<(u32, ConceptForm)> = (7..).zip(forms).collect();
        let two = [(u32::MAX, ConceptForm::OfMen), (8, ConceptForm::Full)];
        let index = ConceptIndex::new(&[spelling(&two), spelling(&all)]);
        let of = |concept| index.of(concept).collect::<Vec<_>>();
        assert_eq!(of(8), [(ConceptForm::Full, 0), (ConceptForm::Short, 1)]);
        assert_eq!((of(u32::MAX), of(6)), (vec![(ConceptForm::OfMen, 0)], vec![]));
        for (concept, form) in all.into_iter().filter(|(concept, _)| *concept != 8) {
            assert_eq!(of(concept), [(form, 1)]);
        }
    }
}

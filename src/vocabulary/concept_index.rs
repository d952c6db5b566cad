//! The tokens of a vocabulary by the concepts that they are forms of, and the concepts of each token.
//!
//! This module knows token ids and the numbers of concepts. A look-up is a binary search among the
//! distinct concepts of the vocabulary; for a token that the vocabulary has, none is needed.

use super::ids::TokenId;
use crate::error::Error;
use crate::spelling::{Concept, ConceptForm, Spelling};
use crate::storage::{FlatArray, JaggedArray, JaggedArrayBuilder, Section, ensure, stored};
use bytemuck::Contiguous;
use rayon::prelude::*;

/// Tokens by concept, and concepts by token.
#[derive(Clone, Debug)]
pub(super) struct ConceptIndex {
    /// The numbers of the concepts that have a token, ascending.
    concepts: FlatArray<u32>,
    /// For each of them the tokens that are forms of it, and which form each is.
    forms: JaggedArray<PackedForm>,
    /// For each token the concepts that it is a form of, as of its spelling.
    of_token: JaggedArray<PackedConcept>,
}

/// A token in the lower bits, and the form as an integer.
type PackedForm = u32;

/// The bits of a token. A list has at most 67 million, which the index sees to.
const TOKEN_BITS: u32 = 26;

fn pack_form(form: ConceptForm, token: TokenId) -> PackedForm {
    u32::from(form.into_integer()) << TOKEN_BITS | token
}

fn unpack_form(packed: PackedForm) -> Option<(ConceptForm, TokenId)> {
    let form = ConceptForm::from_integer((packed >> TOKEN_BITS) as u8)?;
    Some((form, packed & ((1 << TOKEN_BITS) - 1)))
}

/// The row of a concept in four bytes, and the form as an integer.
type PackedConcept = [u8; 5];

fn pack(row: u32, form: ConceptForm) -> PackedConcept {
    let [a, b, c, d] = row.to_le_bytes();
    [a, b, c, d, form.into_integer()]
}

fn unpack([a, b, c, d, form]: &PackedConcept) -> Option<(u32, ConceptForm)> {
    Some((u32::from_le_bytes([*a, *b, *c, *d]), ConceptForm::from_integer(*form)?))
}

impl ConceptIndex {
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let of_token = |(token, spelling)| {
            let concepts = Spelling::concepts(spelling).iter();
            concepts.map(move |concept| (concept.number, pack_form(concept.form, token)))
        };
        let mut all: Vec<(u32, PackedForm)> = (0..).zip(spellings).flat_map(of_token).collect();
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
        let row = |concept: &Concept| concepts.partition_point(|other| *other < concept.number);
        let packed = |concept: &Concept| pack(row(concept) as u32, concept.form);
        let rows: Vec<Vec<PackedConcept>> = spellings
            .par_iter()
            .map(|spelling| spelling.concepts().iter().map(packed).collect())
            .collect();
        let mut of_token = JaggedArrayBuilder::default();
        rows.into_iter().for_each(|row| of_token.push(row));
        ConceptIndex { concepts: concepts.into(), forms, of_token: of_token.build() }
    }

    /// The concepts that a token is a form of.
    pub(super) fn of_token(&self, token: TokenId) -> impl Iterator<Item = Concept> + Clone {
        let all = self.of_token.row(token).iter().filter_map(unpack);
        all.map(|(row, form)| Concept { number: self.concepts[row as usize], form })
    }

    /// For each concept of a token which form the token is, and all tokens that are forms of it.
    pub(super) fn relatives(&self, token: TokenId) -> impl Iterator<Item = RelatedForms<'_>> {
        let all = self.of_token.row(token).iter().filter_map(unpack);
        all.map(|(row, form)| RelatedForms { form, all: self.forms.row(row) })
    }

    /// The same for a token that the vocabulary lacks, one of whose concepts this is.
    pub(super) fn relatives_by(&self, concept: &Concept) -> RelatedForms<'_> {
        let row = self.concepts.binary_search(&concept.number).ok();
        let all = row.map_or(&[][..], |row| self.forms.row(row as u32));
        RelatedForms { form: concept.form, all }
    }
}

/// The form of a concept that a token is, and all forms.
pub(super) struct RelatedForms<'a> {
    pub(super) form: ConceptForm,
    all: &'a [PackedForm],
}

impl RelatedForms<'_> {
    /// The tokens that are forms of the concept, and which form each is.
    pub(super) fn each(&self) -> impl Iterator<Item = (ConceptForm, TokenId)> {
        self.all.iter().filter_map(|packed| unpack_form(*packed))
    }
}

stored!(ConceptIndex { concepts: Concepts, forms: Forms, of_token: ConceptsOfToken });

impl ConceptIndex {
    /// Checks what was opened from a file.
    pub(super) fn check(&self, tokens: usize) -> Result<(), Error> {
        ensure(Section::Concepts, self.concepts.is_sorted_by(|one, other| one < other))?;
        let is_valid = |packed: &PackedForm| {
            unpack_form(*packed).is_some_and(|(_, token)| (token as usize) < tokens)
        };
        self.forms.check(Section::Forms, self.concepts.len(), is_valid)?;
        let is_concept = |packed: &PackedConcept| {
            unpack(packed).is_some_and(|(row, _)| (row as usize) < self.concepts.len())
        };
        self.of_token.check(Section::ConceptsOfToken, tokens, is_concept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_concept_has_all_its_forms_with_their_tokens() {
        let spelling = |concepts: &[(u32, ConceptForm)]| {
            let concepts =
                concepts.iter().map(|(number, form)| Concept { number: *number, form: *form });
            Spelling::new("x", Vec::new(), Vec::new(), concepts)
        };
        let forms = ConceptForm::MIN_VALUE..=ConceptForm::MAX_VALUE;
        let forms = forms.filter_map(ConceptForm::from_integer);
        let all: Vec<(u32, ConceptForm)> = (7..).zip(forms).collect();
        let two = [(u32::MAX, ConceptForm::OfMen), (8, ConceptForm::Full)];
        let spellings = [spelling(&two), spelling(&all)];
        let index = ConceptIndex::new(&spellings);
        for (token, spelling) in (0..).zip(&spellings) {
            assert_eq!(index.of_token(token).collect::<Vec<_>>(), spelling.concepts());
        }
        let of = |number| {
            let concept = Concept { number, form: ConceptForm::Full };
            index.relatives_by(&concept).each().collect::<Vec<_>>()
        };
        let of_second = index.relatives(1).map(|forms| (forms.form, forms.each().count()));
        let expected = all.iter().map(|(number, form)| (*form, of(*number).len()));
        assert!(of_second.eq(expected));
        assert_eq!(of(8), [(ConceptForm::Full, 0), (ConceptForm::Short, 1)]);
        assert_eq!((of(u32::MAX), of(6)), (vec![(ConceptForm::OfMen, 0)], vec![]));
        for (concept, form) in all.into_iter().filter(|(concept, _)| *concept != 8) {
            assert_eq!(of(concept), [(form, 1)]);
        }
    }
}

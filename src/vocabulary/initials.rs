//! Initials and the tokens that they may abbreviate, by first sound.
//!
//! This module knows token ids and sounds. A look-up returns whole posting lists, so it costs what its
//! result does.

use super::ids::TokenId;
use crate::error::Error;
use crate::spelling::Spelling;
use crate::storage::{JaggedArray, Section, stored};

/// Posting lists of single-letter tokens and of longer ones, by the sounds that they may begin with.
#[derive(Clone, Debug)]
pub(super) struct InitialIndex {
    single: JaggedArray<TokenId>,
    longer: JaggedArray<TokenId>,
}

/// Sounds are ASCII.
const SOUNDS: usize = 128;

impl InitialIndex {
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let by_sound = |is_initial: bool| {
            JaggedArray::by_number(SOUNDS, || {
                let of_kind =
                    (0..).zip(spellings).filter(move |(_, s)| s.is_initial() == is_initial);
                of_kind.flat_map(|(token, spelling)| {
                    let sounds = spelling.initials().iter().map(|sound| u32::from(*sound));
                    sounds.filter(|sound| *sound < SOUNDS as u32).map(move |sound| (sound, token))
                })
            })
        };
        InitialIndex { single: by_sound(true), longer: by_sound(false) }
    }

    /// Calls `visit` for every token that abbreviates the query token or that it abbreviates, perhaps
    /// more than once.
    pub(super) fn for_each_of(&self, query: &Spelling, mut visit: impl FnMut(TokenId)) {
        let others = if query.is_initial() { &self.longer } else { &self.single };
        for sound in query.initials() {
            others.row(u32::from(*sound)).iter().for_each(|token| visit(*token));
        }
    }
}

stored!(InitialIndex { single: Single, longer: Longer });

impl InitialIndex {
    /// Checks what was opened from a file.
    pub(super) fn check(&self, tokens: usize) -> Result<(), Error> {
        let is_token = |token: &TokenId| (*token as usize) < tokens;
        self.single.check(Section::Single, SOUNDS, is_token)?;
        self.longer.check(Section::Longer, SOUNDS, is_token)
    }
}

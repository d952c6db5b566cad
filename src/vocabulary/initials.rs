//! Initials and the tokens that they may abbreviate, by first sound.
//!
//! A letter abbreviates a tenth of all tokens, so nobody is given a list of them: the sounds that each token may
//! begin with are a mask, and two masks say whether one abbreviates the other. The single letters that abbreviate
//! a longer token are few, and listed.

use super::ids::TokenId;
use crate::error::Error;
use crate::spelling::Spelling;
use crate::storage::{FlatArray, JaggedArray, Section, ensure, stored};
use bytemuck::{Pod, Zeroable};

/// The sounds that a token may begin with, and whether it is a single letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct InitialSounds(u64);

/// Marks a single letter.
const SINGLE: u64 = 1 << 63;
/// The least of the sounds, which are ASCII letters: the others follow within 57.
const FIRST_SOUND: u8 = b'A';

impl InitialSounds {
    pub(crate) fn of(spelling: &Spelling) -> Self {
        let sounds = spelling.initials().iter().map(|sound| 1 << (sound - FIRST_SOUND));
        let single = if spelling.is_initial() { SINGLE } else { 0 };
        InitialSounds(sounds.fold(single, |all, sound| all | sound))
    }

    /// The sounds in order.
    pub(super) fn each(self) -> impl Iterator<Item = u8> {
        (0..63).filter(move |bit| self.0 >> bit & 1 == 1).map(|bit| FIRST_SOUND + bit)
    }

    /// Whether exactly one of two tokens is a single letter, and both may begin with the same sound.
    pub(crate) fn abbreviates(self, other: Self) -> bool {
        (self.0 ^ other.0) & SINGLE != 0 && self.0 & other.0 & !SINGLE != 0
    }
}

/// The sounds that each token may begin with, and single letters by these.
#[derive(Clone, Debug)]
pub(super) struct InitialIndex {
    sounds: FlatArray<InitialSounds>,
    single: JaggedArray<TokenId>,
}

/// Sounds are ASCII.
const SOUNDS: usize = 128;

impl InitialIndex {
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let single = JaggedArray::by_number(SOUNDS, || {
            let single = (0..).zip(spellings).filter(|(_, spelling)| spelling.is_initial());
            single.flat_map(|(token, spelling)| {
                spelling.initials().iter().map(move |sound| (u32::from(*sound), token))
            })
        });
        InitialIndex { sounds: spellings.iter().map(InitialSounds::of).collect(), single }
    }

    /// The sounds that a token may begin with.
    pub(super) fn sounds(&self, token: TokenId) -> InitialSounds {
        self.sounds[token as usize]
    }

    /// Calls `visit` for every single letter that abbreviates a longer token, perhaps more than once.
    pub(super) fn for_each_abbreviating(&self, longer: &Spelling, mut visit: impl FnMut(TokenId)) {
        if !longer.is_initial() {
            for sound in longer.initials() {
                self.single.row(u32::from(*sound)).iter().for_each(|token| visit(*token));
            }
        }
    }
}

stored!(InitialIndex { sounds: Sounds, single: Single });

impl InitialIndex {
    /// Checks what was opened from a file.
    pub(super) fn check(&self, tokens: usize) -> Result<(), Error> {
        let is_token = |token: &TokenId| (*token as usize) < tokens;
        ensure(Section::Sounds, self.sounds.len() == tokens)?;
        self.single.check(Section::Single, SOUNDS, is_token)
    }
}

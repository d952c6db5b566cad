//! Initials and what they may stand for, by the sounds that they begin with.

use super::TokenId;
use super::closeness::Spelling;

/// Single-letter tokens and longer ones, by the sounds that they may begin with.
#[derive(Clone, Debug, Default)]
pub(super) struct Initials {
    single: FirstSounds,
    longer: FirstSounds,
}

impl Initials {
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let mut initials = Initials::default();
        for (token, spelling) in (0..).zip(spellings) {
            let firsts =
                if spelling.is_initial() { &mut initials.single } else { &mut initials.longer };
            spelling.initials().iter().for_each(|sound| firsts.list(*sound, token));
        }
        initials
    }

    /// Calls `visit` for every token that abbreviates `sought` or that it abbreviates, perhaps
    /// more than once.
    pub(super) fn of(&self, sought: &Spelling, mut visit: impl FnMut(TokenId)) {
        let others = if sought.is_initial() { &self.longer } else { &self.single };
        for sound in sought.initials() {
            others.of(*sound).iter().for_each(|token| visit(*token));
        }
    }
}

#[derive(Clone, Debug)]
struct FirstSounds(Vec<Vec<TokenId>>);

impl Default for FirstSounds {
    fn default() -> Self {
        // Sounds are ASCII.
        FirstSounds(vec![Vec::new(); 128])
    }
}

impl FirstSounds {
    fn list(&mut self, sound: u8, token: TokenId) {
        if let Some(tokens) = self.0.get_mut(usize::from(sound)) {
            tokens.push(token);
        }
    }

    fn of(&self, sound: u8) -> &[TokenId] {
        self.0.get(usize::from(sound)).map_or(&[], Vec::as_slice)
    }
}

//! Initials and what they may stand for, by the first class of their sounds.

use super::TokenId;
use super::closeness::Spelling;

/// Single-letter tokens and longer ones, by the first byte of a class string.
#[derive(Clone, Debug, Default)]
pub(super) struct Initials {
    single: FirstClasses,
    longer: FirstClasses,
}

impl Initials {
    pub(super) fn new(spellings: &[Spelling]) -> Self {
        let mut initials = Initials::default();
        for (token, spelling) in (0..).zip(spellings) {
            let firsts =
                if spelling.is_initial() { &mut initials.single } else { &mut initials.longer };
            spelling.classes().iter().for_each(|class| firsts.list(class, token));
        }
        initials
    }

    /// Calls `visit` for every token that abbreviates `sought` or that it abbreviates, perhaps
    /// more than once.
    pub(super) fn of(&self, sought: &Spelling, mut visit: impl FnMut(TokenId)) {
        let others = if sought.is_initial() { &self.longer } else { &self.single };
        for class in sought.classes() {
            others.of(class).iter().for_each(|token| visit(*token));
        }
    }
}

#[derive(Clone, Debug)]
struct FirstClasses(Vec<Vec<TokenId>>);

impl Default for FirstClasses {
    fn default() -> Self {
        // Classes are ASCII.
        FirstClasses(vec![Vec::new(); 128])
    }
}

impl FirstClasses {
    fn list(&mut self, class: &str, token: TokenId) {
        if let Some(tokens) = class.bytes().next().and_then(|c| self.0.get_mut(usize::from(c))) {
            tokens.push(token);
        }
    }

    fn of(&self, class: &str) -> &[TokenId] {
        class.bytes().next().and_then(|c| self.0.get(usize::from(c))).map_or(&[], Vec::as_slice)
    }
}

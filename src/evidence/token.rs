//! The tokens of names, and how they are divided into names, in as few bytes as hold them.

use crate::name::Role;
use crate::record::AliasStrength;
use bytemuck::{Pod, Zeroable};

/// A token of a name: its number, its role, whether it is an initial, and whether it stands in the record
/// before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct NameToken(u32);

/// The bits of a token's number.
const NUMBER: u32 = 27;
const REPEATED: u32 = 1 << NUMBER;
const INITIAL: u32 = 1 << (NUMBER + 1);
const ROLE: u32 = NUMBER + 2;

/// The roles by their numbers.
const ROLES: [Role; 6] =
    [Role::Unknown, Role::Given, Role::Patronymic, Role::Family, Role::Other, Role::Particle];

impl NameToken {
    /// How many tokens can be told apart.
    pub(crate) const MOST: usize = 1 << NUMBER;

    pub(crate) fn new(token: u32, role: Role, is_initial: bool) -> Self {
        NameToken(token | u32::from(is_initial) << (NUMBER + 1) | (role as u32) << ROLE)
    }

    /// The same with another number.
    pub(crate) fn with_token(self, token: u32) -> Self {
        NameToken(self.0 & !(REPEATED - 1) | token)
    }

    /// The same, as one that stands in the record before.
    pub(crate) fn repeated(self) -> Self {
        NameToken(self.0 | REPEATED)
    }

    pub(crate) fn token(&self) -> u32 {
        self.0 & (REPEATED - 1)
    }

    pub(crate) fn role(&self) -> Role {
        ROLES.get((self.0 >> ROLE) as usize).copied().unwrap_or(Role::Unknown)
    }

    pub(crate) fn is_initial(&self) -> bool {
        self.0 & INITIAL != 0
    }

    pub(crate) fn is_repeated(&self) -> bool {
        self.0 & REPEATED != 0
    }
}

/// How many tokens one of a record's names has, and whether it is an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct NameSpan(u8);

/// The bits of how many tokens there are; a name has at most 20.
const COUNT: u32 = 5;

impl NameSpan {
    pub(crate) fn new(tokens: usize, alias: Option<AliasStrength>) -> Self {
        let alias = match alias {
            None => 0,
            Some(AliasStrength::Strong) => 1,
            Some(AliasStrength::Weak) => 2,
        };
        NameSpan(tokens as u8 | alias << COUNT)
    }

    pub(crate) fn tokens(self) -> usize {
        usize::from(self.0 & ((1 << COUNT) - 1))
    }

    /// `None` for the primary name.
    fn alias(self) -> Option<AliasStrength> {
        match self.0 >> COUNT {
            0 => None,
            1 => Some(AliasStrength::Strong),
            _ => Some(AliasStrength::Weak),
        }
    }
}

/// One name of a subject.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameView<'a> {
    /// `None` for the primary name.
    pub(crate) alias: Option<AliasStrength>,
    pub(crate) tokens: &'a [NameToken],
    /// Where its tokens begin among those of all names.
    pub(crate) start: usize,
}

/// The names that spans divide tokens into.
pub(super) fn names<'a>(
    spans: &'a [NameSpan],
    tokens: &'a [NameToken],
) -> impl Iterator<Item = NameView<'a>> + Clone {
    spans.iter().scan(0, |end, span| {
        let start = *end;
        *end += span.tokens();
        Some(NameView { alias: span.alias(), tokens: &tokens[start..*end], start })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let last = NameToken::MOST as u32 - 1;
        for (role, number) in ROLES.into_iter().zip([0, 1, 77, last - 1, last, 5]) {
            for is_initial in [false, true] {
                let token = NameToken::new(number, role, is_initial);
                assert!(!token.is_repeated() && token.repeated().is_repeated());
                let other = token.repeated().with_token(last - number);
                for (token, number) in [(token, number), (other, last - number)] {
                    let packed = (token.token(), token.role(), token.is_initial());
                    assert_eq!(packed, (number, role, is_initial));
                }
            }
        }
        let strengths = [None, Some(AliasStrength::Strong), Some(AliasStrength::Weak)];
        for (tokens, alias) in [0, 7, 20].into_iter().zip(strengths) {
            let span = NameSpan::new(tokens, alias);
            assert_eq!((span.tokens(), span.alias()), (tokens, alias));
        }
    }

    #[test]
    fn spans_divide_tokens() {
        let tokens = [3, 1, 4, 1, 5].map(|token| NameToken::new(token, Role::Unknown, false));
        let spans = [2, 0, 3].map(|count| NameSpan::new(count, None));
        let names: Vec<_> = names(&spans, &tokens).map(|name| (name.start, name.tokens)).collect();
        assert_eq!(names, [(0, &tokens[..2]), (2, &[][..]), (2, &tokens[2..])]);
    }
}

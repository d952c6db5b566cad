//! The tokens of names, packed into one word each.

use crate::name::Role;
use crate::record::AliasStrength;
use bytemuck::{Pod, Zeroable};

/// A token of a name: its id, its role, whether it is an initial, and whether the same token occurs
/// earlier in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct NameToken(u32);

// From the lowest bit: 27 bits of id, two flags, three bits of role.
const ID_BITS: u32 = 27;
const REPEATED: u32 = 1 << ID_BITS;
const INITIAL_SHIFT: u32 = ID_BITS + 1;
const ROLE_SHIFT: u32 = ID_BITS + 2;
const ID: u32 = REPEATED - 1;

/// The roles in the order of their discriminants.
const ROLES: [Role; 6] =
    [Role::Unknown, Role::Given, Role::Patronymic, Role::Family, Role::Other, Role::Particle];

impl NameToken {
    /// The number of distinct ids.
    pub(crate) const MAX_IDS: usize = 1 << ID_BITS;

    /// `id` must be below [`NameToken::MAX_IDS`].
    pub(crate) fn new(id: u32, role: Role, is_initial: bool) -> Self {
        NameToken(id | u32::from(is_initial) << INITIAL_SHIFT | (role as u32) << ROLE_SHIFT)
    }

    /// The same token with another id.
    pub(crate) fn with_token(self, id: u32) -> Self {
        NameToken(self.0 & !ID | id)
    }

    /// The same token, marked as one that occurs earlier in the record.
    pub(crate) fn repeated(self) -> Self {
        NameToken(self.0 | REPEATED)
    }

    /// The id.
    pub(crate) fn token(&self) -> u32 {
        self.0 & ID
    }

    pub(crate) fn role(&self) -> Role {
        // Bytes of a damaged file may hold a role that does not exist.
        ROLES.get((self.0 >> ROLE_SHIFT) as usize).copied().unwrap_or(Role::Unknown)
    }

    pub(crate) fn is_initial(&self) -> bool {
        self.0 >> INITIAL_SHIFT & 1 == 1
    }

    pub(crate) fn is_repeated(&self) -> bool {
        self.0 & REPEATED != 0
    }

    pub(crate) fn is_patronymic(&self) -> bool {
        self.role() == Role::Patronymic
    }

    pub(crate) fn is_particle(&self) -> bool {
        self.role() == Role::Particle
    }
}

/// The length of one name in tokens, whether it is an alias, and whether its letters were guessed.
///
/// The spans of a record divide its flat array of tokens into names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct NameSpan(u8);

/// The bits of the length; a name has at most 20 tokens.
const LENGTH_BITS: u32 = 5;
/// The bits of the length and of the alias.
const GUESSED_SHIFT: u32 = LENGTH_BITS + 2;

impl NameSpan {
    /// `is_guessed`: whether letters of the name were guessed in a repair.
    pub(crate) fn new(tokens: usize, alias: Option<AliasStrength>, is_guessed: bool) -> Self {
        let alias = match alias {
            None => 0,
            Some(AliasStrength::Strong) => 1,
            Some(AliasStrength::Weak) => 2,
        };
        NameSpan(tokens as u8 | alias << LENGTH_BITS | u8::from(is_guessed) << GUESSED_SHIFT)
    }

    /// The number of tokens.
    pub(crate) fn tokens(self) -> usize {
        usize::from(self.0 & ((1 << LENGTH_BITS) - 1))
    }

    /// `None` for the primary name.
    fn alias(self) -> Option<AliasStrength> {
        match self.0 >> LENGTH_BITS & 3 {
            0 => None,
            1 => Some(AliasStrength::Strong),
            _ => Some(AliasStrength::Weak),
        }
    }

    fn is_guessed(self) -> bool {
        self.0 >> GUESSED_SHIFT == 1
    }
}

/// One name of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameView<'a> {
    /// `None` for the primary name.
    pub(crate) alias: Option<AliasStrength>,
    /// Whether letters of it were guessed in a repair.
    pub(crate) is_guessed: bool,
    pub(crate) tokens: &'a [NameToken],
    /// The position of its first token among the tokens of all names.
    pub(crate) start: usize,
}

/// The names into which spans divide an array of tokens.
pub(crate) fn split_names<'a>(
    spans: &'a [NameSpan],
    tokens: &'a [NameToken],
) -> impl Iterator<Item = NameView<'a>> + Clone {
    spans.iter().scan(0, |end, span| {
        let start = *end;
        *end += span.tokens();
        let (alias, is_guessed) = (span.alias(), span.is_guessed());
        Some(NameView { alias, is_guessed, tokens: &tokens[start..*end], start })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_tokens_and_spans_unpack_to_the_same_values() {
        let last = NameToken::MAX_IDS as u32 - 1;
        for (role, id) in ROLES.into_iter().zip([0, 1, 77, last - 1, last, 5]) {
            for is_initial in [false, true] {
                let token = NameToken::new(id, role, is_initial);
                assert!(!token.is_repeated() && token.repeated().is_repeated());
                let other = token.repeated().with_token(last - id);
                for (token, id) in [(token, id), (other, last - id)] {
                    let unpacked = (token.token(), token.role(), token.is_initial());
                    assert_eq!(unpacked, (id, role, is_initial));
                }
            }
        }
        let strengths = [None, Some(AliasStrength::Strong), Some(AliasStrength::Weak)];
        for (tokens, alias) in [0, 7, 20].into_iter().zip(strengths) {
            for is_guessed in [false, true] {
                let span = NameSpan::new(tokens, alias, is_guessed);
                let unpacked = (span.tokens(), span.alias(), span.is_guessed());
                assert_eq!(unpacked, (tokens, alias, is_guessed));
            }
        }
    }

    #[test]
    fn spans_divide_tokens_into_names() {
        let tokens = [3, 1, 4, 1, 5].map(|id| NameToken::new(id, Role::Unknown, false));
        let spans = [2, 0, 3].map(|length| NameSpan::new(length, None, false));
        let names = split_names(&spans, &tokens);
        let names: Vec<_> = names.map(|name| (name.start, name.tokens)).collect();
        assert_eq!(names, [(0, &tokens[..2]), (2, &[][..]), (2, &tokens[2..])]);
    }
}

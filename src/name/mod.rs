//! From a [`PersonName`] as it was written to a [`Name`]: tokens with roles and readings.
//!
//! This room knows characters (`text`) and facts (`knowledge`). It never compares two names and
//! never scores.

mod compounds;
mod concepts;
mod grammar;
mod readings;
mod sounds;

pub use readings::Reading;
pub(crate) use readings::{read, spelling};

use crate::knowledge::{before_kinship, is_particle};
use crate::record::PersonName;
use crate::text::{FoldedToken, MAX_TOKENS, Repair, fold_tokens};
use std::ops::Range;

/// What a token is within a name, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Role {
    /// A given or a family name: the sender did not say which, and the form does not.
    Unknown,
    /// Declared as a given name.
    Given,
    /// Declared as a patronymic, or the one token of three or more that ends like one.
    Patronymic,
    /// Declared as a family name.
    Family,
    /// A name borne beside the usual one or before it: in parentheses, or after `née`.
    Other,
    /// An article, a preposition, a word of kinship or a title: `al`, `von`, `oglu`, `dr`.
    Particle,
}

/// A name made comparable: folded tokens with their roles, and what was repaired on the way.
///
/// ```
/// use sverka::{Name, PersonName, Role};
///
/// let name = Name::new(&PersonName::full("ЩЕРБАКОВ Александр Иванович"));
/// let tokens: Vec<_> = name.tokens().iter().map(|t| (t.text(), t.role())).collect();
/// assert_eq!(tokens, [
///     ("щербаков", Role::Unknown),
///     ("александр", Role::Unknown),
///     ("иванович", Role::Patronymic),
/// ]);
/// ```
///
/// A name has at most 20 tokens of at most 40 characters; [`Name::repairs`] says what was cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    tokens: Vec<Token>,
    repairs: Vec<Repair>,
}

/// One token of a [`Name`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    text: String,
    role: Role,
    /// Which part of the [`PersonName`] it stands in, and where there, in bytes.
    part: usize,
    span: Range<usize>,
}

impl Token {
    /// The token, folded: see [`fold`](crate::fold).
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it is within the name.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether it is a single letter, which may abbreviate a name.
    pub fn is_initial(&self) -> bool {
        self.text.chars().nth(1).is_none()
    }

    /// What it sounds like in each orthography that it may be written in, most usual first, each
    /// sound string once. Empty for scripts other than Cyrillic, Latin,
    /// Armenian and Georgian.
    pub fn readings(&self) -> Vec<Reading> {
        read(&self.text)
    }
}

impl Name {
    /// Folds a name and divides it into tokens. Never fails: a name without letters has none.
    ///
    /// Cost: linear in the first 1,024 characters of each part.
    pub fn new(name: &PersonName) -> Self {
        let mut repairs = Vec::new();
        let mut tokens = Vec::new();
        for Group { part, role: declared, tokens: folded } in groups(name, &mut repairs) {
            for FoldedToken { text, span } in folded {
                let (article, name) = text.split_at(compounds::joined_article(&text).unwrap_or(0));
                let (name, kinship) = name.split_at(before_kinship(name).unwrap_or(name.len()));
                for text in [article, name, kinship].into_iter().filter(|text| !text.is_empty()) {
                    let role = if is_particle(text) { Role::Particle } else { declared };
                    tokens.push(Token { text: text.to_owned(), role, part, span: span.clone() });
                }
            }
        }
        if tokens.len() > MAX_TOKENS {
            tokens.truncate(MAX_TOKENS);
            repairs.push(Repair::Cut);
        }
        let in_parentheses = |token: &Token| {
            let (text, _) = parts(name)[token.part];
            text.is_some_and(|text| text[..token.span.start].trim_end().ends_with('('))
        };
        grammar::mark_other_names(&mut tokens, in_parentheses);
        grammar::mark_patronymics(&mut tokens);
        Name { tokens, repairs }
    }

    /// The tokens, in the order of the name.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// What was not taken as it stood, and what was done about it.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// A token as it was written in the name that this one was made from; where a word of kinship
    /// was parted from a name, both.
    pub(crate) fn written<'a>(&self, token: usize, name: &'a PersonName) -> &'a str {
        let token = &self.tokens[token];
        let (text, _) = parts(name)[token.part];
        text.and_then(|text| text.get(token.span.clone())).unwrap_or_default()
    }
}

/// Tokens of one part of a name, all of which were declared the same.
struct Group {
    part: usize,
    role: Role,
    tokens: Vec<FoldedToken>,
}

/// The tokens of each part, compounds put together. A comma in a full name declares what stands
/// before it the family name, and what stands after it the given names.
fn groups(name: &PersonName, repairs: &mut Vec<Repair>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::with_capacity(2);
    for (part, (text, role)) in parts(name).into_iter().enumerate() {
        let Some(text) = text else { continue };
        let mut tokens = fold_tokens(text, |repair| repairs.push(repair));
        if let Some(comma) = only_comma(text).filter(|_| role == Role::Unknown) {
            let given = tokens.split_off(tokens.partition_point(|token| token.span.start < comma));
            let are_names = |tokens: &[FoldedToken]| tokens.iter().any(|t| !is_particle(&t.text));
            if are_names(&tokens) && are_names(&given) {
                groups.push(Group { part, role: Role::Family, tokens });
                groups.push(Group { part, role: Role::Given, tokens: given });
                continue;
            }
            tokens.extend(given);
        }
        groups.push(Group { part, role, tokens });
    }
    groups.iter_mut().for_each(|group| compounds::put_together(&mut group.tokens));
    let family = groups.iter().find(|group| group.role == Role::Family);
    let family = family.and_then(|group| group.tokens.first()).map(|token| token.text.clone());
    for group in groups.iter_mut().filter(|g| matches!(g.role, Role::Given | Role::Unknown)) {
        compounds::join_syllables(family.as_deref(), &mut group.tokens);
    }
    groups
}

/// Where the one comma of a text stands, in bytes.
fn only_comma(text: &str) -> Option<usize> {
    let mut commas = text.bytes().enumerate().filter(|(_, byte)| *byte == b',');
    let (at, _) = commas.next()?;
    commas.next().is_none().then_some(at)
}

fn parts(name: &PersonName) -> [(Option<&str>, Role); 4] {
    [
        (name.as_full(), Role::Unknown),
        (name.family(), Role::Family),
        (name.given(), Role::Given),
        (name.patronymic(), Role::Patronymic),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(name: &str) -> Vec<Role> {
        Name::new(&PersonName::full(name)).tokens().iter().map(Token::role).collect()
    }

    #[test]
    fn patronymics_are_marked_only_where_form_and_number_agree() {
        use Role::*;
        assert_eq!(roles("Иванов Иван Иванович"), [Unknown, Unknown, Patronymic]);
        assert_eq!(roles("Roman Petrovich"), [Unknown, Unknown]);
        assert_eq!(roles("Abramovich Roman Petrovich"), [Unknown, Unknown, Unknown]);
        assert_eq!(roles("Salem al Masri"), [Unknown, Particle, Unknown]);
        assert_eq!(roles("Salman bin Muhammad"), [Unknown, Particle, Patronymic]);
        assert_eq!(roles("Nurlan Asan uulu"), [Unknown, Patronymic, Particle]);
        assert_eq!(roles("MAMMADOV, Elchin Rafig oglu"), [Family, Given, Patronymic, Particle]);
        assert_eq!(roles("Bin Laden"), [Particle, Unknown]);
    }

    #[test]
    fn a_comma_declares_and_other_names_are_told_apart() {
        use Role::*;
        assert_eq!(roles("PUTINTSEV, Oleg Ivanovich"), [Family, Given, Patronymic]);
        assert_eq!(roles("Smith, Dr"), [Unknown, Particle]);
        assert_eq!(roles("Мария Иванова (Петрова)"), [Unknown, Unknown, Other]);
        assert_eq!(roles("Marie Weber geb. Braun"), [Unknown, Unknown, Particle, Other]);
        assert_eq!(roles("(Петрова)"), [Unknown]);
    }

    #[test]
    fn declared_parts_keep_their_roles_and_their_letters() {
        let name = PersonName::parts("Анна-Мария", "Петровна", "Ёлкина");
        let folded = Name::new(&name);
        let roles: Vec<_> = folded.tokens().iter().map(|t| (t.text(), t.role())).collect();
        assert_eq!(
            roles,
            [
                ("ёлкина", Role::Family),
                ("анна", Role::Given),
                ("мария", Role::Given),
                ("петровна", Role::Patronymic)
            ]
        );
        assert_eq!(folded.written(0, &name), "Ёлкина");
        assert_eq!(folded.written(2, &name), "Мария");
    }

    #[test]
    fn a_name_without_letters_has_no_tokens() {
        for name in ["", "  ", "12345", "—", "\u{200b}", "😀"] {
            assert!(Name::new(&PersonName::full(name)).tokens().is_empty(), "{name:?}");
        }
    }
}

//! From a [`PersonName`] as it was written to a [`Name`]: tokens with roles and readings.
//!
//! This room knows characters (`text`) and facts (`knowledge`). It never compares two names and
//! never scores.

mod compounds;
mod concepts;
mod grammar;
mod key;
mod mrz;
mod normalizer;
mod readings;
mod sounds;

pub(crate) use concepts::{ends_like_surname, is_given_name};
pub use key::Key;
pub use normalizer::Normalizer;
pub(crate) use normalizer::normalized;
pub use readings::{Reading, Readings};
pub(crate) use readings::{read, spelling};

use crate::record::PersonName;
use crate::text::Repair;
use key::distinct_keys;
use mrz::zone;
use readings::{OrthographyHints, read_in_context};
use std::fmt;
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
    /// Declared as a patronymic, the one token of three or more that ends like one, or the name
    /// beside a word for son or daughter.
    Patronymic,
    /// Declared as a family name, or before the one comma of a full name.
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
/// let tokens: Vec<_> = name.tokens().map(|token| (token.text(), token.role())).collect();
/// assert_eq!(tokens, [
///     ("щербаков", Role::Unknown),
///     ("александр", Role::Unknown),
///     ("иванович", Role::Patronymic),
/// ]);
/// ```
///
/// A name has at most 20 tokens of at most 40 characters; [`Name::repairs`] says what was cut. Who
/// has many names to make comparable lets one [`Normalizer`] do it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The tokens, one after the other.
    text: String,
    tokens: Vec<TokenData>,
    repairs: Vec<Repair>,
    context: OrthographyHints,
}

/// Where a token lies, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct TokenData {
    role: Role,
    /// In the text of the name, in bytes.
    text: Range<usize>,
    /// Which part of the [`PersonName`] it stands in.
    part: usize,
    /// Where it stands in that part, in bytes.
    written: Range<usize>,
    may_be_truncated: bool,
}

/// One token of a [`Name`], borrowed from it.
#[derive(Clone, Copy)]
pub struct Token<'a> {
    name: &'a Name,
    place: &'a TokenData,
}

impl<'a> Token<'a> {
    /// The token, folded: see [`fold`](crate::fold).
    pub fn text(&self) -> &'a str {
        &self.name.text[self.place.text.clone()]
    }

    /// What it is within the name.
    pub fn role(&self) -> Role {
        self.place.role
    }

    /// Whether it is a single letter, which may abbreviate a name.
    pub fn is_initial(&self) -> bool {
        self.text().chars().nth(1).is_none()
    }

    /// Whether its end may be missing: it is the last of a name that fills its field in a machine
    /// readable zone.
    pub fn may_be_truncated(&self) -> bool {
        self.place.may_be_truncated
    }

    /// What it sounds like in each orthography that it may be written in, most plausible first.
    /// Empty for scripts other than Cyrillic, Latin, Armenian and Georgian.
    ///
    /// Plausible are, in this order: the orthographies that the token itself shows by a mark of
    /// theirs (`tch` is French), those that other tokens of the name show, those of the countries
    /// that [`Normalizer::normalize_of`] was told, and the rest by how usual they are. Only the
    /// order depends on the other tokens.
    ///
    /// ```
    /// use sverka::{Name, PersonName};
    ///
    /// let first = |name: &str| {
    ///     let name = Name::new(&PersonName::full(name));
    ///     name.tokens().last().and_then(|token| token.readings().first()?.orthographies().next())
    /// };
    /// assert_eq!(first("Jouravlev"), Some("English spelling"));
    /// assert_eq!(first("Tchekhov"), Some("French spelling"));
    /// assert_eq!(first("Tchekhov Jouravlev"), Some("French spelling"));
    /// ```
    ///
    /// Cost: some 200 ns for a token that is written in Latin; allocates nothing.
    pub fn readings(&self) -> Readings<'a> {
        read_in_context(self.text(), self.name.context)
    }

    /// What it is found by in an index, each key once: spellings of one name have one in common
    /// far more often than not. In the order of the readings; none where there are no readings.
    ///
    /// Of 5,584 attested Slavic pairs 94.5 % have a key in common, and of 100,000 pairs of distinct
    /// Cyrillic tokens 5.9 (`cargo bench --bench normalizers`).
    pub fn keys(&self) -> impl Iterator<Item = Key> + use<> {
        distinct_keys(&self.readings())
    }
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("text", &self.text()).field("role", &self.role()).finish()
    }
}

/// The iterator of [`Name::tokens`].
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    name: &'a Name,
    places: std::slice::Iter<'a, TokenData>,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.places.next().map(|place| Token { name: self.name, place })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl DoubleEndedIterator for Tokens<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.places.next_back().map(|place| Token { name: self.name, place })
    }
}

impl ExactSizeIterator for Tokens<'_> {}

impl std::iter::FusedIterator for Tokens<'_> {}

impl Name {
    /// Folds a name and divides it into tokens. Never fails: a name without letters has none.
    ///
    /// Cost: linear in the first 1,024 characters of each part.
    pub fn new(name: &PersonName) -> Self {
        let mut normalizer = Normalizer::new();
        normalizer.normalize(name);
        normalizer.into_name()
    }

    /// The tokens, in the order of the name.
    pub fn tokens(&self) -> Tokens<'_> {
        Tokens { name: self, places: self.tokens.iter() }
    }

    /// The token with that number, from 0.
    pub fn token(&self, number: usize) -> Option<Token<'_>> {
        self.tokens.get(number).map(|place| Token { name: self, place })
    }

    /// Whether it has no tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// What was not taken as it stood, and what was done about it.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// A token as it was written in the name that this one was made from; where a word of kinship
    /// was parted from a name, both.
    pub(crate) fn written<'a>(&self, token: usize, name: &'a PersonName) -> &'a str {
        let Some(place) = self.tokens.get(token) else { return "" };
        let (text, _) = parts(name)[place.part];
        text.and_then(|text| text.get(place.written.clone())).unwrap_or_default()
    }
}

/// The parts of a name with what they are declared to be: those that the sender stated, or those
/// that a machine readable zone parts.
fn parts(name: &PersonName) -> [(Option<&str>, Role); 4] {
    let zone = name.as_full().and_then(zone);
    let full = name.as_full().filter(|_| zone.is_none());
    [
        (full, Role::Unknown),
        (name.family().or(zone.map(|zone| zone.family)), Role::Family),
        (name.given().or(zone.map(|zone| zone.given)), Role::Given),
        (name.patronymic(), Role::Patronymic),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(name: &str) -> Vec<Role> {
        Name::new(&PersonName::full(name)).tokens().map(|token| token.role()).collect()
    }

    #[test]
    fn patronymics_are_marked_only_where_form_and_number_agree() {
        use Role::*;
        assert_eq!(roles("Иванов Иван Иванович"), [Unknown, Unknown, Patronymic]);
        assert_eq!(roles("Roman Petrovich"), [Unknown, Unknown]);
        assert_eq!(roles("Abramovich Roman Petrovich"), [Unknown, Unknown, Unknown]);
        assert_eq!(roles("Шыгушовіч Юрый Анатольевіч"), [Unknown, Unknown, Patronymic]);
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
    fn compounds_are_written_in_one_way() {
        let folded = |name: &str| {
            let name = Name::new(&PersonName::full(name));
            name.tokens().map(|token| token.text().to_owned()).collect::<Vec<_>>().join(" ")
        };
        for (plain, others) in [
            (
                "abdulhakim salimi",
                &["Abdul Hakim Salimi", "Abd al-Hakim Salimi", "Abdelhakim Salimi"][..],
            ),
            ("abdulrahman", &["Abdurrahman", "Abd ar-Rahman", "Abderrahman"]),
            ("nuruddin karimi", &["Nur al-Din Karimi", "Nureddin Karimi", "Nur ud Din Karimi"]),
            ("khairullah", &["Khair Ullah", "Khairollah"]),
            ("abdullah karimi", &["Abd Allah Karimi", "Abdallah Karimi"]),
            ("абдулла каримов", &["Абд Аллах Каримов"]),
            ("alireza tavakoli", &["Ali Reza Tavakoli", "Ali-Reza Tavakoli"]),
            ("kim jongun", &["Kim Jong Un", "Kim Jong-un"]),
            ("al harbi salem", &["Alharbi Salem", "Al-Harbi Salem"]),
        ] {
            for other in others {
                assert_eq!(folded(other), plain, "{other}");
            }
            assert_eq!(folded(plain), plain);
        }
        for alone in ["abdul", "aleksei", "albert weber", "din", "ivan petr li reza"] {
            assert_eq!(folded(alone), alone);
        }
    }

    #[test]
    fn declared_parts_keep_their_roles_and_their_letters() {
        let name = PersonName::parts("Анна-Мария", "Петровна", "Ёлкина");
        let folded = Name::new(&name);
        let roles: Vec<_> = folded.tokens().map(|t| (t.text(), t.role())).collect();
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
    fn a_machine_readable_zone_declares_its_parts() {
        let read = |line: &str| {
            let name = Name::new(&PersonName::full(line));
            let tokens: Vec<_> =
                name.tokens().map(|token| (token.text().to_owned(), token.role())).collect();
            (tokens, name.repairs().to_vec())
        };
        let token = |text: &str, role| (text.to_owned(), role);
        let name = vec![
            token("ivanov", Role::Family),
            token("ivan", Role::Given),
            token("ivanovich", Role::Patronymic),
        ];
        assert_eq!(read("IVANOV<<IVAN<IVANOVICH<<<<<<"), (name.clone(), vec![Repair::ZoneRead]));
        assert_eq!(read("P<RUSIVANOV<<IVAN<IVANOVICH<<<<<<"), (name, vec![Repair::ZoneRead]));

        // 39 letters: Konstantinovich does not fit.
        let long = PersonName::full("VOZNESENSKAYA<<ALEKSANDRA<KONSTANTINOVN");
        let name = Name::new(&long);
        let cut: Vec<_> = name.tokens().map(|token| token.may_be_truncated()).collect();
        assert_eq!(cut, [false, false, true]);
        assert_eq!(name.repairs(), [Repair::ZoneRead, Repair::MaybeTruncated]);
        assert_eq!(name.written(0, &long), "VOZNESENSKAYA");
        assert_eq!(name.written(2, &long), "KONSTANTINOVN");
    }

    #[test]
    fn a_name_without_letters_has_no_tokens() {
        for name in ["", "  ", "12345", "—", "\u{200b}", "😀"] {
            assert!(Name::new(&PersonName::full(name)).is_empty(), "{name:?}");
        }
    }
}

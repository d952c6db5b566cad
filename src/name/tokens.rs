//! A name as tokens with roles.

use super::key::{Key, distinct_keys};
use super::mrz::{ZoneName, parse_zone};
use super::readings::{OrthographyHints, Readings, read_in_context};
use crate::record::PersonName;
use crate::text::Repair;
use std::fmt;
use std::ops::Range;

/// The function of a token in a name, as far as it is known.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// A given or family name; neither the sender nor the form says which.
    Unknown,
    /// Declared as a given name.
    Given,
    /// Declared as a patronymic, the only one of three or more tokens that ends like one, or the
    /// name beside a word for son or daughter.
    Patronymic,
    /// Declared as a family name, or before the only comma of a full name.
    Family,
    /// An additional or former name: in parentheses, or after `née`. A title that is a name too, before a given
    /// name: `Hajji`.
    Other,
    /// An article, a preposition, a word of kinship or a title: `al`, `von`, `oglu`, `dr`.
    Particle,
}

/// A normalized name: folded tokens with their roles, and the repairs that were made.
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
/// A name has at most 20 tokens of at most 40 characters; [`Name::repairs`] says what was cut off.
/// To normalize many names, use one [`Normalizer`](crate::Normalizer).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The text of all tokens, without separators.
    pub(super) text: String,
    pub(super) tokens: Vec<TokenData>,
    pub(super) repairs: Vec<Repair>,
    pub(super) hints: OrthographyHints,
}

/// What a [`Name`] stores of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TokenData {
    pub(super) role: Role,
    /// Byte range in [`Name::text`].
    pub(super) text: Range<usize>,
    /// The part of the [`PersonName`] that it stands in: an index into [`parts`].
    pub(super) part: usize,
    /// Byte range in that part.
    pub(super) written: Range<usize>,
    pub(super) may_be_truncated: bool,
}

/// One token of a [`Name`], borrowed from it.
#[derive(Clone, Copy)]
pub struct Token<'a> {
    name: &'a Name,
    data: &'a TokenData,
}

impl<'a> Token<'a> {
    /// The folded text; see [`fold`](crate::fold).
    pub fn text(&self) -> &'a str {
        &self.name.text[self.data.text.clone()]
    }

    /// The function of the token in the name.
    pub fn role(&self) -> Role {
        self.data.role
    }

    /// Whether the token is a single letter, which may abbreviate a name.
    pub fn is_initial(&self) -> bool {
        self.text().chars().nth(1).is_none()
    }

    /// Whether the end of the token may be missing: it is the last token of a name that fills its
    /// field in a machine readable zone.
    pub fn may_be_truncated(&self) -> bool {
        self.data.may_be_truncated
    }

    /// How the token sounds in each orthography that can have written it, the most plausible
    /// reading first. Empty for scripts other than Cyrillic, Latin, Armenian and Georgian.
    ///
    /// The order of plausibility is: the orthographies that the token itself identifies by a mark
    /// (`tch` is French), those that other tokens of the name identify, those of the countries passed
    /// to [`Normalizer::normalize_of`](crate::Normalizer::normalize_of), and the rest, the most
    /// common first. Only the order depends on the other tokens.
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
    /// Cost: some 600 ns; no allocation.
    pub fn readings(&self) -> Readings<'a> {
        read_in_context(self.text(), self.name.hints)
    }

    /// The keys to index the token by, each once, in the order of the readings: different spellings
    /// of one name nearly always share a key. Empty where there are no readings.
    ///
    /// Of 5,584 attested Slavic pairs, 94.5 % share a key; of 100,000 pairs of distinct Cyrillic
    /// tokens, 5.9 (`cargo bench --bench normalizers`).
    pub fn keys(&self) -> impl Iterator<Item = Key> + use<> {
        distinct_keys(&self.readings())
    }
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("text", &self.text()).field("role", &self.role()).finish()
    }
}

/// Iterates over the tokens of a name; see [`Name::tokens`].
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    name: &'a Name,
    data: std::slice::Iter<'a, TokenData>,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.data.next().map(|data| Token { name: self.name, data })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.data.size_hint()
    }
}

impl DoubleEndedIterator for Tokens<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.data.next_back().map(|data| Token { name: self.name, data })
    }
}

impl ExactSizeIterator for Tokens<'_> {}

impl std::iter::FusedIterator for Tokens<'_> {}

impl Name {
    /// The tokens, in the order of the name.
    pub fn tokens(&self) -> Tokens<'_> {
        Tokens { name: self, data: self.tokens.iter() }
    }

    /// The token with this number, counted from 0.
    pub fn token(&self, number: usize) -> Option<Token<'_>> {
        self.tokens.get(number).map(|data| Token { name: self, data })
    }

    /// Whether the name has no tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The changes that were made to the name while it was read.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// A token as it was written in the name that this one was made from. Where a word of kinship or
    /// an article was split from a name, the text of both.
    pub(crate) fn written<'a>(&self, token: usize, name: &'a PersonName) -> &'a str {
        let Some(token) = self.tokens.get(token) else { return "" };
        let (text, _) = parts(name)[token.part];
        text.and_then(|text| text.get(token.written.clone())).unwrap_or_default()
    }
}

/// The parts of a name with their declared roles.
pub(super) type Parts<'a> = [(Option<&'a str>, Role); 4];

/// The parts of a name as the sender stated them, or as a machine readable zone separates them.
pub(super) fn parts(name: &PersonName) -> Parts<'_> {
    parts_of(name, zone(name))
}

/// The machine readable zone that a name comes from.
pub(super) fn zone(name: &PersonName) -> Option<ZoneName<'_>> {
    name.as_full().and_then(parse_zone)
}

/// The parts of a name that comes from this zone, if from any.
pub(super) fn parts_of<'a>(name: &'a PersonName, zone: Option<ZoneName<'a>>) -> Parts<'a> {
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
    use crate::name::testing::tokens;

    fn roles(name: &str) -> Vec<Role> {
        Name::new(&PersonName::full(name)).tokens().map(|token| token.role()).collect()
    }

    #[test]
    fn patronymics_need_three_tokens_or_a_word_of_kinship() {
        use Role::*;
        // An initial stands for the patronymic, so the other one is a surname.
        assert_eq!(roles("Мария С. Гралунович"), [Unknown; 3]);
        assert_eq!(roles("Гралунович Мария С."), [Unknown; 3]);
        assert_eq!(roles("Иван Петрович С."), [Unknown; 3]);
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
    fn a_comma_declares_roles_and_additional_names_are_marked() {
        use Role::*;
        assert_eq!(roles("PUTINTSEV, Oleg Ivanovich"), [Family, Given, Patronymic]);
        assert_eq!(roles("Smith, Dr"), [Unknown, Particle]);
        assert_eq!(roles("Мария Иванова (Петрова)"), [Unknown, Unknown, Other]);
        assert_eq!(roles("Marie Weber geb. Braun"), [Unknown, Unknown, Particle, Other]);
        assert_eq!(
            roles("Мария Иванова (Петрова Анна) Ким"),
            [Unknown, Unknown, Other, Other, Unknown]
        );
        assert_eq!(roles("(Петрова)"), [Unknown]);
    }

    #[test]
    fn all_spellings_of_a_compound_become_one() {
        for (standard, spellings) in [
            (
                "abdulhakim salimi",
                &["Abdul Hakim Salimi", "Abd al-Hakim Salimi", "Abdelhakim Salimi"][..],
            ),
            ("abdulrahman", &["Abdurrahman", "Abd ar-Rahman", "Abderrahman"]),
            ("nuruddin karimi", &["Nur al-Din Karimi", "Nureddin Karimi", "Nur ud Din Karimi"]),
            ("khairullah", &["Khair Ullah", "Khairollah"]),
            ("abdullah karimi", &["Abd Allah Karimi", "Abdallah Karimi"]),
            ("абдулла каримов", &["Абд Аллах Каримов"]),
            ("абдулазиз усманов", &["Абд-уль-Азиз Усманов", "Абд аль-Азиз Усманов"]),
            ("абдулрахман", &["Абд-ур-Рахман", "Абдуррахман"]),
            ("saif rahman mansur", &["Saifurrahman Mansur", "Saifulrahman Mansur"]),
            ("saif islam karimi", &["Saifulislam Karimi"]),
            ("инам хак юсуфзай", &["Инамулхак Юсуфзай", "Инамульхак Юсуфзай"]),
            ("abdulhaq karimi", &["Abdul Haq Karimi", "Abdulhaq Karimi"]),
            ("хабиб рахман мансур", &["Хабибуррахман Мансур", "Хабибулрахман Мансур"]),
            ("abu hasan", &["Abul Hasan", "Aboul Hasan"]),
            ("абу ль хасан", &["Абу-ль-Хасан", "Абуль ль Хасан"]),
            ("alireza tavakoli", &["Ali Reza Tavakoli", "Ali-Reza Tavakoli"]),
            ("kim jongun", &["Kim Jong Un", "Kim Jong-un"]),
            ("al harbi salem", &["Alharbi Salem", "Al-Harbi Salem"]),
        ] {
            for spelling in spellings {
                assert_eq!(tokens(spelling), standard, "{spelling}");
            }
            assert_eq!(tokens(standard), standard);
        }
        for unchanged in [
            "abdul",
            "habib rahman",
            "saif ur rahman",
            "рахман хабиб",
            "aleksei",
            "albert weber",
            "alkhanov ruslan",
            "alshevskikh altynai",
            "din",
            "ivan petr li reza",
        ] {
            assert_eq!(tokens(unchanged), unchanged);
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

        // The field has 39 characters, so the patronymic does not fit.
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

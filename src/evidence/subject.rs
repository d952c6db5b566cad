//! One side of a comparison, reduced to small numbers: what the weighing needs of a record and
//! nothing more.
//!
//! Tokens, documents and countries are numbers that whoever builds the subject gives out: a
//! watchlist its vocabulary's, a lone pair its own.

use super::keys::{DocumentText, Keys, Numbered};
use super::places;
use crate::name::{Name, Role, normalized};
use crate::record::{AliasStrength, Document, PartialDate, PersonName, Record, Sex};
use crate::storage::hash;
use bytemuck::{Pod, Zeroable};

/// A token of a name, by number.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct TokenRef {
    pub(crate) token: u32,
    role: u8,
    initial: u8,
    unused: [u8; 2],
}

/// The roles by their numbers.
const ROLES: [Role; 6] =
    [Role::Unknown, Role::Given, Role::Patronymic, Role::Family, Role::Other, Role::Particle];

impl TokenRef {
    pub(crate) fn new(token: u32, role: Role, is_initial: bool) -> Self {
        TokenRef { token, role: role as u8, initial: is_initial.into(), unused: [0; 2] }
    }

    pub(crate) fn role(&self) -> Role {
        ROLES.get(usize::from(self.role)).copied().unwrap_or(Role::Unknown)
    }

    pub(crate) fn is_initial(&self) -> bool {
        self.initial != 0
    }
}

/// One name of a subject: where its tokens lie, and whether it is an alias.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct NameSpan {
    pub(crate) start: u32,
    pub(crate) tokens: u8,
    /// 0 for the primary name.
    alias: u8,
    unused: [u8; 2],
}

impl NameSpan {
    fn new(start: u32, tokens: u8, alias: Option<AliasStrength>) -> Self {
        let alias = match alias {
            None => 0,
            Some(AliasStrength::Strong) => 1,
            Some(AliasStrength::Weak) => 2,
        };
        NameSpan { start, tokens, alias, unused: [0; 2] }
    }

    /// `None` for the primary name.
    pub(crate) fn alias(&self) -> Option<AliasStrength> {
        match self.alias {
            0 => None,
            1 => Some(AliasStrength::Strong),
            _ => Some(AliasStrength::Weak),
        }
    }
}

/// A birth date, by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct DateKey(u32);

impl DateKey {
    pub(crate) fn key(self) -> u32 {
        self.0
    }

    pub(crate) fn date(self) -> PartialDate {
        PartialDate::from_key(self.0)
    }
}

impl From<PartialDate> for DateKey {
    fn from(date: PartialDate) -> Self {
        DateKey(date.key())
    }
}

/// A document: its number and its kind with its country, each as given out by [`Keys`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct DocumentKey {
    pub(super) packed: Packed,
    pub(crate) number: u32,
    /// 0 where the kind is not stated.
    pub(crate) scheme: u32,
    /// Records that have the number, where they were counted.
    pub(crate) holders: u32,
    /// Letters and digits in the number; 1 where all are the same, as in what is filled in for
    /// want of a number.
    pub(crate) characters: u8,
    /// 0 where there are no check digits, 1 where they do not hold, 2 where they do.
    check: u8,
    unused: [u8; 2],
}

impl DocumentKey {
    /// Whether the check digits hold, where there are any.
    pub(super) fn check(&self) -> Option<bool> {
        (self.check > 0).then_some(self.check > 1)
    }

    /// Whether exactly one digit of two numbers of one length differs.
    pub(super) fn is_one_digit_off(&self, other: &DocumentKey) -> bool {
        self.packed.is_one_digit_off(other.packed)
    }
}

/// A number of at most 21 Latin letters and digits, six bits to each, the last one lowest; 0 for
/// any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(super) struct Packed(u128);

/// Shorter numbers are one digit off each other too easily.
const SHORTEST: usize = 6;

impl Packed {
    pub(super) fn new(plain: &[u8]) -> Self {
        let mut packed = 0_u128;
        if !(SHORTEST..=21).contains(&plain.len()) {
            return Packed::default();
        }
        for byte in plain {
            let code = match byte {
                b'0'..=b'9' => byte - b'0' + 1,
                b'A'..=b'Z' => byte - b'A' + 11,
                _ => return Packed::default(),
            };
            packed = packed << 6 | u128::from(code);
        }
        Packed(packed)
    }

    /// Whether exactly one digit of two numbers of one length differs.
    pub(super) fn is_one_digit_off(self, other: Packed) -> bool {
        let differ = self.0 ^ other.0;
        if differ == 0 || self.0 == 0 || other.0 == 0 {
            return false;
        }
        let at = differ.trailing_zeros() / 6 * 6;
        let digit = |packed: u128| (1..=10).contains(&(packed >> at & 63));
        differ >> at >> 6 == 0 && digit(self.0) && digit(other.0)
    }

    pub(super) fn hash(self) -> u32 {
        hash(&self.0.to_le_bytes())
    }

    /// Every number that is one digit off.
    pub(super) fn neighbours(self) -> impl Iterator<Item = Packed> {
        let digit = move |place: u32| self.0 >> (6 * place) & 63;
        let places = (0..21).filter(move |place| (1..=10).contains(&digit(*place)));
        places.flat_map(move |place| {
            let others = (1..=10_u128).filter(move |other| *other != digit(place));
            let rest = self.0 & !(63 << (6 * place));
            others.map(move |other| Packed(rest | other << (6 * place)))
        })
    }
}

/// A nationality as given out by [`Keys`], and how it was stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct CountryKey {
    pub(crate) country: u32,
    /// 2 or 3 for a code of so many letters, 0 for a name: only like forms can contradict.
    pub(crate) form: u32,
}

/// A borrowed subject.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) names: &'a [NameSpan],
    /// What the spans of `names` point into.
    pub(crate) tokens: &'a [TokenRef],
    pub(crate) birth_dates: &'a [DateKey],
    pub(crate) sex: Option<Sex>,
    pub(crate) countries: &'a [CountryKey],
    pub(crate) documents: &'a [DocumentKey],
    /// The sounds of the places of birth, as given out by [`Keys`], in order.
    pub(crate) places: &'a [u32],
}

impl<'a> Subject<'a> {
    pub(crate) fn tokens_of(&self, name: &NameSpan) -> &'a [TokenRef] {
        let start = name.start as usize;
        &self.tokens[start..start + usize::from(name.tokens)]
    }
}

/// A subject that owns its parts: an incoming entry, or one side of a lone pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnedSubject {
    pub(crate) names: Vec<NameSpan>,
    pub(crate) tokens: Vec<TokenRef>,
    birth_dates: Vec<DateKey>,
    sex: Option<Sex>,
    countries: Vec<CountryKey>,
    documents: Vec<DocumentKey>,
    places: Vec<u32>,
}

impl OwnedSubject {
    /// Reduces a record; `number` gives each token its number.
    pub(crate) fn new(
        record: &Record,
        keys: &impl Numbered,
        mut number: impl FnMut(&str) -> u32,
    ) -> Self {
        let mut subject = OwnedSubject::facts(record, keys);
        for (alias, name) in names(record) {
            let OwnedSubject { names, tokens, .. } = &mut subject;
            normalized(name, |name| push_name(names, tokens, alias, name, &mut number));
        }
        subject
    }

    /// The tokens that stand side by side in a name, by their numbers.
    pub(crate) fn neighbours(&self) -> impl Iterator<Item = [u32; 2]> {
        let of_name = |name| self.view().tokens_of(name).windows(2);
        self.names.iter().flat_map(of_name).map(|pair| [pair[0].token, pair[1].token])
    }

    /// What a record states beside its names.
    pub(super) fn facts(record: &Record, keys: &impl Numbered) -> Self {
        OwnedSubject {
            birth_dates: record.birth_dates().iter().map(|date| (*date).into()).collect(),
            sex: record.sex(),
            countries: countries(record, |text| keys.country(text)),
            documents: documents(record, |text| keys.document(text))
                .into_iter()
                .map(|document| DocumentKey { holders: keys.holders(document.number), ..document })
                .collect(),
            places: places(record, |sounds| keys.place(sounds)),
            ..OwnedSubject::default()
        }
    }

    /// Takes from a list how many records have each document of this record.
    pub(crate) fn count_holders(&mut self, record: &Record, list: &Keys) {
        let counted = OwnedSubject::facts(record, list).documents;
        for (document, counted) in self.documents.iter_mut().zip(counted) {
            document.holders = counted.holders;
        }
    }

    pub(crate) fn view(&self) -> Subject<'_> {
        Subject {
            names: &self.names,
            tokens: &self.tokens,
            birth_dates: &self.birth_dates,
            sex: self.sex,
            countries: &self.countries,
            documents: &self.documents,
            places: &self.places,
        }
    }
}

/// All names of a record, the primary one first.
pub(crate) fn names(record: &Record) -> impl Iterator<Item = (Option<AliasStrength>, &PersonName)> {
    let aliases = record.aliases().iter().map(|alias| (Some(alias.strength()), alias.name()));
    std::iter::once((None, record.name())).chain(aliases)
}

/// Appends a name: a span even where it has no tokens, so that spans and names stay in step.
pub(crate) fn push_name(
    spans: &mut Vec<NameSpan>,
    tokens: &mut Vec<TokenRef>,
    alias: Option<AliasStrength>,
    name: &Name,
    mut number: impl FnMut(&str) -> u32,
) {
    // A name has at most 20 tokens; a list's total is checked when it is built.
    spans.push(NameSpan::new(tokens.len() as u32, name.tokens().len() as u8, alias));
    tokens.extend(
        name.tokens()
            .map(|token| TokenRef::new(number(token.text()), token.role(), token.is_initial())),
    );
}

#[cfg(feature = "snapshot")]
impl NameSpan {
    /// Whether it lies among so many tokens, and is no longer than names are.
    pub(crate) fn is_within(&self, tokens: usize) -> bool {
        let count = usize::from(self.tokens);
        count <= crate::text::MAX_TOKENS && self.start as usize + count <= tokens
    }
}

pub(super) fn countries(record: &Record, mut number: impl FnMut(&str) -> u32) -> Vec<CountryKey> {
    let stated = record.nationalities().iter().map(|text| text.trim().to_lowercase());
    stated
        .filter(|text| !text.is_empty())
        .map(|text| CountryKey {
            country: number(&text),
            form: match text.as_bytes() {
                [a, b] if [a, b].iter().all(|c| c.is_ascii_lowercase()) => 2,
                [a, b, c] if [a, b, c].iter().all(|c| c.is_ascii_lowercase()) => 3,
                _ => 0,
            },
        })
        .collect()
}

pub(super) fn places(record: &Record, mut number: impl FnMut(&str) -> u32) -> Vec<u32> {
    let sounds = record.birth_places().iter().flat_map(|place| places::sounds(place));
    let mut numbers: Vec<u32> = sounds.map(|sounds| number(&sounds)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

pub(super) fn documents(
    record: &Record,
    mut number: impl FnMut(DocumentText<'_>) -> u32,
) -> Vec<DocumentKey> {
    let key = |document: &Document| {
        let plain: String = document
            .number()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .collect();
        let scheme = document.kind().map_or(0, |kind| {
            let scheme = format!("{kind}:{}", document.country().unwrap_or_default());
            number(DocumentText::Scheme(&scheme.to_lowercase()))
        });
        DocumentKey {
            number: number(DocumentText::Number(&plain)),
            scheme,
            characters: match plain.chars().all(|c| plain.starts_with(c)) {
                true => 1,
                false => u8::try_from(plain.chars().count()).unwrap_or(u8::MAX),
            },
            holders: 1,
            check: document.check_digits_hold().map_or(0, |hold| 1 + u8::from(hold)),
            packed: Packed::new(plain.as_bytes()),
            unused: [0; 2],
        }
    };
    record.documents().iter().map(key).collect()
}

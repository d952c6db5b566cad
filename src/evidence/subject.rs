//! One side of a comparison, reduced to small numbers: what the weighing needs of a record and
//! nothing more.
//!
//! Tokens, documents and countries are numbers that whoever builds the subject gives out: a
//! watchlist its vocabulary's, a lone pair its own.

use super::numbers::Numbers;
use super::places;
use crate::name::{Name, Role, normalized};
use crate::record::{AliasStrength, Document, PartialDate, PersonName, Record, Sex};
use rustc_hash::FxHashMap;

/// A token of a name, by number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenRef {
    pub(crate) token: u32,
    pub(crate) role: Role,
    pub(crate) initial: bool,
}

/// One name of a subject: where its tokens lie, and whether it is an alias.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameSpan {
    pub(crate) start: u32,
    pub(crate) tokens: u8,
    /// `None` for the primary name.
    pub(crate) alias: Option<AliasStrength>,
}

/// A document: its number and its kind with its country, each as given out by [`Keys`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DocumentKey {
    pub(crate) number: u32,
    /// 0 where the kind is not stated.
    pub(crate) scheme: u32,
    /// Letters and digits in the number; 1 where all are the same, as in what is filled in for
    /// want of a number.
    pub(crate) characters: u8,
    /// Records that have the number, where they were counted.
    pub(crate) holders: u32,
    /// Whether the check digits hold, where there are any.
    pub(crate) check: Option<bool>,
    pub(crate) packed: Packed,
}

/// A number of at most 21 Latin letters and digits, six bits to each, the last one lowest; 0 for
/// any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Packed(u128);

/// Shorter numbers are one digit off each other too easily.
const SHORTEST: usize = 6;

impl Packed {
    fn new(plain: &str) -> Self {
        let mut packed = 0_u128;
        if !(SHORTEST..=21).contains(&plain.len()) {
            return Packed::default();
        }
        for byte in plain.bytes() {
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

    /// Every number that is one digit off.
    fn neighbours(self) -> impl Iterator<Item = Packed> {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountryKey {
    pub(crate) country: u32,
    /// 2 or 3 for a code of so many letters, 0 for a name: only like forms can contradict.
    pub(crate) form: u8,
}

/// A borrowed subject.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) names: &'a [NameSpan],
    /// What the spans of `names` point into.
    pub(crate) tokens: &'a [TokenRef],
    pub(crate) birth_dates: &'a [PartialDate],
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
    birth_dates: Vec<PartialDate>,
    sex: Option<Sex>,
    countries: Vec<CountryKey>,
    documents: Vec<DocumentKey>,
    places: Vec<u32>,
}

impl OwnedSubject {
    /// Reduces a record; `number` gives each token its number.
    pub(crate) fn new(record: &Record, keys: &Keys, mut number: impl FnMut(&str) -> u32) -> Self {
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
    pub(super) fn facts(record: &Record, keys: &Keys) -> Self {
        OwnedSubject {
            birth_dates: record.birth_dates().to_vec(),
            sex: record.sex(),
            countries: countries(record, |text| keys.countries.find(text)),
            documents: documents(record, |text| keys.find_document(text))
                .into_iter()
                .map(|document| DocumentKey { holders: keys.holders(document.number), ..document })
                .collect(),
            places: places(record, |sounds| keys.places.find(sounds)),
            ..OwnedSubject::default()
        }
    }

    /// Takes from a list how many records have each document of this record.
    pub(super) fn count_holders(&mut self, record: &Record, list: &Keys) {
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
    spans.push(NameSpan { start: tokens.len() as u32, tokens: name.tokens().len() as u8, alias });
    tokens.extend(name.tokens().map(|token| TokenRef {
        token: number(token.text()),
        role: token.role(),
        initial: token.is_initial(),
    }));
}

/// The numbers of documents, of their kinds, and of countries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    numbers: Numbers,
    schemes: Numbers,
    countries: Numbers,
    places: Numbers,
    /// How many records have each document number, by its number less 1.
    holders: Vec<u32>,
    by_packed: FxHashMap<Packed, u32>,
}

/// Which of a document's texts is asked for.
enum DocumentText<'a> {
    Number(&'a str),
    Scheme(&'a str),
}

impl Keys {
    /// Numbers what a record states, giving out new numbers.
    pub(crate) fn add(&mut self, record: &Record) -> (Vec<CountryKey>, Vec<DocumentKey>, Vec<u32>) {
        let countries = countries(record, |text| self.countries.add(text));
        let documents = documents(record, |text| match text {
            DocumentText::Number(text) => self.numbers.add(text),
            DocumentText::Scheme(text) => self.schemes.add(text),
        });
        for (n, document) in documents.iter().enumerate() {
            if documents[..n].iter().any(|earlier| earlier.number == document.number) {
                continue;
            }
            let at = document.number as usize;
            self.holders.resize(self.holders.len().max(at), 0);
            self.holders[at - 1] += 1;
            if document.packed != Packed::default() {
                self.by_packed.insert(document.packed, document.number);
            }
        }
        (countries, documents, places(record, |sounds| self.places.add(sounds)))
    }

    /// The documents that are one digit off this one, by their numbers.
    pub(crate) fn one_digit_off(&self, document: &DocumentKey) -> impl Iterator<Item = u32> {
        document.packed.neighbours().filter_map(|packed| self.by_packed.get(&packed).copied())
    }

    fn holders(&self, number: u32) -> u32 {
        let at = (number as usize).checked_sub(1);
        at.and_then(|at| self.holders.get(at)).copied().unwrap_or(1)
    }

    fn find_document(&self, text: DocumentText<'_>) -> u32 {
        match text {
            DocumentText::Number(text) => self.numbers.find(text),
            DocumentText::Scheme(text) => self.schemes.find(text),
        }
    }
}

fn countries(record: &Record, mut number: impl FnMut(&str) -> u32) -> Vec<CountryKey> {
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

fn places(record: &Record, mut number: impl FnMut(&str) -> u32) -> Vec<u32> {
    let sounds = record.birth_places().iter().flat_map(|place| places::sounds(place));
    let mut numbers: Vec<u32> = sounds.map(|sounds| number(&sounds)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn documents(record: &Record, mut number: impl FnMut(DocumentText<'_>) -> u32) -> Vec<DocumentKey> {
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
            check: document.check_digits_hold(),
            packed: Packed::new(&plain),
        }
    };
    record.documents().iter().map(key).collect()
}

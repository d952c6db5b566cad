//! Standardizes names that are written in one word or in several: Arabic and Persian compounds, and
//! Chinese and Korean given names of two syllables.
//!
//! This step works on folded tokens, before roles. Its facts are in `knowledge/compounds.tsv` and
//! `syllabic_surnames.tsv`.

use crate::knowledge::{
    CompoundPart, JOINED_SERVANTS, JoinedServant, SyllabicToken, compound_ending, compound_part,
    ends_unlike_arabic, is_article_root, is_consecrated, is_frequent_syllabic_surname, is_particle,
    is_syllabic_surname, joined_names, kunya,
};
use crate::limits::TOKEN_CHARS;
use std::ops::Range;

/// The minimum letters of the name in a compound in one word, without `abd-` or the ending.
const MIN_NAME_LETTERS: usize = 3;

/// A folded token with its byte range in the original text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpannedToken {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// Whether a name with this token can contain a compound. False for most tokens.
pub(super) fn may_be_compound(token: &str) -> bool {
    compound_part(token).is_some()
        || is_syllabic_surname(token)
        || standardize(token).is_some()
        || two_names(token).is_some()
}

/// Joins tokens of `text` that are one name and standardizes compounds in one word. Nothing is joined across
/// `comma`, a byte position. `family` is the family name if the sender declared it separately.
pub(super) fn join_compounds<'a>(
    text: &str,
    tokens: impl Iterator<Item = (&'a str, Range<usize>)>,
    comma: Option<usize>,
    family: Option<&str>,
) -> Vec<SpannedToken> {
    let mut before: Vec<SpannedToken> =
        tokens.map(|(text, span)| SpannedToken { text: text.to_owned(), span }).collect();
    let comma = comma.unwrap_or(usize::MAX);
    let mut after = before.split_off(before.partition_point(|token| token.span.start < comma));
    for tokens in [&mut before, &mut after] {
        if tokens.iter().any(|token| compound_part(&token.text).is_some()) {
            join_parts(tokens);
        }
        for token in tokens.iter_mut() {
            if let Some(standard) = standardize(&token.text) {
                token.text = standard;
            }
        }
        split_names(tokens);
    }
    if after.is_empty() {
        join_syllables(text, family, &mut before);
    } else {
        join_syllables(text, before.first().map(|token| &*token.text), &mut after);
    }
    before.append(&mut after);
    before
}

fn join_parts(tokens: &mut Vec<SpannedToken>) {
    let mut joined: Vec<SpannedToken> = Vec::with_capacity(tokens.len());
    let mut rest = std::mem::take(tokens).into_iter().peekable();
    while let Some(mut token) = rest.next() {
        match compound_part(&token.text) {
            Some(CompoundPart::Servant(abdul)) => {
                let article = rest.next_if(is_article);
                let named = rest.next_if(|next| token.can_append(name_of_servant(next)));
                match named {
                    Some(next) => {
                        token.text.clear();
                        token.text.push_str(abdul);
                        token.append(name_of_servant(&next), next.span.end);
                        joined.push(token);
                    }
                    None => joined.extend(std::iter::once(token).chain(article)),
                }
            }
            Some(CompoundPart::Suffix { standard, after_article }) => {
                let article = joined.pop_if(|last| after_article && is_article(last));
                let is_surname = is_syllabic_surname(&token.text);
                let can_append = |last: &&mut SpannedToken| {
                    compound_part(&last.text).is_none()
                        && last.can_append(standard)
                        // Чжан Дин is Chinese, Нур Дин is not.
                        && !(is_surname && is_chinese_syllable(&last.text))
                };
                match joined.last_mut().filter(can_append) {
                    Some(last) => last.append(standard, token.span.end),
                    None => joined.extend(article.into_iter().chain([token])),
                }
            }
            Some(CompoundPart::Consecrated(standard)) => {
                let can_append = |last: &&mut SpannedToken| {
                    is_consecrated(&last.text) && last.can_append(standard)
                };
                match joined.last_mut().filter(can_append) {
                    Some(last) => last.append(standard, token.span.end),
                    None => joined.push(token),
                }
            }
            _ => joined.push(token),
        }
    }
    *tokens = joined;
}

/// Puts each word that is two names in two tokens, as others write it (Saifurrahman, Saif ur-Rahman).
fn split_names(tokens: &mut Vec<SpannedToken>) {
    for at in (0..tokens.len()).rev() {
        if let Some((one, other)) = two_names(&tokens[at].text) {
            let (one, span) = (one.to_owned(), tokens[at].span.clone());
            tokens.insert(at + 1, SpannedToken { text: other.to_owned(), span });
            tokens[at].text = one;
        }
    }
}

/// The names in a word that is two names. That of a servant is one name (Abdulrahman).
fn two_names(token: &str) -> Option<(&str, &'static str)> {
    let (one, other) = joined_names(token)?;
    let is_servant = matches!(compound_part(one), Some(CompoundPart::Servant(_)));
    (one.chars().count() >= MIN_NAME_LETTERS && !is_servant).then_some((one, other))
}

/// The minimum letters of each joined token.
const MIN_PART_LETTERS: usize = 2;
/// The maximum letters of the result. Other spellings of a compound can have up to four more.
const MAX_LETTERS: usize = TOKEN_CHARS - 4;

impl SpannedToken {
    fn can_append(&self, other: &str) -> bool {
        let (one, other) = (self.text.chars().count(), other.chars().count());
        one.min(other) >= MIN_PART_LETTERS && one + other <= MAX_LETTERS
    }

    fn append(&mut self, other: &str, end: usize) {
        self.text.push_str(other);
        self.span.end = end;
    }
}

fn is_article(token: &SpannedToken) -> bool {
    compound_part(&token.text) == Some(CompoundPart::Article)
}

/// What a token adds to `abdul`: in Abd Allah, the end of abdullah.
fn name_of_servant(token: &SpannedToken) -> &str {
    match compound_part(&token.text) {
        Some(CompoundPart::Suffix { standard, .. }) => {
            let god = standard.strip_prefix("ul").or_else(|| standard.strip_prefix("ул"));
            god.unwrap_or(&token.text)
        }
        _ => &token.text,
    }
}

/// The length in bytes of an article that is joined to an Arabic name (Alharbi, Alqurashi). `None`
/// for other folded tokens, such as Albert and Alvarez: the article is recognized before letters that
/// begin Arabic roots ([`is_article_root`]), and in names of origin, which end in -i; but not in names with
/// Slavic or Turkic endings, such as Alkhanov and Altynai.
pub(super) fn joined_article(token: &str) -> Option<usize> {
    let root = token.strip_prefix("al").or_else(|| token.strip_prefix("el"))?;
    let letters = root.chars().count();
    let is_origin = root.ends_with('i')
        && letters > MIN_NAME_LETTERS + 1
        && !root.starts_with(['a', 'e', 'i', 'o', 'u', 'y']);
    let is_root = letters > MIN_NAME_LETTERS && is_article_root(root) && token.starts_with('a');
    ((is_origin || is_root) && !ends_unlike_arabic(root)).then_some("al".len())
}

/// The standard spelling of a compound in one word. `None` where the token is not a compound, or
/// already in that spelling.
pub(super) fn standardize(token: &str) -> Option<String> {
    if let Some(abu) = kunya(token) {
        return Some(abu.to_owned());
    }
    let servant = JOINED_SERVANTS.iter().find(|servant| token.starts_with(servant.prefix));
    let standard = servant.and_then(|servant| standardize_servant(token, servant));
    standard.or_else(|| standardize_ending(token))
}

/// Abdelkader, Abdurrahman.
fn standardize_servant(token: &str, servant: &JoinedServant) -> Option<String> {
    let rest: Vec<char> = token[servant.prefix.len()..].chars().collect();
    let vowels = rest.iter().take_while(|c| servant.vowels.contains(**c)).count();
    let (first, name) = rest.get(vowels..)?.split_first()?;
    let is_assimilated = name.first() == Some(first) && servant.assimilating.contains(*first);
    let name: String = match *first {
        _ if !(1..=2).contains(&vowels) => return None,
        // The soft sign of абдуль- is not part of the name.
        first if first == servant.article => name.iter().filter(|c| **c != 'ь').collect(),
        _ if is_assimilated => name.iter().collect(),
        _ => return None,
    };
    let standard = format!("{}{name}", servant.standard);
    let most = MAX_LETTERS - servant.standard.len();
    let fits = (MIN_NAME_LETTERS..=most).contains(&name.chars().count());
    (fits && standard != token).then_some(standard)
}

/// Nureddin, Nasrollah.
fn standardize_ending(token: &str) -> Option<String> {
    let (stem, ending) = compound_ending(token)?;
    if matches!(compound_part(stem), Some(CompoundPart::Servant(_))) {
        return None;
    }
    let most = MAX_LETTERS - ending.len();
    let fits = (MIN_NAME_LETTERS..=most).contains(&stem.chars().count());
    fits.then(|| format!("{stem}{ending}"))
}

/// Joins two given names of one syllable beside a family name of one syllable (Kim Jong Un). `family`
/// is the declared family name; without one, it is the first or the last token. Where both are family names
/// (Hong Wei Zhang), a hyphen shows the given name. So does the place, if the first is among the ten most frequent
/// family names and the last is not. Elsewhere nothing is joined, since either may be it: comparison tries both.
fn join_syllables(text: &str, family: Option<&str>, tokens: &mut Vec<SpannedToken>) {
    let is_given = |at: usize| {
        let is_one = |token: &str| is_syllable(token) && !is_particle(token);
        is_one(&tokens[at].text) && is_one(&tokens[at + 1].text)
    };
    let is_hyphenated = |at: usize| {
        let between = text.get(tokens[at].span.end..tokens[at + 1].span.start);
        between.is_some_and(|between| between.trim().chars().eq(['-']))
    };
    let is_surname = |at: usize| is_syllabic_surname(&tokens[at].text);
    let is_frequent = |at: usize| is_frequent_syllabic_surname(&tokens[at].text);
    let first = match (family, tokens.len()) {
        (Some(family), 2) if is_syllabic_surname(family) && is_given(0) => 0,
        (None, 3) => {
            let possible = [1, 0].map(|given| is_surname(2 * (1 - given)) && is_given(given));
            match possible {
                [true, true] if is_hyphenated(1) && !is_hyphenated(0) => 1,
                [true, true] if is_hyphenated(0) && !is_hyphenated(1) => 0,
                [true, true] if is_frequent(0) && !is_frequent(2) => 1,
                [true, false] => 1,
                [false, true] => 0,
                _ => return,
            }
        }
        _ => return,
    };
    let second = tokens.remove(first + 1);
    tokens[first].append(&second.text, second.span.end);
}

fn is_chinese_syllable(token: &str) -> bool {
    SyllabicToken::new(token).is_some_and(|token| token.is_one() && token.is_chinese())
}

/// Whether a token is one syllable: in Latin letters, it has one group of vowels; in Cyrillic ones, a
/// syllabary has it.
fn is_syllable(token: &str) -> bool {
    if !token.is_ascii() {
        return SyllabicToken::new(token).is_some_and(|token| token.is_one());
    }
    let is_vowel = |c: u8| b"aeiouy'".contains(&c);
    let groups = token
        .as_bytes()
        .chunk_by(|a, b| is_vowel(*a) == is_vowel(*b))
        .filter(|group| is_vowel(group[0]));
    (2..=6).contains(&token.len()) && groups.count() == 1
}

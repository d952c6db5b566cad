//! Names that are written in one word or in several, put into one way of writing: compounds of
//! Arabic and Persian, and Chinese and Korean given names of two syllables.
//!
//! Works on folded tokens, before roles; the facts are `knowledge/compounds.tsv` and
//! `syllabic_surnames.tsv`.

use crate::knowledge::{
    CompoundPart, compound_ending, compound_part, is_consecrated, is_particle, is_syllabic_surname,
};
use crate::text::MAX_TOKEN_CHARS;
use std::ops::Range;

/// The fewest letters that a compound in one word has before its ending or after its beginning.
const SHORTEST: usize = 3;

/// A folded token, and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpannedToken {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// Whether names with this token may be compounds at all; most are not.
pub(super) fn concern(token: &str) -> bool {
    compound_part(token).is_some() || is_syllabic_surname(token) || in_one_word(token).is_some()
}

/// Puts together what is one name, and puts compounds in one word into the same way of writing.
/// Nothing is joined across the comma. `family` is the family name where it was declared apart.
pub(super) fn put_together<'a>(
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
            if let Some(plain) = in_one_word(&token.text) {
                token.text = plain;
            }
        }
    }
    if after.is_empty() {
        join_syllables(family, &mut before);
    } else {
        join_syllables(before.first().map(|token| &*token.text), &mut after);
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
                let named = rest.next_if(|next| token.can_take(name_of_servant(next)));
                match named {
                    Some(next) => {
                        token.text.clear();
                        token.text.push_str(abdul);
                        token.take(name_of_servant(&next), next.span.end);
                        joined.push(token);
                    }
                    None => joined.extend(std::iter::once(token).chain(article)),
                }
            }
            Some(CompoundPart::Suffix { written, after_article }) => {
                let article = joined.pop_if(|last| after_article && is_article(last));
                let can_take = |last: &&mut SpannedToken| {
                    compound_part(&last.text).is_none() && last.can_take(written)
                };
                match joined.last_mut().filter(can_take) {
                    Some(last) => last.take(written, token.span.end),
                    None => joined.extend(article.into_iter().chain([token])),
                }
            }
            Some(CompoundPart::Consecrated(written)) => {
                let can_take =
                    |last: &&mut SpannedToken| is_consecrated(&last.text) && last.can_take(written);
                match joined.last_mut().filter(can_take) {
                    Some(last) => last.take(written, token.span.end),
                    None => joined.push(token),
                }
            }
            _ => joined.push(token),
        }
    }
    *tokens = joined;
}

/// The fewest letters of what is put together, and the most letters of the result less those that
/// another spelling may add.
const FEWEST: usize = 2;
const MOST: usize = MAX_TOKEN_CHARS - 4;

impl SpannedToken {
    fn can_take(&self, other: &str) -> bool {
        let (one, other) = (self.text.chars().count(), other.chars().count());
        one.min(other) >= FEWEST && one + other <= MOST
    }

    fn take(&mut self, other: &str, end: usize) {
        self.text.push_str(other);
        self.span.end = end;
    }
}

fn is_article(token: &SpannedToken) -> bool {
    compound_part(&token.text) == Some(CompoundPart::Article)
}

/// A token as it follows `abdul`: of Abd Allah the end of abdullah.
fn name_of_servant(token: &SpannedToken) -> &str {
    match compound_part(&token.text) {
        Some(CompoundPart::Suffix { written, .. }) => {
            let god = written.strip_prefix("ul").or_else(|| written.strip_prefix("ул"));
            god.unwrap_or(&token.text)
        }
        _ => &token.text,
    }
}

/// Where the article ends that is joined to an Arabic name (Alharbi, Alqurashi), in bytes of the
/// folded token; `None` where it has none. Albert and Alvarez have none: it is seen before letters that begin
/// Arabic roots and do not follow al- in European names, and in names of origin, which end in -i.
pub(super) fn joined_article(token: &str) -> Option<usize> {
    const ROOTS: [&str; 8] = ["q", "h", "kh", "gh", "sh", "dh", "z", "w"];
    let root = token.strip_prefix("al").or_else(|| token.strip_prefix("el"))?;
    let letters = root.chars().count();
    let is_origin = root.ends_with('i')
        && letters > SHORTEST + 1
        && !root.starts_with(['a', 'e', 'i', 'o', 'u', 'y']);
    let is_root = ROOTS.iter().any(|letters| root.starts_with(letters)) && letters > SHORTEST;
    (is_origin || (is_root && token.starts_with('a'))).then_some("al".len())
}

/// A compound in one word as all its spellings are written; `None` where it is that, or none.
pub(super) fn in_one_word(token: &str) -> Option<String> {
    servant(token).or_else(|| ending(token))
}

/// Abdelkader, Abdurrahman: `abd`, the vowel and the consonant of the article, and a name.
fn servant(token: &str) -> Option<String> {
    let (abdul, vowels, article) = match token.get(..3) {
        Some("abd") => ("abdul", "aeiou", 'l'),
        _ if token.starts_with("абд") => ("абдул", "аеиоуэы", 'л'),
        _ => return None,
    };
    let rest: Vec<char> = token.chars().skip(3).collect();
    let vowel = rest.iter().take_while(|c| vowels.contains(**c)).count();
    let (first, name) = rest.get(vowel..)?.split_first()?;
    let assimilated = name.first() == Some(first) && "rsndzt".contains(*first)
        || name.first() == Some(first) && "рсндзт".contains(*first);
    let name: String = match *first {
        _ if vowel == 0 || vowel > 2 => return None,
        first if first == article => name.iter().filter(|c| **c != 'ь').collect(),
        _ if assimilated => name.iter().collect(),
        _ => return None,
    };
    let plain = format!("{abdul}{name}");
    let fits = (SHORTEST..=MOST - abdul.len()).contains(&name.chars().count());
    (fits && plain != token).then_some(plain)
}

/// Nureddin, Nasrollah.
fn ending(token: &str) -> Option<String> {
    let (stem, plain) = compound_ending(token)?;
    let fits = (SHORTEST..=MOST - plain.len()).contains(&stem.chars().count());
    fits.then(|| format!("{stem}{plain}"))
}

/// Kim Jong Un: beside a family name of one syllable, two given names of one syllable are one.
/// `family` is the family name where it is declared; otherwise it is the first or the last token.
pub(super) fn join_syllables(family: Option<&str>, tokens: &mut Vec<SpannedToken>) {
    let is_syllable = |at: usize| is_syllable(&tokens[at].text) && !is_particle(&tokens[at].text);
    let is_surname = |at: usize| is_syllabic_surname(&tokens[at].text);
    let first = match (family, tokens.len()) {
        (Some(family), 2) if is_syllabic_surname(family) && is_syllable(0) && is_syllable(1) => 0,
        (None, 3) if is_surname(0) && is_syllable(1) && is_syllable(2) => 1,
        (None, 3) if is_surname(2) && is_syllable(0) && is_syllable(1) => 0,
        _ => return,
    };
    let second = tokens.remove(first + 1);
    tokens[first].take(&second.text, second.span.end);
}

/// Whether a token is one romanized syllable.
fn is_syllable(token: &str) -> bool {
    let is_vowel = |c: u8| b"aeiouy'".contains(&c);
    let groups = token
        .as_bytes()
        .chunk_by(|a, b| is_vowel(*a) == is_vowel(*b))
        .filter(|group| is_vowel(group[0]));
    token.is_ascii() && (2..=6).contains(&token.len()) && groups.count() == 1
}

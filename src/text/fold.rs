//! From text as it was typed to tokens that can be compared: compatibility forms, case, invisible
//! characters, apostrophes, look-alike letters.

use super::script::{Script, unmix};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a text that are read at all. A name on a machine-readable document has 39, the
/// longest on the sanctions lists about 150.
const MAX_TEXT_CHARS: usize = 1024;
/// Characters of a token that are kept, its marks counted. The exact search compares sound
/// strings of up to 64.
const MAX_TOKEN_CHARS: usize = 40;
/// Tokens of a name that are kept; the longest names of the sanctions lists have about 15.
pub(crate) const MAX_TOKENS: usize = 20;
/// Combining marks kept on one letter. Polytonic Greek has 3; more is decoration.
const MAX_MARKS: usize = 3;

/// Something in a name that was not taken as it stood, and what was done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Repair {
    /// Invisible characters (zero-width, bidirectional controls, soft hyphens) were removed.
    InvisibleRemoved,
    /// Look-alike letters of the other script were replaced, Cyrillic in a Latin token or Latin
    /// in a Cyrillic one.
    LookAlikesReplaced,
    /// A token mixes Latin and Cyrillic letters and no one script can take them all; left as is.
    MixedScriptLeft,
    /// More than three combining marks stood on one letter; the rest were removed.
    MarksRemoved,
    /// A group of digits without letters was left out.
    NumberLeftOut,
    /// The name, a token or the number of tokens was longer than what is compared (1,024
    /// characters, 40 and 20); the rest was cut off.
    Cut,
}

/// A folded token, and where it stood in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoldedToken {
    pub(crate) text: String,
    /// In bytes of the text that was folded.
    pub(crate) span: Range<usize>,
}

/// Folds a text: what remains are lower-case tokens, parted by single spaces.
///
/// In this order: compatibility decomposition (Unicode NFKD), removal of invisible characters,
/// division into tokens at everything that is no letter, mark, digit or apostrophe and before a
/// capital that follows a small letter (`SergeiLavrov`, but not `McDonald`), look-alike
/// letters of a mixed token put into one script, lower case, canonical composition (NFC). Letters
/// keep their marks, for `š` and `s`, `й` and `и` are different letters. Apostrophes of all kinds,
/// and double quotation marks between two letters, become `'` inside a token; at its edges they
/// vanish. The result has at most 20 tokens of at most
/// 40 characters; folding it again changes nothing.
///
/// ```
/// assert_eq!(sverka::fold("  ŠČERBAKOV–Ivanov,\u{200b} Petr "), "ščerbakov ivanov petr");
/// assert_eq!(sverka::fold("O’ZBEK ʻAli"), "o'zbek ali");
/// assert_eq!(sverka::fold("SergeiLavrov McDonald"), "sergei lavrov mcdonald");
/// // A Cyrillic І in a Latin name:
/// assert_eq!(sverka::fold("ROMASHKІN"), "romashkin");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::new();
    for (n, token) in fold_tokens(text, |_| {}).into_iter().enumerate() {
        if n > 0 {
            folded.push(' ');
        }
        folded.push_str(&token.text);
    }
    folded
}

/// Folds a text into tokens; `report` hears of each repair, in the order of the text.
pub(crate) fn fold_tokens(text: &str, mut report: impl FnMut(Repair)) -> Vec<FoldedToken> {
    let (text, cut) = match text.char_indices().nth(MAX_TEXT_CHARS) {
        Some((end, _)) => (&text[..end], true),
        None => (text, false),
    };
    let mut tokens = Vec::new();
    let mut word: Vec<char> = Vec::new();
    let mut span = 0..0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if word.is_empty()
            && let Some(folded) = plain_word(&text[at..])
        {
            // Letters of both alphabets have as many bytes in lower case.
            let end = at + folded.len();
            tokens.push(FoldedToken { text: folded, span: at..end });
            at = end;
            continue;
        }
        let after = at + c.len_utf8();
        if is_invisible(c) {
            report(Repair::InvisibleRemoved);
        } else if is_quotation_mark(c)
            && !word.is_empty()
            && text[after..].chars().next().is_some_and(char::is_alphabetic)
        {
            // The hard sign of many romanizations: Ob"edkov.
            word.push('\'');
        } else if c.is_alphanumeric() || stays_inside_words(c) {
            if !word.is_empty() && begins_word(&text[span.start..at], &text[at..]) {
                finish(&mut word, span.clone(), &mut tokens, &mut report);
            }
            if word.is_empty() {
                span.start = at;
            }
            word.push(straight(c));
            span.end = after;
        } else if !word.is_empty() {
            finish(&mut word, span.clone(), &mut tokens, &mut report);
        }
        at = after;
    }
    finish(&mut word, span, &mut tokens, &mut report);
    if cut || tokens.len() > MAX_TOKENS {
        tokens.truncate(MAX_TOKENS);
        report(Repair::Cut);
    }
    tokens
}

/// The word that the text begins with, in lower case, if nothing about it needs folding but case:
/// letters of one basic alphabet, few enough, up to a plain separator. Most words are like that.
fn plain_word(text: &str) -> Option<String> {
    // й and ё are two characters when decomposed.
    const LONGEST: usize = MAX_TOKEN_CHARS / 2;
    let mut word = String::new();
    let mut first = None;
    for (n, (at, c)) in text.char_indices().enumerate() {
        let (script, lower) = match c {
            'a'..='z' => (Script::Latin, c),
            'A'..='Z' => (Script::Latin, c.to_ascii_lowercase()),
            'а'..='я' | 'ё' => (Script::Cyrillic, c),
            'А'..='Я' | 'Ё' => (Script::Cyrillic, c.to_lowercase().next()?),
            ' ' | ',' | '.' | '-' if n > 0 => return Some(word),
            _ => return None,
        };
        if c != lower && begins_word(&text[..at], &text[at..]) {
            return Some(word);
        }
        if n == LONGEST || *first.get_or_insert(script) != script {
            return None;
        }
        if word.is_empty() {
            // Room for a word of usual length at once.
            word.reserve(24);
        }
        word.push(lower);
    }
    first.map(|_| word)
}

/// Whether a capital begins another word, though nothing parts it from the one before it: names
/// run together (SergeiLavrov, AlHarbi). McDonald and MacLeod are one word.
fn begins_word(before: &str, rest: &str) -> bool {
    let mut rest = rest.chars();
    rest.next().is_some_and(|c| c.is_uppercase() && !c.to_lowercase().eq([c]))
        && rest.next().is_some_and(char::is_alphabetic)
        && before.chars().next_back().is_some_and(char::is_lowercase)
        && before.chars().nth(1).is_some()
        && !matches!(before, "Mc" | "Mac")
}

/// Folds one word and adds what remains of it. Compatibility decomposition may part a word in
/// two (`ﷺ` is four words), so the word is divided again after it.
fn finish(
    word: &mut Vec<char>,
    span: Range<usize>,
    tokens: &mut Vec<FoldedToken>,
    report: &mut impl FnMut(Repair),
) {
    let plain: Vec<char> = if word.iter().all(char::is_ascii) {
        std::mem::take(word)
    } else {
        word.drain(..).nfkd().collect()
    };
    let inside = |c: &char| c.is_alphanumeric() || stays_inside_words(*c);
    for part in plain.split(|c| !inside(c)) {
        let mut letters = few_marks(part, report);
        // Decomposed as it will be when folded again, and before its letters are looked at: so the
        // cut is the same then, and the letters are too.
        if letters.len() > MAX_TOKEN_CHARS {
            letters.truncate(MAX_TOKEN_CHARS);
            while letters.last() == Some(&'\'') {
                letters.pop();
            }
            report(Repair::Cut);
        }
        if !letters.iter().any(|c| c.is_alphabetic()) {
            if !letters.is_empty() {
                report(Repair::NumberLeftOut);
            }
            continue;
        }
        if unmix(&mut letters) > 0 {
            report(Repair::LookAlikesReplaced);
        } else if is_mixed(&letters) {
            report(Repair::MixedScriptLeft);
        }
        tokens.push(FoldedToken { text: lower(&letters), span: span.clone() });
    }
}

/// The characters of a word without apostrophes at its edges, leading marks, and marks beyond
/// the number that letters carry.
fn few_marks(word: &[char], report: &mut impl FnMut(Repair)) -> Vec<char> {
    let mut kept: Vec<char> = Vec::with_capacity(word.len());
    let mut marks = 0;
    let mut removed = false;
    for &c in word {
        let c = straight(c);
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if (c == '\'' || marks > 0) && kept.is_empty() {
            continue;
        }
        // Two apostrophes in a row are one.
        if c == '\'' && kept.last() == Some(&'\'') {
            continue;
        }
        if marks > MAX_MARKS {
            removed = true;
        } else {
            kept.push(c);
        }
    }
    while kept.last() == Some(&'\'') {
        kept.pop();
    }
    if removed {
        report(Repair::MarksRemoved);
    }
    kept
}

fn lower(letters: &[char]) -> String {
    if letters.iter().all(char::is_ascii) {
        return letters.iter().map(char::to_ascii_lowercase).collect();
    }
    let lower: Vec<char> = letters.iter().flat_map(|c| c.to_lowercase()).nfkd().collect();
    // The lower case of the Turkic İ is i with a second dot on it, which says no more than i.
    let dotted = |n: usize| n > 0 && lower[n] == '\u{307}' && lower[n - 1] == 'i';
    (0..lower.len()).filter(|n| !dotted(*n)).map(|n| lower[n]).nfc().collect()
}

fn is_mixed(letters: &[char]) -> bool {
    let has = |script| letters.iter().any(|c| Script::of_char(*c) == script);
    has(Script::Latin) && has(Script::Cyrillic)
}

/// Whether a character that is no letter and no digit belongs to the word it stands in.
pub(crate) fn stays_inside_words(c: char) -> bool {
    is_combining_mark(c) || is_apostrophe(c)
}

/// Every apostrophe as `'`. Before decomposition too, which makes a space and a mark of `´`.
fn straight(c: char) -> char {
    if is_apostrophe(c) { '\'' } else { c }
}

/// Apostrophes, primes, and the modifier letters that romanizations and Turkic alphabets write
/// in their place (ʹ ʺ ʻ ʼ ʽ ʾ ʿ ˈ), with the grave and acute that keyboards offer.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | 'ʹ'..='ʿ' | 'ˈ' | '‘'..='‛' | '′' | '‵' | '＇' | '՚' | 'Ꞌ' | 'ꞌ')
}

/// Double quotation marks and primes, which some write within words.
fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '“'..='‟' | '″')
}

/// Characters that leave no mark on paper: format controls and other default-ignorable code
/// points (Unicode property Default_Ignorable_Code_Point, without the Hangul fillers).
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

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
pub(crate) const MAX_TOKEN_CHARS: usize = 40;
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
    /// The name is one of a machine readable zone (ICAO Doc 9303): what stands before `<<` is the
    /// family name; fillers, and the kind of document and issuing state before it, were left out.
    ZoneRead,
    /// The name fills its field in a machine readable zone, so that its last token may be cut.
    MaybeTruncated,
}

/// What texts were folded into, with the room to fold the next in.
#[derive(Debug, Default)]
pub(crate) struct FoldedText {
    /// The tokens, parted by single spaces.
    text: String,
    tokens: Vec<FoldedToken>,
    repairs: Vec<Repair>,
    scratch: FoldBuffers,
}

/// Where a folded token lies.
#[derive(Clone, Debug)]
pub(crate) struct FoldedToken {
    /// In the folded text, in bytes.
    pub(crate) folded: Range<usize>,
    /// In the text as it was written, in bytes.
    pub(crate) written: Range<usize>,
}

/// Words that need more than lower case, on their way.
#[derive(Debug, Default)]
struct FoldBuffers {
    word: Vec<char>,
    plain: Vec<char>,
    letters: Vec<char>,
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
    let mut folded = FoldedText::default();
    folded.fold(text);
    folded.text
}

impl FoldedText {
    /// The tokens that the last text was folded into, and where each stood in it.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let token = |token: &FoldedToken| (&self.text[token.folded.clone()], token.written.clone());
        self.tokens.iter().map(token)
    }

    /// What was repaired, in the order of the text.
    pub(crate) fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Folds a text, in place of the one before.
    pub(crate) fn fold(&mut self, text: &str) {
        self.text.clear();
        self.tokens.clear();
        self.repairs.clear();
        let (text, cut) = match text.char_indices().nth(MAX_TEXT_CHARS) {
            Some((end, _)) if text.len() > MAX_TEXT_CHARS => (&text[..end], true),
            _ => (text, false),
        };
        // Folding seldom makes a text longer, and then by little.
        self.text.reserve(text.len());
        let mut at = 0;
        let mut written = 0..0;
        while let Some(c) = text[at..].chars().next() {
            if self.scratch.word.is_empty()
                && let Some(length) = self.plain_word(&text[at..])
            {
                self.tokens.push(FoldedToken {
                    folded: self.text.len() - length..self.text.len(),
                    written: at..at + length,
                });
                at += length;
                continue;
            }
            let after = at + c.len_utf8();
            if !self.scratch.word.is_empty() && begins_word(&text[written.start..at], &text[at..]) {
                self.finish(written.clone());
            }
            let word = &mut self.scratch.word;
            if is_invisible(c) {
                self.repairs.push(Repair::InvisibleRemoved);
            } else if is_quotation_mark(c)
                && !word.is_empty()
                && text[after..].chars().next().is_some_and(char::is_alphabetic)
            {
                // The hard sign of many romanizations: Ob"edkov.
                word.push('\'');
            } else if c.is_alphanumeric() || stays_inside_words(c) {
                if word.is_empty() {
                    written.start = at;
                }
                word.push(straight(c));
                written.end = after;
            } else if !word.is_empty() {
                self.finish(written.clone());
            }
            at = after;
        }
        self.finish(written);
        if cut || self.tokens.len() > MAX_TOKENS {
            self.tokens.truncate(MAX_TOKENS);
            self.text.truncate(self.tokens.last().map_or(0, |last| last.folded.end));
            self.repairs.push(Repair::Cut);
        }
    }

    /// Where the next token begins: after a space, unless it is the first.
    fn start_token(&mut self) -> usize {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.len()
    }

    /// Takes the word that the text begins with in lower case, if nothing about it needs folding
    /// but case: letters of one basic alphabet, few enough, up to a plain separator. Most words
    /// are like that. Returns its bytes, as many as before, for letters of both alphabets have as
    /// many in lower case.
    fn plain_word(&mut self, text: &str) -> Option<usize> {
        // й and ё are two characters when decomposed.
        const LONGEST: usize = MAX_TOKEN_CHARS / 2;
        let is_plain = |c: char| match c {
            'a'..='z' | 'A'..='Z' => Some(Script::Latin),
            'а'..='я' | 'ё' | 'А'..='Я' | 'Ё' => Some(Script::Cyrillic),
            _ => None,
        };
        let script = is_plain(text.chars().next()?)?;
        let mut end = text.len();
        for (n, (at, c)) in text.char_indices().enumerate() {
            if matches!(c, ' ' | ',' | '.' | '-') {
                end = at;
                break;
            }
            let is_capital = matches!(c, 'A'..='Z' | 'А'..='Я' | 'Ё');
            if is_capital && n > 1 && begins_word(&text[..at], &text[at..]) {
                end = at;
                break;
            }
            if n == LONGEST || is_plain(c) != Some(script) {
                return None;
            }
        }
        self.start_token();
        let lower = |c: char| match c {
            'A'..='Z' => c.to_ascii_lowercase(),
            // Half the block of basic letters lies between the cases, and Ё apart.
            'А'..='Я' => char::from_u32(u32::from(c) + 0x20).unwrap_or(c),
            'Ё' => 'ё',
            _ => c,
        };
        self.text.extend(text[..end].chars().map(lower));
        Some(end)
    }

    /// Folds the word that was gathered and adds what remains of it. Compatibility decomposition
    /// may part a word in two (`ﷺ` is four words), so the word is divided again after it.
    fn finish(&mut self, written: Range<usize>) {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.plain.clear();
        if scratch.word.iter().all(char::is_ascii) {
            scratch.plain.append(&mut scratch.word);
        } else {
            scratch.plain.extend(scratch.word.drain(..).nfkd());
        }
        let inside = |c: &char| c.is_alphanumeric() || stays_inside_words(*c);
        for part in scratch.plain.split(|c| !inside(c)) {
            let letters = &mut scratch.letters;
            letters.clear();
            self.few_marks(part, letters);
            // Decomposed as it will be when folded again, and before its letters are looked at: so
            // the cut is the same then, and the letters are too.
            if letters.len() > MAX_TOKEN_CHARS {
                letters.truncate(MAX_TOKEN_CHARS);
                while letters.last() == Some(&'\'') {
                    letters.pop();
                }
                self.repairs.push(Repair::Cut);
            }
            if !letters.iter().any(|c| c.is_alphabetic()) {
                if !letters.is_empty() {
                    self.repairs.push(Repair::NumberLeftOut);
                }
                continue;
            }
            if unmix(letters) > 0 {
                self.repairs.push(Repair::LookAlikesReplaced);
            } else if is_mixed(letters) {
                self.repairs.push(Repair::MixedScriptLeft);
            }
            let start = self.start_token();
            push_lower(letters, &mut scratch.word, &mut self.text);
            let folded = start..self.text.len();
            self.tokens.push(FoldedToken { folded, written: written.clone() });
        }
        self.scratch = scratch;
    }

    /// The characters of a word without apostrophes at its edges, leading marks, and marks beyond
    /// the number that letters carry.
    fn few_marks(&mut self, word: &[char], kept: &mut Vec<char>) {
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
            self.repairs.push(Repair::MarksRemoved);
        }
    }
}

/// Whether a capital begins another word, though nothing parts it from the one before it: names
/// run together (SergeiLavrov, AlHarbi). McDonald and MacLeod are one word.
fn begins_word(before: &str, rest: &str) -> bool {
    let mut rest = rest.chars();
    before.chars().next_back().is_some_and(char::is_lowercase)
        && rest.next().is_some_and(|c| c.is_uppercase() && !c.to_lowercase().eq([c]))
        && rest.next().is_some_and(char::is_alphabetic)
        && before.chars().nth(1).is_some()
        && !matches!(before, "Mc" | "Mac")
}

/// Writes letters in lower case and composed; `scratch` is empty before and after.
fn push_lower(letters: &[char], scratch: &mut Vec<char>, text: &mut String) {
    if letters.iter().all(char::is_ascii) {
        text.extend(letters.iter().map(char::to_ascii_lowercase));
        return;
    }
    scratch.extend(letters.iter().flat_map(|c| c.to_lowercase()).nfkd());
    // The lower case of the Turkic İ is i with a second dot on it, which says no more than i.
    let mut before = None;
    scratch.retain(|c| {
        let dotted = *c == '\u{307}' && before == Some('i');
        before = Some(*c);
        !dotted
    });
    text.extend(scratch.drain(..).nfc());
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

//! Folds raw text into comparable tokens: compatibility forms, case, invisible characters,
//! apostrophes, look-alike letters.

mod spaced;

use super::repair::Repair;
use super::script::{Script, unmix};
use crate::limits::{LETTER_MARKS, NAME_CHARS, NAME_TOKENS, TOKEN_CHARS};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A folded text, with buffers that the next text reuses.
#[derive(Debug, Default)]
pub(crate) struct FoldedText {
    /// The tokens, separated by single spaces.
    text: String,
    tokens: Vec<FoldedToken>,
    repairs: Vec<Repair>,
    /// Whether a token has a letter that is none of the alphabets of names, or a digit.
    has_odd_letters: bool,
    buffers: FoldBuffers,
}

/// The position of a token.
#[derive(Clone, Debug)]
pub(crate) struct FoldedToken {
    /// Byte range in the folded text.
    pub(crate) folded: Range<usize>,
    /// Byte range in the original text.
    pub(crate) written: Range<usize>,
}

/// Buffers for words that need more than lower case.
#[derive(Debug, Default)]
struct FoldBuffers {
    word: Vec<char>,
    plain: Vec<char>,
    letters: Vec<char>,
}

/// Folds a text into lower-case tokens, separated by single spaces.
///
/// The steps, in this order:
///
/// 1. compatibility decomposition (Unicode NFKD);
/// 2. removal of invisible characters;
/// 3. division into tokens: at every character other than a letter, mark, digit or apostrophe, and
///    before a capital that follows a small letter (`SergeiLavrov`, but not `McDonald`); signs that stand
///    for a lost letter within a word do not divide it (`Пет?ов`), and `@` is ə;
/// 4. repair of look-alike letters in tokens that mix Latin and Cyrillic, or have Greek or Armenian letters beside these;
/// 5. lower case;
/// 6. canonical composition (NFC);
/// 7. joining of five or more letters that stand apart (`И в а н о в`).
///
/// Letters keep their marks, because `š` and `s`, `й` and `и` are different letters. Apostrophes of
/// all kinds, and double quotation marks between two letters, become `'` inside a token and are
/// removed at its edges. The result has at most 20 tokens of at most 40 characters. Folding is
/// idempotent.
///
/// Cost: linear in the first 1,024 characters.
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
    /// The tokens of the last text, each with its byte range in that text.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let token = |token: &FoldedToken| (&self.text[token.folded.clone()], token.written.clone());
        self.tokens.iter().map(token)
    }

    /// Removes tokens by their position.
    pub(crate) fn remove(&mut self, tokens: Range<usize>) {
        self.tokens.drain(tokens);
    }

    /// The repairs made, in text order.
    pub(crate) fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Whether a token has a digit, or a letter of a script without orthographies. False for most texts.
    pub(crate) fn has_odd_letters(&self) -> bool {
        self.has_odd_letters
    }

    /// Folds a text. The result replaces the previous one.
    pub(crate) fn fold(&mut self, text: &str) {
        self.has_odd_letters = false;
        self.text.clear();
        self.tokens.clear();
        self.repairs.clear();
        let is_long = text.len() > NAME_CHARS;
        let end = if is_long { text.char_indices().nth(NAME_CHARS) } else { None };
        let (text, cut) = end.map_or((text, false), |(end, _)| (&text[..end], true));
        // Folding rarely lengthens a text, and never by much.
        self.text.reserve(text.len());
        let mut at = 0;
        let mut written = 0..0;
        while let Some(c) = text[at..].chars().next() {
            if self.buffers.word.is_empty() {
                if is_separator(c) {
                    at += 1;
                    continue;
                }
                let length = match c {
                    'a'..='z' | 'A'..='Z' => self.plain_word(&text[at..], lower_latin),
                    'Ѐ'..='џ' => self.plain_word(&text[at..], lower_cyrillic),
                    _ => None,
                };
                if let Some(length) = length {
                    self.tokens.push(FoldedToken {
                        folded: self.text.len() - length..self.text.len(),
                        written: at..at + length,
                    });
                    at += length;
                    continue;
                }
            }
            let after = at + c.len_utf8();
            let before = &text[written.start..at];
            if !self.buffers.word.is_empty()
                && begins_word(before, &text[at..])
                && !is_palochka(before, c, &text[after..])
            {
                self.finish(written.clone());
            }
            let word = &mut self.buffers.word;
            if is_invisible(c) {
                self.repairs.push(Repair::InvisibleRemoved);
            } else if !word.is_empty() && is_palochka(&text[written.start..at], c, &text[after..]) {
                if !matches!(c, 'ӏ' | 'Ӏ') {
                    self.repairs.push(Repair::LookAlikesReplaced);
                }
                word.push(PALOCHKA);
                written.end = after;
            } else if is_quotation_mark(c)
                && !word.is_empty()
                && text[after..].chars().next().is_some_and(char::is_alphabetic)
            {
                // Many romanizations write the hard sign as a quotation mark: Ob"edkov.
                word.push('\'');
            } else if stands_for_letter(&text[written.start..at], c, &text[after..])
                && !word.is_empty()
            {
                if c == '@' && word.last().is_some_and(|c| Script::of_char(*c) == Script::Latin) {
                    word.push('ə');
                }
                self.repairs.push(Repair::LettersLost);
            } else if c.is_alphanumeric() || stays_inside_words(c) {
                if word.is_empty() {
                    written.start = at;
                }
                word.push(unify_apostrophe(c));
                written.end = after;
            } else if !word.is_empty() {
                self.finish(written.clone());
            }
            at = after;
        }
        if !self.buffers.word.is_empty() {
            self.finish(written);
        }
        self.join_spaced_letters(text);
        if cut || self.tokens.len() > NAME_TOKENS {
            self.tokens.truncate(NAME_TOKENS);
            self.text.truncate(self.tokens.last().map_or(0, |last| last.folded.end));
            self.repairs.push(Repair::Cut);
            // Of more letters than are joined, so many may be left.
            self.join_spaced_letters(text);
        }
    }

    /// Appends the separator, if one is needed, and returns where the next token begins.
    fn start_token(&mut self) -> usize {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.len()
    }

    /// Fast path for most words: the text begins with letters of one basic alphabet, which `lower` knows, up to a
    /// common separator, so only their case needs folding. Appends the word and returns its length in bytes,
    /// which is the same before and after folding; `None` where the word needs the slow path.
    fn plain_word(&mut self, text: &str, lower: impl Fn(char) -> Option<char>) -> Option<usize> {
        // й, ё and others decompose into two characters each.
        const LONGEST: usize = TOKEN_CHARS / 2;
        let before = self.text.len();
        self.start_token();
        let mut follows_small = false;
        for (n, (at, c)) in text.char_indices().enumerate() {
            if is_separator(c) {
                return Some(at);
            }
            let Some(lower) = lower(c).filter(|_| n < LONGEST) else {
                self.text.truncate(before);
                return None;
            };
            let is_small = lower == c;
            if !is_small && follows_small && begins_word(&text[..at], &text[at..]) {
                return Some(at);
            }
            self.text.push(lower);
            follows_small = is_small;
        }
        Some(text.len())
    }

    /// Folds the word in the buffer and appends its tokens. Compatibility decomposition can turn one
    /// word into several (`ﷺ` becomes four), so the word is divided again afterwards.
    fn finish(&mut self, written: Range<usize>) {
        let mut buffers = std::mem::take(&mut self.buffers);
        buffers.plain.clear();
        if buffers.word.iter().all(char::is_ascii) {
            buffers.plain.append(&mut buffers.word);
        } else {
            buffers.plain.extend(buffers.word.drain(..).nfkd());
        }
        let inside = |c: &char| c.is_alphanumeric() || stays_inside_words(*c);
        for part in buffers.plain.split(|c| !inside(c)) {
            let letters = &mut buffers.letters;
            letters.clear();
            self.limit_marks(part, letters);
            // Cut the decomposed form, before the letters are inspected: this keeps folding
            // idempotent.
            if letters.len() > TOKEN_CHARS {
                letters.truncate(TOKEN_CHARS);
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
            let mut replaced = false;
            // Each may find more after the other, and folding twice must be folding once.
            while unmix(letters) > 0 || restore_palochkas(letters) {
                replaced = true;
            }
            if replaced {
                self.repairs.push(Repair::LookAlikesReplaced);
            } else if is_mixed(letters) {
                self.repairs.push(Repair::MixedScriptLeft);
            }
            self.has_odd_letters |= letters.iter().any(|c| is_odd(*c));
            let start = self.start_token();
            push_lower(letters, &mut buffers.word, &mut self.text);
            let folded = start..self.text.len();
            self.tokens.push(FoldedToken { folded, written: written.clone() });
        }
        self.buffers = buffers;
    }

    /// Copies a word without leading marks, apostrophes at its edges, repeated apostrophes and
    /// excess marks.
    fn limit_marks(&mut self, word: &[char], kept: &mut Vec<char>) {
        let mut marks = 0;
        let mut removed = false;
        for &c in word {
            let c = unify_apostrophe(c);
            marks = if is_combining_mark(c) { marks + 1 } else { 0 };
            if (c == '\'' || marks > 0) && kept.is_empty() {
                continue;
            }
            if c == '\'' && kept.last() == Some(&'\'') {
                continue;
            }
            if marks > LETTER_MARKS {
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

/// The separators of nearly all names.
fn is_separator(c: char) -> bool {
    matches!(c, ' ' | ',' | '.' | '-')
}

/// The lower case of a letter without marks; `None` for other characters.
fn lower_latin(c: char) -> Option<char> {
    c.is_ascii_alphabetic().then(|| c.to_ascii_lowercase())
}

/// The lower case of a letter of the first half of the Cyrillic block; `None` for other characters.
fn lower_cyrillic(c: char) -> Option<char> {
    let to_lower = match c {
        'а'..='џ' => return Some(c),
        'А'..='Я' => 0x20,
        'Ѐ'..='Џ' => 0x50,
        _ => return None,
    };
    char::from_u32(u32::from(c) + to_lower)
}

/// The letter of the languages of the Caucasus that makes a consonant before it another one.
const PALOCHKA: char = 'ӏ';

/// The consonants that it follows, in Chechen, Ingush, Avar and Adyghe.
fn takes_palochka(letter: char) -> bool {
    "гкхптчцГКХПТЧЦ".contains(letter)
}

/// Replaces a small Latin l and a digit 1 that were typed for the palochka (Гlайр, г1айр). They stay in words as
/// other look-alikes do, so the finished letters decide.
fn restore_palochkas(letters: &mut [char]) -> bool {
    let mut restored = false;
    for at in 1..letters.len().saturating_sub(1) {
        let is_typed = matches!(letters[at], 'l' | 'L' | '1') && takes_palochka(letters[at - 1]);
        if is_typed && Script::of_letter(letters[at + 1]) == Some(Script::Cyrillic) {
            letters[at] = PALOCHKA;
            restored = true;
        }
    }
    restored
}

/// Whether a character is the palochka, or one of the signs and capitals that are typed for it, as keyboards lack
/// it: ГӀ, ГI, Г!. After a capital, only before a vowel: a Latin I is also typed for the
/// Ukrainian І.
fn is_palochka(before: &str, c: char, rest: &str) -> bool {
    if !matches!(c, 'ӏ' | 'Ӏ' | 'I' | '!' | '|') {
        return false;
    }
    let Some(consonant) = before.chars().next_back() else { return false };
    let next = rest.chars().next();
    match consonant {
        _ if matches!(c, 'ӏ' | 'Ӏ') => Script::of_char(consonant) == Script::Cyrillic,
        _ if takes_palochka(consonant) => {
            let vowel = |c| "аеёиоуыэюяАЕЁИОУЫЭЮЯ".contains(c);
            let is_cyrillic = |c| Script::of_char(c) == Script::Cyrillic;
            next.is_some_and(|next| match consonant.is_uppercase() {
                true => vowel(next),
                false => is_cyrillic(next),
            })
        }
        _ => false,
    }
}

/// Whether a capital letter begins a new word without a separator, as in names that run together
/// (SergeiLavrov, AlHarbi, LavrovS.V.). McDonald and MacLeod stay one word, and so does what alternates (SeRgEi).
fn begins_word(before: &str, rest: &str) -> bool {
    let mut following = rest.chars();
    before.chars().next_back().is_some_and(char::is_lowercase)
        && following.next().is_some_and(|c| c.is_uppercase() && !c.to_lowercase().eq([c]))
        && following.next().is_some_and(|c| c.is_alphabetic() || c == '.')
        && before.chars().nth(1).is_some()
        && !matches!(before, "Mc" | "Mac")
        && !alternates(before, rest)
}

/// Whether capitals and small letters alternate within the word so far, or after the capital that would begin another.
fn alternates(before: &str, rest: &str) -> bool {
    let name = ["Mc", "Mac"].into_iter().find_map(|prefix| before.strip_prefix(prefix));
    let name = name.unwrap_or(before);
    let mut pairs = name.chars().zip(name.chars().skip(1));
    let mut cases = rest.chars().map(char::is_lowercase);
    pairs.any(|(one, next)| one.is_lowercase() && next.is_uppercase())
        || [false, true, false, true].into_iter().all(|is_small| cases.next() == Some(is_small))
            && cases.next() != Some(true)
}

/// Appends letters in lower case and composed form. `buffer` is empty before and after.
fn push_lower(letters: &[char], buffer: &mut Vec<char>, text: &mut String) {
    if letters.iter().all(char::is_ascii) {
        text.extend(letters.iter().map(char::to_ascii_lowercase));
        return;
    }
    buffer.extend(letters.iter().flat_map(|c| c.to_lowercase()).nfkd());
    // Unicode's lower case of the Turkic İ is i with a redundant dot above.
    let mut before = None;
    buffer.retain(|c| {
        let dotted = *c == '\u{307}' && before == Some('i');
        before = Some(*c);
        !dotted
    });
    text.extend(buffer.drain(..).nfc());
}

/// Whether a sign inside a word stands for a letter that was lost: `?`, `*` and the replacement character in
/// another code page; and `@`, which phonetic alphabets for keyboards and programs that write ASCII have for ə.
/// Not before a capital after a small letter, which begins a word, nor in an e-mail address.
fn stands_for_letter(before: &str, c: char, after: &str) -> bool {
    let is_sign = matches!(c, '?' | '*' | '\u{fffd}' | '@');
    is_sign && {
        let mut rest = after.trim_start_matches(c).chars();
        let next = rest.next();
        let begins_word = next.is_some_and(char::is_uppercase)
            && before.chars().next_back().is_some_and(char::is_lowercase);
        let is_address =
            c == '@' && after.split_whitespace().next().is_some_and(|to| to.contains('.'));
        next.is_some_and(char::is_alphabetic) && !begins_word && !is_address
    }
}

/// Whether a folded character is a digit, or a letter that may stand for one that it looks like: of a script without
/// orthographies, or a small capital, of which phonetic alphabets have most.
fn is_odd(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_digit(),
        'ʙ' | 'ɢ' | 'ʜ' | 'ɪ' | 'ʟ' | 'ɴ' | 'ʀ' | 'ʏ' | 'ᴀ'..='ᴢ' | 'ꜰ' | 'ꜱ' => {
            true
        }
        _ => Script::of_letter(c) == Some(Script::Other),
    }
}

fn is_mixed(letters: &[char]) -> bool {
    let has = |script| letters.iter().any(|c| Script::of_char(*c) == script);
    has(Script::Latin) && has(Script::Cyrillic)
}

/// Whether a character other than a letter or digit does not end a word: marks and apostrophes.
pub(crate) fn stays_inside_words(c: char) -> bool {
    is_combining_mark(c) || is_apostrophe(c)
}

/// Maps every apostrophe to `'`. This runs before decomposition too, because NFKD turns `´` into a
/// space and a mark.
fn unify_apostrophe(c: char) -> char {
    if is_apostrophe(c) { '\'' } else { c }
}

/// Apostrophes and primes, the modifier letters that romanizations and Turkic alphabets use for them
/// (ʹ ʺ ʻ ʼ ʽ ʾ ʿ ˈ), and the grave and acute accents of keyboards.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | 'ʹ'..='ʿ' | 'ˈ' | '‘'..='‛' | '′' | '‵' | '＇' | '՚' | 'Ꞌ' | 'ꞌ')
}

/// Double quotation marks and double primes, which some offices write within words.
fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '“'..='‟' | '″')
}

/// Format controls and other default-ignorable code points (Unicode property Default_Ignorable_Code_Point). Of these
/// the fillers of Hangul are letters.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{3164}' | '\u{ffa0}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

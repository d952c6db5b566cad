//! Identity documents in published lists: a kind in words, and a number that may be part of a
//! sentence.

use super::super::draft::{RecordDraft, is_blank};
use crate::error::{Error, ErrorKind};

/// The kind of a document from its description: `passport`, `national id`, `tax number`, or else the
/// description in lower case.
pub(super) fn kind(description: &str) -> String {
    let lower = super::super::draft::collapse_blanks(description).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["passport", "passeport", "pasaporte"]) {
        "passport".to_owned()
    } else if has(&["national id", "identité nationale", "identidad nacional"]) {
        "national id".to_owned()
    } else if has(&["tax id", "fiscal code", "taxpayer"]) {
        "tax number".to_owned()
    } else {
        lower.trim_end_matches(['.', ':', ' ']).trim_end_matches(" no").to_owned()
    }
}

/// The number in a text such as `Libyan passport No. 513519` or `SE 012820`: the only word with
/// digits, and a series of at most two letters before it. Dates of issue and expiry are left out. Where
/// several words have digits, the whole text is the number; where none has, there is no number.
pub(super) fn number(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let end =
        ["issued", "expire", "date of issue"].iter().filter_map(|word| lower.find(word)).min();
    let text = text
        .get(..end.unwrap_or(text.len()))
        .unwrap_or(text)
        .trim_end_matches([' ', ',', ';', '(']);
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_digit = |word: &&str| word.chars().any(char::is_numeric);
    let mut with_digits = words.iter().enumerate().filter(|(_, word)| has_digit(word));
    let (at, word) = with_digits.next()?;
    let is_sentence = words.iter().any(|word| {
        word.chars().filter(|c| c.is_lowercase()).count() >= 3
            && !word.chars().any(char::is_numeric)
    });
    if with_digits.next().is_some() || !is_sentence {
        return Some(words.join(" "));
    }
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let series = at.checked_sub(1).and_then(|before| words.get(before)).filter(|word| {
        let letters = word.trim_end_matches('-');
        (1..=2).contains(&letters.len()) && letters.chars().all(|c| c.is_ascii_uppercase())
    });
    Some(series.map_or_else(|| word.to_owned(), |series| format!("{series} {word}")))
}

/// Adds the document of such a text; a note where there is no number.
pub(super) fn add(kind: &str, country: &str, text: &str, field: &str, draft: &mut RecordDraft) {
    match number(text) {
        Some(number) => draft.add_document(kind, country, &number, field),
        None if !is_blank(text) => {
            let what = "a document without a number was left out";
            draft.add_note(Error::new(ErrorKind::InvalidValue, what), field);
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_recognized_in_descriptions() {
        let cases = [
            ("Passport", "passport"),
            ("Numéro de passeport ", "passport"),
            ("Diplomatic Passport", "passport"),
            ("National Identification\n      Number", "national id"),
            ("National ID No.", "national id"),
            ("Tax ID No.", "tax number"),
            ("Driver's License No.", "driver's license"),
            ("SSN", "ssn"),
        ];
        for (description, expected) in cases {
            assert_eq!(kind(description), expected, "{description}");
        }
    }

    #[test]
    fn numbers_are_found_in_sentences() {
        let cases = [
            ("A0002987", Some("A0002987")),
            ("SE 012820", Some("SE 012820")),
            ("45 10 123456", Some("45 10 123456")),
            ("Libyan passport No. 513519", Some("513519")),
            ("Afghan passport number SE 012820", Some("SE 012820")),
            ("Moroccan national identity card DE- 473900", Some("DE- 473900")),
            ("381110042 (Expired 25 Jan. 2016)", Some("381110042")),
            ("Tunisian passport number L 191609 issued on 28 Feb. 1996", Some("L 191609")),
            ("passport number 8208 No. 555627", Some("passport number 8208 No. 555627")),
            ("issued in 1999, number 7", None),
            ("false passport", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(number(text).as_deref(), expected, "{text}");
        }
    }
}

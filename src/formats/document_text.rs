//! Documents as offices write them into one cell: `паспорт РФ серия 45 10 № 123456 выдан 15.03.2001`.
//!
//! A number is compared by its letters and digits, so a word beside it would make it another one. Words are
//! left out where they are certainly no part of it; what is not understood stays as it is written.

use crate::knowledge::{Nationality, read_nationality};

/// What a text says of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DocumentText<'t> {
    pub(super) kind: Option<&'static str>,
    pub(super) country: Option<&'t str>,
    pub(super) number: String,
}

/// Words for a kind of document by their beginnings in lower case.
const KINDS: [(&str, &str); 9] = [
    ("паспорт", "passport"),
    ("загранпаспорт", "passport"),
    ("passport", "passport"),
    ("pasport", "passport"),
    ("инн", "inn"),
    ("inn", "inn"),
    ("иин", "iin"),
    ("снилс", "snils"),
    ("snils", "snils"),
];

/// Words beside a number.
const LABELS: [&str; 16] = [
    "серия",
    "серии",
    "сер",
    "серія",
    "ser",
    "series",
    "номер",
    "ном",
    "number",
    "no",
    "nr",
    "гражданина",
    "гражданки",
    "громадянина",
    "общегражданский",
    "заграничный",
];

/// Beginnings of words after which a text is about the issue of the document.
const ISSUES: [&str; 8] = ["выдан", "выд.", "видан", "issued", "действ", "valid", "expire", "от"];

/// The documents of a text: several, if it has several numbers with a comma between them.
pub(super) fn read(text: &str) -> impl Iterator<Item = DocumentText<'_>> {
    let has_number = |part: &str| {
        let words = part.split_whitespace().take_while(|word| !is_issue(word));
        words.map(digits).sum::<usize>() >= FEWEST_DIGITS
    };
    let are_several = text.contains(',') && text.split(',').all(has_number);
    text.split(if are_several { ',' } else { '\0' }).map(one)
}

/// The fewest digits of a number that is told from other figures beside it.
const FEWEST_DIGITS: usize = 5;

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

fn is_issue(word: &str) -> bool {
    let lower = word.to_lowercase();
    ISSUES.iter().any(|begin| lower == *begin || begin.len() > 4 && lower.starts_with(begin))
}

fn one(text: &str) -> DocumentText<'_> {
    let (mut kind, mut country, mut number) = (None, None, Vec::new());
    let mut is_labelled = false;
    for word in text.split_whitespace() {
        if number.iter().copied().map(digits).sum::<usize>() >= FEWEST_DIGITS && is_issue(word) {
            break;
        }
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = bare.to_lowercase();
        let named = KINDS.iter().find(|(begin, _)| lower.starts_with(begin) && digits(bare) == 0);
        if let Some((_, named)) = named {
            kind = Some(*named);
            is_labelled = true;
        } else if LABELS.contains(&&*lower) || matches!(word, "№" | "N" | "N°" | "#") {
            is_labelled = true;
        } else if kind.is_some() && number.is_empty() && is_country(bare) {
            country = Some(bare);
        } else {
            number.push(word.trim_start_matches(['№', '#']).trim_end_matches([',', '.']));
        }
    }
    // Where there are other words, nothing is sure to be no part of the number.
    let is_series = |word: &str| word.chars().count() <= 6 && !word.contains(char::is_lowercase);
    let is_number = number.iter().any(|word| digits(word) > 0)
        && number.iter().all(|word| digits(word) > 0 || is_series(word));
    match is_labelled && is_number {
        true => DocumentText { kind, country, number: number.join(" ") },
        false => DocumentText { kind: None, country: None, number: text.trim().to_owned() },
    }
}

/// Whether a word is that of a country, and no series: `AB`.
fn is_country(word: &str) -> bool {
    !word.is_ascii() && read_nationality(word) != Nationality::NotUnderstood
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_among_the_words_beside_it() {
        let cases = [
            ("45 10 123456", "45 10 123456"),
            ("4510 № 123456", "4510 123456"),
            ("серия 45 10 № 123456", "45 10 123456"),
            ("Паспорт 45 10 №123456", "passport 45 10 123456"),
            ("паспорт РФ 4510 123456", "passport РФ 4510 123456"),
            (
                "паспорт гражданина РФ серия 45 10 номер 123456 выдан ОВД 15.03.2001",
                "passport РФ 45 10 123456",
            ),
            ("паспорт АВ 123456, выдан 15.03.2001", "passport АВ 123456"),
            ("passport AB 123456 issued 2001", "passport AB 123456"),
            ("ИНН 500100732259", "inn 500100732259"),
            ("45 10 123456, 45 11 654321", "45 10 123456|45 11 654321"),
            ("паспорт 45 10 123456, ИНН 500100732259", "passport 45 10 123456|inn 500100732259"),
            ("серия 45 10, номер 123456", "45 10 123456"),
            ("AB 123456", "AB 123456"),
            ("II-АБ № 123456", "II-АБ 123456"),
            // What is not understood stays.
            ("свидетельство о рождении 123456", "свидетельство о рождении 123456"),
            ("паспорт утерян", "паспорт утерян"),
            ("АБ от 5", "АБ от 5"),
        ];
        for (text, expected) in cases {
            let documents = read(text).map(|DocumentText { kind, country, number }| {
                [kind, country, Some(&*number)].into_iter().flatten().collect::<Vec<_>>().join(" ")
            });
            assert_eq!(documents.collect::<Vec<_>>().join("|"), expected, "{text}");
        }
    }
}

//! Small records that are close to one another in many ways.

use arbitrary::Arbitrary;
use sverka::{Document, PartialDate, Record, Sex};

/// Tokens that are close to one another in many ways.
const TOKENS: [&str; 16] = [
    "иванов",
    "ivanov",
    "ivanow",
    "iwanova",
    "petrov",
    "пётр",
    "petr",
    "щербаков",
    "chtcherbakov",
    "sherbakov",
    "и",
    "p",
    "al",
    "ivanovich",
    "петрович",
    "王",
];

/// What a record is made of.
#[derive(Arbitrary, Debug)]
pub struct Person {
    tokens: Vec<Token>,
    alias: Option<Vec<Token>>,
    birth: Option<(u8, u8, u8)>,
    is_male: Option<bool>,
    document: Option<u8>,
}

/// A word of a name.
#[derive(Arbitrary, Debug)]
pub enum Token {
    Known(u8),
    Any(String),
}

/// The words of a name, one after the other.
pub fn words(tokens: &[Token]) -> String {
    let words = tokens.iter().take(6).map(|token| match token {
        Token::Known(n) => TOKENS[usize::from(*n) % TOKENS.len()],
        Token::Any(text) => text,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The record of a person.
pub fn record(id: String, person: &Person) -> Record {
    let mut record = Record::new(id, words(&person.tokens));
    if let Some(alias) = &person.alias {
        record = record.with_alias(words(alias));
    }
    if let Some((year, month, day)) = person.birth {
        let part = |n: u8, most: u8| Some(n % (most + 1)).filter(|n| *n > 0);
        let date = PartialDate::new(1970 + u16::from(year % 3), part(month, 3), part(day, 3));
        record = date.into_iter().fold(record, Record::with_birth_date);
    }
    if let Some(is_male) = person.is_male {
        record = record.with_sex(if is_male { Sex::Male } else { Sex::Female });
    }
    if let Some(number) = person.document {
        let document: Result<Document, _> = format!("passport:AB{}", number % 3).parse();
        record = document.into_iter().fold(record, Record::with_document);
    }
    record
}

//! Records made to confuse: tokens that repeat, that are the joins of others and the joins of joins, of few letters or
//! of two scripts; many names; documents that everybody has; dates in part.

use proptest::prelude::*;
use proptest::sample::select;
use sverka::{Alias, AliasStrength, PartialDate, PersonName, Record, Sex};

/// Tokens of a kind, of which a record has several.
const KINDS: [&[&str]; 5] = [
    // Joins, and joins of joins.
    &[
        "al",
        "abd",
        "hakim",
        "abdal",
        "alhakim",
        "abdalhakim",
        "hakimabd",
        "ал",
        "абд",
        "хаким",
        "абдалхаким",
    ],
    &["Ваня", "al", "Vanya", "alVanya", "Ваняал", "Ivan", "Иван", "ИванИван", "Ivanivan", "Ivanov"],
    // Few letters, so that everything is near.
    &["ан", "на", "ана", "нан", "анна", "нана", "ann", "na", "ana", "nan", "a", "н", "aa", "nn"],
    // Two scripts in one word, and what is only seen.
    &[
        "Ivanов",
        "Иvanov",
        "Iva\u{200b}nov",
        "I\u{301}vanov",
        "Ivanоv",
        "ИВАНОB",
        "1vanov",
        "Иванов",
    ],
    // Patronymics and initials.
    &[
        "Иванович",
        "Ivanovich",
        "И",
        "I",
        "Иван",
        "Ivan",
        "Petrovich",
        "Пётр",
        "P",
        "bin",
        "oglu",
        "фон",
    ],
];

fn name(kind: usize) -> impl Strategy<Value = PersonName> {
    let word = (select(KINDS[kind]), select(&[" ", " ", " ", "-", ""][..]));
    let words = prop::collection::vec(word, 0..7).prop_map(|words| {
        words.into_iter().flat_map(|(word, between)| [word, between]).collect::<String>()
    });
    let repeated =
        (words, 1..3_usize).prop_map(|(words, times)| [words.as_str()].repeat(times).join(" "));
    let part =
        || prop::collection::vec(select(KINDS[kind]), 0..3).prop_map(|words| words.join(" "));
    prop_oneof![
        // A list refuses a name without letters, and takes no name at all.
        3 => repeated.prop_map(|name| match name.chars().any(char::is_alphabetic) {
            true => PersonName::full(name),
            false => PersonName::default(),
        }),
        1 => (part(), part(), part()).prop_map(|(given, father, family)| {
            PersonName::parts(given, father, family)
        }),
    ]
}

const DATES: [&str; 6] = ["1971", "1971-03", "1971-03-05", "1971-05-03", "1972", "1981-03-05"];

/// All records of one run have few tokens of one kind or of two.
pub(crate) fn hostile() -> impl Strategy<Value = Record> {
    let kind = 0..KINDS.len();
    let strength = select(&[AliasStrength::Strong, AliasStrength::Weak][..]);
    (kind.clone(), kind).prop_flat_map(move |(one, other)| {
        let names = prop::collection::vec((name(other), strength.clone()), 0..12);
        let dates = prop::collection::vec(select(&DATES[..]), 0..4);
        let documents =
            prop::collection::vec(select(&["4510 123456", "4510 123457", "77"][..]), 0..3);
        let sex = select(&[None, Some(Sex::Female), Some(Sex::Male)][..]);
        (name(one), names, dates, documents, sex).prop_map(
            |(name, aliases, dates, documents, sex)| {
                let mut record = Record::new("", name);
                for (name, strength) in aliases {
                    record = record.with_alias(Alias::new(name, strength));
                }
                let dates = dates.into_iter().map(|date| date.parse::<PartialDate>().unwrap());
                record = dates.fold(record, Record::with_birth_date);
                let documents = documents.into_iter().map(|document| document.parse().unwrap());
                record = documents.fold(record, Record::with_document);
                sex.into_iter().fold(record, Record::with_sex)
            },
        )
    })
}

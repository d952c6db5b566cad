//! Random records over few tokens, so that many of them agree in part, across scripts.

use proptest::prelude::*;
use proptest::sample::select;
use sverka::{
    Alias, AliasStrength, Bits, Document, Listing, PartialDate, PersonName, Policy, Record, Sex,
    ValidAt,
};

const TOKENS: [&str; 35] = [
    "Иванов",
    "Ivanov",
    "IWANOW",
    "Иванова",
    "Petrov",
    "Пётр",
    "Petr",
    "Сергей",
    "Sergei",
    "Siergiej",
    "Serguei",
    "Щербаков",
    "Shcherbakov",
    "Chtcherbakov",
    "Sherbakov",
    "А",
    "S",
    "al",
    "bin",
    "oglu",
    "фон",
    "Иванович",
    "Ivanovich",
    "Петровна",
    "Sergeevich",
    "王",
    "金",
    "محمد",
    "Mohammed",
    "Magomed",
    "Petrivanov",
    "Li",
    "FNU",
    "P3trov",
    "Сергe1",
];

fn words(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(select(&TOKENS[..]), 0..=most).prop_map(|tokens| tokens.join(" "))
}

/// Parts of names that are written in one word or in several, in both scripts and with slips.
const PARTS: [&str; 16] = [
    "кара",
    "мурза",
    "kara",
    "murza",
    "mourza",
    "karra",
    "голам",
    "ghulam",
    "hossein",
    "хосейн",
    "hosein",
    "al",
    "аль",
    "akil",
    "aqeel",
    "ан",
];

/// Parts that are written together, apart or with a hyphen.
fn joined_words() -> impl Strategy<Value = String> {
    let part = (select(&PARTS[..]), select(&["", " ", "-"][..]));
    prop::collection::vec(part, 1..=4)
        .prop_map(|parts| parts.into_iter().flat_map(|(part, between)| [part, between]).collect())
}

pub(crate) fn name() -> impl Strategy<Value = PersonName> {
    prop_oneof![
        1 => joined_words().prop_map(PersonName::full),
        3 => words(4).prop_map(PersonName::full),
        1 => (words(1), words(1), words(2)).prop_map(|(given, patronymic, family)| {
            PersonName::parts(given, patronymic, family)
        }),
    ]
}

const DATES: [&str; 12] = [
    "1981-03-05",
    "1971",
    "1971-01",
    "1971-01-01",
    "1972-01-01",
    "1971-07-01",
    "1972-07-01",
    "1900-01-01",
    "1971-03-05",
    "1971-05-03",
    "1972-03-05",
    "1980",
];

pub(crate) fn date() -> impl Strategy<Value = PartialDate> {
    select(&DATES[..]).prop_map(|date| date.parse().unwrap())
}

const NATIONS: [&str; 8] = ["RU", "ru", "KAZ", "Russia", "USSR", "казах", "Atlantis", " "];

const DOCUMENTS: [&str; 11] = [
    "4510 123456",
    "passport:RU:4510-123456",
    "passport:RU:4510-123457",
    "passport:RU:77",
    "inn:9",
    "inn:RU:7707083893",
    // Each differs in one digit from the number above, which the check digits show.
    "inn:RU:7707083898",
    "inn:RU:4707083893",
    // Two valid numbers that differ in one digit.
    "inn:RU:7771953640",
    "inn:RU:2771953640",
    "0000000",
];

fn document() -> impl Strategy<Value = Document> {
    select(&DOCUMENTS[..]).prop_map(|document| document.parse().unwrap())
}

fn listing() -> impl Strategy<Value = Listing> {
    let source = select(&["", "bank", "border"][..]);
    let category = select(&["", "wanted", "ban"][..]);
    let day = || select(&["", "2024-01-01", "2025-01-01", "2026-01-01"][..]);
    (source, category, day(), day()).prop_map(|(source, category, from, to)| {
        let mut listing = Listing::new().with_validity(from.parse().ok(), to.parse().ok());
        if !source.is_empty() {
            listing = listing.with_source(source);
        }
        if !category.is_empty() {
            listing = listing.with_category(category);
        }
        listing
    })
}

pub(crate) fn record() -> impl Strategy<Value = Record> {
    let strength = prop_oneof![Just(AliasStrength::Strong), Just(AliasStrength::Weak)];
    let aliases = prop::collection::vec((name(), strength), 0..3);
    let dates = prop::collection::vec(date(), 0..3);
    let sex = select(&[None, Some(Sex::Female), Some(Sex::Male), Some(Sex::Unspecified)][..]);
    let nations = prop::collection::vec(select(&NATIONS[..]), 0..3);
    let documents = prop::collection::vec(document(), 0..3);
    let places = prop::collection::vec(select(&["г. Казань", "Kazan", "Tula", "с."][..]), 0..2);
    (name(), aliases, dates, sex, nations, places, documents, listing()).prop_map(
        |(name, aliases, dates, sex, nations, places, documents, listing)| {
            let mut record = Record::new("", name).with_listing(listing);
            for (name, strength) in aliases {
                record = record.with_alias(Alias::new(name, strength));
            }
            record = dates.into_iter().fold(record, Record::with_birth_date);
            record = nations.into_iter().fold(record, Record::with_nationality);
            record = places.into_iter().fold(record, Record::with_birth_place);
            record = documents.into_iter().fold(record, Record::with_document);
            sex.into_iter().fold(record, Record::with_sex)
        },
    )
}

pub(crate) fn policy() -> impl Strategy<Value = Policy> {
    let threshold = prop_oneof![Just(-100_000), -500..3000_i32].prop_map(Bits::from_hundredths);
    let limit = prop_oneof![2 => Just(None), 3 => (0_usize..6).prop_map(Some)];
    let day = select(&["ever", "2024-06-01", "2025-01-01"][..]);
    let sources = prop::collection::vec(select(&["bank", "border", "nobody"][..]), 0..2);
    let categories = prop::collection::vec(select(&["wanted", "ban"][..]), 0..2);
    let prior =
        (select(&[1, 16, 10_000, 5_000_000][..]), select(&[None, Some(0.9), Some(1e-4)][..]));
    (threshold, limit, day, sources, categories, any::<bool>(), prior).prop_map(
        |(threshold, limit, day, sources, categories, by_probability, (population, share))| {
            let valid_at = day.parse().map_or(ValidAt::Ever, ValidAt::On);
            let policy = Policy::default()
                .with_valid_at(valid_at)
                .with_sources(sources)
                .with_categories(categories);
            let policy = if by_probability { policy } else { policy.with_min_bits(threshold) };
            let policy = if by_probability { policy.with_review_bits(threshold) } else { policy };
            let policy = policy.with_population(population);
            let policy = match share {
                Some(share) => policy.with_listed_share(share).expect("a share"),
                None => policy,
            };
            limit.into_iter().fold(policy, Policy::with_limit)
        },
    )
}

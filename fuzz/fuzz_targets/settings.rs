//! A model or a policy in JSON is refused, or it comes back equal, weighs finitely and is searched exactly. No field that
//! it does not have passes.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use std::sync::LazyLock;
use sverka::{Model, Policy, Record, Watchlist};

#[derive(Arbitrary, Debug)]
struct Case {
    model: Vec<Edit>,
    policy: Vec<Edit>,
}

/// A change of a value in a document, which is chosen by its position.
#[derive(Arbitrary, Debug)]
struct Edit {
    at: u16,
    change: EditKind,
}

#[derive(Arbitrary, Debug)]
enum EditKind {
    Number(f64),
    /// Numbers as people write them.
    Tenths(i16),
    Integer(i64),
    Text(String),
    Null,
    List(Vec<u8>),
    Unknown(u8),
    Remove,
}

static MODEL: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(Model::default()).unwrap());
static POLICY: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "threshold": {"probability": 0.5}, "review": {"bits": 12.5}, "listed_share": 0.005, "population": 2_000_000,
        "limit": 5, "budget": 1_000_000, "valid_at": {"on": "2026-01-31"}, "known_at": {"change": 17},
        "sources": ["border service"], "categories": ["wanted"]
    })
});

/// The pointers to all values of a document (RFC 6901).
fn pointers(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| pointers(value, format!("{at}/{name}"), all));
        }
        Value::Array(items) => {
            (0..).zip(items).for_each(|(n, value)| pointers(value, format!("{at}/{n}"), all));
        }
        _ => {}
    }
    all.push(at);
}

/// The document after the changes, and whether a field was added that no settings have.
fn edited(original: &Value, edits: &[Edit]) -> (Value, bool) {
    let (mut document, mut has_unknown) = (original.clone(), false);
    for Edit { at, change } in edits.iter().take(4) {
        let mut all = Vec::new();
        pointers(&document, String::new(), &mut all);
        let pointer = &all[usize::from(*at) % all.len()];
        if let EditKind::Remove = change {
            let Some((parent, name)) = pointer.rsplit_once('/') else { continue };
            if let Some(Value::Object(fields)) = document.pointer_mut(parent) {
                fields.remove(name);
            }
            continue;
        }
        let value = document.pointer_mut(pointer).unwrap();
        match change {
            EditKind::Number(number) => *value = json!(number),
            EditKind::Tenths(tenths) => *value = json!(f64::from(*tenths) / 10.0),
            EditKind::Integer(number) => *value = json!(number),
            EditKind::Text(text) => *value = json!(text),
            EditKind::Null => *value = Value::Null,
            EditKind::List(items) => *value = json!(items),
            EditKind::Unknown(n) => {
                if let Value::Object(fields) = value {
                    fields.insert(format!("unknown {n}"), json!(1));
                    has_unknown = true;
                }
            }
            EditKind::Remove => {}
        }
    }
    // A later change may have replaced what holds the field.
    let mut all = Vec::new();
    pointers(&document, String::new(), &mut all);
    (document, has_unknown && all.iter().any(|pointer| pointer.contains("/unknown ")))
}

fn records() -> Vec<Record> {
    let born = |record: Record, date: &str| record.with_birth_date(date.parse().unwrap());
    vec![
        born(Record::new("w1", "Щербаков Александр Иванович"), "1971-03-15"),
        born(Record::new("w2", "SHERBAKOV Aleksander"), "1971"),
        Record::new("w3", "Scherbakova Alexandra").with_alias("Иванова Саша"),
        born(Record::new("w4", "Petrov I"), "1980-01-01"),
    ]
}

fuzz_target!(|case: Case| {
    let (document, has_unknown) = edited(&POLICY, &case.policy);
    let policy = serde_json::from_value::<Policy>(document);
    assert!(!(has_unknown && policy.is_ok()), "a policy with an unknown field was accepted");
    let policy = policy.unwrap_or_default();
    let again = serde_json::to_value(&policy).unwrap();
    assert_eq!(serde_json::from_value::<Policy>(again).unwrap(), policy, "a policy changed");

    let (document, has_unknown) = edited(&MODEL, &case.model);
    let Ok(model) = serde_json::from_value::<Model>(document) else { return };
    assert!(!has_unknown, "a model with an unknown field was accepted");
    let again = serde_json::to_value(&model).unwrap();
    assert_eq!(serde_json::from_value::<Model>(again).unwrap(), model, "a model changed");

    let watchlist = Watchlist::builder().records(records()).model(model).build().unwrap();
    for entry in records() {
        let found = watchlist.screen(&entry, &policy);
        let exhaustive = watchlist.screen_exhaustively(&entry, &policy);
        if found.certificate().is_complete() {
            assert_eq!(found.matches(), exhaustive.matches(), "the search is not exact");
        }
        for found in found.matches() {
            assert!((0.0..=1.0).contains(&found.probability()), "{}", found.probability());
            assert_eq!(found.bits(), found.evidence().bits(), "the items do not sum to the bits");
        }
    }
});

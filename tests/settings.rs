//! A setting that is misspelled, or that its builder would refuse, is an error that names the field.

use serde::de::DeserializeOwned;
use sverka::{Bits, Model, Policy};

fn error<T: DeserializeOwned>(json: &str) -> String {
    match serde_json::from_str::<T>(json) {
        Ok(_) => panic!("taken: {json}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_bad_setting_of_a_policy_is_refused_with_its_field_and_what_is_allowed() {
    for (json, field, allowed) in [
        (r#"{"treshold": {"bits": 20}}"#, "treshold: unknown field", "`threshold`"),
        (r#"{"limits": 1}"#, "limits: unknown field", "`limit`"),
        (r#"{"Limit": 1}"#, "Limit: unknown field", "`limit`"),
        (r#"{"limit": 1, "limit": 2}"#, "duplicate field", "`limit`"),
        (r#"{"threshold": {"probability": 2}}"#, "threshold.probability: ", "above 0 and below 1"),
        (r#"{"threshold": {"probability": 85}}"#, "threshold.probability: ", "above 0 and below 1"),
        (r#"{"threshold": {"probability": 1}}"#, "threshold.probability: ", "above 0 and below 1"),
        (r#"{"threshold": {"probability": 0}}"#, "threshold.probability: ", "above 0 and below 1"),
        (r#"{"threshold": {"probability": -1}}"#, "threshold.probability: ", "above 0 and below 1"),
        (r#"{"threshold": {"probability": "0.5"}}"#, "threshold.probability: ", "expected f64"),
        (r#"{"threshold": {"probability": null}}"#, "threshold.probability: ", "expected f64"),
        (r#"{"threshold": {"probabilty": 0.5}}"#, "threshold", "`probability`"),
        (r#"{"threshold": {"bits": 30000000}}"#, "threshold.bits: ", "21 million"),
        (r#"{"threshold": {"bits": 1e300}}"#, "threshold.bits: ", "21 million"),
        (r#"{"threshold": {"bits": 20, "probability": 0.5}}"#, "threshold", "expected value"),
        (r#"{"threshold": 20}"#, "threshold: ", "expected"),
        (r#"{"review": {"probability": 2}}"#, "review.probability: ", "above 0 and below 1"),
        (r#"{"review": false}"#, "review: ", "expected"),
        (r#"{"listed_share": 0}"#, "listed_share: ", "above 0 and at most 1"),
        (r#"{"listed_share": 1.5}"#, "listed_share: ", "above 0 and at most 1"),
        (r#"{"listed_share": -0.1}"#, "listed_share: ", "above 0 and at most 1"),
        (r#"{"population": 0}"#, "population: ", "nonzero"),
        (r#"{"population": -1}"#, "population: ", "nonzero"),
        (r#"{"population": 1.5}"#, "population: ", "nonzero"),
        (r#"{"limit": -5}"#, "limit: ", "usize"),
        (r#"{"valid_at": "todya"}"#, "valid_at", "`today`"),
        (r#"{"valid_at": {"on": "2026-02-30"}}"#, "valid_at.on: ", "YYYY-MM-DD"),
        (r#"{"valid_at": "2026-01-31"}"#, "valid_at", "`ever`"),
        (r#"{"known_at": {"change": -1}}"#, "known_at.change: ", "u64"),
        (r#"{"sources": "border service"}"#, "sources: ", "a sequence"),
        (r#"{"categories": [7]}"#, "categories[0]: ", "a string"),
    ] {
        let error = error::<Policy>(json);
        assert!(error.starts_with(field) && error.contains(allowed), "{json}: {error}");
    }
    // JSON has neither NaN nor infinity, and a number that is too large for one is an error too.
    for number in ["NaN", "Infinity", "-Infinity", "1e999"] {
        for field in ["threshold", "review"] {
            error::<Policy>(&format!(r#"{{"{field}": {{"bits": {number}}}}}"#));
            error::<Policy>(&format!(r#"{{"{field}": {{"probability": {number}}}}}"#));
        }
        error::<Policy>(&format!(r#"{{"listed_share": {number}}}"#));
    }
}

#[test]
fn a_bad_weight_of_a_model_is_refused_with_its_path() {
    for (json, path) in [
        (r#"{"version": 1, "listed_shares": 0.1}"#, "listed_shares: "),
        (r#"{"version": 1, "listed_share": 2}"#, "listed_share: "),
        (r#"{"version": 1, "dates": {"same_week": 1}}"#, "dates.same_week: "),
        (r#"{"version": 1, "dates": {"same_day": "14"}}"#, "dates.same_day: "),
        (r#"{"version": 1, "dates": {"same_day": 1e300}}"#, "dates.same_day: "),
        (r#"{"version": 1, "dates": {"same_day": -1}}"#, "dates.same_day: "),
        (r#"{"version": 1, "names": {"unseen_count": -4}}"#, "names.unseen_count: "),
        (r#"{"version": 1, "sounds": {"pairs": [["a", "o", 1], ["a", "o"]]}}"#, "sounds.pairs[1]"),
        (r#"{"version": 1.5}"#, "version: "),
        (r#"{"names": {}}"#, "missing field `version`"),
    ] {
        let error = error::<Model>(json);
        assert!(error.starts_with(path), "{json}: {error}");
    }
}

#[test]
fn what_is_in_order_is_taken_as_it_stands() {
    let policy: Policy = serde_json::from_str(
        r#"{"threshold": {"probability": 0.85}, "review": {"bits": -2.5}, "listed_share": 1,
            "population": 2000000, "limit": 5, "valid_at": {"on": "2026-01-31"}, "known_at": {"change": 17},
            "sources": ["border service"], "categories": ["wanted"]}"#,
    )
    .unwrap();
    let built = Policy::default()
        .with_min_probability(0.85)
        .and_then(|policy| policy.with_listed_share(1.0))
        .unwrap()
        .with_review_bits(Bits::from_hundredths(-250))
        .with_population(2_000_000)
        .with_limit(5)
        .with_valid_at(sverka::ValidAt::On("2026-01-31".parse().unwrap()))
        .with_known_at(sverka::KnownAt::Change(17))
        .with_sources(["border service"])
        .with_categories(["wanted"]);
    assert_eq!(policy, built);
    assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), Policy::default());
}

#[test]
fn the_line_of_an_error_stays_where_a_setting_is_part_of_more() {
    #[derive(Debug, serde::Deserialize)]
    struct Service {
        #[serde(rename = "policy")]
        _policy: Policy,
    }
    let json = "{\n \"policy\": {\"limit\": 5,\n  \"treshold\": null}}";
    let error = serde_json::from_str::<Service>(json).unwrap_err();
    assert_eq!((error.line(), error.is_data()), (3, true), "{error}");
    assert!(error.to_string().starts_with("treshold: unknown field"), "{error}");
}

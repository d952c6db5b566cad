//! Any valid model gives exact answers and finite numbers. `SVERKA_MODELS` sets how many are tried:
//!
//! ```text
//! SVERKA_MODELS=20000 cargo test --release --test models
//! ```

mod common;
#[path = "common/models.rs"]
mod models;

use common::{policy, record};
use models::model;
use proptest::prelude::*;
use serde_json::json;
use sverka::{Model, Record, Watchlist};

fn cases() -> u32 {
    let cases =
        std::env::var("SVERKA_MODELS").map(|number| number.parse().expect("a whole number"));
    cases.unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn screening_is_exact_under_any_model(
        model in model(),
        list in prop::collection::vec(record(), 0..20),
        entry in record(),
        policy in policy(),
    ) {
        let numbered = list.into_iter().enumerate();
        let list: Vec<Record> = numbered.map(|(n, r)| r.with_id(format!("w{n:02}"))).collect();
        let watchlist = Watchlist::builder().records(list).model(model).build().unwrap();
        let screening = watchlist.screen(&entry, &policy);
        let exhaustive = watchlist.screen_exhaustively(&entry, &policy);
        prop_assert_eq!(screening.matches(), exhaustive.matches());
        for found in screening.matches() {
            prop_assert!((0.0..=1.0).contains(&found.probability()));
            prop_assert_eq!(found.bits(), found.evidence().bits());
            prop_assert_eq!(found.evidence(), &watchlist.compare(&entry, found.record()));
        }
    }

    #[test]
    fn agreement_on_a_date_never_lowers_the_bits_under_any_model(
        model in model(),
        entry in record(),
        listed in record(),
        date in common::date(),
    ) {
        let before = model.compare(&entry, &listed).bits();
        let after = model.compare(&entry.with_birth_date(date), &listed.with_birth_date(date));
        prop_assert!(after.bits() >= before);
    }

    #[test]
    fn any_model_survives_json(model in model()) {
        let json = serde_json::to_string(&model).unwrap();
        prop_assert_eq!(serde_json::from_str::<Model>(&json).unwrap(), model);
    }
}

/// Found by the property above: of two dates, the contradicting one may weigh more than the near one.
#[test]
fn a_slip_may_weigh_less_than_a_contradiction_and_is_found() {
    let mut model = serde_json::to_value(Model::default()).unwrap();
    model["dates"]["one_slip"] = json!(-50.0);
    model["dates"]["contradicted"] = json!(0.0);
    let model: Model = serde_json::from_value(model).unwrap();
    let born = |dates: &[&str]| {
        let dates = dates.iter().map(|date| date.parse().unwrap());
        dates.fold(Record::new("w1", "Ivan Petrov"), Record::with_birth_date)
    };
    let listed = born(&["1981-03-05"]);
    let watchlist = Watchlist::builder().record(listed).model(model).build().unwrap();
    let entry = born(&["1971", "1980"]);
    let bits = watchlist.compare(&entry, &watchlist.get("w1").unwrap()).bits();
    let policy = sverka::Policy::default().with_min_bits(bits);
    assert_eq!(watchlist.screen(&entry, &policy).matches().len(), 1);
}

//! Random models.

use proptest::prelude::*;
use serde_json::json;
use sverka::Model;

/// A multiple of 1/1024 above 0, which has few enough digits to survive JSON exactly.
fn fraction(most: u64) -> impl Strategy<Value = f64> {
    (1..=most).prop_map(|n| n as f64 / 1024.0)
}

/// Models over the whole range of valid weights, sensible or not.
pub(crate) fn model() -> impl Strategy<Value = Model> {
    let agree = || prop_oneof![Just(0.0), 0.0..100.0, 0.0..5.0];
    let differ = || prop_oneof![Just(0.0), -100.0..0.0, -5.0..0.0];
    let either = || -100.0..100.0_f64;
    let names = (
        prop::collection::vec(agree(), 18),
        prop::collection::vec(differ(), 7),
        prop::collection::vec(0.0..50.0_f64, 3),
        (fraction(1 << 24), fraction(1 << 24), fraction(1 << 13)),
        [fraction(1 << 10), fraction(1 << 10), fraction(1 << 10)],
    );
    let dates = (
        prop::collection::vec(agree(), 5),
        [either(), either()],
        prop::collection::vec(differ(), 3),
        fraction(1 << 24),
    );
    let traits = (
        prop::collection::vec(agree(), 5),
        [either(), either()],
        prop::collection::vec(differ(), 4),
    );
    // The costs of sounds have one decimal.
    let tenths = |most: u32| (0..=most).prop_map(|n| f64::from(n) / 10.0);
    let sounds =
        (tenths(100), tenths(100), tenths(20), tenths(100), tenths(200), tenths(200), tenths(100));
    (names, dates, traits, fraction(1 << 10), sounds).prop_map(|(names, dates, traits, share, sounds)| {
        let (costs, below, differences, (unseen, prior, attested), [relative, alike, namesake]) = names;
        let alone = f64::min(below[0], below[1]);
        let least = |by: f64| (alone - by).max(-100.0);
        let model = json!({
            "version": 1,
            "listed_share": share,
            "names": {
                "same_reading": costs[0], "national_form": costs[1], "diminutive": costs[2],
                "russified": costs[3], "gendered": costs[4], "initial": costs[5],
                "particle": costs[6], "bits_per_sound": costs[7], "together": costs[8],
                "other_name": costs[13], "joined": costs[14], "rendering": costs[15],
                "abbreviated": costs[16], "misread": costs[17], "repaired": below[6],
                "alike_relative_share": alike, "namesake_share": namesake,
                "other_role": costs[9], "less_usual_reading": costs[12], "relative_from": costs[10], "no_relative": costs[11],
                "extra_in_entry": below[0], "omitted_minor": below[1], "extra_in_record": below[2],
                "omitted_patronymic": below[3], "strong_alias": below[4], "weak_alias": below[5],
                "contradicted": least(differences[0]),
                "contradicted_initial": least(differences[1]).min(below[3]),
                "contradicted_patronymic": (below[3] - differences[2]).max(-100.0),
                "unseen_count": unseen, "prior_names": prior, "attested_names": attested, "relative_share": relative,
            },
            "dates": {
                "same_day": dates.0[0], "same_new_year": dates.0[1], "same_month": dates.0[2],
                "same_year": dates.0[3], "same_first_of_month": dates.0[4], "day_month_swapped": dates.1[0],
                "year_off_by_one": dates.1[1], "other_day_same_year": dates.2[0],
                "one_slip": dates.2[1], "contradicted": dates.2[2], "prior_dates": dates.3,
            },
            "sounds": {
                "consonants": sounds.0, "vowels": sounds.1, "doubled": sounds.2,
                "transposed": sounds.3, "limit": sounds.4, "neighbourhood": sounds.5,
                "vowel_and_consonant": sounds.6,
            },
            "traits": {
                "same_sex": traits.0[0], "same_nationality": traits.0[1],
                "same_birth_place": traits.0[2], "document_per_character": traits.0[3],
                "document_most": traits.0[4], "document_one_digit_off": traits.1[0],
                "document_checked_slip": traits.1[1], "other_sex": traits.2[0],
                "other_nationality": traits.2[1], "other_birth_place": traits.2[2],
                "other_document": traits.2[3],
            },
        });
        let default = serde_json::to_value(Model::default()).unwrap();
        for group in ["names", "dates", "sounds", "traits"] {
            let keys = |model: &serde_json::Value| -> Vec<String> {
                model[group].as_object().unwrap().keys().cloned().collect()
            };
            // The table of pairs of sounds stays as it is.
            let varied = |key: &String| keys(&model).contains(key) || key == "pairs";
            let left_out: Vec<String> =
                keys(&default).into_iter().filter(|key| !varied(key)).collect();
            assert!(left_out.is_empty(), "{group}: {left_out:?} are not varied");
        }
        serde_json::from_value(model).unwrap()
    })
}

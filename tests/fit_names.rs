//! Weights of names fitted to made-up pairs, whose error rates are known.

use proptest::prelude::*;
use sverka::{Bits, Estimate, Field, Fit, Level, Model, Pair, Record, Watchlist};

/// Knuth's linear congruential generator for MMIX, whose upper bits are good enough here.
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// Whether something happens that happens in so many of a hundred cases.
    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// An invented surname. Two of them hardly ever sound alike.
    fn surname(&mut self) -> String {
        const SYLLABLES: [&str; 12] =
            ["bra", "vik", "tos", "lem", "dug", "fan", "gor", "hus", "min", "pel", "zak", "run"];
        (0..4).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect()
    }
}

fn weight<'a>(fit: &'a Fit, path: &str) -> &'a Estimate {
    fit.estimates().iter().find(|estimate| estimate.weight() == Some(path)).unwrap()
}

fn of_names(fit: &Fit) -> impl Iterator<Item = &Estimate> {
    fit.estimates().iter().filter(|estimate| estimate.field() == Field::Name)
}

/// Entries of two surnames, each with its record: of five, one is about another person; of twenty tokens of the
/// same person, one is another name; of ten records, three have one name more.
fn planted() -> Vec<(Record, Record, bool)> {
    let mut draws = Draws(1);
    let pair = |n| {
        let is_match = !draws.percent(20);
        let entry = [draws.surname(), draws.surname()];
        let mut record = entry.clone();
        for token in &mut record {
            if !is_match || draws.percent(5) {
                *token = draws.surname();
            }
        }
        let more = if draws.percent(30) { draws.surname() } else { String::new() };
        let record = format!("{} {} {more}", record[0], record[1]);
        (
            Record::new(format!("e{n}"), entry.join(" ")),
            Record::new(format!("w{n}"), record),
            is_match,
        )
    };
    (0..3_000).map(pair).collect()
}

fn fitted(planted: &[(Record, Record, bool)], labelled: bool) -> Fit {
    let pairs: Vec<Pair<'_>> = planted
        .iter()
        .map(|(entry, record, is_match)| {
            let pair = Pair::new(entry, record).for_names();
            if labelled { pair.with_label(*is_match) } else { pair }
        })
        .collect();
    let others = planted.iter().cycle().skip(1);
    let strangers: Vec<Pair<'_>> = (planted.iter().zip(others))
        .map(|((entry, ..), (_, record, _))| Pair::new(entry, record).for_names())
        .collect();
    Model::default().fit(&pairs, &strangers, Bits::ZERO).unwrap()
}

#[test]
fn em_finds_the_rates_of_contradictions_and_omissions_with_labels_and_without() {
    let planted = planted();
    for labelled in [true, false] {
        let fit = fitted(&planted, labelled);
        assert!(fit.has_converged());
        assert_eq!((fit.pairs(), fit.name_pairs()), (0, 3_000));
        if !labelled {
            assert!((fit.name_matched_share() - 0.8).abs() < 0.02, "{fit:?}");
        }
        let contradicted = weight(&fit, "names.contradicted");
        assert!((contradicted.m() - 0.05).abs() < 0.01, "{contradicted:?}");
        // log2 of 1/20 over 1, as strangers have nothing in common.
        assert!((contradicted.after().as_f64() + 4.32).abs() < 0.25, "{contradicted:?}");
        assert!(contradicted.interval().contains(&contradicted.after()));
        // Of 23 tokens of ten records, 3 are left over, for strangers as well.
        let more = weight(&fit, "names.extra_in_record");
        assert!((more.m() - 3.0 / 23.0).abs() < 0.015, "{more:?}");
        assert!(!more.is_kept() && more.after().as_f64().abs() < 0.2, "{more:?}");
        // Nobody is abbreviated here.
        let initial = weight(&fit, "names.contradicted_initial");
        assert!(initial.is_kept() && initial.before() == initial.after(), "{initial:?}");
    }
}

#[test]
fn a_label_outweighs_what_the_names_say() {
    let planted = planted();
    let swapped: Vec<_> = planted.into_iter().map(|(one, other, is)| (one, other, !is)).collect();
    // Of those now said to be of one person all tokens differ.
    let contradicted = *weight(&fitted(&swapped, true), "names.contradicted");
    assert!(contradicted.m() > 0.99 && contradicted.matches() > 1_000.0, "{contradicted:?}");
}

#[test]
fn a_form_costs_what_offices_show_and_not_how_common_it_is() {
    const FORMS: [[&str; 2]; 6] = [
        ["Александр", "Саша"],
        ["Мария", "Маша"],
        ["Дмитрий", "Дима"],
        ["Николай", "Коля"],
        ["Татьяна", "Таня"],
        ["Владимир", "Вова"],
    ];
    // In half of the records all use the short form. In one world each office writes what it likes, in the other
    // one in fifty does not write what all others do.
    let cost = |exchanged: usize| {
        let mut draws = Draws(2);
        let mut names = Vec::new();
        for n in 0..3_000 {
            let (forms, short) = (FORMS[draws.below(FORMS.len())], draws.below(2));
            let other = if draws.percent(exchanged) { 1 - short } else { short };
            let surname = draws.surname();
            let named =
                |id: &str, form| Record::new(format!("{id}{n}"), format!("{form} {surname}"));
            names.push((named("e", forms[short]), named("w", forms[other])));
        }
        let listed = names.iter().map(|(_, record)| record.clone());
        let watchlist = Watchlist::builder().records(listed).build().unwrap();
        let pairs: Vec<Pair<'_>> = names
            .iter()
            .map(|(entry, record)| watchlist.pair(entry, record).with_label(true).for_names())
            .collect();
        let others = names.iter().cycle().skip(1);
        let strangers: Vec<Pair<'_>> = (names.iter().zip(others))
            .map(|((entry, _), (_, record))| watchlist.pair(entry, record).for_names())
            .collect();
        let fit = watchlist.model().fit(&pairs, &strangers, Bits::ZERO).unwrap();
        let diminutive = weight(&fit, "names.diminutive");
        assert!(!diminutive.is_kept(), "{diminutive:?}");
        diminutive.after().as_f64()
    };
    let (free, rare) = (cost(50), cost(2));
    assert!(free < 1.0, "{free}");
    // A form weighs by the rarity of all forms together, so log2 of one half to one in fifty.
    assert!((rare - free - 4.6).abs() < 1.0, "{rare} {free}");
}

#[test]
fn without_pairs_for_names_their_weights_are_kept() {
    let planted = planted();
    let pairs: Vec<Pair<'_>> =
        planted.iter().map(|(entry, record, _)| Pair::new(entry, record)).collect();
    let fit = Model::default().fit(&pairs, &[], Bits::ZERO).unwrap();
    assert_eq!((fit.pairs(), fit.name_pairs()), (3_000, 0));
    assert!(of_names(&fit).count() > 15);
    assert!(of_names(&fit).all(|it| it.is_kept() && it.before() == it.after()));
}

#[test]
fn every_fitted_weight_of_names_has_a_path_that_a_model_reads() {
    let fit = fitted(&planted()[..200], true);
    let json = serde_json::to_value(fit.model()).unwrap();
    for estimate in of_names(&fit) {
        let Some(path) = estimate.weight() else { continue };
        let (group, name) = path.split_once('.').unwrap();
        assert_eq!(json[group][name].as_f64(), Some(estimate.after().as_f64()), "{path}");
    }
}

const WORDS: [&str; 14] = [
    "Иванов",
    "Ivanov",
    "Иванова",
    "Petrov",
    "Пётр",
    "П.",
    "A",
    "Саша",
    "Александр",
    "al",
    "Сергеевич",
    "Сергеевна",
    "Алиреза",
    "Али Реза",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn estimates_are_finite_in_range_and_do_not_depend_on_order(
        names in prop::collection::vec(
            (prop::collection::vec(0..WORDS.len(), 0..4), prop::collection::vec(0..WORDS.len(), 0..4),
             prop::option::of(any::<bool>())),
            1..40),
        copies in prop::sample::select(vec![1_usize, 60]),
        even in -2_000..2_000,
    ) {
        let text = |words: &[usize]| words.iter().map(|n| WORDS[*n]).collect::<Vec<_>>().join(" ");
        let records: Vec<(Record, Record, Option<bool>)> = names
            .iter()
            .map(|(one, other, label)| (Record::new("e", text(one)), Record::new("w", text(other)), *label))
            .collect();
        let once: Vec<Pair<'_>> = records
            .iter()
            .map(|(entry, record, label)| {
                let pair = Pair::new(entry, record).for_names();
                label.map_or(pair, |label| pair.with_label(label))
            })
            .collect();
        let pairs = once.repeat(copies);
        let strangers: Vec<Pair<'_>> = (0..records.len())
            .map(|n| Pair::new(&records[n].0, &records[records.len() - 1 - n].1).for_names())
            .collect::<Vec<_>>()
            .repeat(copies);
        let even = Bits::from_hundredths(even);
        let fit = Model::default().fit(&pairs, &strangers, even).unwrap();
        let mut backwards = [pairs, strangers];
        backwards.iter_mut().for_each(|pairs| pairs.reverse());
        let again = Model::default().fit(&backwards[0], &backwards[1], even).unwrap();
        prop_assert_eq!(&fit, &again);
        for estimate in fit.estimates() {
            prop_assert!(estimate.m() > 0.0 && estimate.m() <= 1.0, "{:?}", estimate);
            prop_assert!(estimate.u() > 0.0 && estimate.u() <= 1.0, "{:?}", estimate);
            prop_assert!(estimate.interval().start() <= estimate.interval().end());
            prop_assert!(!estimate.is_kept() || estimate.before() == estimate.after());
        }
        // Reading checks the ranges, and that no contradiction weighs more than an omission.
        let json = serde_json::to_string(fit.model()).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Model>(&json).unwrap(), fit.model());
    }
}

#[test]
fn identical_tokens_are_what_other_levels_cost_more_than() {
    let fit = fitted(&planted(), true);
    let identical = of_names(&fit).find(|estimate| estimate.level() == Level::Identical).unwrap();
    assert_eq!((identical.weight(), identical.after()), (None, Bits::ZERO));
    assert!((identical.m() - 0.95).abs() < 0.01, "{identical:?}");
}

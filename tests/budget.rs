//! An entry that takes more steps than its policy allows has an answer that is right as far as it goes and says that
//! it may not be all.

mod common;

use common::{policy, record};
use proptest::prelude::*;
use sverka::{Bits, Change, LivingList, Policy, Record, Screening, ValidAt, Watchlist};

fn watchlist(records: Vec<Record>) -> Watchlist {
    let numbered = records.into_iter().enumerate();
    let records = numbered.map(|(n, record)| record.with_id(format!("w{n}")));
    Watchlist::builder().records(records).build().unwrap()
}

fn found(screening: &Screening) -> Vec<(&str, Bits)> {
    screening.matches().iter().map(|found| (found.record().id(), found.bits())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_cut_off_answer_is_a_part_of_the_exhaustive_one_and_a_complete_one_is_all_of_it(
        list in prop::collection::vec(record(), 0..40),
        entry in record(),
        aliases in prop::collection::vec(record(), 0..8),
        policy in policy(),
        budget in prop_oneof![1_u64..2_000, 1_u64..50],
    ) {
        let watchlist = watchlist(list);
        let named = |entry: Record, other: &Record| entry.with_alias(other.name().clone());
        let entry = aliases.iter().fold(entry, named);
        let cut = watchlist.screen(&entry, &policy.clone().with_budget(budget));
        let all = watchlist.screen_exhaustively(&entry, &policy);
        let certificate = cut.certificate();
        if certificate.is_complete() {
            prop_assert_eq!(cut.matches(), all.matches());
        } else {
            prop_assert!(certificate.steps() > budget);
            prop_assert_eq!(certificate.rest_at_most(), None);
        }
        // A limit leaves out other records than a budget does, so what is found is among all that there is.
        let unlimited = watchlist.screen_exhaustively(&entry, &policy.clone().with_limit(usize::MAX));
        for found in cut.matches() {
            prop_assert!(unlimited.matches().contains(found));
        }
        prop_assert!(found(&cut).is_sorted_by(|one, other| (other.1, one.0) < (one.1, other.0)));
        let refused = policy.clone().with_budget(budget).without_incomplete();
        let refused = watchlist.screen(&entry, &refused);
        prop_assert_eq!(refused.certificate(), certificate);
        match certificate.is_complete() {
            true => prop_assert_eq!(refused.matches(), cut.matches()),
            false => prop_assert_eq!((refused.matches().len(), refused.tied_left_out()), (0, 0)),
        }
        prop_assert!(all.certificate().is_complete());
        prop_assert!(watchlist.screen(&entry, &policy).certificate().is_complete());
    }
}

#[test]
fn where_an_entry_is_cut_off_depends_on_nothing_but_the_list_the_entry_and_the_policy() {
    let records = (0..3_000).map(|n| {
        let given = ["Иван", "Пётр", "Сергей", "Анна"][n % 4];
        let family = ["Иванов", "Петров", "Щербаков", "Крымов", "Снегов"][n / 4 % 5];
        Record::new(format!("{n}"), format!("{family} {given}"))
    });
    let built = Watchlist::builder().records(records).build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.sverka");
    built.save(&path).unwrap();
    let opened = Watchlist::open(&path).unwrap();
    let entries: Vec<Record> =
        ["Ivanov Petr", "Petrov Ivan", "Chtcherbakov Serge", "Snegov", "I P"]
            .into_iter()
            .enumerate()
            .map(|(n, name)| Record::new(n.to_string(), name).with_alias("Krymov Ivan Petrovich"))
            .collect();
    let policy =
        Policy::default().with_min_bits(Bits::from_hundredths(200)).with_valid_at(ValidAt::Ever);
    let mut complete = 0;
    for budget in [1, 100, 500, 1_000, 2_000, 10_000, u64::MAX] {
        let policy = policy.clone().with_budget(budget);
        let expected: Vec<Screening> =
            entries.iter().map(|entry| built.screen(entry, &policy)).collect();
        complete += expected.iter().filter(|answer| answer.certificate().is_complete()).count();
        for threads in [1, 2, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            for list in [&built, &opened] {
                assert_eq!(pool.install(|| list.screen_all(&entries, &policy)), expected);
            }
        }
    }
    assert!((5..30).contains(&complete), "some answers are cut off: {complete}");
}

#[test]
fn an_entry_that_is_over_the_budget_in_one_part_of_a_list_is_refused_by_all() {
    let namesakes = (0..500).map(|n| Record::new(n.to_string(), "Щербаков Александр"));
    let folder = tempfile::tempdir().unwrap();
    let list =
        LivingList::create(folder.path().join("list"), watchlist(namesakes.collect())).unwrap();
    list.apply([Change::Put(Record::new("new", "Щербаков Александр"))]).unwrap();
    let policy = Policy::default().with_min_bits(Bits::from_hundredths(-1_000)).with_budget(300);
    let found = |policy: Policy| {
        let screening = list.view().screen(&Record::new("e", "Chtcherbakov Alexandre"), &policy);
        (screening.matches().len(), screening.certificate().is_complete())
    };
    let (kept, is_complete) = found(policy.clone());
    assert!((1..501).contains(&kept) && !is_complete, "{kept}");
    assert_eq!(found(policy.clone().without_incomplete()), (0, false));
    assert_eq!(found(policy.without_incomplete().with_budget(100_000)), (501, true));
}

#[test]
fn an_entry_that_has_more_than_a_record_may_have_is_refused_too() {
    let list = watchlist(vec![Record::new("", "Snegova Agniya")]);
    let aliases = (0..=Record::MOST_VALUES).map(|_| "Snegova Agniya");
    let entry = aliases.fold(Record::new("e", "Snegova Agniya"), Record::with_alias);
    let found = |policy: Policy| list.screen(&entry, &policy).matches().len();
    assert_eq!(found(Policy::default()), 1);
    assert_eq!(found(Policy::default().without_incomplete()), 0);
}

#[test]
fn another_budget_is_another_fingerprint() {
    let list = watchlist(vec![Record::new("", "Snegova Agniya")]);
    let entry = Record::new("e", "Snegova");
    let of = |policy: Policy| list.screen(&entry, &policy).fingerprint();
    let plain = Policy::default();
    assert_eq!(of(plain.clone()), of(plain.clone().with_budget(Policy::DEFAULT_BUDGET)));
    assert_ne!(of(plain.clone()), of(plain.clone().with_budget(1_000)));
    assert_ne!(of(plain.clone()), of(plain.without_incomplete()));
}

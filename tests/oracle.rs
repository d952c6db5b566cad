//! `screen` against the oracle: every record compared with the entry in a loop, and sorted. The oracle is slow
//! and obvious; it defines the right answer.

mod common;

use common::{policy, record};
use proptest::prelude::*;
use sverka::{Band, Bits, Policy, Record, Screening, Threshold, ValidAt, Watchlist};

/// Records with distinct identifiers, not in order.
fn records(most: usize) -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(record(), 0..most).prop_map(|records| {
        let numbered = records.into_iter().enumerate();
        numbered.map(|(n, record)| record.with_id(format!("w{}", (n * 7) % 101))).collect()
    })
}

/// Entries whose names have more tokens than are searched for together, in many names or in long ones, and a token in
/// several of them.
fn many_named() -> impl Strategy<Value = Record> {
    (record(), prop::collection::vec(record(), 3..12), any::<bool>()).prop_map(
        |(entry, others, together)| match together {
            false => others.iter().fold(entry, |entry, other| {
                let named = entry.with_alias(other.name().clone());
                other.aliases().iter().cloned().fold(named, Record::with_alias)
            }),
            true => {
                let names: Vec<String> = others.iter().map(|it| it.name().to_string()).collect();
                names.chunks(3).fold(entry, |entry, names| entry.with_alias(names.join(" ")))
            }
        },
    )
}

/// The lowest threshold of a policy, in bits.
fn least(watchlist: &Watchlist, policy: &Policy) -> f64 {
    // The odds of a record are the listed share, which the default model states, over the records, and at most
    // one in the population.
    let share = policy.listed_share().unwrap_or(0.1);
    let odds = (share / watchlist.len().max(1) as f64).min(1.0 / policy.population() as f64);
    let bits = |threshold| match threshold {
        Threshold::Bits(bits) => bits.as_f64(),
        Threshold::Probability(p) => (p / (1.0 - p)).log2() - odds.log2(),
        _ => unreachable!("a new kind of threshold"),
    };
    let report = bits(policy.threshold());
    policy.review().map_or(report, |review| bits(review).min(report))
}

/// The identifiers and bits of the matches.
fn oracle(watchlist: &Watchlist, entry: &Record, policy: &Policy) -> Vec<(String, Bits)> {
    let is_wanted = |record: &Record| {
        let listing = record.listing();
        let among = |wanted: &[String], stated: Option<&str>| {
            wanted.is_empty() || stated.is_some_and(|stated| wanted.iter().any(|w| w == stated))
        };
        let valid = match policy.valid_at() {
            ValidAt::On(day) => listing.is_valid_on(day),
            _ => true,
        };
        valid
            && among(policy.sources(), listing.source())
            && among(policy.categories(), listing.category())
    };
    let least = least(watchlist, policy);
    let mut matches: Vec<(String, Bits)> = watchlist
        .records()
        .filter(is_wanted)
        .map(|record| (record.id().to_owned(), watchlist.compare(entry, &record).bits()))
        .filter(|(_, bits)| bits.as_f64() > least - 0.005)
        .collect();
    matches.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.cmp(other)));
    matches.truncate(policy.limit().unwrap_or(usize::MAX));
    matches
}

fn found(screening: &Screening) -> Vec<(String, Bits)> {
    screening.matches().iter().map(|m| (m.record().id().to_owned(), m.bits())).collect()
}

fn watchlist(records: Vec<Record>) -> Watchlist {
    Watchlist::builder().records(records).build().unwrap()
}

/// Checks the certificate of a screening.
fn is_true(
    screening: &Screening,
    watchlist: &Watchlist,
    entry: &Record,
    policy: &Policy,
) -> Result<(), TestCaseError> {
    let certificate = screening.certificate();
    let rest = certificate.records() - certificate.scored() - certificate.excluded();
    prop_assert_eq!(certificate.records(), watchlist.len());
    prop_assert_eq!(certificate.rest_at_most().is_some(), rest > 0);
    prop_assert_eq!(certificate.ruled_out(), rest);
    let Some(most) = certificate.rest_at_most() else { return Ok(()) };
    // At least as many records as were left out weigh no more than the bound.
    let within = watchlist.records().filter(|r| watchlist.compare(entry, r).bits() <= most);
    prop_assert!(within.count() >= rest);
    let full = policy.limit().is_some_and(|limit| screening.matches().len() >= limit);
    let last = screening.matches().last().map(|last| last.bits());
    let threshold = least(watchlist, policy) + 0.005;
    prop_assert!(most.as_f64() < threshold || (full && last.is_none_or(|last| most < last)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn screen_gives_what_the_oracle_gives(list in records(25), entry in record(), policy in policy()) {
        let watchlist = watchlist(list);
        let screening = watchlist.screen(&entry, &policy);
        prop_assert_eq!(found(&screening), oracle(&watchlist, &entry, &policy));
        let exhaustive = watchlist.screen_exhaustively(&entry, &policy);
        prop_assert_eq!(screening.matches(), exhaustive.matches());
        prop_assert_eq!(exhaustive.certificate().rest_at_most(), None);
    }

    #[test]
    fn an_entry_with_many_names_is_found_by_each(
        list in records(25),
        entry in many_named(),
        policy in policy(),
    ) {
        let watchlist = watchlist(list);
        let screening = watchlist.screen(&entry, &policy);
        prop_assert_eq!(found(&screening), oracle(&watchlist, &entry, &policy));
        let exhaustive = watchlist.screen_exhaustively(&entry, &policy);
        prop_assert_eq!(screening.matches(), exhaustive.matches());
        prop_assert_eq!(screening.tied_left_out(), exhaustive.tied_left_out());
        is_true(&screening, &watchlist, &entry, &policy)?;
    }

    #[test]
    fn ties_are_counted_and_grouped(list in records(25), entry in record(), limit in 0_usize..5) {
        let watchlist = watchlist(list);
        let all = Policy::default().with_min_bits(Bits::from_hundredths(-2000)).with_valid_at(ValidAt::Ever);
        let few = watchlist.screen(&entry, &all.clone().with_limit(limit));
        let all = watchlist.screen(&entry, &all);
        let groups: Vec<_> = all.tied_groups().collect();
        prop_assert_eq!(groups.concat().len(), all.matches().len());
        for pair in groups.windows(2) {
            prop_assert!(pair[0][0].bits() > pair[1][0].bits());
        }
        for group in groups {
            prop_assert!(group.windows(2).all(|pair| pair[0].record().id() < pair[1].record().id()));
            prop_assert!(group.iter().all(|found| found.bits() == group[0].bits()));
        }
        let last = few.matches().last().map(|last| last.bits());
        let rest = all.matches().iter().skip(limit);
        let tied = rest.filter(|found| Some(found.bits()) == last).count();
        prop_assert_eq!(few.tied_left_out(), tied);
        prop_assert_eq!(all.tied_left_out(), 0);
    }

    #[test]
    fn a_review_band_does_not_change_what_is_reported(list in records(25), entry in record(), from in -500..2500_i32, below in 0..1500_i32) {
        let watchlist = watchlist(list);
        let from = Bits::from_hundredths(from);
        let policy = Policy::default().with_valid_at(ValidAt::Ever).with_min_bits(from);
        let review = policy.clone().with_review_bits(from - Bits::from_hundredths(below));
        let (reported, both) = (watchlist.screen(&entry, &policy), watchlist.screen(&entry, &review));
        let of_band = |band| both.matches().iter().filter(move |found| found.band() == band);
        let report: Vec<_> = of_band(Band::Report).cloned().collect();
        prop_assert_eq!(&report[..], reported.matches());
        prop_assert!(of_band(Band::Review).all(|found| found.bits() < from));
        let lower = policy.with_min_bits(from - Bits::from_hundredths(below));
        prop_assert_eq!(found(&both), found(&watchlist.screen(&entry, &lower)));
    }

    #[test]
    fn the_evidence_of_a_match_is_that_of_compare(list in records(12), entry in record()) {
        let watchlist = watchlist(list);
        let policy = Policy::default().with_min_bits(Bits::from_hundredths(-10_000));
        for found in watchlist.screen(&entry, &policy).matches() {
            prop_assert_eq!(found.evidence(), &watchlist.compare(&entry, found.record()));
            prop_assert_eq!(found.bits(), found.evidence().bits());
            prop_assert!((0.0..=1.0).contains(&found.probability()));
        }
    }

    #[test]
    fn the_certificate_is_true(list in records(25), entry in record(), policy in policy()) {
        let watchlist = watchlist(list);
        is_true(&watchlist.screen(&entry, &policy), &watchlist, &entry, &policy)?;
    }

    #[test]
    fn answers_depend_neither_on_threads_nor_on_other_entries(
        list in records(25),
        entries in prop::collection::vec(record(), 0..12),
        policy in policy(),
    ) {
        let watchlist = watchlist(list);
        let alone: Vec<Screening> =
            entries.iter().map(|entry| watchlist.screen(entry, &policy)).collect();
        let alone = serde_json::to_string(&alone).unwrap();
        for threads in [1, 2, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let together = pool.install(|| watchlist.screen_all(&entries, &policy));
            prop_assert_eq!(&serde_json::to_string(&together).unwrap(), &alone);
        }
    }

    #[test]
    fn answers_do_not_depend_on_the_order_of_records(list in records(25), entry in record(), policy in policy()) {
        let reversed = list.iter().rev().cloned().collect();
        let (one, other) = (watchlist(list), watchlist(reversed));
        let (one, other) = (one.screen(&entry, &policy), other.screen(&entry, &policy));
        prop_assert_eq!(one.matches(), other.matches());
    }
}

//! Why a record is no match: every reason, and that what is said to be enough is enough.

use proptest::prelude::*;
use std::sync::LazyLock;
use sverka::synthetic::Population;
use sverka::{
    Bits, Field, KnownAt, Listing, LivingList, Obstacle, PartialDate, PersonName, Policy, Record,
    ValidAt, Watchlist,
};

const LISTED: usize = 400;

static POPULATION: LazyLock<Population> = LazyLock::new(|| Population::new(5));
static WATCHLIST: LazyLock<Watchlist> =
    LazyLock::new(|| Watchlist::builder().records(POPULATION.watchlist(LISTED)).build().unwrap());

fn is_match(entry: &Record, id: &str, policy: &Policy) -> bool {
    WATCHLIST.screen(entry, policy).matches().iter().any(|found| found.record().id() == id)
}

/// The entry with a full name, which is rewritten more simply than declared parts.
fn with_full_name(record: &Record, name: &str) -> Record {
    let bare = Record::new(record.id(), PersonName::full(name));
    let bare = record.birth_dates().iter().copied().fold(bare, Record::with_birth_date);
    record.sex().into_iter().fold(bare, Record::with_sex)
}

/// A word may be several that stand together, and never a part of one.
fn with_word_replaced(name: &str, from: &str, to: &str) -> String {
    let is_whole = |at: &usize| {
        let (before, after) = (&name[..*at], &name[at + from.len()..]);
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    };
    let at = name.match_indices(from).map(|(at, _)| at).find(is_whole);
    let at = at.unwrap_or_else(|| panic!("{name:?} does not state {from:?}"));
    format!("{}{to}{}", &name[..at], &name[at + from.len()..])
}

/// The entry as a change of one value would have it.
fn changed(entry: &Record, field: Field, from: Option<&str>, to: &str) -> Record {
    let name = entry.name().to_string();
    match field {
        Field::Name => match from {
            Some(from) => with_full_name(entry, &with_word_replaced(&name, from, to)),
            None => with_full_name(entry, &format!("{name} {to}")),
        },
        Field::BirthDate => {
            let bare = Record::new(entry.id(), entry.name().clone());
            let bare = bare.with_birth_date(to.parse().unwrap());
            entry.sex().into_iter().fold(bare, Record::with_sex)
        }
        Field::Sex => entry.clone().with_sex(to.parse().unwrap()),
        Field::Nationality => entry.clone().with_nationality(to),
        Field::BirthPlace => entry.clone().with_birth_place(to),
        _ => entry.clone().with_document(to.parse().unwrap()),
    }
}

/// The parts of two words in which they agree and differ, by one shortest edit: of each place what the one has and
/// what the other has.
fn places(one: &str, other: &str) -> Vec<[String; 2]> {
    let [a, b] = [one, other].map(|word| word.chars().collect::<Vec<char>>());
    let is_same = |i: usize, j: usize| a[i].to_lowercase().eq(b[j].to_lowercase());
    // The distance of what follows two places.
    let mut rest = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in (0..=a.len()).rev() {
        for j in (0..=b.len()).rev() {
            rest[i][j] = match (i == a.len(), j == b.len()) {
                (true, _) => b.len() - j,
                (_, true) => a.len() - i,
                _ if is_same(i, j) => rest[i + 1][j + 1],
                _ => 1 + rest[i + 1][j + 1].min(rest[i + 1][j]).min(rest[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut places) = (0, 0, Vec::new());
    while i < a.len() || j < b.len() {
        let both = i < a.len() && j < b.len();
        let (next_i, next_j) = match rest[i][j] {
            _ if both && is_same(i, j) => (i + 1, j + 1),
            left if both && left == 1 + rest[i + 1][j + 1] => (i + 1, j + 1),
            left if i < a.len() && left == 1 + rest[i + 1][j] => (i + 1, j),
            _ => (i, j + 1),
        };
        places.push([a[i..next_i].iter().collect(), b[j..next_j].iter().collect()]);
        (i, j) = (next_i, next_j);
    }
    places
}

/// The words that take some of the letters of another word, with how many they take.
fn words_toward(from: &str, to: &str) -> Vec<(u32, String)> {
    let places = places(from, to);
    let differing: Vec<usize> = (0..places.len())
        .filter(|at| places[*at][0].to_lowercase() != places[*at][1].to_lowercase())
        .collect();
    let word = |taken: u32| {
        let part = |(at, place): (usize, &[String; 2])| {
            let nth = differing.iter().position(|differing| *differing == at);
            place[usize::from(nth.is_some_and(|nth| taken >> nth & 1 == 1))].clone()
        };
        (taken.count_ones(), places.iter().enumerate().map(part).collect())
    };
    (0..1 << differing.len().min(8)).map(word).collect()
}

fn shares_letter(one: &str, other: &str) -> bool {
    let other = other.to_lowercase();
    one.to_lowercase().chars().any(|c| c.is_alphabetic() && other.contains(c))
}

#[test]
fn a_word_is_changed_in_the_fewest_letters_that_are_enough() {
    let names = [
        ("Garelow Pyotr", "Gorelov Pyotr"),
        ("Кузнецова Анна", "Кузницева Анна"),
        ("Szczerbakov Gleb", "Szczerbakow Gleb"),
        ("Ahmetof Timor", "Akhmetov Timur"),
        ("Чxеизде Нодар", "Чхеидзе Нодар"),
        ("Kowalchik Jan", "Kowalczyk Jan"),
        ("Рахмонзада Далер", "Рахмонзода Далер"),
        ("Zhuravliova Olga", "Zhuravlyova Olga"),
        ("Мухаметдинов Ильяс", "Мухамедзянов Ильяс"),
        ("Petrosjan Garik", "Petrosyan Gagik"),
    ];
    let mut partly = 0;
    for (stated, listed) in names {
        let watchlist = Watchlist::builder().record(Record::new("w", listed)).build().unwrap();
        let record = watchlist.get("w").unwrap();
        let bits = |name: &str| watchlist.compare(&Record::new("e", name), &record).bits();
        let (from, given) = stated.split_once(' ').unwrap();
        let (to, _) = listed.split_once(' ').unwrap();
        let words = words_toward(from, to);
        // The threshold is what each of these words comes to.
        for (_, word) in &words {
            let least = bits(&format!("{word} {given}"));
            if least <= bits(stated) {
                continue;
            }
            let policy = Policy::default().with_min_bits(least);
            let entry = Record::new("e", stated);
            let why = watchlist.why_not(&entry, "w", &policy).unwrap();
            let mut changes = why.changes().iter().flat_map(|change| change.values());
            let Some(value) = changes.find(|value| value.from() == Some(from)) else { continue };
            let places = places(from, value.to());
            let is_taken = |[one, other]: &&[String; 2]| one.to_lowercase() != other.to_lowercase();
            let taken = places.iter().filter(is_taken).count() as u32;
            assert!(bits(&format!("{} {given}", value.to())) >= least, "{stated}: {value:?}");
            for (_, smaller) in words.iter().filter(|(letters, _)| *letters < taken) {
                let reached = bits(&format!("{smaller} {given}"));
                assert!(reached < least, "{stated}: {smaller} is enough, not {value:?}");
            }
            partly += usize::from(value.to() != to);
        }
    }
    assert!(partly >= 5, "only {partly} words were changed in part");
}

/// Names of several traditions and spellings.
const NAMES: [&str; 10] = [
    "Горелов Пётр Ильич",
    "Щербаков Аркадий Саввич",
    "Brumow Anselm",
    "Чхеидзе Нодар",
    "Сейдахметов Ерлан Маратович",
    "Abu Salim al-Harbi",
    "Kowalczyk Zdzisława",
    "Шевчук Остап",
    "Рахмонзода Далер",
    "Nguyen Van Tuan",
];

#[test]
fn each_obstacle_is_told_and_a_match_has_none() {
    let day = |text: &str| text.parse().unwrap();
    let listing = Listing::new()
        .with_source("bank-a")
        .with_category("wanted")
        .with_submitted_at(day("2024-03-01"))
        .with_validity(Some(day("2024-03-01")), Some(day("2026-03-01")));
    for name in NAMES {
        let records = ["w1", "w2"].map(|id| Record::new(id, name).with_listing(listing.clone()));
        let watchlist = Watchlist::builder().records(records).build().unwrap();
        let entry = Record::new("e", name);
        let obstacles = |entry: &Record, id: &str, policy: Policy| {
            watchlist.why_not(entry, id, &policy).unwrap().obstacles().to_vec()
        };
        let low = || Policy::default().with_min_bits(Bits::from_hundredths(300));
        let on = |text: &str| low().with_valid_at(ValidAt::On(day(text)));
        let then = || on("2025-01-01");
        for (policy, expected) in [
            (then(), vec![]),
            (on("2026-03-02"), vec![Obstacle::NotValid]),
            (then().with_known_at(KnownAt::On(day("2024-02-29"))), vec![Obstacle::SubmittedLater]),
            (then().with_sources(["bank-b"]), vec![Obstacle::OtherSource]),
            (then().with_categories(["banned"]), vec![Obstacle::OtherCategory]),
            (
                on("2024-01-01").with_sources(["bank-b"]),
                vec![Obstacle::NotValid, Obstacle::OtherSource],
            ),
            (then().with_min_bits(Bits::from_hundredths(9_900)), vec![Obstacle::TooFewBits]),
        ] {
            assert_eq!(obstacles(&entry, "w1", policy), expected, "{name}");
        }
        assert_eq!(
            obstacles(&entry, "w2", then().with_limit(1)),
            [Obstacle::BeyondLimit],
            "{name}"
        );
        let unfinished = then().with_budget(1);
        for policy in [unfinished.clone(), unfinished.without_incomplete()] {
            assert_eq!(obstacles(&entry, "w2", policy), [Obstacle::Incomplete], "{name}");
        }
        let stranger = Record::new("e", "Ыкрст");
        assert_eq!(obstacles(&stranger, "w1", then()), [Obstacle::TooFewBits], "{name}");
        assert!(watchlist.why_not(&entry, "w3", &then()).is_none());
    }
}

#[test]
fn a_list_that_changes_is_asked_as_of_any_change() {
    let folder = tempfile::tempdir().unwrap();
    let other = || Record::new("other", "Снегова Мария");
    let list = Watchlist::builder().record(other()).build().unwrap();
    let list = LivingList::create(folder.path().join("list"), list).unwrap();
    for (n, name) in NAMES.into_iter().enumerate() {
        let id = format!("w{n}");
        let entry = Record::new("e", name);
        let policy = |change| {
            let policy = Policy::default().with_min_bits(Bits::from_hundredths(500));
            policy.with_known_at(KnownAt::Change(change))
        };
        let first = list.view().change();
        assert!(list.view().why_not(&entry, &id, &policy(first)).is_none());
        list.put(Record::new(&*id, "Зимин Яков Фомич")).unwrap();
        list.put(Record::new(&*id, name)).unwrap();
        // Enough changes that versions lie in several parts.
        for _ in 0..70 {
            list.put(other().with_nationality("RU")).unwrap();
        }
        let last = list.view().change();
        list.withdraw(&*id).unwrap();
        list.put(Record::new(&*id, name)).unwrap();
        let view = list.view();
        for (change, obstacles, judged) in [
            (first, vec![Obstacle::TooFewBits, Obstacle::AddedLater], "Зимин Яков Фомич"),
            (first + 1, vec![Obstacle::TooFewBits], "Зимин Яков Фомич"),
            (first + 2, vec![], name),
            (last, vec![], name),
            (last + 1, vec![Obstacle::Withdrawn], name),
            (last + 2, vec![], name),
        ] {
            let why = view.why_not(&entry, &id, &policy(change)).unwrap();
            assert_eq!(why.obstacles(), obstacles, "{name} at {change}");
            assert_eq!(why.record().name().to_string(), judged, "{name} at {change}");
            let found = view.screen(&entry, &policy(change));
            let found = found.matches().iter().find(|found| found.record().id() == id);
            assert_eq!(found.is_some(), obstacles.is_empty(), "{name} at {change}");
            assert!(found.is_none_or(|found| found.bits() == why.bits()), "{name} at {change}");
        }
    }
}

#[test]
fn a_birth_date_is_named_by_the_least_part_that_is_enough() {
    let listed =
        Record::new("w", "Горелов Пётр Ильич").with_birth_date("1971-03-15".parse().unwrap());
    let watchlist = Watchlist::builder().record(listed).build().unwrap();
    let entry = Record::new("e", "Gorelow Pjotr");
    let have = watchlist.compare(&entry, &watchlist.get("w").unwrap()).bits();
    for (more, expected) in [(100, "1971"), (700, "1971-03"), (1_200, "1971-03-15")] {
        let policy = Policy::default().with_min_bits(have + Bits::from_hundredths(more));
        let why = watchlist.why_not(&entry, "w", &policy).unwrap();
        assert_eq!(why.shortfall(), Some(Bits::from_hundredths(more)));
        let values = why.changes().iter().flat_map(|change| change.values());
        let date = values.filter(|value| value.field() == Field::BirthDate).map(|value| value.to());
        assert_eq!(date.collect::<Vec<_>>(), [expected]);
    }
    // More than any one value gives: two, or all.
    let policy = Policy::default().with_min_bits(have + Bits::from_hundredths(1_800));
    let why = watchlist.why_not(&entry, "w", &policy).unwrap();
    assert_eq!(why.changes().len(), 1, "{why:?}");
    assert_eq!(why.changes()[0].values().len(), 2, "the date and the patronymic: {why:?}");
    let policy = Policy::default().with_min_bits(have + Bits::from_hundredths(9_000));
    assert!(watchlist.why_not(&entry, "w", &policy).unwrap().changes().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_stated_change_makes_a_match_and_no_smaller_one_does(
        nth in 0_usize..300,
        listed in 0_usize..LISTED,
        with_truth in any::<bool>(),
        most in 800_i32..3_000,
    ) {
        let entries = POPULATION.incoming(nth + 1, LISTED);
        let drawn = &entries[nth];
        let listed = drawn.truth().filter(|_| with_truth).unwrap_or(listed);
        let id = format!("w{listed:06}");
        let stated = drawn.record();
        // Some entries state a date or a sex, and some names alone.
        let entry = with_full_name(stated, &stated.name().to_string());
        let policy = Policy::default()
            .with_min_bits(Bits::from_hundredths(most))
            .with_valid_at(ValidAt::Ever);
        let why = WATCHLIST.why_not(&entry, &id, &policy).unwrap();
        prop_assert_eq!(why.obstacles().is_empty(), is_match(&entry, &id, &policy));
        prop_assert_eq!(why.shortfall().is_some(), why.obstacles() == [Obstacle::TooFewBits]);
        prop_assert_eq!(why.bits(), why.evidence().bits());
        prop_assert!(why.changes().is_sorted_by_key(|change| change.bits()));
        for change in why.changes() {
            prop_assert!(change.bits() >= why.min_bits());
            let values = change.values().iter();
            let after = values.fold(entry.clone(), |entry, value| {
                changed(&entry, value.field(), value.from(), value.to())
            });
            prop_assert!(is_match(&after, &id, &policy), "{:?}", change);
            if let [value] = change.values()
                && let Some(from) = value.from()
                && value.field() == Field::Name
            {
                let words = words_toward(from, value.to());
                let whole = words.iter().map(|(letters, _)| *letters).max();
                // A word of another script is taken whole.
                let smaller = words.iter().filter(|(letters, _)| Some(*letters) < whole);
                for (_, word) in smaller.filter(|_| whole <= Some(4) && shares_letter(from, value.to())) {
                    let less = changed(&entry, Field::Name, Some(from), word);
                    prop_assert!(!is_match(&less, &id, &policy), "{:?}: {}", change, word);
                }
            }
            // Of several values none can be left out.
            for n in 0..change.values().len() {
                let values = change.values().iter().enumerate().filter(|(at, _)| *at != n);
                let less = values.fold(entry.clone(), |entry, (_, value)| {
                    changed(&entry, value.field(), value.from(), value.to())
                });
                prop_assert!(!is_match(&less, &id, &policy), "{:?} without {}", change, n);
            }
            if let [value] = change.values() && value.field() == Field::BirthDate {
                let date: PartialDate = value.to().parse().unwrap();
                let month = date.day().and(date.month());
                if date.month().is_some() {
                    let less = PartialDate::new(date.year(), month, None).unwrap();
                    let less = changed(&entry, Field::BirthDate, None, &less.to_string());
                    prop_assert!(!is_match(&less, &id, &policy), "{:?}", change);
                }
            }
        }
    }
}

//! Properties of whole populations: determinism, truth, shares, Zipf's law.

use super::*;
use crate::record::{AliasStrength, Sex};
use rustc_hash::{FxHashMap, FxHashSet};

#[test]
fn records_do_not_depend_on_threads_or_the_length_of_the_list() {
    let population = Population::new(11);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| (population.watchlist(2_000), population.incoming(2_000, 2_000)))
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(4));
    assert_eq!(population.watchlist(2_100)[..2_000], one.0);
    assert_ne!(Population::new(12).watchlist(10), one.0[..10]);
}

#[test]
fn the_truth_is_a_record_of_the_same_person() {
    let population = Population::new(3);
    let watchlist = population.watchlist(5_000);
    let entries = population.incoming(5_000, watchlist.len());
    for (n, entry) in entries.iter().enumerate() {
        assert_eq!(entry.record().id(), format!("e{n:06}"));
        let Some(truth) = entry.truth() else { continue };
        let listed = &watchlist[truth];
        assert_eq!(listed.id(), format!("w{truth:06}"));
        assert_eq!(listed.sex(), entry.record().sex());
        assert_eq!(listed.nationalities(), entry.record().nationalities());
    }
    let listed = entries.iter().filter(|entry| entry.truth().is_some()).count();
    assert!((2_350..2_650).contains(&listed), "{listed}");
    assert!(population.incoming(100, 0).iter().all(|entry| entry.truth().is_none()));
}

#[test]
fn without_errors_an_entry_equals_its_list_record() {
    let population =
        Population::new(5).with_errors(ErrorModel::none()).with_listed_share(1.0).unwrap();
    for entry in population.incoming(2_000, 10_000) {
        let listed = population.listed(entry.truth().unwrap());
        assert!(entry.alterations().is_empty());
        assert_eq!(entry.record().name(), listed.name());
        assert_eq!(entry.record().birth_dates(), listed.birth_dates());
        assert_eq!(entry.record().documents(), listed.documents());
    }
}

#[test]
fn alterations_account_for_every_difference() {
    let population = Population::new(6).with_listed_share(1.0).unwrap();
    for entry in population.incoming(5_000, 10_000) {
        let listed = population.listed(entry.truth().unwrap());
        let record = entry.record();
        let did = |alteration| entry.alterations().contains(alteration);
        let any = |of: &[Alteration]| of.iter().any(|alteration| did(*alteration));
        use Alteration::*;
        let date = any(&[DateMissing, DateReduced, YearOffByOne, DayMonthSwapped]);
        assert_eq!(record.birth_dates() != listed.birth_dates(), date);
        let document = any(&[DocumentMissing, DocumentDigitWrong]);
        assert_eq!(record.documents() != listed.documents(), document);
        let name = [Rewritten, Typo, Reordered, PatronymicDropped, PatronymicInitial];
        assert!(record.name() == listed.name() || any(&name), "{record:?} {listed:?}");
    }
}

/// Asserts that a share is as documented, within 0.03.
fn assert_share(what: &str, counted: usize, of: usize, expected: f64) {
    let share = counted as f64 / of as f64;
    assert!((share - expected).abs() < 0.03, "{what}: {share:.3}, not {expected}");
}

#[test]
fn shares_are_as_documented() {
    let list = Population::new(1).watchlist(20_000);
    let count =
        |holds: &dyn Fn(&Record) -> bool| list.iter().filter(|record| holds(record)).count();
    let dated: Vec<_> = list.iter().filter_map(|record| record.birth_dates().first()).collect();
    assert_share("dated", dated.len(), list.len(), 0.97);
    let whole = dated.iter().filter(|date| date.day().is_some()).count();
    assert_share("whole dates", whole, dated.len(), 0.90);
    assert!(dated.iter().all(|date| (1940..=2007).contains(&date.year())));
    let first = dated.iter().filter(|d| d.month() == Some(1) && d.day() == Some(1)).count();
    assert_share("first of January", first, dated.len(), 0.03);

    assert_share("women", count(&|r| r.sex() == Some(Sex::Female)), list.len(), 0.5);
    assert_share("documents", count(&|r| !r.documents().is_empty()), list.len(), 0.5);
    assert_share("aliases", count(&|r| !r.aliases().is_empty()), list.len(), 0.2);
    assert_share("parts", count(&|r| r.name().as_full().is_none()), list.len(), 0.5);
    assert_share("Russia", count(&|r| r.nationalities() == ["RU"]), list.len(), 0.34);
    assert_share("Georgia", count(&|r| r.nationalities() == ["GE"]), list.len(), 0.03);
    let latin = |r: &Record| r.name().to_string().chars().any(|c| c.is_ascii_alphabetic());
    assert_share("Latin", count(&latin), list.len(), 0.4);
    let end = |r: &Record| r.listing().valid_to().is_some();
    assert_share("with an end", count(&end), list.len(), 0.15);
    let day = "2026-01-01".parse().unwrap();
    let expired = count(&|r| !r.listing().is_valid_on(day));
    assert!(expired > 1_000 && expired < count(&end), "{expired}");
    assert!(list.iter().all(|r| r.listing().occurred_at() <= r.listing().submitted_at()));
    let weak = list.iter().flat_map(|r| r.aliases());
    assert!(weak.clone().any(|alias| alias.strength() == AliasStrength::Weak));
}

#[test]
fn errors_are_as_frequent_as_documented() {
    let entries = Population::new(2).incoming(20_000, 1_000);
    let done = |kind| entries.iter().filter(|e| e.alterations().contains(kind)).count();
    // These alterations are nearly always possible; the others apply to fewer records.
    assert_share("rewritten", done(Alteration::Rewritten), entries.len(), 0.70);
    assert_share("typo", done(Alteration::Typo), entries.len(), 0.10);
    assert_share("reordered", done(Alteration::Reordered), entries.len(), 0.25);
    assert_share("dropped", done(Alteration::PatronymicDropped), entries.len(), 0.20);
    assert_share("document missing", done(Alteration::DocumentMissing), entries.len(), 0.15);
    let never = |kind| kind == Alteration::PatronymicForm;
    assert!(Alteration::ALL.iter().all(|kind| never(*kind) == (done(*kind) == 0)));
}

/// Counts what must not change: the entries of a population, and those about relatives.
#[test]
fn relatives_replace_strangers_alone() {
    let plain = Population::new(3);
    let population = plain.with_relatives_share(0.3).unwrap();
    assert_eq!(population.watchlist(500), plain.watchlist(500));
    let (mut relatives, mut unlisted) = (0, 0);
    for (with, without) in population.incoming(5_000, 500).iter().zip(plain.incoming(5_000, 500)) {
        match with.subject() {
            Subject::Relative(of, _) => {
                relatives += 1;
                assert_eq!(without.subject(), Subject::Stranger);
                assert_eq!(with.truth(), None);
                let listed = population.listed(of);
                assert_eq!(with.record().nationalities(), listed.nationalities());
            }
            _ => assert_eq!(*with, without),
        }
        unlisted += usize::from(with.truth().is_none());
    }
    assert_share("relatives", relatives, unlisted, 0.3);
    let all = population.with_relatives_share(1.0).unwrap().with_listed_share(0.0).unwrap();
    assert!(all.incoming(100, 0).iter().all(|entry| entry.subject() == Subject::Stranger));
    assert!(plain.with_relatives_share(1.1).is_err());
}

#[test]
fn fathers_names_are_written_every_way_of_a_tradition() {
    let errors = ErrorModel::none().with(Alteration::PatronymicForm, 1.0).unwrap();
    let population = Population::new(3).with_errors(errors).with_listed_share(1.0).unwrap();
    let mut seen: FxHashMap<(String, Option<PatronymicForm>), usize> = FxHashMap::default();
    for entry in population.incoming(8_000, 8_000) {
        let listed = population.listed(entry.truth().unwrap());
        let country = listed.nationalities()[0].clone();
        let differs = entry.record().name() != listed.name();
        assert_eq!(differs, entry.alterations().contains(Alteration::PatronymicForm));
        assert_eq!(differs, ["KZ", "KG", "UZ", "AZ", "TJ"].contains(&country.as_str()));
        *seen.entry((country, entry.patronymic_form())).or_default() += 1;
    }
    let often = |country: &str, form| seen.get(&(country.to_owned(), Some(form))) > Some(&20);
    for form in PatronymicForm::ALL {
        assert!(["KZ", "KG", "UZ", "AZ"].iter().all(|country| often(country, form)), "{seen:?}");
    }
    assert!(
        PatronymicForm::ALL
            .iter()
            .all(|form| often("RU", *form) == (*form == PatronymicForm::Russian))
    );
}

#[test]
fn surnames_follow_zipf_with_a_long_tail() {
    let people = 100_000;
    let mut tokens = FxHashSet::default();
    let mut surnames: FxHashMap<String, usize> = FxHashMap::default();
    let mut russians = 0;
    for number in 0..people {
        let person = SyntheticPerson::new(9, number);
        let [given, patronymic, _] = person.name(false);
        // The masculine form, so that both sexes count as one surname.
        let family = person.family_of_men();
        if person.tradition.nationality == "RU" {
            russians += 1;
            *surnames.entry(family.clone()).or_default() += 1;
        }
        tokens.extend([given, patronymic, family]);
    }
    let mut counts: Vec<usize> = surnames.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let most_common = counts[0] as f64 / f64::from(russians);
    assert!((0.005..0.010).contains(&most_common), "{most_common}");
    // Zipf: the hundredth is far rarer than the first, and many occur once.
    assert!(counts[0] > 10 * counts[99], "{} {}", counts[0], counts[99]);
    let once = counts.iter().filter(|count| **count == 1).count();
    assert!(once * 3 > counts.len(), "{once} of {}", counts.len());
    assert!((30_000..80_000).contains(&tokens.len()), "{}", tokens.len());
}

//! A model fitted to unlabelled records, against the known error rates of a seeded population.

#[path = "common/rounds.rs"]
mod rounds;

use rounds::rounds;
use std::sync::LazyLock;
use sverka::synthetic::{Alteration, ErrorModel, Population};
use sverka::{ErrorKind, Estimate, Field, Fit, Level, Model, Record, Watchlist};

const LISTED: usize = 5_000;

fn fitted(errors: ErrorModel, entries: usize) -> Fit {
    let population = Population::new(3).with_errors(errors);
    let incoming = population.incoming(entries, LISTED);
    let entries: Vec<Record> = incoming.into_iter().map(|entry| entry.into_record()).collect();
    let watchlist = Watchlist::builder().records(population.watchlist(LISTED)).build().unwrap();
    watchlist.fit(&entries, 7).unwrap()
}

fn estimate(fit: &Fit, field: Field, level: Level) -> Estimate {
    let found = fit.estimates().iter().find(|e| e.field() == field && e.level() == level);
    *found.unwrap()
}

fn by_path(fit: &Fit, path: &str) -> Estimate {
    *fit.estimates().iter().find(|estimate| estimate.weight() == Some(path)).unwrap()
}

#[test]
fn a_fit_finds_the_error_rates_of_the_population() {
    let errors = ErrorModel::default()
        .with(Alteration::YearOffByOne, 0.10)
        .and_then(|errors| errors.with(Alteration::DocumentDigitWrong, 0.20))
        .and_then(|errors| errors.with(Alteration::PatronymicDropped, 0.30))
        .unwrap();
    let fit = fitted(errors, 4_000);
    assert!(fit.has_converged());
    // 90 % of the birth dates are complete, and 3 % of these keep the year alone.
    let year = estimate(&fit, Field::BirthDate, Level::YearOffByOne);
    assert!((year.m() - 0.10 * 0.87).abs() < 0.015, "{year:?}");
    let document = estimate(&fit, Field::Document, Level::OneDigitOff);
    assert!((document.m() - 0.20).abs() < 0.03, "{document:?}");
    // log2 of 68 years of 365 days.
    let day = estimate(&fit, Field::BirthDate, Level::SameDay);
    assert!((day.after().as_f64() - 14.6).abs() < 0.5, "{day:?}");
    // Half of the entries are of listed people, and names find nearly all of them.
    let matched = fit.matched_share() * fit.pairs() as f64;
    assert!((1_700.0..2_100.0).contains(&matched), "{matched}");
    // The entry drops 3 patronymics of 10; the other 7 are two tokens with a counterpart each.
    let patronymic = by_path(&fit, "names.omitted_patronymic");
    assert!((patronymic.m() - 3.0 / 17.0).abs() < 0.03, "{patronymic:?}");
    // No office exchanges a name for another one, and strangers hardly have one in common.
    let name = by_path(&fit, "names.contradicted");
    assert!(name.m() < 0.03 && name.u() > 0.9 && name.after().as_f64() < -5.0, "{name:?}");
    assert!(!name.is_kept() && !patronymic.is_kept());
    // Namesakes have one sex and nationality anyway, so agreement on them weighs next to nothing.
    for field in [Field::Sex, Field::Nationality] {
        let same = estimate(&fit, field, Level::Same);
        assert!(same.after().as_f64() < 0.5, "{same:?}");
    }
}

fn fitted_on(threads: usize) -> Fit {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| fitted(ErrorModel::default(), 500))
}

/// A fit takes seconds, most of them for two million random pairs, so two tests share one.
static ON_ONE_THREAD: LazyLock<Fit> = LazyLock::new(|| fitted_on(1));

#[test]
fn a_fit_does_not_depend_on_the_number_of_threads() {
    for threads in rounds(&[5][..], &[2, 5]) {
        assert_eq!(*ON_ONE_THREAD, fitted_on(*threads), "{threads} threads");
    }
}

#[test]
fn a_fitted_model_survives_json() {
    let model = ON_ONE_THREAD.model();
    assert_ne!(*model, Model::default());
    assert!(model.source().starts_with("fitted to "));
    let json = serde_json::to_string(model).unwrap();
    assert_eq!(serde_json::from_str::<Model>(&json).unwrap(), *model);
}

#[test]
fn weights_of_names_are_kept_where_entries_have_no_date_and_no_document() {
    let population = Population::new(3);
    let names = |record: &Record| Record::new(record.id(), record.name().clone());
    let incoming = population.incoming(20, 50).into_iter();
    let entries: Vec<Record> = incoming.map(|entry| names(entry.record())).collect();
    let watchlist = Watchlist::builder().records(population.watchlist(50)).build().unwrap();
    let fit = watchlist.fit(&entries, 7).unwrap();
    assert!(fit.pairs() > 0 && fit.name_pairs() == 0);
    let mut of_names = fit.estimates().iter().filter(|estimate| estimate.field() == Field::Name);
    assert!(of_names.all(|it| it.is_kept() && it.before() == it.after()));
}

#[test]
fn fitting_to_nothing_is_an_error() {
    let watchlist = Watchlist::builder().record(Record::new("w", "Иванов Пётр")).build().unwrap();
    for entries in [vec![], vec![Record::new("e", "Li Bo")], vec![Record::new("e", "")]] {
        assert_eq!(watchlist.fit(&entries, 1).unwrap_err().kind(), ErrorKind::Empty);
    }
    let empty = Watchlist::builder().build().unwrap();
    assert_eq!(empty.fit(&[Record::new("e", "Li")], 1).unwrap_err().kind(), ErrorKind::Empty);
    assert_eq!(
        Model::default().fit(&[], &[], sverka::Bits::ZERO).unwrap_err().kind(),
        ErrorKind::Empty
    );
}

//! Reports on banks with faults planted in known numbers.

use super::bank::{Bank, Figure};
use crate::formats::{Dialect, Reader};
use crate::submissions::{Quality, QualityReport, Submissions};
use std::collections::BTreeMap;

/// The number of rows, and the seeds. `SVERKA_LONG=1` checks a large bank.
fn banks() -> Vec<Bank> {
    match std::env::var_os("SVERKA_LONG").is_some_and(|value| value == "1") {
        true => vec![Bank::new(1, 2_500), Bank::new(2, 2_500), Bank::new(3, 50_000)],
        false => vec![Bank::new(1, 2_500), Bank::new(2, 2_500)],
    }
}

fn report(bank: &Bank) -> QualityReport {
    let mut submissions =
        Submissions::new(Bank::AS_OF.parse().unwrap()).with_deadline(Bank::DEADLINE);
    let read = |csv: &str, dialect| {
        Reader::csv(std::io::Cursor::new(csv.to_owned()), "bank", dialect).unwrap()
    };
    read(bank.csv(), Dialect::new().strict()).for_each(|row| submissions.add(row));
    read(bank.screened(), Dialect::new())
        .for_each(|entry| submissions.add_screened(entry.unwrap()));
    submissions.report().unwrap()
}

#[test]
fn every_planted_figure_is_reported_for_every_source_and_category() {
    for bank in banks() {
        let report = report(&bank);
        let group = |row: &Quality| (row.source.clone(), row.category.clone());
        for figure in Figure::all() {
            let planted = bank.planted(figure);
            assert!(planted.values().sum::<u64>() > 0, "nothing planted: {figure:?}");
            let reported: BTreeMap<_, u64> = report
                .sources
                .iter()
                .map(|row| (group(row), figure.reported(row)))
                .filter(|(_, count)| *count > 0)
                .collect();
            assert_eq!(reported, planted, "{figure:?}");
        }
    }
}

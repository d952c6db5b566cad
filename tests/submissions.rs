//! The quality of submissions, held to faults planted in known numbers.

#[path = "../examples/submissions/check.rs"]
mod check;

use check::check;
use sverka::formats::{ColumnMap, Reader};
use sverka::submissions::{QualityReport, Submissions};
use sverka::synthetic::Bank;

fn report(bank: &Bank) -> QualityReport {
    let mut submissions =
        Submissions::new(Bank::AS_OF.parse().unwrap()).with_deadline(Bank::DEADLINE);
    let read = |csv: &str| {
        Reader::csv(csv.as_bytes().to_vec().leak() as &[u8], "bank", &ColumnMap::new()).unwrap()
    };
    read(bank.csv()).for_each(|row| submissions.add(row));
    read(bank.screened()).for_each(|entry| submissions.add_screened(entry.unwrap()));
    submissions.report().unwrap()
}

#[test]
fn every_planted_count_is_found_for_every_source_and_category() {
    for seed in [1, 2] {
        let bank = Bank::new(seed, 2_500);
        let report = report(&bank);
        for (plant, line) in check(&bank, &report) {
            assert!(line.planted > 0, "seed {seed}: no {plant:?}");
            assert_eq!(line.differing, 0, "seed {seed}: {plant:?}: {line:?}");
        }
    }
}

//! Figures of the report, as both the table and the page show them.

use sverka::PartialDate;
use sverka::submissions::{Quality, QualityReport};

pub(super) fn source_name(row: &Quality) -> String {
    row.source.clone().unwrap_or_else(|| "(no source stated)".to_owned())
}

pub(super) fn category_name(row: &Quality) -> String {
    row.category.clone().unwrap_or_else(|| "(no category stated)".to_owned())
}

/// Sources that sent something without having been declared.
pub(super) fn undeclared(report: &QualityReport) -> Vec<String> {
    report.totals.iter().filter(|row| !row.declared).map(source_name).collect()
}

/// A share in hundredths.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:.1}", 100.0 * share))
}

pub(super) fn days(number: Option<f64>) -> String {
    number.map_or("-".to_owned(), |number| format!("{number:.0}"))
}

/// The twelve months up to that of the report.
pub(super) fn last_months(report: &QualityReport) -> Vec<PartialDate> {
    let last = PartialDate::from(report.as_of);
    let last = i32::from(last.year()) * 12 + i32::from(last.month().unwrap_or(1)) - 1;
    let month = |n: i32| {
        let (year, month) = (u16::try_from(n / 12).ok()?, u8::try_from(n % 12 + 1).ok()?);
        PartialDate::new(year, Some(month), None).ok()
    };
    (last - 11..=last).filter_map(month).collect()
}

/// The share that was late of what was submitted in a month.
pub(super) fn late_in(row: &Quality, month: PartialDate) -> Option<f64> {
    row.months.iter().find(|of| of.month == month)?.lag_days.late_share
}

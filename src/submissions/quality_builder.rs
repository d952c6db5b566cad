//! Sums up records into the figures of a group.

use super::completeness::{JUDGED, MEASURED, is_stated, is_usable};
use super::faults::{Fault, PairContradiction, find_faults};
use super::report::{Lag, MonthlySubmissions, Quality};
use super::self_screening::RecordMatches;
use crate::error::ErrorKind;
use crate::name::normalized;
use crate::record::{Date, Listing, PartialDate, Record, RecordField};
use std::collections::BTreeMap;

/// Identifiers shown for each fault.
const EXAMPLES: usize = 3;
/// The days of the last year, and of the year before.
const YEAR: i32 = 365;

/// The settings that every record is measured by.
pub(super) struct ReportOptions {
    pub(super) as_of: Date,
    pub(super) deadline: u32,
}

/// What one record shows by itself.
pub(super) struct RecordMeasures {
    stated: Vec<RecordField>,
    usable: Vec<RecordField>,
    faults: Vec<Fault>,
}

impl RecordMeasures {
    pub(super) fn new(record: &Record, as_of: Date) -> RecordMeasures {
        normalized(record.name(), |name| RecordMeasures {
            stated: MEASURED.into_iter().filter(|field| is_stated(*field, record, name)).collect(),
            usable: JUDGED
                .into_iter()
                .filter(|field| is_usable(*field, record, name, as_of))
                .collect(),
            faults: find_faults(record, name, as_of),
        })
    }
}

/// The figures of a group, summed up record by record.
#[derive(Debug, Default)]
pub(super) struct QualityBuilder {
    quality: Quality,
    stated: BTreeMap<RecordField, u64>,
    usable: BTreeMap<RecordField, u64>,
    bits: Vec<f64>,
    lags: LagBuilder,
    last_year: LagBuilder,
    year_before: LagBuilder,
    months: BTreeMap<PartialDate, MonthBuilder>,
}

#[derive(Debug, Default)]
struct MonthBuilder {
    records: u64,
    lags: LagBuilder,
}

impl QualityBuilder {
    pub(super) fn add(
        &mut self,
        options: &ReportOptions,
        id: &str,
        listing: &Listing,
        measures: &RecordMeasures,
        matches: &RecordMatches,
    ) {
        let quality = &mut self.quality;
        quality.records += 1;
        measures.stated.iter().for_each(|field| *self.stated.entry(*field).or_default() += 1);
        measures.usable.iter().for_each(|field| *self.usable.entry(*field).or_default() += 1);
        for fault in &measures.faults {
            *quality.invalid.entry(*fault).or_default() += 1;
            keep_lowest(quality.examples.entry(*fault).or_default(), id);
        }
        for contradiction in PairContradiction::ALL {
            // A record counts once, however many records it contradicts.
            let count = u64::from(matches.contradictions.contains(&contradiction));
            *quality.contradictions.entry(contradiction).or_default() += count;
        }
        quality.matchable += u64::from(matches.is_matchable);
        quality.duplicates += u64::from(matches.is_duplicate);
        quality.in_other_category += u64::from(matches.is_in_other_category);
        quality.in_other_sources += u64::from(matches.is_in_other_sources);
        quality.missed += matches.missed;
        self.bits.push(matches.bits.as_f64());

        let (occurred, submitted) = (listing.occurred_at(), listing.submitted_at());
        let is_future = |day: Option<Date>| day.is_some_and(|day| day > options.as_of);
        quality.future_dated += u64::from(is_future(occurred) || is_future(submitted));
        quality.expired += u64::from(listing.valid_to().is_some_and(|day| day < options.as_of));
        if let Some(submitted) = submitted {
            self.add_submission(options, occurred, submitted);
        }
    }

    fn add_submission(&mut self, options: &ReportOptions, occurred: Option<Date>, submitted: Date) {
        let lag = occurred.map(|occurred| submitted.days() - occurred.days());
        let add_to = |lags: &mut LagBuilder| {
            lag.into_iter().for_each(|lag| lags.add(lag, i64::from(lag) > options.deadline.into()));
        };
        add_to(&mut self.lags);
        if submitted <= options.as_of {
            let month = self.months.entry(month(submitted)).or_default();
            month.records += 1;
            add_to(&mut month.lags);
        }
        match options.as_of.days() - submitted.days() {
            0..YEAR => add_to(&mut self.last_year),
            age if (YEAR..2 * YEAR).contains(&age) => add_to(&mut self.year_before),
            _ => {}
        }
    }

    pub(super) fn add_rejected(&mut self, kind: ErrorKind, rows: u64) {
        *self.quality.rejected.entry(kind).or_default() += rows;
        if kind == ErrorKind::InvalidDate {
            *self.quality.invalid.entry(Fault::ImpossibleDate).or_default() += rows;
        }
    }

    /// The figures, with a zero for every fault and contradiction that did not occur.
    pub(super) fn build(mut self) -> Quality {
        let mut quality = self.quality;
        let share = |counts: &BTreeMap<RecordField, u64>, field: RecordField| {
            let count = counts.get(&field).copied().unwrap_or(0);
            (field, if quality.records == 0 { 0.0 } else { count as f64 / quality.records as f64 })
        };
        quality.completeness = MEASURED.into_iter().map(|f| share(&self.stated, f)).collect();
        quality.usable = JUDGED.into_iter().map(|field| share(&self.usable, field)).collect();
        for fault in Fault::ALL {
            quality.invalid.entry(fault).or_default();
        }
        for contradiction in PairContradiction::ALL {
            quality.contradictions.entry(contradiction).or_default();
        }
        self.bits.sort_by(f64::total_cmp);
        quality.bits_p10 = quantile(&self.bits, 0.10);
        quality.bits_median = quantile(&self.bits, 0.50);
        quality.lag_days = self.lags.build();
        quality.lag_last_year = self.last_year.build();
        quality.lag_year_before = self.year_before.build();
        quality.months = self
            .months
            .into_iter()
            .map(|(month, MonthBuilder { records, lags })| MonthlySubmissions {
                month,
                records,
                lag_days: lags.build(),
            })
            .collect();
        quality.declared = true;
        quality
    }
}

/// Adds an identifier to the lowest ones, in ascending order.
fn keep_lowest(ids: &mut Vec<String>, id: &str) {
    let at = ids.partition_point(|other| other.as_str() < id);
    if at < EXAMPLES {
        ids.insert(at, id.to_owned());
        ids.truncate(EXAMPLES);
    }
}

fn month(day: Date) -> PartialDate {
    let day = PartialDate::from(day);
    // The month of a valid day is valid.
    PartialDate::new(day.year(), day.month(), None).unwrap_or(day)
}

#[derive(Debug, Default)]
struct LagBuilder {
    days: Vec<f64>,
    late: u64,
}

impl LagBuilder {
    fn add(&mut self, days: i32, is_late: bool) {
        self.days.push(f64::from(days));
        self.late += u64::from(is_late);
    }

    fn build(mut self) -> Lag {
        self.days.sort_by(f64::total_cmp);
        let records = self.days.len() as u64;
        let at = |share| quantile(&self.days, share);
        Lag {
            records,
            median: at(0.50),
            p90: at(0.90),
            p99: at(0.99),
            late: self.late,
            late_share: (records > 0).then(|| self.late as f64 / records as f64),
        }
    }
}

/// The quantile of sorted numbers, interpolated linearly and rounded to hundredths (Hyndman and Fan
/// 1996, definition 7).
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? as f64 * share;
    let below = *sorted.get(place.floor() as usize)?;
    let above = *sorted.get(place.ceil() as usize)?;
    let between = below + (above - below) * place.fract();
    Some((between * 100.0).round() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_follow_definition_7() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7.0], 0.99), Some(7.0));
        assert_eq!(quantile(&[1.0, 2.0], 0.5), Some(1.5));
        // R: quantile(c(1, 2, 4, 8, 16), c(.5, .9, .99)) is 4, 12.8, 15.68.
        let numbers = [1.0, 2.0, 4.0, 8.0, 16.0];
        for (share, expected) in [(0.5, 4.0), (0.9, 12.8), (0.99, 15.68)] {
            assert_eq!(quantile(&numbers, share), Some(expected));
        }
    }

    #[test]
    fn the_lowest_identifiers_are_kept() {
        let mut ids = Vec::new();
        for id in ["d", "b", "e", "a", "c"] {
            keep_lowest(&mut ids, id);
        }
        assert_eq!(ids, ["a", "b", "c"]);
    }
}

//! Counting: from single records to the figures of a group.

use super::PairContradiction;
use super::fault::{Fault, faults};
use super::matching::RecordMatches;
use super::part::Part;
use super::report::{Lag, MonthlySubmissions, Quality};
use crate::error::ErrorKind;
use crate::name::normalized;
use crate::record::{Date, Listing, PartialDate, Record};
use std::collections::BTreeMap;

/// Identifiers shown for each fault.
const EXAMPLES: usize = 3;
/// Days of the last year and of the one before.
const YEAR: i32 = 365;

/// What is asked of every record.
pub(super) struct ReportOptions {
    pub(super) as_of: Date,
    pub(super) deadline: u32,
}

/// What is seen in one record.
pub(super) struct RecordMeasures {
    stated: Vec<Part>,
    usable: Vec<Part>,
    faults: Vec<Fault>,
}

impl RecordMeasures {
    pub(super) fn at(record: &Record, as_of: Date) -> RecordMeasures {
        normalized(record.name(), |name| {
            let stated = Part::ALL.iter().filter(|part| part.is_stated(record, name));
            let usable = Part::JUDGED.iter().filter(|part| part.is_usable(record, name, as_of));
            RecordMeasures {
                stated: stated.copied().collect(),
                usable: usable.copied().collect(),
                faults: faults(record, name, as_of),
            }
        })
    }
}

/// The figures of a group as they grow.
#[derive(Debug, Default)]
pub(super) struct QualityBuilder {
    quality: Quality,
    stated: BTreeMap<Part, u64>,
    usable: BTreeMap<Part, u64>,
    bits: Vec<f64>,
    lags: LagBuilder,
    last_year: LagBuilder,
    year_before: LagBuilder,
    /// Records submitted in each month, and their lags.
    months: BTreeMap<PartialDate, (u64, LagBuilder)>,
}

impl QualityBuilder {
    pub(super) fn add(
        &mut self,
        terms: &ReportOptions,
        id: &str,
        listing: &Listing,
        look: &RecordMeasures,
        matched: &RecordMatches,
    ) {
        let quality = &mut self.quality;
        quality.records += 1;
        look.stated.iter().for_each(|part| *self.stated.entry(*part).or_default() += 1);
        look.usable.iter().for_each(|part| *self.usable.entry(*part).or_default() += 1);
        for fault in &look.faults {
            *quality.invalid.entry(*fault).or_default() += 1;
            note(quality.examples.entry(*fault).or_default(), id);
        }
        for contradiction in PairContradiction::ALL {
            let counted = u64::from(matched.contradictions.contains(contradiction));
            *quality.contradictions.entry(*contradiction).or_default() += counted;
        }
        quality.matchable += u64::from(matched.is_matchable);
        quality.duplicates += u64::from(matched.repeats);
        quality.in_other_category += u64::from(matched.repeats_other_category);
        quality.in_other_sources += u64::from(matched.in_other_sources);
        quality.missed += matched.missed;
        self.bits.push(matched.bits.as_f64());

        let (occurred, submitted) = (listing.occurred_at(), listing.submitted_at());
        let is_future = |day: Option<Date>| day.is_some_and(|day| day > terms.as_of);
        quality.future_dated += u64::from(is_future(occurred) || is_future(submitted));
        quality.expired += u64::from(listing.valid_to().is_some_and(|day| day < terms.as_of));
        let Some(submitted) = submitted else { return };
        let lag = occurred.map(|occurred| submitted.days() - occurred.days());
        let into = |lags: &mut LagBuilder| {
            lag.into_iter().for_each(|lag| lags.add(lag, i64::from(lag) > terms.deadline.into()));
        };
        into(&mut self.lags);
        if submitted <= terms.as_of {
            let (records, of_month) = self.months.entry(month(submitted)).or_default();
            *records += 1;
            into(of_month);
        }
        match terms.as_of.days() - submitted.days() {
            0..YEAR => into(&mut self.last_year),
            age if (YEAR..2 * YEAR).contains(&age) => into(&mut self.year_before),
            _ => {}
        }
    }

    pub(super) fn reject(&mut self, kind: ErrorKind, rows: u64) {
        *self.quality.rejected.entry(kind).or_default() += rows;
        if kind == ErrorKind::InvalidDate {
            *self.quality.invalid.entry(Fault::ImpossibleDate).or_default() += rows;
        }
    }

    pub(super) fn quality(mut self) -> Quality {
        let mut quality = self.quality;
        let share = |counts: &BTreeMap<Part, u64>, part: Part| {
            let count = counts.get(&part).copied().unwrap_or(0);
            (part, if quality.records == 0 { 0.0 } else { count as f64 / quality.records as f64 })
        };
        quality.completeness = Part::ALL.iter().map(|part| share(&self.stated, *part)).collect();
        quality.usable = Part::JUDGED.iter().map(|part| share(&self.usable, *part)).collect();
        for fault in Fault::ALL {
            quality.invalid.entry(*fault).or_default();
        }
        for contradiction in PairContradiction::ALL {
            quality.contradictions.entry(*contradiction).or_default();
        }
        self.bits.sort_by(f64::total_cmp);
        quality.bits_p10 = quantile(&self.bits, 0.10);
        quality.bits_median = quantile(&self.bits, 0.50);
        quality.lag_days = self.lags.lag();
        quality.lag_last_year = self.last_year.lag();
        quality.lag_year_before = self.year_before.lag();
        let months = self.months.into_iter();
        quality.months = months
            .map(|(month, (records, lags))| MonthlySubmissions {
                month,
                records,
                lag_days: lags.lag(),
            })
            .collect();
        quality.declared = true;
        quality
    }
}

/// Keeps the first identifiers in their order.
fn note(ids: &mut Vec<String>, id: &str) {
    let at = ids.partition_point(|other| other.as_str() < id);
    if at < EXAMPLES {
        ids.insert(at, id.to_owned());
        ids.truncate(EXAMPLES);
    }
}

fn month(day: Date) -> PartialDate {
    let day = PartialDate::from(day);
    // A day has a month, so the date without its day is one.
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

    fn lag(mut self) -> Lag {
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

/// The quantile of sorted numbers, interpolated between the two nearest, to hundredths; Hyndman and
/// Fan (1996), definition 7.
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
    fn quantiles_of_definition_7() {
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
    fn the_first_identifiers_are_kept() {
        let mut ids = Vec::new();
        for id in ["d", "b", "e", "a", "c"] {
            note(&mut ids, id);
        }
        assert_eq!(ids, ["a", "b", "c"]);
    }
}

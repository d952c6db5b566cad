//! How many more matches there are than `--top` leaves an entry.

use super::list::List;
use crate::page::Language;
use std::ops::AddAssign;
use sverka::{Policy, Record, Screening};

/// Further matches of an entry that are counted. At a low threshold each record of the list may be one.
const COUNTED: usize = 100;

/// Matches that a limit leaves out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Further {
    pub(super) report: u64,
    pub(super) review: u64,
    /// Whether there may be more.
    pub(super) is_least: bool,
}

impl Further {
    /// What a limit leaves out of each answer. An entry that has as many matches as it may have is screened again.
    pub(super) fn of(
        list: &List,
        records: &[Record],
        screenings: &[Screening],
        policy: &Policy,
    ) -> Vec<Further> {
        let mut further = vec![Further::default(); records.len()];
        let Some(limit) = policy.limit() else { return further };
        let is_full = |n: &usize| screenings[*n].matches().len() == limit;
        let full: Vec<usize> = (0..records.len()).filter(is_full).collect();
        let entries: Vec<Record> = full.iter().map(|n| records[*n].clone()).collect();
        let all = limit.saturating_add(COUNTED);
        for (n, wide) in full.iter().zip(list.screen_all(&entries, &policy.clone().with_limit(all)))
        {
            // An answer that is cut off may have any part of the matches.
            let more =
                |of: fn(&Screening) -> usize| of(&wide).saturating_sub(of(&screenings[*n])) as u64;
            further[*n] = Further {
                report: more(|screening| screening.reported().len()),
                review: more(|screening| screening.for_review().len()),
                is_least: wide.matches().len() == all || !wide.certificate().is_complete(),
            };
        }
        further
    }

    /// Those to report alone, exact where one for review was counted too.
    pub(super) fn to_report(self) -> Further {
        Further { review: 0, is_least: self.is_least && self.review == 0, ..self }
    }

    pub(super) fn count(self) -> u64 {
        self.report + self.review
    }

    /// Their number in words; `None` where there are none.
    pub(super) fn told(self, language: Language) -> Option<String> {
        let matches = language.counted(self.count(), "{} further match|{} further matches");
        let text = match self.is_least {
            true => language.label("at least {}").replace("{}", &matches),
            false => matches,
        };
        (self.count() > 0).then_some(text)
    }
}

impl AddAssign for Further {
    fn add_assign(&mut self, other: Further) {
        self.report += other.report;
        self.review += other.review;
        self.is_least |= other.is_least;
    }
}

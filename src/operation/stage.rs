//! The stages of an operation, and which records each of them screens.

use crate::screening::{Band, Policy, Screening};
use crate::watchlist::Watchlist;

/// One stage of an [`Operation`](super::Operation): its lists, and its policy.
#[derive(Clone, Debug)]
pub struct Stage<'l> {
    pub(super) name: String,
    pub(super) policy: Policy,
    pub(super) lists: Vec<(String, &'l Watchlist)>,
}

impl<'l> Stage<'l> {
    /// A stage without lists.
    pub fn new(name: impl Into<String>, policy: Policy) -> Self {
        Stage { name: name.into(), policy, lists: Vec::new() }
    }

    /// Adds a list, with the name that it has in the output.
    #[must_use]
    pub fn with_list(mut self, name: impl Into<String>, list: &'l Watchlist) -> Self {
        self.lists.push((name.into(), list));
        self
    }
}

/// Which records continue to a stage, by what the stage before found. The first two exclude records that the
/// stage before did not screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Admit {
    /// Those with matches for review and none to report.
    Review,
    /// Those with any match.
    Matched,
    /// All records.
    Everyone,
}

impl Admit {
    /// Whether a record continues, given the verdict of the stage before, `None` if that did not screen it.
    pub(super) fn admits(self, before: Option<Verdict>) -> bool {
        match self {
            Admit::Review => before == Some(Verdict::Review),
            Admit::Matched => before.is_some_and(|verdict| verdict != Verdict::Clear),
            Admit::Everyone => true,
        }
    }
}

/// The verdict of a stage on a record: the graver band of its matches in all lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Clear,
    Review,
    Report,
}

impl Verdict {
    pub(super) fn of<'s>(screenings: impl IntoIterator<Item = &'s Screening>) -> Verdict {
        let matches = screenings.into_iter().flat_map(Screening::matches);
        let verdicts = matches.map(|found| match found.band() {
            Band::Report => Verdict::Report,
            Band::Review => Verdict::Review,
        });
        verdicts.max().unwrap_or(Verdict::Clear)
    }
}

/// The answers of one stage for the records of a chunk that it screened.
pub(super) struct StageAnswers {
    /// Positions of these records in the chunk, ascending.
    pub(super) places: Vec<usize>,
    /// For each list the answers for these records.
    pub(super) answers: Vec<Vec<Screening>>,
}

impl StageAnswers {
    /// The answers of all lists for the record at a position in the chunk.
    pub(super) fn of(&self, place: usize) -> Option<impl Iterator<Item = &Screening> + Clone> {
        let at = self.places.binary_search(&place).ok()?;
        Some(self.answers.iter().filter_map(move |answers| answers.get(at)))
    }
}

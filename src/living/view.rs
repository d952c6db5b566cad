//! A consistent state of a list that changes.

use super::view_search::{KnownState, ViewSearch};
use super::{Epoch, HistoryEntry, ListState};
use crate::evidence::Bits;
use crate::record::{Date, Record};
use crate::screening::{KnownAt, Policy, Screening, SearchMode};
use crate::watchlist::{Watchlist, WhyNot, searchable};
use rayon::prelude::*;
use std::fmt;
use std::sync::Arc;

/// A consistent state of a [`LivingList`](crate::LivingList), which later changes do not alter.
///
/// Clones share the state and keep its memory alive, so take a new view for each search or batch of searches.
#[derive(Clone)]
pub struct LivingView {
    state: Arc<ListState>,
}

impl LivingView {
    pub(super) fn new(state: Arc<ListState>) -> Self {
        LivingView { state }
    }

    /// How many records the list has.
    pub fn len(&self) -> usize {
        self.state.records
    }

    /// Whether the list has no record.
    pub fn is_empty(&self) -> bool {
        self.state.records == 0
    }

    /// The number of the last change.
    pub fn change(&self) -> u64 {
        self.state.change
    }

    /// The epoch that evidence is weighed by.
    pub fn epoch(&self) -> Epoch {
        self.state.last_epoch()
    }

    /// Whether the list has [outgrown](Epoch::is_outgrown_by) that epoch: by more than half a bit the prior and
    /// the rarity of new names are not what they would be in a list built anew. The list takes the next epoch by
    /// itself, unless it is [told not to](crate::LivingOptions::with_automatic_epochs).
    pub fn has_outgrown_epoch(&self) -> bool {
        self.epoch().is_outgrown_by(self.len())
    }

    /// The record with an identifier.
    pub fn get(&self, id: &str) -> Option<Record> {
        // Later parts have later versions.
        let mut parts = self.state.parts.iter().rev();
        let (part, last) = parts.find_map(|part| Some((part, part.last_version(id)?)))?;
        (self.state.change < last.to).then(|| part.at(last.rank))
    }

    /// All records, in no particular order.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        let versions = self.state.parts.iter().flat_map(|part| part.versions());
        let known = versions.filter(|version| self.state.change < version.to);
        known.map(|version| version.record)
    }

    /// Finds every record that may be the person, as [`Watchlist::screen`](crate::Watchlist::screen) does in
    /// a list of the records that are known at [`Policy::known_at`], weighed by the epoch.
    ///
    /// Matches, ties and their order are those of that list. The certificate counts its records too; since
    /// each part of the list is searched separately, more of them may have been scored.
    pub fn screen(&self, entry: &Record, policy: &Policy) -> Screening {
        self.search(policy).screen(entry, SearchMode::Indexed)
    }

    /// The same answer, found by scoring every version. Slow; for verification.
    pub fn screen_exhaustively(&self, entry: &Record, policy: &Policy) -> Screening {
        self.search(policy).screen(entry, SearchMode::Exhaustive)
    }

    /// The bits from which a policy reports a record of this list, as
    /// [`Watchlist::threshold_bits`](crate::Watchlist::threshold_bits) gives them; by the size of the epoch.
    pub fn threshold_bits(&self, policy: &Policy) -> Bits {
        policy.resolve(self.state.epoch.list(), Some(self.state.content)).report_from
    }

    /// Screens many records in parallel on the current rayon thread pool, and returns the answers in order.
    pub fn screen_all(&self, entries: &[Record], policy: &Policy) -> Vec<Screening> {
        let search = self.search(policy);
        entries.par_iter().map(|entry| search.screen(entry, SearchMode::Indexed)).collect()
    }

    /// Says why the record with this identifier is no match of `entry` among the records that are known at
    /// [`Policy::known_at`], as [`Watchlist::why_not`](crate::Watchlist::why_not) does. Of a record that the list
    /// did not have then, or not any more, that is an obstacle, and the version judged is the next one, or the last
    /// one before. `None` if the list never had such a record.
    ///
    /// ```
    /// use sverka::{KnownAt, LivingList, Obstacle, Policy, Record, Watchlist};
    ///
    /// # let folder = std::env::temp_dir().join(format!("sverka-why-doc-{}", std::process::id()));
    /// let wanted = LivingList::create(&folder, Watchlist::builder().build()?)?;
    /// let added = wanted.put(Record::new("w1", "Щербаков Александр"))?;
    /// wanted.withdraw("w1")?;
    ///
    /// let entry = Record::new("e1", "CHTCHERBAKOV Alexandre");
    /// let obstacles = |known_at| {
    ///     let policy = Policy::default().with_known_at(known_at);
    ///     wanted.view().why_not(&entry, "w1", &policy).map(|why| why.obstacles().to_vec())
    /// };
    /// assert_eq!(obstacles(KnownAt::Change(0)), Some(vec![Obstacle::AddedLater]));
    /// assert_eq!(obstacles(KnownAt::Change(added.change)), Some(vec![]));
    /// assert_eq!(obstacles(KnownAt::Now), Some(vec![Obstacle::Withdrawn]));
    /// # drop(wanted);
    /// # std::fs::remove_dir_all(&folder).expect("the folder is there");
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn why_not(&self, entry: &Record, id: &str, policy: &Policy) -> Option<WhyNot> {
        self.search(policy).why_not(entry, id)
    }

    /// Screens those people of a population again whose answers differ because the list has changed since a
    /// change. Returns the new answers of exactly those whose matches, or whose number of
    /// [tied records left out](Screening::tied_left_out), are not what they were after that change, in the
    /// order of the people's identifiers. [`Screening::id`] is the identifier of the person.
    ///
    /// ```
    /// use sverka::{LivingList, Policy, Record, Watchlist};
    ///
    /// # let folder = std::env::temp_dir().join(format!("sverka-rescreen-doc-{}", std::process::id()));
    /// let residents = Watchlist::builder()
    ///     .record(Record::new("p1", "CHTCHERBAKOV Alexandre"))
    ///     .record(Record::new("p2", "KRYMOV Petr"))
    ///     .build()?;
    /// let wanted = LivingList::create(&folder, Watchlist::builder().build()?)?;
    /// let screened = wanted.view().change();
    ///
    /// wanted.put(Record::new("w1", "Щербаков Александр"))?;
    /// let again = wanted.view().rescreen(&residents, screened, &Policy::default());
    /// assert_eq!(again.iter().map(|screening| screening.id()).collect::<Vec<_>>(), ["p1"]);
    /// assert_eq!(again[0].matches()[0].record().id(), "w1");
    /// # drop(wanted);
    /// # std::fs::remove_dir_all(&folder).expect("the folder is there");
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// Only changes of the list count: both answers are weighed by the current epoch and given for one day.
    /// People need to be screened again in any case after a change of the policy, after midnight if it says
    /// [`ValidAt::Today`](crate::ValidAt::Today), and after
    /// [`LivingList::take_epoch`](crate::LivingList::take_epoch).
    ///
    /// Cost: for each record that was added, replaced or withdrawn about that of screening one record
    /// against the population; and two screenings of each person who may reach the policy's threshold
    /// against one of them. Runs in parallel on the current rayon thread pool.
    pub fn rescreen(&self, population: &Watchlist, since: u64, policy: &Policy) -> Vec<Screening> {
        let now = self.search(policy);
        let before = now.in_state(self.state_at(KnownAt::Change(since)));
        now.changed_answers(&before, population)
    }

    fn search(&self, policy: &Policy) -> ViewSearch<'_> {
        let ListState { parts, epoch, further_searches, .. } = &*self.state;
        let known = self.state_at(policy.known_at());
        ViewSearch::new(parts, epoch, policy, known, further_searches)
    }

    /// The state of the list at a point in time.
    fn state_at(&self, known_at: KnownAt) -> KnownState {
        let ListState { change, records, content, .. } = *self.state;
        let history = self.state.history();
        let up_to = |last: u64| history.partition_point(|entry| entry.change <= last.min(change));
        let known = match known_at {
            KnownAt::Now => return KnownState { change, records, content },
            KnownAt::Change(last) => up_to(last),
            KnownAt::On(day) => {
                let end = end_of(day);
                history.partition_point(|entry| entry.instant < end).min(up_to(change))
            }
        };
        let last = known.checked_sub(1).map(|last| history[last]);
        KnownState::from(last.unwrap_or(HistoryEntry::BEFORE_ALL))
    }
}

searchable!(LivingView);

/// The first microsecond after a day, counted from 1970.
fn end_of(day: Date) -> i64 {
    const DAY: i64 = 86_400_000_000;
    (i64::from(day.days()) + 1) * DAY
}

impl fmt::Debug for LivingView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LivingView")
            .field("records", &self.len())
            .field("change", &self.change())
            .field("parts", &self.state.parts.len())
            .field("epoch", &self.epoch())
            .finish_non_exhaustive()
    }
}

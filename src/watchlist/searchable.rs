//! What lists of every kind can do.

use super::{Watchlist, WhyNot};
use crate::record::Record;
use crate::screening::{Policy, Screening};

/// A list that can be searched: a [`Watchlist`], or a state of a list that changes, a
/// [`LivingView`](crate::LivingView). For programs that take either.
///
/// ```
/// use sverka::{Policy, Record, Searchable, Watchlist};
///
/// fn alerts(list: &dyn Searchable, entries: &[Record]) -> usize {
///     let screenings = list.screen_all(entries, &Policy::default());
///     screenings.iter().filter(|screening| !screening.matches().is_empty()).count()
/// }
///
/// let watchlist = Watchlist::builder().record(Record::new("w1", "Щербаков Александр")).build()?;
/// assert_eq!(alerts(&watchlist, &[Record::new("e1", "CHTCHERBAKOV Alexandre")]), 1);
/// # Ok::<(), sverka::Error>(())
/// ```
pub trait Searchable: Send + Sync {
    /// How many records the list has.
    fn len(&self) -> usize;

    /// Whether the list has no record.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record with an identifier.
    fn get(&self, id: &str) -> Option<Record>;

    /// Finds every record that may be the same person as `entry`; see [`Watchlist::screen`].
    fn screen(&self, entry: &Record, policy: &Policy) -> Screening;

    /// Screens many records in parallel on the current rayon thread pool, and returns the answers in order.
    fn screen_all(&self, entries: &[Record], policy: &Policy) -> Vec<Screening>;

    /// Says why a record is no match of `entry`; see [`Watchlist::why_not`].
    fn why_not(&self, entry: &Record, id: &str, policy: &Policy) -> Option<WhyNot>;
}

/// Implements [`Searchable`] by the methods of the same names.
macro_rules! searchable {
    ($list:ty) => {
        impl $crate::Searchable for $list {
            fn len(&self) -> usize {
                self.len()
            }

            fn get(&self, id: &str) -> Option<$crate::Record> {
                self.get(id)
            }

            fn screen(&self, entry: &$crate::Record, policy: &$crate::Policy) -> $crate::Screening {
                self.screen(entry, policy)
            }

            fn screen_all(
                &self,
                entries: &[$crate::Record],
                policy: &$crate::Policy,
            ) -> Vec<$crate::Screening> {
                self.screen_all(entries, policy)
            }

            fn why_not(
                &self,
                entry: &$crate::Record,
                id: &str,
                policy: &$crate::Policy,
            ) -> Option<$crate::WhyNot> {
                self.why_not(entry, id, policy)
            }
        }
    };
}
pub(crate) use searchable;

searchable!(Watchlist);

//! Screening: an incoming record in, its matches out. The one room that sees the whole road, and
//! the one that screens a batch in parallel.

mod answer;
#[cfg(feature = "snapshot")]
mod backwards;
mod budget;
mod fingerprint;
mod fit;
mod gains;
#[cfg(feature = "snapshot")]
mod parts;
mod plan;
mod policy;
mod query;
mod scorer;
mod search;
mod strata;

pub use answer::{Band, Certificate, Explanation, Match, Screening};
pub use budget::AlertBudget;
pub use fingerprint::Fingerprint;
#[cfg(feature = "snapshot")]
pub(crate) use parts::Question;
#[cfg(feature = "snapshot")]
pub(crate) use policy::AsOf;
pub use policy::{KnownAt, Policy, Threshold, ValidAt};

use crate::evidence::{Bits, RawEvidence, render, weigh};
use crate::record::Record;
use crate::watchlist::{Watchlist, Workspace};
use policy::Terms;
use query::Incoming;
use rayon::prelude::*;
use search::{Found, search, search_everything};

impl Watchlist {
    /// Finds every record of the list that may be the person, in one total order.
    ///
    /// The answer is exactly what scoring every record would give; its
    /// [`Certificate`] says how few were. Never fails: an entry without a name, date or document
    /// matches nothing above the default threshold.
    ///
    /// Cost: for each distinct token of the entry that was not looked up lately a few dozen look-ups
    /// among the list's distinct tokens, and the scoring of the few records that no bound rules out.
    pub fn screen(&self, entry: &Record, policy: &Policy) -> Screening {
        self.screen_one(entry, &self.terms(policy), Mode::Indexed)
    }

    /// The same answer by scoring every record, and comparing the entry's tokens with every token
    /// of the list: what [`Watchlist::screen`] is held to. Slow; for verification.
    pub fn screen_exhaustively(&self, entry: &Record, policy: &Policy) -> Screening {
        self.screen_one(entry, &self.terms(policy), Mode::Exhaustive)
    }

    /// Screens many entries in parallel on the current rayon thread pool. The answers stand in
    /// the order of the entries, and are the same for any number of threads.
    pub fn screen_all(&self, entries: &[Record], policy: &Policy) -> Vec<Screening> {
        let terms = self.terms(policy);
        let screen = |entry| self.screen_one(entry, &terms, Mode::Indexed);
        entries.par_iter().map(screen).collect()
    }

    fn terms(&self, policy: &Policy) -> Terms {
        policy.resolve(self, None)
    }

    fn screen_one(&self, entry: &Record, terms: &Terms, mode: Mode) -> Screening {
        let incoming = match mode {
            Mode::Indexed => Incoming::new(self, entry, |token| self.known(token)),
            Mode::Exhaustive => Incoming::new(self, entry, |token| self.known_exhaustively(token)),
        };
        self.workspaces.with(self, |space| self.answer(entry, &incoming, terms, mode, space))
    }

    fn answer(
        &self,
        entry: &Record,
        incoming: &Incoming<'_>,
        terms: &Terms,
        mode: Mode,
        workspace: &mut Workspace,
    ) -> Screening {
        let side = incoming.side();
        let Found { best, certificate, tied_left_out } = match mode {
            Mode::Indexed => search(self, incoming, &side, terms, workspace),
            Mode::Exhaustive => search_everything(self, incoming, &side, terms, workspace),
        };
        let explain = |(bits, record): (Bits, u32)| {
            let mut findings = RawEvidence::default();
            let close = |one, token| incoming.close(one, token);
            let subject = self.store.subject(record);
            let scratch = &mut workspace.scratch;
            let again = weigh(&self.model, &side, &subject, &close, scratch, Some(&mut findings));
            debug_assert_eq!(again, bits);
            let record = self.record(record);
            Match {
                bits,
                probability: self.model.probability(bits, self.epoch().len()),
                band: if bits < terms.report_from { Band::Review } else { Band::Report },
                evidence: render(&findings, entry, &record),
                record,
            }
        };
        Screening {
            id: entry.id().to_owned(),
            valid_on: terms.valid_on,
            fingerprint: terms.fingerprint,
            matches: best.into_iter().map(explain).collect(),
            tied_left_out,
            certificate,
        }
    }
}

/// How candidates are found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// By the index.
    Indexed,
    /// By scoring every record.
    Exhaustive,
}

//! Screening: an incoming record in, its matches out. The one room that sees the whole road, and
//! the one that screens a batch in parallel.

mod answer;
mod budget;
mod fit;
mod policy;
mod query;
mod search;

pub use answer::{Band, Certificate, Explanation, Match, Screening};
pub use budget::AlertBudget;
pub use policy::{Policy, Threshold, ValidAt};

use crate::evidence::{Bits, Entry, Findings, render};
use crate::record::Record;
use crate::watchlist::{Watchlist, Workspace};
use policy::Terms;
use query::{Incoming, Known};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use search::{Found, search, search_everything};

/// Entries taken through a batch at a time: enough to look common tokens up once, few enough to
/// hold what is known of them.
const BATCH: usize = 1 << 13;

impl Watchlist {
    /// Finds every record of the list that may be the person, in one total order.
    ///
    /// The answer is exactly what scoring every record would give; its
    /// [`Certificate`] says how few were. Never fails: an entry without a name, date or document
    /// matches nothing above the default threshold.
    ///
    /// Cost: for each distinct token of the entry a few dozen look-ups among the list's distinct
    /// tokens, and the scoring of the records that the bound does not rule out; of 100,000 records
    /// about a hundred. [`Watchlist::screen_all`] looks each token of a batch up only once.
    pub fn screen(&self, entry: &Record, policy: &Policy) -> Screening {
        self.screen_one(entry, policy, Mode::Indexed)
    }

    /// The same answer by scoring every record, and comparing the entry's tokens with every token
    /// of the list: what [`Watchlist::screen`] is held to. Slow; for verification.
    pub fn screen_exhaustively(&self, entry: &Record, policy: &Policy) -> Screening {
        self.screen_one(entry, policy, Mode::Exhaustive)
    }

    /// Screens many entries in parallel on the current rayon thread pool. The answers stand in
    /// the order of the entries, and are the same for any number of threads.
    pub fn screen_all(&self, entries: &[Record], policy: &Policy) -> Vec<Screening> {
        let terms = policy.resolve(&self.model, &self.store, self.len());
        entries.chunks(BATCH).flat_map(|batch| self.screen_batch(batch, &terms)).collect()
    }

    fn screen_batch(&self, batch: &[Record], terms: &Terms) -> Vec<Screening> {
        let incoming: Vec<Incoming> =
            batch.par_iter().map(|entry| Incoming::new(self, entry)).collect();
        let mut tokens: Vec<&str> = incoming
            .iter()
            .flat_map(|incoming| incoming.tokens.iter().map(AsRef::as_ref))
            .collect();
        tokens.par_sort_unstable();
        tokens.dedup();
        let known: FxHashMap<&str, Known> =
            tokens.par_iter().map(|token| (*token, Known::look_up(self, token, false))).collect();
        let answer = |(entry, incoming): (&Record, &Incoming)| {
            let known: Vec<&Known> = incoming.tokens.iter().map(|token| &known[&**token]).collect();
            self.workspaces.with(self, |workspace| {
                self.answer(entry, incoming, &known, terms, Mode::Indexed, workspace)
            })
        };
        batch.par_iter().zip(&incoming).map(answer).collect()
    }

    fn screen_one(&self, entry: &Record, policy: &Policy, mode: Mode) -> Screening {
        let terms = policy.resolve(&self.model, &self.store, self.len());
        let incoming = Incoming::new(self, entry);
        let look_up = |token: &str| Known::look_up(self, token, mode == Mode::Exhaustive);
        let known: Vec<Known> = incoming.tokens.iter().map(|token| look_up(token)).collect();
        let known: Vec<&Known> = known.iter().collect();
        self.workspaces
            .with(self, |workspace| self.answer(entry, &incoming, &known, &terms, mode, workspace))
    }

    fn answer(
        &self,
        entry: &Record,
        incoming: &Incoming,
        known: &[&Known],
        terms: &Terms,
        mode: Mode,
        workspace: &mut Workspace,
    ) -> Screening {
        let rarity: Vec<Bits> = known.iter().map(|known| known.rarity).collect();
        let side = Entry { subject: incoming.subject.view(), rarity: &rarity };
        let Found { best, scored, excluded, rest_at_most, tied_left_out } = match mode {
            Mode::Indexed => search(self, incoming, &side, known, terms, workspace),
            Mode::Exhaustive => search_everything(self, &side, known, terms, workspace),
        };
        let explain = |(bits, record): (Bits, u32)| {
            let mut findings = Findings::default();
            let again = workspace.weigh(self, &side, record, Some(&mut findings));
            debug_assert_eq!(again, bits);
            let record = self.shared_record(record);
            Match {
                record: record.clone(),
                bits,
                probability: self.model.probability(bits, self.len()),
                band: if bits < terms.report_from { Band::Review } else { Band::Report },
                evidence: render(&findings, entry, record),
            }
        };
        Screening {
            id: entry.id().to_owned(),
            valid_on: terms.valid_on,
            matches: best.into_iter().map(explain).collect(),
            tied_left_out,
            certificate: Certificate { records: self.len(), scored, excluded, rest_at_most },
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Indexed,
    Exhaustive,
}

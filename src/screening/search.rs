//! The exact search for candidates: posting lists in the order in which they pay, until no record
//! in none of them can matter, and of the records met only those scored that still can.
//!
//! Source of the principle: H. Turtle and J. Flood, "Query evaluation: strategies and
//! optimizations" (1995), known as MaxScore; here over sums of maxima, one for each feature.

use super::plan::{Conditional, Lists, Next, Plan};
use super::policy::Terms;
use super::query::Incoming;
use super::scorer::Scorer;
use crate::evidence::{Bits, Entry};
use crate::watchlist::{Watchlist, Workspace};

/// What a search found: records with their bits, best first, and what its certificate says.
pub(super) struct Found {
    pub(super) best: Vec<(Bits, u32)>,
    pub(super) scored: usize,
    pub(super) excluded: usize,
    /// An upper bound on the records that were neither; `None` where there are none.
    pub(super) rest_at_most: Option<Bits>,
}

/// Finds every record that the terms ask for.
pub(super) fn search(
    watchlist: &Watchlist,
    incoming: &Incoming,
    entry: &Entry<'_>,
    terms: &Terms,
    workspace: &mut Workspace,
) -> Found {
    let birth_dates = Lists::of_birth_dates(watchlist, entry);
    let documents = Lists::of_documents(watchlist, entry);
    let conditional = Conditional::new(watchlist, entry, incoming.known());
    let mut plan =
        Plan::new(watchlist, entry, incoming.known(), &birth_dates, &documents, &conditional);
    let mut scorer = Scorer::new(watchlist, incoming, entry, terms, workspace);
    loop {
        let most = plan.most();
        if most.all() < scorer.enough() {
            break scorer.finish(Some(most.all()));
        }
        match plan.next() {
            Some(Next::Tokens(tokens)) => {
                for token in tokens {
                    scorer.meet_listed(watchlist.postings.of_token(*token), most);
                }
            }
            Some(Next::Records(lists)) => {
                for record in lists.iter().copied().flatten() {
                    scorer.meet(*record, most);
                }
            }
            // What is in no list may reach the threshold without any agreement.
            None => {
                for record in 0..watchlist.len() as u32 {
                    scorer.meet(record, most);
                }
                break scorer.finish(None);
            }
        }
    }
}

/// Scores every record: what [`search`] is held to.
pub(super) fn search_everything(
    watchlist: &Watchlist,
    incoming: &Incoming,
    entry: &Entry<'_>,
    terms: &Terms,
    workspace: &mut Workspace,
) -> Found {
    let mut scorer = Scorer::new(watchlist, incoming, entry, terms, workspace);
    for record in 0..watchlist.len() as u32 {
        scorer.score(record);
    }
    scorer.finish(None)
}

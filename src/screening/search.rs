//! The exact search for candidates: posting lists in the order in which they pay, until no record
//! in none of them can matter, and of the records met only those scored that still can.
//!
//! Records are divided into strata by birth date. A stratum is closed when no record of it can
//! reach the threshold, or the last of a full top list, by what the names of unmet records still
//! weigh; small strata are met whole.
//!
//! Source of the principle: H. Turtle and J. Flood, "Query evaluation: strategies and
//! optimizations" (1995), known as MaxScore; here over sums of maxima, one for each token.

use super::answer::Certificate;
use super::plan::{Conditional, Plan};
use super::policy::Terms;
use super::query::Incoming;
use super::scorer::Scorer;
use super::strata::{Strata, strata};
use crate::evidence::{Bits, Level, Model, QueryView};
use crate::watchlist::{Watchlist, Workspace};

/// Records of a stratum that are met one after the other rather than through posting lists: they
/// lie together in memory, and lists do not.
const SMALL: u32 = 48;

/// What a search found: records with their bits, best first, and its certificate.
pub(super) struct Found {
    pub(super) best: Vec<(Bits, u32)>,
    pub(super) certificate: Certificate,
    /// Records with the bits of the last of `best` that the limit left out.
    pub(super) tied_left_out: usize,
}

/// Finds every record that the terms ask for.
pub(super) fn search(
    watchlist: &Watchlist,
    incoming: &Incoming<'_>,
    entry: &QueryView<'_>,
    terms: &Terms,
    workspace: &mut Workspace,
) -> Found {
    let conditional = Conditional::new(watchlist, entry, incoming.known());
    let mut plan = Plan::new(watchlist, entry, incoming, &conditional);
    let mut scorer = Scorer::new(watchlist, incoming, entry, terms, workspace);
    // A record may share several documents, of which the longest number may be met last.
    let bits = documents_most(&watchlist.model, entry);
    for document in entry.record.documents {
        let slips = watchlist.keys.one_digit_off(document);
        for number in slips.chain([document.number]) {
            scorer.meet(watchlist.postings.of_document(number).iter().copied(), bits);
        }
    }
    // Whatever shares a document or nearly does was met, so of the rest documents say nothing.
    let mut strata = strata(&watchlist.model, watchlist, entry.record.birth_dates);
    let all = watchlist.len() as u32;
    let (mut segments, mut records) = (Vec::new(), all);
    strata.put_segments(&mut segments);
    let mut closed: Option<Bits> = None;
    loop {
        let names = plan.names_most();
        let Strata { parts, open } = &mut strata;
        let before = open.len();
        open.retain(|stratum| {
            let most = scorer.most_of(names, stratum.bits);
            let is_open = most >= scorer.enough();
            if !is_open {
                closed = closed.max(Some(most));
            } else if stratum.records <= SMALL {
                scorer.meet(parts.of(stratum), Bits::ZERO);
                return false;
            }
            is_open
        });
        if open.is_empty() {
            return scorer.finish(closed);
        }
        if open.len() < before {
            records = strata.records();
            strata.put_segments(&mut segments);
        }
        let Some(tokens) = plan.next(records as f32 / all as f32) else {
            // What is in no list may reach the threshold without any agreement.
            scorer.meet(strata.each(), Bits::ZERO);
            return scorer.finish(closed);
        };
        // The lists lie far apart in memory, so all of it is asked for first.
        for token in tokens {
            std::hint::black_box(watchlist.postings.of_token(*token).first().copied());
        }
        scorer.meet_listed(tokens, &segments);
    }
}

/// The most that documents weigh.
pub(super) fn documents_most(model: &Model, entry: &QueryView<'_>) -> Bits {
    let levels = [Level::Same, Level::OneDigitOff, Level::CheckedSlip];
    let most = entry.record.documents.iter().flat_map(|document| {
        levels.map(|level| model.document(level, document.characters, document.holders))
    });
    most.max().unwrap_or_default()
}

/// Scores every record: what [`search`] is held to.
pub(super) fn search_everything(
    watchlist: &Watchlist,
    incoming: &Incoming<'_>,
    entry: &QueryView<'_>,
    terms: &Terms,
    workspace: &mut Workspace,
) -> Found {
    let mut scorer = Scorer::new(watchlist, incoming, entry, terms, workspace);
    for record in 0..watchlist.len() as u32 {
        scorer.score(record);
    }
    scorer.finish(None)
}

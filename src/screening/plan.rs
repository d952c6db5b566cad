//! In which order a search reads the posting lists of the entry's tokens, and what the names of a
//! record can still weigh that is in none of those read.
//!
//! Each distinct token of the entry has posting lists in steps, each with the most bits that a
//! record in it can gain from that token. A record in no list read so far gains at most what the
//! next step of each token offers; the sum of those bounds it.

use crate::evidence::{Bits, Entry, Model, entry_alone};
use crate::name::Role;
use crate::watchlist::{Known, Step, Watchlist};
use std::sync::Arc;

/// What finding a list costs, in records met.
const LIST: f32 = 2.0;
/// No limit to what a step weighs.
const UNLIMITED: Bits = Bits::from_hundredths(i32::MAX);

/// Tokens of an entry with posting lists that were not read yet.
pub(super) struct Plan<'a> {
    entry: &'a Entry<'a>,
    /// By the numbers of the tokens.
    features: Vec<Feature<'a>>,
    /// Names can always stay silent: the entry has none, or some record has none.
    silent_names: bool,
}

struct Feature<'a> {
    known: &'a Known,
    /// Best first; all of them weigh more than `otherwise`.
    steps: &'a [Step],
    /// The most that any step weighs.
    most: Bits,
    /// What a record gains at most that is in none of the lists.
    otherwise: Bits,
    read: usize,
}

impl<'a> Feature<'a> {
    /// The feature of the entry's token with that number.
    fn new(model: &Model, entry: &Entry<'_>, token: u32, known: &'a Known) -> Self {
        let stands = || entry.subject.tokens.iter().filter(|stands| stands.token == token);
        let is_particle = stands().all(|stands| stands.role == Role::Particle);
        let otherwise = stands().map(|stands| entry_alone(model, stands)).max().unwrap_or_default();
        let steps = known.steps();
        Feature {
            known,
            steps: &steps[..steps.partition_point(|step| step.bits > otherwise)],
            most: if is_particle { model.particle_agreement() } else { UNLIMITED },
            otherwise,
            read: 0,
        }
    }

    fn bits(&self, step: usize) -> Bits {
        self.steps.get(step).map_or(self.otherwise, |step| step.bits.min(self.most))
    }

    /// By how many hundredths of a bit the bound falls with the next step, for what it costs to
    /// read the share of the lists that is asked for.
    fn steepness(&self, share: f32) -> Option<f32> {
        let step = self.steps.get(self.read)?;
        let falls = (self.bits(self.read) - self.bits(self.read + 1)).hundredths() as f32;
        Some(falls / (step.records as f32 * share + step.lists.len() as f32 * LIST))
    }
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        watchlist: &Watchlist,
        entry: &'a Entry<'a>,
        known: &'a [Arc<Known>],
    ) -> Self {
        let feature = |(token, known)| Feature::new(&watchlist.model, entry, token, known);
        Plan {
            entry,
            features: (0..).zip(known.iter().map(AsRef::as_ref)).map(feature).collect(),
            silent_names: watchlist.store.any_nameless
                || entry.subject.names.iter().all(|name| name.tokens == 0),
        }
    }

    /// The most that each of the entry's tokens weighs, by their numbers.
    pub(super) fn tokens_most(&self) -> Vec<Bits> {
        self.features.iter().map(|feature| feature.bits(0)).collect()
    }

    /// The most bits that the names of a record weigh which is in none of the lists read so far.
    pub(super) fn names_most(&self) -> Bits {
        let subject = &self.entry.subject;
        let named = subject.names.iter().filter(|name| name.tokens > 0);
        let of_token = |token: u32| {
            let feature = &self.features[token as usize];
            feature.bits(feature.read)
        };
        let of_name =
            named.map(|name| subject.tokens_of(name).iter().map(|t| of_token(t.token)).sum());
        let silent = self.silent_names.then_some(Bits::ZERO);
        of_name.chain(silent).max().unwrap_or_default()
    }

    /// The tokens of the list whose unread posting lists lower the bound the most for what it
    /// costs to read that share of them; `None` where all are read.
    pub(super) fn next(&mut self, share: f32) -> Option<&'a [u32]> {
        let (next, _) = (0..self.features.len())
            .filter_map(|n| Some((n, self.features[n].steepness(share)?)))
            .max_by(|(_, one), (_, other)| one.total_cmp(other))?;
        let feature = &mut self.features[next];
        feature.read += 1;
        Some(feature.known.tokens(feature.steps[feature.read - 1].lists.clone()))
    }
}

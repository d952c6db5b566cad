//! Estimates the weights of a model from pairs of records.
//!
//! Pairs become comparison patterns, which are counted (`patterns`). `em` estimates m and u from the
//! counts, and log2 of m/u replaces the weights of a model.
//!
//! Fitted are the weights of birth dates, sex, nationality, birth place, and of documents that differ.
//! The weight of a name follows from term frequencies, and that of the same document from its length;
//! both only help to decide which pairs are of one person.
//!
//! Names predict sex, nationality and birth place to a great part. So that this is not counted twice,
//! their u-probabilities are those among the given pairs, whose names agree, and not among random pairs.
//! A birth date does not depend on the name, and agrees by chance so rarely that pairs with similar names
//! are too few to count it. Its u-probabilities are counted in random pairs, as Splink does (Linacre et
//! al. 2022).
//!
//! May use: the comparison of a pair, and the model. Where the pairs come from is up to the caller.

mod em;
mod pair;
mod patterns;

pub use pair::Pair;

use super::bits::Bits;
use super::item::{Field, Level};
use super::model::Model;
use crate::error::{Error, ErrorKind};
use em::{ComparisonPattern, EmParameters, PatternCounts, UNSEEN, shares};
use patterns::{BAND, FIELD_ORDER, FIELDS, NAMES, count_patterns, level_count, levels};

/// EM stops after this many iterations; on real pairs it needs about twenty.
const MAX_ITERATIONS: usize = 1_000;
/// EM has converged if no probability changed by more than this.
const TOLERANCE: f64 = 1e-7;
/// A level with fewer pairs of two people than this keeps its weight: the ratio of such small counts is
/// off by a bit or more.
const MIN_NONMATCHES: f64 = 5.0;
/// A field that fewer pairs of one person state keeps its weights: that a level does not occur among them
/// then says little.
const MIN_MATCHES: f64 = 50.0;
/// The limit of a fitted weight: nobody counts errors that are rarer than one in a million.
const MAX_WEIGHT: Bits = Bits::from_hundredths(2_000);

/// The estimate for one level of one field.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Estimate {
    field: Field,
    level: Level,
    m: f64,
    u: f64,
    before: Bits,
    after: Bits,
    is_kept: bool,
}

impl Estimate {
    /// The field.
    pub fn field(&self) -> Field {
        self.field
    }

    /// The level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The m-probability: that of the level between two records of one person which both state the
    /// field. Above 0, at most 1.
    pub fn m(&self) -> f64 {
        self.m
    }

    /// The u-probability: the same between records of two people.
    pub fn u(&self) -> f64 {
        self.u
    }

    /// The weight in the model that the fit started from.
    pub fn before(&self) -> Bits {
        self.before
    }

    /// The weight in the fitted model.
    pub fn after(&self) -> Bits {
        self.after
    }

    /// Whether the weight was kept, because too few pairs have the level.
    pub fn is_kept(&self) -> bool {
        self.is_kept
    }
}

/// A fitted model, with the estimates and how the estimation went.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Fit {
    model: Model,
    estimates: Vec<Estimate>,
    matched_share: f64,
    pairs: usize,
    strangers: usize,
    iterations: usize,
    converged: bool,
    log_likelihood: f64,
}

impl Fit {
    /// The fitted model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The fitted model, without the rest.
    pub fn into_model(self) -> Model {
        self.model
    }

    /// The estimates, field by field.
    pub fn estimates(&self) -> &[Estimate] {
        &self.estimates
    }

    /// The estimated share of pairs of one person among the pairs without a label; above 0, below 1.
    pub fn matched_share(&self) -> f64 {
        self.matched_share
    }

    /// The number of pairs that may be of one person.
    pub fn pairs(&self) -> usize {
        self.pairs
    }

    /// The number of random pairs.
    pub fn strangers(&self) -> usize {
        self.strangers
    }

    /// The number of iterations of EM.
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// Whether EM converged: no probability changed by more than 10⁻⁷ in the last iteration. If not, do
    /// not trust the estimates.
    pub fn has_converged(&self) -> bool {
        self.converged
    }

    /// The natural logarithm of the likelihood of the pairs under the estimates.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }
}

impl Model {
    /// Fits the weights of birth dates, sex, nationality, birth place and documents to pairs of records,
    /// by expectation maximization (EM) for pairs without a label.
    ///
    /// `pairs` may be of one person: their names agree, and they were selected without regard to other
    /// fields. `strangers` are random pairs, of which almost none is of one person; without them, the
    /// u-probabilities of dates and documents are estimated from `pairs` too. EM starts from the weights
    /// of this model, with even odds at `even` bits.
    ///
    /// [`Watchlist::fit`](crate::Watchlist::fit) selects both kinds of pairs by itself.
    ///
    /// The result depends on the set of pairs only, not on their order or on threads. An estimate
    /// outside of the range of a weight becomes the nearest weight in it. A weight is kept if fewer than
    /// 5 pairs of two people have its level, or fewer than 50 pairs of one person state its field.
    ///
    /// Cost: one comparison for each pair, in parallel on the current rayon pool. EM itself takes
    /// milliseconds, because it works on counts of patterns.
    ///
    /// Sources: Fellegi and Sunter (1969) for the model; Dempster, Laird and Rubin (1977) for EM, and
    /// Winkler (2000) for its use in record linkage; Linacre et al. (2022, Splink) for u-probabilities
    /// from random pairs.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] if there are no pairs.
    ///
    /// ```
    /// use sverka::{Bits, Level, Model, Pair, Record};
    ///
    /// let born = |id: &str, date: &str| Ok::<_, sverka::Error>(
    ///     Record::new(id, "Anna Li").with_birth_date(date.parse()?)
    /// );
    /// let (one, other) = (born("e", "1971-03-05")?, born("w", "1971-05-03")?);
    /// // An office that swaps day and month of everybody.
    /// let pairs = vec![Pair::new(&one, &other).with_label(true); 100];
    /// let strangers = vec![Pair::new(&one, &other).with_label(false); 10];
    /// let fit = Model::default().fit(&pairs, &strangers, Bits::ZERO)?;
    /// assert!(fit.has_converged());
    /// let swapped = fit.estimates().iter().find(|e| e.level() == Level::DayMonthSwapped).unwrap();
    /// assert!(swapped.m() > 0.9);
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn fit(
        &self,
        pairs: &[Pair<'_>],
        strangers: &[Pair<'_>],
        even: Bits,
    ) -> Result<Fit, Error> {
        if pairs.is_empty() {
            return Err(Error::new(ErrorKind::Empty, "no pairs to fit a model to"));
        }
        let counts = count_patterns(self, pairs, true);
        let random_counts = count_patterns(self, strangers, false);
        let mut parameters = self.start_parameters(&counts, &random_counts, even);
        let outcome = parameters.estimate(&counts, MAX_ITERATIONS, TOLERANCE);
        let estimates = self.estimates(&parameters, &counts, &random_counts);
        let mut model = self.clone();
        for Estimate { field, level, after, .. } in &estimates {
            if let Some(weight) = model.level_mut(*field, *level) {
                *weight = *after;
            }
        }
        debug_assert!(model.check().is_ok());
        model.set_source(format!(
            "fitted to {} pairs and {} of strangers, from: {}",
            pairs.len(),
            strangers.len(),
            self.source()
        ));
        Ok(Fit {
            model,
            estimates,
            matched_share: parameters.share,
            pairs: pairs.len(),
            strangers: strangers.len(),
            iterations: outcome.iterations,
            converged: outcome.converged,
            log_likelihood: outcome.log_likelihood,
        })
    }

    /// The parameters that follow from the weights of this model, as the start of EM.
    fn start_parameters(
        &self,
        counts: &PatternCounts<FIELDS>,
        random_counts: &PatternCounts<FIELDS>,
        even: Bits,
    ) -> EmParameters<FIELDS> {
        let unseen = || FIELD_ORDER.map(|field| vec![UNSEEN; level_count(field)]);
        let (mut m, mut u) = (unseen(), unseen());
        let (mut matches, mut all) = (UNSEEN, 2.0 * UNSEEN);
        for (pattern, [unlabelled, nonmatches, labelled_matches]) in counts {
            let mut bits = f64::from(pattern[NAMES]) * BAND - even.as_f64();
            for (field, level) in pattern_levels(pattern).filter(|(field, _)| *field != NAMES) {
                let field = FIELD_ORDER[field];
                bits += self.start_weight(field, levels(field)[level]).as_f64();
            }
            let posterior = 1.0 / (1.0 + (-bits).exp2());
            let unlabelled = *unlabelled as f64;
            matches += unlabelled * posterior;
            all += unlabelled;
            for (field, level) in pattern_levels(pattern) {
                m[field][level] += unlabelled * posterior + *labelled_matches as f64;
                u[field][level] += unlabelled * (1.0 - posterior) + *nonmatches as f64;
            }
        }
        let mut u_is_known = [false; FIELDS];
        for (field, name) in FIELD_ORDER.into_iter().enumerate() {
            if !matches!(name, Field::BirthDate | Field::Document) {
                continue;
            }
            let mut seen = vec![UNSEEN; level_count(name)];
            for (pattern, counts) in random_counts {
                let Some(level) = usize::from(pattern[field]).checked_sub(1) else { continue };
                seen[level] += counts.iter().sum::<u64>() as f64;
                u_is_known[field] = true;
            }
            if u_is_known[field] {
                u[field] = seen;
            }
        }
        EmParameters {
            share: matches / all,
            m: m.map(|counts| shares(&counts)),
            u: u.map(|counts| shares(&counts)),
            u_is_known,
        }
    }

    /// The weight of a level before the fit. The same document counts as a long one.
    fn start_weight(&self, field: Field, level: Level) -> Bits {
        self.level(field, level).unwrap_or_else(|| self.document(level, u8::MAX, 1))
    }

    fn estimates(
        &self,
        parameters: &EmParameters<FIELDS>,
        counts: &PatternCounts<FIELDS>,
        random_counts: &PatternCounts<FIELDS>,
    ) -> Vec<Estimate> {
        let mut estimates = Vec::new();
        for (at, field) in FIELD_ORDER.into_iter().enumerate() {
            let stated = counts.iter().filter(|(pattern, _)| pattern[at] > 0);
            let matches: f64 = stated
                .map(|(pattern, [unlabelled, _, labelled_matches])| {
                    *unlabelled as f64 * parameters.posterior(pattern) + *labelled_matches as f64
                })
                .sum();
            for (n, level) in levels(field).iter().enumerate() {
                let (m, u) = (parameters.m[at][n], parameters.u[at][n]);
                let has_level =
                    |pattern: &ComparisonPattern<FIELDS>| usize::from(pattern[at]) == n + 1;
                let nonmatches: f64 = if parameters.u_is_known[at] {
                    let seen = random_counts.iter().filter(|counts| has_level(counts.0));
                    seen.map(|(_, counts)| counts.iter().sum::<u64>() as f64).sum()
                } else {
                    let seen = counts.iter().filter(|counts| has_level(counts.0));
                    seen.map(|(pattern, [unlabelled, nonmatches, _])| {
                        *unlabelled as f64 * (1.0 - parameters.posterior(pattern))
                            + *nonmatches as f64
                    })
                    .sum()
                };
                let before = self.start_weight(field, *level);
                let range = self.level_range(field, *level);
                let enough = nonmatches >= MIN_NONMATCHES && matches >= MIN_MATCHES;
                let after = range.filter(|_| enough).map(|range| {
                    let estimate = Bits::nearest((m / u).log2());
                    range.clamp(estimate, MAX_WEIGHT)
                });
                estimates.push(Estimate {
                    field,
                    level: *level,
                    m,
                    u,
                    before,
                    after: after.unwrap_or(before),
                    is_kept: after.is_none(),
                });
            }
        }
        estimates
    }
}

/// The fields that a pattern states, by position, each with its level from 0.
fn pattern_levels(pattern: &ComparisonPattern<FIELDS>) -> impl Iterator<Item = (usize, usize)> {
    let levels = pattern.iter().map(|level| usize::from(*level).checked_sub(1));
    levels.enumerate().filter_map(|(field, level)| Some((field, level?)))
}

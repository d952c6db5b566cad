//! From the estimated probabilities to weights, each with its interval.
//!
//! May use: the parameters of EM, and the model for ranges and for the weights before. Counts no pairs.

use super::em::{EmParameters, PatternCounts, UNSEEN, VariableUse, expected};
use super::estimate::{Estimate, WeightInterval};
use super::tokens::LEVEL_COSTS;
use super::variables::{FIELDS, TOKEN_BANDS, Variable, level_counts};
use crate::evidence::bits::Bits;
use crate::evidence::item::Level;
use crate::evidence::model::{CONTRADICTIONS, Model};

/// A level with fewer pairs of two people than this keeps its weight: the ratio of such small counts is
/// off by a bit or more.
const MIN_NONMATCHES: f64 = 5.0;
/// The same for pairs of one person with tokens that agree at a cost. How rare the tokens are is known from
/// such pairs alone.
const MIN_AGREEMENTS: f64 = 5.0;
/// A field that fewer pairs of one person state keeps its weights: that a level does not occur among them
/// then says little.
const MIN_MATCHES: f64 = 50.0;
/// The limit of a fitted weight: nobody counts errors that are rarer than one in a million.
const MAX_WEIGHT: Bits = Bits::from_hundredths(2_000);

/// The weights that are log2 of m/u for tokens: the variable, its level, the level that is reported, the path.
const TOKEN_RATIOS: [(Variable, Level, Level, &str); 8] = [
    (Variable::Names, Level::Contradicted, Level::Contradicted, "names.contradicted"),
    (
        Variable::Patronymics,
        Level::Contradicted,
        Level::Contradicted,
        "names.contradicted_patronymic",
    ),
    (Variable::Initials, Level::Initial, Level::Initial, "names.initial"),
    (Variable::Initials, Level::Contradicted, Level::Contradicted, "names.contradicted_initial"),
    (Variable::EntryNames, Level::Omitted, Level::Extra, "names.extra_in_entry"),
    (Variable::RecordNames, Level::Omitted, Level::Omitted, "names.extra_in_record"),
    (Variable::PatronymicsOfEither, Level::Omitted, Level::Omitted, "names.omitted_patronymic"),
    (Variable::MinorOfEither, Level::Omitted, Level::Omitted, "names.omitted_minor"),
];

/// The levels of two names that agree, in the order of the report. The first is what the others cost more than.
fn agreements() -> impl Iterator<Item = Level> {
    let agree = |level: &Level| !matches!(level, Level::Initial | Level::Contradicted);
    Variable::Names.levels().iter().copied().filter(agree)
}

/// The expected number of draws of each level of each variable.
pub(super) struct DrawCounts {
    matches: Vec<Vec<f64>>,
    nonmatches: Vec<Vec<f64>>,
    /// The sum of the squared posteriors of the matches: the number of pairs that are known to be of one
    /// person from which m would follow as precisely.
    certain: Vec<Vec<f64>>,
}

impl DrawCounts {
    /// Where u is known, two people are those of the random pairs.
    pub(super) fn new(
        parameters: &EmParameters,
        counts: &PatternCounts,
        random_counts: &PatternCounts,
    ) -> Self {
        let zeros = || level_counts().iter().map(|n| vec![0.0; *n]).collect::<Vec<_>>();
        let mut sums = DrawCounts { matches: zeros(), nonmatches: zeros(), certain: zeros() };
        for (pattern, counts) in counts {
            let posterior = parameters.posterior(pattern);
            let [matches, nonmatches] = expected(counts, posterior);
            let certain = counts[0] as f64 * posterior.powi(2) + counts[2] as f64;
            for draw in pattern {
                let (variable, level) = (usize::from(draw.variable), usize::from(draw.level));
                sums.matches[variable][level] += matches;
                sums.certain[variable][level] += certain;
                if parameters.uses[variable] != VariableUse::KnownU {
                    sums.nonmatches[variable][level] += nonmatches;
                }
            }
        }
        for (pattern, counts) in random_counts {
            let all = counts.iter().sum::<u64>() as f64;
            for draw in pattern {
                let (variable, level) = (usize::from(draw.variable), usize::from(draw.level));
                if parameters.uses[variable] == VariableUse::KnownU {
                    sums.nonmatches[variable][level] += all;
                }
            }
        }
        sums
    }
}

/// What is estimated of one level.
struct LevelEstimate {
    m: f64,
    u: f64,
    matches: f64,
    nonmatches: f64,
    /// The weight or cost, in bits, and its variance.
    bits: f64,
    variance: f64,
    is_enough: bool,
}

/// A fit of one kind of pairs, to be turned into estimates.
pub(super) struct Estimator<'a> {
    pub(super) model: &'a Model,
    pub(super) parameters: &'a EmParameters,
    pub(super) draws: DrawCounts,
}

impl Estimator<'_> {
    /// The estimates of all fields that are no names.
    pub(super) fn fields(&self) -> Vec<Estimate> {
        let mut estimates = Vec::new();
        for variable in FIELDS {
            for level in variable.levels() {
                let (field, path) =
                    (variable.field(), self.model.level_path(variable.field(), *level));
                let before = self.model.start_weight(field, *level);
                let found = self.ratio(variable, *level);
                estimates.push(self.estimate(variable, *level, path, before, found));
            }
        }
        estimates
    }

    /// The estimates of names: agreements, which cost more than identical tokens, and what weighs by itself.
    pub(super) fn names(&self) -> Vec<Estimate> {
        let mut estimates = Vec::new();
        let identical = self.offset(Level::Identical);
        // A known name that sounds alike costs this on top of another spelling.
        let mut same_reading_rise = 0.0;
        for level in agreements() {
            let mut found = self.offset(level);
            if level != Level::Identical {
                found.bits -= identical.bits;
                found.variance += identical.variance;
                found.is_enough &= identical.is_enough;
            }
            if level == Level::OtherName {
                found.bits -= same_reading_rise;
            }
            let path = LEVEL_COSTS.iter().find(|(costly, _)| *costly == level);
            let path = path.map(|(_, path)| *path);
            let before = path.and_then(|path| self.model.weight(path)).unwrap_or_default();
            let estimate = self.estimate(Variable::Names, level, path, before, found);
            if level == Level::SameReading {
                same_reading_rise = (estimate.after() - before).as_f64();
            }
            estimates.push(estimate);
        }
        for (variable, level, reported, path) in TOKEN_RATIOS {
            let before = self.model.weight(path).unwrap_or_default();
            let found = self.ratio(variable, level);
            estimates.push(self.estimate(variable, reported, Some(path), before, found));
        }
        self.keep_contradictions_below_omissions(&mut estimates);
        estimates
    }

    fn estimate(
        &self,
        variable: Variable,
        level: Level,
        path: Option<&'static str>,
        before: Bits,
        found: LevelEstimate,
    ) -> Estimate {
        let LevelEstimate { m, u, matches, nonmatches, bits, variance, is_enough } = found;
        let range = path.and_then(|path| self.model.range(path)).filter(|_| is_enough);
        let after = range.map(|range| range.clamp(Bits::nearest(bits), MAX_WEIGHT));
        Estimate {
            field: variable.field(),
            level,
            weight: path,
            m,
            u,
            matches,
            nonmatches,
            interval: WeightInterval::around(bits, variance),
            before,
            after: after.unwrap_or(before),
            is_kept: after.is_none(),
        }
    }

    /// The bands of a level, by their numbers.
    fn bands(&self, variable: Variable, level: Level) -> std::ops::Range<usize> {
        let number = variable.levels().iter().position(|each| *each == level).unwrap_or_default();
        number * variable.bands()..(number + 1) * variable.bands()
    }

    /// m and u of a level, with log2 of their ratio.
    fn ratio(&self, variable: Variable, level: Level) -> LevelEstimate {
        let bands = self.bands(variable, level);
        let sum = |all: &[Vec<f64>]| all[variable.number()][bands.clone()].iter().sum::<f64>();
        let EmParameters { m, u, unseen, .. } = self.parameters;
        let (m, u) = (sum(m), sum(u));
        let (matches, nonmatches) = (sum(&self.draws.matches), sum(&self.draws.nonmatches));
        let unseen = unseen[variable.number()] * variable.bands() as f64;
        let of_matches = (1.0 - m).max(0.0) / (sum(&self.draws.certain) + unseen);
        let of_nonmatches = (1.0 - u).max(0.0) / (nonmatches + unseen);
        let stated: f64 = self.draws.matches[variable.number()].iter().sum();
        LevelEstimate {
            m,
            u,
            matches,
            nonmatches,
            bits: (m / u).log2(),
            variance: (of_matches + of_nonmatches) / std::f64::consts::LN_2.powi(2),
            is_enough: nonmatches >= MIN_NONMATCHES && stated >= MIN_MATCHES,
        }
    }

    /// How much less than their rarity tokens weigh that agree at this level.
    ///
    /// If tokens of rarity r weigh r - c, the same agreement among strangers is 2^(c - r) times as probable as
    /// in pairs of one person: u = E_m 2^(c - r). The c that solves this is also the most likely one if
    /// chance agreements are Poisson distributed.
    fn offset(&self, level: Level) -> LevelEstimate {
        let of_level = self.ratio(Variable::Names, level);
        let bands = self.bands(Variable::Names, level);
        let (mut chance, mut square) = (0.0, 0.0);
        let names = Variable::Names.number();
        for (band, at) in bands.clone().enumerate() {
            let agreement = (-TOKEN_BANDS.middle(band)).exp2();
            chance += self.parameters.m[names][at] * agreement;
            square += self.parameters.m[names][at] * agreement.powi(2);
        }
        // Common tokens decide, so the number of tokens that count is smaller (Kish 1965).
        let certain: f64 = self.draws.certain[names][bands].iter().sum();
        let counting = certain * chance.powi(2) / (square * of_level.m);
        let variance = 1.0 / (counting + UNSEEN) + 1.0 / (of_level.nonmatches + UNSEEN);
        LevelEstimate {
            bits: (of_level.u / chance).log2(),
            variance: variance / std::f64::consts::LN_2.powi(2),
            is_enough: of_level.is_enough && of_level.matches >= MIN_AGREEMENTS,
            ..of_level
        }
    }

    /// A contradiction weighs at most as much as the omissions in whose place it stands. Of two fitted weights
    /// the contradiction gives way; a kept one stays.
    fn keep_contradictions_below_omissions(&self, estimates: &mut [Estimate]) {
        for (path, omissions) in CONTRADICTIONS {
            let Some(contradiction) = find(estimates, path) else { continue };
            let Estimate { is_kept, after: kept, .. } = estimates[contradiction];
            for omission in omissions.iter().filter(|_| is_kept) {
                if let Some(at) = find(estimates, omission) {
                    estimates[at].after = estimates[at].after.max(kept);
                }
            }
        }
        for (path, omissions) in CONTRADICTIONS {
            let Some(contradiction) = find(estimates, path) else { continue };
            let found = omissions.iter().filter_map(|path| find(estimates, path));
            let least = found.map(|at| estimates[at].after).min().unwrap_or(Bits::ZERO);
            estimates[contradiction].after = estimates[contradiction].after.min(least);
        }
    }
}

fn find(estimates: &[Estimate], path: &str) -> Option<usize> {
    estimates.iter().position(|estimate| estimate.weight == Some(path))
}

//! Estimates the weights of a model from pairs of records.
//!
//! Pairs become comparison patterns, which are counted (`patterns`). `em` estimates m and u from the
//! counts, and log2 of m/u replaces the weights of a model (`estimator`).
//!
//! There are two kinds of pairs, with an EM each, because what pairs were selected by cannot be estimated
//! from them. From those that were selected by their names, the weights of birth dates, sex, nationality,
//! birth place and of documents that differ are fitted. The names only help to decide which pairs are of one
//! person. From those that were selected without regard to names, the weights of names are. There, birth dates
//! and documents decide nothing.
//!
//! Names predict sex, nationality and birth place to a great part. So that this is not counted twice,
//! their u-probabilities are those among the given pairs, whose names agree, and not among random pairs.
//! A birth date does not depend on the name, and agrees by chance so rarely that pairs with similar names
//! are too few to count it. Its u-probabilities are counted in random pairs, as Splink does (Linacre et
//! al. 2022). So are those of names.
//!
//! Tokens are aligned by the model that the fit starts from. In pairs of strangers too, the alignment is the
//! best one, so u has what the choice among several tokens adds to chance. Two tokens that stand for each
//! other are one draw, and whether a token has a counterpart is another. Draws are independent given who is who;
//! without this, it could not be told from names alone which pairs are of one person.
//!
//! Tokens that agree weigh by their rarity, less a cost for the level. The rarity is not fitted, but controlled
//! for: levels are drawn in bands of what the token would weigh without the cost. The cost is how
//! much more often strangers agree at this level than the rarities say, beyond what they do in identical
//! tokens. So it does not matter how many names have a diminutive, or that variants of a common name are
//! common: both are in m as in u. The ratio of the m-probabilities alone, as of a form to an identical
//! token, would need to know which tokens could have one. Near and similar readings cost a sum over sounds,
//! which `cargo bench --bench sound_costs` estimates; a fit only shows by how much they are off.
//!
//! May use: the comparison of a pair, and the model. Where the pairs come from is up to the caller.

mod em;
mod estimate;
mod estimator;
mod pair;
mod patterns;
mod tokens;
mod variables;

pub use estimate::Estimate;
pub use pair::Pair;
pub(crate) use pair::TokenRarities;

use super::bits::Bits;
use super::item::{Field, Level};
use super::model::Model;
use crate::error::{Error, ErrorKind};
use em::{Draw, EmOutcome, EmParameters, PatternCounts, Sums, VariableUse};
use estimator::{DrawCounts, Estimator};
use patterns::count_patterns;
use variables::{NAME_BANDS, VARIABLES, Variable, level_counts, unseen};

/// EM stops after this many iterations; on real pairs it needs about twenty.
const MAX_ITERATIONS: usize = 1_000;
/// EM has converged if no probability changed by more than this.
const TOLERANCE: f64 = 1e-7;

/// A fitted model, with the estimates and how the estimation went.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Fit {
    model: Model,
    estimates: Vec<Estimate>,
    matched_share: f64,
    name_matched_share: f64,
    pairs: usize,
    name_pairs: usize,
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

    /// The estimates: birth date, sex, nationality, birth place, document, and names.
    pub fn estimates(&self) -> &[Estimate] {
        &self.estimates
    }

    /// The estimated share of pairs of one person among the pairs without a label; above 0, below 1.
    pub fn matched_share(&self) -> f64 {
        self.matched_share
    }

    /// The same among the [pairs for names](Pair::for_names).
    pub fn name_matched_share(&self) -> f64 {
        self.name_matched_share
    }

    /// The number of pairs that may be of one person.
    pub fn pairs(&self) -> usize {
        self.pairs
    }

    /// The number of [pairs for names](Pair::for_names) that may be of one person.
    pub fn name_pairs(&self) -> usize {
        self.name_pairs
    }

    /// The number of random pairs of both kinds.
    pub fn strangers(&self) -> usize {
        self.strangers
    }

    /// The number of iterations of EM; of the longer one, where names are fitted too.
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// Whether EM converged: no probability changed by more than 10⁻⁷ in the last iteration. If not, do
    /// not trust the estimates.
    pub fn has_converged(&self) -> bool {
        self.converged
    }

    /// The natural logarithm of the likelihood of the pairs under the estimates, of both kinds.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }
}

impl Model {
    /// Fits the weights of birth dates, sex, nationality, birth place and documents to pairs of records, and
    /// those of names to [pairs for names](Pair::for_names), by expectation maximization (EM) for pairs
    /// without a label.
    ///
    /// `pairs` may be of one person. Those for names were selected without regard to names; the others by
    /// their names, without regard to other fields. `strangers` are random pairs, of which almost none is of one
    /// person; without those of a kind, the u-probabilities of dates and documents, or of names, are
    /// estimated from `pairs` too. EM starts from the weights of this model, with even odds at `even` bits.
    ///
    /// [`Watchlist::fit`](crate::Watchlist::fit) selects all pairs by itself.
    ///
    /// Of names, these weights are fitted: what an agreement costs that is not identical (`same_reading`,
    /// `other_name`, `national_form`, `diminutive`, `russified`, `gendered`, `abbreviated`, `joined`), an `initial`, and
    /// contradictions and omissions (`contradicted*`, `extra_in_*`, `omitted_*`). The other weights stay.
    /// Tokens are aligned by this model, so a second fit from the fitted model may differ a little.
    ///
    /// The result depends on the set of pairs only, not on their order or on threads. An estimate
    /// outside of the range of a weight becomes the nearest weight in it, and a contradiction weighs at most as
    /// much as an omission. A weight is kept if fewer than 5 pairs of two people have its level, or fewer than
    /// 50 pairs of one person state its field. The same holds of tokens of names; and the cost of a
    /// level is kept if fewer than 5 tokens agree at it in pairs of one person.
    ///
    /// Cost: one comparison for each pair, in parallel on the current rayon pool. EM itself takes
    /// milliseconds, because it works on counts of patterns; with names, up to a second for 10,000 pairs.
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
    /// // None of these pairs is for the names.
    /// let mut of_names = fit.estimates().iter().filter(|e| e.field() == sverka::Field::Name);
    /// assert!(of_names.all(|estimate| estimate.is_kept()));
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
        let fields = FittedPairs::new(self, pairs, strangers, even, PairKind::ByNames);
        let names = FittedPairs::new(self, pairs, strangers, even, PairKind::ForNames);
        let mut estimates = fields.estimator(self).fields();
        estimates.extend(names.estimator(self).names());
        let mut model = self.clone();
        let fitted =
            estimates.iter().filter_map(|estimate| Some((estimate.weight?, estimate.after)));
        model.replace(fitted);
        debug_assert!(model.check().is_ok());
        model.set_source(format!(
            "fitted to {} pairs and {} of strangers, from: {}",
            pairs.len(),
            strangers.len(),
            self.source()
        ));
        let name_pairs = pairs.iter().filter(|pair| pair.is_for_names).count();
        Ok(Fit {
            model,
            estimates,
            matched_share: fields.parameters.share,
            name_matched_share: names.parameters.share,
            pairs: pairs.len() - name_pairs,
            name_pairs,
            strangers: strangers.len(),
            iterations: fields.outcome.iterations.max(names.outcome.iterations),
            converged: fields.outcome.converged && names.outcome.converged,
            log_likelihood: fields.outcome.log_likelihood + names.outcome.log_likelihood,
        })
    }

    /// The weight of a level before the fit. The same document counts as a long one.
    fn start_weight(&self, field: Field, level: Level) -> Bits {
        self.level(field, level).unwrap_or_else(|| self.document(level, u8::MAX, 1))
    }
}

/// What pairs were selected by, and so what is fitted to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PairKind {
    /// By their names. The other fields are fitted.
    ByNames,
    /// Without regard to names. Names are fitted.
    ForNames,
}

/// The pairs of one kind, with the parameters that EM found.
struct FittedPairs {
    counts: PatternCounts,
    random_counts: PatternCounts,
    parameters: EmParameters,
    outcome: EmOutcome,
}

impl FittedPairs {
    fn new(
        model: &Model,
        pairs: &[Pair<'_>],
        strangers: &[Pair<'_>],
        even: Bits,
        kind: PairKind,
    ) -> Self {
        let for_names = kind == PairKind::ForNames;
        let counts = count_patterns(model, pairs, for_names, true);
        let random_counts = count_patterns(model, strangers, for_names, for_names);
        let mut parameters = start_parameters(model, &counts, &random_counts, even, kind);
        let outcome = parameters.estimate(&counts, MAX_ITERATIONS, TOLERANCE);
        FittedPairs { counts, random_counts, parameters, outcome }
    }

    fn estimator<'a>(&'a self, model: &'a Model) -> Estimator<'a> {
        let FittedPairs { counts, random_counts, parameters, .. } = self;
        let draws = DrawCounts::new(parameters, counts, random_counts);
        Estimator { model, parameters, draws }
    }
}

/// The parameters that follow from the weights of a model, as the start of EM.
fn start_parameters(
    model: &Model,
    counts: &PatternCounts,
    random_counts: &PatternCounts,
    even: Bits,
    kind: PairKind,
) -> EmParameters {
    let mut sums = Sums::new(&level_counts(), &unseen());
    for (pattern, counts) in counts {
        let bits: f64 = pattern.iter().map(|draw| start_bits(model, draw)).sum();
        let posterior = 1.0 / (1.0 + (even.as_f64() - bits).exp2());
        sums.add(pattern, counts, posterior);
    }
    let share = sums.share();
    let [m, mut u] = sums.probabilities();
    let mut uses = vec![VariableUse::Estimated; VARIABLES.len()];
    let mut random = Sums::new(&level_counts(), &unseen());
    let mut is_drawn = vec![false; VARIABLES.len()];
    for (pattern, counts) in random_counts {
        random.add(pattern, &[counts.iter().sum(), 0, 0], 0.0);
        pattern.iter().for_each(|draw| is_drawn[usize::from(draw.variable)] = true);
    }
    let [_, known] = random.probabilities();
    for (variable, known) in VARIABLES.into_iter().zip(known) {
        let at = variable.number();
        uses[at] = variable_use(variable, kind, is_drawn[at]);
        if uses[at] == VariableUse::KnownU {
            u[at] = known;
        }
    }
    EmParameters { share, m, u, uses, unseen: unseen() }
}

/// What EM does with a variable that is drawn in random pairs, or is not.
fn variable_use(variable: Variable, kind: PairKind, is_random: bool) -> VariableUse {
    let for_names = kind == PairKind::ForNames;
    match variable {
        // Pairs for names were selected by these.
        Variable::BirthDate | Variable::Document if for_names => VariableUse::Ignored,
        Variable::BirthDate | Variable::Document if is_random => VariableUse::KnownU,
        // It follows from the tokens.
        Variable::NameBand if for_names => VariableUse::Ignored,
        Variable::NameBand
        | Variable::BirthDate
        | Variable::Document
        | Variable::Sex
        | Variable::Nationality
        | Variable::BirthPlace => VariableUse::Estimated,
        _ if is_random => VariableUse::KnownU,
        _ => VariableUse::Estimated,
    }
}

/// What a draw weighs before the fit. Tokens are in the band of names.
fn start_bits(model: &Model, draw: &Draw) -> f64 {
    let (variable, level) = (VARIABLES[usize::from(draw.variable)], usize::from(draw.level));
    match (variable, variable.field()) {
        (Variable::NameBand, _) => NAME_BANDS.middle(level),
        (_, Field::Name) => 0.0,
        (_, field) => model.start_weight(field, variable.levels()[level]).as_f64(),
    }
}

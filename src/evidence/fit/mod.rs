//! Which weights do these pairs of records speak for?
//!
//! Pairs become comparison patterns, patterns are counted, `em` estimates m and u from the counts,
//! and the weights that may follow from them replace those of a model. This room sees pairs of
//! records and a model; where pairs come from is somebody else's question.
//!
//! What is fitted are birth dates, sex, nationality, places of birth, and documents that differ. What a name weighs
//! follows from how often its tokens occur, and what a document in common weighs from its length;
//! both only help to tell which pairs are of one person.
//!
//! Sex, nationality and place of birth are implied by names to a great part: a namesake has the same sex nearly
//! always. So that they are not counted twice, their u-probabilities are those among the given
//! pairs, whose names agree more or less, and not among any two people. A birth date is of no such
//! kind, and agrees so rarely by chance that pairs with like names are too few to tell: its
//! u-probabilities are counted in pairs of strangers, as Splink does (Linacre et al. 2022).

mod em;

use super::bits::Bits;
use super::item::{Field, Level};
use super::keys::FieldInternerBuilder;
use super::model::Model;
use super::subject::EncodedRecord;
use super::weigh::fields;
use crate::error::{Error, ErrorKind};
use crate::record::Record;
use em::{ComparisonPattern, EmParameters, PatternCounts, shares};
use rayon::prelude::*;

/// Two records that may be of one person, to fit a model by.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    entry: &'a Record,
    record: &'a Record,
    names: Option<Bits>,
    is_match: Option<bool>,
}

impl<'a> Pair<'a> {
    /// A pair of which nobody said whether it is of one person.
    pub fn new(entry: &'a Record, record: &'a Record) -> Self {
        Pair { entry, record, names: None, is_match: None }
    }

    /// States whether the pair is of one person.
    #[must_use]
    pub fn with_label(mut self, is_match: bool) -> Self {
        self.is_match = Some(is_match);
        self
    }

    /// States what the names weigh, by a list's frequencies; without it they are compared as
    /// [`Model::compare`] does.
    #[must_use]
    pub fn with_name_bits(mut self, bits: Bits) -> Self {
        self.names = Some(bits);
        self
    }

    /// Whether the pair is of one person, where that was stated.
    pub fn label(&self) -> Option<bool> {
        self.is_match
    }
}

/// The fields of a pattern.
const FIELDS: usize = 6;
const NAMES: usize = 0;
const DATES: usize = 1;
const SEX: usize = 2;
const NATIONALITY: usize = 3;
const PLACE: usize = 4;
const DOCUMENT: usize = 5;

/// The levels of the fields after the names.
const DATE_LEVELS: [Level; 9] = [
    Level::SameDay,
    Level::SameNewYear,
    Level::SameMonth,
    Level::SameYear,
    Level::DayMonthSwapped,
    Level::YearOffByOne,
    Level::OneSlip,
    Level::OtherDaySameYear,
    Level::Contradicted,
];
const DOCUMENT_LEVELS: [Level; 4] =
    [Level::Same, Level::OneDigitOff, Level::CheckedSlip, Level::Contradicted];
const TRAIT_LEVELS: [Level; 2] = [Level::Same, Level::Contradicted];

/// Names are told apart by the bits that they weigh, so many to a band.
const BAND: f64 = 3.0;
const BANDS: usize = 16;

fn levels(field: usize) -> &'static [Level] {
    match field {
        NAMES => &[],
        DATES => &DATE_LEVELS,
        DOCUMENT => &DOCUMENT_LEVELS,
        _ => &TRAIT_LEVELS,
    }
}

fn size(field: usize) -> usize {
    if field == NAMES { BANDS } else { levels(field).len() }
}

/// Iterations after which EM gives up; on real pairs it takes some twenty.
const MOST_ITERATIONS: usize = 1_000;
/// No probability moves by more than this when it has converged.
const TOLERANCE: f64 = 1e-7;
/// A level seen less often than this among pairs of two people keeps its weight: a ratio of so
/// small counts is off by a bit or more.
const FEWEST: f64 = 5.0;
/// A field that fewer pairs of one person state keeps its weights: that a level is not among them
/// then says little.
const FEWEST_MATCHES: f64 = 50.0;

/// What one level was estimated to weigh.
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
    /// What the level is of.
    pub fn field(&self) -> Field {
        self.field
    }

    /// The level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The probability of the level between two records of one person that both state the field.
    pub fn m(&self) -> f64 {
        self.m
    }

    /// Its probability between records of two people.
    pub fn u(&self) -> f64 {
        self.u
    }

    /// What it weighed in the model that was fitted.
    pub fn before(&self) -> Bits {
        self.before
    }

    /// What it weighs now.
    pub fn after(&self) -> Bits {
        self.after
    }

    /// Whether too few pairs had the level, so that its weight stays as it was.
    pub fn is_kept(&self) -> bool {
        self.is_kept
    }
}

/// A model fitted to pairs, and how that went.
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

    /// The fitted model alone.
    pub fn into_model(self) -> Model {
        self.model
    }

    /// The estimates, field by field.
    pub fn estimates(&self) -> &[Estimate] {
        &self.estimates
    }

    /// The share of the pairs without a label that are of one person; above 0 and below 1.
    pub fn matched_share(&self) -> f64 {
        self.matched_share
    }

    /// Pairs that were compared, and pairs of strangers.
    pub fn pairs(&self) -> (usize, usize) {
        (self.pairs, self.strangers)
    }

    /// Steps that were taken.
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// Whether the estimates stood still in the end: none moved by more than 10⁻⁷. Where not, they
    /// are to be mistrusted.
    pub fn has_converged(&self) -> bool {
        self.converged
    }

    /// The natural logarithm of the likelihood of the pairs under the estimates.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }
}

impl Model {
    /// Fits the weights of birth dates, sex, nationality and documents to pairs, by EM where they
    /// have no label.
    ///
    /// `pairs` are what might be of one person: such as agree in their names, found without regard
    /// to other fields. `strangers` are pairs of any two records, of which next to none is of one
    /// person; without them, the u-probabilities of dates too are estimated from `pairs`. EM
    /// begins with what this model thinks of each pair, at even odds from `even` bits on.
    ///
    /// [`Watchlist::fit`](crate::Watchlist::fit) finds both kinds of pairs by itself.
    ///
    /// The result depends on the pairs alone, not on their order or on threads. A weight that the
    /// laws of a [`Model`] bound is estimated within that bound. One of a level that fewer than 5
    /// pairs of two people have, or of a field that fewer than 50 pairs of one person state, stays
    /// as it was.
    ///
    /// Cost: the comparison of each pair, in parallel on the current rayon pool; EM itself takes
    /// milliseconds.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] where there are no pairs.
    ///
    /// ```
    /// use sverka::{Bits, Level, Model, Pair, Record};
    ///
    /// let born = |id: &str, date: &str| Ok::<_, sverka::Error>(
    ///     Record::new(id, "Anna Li").with_birth_date(date.parse()?)
    /// );
    /// let (one, other) = (born("e", "1971-03-05")?, born("w", "1971-05-03")?);
    /// // An office in which day and month of everybody are swapped.
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
        let counts = self.count(pairs, true);
        let by_chance = self.count(strangers, false);
        let mut parameters = self.begin(&counts, &by_chance, even);
        let course = parameters.estimate(&counts, MOST_ITERATIONS, TOLERANCE);
        let mut model = self.clone();
        let estimates = self.estimates(&parameters, &counts, &by_chance);
        for estimate in estimates.iter().filter(|estimate| !estimate.is_kept) {
            model.set(estimate.field, estimate.level, estimate.after);
        }
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
            iterations: course.iterations,
            converged: course.converged,
            log_likelihood: course.log_likelihood,
        })
    }

    fn count(&self, pairs: &[Pair<'_>], with_names: bool) -> PatternCounts<FIELDS> {
        let count = |mut counts: PatternCounts<FIELDS>, pair: &Pair<'_>| {
            let label = match pair.is_match {
                None => 0,
                Some(false) => 1,
                Some(true) => 2,
            };
            counts.entry(self.pattern(pair, with_names)).or_default()[label] += 1;
            counts
        };
        let add = |mut one: PatternCounts<FIELDS>, other: PatternCounts<FIELDS>| {
            for (pattern, counts) in other {
                let sum = one.entry(pattern).or_default();
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
            one
        };
        pairs.par_iter().fold(PatternCounts::new, count).reduce(PatternCounts::new, add)
    }

    fn pattern(&self, pair: &Pair<'_>, with_names: bool) -> ComparisonPattern<FIELDS> {
        let Pair { entry, record, names, .. } = pair;
        let mut keys = FieldInternerBuilder::default();
        keys.add(record);
        let (entry_facts, record_facts) =
            (EncodedRecord::facts(entry, &keys), EncodedRecord::facts(record, &keys));
        let mut pattern = [0; FIELDS];
        for found in fields(self, &entry_facts.view(), &record_facts.view()).into_iter().flatten() {
            let field = match found.field {
                Field::BirthDate => DATES,
                Field::Sex => SEX,
                Field::Nationality => NATIONALITY,
                Field::BirthPlace => PLACE,
                Field::Document => DOCUMENT,
                _ => continue,
            };
            let place = levels(field).iter().position(|level| *level == found.level);
            // Fewer than 255 levels.
            pattern[field] = place.map_or(0, |place| place as u8 + 1);
        }
        if with_names {
            let bits = names.unwrap_or_else(|| {
                self.compare(&entry.names_alone(), &record.names_alone()).bits()
            });
            let band = (bits.as_f64() / BAND).floor().clamp(0.0, (BANDS - 1) as f64);
            pattern[NAMES] = band as u8 + 1;
        }
        pattern
    }

    /// What this model thinks of the pairs, as a beginning.
    fn begin(
        &self,
        counts: &PatternCounts<FIELDS>,
        by_chance: &PatternCounts<FIELDS>,
        even: Bits,
    ) -> EmParameters<FIELDS> {
        let empty = || std::array::from_fn(|field| vec![0.5; size(field)]);
        let (mut m, mut u): ([Vec<f64>; FIELDS], [Vec<f64>; FIELDS]) = (empty(), empty());
        let (mut of_one, mut all) = (0.5, 1.0);
        for (pattern, [unlabelled, apart, same]) in counts {
            let mut bits = f64::from(pattern[NAMES]) * BAND - even.as_f64();
            for (field, level) in pattern.iter().enumerate().skip(DATES) {
                let Some(place) = usize::from(*level).checked_sub(1) else { continue };
                bits += self.weight(field, levels(field)[place]).as_f64();
            }
            let posterior = 1.0 / (1.0 + (-bits).exp2());
            let unlabelled = *unlabelled as f64;
            of_one += unlabelled * posterior;
            all += unlabelled;
            for (field, level) in pattern.iter().enumerate() {
                let Some(level) = usize::from(*level).checked_sub(1) else { continue };
                m[field][level] += unlabelled * posterior + *same as f64;
                u[field][level] += unlabelled * (1.0 - posterior) + *apart as f64;
            }
        }
        let mut u_is_known = [false; FIELDS];
        for field in [DATES, DOCUMENT] {
            let mut seen = vec![0.5; size(field)];
            for (pattern, counts) in by_chance {
                let Some(level) = usize::from(pattern[field]).checked_sub(1) else { continue };
                seen[level] += counts.iter().sum::<u64>() as f64;
                u_is_known[field] = true;
            }
            if u_is_known[field] {
                u[field] = seen;
            }
        }
        EmParameters {
            share: of_one / all,
            m: m.map(|of| shares(&of)),
            u: u.map(|of| shares(&of)),
            u_is_known,
        }
    }

    fn weight(&self, field: usize, level: Level) -> Bits {
        match field {
            DATES => self.birth_date(level),
            SEX => self.sex(level == Level::Same),
            NATIONALITY => self.nationality(level == Level::Same),
            PLACE => self.birth_place(level == Level::Same),
            _ => self.document(level, u8::MAX, 1),
        }
    }

    fn estimates(
        &self,
        parameters: &EmParameters<FIELDS>,
        counts: &PatternCounts<FIELDS>,
        by_chance: &PatternCounts<FIELDS>,
    ) -> Vec<Estimate> {
        let mut estimates = Vec::new();
        for (field, name) in [
            (DATES, Field::BirthDate),
            (SEX, Field::Sex),
            (NATIONALITY, Field::Nationality),
            (PLACE, Field::BirthPlace),
            (DOCUMENT, Field::Document),
        ] {
            let states = counts.iter().filter(|(pattern, _)| pattern[field] > 0);
            let matches: f64 = states
                .map(|(pattern, [unlabelled, _, same])| {
                    *unlabelled as f64 * parameters.posterior(pattern) + *same as f64
                })
                .sum();
            for (place, level) in levels(field).iter().enumerate() {
                let (m, u) = (parameters.m[field][place], parameters.u[field][place]);
                let has =
                    |pattern: &ComparisonPattern<FIELDS>| usize::from(pattern[field]) == place + 1;
                let of_two: f64 = if parameters.u_is_known[field] {
                    let seen = by_chance.iter().filter(|counts| has(counts.0));
                    seen.map(|(_, counts)| counts.iter().sum::<u64>() as f64).sum()
                } else {
                    let seen = counts.iter().filter(|counts| has(counts.0));
                    seen.map(|(pattern, [unlabelled, apart, _])| {
                        *unlabelled as f64 * (1.0 - parameters.posterior(pattern)) + *apart as f64
                    })
                    .sum()
                };
                let before = self.weight(field, *level);
                // A number in common weighs by its length.
                let by_length = field == DOCUMENT && *level == Level::Same;
                let is_kept = by_length || of_two < FEWEST || matches < FEWEST_MATCHES;
                let after = match is_kept {
                    true => before,
                    false => Model::allowed(*level, Bits::nearest((m / u).log2())),
                };
                estimates.push(Estimate {
                    field: name,
                    level: *level,
                    m,
                    u,
                    before,
                    after,
                    is_kept,
                });
            }
        }
        estimates
    }
}

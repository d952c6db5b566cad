//! Every weight and prior of the crate, in one place.
//!
//! A weight is log2 of m/u: of the probability of an observation between two records of one
//! person, over its probability between records of two (Fellegi and Sunter 1969). The defaults are
//! set by hand from the arithmetic stated at each in `weights.rs`, and held by tests to what must
//! be true of them; a fitted or a written model takes their place. This room knows levels and
//! bits, and no record.

mod checksum;
mod form;
mod sounds;
mod weights;

use super::bits::Bits;
use super::item::{Field, Level};
use crate::error::{Error, ErrorKind};
use crate::record::AliasStrength;
use crate::vocabulary::{Closeness, ClosenessCosts, ClosenessKind, RelatedCosts};
// Those of the standard library are the system's, and differ between systems in the last place.
use libm::{exp2, log2};
use sounds::{SoundWeights, hundredths};
use std::fmt;
use weights::{DateWeights, NameWeights, TraitWeights};

/// Weights and priors by which two records are compared.
///
/// A model is data. The default one is set by hand from stated arithmetic, and another can be
/// read from JSON, or estimated from the caller's own records.
///
/// # JSON
///
/// With the `serde` feature a model reads and writes as one object. What is left out has the value
/// of the default model, and what is unknown or out of range is an error:
///
/// ```
/// use sverka::Model;
///
/// let model: Model = serde_json::from_str(
///     r#"{"version": 1, "source": "border service, 2026", "dates": {"same_day": 13.2}}"#,
/// )?;
/// assert_eq!(model.source(), "border service, 2026");
/// assert!(serde_json::from_str::<Model>(r#"{"version": 1, "dates": {"contradicted": 3}}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// All weights are in bits, kept to hundredths. They lie within -100 and 100; besides,
///
/// * costs (`names.same_reading`, `names.other_role`, `sounds.*`, …) are at least 0;
/// * agreements (`dates.same_day`, `traits.same_sex`, …) are at least 0, so that agreeing on one
///   more thing never gives fewer bits;
/// * disagreements and omissions (`dates.contradicted`, `names.extra_in_record`, …), relations of
///   dates that no index lists (`dates.one_slip`, `dates.other_day_same_year`) and aliases are at
///   most 0, and a contradicted token weighs no more than one left out, which is what makes the
///   bounds of the search true.
#[derive(Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "form::ModelJson", into = "form::ModelJson"))]
pub struct Model {
    source: String,
    names: NameWeights,
    sounds: SoundWeights,
    dates: DateWeights,
    traits: TraitWeights,
    /// Share of incoming records that are about somebody on the list.
    listed_share: f64,
    /// What follows from `names` and `sounds`, as the vocabulary reads it.
    closeness: ClosenessCosts,
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model")
            .field("source", &self.source)
            .field("listed_share", &self.listed_share)
            .finish_non_exhaustive()
    }
}

impl Default for Model {
    fn default() -> Self {
        let (names, sounds) = (NameWeights::default(), SoundWeights::default());
        Model {
            source: "set by hand from stated arithmetic".to_owned(),
            closeness: closeness(&names, &sounds),
            names,
            sounds,
            dates: DateWeights::default(),
            traits: TraitWeights::default(),
            // An assumption: one incoming record in ten is about somebody listed. At it a list of
            // 7,500 names alone draws one false alert from 3,000 strangers.
            listed_share: 0.1,
        }
    }
}

fn closeness(names: &NameWeights, sounds: &SoundWeights) -> ClosenessCosts {
    let related = RelatedCosts {
        national_form: hundredths(names.national_form),
        diminutive: hundredths(names.diminutive),
        russified: hundredths(names.russified),
        gendered: hundredths(names.gendered),
    };
    ClosenessCosts::new(sounds.costs(), hundredths(names.same_reading), related)
}

impl Model {
    /// What the weights were estimated from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The share of incoming records that are about somebody on the list, as far as anybody can
    /// say before comparing: the prior. 0.1 unless stated.
    pub fn listed_share(&self) -> f64 {
        self.listed_share
    }

    /// States the share of incoming records that are about somebody on the list. Probabilities
    /// follow from it: the odds of any one record of a list of *n* start at that share over *n*.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] for a share that is not above 0 and at most 1.
    ///
    /// ```
    /// use sverka::Model;
    ///
    /// let model = Model::default().with_listed_share(0.001)?;
    /// assert_eq!(model.listed_share(), 0.001);
    /// assert!(Model::default().with_listed_share(0.0).is_err());
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn with_listed_share(mut self, share: f64) -> Result<Self, Error> {
        if share > 0.0 && share <= 1.0 {
            self.listed_share = share;
            Ok(self)
        } else {
            Err(Error::new(ErrorKind::InvalidValue, "not a share of incoming records")
                .with_value(&share.to_string())
                .expecting("a number above 0 and at most 1"))
        }
    }

    /// What closeness of tokens costs.
    pub(crate) fn closeness_costs(&self) -> &ClosenessCosts {
        &self.closeness
    }

    /// What the agreement of a token with this rarity weighs.
    pub(crate) fn token_agreement(&self, rarity: Bits, closeness: Closeness) -> Bits {
        match closeness.kind {
            ClosenessKind::Initial => rarity.min(self.names.initial),
            _ => rarity - Bits::from_hundredths(i32::from(closeness.cost)),
        }
    }

    /// Whether near readings differ only as offices lightly do: by two bits at most, beside the
    /// cost of another spelling. It names the level and weighs nothing.
    pub(crate) fn is_light(&self, closeness: Closeness) -> bool {
        closeness.cost <= hundredths(self.names.same_reading) + 200
    }

    /// Whether near readings are close enough to count towards each other's frequency. Spellings beyond
    /// are so improbable that all of them together hardly count.
    fn is_neighbour(&self, closeness: Closeness) -> bool {
        closeness.cost < self.neighbourhood()
    }

    /// What neighbours cost less than.
    pub(crate) fn neighbourhood(&self) -> u16 {
        hundredths(self.names.same_reading) + hundredths(self.sounds.neighbourhood)
    }

    /// The probability of writing a token so, where it is a form of another so close.
    pub(crate) fn spelling_probability(&self, closeness: Closeness) -> f64 {
        match closeness.kind {
            // An initial stands for no name in particular, and a father's name is a given name where
            // it stands for no patronymic.
            ClosenessKind::Initial | ClosenessKind::Father => 0.0,
            ClosenessKind::Near if !self.is_neighbour(closeness) => 0.0,
            _ => exp2(-f64::from(closeness.cost) / 100.0),
        }
    }

    /// The most that the agreement of a particle weighs.
    pub(crate) fn particle_agreement(&self) -> Bits {
        self.names.particle
    }

    /// The cost of a token in another role than on the other side.
    pub(crate) fn other_role(&self) -> Bits {
        self.names.other_role
    }

    /// The cost of writing in one word what the other side writes in two.
    pub(crate) fn joined(&self) -> Bits {
        self.names.joined
    }

    /// The weight of two tokens that stand for one another and do not agree.
    pub(crate) fn token_contradiction(&self, patronymic: bool) -> Bits {
        if patronymic { self.names.contradicted_patronymic } else { self.names.contradicted }
    }

    /// The weight of an initial that stands for another token than the other side's.
    pub(crate) fn initial_contradiction(&self) -> Bits {
        self.names.contradicted_initial
    }

    /// What is taken off the bits of a name of which a token is contradicted: relatives and members
    /// of one tribe or village share the others, so that beyond some bits their agreement is no
    /// longer strange. At most 0, and nine tenths of what lies above that.
    pub(crate) fn relative(&self, tokens: Bits) -> Bits {
        let above = (tokens - self.names.relative_from).max(Bits::ZERO);
        -Bits::nearest(above.as_f64() * self.names.relative_share)
    }

    /// The bits of one other field from which on two records are not of relatives.
    pub(crate) fn no_relative(&self) -> Bits {
        self.names.no_relative
    }

    /// The weight of an entry's name token that the record does not have.
    pub(crate) fn extra_in_entry(&self) -> Bits {
        self.names.extra_in_entry
    }

    /// The weight of a record's name token that the entry does not have.
    pub(crate) fn extra_in_record(&self) -> Bits {
        self.names.extra_in_record
    }

    /// The weight of a patronymic that one side leaves out.
    pub(crate) fn omitted_patronymic(&self) -> Bits {
        self.names.omitted_patronymic
    }

    /// The weight of a particle or an initial that one side leaves out.
    pub(crate) fn omitted_minor(&self) -> Bits {
        self.names.omitted_minor
    }

    /// The weight of agreeing through an alias and not the primary name.
    pub(crate) fn alias(&self, strength: AliasStrength) -> Bits {
        match strength {
            AliasStrength::Strong => self.names.strong_alias,
            AliasStrength::Weak => self.names.weak_alias,
        }
    }

    /// A token's rarity in bits: -log2 of the probability that a name of somebody else holds a
    /// token spelled like it, and at most what its number of sounds can tell.
    ///
    /// `mass` is the sum over similar tokens of their count in the list, each times 2^-cost of
    /// its spelling: the noisy-channel model's probability of seeing this token by chance.
    pub(crate) fn rarity(&self, mass: f64, names: u64, sounds: usize) -> Bits {
        let NameWeights { unseen_count, prior_names, bits_per_sound, together, .. } = self.names;
        let chance = (mass + unseen_count) / (names as f64 + prior_names);
        let most = bits_per_sound.as_f64() * sounds as f64;
        Bits::nearest((-log2(chance)).min(most) - together.as_f64()).max(Bits::ZERO)
    }

    /// The weight of a relation between two birth dates.
    pub(crate) fn birth_date(&self, level: Level) -> Bits {
        let dates = &self.dates;
        match level {
            Level::SameDay => dates.same_day,
            Level::SameNewYear => dates.same_new_year,
            Level::SameMonth => dates.same_month,
            Level::SameYear => dates.same_year,
            Level::DayMonthSwapped => dates.day_month_swapped,
            Level::YearOffByOne => dates.year_off_by_one,
            Level::OtherDaySameYear => dates.other_day_same_year,
            Level::OneSlip => dates.one_slip,
            _ => dates.contradicted,
        }
    }

    /// The weight of the same or another sex.
    pub(crate) fn sex(&self, same: bool) -> Bits {
        if same { self.traits.same_sex } else { self.traits.other_sex }
    }

    /// The weight of a nationality in common, or of none.
    pub(crate) fn nationality(&self, same: bool) -> Bits {
        if same { self.traits.same_nationality } else { self.traits.other_nationality }
    }

    /// The weight of a word in common of the places of birth, or of none.
    pub(crate) fn birth_place(&self, same: bool) -> Bits {
        if same { self.traits.same_birth_place } else { self.traits.other_birth_place }
    }

    /// The weight of a relation between two document numbers. A number in common weighs by its
    /// letters and digits, and by how many records have it: among *n* holders it tells log2 *n*
    /// bits less.
    pub(crate) fn document(&self, level: Level, characters: u8, holders: u32) -> Bits {
        let traits = &self.traits;
        match level {
            Level::Same => {
                let per_character = traits.document_per_character.hundredths();
                let of_length = Bits::from_hundredths(per_character * i32::from(characters));
                let shared = Bits::nearest(log2(f64::from(holders.max(1))));
                (of_length.min(traits.document_most) - shared).max(Bits::ZERO)
            }
            Level::OneDigitOff => traits.document_one_digit_off,
            Level::CheckedSlip => traits.document_checked_slip,
            _ => traits.other_document,
        }
    }

    /// Says what the weights come from.
    pub(super) fn set_source(&mut self, source: String) {
        self.source = source;
    }

    /// Replaces the weight of a level of one of the fields that are fitted; of others, nothing.
    pub(super) fn set(&mut self, field: Field, level: Level, weight: Bits) {
        let (dates, traits) = (&mut self.dates, &mut self.traits);
        let replaced = match (field, level) {
            (Field::BirthDate, Level::SameDay) => &mut dates.same_day,
            (Field::BirthDate, Level::SameNewYear) => &mut dates.same_new_year,
            (Field::BirthDate, Level::SameMonth) => &mut dates.same_month,
            (Field::BirthDate, Level::SameYear) => &mut dates.same_year,
            (Field::BirthDate, Level::DayMonthSwapped) => &mut dates.day_month_swapped,
            (Field::BirthDate, Level::YearOffByOne) => &mut dates.year_off_by_one,
            (Field::BirthDate, Level::OtherDaySameYear) => &mut dates.other_day_same_year,
            (Field::BirthDate, Level::OneSlip) => &mut dates.one_slip,
            (Field::BirthDate, Level::Contradicted) => &mut dates.contradicted,
            (Field::Sex, Level::Same) => &mut traits.same_sex,
            (Field::Sex, Level::Contradicted) => &mut traits.other_sex,
            (Field::Nationality, Level::Same) => &mut traits.same_nationality,
            (Field::Nationality, Level::Contradicted) => &mut traits.other_nationality,
            (Field::BirthPlace, Level::Same) => &mut traits.same_birth_place,
            (Field::BirthPlace, Level::Contradicted) => &mut traits.other_birth_place,
            (Field::Document, Level::OneDigitOff) => &mut traits.document_one_digit_off,
            (Field::Document, Level::CheckedSlip) => &mut traits.document_checked_slip,
            (Field::Document, Level::Contradicted) => &mut traits.other_document,
            _ => return,
        };
        *replaced = weight;
    }

    /// The weight nearest to this one that a model may give the level, and that an estimate can
    /// speak for: within 20 bits, as nobody counts errors that are rarer than one in a million.
    pub(super) fn allowed(level: Level, weight: Bits) -> Bits {
        let most = Bits::from_hundredths(2_000);
        let (least, most) = match level {
            Level::Same
            | Level::SameDay
            | Level::SameNewYear
            | Level::SameMonth
            | Level::SameYear => (Bits::ZERO, most),
            Level::DayMonthSwapped
            | Level::YearOffByOne
            | Level::OneDigitOff
            | Level::CheckedSlip => (-most, most),
            _ => (-most, Bits::ZERO),
        };
        weight.clamp(least, most)
    }

    /// Bits by which the odds lie against any one record of a list before anything is compared:
    /// log2 of the list's size over the share of incoming records that are on it.
    pub(crate) fn prior_cost(&self, records: usize) -> f64 {
        log2(records.max(1) as f64 / self.listed_share)
    }

    /// The probability that bits stand for, against a list of that size, to six decimals: no
    /// model is so good that more would mean anything.
    pub(crate) fn probability(&self, bits: Bits, records: usize) -> f64 {
        let probability = 1.0 / (1.0 + exp2(self.prior_cost(records) - bits.as_f64()));
        (probability * 1e6).round() / 1e6
    }

    /// The fewest bits that make a record of such a list at least so probable.
    pub(crate) fn bits_for_probability(&self, probability: f64, records: usize) -> Bits {
        let odds = log2(probability / (1.0 - probability));
        Bits::nearest((self.prior_cost(records) + odds).clamp(-1e6, 1e6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_of_dates_that_have_no_posting_list_never_raise_the_bits() {
        let model = Model::default();
        // The search reads lists of agreeing dates only.
        for level in [Level::OtherDaySameYear, Level::OneSlip, Level::Contradicted] {
            assert!(model.birth_date(level) <= Bits::ZERO, "{level}");
        }
        for level in [Level::SameDay, Level::SameMonth, Level::SameYear, Level::YearOffByOne] {
            assert!(model.birth_date(level) > Bits::ZERO, "{level}");
        }
    }

    #[test]
    fn a_probability_and_its_bits_agree_for_every_size_of_list() {
        let model = Model::default();
        for records in [1, 1_000, 10_000_000] {
            for probability in [0.01, 0.5, 0.99] {
                let bits = model.bits_for_probability(probability, records);
                let again = model.probability(bits, records);
                assert!((again - probability).abs() < 0.01, "{probability} of {records}: {again}");
            }
        }
    }
}

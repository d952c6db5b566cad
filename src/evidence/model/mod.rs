//! The model: every weight and every prior of the crate, and nothing else.
//!
//! A weight is log2 of m/u: the probability of an observation between two records of one person over
//! its probability between records of two people (Fellegi and Sunter 1969). Weights are declared once,
//! in `weights.rs` and `sounds.rs`, each with its default and the arithmetic behind it. Tests hold the
//! defaults to what must be true of them.
//!
//! May use: bits and items of evidence, costs of closeness in `spelling` and `vocabulary`. Knows levels,
//! not records.

mod by_path;
mod check;
mod declare;
mod json;
mod sounds;
mod weights;

pub(super) use check::CONTRADICTIONS;

use super::bits::Bits;
use super::item::{Field, Level};
use super::rarity::{Rarity, TokenFrequency};
use crate::encoding::HolderCount;
use crate::error::{Error, ErrorKind};
use crate::record::AliasStrength;
use crate::vocabulary::{Closeness, ClosenessCosts, ClosenessKind, RelatedCosts};
use declare::{DeclaredWeight, WeightGroup};
// The functions of the standard library call those of the operating system, which differ in the last
// digit between systems.
use libm::{exp2, log2};
use sounds::{SoundWeights, hundredths};
use std::fmt;
use weights::{DateWeights, NameWeights, TraitWeights};
use xxhash_rust::xxh3::Xxh3;

/// The weights and priors by which two records are compared.
///
/// A weight is the base-2 logarithm of a likelihood ratio: log2 of *m*/*u*, where *m* is the
/// probability of an observation between two records of one person, and *u* its probability between
/// records of two people. Weights of independent observations add up, and the sum updates the prior
/// odds (Fellegi and Sunter, "A Theory for Record Linkage", 1969; the documentation of
/// [Splink](https://moj-analytical-services.github.io/splink/) explains it well).
///
/// A model is data. The default model is set by hand from stated arithmetic. Another one can be read
/// from JSON, or fitted to the caller's own records with [`Model::fit`] or
/// [`Watchlist::fit`](crate::Watchlist::fit).
///
/// # JSON
///
/// With the `serde` feature a model is one JSON object. A missing field has the value of the default
/// model. An unknown field or a value out of range is an error:
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
/// The groups are `names`, `sounds`, `dates` and `traits` (all other fields). Serialize the default model
/// to see all weights. They are in bits, stored in hundredths, and between -100 and 100:
///
/// * Costs (`names.same_reading`, `names.other_role`, `sounds.*`, …) are at least 0.
/// * Agreements (`dates.same_day`, `traits.same_sex`, …) are at least 0, so that agreement on one more
///   field never lowers the total.
/// * Disagreements and omissions (`dates.contradicted`, `names.extra_in_record`, …), aliases, and
///   relations of dates that have no posting list (`dates.one_slip`, `dates.other_day_same_year`) are
///   at most 0. A contradicted token weighs at most as much as an omitted one. The upper bounds of the
///   search rely on this.
#[derive(Clone, PartialEq)]
pub struct Model {
    source: String,
    pub(super) names: NameWeights,
    sounds: SoundWeights,
    dates: DateWeights,
    traits: TraitWeights,
    /// The share of incoming records that are about somebody on the list.
    listed_share: f64,
    /// Derived from `names` and `sounds`, in the form that the vocabulary reads.
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
            closeness: closeness_costs(&names, &sounds),
            names,
            sounds,
            dates: DateWeights::default(),
            traits: TraitWeights::default(),
            // An assumption: one incoming record in ten is about somebody on the list. docs/evidence.md has
            // the false alerts that follow.
            listed_share: 0.1,
        }
    }
}

fn closeness_costs(names: &NameWeights, sounds: &SoundWeights) -> ClosenessCosts {
    let related = RelatedCosts {
        national_form: hundredths(names.national_form),
        diminutive: hundredths(names.diminutive),
        russified: hundredths(names.russified),
        gendered: hundredths(names.gendered),
        rendering: hundredths(names.rendering),
        abbreviated: hundredths(names.abbreviated),
        misread: hundredths(names.misread),
    };
    ClosenessCosts::new(sounds.costs(), hundredths(names.same_reading), related)
}

/// A share of incoming records that a prior can be made of.
pub(crate) fn checked_share(share: f64) -> Result<f64, Error> {
    if share > 0.0 && share <= 1.0 {
        Ok(share)
    } else {
        Err(Error::new(ErrorKind::InvalidValue, "not a share of incoming records")
            .with_value(&share.to_string())
            .expecting("a number above 0 and at most 1"))
    }
}

impl Model {
    /// What the weights were estimated from, in words.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The share of incoming records that are about somebody on the list, for policies that do not state
    /// [their own](crate::Policy::with_listed_share). Above 0, at most 1; the default is 0.1.
    pub fn listed_share(&self) -> f64 {
        self.listed_share
    }

    /// Sets the share of incoming records that are about somebody on the list, where it was estimated with
    /// the weights. It weighs nothing: [`Policy`](crate::Policy#the-prior) says how probabilities follow from
    /// it.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidValue`] if the share is not above 0 and at most 1.
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
        self.listed_share = checked_share(share)?;
        Ok(self)
    }

    /// All weights, each with its declaration.
    fn declared(&self) -> Vec<DeclaredWeight> {
        let Model { source: _, names, sounds, dates, traits, listed_share: _, closeness: _ } = self;
        let groups: [&dyn WeightGroup; 4] = [names, sounds, dates, traits];
        groups.into_iter().flat_map(WeightGroup::declared).collect()
    }

    /// A checksum of every weight and prior, the same on every machine. It ignores the source.
    pub(crate) fn checksum(&self) -> u128 {
        let mut sum = Xxh3::new();
        for weight in self.declared() {
            sum.update(&weight.value.to_le_bytes());
        }
        for (one, other, cost) in &self.sounds.pairs {
            sum.update(&u32::from(*one).to_le_bytes());
            sum.update(&u32::from(*other).to_le_bytes());
            sum.update(&cost.hundredths().to_le_bytes());
        }
        sum.update(&self.listed_share.to_le_bytes());
        sum.digest128()
    }

    /// The costs by which the vocabulary compares tokens.
    pub(crate) fn closeness_costs(&self) -> &ClosenessCosts {
        &self.closeness
    }

    /// The weight of two tokens that agree, given the rarity of the incoming one.
    ///
    /// Another form of a name says that the name is the same, so its rarity is that of all forms together.
    pub(crate) fn token_agreement(&self, rarity: Rarity, closeness: Closeness) -> Bits {
        let cost = Bits::from_hundredths(i32::from(closeness.cost));
        match closeness.kind {
            ClosenessKind::Initial => rarity.spelling.min(self.names.initial),
            kind if kind.is_other_form() => rarity.forms - cost,
            _ => rarity.spelling - cost,
        }
    }

    /// Whether near readings differ by at most two bits on top of the cost of another spelling. Such
    /// differences are usual between offices. Only the name of the level depends on it, no weight.
    pub(crate) fn is_light(&self, closeness: Closeness) -> bool {
        closeness.cost <= hundredths(self.names.same_reading) + 200
    }

    /// The cost below which a spelling counts towards the frequency of a token. Spellings at a higher
    /// cost are so improbable that all of them together hardly count.
    pub(crate) fn neighbourhood(&self) -> u16 {
        hundredths(self.names.same_reading) + hundredths(self.sounds.neighbourhood)
    }

    /// The probability of writing a name as a token this close to it, as far as that counts towards the
    /// token's frequency.
    pub(crate) fn spelling_probability(&self, closeness: Closeness) -> f64 {
        match closeness.kind {
            // An initial stands for no particular name. A father's name is a given name unless it
            // stands for a patronymic.
            ClosenessKind::Initial | ClosenessKind::Father => 0.0,
            _ if !self.counts_towards_rarity(closeness) => 0.0,
            _ => exp2(-f64::from(closeness.cost) / 100.0),
        }
    }

    /// Whether a token that is so close counts towards the rarity of another one, if it is near by sound: only within the
    /// neighbourhood ([`Model::neighbourhood`]).
    pub(crate) fn counts_towards_rarity(&self, closeness: Closeness) -> bool {
        closeness.kind != ClosenessKind::Near || closeness.cost < self.neighbourhood()
    }

    /// The maximum weight of two particles that agree.
    pub(crate) fn particle_agreement(&self) -> Bits {
        self.names.particle
    }

    /// The maximum weight of an initial.
    pub(crate) fn initial(&self) -> Bits {
        self.names.initial
    }

    /// The cost of one word for what the other side writes as two.
    pub(crate) fn joined(&self) -> Bits {
        self.names.joined
    }

    /// The weight of two tokens that correspond and do not agree.
    pub(crate) fn token_contradiction(&self, patronymic: bool) -> Bits {
        if patronymic { self.names.contradicted_patronymic } else { self.names.contradicted }
    }

    /// The correction of the weight of a name with a contradicted token; at most 0. Relatives and
    /// members of a tribe or a village share the other tokens, so above some bits their agreement is no
    /// longer surprising.
    pub(super) fn relative(&self, tokens: Bits, share: f64) -> Bits {
        let above = (tokens - self.names.relative_from).max(Bits::ZERO);
        -Bits::nearest(above.as_f64() * share)
    }

    /// The weight from which a single other field rules out that two records are of relatives.
    pub(crate) fn no_relative(&self) -> Bits {
        self.names.no_relative
    }

    /// The weight of agreement through an alias; at most 0.
    pub(crate) fn alias(&self, strength: AliasStrength) -> Bits {
        match strength {
            AliasStrength::Strong => self.names.strong_alias,
            AliasStrength::Weak => self.names.weak_alias,
        }
    }

    /// How rare a token of so many sounds is that nobody else has.
    pub(crate) fn rarity_of_unseen(&self, sounds: usize) -> Rarity {
        self.rarity(TokenFrequency::default(), sounds)
    }

    /// How rare a token of so many sounds is: -log2 of the probability that the name of another person has it,
    /// as a spelling and as a form of a name. At least 0, and limited by the number of sounds.
    ///
    /// The probability is an interpolation of what the list says and of what is known from elsewhere, which
    /// counts like `prior_names` names of the list (MacKay and Peto 1995). Absolute discounting lowers the
    /// counts of the list (Ney, Essen and Kneser 1994). Counts of similar tokens are added up as in a noisy
    /// channel, each times the probability of its spelling.
    pub(crate) fn rarity(&self, frequency: TokenFrequency, sounds: usize) -> Rarity {
        let TokenFrequency { names, discount, spelling, forms, heard, background } = frequency;
        let weights = &self.names;
        let most = weights.bits_per_sound.as_f64() * sounds as f64;
        let bits = |seen: f64, elsewhere: f64| {
            let elsewhere = (weights.prior_names * elsewhere).max(weights.unseen_count);
            let seen = (seen - discount).max(0.0);
            let chance = (seen + elsewhere) / (names as f64 + weights.prior_names);
            let bits = (-log2(chance.min(1.0))).min(most) - weights.together.as_f64();
            Bits::nearest(bits).max(Bits::ZERO)
        };
        // Of a slip in a common name, most of the mass is the name's.
        let heard = heard as f64;
        let is_heard = heard >= weights.attested_names && 2.0 * heard >= spelling;
        let of_spelling = bits(spelling, background.spelling);
        Rarity {
            spelling: of_spelling,
            forms: bits(forms, background.forms).min(of_spelling),
            is_attested: is_heard || background.spelling > 0.0,
        }
    }

    /// The weight of a relation between two birth dates.
    #[inline]
    pub(crate) fn birth_date(&self, level: Level) -> Bits {
        self.dates.level(Field::BirthDate, level).unwrap_or(self.dates.contradicted)
    }

    /// The weight of two birth dates that are equal, where so many records of the list state it.
    ///
    /// The chance that a stranger has the date is interpolated of the list and of people at large, as that of a
    /// name is: of `n` records `h` state it, and elsewhere 2^-w of all people do, where `w` is the weight of the
    /// level. Two of the records are not counted, the one that is compared and one that may be of the same
    /// person. So a date that many lists have for everybody, because their office enters it where it knows none,
    /// weighs little, and no date weighs more than the level.
    pub(crate) fn equal_birth_date(&self, level: Level, count: HolderCount) -> Bits {
        let bits = self.birth_date(level);
        let others = count.holders.saturating_sub(2);
        if others == 0 || bits == Bits::ZERO {
            return bits;
        }
        let (prior, elsewhere) = (self.dates.prior_dates, exp2(-bits.as_f64()));
        let chance = (f64::from(others) + prior * elsewhere) / (f64::from(count.records) + prior);
        (-Bits::nearest(log2(chance))).clamp(Bits::ZERO, bits)
    }

    /// The weight of the same sex, or of the other one.
    pub(crate) fn sex(&self, same: bool) -> Bits {
        if same { self.traits.same_sex } else { self.traits.other_sex }
    }

    /// The weight of a common nationality, or of none.
    pub(crate) fn nationality(&self, same: bool) -> Bits {
        if same { self.traits.same_nationality } else { self.traits.other_nationality }
    }

    /// The weight of a common word in the places of birth, or of none.
    pub(crate) fn birth_place(&self, same: bool) -> Bits {
        if same { self.traits.same_birth_place } else { self.traits.other_birth_place }
    }

    /// The weight of a relation between two document numbers. The same number weighs by its letters
    /// and digits, less log2 of the number of records that state it.
    pub(crate) fn document(&self, level: Level, characters: u8, holders: u32) -> Bits {
        let traits = &self.traits;
        match level {
            Level::Same => {
                let per_character = traits.document_per_character.hundredths();
                let of_length = Bits::from_hundredths(per_character * i32::from(characters));
                let shared = Bits::nearest(log2(f64::from(holders.max(1))));
                (of_length.min(traits.document_most) - shared).max(Bits::ZERO)
            }
            _ => traits.level(Field::Document, level).unwrap_or(traits.other_document),
        }
    }

    /// The weight of a level of a field that is not a name, if it does not depend on anything else.
    pub(super) fn level(&self, field: Field, level: Level) -> Option<Bits> {
        self.dates.level(field, level).or_else(|| self.traits.level(field, level))
    }

    pub(super) fn set_source(&mut self, source: String) {
        self.source = source;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::BackgroundFrequency;

    #[test]
    fn relations_of_dates_without_a_posting_list_weigh_at_most_zero() {
        let model = Model::default();
        for level in [Level::OtherDaySameYear, Level::OneSlip, Level::Contradicted] {
            assert!(model.birth_date(level) <= Bits::ZERO, "{level}");
        }
        for level in [
            Level::SameDay,
            Level::SameFirstOfMonth,
            Level::SameMonth,
            Level::SameYear,
            Level::YearOffByOne,
        ] {
            assert!(model.birth_date(level) > Bits::ZERO, "{level}");
        }
    }

    #[test]
    fn the_default_model_passes_its_own_check() {
        let model = Model::default();
        assert!(model.check().is_ok());
        assert_eq!(model.declared().len(), 34 + 7 + 11 + 11);
    }
    fn rarity(frequency: TokenFrequency) -> Rarity {
        Model::default().rarity(frequency, 100)
    }

    #[test]
    fn a_short_list_weighs_a_usual_name_as_people_at_large_have_it() {
        let background = BackgroundFrequency { spelling: 1.0 / 64.0, forms: 1.0 / 32.0 };
        let usual = TokenFrequency { background, ..TokenFrequency::default() };
        assert_eq!(rarity(usual).spelling.hundredths(), 600 - 150);
        assert_eq!(rarity(usual).forms.hundredths(), 500 - 150);
        // Ten names, each seen once, say nothing of the next one.
        let seen = TokenFrequency { names: 10, discount: 1.0, spelling: 1.0, heard: 1, ..usual };
        assert!((rarity(seen).spelling.hundredths() - 450).abs() <= 1, "{:?}", rarity(seen));
        // A long list knows better.
        let long = TokenFrequency { names: 1 << 20, spelling: 1024.0, ..usual };
        assert!((rarity(long).spelling.hundredths() - 850).abs() < 20, "{:?}", rarity(long));
    }

    #[test]
    fn a_name_is_attested_by_sightings_of_its_own_and_a_slip_is_not() {
        let seen = |heard, spelling| {
            let frequency = TokenFrequency { names: 1_000, heard, spelling, ..Default::default() };
            rarity(frequency).is_attested
        };
        assert!(seen(2, 2.0) && seen(100, 150.0));
        // One sighting, and a hundred slips in a name that ten thousand have.
        assert!(!seen(1, 1.0) && !seen(100, 600.0));
    }

    proptest::proptest! {
        #[test]
        fn no_sighting_makes_a_token_rarer(
            names in 0_u64..1 << 30,
            discount in 0.0..=1.0_f64,
            seen in 0.0..1e6_f64,
            more in 0.0..1e6_f64,
            share in 0.0..=1.0_f64,
        ) {
            let background = BackgroundFrequency { spelling: share, forms: share };
            let of = |spelling: f64| {
                rarity(TokenFrequency { names, discount, spelling, forms: spelling, heard: 0, background })
            };
            proptest::prop_assert!(of(seen + more).spelling <= of(seen).spelling);
            proptest::prop_assert!(of(seen).spelling >= Bits::ZERO);
            proptest::prop_assert!(of(seen).forms <= of(seen).spelling);
        }
    }
}

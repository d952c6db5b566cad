//! Every weight and prior of the crate, in one place.
//!
//! A weight is log2 of m/u: of the probability of an observation between two records of one
//! person, over its probability between records of two (Fellegi and Sunter 1969). The values here
//! are a first strength, set by hand from the arithmetic stated at each and held by tests to what
//! must be true of them; they are not yet estimated from data.

use super::bits::Bits;
use super::item::Level;
use crate::record::AliasStrength;
use crate::vocabulary::{Closeness, ClosenessCosts, Kind, SoundCosts};

/// Weights and priors by which two records are compared.
///
/// The default model is the only one so far; it is a value of its own so that answers can be
/// traced to it and another can take its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    names: NameWeights,
    dates: DateWeights,
    traits: TraitWeights,
    /// Share of incoming records that are about somebody on the list.
    listed_share: f64,
}

#[derive(Clone, Debug, PartialEq)]
struct NameWeights {
    closeness: ClosenessCosts,
    initial: Bits,
    particle: Bits,
    bits_per_sound: Bits,
    unseen_count: f64,
    prior_names: f64,
    other_role: Bits,
    joined: Bits,
    contradicted: Bits,
    contradicted_patronymic: Bits,
    contradicted_initial: Bits,
    relative_from: Bits,
    relative_share: f64,
    no_relative: Bits,
    extra_in_entry: Bits,
    extra_in_record: Bits,
    omitted_patronymic: Bits,
    omitted_minor: Bits,
    strong_alias: Bits,
    weak_alias: Bits,
}

#[derive(Clone, Debug, PartialEq)]
struct DateWeights {
    same_day: Bits,
    same_new_year: Bits,
    same_month: Bits,
    same_year: Bits,
    day_month_swapped: Bits,
    year_off_by_one: Bits,
    other_day_same_year: Bits,
    one_slip: Bits,
    contradicted: Bits,
}

#[derive(Clone, Debug, PartialEq)]
struct TraitWeights {
    same_sex: Bits,
    other_sex: Bits,
    same_nationality: Bits,
    other_nationality: Bits,
    document_per_character: Bits,
    document_most: Bits,
    other_document: Bits,
}

const fn bits(hundredths: i32) -> Bits {
    Bits::from_hundredths(hundredths)
}

/// The costs of `sound_costs.tsv`.
fn sound_costs() -> SoundCosts {
    const VOWELS: &[u8] = b"aeiouyAOU";
    const CONSONANTS: &[u8] = b"bvghxdzZklmnprstfcCSj";
    // In hundredths of a bit: what pairs that the table does not list cost (its head says so); a
    // doubled sound, single on the other side, where romanizations disagree (Russian, Rusian); two
    // neighbours in each other's place, a typist's error; and the distance beyond which two tokens
    // are other names, as a token rarely weighs more than 14 bits.
    let mut costs = SoundCosts::uniform(650, 40, 600, 1400);
    for (n, one) in VOWELS.iter().enumerate() {
        VOWELS[..n].iter().for_each(|other| costs.set_substitution(*one, *other, 600));
        CONSONANTS.iter().for_each(|other| costs.set_substitution(*one, *other, 800));
    }
    for line in include_str!("sound_costs.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let mut sound = || cells.next().and_then(|cell| cell.bytes().next());
        // A test holds that every line is taken.
        let (Some(one), Some(other)) = (sound(), sound()) else { continue };
        let Some(cost) = cells.next().and_then(|cell| cell.parse::<f64>().ok()) else { continue };
        let cost = Bits::nearest(cost).hundredths().unsigned_abs() as u16;
        match other {
            b'-' => costs.set_gap(one, cost),
            other => costs.set_substitution(one, other, cost),
        }
    }
    costs
}

impl Default for Model {
    fn default() -> Self {
        Model {
            names: NameWeights {
                closeness: ClosenessCosts {
                    sounds: sound_costs(),
                    // One in 1.2 tokens in another script or orthography has a common reading.
                    same_reading: 30,
                    // An office that writes another form of the name, or a short one: one of
                    // eight records of people who have such forms.
                    national_form: 300,
                    diminutive: 300,
                    // The bare name for the surname: rarer, and a father's name by chance.
                    russified: 500,
                    // A man's surname for a woman or the other way: an office that knows one form
                    // only; about as rare as another sex.
                    gendered: 550,
                },
                // An initial is right by chance about one time in 16, and weighed at half of
                // that: initials are unevenly spread (А, С, И, В are half of Russian ones).
                initial: bits(200),
                // Particles are few, and left out or put in at will.
                particle: bits(30),
                // The entropy of a letter in names, a little under log2 26 = 4.7: two sounds
                // never weigh like ten.
                bits_per_sound: bits(400),
                // Krichevsky-Trofimov: a name never seen counts as half a sighting.
                unseen_count: 0.5,
                // Sightings the prior is worth: an unknown name in no list weighs 13 bits.
                prior_names: 4096.0,
                // Given and family name in each other's place: one form in four, at a guess.
                other_role: bits(200),
                // Half of the offices that write such names write them in one word.
                joined: bits(100),
                contradicted: bits(-400),
                contradicted_patronymic: bits(-500),
                // One initial in eight is of another language's form of the name (Николаевна,
                // Мікалаеўна); by chance 15 in 16 differ.
                contradicted_initial: bits(-290),
                // The odds that a namesake is a relative or a neighbour against those that a token
                // was exchanged, and how little more tokens in common say then.
                relative_from: bits(600),
                relative_share: 0.9,
                // A birth date that agrees to the day or the month, or a document.
                no_relative: bits(750),
                extra_in_entry: bits(-150),
                extra_in_record: bits(-100),
                omitted_patronymic: bits(-50),
                omitted_minor: bits(-30),
                // One of several names of a record agrees by chance more easily than its first.
                strong_alias: bits(-50),
                weak_alias: bits(-300),
            },
            dates: DateWeights {
                // u = 1 / (60 years of 365.25 days) = 2^-14.4; m = 0.8.
                same_day: bits(1410),
                // A placeholder of registries: 1 in 40 records has it, not 1 in 365.
                same_new_year: bits(800),
                // u = 1/720 and 1/60; a date known in part is rarely wrong.
                same_month: bits(930),
                same_year: bits(570),
                // m = 0.01 each, u as for a day (for one of two years, twice that).
                day_month_swapped: bits(780),
                year_off_by_one: bits(680),
                // One person in fifty against one pair of people in sixty: about even.
                other_day_same_year: bits(0),
                // One record in fifty, against the thirty dates of 22,000 that are one digit away:
                // about four bits, of which the search takes none, so as not to read thirty lists.
                one_slip: bits(0),
                // m = 0.03: wrong dates, and people who give another.
                contradicted: bits(-500),
            },
            traits: TraitWeights {
                // u = 1/2; one record in fifty is wrong.
                same_sex: bits(90),
                other_sex: bits(-460),
                // One pair of strangers in three shares a nationality in the region's lists.
                same_nationality: bits(150),
                // Several nationalities, former ones, and states that no longer exist.
                other_nationality: bits(-100),
                // log2 10 for each character, to the point where clerical error takes over.
                document_per_character: bits(332),
                document_most: bits(2000),
                // People have several passports.
                other_document: bits(-100),
            },
            // An assumption, at which a list of 7,500 names draws fewer than one false alert from a
            // thousand strangers without dates or documents; one bit lower draws twice as many.
            listed_share: 0.02,
        }
    }
}

impl Model {
    /// What closeness of tokens costs.
    pub(crate) fn closeness_costs(&self) -> &ClosenessCosts {
        &self.names.closeness
    }

    /// What the agreement of a token with this rarity weighs.
    pub(crate) fn token_agreement(&self, rarity: Bits, closeness: Closeness) -> Bits {
        match closeness.kind {
            Kind::Initial => rarity.min(self.names.initial),
            _ => rarity - bits(i32::from(closeness.cost)),
        }
    }

    /// Whether near readings differ only as offices lightly do: by two bits at most, beside the
    /// cost of another spelling. It names the level and weighs nothing.
    pub(crate) fn is_light(&self, closeness: Closeness) -> bool {
        closeness.cost <= self.names.closeness.same_reading + 200
    }

    /// The probability of writing a token so, where it is a form of another so close.
    pub(crate) fn spelling_probability(&self, closeness: Closeness) -> f64 {
        match closeness.kind {
            // An initial stands for no name in particular, and a father's name is a given name where
            // it stands for no patronymic.
            Kind::Initial | Kind::Father => 0.0,
            _ => (-f64::from(closeness.cost) / 100.0).exp2(),
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
        let NameWeights { unseen_count, prior_names, bits_per_sound, .. } = self.names;
        let chance = (mass + unseen_count) / (names as f64 + prior_names);
        let most = bits_per_sound.as_f64() * sounds as f64;
        Bits::nearest((-chance.log2()).clamp(0.0, most))
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

    /// The weight of a document number in common, by the number of its letters and digits.
    pub(crate) fn same_document(&self, characters: u8) -> Bits {
        let per_character = self.traits.document_per_character.hundredths();
        bits(per_character * i32::from(characters)).min(self.traits.document_most)
    }

    /// The weight of another number on a document of the same kind and country.
    pub(crate) fn other_document(&self) -> Bits {
        self.traits.other_document
    }

    /// Bits by which the odds lie against any one record of a list before anything is compared:
    /// log2 of the list's size over the share of incoming records that are on it.
    pub(crate) fn prior_cost(&self, records: usize) -> f64 {
        (records.max(1) as f64 / self.listed_share).log2()
    }

    /// The probability that bits stand for, against a list of that size, to six decimals: no
    /// model is so good that more would mean anything.
    pub(crate) fn probability(&self, bits: Bits, records: usize) -> f64 {
        let probability = 1.0 / (1.0 + (self.prior_cost(records) - bits.as_f64()).exp2());
        (probability * 1e6).round() / 1e6
    }

    /// The fewest bits that make a record of such a list at least so probable.
    pub(crate) fn bits_for_probability(&self, probability: f64, records: usize) -> Bits {
        let odds = (probability / (1.0 - probability)).log2();
        Bits::nearest((self.prior_cost(records) + odds).clamp(-1e6, 1e6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_sound_costs_is_two_sounds_and_a_number_of_bits() {
        const SOUNDS: &str = "aeiouyAOUjbvghxdzZklmnprstfcCS";
        let table = include_str!("sound_costs.tsv");
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [one, other, bits] = cells[..] else { panic!("{line:?}") };
            assert!(one.len() == 1 && SOUNDS.contains(one), "{line:?}");
            assert!(other == "-" || (other.len() == 1 && SOUNDS.contains(other)), "{line:?}");
            // Above 0, or two sounds are one; below the limit, or the line says nothing.
            assert!(bits.parse::<f64>().is_ok_and(|bits| bits > 0.0 && bits < 14.0), "{line:?}");
        }
    }

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

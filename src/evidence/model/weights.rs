//! The weights themselves: what each stands for, and from which arithmetic its default follows.
//!
//! Every number of the crate that says how much something counts stands here, in the table of
//! sounds beside it, or in a model that a caller read. Nothing here compares anything.

use super::super::bits::Bits;

const fn bits(hundredths: i32) -> Bits {
    Bits::from_hundredths(hundredths)
}

/// What the tokens of names weigh, in bits.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub(crate) struct NameWeights {
    /// Cost of another spelling that sounds the same in some orthography; differences of sound
    /// cost what the table of sounds says on top.
    pub(crate) same_reading: Bits,
    /// Cost of another language's form of the name.
    pub(crate) national_form: Bits,
    /// Cost of a short form.
    pub(crate) diminutive: Bits,
    /// Cost of a bare name for the surname that is made of it.
    pub(crate) russified: Bits,
    /// Cost of a man's surname for a woman, or the other way.
    pub(crate) gendered: Bits,
    /// The most that an initial weighs.
    pub(crate) initial: Bits,
    /// The most that a particle weighs.
    pub(crate) particle: Bits,
    /// The most that each sound of a token weighs.
    pub(crate) bits_per_sound: Bits,
    /// Sightings that a name counts which was never seen.
    pub(crate) unseen_count: f64,
    /// Sightings that the prior over names is worth.
    pub(crate) prior_names: f64,
    /// What is taken off the rarity of every token, as the tokens of one name tell of each other.
    pub(crate) together: Bits,
    /// Cost of standing in another role than on the other side.
    pub(crate) other_role: Bits,
    /// Cost of writing in one word what the other side writes in two.
    pub(crate) joined: Bits,
    /// Two names that stand for each other and do not agree.
    pub(crate) contradicted: Bits,
    /// Two patronymics that do not agree.
    pub(crate) contradicted_patronymic: Bits,
    /// An initial of another name.
    pub(crate) contradicted_initial: Bits,
    /// Where a token is contradicted, the others weigh in full up to here.
    pub(crate) relative_from: Bits,
    /// The share that is taken off what lies above; 0 to 1.
    pub(crate) relative_share: f64,
    /// What another field must weigh to rule a relative out.
    pub(crate) no_relative: Bits,
    /// A name of the entry that the record does not have.
    pub(crate) extra_in_entry: Bits,
    /// A name of the record that the entry does not have.
    pub(crate) extra_in_record: Bits,
    /// A patronymic that one side leaves out.
    pub(crate) omitted_patronymic: Bits,
    /// A particle or an initial that one side leaves out.
    pub(crate) omitted_minor: Bits,
    /// Agreement through an alias.
    pub(crate) strong_alias: Bits,
    /// Agreement through an alias that its source calls weak.
    pub(crate) weak_alias: Bits,
}

impl Default for NameWeights {
    fn default() -> Self {
        NameWeights {
            // One in 1.2 tokens in another script or orthography has a common reading.
            same_reading: bits(30),
            // An office that writes another form of the name, or a short one: one of
            // eight records of people who have such forms.
            national_form: bits(300),
            diminutive: bits(300),
            // The bare name for the surname: rarer, and a father's name by chance.
            russified: bits(500),
            // An office that knows one form only; about as rare as another sex.
            gendered: bits(550),
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
            // An unknown name in no list weighs 13 bits, less what names tell of each other.
            prior_names: 4096.0,
            // One name of a tradition makes the others of that tradition, and of the same sex, more
            // probable than their frequencies say. On the seeded population, counted by the truth,
            // two tokens that agree weigh 2 to 3 bits too much and three 4 to 4.5. With half of
            // the first, for each, what a fitted model says to be 0.9 likely is so in 58 of 68 (seeds
            // 1 and 2, on which this was set), and in 60 of 70 (seeds 3 and 4).
            together: bits(150),
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
            relative_from: bits(450),
            relative_share: 0.9,
            // A birth date that agrees to the day or the month, or a document.
            no_relative: bits(750),
            extra_in_entry: bits(-150),
            extra_in_record: bits(-150),
            omitted_patronymic: bits(-50),
            omitted_minor: bits(-30),
            // One of several names of a record agrees by chance more easily than its first.
            strong_alias: bits(-50),
            weak_alias: bits(-300),
        }
    }
}

/// What relations of birth dates weigh, in bits.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub(crate) struct DateWeights {
    pub(crate) same_day: Bits,
    pub(crate) same_new_year: Bits,
    pub(crate) same_month: Bits,
    pub(crate) same_year: Bits,
    pub(crate) day_month_swapped: Bits,
    pub(crate) year_off_by_one: Bits,
    pub(crate) other_day_same_year: Bits,
    pub(crate) one_slip: Bits,
    pub(crate) contradicted: Bits,
}

impl Default for DateWeights {
    fn default() -> Self {
        DateWeights {
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
        }
    }
}

/// What the other fields weigh, in bits.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub(crate) struct TraitWeights {
    pub(crate) same_sex: Bits,
    pub(crate) other_sex: Bits,
    pub(crate) same_nationality: Bits,
    pub(crate) other_nationality: Bits,
    pub(crate) same_birth_place: Bits,
    pub(crate) other_birth_place: Bits,
    /// Of a number in common, for each of its letters and digits.
    pub(crate) document_per_character: Bits,
    /// The most that a number in common weighs.
    pub(crate) document_most: Bits,
    /// Of a number that is one digit off.
    pub(crate) document_one_digit_off: Bits,
    /// Likewise where the check digits of one side show that it was written wrongly.
    pub(crate) document_checked_slip: Bits,
    /// Of another number on a document of the same kind and country.
    pub(crate) other_document: Bits,
}

impl Default for TraitWeights {
    fn default() -> Self {
        TraitWeights {
            // Names tell the sex: of strangers whose names agree, nine in ten have the same, and
            // of records of one person all but one in two hundred: log2 0.995/0.9, 0.005/0.1.
            same_sex: bits(15),
            other_sex: bits(-430),
            // Likewise 7 in 10 of the strangers, and 9 in 10 records of one person, who may have
            // several nationalities, former ones, and those of states that no longer exist.
            same_nationality: bits(35),
            other_nationality: bits(-150),
            // Offices name a village, its district or its region: 6 in 10 records of one person have
            // a word in common, an assumption, as have 15 in 100 of namesakes, who come from the same
            // parts. log2 0.6/0.15; of log2 0.4/0.85 half, as nobody has counted.
            same_birth_place: bits(200),
            other_birth_place: bits(-50),
            // log2 10 for each character, to the point where clerical error takes over.
            document_per_character: bits(332),
            document_most: bits(2000),
            // m = 0.03. By chance one number of 10^5 at most, but offices number in series: of
            // people whose names agree, one pair in two thousand may be a family with passports of
            // one day. log2 0.03 / 0.0005.
            document_one_digit_off: bits(600),
            // A number that nobody was given is one of 90 near ones of 10^10: clerical error, and
            // no neighbour in a series.
            document_checked_slip: bits(1200),
            // People have several passports.
            other_document: bits(-100),
        }
    }
}

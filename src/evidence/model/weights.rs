//! The weights: what each one means, its default, and the arithmetic behind the default.
//!
//! Every number that says how much something counts is declared here, in the table of sound costs, or
//! in a model that the caller reads. m is the probability of an observation between two records of one
//! person, u its probability between records of two people; the weight is log2 of m/u. Defaults are in
//! bits unless the range is a count or a share.
//!
//! May use: nothing but `declare`. Compares nothing.

use super::declare::{DeclaredWeight, WeightGroup, WeightRange, WeightValue, weights};
use crate::evidence::bits::Bits;
use crate::evidence::item::{Field, Level};

weights! {
    /// Weights of the tokens of names.
    NameWeights in "names";

    /// The cost of another spelling with a reading in common. Differences between readings cost what
    /// the table of sounds says, on top of this.
    ///
    /// m: 1 in 1.2 tokens in another script or orthography has a reading in common.
    same_reading: Bits = 0.3, AtLeastZero;

    /// The cost, on top of `same_reading`, of a common reading that is not the most usual one of both. So
    /// small that it decides among equals and nothing else.
    less_usual_reading: Bits = 0.1, AtLeastZero;

    /// The cost, on top of `same_reading`, of a name in Cyrillic that renders one in Latin letters by the rules of its
    /// language (Wright, Райт). A guess: half of such names are rendered by the rules, and the others as they were
    /// before there were any.
    rendering: Bits = 1.0, AtLeastZero;

    /// The cost of the form of a name in another language, beside the rarity of all its forms together.
    ///
    /// Estimated by EM from the aliases of OFAC's list of 2026-08-20, halves by even and odd identifiers:
    /// 2.02 (95 % interval 1.40 to 2.64) and 2.02 (1.42 to 2.63); from those of the UN's list: 1.78 (-.35
    /// to 3.91) and 2.07 (-.25 to 4.39).
    national_form: Bits = 2.0, AtLeastZero;

    /// The cost of a short form. m: of the records of people whose name has such forms, one in eight has
    /// another form or a short one. The lists have too few to estimate it.
    diminutive: Bits = 3.0, AtLeastZero;

    /// The cost of a bare name in place of the surname that is derived from it. Rarer than another
    /// national form, and the bare name may be the father's name.
    russified: Bits = 5.0, AtLeastZero;

    /// The cost of the man's form of a surname for a woman, or the reverse: an office that knows only
    /// one of the forms. About as rare as a wrong sex.
    gendered: Bits = 5.5, AtLeastZero;

    /// The cost of the beginning of a given name in place of the name, where no table knows the abbreviation.
    /// A guess: as rare as a bare surname, and other names begin so.
    abbreviated: Bits = 5.0, AtLeastZero;

    /// The cost of letters that a machine or an eye took for others that look like them. A guess: one word in
    /// thirty that is read from paper has such an error, and there are some four places for it.
    misread: Bits = 5.0, AtLeastZero;

    /// The cost, on top of that of the sounds, of a token that is a known name of its own, and no form of
    /// the name on the other side. A guess: of eight such pairs one is a slip.
    other_name: Bits = 3.0, AtLeastZero;

    /// The maximum weight of an initial.
    ///
    /// u: an initial agrees by chance about once in 16, which is 4 bits. Half of that, because initials
    /// are unevenly distributed: А, С, И and В are half of the Russian ones.
    initial: Bits = 2.0, AtLeastZero;

    /// The maximum weight of a particle. There are few of them, and offices omit or add them at will.
    particle: Bits = 0.3, AtLeastZero;

    /// The maximum weight of a token for each of its sounds, so that two sounds never weigh as much as
    /// ten. A little below log2 26 = 4.7, because letters in names are unevenly distributed.
    bits_per_sound: Bits = 4.0, AtLeastZero;

    /// The count, among `prior_names` names, of a name that is known neither from the list nor from
    /// elsewhere: one half, the estimator of Krichevsky and Trofimov (1981). It weighs log2 4096/0.5 = 13
    /// bits, less `together`. No list is long enough to tell rarer names apart.
    unseen_count: f64 = 0.5, Count;

    /// How many names of the list what is known from elsewhere counts like.
    ///
    /// The likelihood of OFAC's primary names, each left out once, is highest at 8,192 of the powers of two
    /// on either half by even and odd identifiers, and falls by one in 500 to 4,096. The lower one leaves more
    /// to lists of other traditions than those of the background.
    prior_names: f64 = 4096.0, Count;

    /// How many names of a list must have a token for it to be a name of its own rather than a slip. Half of
    /// its sightings must be its own too, which in a large list the slips of a common name are not.
    attested_names: f64 = 2.0, Count;

    /// What is subtracted from the rarity of each token, because the tokens of one name predict each
    /// other: a name of one tradition makes names of that tradition, and of the same sex, more probable
    /// than their frequencies say.
    ///
    /// On the seeded population, where the truth is known, two tokens that agree weigh 2 to 3 bits too
    /// much, and three tokens 4 to 4.5. With half of the former for each token, 58 of 68 pairs that a
    /// fitted model gives a probability of 0.9 are of one person (seeds 1 and 2, which this was set
    /// on), and 60 of 70 (seeds 3 and 4).
    ///
    /// The pairs were counted before names at large counted. What is known of them does not replace it: frequencies in the source where a name is most usual
    /// are those within a tradition, and still two tokens of it are no more surprising than one. The order
    /// of records hardly depends on it: of OFAC's aliases .603 are found where 24 in 1,000 bring up another
    /// record with 0, .608 with 1.5, .607 with 2.25.
    together: Bits = 1.5, AtLeastZero;

    /// The cost of a token that has different roles on the two sides. A guess: one form in four has the
    /// given name and the family name swapped.
    other_role: Bits = 2.0, AtLeastZero;

    /// The cost of one word for what the other side writes as two. Of the offices that write such
    /// names, half write one word.
    joined: Bits = 1.0, AtLeastZero;

    /// Two names that do not agree.
    ///
    /// Estimated by EM, as above: -2.90 (-2.99 to -2.81) and -2.99 (-3.08 to -2.90) from OFAC, -2.59 and -2.48
    /// (both +- .18) from the UN, and -6.5 from the seeded population. Aliases are listed because they
    /// differ, so they overstate how often the entries of offices do; the default lies between.
    contradicted: Bits = -4.0, AtMostZero;

    /// Two patronymics that do not agree.
    contradicted_patronymic: Bits = -5.0, AtMostZero;

    /// An initial that does not agree.
    ///
    /// m: one initial in eight is that of another language's form of the name (Николаевна, Мікалаеўна).
    /// u: by chance, 15 in 16 differ.
    contradicted_initial: Bits = -2.9, AtMostZero;

    /// If a token is contradicted, the remaining tokens count in full up to this many bits: from there
    /// on it is more probable that the two are relatives or neighbours than that a token was exchanged.
    relative_from: Bits = 4.5, AtLeastZero;

    /// The share that is subtracted from the bits above `relative_from`. Among relatives and
    /// neighbours, more tokens in common say little.
    relative_share: f64 = 0.9, Share;

    /// The same share where no token is contradicted, but a given name is another known one that sounds
    /// alike (Ерлан and Ержан). It may also be a slip, which relatives do not explain. So large that
    /// brothers with three tokens of unseen names stay below even odds in a list of 1,000.
    alike_relative_share: f64 = 0.75, Share;

    /// The same share where the first given names agree and another token is contradicted: a namesake of
    /// one tribe or village, but no brother or sister.
    ///
    /// Of .65, .4 and .2, tried on all of OFAC's aliases, .4 finds the most where 30 in 1,000 bring up another
    /// record.
    namesake_share: f64 = 0.4, Share;

    /// What another field must weigh to rule out relatives: a document, or a birth date that agrees to
    /// the day or the month.
    no_relative: Bits = 7.5, AtLeastZero;

    /// A name that only the incoming record has.
    ///
    /// Estimated by EM, as above: -1.06 (-1.16 to -.95) and -1.15 (-1.26 to -1.05) from OFAC, -1.30 (-1.55 to
    /// -1.05) and -1.99 (-2.32 to -1.66) from the UN.
    extra_in_entry: Bits = -1.5, AtMostZero;

    /// A name that only the record of the list has.
    ///
    /// Estimated by EM, as above: -.24 to -.35 in each half of both lists, as aliases leave out most. With
    /// -.75, and -1.2 for the incoming record, one stranger in 1,000 needs three quarters of a bit more, and
    /// no more aliases are found; so the default is that of the other direction.
    extra_in_record: Bits = -1.5, AtMostZero;

    /// A patronymic that one side omits. Estimated by EM, as above: -.98 and -.67 from OFAC, -1.68 and -1.44
    /// from the UN. Offices of states whose forms have no field for it omit it more often than lists do.
    omitted_patronymic: Bits = -0.5, AtMostZero;

    /// A particle or an initial that one side omits. Estimated by EM, as above: -1.30 and -1.52 from OFAC,
    /// -1.23 and -1.48 from the UN; -1 instead finds no more of OFAC's aliases at equal alerts.
    omitted_minor: Bits = -0.3, AtMostZero;

    /// Agreement through an alias: one of several names agrees by chance more easily than a single one.
    strong_alias: Bits = -0.5, AtMostZero;

    /// A name whose letters were guessed in a repair. A guess: of two names that are none as written, and
    /// would be one in another layout or encoding, one is.
    repaired: Bits = -1.0, AtMostZero;

    /// Agreement through an alias that its source calls weak.
    weak_alias: Bits = -3.0, AtMostZero;
}

weights! {
    /// Weights of the relation between two birth dates.
    DateWeights in "dates";

    /// How many records of a list what is known of birth dates elsewhere counts like, where several records state
    /// the same one.
    ///
    /// The likelihood of the full dates of the UN's consolidated list of 2026-02-27, each left out once, is
    /// highest at 16,384 of the powers of four, and falls by one in 350 to 4,096. The lower one, that of names,
    /// lets a list of few records say more of a date that all of them have.
    prior_dates: f64 = 4096.0, Count;

    /// u = 1 / (60 years of 365.25 days) = 2^-14.4; m = 0.8.
    same_day: Bits = 14.1, AtLeastZero for BirthDate SameDay;

    /// 1 January, which registries use as a placeholder: 1 record in 40 has it, not 1 in 365.
    same_new_year: Bits = 8.0, AtLeastZero for BirthDate SameNewYear;

    /// The first of another month, 1 July above all, which registries use when they know the month or the
    /// half of the year.
    ///
    /// Of the full birth dates on the UN's consolidated list of 2026-02-27, 11 of 225 are such days (4.9 %,
    /// 95 % interval of Wilson 2.8 to 8.5 %) and 10 of 229 in the other half; evenly distributed it would
    /// be 11 days of 365, 3.0 %. So u is that of a day times 1.6: 0.7 bits less.
    same_first_of_month: Bits = 13.4, AtLeastZero for BirthDate SameFirstOfMonth;

    /// u = 1/720. A date that is known in part is rarely wrong.
    same_month: Bits = 9.3, AtLeastZero for BirthDate SameMonth;

    /// u = 1/60.
    same_year: Bits = 5.7, AtLeastZero for BirthDate SameYear;

    /// m = 0.01; u as for a day.
    day_month_swapped: Bits = 7.8, AnySign for BirthDate DayMonthSwapped;

    /// m = 0.01; u = twice that of a day, because there are two such years.
    year_off_by_one: Bits = 6.8, AnySign for BirthDate YearOffByOne;

    /// m = 1/50; u = 30/22,000, because thirty dates of 22,000 differ in one digit: about 4 bits. None of
    /// them is counted, so that the search need not read thirty posting lists.
    one_slip: Bits = 0.0, AtMostZero for BirthDate OneSlip;

    /// m = 1/50, u = 1/60: about even.
    other_day_same_year: Bits = 0.0, AtMostZero for BirthDate OtherDaySameYear;

    /// m = 0.03: wrong dates, and people who state another one.
    contradicted: Bits = -5.0, AtMostZero for BirthDate Contradicted;
}

weights! {
    /// Weights of the remaining fields.
    TraitWeights in "traits";

    /// Names predict the sex. Among strangers whose names agree, nine in ten have the same sex; among
    /// records of one person all but one in 200: log2 0.995/0.9.
    same_sex: Bits = 0.15, AtLeastZero for Sex Same;

    /// log2 0.005/0.1, as above.
    other_sex: Bits = -4.3, AtMostZero for Sex Contradicted;

    /// 7 in 10 strangers whose names agree have the same nationality, and 9 in 10 records of one
    /// person: log2 0.9/0.7.
    same_nationality: Bits = 0.35, AtLeastZero for Nationality Same;

    /// log2 0.1/0.3, as above: one person may have several nationalities, former ones, and those of
    /// states that no longer exist.
    other_nationality: Bits = -1.5, AtMostZero for Nationality Contradicted;

    /// Offices state a village, its district or its region. An assumption: 6 in 10 records of one
    /// person have a word in common, and 15 in 100 of namesakes, who come from the same regions:
    /// log2 0.6/0.15.
    same_birth_place: Bits = 2.0, AtLeastZero for BirthPlace Same;

    /// Half of log2 0.4/0.85, because nobody has counted.
    other_birth_place: Bits = -0.5, AtMostZero for BirthPlace Contradicted;

    /// The same document number, for each of its letters and digits: log2 10.
    document_per_character: Bits = 3.32, AtLeastZero;

    /// The maximum weight of the same document number: above it, clerical errors are more probable
    /// than chance.
    document_most: Bits = 20.0, AtLeastZero;

    /// A document number that differs in one digit.
    ///
    /// m = 0.03. By chance at most one number in 10^5 is so near, but offices issue numbers in series:
    /// of the pairs of people whose names agree, one in two thousand may be a family whose passports
    /// were issued on one day. log2 0.03/0.0005.
    document_one_digit_off: Bits = 6.0, AnySign for Document OneDigitOff;

    /// The same, if the check digits of exactly one side are wrong. A number that was never issued is
    /// one of 90 near ones in 10^10, so it is a clerical error and not a neighbour in a series.
    document_checked_slip: Bits = 12.0, AnySign for Document CheckedSlip;

    /// Different numbers of documents of the same kind and country. People have several passports.
    other_document: Bits = -1.0, AtMostZero for Document Contradicted;
}

//! A model as one number: the same for the same weights, on every machine.

use super::sounds::SoundWeights;
use super::weights::{DateWeights, NameWeights, TraitWeights};
use super::{Bits, Model};
use xxhash_rust::xxh3::Xxh3;

impl Model {
    /// A checksum of every weight and prior; what they were estimated from is no matter.
    pub(crate) fn checksum(&self) -> u128 {
        // Taken apart in full, so that no weight is forgotten.
        let Model { source: _, names, sounds, dates, traits, listed_share, closeness: _ } = self;
        let mut sum = Xxh3::new();
        add_names(&mut sum, names);
        add_sounds(&mut sum, sounds);
        add_dates(&mut sum, dates);
        add_traits(&mut sum, traits);
        add_number(&mut sum, *listed_share);
        sum.digest128()
    }
}

fn add_bits<const N: usize>(sum: &mut Xxh3, bits: [Bits; N]) {
    bits.into_iter().for_each(|bits| sum.update(&bits.hundredths().to_le_bytes()));
}

fn add_number(sum: &mut Xxh3, number: f64) {
    sum.update(&number.to_le_bytes());
}

fn add_names(sum: &mut Xxh3, names: &NameWeights) {
    let NameWeights {
        same_reading,
        national_form,
        diminutive,
        russified,
        gendered,
        initial,
        particle,
        bits_per_sound,
        unseen_count,
        prior_names,
        together,
        other_role,
        joined,
        contradicted,
        contradicted_patronymic,
        contradicted_initial,
        relative_from,
        relative_share,
        no_relative,
        extra_in_entry,
        extra_in_record,
        omitted_patronymic,
        omitted_minor,
        strong_alias,
        weak_alias,
    } = *names;
    add_bits(sum, [same_reading, national_form, diminutive, russified, gendered]);
    add_bits(sum, [initial, particle, bits_per_sound, together, other_role, joined]);
    add_bits(sum, [contradicted, contradicted_patronymic, contradicted_initial]);
    add_bits(sum, [relative_from, no_relative, extra_in_entry, extra_in_record]);
    add_bits(sum, [omitted_patronymic, omitted_minor, strong_alias, weak_alias]);
    for number in [unseen_count, prior_names, relative_share] {
        add_number(sum, number);
    }
}

fn add_sounds(sum: &mut Xxh3, sounds: &SoundWeights) {
    let SoundWeights {
        consonants,
        vowels,
        vowel_and_consonant,
        doubled,
        transposed,
        limit,
        neighbourhood,
        pairs,
    } = sounds;
    add_bits(sum, [*consonants, *vowels, *vowel_and_consonant, *doubled, *transposed]);
    add_bits(sum, [*limit, *neighbourhood]);
    for (one, other, bits) in pairs {
        sum.update(&u32::from(*one).to_le_bytes());
        sum.update(&u32::from(*other).to_le_bytes());
        add_bits(sum, [*bits]);
    }
}

fn add_dates(sum: &mut Xxh3, dates: &DateWeights) {
    let DateWeights {
        same_day,
        same_new_year,
        same_month,
        same_year,
        day_month_swapped,
        year_off_by_one,
        other_day_same_year,
        one_slip,
        contradicted,
    } = *dates;
    add_bits(sum, [same_day, same_new_year, same_month, same_year, day_month_swapped]);
    add_bits(sum, [year_off_by_one, other_day_same_year, one_slip, contradicted]);
}

fn add_traits(sum: &mut Xxh3, traits: &TraitWeights) {
    let TraitWeights {
        same_sex,
        other_sex,
        same_nationality,
        other_nationality,
        same_birth_place,
        other_birth_place,
        document_per_character,
        document_most,
        document_one_digit_off,
        document_checked_slip,
        other_document,
    } = *traits;
    add_bits(sum, [same_sex, other_sex, same_nationality, other_nationality]);
    add_bits(sum, [same_birth_place, other_birth_place, document_per_character]);
    add_bits(sum, [document_most, document_one_digit_off, document_checked_slip, other_document]);
}

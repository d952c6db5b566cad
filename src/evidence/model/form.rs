//! A model in JSON, and what must be true of one before anything is weighed by it.

use super::sounds::{SoundWeights, is_sound};
use super::weights::{DateWeights, NameWeights, TraitWeights};
use super::{Model, closeness};
use crate::error::{Error, ErrorKind};
use crate::evidence::bits::Bits;

/// The version of the form that is written, and the only one that is read. It grows when a weight
/// changes its meaning or is taken away.
const VERSION: u32 = 1;

/// More bits than any one weight has.
const MOST: Bits = Bits::from_hundredths(10_000);

#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct ModelJson {
    version: u32,
    #[cfg_attr(feature = "serde", serde(default))]
    source: String,
    #[cfg_attr(feature = "serde", serde(default = "default_share"))]
    listed_share: f64,
    #[cfg_attr(feature = "serde", serde(default))]
    names: NameWeights,
    #[cfg_attr(feature = "serde", serde(default))]
    sounds: SoundWeights,
    #[cfg_attr(feature = "serde", serde(default))]
    dates: DateWeights,
    #[cfg_attr(feature = "serde", serde(default))]
    traits: TraitWeights,
}

#[cfg(feature = "serde")]
fn default_share() -> f64 {
    Model::default().listed_share
}

impl From<Model> for ModelJson {
    fn from(model: Model) -> ModelJson {
        let Model { source, names, sounds, dates, traits, listed_share, closeness: _ } = model;
        ModelJson { version: VERSION, source, listed_share, names, sounds, dates, traits }
    }
}

impl TryFrom<ModelJson> for Model {
    type Error = Error;

    fn try_from(form: ModelJson) -> Result<Model, Error> {
        let ModelJson { version, source, listed_share, names, sounds, dates, traits } = form;
        if version != VERSION {
            return Err(invalid("version", "a version of the model's form that is not read")
                .with_value(&version.to_string())
                .expecting("1"));
        }
        check_names(&names)?;
        check_sounds(&sounds)?;
        check_dates(&dates)?;
        check_traits(&traits)?;
        let closeness = closeness(&names, &sounds);
        let model = Model { source, names, sounds, dates, traits, listed_share: 1.0, closeness };
        model.with_listed_share(listed_share).map_err(|error| error.in_field("listed_share"))
    }
}

fn invalid(field: &str, what: &str) -> Error {
    Error::new(ErrorKind::InvalidValue, what).in_field(field)
}

fn check_names(names: &NameWeights) -> Result<(), Error> {
    for (field, bits) in [
        ("names.same_reading", names.same_reading),
        ("names.national_form", names.national_form),
        ("names.diminutive", names.diminutive),
        ("names.russified", names.russified),
        ("names.gendered", names.gendered),
        ("names.initial", names.initial),
        ("names.particle", names.particle),
        ("names.bits_per_sound", names.bits_per_sound),
        ("names.together", names.together),
        ("names.other_role", names.other_role),
        ("names.joined", names.joined),
        ("names.relative_from", names.relative_from),
        ("names.no_relative", names.no_relative),
    ] {
        at_least_zero(field, bits)?;
    }
    for (field, bits) in [
        ("names.contradicted", names.contradicted),
        ("names.contradicted_patronymic", names.contradicted_patronymic),
        ("names.contradicted_initial", names.contradicted_initial),
        ("names.extra_in_entry", names.extra_in_entry),
        ("names.extra_in_record", names.extra_in_record),
        ("names.omitted_patronymic", names.omitted_patronymic),
        ("names.omitted_minor", names.omitted_minor),
        ("names.strong_alias", names.strong_alias),
        ("names.weak_alias", names.weak_alias),
    ] {
        at_most_zero(field, bits)?;
    }
    // The search takes what an entry's token weighs alone for the least that it can weigh.
    let alone = names.extra_in_entry.min(names.omitted_minor);
    for (field, contradicted, alone) in [
        ("names.contradicted", names.contradicted, alone),
        // An initial may stand for a patronymic.
        (
            "names.contradicted_initial",
            names.contradicted_initial,
            alone.min(names.omitted_patronymic),
        ),
        ("names.contradicted_patronymic", names.contradicted_patronymic, names.omitted_patronymic),
    ] {
        if contradicted > alone {
            return Err(invalid(field, "a contradiction that weighs more than an omission")
                .with_value(&contradicted.to_string())
                .expecting("at most the weight of such a token left out"));
        }
    }
    positive("names.unseen_count", names.unseen_count)?;
    positive("names.prior_names", names.prior_names)?;
    if !(0.0..=1.0).contains(&names.relative_share) {
        return Err(invalid("names.relative_share", "not a share")
            .with_value(&names.relative_share.to_string())
            .expecting("a number from 0 to 1"));
    }
    Ok(())
}

fn check_sounds(sounds: &SoundWeights) -> Result<(), Error> {
    for (field, bits) in [
        ("sounds.consonants", sounds.consonants),
        ("sounds.vowels", sounds.vowels),
        ("sounds.vowel_and_consonant", sounds.vowel_and_consonant),
        ("sounds.doubled", sounds.doubled),
        ("sounds.transposed", sounds.transposed),
        ("sounds.limit", sounds.limit),
        ("sounds.neighbourhood", sounds.neighbourhood),
    ] {
        at_least_zero(field, bits)?;
    }
    for (one, other, bits) in &sounds.pairs {
        at_least_zero("sounds.pairs", *bits)?;
        if !is_sound(*one) || !(*other == '-' || is_sound(*other)) || one == other {
            return Err(invalid("sounds.pairs", "not two sounds")
                .with_value(&format!("{one} {other}"))
                .expecting("two different sounds of readings, or a sound and '-'"));
        }
    }
    Ok(())
}

fn check_dates(dates: &DateWeights) -> Result<(), Error> {
    for (field, bits) in [
        ("dates.same_day", dates.same_day),
        ("dates.same_new_year", dates.same_new_year),
        ("dates.same_month", dates.same_month),
        ("dates.same_year", dates.same_year),
    ] {
        at_least_zero(field, bits)?;
    }
    within("dates.day_month_swapped", dates.day_month_swapped, -MOST, MOST)?;
    within("dates.year_off_by_one", dates.year_off_by_one, -MOST, MOST)?;
    for (field, bits) in [
        ("dates.other_day_same_year", dates.other_day_same_year),
        ("dates.one_slip", dates.one_slip),
        ("dates.contradicted", dates.contradicted),
    ] {
        at_most_zero(field, bits)?;
    }
    Ok(())
}

fn check_traits(traits: &TraitWeights) -> Result<(), Error> {
    for (field, bits) in [
        ("traits.same_sex", traits.same_sex),
        ("traits.same_nationality", traits.same_nationality),
        ("traits.same_birth_place", traits.same_birth_place),
        ("traits.document_per_character", traits.document_per_character),
        ("traits.document_most", traits.document_most),
    ] {
        at_least_zero(field, bits)?;
    }
    for (field, bits) in [
        ("traits.document_one_digit_off", traits.document_one_digit_off),
        ("traits.document_checked_slip", traits.document_checked_slip),
    ] {
        within(field, bits, -MOST, MOST)?;
    }
    for (field, bits) in [
        ("traits.other_sex", traits.other_sex),
        ("traits.other_nationality", traits.other_nationality),
        ("traits.other_birth_place", traits.other_birth_place),
        ("traits.other_document", traits.other_document),
    ] {
        at_most_zero(field, bits)?;
    }
    Ok(())
}

fn at_least_zero(field: &str, bits: Bits) -> Result<(), Error> {
    within(field, bits, Bits::ZERO, MOST)
}

fn at_most_zero(field: &str, bits: Bits) -> Result<(), Error> {
    within(field, bits, -MOST, Bits::ZERO)
}

fn within(field: &str, bits: Bits, least: Bits, most: Bits) -> Result<(), Error> {
    if (least..=most).contains(&bits) {
        return Ok(());
    }
    let expected = match (least < Bits::ZERO, most > Bits::ZERO) {
        (false, _) => "bits from 0 to 100",
        (_, false) => "bits from -100 to 0",
        _ => "bits from -100 to 100",
    };
    Err(invalid(field, "a weight out of range").with_value(&bits.to_string()).expecting(expected))
}

fn positive(field: &str, number: f64) -> Result<(), Error> {
    if number > 0.0 && number <= 1e12 {
        Ok(())
    } else {
        Err(invalid(field, "not a number of sightings")
            .with_value(&number.to_string())
            .expecting("a number above 0 and at most 1e12"))
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Model, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn a_model_survives_json() {
        let model = Model::default().with_listed_share(0.3).unwrap();
        let json = serde_json::to_string(&model).unwrap();
        assert_eq!(read(&json).unwrap(), model);
        assert_eq!(
            read(r#"{"version": 1, "source": "set by hand from stated arithmetic"}"#).unwrap(),
            Model::default()
        );
    }

    #[test]
    fn what_would_break_a_bound_or_a_law_is_refused_by_its_field() {
        for (json, field) in [
            (r#"{"version": 2}"#, "version"),
            (r#"{"version": 1, "listed_share": 0}"#, "listed_share"),
            (r#"{"version": 1, "dates": {"one_slip": 0.5}}"#, "dates.one_slip"),
            (r#"{"version": 1, "dates": {"same_year": -0.5}}"#, "dates.same_year"),
            (r#"{"version": 1, "dates": {"same_day": 1e9}}"#, "bits"),
            (r#"{"version": 1, "dates": {"same_week": 1}}"#, "same_week"),
            (r#"{"version": 1, "traits": {"other_document": 2}}"#, "traits.other_document"),
            (r#"{"version": 1, "names": {"extra_in_record": 1}}"#, "names.extra_in_record"),
            (r#"{"version": 1, "names": {"contradicted": -0.1}}"#, "names.contradicted"),
            (
                r#"{"version": 1, "names": {"omitted_patronymic": -3.5}}"#,
                "names.contradicted_initial",
            ),
            (r#"{"version": 1, "names": {"relative_share": 1.5}}"#, "names.relative_share"),
            (r#"{"version": 1, "names": {"unseen_count": 0}}"#, "names.unseen_count"),
            (r#"{"version": 1, "sounds": {"pairs": [["q", "a", 1]]}}"#, "sounds.pairs"),
        ] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.contains(field), "{json}: {error}");
        }
    }
}

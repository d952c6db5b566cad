//! A model as JSON.
//!
//! May use: the files of `model`. Unknown fields are refused; missing ones have the default.

use super::check::invalid;
use super::sounds::SoundWeights;
use super::weights::{DateWeights, NameWeights, TraitWeights};
use super::{Model, closeness_costs};
use crate::error::Error;
use crate::settings;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The version of the format that is written, and the only one that is read. It changes when a weight
/// changes its meaning or is removed.
const VERSION: u32 = 1;

/// The JSON object of a model.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelJson {
    version: u32,
    #[serde(default)]
    source: String,
    #[serde(default = "default_listed_share")]
    listed_share: f64,
    #[serde(default)]
    names: NameWeights,
    #[serde(default)]
    sounds: SoundWeights,
    #[serde(default)]
    dates: DateWeights,
    #[serde(default)]
    traits: TraitWeights,
}

fn default_listed_share() -> f64 {
    Model::default().listed_share
}

impl Serialize for Model {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Model { source, names, sounds, dates, traits, listed_share, closeness: _ } =
            self.clone();
        ModelJson { version: VERSION, source, listed_share, names, sounds, dates, traits }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Model {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = settings::read(deserializer, |fields| ModelJson::deserialize(fields))?;
        json.try_into().map_err(serde::de::Error::custom)
    }
}

impl TryFrom<ModelJson> for Model {
    type Error = Error;

    fn try_from(json: ModelJson) -> Result<Model, Error> {
        let ModelJson { version, source, listed_share, names, sounds, dates, traits } = json;
        if version != VERSION {
            return Err(invalid("version", "an unknown version of a model", version, "1"));
        }
        // The costs of closeness follow from weights that are checked first.
        let unchecked = Model { source, names, sounds, dates, traits, ..Model::default() };
        unchecked.check()?;
        let closeness = closeness_costs(&unchecked.names, &unchecked.sounds);
        let model = Model { closeness, ..unchecked };
        model.with_listed_share(listed_share).map_err(|error| error.in_field("listed_share"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Model, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn a_model_is_the_same_after_json() {
        let model = Model::default().with_listed_share(0.3).unwrap();
        let json = serde_json::to_string(&model).unwrap();
        assert_eq!(read(&json).unwrap(), model);
        assert_eq!(
            read(r#"{"version": 1, "source": "set by hand from stated arithmetic"}"#).unwrap(),
            Model::default()
        );
    }

    #[test]
    fn a_weight_that_would_break_an_upper_bound_is_refused_with_its_path() {
        for (json, path) in [
            (r#"{"version": 2}"#, "version"),
            (r#"{"version": 1, "listed_share": 0}"#, "listed_share"),
            (r#"{"version": 1, "dates": {"one_slip": 0.5}}"#, "dates.one_slip"),
            (r#"{"version": 1, "dates": {"same_year": -0.5}}"#, "dates.same_year"),
            (r#"{"version": 1, "dates": {"same_day": 1e9}}"#, "dates.same_day"),
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
            (r#"{"version": 1, "sounds": {"pairs": [["a", "o", -1]]}}"#, "sounds.pairs"),
        ] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.contains(path), "{json}: {error}");
        }
    }
}

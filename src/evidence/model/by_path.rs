//! Weights by their paths in the JSON of a model, to be replaced by a fit.
//!
//! May use: the files of `model`.

use super::declare::{DeclaredWeight, WeightGroup, WeightRange};
use super::{Model, closeness_costs};
use crate::evidence::bits::Bits;
use crate::evidence::item::{Field, Level};

impl Model {
    /// The path of the weight of a level of a field that is not a name; `None` if it depends on more.
    pub(in crate::evidence) fn level_path(
        &self,
        field: Field,
        level: Level,
    ) -> Option<&'static str> {
        self.dates.level_path(field, level).or_else(|| self.traits.level_path(field, level))
    }

    /// The weight in bits at a path.
    pub(in crate::evidence) fn weight(&self, path: &str) -> Option<Bits> {
        self.at_path(path).map(|weight| Bits::nearest(weight.value))
    }

    /// The range of the weight at a path.
    pub(in crate::evidence) fn range(&self, path: &str) -> Option<WeightRange> {
        self.at_path(path).map(|weight| weight.range)
    }

    fn at_path(&self, path: &str) -> Option<DeclaredWeight> {
        self.declared().into_iter().find(|weight| weight.path == path)
    }

    /// Replaces weights by others of their ranges, each at its path.
    pub(in crate::evidence) fn replace<'a>(
        &mut self,
        weights: impl IntoIterator<Item = (&'a str, Bits)>,
    ) {
        for (path, bits) in weights {
            let Model { names, sounds, dates, traits, .. } = &mut *self;
            let groups: [&mut dyn WeightGroup; 4] = [names, sounds, dates, traits];
            if let Some(weight) = groups.into_iter().find_map(|group| group.weight_mut(path)) {
                *weight = bits;
            }
        }
        self.closeness = closeness_costs(&self.names, &self.sounds);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_replaced_at_its_path_with_what_is_derived_from_it() {
        let mut model = Model::default();
        for DeclaredWeight { path, range, .. } in model.declared() {
            let is_in_bits = !matches!(range, WeightRange::Count | WeightRange::Share);
            let bits = range.clamp(Bits::from_hundredths(-777), Bits::from_hundredths(1000));
            model.replace([(path, bits)]);
            assert_eq!(model.weight(path) == Some(bits), is_in_bits, "{path}");
            assert_eq!(model.range(path), Some(range), "{path}");
        }
        let mut dearer = Model::default();
        dearer.replace([("names.diminutive", Bits::from_hundredths(400))]);
        assert_ne!(dearer.closeness_costs().clone(), Model::default().closeness_costs().clone());
        assert!(dearer.weight("names.nickname").is_none());
    }
}

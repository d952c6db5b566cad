//! When two names may be those of relatives, and which share of their agreement relatives have in common.

use super::model::Model;

/// Which relatives of a person another field rules out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ExcludedRelatives {
    None,
    /// All but twins, who have the same birth date and other given names.
    AllButTwins,
    All,
}

/// In what two names differ that relatives differ in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Differences {
    /// A token is contradicted.
    pub(super) contradicted: bool,
    /// A given name, or a father's name, is another known one that sounds alike; or one side omits the
    /// first given name and has a later one, which among relatives is the father's.
    pub(super) other_name: bool,
    /// A given name is another known one, as that of twins is. They have one father.
    pub(super) other_given_name: bool,
    /// The first given names agree, where both are declared. Those of brothers and sisters do not.
    pub(super) same_given_name: bool,
}

impl Differences {
    /// The share of the evidence that relatives have in common; `None` if the two cannot be relatives, or
    /// another field rules it out.
    pub(super) fn relative_share(self, model: &Model, excluded: ExcludedRelatives) -> Option<f64> {
        let may_be_relative = match excluded {
            ExcludedRelatives::None => self.contradicted || self.other_name,
            ExcludedRelatives::AllButTwins => self.other_given_name,
            ExcludedRelatives::All => false,
        };
        let weights = &model.names;
        let share = match self {
            Differences { contradicted: false, .. } => weights.alike_relative_share,
            Differences { same_given_name: true, .. } => weights.namesake_share,
            _ => weights.relative_share,
        };
        may_be_relative.then_some(share)
    }
}

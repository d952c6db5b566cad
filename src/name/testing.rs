//! What tests of this module ask again and again.

use super::spelling;
use super::tokens::Name;
use crate::evidence::Model;
use crate::record::PersonName;
use crate::vocabulary::{Closeness, ClosenessKind, closeness};

/// The tokens of a name, separated by spaces.
pub(super) fn tokens(name: &str) -> String {
    let name = Name::new(&PersonName::full(name));
    name.tokens().map(|token| token.text()).collect::<Vec<_>>().join(" ")
}

/// How close two folded tokens are under the default model.
pub(super) fn close(one: &str, other: &str) -> Option<Closeness> {
    closeness(Model::default().closeness_costs(), &spelling(one), &spelling(other))
}

/// In what way two folded tokens are close.
pub(super) fn kind(one: &str, other: &str) -> Option<ClosenessKind> {
    close(one, other).map(|found| found.kind)
}

//! Two names compared under the default model, without a list.

use sverka::{Evidence, Level, Model, Record};

pub(crate) fn compare(one: &str, other: &str) -> Evidence {
    Model::default().compare(&Record::new("1", one), &Record::new("2", other))
}

fn contradicts(evidence: &Evidence) -> bool {
    evidence.items().iter().any(|item| item.level() == Level::Contradicted)
}

/// The bits of two names as a share of what the lighter one has against itself.
pub(crate) fn share_of_itself(one: &str, other: &str) -> f64 {
    let bits = |one, other| compare(one, other).bits().as_f64();
    bits(one, other) / bits(one, one).min(bits(other, other)).max(0.01)
}

/// Whether two spellings are of one name: most of those bits, and no token contradicted.
pub(crate) fn agree(one: &str, other: &str) -> bool {
    !contradicts(&compare(one, other)) && share_of_itself(one, other) >= 0.65
}

//! The tokens of two names as draws: those that stand for each other, and those without a counterpart.
//!
//! May use: raw evidence and the model's costs. The alignment is that of the model, and is not chosen here.

use super::em::Draw;
use super::variables::{TOKEN_BANDS, Variable};
use crate::encoding::{NameToken, RecordView};
use crate::evidence::bits::Bits;
use crate::evidence::item::{Field, Level};
use crate::evidence::model::Model;
use crate::evidence::raw::{RawEvidence, RawItem};
use crate::name::Role;

/// The levels of names that cost something beside the rarity of the token, and the paths of these costs.
/// Near and similar readings cost a sum over sounds, which is not fitted.
pub(super) const LEVEL_COSTS: [(Level, &str); 8] = [
    (Level::SameReading, "names.same_reading"),
    (Level::OtherName, "names.other_name"),
    (Level::NationalForm, "names.national_form"),
    (Level::Diminutive, "names.diminutive"),
    (Level::Russified, "names.russified"),
    (Level::Gendered, "names.gendered"),
    (Level::Abbreviation, "names.abbreviated"),
    (Level::Joined, "names.joined"),
];

/// The costs of a model by level, so that they are not looked up for each token.
pub(super) struct FittedCosts([(Level, Bits); LEVEL_COSTS.len()]);

impl FittedCosts {
    pub(super) fn of(model: &Model) -> Self {
        let cost = |path| model.weight(path).unwrap_or_default();
        FittedCosts(LEVEL_COSTS.map(|(level, path)| (level, cost(path))))
    }

    fn of_level(&self, level: Level) -> Bits {
        let found = self.0.iter().find(|(costly, _)| *costly == level);
        found.map_or(Bits::ZERO, |(_, cost)| *cost)
    }
}

/// Adds the draws of the names that this evidence is about. `records` are the query and the record.
pub(super) fn add_token_draws(
    costs: &FittedCosts,
    raw: &RawEvidence,
    records: [&RecordView<'_>; 2],
    draws: &mut Vec<Draw>,
) {
    let [query, record] = records;
    let (Some(query), Some(record)) =
        (query.names().nth(raw.query_name), record.names().nth(raw.record_name))
    else {
        return;
    };
    for item in raw.items.iter().filter(|item| item.field == Field::Name) {
        let RawItem { level, bits, query: one, record: other, .. } = *item;
        let one = one.and_then(|at| query.tokens.get(at));
        let other = other.and_then(|at| record.tokens.get(at));
        let is_missing = matches!(level, Level::Extra | Level::Omitted);
        for (token, names) in [(one, Variable::EntryNames), (other, Variable::RecordNames)] {
            let Some(token) = token else { continue };
            let variable = counterpart_variable(token, names);
            draws.push(draw(variable, usize::from(is_missing)));
        }
        if let (Some(one), Some(other)) = (one, other)
            && let Some(variable) = agreement_variable(one, other)
            && let Some(number) = variable.levels().iter().position(|each| *each == level)
        {
            // A contradiction has a single weight, whatever the token.
            let band = match level {
                Level::Contradicted => 0,
                _ => TOKEN_BANDS.number(bits + costs.of_level(level)).into(),
            };
            draws.push(draw(variable, number * variable.bands() + band));
        }
    }
}

fn draw(variable: Variable, level: usize) -> Draw {
    // There are 13 variables, with some hundred levels at most.
    Draw { variable: variable.number() as u8, level: level as u16 }
}

/// What says whether a token has a counterpart; `names` if it is a name in full and no patronymic.
fn counterpart_variable(token: &NameToken, names: Variable) -> Variable {
    match token.role() {
        Role::Patronymic => Variable::PatronymicsOfEither,
        Role::Particle | Role::Other => Variable::MinorOfEither,
        _ if token.is_initial() => Variable::MinorOfEither,
        _ => names,
    }
}

/// What says how two tokens compare that stand for each other; `None` for those that cannot contradict.
fn agreement_variable(one: &NameToken, other: &NameToken) -> Option<Variable> {
    let is_minor = |token: &NameToken| matches!(token.role(), Role::Particle | Role::Other);
    if is_minor(one) || is_minor(other) {
        None
    } else if one.is_initial() || other.is_initial() {
        Some(Variable::Initials)
    } else if one.is_patronymic() {
        Some(Variable::Patronymics)
    } else {
        Some(Variable::Names)
    }
}

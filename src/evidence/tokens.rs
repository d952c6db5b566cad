//! The weight of single tokens: in agreement, contradicted, and without a counterpart.
//!
//! The search computes its upper bounds with the same functions, so that a bound and the weight it
//! bounds cannot diverge.

use super::bits::Bits;
use super::item::Level;
use super::model::Model;
use super::rarity::Rarity;
use crate::encoding::NameToken;
use crate::name::Role;
use crate::vocabulary::{Closeness, ClosenessKind};

/// The maximum weight of a token of the query at this closeness, over all roles that the record's token
/// may have.
pub(crate) fn max_token_agreement(
    model: &Model,
    token: &NameToken,
    rarity: Rarity,
    closeness: Closeness,
) -> Bits {
    if closeness.kind == ClosenessKind::Father && !token.is_patronymic() {
        return model.token_contradiction(false);
    }
    let bits = model.token_agreement(rarity, closeness);
    if token.is_particle() {
        bits.min(model.particle_agreement())
    } else if token.is_initial() {
        // Two initials say no more than one.
        bits.min(model.names.initial)
    } else {
        bits
    }
}

/// The weight of a token of the query that contradicts one of the record, one of which may be an initial.
pub(super) fn contradiction(model: &Model, token: &NameToken, is_initial: bool) -> Bits {
    match is_initial {
        true => model.names.contradicted_initial,
        false => model.token_contradiction(token.is_patronymic()),
    }
}

/// The weight of a token of the query without a counterpart; at least that of a contradiction.
pub(crate) fn unmatched_query_token(model: &Model, token: &NameToken) -> Bits {
    unmatched_token(model, token, model.names.extra_in_entry)
}

/// The weight of a token of the record without a counterpart.
pub(super) fn unmatched_record_token(model: &Model, token: &NameToken) -> Bits {
    unmatched_token(model, token, model.names.extra_in_record)
}

fn unmatched_token(model: &Model, token: &NameToken, name: Bits) -> Bits {
    match token.role() {
        Role::Patronymic => model.names.omitted_patronymic,
        Role::Particle | Role::Other => model.names.omitted_minor,
        _ if token.is_initial() => model.names.omitted_minor,
        _ => name,
    }
}

/// The minimum weight of a token of the query without a counterpart, over all roles.
pub(crate) fn min_unmatched_token(model: &Model) -> Bits {
    let names = &model.names;
    names.extra_in_entry.min(names.omitted_patronymic).min(names.omitted_minor)
}

/// The minimum weight of two tokens that contradict each other, over all roles. At most the weight of a
/// token without a counterpart; two tokens agree only if they weigh more than this.
pub(crate) fn min_token_contradiction(model: &Model) -> Bits {
    model.token_contradiction(false).min(model.token_contradiction(true))
}

/// The level of two tokens that agree.
pub(super) fn agreement_level(model: &Model, closeness: Closeness) -> Level {
    match closeness.kind {
        ClosenessKind::Identical => Level::Identical,
        ClosenessKind::SameReading => Level::SameReading,
        ClosenessKind::Near if model.is_light(closeness) => Level::NearReading,
        ClosenessKind::Near => Level::SimilarReading,
        ClosenessKind::NationalForm | ClosenessKind::Father => Level::NationalForm,
        ClosenessKind::Diminutive => Level::Diminutive,
        ClosenessKind::Russified => Level::Russified,
        ClosenessKind::Gendered => Level::Gendered,
        ClosenessKind::Abbreviation => Level::Abbreviation,
        ClosenessKind::Misread => Level::Misread,
        ClosenessKind::Initial => Level::Initial,
    }
}

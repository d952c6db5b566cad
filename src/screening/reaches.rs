//! In which order a search extends its reach to tokens that are less and less similar.

use crate::evidence::Model;
use crate::spelling::Spelling;
use crate::vocabulary::Reach;

/// The reaches in the order in which they are searched.
pub(super) const REACHES: [Reach; 3] = [Reach::CheapEdit, Reach::NearSkeleton, Reach::Full];

/// The position of the first of these that finds all tokens that count towards a token's rarity; by most models 0.
pub(super) fn first_reach(model: &Model) -> usize {
    let is_enough = |reach: &Reach| finds_all_that_count(model, *reach);
    REACHES.iter().position(is_enough).unwrap_or(REACHES.len() - 1)
}

/// The shortest reach that finds them.
pub(super) fn shortest_reach(model: &Model) -> Reach {
    let is_enough = finds_all_that_count(model, Reach::SameSkeleton);
    if is_enough { Reach::SameSkeleton } else { REACHES[first_reach(model)] }
}

/// The reaches that a search for this token extends to, one after the other. Where all class strings are so short that
/// the widest reach looks up few variants of each, it takes less time than the one before it, which finds as much.
pub(super) fn reaches_after(first: Reach, token: &Spelling) -> impl Iterator<Item = Reach> {
    let skipped = Some(Reach::NearSkeleton).filter(|reach| reach.is_complete(token));
    let after = REACHES.into_iter().skip_while(move |reach| *reach != first).skip(1);
    after.filter(move |reach| Some(*reach) != skipped)
}

/// What a search costs, in visited records. Measured in a list of 1,000,000, one takes some 25 µs by near skeletons and 50
/// by all variants, and a visited record with its bounds .2 to .5 µs. From a quarter of these numbers up the time
/// differs by less than runs of one build do; twice as much takes 7 % more.
pub(super) fn reach_cost(reach: Reach, token: &Spelling) -> f32 {
    match reach {
        Reach::Full if !Reach::NearSkeleton.is_complete(token) => 500.0,
        _ => 200.0,
    }
}

fn finds_all_that_count(model: &Model, reach: Reach) -> bool {
    let missed = model.closeness_costs().least_missed_cost_of_any(reach);
    missed.is_none_or(|missed| missed >= model.neighbourhood())
}

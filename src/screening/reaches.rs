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

/// The reaches that a search for this token extends to, one after the other. Of short tokens, whose class strings have
/// few variants, the widest reach finds as much as the one before it in half of the time (see [`reach_cost`]).
pub(super) fn reaches_after(first: Reach, token: &Spelling) -> impl Iterator<Item = Reach> {
    let skipped = Some(Reach::NearSkeleton).filter(|reach| reach.is_complete(token));
    let after = REACHES.into_iter().skip_while(move |reach| *reach != first).skip(1);
    after.filter(move |reach| Some(*reach) != skipped)
}

/// What a search costs, in visited records, of which one with its bounds takes .2 to .5 µs. In a list of 350,000 tokens,
/// without AVX-512, a search for a short token takes 53 µs by near skeletons and 28 by all variants, and one for a long token
/// 28 and 76 (`cargo bench --bench vocabulary -- --tokens 350000`). With AVX-512 and a warm cache the two reaches take 26 and
/// 61 µs for the average token. From half of these numbers to four times as much, the time of an entry differs by less than
/// runs of one build do.
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

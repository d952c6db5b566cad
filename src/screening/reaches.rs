//! In which order a search extends its reach to tokens that are less and less similar.

use crate::evidence::Model;
use crate::vocabulary::Reach;

/// The reaches in the order in which they are searched.
pub(super) const REACHES: [Reach; 3] = [Reach::SameSkeleton, Reach::NearSkeleton, Reach::Full];

/// The first reach that finds all tokens that count towards a token's rarity; by most models the shortest.
pub(super) fn first_reach(model: &Model) -> usize {
    let costs = model.closeness_costs();
    let finds_neighbourhood = |reach: &Reach| {
        costs.least_missed_cost(*reach).is_none_or(|missed| missed >= model.neighbourhood())
    };
    REACHES.iter().position(finds_neighbourhood).unwrap_or(REACHES.len() - 1)
}

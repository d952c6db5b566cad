//! Sets of token positions in a name, as bit sets.

use crate::encoding::NameToken;
use crate::name::Role;

/// A set of positions in a name, which has at most 20 tokens.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PositionSet(u32);

impl PositionSet {
    /// All positions of a name.
    pub(super) fn all(name: &[NameToken]) -> Self {
        PositionSet((1 << name.len()) - 1)
    }

    /// The set of these positions.
    pub(super) fn of(positions: &[usize]) -> Self {
        PositionSet(positions.iter().fold(0, |set, position| set | 1 << position))
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn contains(self, position: usize) -> bool {
        self.0 >> position & 1 == 1
    }

    pub(super) fn insert(&mut self, position: usize) {
        self.0 |= 1 << position;
    }

    pub(super) fn remove(&mut self, position: usize) {
        self.0 &= !(1 << position);
    }

    /// The positions that are in both sets.
    pub(super) fn and(self, other: PositionSet) -> PositionSet {
        PositionSet(self.0 & other.0)
    }

    /// The positions that are in either set.
    pub(super) fn or(self, other: PositionSet) -> PositionSet {
        PositionSet(self.0 | other.0)
    }

    /// The positions that are not in another set.
    pub(super) fn without(self, other: PositionSet) -> PositionSet {
        PositionSet(self.0 & !other.0)
    }

    pub(super) fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The positions, ascending.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        let rest = std::iter::successors(Some(self.0), |rest| Some(rest & rest.wrapping_sub(1)));
        rest.take_while(|rest| *rest > 0).map(|rest| rest.trailing_zeros() as usize)
    }
}

/// The tokens of a name by what they can contradict. Particles contradict nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TokenGroups {
    /// Patronymics, initials included.
    pub(super) patronymics: PositionSet,
    /// Patronymics that are not initials.
    pub(super) full_patronymics: PositionSet,
    /// Given names, family names, and names of unknown role.
    pub(super) names: PositionSet,
    /// Initials of such names.
    pub(super) initials: PositionSet,
}

impl TokenGroups {
    pub(super) fn of(name: &[NameToken]) -> Self {
        let mut groups = TokenGroups::default();
        for (position, token) in name.iter().enumerate() {
            match token.role() {
                Role::Particle | Role::Other => {}
                Role::Patronymic => {
                    groups.patronymics.insert(position);
                    if !token.is_initial() {
                        groups.full_patronymics.insert(position);
                    }
                }
                _ if token.is_initial() => groups.initials.insert(position),
                _ => groups.names.insert(position),
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_come_back_in_order_without_those_removed() {
        let tokens = [NameToken::new(0, Role::Given, false); 20];
        let mut set = PositionSet::all(&tokens);
        [0, 7, 19].into_iter().for_each(|position| set.remove(position));
        let expected = (1..19).filter(|position| *position != 7);
        assert!(set.iter().eq(expected));
        assert!(set.contains(18) && !set.contains(19) && PositionSet::all(&[]).is_empty());
    }

    #[test]
    fn each_token_is_in_the_groups_of_its_role() {
        let token = |role, is_initial| NameToken::new(0, role, is_initial);
        let groups = TokenGroups::of(&[
            token(Role::Family, false),
            token(Role::Unknown, true),
            token(Role::Patronymic, true),
            token(Role::Patronymic, false),
            token(Role::Particle, false),
            token(Role::Other, true),
        ]);
        let positions =
            [groups.names, groups.initials, groups.patronymics, groups.full_patronymics]
                .map(|set| set.iter().collect::<Vec<_>>());
        assert_eq!(positions, [vec![0], vec![1], vec![2, 3], vec![3]]);
    }
}

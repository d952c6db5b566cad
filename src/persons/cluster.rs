//! Groups of records by their links, never across a contradiction. This file sees numbers alone.
//!
//! Agglomerative clustering by single linkage with cannot-link constraints: I. Davidson and S. S.
//! Ravi, "Agglomerative hierarchical clustering with constraints: theoretical and empirical
//! results" (PKDD 2005); the constraints are those of K. Wagstaff and C. Cardie, "Clustering with
//! instance-level constraints" (ICML 2000). To break as few links and constraints as possible is
//! correlation clustering, which is NP-hard (N. Bansal, A. Blum and S. Chawla, "Correlation
//! clustering", Machine Learning 56, 2004); this keeps every constraint, and breaks the weakest
//! links.

use super::pairs::Link;

/// Joins the numbers below `count` along their links, the strongest first and equal ones in the
/// order of their places, wherever no number of one group is apart from any of the other.
///
/// `statement` numbers what a record states: of those of a group that state the same, one is asked
/// about. Every number is in exactly one group; groups, and the numbers in each, ascend.
pub(super) fn cluster(
    count: u32,
    mut links: Vec<Link>,
    statement: impl Fn(u32) -> u32,
    mut are_apart: impl FnMut(u32, u32) -> bool,
) -> Vec<Vec<u32>> {
    links.sort_unstable_by(|one, other| {
        other.bits.cmp(&one.bits).then(one.places.cmp(&other.places))
    });
    // Of which group each number is, by the lowest of it.
    let mut group_of: Vec<u32> = (0..count).collect();
    let mut groups: Vec<Cluster> = (0..count).map(Cluster::of).collect();
    for link in links {
        let [one, other] = link.places.map(|place| group_of[place as usize]);
        if one == other {
            continue;
        }
        let (into, from) = (one.min(other) as usize, one.max(other) as usize);
        let (ours, theirs) = (&groups[into].spokesmen, &groups[from].spokesmen);
        if ours.iter().any(|one| theirs.iter().any(|other| are_apart(*one, *other))) {
            continue;
        }
        let joined = std::mem::take(&mut groups[from]);
        for member in &joined.members {
            group_of[*member as usize] = into as u32;
        }
        groups[into].take(joined, &statement);
    }
    let mut groups: Vec<Vec<u32>> = groups.into_iter().map(|group| group.members).collect();
    groups.retain(|members| !members.is_empty());
    groups.iter_mut().for_each(|members| members.sort_unstable());
    groups
}

#[derive(Default)]
struct Cluster {
    members: Vec<u32>,
    /// One member for each different statement.
    spokesmen: Vec<u32>,
}

impl Cluster {
    fn of(member: u32) -> Cluster {
        Cluster { members: vec![member], spokesmen: vec![member] }
    }

    fn take(&mut self, other: Cluster, statement: impl Fn(u32) -> u32) {
        self.members.extend(other.members);
        for one in other.spokesmen {
            if self.spokesmen.iter().all(|known| statement(*known) != statement(one)) {
                self.spokesmen.push(one);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Bits;
    use proptest::prelude::*;

    fn link(one: u32, other: u32, bits: i32) -> Link {
        Link { places: [one.min(other), one.max(other)], bits: Bits::from_hundredths(bits) }
    }

    fn groups(count: u32, links: &[Link], apart: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let are_apart = |a: u32, b: u32| apart.contains(&(a.min(b), a.max(b)));
        cluster(count, links.to_vec(), |n| n, are_apart)
    }

    #[test]
    fn case_table() {
        let chain = [link(0, 1, 900), link(1, 2, 800)];
        assert_eq!(groups(3, &chain, &[]), [vec![0, 1, 2]]);
        assert_eq!(groups(3, &chain, &[(0, 2)]), [vec![0, 1], vec![2]]);
        // The stronger link decides with whom the one in the middle goes.
        let chain = [link(0, 1, 800), link(1, 2, 900)];
        assert_eq!(groups(3, &chain, &[(0, 2)]), [vec![0], vec![1, 2]]);
        // Between equals the lower places do.
        let chain = [link(1, 2, 800), link(0, 1, 800)];
        assert_eq!(groups(3, &chain, &[(0, 2)]), [vec![0, 1], vec![2]]);
        // Two pairs are kept apart by one of their members each.
        let links = [link(0, 1, 900), link(2, 3, 900), link(1, 2, 800), link(1, 3, 700)];
        assert_eq!(groups(4, &links, &[(0, 3)]), [vec![0, 1], vec![2, 3]]);
        assert_eq!(groups(2, &[link(0, 1, 900)], &[(0, 1)]), [vec![0], vec![1]]);
        assert_eq!(groups(0, &[], &[]), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn of_equal_statements_one_is_asked_about() {
        let links: Vec<Link> = (1..1_000).map(|n| link(0, n, 900)).collect();
        let mut asked = 0;
        let groups = cluster(
            1_000,
            links,
            |_| 0,
            |_, _| {
                asked += 1;
                false
            },
        );
        assert_eq!((groups.len(), asked), (1, 999));
    }

    proptest! {
        #[test]
        fn constraints_hold_and_no_join_that_they_allow_is_missing(
            links in prop::collection::vec((0_u32..12, 0_u32..12, 0..5), 0..40),
            apart in prop::collection::vec((0_u32..12, 0_u32..12), 0..12),
        ) {
            let links: Vec<Link> = links
                .into_iter()
                .filter(|(a, b, _)| a != b)
                .map(|(a, b, bits)| link(a, b, bits))
                .collect();
            let apart: Vec<(u32, u32)> =
                apart.into_iter().map(|(a, b)| (a.min(b), a.max(b))).filter(|(a, b)| a != b).collect();
            let found = groups(12, &links, &apart);
            let mut all: Vec<u32> = found.iter().flatten().copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..12).collect::<Vec<_>>());
            let group_of = |n: u32| found.iter().position(|group| group.contains(&n));
            for (a, b) in &apart {
                prop_assert_ne!(group_of(*a), group_of(*b));
            }
            for link in &links {
                let [one, other] = link.places.map(|n| group_of(n).unwrap());
                let is_kept_apart = found[one].iter().any(|a| {
                    found[other].iter().any(|b| apart.contains(&(*a.min(b), *a.max(b))))
                });
                prop_assert!(one == other || is_kept_apart, "{:?}", link);
            }
            let mut turned = links.clone();
            turned.reverse();
            prop_assert_eq!(groups(12, &turned, &apart), found);
        }
    }
}

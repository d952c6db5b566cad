//! Clusters linked records under cannot-link constraints. Records are numbers in this file.
//!
//! Agglomerative clustering by single linkage with cannot-link constraints: I. Davidson and S. S.
//! Ravi, "Agglomerative hierarchical clustering with constraints: theoretical and empirical
//! results" (PKDD 2005). The constraints are those of K. Wagstaff and C. Cardie, "Clustering with
//! instance-level constraints" (ICML 2000). Minimizing the broken links and constraints is
//! correlation clustering, which is NP-hard (N. Bansal, A. Blum and S. Chawla, "Correlation
//! clustering", Machine Learning 56, 2004). This algorithm keeps every constraint and breaks the
//! weakest links.

use super::links::Link;

/// Clusters the numbers below `count`. Links are taken from the strongest to the weakest, and equal
/// ones in the order of their ranks. A link joins two clusters unless `are_apart` holds for a member
/// of one and a member of the other.
///
/// `statement` is the same number for records that state the same. `are_apart` is asked about only
/// one member of a cluster for each statement. Every number is in exactly one cluster; the clusters
/// and their members ascend.
pub(super) fn cluster(
    count: u32,
    mut links: Vec<Link>,
    statement: impl Fn(u32) -> u32,
    mut are_apart: impl FnMut(u32, u32) -> bool,
) -> Vec<Vec<u32>> {
    links
        .sort_unstable_by(|one, other| other.bits.cmp(&one.bits).then(one.ranks.cmp(&other.ranks)));
    // The cluster of each number, named by the lowest member.
    let mut group_of: Vec<u32> = (0..count).collect();
    let mut groups: Vec<Cluster> = (0..count).map(Cluster::of).collect();
    for link in links {
        let [one, other] = link.ranks.map(|rank| group_of[rank as usize]);
        if one == other {
            continue;
        }
        let (into, from) = (one.min(other) as usize, one.max(other) as usize);
        let (ours, theirs) = (&groups[into].representatives, &groups[from].representatives);
        if ours.iter().any(|one| theirs.iter().any(|other| are_apart(*one, *other))) {
            continue;
        }
        let joined = std::mem::take(&mut groups[from]);
        for member in &joined.members {
            group_of[*member as usize] = into as u32;
        }
        groups[into].absorb(joined, &statement);
    }
    let mut groups: Vec<Vec<u32>> = groups.into_iter().map(|group| group.members).collect();
    groups.retain(|members| !members.is_empty());
    groups.iter_mut().for_each(|members| members.sort_unstable());
    groups
}

#[derive(Default)]
struct Cluster {
    members: Vec<u32>,
    /// One member for each distinct statement.
    representatives: Vec<u32>,
}

impl Cluster {
    fn of(member: u32) -> Cluster {
        Cluster { members: vec![member], representatives: vec![member] }
    }

    fn absorb(&mut self, other: Cluster, statement: impl Fn(u32) -> u32) {
        self.members.extend(other.members);
        for one in other.representatives {
            if self.representatives.iter().all(|known| statement(*known) != statement(one)) {
                self.representatives.push(one);
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
        Link { ranks: [one.min(other), one.max(other)], bits: Bits::from_hundredths(bits) }
    }

    fn groups(count: u32, links: &[Link], apart: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let are_apart = |a: u32, b: u32| apart.contains(&(a.min(b), a.max(b)));
        cluster(count, links.to_vec(), |n| n, are_apart)
    }

    #[test]
    fn links_join_and_constraints_separate() {
        let chain = [link(0, 1, 900), link(1, 2, 800)];
        assert_eq!(groups(3, &chain, &[]), [vec![0, 1, 2]]);
        assert_eq!(groups(3, &chain, &[(0, 2)]), [vec![0, 1], vec![2]]);
        // The stronger link decides which end the middle joins.
        let chain = [link(0, 1, 800), link(1, 2, 900)];
        assert_eq!(groups(3, &chain, &[(0, 2)]), [vec![0], vec![1, 2]]);
        // Among equal links, the lower ranks decide.
        let chain = [link(1, 2, 800), link(0, 1, 800)];
        assert_eq!(groups(3, &chain, &[(0, 2)]), [vec![0, 1], vec![2]]);
        // One member of each pair is enough to separate the pairs.
        let links = [link(0, 1, 900), link(2, 3, 900), link(1, 2, 800), link(1, 3, 700)];
        assert_eq!(groups(4, &links, &[(0, 3)]), [vec![0, 1], vec![2, 3]]);
        assert_eq!(groups(2, &[link(0, 1, 900)], &[(0, 1)]), [vec![0], vec![1]]);
        assert_eq!(groups(0, &[], &[]), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn only_one_of_equal_statements_is_compared() {
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
        fn constraints_hold_and_every_allowed_join_is_made(
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
                let [one, other] = link.ranks.map(|n| group_of(n).unwrap());
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

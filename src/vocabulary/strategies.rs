//! Random sound strings and costs for the tests of this folder.

use super::distance::SoundCosts;
use crate::evidence::Model;
use proptest::prelude::*;

/// A string in which sounds of one class, silent sounds and doubled ones are neighbours, and the same
/// string after a few edits.
pub(super) fn two_similar_strings() -> impl Strategy<Value = (String, String)> {
    let sounds = "[aeijyhgkxbvszcCSZdtlr]";
    let edit = (0_usize..9, 0_u8..4, sounds);
    ("[aeijyhgkxbvszcCSZdtlr]{0,8}", prop::collection::vec(edit, 0..5)).prop_map(|(one, edits)| {
        let mut other = one.clone();
        for (at, kind, sound) in edits {
            let at = at.min(other.len());
            match kind {
                0 => other.insert_str(at, &sound),
                1 if at < other.len() => drop(other.remove(at)),
                2 if at < other.len() => other.replace_range(at..=at, &sound),
                _ if at > 0 && at < other.len() => {
                    let swapped: String = other[at - 1..=at].chars().rev().collect();
                    other.replace_range(at - 1..=at, &swapped);
                }
                _ => {}
            }
        }
        (one, other)
    })
}

/// The costs of the default model, or random ones.
pub(super) fn sound_costs() -> impl Strategy<Value = SoundCosts> {
    let pair = ("[aeijhgkxbvszcCSZdtlr]", "[aeijhgkxbvszcCSZdtlr-]", 0_u16..120);
    let random = (20_u16..90, 0_u16..90, prop::collection::vec(pair, 0..12)).prop_map(
        |(edit, transposed, pairs)| {
            let mut costs = SoundCosts::uniform(10 * edit, 40, 10 * transposed, 2000);
            for (one, other, cost) in pairs {
                let (one, other) = (one.as_bytes()[0], other.as_bytes()[0]);
                match other {
                    b'-' => costs.set_gap(one, 10 * cost),
                    other if other != one => costs.set_substitution(one, other, 10 * cost),
                    _ => {}
                }
            }
            costs
        },
    );
    prop_oneof![Just(Model::default().closeness_costs().sounds.clone()), random]
}

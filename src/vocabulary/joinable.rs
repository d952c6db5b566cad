//! What one side writes as one word and the other as two: Alireza and Ali Reza, Мухаммадамин and Mohammad
//! Amin, El Sharif and Alsharif.
//!
//! Two words make a third if together they have its letters, or if they sound like it: readings of the one,
//! followed by readings of the other, have a skeleton in common with the third, and are at most half as far
//! from it as two words may be that agree. Reading each word by itself is what a speaker does, and so the
//! skeletons of two words together follow from those of each. That makes an index of pairs cheap: no pair is
//! read.

use super::closeness::{Closeness, ClosenessCosts};
use super::distance::{CodeString, MAX_SOUNDS, SoundCosts, codes};
use super::skeleton::{Skeleton, Skeletons, skeletons};
use crate::spelling::{Spelling, allocated_bytes, spilled_bytes};
use smallvec::SmallVec;
use smol_str::SmolStr;

/// The minimum letters of each part.
const MIN_PART: usize = 2;
/// The minimum letters of both parts together, and of the word that they make.
const MIN_WHOLE: usize = 5;
/// The most skeletons of two words together. Hardly any two names have as many; two with more of them are
/// joined by their letters alone.
const MAX_SKELETONS: usize = 64;

/// A word as it may be written together with another.
#[derive(Clone, Debug)]
pub(crate) struct JoinableToken {
    text: SmolStr,
    /// The codes of the readings that have skeletons.
    readings: SmallVec<[CodeString; 2]>,
    skeletons: SmallVec<[Skeleton; 4]>,
}

impl JoinableToken {
    pub(crate) fn new(spelling: &Spelling) -> Self {
        let readings = spelling.readings().iter();
        let of_readings = readings.map(|reading| codes(&reading.sounds));
        JoinableToken::from_readings(spelling.text(), of_readings)
    }

    /// A word with readings of these codes.
    pub(super) fn from_readings(text: &str, all: impl Iterator<Item = CodeString>) -> Self {
        let (mut readings, mut of_all) = (SmallVec::new(), Skeletons::new());
        for codes in all {
            if let Some(skeletons) = skeletons(&codes) {
                of_all.extend(skeletons);
                readings.push(codes);
            }
        }
        let skeletons = SmallVec::from_slice(&sorted(of_all));
        JoinableToken { text: text.into(), readings, skeletons }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn skeletons(&self) -> &[Skeleton] {
        &self.skeletons
    }

    /// The size of its allocations in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let codes = self.readings.iter().map(spilled_bytes);
        allocated_bytes(&self.text)
            + codes.sum::<usize>()
            + spilled_bytes(&self.readings)
            + spilled_bytes(&self.skeletons)
    }
}

/// Whether two words are long enough to be written as one.
pub(super) fn are_joinable(parts: [&str; 2]) -> bool {
    let [one, two] = parts.map(|part| part.chars().count());
    one.min(two) >= MIN_PART && one + two >= MIN_WHOLE
}

/// The skeletons of two words that are written as one, by those of each.
pub(super) fn joined_skeletons(parts: [&[Skeleton]; 2]) -> Skeletons {
    let [first, second] = parts;
    if first.len() * second.len() > MAX_SKELETONS {
        return Skeletons::new();
    }
    let all = first.iter().flat_map(|one| second.iter().filter_map(|two| one.followed_by(*two)));
    sorted(all.collect())
}

fn sorted(mut skeletons: Skeletons) -> Skeletons {
    skeletons.sort_unstable();
    skeletons.dedup();
    skeletons
}

/// How close two words, written as one, are to a third; `None` if they do not make it.
pub(crate) fn join_closeness(
    costs: &ClosenessCosts,
    parts: [&JoinableToken; 2],
    whole: &JoinableToken,
) -> Option<Closeness> {
    let [first, second] = parts;
    if !are_joinable([&first.text, &second.text]) || whole.text.chars().count() < MIN_WHOLE {
        return None;
    }
    if whole.text.strip_prefix(&*first.text) == Some(&*second.text) {
        return Some(Closeness::IDENTICAL);
    }
    let joined = joined_skeletons([&first.skeletons, &second.skeletons]);
    if !joined.iter().any(|skeleton| whole.skeletons.binary_search(skeleton).is_ok()) {
        return None;
    }
    let mut together = Vec::new();
    for one in &first.readings {
        for two in &second.readings {
            if one.len() + two.len() <= MAX_SOUNDS {
                together.push([&**one, &**two].concat());
            }
        }
    }
    together.sort_unstable();
    together.dedup();
    let distance = |codes: &Vec<u8>| {
        let all = whole.readings.iter();
        all.filter_map(|reading| costs.sounds.distance_of_codes(codes, reading)).min()
    };
    // Tried on OFAC's aliases by names alone: .5463 are found with 4.4 bits, .5495 with 7, half of the default limit,
    // and .5497 with 14, where more invented strangers bring up a record.
    let most = SoundCosts::to_hundredths(costs.sounds.limit / 2);
    let least = together.iter().filter_map(distance).min().filter(|distance| *distance <= most);
    least.map(|distance| costs.by_sound(distance))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Model;
    use crate::name::spelling;

    /// Whether two words make a third, and whether by their letters.
    fn joined(one: &str, two: &str, whole: &str) -> Option<bool> {
        let [one, two, whole] = [one, two, whole].map(|it| JoinableToken::new(&spelling(it)));
        let closeness = join_closeness(Model::default().closeness_costs(), [&one, &two], &whole);
        closeness.map(|closeness| closeness == Closeness::IDENTICAL)
    }

    #[test]
    fn words_are_joined_by_their_letters_and_across_scripts() {
        for (one, two, whole, expected) in [
            ("ali", "reza", "alireza", Some(true)),
            ("marc", "henri", "marchenri", Some(true)),
            ("王大", "小明明", "王大小明明", Some(true)),
            ("mohammad", "amin", "мохаммадамин", Some(false)),
            ("кара", "murza", "карамурза", Some(false)),
            ("gholam", "hossein", "голамхосейн", Some(false)),
            ("pahlevani", "nejad", "pahlavaninejad", Some(false)),
            ("al", "aqil", "alaqeel", Some(false)),
            ("каримов", "рустам", "karimovrustam", Some(false)),
            ("рустам", "каримов", "karimovrustam", None),
            ("ali", "reza", "larisa", None),
            ("kim", "ura", "komarov", None),
        ] {
            assert_eq!(joined(one, two, whole), expected, "{one} {two} {whole}");
        }
    }

    #[test]
    fn parts_have_two_letters_and_wholes_five() {
        assert!(joined("el", "sharif", "elsharif").is_some());
        assert!(joined("a", "lireza", "alireza").is_none());
        assert!(joined("al", "i", "ali").is_none() && joined("xi", "xi", "xixi").is_none());
        assert!(joined("choe", "un", "hun").is_none());
    }
}

//! A place of birth as the sounds of the words that name it.
//!
//! Offices state a village, a district or a region, in any script. So each word is compared by itself
//! and by its readings; words for kinds of places are dropped.

use crate::name::read;
use crate::text::fold;

/// Shorter words are abbreviations: г., обл., р-н, SSR.
const MIN_LETTERS: usize = 4;

/// Words that say what kind of place it is, and not which one.
const KINDS: [&str; 25] = [
    "город",
    "село",
    "деревня",
    "посёлок",
    "поселок",
    "область",
    "район",
    "край",
    "республика",
    "губерния",
    "аул",
    "місто",
    "горад",
    "вобласць",
    "ссср",
    "city",
    "town",
    "village",
    "region",
    "oblast",
    "district",
    "republic",
    "province",
    "rayon",
    "ussr",
];

/// The sound strings of the words of a place: every reading of every word.
pub(super) fn sounds(place: &str) -> Vec<String> {
    let folded = fold(place);
    let words = folded
        .split(' ')
        .filter(|word| word.chars().count() >= MIN_LETTERS && !KINDS.contains(word));
    let readings = words.flat_map(read);
    readings.map(|reading| reading.sounds().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_share_the_sounds_of_a_common_word() {
        let agree = |one: &str, other: &str| {
            let others = sounds(other);
            sounds(one).iter().any(|sound| others.contains(sound))
        };
        assert!(agree("г. Казань, Татарская АССР", "Kazan"));
        assert!(agree("Самарканд", "Samarkand region, Uzbekistan"));
        assert!(!agree("город Тула", "город Омск"));
        assert!(!agree("Tula oblast", "Omsk oblast"));
        assert!(sounds("г.").is_empty());
    }
}

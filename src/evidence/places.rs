//! What is compared of a place of birth: the sounds of the words that name it.
//!
//! Offices state a village, a district or a region, in any script, so two places agree where any
//! word of one sounds like a word of the other. This file sees text, and readings.

use crate::name::read;
use crate::text::fold;

/// Shorter words are abbreviations: г., обл., р-н, SSR.
const SHORTEST: usize = 4;

/// Words that say what a place is, and not which.
const KINDS: [&str; 24] = [
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

/// The sound strings of the words of a place, each word in each of its readings.
pub(super) fn sounds(place: &str) -> Vec<String> {
    let folded = fold(place);
    let words = folded.split(' ').filter(|word| {
        word.chars().count() >= SHORTEST && !KINDS.contains(word) && *word != "ссср"
    });
    let readings = words.flat_map(read);
    readings.map(|reading| reading.sounds().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_agree_by_a_word() {
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

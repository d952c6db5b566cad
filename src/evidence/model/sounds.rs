//! The costs of differences between sounds: as weights, and in the form that the distance reads.
//!
//! May use: `declare`, and the costs of the distance in `vocabulary`.

use super::declare::{DeclaredWeight, WeightGroup, WeightRange, WeightValue, weights};
use crate::evidence::bits::Bits;
use crate::evidence::item::{Field, Level};
use crate::vocabulary::SoundCosts;

/// Vowels and consonants of the alphabet of readings.
const VOWELS: &[u8] = b"aeiouyAOU";
const CONSONANTS: &[u8] = b"bvghxdzZklmnprstfcCSj";

weights! {
    /// Costs of differences between sound strings, in bits.
    SoundWeights in "sounds";

    /// Two consonants that `pairs` does not list, or a sound that one side lacks.
    consonants: Bits = 6.5, AtLeastZero;

    /// Two vowels that `pairs` does not list.
    vowels: Bits = 6.0, AtLeastZero;

    /// A vowel and a consonant.
    vowel_and_consonant: Bits = 8.0, AtLeastZero;

    /// A doubled sound that is single on the other side. Romanizations disagree on doubled letters:
    /// Russian, Rusian.
    doubled: Bits = 0.4, AtLeastZero;

    /// Two adjacent sounds that are swapped: an error of a typist.
    transposed: Bits = 6.0, AtLeastZero;

    /// The distance above which two tokens are different names. A token rarely weighs more.
    limit: Bits = 14.0, AtLeastZero;

    /// The distance from which a spelling does not count towards the frequency of a token. By the
    /// default costs, strings with the same skeleton are at most this far apart. At 6 bits the labelled
    /// pairs and the aliases of OFAC come out the same to within a thousandth.
    neighbourhood: Bits = 4.5, AtLeastZero;

    +
    /// Single costs: two sounds, or a sound and `-` if one side lacks it.
    pairs: Vec<(char, char, Bits)> = default_pairs();
}

/// The lines of the table that can be read; a test asserts that all of them can.
fn default_pairs() -> Vec<(char, char, Bits)> {
    include_str!("../sound_costs.tsv").lines().filter_map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<(char, char, Bits)> {
    let mut cells = line.split('\t').filter(|_| !line.starts_with('#'));
    let mut sound = || cells.next().and_then(|cell| cell.chars().next());
    let (one, other) = (sound()?, sound()?);
    Some((one, other, Bits::nearest(cells.next()?.parse().ok()?)))
}

/// Whether a character is a sound of readings.
pub(super) fn is_sound(c: char) -> bool {
    u8::try_from(c).is_ok_and(|c| VOWELS.contains(&c) || CONSONANTS.contains(&c))
}

impl SoundWeights {
    /// The costs as the distance reads them, rounded to tenths of a bit.
    pub(super) fn costs(&self) -> SoundCosts {
        let rounded = |cost: Bits| (hundredths(cost) + 5) / 10 * 10;
        let mut costs = SoundCosts::uniform(
            rounded(self.consonants),
            rounded(self.doubled),
            rounded(self.transposed),
            rounded(self.limit),
        );
        let (vowels, mixed) = (rounded(self.vowels), rounded(self.vowel_and_consonant));
        for (n, one) in VOWELS.iter().enumerate() {
            VOWELS[..n].iter().for_each(|other| costs.set_substitution(*one, *other, vowels));
            CONSONANTS.iter().for_each(|other| costs.set_substitution(*one, *other, mixed));
        }
        for (one, other, cost) in &self.pairs {
            // Sounds are ASCII letters, so the casts lose nothing.
            match *other {
                '-' => costs.set_gap(*one as u8, rounded(*cost)),
                other => costs.set_substitution(*one as u8, other as u8, rounded(*cost)),
            }
        }
        costs
    }
}

/// A cost in hundredths of a bit.
pub(super) fn hundredths(cost: Bits) -> u16 {
    cost.hundredths().clamp(0, 10_000) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_rounded_to_the_nearest_tenth_of_a_bit() {
        let bits = Bits::from_hundredths;
        let costs = |consonants| {
            SoundWeights { consonants: bits(consonants), ..SoundWeights::default() }.costs()
        };
        assert_eq!(costs(655), costs(660));
        assert_eq!(costs(654), costs(650));
    }

    #[test]
    fn every_line_of_the_table_is_two_sounds_and_a_cost() {
        let table = include_str!("../sound_costs.tsv");
        let lines: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).collect();
        let SoundWeights { pairs, limit, .. } = SoundWeights::default();
        assert_eq!(lines.len(), pairs.len());
        for (line, (one, other, cost)) in lines.into_iter().zip(pairs) {
            assert_eq!(line.split('\t').count(), 3, "{line:?}");
            assert!(is_sound(one) && (other == '-' || is_sound(other)), "{line:?}");
            // At 0, the two would be one sound; at the limit, the line would have no effect.
            assert!(cost > Bits::ZERO && cost < limit, "{line:?}");
        }
    }
}

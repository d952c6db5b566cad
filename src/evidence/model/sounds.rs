//! What differences between sounds cost, as data, and in the form that the distance reads.

use super::super::bits::Bits;
use crate::vocabulary::SoundCosts;

/// Vowels and consonants of the alphabet of readings.
const VOWELS: &[u8] = b"aeiouyAOU";
const CONSONANTS: &[u8] = b"bvghxdzZklmnprstfcCSj";

/// Costs of differences between sound strings, in bits.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub(crate) struct SoundWeights {
    /// Of two consonants that `pairs` does not list, and of a sound that one side lacks.
    pub(crate) consonants: Bits,
    /// Of two vowels.
    pub(crate) vowels: Bits,
    /// Of a vowel and a consonant.
    pub(crate) vowel_and_consonant: Bits,
    /// Of a doubled sound, single on the other side.
    pub(crate) doubled: Bits,
    /// Of two neighbours in each other's place.
    pub(crate) transposed: Bits,
    /// The distance beyond which two tokens are other names.
    pub(crate) limit: Bits,
    /// The distance from which on a spelling does not count towards the frequency of a token.
    pub(crate) neighbourhood: Bits,
    /// Single costs: two sounds, or a sound and `-` where one side lacks it.
    pub(crate) pairs: Vec<(char, char, Bits)>,
}

impl Default for SoundWeights {
    fn default() -> Self {
        let bits = Bits::from_hundredths;
        SoundWeights {
            // What pairs that the table does not list cost: its head says so.
            consonants: bits(650),
            vowels: bits(600),
            vowel_and_consonant: bits(800),
            // Romanizations disagree on doubled letters (Russian, Rusian).
            doubled: bits(40),
            // A typist's error.
            transposed: bits(600),
            // A token rarely weighs more.
            limit: bits(1400),
            // As far as strings with the same outline reach by these costs. At 6 bits the labelled
            // pairs and the aliases of OFAC come out the same to within a thousandth.
            neighbourhood: bits(450),
            // A test holds that every line is taken.
            pairs: include_str!("../sound_costs.tsv").lines().filter_map(line).collect(),
        }
    }
}

fn line(line: &str) -> Option<(char, char, Bits)> {
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
    /// The costs as the distance reads them, to the nearest tenth of a bit. Every weight lies within 0
    /// and 100 bits.
    pub(super) fn costs(&self) -> SoundCosts {
        let hundredths = |cost: Bits| (hundredths(cost) + 5) / 10 * 10;
        let mut costs = SoundCosts::uniform(
            hundredths(self.consonants),
            hundredths(self.doubled),
            hundredths(self.transposed),
            hundredths(self.limit),
        );
        let (vowels, mixed) = (hundredths(self.vowels), hundredths(self.vowel_and_consonant));
        for (n, one) in VOWELS.iter().enumerate() {
            VOWELS[..n].iter().for_each(|other| costs.set_substitution(*one, *other, vowels));
            CONSONANTS.iter().for_each(|other| costs.set_substitution(*one, *other, mixed));
        }
        for (one, other, cost) in &self.pairs {
            // Sounds are ASCII letters.
            match *other {
                '-' => costs.set_gap(*one as u8, hundredths(*cost)),
                other => costs.set_substitution(*one as u8, other as u8, hundredths(*cost)),
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
    fn costs_between_tenths_are_taken_to_the_nearest() {
        let bits = Bits::from_hundredths;
        let costs = |consonants| {
            SoundWeights { consonants: bits(consonants), ..SoundWeights::default() }.costs()
        };
        assert_eq!(costs(655), costs(660));
        assert_eq!(costs(654), costs(650));
    }

    #[test]
    fn every_line_of_the_sound_costs_is_two_sounds_and_a_number_of_bits() {
        let table = include_str!("../sound_costs.tsv");
        let lines: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).collect();
        let pairs = SoundWeights::default().pairs;
        assert_eq!(lines.len(), pairs.len());
        for (line, (one, other, cost)) in lines.into_iter().zip(pairs) {
            assert_eq!(line.split('\t').count(), 3, "{line:?}");
            assert!(is_sound(one) && (other == '-' || is_sound(other)), "{line:?}");
            // Above 0, or two sounds are one; below the limit, or the line says nothing.
            assert!(cost > Bits::ZERO && cost < SoundWeights::default().limit, "{line:?}");
        }
    }
}

//! What a token sounds like in each orthography that it may be written in.

use super::concepts::concepts;
use super::sounds::{MAX_SOUNDS, class, initials, with_plain_glides};
use crate::knowledge::Orthography;
use crate::text::Script;
use crate::vocabulary::{SoundString, Spelling};
use unicode_normalization::UnicodeNormalization;

/// Readings kept of a token. More would match by chance more often than by spelling.
const MAX_READINGS: usize = 8;

/// One reading of a token: a string over the alphabet of sounds, and the orthographies in which
/// the token sounds like that.
///
/// ```
/// use sverka::{Name, PersonName};
///
/// let name = Name::new(&PersonName::full("Chtcherbakov"));
/// let french = name.tokens()[0].readings().into_iter()
///     .find(|reading| reading.orthographies().contains(&"French spelling"))
///     .unwrap();
/// let cyrillic = Name::new(&PersonName::full("Щербаков")).tokens()[0].readings();
/// assert_eq!(french.sounds(), "SCerbakov");
/// assert_eq!(cyrillic[0].sounds(), "SCerbakov");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    sounds: String,
    orthographies: Vec<&'static str>,
}

impl Reading {
    /// The sounds, one ASCII letter each.
    pub fn sounds(&self) -> &str {
        &self.sounds
    }

    /// The names of the orthographies that read the token like this.
    pub fn orthographies(&self) -> &[&'static str] {
        &self.orthographies
    }
}

/// The readings of a folded token: at most one for each orthography of its script.
pub(crate) fn read(token: &str) -> Vec<Reading> {
    let letters: Vec<char> = token.chars().collect();
    let mut readings: Vec<Reading> = Vec::new();
    for orthography in Orthography::of_token(Script::of_token(token), token) {
        let Some(sounds) = sounds(orthography, &letters) else { continue };
        match readings.iter().position(|reading| reading.sounds == sounds) {
            Some(at) => readings[at].orthographies.push(orthography.name()),
            None if readings.len() == MAX_READINGS => break,
            None => readings.push(Reading { sounds, orthographies: vec![orthography.name()] }),
        }
    }
    readings
}

/// `None` where the orthography lacks a letter of the token, with its marks and without them.
fn sounds(orthography: &Orthography, letters: &[char]) -> Option<String> {
    let mut sounds = String::with_capacity(letters.len() + 2);
    let mut at = 0;
    while at < letters.len() {
        let letter = letters[at];
        if let Some((length, written)) = orthography.sound_at(letters, at) {
            sounds.push_str(written);
            at += length;
        } else if let Some(base) = base_letter(letter) {
            let (_, written) = orthography.sound_at(&[base], 0)?;
            sounds.push_str(written);
            at += 1;
        } else if letter.is_alphabetic() {
            return None;
        } else {
            // A digit or a mark within a token has no sound.
            at += 1;
        }
    }
    sounds.truncate(MAX_SOUNDS);
    let sounds = with_plain_glides(&sounds);
    (!sounds.is_empty()).then_some(sounds)
}

/// The letter without its marks, if it has any.
fn base_letter(letter: char) -> Option<char> {
    std::iter::once(letter).nfd().next().filter(|base| *base != letter)
}

/// What the vocabulary knows of a token: its text, its readings, and their sound classes.
pub(crate) fn spelling(token: &str) -> Spelling {
    let readings: Vec<SoundString> = read(token)
        .into_iter()
        .map(|reading| SoundString {
            class: class(&reading.sounds).into(),
            sounds: reading.sounds.into(),
        })
        .collect();
    let initials = readings.iter().flat_map(|reading| initials(&reading.sounds)).collect();
    let concepts = concepts(readings.iter().map(|reading| &*reading.sounds));
    Spelling::new(token, readings, initials, concepts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(one: &str, other: &str) -> bool {
        let (one, other) = (read(one), read(other));
        one.iter().any(|a| other.iter().any(|b| a.sounds == b.sounds))
    }

    #[test]
    fn romanizations_of_one_name_share_a_reading() {
        for (cyrillic, romanized) in [
            ("щербаков", "shcherbakov chtcherbakov schtscherbakow szczerbakow ščerbakov"),
            ("жуков", "zhukov joukov žukov shukow żukow"),
            ("хрущёв", "khrushchyov hruščëv"),
            ("чайковский", "chaykovskiy tchaïkovski"),
            ("путин", "putin poutine"),
            ("кузнецов", "kuznetsov kuznecov kusnezow"),
        ] {
            for token in romanized.split(' ') {
                let model = crate::evidence::Model::default();
                let (one, other) = (spelling(cyrillic), spelling(token));
                let close = crate::vocabulary::closeness(model.closeness_costs(), &one, &other);
                assert!(close.is_some(), "{cyrillic} {token}");
            }
        }
        assert!(shared("щербаков", "szczerbakow"));
        assert!(shared("жуков", "joukov"));
    }

    #[test]
    fn other_scripts_have_no_reading_and_no_token_has_many() {
        assert!(read("محمد").is_empty());
        assert!(read("金正恩").is_empty());
        assert!(read("ivanов").is_empty());
        assert!(read("schtscherbatschow").len() <= 8);
    }
}

//! What a token sounds like in each orthography that it may be written in.

use super::concepts::concepts;
use super::sounds::{InlineSounds, class, initials, put_glides_plainly};
use crate::knowledge::{EncodedToken, Orthography, OrthographySet};
use crate::spelling::{SoundString, Spelling};
use std::fmt;
use std::ops::Deref;

/// Readings kept of a token. More would match by chance more often than by spelling.
pub(super) const MAX_READINGS: usize = 8;

/// One reading of a token: a string over the alphabet of sounds, and the orthographies in which
/// the token sounds like that.
///
/// ```
/// use sverka::{Name, PersonName};
///
/// let latin = Name::new(&PersonName::full("Chtcherbakov"));
/// let readings = latin.tokens().next().expect("one token").readings();
/// // Only who spells as the French do writes tch, so this comes first.
/// let french = &readings[0];
/// assert_eq!(french.sounds(), "SCerbakov");
/// assert_eq!(french.orthographies().next(), Some("French spelling"));
///
/// let cyrillic = Name::new(&PersonName::full("Щербаков"));
/// let russian = cyrillic.tokens().next().expect("one token").readings()[0];
/// assert_eq!(russian.sounds(), french.sounds());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Reading<'a> {
    token: &'a str,
    pub(super) sounds: InlineSounds,
    orthographies: OrthographySet,
    /// Those of them that come first.
    favoured: OrthographySet,
}

impl<'a> Reading<'a> {
    /// The sounds, one ASCII letter each.
    pub fn sounds(&self) -> &str {
        self.sounds.as_str()
    }

    /// The names of the orthographies that read the token like this, most plausible first.
    pub fn orthographies(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.in_order().map(Orthography::name)
    }

    fn in_order(&self) -> impl Iterator<Item = &'static Orthography> + use<> {
        let rest = self.orthographies.without(self.favoured);
        self.favoured.iter().chain(rest.iter())
    }

    /// How its first orthography reads the token: letters, and the sounds that a rule gives them,
    /// in the order of the token. Signs without a sound stand with an empty string.
    ///
    /// The sounds of the steps are those before glides are put into one way of writing, so they
    /// may hold a `j` more than [`sounds`](Self::sounds) does.
    ///
    /// ```
    /// use sverka::{Name, PersonName};
    ///
    /// let name = Name::new(&PersonName::full("Chtcherbakov"));
    /// let reading = name.tokens().next().expect("one token").readings()[0];
    /// let steps: Vec<String> =
    ///     reading.rules().map(|(letters, sounds)| format!("{letters}→{sounds}")).collect();
    /// assert_eq!(steps.join(" "), "chtch→SC e→e r→r b→b a→a k→k o→o v→v");
    /// ```
    ///
    /// Cost: the token is read once more.
    pub fn rules(&self) -> impl Iterator<Item = (&'a str, &'static str)> + use<'a> {
        let letters = EncodedToken::new(self.token);
        let steps = letters.zip(self.in_order().next());
        let (mut rest, mut at) = (self.token, 0);
        std::iter::from_fn(move || {
            let (letters, orthography) =
                steps.as_ref().filter(|(letters, _)| at < letters.len())?;
            let (length, sounds) = orthography.sound_at(letters, at)?;
            at += length;
            let end = rest.char_indices().nth(length).map_or(rest.len(), |(end, _)| end);
            let (step, after) = rest.split_at(end);
            rest = after;
            Some((step, sounds))
        })
    }
}

impl fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let orthographies: Vec<&str> = self.orthographies().collect();
        f.debug_struct("Reading")
            .field("sounds", &self.sounds)
            .field("orthographies", &orthographies)
            .finish()
    }
}

/// The readings of a token, as a slice: at most eight, each sound string once, held in place.
#[derive(Clone, Copy)]
pub struct Readings<'a> {
    readings: [Reading<'a>; MAX_READINGS],
    length: usize,
}

impl<'a> Deref for Readings<'a> {
    type Target = [Reading<'a>];

    fn deref(&self) -> &[Reading<'a>] {
        &self.readings[..self.length]
    }
}

impl<'a> IntoIterator for Readings<'a> {
    type Item = Reading<'a>;
    type IntoIter = std::iter::Take<std::array::IntoIter<Reading<'a>, MAX_READINGS>>;

    fn into_iter(self) -> Self::IntoIter {
        self.readings.into_iter().take(self.length)
    }
}

impl<'a, 'r> IntoIterator for &'r Readings<'a> {
    type Item = &'r Reading<'a>;
    type IntoIter = std::slice::Iter<'r, Reading<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Readings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// What speaks for an orthography beside the letters of the token, each weighing more than all
/// that follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OrthographyHints {
    /// What the tokens of the name show by their marks.
    pub(super) marked: OrthographySet,
    /// What is written in the countries that were named.
    pub(super) countries: OrthographySet,
}

/// The readings of a folded token: at most one for each orthography of its script, most usual
/// first.
pub(crate) fn read(token: &str) -> Readings<'_> {
    EncodedToken::new(token).map_or(Readings::none(token), |letters| Readings::of(token, &letters))
}

/// The same readings, most plausible first.
pub(super) fn read_in_context(token: &str, context: OrthographyHints) -> Readings<'_> {
    let Some(letters) = EncodedToken::new(token) else { return Readings::none(token) };
    let mut readings = Readings::of(token, &letters);
    readings.favour(context.countries);
    readings.favour(context.marked);
    readings.favour(letters.marked());
    readings
}

/// What the tokens of a name show by their marks.
pub(super) fn marked<'a>(tokens: impl Iterator<Item = &'a str>) -> OrthographySet {
    let mut marked = OrthographySet::default();
    tokens.filter_map(EncodedToken::new).for_each(|letters| marked.extend(letters.marked()));
    marked
}

impl<'a> Readings<'a> {
    fn none(token: &'a str) -> Self {
        let (orthographies, favoured) = (OrthographySet::default(), OrthographySet::default());
        let none = Reading { token, sounds: InlineSounds::EMPTY, orthographies, favoured };
        Readings { readings: [none; MAX_READINGS], length: 0 }
    }

    fn of(token: &'a str, letters: &EncodedToken) -> Self {
        let mut readings = Readings::none(token);
        for orthography in letters.orthographies() {
            let Some(sounds) = sounds(orthography, letters) else { continue };
            let known = readings.iter().position(|reading| reading.sounds == sounds);
            let at = known.unwrap_or(readings.length);
            let Some(reading) = readings.readings.get_mut(at) else { break };
            reading.sounds = sounds;
            reading.orthographies.insert(orthography);
            readings.length = readings.length.max(at + 1);
        }
        readings
    }

    /// Puts the readings of these orthographies first, and leaves the order else as it is.
    fn favour(&mut self, orthographies: OrthographySet) {
        if orthographies.is_empty() {
            return;
        }
        let readings = &mut self.readings[..self.length];
        for reading in readings.iter_mut() {
            let favoured = reading.orthographies.common(orthographies);
            if !favoured.is_empty() {
                reading.favoured = favoured;
            }
        }
        readings.sort_by_key(|reading| reading.orthographies.common(orthographies).is_empty());
    }
}

/// `None` where the orthography lacks a letter of the token, with its marks and without them, or
/// nothing in it has a sound.
fn sounds(orthography: &'static Orthography, letters: &EncodedToken) -> Option<InlineSounds> {
    let mut sounds = InlineSounds::EMPTY;
    let mut at = 0;
    while at < letters.len() {
        let (length, written) = orthography.sound_at(letters, at)?;
        sounds.push(written);
        at += length;
    }
    put_glides_plainly(&mut sounds);
    (!sounds.is_empty()).then_some(sounds)
}

/// What the vocabulary knows of a token: its text, its readings, and their sound classes.
pub(crate) fn spelling(token: &str) -> Spelling {
    let read = read(token);
    let readings: Vec<SoundString> = read
        .iter()
        .map(|reading| SoundString {
            class: class(&reading.sounds).as_str().into(),
            sounds: reading.sounds().into(),
        })
        .collect();
    let initials = read.iter().flat_map(|reading| initials(reading.sounds())).collect();
    let concepts = concepts(read.iter().map(Reading::sounds));
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

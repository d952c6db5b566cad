//! How a token sounds in each orthography that can have written it.

use super::sounds::{InlineSounds, normalize_glides};
use crate::knowledge::{EncodedToken, Orthography, OrthographySet};
use crate::text::{RomanizedToken, other_script};
use std::fmt;
use std::ops::Deref;

/// Maximum readings of a token. More would match by chance more often than by spelling.
pub(super) const MAX_READINGS: usize = 8;

/// One reading of a token: its sounds, and the orthographies in which it sounds like that.
///
/// There are thirty sounds, one ASCII letter each: the vowels `a e i o u`, `y` (ы), `A` (ә), `O` (ё),
/// `U` (ü), the glide `j`, and the consonants `b v g h x` (х) `d z Z` (ж) `k l m n p r s S` (ш)
/// `t f c` (ц) `C` (ч). щ is `SC`.
///
/// ```
/// use sverka::{Name, PersonName};
///
/// let latin = Name::new(&PersonName::full("Chtcherbakov"));
/// let readings = latin.tokens().next().expect("one token").readings();
/// // Only French spelling writes tch, so its reading comes first.
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
    /// The most plausible of them.
    preferred: OrthographySet,
}

impl<'a> Reading<'a> {
    /// The sounds, one ASCII letter each; see [`Reading`].
    pub fn sounds(&self) -> &str {
        self.sounds.as_str()
    }

    /// The names of the orthographies with this reading, the most plausible first. None in scripts that
    /// have no orthographies here, of which each letter is romanized by itself.
    pub fn orthographies(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.in_order().map(Orthography::name)
    }

    fn in_order(&self) -> impl Iterator<Item = &'static Orthography> + use<> {
        let rest = self.orthographies.difference(self.preferred);
        self.preferred.iter().chain(rest.iter())
    }

    /// The steps by which the first orthography reads the token: letters, and the sounds that a rule
    /// gives them. Signs without a sound have an empty string.
    ///
    /// The steps come before glides are normalized, so they can contain a `j` that is not in
    /// [`sounds`](Self::sounds).
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
    /// Cost: reads the token again.
    pub fn rules(&self) -> impl Iterator<Item = (&'a str, &'static str)> + use<'a> {
        let encoded = EncodedToken::new(self.token);
        let reader = encoded.zip(self.in_order().next().map(Orthography::alone));
        let (mut rest, mut at) = (self.token, 0);
        std::iter::from_fn(move || {
            let (encoded, orthography) =
                reader.as_ref().filter(|(encoded, _)| at < encoded.len())?;
            let (length, sounds) = encoded.sound_at(at, *orthography).0?;
            at += length;
            let end = rest.char_indices().nth(length).map_or(rest.len(), |(end, _)| end);
            let (letters, after) = rest.split_at(end);
            rest = after;
            Some((letters, sounds))
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

/// The readings of a token: a slice of at most eight with distinct sounds, stored inline.
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

/// What makes orthographies plausible besides the letters of the token itself, in the order of
/// priority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OrthographyHints {
    /// Identified by the marks of tokens in the name.
    pub(super) marked: OrthographySet,
    /// Used in the countries of the person's nationalities.
    pub(super) countries: OrthographySet,
}

/// The readings of a folded token, the most common orthography first.
pub(crate) fn read(token: &str) -> Readings<'_> {
    match EncodedToken::new(token) {
        Some(encoded) => Readings::of(token, &encoded),
        None => Readings::of_letters(token),
    }
}

/// The sounds of the first reading of a folded token.
pub(super) fn usual_sounds(token: &str) -> Option<InlineSounds> {
    let encoded = EncodedToken::new(token)?;
    readings_of(&encoded, encoded.orthographies()).next().map(|(sounds, _)| sounds)
}

/// The same readings, the most plausible first.
pub(super) fn read_in_context(token: &str, hints: OrthographyHints) -> Readings<'_> {
    let Some(encoded) = EncodedToken::new(token) else { return Readings::of_letters(token) };
    let mut readings = Readings::of(token, &encoded);
    // The last call has the highest priority.
    readings.prefer(hints.countries);
    readings.prefer(hints.marked);
    readings.prefer(encoded.marked());
    readings
}

/// The orthographies that tokens identify by their marks.
pub(super) fn marked_orthographies<'a>(tokens: impl Iterator<Item = &'a str>) -> OrthographySet {
    let mut marked = OrthographySet::default();
    tokens.filter_map(EncodedToken::new).for_each(|token| marked.extend(token.marked()));
    marked
}

impl<'a> Readings<'a> {
    fn none(token: &'a str) -> Self {
        let (orthographies, preferred) = (OrthographySet::default(), OrthographySet::default());
        let none = Reading { token, sounds: InlineSounds::EMPTY, orthographies, preferred };
        Readings { readings: [none; MAX_READINGS], length: 0 }
    }

    fn of(token: &'a str, encoded: &EncodedToken) -> Self {
        let mut readings = Readings::none(token);
        for (sounds, orthographies) in readings_of(encoded, encoded.orthographies()) {
            let known = readings.iter().position(|reading| reading.sounds == sounds);
            let at = known.unwrap_or(readings.length);
            let Some(reading) = readings.readings.get_mut(at) else {
                // Neither this orthography counts nor those after it.
                let counted = |it: &mut Reading<'_>| it.orthographies.before(orthographies);
                readings.readings.iter_mut().for_each(|it| it.orthographies = counted(it));
                break;
            };
            reading.sounds = sounds;
            reading.orthographies.extend(orthographies);
            readings.length = readings.length.max(at + 1);
        }
        readings
    }

    /// The one reading of a token of a script without orthographies, by its letters.
    fn of_letters(token: &'a str) -> Self {
        let mut readings = Readings::none(token);
        if let Some(romanized) = RomanizedToken::new(token)
            && let Some(encoded) = EncodedToken::new(romanized.as_str())
            && let Some((sounds, _)) = readings_of(&encoded, encoded.orthographies()).next()
        {
            readings.readings[0].sounds = sounds;
            readings.length = 1;
        }
        readings
    }

    /// Moves the readings of these orthographies to the front; the order is stable otherwise.
    fn prefer(&mut self, orthographies: OrthographySet) {
        if orthographies.is_empty() {
            return;
        }
        let readings = &mut self.readings[..self.length];
        for reading in readings.iter_mut() {
            let preferred = reading.orthographies.intersection(orthographies);
            if !preferred.is_empty() {
                reading.preferred = preferred;
            }
        }
        readings
            .sort_by_key(|reading| reading.orthographies.intersection(orthographies).is_empty());
    }
}

/// The readings of a token in some orthographies, each with those that make the same steps to it, in the order of
/// their first. Two may be the same. None where an orthography lacks one of the letters, with and without marks, or
/// the token has no sounds.
pub(super) fn readings_of(
    token: &EncodedToken,
    orthographies: OrthographySet,
) -> impl Iterator<Item = (InlineSounds, OrthographySet)> {
    let mut rest = orthographies;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (sounds, alike) = read_alike(token, rest);
            rest = rest.difference(alike);
            if let Some(sounds) = sounds {
                return Some((sounds, alike));
            }
        }
        None
    })
}

/// Reads a token in the first of some orthographies. Those that make the same steps are found on the way, so that
/// they need not be tried.
fn read_alike(
    token: &EncodedToken,
    orthographies: OrthographySet,
) -> (Option<InlineSounds>, OrthographySet) {
    let mut sounds = InlineSounds::EMPTY;
    let mut alike = orthographies;
    let mut at = 0;
    while at < token.len() {
        let (step, same) = token.sound_at(at, alike);
        alike = same;
        let Some((length, of_letters)) = step else { return (None, alike) };
        sounds.push(of_letters);
        at += length;
    }
    normalize_glides(&mut sounds);
    ((!sounds.is_empty()).then_some(sounds), alike)
}

/// What a reader must know of a token that no orthography reads: whether it is read letter by letter, or not at all.
pub(crate) fn reading_limit(token: &str) -> Option<String> {
    let script = other_script(token)?;
    Some(match read(token).is_empty() {
        true => format!("{script} letters have no reading"),
        false => format!("{script} letters are read one by one"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn orthographies_that_are_read_together_read_as_each_alone(
            token in "[a-zçšžłéüö']{1,12}|[а-яёіїєўґқәө]{1,12}|[eioyjszcthw]{1,12}",
        ) {
            let Some(encoded) = EncodedToken::new(&token) else { return Ok(()) };
            let mut expected: Vec<(InlineSounds, Vec<&str>)> = Vec::new();
            for orthography in encoded.orthographies().iter() {
                let alone = readings_of(&encoded, orthography.alone()).next();
                let Some((sounds, _)) = alone else { continue };
                match expected.iter().position(|(known, _)| *known == sounds) {
                    Some(at) => expected[at].1.push(orthography.name()),
                    None if expected.len() == MAX_READINGS => break,
                    None => expected.push((sounds, vec![orthography.name()])),
                }
            }
            let together = read(&token).into_iter();
            let together = together.map(|it| (it.sounds, it.orthographies().collect()));
            prop_assert_eq!(together.collect::<Vec<(_, Vec<_>)>>(), expected);
        }
    }

    fn shared(one: &str, other: &str) -> bool {
        let (one, other) = (read(one), read(other));
        one.iter().any(|a| other.iter().any(|b| a.sounds == b.sounds))
    }

    #[test]
    fn romanizations_of_one_name_share_a_reading() {
        assert!(shared("щербаков", "szczerbakow"));
        assert!(shared("жуков", "joukov"));
    }

    #[test]
    fn scripts_without_orthographies_have_one_reading_or_none_and_no_token_more_than_eight() {
        for (token, sounds) in [("σπυρος", "spyros"), ("محمد", "mhmd")] {
            assert_eq!(read(token).iter().map(Reading::sounds).collect::<Vec<_>>(), [sounds]);
            assert_eq!(read(token)[0].orthographies().count(), 0);
        }
        assert!(read("김").is_empty());
        assert!(read("金正恩").is_empty());
        assert!(read("ivanов").is_empty());
        assert!(read("schtscherbatschow").len() <= 8);
    }
}

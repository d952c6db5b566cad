//! The alphabet of sounds, and the sound classes that readings are indexed by.
//!
//! A sound string is ASCII, one letter for each sound. There are thirty sounds: the vowels
//! `a e i o u`, `y` (ы), `A` (ә, ä), `O` (ё, ö), `U` (ü); the glide `j`; and the consonants
//! `b v g h x` (х) `d z Z` (ж) `k l m n p r s S` (ш) `t f c` (ц) `C` (ч). щ is `SC`, дж is `dZ`.

use std::fmt;

/// Maximum sounds of a token. A token has at most 40 letters, few of which stand for two sounds.
const MAX_SOUNDS: usize = 64;

/// A string of sounds or of sound classes, stored inline.
#[derive(Clone, Copy)]
pub(super) struct InlineSounds {
    bytes: [u8; MAX_SOUNDS],
    length: u8,
}

impl InlineSounds {
    pub(super) const EMPTY: InlineSounds = InlineSounds { bytes: [0; MAX_SOUNDS], length: 0 };

    /// Appends sounds, up to [`MAX_SOUNDS`].
    #[inline]
    pub(super) fn push(&mut self, sounds: &str) {
        sounds.bytes().for_each(|sound| self.push_one(sound));
    }

    /// Appends one sound, an ASCII letter, if there is room.
    #[inline]
    pub(super) fn push_one(&mut self, sound: u8) {
        if let Some(free) = self.bytes.get_mut(usize::from(self.length)) {
            *free = sound;
            self.length += 1;
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    pub(super) fn as_str(&self) -> &str {
        // Sounds are ASCII, so this never fails.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }
}

impl PartialEq for InlineSounds {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for InlineSounds {}

impl fmt::Debug for InlineSounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[inline]
pub(super) fn is_vowel(sound: u8) -> bool {
    matches!(sound, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'A' | b'O' | b'U')
}

/// The consonants of a sound string, in pairs that differ in voice as one, and doubled ones once.
fn plain_consonants(sounds: impl Iterator<Item = u8>) -> impl Iterator<Item = u8> {
    let plain = |sound: u8| -> &'static [u8] {
        match sound {
            b'b' | b'p' => b"p",
            b'v' | b'f' => b"f",
            b'g' | b'k' => b"k",
            b'd' | b't' => b"t",
            b'z' | b's' => b"s",
            b'Z' | b'S' => b"S",
            b'x' | b'h' => b"h",
            b'c' => b"ts",
            b'C' => b"tS",
            b'l' => b"l",
            b'm' => b"m",
            b'n' => b"n",
            b'r' => b"r",
            _ => b"",
        }
    };
    let mut last = 0;
    let plain = sounds.flat_map(move |sound| plain(sound).iter().copied());
    plain.filter(move |sound| std::mem::replace(&mut last, *sound) != *sound)
}

/// Whether two strings of sounds have the same consonants, voiced or not.
pub(super) fn same_consonants(
    one: impl Iterator<Item = u8>,
    other: impl Iterator<Item = u8>,
) -> bool {
    plain_consonants(one).eq(plain_consonants(other))
}

/// Whether е follows, with or without a glide.
fn before_e(rest: &[u8]) -> bool {
    rest.strip_prefix(b"j").unwrap_or(rest).first() == Some(&b'e')
}

/// Normalizes glides, и, and the т before ц and ч, which offices write in different ways that do not
/// distinguish names.
///
/// The glide of е is written or not (Yeltsin, Eltsin; Сергеев, Sergeyev); и and й are written alike
/// after a vowel (Andrei, Andrey); я and ю begin with i or y (Iuliia, Yuliya; Tiurin, Tyurin); -ий and
/// -ый end in -iy, -yy, -ij, -i or -y. The rules:
///
/// * silent are a glide or и before е, a glide before ё or и, and the second of two и;
/// * и becomes a glide after a vowel, and between the start and a vowel;
/// * a glide between a consonant and a vowel becomes и;
/// * a final ы becomes и;
/// * т before ц and ч is silent, and тс becomes ц.
pub(super) fn normalize_glides(sounds: &mut InlineSounds) {
    let given = usize::from(sounds.length);
    let bytes = &mut sounds.bytes;
    let is_glide = |sound: u8| matches!(sound, b'i' | b'y' | b'j');
    let concerns = |sound: &u8| is_glide(*sound) || *sound == b't';
    let Some(first) = bytes[..given].iter().position(concerns) else { return };
    // Works in place: the write position never passes the read position.
    let mut written = first;
    for at in first..given {
        let sound = bytes[at];
        let before = written.checked_sub(1).map(|last| bytes[last]);
        if !is_glide(sound) {
            if before == Some(b't') && matches!(sound, b's' | b'c' | b'C') {
                bytes[written - 1] = if sound == b'C' { sound } else { b'c' };
                continue;
            }
            bytes[written] = if sound == b'O' && before == Some(b'j') { b'o' } else { sound };
            written += 1;
            continue;
        }
        let rest = &bytes[at + 1..given];
        let next = rest.first().copied();
        let before_vowel = next.is_some_and(is_vowel);
        let after_i = matches!(before, Some(b'i' | b'y'));
        let after_vowel = before.is_some_and(is_vowel) && !after_i;
        bytes[written] = match sound {
            // At the start and after a vowel, ё and йо are the same.
            b'j' if next == Some(b'O') && (before.is_none() || after_vowel) => sound,
            b'i' | b'y' if before_e(rest) && before.is_some() && !after_vowel => continue,
            b'j' if matches!(next, Some(b'e' | b'O' | b'i' | b'y')) => continue,
            b'i' | b'y' if after_vowel && next == Some(b'e') => continue,
            _ if after_i => continue,
            b'j' if before.is_some() && !after_vowel && before != Some(b'j') && before_vowel => {
                b'i'
            }
            b'i' | b'y' if after_vowel || (before.is_none() && before_vowel) => b'j',
            other => other,
        };
        written += 1;
    }
    if let Some(last @ b'y') = bytes[..written].last_mut() {
        *last = b'i';
    }
    sounds.length = written as u8;
}

/// Maps a sound string to sound classes, which similar tokens are indexed by. Small differences
/// vanish, so that tokens worth comparing are within few edits of each other's class strings. The
/// model decides what the differences weigh.
///
/// A run of vowels and glides is one class (`a`); х and h are one (`x`); ц and ч are one (`c`), as
/// where marks were lost (Vučić, Vucic); a doubled consonant is single.
pub(super) fn class(sounds: &InlineSounds) -> InlineSounds {
    let mut folded = InlineSounds::EMPTY;
    let mut last = 0;
    for &sound in sounds.as_bytes() {
        let class = match sound {
            b'j' => b'a',
            b'h' => b'x',
            b'C' => b'c',
            other if is_vowel(other) => b'a',
            other => other,
        };
        if class != last {
            folded.bytes[usize::from(folded.length)] = class;
            folded.length += 1;
        }
        last = class;
    }
    folded
}

/// The sounds that the initial of a token can be read as: the first sound, and after a glide also the
/// second (Е. and Ю. are written Y. as well as E. and U.), as in дж (Джамшед, Жамшед).
pub(super) fn initials(sounds: &str) -> impl Iterator<Item = u8> {
    let folded = |sound: u8| match sound {
        b'j' | b'y' => b'i',
        b'O' | b'A' => b'e',
        b'U' => b'u',
        b'h' => b'x',
        other => other,
    };
    let most = if sounds.starts_with('j') || sounds.starts_with("dZ") { 2 } else { 1 };
    sounds.bytes().take(most).map(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds(text: &str) -> InlineSounds {
        let mut sounds = InlineSounds::EMPTY;
        sounds.push(text);
        sounds
    }

    fn normalized(text: &str) -> String {
        let mut sounds = sounds(text);
        normalize_glides(&mut sounds);
        sounds.as_str().to_owned()
    }

    fn class(text: &str) -> String {
        super::class(&sounds(text)).as_str().to_owned()
    }

    #[test]
    fn spellings_of_glides_are_normalized() {
        for (one, other) in [
            ("jelcin", "elcin"),
            ("sergejev", "sergeev"),
            ("sergeiev", "sergeev"),
            ("vasiljev", "vasiliev"),
            ("andrej", "andrei"),
            ("ajdarov", "aidarov"),
            ("julija", "iuliia"),
            ("tjurin", "tiurin"),
            ("dmitrij", "dmitry"),
            ("dmitrij", "dmitrii"),
            ("krasnyj", "krasny"),
            ("marija", "maria"),
            ("gulijev", "guliev"),
            ("solovjOv", "solovOv"),
            ("maja", "maia"),
        ] {
            assert_eq!(normalized(one), normalized(other), "{one} {other}");
        }
        for (one, other) in [("kyril", "kiril"), ("bojko", "boko"), ("ilja", "ila"), ("li", "lju")]
        {
            assert_ne!(normalized(one), normalized(other), "{one} {other}");
        }
    }

    #[test]
    fn small_differences_vanish_and_others_stay() {
        for (one, other) in [
            ("jelcin", "elcin"),
            ("dmitrij", "dmitry"),
            ("gorbaCOv", "gorbacov"),
            ("sergejeviC", "sergeevic"),
            ("vassiljev", "vasilev"),
            ("muxammad", "mohamed"),
        ] {
            assert_eq!(class(one), class(other), "{one} {other}");
        }
        for (one, other) in [("Sarov", "Zarov"), ("glebov", "xlebov"), ("petrov", "pertov")] {
            assert_ne!(class(one), class(other), "{one} {other}");
        }
    }

    #[test]
    fn classes_are_idempotent() {
        for sounds in ["gorbaCOv", "jOOjejiej", "SoeiejC", "ijeije"] {
            assert_eq!(class(&class(sounds)), class(sounds), "{sounds}");
        }
    }
}

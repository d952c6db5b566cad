//! The alphabet of sounds, and the classes that cheap differences fold into.
//!
//! A sound string is ASCII: one letter a sound. Thirty sounds: the vowels `a e i o u`, `y` (ы),
//! `A` (ә, ä), `O` (ё, ö), `U` (ü); the glide `j`; and the consonants `b v g h x` (х) `d z Z` (ж)
//! `k l m n p r s S` (ш) `t f c` (ц) `C` (ч). щ is `SC`, дж is `dZ`.

/// Most sounds of a token: a token has at most 40 letters, and few of them write two sounds.
pub(super) const MAX_SOUNDS: usize = 64;

fn is_vowel(sound: u8) -> bool {
    matches!(sound, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'A' | b'O' | b'U')
}

/// Whether е follows, with its glide or without.
fn before_e(rest: &[u8]) -> bool {
    rest.strip_prefix(b"j").unwrap_or(rest).first() == Some(&b'e')
}

/// Puts glides and и into the one way of writing them that all orthographies lead to.
///
/// Offices write the glide of е or leave it (Yeltsin, Eltsin; Сергеев, Sergeyev), write и and й
/// alike after a vowel (Andrei, Andrey), and я and ю with i or y (Iuliia, Yuliya; Tiurin, Tyurin);
/// endings in -ий and -ый are -iy, -yy, -ij, -i or -y. None of these tells names apart. So: a glide
/// or и before е, a glide before ё or и, and the second of two и are silent; и after a vowel, or between
/// the start and a vowel, is a glide; a glide between a consonant and a vowel is и; a final ы is и.
pub(super) fn with_plain_glides(sounds: &str) -> String {
    let sounds = sounds.as_bytes();
    let mut plain: Vec<u8> = Vec::with_capacity(sounds.len());
    for (at, &sound) in sounds.iter().enumerate() {
        let before = plain.last().copied();
        let next = sounds.get(at + 1).copied();
        let before_vowel = next.is_some_and(is_vowel);
        let after_i = matches!(before, Some(b'i' | b'y'));
        let after_vowel = before.is_some_and(is_vowel) && !after_i;
        match sound {
            // т is silent before ц and ч, and тс is ц.
            b's' | b'c' | b'C' if before == Some(b't') => {
                plain.pop();
                plain.push(if sound == b'C' { sound } else { b'c' });
            }
            // At the start and after a vowel ё and йо are one.
            b'j' if next == Some(b'O') && (before.is_none() || after_vowel) => plain.push(sound),
            b'O' if before == Some(b'j') => plain.push(b'o'),
            b'i' | b'y' if before_e(&sounds[at + 1..]) && before.is_some() && !after_vowel => {}
            b'j' if matches!(next, Some(b'e' | b'O' | b'i' | b'y')) => {}
            b'i' | b'y' if after_vowel && next == Some(b'e') => {}
            b'j' | b'i' | b'y' if after_i => {}
            b'j' if before.is_some() && !after_vowel && before != Some(b'j') && before_vowel => {
                plain.push(b'i');
            }
            b'i' | b'y' if after_vowel || (before.is_none() && before_vowel) => plain.push(b'j'),
            other => plain.push(other),
        }
    }
    if let Some(last @ b'y') = plain.last_mut() {
        *last = b'i';
    }
    // Sounds are ASCII letters.
    plain.into_iter().map(char::from).collect()
}

/// Folds a sound string into sound classes, by which similar tokens are found. Cheap differences
/// vanish, so that whatever is worth comparing lies within few edits of class strings; what the
/// differences weigh is not decided here.
///
/// A run of vowels and glides is one class (`a`), whatever it is written with; г, х and h are
/// themselves or х (`x` for `h`); ц and ч are one (`c`), as they are where marks were lost (Vučić,
/// Vucic); a doubled consonant is single.
pub(super) fn class(sounds: &str) -> String {
    let mut folded = String::with_capacity(sounds.len());
    for sound in sounds.chars() {
        let class = match sound {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'A' | 'O' | 'U' | 'j' => 'a',
            'h' => 'x',
            'C' => 'c',
            other => other,
        };
        if !folded.ends_with(class) {
            folded.push(class);
        }
    }
    folded
}

/// The sounds that an initial may stand for which abbreviates a token with these sounds: the first,
/// and after a glide the second too (Е. and Ю. are written Y. as well as E. and U.).
pub(super) fn initials(sounds: &str) -> impl Iterator<Item = u8> {
    let folded = |sound: u8| match sound {
        b'j' | b'y' => b'i',
        b'O' | b'A' => b'e',
        b'U' => b'u',
        b'h' => b'x',
        other => other,
    };
    let most = if sounds.starts_with('j') { 2 } else { 1 };
    sounds.bytes().take(most).map(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glides_are_written_in_one_way() {
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
            assert_eq!(with_plain_glides(one), with_plain_glides(other), "{one} {other}");
        }
        for (one, other) in [("kyril", "kiril"), ("bojko", "boko"), ("ilja", "ila"), ("li", "lju")]
        {
            assert_ne!(with_plain_glides(one), with_plain_glides(other), "{one} {other}");
        }
    }

    #[test]
    fn cheap_differences_vanish_and_others_stay() {
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
    fn a_class_string_is_its_own_class() {
        for sounds in ["gorbaCOv", "jOOjejiej", "SoeiejC", "ijeije"] {
            assert_eq!(class(&class(sounds)), class(sounds), "{sounds}");
        }
    }
}

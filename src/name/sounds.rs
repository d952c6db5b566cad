//! The alphabet of sounds, and the classes that cheap differences fold into.
//!
//! A sound string is ASCII: one letter a sound. Thirty sounds: the vowels `a e i o u`, `y` (ы),
//! `A` (ә, ä), `O` (ё, ö), `U` (ü); the glide `j`; and the consonants `b v g h x` (х) `d z Z` (ж)
//! `k l m n p r s S` (ш) `t f c` (ц) `C` (ч). щ is `SC`, дж is `dZ`.

/// Most sounds of a token: a token has at most 40 letters, and few of them write two sounds.
pub(super) const MAX_SOUNDS: usize = 64;

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

//! How close two spellings are: the plain definition that every search is held to.

use super::osa::Pattern;

/// A token as the vocabulary sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    text: Box<str>,
    /// Sound strings, each once.
    readings: Box<[Box<str>]>,
    /// The class string of each reading, each once, sorted.
    classes: Box<[Box<str>]>,
}

impl Spelling {
    pub(crate) fn new(text: &str, readings: Vec<String>, mut classes: Vec<String>) -> Self {
        classes.sort();
        classes.dedup();
        let boxed = |strings: Vec<String>| strings.into_iter().map(String::into).collect();
        Spelling { text: text.into(), readings: boxed(readings), classes: boxed(classes) }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn classes(&self) -> &[Box<str>] {
        &self.classes
    }

    /// Whether the two have a reading in common.
    pub(super) fn shares_reading(&self, other: &Spelling) -> bool {
        self.readings.iter().any(|reading| other.readings.contains(reading))
    }

    /// A single letter, which may abbreviate a longer token.
    pub(crate) fn is_initial(&self) -> bool {
        self.text.chars().nth(1).is_none()
    }

    /// Sounds in the longest reading; letters where the script has no readings.
    pub(crate) fn sounds(&self) -> usize {
        let longest = self.readings.iter().map(|reading| reading.len()).max();
        longest.unwrap_or_else(|| self.text.chars().count())
    }
}

/// How close two tokens are, best first. Tokens beyond the last do not agree at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Closeness {
    /// The same letters.
    Identical,
    /// A common reading: one name in two scripts or orthographies.
    SameReading,
    /// Equal but for differences that sound classes fold.
    SameClass,
    /// One edit apart in sound classes.
    OneEdit,
    /// Two edits apart in sound classes.
    TwoEdits,
    /// One is a single letter, and the other a longer token that begins with its sound.
    Initial,
}

impl Closeness {
    pub(crate) const ALL: [Closeness; 6] = [
        Closeness::Identical,
        Closeness::SameReading,
        Closeness::SameClass,
        Closeness::OneEdit,
        Closeness::TwoEdits,
        Closeness::Initial,
    ];
}

/// Edits allowed between two class strings, by the length of the shorter: in a short token one
/// edit makes another name (Ким, Хим), in a long one two are a likely misspelling.
pub(super) fn edits_allowed(one: usize, other: usize) -> usize {
    match one.min(other) {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// How close two spellings are; `None` where they do not agree.
pub(crate) fn closeness(one: &Spelling, other: &Spelling) -> Option<Closeness> {
    if one.text == other.text {
        return Some(Closeness::Identical);
    }
    if one.shares_reading(other) {
        return Some(Closeness::SameReading);
    }
    let mut best = None;
    for a in &one.classes {
        let pattern = Pattern::new(a.as_bytes());
        for b in &other.classes {
            let allowed = edits_allowed(a.len(), b.len());
            let close = match pattern.distance_within(b.as_bytes(), allowed) {
                Some(0) => Closeness::SameClass,
                Some(1) => Closeness::OneEdit,
                Some(_) => Closeness::TwoEdits,
                None => continue,
            };
            best = Some(best.map_or(close, |best: Closeness| best.min(close)));
        }
    }
    best.or_else(|| abbreviates(one, other).then_some(Closeness::Initial))
}

/// Whether one is a single letter and the other is not, and both begin with the same class.
fn abbreviates(one: &Spelling, other: &Spelling) -> bool {
    let begins = |class: &str| class.bytes().next();
    one.is_initial() != other.is_initial()
        && one.classes.iter().any(|a| other.classes.iter().any(|b| begins(a) == begins(b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::spelling;
    use proptest::prelude::*;

    fn close(one: &str, other: &str) -> Option<Closeness> {
        closeness(&spelling(one), &spelling(other))
    }

    #[test]
    fn closeness_case_table() {
        use Closeness::*;
        for (one, other, expected) in [
            ("иванов", "иванов", Some(Identical)),
            ("иванов", "ivanov", Some(SameReading)),
            ("дмитрий", "dmitry", Some(SameClass)),
            ("семёнов", "semenov", Some(SameClass)),
            ("горбачёв", "gorbachov", Some(SameClass)),
            ("щербаков", "sherbakov", Some(OneEdit)),
            ("александр", "aleksander", Some(OneEdit)),
            ("alexandr", "alexnadr", Some(OneEdit)),
            ("константин", "konstntn", Some(TwoEdits)),
            ("а", "aleksandr", Some(Initial)),
            ("sergei", "с", Some(Initial)),
            ("ким", "хим", None),
            ("петров", "сидоров", None),
            ("а", "б", None),
            ("金", "金", Some(Identical)),
            ("金", "朴", None),
        ] {
            assert_eq!(close(one, other), expected, "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn closeness_is_symmetric(one in "[a-hйаковс]{1,8}", other in "[a-hйаковс]{1,8}") {
            prop_assert_eq!(close(&one, &other), close(&other, &one));
        }
    }
}

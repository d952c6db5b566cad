//! Labels of pairs: words for of one person, and for of two.

const MATCH: [&str; 12] =
    ["1", "1.0", "true", "t", "yes", "y", "match", "matched", "matching", "same", "positive", "да"];
const NO_MATCH: [&str; 13] = [
    "0",
    "0.0",
    "false",
    "f",
    "no",
    "n",
    "nonmatch",
    "nomatch",
    "unmatched",
    "mismatch",
    "different",
    "negative",
    "нет",
];

/// What is expected of a label.
pub(super) const EXPECTED: &str = "1, true, yes or match, or 0, false, no or non-match";

/// Whether a label says that a pair is of one person, in any case; `None` for another word.
pub(super) fn read(label: &str) -> Option<bool> {
    let plain: String = label
        .chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect();
    let is_one_of = |words: &[&str]| words.contains(&plain.as_str());
    match (is_one_of(&MATCH), is_one_of(&NO_MATCH)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn words_for_a_label() {
        for label in ["1", "TRUE", "Yes", "match", "Matched", "same"] {
            assert_eq!(read(label), Some(true), "{label}");
        }
        for label in ["0", "False", "no", "non-match", "Non Match", "no_match", "different", "-0"] {
            assert_eq!(read(label), Some(false), "{label}");
        }
        for label in ["", "2", "nan", "maybe", "-1.5", "0.7"] {
            assert_eq!(read(label), None, "{label}");
        }
    }
}

//! Drops the words of a name that say that it is missing: `FNU`, `Unknown`, `NULL`, `н/д`, `без отчества`.
//!
//! Such words are silence. Kept as tokens, they would agree with each other like rare names, and
//! contradict the name that they stand for. The words and the rule for those that are also names are
//! in `knowledge/placeholders.tsv`. This step works on folded tokens, before compounds and roles.

use super::tokens::{Parts, Role};
use crate::knowledge::{Placeholder, PlaceholderKind, is_particle, placeholders};
use crate::text::FoldedText;
use std::ops::Range;

/// Removes the placeholders from the folded tokens of `text`, one of `parts` with the declared role.
/// Returns whether there were any.
pub(super) fn drop_placeholders(
    folded: &mut FoldedText,
    text: &str,
    declared: Role,
    parts: &Parts<'_>,
) -> bool {
    if !may_have_placeholder(folded) {
        return false;
    }
    let beside = WordsBeside::of(parts);
    let found = find_placeholders(folded, text);
    let dropped = found.into_iter().filter(|found| beside.is_placeholder(found, declared));
    // From the last to the first, so that the positions stay valid.
    let dropped: Vec<Range<usize>> = dropped.map(|found| found.tokens).collect();
    dropped.iter().rev().for_each(|tokens| folded.remove(tokens.clone()));
    !dropped.is_empty()
}

/// False for most names, at the cost of one hash for each token.
fn may_have_placeholder(folded: &FoldedText) -> bool {
    folded.tokens().any(|(token, _)| !placeholders(token).is_empty())
}

/// A placeholder, or a name that is spelled like one.
struct FoundPlaceholder {
    /// Positions among the folded tokens.
    tokens: Range<usize>,
    kind: PlaceholderKind,
    is_written_like_name: bool,
}

/// The placeholders in a text, without overlaps. Of several that begin at one token, the longest counts.
fn find_placeholders(folded: &FoldedText, text: &str) -> Vec<FoundPlaceholder> {
    let tokens: Vec<(&str, Range<usize>)> = folded.tokens().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((first, _)) = tokens.get(at) {
        let here = placeholders(first).iter().find(|one| is_at(one, &tokens[at..], text));
        if let Some(Placeholder { words, kind, .. }) = here {
            let end = at + words.len();
            let written = text.get(tokens[at].1.start..tokens[end - 1].1.end).unwrap_or_default();
            let is_written_like_name = is_written_like_name(written);
            found.push(FoundPlaceholder { tokens: at..end, kind: *kind, is_written_like_name });
        }
        at += here.map_or(1, |placeholder| placeholder.words.len());
    }
    found
}

/// Whether the words of a placeholder stand at the first of these tokens. No words are read across a
/// comma.
fn is_at(placeholder: &Placeholder, tokens: &[(&str, Range<usize>)], text: &str) -> bool {
    let Some(tokens) = tokens.get(..placeholder.words.len()) else { return false };
    let are_joined = |pair: &[(&str, Range<usize>)]| {
        let between = text.get(pair[0].1.end..pair[1].1.start).unwrap_or_default();
        match placeholder.has_slash {
            true => matches!(between.trim(), "/" | "\\"),
            false => !between.contains([',', ';', '.', '/']),
        }
    };
    tokens.iter().map(|(token, _)| token).eq(&placeholder.words)
        && tokens.windows(2).all(are_joined)
}

/// Whether a word is written as names are: a capital, then small letters.
fn is_written_like_name(written: &str) -> bool {
    let mut letters = written.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase) && letters.all(|c| !c.is_uppercase())
}

/// The words of a whole name that are not placeholders.
struct WordsBeside {
    /// Whether there is any.
    are_there: bool,
    /// Whether one is written as names are.
    are_written_like_names: bool,
}

impl WordsBeside {
    fn of(parts: &Parts<'_>) -> Self {
        let mut beside = WordsBeside { are_there: false, are_written_like_names: false };
        let mut folded = FoldedText::default();
        for text in parts.iter().filter_map(|(text, _)| *text) {
            folded.fold(text);
            let found = find_placeholders(&folded, text);
            let is_beside = |at: &usize| !found.iter().any(|found| found.tokens.contains(at));
            for (at, (token, span)) in folded.tokens().enumerate() {
                if !is_beside(&at) || is_particle(token) {
                    continue;
                }
                let written = text.get(span).unwrap_or_default();
                beside.are_there = true;
                beside.are_written_like_names |=
                    written.chars().nth(1).is_some() && is_written_like_name(written);
            }
        }
        beside
    }

    /// The rule at the head of the table.
    fn is_placeholder(&self, found: &FoundPlaceholder, declared: Role) -> bool {
        let stands_out = !found.is_written_like_name && self.are_written_like_names;
        match (found.kind, declared) {
            (PlaceholderKind::Never, _) | (_, Role::Patronymic) => true,
            (PlaceholderKind::Seldom, Role::Given) => true,
            (PlaceholderKind::Seldom, _) => stands_out || !self.are_there,
            (PlaceholderKind::Name, Role::Given) if stands_out => true,
            (PlaceholderKind::Name, _) => !found.is_written_like_name && !self.are_there,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::evidence::{Bits, Model};
    use crate::name::Name;
    use crate::record::{PersonName, Record};
    use crate::text::Repair;

    /// The tokens that are left, and whether a placeholder was dropped.
    fn left(name: &PersonName) -> (String, bool) {
        let name = Name::new(name);
        let tokens: Vec<&str> = name.tokens().map(|token| token.text()).collect();
        (tokens.join(" "), name.repairs().contains(&Repair::PlaceholderDropped))
    }

    #[test]
    fn words_for_a_missing_name_are_dropped_and_said() {
        for (name, rest) in [
            ("Unknown Unknown", ""),
            ("Неизвестно Неизвестно", ""),
            ("NULL NULL", ""),
            ("NA", ""),
            ("н/д", ""),
            ("XXX XXXX", ""),
            ("NoName", ""),
            ("Unknown Nestler", "nestler"),
            ("Ahmadzai FNU", "ahmadzai"),
            ("AHMADZAI, FNU", "ahmadzai"),
            ("P<AFGAHMADZAI<<FNU<<<<<<<", "ahmadzai"),
            ("Ahmadzai (first name unknown)", "ahmadzai"),
            ("Ahmadzai NOT_KNOWN", "ahmadzai"),
            ("Ahmadzai NULL", "ahmadzai"),
            ("Ahmadzai null", "ahmadzai"),
            ("Каримов Азиз б/о", "каримов азиз"),
            ("КАРИМОВ АЗИЗ БЕЗ ОТЧЕСТВА", "каримов азиз"),
            ("Каримов Азиз Н/Д", "каримов азиз"),
            ("Каримов Азиз нет", "каримов азиз"),
            ("Abdul Unknown Hakim", "abdulhakim"),
        ] {
            assert_eq!(left(&PersonName::full(name)), (rest.to_owned(), true), "{name}");
        }
    }

    #[test]
    fn names_that_placeholders_are_spelled_like_stay() {
        for name in [
            "Jennifer Null",
            "JENNIFER NULL",
            "Na Hongjin",
            "NA Hongjin",
            "Na",
            "Эрнст Неизвестный",
            "Иванов Н Д",
            "Иванов Н. Д.",
            "Иванов Б. О.",
            "Nan Goldin",
            "None, Enrico",
        ] {
            assert!(!left(&PersonName::full(name)).1, "{name}");
        }
    }

    #[test]
    fn a_declared_part_narrows_what_a_word_can_be() {
        for (given, patronymic, family, rest) in [
            ("Null", "", "Ahmadzai", "ahmadzai"),
            ("NA", "", "Ahmadzai", "ahmadzai"),
            ("Азиз", "Нет", "Каримов", "каримов азиз"),
            ("АЗИЗ", "NA", "КАРИМОВ", "каримов азиз"),
            ("-", ".", "Ahmadzai", "ahmadzai"),
            ("Unknown", "Unknown", "Unknown", ""),
            ("Jennifer", "", "Null", "null jennifer"),
            ("Na", "", "Li", "li na"),
            ("NA", "", "LI", "li na"),
            ("Hongjin", "", "NA", "na hongjin"),
        ] {
            let name = PersonName::parts(given, patronymic, family);
            assert_eq!(left(&name).0, rest, "{given} {patronymic} {family}");
        }
    }

    #[test]
    fn words_for_a_missing_name_neither_agree_nor_contradict() {
        let bits = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|name| Record::new("", PersonName::full(name)));
            Model::default().compare(&one, &other).bits()
        };
        for nameless in ["Unknown Unknown", "NULL NULL", "Неизвестно", "FNU LNU"] {
            assert_eq!(bits(nameless, nameless), Bits::ZERO, "{nameless}");
            assert_eq!(bits(nameless, "Nestler Karl"), Bits::ZERO, "{nameless}");
        }
        for word in ["Unknown", "FNU", "NULL", "н/д", "(first name unknown)"] {
            for other in ["Nestler", "Nestler Karl", "Karl Maria Nestler", "Schulz"] {
                assert_eq!(bits(&format!("{word} Nestler"), other), bits("Nestler", other));
                assert_eq!(bits(other, &format!("Nestler {word}")), bits(other, "Nestler"));
            }
        }
    }
}

//! Words in dates: months, unknown parts, words beside a year, approximations, calendars.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// The words for months, in alphabetical order, with the number of the month.
static MONTHS: LazyLock<Vec<(&str, u8)>> = LazyLock::new(|| {
    let rows = include_str!("months.tsv").lines().filter(|line| !line.starts_with('#'));
    let words =
        |(month, words): (u8, &'static str)| words.split(' ').map(move |word| (word, month));
    let mut months: Vec<(&str, u8)> =
        rows.flat_map(|row| (1..).zip(row.split('\t').skip(1)).flat_map(words)).collect();
    months.sort_unstable();
    months.dedup();
    months
});

/// Roman months without X, which stands for an unknown month as well.
const ROMAN: [(&str, u8); 11] = [
    ("i", 1),
    ("ii", 2),
    ("iii", 3),
    ("iv", 4),
    ("v", 5),
    ("vi", 6),
    ("vii", 7),
    ("viii", 8),
    ("ix", 9),
    ("xi", 11),
    ("xii", 12),
];

/// The month that a word in lower case names, in full or by its first three letters or more.
pub(super) fn month(word: &str) -> Option<u8> {
    if let Some((_, month)) = ROMAN.iter().find(|(roman, _)| *roman == word) {
        return Some(*month);
    }
    let from = MONTHS.partition_point(|(known, _)| *known < word);
    let mut begun = MONTHS[from..].iter().take_while(|(known, _)| known.starts_with(word));
    let (known, month) = begun.next()?;
    let is_clear =
        *known == word || word.chars().count() >= 3 && begun.all(|(_, another)| another == month);
    is_clear.then_some(*month)
}

/// Further words that say that the number beside them is a year, without points.
const YEAR_WORDS: [&str; 25] = [
    "в",
    "г",
    "гг",
    "год",
    "года",
    "году",
    "годы",
    "годах",
    "го",
    "й",
    "р",
    "рр",
    "рік",
    "року",
    "роки",
    "н",
    "ж",
    "жыл",
    "жылы",
    "yil",
    "il",
    "of",
    "рожд",
    "рождения",
    "народження",
];

/// The letters of the patterns of dates that stand for themselves.
static LITERALS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let rows = include_str!("forms.tsv").lines().filter(|line| !line.starts_with('#'));
    let patterns = rows.flat_map(|row| row.split('\t').skip(1));
    let literals = patterns.flat_map(|pattern| {
        // Between apostrophes any letters stand for themselves, elsewhere those that are not ASCII.
        pattern.split('\'').enumerate().flat_map(|(n, part)| {
            let is_literal = move |c: char| c.is_alphabetic() && (n % 2 == 1 || !c.is_ascii());
            part.split(move |c| !is_literal(c))
        })
    });
    literals.filter(|word| !word.is_empty()).chain(YEAR_WORDS).collect()
});

/// Whether a word in lower case, without the point after it, only accompanies a date.
pub(super) fn accompanies(word: &str) -> bool {
    LITERALS.contains(word)
}

/// Words before a year that the date is before or after. Then that year is not sure.
const BOUNDS: [&str; 14] = [
    "after ",
    "before ",
    "since ",
    "until ",
    "not before ",
    "not after ",
    "до ",
    "после ",
    "не ранее ",
    "не позднее ",
    "не позже ",
    "раньше ",
    "позже ",
    "після ",
];

/// Whether a text in lower case states a bound and not a date.
pub(super) fn is_bound(text: &str) -> bool {
    BOUNDS.iter().any(|word| text.starts_with(word))
}

/// What stands between dates of which any may be right.
const BETWEEN_ALTERNATIVES: [&str; 8] =
    [" или ", " або ", " or ", " либо ", " немесе ", " / ", ", ", " oder "];

/// The dates of a text that states several.
pub(super) fn alternatives(text: &str) -> Option<Vec<&str>> {
    let between = BETWEEN_ALTERNATIVES.iter().find(|between| text.contains(**between))?;
    Some(text.split(between).map(str::trim).collect())
}

/// Endings of a day: 1st, 2nd, 3rd, 9th, 9-го, 1er.
pub(super) fn is_ordinal_ending(text: &str) -> bool {
    matches!(text, "st" | "nd" | "rd" | "th" | "го" | "er")
}

/// Whether a character stands for an unknown digit: `xx-07-1984`, `дд.мм.1984`, `19yy`, `??`.
pub(super) fn is_unknown_digit(c: char) -> bool {
    matches!(c, 'x' | 'х' | 'd' | 'm' | 'y' | 'д' | 'м' | 'г' | '?' | '_' | '*')
}

/// Names of calendars, and months that occur in one calendar only.
const CALENDARS: [(&str, &str); 22] = [
    ("hijri", "Hijri"),
    ("hijra", "Hijri"),
    ("ah", "Hijri"),
    ("shamsi", "Persian"),
    ("persian", "Persian"),
    ("jalali", "Persian"),
    ("buddhist", "Buddhist"),
    ("be", "Buddhist"),
    ("muharram", "Hijri"),
    ("safar", "Hijri"),
    ("rajab", "Hijri"),
    ("ramadan", "Hijri"),
    ("shawwal", "Hijri"),
    ("farvardin", "Persian"),
    ("ordibehesht", "Persian"),
    ("khordad", "Persian"),
    ("mordad", "Persian"),
    ("shahrivar", "Persian"),
    ("mehr", "Persian"),
    ("aban", "Persian"),
    ("bahman", "Persian"),
    ("esfand", "Persian"),
];

/// The calendar other than the Gregorian that a text in lower case names.
pub(super) fn calendar(text: &str) -> Option<&'static str> {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.find_map(|word| CALENDARS.iter().find(|(known, _)| *known == word)).map(|(_, name)| *name)
}

const APPROXIMATE: [&str; 21] = [
    "circa",
    "ca.",
    "ca",
    "c.",
    "approximately",
    "approx.",
    "approx",
    "about",
    "estimated",
    "probably",
    "~",
    "около",
    "ок.",
    "ок",
    "приблизительно",
    "прибл.",
    "примерно",
    "предположительно",
    "приблизно",
    "близько",
    "шамамен",
];

/// Removes a word that marks the date as approximate; returns whether there was one.
pub(super) fn strip_approximate(text: &str) -> (&str, bool) {
    let text = text.trim_matches(['(', ')', ' ']);
    for word in APPROXIMATE {
        let rest = text.strip_prefix(word).or_else(|| text.strip_suffix(word));
        // "ca" must not match the beginning of a longer word.
        if let Some(rest) = rest.filter(|rest| {
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            !word.ends_with(char::is_alphabetic)
                || !(is_letter(rest.chars().next()) && text.starts_with(word)
                    || is_letter(rest.chars().last()) && text.ends_with(word))
        }) {
            return (rest.trim_matches(['(', ')', ' ', ',']), true);
        }
    }
    (text, false)
}

/// Words before a range, and between its ends.
const BEFORE_RANGE: [&str; 6] = ["between ", "from ", "между ", "від ", "от ", "с "];
const WITHIN_RANGE: [&str; 9] = [" to ", " and ", " - ", "–", "—", " и ", " по ", " до ", " та "];

/// The two ends of a range.
pub(super) fn split_range(text: &str) -> Option<(&str, &str)> {
    let text = BEFORE_RANGE.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let ends = WITHIN_RANGE.iter().find_map(|word| text.split_once(word));
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let years = || {
        let ends = text.trim().split_once(['-', '/'])?;
        (is_year(ends.0) && is_year(ends.1)).then_some(ends)
    };
    ends.or_else(years).map(|(first, last)| (first.trim(), last.trim()))
}

#[cfg(test)]
mod tests {
    use super::super::{DateOrder, parse_birth_date};
    use super::*;
    use rustc_hash::FxHashMap;

    #[test]
    fn no_word_is_two_months() {
        assert!(MONTHS.len() > 400);
        for pair in MONTHS.windows(2) {
            assert!(pair[0].0 != pair[1].0, "{pair:?}");
        }
        for (word, number) in MONTHS.iter() {
            assert_eq!(month(word), Some(*number), "{word}");
        }
    }

    /// The 19th of July 1984 as the pattern writes it, once with each form of the month.
    fn written(pattern: &str, months: &str) -> Vec<String> {
        let month = |month: &str| {
            let mut text = String::new();
            let mut is_literal = false;
            for run in pattern.chars().collect::<Vec<_>>().chunk_by(|a, b| a == b) {
                match run {
                    ['\''] => is_literal = !is_literal,
                    ['y', ..] if !is_literal => text.push_str("1984"),
                    ['d', ..] if !is_literal => text.push_str("19"),
                    ['M' | 'L'] if !is_literal => text.push('7'),
                    ['M' | 'L', _] if !is_literal => text.push_str("07"),
                    ['M' | 'L', ..] if !is_literal => text.push_str(month),
                    other => text.extend(other),
                }
            }
            text
        };
        months.split(' ').map(month).collect()
    }

    #[test]
    fn each_form_of_a_date_is_read_whole() {
        let rows = |table: &'static str| table.lines().filter(|line| !line.starts_with('#'));
        let months: FxHashMap<&str, &str> = rows(include_str!("months.tsv"))
            .map(|row| (row.split('\t').next().unwrap(), row.split('\t').nth(7).unwrap()))
            .collect();
        let mut read = 0;
        for row in rows(include_str!("forms.tsv")) {
            let mut cells = row.split('\t');
            let language = cells.next().unwrap();
            for pattern in cells {
                let has_day = pattern.split('\'').step_by(2).any(|part| part.contains('d'));
                let expected = if has_day { "1984-07-19" } else { "1984-07" };
                for text in written(pattern, months.get(language).unwrap_or(&"-")) {
                    let parsed = parse_birth_date(&text, DateOrder::Unknown);
                    let dates = parsed.map(|parsed| parsed.dates).unwrap_or_default();
                    assert_eq!(
                        dates.iter().map(ToString::to_string).collect::<Vec<_>>(),
                        [expected],
                        "{language}: {text}"
                    );
                    read += 1;
                }
            }
        }
        assert!(read > 200, "{read}");
    }

    #[test]
    fn months_by_their_first_letters() {
        for (word, expected) in [
            ("июл", Some(7)),
            ("сен", Some(9)),
            ("фев", Some(2)),
            ("octob", Some(10)),
            ("vii", Some(7)),
            // Polish and Lithuanian differ, and two letters are too few.
            ("rug", None),
            ("ма", None),
            ("x", None),
            ("марина", None),
            ("", None),
        ] {
            assert_eq!(month(word), expected, "{word}");
        }
    }
}

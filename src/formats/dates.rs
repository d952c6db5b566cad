//! Parses birth dates as offices and published lists write them: numeric in either order, with the
//! names of months, approximate, or as ranges.
//!
//! A [`Record`](crate::Record) holds any number of dates of a day, a month or a year, and the best one
//! counts. So a date with an ambiguous order of day and month is reduced to its year. So is an
//! approximate date, since a year off by one weighs as a slip and not as a contradiction. A range
//! becomes one date for each year. A caveat reports a day or month that was lost.
//!
//! Nothing is converted between calendars: the year 1390 may be Hijri or Persian, 40 years apart. Years
//! in which no living person can be born are refused, and the error names the calendar they may belong
//! to.

use crate::error::{Error, ErrorKind};
use crate::record::{Date, PartialDate};

/// The longest range that is kept, in years. A longer one says too little.
const LONGEST_RANGE: u16 = 10;
/// The earliest plausible birth year.
const FIRST_YEAR: u16 = 1850;

/// The order of day and month in a numeric date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    /// The day comes first, by the description of the list.
    #[cfg_attr(not(feature = "lists"), allow(dead_code))]
    DayFirst,
    /// Unknown, unless the date has dots, which put the day first.
    Unknown,
}

/// The birth dates that a text states.
#[derive(Debug)]
pub(super) struct ParsedBirthDate {
    pub(super) dates: Vec<PartialDate>,
    /// What was lost.
    pub(super) caveat: Option<Error>,
}

impl ParsedBirthDate {
    /// The year of a date, with the reason for the loss.
    fn year_only(date: PartialDate, why: &str, text: &str) -> Result<Self, Error> {
        let year = date.year();
        let what = format!("{why}; kept as the year {year}");
        let caveat = Error::new(ErrorKind::InvalidDate, what).with_value(text);
        let dates = vec![PartialDate::new(year, None, None)?];
        Ok(ParsedBirthDate { dates, caveat: Some(caveat).filter(|_| date.month().is_some()) })
    }
}

/// Parses a birth date.
///
/// # Errors
/// [`ErrorKind::InvalidDate`] for an unknown form, a day that does not exist, or a year that is
/// [not plausible](check_year).
pub(super) fn parse_birth_date(text: &str, order: DateOrder) -> Result<ParsedBirthDate, Error> {
    let parsed = parse(text, order)?;
    parsed.dates.iter().try_for_each(|date| check_year(*date).map_err(|e| e.with_value(text)))?;
    Ok(parsed)
}

fn parse(text: &str, order: DateOrder) -> Result<ParsedBirthDate, Error> {
    let lower = text.trim().trim_end_matches('.').to_lowercase();
    // Without a digit, the name of a month may be the name of a person.
    let is_date = lower.contains(|c: char| c.is_ascii_digit());
    let named = CALENDARS.into_iter().find(|(word, _)| words(&lower).any(|w| w == *word));
    if let Some((_, calendar)) = named.filter(|_| is_date) {
        let what = format!("a date of the {calendar} calendar, which is not converted");
        let error = Error::new(ErrorKind::InvalidDate, what).with_value(text);
        return Err(error.expecting(GREGORIAN));
    }
    let (plain, is_approximate) = strip_approximate(&lower);
    if let Some((first, last)) = split_range(plain) {
        let year = |end: &str| parse_one(text, end, order).map(|(date, _)| date.year());
        return years_between(text, year(first)?, year(last)?);
    }
    if let Some(decade) = plain.strip_suffix("0s").filter(|decade| decade.len() == 3) {
        let year = parse_one(text, &format!("{decade}0"), order)?.0.year();
        return years_between(text, year, year + 9);
    }
    let (date, is_ambiguous) = parse_one(text, plain, order)?;
    if is_approximate {
        ParsedBirthDate::year_only(date, "an approximate date", text)
    } else if is_ambiguous {
        ParsedBirthDate::year_only(date, "the order of day and month is ambiguous", text)
    } else {
        Ok(ParsedBirthDate { dates: vec![date], caveat: None })
    }
}

/// A date for each year from first to last, both included.
fn years_between(text: &str, first: u16, last: u16) -> Result<ParsedBirthDate, Error> {
    let invalid = |what: &str| {
        let error = Error::new(ErrorKind::InvalidDate, what).with_value(text);
        Err(error.expecting("a range of at most ten years, the earlier year first"))
    };
    match last.checked_sub(first) {
        Some(length) if length < LONGEST_RANGE => {
            let years = (first..=last).map(|year| PartialDate::new(year, None, None));
            Ok(ParsedBirthDate { dates: years.collect::<Result<_, _>>()?, caveat: None })
        }
        Some(_) => invalid("a range of more than ten years"),
        None => invalid("a range that ends before it begins"),
    }
}

/// Checks that a living person can be born in the year, or that the date stands for a missing one.
///
/// # Errors
/// [`ErrorKind::InvalidDate`], which names the calendar the year may belong to.
pub(super) fn check_year(date: PartialDate) -> Result<(), Error> {
    if date.is_placeholder() {
        return Ok(());
    }
    let today = PartialDate::from(Date::today()).year();
    let what = match date.year() {
        FIRST_YEAR.. if date.year() <= today => return Ok(()),
        1200..=1500 => "perhaps a year of the Hijri or the Persian calendar",
        2400..=2650 => "perhaps a year of the Buddhist calendar",
        year if year > today => "a birth date in the future",
        _ => "a birth date too long ago",
    };
    let error = Error::new(ErrorKind::InvalidDate, what).with_value(&date.to_string());
    Err(error.expecting(GREGORIAN))
}

const GREGORIAN: &str = "a date of the Gregorian calendar, 1850 to today";

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

const APPROXIMATE: [&str; 9] =
    ["circa", "ca.", "ca", "c.", "approximately", "approx.", "approx", "about", "~"];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Removes a word that marks the date as approximate; returns whether there was one.
fn strip_approximate(text: &str) -> (&str, bool) {
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

/// The two ends of a range.
fn split_range(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix("between").or_else(|| text.strip_prefix("from")).unwrap_or(text);
    let ends = [" to ", " and ", " - ", "–"].into_iter().find_map(|word| text.split_once(word));
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let years = || {
        let ends = text.trim().split_once(['-', '/'])?;
        (is_year(ends.0) && is_year(ends.1)).then_some(ends)
    };
    ends.or_else(years).map(|(first, last)| (first.trim(), last.trim()))
}

#[derive(Clone, Copy)]
enum DatePart {
    /// One or two digits; 0 for an unknown part.
    Small(u8),
    Year(u16),
    Month(u8),
}

/// Parses one date; returns whether the order of day and month is ambiguous. Errors quote `text`.
fn parse_one(text: &str, plain: &str, order: DateOrder) -> Result<(PartialDate, bool), Error> {
    // Removes the time of an XML dateTime.
    let plain =
        plain.split_once('t').filter(|(day, _)| day.len() == 10).map_or(plain, |(day, _)| day);
    if let Ok(date) = plain.parse() {
        return Ok((date, false));
    }
    let form =
        || plain.parse::<PartialDate>().map(|date| (date, false)).map_err(|e| e.with_value(text));
    let separators = [' ', ',', '/', '-', '.'];
    let parts: Option<Vec<DatePart>> =
        plain.split(separators).filter(|part| !part.is_empty()).map(parse_part).collect();
    let Some(parts) = parts else { return form() };
    let known = |n: u8| (n != 0).then_some(n);
    let date = |year: u16, month: u8, day: u8| {
        PartialDate::new(year, known(month), known(day)).map_err(|e| e.with_value(text))
    };
    let certain = |date: Result<PartialDate, Error>| date.map(|date| (date, false));
    match parts[..] {
        [DatePart::Year(year)] => certain(date(year, 0, 0)),
        [DatePart::Month(month) | DatePart::Small(month), DatePart::Year(year)]
        | [DatePart::Year(year), DatePart::Month(month)] => certain(date(year, month, 0)),
        [DatePart::Small(day), DatePart::Month(month), DatePart::Year(year)]
        | [DatePart::Month(month), DatePart::Small(day), DatePart::Year(year)]
        | [
            DatePart::Year(year),
            DatePart::Month(month) | DatePart::Small(month),
            DatePart::Small(day),
        ] => certain(date(year, month, day)),
        [DatePart::Small(a), DatePart::Small(b), DatePart::Year(year)] => {
            if order == DateOrder::DayFirst || plain.contains('.') || a > 12 || a == b || a == 0 {
                certain(date(year, b, a))
            } else if b > 12 || b == 0 {
                certain(date(year, a, b))
            } else {
                date(year, a, b).map(|date| (date, true))
            }
        }
        _ => form(),
    }
}

fn parse_part(text: &str) -> Option<DatePart> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const FULL: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if matches!(text, "dd" | "mm") {
        return Some(DatePart::Small(0));
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return match text.len() {
            1 | 2 => text.parse().ok().map(DatePart::Small),
            4 => text.parse().ok().map(DatePart::Year),
            _ => None,
        };
    }
    let named = |names: &[&str]| names.iter().position(|name| *name == text);
    let month = named(&MONTHS).or_else(|| named(&FULL)).or((text == "sept").then_some(8))?;
    u8::try_from(month + 1).ok().map(DatePart::Month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, order: DateOrder) -> String {
        match parse_birth_date(text, order) {
            Ok(ParsedBirthDate { dates, caveat }) => {
                let dates: Vec<String> = dates.iter().map(PartialDate::to_string).collect();
                dates.join(" ") + if caveat.is_some() { " ?" } else { "" }
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::InvalidDate);
                assert_eq!(error.value(), Some(text));
                "-".to_owned()
            }
        }
    }

    #[test]
    fn dates_as_offices_write_them() {
        let cases = [
            ("1971", "1971"),
            ("1971-03", "1971-03"),
            ("1971-03-15", "1971-03-15"),
            ("1971-03-15T00:00:00Z", "1971-03-15"),
            ("1971-03-00", "1971-03"),
            ("1971-00-00", "1971"),
            ("15.03.1971", "1971-03-15"),
            ("5.3.1971", "1971-03-05"),
            ("04.03.1971", "1971-03-04"),
            ("00.03.1971", "1971-03"),
            ("03.1971", "1971-03"),
            ("15/03/1971", "1971-03-15"),
            ("03/15/1971", "1971-03-15"),
            ("03/03/1971", "1971-03-03"),
            ("00/00/1971", "1971"),
            ("00/03/1971", "1971-03"),
            ("03/04/1971", "1971 ?"),
            ("3-4-1971", "1971 ?"),
            ("07 Oct 1954", "1954-10-07"),
            ("Oct 1954", "1954-10"),
            ("Nov. 1973", "1973-11"),
            ("1 sept. 1973", "1973-09-01"),
            ("March 15, 1971", "1971-03-15"),
            ("1971 Mar 15", "1971-03-15"),
            ("circa 1960", "1960"),
            ("c. 14 Mar 1960", "1960 ?"),
            ("approximately 1960", "1960"),
            ("1960 (approximately)", "1960"),
            ("1962 to 1964", "1962 1963 1964"),
            ("Between 1962 and 1963", "1962 1963"),
            ("1962-1963", "1962 1963"),
            ("01 Jan 1962 to 31 Dec 1963", "1962 1963"),
            ("1962 to 1962", "1962"),
            ("1960s", "1960 1961 1962 1963 1964 1965 1966 1967 1968 1969"),
            // Refused.
            ("1962 to 1975", "-"),
            ("1964 to 1962", "-"),
            ("30/02/1971", "-"),
            ("13/13/1971", "-"),
            ("15.3.71", "-"),
            ("15 Foo 1971", "-"),
            ("1971-03-15-01", "-"),
            ("1971.03.15", "1971-03-15"),
            ("30-35 years old", "-"),
            ("unknown", "-"),
            ("", "-"),
            ("c.", "-"),
            ("0s", "-"),
            // Other calendars.
            ("1390", "-"),
            ("24/06/1402 (Hijri Calendar)", "-"),
            ("1349 shamsi", "-"),
            ("2514", "-"),
            ("15.03.2514", "-"),
            ("2514 BE", "-"),
            ("15 Muharram 1390", "-"),
            ("1700", "-"),
            ("3001-01-01", "-"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, DateOrder::Unknown), expected, "{text}");
        }
        assert_eq!(shown("03/04/1971", DateOrder::DayFirst), "1971-04-03");
        assert_eq!(shown("03/14/1971", DateOrder::DayFirst), "-");
        assert_eq!(shown("dd/mm/1971", DateOrder::DayFirst), "1971");
        assert_eq!(shown("dd/04/1971", DateOrder::DayFirst), "1971-04");
    }

    #[test]
    fn the_error_names_the_calendar() {
        let said = |text: &str| parse_birth_date(text, DateOrder::Unknown).unwrap_err().to_string();
        assert!(said("1390").contains("Hijri or the Persian"), "{}", said("1390"));
        assert!(said("12/06/2514").contains("Buddhist"));
        assert!(said("24/06/1402 (Hijri Calendar)").contains("not converted"));
        assert!(said("15 Muharram 1390").contains("Hijri"));
        assert!(said("9998").contains("future"));
    }
}

//! One date in numbers and words: its parts, and what is sure of a date that cannot be.

use super::{DateOrder, NO_SUCH_DAY, words};
use crate::record::PartialDate;

/// A date as it was read, and what is not sure of it.
#[derive(Clone, Copy)]
pub(super) struct DateReading {
    pub(super) date: PartialDate,
    /// The day could be the month.
    pub(super) is_ambiguous: bool,
}

#[derive(Clone, Copy)]
enum DatePart {
    /// One or two digits; 0 for an unknown part.
    Small(u8),
    Year(u16),
    Month(u8),
    /// A year of which digits are unknown.
    UnknownYear,
}

/// Reads one date in lower case; the error says why it is none.
pub(super) fn read(text: &str, order: DateOrder) -> Result<DateReading, &'static str> {
    let plain = without_time(text);
    if let Some(reading) = compact(plain, order) {
        return reading;
    }
    let parts = parts(plain).unwrap_or_default();
    from_parts(&parts, order, plain.contains('.')).unwrap_or_else(|| Err(form(&parts)))
}

/// The year of a text that states one, if nothing else in it could be the year.
pub(super) fn sure_year(text: &str) -> Option<u16> {
    let numbers: Vec<&str> = without_time(text)
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .collect();
    if let [digits] = numbers[..]
        && digits.len() == 8
    {
        return digits[..4].parse().ok();
    }
    let mut years = numbers.iter().filter(|digits| digits.len() == 4);
    let year = years.next()?.parse().ok()?;
    let is_sure =
        years.next().is_none() && numbers.iter().all(|digits| matches!(digits.len(), 1 | 2 | 4));
    is_sure.then_some(year)
}

/// Why these parts are no date.
fn form(parts: &[DatePart]) -> &'static str {
    match parts {
        [DatePart::Small(_), DatePart::Small(_), DatePart::Small(_)] => "a year of two digits",
        parts if parts.iter().any(|part| matches!(part, DatePart::UnknownYear)) => {
            "a date without its year"
        }
        _ => "not a date in this form",
    }
}

/// Removes the time and the zone of a date: `1971-03-15T00:00:00Z`, `1960-01-02-05:00`, `15.03.1971 0:00`.
fn without_time(text: &str) -> &str {
    let Some((before, _)) = text.split_once(':') else {
        let day = text.strip_suffix('z').filter(|day| day.ends_with(|c: char| c.is_ascii_digit()));
        return day.unwrap_or(text);
    };
    let day = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_hour = (1..=2).contains(&(before.len() - day.len()));
    match day.strip_suffix(['t', ' ', '-', '+']) {
        Some(day) if is_hour => day.trim_end(),
        _ => text,
    }
}

/// A date of eight digits: the year first, or last where it cannot be first.
fn compact(text: &str, order: DateOrder) -> Option<Result<DateReading, &'static str>> {
    let digits = text.trim_matches(is_quote);
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let small = |at: usize| digits[at..at + 2].parse().map(DatePart::Small);
    let year = |at: usize| digits[at..at + 4].parse().map(DatePart::Year);
    let first = [year(0).ok()?, small(4).ok()?, small(6).ok()?];
    let last = [small(0).ok()?, small(2).ok()?, year(4).ok()?];
    let is_birth_date = |reading: &Option<Result<DateReading, &'static str>>| matches!(reading, Some(Ok(reading)) if super::check_year(reading.date).is_ok());
    let year_first = from_parts(&first, order, false);
    match is_birth_date(&year_first) {
        true => year_first,
        false => Some(from_parts(&last, order, false)).filter(is_birth_date).unwrap_or(year_first),
    }
}

fn from_parts(
    parts: &[DatePart],
    order: DateOrder,
    has_points: bool,
) -> Option<Result<DateReading, &'static str>> {
    use DatePart::{Month, Small, Year};
    let known = |n: u8| (n != 0).then_some(n);
    let date = |year: u16, month: u8, day: u8| {
        PartialDate::new(year, known(month), known(day))
            .map(|date| DateReading { date, is_ambiguous: false })
            .map_err(|_| NO_SUCH_DAY)
    };
    Some(match *parts {
        [Year(year)] => date(year, 0, 0),
        [Month(month) | Small(month), Year(year)] | [Year(year), Month(month) | Small(month)] => {
            date(year, month, 0)
        }
        [Small(day), Month(month), Year(year)]
        | [Month(month), Small(day), Year(year)]
        | [Year(year), Small(day), Month(month)]
        | [Year(year), Month(month) | Small(month), Small(day)] => date(year, month, day),
        [Small(a), Small(b), Year(year)] => {
            if order != DateOrder::Unknown || has_points || a > 12 || a == b || a == 0 {
                date(year, b, a)
            } else if b > 12 || b == 0 {
                date(year, a, b)
            } else {
                date(year, a, b).map(|reading| DateReading { is_ambiguous: true, ..reading })
            }
        }
        _ => return None,
    })
}

/// The parts of a date; `None` where one of them is none.
fn parts(text: &str) -> Option<Vec<DatePart>> {
    let is_separator = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | '/' | '\\' | '-' | '.' | '․' | '‐'..='―' | '−' | '年' | '月' | '日'
            )
    };
    let parts = text.split(is_separator).map(|part| part.trim_matches(is_quote));
    let parts = parts.filter(|part| !part.is_empty() && !words::accompanies(part));
    parts.map(part).collect()
}

/// Spreadsheets keep a number as text behind an apostrophe, and forms put the day into quotes.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | '"' | '«' | '»' | '“' | '”' | '„')
}

fn part(text: &str) -> Option<DatePart> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    let length = text.chars().count();
    if digits < 4 && !rest.is_empty() && rest.chars().all(words::is_unknown_digit) {
        return match (digits, length) {
            (0, 1 | 2) => Some(DatePart::Small(0)),
            (_, 4) => Some(DatePart::UnknownYear),
            _ => words::month(text).map(DatePart::Month),
        };
    }
    match digits {
        0 => words::month(text).map(DatePart::Month),
        1 | 2 if rest.is_empty() || words::is_ordinal_ending(rest) => {
            number.parse().ok().map(DatePart::Small)
        }
        4 if rest.is_empty() || words::accompanies(rest) => number.parse().ok().map(DatePart::Year),
        _ => None,
    }
}

//! Parses birth dates as offices and published lists write them: numeric in either order, with the
//! names of months, approximate, or as ranges.
//!
//! A [`Record`](crate::Record) holds any number of dates of a day, a month or a year, and the best one
//! counts. So a date with an ambiguous order of day and month is reduced to its year. So is an
//! approximate date, since a year off by one weighs as a slip and not as a contradiction. A range
//! becomes one date for each year, or for each month where it is shorter. Of a date that cannot be, as
//! 1971-13-15, the year is kept. A caveat reports a day or month that was lost.
//!
//! Nothing is converted between calendars: the year 1390 may be Hijri or Persian, 40 years apart. Years
//! in which no living person can be born are refused, and the error names the calendar they may belong
//! to.

mod parts;
mod words;

use crate::error::{Error, ErrorKind};
use crate::record::{Date, PartialDate};
use parts::DateReading;

/// The longest range that is kept, in years. A longer one says too little.
const LONGEST_RANGE: u16 = 10;
/// The most dates of which a text may say that any is right.
const MOST_ALTERNATIVES: usize = 10;
/// The earliest plausible birth year.
const FIRST_YEAR: u16 = 1850;

/// The order of day and month in a numeric date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    /// The day comes first, by the description of the list.
    #[cfg(feature = "lists")]
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
    /// Whether the text could be read.
    pub(super) is_whole: bool,
}

impl ParsedBirthDate {
    fn certain(dates: Vec<PartialDate>) -> Self {
        ParsedBirthDate { dates, caveat: None, is_whole: true }
    }

    /// A year, with the reason why no more is kept.
    fn year_only(year: u16, why: &str, text: &str) -> Result<Self, Error> {
        let caveat = invalid(format!("{why}; kept as the year {year}"), text);
        let date = PartialDate::new(year, None, None).map_err(|error| error.with_value(text))?;
        Ok(ParsedBirthDate { dates: vec![date], caveat: Some(caveat), is_whole: true })
    }
}

/// Parses a birth date, and keeps its year where nothing else is sure.
///
/// # Errors
/// [`ErrorKind::InvalidDate`] for an unknown form without a sure year, or a year that is
/// [not plausible](check_year).
pub(super) fn parse_birth_date(text: &str, order: DateOrder) -> Result<ParsedBirthDate, Error> {
    let parsed = match text.trim().parse() {
        Ok(date) => ParsedBirthDate::certain(vec![date]),
        Err(_) => parse(text, order)?,
    };
    parsed.dates.iter().try_for_each(|date| check_year(*date).map_err(|e| e.with_value(text)))?;
    Ok(parsed)
}

/// Parses the day of a listing.
///
/// # Errors
/// [`ErrorKind::InvalidDate`] for an unknown form, a day that does not exist, or an incomplete or
/// ambiguous date.
pub(super) fn parse_day(text: &str, order: DateOrder) -> Result<Date, Error> {
    if let Ok(day) = text.parse() {
        return Ok(day);
    }
    let date = parse_partial(text, order)?;
    let day = match (date.month(), date.day()) {
        (Some(month), Some(day)) => Date::new(date.year(), month, day).map_err(|_| NO_SUCH_DAY),
        _ => Err("not a complete date"),
    };
    day.map_err(|what| invalid(what, text).expecting(DAY_FORMS))
}

/// Parses a day, a month or a year.
///
/// # Errors
/// [`ErrorKind::InvalidDate`] for an unknown form, a day that does not exist, or an ambiguous date.
pub(super) fn parse_partial(text: &str, order: DateOrder) -> Result<PartialDate, Error> {
    if let Ok(date) = text.trim().parse() {
        return Ok(date);
    }
    let date = match parts::read(&clean(text), order) {
        Ok(DateReading { is_ambiguous: true, .. }) => Err(AMBIGUOUS),
        Ok(DateReading { date, .. }) => Ok(date),
        Err(fault) => Err(fault),
    };
    date.map_err(|what| invalid(what, text).expecting(DAY_FORMS))
}

fn invalid(what: impl Into<String>, text: &str) -> Error {
    Error::new(ErrorKind::InvalidDate, what).with_value(text)
}

/// The text in lower case, without points and quotes around it and words after a year.
fn clean(text: &str) -> String {
    let is_edge = |c: char| c.is_whitespace() || parts::is_quote(c);
    let lower = text.trim_matches(is_edge).trim_end_matches(['.', ' ']).to_lowercase();
    // The Mongolian for eleven and twelve is two words.
    let lower = if lower.contains("арван ") {
        lower.replace("арван ", "арван")
    } else {
        lower
    };
    match lower.rsplit_once(' ') {
        Some((date, word)) if words::accompanies(word) => date.trim_end().to_owned(),
        _ => lower,
    }
}

fn parse(text: &str, order: DateOrder) -> Result<ParsedBirthDate, Error> {
    let lower = clean(text);
    // Without a digit, the name of a month may be the name of a person.
    let is_date = lower.contains(|c: char| c.is_ascii_digit());
    if let Some(calendar) = words::calendar(&lower).filter(|_| is_date) {
        let what = format!("a date of the {calendar} calendar, which is not converted");
        return Err(invalid(what, text).expecting(GREGORIAN));
    }
    let (plain, is_approximate) = words::strip_approximate(&lower);
    let fault = match parts::read(plain, order) {
        Ok(reading) => return one(reading, is_approximate, text),
        Err(fault) => fault,
    };
    if let Some(decade) = decade(plain) {
        return years_between(text, decade, decade + 9);
    }
    if let Some((first, last)) = words::split_range(plain)
        && let Some(ends) = range_ends(first, last, order)
    {
        return between(text, ends);
    }
    if let Some(dates) = alternatives(plain, order) {
        return Ok(ParsedBirthDate::certain(dates));
    }
    if words::is_bound(plain) {
        return Err(invalid("an earliest or latest date", text).expecting(FORMS));
    }
    match parts::sure_year(plain) {
        Some(year) => {
            let parsed = ParsedBirthDate::year_only(year, fault, text)?;
            Ok(ParsedBirthDate { is_whole: false, ..parsed })
        }
        None => Err(invalid(fault, text).expecting(FORMS)),
    }
}

/// The dates of a text that states several, each with its year: `15.03.1971 или 16.03.1971`.
fn alternatives(text: &str, order: DateOrder) -> Option<Vec<PartialDate>> {
    let read = |text: &str| {
        let reading = parts::read(text, order).ok()?;
        (!reading.is_ambiguous).then_some(reading.date)
    };
    let stated = words::alternatives(text).filter(|dates| dates.len() <= MOST_ALTERNATIVES)?;
    stated.into_iter().map(read).collect()
}

fn one(reading: DateReading, is_approximate: bool, text: &str) -> Result<ParsedBirthDate, Error> {
    let DateReading { date, is_ambiguous } = reading;
    if is_approximate && date.month().is_some() {
        ParsedBirthDate::year_only(date.year(), "an approximate date", text)
    } else if is_ambiguous {
        ParsedBirthDate::year_only(date.year(), AMBIGUOUS, text)
    } else {
        Ok(ParsedBirthDate::certain(vec![date]))
    }
}

/// The first year of a decade: `1960s`, `1960-е`, `196x`.
fn decade(text: &str) -> Option<u16> {
    let digits =
        ["0s", "0-е", "0-х", "0е", "0х"].iter().find_map(|ending| text.strip_suffix(ending));
    let digits = digits.or_else(|| text.strip_suffix(words::is_unknown_digit))?;
    let is_decade = digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse::<u16>().ok().filter(|_| is_decade).map(|decade| decade * 10)
}

/// Both ends of a range. A first end without a year is in the year of the last.
fn range_ends(first: &str, last: &str, order: DateOrder) -> Option<(PartialDate, PartialDate)> {
    let last = parts::read(last, order).ok()?.date;
    let first = parts::read(first, order)
        .or_else(|_| parts::read(&format!("{first} {}", last.year()), order))
        .ok()?;
    Some((first.date, last))
}

/// A date for each month of a range of less than a year, or else for each year; both ends included.
fn between(
    text: &str,
    (first, last): (PartialDate, PartialDate),
) -> Result<ParsedBirthDate, Error> {
    let months =
        |date: PartialDate| Some(u32::from(date.year()) * 12 + u32::from(date.month()?) - 1);
    match (months(first), months(last)) {
        (Some(first), Some(last)) if (first..first + 11).contains(&last) => {
            let month = |n: u32| PartialDate::new((n / 12) as u16, Some((n % 12 + 1) as u8), None);
            Ok(ParsedBirthDate::certain((first..=last).map(month).collect::<Result<_, _>>()?))
        }
        _ => years_between(text, first.year(), last.year()),
    }
}

/// A date for each year from first to last, both included.
fn years_between(text: &str, first: u16, last: u16) -> Result<ParsedBirthDate, Error> {
    let fault = |what: &str| {
        Err(invalid(what, text).expecting("a range of at most ten years, the earlier year first"))
    };
    match last.checked_sub(first) {
        Some(length) if length < LONGEST_RANGE => {
            let years = (first..=last).map(|year| PartialDate::new(year, None, None));
            Ok(ParsedBirthDate::certain(years.collect::<Result<_, _>>()?))
        }
        Some(_) => fault("a range of more than ten years"),
        None => fault("a range that ends before it begins"),
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
    // A year that was over when this was written needs no look at the clock.
    if (FIRST_YEAR..=2025).contains(&date.year()) {
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

const AMBIGUOUS: &str = "the order of day and month is ambiguous";
const NO_SUCH_DAY: &str = "this day does not exist";
const GREGORIAN: &str = "a date of the Gregorian calendar, 1850 to today";
const DAY_FORMS: &str = "YYYY-MM-DD or DD.MM.YYYY";
const FORMS: &str = "YYYY, YYYY-MM or YYYY-MM-DD, or DD.MM.YYYY";

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, order: DateOrder) -> String {
        match parse_birth_date(text, order) {
            Ok(ParsedBirthDate { dates, caveat, .. }) => {
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
            ("19710315", "1971-03-15"),
            ("15031971", "1971-03-15"),
            ("03041971", "1971 ?"),
            ("'00/00/1975", "1975"),
            ("'15.03.1971", "1971-03-15"),
            ("xx-07-1984", "1984-07"),
            ("хх.07.1984", "1984-07"),
            ("00.07.1984", "1984-07"),
            ("дд.мм.1984", "1984"),
            ("__.__.1984", "1984"),
            ("??/07/1984", "1984-07"),
            ("9 июля 1984", "1984-07-09"),
            ("09 июл. 1984 г.", "1984-07-09"),
            ("«09» июля 1984 года", "1984-07-09"),
            ("9-го июля 1984 г.", "1984-07-09"),
            ("июль 1984", "1984-07"),
            ("1984 г.", "1984"),
            ("1984г.", "1984"),
            ("1984 г.р.", "1984"),
            ("9 липня 1984 р.", "1984-07-09"),
            ("9 ліпеня 1984", "1984-07-09"),
            ("9 шілде 1984 ж.", "1984-07-09"),
            ("9 iyul 1984", "1984-07-09"),
            ("9 июля 1984 года рождения", "1984-07-09"),
            ("9th of July 1984", "1984-07-09"),
            ("9 июля 1984 г. или 7 июня 1968 г.", "1984-07-09 1968-06-07"),
            ("09.07.1984 / 09.08.1984", "1984-07-09 1984-08-09"),
            ("09.07.1984, 1985", "1984-07-09 1985"),
            ("09.07.1984 или Псков", "1984 ?"),
            ("до 1984", "-"),
            ("после 09.07.1984", "-"),
            ("before 1984", "-"),
            ("9 ივლისი 1984", "1984-07-09"),
            ("9 հուլիսի 1984", "1984-07-09"),
            ("9 iulie 1984", "1984-07-09"),
            ("9.VII.1984", "1984-07-09"),
            ("1984.07.09", "1984-07-09"),
            ("1984 m. liepos 9 d.", "1984-07-09"),
            ("1984. gada 9. jūlijs", "1984-07-09"),
            ("1984 оны 7 сарын 9", "1984-07-09"),
            ("1984 оны арван нэгдүгээр сарын 9", "1984-11-09"),
            ("1984. július 9.", "1984-07-09"),
            ("1984 ж. 9 шілде", "1984-07-09"),
            ("9 de julio de 1984", "1984-07-09"),
            ("1984年7月9日", "1984-07-09"),
            ("d/m/1984", "1984"),
            ("July 9th, 1984", "1984-07-09"),
            ("1960-01-02-05:00", "1960-01-02"),
            ("1960-01-02+03:00", "1960-01-02"),
            ("1960-01-02Z", "1960-01-02"),
            ("1960-01-02T00:00:00+03:00", "1960-01-02"),
            ("1960-01-02 00:00:00.000", "1960-01-02"),
            ("02.01.1960 0:00", "1960-01-02"),
            ("Between Aug. and Sep. 1977", "1977-08 1977-09"),
            ("Nov 1977 to Jan 1978", "1977-11 1977-12 1978-01"),
            ("Jan 1962 to Dec 1962", "1962"),
            ("c. Sep. 1958", "1958 ?"),
            ("около 1960 г.", "1960"),
            ("ок. 1960", "1960"),
            ("между 1962 и 1963", "1962 1963"),
            ("1962-1963 гг.", "1962 1963"),
            ("1960-е", "1960 1961 1962 1963 1964 1965 1966 1967 1968 1969"),
            ("196x", "1960 1961 1962 1963 1964 1965 1966 1967 1968 1969"),
            // Only the year is sure.
            ("1971-13-15", "1971 ?"),
            ("1971-02-30", "1971 ?"),
            ("30/02/1971", "1971 ?"),
            ("13/13/1971", "1971 ?"),
            ("19711315", "1971 ?"),
            ("15.xx.1971", "1971 ?"),
            ("15 Foo 1971", "1971 ?"),
            ("1971-03-15-01", "1971 ?"),
            ("1971 (?)", "1971 ?"),
            ("07 Oct 1954", "1954-10-07"),
            ("Oct 1954", "1954-10"),
            ("Nov. 1973", "1973-11"),
            ("1 sept. 1973", "1973-09-01"),
            ("1971.03.15", "1971-03-15"),
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
            ("15.3.71", "-"),
            ("15/08/19yy", "-"),
            ("19xx", "-"),
            ("13/13/1402", "-"),
            ("1971 1972", "-"),
            ("123456789", "-"),
            ("10 1971 123456", "-"),
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
        assert_eq!(shown("03/14/1971", DateOrder::DayFirst), "1971 ?");
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

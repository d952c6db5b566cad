//! Dates: whole days for listings, partial dates for birth dates.

use crate::error::{Error, ErrorKind};
use jiff::civil;
use std::fmt;
use std::str::FromStr;

/// A day of the proleptic Gregorian calendar, years 1 to 9999, written `YYYY-MM-DD` (ISO 8601).
///
/// ```
/// use sverka::Date;
///
/// let day: Date = "2025-09-10".parse()?;
/// assert_eq!(day.to_string(), "2025-09-10");
/// assert!(day < "2025-09-11".parse()?);
/// // To and from the dates of the crate `jiff`.
/// assert_eq!(Date::try_from(jiff::civil::Date::from(day))?, day);
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Date(civil::Date);

impl Date {
    /// The day with this year (1 to 9999), month and day of the month.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidDate`] where the day does not exist.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, Error> {
        civil_day(year, month, day)
            .map(Date)
            .ok_or_else(|| no_such_day(&format!("{year:04}-{month:02}-{day:02}")).expecting(DAY))
    }

    /// Today's date in UTC, from the system clock.
    pub fn today() -> Self {
        Date(jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date())
    }

    /// Days since 1970-01-01, negative before it.
    pub(crate) fn days(self) -> i32 {
        // The range of years has under 4 million days, so the cast is exact.
        (self.0.duration_since(civil::date(1970, 1, 1)).as_hours() / 24) as i32
    }
}

impl From<Date> for civil::Date {
    fn from(day: Date) -> civil::Date {
        day.0
    }
}

impl TryFrom<civil::Date> for Date {
    type Error = Error;

    /// # Errors
    /// [`ErrorKind::InvalidDate`] for a year before 1.
    fn try_from(day: civil::Date) -> Result<Self, Error> {
        match day.year() {
            1.. => Ok(Date(day)),
            _ => Err(no_such_day(&day.to_string()).expecting(DAY)),
        }
    }
}

impl FromStr for Date {
    type Err = Error;

    /// Reads `YYYY-MM-DD` or `DD.MM.YYYY`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidDate`] for another form, or a day that does not exist.
    fn from_str(text: &str) -> Result<Self, Error> {
        match parse(text, DAY)? {
            PartialDate { year, month, day } if day != 0 => Date::new(year, month, day),
            _ => Err(Error::new(ErrorKind::InvalidDate, "not a complete date")
                .with_value(text)
                .expecting(DAY)),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// A birth date as precise as it is known: a year, a month of a year, or a day.
///
/// ```
/// use sverka::PartialDate;
///
/// let month: PartialDate = "1971-03".parse()?;
/// assert_eq!((month.year(), month.month(), month.day()), (1971, Some(3), None));
/// assert_eq!(month.to_string(), "1971-03");
/// assert!("1971-13".parse::<PartialDate>().is_err());
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: u16,
    /// 0 if unknown.
    month: u8,
    /// 0 if unknown.
    day: u8,
}

impl PartialDate {
    /// A date whose day, or month and day, may be unknown.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidDate`] for a year outside 1 to 9999, a month outside 1 to 12, a day
    /// that does not exist in the month, or a day without a month.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Result<Self, Error> {
        let valid = match (month, day) {
            (None, None) => civil_day(year, 1, 1).is_some(),
            (Some(month), None) => civil_day(year, month, 1).is_some(),
            (Some(month), Some(day)) => civil_day(year, month, day).is_some(),
            (None, Some(_)) => false,
        };
        if valid {
            Ok(PartialDate { year, month: month.unwrap_or(0), day: day.unwrap_or(0) })
        } else {
            let part = |n: Option<u8>| n.map_or(String::new(), |n| format!("-{n:02}"));
            Err(no_such_day(&format!("{year:04}{}{}", part(month), part(day))).expecting(PARTIAL))
        }
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12, if known.
    pub fn month(self) -> Option<u8> {
        (self.month != 0).then_some(self.month)
    }

    /// The day of the month, 1 to 31, if known.
    pub fn day(self) -> Option<u8> {
        (self.day != 0).then_some(self.day)
    }

    /// Whether the date stands for one that is not known, in forms and programs that need a date. Such a
    /// date is no evidence.
    ///
    /// 1900-01-01 and 1901-01-01 are the default dates of many registers and of SAP, 1753-01-01 is the
    /// earliest date of SQL Server, 1899-12-30 day 0 of OLE and of spreadsheets; 0001-01-01, 1111-11-11
    /// and 9999-12-31 can be no birth dates. 1 January and other days that registers prefer are not
    /// among them: the year is often right, so they weigh less than other days and not nothing.
    pub(crate) fn is_placeholder(self) -> bool {
        const PLACEHOLDERS: [(u16, u8, u8); 7] = [
            (1, 1, 1),
            (1111, 11, 11),
            (1753, 1, 1),
            (1899, 12, 30),
            (1900, 1, 1),
            (1901, 1, 1),
            (9999, 12, 31),
        ];
        PLACEHOLDERS.contains(&(self.year, self.month, self.day))
    }

    /// A number that sorts like the date. The key of a year or month is below those of its days.
    pub(crate) fn key(self) -> u32 {
        PartialDate::key_of(self.year, self.month, self.day)
    }

    /// The date with that key.
    pub(crate) fn from_key(key: u32) -> Self {
        PartialDate { year: (key >> 9) as u16, month: (key >> 5 & 15) as u8, day: (key & 31) as u8 }
    }

    /// The key of the date with these parts, 0 for unknown ones.
    pub(crate) fn key_of(year: u16, month: u8, day: u8) -> u32 {
        u32::from(year) << 9 | u32::from(month) << 5 | u32::from(day)
    }
}

impl From<Date> for PartialDate {
    fn from(Date(date): Date) -> Self {
        // The constructors of `Date` guarantee positive parts in range.
        PartialDate {
            year: date.year().unsigned_abs(),
            month: date.month().unsigned_abs(),
            day: date.day().unsigned_abs(),
        }
    }
}

impl FromStr for PartialDate {
    type Err = Error;

    /// Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD` (ISO 8601) or `DD.MM.YYYY` (GOST R 7.0.97, DIN 5008).
    ///
    /// # Errors
    /// [`ErrorKind::InvalidDate`] for another form, or a day that does not exist.
    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text, PARTIAL)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().filter(|part| *part != 0) {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

const DAY: &str = "YYYY-MM-DD or DD.MM.YYYY";
const PARTIAL: &str = "YYYY, YYYY-MM or YYYY-MM-DD, or DD.MM.YYYY";

/// Years of four digits are within the range of `jiff`.
fn civil_day(year: u16, month: u8, day: u8) -> Option<civil::Date> {
    let year = i16::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn no_such_day(value: &str) -> Error {
    Error::new(ErrorKind::InvalidDate, "this day does not exist").with_value(value)
}

fn parse(text: &str, expected: &'static str) -> Result<PartialDate, Error> {
    let trimmed = text.trim();
    let form = || {
        Error::new(ErrorKind::InvalidDate, "not a date in this form")
            .with_value(text)
            .expecting(expected)
    };
    let number = |part: Option<&str>, width: usize| -> Result<Option<u16>, Error> {
        let Some(part) = part else { return Ok(None) };
        if part.len() == width && part.bytes().all(|b| b.is_ascii_digit()) {
            part.parse().map(Some).map_err(|_| form())
        } else {
            Err(form())
        }
    };
    let dotted = trimmed.contains('.');
    let mut parts = trimmed.splitn(4, if dotted { '.' } else { '-' });
    let parts = [parts.next(), parts.next(), parts.next(), parts.next()];
    let [year, month, day] = match parts {
        [day, month, Some(year), None] if dotted => [Some(year), month, day],
        [year, month, day, None] if !dotted => [year, month, day],
        _ => return Err(form()),
    };
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let year = year.ok_or_else(form)?;
    // Two digits fit a byte.
    let small = |n: Option<u16>| n.map(|n| n as u8);
    PartialDate::new(year, small(month), small(day))
        .map_err(|error| error.with_value(text).expecting(expected))
}

macro_rules! text_forms {
    ($($date:ty),*) => {$(
        impl TryFrom<String> for $date {
            type Error = Error;

            fn try_from(text: String) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl From<$date> for String {
            fn from(date: $date) -> String {
                date.to_string()
            }
        }
    )*};
}
text_forms!(Date, PartialDate);

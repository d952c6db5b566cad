//! Faults of a single record, and contradictions between two records of one person.

use crate::knowledge::{has_known_father, has_patronymic_ending};
use crate::name::{Name, Role, ends_like_surname, is_given_name};
use crate::record::{Date, Document, PartialDate, PersonName, Record, Sex, enum_names};
use crate::text::Repair;

/// A value that cannot be true, or that is in the wrong field.
///
/// A record may have several faults.
///
/// ```
/// use sverka::submissions::Fault;
///
/// assert_eq!(Fault::BirthInFuture.as_str(), "birth_in_future");
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// A date that does not exist or is in no known form. A reader rejects the row, so the row is
    /// not among the records.
    ImpossibleDate,
    /// Every stated birth date is after the day of the report.
    BirthInFuture,
    /// Every stated birth date is after the event behind the listing, and not all of them are in
    /// the future.
    BirthAfterOccurrence,
    /// The record was submitted before the event happened.
    SubmittedBeforeOccurrence,
    /// The listing ends before it begins.
    ValidToBeforeValidFrom,
    /// Every stated birth date is a 1 January, which registers write when the day is unknown, or a date
    /// that stands for a missing one, as 9999-12-31. One person in 365 is born on a 1 January.
    PlaceholderBirthDate,
    /// A document number with wrong check digits.
    FailedCheckDigits,
    /// A word of a name that mixes letters of two scripts.
    MixedScript,
    /// A digit in a name, outside a machine readable zone.
    DigitsInName,
    /// A patronymic in the field of the given name, while its own field is empty.
    PatronymicInGiven,
    /// A given name in the field of the family name, and in the field of the given name a word that
    /// ends like a surname. Endings that given names share, such as -ин, do not count.
    NamesCrossed,
}

enum_names!(Fault {
    ImpossibleDate = "impossible_date",
    BirthInFuture = "birth_in_future",
    BirthAfterOccurrence = "birth_after_occurrence",
    SubmittedBeforeOccurrence = "submitted_before_occurrence",
    ValidToBeforeValidFrom = "valid_to_before_valid_from",
    PlaceholderBirthDate = "placeholder_birth_date",
    FailedCheckDigits = "failed_check_digits",
    MixedScript = "mixed_script",
    DigitsInName = "digits_in_name",
    PatronymicInGiven = "patronymic_in_given",
    NamesCrossed = "names_crossed",
});

/// How two records of the same person contradict each other.
///
/// ```
/// use sverka::submissions::PairContradiction;
///
/// assert_eq!(PairContradiction::OtherSex.as_str(), "other_sex");
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PairContradiction {
    /// They share a document, but no birth date of one can be a birth date of the other.
    DocumentOtherBirthDate,
    /// They share no document, and no birth date of one can be a birth date of the other.
    OtherBirthDate,
    /// One says female, the other male.
    OtherSex,
}

enum_names!(PairContradiction {
    DocumentOtherBirthDate = "document_other_birth_date",
    OtherBirthDate = "other_birth_date",
    OtherSex = "other_sex",
});

/// The faults of a record. `name` is its primary name.
pub(super) fn find_faults(record: &Record, name: &Name, as_of: Date) -> Vec<Fault> {
    let listing = record.listing();
    let (occurred, submitted) = (listing.occurred_at(), listing.submitted_at());
    let ordered = |first: Option<Date>, second: Option<Date>| {
        first.zip(second).is_none_or(|(first, second)| first <= second)
    };
    let dates = record.birth_dates();
    let all = |is_bad: &dyn Fn(PartialDate) -> bool| {
        !dates.is_empty() && dates.iter().all(|date| is_bad(*date))
    };
    let is_future = |date: PartialDate| is_after(date, as_of);
    let is_faulty = |fault: &Fault| match fault {
        // A reader rejects such a row before it becomes a record.
        Fault::ImpossibleDate => false,
        Fault::BirthInFuture => all(&is_future),
        Fault::BirthAfterOccurrence => {
            occurred.is_some_and(|day| all(&|date| is_after(date, day)) && !all(&is_future))
        }
        Fault::SubmittedBeforeOccurrence => !ordered(occurred, submitted),
        Fault::ValidToBeforeValidFrom => !ordered(listing.valid_from(), listing.valid_to()),
        Fault::PlaceholderBirthDate => all(&is_placeholder),
        Fault::FailedCheckDigits => {
            record.documents().iter().any(|document| document.check_digits_hold() == Some(false))
        }
        Fault::MixedScript => any_name(record, name, |_, name| is_mixed(name)),
        Fault::DigitsInName => any_name(record, name, has_digits),
        Fault::PatronymicInGiven => has_patronymic_in_given(record.name(), name),
        Fault::NamesCrossed => record.name().as_full().is_none() && are_crossed(name),
    };
    Fault::ALL.into_iter().filter(is_faulty).collect()
}

/// The contradictions between two records of one person.
pub(super) fn find_contradictions(one: &Record, other: &Record) -> Vec<PairContradiction> {
    let mut found = Vec::new();
    let pairs = |one: &Record, other: &Record, agree: fn(&Document, &Document) -> bool| {
        one.documents().iter().any(|a| other.documents().iter().any(|b| agree(a, b)))
    };
    let (dates, others) = (one.birth_dates(), other.birth_dates());
    let may_agree = dates.iter().any(|a| others.iter().any(|b| is_compatible(*a, *b)));
    if !dates.is_empty() && !others.is_empty() && !may_agree {
        found.push(match pairs(one, other, is_same_document) {
            true => PairContradiction::DocumentOtherBirthDate,
            false => PairContradiction::OtherBirthDate,
        });
    }
    let sex = |record: &Record| record.sex().filter(|sex| *sex != Sex::Unspecified);
    if sex(one).zip(sex(other)).is_some_and(|(a, b)| a != b) {
        found.push(PairContradiction::OtherSex);
    }
    found
}

/// Whether a name has no word in two scripts and no digit.
pub(super) fn has_clean_name(written: &PersonName, name: &Name) -> bool {
    !is_mixed(name) && !has_digits(written, name)
}

/// Whether the date is a 1 January, or stands for a missing one.
pub(super) fn is_placeholder(date: PartialDate) -> bool {
    (date.month(), date.day()) == (Some(1), Some(1)) || date.is_placeholder()
}

/// Whether the whole date is after `day`: every day of its month or year, where only these are known.
fn is_after(date: PartialDate, day: Date) -> bool {
    let day = PartialDate::from(day);
    let known = (Some(date.year()), date.month(), date.day());
    let of_day = (Some(day.year()), day.month(), day.day());
    match known {
        (year, None, _) => year > of_day.0,
        (year, month, None) => (year, month) > (of_day.0, of_day.1),
        whole => whole > of_day,
    }
}

/// Whether two dates can be the same day.
fn is_compatible(one: PartialDate, other: PartialDate) -> bool {
    let agree = |a: Option<u8>, b: Option<u8>| a.zip(b).is_none_or(|(a, b)| a == b);
    one.year() == other.year() && agree(one.month(), other.month()) && agree(one.day(), other.day())
}

/// Whether two documents have the same number, and neither another kind nor another country.
fn is_same_document(one: &Document, other: &Document) -> bool {
    let plain = |document: &Document| -> String {
        let letters = document.number().chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_uppercase).collect()
    };
    let agree = |a: Option<&str>, b: Option<&str>| {
        a.zip(b).is_none_or(|(a, b)| a.trim().to_lowercase() == b.trim().to_lowercase())
    };
    agree(one.kind(), other.kind())
        && agree(one.country(), other.country())
        && plain(one) == plain(other)
}

/// Whether the test is true of any name of a record. `primary` is the primary name, normalized.
fn any_name(record: &Record, primary: &Name, test: impl Fn(&PersonName, &Name) -> bool) -> bool {
    let mut aliases = record.aliases().iter().map(|alias| alias.name());
    test(record.name(), primary) || aliases.any(|alias| test(alias, &Name::new(alias)))
}

fn is_mixed(name: &Name) -> bool {
    let is_mixed = |repair| matches!(repair, Repair::LookAlikesReplaced | Repair::MixedScriptLeft);
    name.repairs().iter().any(|repair| is_mixed(*repair))
}

fn has_digits(written: &PersonName, name: &Name) -> bool {
    let parts =
        [written.as_full(), written.given(), written.patronymic(), written.family()].into_iter();
    !name.repairs().contains(&Repair::ZoneRead)
        && parts.flatten().any(|part| part.chars().any(char::is_numeric))
}

fn has_patronymic_in_given(written: &PersonName, name: &Name) -> bool {
    if written.as_full().is_some() || written.patronymic().is_some() {
        return false;
    }
    // Nothing is declared a patronymic, so a patronymic here was recognized among the given names.
    let mut given = name.tokens().filter(|token| token.role() == Role::Given);
    name.tokens().any(|token| token.role() == Role::Patronymic)
        || given.next().is_some_and(|only| {
            given.next().is_none()
                && has_patronymic_ending(only.text())
                && has_known_father(only.text())
        })
}

fn are_crossed(name: &Name) -> bool {
    let of_role = |wanted| name.tokens().filter(move |token| token.role() == wanted);
    let all = |role, is_so: fn(&str) -> bool| {
        let mut tokens = of_role(role).peekable();
        tokens.peek().is_some() && tokens.all(|token| is_so(token.text()))
    };
    all(Role::Family, is_given_name)
        && all(Role::Given, |token| ends_like_surname(token) && !is_given_name(token))
}

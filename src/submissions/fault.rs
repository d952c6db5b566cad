//! What in a single record cannot be true, or stands in the wrong place; and what two records of
//! one person contradict each other in.

use super::named;
use crate::knowledge::{has_known_father, has_patronymic_ending};
use crate::name::{Name, Role, ends_like_surname, is_given_name};
use crate::record::{Date, Document, PartialDate, PersonName, Record};
use crate::text::Repair;

/// Something in a record that cannot be true, or that an office wrote where it does not belong. A
/// record may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Fault {
    /// A date that the calendar does not have, or in no form that is read: the row was rejected, so
    /// it is not among the records.
    ImpossibleDate,
    /// Every stated birth date is after the day of the report.
    BirthInFuture,
    /// Every stated birth date is after what happened, and not all are in the future.
    BirthAfterOccurrence,
    /// It was submitted before it happened.
    SubmittedBeforeOccurrence,
    /// The listing ends before it begins.
    ValidToBeforeValidFrom,
    /// Every stated birth date is a 1 January, which registers write for an unknown day. One person
    /// in 365 is born on it.
    PlaceholderBirthDate,
    /// A document whose check digits do not hold.
    FailedCheckDigits,
    /// A word of a name in letters of two scripts.
    MixedScript,
    /// A digit in a name that is none of a machine readable zone.
    DigitsInName,
    /// A patronymic among the given names, and none in its own field.
    PatronymicInGiven,
    /// A given name in the field of the family name, and in that of the given name what ends like a
    /// surname; endings that given names have too, such as -ин, do not tell.
    NamesCrossed,
}

named!(Fault {
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

/// What two records that are taken for one person contradict each other in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum PairContradiction {
    /// A document in common, and no birth dates that agree as far as they are known.
    DocumentOtherBirthDate,
    /// No document in common, and no such birth dates.
    OtherBirthDate,
    /// One female, the other male.
    OtherSex,
}

named!(PairContradiction {
    DocumentOtherBirthDate = "document_other_birth_date",
    OtherBirthDate = "other_birth_date",
    OtherSex = "other_sex",
});

/// The faults of a record whose first name is this.
pub(super) fn faults(record: &Record, name: &Name, as_of: Date) -> Vec<Fault> {
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
        // Readers reject such rows.
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
    Fault::ALL.iter().copied().filter(is_faulty).collect()
}

/// What two records of one person contradict each other in.
pub(super) fn contradictions(one: &Record, other: &Record) -> Vec<PairContradiction> {
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
    let sex = |record: &Record| record.sex().filter(|sex| *sex != crate::record::Sex::Unspecified);
    if sex(one).zip(sex(other)).is_some_and(|(a, b)| a != b) {
        found.push(PairContradiction::OtherSex);
    }
    found
}

/// Whether a name needed no repair of its script and holds no digit.
pub(super) fn is_clean(written: &PersonName, name: &Name) -> bool {
    !is_mixed(name) && !has_digits(written, name)
}

/// Whether the date is a 1 January.
pub(super) fn is_placeholder(date: PartialDate) -> bool {
    (date.month(), date.day()) == (Some(1), Some(1))
}

/// Whether every day that the date may be is after that one.
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

/// Whether two dates may be the same day.
fn is_compatible(one: PartialDate, other: PartialDate) -> bool {
    let agree = |a: Option<u8>, b: Option<u8>| a.zip(b).is_none_or(|(a, b)| a == b);
    one.year() == other.year() && agree(one.month(), other.month()) && agree(one.day(), other.day())
}

/// Whether two documents have one number, and no other kind or country.
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

/// Whether something is so of any name of a record, of which the first is folded already.
fn any_name(record: &Record, first: &Name, is_so: impl Fn(&PersonName, &Name) -> bool) -> bool {
    let mut aliases = record.aliases().iter().map(|alias| alias.name());
    is_so(record.name(), first) || aliases.any(|alias| is_so(alias, &Name::new(alias)))
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
    // No one but the given name could have been told to be a patronymic.
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

//! The evidence of a comparison: items, each with a field, a level and a weight.

use super::bits::Bits;
use std::fmt;

/// The field that an item of evidence is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Field {
    /// A token of a name, or the name as a whole.
    Name,
    /// The birth date.
    BirthDate,
    /// The sex.
    Sex,
    /// The nationality.
    Nationality,
    /// The place of birth.
    BirthPlace,
    /// An identity document.
    Document,
}

impl fmt::Display for Field {
    /// The field in words: `birth date`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Field::Name => "name",
            Field::BirthDate => "birth date",
            Field::Sex => "sex",
            Field::Nationality => "nationality",
            Field::BirthPlace => "birth place",
            Field::Document => "document",
        })
    }
}

macro_rules! levels {
    ($($(#[doc = $doc:literal])* $level:ident = $text:literal,)*) => {
        /// How the two sides of an item compare.
        ///
        /// A level is an outcome of a comparison in the sense of Fellegi and Sunter (1969): each has its own
        /// m- and u-probability, and with them its own weight in a [`Model`](crate::Model).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Level { $($(#[doc = $doc])* $level,)* }

        impl fmt::Display for Level {
            /// The level in words.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self { $(Level::$level => $text,)* })
            }
        }
    };
}

levels! {
    /// Name: the same letters.
    Identical = "identical",
    /// Name: a common reading, across scripts or orthographies.
    SameReading = "same reading",
    /// Name: readings that differ as is usual between offices (ё/е, й/и, doubled letters, glides).
    NearReading = "nearly the same reading",
    /// Name: readings that differ more, but less than two names usually do.
    SimilarReading = "similar reading",
    /// Name: readings that differ a little, but both are known names, and not of one person as a rule
    /// (Марат and Мурат, Юлий and Юлия).
    OtherName = "sounds alike, but another name",
    /// Name: forms of one name in two languages.
    NationalForm = "form of the same name",
    /// Name: one word on one side, two words on the other. The second word weighs zero by itself.
    Joined = "written in one word or in two",
    /// Name: a diminutive or short form of the other.
    Diminutive = "diminutive",
    /// Name: a surname with a Russified ending, and the name that it is derived from.
    Russified = "Russified form",
    /// Name: a token that is no known name, and a known name that a machine or an eye may misread as it.
    Misread = "misread letters",
    /// Name: the man's and the woman's form of one surname.
    Gendered = "gendered form",
    /// Name: the beginning of a given name, and the name.
    Abbreviation = "abbreviation",
    /// Name: an initial, and a name that begins with its sound.
    Initial = "initial",
    /// Name: a token that only the list's record has.
    Omitted = "left out by the entry",
    /// Name: a token that only the incoming record has.
    Extra = "not in the record",
    /// Name: a correction. One token is contradicted, and the others agree as they would between relatives.
    Relative = "perhaps a relative",
    /// Name: letters of it were guessed in a repair ([`Repair`](crate::Repair)), as it is no name as written.
    Repaired = "repaired",
    /// Name: agreement is through an alias.
    Alias = "through an alias",
    /// Name: agreement is through an alias that its source calls weak.
    WeakAlias = "through a weak alias",
    /// Birth date: the same day.
    SameDay = "same day",
    /// Birth date: both are the same 1 January, which registries use as a placeholder.
    SameNewYear = "same 1 January (a placeholder?)",
    /// Birth date: both are the same first of a month other than January, which registries write more
    /// often than other days.
    SameFirstOfMonth = "same first of a month (a placeholder?)",
    /// Birth date: the same month, at the precision of the less precise side.
    SameMonth = "same month",
    /// Birth date: the same year, at the precision of the less precise side.
    SameYear = "same year",
    /// Birth date: day and month are swapped.
    DayMonthSwapped = "day and month swapped",
    /// Birth date: the same day of an adjacent year.
    YearOffByOne = "year off by one",
    /// Birth date: another day of the same year.
    OtherDaySameYear = "another day of the same year",
    /// Birth date: full dates differ in one digit, or partial ones by one year.
    OneSlip = "one digit or one year off",
    /// Document: the numbers differ in one digit.
    OneDigitOff = "one digit off",
    /// Document: the numbers differ in one digit, and the check digits show which one is wrong.
    CheckedSlip = "one digit off, by its check digit",
    /// Sex, nationality, birth place, document: the same.
    Same = "same",
    /// Any field: the two sides contradict each other.
    Contradicted = "contradicted",
}

/// One item of evidence: a field or a token, its text on each side, how the two compare, and the weight.
///
/// Every token of the two names that were compared is in exactly one item, and every other field in at
/// most one.
///
/// Displayed, an item is one line: the bits, the texts, the level.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Item {
    pub(super) field: Field,
    pub(super) level: Level,
    pub(super) bits: Bits,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) entry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) record: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) via: Option<String>,
}

impl Item {
    /// The field that was compared.
    pub fn field(&self) -> Field {
        self.field
    }

    /// How the two sides compare.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The weight of the item in bits; negative if it supports that the records are of two people.
    pub fn bits(&self) -> Bits {
        self.bits
    }

    /// The text of the incoming record, as written; `None` if it has no counterpart there.
    pub fn entry(&self) -> Option<&str> {
        self.entry.as_deref()
    }

    /// The text of the list's record, as written; `None` if it has no counterpart there.
    pub fn record(&self) -> Option<&str> {
        self.record.as_deref()
    }

    /// The orthographies by which two spellings have the same reading, for [`Level::SameReading`]; the repairs,
    /// for [`Level::Repaired`]. For other levels of a name, that a side is in a script which has no reading, or which
    /// is read letter by letter: then a difference says less than it weighs.
    pub fn via(&self) -> Option<&str> {
        self.via.as_deref()
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>+8}  ", self.bits)?;
        match (&self.entry, &self.record) {
            (Some(entry), Some(record)) if entry == record => write!(f, "{entry}")?,
            (Some(entry), Some(record)) => write!(f, "{entry} ~ {record}")?,
            (Some(one), None) | (None, Some(one)) => write!(f, "{one}")?,
            (None, None) => return write!(f, "{}", self.level),
        }
        write!(f, ": {}", self.level)?;
        if let Some(via) = &self.via {
            write!(f, " ({via})")?;
        }
        Ok(())
    }
}

/// The evidence of one comparison: a list of items whose bits add up to the match weight.
///
/// Displayed, it is one line for each item. In JSON it is an array of items.
///
/// ```
/// use sverka::{Level, Model, Record};
///
/// let entry = Record::new("e", "Щербаков Александр").with_birth_date("1971-03-05".parse()?);
/// let listed = Record::new("w", "SHCHERBAKOV Alexandr").with_birth_date("1971-05-03".parse()?);
/// let evidence = Model::default().compare(&entry, &listed);
/// let levels: Vec<Level> = evidence.items().iter().map(|item| item.level()).collect();
/// assert_eq!(levels, [Level::SameReading, Level::SameReading, Level::DayMonthSwapped]);
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Evidence {
    pub(super) items: Vec<Item>,
}

impl Evidence {
    /// The items: those of names first, in the order of the incoming record's name.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The same items without the texts of the two records.
    pub(crate) fn redacted(&self) -> Evidence {
        let items = self.items.iter();
        let redacted = items.map(|item| Item { entry: None, record: None, ..item.clone() });
        Evidence { items: redacted.collect() }
    }

    /// The match weight: the sum of all items, to the last digit.
    pub fn bits(&self) -> Bits {
        self.items.iter().map(Item::bits).sum()
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, item) in self.items.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{item}")?;
        }
        Ok(())
    }
}

//! What a comparison found: evidence, item by item, each with its bits.

use super::bits::Bits;
use std::fmt;

/// What an item of evidence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Field {
    /// A token of a name, or the standing of the name itself.
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

macro_rules! levels {
    ($($(#[doc = $doc:literal])* $level:ident = $text:literal,)*) => {
        /// How the two sides of an item stand to each other.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum Level { $($(#[doc = $doc])* $level,)* }

        impl fmt::Display for Level {
            /// In words, as a table shows it.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self { $(Level::$level => $text,)* })
            }
        }
    };
}

levels! {
    /// Name: the same letters.
    Identical = "identical",
    /// Name: one reading in common, across scripts or orthographies.
    SameReading = "same reading",
    /// Name: readings that differ as offices lightly do (ё/е, й/и, doubled letters, glides).
    NearReading = "nearly the same reading",
    /// Name: readings that differ more, but less than other names do.
    SimilarReading = "similar reading",
    /// Name: forms of one name in two languages.
    NationalForm = "form of the same name",
    /// Name: one word here, two words there. The second of the two weighs nothing by itself.
    Joined = "written in one word or in two",
    /// Name: a diminutive or short form of the other.
    Diminutive = "diminutive",
    /// Name: a surname with a Russified ending, and the name that it is made of.
    Russified = "Russified form",
    /// Name: the forms of one surname that men and women bear.
    Gendered = "gendered form",
    /// Name: one side has only the initial.
    Initial = "initial",
    /// Name: the record has it, the incoming entry does not.
    Omitted = "left out by the entry",
    /// Name: the incoming entry has it, the record does not.
    Extra = "not in the record",
    /// Name: one token is contradicted, and the rest agrees as it would between relatives.
    Relative = "perhaps a relative",
    /// Name: agreement is through an alias.
    Alias = "through an alias",
    /// Name: agreement is through an alias that its source calls weak.
    WeakAlias = "through a weak alias",
    /// Birth date: the same day.
    SameDay = "same day",
    /// Birth date: the same first of January, which registries use as a placeholder.
    SameNewYear = "same 1 January (a placeholder?)",
    /// Birth date: the same month, as far as the less precise side tells.
    SameMonth = "same month",
    /// Birth date: the same year, as far as the less precise side tells.
    SameYear = "same year",
    /// Birth date: day and month in each other's place.
    DayMonthSwapped = "day and month swapped",
    /// Birth date: the same day of the next or the last year.
    YearOffByOne = "year off by one",
    /// Birth date: another day of the same year.
    OtherDaySameYear = "another day of the same year",
    /// Birth date: one digit of whole dates differs, or the year of partial ones by one.
    OneSlip = "one digit or one year off",
    /// Document: one digit differs.
    OneDigitOff = "one digit off",
    /// Document: one digit differs, and the check digits show which side is wrong.
    CheckedSlip = "one digit off, by its check digit",
    /// Sex, nationality, place, document: the same.
    Same = "same",
    /// Any field: the two sides contradict each other.
    Contradicted = "contradicted",
}

/// One item of evidence: what stood on each side, how they compare, and what that weighs.
///
/// Every token of the two names compared stands in exactly one item.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Item {
    pub(super) field: Field,
    pub(super) level: Level,
    pub(super) bits: Bits,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) entry: Option<String>,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) record: Option<String>,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) via: Option<String>,
}

impl Item {
    /// What the item is about.
    pub fn field(&self) -> Field {
        self.field
    }

    /// How the two sides stand to each other.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What it weighs.
    pub fn bits(&self) -> Bits {
        self.bits
    }

    /// What stood in the incoming record, as it was written.
    pub fn entry(&self) -> Option<&str> {
        self.entry.as_deref()
    }

    /// What stood in the list's record, as it was written.
    pub fn record(&self) -> Option<&str> {
        self.record.as_deref()
    }

    /// The orthographies through which two spellings share a reading.
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

/// The evidence of one comparison. Its bits are exactly the sum of its items.
///
/// Displayed, it is one line an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Evidence {
    pub(super) items: Vec<Item>,
}

impl Evidence {
    /// The items: names first, in the order of the entry's name.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The sum of all items.
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

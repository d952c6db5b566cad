//! What a published list says of itself.

use crate::record::Date;
use std::fmt;

/// A published list: its name, and what its file states of it.
///
/// ```
/// use sverka::formats::{ColumnMap, Reader};
///
/// let list = "<sdnList><publshInformation><Publish_Date>01/05/2026</Publish_Date>\
///             <Record_Count>2</Record_Count></publshInformation></sdnList>";
/// let mut reader = Reader::detect(list.as_bytes(), "sdn.xml", &ColumnMap::new())?;
/// assert!(reader.next().is_none());
/// let list = reader.list().expect("a published list");
/// assert_eq!((list.name(), list.entries()), ("OFAC SDN list", Some(2)));
/// assert_eq!(list.to_string(), "OFAC SDN list, of 2026-01-05, 2 entries stated");
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListInfo {
    pub(in crate::formats) name: String,
    pub(in crate::formats) date: Option<Date>,
    pub(in crate::formats) entries: Option<u64>,
    pub(in crate::formats) missing: Vec<&'static str>,
}

impl ListInfo {
    pub(in crate::formats) fn named(name: &str) -> ListInfo {
        ListInfo { name: name.to_owned(), ..ListInfo::default() }
    }

    /// What the list is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The day of which it is, if its file states one that has been read.
    pub fn date(&self) -> Option<Date> {
        self.date
    }

    /// The number of entries that it states to have, persons and others.
    pub fn entries(&self) -> Option<u64> {
        self.entries
    }

    /// The files that belong to the list and are not beside it: without them, aliases or the ends of long
    /// remarks are missing.
    pub fn missing_files(&self) -> &[&'static str] {
        &self.missing
    }

    /// Sets the day, if the text is one: the first ten characters of a time.
    pub(super) fn set_date(&mut self, text: &str) {
        if let Ok(date) = text.get(..10).unwrap_or(text).parse() {
            self.date = Some(date);
        }
    }
}

impl fmt::Display for ListInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(date) = self.date {
            write!(f, ", of {date}")?;
        }
        if let Some(entries) = self.entries {
            write!(f, ", {entries} entries stated")?;
        }
        if !self.missing.is_empty() {
            write!(f, ", without {}, not found beside it", self.missing.join(" and "))?;
        }
        Ok(())
    }
}

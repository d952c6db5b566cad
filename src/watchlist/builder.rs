//! Building a list.

use super::Watchlist;
use crate::error::{Error, ErrorKind};
use crate::evidence::Model;
use crate::index::{Index, RecordBuffer};
use crate::record::{PersonName, Record};
use crate::screening::WeightedIndex;

/// Collects the records of a [`Watchlist`].
#[derive(Clone, Debug, Default)]
pub struct WatchlistBuilder {
    records: RecordBuffer,
    model: Model,
    /// What is wrong with the first record that no list takes.
    refused: Option<Error>,
}

impl WatchlistBuilder {
    /// Adds a record.
    #[must_use]
    pub fn record(mut self, record: Record) -> Self {
        self.push(record);
        self
    }

    fn push(&mut self, record: Record) {
        if self.refused.is_some() {
            return;
        }
        match check(&record) {
            Ok(()) => self.records.push(record),
            Err(error) => self.refused = Some(error),
        }
    }

    /// Adds records. They are kept encoded, which takes a tenth of the memory.
    #[must_use]
    pub fn records(mut self, records: impl IntoIterator<Item = Record>) -> Self {
        self.extend(records);
        self
    }

    /// Adds the records of a reader that may fail, such as a [`Reader`](crate::formats::Reader) of a file, and passes each
    /// row that it rejects to `rejected`.
    ///
    /// ```
    /// use sverka::Watchlist;
    /// use sverka::formats::{Dialect, Reader};
    ///
    /// let table = "id,name\nw1,Morozkin Yelisey\nw2,\nw3,Snegova Agniya\n";
    /// let mut rejected = Vec::new();
    /// let watchlist = Watchlist::builder()
    ///     .read(Reader::detect(table.as_bytes(), "list.csv", Dialect::new())?, |error| rejected.push(error))?
    ///     .build()?;
    /// assert_eq!((watchlist.len(), rejected.len()), (2, 1));
    /// assert_eq!((rejected[0].file(), rejected[0].line()), (Some("list.csv"), Some(3)));
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// # Errors
    /// One after which the rest of the source is missing, as a list without its end must not pass for the list:
    /// [`Encoding`](crate::ErrorKind::Encoding), [`Io`](crate::ErrorKind::Io),
    /// [`TooLarge`](crate::ErrorKind::TooLarge) and [`Truncated`](crate::ErrorKind::Truncated).
    pub fn read(
        mut self,
        rows: impl IntoIterator<Item = Result<Record, Error>>,
        mut rejected: impl FnMut(Error),
    ) -> Result<Self, Error> {
        for row in rows {
            match row {
                Ok(record) => self.push(record),
                Err(error) if error.ends_the_source() => return Err(error),
                Err(error) => rejected(error),
            }
        }
        Ok(self)
    }

    /// Sets the model that the list is weighed by; [`Model::default`] unless set.
    #[must_use]
    pub fn model(mut self, model: Model) -> Self {
        self.model = model;
        self
    }

    /// Builds the list, in parallel on the current rayon thread pool. The result is the same for any number of
    /// threads and any order of the records.
    ///
    /// Cost: about ten microseconds of one thread for each record.
    ///
    /// # Errors
    /// [`NoLetters`](crate::ErrorKind::NoLetters) for a name without a letter, such as `12345`, which nothing would
    /// ever match; a record without any name may have documents.
    /// [`OverLimit`](crate::ErrorKind::OverLimit) for a record with more than
    /// [`Record::MOST_VALUES`] values of a field or [`Record::MOST_TEXT_BYTES`] bytes of a text.
    /// [`DuplicateId`](crate::ErrorKind::DuplicateId) if two records have the same identifier, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge) for more than 4 billion records, 2 billion tokens of names,
    /// documents or words of places, 500 million nationalities, or 67 million distinct tokens.
    pub fn build(self) -> Result<Watchlist, Error> {
        if let Some(error) = self.refused {
            return Err(error);
        }
        let index = Index::new(self.records.build()?)?;
        Ok(Watchlist::from_list(WeightedIndex::new(self.model, index)))
    }
}

fn check(record: &Record) -> Result<(), Error> {
    let name = record.name();
    if *name != PersonName::default() && !name.has_letters() {
        let error = Error::new(ErrorKind::NoLetters, "a name without letters");
        return Err(error
            .of_record(record.id())
            .expecting("at least one letter, or no name at all"));
    }
    record.check_limits()
}

impl Extend<Record> for WatchlistBuilder {
    fn extend<I: IntoIterator<Item = Record>>(&mut self, records: I) {
        records.into_iter().for_each(|record| self.push(record));
    }
}

impl FromIterator<Record> for WatchlistBuilder {
    /// ```
    /// use sverka::{Record, WatchlistBuilder};
    ///
    /// let names = ["Щербаков Александр", "Королёв Сергей"];
    /// let mut builder: WatchlistBuilder =
    ///     names.iter().enumerate().map(|(n, name)| Record::new(n.to_string(), *name)).collect();
    /// builder.extend([Record::new("w9", "Snegova Agniya")]);
    /// assert_eq!(builder.build()?.len(), 3);
    /// # Ok::<(), sverka::Error>(())
    /// ```
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        WatchlistBuilder::default().records(records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watchlist::Watchlist;

    #[test]
    fn a_name_without_letters_is_refused_by_its_identifier() {
        for name in ["12345", "—", " ", "😀"] {
            let records = [Record::new("w1", "Snegova"), Record::new("w2", name)];
            let error = Watchlist::builder().records(records).build().unwrap_err();
            assert_eq!((error.kind(), error.record_id()), (ErrorKind::NoLetters, Some("w2")));
            assert!(!error.to_string().contains(name.trim()) || name == " ", "{error}");
        }
        let document = "passport:RU:4510 123456".parse().unwrap();
        let nameless = Record::new("w3", "").with_document(document);
        assert_eq!(Watchlist::builder().record(nameless).build().unwrap().len(), 1);
    }

    #[test]
    fn a_reader_that_ends_early_builds_no_list() {
        let rows = |last: ErrorKind| {
            let bad = Error::new(ErrorKind::Malformed, "a bad row");
            [Ok(Record::new("w1", "Snegova")), Err(bad), Err(Error::new(last, "the last"))]
        };
        let mut rejected = Vec::new();
        let read = |last, rejected: &mut Vec<Error>| {
            Watchlist::builder().read(rows(last), |error| rejected.push(error)).map(|_| ())
        };
        assert!(read(ErrorKind::NoLetters, &mut rejected).is_ok());
        assert_eq!(rejected.len(), 2);
        assert_eq!(
            read(ErrorKind::Truncated, &mut rejected).unwrap_err().kind(),
            ErrorKind::Truncated
        );
    }
}

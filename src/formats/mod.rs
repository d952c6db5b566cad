//! Streaming readers that turn files into records: CSV tables, JSON, FollowTheMoney entities, and with the
//! feature `lists` the published sanctions lists of eight states, the UN and the EU.
//!
//! Real files contain bad rows. A value that cannot be read is left out, what is sure of a date is kept,
//! and [`Reader::notes`] reports both, so that no person is lost for a field. A row without any name,
//! or with an identifier used twice, is an error with file, line and field, and reading continues with
//! the next row. Nothing is dropped silently: a row becomes a record or an error, or describes no person.
//! [`Reader::unread_columns`] reports columns that were not read. This module uses records and errors,
//! and nothing of matching.
//!
//! ```
//! use sverka::formats::{ColumnMap, Reader};
//!
//! let table = "id,full_name,birth_date\n\
//!              a1,Morozkin Yelisey,1971-03-15\n\
//!              a2,Snegova Agniya,1971-02-30\n\
//!              a3,,1980-07-01\n";
//! let columns: ColumnMap = "name=full_name".parse()?;
//! let mut reader = Reader::detect(table.as_bytes(), "list.csv", &columns)?;
//!
//! assert_eq!(reader.next().unwrap()?.id(), "a1");
//! assert_eq!(reader.next().unwrap()?.birth_dates()[0].to_string(), "1971");
//! let note = &reader.notes()[0];
//! assert_eq!((note.file(), note.line()), (Some("list.csv"), Some(3)));
//! assert_eq!((note.field(), note.value()), (Some("birth_date"), Some("1971-02-30")));
//! let error = reader.next().unwrap().unwrap_err();
//! assert_eq!((error.line(), error.field()), (Some(4), Some("full_name")));
//! assert!(reader.next().is_none());
//! assert_eq!((reader.tally().kept(), reader.tally().rejected()), (2, 1));
//! # Ok::<(), sverka::Error>(())
//! ```

mod columns;
mod csv_reader;
mod dates;
mod decode;
mod detect;
mod dialect;
mod distinct;
mod document_text;
mod draft;
mod format;
mod format_reader;
mod ftm;
mod interpol;
mod json_fields;
mod json_reader;
mod json_records;
mod json_scan;
mod json_values;
mod line_reader;
#[cfg(feature = "lists")]
mod lists;
mod lookahead;
mod memory_limit;
mod note_summary;
mod open;
mod packing;
mod reader;
mod row_reader;
mod seen_ids;
mod senzing;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod unknowns;
#[cfg(feature = "archives")]
mod unpack;
mod unread_paths;

pub use columns::ColumnMap;
pub use dialect::Dialect;
pub use format::Format;
#[cfg(feature = "lists")]
pub use lists::ListInfo;
pub use note_summary::NoteSummary;
#[cfg(all(feature = "lists", feature = "operation"))]
pub(crate) use open::beside;
pub use reader::Reader;
pub use table::{PersonColumns, Table, TableCells};
pub use tally::Tally;

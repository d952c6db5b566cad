//! Streaming readers that turn files into records: CSV tables, JSON lines, FollowTheMoney entities, and
//! with the feature `lists` the sanctions lists of OFAC, the UN, the EU and the UK.
//!
//! Real files contain bad rows. Each bad row is an error of its own, with file, line and field, and
//! reading continues with the next row. Nothing is dropped silently: a row becomes a record or an
//! error, or describes no person. [`Reader::notes`] reports values that were kept only in part, and
//! [`Reader::unread_columns`] reports columns that were not read. This module uses records and errors,
//! and nothing of matching.
//!
//! ```
//! use sverka::formats::{ColumnMap, Reader};
//!
//! let table = "id,full_name,birth_date\n\
//!              a1,Morozkin Yelisey,1971-03-15\n\
//!              a2,Snegova Agniya,1971-02-30\n";
//! let columns: ColumnMap = "name=full_name".parse()?;
//! let mut reader = Reader::detect(table.as_bytes(), "list.csv", &columns)?;
//!
//! assert_eq!(reader.next().unwrap()?.id(), "a1");
//! let error = reader.next().unwrap().unwrap_err();
//! assert_eq!((error.file(), error.line()), (Some("list.csv"), Some(3)));
//! assert_eq!((error.field(), error.value()), (Some("birth_date"), Some("1971-02-30")));
//! assert!(reader.next().is_none());
//! assert_eq!((reader.tally().kept(), reader.tally().rejected()), (1, 1));
//! # Ok::<(), sverka::Error>(())
//! ```

mod columns;
mod csv_reader;
mod dates;
mod detect;
mod draft;
mod format_reader;
mod ftm;
mod json_lines;
mod line_reader;
#[cfg(feature = "lists")]
mod lists;
mod lookahead;
mod open;
mod reader;
mod row_reader;
mod seen_ids;
mod tally;
#[cfg(test)]
mod tests;
mod unread_paths;

pub use columns::ColumnMap;
pub use detect::Format;
#[cfg(all(feature = "lists", feature = "operation"))]
pub(crate) use open::beside;
pub use reader::Reader;
pub use tally::Tally;

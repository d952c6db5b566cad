//! The reader of each format, behind one face.

use super::columns::{Column, ColumnMap};
use super::detect::Format;
use super::draft::Drawn;
use super::feed::Feed;
use super::ftm;
use super::json_lines::JsonLines;
use super::lines::Lines;
#[cfg(feature = "lists")]
use super::lists::{Document, SdnTable, UkTable};
use super::table::Table;
use crate::error::Error;
use std::io::BufRead;

pub(super) enum Source<R> {
    Table(Box<Table<Feed<R>>>),
    JsonLines(JsonLines<Feed<R>>),
    Entities(ftm::Entities<Feed<R>>),
    #[cfg(feature = "lists")]
    Document(Box<Document<R>>),
    #[cfg(feature = "lists")]
    Sdn(Box<SdnTable<R>>),
    #[cfg(feature = "lists")]
    Uk(Box<UkTable<R>>),
}

impl<R: BufRead> Source<R> {
    pub(super) fn new(format: Format, feed: Feed<R>, columns: &ColumnMap) -> Result<Self, Error> {
        Ok(match format {
            Format::Csv => Source::Table(Box::new(Table::new(Lines::new(feed), columns)?)),
            Format::JsonLines => Source::JsonLines(JsonLines::new(Lines::new(feed))?),
            Format::FollowTheMoney => Source::Entities(ftm::Entities::new(Lines::new(feed))?),
            #[cfg(feature = "lists")]
            Format::OfacCsv => Source::Sdn(Box::new(SdnTable::new(Lines::new(feed))?)),
            #[cfg(feature = "lists")]
            Format::UkCsv => Source::Uk(Box::new(UkTable::new(Lines::new(feed))?)),
            #[cfg(feature = "lists")]
            Format::OfacXml | Format::UnXml | Format::EuXml => {
                Source::Document(Box::new(Document::new(feed, format)?))
            }
            #[cfg(not(feature = "lists"))]
            _ => {
                let what = format!("{format}: read with the crate's feature `lists`");
                return Err(super::detect::unknown(what));
            }
        })
    }

    /// The next record; nothing in its place for an entity that is no person.
    pub(super) fn next_record(&mut self) -> Option<Result<Option<Drawn>, Error>> {
        match self {
            Source::Table(table) => table.next_record().map(|drawn| drawn.map(Some)),
            Source::JsonLines(lines) => lines.next_record().map(|drawn| drawn.map(Some)),
            Source::Entities(entities) => entities.next_record(),
            #[cfg(feature = "lists")]
            Source::Document(document) => document.next_record(),
            #[cfg(feature = "lists")]
            Source::Sdn(table) => table.next_record(),
            #[cfg(feature = "lists")]
            Source::Uk(table) => table.next_record(),
        }
    }
}

impl<R> Source<R> {
    /// What the source holds and no record takes.
    pub(super) fn unread(&self) -> &[String] {
        match self {
            Source::Table(table) => table.unread(),
            Source::JsonLines(lines) => lines.unread(),
            Source::Entities(entities) => entities.unread(),
            #[cfg(feature = "lists")]
            Source::Document(document) => document.unread(),
            #[cfg(feature = "lists")]
            Source::Sdn(table) => table.unread(),
            #[cfg(feature = "lists")]
            Source::Uk(table) => table.unread(),
        }
    }

    /// What the source calls a field.
    pub(super) fn field(&self, column: Column) -> &str {
        match self {
            Source::Table(table) => table.header(column),
            _ => column.name(),
        }
    }
}

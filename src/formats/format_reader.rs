//! One enum over the readers of all formats.

use super::csv_reader::CsvReader;
use super::decode::TextSource;
use super::dialect::Dialect;
use super::draft::ParsedRecord;
use super::format::Format;
use super::ftm::FtmReader;
use super::json_reader::JsonReader;
use super::line_reader::LineReader;
#[cfg(feature = "lists")]
use super::lists::{self, ListInfo, SdnCsvReader, TableReader, XmlReader};
use crate::error::Error;
use crate::record::RecordField;
use std::io::BufRead;

pub(super) enum FormatReader<R> {
    Csv(Box<CsvReader<TextSource<R>>>),
    Json(Box<JsonReader<R>>),
    Ftm(Box<FtmReader<R>>),
    #[cfg(feature = "lists")]
    Xml(Box<XmlReader<R>>),
    #[cfg(feature = "lists")]
    Sdn(Box<SdnCsvReader<R>>),
    #[cfg(feature = "lists")]
    Table(Box<TableReader<R>>),
}

impl<R: BufRead> FormatReader<R> {
    #[cfg_attr(not(feature = "lists"), allow(unused_variables))]
    pub(super) fn new(
        format: Format,
        text: TextSource<R>,
        file: &str,
        dialect: &Dialect,
    ) -> Result<Self, Error> {
        let limit = dialect.memory_limit;
        #[cfg(feature = "lists")]
        let about = lists::about(format, file).unwrap_or_default();
        Ok(match format {
            Format::Csv => {
                FormatReader::Csv(Box::new(CsvReader::new(LineReader::new(text, limit), dialect)?))
            }
            Format::Json | Format::Senzing | Format::Interpol => {
                FormatReader::Json(Box::new(JsonReader::new(text, format, limit)?))
            }
            Format::FollowTheMoney => FormatReader::Ftm(Box::new(FtmReader::new(text, limit)?)),
            #[cfg(feature = "lists")]
            Format::UsCslJson => {
                FormatReader::Json(Box::new(JsonReader::new(text, format, limit)?))
            }
            #[cfg(feature = "lists")]
            Format::OfacCsv => {
                let is_consolidated = lists::is_consolidated(file);
                let lines = LineReader::new(text, limit);
                FormatReader::Sdn(Box::new(SdnCsvReader::new(lines, about, is_consolidated)?))
            }
            #[cfg(feature = "lists")]
            format => match lists::TABLES.iter().find(|(table, _)| *table == format) {
                Some((_, schema)) => {
                    let lines = LineReader::new(text, limit);
                    FormatReader::Table(Box::new(TableReader::new(lines, schema, about)?))
                }
                None => FormatReader::Xml(Box::new(lists::xml_reader(
                    text, format, file, about, limit,
                )?)),
            },
            #[cfg(not(feature = "lists"))]
            _ => {
                let what = format!("{format}, which needs the feature `lists` of the crate");
                return Err(super::format::unknown(what));
            }
        })
    }

    /// The next record; `Ok(None)` for an entity that is not a person.
    pub(super) fn next_record(&mut self) -> Option<Result<Option<ParsedRecord>, Error>> {
        match self {
            FormatReader::Csv(table) => table.next_record().map(|parsed| parsed.map(Some)),
            FormatReader::Json(objects) => objects.next_record(),
            FormatReader::Ftm(entities) => entities.next_record(),
            #[cfg(feature = "lists")]
            FormatReader::Xml(document) => document.next_record(),
            #[cfg(feature = "lists")]
            FormatReader::Sdn(table) => table.next_record(),
            #[cfg(feature = "lists")]
            FormatReader::Table(table) => table.next_record(),
        }
    }
}

impl<R> FormatReader<R> {
    /// The paths of content that no record has a field for.
    pub(super) fn unread(&self) -> &[String] {
        match self {
            FormatReader::Csv(table) => table.unread(),
            FormatReader::Json(objects) => objects.unread(),
            FormatReader::Ftm(entities) => entities.unread(),
            #[cfg(feature = "lists")]
            FormatReader::Xml(document) => document.unread(),
            #[cfg(feature = "lists")]
            FormatReader::Sdn(table) => table.unread(),
            #[cfg(feature = "lists")]
            FormatReader::Table(table) => table.unread(),
        }
    }

    /// What a published list says of itself.
    #[cfg(feature = "lists")]
    pub(super) fn about(&self) -> Option<&ListInfo> {
        match self {
            FormatReader::Xml(document) => Some(&document.about),
            FormatReader::Sdn(table) => Some(&table.about),
            FormatReader::Table(table) => Some(&table.about),
            FormatReader::Csv(_) | FormatReader::Json(_) | FormatReader::Ftm(_) => None,
        }
    }

    /// The separator of a table that is no comma, and headers that are not the names of their fields.
    pub(super) fn detected(&self) -> Vec<String> {
        match self {
            FormatReader::Csv(table) => table.detected(),
            _ => Vec::new(),
        }
    }

    /// The name of a field in this source.
    pub(super) fn field_name(&self, field: RecordField) -> &str {
        match self {
            FormatReader::Csv(table) => table.header(field),
            _ => field.as_str(),
        }
    }
}

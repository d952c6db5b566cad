//! One enum over the readers of all formats.

use super::csv_reader::CsvReader;
use super::detect::Format;
use super::dialect::Dialect;
use super::draft::ParsedRecord;
use super::ftm;
use super::json_lines::JsonLinesReader;
use super::line_reader::LineReader;
#[cfg(feature = "lists")]
use super::lists::{SdnCsvReader, UkCsvReader, XmlReader, xml_reader};
use super::lookahead::LookaheadReader;
use crate::error::Error;
use crate::record::RecordField;
use std::io::BufRead;

pub(super) enum FormatReader<R> {
    Csv(Box<CsvReader<LookaheadReader<R>>>),
    JsonLines(JsonLinesReader<LookaheadReader<R>>),
    Ftm(ftm::FtmReader<LookaheadReader<R>>),
    #[cfg(feature = "lists")]
    Xml(Box<XmlReader<R>>),
    #[cfg(feature = "lists")]
    Sdn(Box<SdnCsvReader<R>>),
    #[cfg(feature = "lists")]
    Uk(Box<UkCsvReader<R>>),
}

impl<R: BufRead> FormatReader<R> {
    pub(super) fn new(
        format: Format,
        feed: LookaheadReader<R>,
        dialect: &Dialect,
    ) -> Result<Self, Error> {
        Ok(match format {
            Format::Csv => {
                FormatReader::Csv(Box::new(CsvReader::new(LineReader::new(feed), dialect)?))
            }
            Format::JsonLines => {
                FormatReader::JsonLines(JsonLinesReader::new(LineReader::new(feed))?)
            }
            Format::FollowTheMoney => {
                FormatReader::Ftm(ftm::FtmReader::new(LineReader::new(feed))?)
            }
            #[cfg(feature = "lists")]
            Format::OfacCsv => {
                FormatReader::Sdn(Box::new(SdnCsvReader::new(LineReader::new(feed))?))
            }
            #[cfg(feature = "lists")]
            Format::UkCsv => FormatReader::Uk(Box::new(UkCsvReader::new(LineReader::new(feed))?)),
            #[cfg(feature = "lists")]
            Format::OfacXml | Format::UnXml | Format::EuXml => {
                FormatReader::Xml(Box::new(xml_reader(feed, format)?))
            }
            #[cfg(not(feature = "lists"))]
            _ => {
                let what = format!("{format}, which needs the feature `lists` of the crate");
                return Err(super::detect::unknown(what));
            }
        })
    }

    /// The next record; `Ok(None)` for an entity that is not a person.
    pub(super) fn next_record(&mut self) -> Option<Result<Option<ParsedRecord>, Error>> {
        match self {
            FormatReader::Csv(table) => table.next_record().map(|parsed| parsed.map(Some)),
            FormatReader::JsonLines(lines) => lines.next_record().map(|parsed| parsed.map(Some)),
            FormatReader::Ftm(entities) => entities.next_record(),
            #[cfg(feature = "lists")]
            FormatReader::Xml(document) => document.next_record(),
            #[cfg(feature = "lists")]
            FormatReader::Sdn(table) => table.next_record(),
            #[cfg(feature = "lists")]
            FormatReader::Uk(table) => table.next_record(),
        }
    }
}

impl<R> FormatReader<R> {
    /// The paths of content that no record has a field for.
    pub(super) fn unread(&self) -> &[String] {
        match self {
            FormatReader::Csv(table) => table.unread(),
            FormatReader::JsonLines(lines) => lines.unread(),
            FormatReader::Ftm(entities) => entities.unread(),
            #[cfg(feature = "lists")]
            FormatReader::Xml(document) => document.unread(),
            #[cfg(feature = "lists")]
            FormatReader::Sdn(table) => table.unread(),
            #[cfg(feature = "lists")]
            FormatReader::Uk(table) => table.unread(),
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

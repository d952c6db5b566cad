//! Published sanctions lists.
//!
//! Each file maps the elements or columns of one list to the fields of a record. Content without a
//! field is reported by [`Reader::unread_columns`](super::Reader::unread_columns). The authority becomes
//! the source of the listing, its programme or regime the category.

mod documents;
mod eu;
mod ofac;
mod ofac_csv;
mod ofac_xml;
mod uk;
mod un;
mod xml;

pub(super) use ofac_csv::SdnCsvReader;
pub(super) use uk::UkCsvReader;
pub(super) use xml::XmlReader;

use super::detect::Format;
use super::lookahead::LookaheadReader;
use crate::error::Error;
use std::io::BufRead;

/// A reader for a list in XML.
pub(super) fn xml_reader<R: BufRead>(
    feed: LookaheadReader<R>,
    format: Format,
) -> Result<XmlReader<R>, Error> {
    let schema = match format {
        Format::OfacXml => &ofac_xml::SCHEMA,
        Format::EuXml => &eu::SCHEMA,
        _ => &un::SCHEMA,
    };
    XmlReader::new(feed, format, schema)
}

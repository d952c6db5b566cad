//! Published sanctions lists, each as its authority writes it.
//!
//! A list says what a record says, under other names, so each file here is a reading of one list:
//! which element or column is which field. What a record has no field for is reported by its path,
//! as [`Reader::unread_columns`](super::Reader::unread_columns) shows. Each names its authority as
//! the source of the listing, and its own programme or regime as the category.

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
use xml::XmlSchema;

/// How entities of a list in XML are read.
fn schema(format: Format) -> &'static XmlSchema {
    match format {
        Format::OfacXml => &ofac_xml::SCHEMA,
        Format::EuXml => &eu::SCHEMA,
        _ => &un::SCHEMA,
    }
}

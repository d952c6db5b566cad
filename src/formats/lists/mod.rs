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
use xml::XmlSchema;

/// The schema of a list in XML.
fn schema(format: Format) -> &'static XmlSchema {
    match format {
        Format::OfacXml => &ofac_xml::SCHEMA,
        Format::EuXml => &eu::SCHEMA,
        _ => &un::SCHEMA,
    }
}

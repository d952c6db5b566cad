//! Published sanctions lists.
//!
//! Each file maps the elements or columns of one list to the fields of a record. Content without a
//! field is reported by [`Reader::unread_columns`](super::Reader::unread_columns). The authority becomes
//! the source of the listing, its programme or regime the category.

mod about;
mod australia;
mod canada;
pub(super) mod csl;
mod documents;
mod eu;
mod ofac;
mod ofac_advanced;
mod ofac_csv;
mod ofac_enhanced;
mod ofac_xml;
mod open_sanctions;
mod seco;
mod table;
mod uk;
mod ukraine;
mod un;
mod xml;
mod xml_element;
mod xml_source;

pub use about::ListInfo;
pub(super) use ofac_csv::{SdnCsvReader, files_beside};
pub(super) use table::{TableReader, TableSchema};
pub(super) use xml::XmlReader;

use super::decode::TextSource;
use super::format::Format;
use super::memory_limit::MemoryLimit;
use crate::error::Error;
use std::io::BufRead;

/// The lists that are tables with a header.
pub(super) const TABLES: [(Format, &TableSchema); 4] = [
    (Format::UkCsv, &uk::TABLE),
    (Format::OpenSanctionsCsv, &open_sanctions::TABLE),
    (Format::UsCslCsv, &csl::TABLE),
    (Format::AustraliaCsv, &australia::TABLE),
];

/// What a list in a file of that name is called; `None` where the format is not of a published list.
pub(super) fn about(format: Format, file: &str) -> Option<ListInfo> {
    let name = match format {
        Format::OfacCsv | Format::OfacXml | Format::OfacAdvancedXml | Format::OfacEnhancedXml => {
            if is_consolidated(file) {
                "OFAC consolidated list"
            } else {
                "OFAC SDN list"
            }
        }
        Format::UnXml => "UN Security Council consolidated list",
        Format::EuXml => "EU consolidated list of financial sanctions",
        Format::UkCsv | Format::UkXml => "UK sanctions list",
        Format::SwissXml => "Swiss sanctions list",
        Format::CanadaXml => "Canadian consolidated autonomous sanctions list",
        Format::UkraineXml => "Ukrainian list of persons connected with terrorism",
        Format::AustraliaCsv => "Australian consolidated list",
        Format::UsCslCsv | Format::UsCslJson => "US Consolidated Screening List",
        Format::OpenSanctionsCsv => "OpenSanctions targets",
        _ => return None,
    };
    Some(ListInfo::named(name))
}

/// Whether a file of OFAC has the consolidated list of other sanctions, by its name.
pub(super) fn is_consolidated(file: &str) -> bool {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.to_ascii_lowercase().starts_with("cons")
}

/// A reader for a list in XML.
pub(super) fn xml_reader<R: BufRead>(
    text: TextSource<R>,
    format: Format,
    file: &str,
    about: ListInfo,
    limit: MemoryLimit,
) -> Result<XmlReader<R>, Error> {
    let schema = match format {
        Format::OfacXml if is_consolidated(file) => &ofac_xml::CONSOLIDATED,
        Format::OfacXml => &ofac_xml::SDN,
        Format::OfacAdvancedXml => &ofac_advanced::SCHEMA,
        Format::OfacEnhancedXml => &ofac_enhanced::SCHEMA,
        Format::EuXml => &eu::SCHEMA,
        Format::UkXml => &uk::XML,
        Format::SwissXml => &seco::SCHEMA,
        Format::CanadaXml => &canada::SCHEMA,
        Format::UkraineXml => &ukraine::SCHEMA,
        _ => &un::SCHEMA,
    };
    XmlReader::new(text, format, schema, about, limit)
}

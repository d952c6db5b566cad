//! The formats, and what is said of sources in others.

use crate::error::{Error, ErrorKind};
use std::fmt;

/// The format of a source of records.
///
/// ```
/// use sverka::formats::Format;
///
/// assert_eq!(Format::detect(b"id,name\n1,Morozkin Yelisey\n")?, Format::Csv);
/// assert_eq!(Format::detect(b"<?xml version=\"1.0\"?><CONSOLIDATED_LIST>")?, Format::UnXml);
/// assert!(Format::detect(b"<!DOCTYPE html><html>").is_err());
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A table with a header, separated by commas.
    Csv,
    /// Objects in the JSON form of a [`Record`](crate::Record): one on each line, over several lines, or
    /// in an array.
    Json,
    /// FollowTheMoney entities in JSON, as OpenSanctions publishes them (`entities.ftm.json`,
    /// `targets.nested.json`).
    FollowTheMoney,
    /// Entities in JSON as Senzing's Entity Specification maps them.
    Senzing,
    /// Interpol's notices as its public service returns them, in JSON.
    Interpol,
    /// Tables of the United States' Office of Foreign Assets Control: SDN.CSV with its aliases in ALT.CSV, or
    /// CONS_PRIM.CSV with CONS_ALT.CSV.
    OfacCsv,
    /// SDN.XML and CONSOLIDATED.XML of the same office.
    OfacXml,
    /// SDN_ADVANCED.XML and CONS_ADVANCED.XML of the same office.
    OfacAdvancedXml,
    /// SDN_ENHANCED.XML and CONS_ENHANCED.XML of the same office.
    OfacEnhancedXml,
    /// The Consolidated Screening List of the United States, CSV.
    UsCslCsv,
    /// The same list, JSON.
    UsCslJson,
    /// The United Nations Security Council's consolidated list.
    UnXml,
    /// The European Union's consolidated list of financial sanctions, FSD 1.1.
    EuXml,
    /// The UK Sanctions List, or the consolidated list of the Office of Financial Sanctions
    /// Implementation (ConList.csv).
    UkCsv,
    /// The UK Sanctions List, XML.
    UkXml,
    /// The list of Switzerland's State Secretariat for Economic Affairs.
    SwissXml,
    /// Canada's Consolidated Autonomous Sanctions List.
    CanadaXml,
    /// The sheet of Australia's Consolidated List as a table.
    AustraliaCsv,
    /// The list of Ukraine's State Financial Monitoring Service.
    UkraineXml,
    /// OpenSanctions' `targets.simple.csv`.
    OpenSanctionsCsv,
}

impl Format {
    /// The most bytes that [`Format::detect`] needs.
    pub(super) const BEGINNING: usize = 1 << 16;

    /// The name of the format in errors.
    fn name(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Json => "JSON",
            Format::FollowTheMoney => "FollowTheMoney",
            Format::Senzing => "Senzing entities, JSON",
            Format::Interpol => "Interpol notices, JSON",
            Format::OfacCsv => "OFAC, CSV",
            Format::OfacXml => "OFAC, XML",
            Format::OfacAdvancedXml => "OFAC, advanced XML",
            Format::OfacEnhancedXml => "OFAC, enhanced XML",
            Format::UsCslCsv => "US Consolidated Screening List, CSV",
            Format::UsCslJson => "US Consolidated Screening List, JSON",
            Format::UnXml => "UN consolidated list, XML",
            Format::EuXml => "EU consolidated list, XML",
            Format::UkCsv => "UK sanctions list, CSV",
            Format::UkXml => "UK sanctions list, XML",
            Format::SwissXml => "Swiss sanctions list, XML",
            Format::CanadaXml => "Canadian sanctions list, XML",
            Format::AustraliaCsv => "Australian consolidated list, CSV",
            Format::UkraineXml => "Ukrainian list of terrorists, XML",
            Format::OpenSanctionsCsv => "OpenSanctions targets, CSV",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

const EXPECTED: &str = "a table, JSON, or a published list that docs/formats.md names";
const SHEET: &str = "the sheet saved as CSV or XLSX";
pub(super) const OTHER_XML: &str = "XML of another kind than the lists that are read";

pub(super) fn unknown(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::UnknownFormat, what).expecting(EXPECTED)
}

/// The format of an XML document by the name of its root element.
pub(super) fn by_root(root: &str) -> Result<Format, Error> {
    match root {
        "CONSOLIDATED_LIST" => Ok(Format::UnXml),
        "sdnList" => Ok(Format::OfacXml),
        "export" => Ok(Format::EuXml),
        "Sanctions" => Ok(Format::OfacAdvancedXml),
        "sanctionsData" => Ok(Format::OfacEnhancedXml),
        "Designations" => Ok(Format::UkXml),
        "swiss-sanctions-list" => Ok(Format::SwissXml),
        "data-set" => Ok(Format::CanadaXml),
        "acount" | "account" | "acount-lists" => Ok(Format::UkraineXml),
        "ArrayOfFinancialSanctionsTarget" => Err(unknown(
            "OFSI's list as XML, which ended in January 2026; use the UK Sanctions List",
        )),
        root if root.eq_ignore_ascii_case("html") => {
            Err(unknown("a web page, as which some programs save a sheet").expecting(SHEET))
        }
        "Workbook" => Err(unknown("an Excel workbook as XML").expecting(SHEET)),
        _ => Err(unknown(OTHER_XML)),
    }
}

//! Detects the format of a source from its beginning.

use super::json_scan::JsonOutline;
#[cfg(feature = "lists")]
use super::lists::TABLES;
use super::row_reader::Cells;
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

    /// Whether this much of a source is enough to detect its format: one entity of JSON, or two lines of
    /// a table.
    pub(super) fn is_enough_to_detect(beginning: &[u8]) -> bool {
        let rest = beginning.strip_prefix("\u{feff}".as_bytes()).unwrap_or(beginning);
        let rest = rest.trim_ascii_start();
        let lines = rest.iter().filter(|byte| **byte == b'\n').count();
        match rest.first() {
            Some(b'{' | b'[') => JsonOutline::of(rest).is_whole,
            Some(b'<') | None => false,
            Some(_) => lines >= 2,
        }
    }

    /// The format of a source that begins with these bytes; the first 64 KiB are enough. The default is
    /// [`Format::Csv`].
    ///
    /// # Errors
    /// [`ErrorKind::UnknownFormat`] for a format that is recognized and not supported: XML of another kind, the
    /// EU's list as a table, or OFAC's ALT.CSV or ADD.CSV instead of SDN.CSV.
    pub fn detect(beginning: &[u8]) -> Result<Format, Error> {
        let text = beginning.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('<') {
            let format = by_root(root(text))?;
            // Other programs call their root `export`, or `data-set`, too.
            let is_list = match format {
                Format::EuXml => text.contains("sanctionEntity") || text.contains("fsd/export"),
                Format::CanadaXml => text.contains("<record>"),
                _ => true,
            };
            return if is_list { Ok(format) } else { Err(unknown(OTHER_XML)) };
        }
        if text.starts_with(['{', '[']) {
            return Ok(by_keys(&JsonOutline::of(text.as_bytes())));
        }
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        if first.contains("Entity_LogicalId") || first.contains("NameAlias_WholeName") {
            return Err(unknown("the EU's list as a table; use its XML, version 1.1"));
        }
        #[cfg(feature = "lists")]
        for line in [Some(first), lines.next(), lines.next()].into_iter().flatten() {
            if let Some((format, _)) = TABLES.iter().find(|(_, schema)| schema.is_header(line)) {
                return Ok(*format);
            }
        }
        by_cells(first)
    }

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
const OTHER_XML: &str = "XML of another kind than the lists that are read";

pub(super) fn unknown(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::UnknownFormat, what).expecting(EXPECTED)
}

/// The format of JSON by the keys of its first object.
fn by_keys(outline: &JsonOutline) -> Format {
    let has = |key: &str| outline.has(key);
    if has("schema") && has("properties") {
        Format::FollowTheMoney
    } else if has("RECORD_ID") || has("DATA_SOURCE") {
        Format::Senzing
    } else if has("alt_names") && has("source") && has("type") {
        Format::UsCslJson
    } else if has("entity_id") && (has("forename") || has("date_of_birth")) {
        Format::Interpol
    } else {
        Format::Json
    }
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
        root if root.eq_ignore_ascii_case("html") => Err(unknown("a web page")),
        _ => Err(unknown(OTHER_XML)),
    }
}

/// The local name of the first element; empty where the text has none.
fn root(text: &str) -> &str {
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once('<') {
        let after = match tag {
            _ if tag.starts_with("!--") => tag.split_once("-->"),
            _ if tag.starts_with(['?', '!']) => tag.split_once('>'),
            _ => {
                let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
                let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or_default();
                return name.rsplit(':').next().unwrap_or_default();
            }
        };
        let Some((_, after)) = after else { break };
        rest = after;
    }
    ""
}

/// OFAC's tables have no header: the first cell is the number of an entry.
fn by_cells(line: &str) -> Result<Format, Error> {
    let cells = Cells::of(line, ',');
    let is_number = |place: usize| {
        let cell = cells.get(place).trim();
        !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit())
    };
    match cells.len() {
        12 if is_number(0) && cells.iter().any(|cell| cell.trim() == "-0-") => Ok(Format::OfacCsv),
        5 if is_number(0)
            && is_number(1)
            && ["aka", "fka", "nka"].contains(&cells.get(2).trim()) =>
        {
            Err(unknown("OFAC's aliases (ALT.CSV); open SDN.CSV in the same folder instead"))
        }
        6 if is_number(0) && is_number(1) && cells.iter().any(|cell| cell.trim() == "-0-") => {
            Err(unknown("OFAC's addresses (ADD.CSV), which are not used; open SDN.CSV instead"))
        }
        _ => Ok(Format::Csv),
    }
}

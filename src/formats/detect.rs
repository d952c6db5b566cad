//! Detects the format of a source from its beginning.

use super::format::{Format, OTHER_XML, by_root, unknown};
use super::json_scan::JsonOutline;
use super::json_values::PLAIN_JSON;
#[cfg(feature = "lists")]
use super::lists::TABLES;
use super::row_reader::Cells;
use crate::error::Error;

/// Where a tar archive says what it is.
const TAR: (usize, &[u8]) = (257, b"ustar");

impl Format {
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
    /// [`ErrorKind::UnknownFormat`](crate::ErrorKind::UnknownFormat) for a format that is recognized and
    /// not supported: XML of another kind, a workbook, the EU's list as a table, or OFAC's ALT.CSV or
    /// ADD.CSV instead of SDN.CSV.
    pub fn detect(beginning: &[u8]) -> Result<Format, Error> {
        if beginning.get(TAR.0..).is_some_and(|at| at.starts_with(TAR.1)) {
            return Err(
                unknown("a tar archive").expecting("the file in it, by itself or compressed")
            );
        }
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
        if text.starts_with("//") || text.starts_with("/*") {
            return Err(unknown("JSON with comments").expecting(PLAIN_JSON));
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

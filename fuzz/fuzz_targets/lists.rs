//! Any bytes read as text in any format: no panic, and every row is kept, rejected or no person.
//!
//! The format is detected, or the one that the variable `SVERKA_FORMAT` names, as `SVERKA_FORMAT=UnXml`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use sverka::formats::{Dialect, Format, Reader};
use sverka_fuzz::check;

const FORMATS: [Format; 20] = [
    Format::Csv,
    Format::Json,
    Format::FollowTheMoney,
    Format::Senzing,
    Format::Interpol,
    Format::OfacCsv,
    Format::OfacXml,
    Format::OfacAdvancedXml,
    Format::OfacEnhancedXml,
    Format::UsCslCsv,
    Format::UsCslJson,
    Format::UnXml,
    Format::EuXml,
    Format::UkCsv,
    Format::UkXml,
    Format::SwissXml,
    Format::CanadaXml,
    Format::AustraliaCsv,
    Format::UkraineXml,
    Format::OpenSanctionsCsv,
];

/// The format to read, if one is asked for.
static ASKED: LazyLock<Option<Format>> = LazyLock::new(|| {
    let name = std::env::var("SVERKA_FORMAT").ok()?;
    let format = FORMATS.into_iter().find(|format| format!("{format:?}") == name);
    Some(format.unwrap_or_else(|| panic!("{name}: no format; expected one of {FORMATS:?}")))
});

fuzz_target!(|bytes: &[u8]| {
    let reader = match *ASKED {
        Some(format) => Reader::of(format, bytes, "t", Dialect::new()),
        None => Reader::detect(bytes, "t", Dialect::new()),
    };
    // OFAC's entries are also read with these bytes as their aliases and comments.
    if let Ok(reader) = reader
        && reader.format() != Format::OfacCsv
    {
        check(reader);
    } else if let Ok(reader) = Reader::of(Format::OfacCsv, bytes, "t", Dialect::new())
        && let Ok(reader) = reader.with_ofac_aliases(bytes)
        && let Ok(reader) = reader.with_ofac_comments(bytes)
    {
        check(reader);
    }
});

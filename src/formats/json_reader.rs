//! Readers of JSON, by what its objects describe: records, or the entities of another system.

use super::decode::TextSource;
use super::draft::ParsedRecord;
use super::format::Format;
use super::json_values::{JsonText, JsonValues};
use super::memory_limit::MemoryLimit;
use super::unread_paths::UnreadPaths;
use super::{interpol, json_records, senzing};
use crate::error::Error;
use std::io::BufRead;

pub(super) struct JsonReader<R> {
    values: JsonValues<R>,
    read: ReadObject,
    unread: UnreadPaths,
}

/// Reads an object; `Ok(None)` if it is not a person.
type ReadObject = fn(&JsonText, &mut UnreadPaths) -> Result<Option<ParsedRecord>, Error>;

impl<R: BufRead> JsonReader<R> {
    pub(super) fn new(
        source: TextSource<R>,
        format: Format,
        limit: MemoryLimit,
    ) -> Result<Self, Error> {
        let read = match format {
            Format::Senzing => senzing::read,
            Format::Interpol => interpol::read,
            #[cfg(feature = "lists")]
            Format::UsCslJson => super::lists::csl::read,
            _ => json_records::read,
        };
        Ok(JsonReader {
            values: JsonValues::new(source, limit)?,
            read,
            unread: UnreadPaths::default(),
        })
    }

    /// The next object; `Ok(None)` if it is not a person.
    pub(super) fn next_record(&mut self) -> Option<Result<Option<ParsedRecord>, Error>> {
        let text = match self.values.next()? {
            Ok(text) => text,
            Err(error) => return Some(Err(error)),
        };
        Some((self.read)(&text, &mut self.unread).map(|parsed| parsed.map(|p| text.complete(p))))
    }
}

impl<R> JsonReader<R> {
    pub(super) fn unread(&self) -> &[String] {
        self.unread.paths()
    }
}

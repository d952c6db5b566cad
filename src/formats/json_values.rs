//! Separates JSON text into values: one on each line, over several lines, or as elements of an array.
//! One value is held in memory at a time.
//!
//! A broken value costs itself alone where lines show the next one: a line with the same indentation
//! that begins with a bracket. Lines are read again from there, so a bracket that is never closed does
//! not swallow the values after it.

use super::decode::TextSource;
use super::draft::ParsedRecord;
use super::format::Format;
use super::json_scan::{JsonFault, JsonOutline, JsonScan, JsonStep};
use super::memory_limit::{MemoryLimit, RAISE};
use crate::error::{Error, ErrorKind};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;
use std::io::{self, BufRead};
use std::str::Utf8Error;

/// One value as text.
pub(super) struct JsonText {
    /// The line where it begins.
    pub(super) line: u64,
    pub(super) text: String,
    /// Its number in the array that it is an element of.
    pub(super) number: Option<u64>,
    /// Where bytes are not UTF-8; the text has `�` instead.
    broken: Option<Utf8Error>,
}

impl JsonText {
    /// Parses the value.
    ///
    /// The messages of a JSON parser may quote personal names, so only those of fixed text are kept.
    pub(super) fn parse<'t, T: Deserialize<'t>>(&'t self) -> Result<T, Error> {
        serde_json::from_str(&self.text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            match error.classify() {
                Category::Syntax | Category::Eof => {
                    let message = error.to_string();
                    let place = format!(" at line {line} column {column}");
                    let reason = message.strip_suffix(&place).unwrap_or_default();
                    let what = format!("not JSON from column {column} on: {reason}");
                    let line = self.line + (line as u64).saturating_sub(1);
                    let malformed = self.malformed(what).caused_by(error).at_line(line);
                    let is_relaxed = reason.starts_with("trailing comma")
                        || ["//", "/*"].iter().any(|comment| self.text.contains(comment));
                    match is_relaxed {
                        true => malformed.expecting(PLAIN_JSON),
                        false => malformed,
                    }
                }
                Category::Data | Category::Io => self.malformed("not a JSON object"),
            }
        })
    }

    /// The record of the value. One without an identifier is called by its number in the array, as several
    /// may be on one line. Bytes that are not UTF-8 are noted.
    pub(super) fn complete(&self, parsed: ParsedRecord) -> ParsedRecord {
        let ParsedRecord { line, mut record, mut notes, mut fault } = parsed;
        if let Some(number) = self.number.filter(|_| record.id().is_empty()) {
            record = record.with_id(entity(number));
        }
        if let Some(cause) = self.broken {
            let error = self.malformed("bytes that are not UTF-8, read as �").caused_by(cause);
            let error = error.expecting("text in one encoding, UTF-8 or a stated one");
            notes.insert(0, error.clone());
            fault = Some(error);
        }
        ParsedRecord { line, record, notes, fault }
    }

    pub(super) fn malformed(&self, what: impl Into<String>) -> Error {
        let error = Error::new(ErrorKind::Malformed, what).at_line(self.line);
        match self.number {
            Some(number) => error.of_record(&entity(number)),
            None => error,
        }
    }
}

/// What JSON has to be that a person wrote by hand.
pub(super) const PLAIN_JSON: &str = "JSON without comments and trailing commas";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// One value after another.
    Sequence,
    /// Elements of an array.
    Array,
    /// Nothing is left to read.
    Closed,
}

/// An iterator of values. An [`Io`](ErrorKind::Io) or [`Truncated`](ErrorKind::Truncated) error ends it.
pub(super) struct JsonValues<R> {
    source: TextSource<R>,
    limit: MemoryLimit,
    /// The line of the next byte, and the blanks before it in this line; `None` after anything else.
    line: u64,
    indent: Option<usize>,
    layout: Layout,
    /// The number of arrays that are open, one in the other.
    arrays: usize,
    /// The number of objects that the outermost array is within. The rest of them is not read.
    wrappers: usize,
    count: u64,
}

/// Where a value ends, relative to its beginning.
enum Extent {
    Whole(usize),
    /// The value is broken, and the next one may begin on any line after its first.
    Broken(&'static str),
    /// The value has more bytes than it may have.
    TooLong,
}

impl<R: BufRead> JsonValues<R> {
    /// # Errors
    /// [`ErrorKind::Empty`] where there is no value; [`ErrorKind::Io`].
    pub(super) fn new(source: TextSource<R>, limit: MemoryLimit) -> Result<Self, Error> {
        let mut values = JsonValues {
            source,
            limit,
            line: 1,
            indent: Some(0),
            layout: Layout::Sequence,
            arrays: 0,
            wrappers: 0,
            count: 0,
        };
        if values.begin().map_err(Error::io)? {
            return Ok(values);
        }
        let error = Error::new(ErrorKind::Empty, "nothing to read");
        Err(error.expecting("at least one line that is not blank"))
    }

    /// Enters a list within an object. Returns whether there is anything to read.
    fn begin(&mut self) -> io::Result<bool> {
        if self.look(0)? == Some(0xef) && self.look(2)? == Some(0xbf) {
            self.source.consume(3);
        }
        let Some(first) = self.skip_blanks()? else { return Ok(false) };
        if first == b'{'
            && let Some((place, wrappers)) = self.list_ahead()?
        {
            (self.layout, self.arrays, self.wrappers) = (Layout::Array, 1, wrappers);
            self.advance(place + 1);
        }
        Ok(true)
    }

    /// The list within the object that begins here, if its beginning shows one.
    fn list_ahead(&mut self) -> io::Result<Option<(usize, usize)>> {
        loop {
            let beginning = self.source.ahead();
            let (outline, length) = (JsonOutline::of(beginning), beginning.len());
            let is_enough = outline.is_whole || length > Format::BEGINNING;
            if outline.list.is_some() || is_enough || self.look(length)?.is_none() {
                return Ok(outline.list);
            }
        }
    }

    /// The byte at a distance from the next one; `None` at the end of the source.
    fn look(&mut self, distance: usize) -> io::Result<Option<u8>> {
        Ok(self.source.look(distance + 1)?.get(distance).copied())
    }

    fn advance(&mut self, count: usize) {
        for byte in &self.source.ahead()[..count] {
            match byte {
                b'\n' => (self.line, self.indent) = (self.line + 1, Some(0)),
                b' ' | b'\t' | b'\r' => self.indent = self.indent.map(|blanks| blanks + 1),
                _ => self.indent = None,
            }
        }
        self.source.consume(count);
    }

    /// The next byte that is neither blank nor a comma between values.
    fn skip_blanks(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.look(0)? {
                Some(b' ' | b'\t' | b'\r' | b'\n' | b',') => self.advance(1),
                byte => return Ok(byte),
            }
        }
    }

    /// The next value.
    pub(super) fn next(&mut self) -> Option<Result<JsonText, Error>> {
        match self.try_next() {
            Ok(Some(next)) => Some(next),
            Ok(None) => None,
            Err(error) => Some(Err(self.end(Error::io(error)))),
        }
    }

    fn try_next(&mut self) -> io::Result<Option<Result<JsonText, Error>>> {
        if self.layout == Layout::Closed {
            return Ok(None);
        }
        let first = loop {
            match (self.skip_blanks()?, self.layout) {
                (Some(b'['), _) => {
                    (self.layout, self.arrays) = (Layout::Array, self.arrays + 1);
                    self.advance(1);
                }
                (Some(b']'), Layout::Array) => {
                    self.arrays -= 1;
                    self.advance(1);
                    if self.arrays == 0 {
                        self.layout = Layout::Sequence;
                        self.leave_wrappers()?;
                    }
                }
                (Some(first), _) => break first,
                (None, Layout::Array) => {
                    let what = "the array ends before it is closed";
                    return Ok(Some(Err(self.end(Error::new(ErrorKind::Truncated, what)))));
                }
                (None, _) => return Ok(None),
            }
        };
        self.count += 1;
        let (line, indent) = (self.line, self.indent);
        let number = (self.layout == Layout::Array).then_some(self.count);
        let extent = if first == b'{' { self.object(indent)? } else { self.plain()? };
        let mut text = JsonText { line, text: String::new(), number, broken: None };
        let mut fault = None;
        match extent {
            Extent::Broken(what) => fault = Some(text.malformed(what)),
            Extent::TooLong => {
                let what = self.limit.too_long("an object or a line");
                fault = Some(text.malformed(what).expecting(RAISE));
            }
            Extent::Whole(length) => {
                let bytes = &self.source.ahead()[..length];
                text.text = String::from_utf8_lossy(bytes).into_owned();
                text.broken = std::str::from_utf8(bytes).err();
                // Lines that are no value together may be values by themselves.
                if text.text.contains('\n') {
                    fault = text.parse::<IgnoredAny>().err();
                }
                if fault.is_none() {
                    self.advance(length);
                }
            }
        }
        Ok(Some(match fault {
            Some(error) => {
                self.skip_to_line(indent)?;
                Err(error)
            }
            None => Ok(text),
        }))
    }

    /// Skips the rest of the objects that the array was within, and enters the next list.
    fn leave_wrappers(&mut self) -> io::Result<()> {
        if self.wrappers == 0 {
            return Ok(());
        }
        let mut scan = JsonScan::within_objects(std::mem::take(&mut self.wrappers));
        while let Some(byte) = self.look(0)? {
            self.advance(1);
            if matches!(scan.step(byte), JsonStep::End | JsonStep::Fault(_)) {
                break;
            }
        }
        self.begin().map(drop)
    }

    /// How far the object goes that begins here.
    fn object(&mut self, indent: Option<usize>) -> io::Result<Extent> {
        let (mut scan, mut length) = (JsonScan::default(), 0);
        let longest = self.limit.of_one();
        while length < longest && self.look(length)?.is_some() {
            let ahead = &self.source.ahead()[length..];
            let (taken, step) = scan.advance(ahead);
            length += taken;
            match step {
                JsonStep::End => return Ok(Extent::Whole(length)),
                JsonStep::Fault(fault) => return Ok(Extent::Broken(said(fault))),
                // Within a value, an object follows a bracket, a colon or a comma.
                JsonStep::LineEnd if !scan.may_nest() && self.begins_alike(length, indent)? => {
                    return Ok(Extent::Broken(NOT_CLOSED));
                }
                JsonStep::LineEnd | JsonStep::Inside => {}
            }
        }
        Ok(if length < longest { Extent::Broken(NOT_CLOSED) } else { Extent::TooLong })
    }

    /// How far a number, a string or other text goes: to the end of its line, or of the element.
    fn plain(&mut self) -> io::Result<Extent> {
        let mut scan = JsonScan::default();
        for length in 0..self.limit.of_one() {
            match self.look(length)? {
                None | Some(b'\n') => return Ok(Extent::Whole(length)),
                Some(b',' | b']') if self.layout == Layout::Array && !scan.is_in_string() => {
                    return Ok(Extent::Whole(length));
                }
                Some(byte) => _ = scan.step(byte),
            }
        }
        Ok(Extent::TooLong)
    }

    /// Whether the line at that distance begins like a value with such an indentation; like any value where
    /// that value is not the first of its line.
    fn begins_alike(&mut self, distance: usize, indent: Option<usize>) -> io::Result<bool> {
        let (blanks, next) = self.line_ahead(distance)?;
        Ok(next == Some(b'{') && indent.is_none_or(|indent| indent == blanks))
    }

    /// The blanks at the beginning of a line, and the byte after them.
    fn line_ahead(&mut self, distance: usize) -> io::Result<(usize, Option<u8>)> {
        for blanks in 0..self.limit.of_one() {
            match self.look(distance + blanks)? {
                Some(b' ' | b'\t') => {}
                byte => return Ok((blanks, byte)),
            }
        }
        Ok((self.limit.of_one(), None))
    }

    /// Skips the rest of a broken value: to the next line that begins like it, or that closes the array.
    fn skip_to_line(&mut self, indent: Option<usize>) -> io::Result<()> {
        while let Some(byte) = self.look(0)? {
            self.advance(1);
            if byte == b'\n' {
                let (blanks, next) = self.line_ahead(0)?;
                let closes = next == Some(b']') && blanks <= indent.unwrap_or_default();
                if closes && self.arrays > 0 || self.begins_alike(0, indent)? {
                    break;
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, error: Error) -> Error {
        self.layout = Layout::Closed;
        error.at_line(self.line)
    }
}

const NOT_CLOSED: &str = "an object that is not closed";

fn said(fault: JsonFault) -> &'static str {
    match fault {
        JsonFault::OpenString => "a quote that is not closed before the end of its line",
        JsonFault::WrongBracket => "a bracket that closes another kind of bracket",
        JsonFault::NoComma => "a value after another one without a comma",
        JsonFault::TooDeep => "an object that is nested too deep",
    }
}

/// What an element of an array is called where it has no identifier. Several may be on one line.
pub(super) fn entity(number: u64) -> String {
    format!("entity {number}")
}

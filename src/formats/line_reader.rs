//! The lines of a text, numbered: what a table and JSON lines have in common. Checks the encoding,
//! skips a byte order mark, and refuses to hold a line that would fill memory.

use crate::error::{Error, ErrorKind};
use std::io::{self, BufRead, Read};

/// A line or a row longer than this is not read: no record is, and a file with its line endings
/// lost must not fill memory.
pub(super) const LONGEST: usize = 16 << 20;

/// One line, its ending included.
#[derive(Default)]
pub(super) struct NumberedLine {
    pub(super) number: u64,
    pub(super) text: String,
    /// Only the beginning was kept.
    pub(super) is_cut: bool,
}

impl NumberedLine {
    pub(super) fn is_blank(&self) -> bool {
        !self.is_cut && self.text.trim().is_empty()
    }

    /// An error for a line of which only the beginning was kept.
    pub(super) fn check_whole(&self) -> Result<(), Error> {
        if self.is_cut { Err(self.malformed("a line too long to be read")) } else { Ok(()) }
    }

    pub(super) fn malformed(&self, what: impl Into<String>) -> Error {
        Error::new(ErrorKind::Malformed, what).at_line(self.number)
    }
}

/// Reads lines; an error of this iterator is about the whole source, and ends it.
pub(super) struct LineReader<R> {
    source: R,
    /// Lines read so far.
    count: u64,
    peeked: Option<NumberedLine>,
}

impl<R: BufRead> LineReader<R> {
    pub(super) fn new(source: R) -> Self {
        LineReader { source, count: 0, peeked: None }
    }

    /// The first line that is not blank, which stays to be read.
    pub(super) fn peek(&mut self) -> Result<&NumberedLine, Error> {
        let line = match self.next_written() {
            Some(line) => line?,
            None => return Err(Error::new(ErrorKind::Empty, "nothing to read")),
        };
        Ok(self.peeked.insert(line))
    }

    /// The next line that is not blank.
    pub(super) fn next_written(&mut self) -> Option<Result<NumberedLine, Error>> {
        self.find(|line| !matches!(line, Ok(line) if line.is_blank()))
    }

    fn read(&mut self) -> Result<Option<NumberedLine>, Error> {
        let number = self.count + 1;
        let failed = |error: io::Error| Error::io(error).at_line(number);
        let mut bytes = Vec::new();
        // One byte more than is taken tells a line that just fits from one that is cut.
        let limit = LONGEST as u64 + 1;
        self.source.by_ref().take(limit).read_until(b'\n', &mut bytes).map_err(failed)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.count = number;
        let is_cut = bytes.len() > LONGEST;
        if is_cut {
            if !bytes.ends_with(b"\n") {
                self.source.skip_until(b'\n').map_err(failed)?;
            }
            // Enough to tell a table from JSON; the cut must not fall within a character.
            bytes.truncate(bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len()));
        }
        let mut text = String::from_utf8(bytes).map_err(|error| {
            Error::new(ErrorKind::Encoding, "text that is not UTF-8")
                .at_line(number)
                .caused_by(error.utf8_error())
        })?;
        if number == 1 && text.starts_with('\u{feff}') {
            text.remove(0);
        }
        Ok(Some(NumberedLine { number, text, is_cut }))
    }
}

impl<R: BufRead> Iterator for LineReader<R> {
    type Item = Result<NumberedLine, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.peeked.take() {
            Some(line) => Some(Ok(line)),
            None => self.read().transpose(),
        }
    }
}

//! Numbered lines of a text. Replaces what is not UTF-8, skips a byte order mark and limits the length of
//! a line.

use super::memory_limit::{MemoryLimit, RAISE};
use crate::error::{Error, ErrorKind};
use std::io::{self, BufRead, Read};
use std::str::Utf8Error;

/// The most memory that is kept for a later line.
const MOST_SPARE: usize = 1 << 16;

/// One line, including its ending.
#[derive(Default)]
pub(super) struct NumberedLine {
    pub(super) number: u64,
    pub(super) text: String,
    /// Whether the line was too long, and only its beginning kept.
    pub(super) is_cut: bool,
    /// Where bytes are not UTF-8; the text has `�` instead.
    broken: Option<Utf8Error>,
}

impl NumberedLine {
    pub(super) fn is_blank(&self) -> bool {
        !self.is_cut && self.text.trim().is_empty()
    }

    /// An error for a line that was cut at this limit.
    pub(super) fn check_whole(&self, limit: MemoryLimit) -> Result<(), Error> {
        match self.is_cut {
            true => Err(self.malformed(limit.too_long("a line")).expecting(RAISE)),
            false => Ok(()),
        }
    }

    /// The fault of a line with bytes that are not UTF-8.
    pub(super) fn broken_text(&self) -> Option<Error> {
        let cause = self.broken?;
        let error = self.malformed("bytes that are not UTF-8, read as �").caused_by(cause);
        Some(error.expecting("text in one encoding, UTF-8 or a stated one"))
    }

    pub(super) fn malformed(&self, what: impl Into<String>) -> Error {
        Error::new(ErrorKind::Malformed, what).at_line(self.number)
    }
}

/// An iterator of lines. An error concerns the whole source and ends it.
pub(super) struct LineReader<R> {
    source: R,
    /// Without a limit, a file without line endings would fill memory.
    pub(super) limit: MemoryLimit,
    /// Lines read so far, and the bytes of the last, as many as the next is likely to have.
    count: u64,
    usual: usize,
    /// The memory of a line that is no longer needed.
    spare: Vec<u8>,
    peeked: Option<NumberedLine>,
}

impl<R: BufRead> LineReader<R> {
    pub(super) fn new(source: R, limit: MemoryLimit) -> Self {
        LineReader { source, limit, count: 0, usual: 0, spare: Vec::new(), peeked: None }
    }

    /// The first line that is not blank, without consuming it.
    pub(super) fn peek(&mut self) -> Result<&NumberedLine, Error> {
        let line = match self.next_written() {
            Some(line) => line?,
            None => {
                let error = Error::new(ErrorKind::Empty, "nothing to read");
                return Err(error.expecting("at least one line that is not blank"));
            }
        };
        Ok(self.peeked.insert(line))
    }

    /// The next line that is not blank.
    pub(super) fn next_written(&mut self) -> Option<Result<NumberedLine, Error>> {
        self.find(|line| !matches!(line, Ok(line) if line.is_blank()))
    }

    /// Takes the memory of a line back, for a later one.
    pub(super) fn recycle(&mut self, line: NumberedLine) {
        if line.text.capacity() <= MOST_SPARE {
            self.spare = line.text.into_bytes();
        }
    }

    fn read(&mut self) -> Result<Option<NumberedLine>, Error> {
        let number = self.count + 1;
        let failed = |error: io::Error| Error::io(error).at_line(number);
        let mut bytes = std::mem::take(&mut self.spare);
        bytes.clear();
        bytes.reserve(self.usual + self.usual / 4);
        // One more byte distinguishes a line of maximal length from a longer one.
        let longest = self.limit.of_one();
        self.source
            .by_ref()
            .take(longest as u64 + 1)
            .read_until(b'\n', &mut bytes)
            .map_err(failed)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.count = number;
        self.usual = bytes.len().min(1 << 12);
        let is_cut = bytes.len() > longest;
        if is_cut {
            if !bytes.ends_with(b"\n") {
                self.source.skip_until(b'\n').map_err(failed)?;
            }
            // The cut must not split a character.
            bytes.truncate(bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len()));
        }
        let (mut text, broken) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (text, Some(error.utf8_error()))
            }
        };
        if number == 1 && text.starts_with('\u{feff}') {
            text.remove(0);
        }
        Ok(Some(NumberedLine { number, text, is_cut, broken }))
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

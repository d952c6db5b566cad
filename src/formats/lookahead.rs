//! A reader that can look ahead, so that the format is detected from the beginning of a source and XML
//! can resume at a tag.

use super::decode::{DecodingReader, FoundEncoding};
use encoding_rs::Encoding;
use std::io::{self, BufRead, Read};

pub(super) struct LookaheadReader<R> {
    source: DecodingReader<R>,
    /// Bytes that come before those of the source.
    ahead: Vec<u8>,
    /// The number of these that were consumed.
    consumed: usize,
    /// Line feeds consumed so far.
    #[cfg_attr(not(feature = "lists"), allow(dead_code))]
    line_feeds: u64,
    /// The number of bytes that may still be read.
    #[cfg_attr(not(feature = "lists"), allow(dead_code))]
    budget: u64,
}

impl<R: BufRead> LookaheadReader<R> {
    /// A reader of a source in a stated encoding, or in one that is detected.
    pub(super) fn new(source: R, encoding: Option<&'static Encoding>) -> Self {
        let source = DecodingReader::new(source, encoding);
        LookaheadReader { source, ahead: Vec::new(), consumed: 0, line_feeds: 0, budget: u64::MAX }
    }

    /// Where the encoding will be told.
    pub(super) fn encoding(&self) -> FoundEncoding {
        self.source.found()
    }

    /// Looks at the first bytes of a source of which nothing was read, as they are.
    pub(super) fn first_bytes(&mut self, bytes: usize) -> io::Result<&[u8]> {
        self.source.look(bytes)
    }

    /// Looks at the beginning of the source without consuming it, until `is_enough` or `longest` bytes.
    /// The source may be a pipe, so this does not wait for more bytes than it needs.
    pub(super) fn begin(
        &mut self,
        is_enough: impl Fn(&[u8]) -> bool,
        longest: usize,
    ) -> io::Result<&[u8]> {
        while self.ahead.len() < longest && !is_enough(&self.ahead) {
            let arrived = self.source.fill_buf()?;
            if arrived.is_empty() {
                break;
            }
            self.ahead.extend_from_slice(arrived);
            let count = arrived.len();
            self.source.consume(count);
        }
        Ok(&self.ahead)
    }

    /// Looks at the next bytes without consuming them: fewer only at the end of the source.
    #[cfg(feature = "lists")]
    pub(super) fn look(&mut self, bytes: usize) -> io::Result<&[u8]> {
        self.ahead.drain(..self.consumed);
        self.consumed = 0;
        let missing = bytes.saturating_sub(self.ahead.len()) as u64;
        self.source.by_ref().take(missing).read_to_end(&mut self.ahead)?;
        Ok(self.ahead.get(..bytes).unwrap_or(&self.ahead))
    }
}

#[cfg(feature = "lists")]
impl<R: BufRead> LookaheadReader<R> {
    /// Puts back the bytes that were consumed last.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        self.ahead.splice(..self.consumed, bytes.iter().copied());
        self.consumed = 0;
    }

    /// The line of the next byte, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.line_feeds + 1
    }

    /// Limits the number of bytes that may be read from here on.
    pub(super) fn set_budget(&mut self, bytes: u64) {
        self.budget = bytes;
    }

    /// Whether the budget is spent.
    pub(super) fn is_spent(&self) -> bool {
        self.budget == 0
    }
}

impl<R: BufRead> BufRead for LookaheadReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.budget == 0 {
            return Err(io::Error::other("the byte budget is spent"));
        }
        let bytes = match self.ahead.get(self.consumed..).filter(|ahead| !ahead.is_empty()) {
            Some(ahead) => ahead,
            None => self.source.fill_buf()?,
        };
        let most = usize::try_from(self.budget).unwrap_or(usize::MAX);
        Ok(bytes.get(..most).unwrap_or(bytes))
    }

    fn consume(&mut self, count: usize) {
        let feeds = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        if let Some(ahead) = self.ahead.get(self.consumed..).filter(|ahead| !ahead.is_empty()) {
            let count = count.min(ahead.len());
            self.line_feeds += feeds(&ahead[..count]);
            self.consumed += count;
        } else {
            // `fill_buf` returned these bytes before, so this does not read.
            let bytes = self.source.fill_buf().unwrap_or_default();
            self.line_feeds += feeds(bytes.get(..count).unwrap_or(bytes));
            self.source.consume(count);
        }
        self.budget = self.budget.saturating_sub(count as u64);
    }
}

impl<R: BufRead> Read for LookaheadReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let count = bytes.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

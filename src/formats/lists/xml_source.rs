//! The text of an XML document, with its lines counted and the bytes of an entity limited.

use super::super::decode::TextSource;
use std::io::{self, BufRead, Read};

pub(super) struct XmlSource<R> {
    text: TextSource<R>,
    /// Line feeds consumed so far.
    line_feeds: u64,
    /// The number of bytes that might be read, and that may still be read.
    limit: u64,
    budget: u64,
}

impl<R: BufRead> XmlSource<R> {
    pub(super) fn new(text: TextSource<R>) -> Self {
        XmlSource { text, line_feeds: 0, limit: u64::MAX, budget: u64::MAX }
    }

    /// The line of the next byte, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.line_feeds + 1
    }

    /// Limits the number of bytes that may be read from here on.
    pub(super) fn set_budget(&mut self, bytes: u64) {
        (self.limit, self.budget) = (bytes, bytes);
    }

    /// The bytes read since then.
    pub(super) fn spent(&self) -> u64 {
        self.limit - self.budget
    }

    /// Whether the budget is spent.
    pub(super) fn is_spent(&self) -> bool {
        self.budget == 0
    }

    /// Looks at the next bytes without consuming them, as [`Lookahead::look`](super::super::lookahead::Lookahead::look).
    pub(super) fn look(&mut self, bytes: usize) -> io::Result<&[u8]> {
        self.text.look(bytes)
    }

    /// Puts bytes of the same line before the next one.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        self.text.put_back(bytes);
    }
}

impl<R: BufRead> BufRead for XmlSource<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.budget == 0 {
            return Err(io::Error::other("the byte budget is spent"));
        }
        let bytes = self.text.fill_buf()?;
        let most = usize::try_from(self.budget).unwrap_or(usize::MAX);
        Ok(bytes.get(..most).unwrap_or(bytes))
    }

    fn consume(&mut self, count: usize) {
        // `fill_buf` returned these bytes before, so this does not read.
        let bytes = self.text.fill_buf().unwrap_or_default();
        let consumed = bytes.get(..count).unwrap_or(bytes);
        self.line_feeds += consumed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.text.consume(count);
        self.budget = self.budget.saturating_sub(count as u64);
    }
}

impl<R: BufRead> Read for XmlSource<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

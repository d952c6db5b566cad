//! The bytes of a source, some of which were looked at before they are read: so that a format is
//! told by its beginning, whatever a buffer holds, and so that reading can go on at a tag.

use std::io::{self, BufRead, Read};

pub(super) struct LookaheadReader<R> {
    source: R,
    /// Bytes to be given before those of the source.
    ahead: Vec<u8>,
    /// How many of them were given.
    given: usize,
    /// Line feeds read so far.
    #[cfg_attr(not(feature = "lists"), allow(dead_code))]
    line_feeds: u64,
    /// So many bytes may still be given.
    #[cfg_attr(not(feature = "lists"), allow(dead_code))]
    budget: u64,
}

impl<R: BufRead> LookaheadReader<R> {
    pub(super) fn new(source: R) -> Self {
        LookaheadReader { source, ahead: Vec::new(), given: 0, line_feeds: 0, budget: u64::MAX }
    }

    /// The beginning of the source as it arrives, until it is enough or so long, which stays to be
    /// read. Nothing is waited for that is not asked for: a source may be a pipe.
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

    /// The next bytes, as many as these where the source has them, which stay to be read.
    #[cfg(feature = "lists")]
    pub(super) fn look(&mut self, bytes: usize) -> io::Result<&[u8]> {
        self.ahead.drain(..self.given);
        self.given = 0;
        let missing = bytes.saturating_sub(self.ahead.len()) as u64;
        self.source.by_ref().take(missing).read_to_end(&mut self.ahead)?;
        Ok(self.ahead.get(..bytes).unwrap_or(&self.ahead))
    }
}

#[cfg(feature = "lists")]
impl<R: BufRead> LookaheadReader<R> {
    /// Puts back what was read last.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        self.ahead.splice(..self.given, bytes.iter().copied());
        self.given = 0;
    }

    /// The line that the next byte stands in, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.line_feeds + 1
    }

    /// From here on, a read beyond so many bytes fails.
    pub(super) fn allow(&mut self, bytes: u64) {
        self.budget = bytes;
    }

    /// Whether that is why a read failed.
    pub(super) fn is_spent(&self) -> bool {
        self.budget == 0
    }
}

impl<R: BufRead> BufRead for LookaheadReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.budget == 0 {
            return Err(io::Error::other("more than is read at once"));
        }
        let bytes = match self.ahead.get(self.given..).filter(|ahead| !ahead.is_empty()) {
            Some(ahead) => ahead,
            None => self.source.fill_buf()?,
        };
        let most = usize::try_from(self.budget).unwrap_or(usize::MAX);
        Ok(bytes.get(..most).unwrap_or(bytes))
    }

    fn consume(&mut self, count: usize) {
        let feeds = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        if let Some(ahead) = self.ahead.get(self.given..).filter(|ahead| !ahead.is_empty()) {
            let count = count.min(ahead.len());
            self.line_feeds += feeds(&ahead[..count]);
            self.given += count;
        } else {
            // What is consumed was given by `fill_buf`, so this reads nothing.
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

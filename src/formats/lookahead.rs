//! A source of which bytes can be looked at before they are consumed.

use std::io::{self, BufRead, Read};

pub(super) struct Lookahead<R> {
    source: R,
    /// Bytes of the source that were looked at, and how many of them are consumed.
    ahead: Vec<u8>,
    used: usize,
}

impl<R: BufRead> Lookahead<R> {
    pub(super) fn new(source: R) -> Self {
        Lookahead { source, ahead: Vec::new(), used: 0 }
    }

    pub(super) fn source(&self) -> &R {
        &self.source
    }

    /// The next bytes that were looked at and not consumed.
    pub(super) fn ahead(&self) -> &[u8] {
        &self.ahead[self.used..]
    }

    /// Looks at no fewer than so many bytes, or at all that are left. The source may be a pipe, so this does
    /// not wait for more.
    pub(super) fn look(&mut self, bytes: usize) -> io::Result<&[u8]> {
        while self.ahead().len() < bytes {
            self.ahead.drain(..self.used);
            self.used = 0;
            let arrived = self.source.fill_buf()?;
            if arrived.is_empty() {
                break;
            }
            self.ahead.extend_from_slice(arrived);
            let count = arrived.len();
            self.source.consume(count);
        }
        Ok(self.ahead())
    }

    /// Looks at the next bytes until they are enough, or so many.
    pub(super) fn look_until(
        &mut self,
        is_enough: impl Fn(&[u8]) -> bool,
        longest: usize,
    ) -> io::Result<&[u8]> {
        let mut length = self.ahead().len();
        while length < longest && !is_enough(self.ahead()) {
            let arrived = self.look(length + 1)?.len();
            if arrived == length {
                break;
            }
            length = arrived;
        }
        Ok(self.ahead())
    }

    /// Puts bytes before the next one.
    #[cfg(feature = "lists")]
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        self.ahead.splice(..self.used, bytes.iter().copied());
        self.used = 0;
    }
}

impl<R: BufRead> BufRead for Lookahead<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used < self.ahead.len() {
            return Ok(self.ahead());
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        match self.used < self.ahead.len() {
            true => self.used += count,
            false => self.source.consume(count),
        }
    }
}

impl<R: BufRead> Read for Lookahead<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

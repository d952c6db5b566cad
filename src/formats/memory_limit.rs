//! How much text of a source a reader may hold in memory.

use crate::error::{Error, ErrorKind};
use std::fmt;

/// What an error says of the way out.
pub(super) const RAISE: &str =
    "a higher memory limit: Dialect::with_memory_limit, or --memory-limit of the command";

/// The most bytes of text that a reader holds: 1 GiB unless another limit is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MemoryLimit(u64);

impl MemoryLimit {
    /// The lowest limit. A row may then have 16 KiB.
    const LOWEST: u64 = 1 << 20;
    /// The share of one row, object or entity: 16 MiB of 1 GiB.
    const SHARE: u64 = 64;

    pub(super) fn new(bytes: u64) -> Result<MemoryLimit, Error> {
        if bytes >= MemoryLimit::LOWEST {
            return Ok(MemoryLimit(bytes));
        }
        let error = Error::new(ErrorKind::InvalidValue, "a memory limit that is too low");
        Err(error.with_value(&bytes.to_string()).expecting("at least 1 MiB"))
    }

    pub(super) fn bytes(self) -> u64 {
        self.0
    }

    /// The most bytes of one row, object or entity.
    pub(super) fn of_one(self) -> usize {
        usize::try_from(self.0 / MemoryLimit::SHARE).unwrap_or(usize::MAX)
    }

    /// What is said of a row, object or entity that has more.
    pub(super) fn too_long(self, what: &str) -> String {
        format!("{what} of more than {}", MemoryLimit(self.0 / MemoryLimit::SHARE))
    }

    /// The error of persons who are not whole before the limit is reached.
    pub(super) fn too_large(self) -> Error {
        let what = format!("persons that are whole only after more than {self}");
        Error::new(ErrorKind::TooLarge, what).expecting(RAISE)
    }
}

impl Default for MemoryLimit {
    fn default() -> Self {
        MemoryLimit(1 << 30)
    }
}

impl fmt::Display for MemoryLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes % (1 << 30) == 0 => write!(f, "{} GiB", bytes >> 30),
            bytes if bytes % (1 << 20) == 0 => write!(f, "{} MiB", bytes >> 20),
            bytes => write!(f, "{bytes} bytes"),
        }
    }
}

/// Counts the text that a reader holds until its persons are whole.
#[cfg(feature = "lists")]
pub(super) struct HeldText {
    limit: MemoryLimit,
    bytes: u64,
}

#[cfg(feature = "lists")]
impl HeldText {
    pub(super) fn new(limit: MemoryLimit) -> Self {
        HeldText { limit, bytes: 0 }
    }

    /// Counts text that is held from now on.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] beyond the limit.
    pub(super) fn add(&mut self, bytes: usize) -> Result<(), Error> {
        self.bytes += bytes as u64;
        match self.bytes > self.limit.0 {
            true => Err(self.limit.too_large()),
            false => Ok(()),
        }
    }
}

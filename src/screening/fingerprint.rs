//! Fingerprints: a checksum of everything that an answer depends on except the query.

use crate::error::{Error, ErrorKind};
use crate::index::ContentHash;
use std::fmt;
use std::str::FromStr;
use xxhash_rust::xxh3::Xxh3;

/// A checksum of everything that an answer depends on except the query: the records of the list, the records
/// that term frequencies are counted from, the model, the policy with its day, and the version of the crate.
///
/// Equal fingerprints and equal queries have equal answers, byte for byte, on any machine and any number of
/// threads, whether the list was built, opened or changed. Only the counts of the
/// [`Certificate`](super::Certificate) may differ between lists that were changed in different ways. A search
/// of the past of a [`LivingList`](crate::LivingList) has the fingerprint that it had then, unless a new
/// epoch was taken since.
///
/// As text and in JSON it has 32 hexadecimal digits. It is xxh3 (128 bits): it detects accidental changes,
/// not forgery.
///
/// ```
/// use sverka::{Policy, Record, Watchlist};
///
/// let list = |ids: [&str; 2]| {
///     Watchlist::builder().records(ids.map(|id| Record::new(id, "Крымов Пётр"))).build()
/// };
/// let entry = Record::new("e", "KRYMOV Petr");
/// let asked = |list: Watchlist, policy| list.screen(&entry, &policy).fingerprint();
/// let policy = Policy::default();
/// assert_eq!(asked(list(["w1", "w2"])?, policy.clone()), asked(list(["w2", "w1"])?, policy.clone()));
/// assert_ne!(asked(list(["w1", "w2"])?, policy.clone()), asked(list(["w1", "w3"])?, policy.clone()));
/// assert_ne!(asked(list(["w1", "w2"])?, policy.clone()), asked(list(["w1", "w2"])?, policy.with_limit(1)));
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// Combines the checksums of the policy, of the list's records and of what they are weighed by.
    pub(super) fn new(policy: u128, content: ContentHash, weights: u128) -> Self {
        let mut sum = Xxh3::new();
        for part in [policy, content.0, weights] {
            sum.update(&part.to_le_bytes());
        }
        Fingerprint(sum.digest128())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl FromStr for Fingerprint {
    type Err = Error;

    /// Reads the 32 lower-case hexadecimal digits that [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, Error> {
        let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        let is_valid = text.len() == 32 && text.chars().all(is_digit);
        let number = u128::from_str_radix(text, 16).ok().filter(|_| is_valid);
        number.map(Fingerprint).ok_or_else(|| {
            Error::new(ErrorKind::InvalidValue, "not a fingerprint")
                .with_value(text)
                .expecting("32 lower-case hexadecimal digits")
        })
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> String {
        fingerprint.to_string()
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_back_and_other_text_is_an_error() {
        let fingerprint = Fingerprint(0x00c0_ffee);
        assert_eq!(fingerprint.to_string().parse::<Fingerprint>().unwrap(), fingerprint);
        for wrong in ["", "c0ffee", &"A".repeat(32), &"+".repeat(32), &"0".repeat(33)] {
            let error = wrong.parse::<Fingerprint>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{wrong:?}");
        }
    }
}

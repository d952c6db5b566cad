//! What an answer depends on beside the entry, as one number.

use crate::watchlist::Content;
use std::fmt;
use xxhash_rust::xxh3::Xxh3;

/// A checksum of all that an answer depends on beside the entry: the records of the list and those that
/// frequencies are counted of, the model, the policy with its day, and the version of the crate.
///
/// Where it is the same and the entry is the same, so is the answer, byte for byte, on any machine and
/// number of threads, however the list came to be: built, opened, or changed from another one. Only what the
/// [`Certificate`](super::Certificate) says of the work done may differ between lists that were changed in other ways.
/// The answer of a [`LivingList`](crate::LivingList) to a question about the past has the fingerprint that it had then,
/// as long as no epoch was taken since.
///
/// In text and JSON: 32 hexadecimal digits. It is xxh3 (128 bits), which tells apart what differs by chance or by work, not
/// what somebody made to look the same.
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
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// Of a policy made definite, asked of those records, weighed by that.
    pub(super) fn new(policy: u128, content: Content, weighed_by: u128) -> Self {
        let mut sum = Xxh3::new();
        for part in [policy, content.0, weighed_by] {
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

#[cfg(feature = "serde")]
mod json {
    use super::Fingerprint;
    use crate::error::{Error, ErrorKind};

    impl From<Fingerprint> for String {
        fn from(fingerprint: Fingerprint) -> String {
            fingerprint.to_string()
        }
    }

    impl TryFrom<String> for Fingerprint {
        type Error = Error;

        fn try_from(text: String) -> Result<Self, Error> {
            let digits = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
            let number = u128::from_str_radix(&text, 16).ok();
            number
                .filter(|_| text.len() == 32 && text.chars().all(digits))
                .map(Fingerprint)
                .ok_or_else(|| {
                    Error::new(ErrorKind::InvalidValue, "not a fingerprint")
                        .with_value(&text)
                        .expecting("32 hexadecimal digits")
                })
        }
    }
}

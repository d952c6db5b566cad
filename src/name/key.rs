//! Keys that different spellings of a name share, for indexes and joins: the class strings of
//! readings.

use super::readings::{MAX_READINGS, Readings};
use super::sounds::{InlineSounds, class};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A short string shared by tokens that sound nearly alike. It compares, hashes and prints like a
/// string.
///
/// A key is the sounds of one reading without the differences between offices: all vowels and glides
/// are one class, ц and ч are one, х and the г that is written h are one, and doubled consonants are
/// single. Keys can change between versions of this crate: rebuild stored indexes after an upgrade.
///
/// ```
/// use std::collections::HashMap;
/// use sverka::{Key, Name, PersonName};
///
/// let mut index: HashMap<Key, Vec<&str>> = HashMap::new();
/// for listed in ["Щербаков", "Жуков", "Хрущёв"] {
///     for key in Name::new(&listed.into()).tokens().flat_map(|token| token.keys()) {
///         index.entry(key).or_default().push(listed);
///     }
/// }
/// let sought = Name::new(&PersonName::full("Schtscherbakow"));
/// let keys = sought.tokens().flat_map(|token| token.keys());
/// let found: Vec<&str> = keys.filter_map(|key| index.get(&key)).flatten().copied().collect();
/// assert_eq!(found, ["Щербаков"]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key(InlineSounds);

/// The distinct keys of readings, in their order.
pub(super) fn distinct_keys(readings: &Readings<'_>) -> impl Iterator<Item = Key> + use<> {
    let mut keys = [Key(InlineSounds::EMPTY); MAX_READINGS];
    let mut length = 0;
    for reading in readings {
        let key = Key(class(&reading.sounds));
        if !keys[..length].contains(&key) {
            keys[length] = key;
            length += 1;
        }
    }
    keys.into_iter().take(length)
}

impl Key {
    /// The key as text: ASCII letters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

//! The most that a name and a record may have. Nobody's record comes near; one that does was made to be slow, or is
//! many records that were taken for one.
//!
//! docs/limits.md states what happens to what is over a limit.

/// Characters of a name that are read. A name on a machine-readable document has 39 characters, the longest name on the
/// sanctions lists about 150.
pub(crate) const NAME_CHARS: usize = 1024;

/// Tokens of a name that are read. The longest names on the sanctions lists have about 15.
pub(crate) const NAME_TOKENS: usize = 20;

/// Characters of a token that are read, combining marks included. The exact search compares sound strings of up to 64.
pub(crate) const TOKEN_CHARS: usize = 40;

/// Combining marks on one letter. Polytonic Greek needs 3; more is decoration.
pub(crate) const LETTER_MARKS: usize = 3;

/// Values of one field of a record: aliases, birth dates, nationalities, birth places, documents. On OFAC's list nobody
/// has more than 45 aliases, on that of the UN more than 23 aliases, 14 documents and 10 birth dates.
pub(crate) const VALUES: usize = 1024;

/// Bytes of one text of a record: an identifier, a name or a part of one, a birth place, a nationality, a part of a
/// document, a source, a category. The longest on the lists of OFAC and the UN has 1,429, a remark.
pub(crate) const TEXT_BYTES: usize = 1 << 14;

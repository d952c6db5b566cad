//! Counts notes by kind.

use crate::error::Error;
use std::fmt;

/// The most kinds that are told apart. Headers are part of a kind, and a table may have any number.
const MOST_KINDS: usize = 200;
/// The most lines of a kind that are kept.
const LINES: usize = 5;

/// What a [`Reader`](super::Reader) noted, by field and reason, with the first lines of each. Gaps come
/// first, which are values that were left out or kept in part; then values that are kept and are no evidence.
///
/// ```
/// use sverka::formats::{ColumnMap, Reader};
///
/// let table = "name,birth_date,nationality\n\
///              Morozkin,15.03.71,Atlantis\n\
///              Snegova,01.04.80,\n";
/// let mut reader = Reader::csv(table.as_bytes(), "-", &ColumnMap::new())?;
/// reader.by_ref().for_each(drop);
/// let lines: Vec<String> = reader.note_summary().lines().collect();
/// assert_eq!(lines, [
///     "birth_date: a year of two digits: 2 times, lines 2, 3",
///     "nationality: no known country; not used as evidence: line 2",
/// ]);
/// # Ok::<(), sverka::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct NoteSummary {
    kinds: Vec<NoteKind>,
    /// Notes of kinds beyond the limit.
    others: u64,
}

#[derive(Clone, Debug)]
struct NoteKind {
    is_gap: bool,
    field: Option<String>,
    /// With an ellipsis for each number.
    what: String,
    count: u64,
    lines: Vec<u64>,
}

impl NoteSummary {
    pub(super) fn add(&mut self, note: &Error, is_gap: bool) {
        let what = without_numbers(note.what());
        let is_same = |kind: &&mut NoteKind| {
            kind.is_gap == is_gap && kind.field.as_deref() == note.field() && kind.what == what
        };
        if let Some(kind) = self.kinds.iter_mut().find(is_same) {
            kind.count += 1;
            kind.lines.extend(note.line().filter(|_| kind.lines.len() < LINES));
        } else if self.kinds.len() < MOST_KINDS {
            let (field, lines) = (note.field().map(str::to_owned), Vec::from_iter(note.line()));
            self.kinds.push(NoteKind { is_gap, field, what, count: 1, lines });
        } else {
            self.others += 1;
        }
    }

    /// A line for each kind: gaps first, and of these the most frequent.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let mut kinds: Vec<&NoteKind> = self.kinds.iter().collect();
        kinds.sort_by_key(|kind| (!kind.is_gap, std::cmp::Reverse(kind.count)));
        let others = (self.others > 0).then(|| format!("of other kinds: {}", self.others));
        kinds.into_iter().map(NoteKind::to_string).chain(others)
    }
}

impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        f.write_str(&self.what)?;
        if self.count > 1 {
            write!(f, ": {} times", self.count)?;
        }
        for (n, line) in self.lines.iter().enumerate() {
            let before = match (n, self.count) {
                (0, 1) => ": line ",
                (0, _) => ", lines ",
                _ => ", ",
            };
            write!(f, "{before}{line}")?;
        }
        if self.count > self.lines.len() as u64 && !self.lines.is_empty() {
            f.write_str(", …")?;
        }
        Ok(())
    }
}

/// Replaces each number by an ellipsis: `kept as the year …`.
fn without_numbers(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '0'..='9' if plain.ends_with('…') => {}
            '0'..='9' => plain.push('…'),
            _ => plain.push(c),
        }
    }
    plain
}

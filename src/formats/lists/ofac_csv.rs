//! OFAC's Specially Designated Nationals as the tables SDN.CSV and ALT.CSV
//! (<https://ofac.treasury.gov/media/29976/download>, the list's own description of its tables).
//!
//! Neither has a header, and `-0-` stands for nothing. Dates and places of birth, nationality,
//! documents, sex and weak aliases are remarks: phrases parted by semicolons. The aliases of
//! ALT.CSV are held in memory until their entry is read; one of no entry is reported.

use super::super::dates::DateOrder;
use super::super::draft::{ParsedRecord, RecordDraft, joined};
use super::super::line_reader::LineReader;
use super::super::lookahead::LookaheadReader;
use super::super::row_reader::{Cells, RowReader};
use super::super::unread_paths::UnreadPaths;
use super::ofac::{self, stated};
use crate::error::{Error, ErrorKind};
use crate::record::AliasStrength;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::io::BufRead;

/// What the tables are called beside each other, in errors.
const ALIASES: &str = "ALT.CSV";

pub(in crate::formats) struct SdnCsvReader<R> {
    rows: RowReader<LookaheadReader<R>>,
    /// By the number of the entry, with the line of each.
    aliases: FxHashMap<String, Vec<(u64, String)>>,
    errors: VecDeque<Error>,
    unread: UnreadPaths,
}

impl<R: BufRead> SdnCsvReader<R> {
    pub(in crate::formats) fn new(
        mut lines: LineReader<LookaheadReader<R>>,
    ) -> Result<Self, Error> {
        lines.peek()?;
        Ok(SdnCsvReader {
            rows: RowReader::new(lines),
            aliases: FxHashMap::default(),
            errors: VecDeque::new(),
            unread: UnreadPaths::default(),
        })
    }

    /// Reads ALT.CSV: the number of the entry, that of the alias, its type, the name, a remark.
    pub(in crate::formats) fn read_aliases(&mut self, table: impl BufRead) -> Result<(), Error> {
        let mut rows = RowReader::new(LineReader::new(table));
        while let Some(line) = next_row(&mut rows) {
            let cells = rows.cells();
            match line {
                Ok(line) if cells.len() == 5 => {
                    let alias = (line, cells.get(3).trim().to_owned());
                    self.aliases.entry(cells.get(0).trim().to_owned()).or_default().push(alias);
                }
                Ok(line) => self.errors.push_back(of_length(cells, 5, line).in_file(ALIASES)),
                Err(error) if error.kind() == ErrorKind::Malformed => {
                    self.errors.push_back(error.in_file(ALIASES));
                }
                Err(error) => return Err(error.in_file(ALIASES)),
            }
        }
        Ok(())
    }

    /// The next entry, or nothing in its place if it is no person.
    pub(in crate::formats) fn next_record(
        &mut self,
    ) -> Option<Result<Option<ParsedRecord>, Error>> {
        if let Some(error) = self.errors.pop_front() {
            return Some(Err(error));
        }
        match next_row(&mut self.rows) {
            Some(Ok(line)) => Some(self.entry(line)),
            Some(Err(error)) => Some(Err(error)),
            None => {
                self.leave_over();
                self.errors.pop_front().map(Err)
            }
        }
    }

    fn entry(&mut self, line: u64) -> Result<Option<ParsedRecord>, Error> {
        let cells = self.rows.cells();
        if cells.len() != 12 {
            return Err(of_length(cells, 12, line));
        }
        let id = cells.get(0).trim();
        let aliases = self.aliases.remove(id).unwrap_or_default();
        if cells.get(2).trim() != "individual" {
            return Ok(None);
        }
        let mut draft = RecordDraft::new(id);
        ofac::name(&mut draft, cells.get(1).trim(), "", AliasStrength::Strong);
        for (_, alias) in aliases {
            ofac::name(&mut draft, &alias, "", AliasStrength::Strong);
        }
        for (place, name) in [(4, "Title"), (11, "Remarks")] {
            match stated(cells.get(place)) {
                Some(text) if place == 11 => remarks(text, &mut draft, &mut self.unread),
                Some(_) => self.unread.note(name),
                None => {}
            }
        }
        draft.listing(|listing| listing.with_source(ofac::SOURCE));
        // Several programmes stand as `SDGT] [IRGC`.
        if let Some(programmes) = joined(cells.get(3).split("] [")) {
            draft.listing(|listing| listing.with_category(programmes));
        }
        Ok(Some(draft.finish(line)))
    }

    /// Reports the aliases of entries that the list does not have.
    fn leave_over(&mut self) {
        let mut lines: Vec<(u64, String)> = self
            .aliases
            .drain()
            .flat_map(|(id, aliases)| aliases.into_iter().map(move |(line, _)| (line, id.clone())))
            .collect();
        lines.sort_unstable();
        self.errors.extend(lines.into_iter().map(|(line, id)| {
            let error = Error::new(ErrorKind::Malformed, "an alias of an entry that is not there");
            error.in_file(ALIASES).at_line(line).of_record(&id)
        }));
    }
}

impl<R> SdnCsvReader<R> {
    pub(in crate::formats) fn unread(&self) -> &[String] {
        self.unread.paths()
    }
}

/// The next row; the character that ended files of old (0x1A) is none.
fn next_row<R: BufRead>(rows: &mut RowReader<R>) -> Option<Result<u64, Error>> {
    loop {
        let line = rows.next_row()?;
        let cells = rows.cells();
        if !(line.is_ok() && cells.len() == 1 && cells.get(0).trim() == "\u{1a}") {
            return Some(line);
        }
    }
}

fn of_length(cells: &Cells, expected: usize, line: u64) -> Error {
    let what = format!("a row of length {} where {expected} are expected", cells.len());
    Error::new(ErrorKind::Malformed, what).at_line(line)
}

/// Reads the phrases of a remark.
fn remarks(text: &str, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
    for phrase in text.trim_end_matches('.').split(';') {
        let phrase = phrase.trim().trim_end_matches('.');
        let phrase = phrase.strip_prefix("alt. ").unwrap_or(phrase);
        remark(phrase, draft, unread);
    }
}

fn remark(phrase: &str, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
    let after = |word: &str| phrase.strip_prefix(word).map(str::trim);
    if let Some(date) = after("DOB ") {
        draft.birth(date, DateOrder::Unknown, "DOB");
    } else if let Some(place) = after("POB ") {
        draft.place([place]);
    } else if let Some(country) = after("nationality ").or_else(|| after("citizen ")) {
        draft.nationality(country);
    } else if let Some(name) = after("a.k.a. ").or_else(|| after("f.k.a. ")) {
        // Weak aliases stand here, in quotation marks.
        let strength = match name.starts_with(['\'', '"']) {
            true => AliasStrength::Weak,
            false => AliasStrength::Strong,
        };
        draft.name(name.trim_matches(['\'', '"']), strength, "a.k.a.");
    } else if let Some(sex) = after("Gender ") {
        draft.sex(sex, "Gender");
    } else if let Some((kind, number, country)) = identification(phrase) {
        ofac::identification(kind, number, country, draft, unread);
    } else if !phrase.is_empty() {
        // What such a phrase begins with says what it is; the rest may be somebody's name.
        let kind: Vec<&str> = phrase
            .split(['-', ':', '('])
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .take(2)
            .collect();
        unread.note(&kind.join(" "));
    }
}

/// Divides `Passport A12345 (Iran) expires 01 Jan 2000` into kind, number and country: the number
/// begins at the first word with a digit.
fn identification(phrase: &str) -> Option<(&str, &str, &str)> {
    let is_number = |word: &str| word.chars().any(char::is_numeric);
    let word = phrase.split_whitespace().skip(1).find(|word| is_number(word))?;
    let at = word.as_ptr() as usize - phrase.as_ptr() as usize;
    let (kind, rest) = phrase.split_at(at);
    match rest.split_once('(') {
        Some((number, country)) => {
            let country = country.split(')').next().unwrap_or_default();
            Some((kind.trim(), number.trim(), country.trim()))
        }
        // What follows the country, or the number, says when it was issued and expires.
        None => {
            let end = [" expires ", " issued "].iter().filter_map(|word| rest.find(word)).min();
            let number = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest);
            Some((kind.trim(), number.trim(), ""))
        }
    }
}

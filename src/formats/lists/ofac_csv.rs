//! OFAC's Specially Designated Nationals as the tables SDN.CSV and ALT.CSV, and its consolidated list of
//! other sanctions as CONS_PRIM.CSV and CONS_ALT.CSV (the tables are specified in <https://ofac.treasury.gov/media/29976/download>).
//!
//! The tables have no header, and `-0-` marks a missing value. Dates and places of birth, nationality,
//! documents, sex and weak aliases are in the remarks: phrases separated by semicolons, of which the rest
//! beyond a thousand characters is in SDN_COMMENTS.CSV or CONS_COMMENTS.CSV. Aliases and comments are held in
//! memory until their entry is read. One of an unknown entry is an error.

use super::super::dates::DateOrder;
use super::super::decode::TextSource;
use super::super::draft::{ParsedRecord, RecordDraft};
use super::super::line_reader::LineReader;
use super::super::memory_limit::HeldText;
use super::super::row_reader::{Cells, Row, RowReader};
use super::super::unread_paths::UnreadPaths;
use super::about::ListInfo;
use super::ofac::{self, stated};
use crate::error::{Error, ErrorKind};
use crate::record::AliasStrength;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::io::BufRead;

pub(in crate::formats) struct SdnCsvReader<R> {
    rows: RowReader<TextSource<R>>,
    pub(in crate::formats) about: ListInfo,
    source: &'static str,
    /// The tables beside the entries: of aliases, and of the rest of long remarks.
    beside: [&'static str; 2],
    /// The aliases by the number of their entry, each with its line.
    aliases: FxHashMap<String, Vec<(u64, String)>>,
    /// The rest of remarks, likewise.
    comments: FxHashMap<String, Vec<(u64, String)>>,
    held: HeldText,
    errors: VecDeque<Error>,
    unread: UnreadPaths,
}

impl<R: BufRead> SdnCsvReader<R> {
    pub(in crate::formats) fn new(
        mut lines: LineReader<TextSource<R>>,
        about: ListInfo,
        is_consolidated: bool,
    ) -> Result<Self, Error> {
        lines.peek()?;
        let source = if is_consolidated { ofac::CONSOLIDATED_SOURCE } else { ofac::SDN_SOURCE };
        let beside = files_beside(is_consolidated);
        let held = HeldText::new(lines.limit);
        Ok(SdnCsvReader {
            rows: RowReader::new(lines, ','),
            about: ListInfo { missing: beside.to_vec(), ..about },
            source,
            beside,
            aliases: FxHashMap::default(),
            comments: FxHashMap::default(),
            held,
            errors: VecDeque::new(),
            unread: UnreadPaths::default(),
        })
    }

    /// Reads the table of aliases. Its columns: number of the entry, number of the alias, type, name, remark.
    pub(in crate::formats) fn read_aliases(&mut self, table: impl BufRead) -> Result<(), Error> {
        self.aliases = self.read_beside(table, self.beside[0], 5, 3)?;
        Ok(())
    }

    /// Reads the table of comments. Its columns: number of the entry, the rest of its remarks.
    pub(in crate::formats) fn read_comments(&mut self, table: impl BufRead) -> Result<(), Error> {
        self.comments = self.read_beside(table, self.beside[1], 2, 1)?;
        Ok(())
    }

    /// A column of a table beside the entries, by the number of the entry.
    fn read_beside(
        &mut self,
        table: impl BufRead,
        file: &'static str,
        length: usize,
        column: usize,
    ) -> Result<FxHashMap<String, Vec<(u64, String)>>, Error> {
        self.about.missing.retain(|missing| *missing != file);
        let mut rows = RowReader::new(LineReader::new(table, self.rows.limit()), ',');
        let mut texts: FxHashMap<String, Vec<(u64, String)>> = FxHashMap::default();
        while let Some(line) = next_row(&mut rows) {
            let cells = rows.cells();
            match line {
                Ok(line) if cells.len() == length => {
                    let (id, text) = (cells.get(0).trim(), cells.get(column));
                    self.held.add(id.len() + text.len()).map_err(|error| error.in_file(file))?;
                    texts.entry(id.to_owned()).or_default().push((line, text.to_owned()));
                }
                Ok(line) => self.errors.push_back(wrong_length(cells, length, line).in_file(file)),
                Err(error) if error.kind() == ErrorKind::Malformed => {
                    self.errors.push_back(error.in_file(file));
                }
                Err(error) => return Err(error.in_file(file)),
            }
        }
        Ok(texts)
    }

    /// The next entry; `Ok(None)` if it is not a person.
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
                self.report_orphans();
                self.errors.pop_front().map(Err)
            }
        }
    }

    fn entry(&mut self, line: u64) -> Result<Option<ParsedRecord>, Error> {
        let cells = self.rows.cells();
        if cells.len() != 12 {
            return Err(wrong_length(cells, 12, line));
        }
        let id = cells.get(0).trim();
        let aliases = self.aliases.remove(id).unwrap_or_default();
        let comments = self.comments.remove(id).unwrap_or_default();
        if cells.get(2).trim() != "individual" {
            return Ok(None);
        }
        let mut draft = RecordDraft::new(id);
        ofac::add_name(&mut draft, cells.get(1).trim(), "", AliasStrength::Strong);
        for (_, alias) in aliases {
            ofac::add_name(&mut draft, alias.trim(), "", AliasStrength::Strong);
        }
        if stated(cells.get(4)).is_some() {
            self.unread.add("Title");
        }
        // Remarks are cut at a thousand characters, wherever that is, and go on among the comments.
        let mut remarks = stated(cells.get(11)).unwrap_or_default().to_owned();
        comments.iter().for_each(|(_, rest)| remarks.push_str(rest));
        add_remarks(&remarks, &mut draft, &mut self.unread);
        draft.add_sources([self.source]);
        // Several programmes are written `SDGT] [IRGC`.
        draft.add_categories(cells.get(3).split("] ["));
        Ok(Some(draft.finish(line)))
    }

    /// Reports the aliases and comments of unknown entries.
    fn report_orphans(&mut self) {
        let [aliases, comments] = self.beside;
        let tables = [
            (aliases, "an alias of an unknown entry", &mut self.aliases),
            (comments, "a comment on an unknown entry", &mut self.comments),
        ];
        for (file, what, texts) in tables {
            let mut lines: Vec<(u64, String)> = texts
                .drain()
                .flat_map(|(id, texts)| texts.into_iter().map(move |(line, _)| (line, id.clone())))
                .collect();
            lines.sort_unstable();
            self.errors.extend(lines.into_iter().map(|(line, id)| {
                let error = Error::new(ErrorKind::Malformed, what);
                let error = error.expecting("all tables of the same day");
                error.in_file(file).at_line(line).of_record(&id)
            }));
        }
    }
}

/// The tables beside the entries: of aliases, and of the rest of long remarks.
pub(in crate::formats) fn files_beside(is_consolidated: bool) -> [&'static str; 2] {
    match is_consolidated {
        true => ["CONS_ALT.CSV", "CONS_COMMENTS.CSV"],
        false => ["ALT.CSV", "SDN_COMMENTS.CSV"],
    }
}

impl<R> SdnCsvReader<R> {
    pub(in crate::formats) fn unread(&self) -> &[String] {
        self.unread.paths()
    }
}

/// The next row. Skips the end-of-file character 0x1A.
fn next_row<R: BufRead>(rows: &mut RowReader<R>) -> Option<Result<u64, Error>> {
    loop {
        let line = rows.next_row()?.and_then(Row::whole);
        let cells = rows.cells();
        if !(line.is_ok() && cells.len() == 1 && cells.get(0).trim() == "\u{1a}") {
            return Some(line);
        }
    }
}

fn wrong_length(cells: &Cells, expected: usize, line: u64) -> Error {
    let what = format!("a row of length {}, not {expected}", cells.len());
    let error = Error::new(ErrorKind::Malformed, what).at_line(line);
    error.expecting("the table as OFAC publishes it")
}

/// Adds the phrases of a remark.
fn add_remarks(text: &str, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
    for phrase in text.trim_end_matches('.').split(';') {
        let phrase = phrase.trim().trim_end_matches('.');
        let phrase = phrase.strip_prefix("alt. ").unwrap_or(phrase);
        add_remark(phrase, draft, unread);
    }
}

fn add_remark(phrase: &str, draft: &mut RecordDraft, unread: &mut UnreadPaths) {
    let after = |word: &str| phrase.strip_prefix(word).map(str::trim);
    if let Some(date) = after("DOB ") {
        draft.add_birth_date(date, DateOrder::Unknown, "DOB");
    } else if let Some(place) = after("POB ") {
        draft.add_birth_place([place]);
    } else if let Some(country) = after("nationality ").or_else(|| after("citizen ")) {
        draft.add_nationality(country);
    } else if let Some(name) = ["a.k.a. ", "f.k.a. ", "n.k.a. "].into_iter().find_map(after) {
        // Weak aliases are here, in quotation marks.
        let strength = match name.starts_with(['\'', '"']) {
            true => AliasStrength::Weak,
            false => AliasStrength::Strong,
        };
        draft.add_name(name.trim_matches(['\'', '"']), strength, "a.k.a.");
    } else if let Some(sex) = after("Gender ") {
        draft.set_sex(sex, "Gender");
    } else if let Some((kind, number, country)) = split_identification(phrase) {
        ofac::add_identification(kind, number, country, draft, unread);
    } else if !phrase.is_empty() {
        // The first words are the kind of remark; the rest may be the name of a person.
        let kind: Vec<&str> = phrase
            .split(['-', ':', '('])
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .take(2)
            .collect();
        unread.add(&kind.join(" "));
    }
}

/// Splits `Passport A 12345 (Iran) expires 01 Jan 2000` into kind, number and country. The number begins
/// at the first word with a digit, or at the series before it.
fn split_identification(phrase: &str) -> Option<(&str, &str, &str)> {
    let place = |word: &str| word.as_ptr() as usize - phrase.as_ptr() as usize;
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let first = words.iter().skip(1).position(|word| word.chars().any(char::is_numeric))? + 1;
    let has_series = first > 1 && is_series(words[first - 1]);
    let at = place(words[if has_series { first - 1 } else { first }]);
    let (kind, rest) = phrase.split_at(at);
    let (number, country) = match rest.split_once('(') {
        Some((number, country)) => (number, country.split(')').next().unwrap_or_default()),
        None => (rest, ""),
    };
    // Days of issue and expiry follow the number.
    let end = [" expires ", " issued "].iter().filter_map(|word| number.find(word)).min();
    let number = number.get(..end.unwrap_or(number.len())).unwrap_or(number);
    Some((kind.trim(), number.trim(), country.trim()))
}

/// Whether a word is the series of a document: up to three capital letters that are not a kind.
fn is_series(word: &str) -> bool {
    const KINDS: [&str; 16] = [
        "ID", "SSN", "NIT", "RUC", "RIF", "DNI", "RFC", "NIE", "NIF", "IFE", "DUI", "RTN", "RUT",
        "VAT", "TIN", "CUI",
    ];
    let letters = word.trim_end_matches('-');
    (1..=3).contains(&letters.len())
        && letters.bytes().all(|b| b.is_ascii_uppercase())
        && !KINDS.contains(&letters)
}

//! The lists of the United Kingdom as CSV: the UK Sanctions List of the Foreign Office
//! (<https://www.gov.uk/government/publications/the-uk-sanctions-list>), and the consolidated list
//! of the Office of Financial Sanctions Implementation (ConList.csv).
//!
//! The first row may be the date of the list. A person has one row for each name and each combination
//! of other values, and the rows need not be adjacent. So all persons are assembled in memory before
//! the first is returned; a list has some tens of thousands of rows. Dates are day, month and year,
//! with zeros or letters for unknown parts.

use super::super::csv_reader::wrong_length;
use super::super::dates::DateOrder;
use super::super::draft::{ParsedRecord, RecordDraft, collapse_blanks};
use super::super::line_reader::LineReader;
use super::super::lookahead::LookaheadReader;
use super::super::row_reader::{Cells, Row, RowReader};
use super::super::unread_paths::UnreadPaths;
use super::documents;
use crate::error::{Error, ErrorKind};
use crate::record::{AliasStrength, Date};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::io::BufRead;

const SOURCE: &str = "UK sanctions";

#[derive(Clone, Copy, PartialEq, Eq)]
enum UkColumn {
    Id,
    Kind,
    Name(u8),
    Original,
    NameType,
    Strength,
    Birth,
    Town,
    Country,
    Nationality,
    Passport,
    NationalId,
    Sex,
    Regime,
    Listed,
}

/// The headers of both lists in lower case. Of several headers for one field, the first counts.
const HEADERS: [(&str, UkColumn); 31] = [
    ("unique id", UkColumn::Id),
    ("group id", UkColumn::Id),
    ("individual, entity, ship", UkColumn::Kind),
    ("group type", UkColumn::Kind),
    ("name 1", UkColumn::Name(1)),
    ("name 2", UkColumn::Name(2)),
    ("name 3", UkColumn::Name(3)),
    ("name 4", UkColumn::Name(4)),
    ("name 5", UkColumn::Name(5)),
    ("name 6", UkColumn::Name(6)),
    ("name non-latin script", UkColumn::Original),
    ("name type", UkColumn::NameType),
    ("alias type", UkColumn::NameType),
    ("alias strength", UkColumn::Strength),
    ("alias quality", UkColumn::Strength),
    ("d.o.b", UkColumn::Birth),
    ("dob", UkColumn::Birth),
    ("town of birth", UkColumn::Town),
    ("country of birth", UkColumn::Country),
    ("nationality", UkColumn::Nationality),
    ("nationality(/ies)", UkColumn::Nationality),
    ("passport number", UkColumn::Passport),
    ("national identifier number", UkColumn::NationalId),
    ("national identification number", UkColumn::NationalId),
    ("gender", UkColumn::Sex),
    ("regime", UkColumn::Regime),
    ("regime name", UkColumn::Regime),
    ("date designated", UkColumn::Listed),
    ("listed on", UkColumn::Listed),
    ("uk sanctions list date designated", UkColumn::Listed),
    ("designated on", UkColumn::Listed),
];

pub(in crate::formats) struct UkCsvReader<R> {
    rows: RowReader<LookaheadReader<R>>,
    columns: Vec<(UkColumn, usize)>,
    width: usize,
    unread: UnreadPaths,
    /// The assembled entities; `None` before the rows are read.
    ready: Option<VecDeque<Result<Option<ParsedRecord>, Error>>>,
}

impl<R: BufRead> UkCsvReader<R> {
    pub(in crate::formats) fn new(
        mut lines: LineReader<LookaheadReader<R>>,
    ) -> Result<Self, Error> {
        lines.peek()?;
        let mut rows = RowReader::new(lines, ',');
        for _ in 0..2 {
            let Some(line) = rows.next_row() else { break };
            let line = line?.whole()?;
            let table = UkHeader::new(rows.cells());
            if let Some(header) = table {
                return header.check(line).map(|UkHeader { columns, width, unread }| UkCsvReader {
                    rows,
                    columns,
                    width,
                    unread,
                    ready: None,
                });
            }
        }
        let what = "no header of a UK list";
        Err(Error::new(ErrorKind::MissingColumn, what).expecting("a header with Name 1 to Name 6"))
    }

    /// The next entity; `Ok(None)` if it is not a person.
    pub(in crate::formats) fn next_record(
        &mut self,
    ) -> Option<Result<Option<ParsedRecord>, Error>> {
        if self.ready.is_none() {
            match self.assemble() {
                Ok(ready) => self.ready = Some(ready),
                Err(error) => {
                    self.ready = Some(VecDeque::new());
                    return Some(Err(error));
                }
            }
        }
        self.ready.as_mut()?.pop_front()
    }

    /// Assembles the rows of each entity, in the order of their first rows. Errors come first.
    fn assemble(&mut self) -> Result<VecDeque<Result<Option<ParsedRecord>, Error>>, Error> {
        let mut bad = VecDeque::new();
        let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
        let mut entities: Vec<(u64, Option<RecordDraft>)> = Vec::new();
        while let Some(row) = self.rows.next_row() {
            let line = row.and_then(Row::whole);
            let cells = self.rows.cells();
            let line = match line {
                Ok(line) if cells.len() == self.width => line,
                Ok(line) => {
                    bad.push_back(Err(wrong_length(cells.len(), self.width).at_line(line)));
                    continue;
                }
                Err(error) if error.kind() == ErrorKind::Malformed => {
                    bad.push_back(Err(error));
                    continue;
                }
                // Rows of any person may be missing, so no person is complete.
                Err(error) => return Err(error),
            };
            let row = UkRow { cells, columns: &self.columns };
            let id = row.cell(UkColumn::Id);
            // A row without an identifier is an entity of its own.
            let key = if id.is_empty() { format!("\0{line}") } else { id.to_owned() };
            let number = *numbers.entry(key).or_insert(entities.len());
            if number == entities.len() {
                let is_person = row.cell(UkColumn::Kind).eq_ignore_ascii_case("individual");
                entities.push((line, is_person.then(|| RecordDraft::new(id))));
            }
            if let Some((_, Some(draft))) = entities.get_mut(number) {
                row.add_to(draft);
            }
        }
        bad.extend(
            entities.into_iter().map(|(line, draft)| Ok(draft.map(|draft| draft.finish(line)))),
        );
        Ok(bad)
    }
}

impl<R> UkCsvReader<R> {
    pub(in crate::formats) fn unread(&self) -> &[String] {
        self.unread.paths()
    }
}

struct UkHeader {
    columns: Vec<(UkColumn, usize)>,
    width: usize,
    unread: UnreadPaths,
}

impl UkHeader {
    /// The header, if these cells are one.
    fn new(cells: &Cells) -> Option<UkHeader> {
        let headers: Vec<String> =
            cells.iter().map(|cell| collapse_blanks(cell).to_lowercase()).collect();
        let mut columns = Vec::new();
        for (header, field) in HEADERS {
            if let Some(place) = headers.iter().position(|cell| cell == header)
                && !columns.iter().any(|(known, _)| *known == field)
            {
                columns.push((field, place));
            }
        }
        let mut unread = UnreadPaths::default();
        for (place, header) in cells.iter().enumerate() {
            if !header.trim().is_empty() && !columns.iter().any(|(_, known)| *known == place) {
                unread.add(header.trim());
            }
        }
        let is_header = columns.iter().any(|(field, _)| *field == UkColumn::Name(6));
        is_header.then_some(UkHeader { columns, width: cells.len(), unread })
    }

    fn check(self, line: u64) -> Result<UkHeader, Error> {
        let has = |field: UkColumn| self.columns.iter().any(|(known, _)| *known == field);
        if has(UkColumn::Id) && has(UkColumn::Kind) {
            return Ok(self);
        }
        let what = "a UK list without a column for identifiers or for types of entities";
        let error = Error::new(ErrorKind::MissingColumn, what).at_line(line);
        Err(error.expecting("Unique ID or Group ID; Individual, Entity, Ship or Group Type"))
    }
}

struct UkRow<'t> {
    cells: &'t Cells,
    columns: &'t [(UkColumn, usize)],
}

impl<'t> UkRow<'t> {
    fn cell(&self, field: UkColumn) -> &'t str {
        let place = self.columns.iter().find(|(known, _)| *known == field);
        place.map_or("", |(_, place)| self.cells.get(*place).trim())
    }

    fn add_to(&self, draft: &mut RecordDraft) {
        self.add_names(draft);
        for date in split_numbered(self.cell(UkColumn::Birth)) {
            draft.add_birth_date(date, DateOrder::DayFirst, "DOB");
        }
        let towns: Vec<&str> = split_numbered(self.cell(UkColumn::Town)).collect();
        let countries: Vec<&str> = split_numbered(self.cell(UkColumn::Country)).collect();
        for place in 0..towns.len().max(countries.len()) {
            let part = |parts: &[&'t str]| parts.get(place).copied().unwrap_or_default();
            draft.add_birth_place([part(&towns), part(&countries)]);
        }
        split_numbered(self.cell(UkColumn::Nationality))
            .for_each(|country| draft.add_nationality(country));
        for (field, kind) in
            [(UkColumn::Passport, "passport"), (UkColumn::NationalId, "national id")]
        {
            for text in split_numbered(self.cell(field)) {
                match documents::number(text) {
                    Some(number) => draft.add_document(kind, "", &number, kind),
                    None => draft.add_document(kind, "", text, kind),
                }
            }
        }
        draft.set_sex(self.cell(UkColumn::Sex), "Gender");
        draft.update_listing(|listing| listing.with_source(SOURCE));
        let regime = self.cell(UkColumn::Regime);
        if !regime.is_empty() {
            draft.update_listing(|listing| listing.with_category(regime));
        }
        match parse_day(self.cell(UkColumn::Listed)) {
            Some(Ok(day)) => draft.update_listing(|listing| listing.with_validity(Some(day), None)),
            Some(Err(error)) => draft.add_note(error, "Listed On"),
            None => {}
        }
    }

    /// Name 6 is the family name; the others are given names.
    fn add_names(&self, draft: &mut RecordDraft) {
        let given = (1..6).map(|n| self.cell(UkColumn::Name(n))).collect::<Vec<_>>().join(" ");
        let (given, family) = (collapse_blanks(&given), self.cell(UkColumn::Name(6)));
        let name = match (given.is_empty(), family.is_empty()) {
            (false, false) => format!("{family}, {given}"),
            _ => format!("{family}{given}"),
        };
        let is_low = self.cell(UkColumn::Strength).to_lowercase().starts_with(['l', 'w']);
        let strength = if is_low { AliasStrength::Weak } else { AliasStrength::Strong };
        let is_primary = self.cell(UkColumn::NameType).to_lowercase() == "primary name";
        match is_primary {
            true => draft.add_primary(&name, strength, "Name 6"),
            false => draft.add_name(&name, strength, "Name 6"),
        }
        draft.add_name(self.cell(UkColumn::Original), strength, "Name non-latin script");
    }
}

/// The items of `(1) Syria (2) Lebanon`, or the text itself.
fn split_numbered(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    let mut number = 1;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let tag = format!("({number})");
        let item = rest.strip_prefix(tag.as_str()).unwrap_or(rest);
        number += 1;
        let is_list = item.len() < rest.len();
        let end = item.find(&format!("({number})")).filter(|_| is_list);
        let (item, after) = item.split_at(end.unwrap_or(item.len()));
        rest = after;
        Some(item.trim())
    })
}

/// Parses a day written as day, month and year; `None` for blank text.
fn parse_day(text: &str) -> Option<Result<Date, Error>> {
    let text = text.trim();
    let dotted = text.replace('/', ".");
    (!text.is_empty()).then(|| dotted.parse().map_err(|error: Error| error.with_value(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_items_of_a_cell() {
        let cases: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("Syria", &["Syria"]),
            ("(1) Syria (2) Lebanon", &["Syria", "Lebanon"]),
            ("(1) Syria", &["Syria"]),
            ("(2) Syria", &["(2) Syria"]),
            ("12 (3) 4", &["12 (3) 4"]),
        ];
        for (text, expected) in cases {
            assert_eq!(split_numbered(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}

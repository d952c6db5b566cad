//! The lists of the United Kingdom as CSV: the UK Sanctions List of the Foreign Office
//! (<https://www.gov.uk/government/publications/the-uk-sanctions-list>), and the consolidated list
//! of the Office of Financial Sanctions Implementation (ConList.csv).
//!
//! The first row may hold the date of the list. Each person has a row for every name, and for every
//! combination of what is known; the rows need not stand together. So the persons of such a list
//! are put together in memory before the first is given out; it has some tens of thousands of rows.
//! Dates are day, month, year, with zeros or letters for what is not known.

use super::super::dates::Order;
use super::super::draft::{Draft, Drawn, tidy};
use super::super::feed::Feed;
use super::super::lines::Lines;
use super::super::rows::{Cells, Rows};
use super::super::unread::Unread;
use super::documents;
use crate::error::{Error, ErrorKind};
use crate::record::{AliasStrength, Date};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::io::BufRead;

const SOURCE: &str = "UK sanctions";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
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

/// Headers of both lists in lower case. The identifier of the first that a table has counts.
const HEADERS: [(&str, Field); 31] = [
    ("unique id", Field::Id),
    ("group id", Field::Id),
    ("individual, entity, ship", Field::Kind),
    ("group type", Field::Kind),
    ("name 1", Field::Name(1)),
    ("name 2", Field::Name(2)),
    ("name 3", Field::Name(3)),
    ("name 4", Field::Name(4)),
    ("name 5", Field::Name(5)),
    ("name 6", Field::Name(6)),
    ("name non-latin script", Field::Original),
    ("name type", Field::NameType),
    ("alias type", Field::NameType),
    ("alias strength", Field::Strength),
    ("alias quality", Field::Strength),
    ("d.o.b", Field::Birth),
    ("dob", Field::Birth),
    ("town of birth", Field::Town),
    ("country of birth", Field::Country),
    ("nationality", Field::Nationality),
    ("nationality(/ies)", Field::Nationality),
    ("passport number", Field::Passport),
    ("national identifier number", Field::NationalId),
    ("national identification number", Field::NationalId),
    ("gender", Field::Sex),
    ("regime", Field::Regime),
    ("regime name", Field::Regime),
    ("date designated", Field::Listed),
    ("listed on", Field::Listed),
    ("uk sanctions list date designated", Field::Listed),
    ("designated on", Field::Listed),
];

pub(in crate::formats) struct UkTable<R> {
    rows: Rows<Feed<R>>,
    places: Vec<(Field, usize)>,
    width: usize,
    unread: Unread,
    /// What was read and is to be given out; none before the rows are read.
    ready: Option<VecDeque<Result<Option<Drawn>, Error>>>,
}

impl<R: BufRead> UkTable<R> {
    pub(in crate::formats) fn new(mut lines: Lines<Feed<R>>) -> Result<Self, Error> {
        lines.peek()?;
        let mut rows = Rows::new(lines);
        for _ in 0..2 {
            let Some(line) = rows.next_row() else { break };
            let line = line?;
            let table = Header::new(rows.cells());
            if let Some(header) = table {
                return header.check(line).map(|Header { places, width, unread }| UkTable {
                    rows,
                    places,
                    width,
                    unread,
                    ready: None,
                });
            }
        }
        let what = "no header of the UK's lists";
        Err(Error::new(ErrorKind::MissingColumn, what).expecting("Name 1 to Name 6 and others"))
    }

    /// The next entity, or nothing in its place if it is no person.
    pub(in crate::formats) fn next_record(&mut self) -> Option<Result<Option<Drawn>, Error>> {
        if self.ready.is_none() {
            match self.gather() {
                Ok(ready) => self.ready = Some(ready),
                Err(error) => {
                    self.ready = Some(VecDeque::new());
                    return Some(Err(error));
                }
            }
        }
        self.ready.as_mut()?.pop_front()
    }

    /// Puts the rows of each entity together, in the order of their first; rows that cannot be read
    /// come before all.
    fn gather(&mut self) -> Result<VecDeque<Result<Option<Drawn>, Error>>, Error> {
        let mut bad = VecDeque::new();
        let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
        let mut entities: Vec<(u64, Option<Draft>)> = Vec::new();
        while let Some(line) = self.rows.next_row() {
            let cells = self.rows.cells();
            let line = match line {
                Ok(line) if cells.len() == self.width => line,
                Ok(line) => {
                    let (found, expected) = (cells.len(), self.width);
                    let what =
                        format!("a row of length {found} under a header of length {expected}");
                    bad.push_back(Err(Error::new(ErrorKind::Malformed, what).at_line(line)));
                    continue;
                }
                Err(error) if error.kind() == ErrorKind::Malformed => {
                    bad.push_back(Err(error));
                    continue;
                }
                // Rows that follow may belong to any person, so none is whole.
                Err(error) => return Err(error),
            };
            let row = Row { cells, places: &self.places };
            let id = row.cell(Field::Id);
            // A row without an identifier stands for itself.
            let key = if id.is_empty() { format!("\0{line}") } else { id.to_owned() };
            let number = *numbers.entry(key).or_insert(entities.len());
            if number == entities.len() {
                let is_person = row.cell(Field::Kind).eq_ignore_ascii_case("individual");
                entities.push((line, is_person.then(|| Draft::new(id))));
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

impl<R> UkTable<R> {
    pub(in crate::formats) fn unread(&self) -> &[String] {
        self.unread.paths()
    }
}

struct Header {
    places: Vec<(Field, usize)>,
    width: usize,
    unread: Unread,
}

impl Header {
    /// The header in these cells, if they are one.
    fn new(cells: &Cells) -> Option<Header> {
        let headers: Vec<String> = cells.iter().map(|cell| tidy(cell).to_lowercase()).collect();
        let mut places = Vec::new();
        for (header, field) in HEADERS {
            if let Some(place) = headers.iter().position(|cell| cell == header)
                && !places.iter().any(|(known, _)| *known == field)
            {
                places.push((field, place));
            }
        }
        let mut unread = Unread::default();
        for (place, header) in cells.iter().enumerate() {
            if !header.trim().is_empty() && !places.iter().any(|(_, known)| *known == place) {
                unread.note(header.trim());
            }
        }
        let is_header = places.iter().any(|(field, _)| *field == Field::Name(6));
        is_header.then_some(Header { places, width: cells.len(), unread })
    }

    fn check(self, line: u64) -> Result<Header, Error> {
        let has = |field: Field| self.places.iter().any(|(known, _)| *known == field);
        if has(Field::Id) && has(Field::Kind) {
            return Ok(self);
        }
        let what = "a list of the UK without identifiers or kinds of entities";
        let error = Error::new(ErrorKind::MissingColumn, what).at_line(line);
        Err(error.expecting("Unique ID or Group ID; Individual, Entity, Ship or Group Type"))
    }
}

struct Row<'t> {
    cells: &'t Cells,
    places: &'t [(Field, usize)],
}

impl<'t> Row<'t> {
    fn cell(&self, field: Field) -> &'t str {
        let place = self.places.iter().find(|(known, _)| *known == field);
        place.map_or("", |(_, place)| self.cells.get(*place).trim())
    }

    fn add_to(&self, draft: &mut Draft) {
        self.names(draft);
        for date in numbered(self.cell(Field::Birth)) {
            draft.birth(date, Order::DayFirst, "DOB");
        }
        let towns: Vec<&str> = numbered(self.cell(Field::Town)).collect();
        let countries: Vec<&str> = numbered(self.cell(Field::Country)).collect();
        for place in 0..towns.len().max(countries.len()) {
            let part = |parts: &[&'t str]| parts.get(place).copied().unwrap_or_default();
            draft.place([part(&towns), part(&countries)]);
        }
        numbered(self.cell(Field::Nationality)).for_each(|country| draft.nationality(country));
        for (field, kind) in [(Field::Passport, "passport"), (Field::NationalId, "national id")] {
            for text in numbered(self.cell(field)) {
                match documents::number(text) {
                    Some(number) => draft.document(kind, "", &number, kind),
                    None => draft.document(kind, "", text, kind),
                }
            }
        }
        draft.sex(self.cell(Field::Sex), "Gender");
        draft.listing(|listing| listing.with_source(SOURCE));
        let regime = self.cell(Field::Regime);
        if !regime.is_empty() {
            draft.listing(|listing| listing.with_category(regime));
        }
        match day(self.cell(Field::Listed)) {
            Some(Ok(day)) => draft.listing(|listing| listing.with_validity(Some(day), None)),
            Some(Err(error)) => draft.note(error, "Listed On"),
            None => {}
        }
    }

    /// Name 6 is the family name, the others come before it.
    fn names(&self, draft: &mut Draft) {
        let given = (1..6).map(|n| self.cell(Field::Name(n))).collect::<Vec<_>>().join(" ");
        let (given, family) = (tidy(&given), self.cell(Field::Name(6)));
        let name = match (given.is_empty(), family.is_empty()) {
            (false, false) => format!("{family}, {given}"),
            _ => format!("{family}{given}"),
        };
        let is_low = self.cell(Field::Strength).to_lowercase().starts_with(['l', 'w']);
        let strength = if is_low { AliasStrength::Weak } else { AliasStrength::Strong };
        let is_primary = self.cell(Field::NameType).to_lowercase() == "primary name";
        draft.name(&name, strength, "Name 6");
        if is_primary {
            draft.primary(&name);
        }
        draft.name(self.cell(Field::Original), strength, "Name non-latin script");
    }
}

/// The items of `(1) Syria (2) Lebanon`, or the text itself.
fn numbered(text: &str) -> impl Iterator<Item = &str> {
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

/// A day written as day, month and year.
fn day(text: &str) -> Option<Result<Date, Error>> {
    let text = text.trim();
    let dotted = text.replace('/', ".");
    (!text.is_empty()).then(|| dotted.parse().map_err(|error: Error| error.with_value(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_within_a_cell() {
        let cases: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("Syria", &["Syria"]),
            ("(1) Syria (2) Lebanon", &["Syria", "Lebanon"]),
            ("(1) Syria", &["Syria"]),
            ("(2) Syria", &["(2) Syria"]),
            ("12 (3) 4", &["12 (3) 4"]),
        ];
        for (text, expected) in cases {
            assert_eq!(numbered(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}

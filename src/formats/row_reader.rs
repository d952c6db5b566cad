//! Rows of cells, quoted as in RFC 4180.
//!
//! Lenient readers let an unclosed quote swallow the rest of the file, and strict ones reject a row with
//! text after a closing quote. Either way people vanish from a list. Here a line of which the quotes make
//! no sense is a row of its own with a fault, and the lines consumed in search of the closing quote are
//! read again.

use super::line_reader::{LineReader, NumberedLine};
#[cfg(feature = "lists")]
use super::memory_limit::MemoryLimit;
use crate::error::{Error, ErrorKind};
use std::collections::VecDeque;
use std::io::BufRead;
use std::ops::ControlFlow;

/// The most lines of a row. More lines mean an unclosed quote, and they must not fill memory.
const MOST_LINES: usize = 1 << 16;

pub(super) const QUOTED: &str = "\"…\" around the whole cell, and \"\" for a quote within it";

/// The cells of one row, in a buffer that is reused for the next row.
pub(super) struct Cells {
    text: String,
    /// The end of each cell in `text`.
    ends: Vec<usize>,
    separator: char,
    in_quotes: bool,
    /// Whether text after a closing quote belongs to the cell.
    is_lenient: bool,
}

/// A row, of which [`RowReader::cells`] has the cells.
pub(super) struct Row {
    /// The line where it begins.
    pub(super) line: u64,
    /// What is wrong with its quotes or its bytes, in spite of which the cells were read.
    pub(super) fault: Option<Error>,
}

impl Row {
    /// The line of a row without a fault.
    pub(super) fn whole(self) -> Result<u64, Error> {
        self.fault.map_or(Ok(self.line), Err)
    }
}

/// The state of the quotes after a line.
#[derive(Clone, Copy)]
enum QuoteState {
    Closed,
    Open,
    Broken,
}

impl Cells {
    pub(super) fn separated_by(separator: char) -> Cells {
        Cells {
            text: String::new(),
            ends: Vec::new(),
            separator,
            in_quotes: false,
            is_lenient: false,
        }
    }

    /// The cells of one line, up to an unclosed quote.
    pub(super) fn of(line: &str, separator: char) -> Cells {
        let mut cells = Cells::separated_by(separator);
        cells.add(line);
        cells
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of all cells.
    #[cfg(feature = "lists")]
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// The cell at an index; empty where there is none.
    pub(super) fn get(&self, place: usize) -> &str {
        let start = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(place).copied());
        range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place))
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.in_quotes = false;
        self.is_lenient = false;
    }

    fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    /// Adds a line, including its ending, to the row.
    fn add(&mut self, line: &str) -> QuoteState {
        let mut rest = line;
        loop {
            let step = if self.in_quotes { self.add_quoted(rest) } else { self.add_plain(rest) };
            match step {
                ControlFlow::Continue(after) => rest = after,
                ControlFlow::Break(quoting) => return quoting,
            }
        }
    }

    /// Replaces the row by a line of which the quotes make no sense: as well as they can be read, or else
    /// as ordinary characters.
    fn set_malformed(&mut self, line: &str) {
        self.clear();
        self.is_lenient = true;
        if !matches!(self.add(line), QuoteState::Closed) {
            self.clear();
            for cell in without_ending(line).split(self.separator) {
                self.text.push_str(cell);
                self.end_cell();
            }
        }
    }

    /// Adds the cell that begins here, or enters a quoted cell.
    fn add_plain<'t>(&mut self, rest: &'t str) -> ControlFlow<QuoteState, &'t str> {
        if let Some(quoted) = rest.strip_prefix('"') {
            self.in_quotes = true;
            return ControlFlow::Continue(quoted);
        }
        // A quote inside an unquoted cell is an ordinary character.
        self.add_rest(rest)
    }

    /// Adds text up to the next separator, and ends the cell.
    fn add_rest<'t>(&mut self, rest: &'t str) -> ControlFlow<QuoteState, &'t str> {
        let cell = rest.split_once(self.separator);
        self.text.push_str(cell.map_or_else(|| without_ending(rest), |(cell, _)| cell));
        self.end_cell();
        match cell {
            Some((_, after)) => ControlFlow::Continue(after),
            None => ControlFlow::Break(QuoteState::Closed),
        }
    }

    /// Adds the text up to the next quote, and leaves the quoted cell if that quote closes it.
    fn add_quoted<'t>(&mut self, rest: &'t str) -> ControlFlow<QuoteState, &'t str> {
        let Some((cell, after)) = rest.split_once('"') else {
            self.text.push_str(rest);
            return ControlFlow::Break(QuoteState::Open);
        };
        self.text.push_str(cell);
        if let Some(after) = after.strip_prefix('"') {
            self.text.push('"');
            return ControlFlow::Continue(after);
        }
        self.in_quotes = false;
        match after.strip_prefix(self.separator) {
            Some(after) => {
                self.end_cell();
                ControlFlow::Continue(after)
            }
            None if without_ending(after).is_empty() => {
                self.end_cell();
                ControlFlow::Break(QuoteState::Closed)
            }
            None if self.is_lenient => self.add_rest(after),
            None => ControlFlow::Break(QuoteState::Broken),
        }
    }
}

fn without_ending(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// Reads rows and skips blank ones.
pub(super) struct RowReader<R> {
    lines: LineReader<R>,
    cells: Cells,
    /// Lines after an unclosed quote, to be read again. Each is then a row of its own, so no line is
    /// read more than twice, however many quotes are broken.
    again: VecDeque<Result<NumberedLine, Error>>,
    /// The fault of bytes in the row that are not UTF-8.
    broken_text: Option<Error>,
}

impl<R: BufRead> RowReader<R> {
    pub(super) fn new(lines: LineReader<R>, separator: char) -> Self {
        RowReader {
            lines,
            cells: Cells::separated_by(separator),
            again: VecDeque::new(),
            broken_text: None,
        }
    }

    /// Sets what separates the cells of the rows from here on.
    pub(super) fn separate_by(&mut self, separator: char) {
        self.cells.separator = separator;
    }

    /// The first line of the next row, without consuming it; blank where it cannot be read.
    ///
    /// # Errors
    /// A source that fails.
    pub(super) fn peek(&mut self) -> Result<Option<&str>, Error> {
        while matches!(self.again.front(), Some(Ok(line)) if line.is_blank()) {
            self.again.pop_front();
        }
        match self.again.front() {
            Some(line) => Ok(Some(line.as_ref().map_or("", |line| &line.text))),
            None => match self.lines.peek() {
                Ok(line) => Ok(Some(&line.text)),
                Err(error) if error.kind() == ErrorKind::Empty => Ok(None),
                Err(error) => Err(error),
            },
        }
    }

    #[cfg(feature = "lists")]
    pub(super) fn limit(&self) -> MemoryLimit {
        self.lines.limit
    }

    pub(super) fn cells(&self) -> &Cells {
        &self.cells
    }

    /// Reads a row into [`RowReader::cells`].
    pub(super) fn next_row(&mut self) -> Option<Result<Row, Error>> {
        loop {
            let may_span_lines = self.again.is_empty();
            match self.again.pop_front().or_else(|| self.lines.next())? {
                Ok(line) => {
                    let row = (!line.is_blank()).then(|| self.row(&line, may_span_lines));
                    self.lines.recycle(line);
                    // Programs write rows of blank cells below a table.
                    let is_blank = matches!(row, Some(Ok(Row { fault: None, .. })))
                        && self.cells.iter().all(|cell| cell.trim().is_empty());
                    if row.is_some() && !is_blank {
                        return row;
                    }
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn row(&mut self, line: &NumberedLine, may_span_lines: bool) -> Result<Row, Error> {
        self.cells.clear();
        line.check_whole(self.lines.limit)?;
        self.broken_text = line.broken_text();
        let mut quoting = self.cells.add(&line.text);
        if may_span_lines && matches!(quoting, QuoteState::Open) {
            quoting = self.close_quote();
        }
        let fault = match quoting {
            QuoteState::Closed => {
                return Ok(Row { line: line.number, fault: self.broken_text.take() });
            }
            QuoteState::Open => "a quote that is not closed",
            QuoteState::Broken => "text after a closing quote",
        };
        self.cells.set_malformed(&line.text);
        Ok(Row { line: line.number, fault: Some(line.malformed(fault).expecting(QUOTED)) })
    }

    /// Adds lines until the quote is closed; keeps them for a second reading where that fails.
    fn close_quote(&mut self) -> QuoteState {
        let mut quoting = QuoteState::Open;
        while matches!(quoting, QuoteState::Open) && self.may_grow() {
            let Some(line) = self.lines.next() else { break };
            if let Ok(line) = &line {
                quoting = self.cells.add(&line.text);
                self.broken_text = self.broken_text.take().or_else(|| line.broken_text());
            }
            let is_last = line.as_ref().map_or(true, |line| line.is_cut);
            self.again.push_back(line);
            if is_last {
                // The line is reported when it is read again.
                return QuoteState::Open;
            }
        }
        if matches!(quoting, QuoteState::Closed) {
            self.again.clear();
        }
        quoting
    }

    /// Whether the row may grow by another line.
    fn may_grow(&self) -> bool {
        self.cells.text.len() <= self.lines.limit.of_one() && self.again.len() < MOST_LINES
    }
}

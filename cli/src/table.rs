//! Tables without borders for a terminal of 100 columns. Text too long for its column wraps.

use crate::visible;
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width,
};
use std::fmt;

/// Columns of a terminal that every table fits into.
pub(crate) const WIDTH: u16 = 100;

/// Nothing but a line below the header.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A column of a table: its heading, how wide it is with the space beside it, and its alignment.
#[derive(Clone)]
pub(crate) struct Column {
    heading: String,
    width: u16,
    alignment: CellAlignment,
    padding: (u16, u16),
}

impl Column {
    /// Text, with space to its right.
    pub(crate) fn text(heading: impl Into<String>, width: u16) -> Column {
        Column { heading: heading.into(), width, alignment: CellAlignment::Left, padding: (0, 1) }
    }

    /// Figures, with space to their left. A line break in the heading begins its second line.
    pub(crate) fn figure(heading: impl Into<String>, width: u16) -> Column {
        Column { heading: heading.into(), width, alignment: CellAlignment::Right, padding: (1, 0) }
    }

    /// The same column with so much space to its left and its right.
    pub(crate) fn between(self, left: u16, right: u16) -> Column {
        Column { padding: (left, right), ..self }
    }
}

/// A table; [`fmt::Display`] writes a line for each line of its rows, each with its line break.
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: comfy_table::Table,
}

impl Table {
    /// A table with a header, and a line below it, if any column has a heading.
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Table {
        let columns: Vec<Column> = columns.into_iter().collect();
        let mut rows = comfy_table::Table::new();
        rows.load_style(STYLE).set_width(WIDTH);
        rows.set_content_arrangement(ContentArrangement::Dynamic);
        if columns.iter().any(|column| !column.heading.is_empty()) {
            rows.set_header(columns.iter().map(|column| &column.heading));
        }
        Table { columns, rows }
    }

    /// Adds a row. A line break in a cell is shown, as any other control character.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells = cells.into_iter();
        self.rows.add_row(cells.map(|cell| visible::text(&cell).into_owned()));
        // A column of the inner table exists once a row has a cell in it.
        let last = self.columns.len().saturating_sub(1);
        for (n, (to, column)) in self.rows.column_iter_mut().zip(&self.columns).enumerate() {
            // The inner table puts a blank between two columns.
            let width = if n == last { column.width } else { column.width - 1 };
            to.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
            to.set_padding(column.padding);
            to.set_cell_alignment(column.alignment);
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
    }
}

/// Text that wraps at the edge of the terminal, each of its lines indented.
pub(crate) fn paragraph(indent: u16, text: String) -> Table {
    let mut table = Table::new([Column::text("", WIDTH).between(indent, 0)]);
    table.row([text]);
    table
}

/// A line from one edge of the terminal to the other.
pub(crate) fn rule() -> String {
    "─".repeat(WIDTH.into())
}

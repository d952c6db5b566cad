//! Cells of a table as text, for the reader of tables: separated by tabs, each row on one line.

/// Adds a cell. Tabs and line breaks within it become blanks.
pub(crate) fn push_cell(text: &mut Vec<u8>, cell: &[u8]) {
    let is_quoted = cell.starts_with(b"\"");
    text.extend(is_quoted.then_some(b'"'));
    for byte in cell {
        match byte {
            b'\t' | b'\r' | b'\n' => text.push(b' '),
            b'"' if is_quoted => text.extend(b"\"\""),
            byte => text.push(*byte),
        }
    }
    text.extend(is_quoted.then_some(b'"'));
}

//! Cells of a CSV file that is opened in a spreadsheet: none is a formula.
//!
//! A spreadsheet evaluates a cell that begins with one of a few characters, and what it evaluates may send the file away
//! (OWASP, "CSV Injection"). So an apostrophe is put before such a cell, which a spreadsheet takes for text and mostly
//! does not show.

use std::borrow::Cow;

/// The cell with an apostrophe before it if a spreadsheet would take it for a formula. A number is none.
pub(crate) fn inert(cell: &str) -> Cow<'_, str> {
    // The wide forms are taken for the plain ones in some languages.
    let begins = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let is_number = || cell.parse::<f64>().is_ok_and(f64::is_finite);
    match cell.starts_with(begins) && !is_number() {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("-inf", "'-inf"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("＝1", "'＝1"),
            ("-3.43", "-3.43"),
            ("+7", "+7"),
            ("Щербаков", "Щербаков"),
            ("Nur-al-Din", "Nur-al-Din"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(inert(cell), written);
        }
    }
}

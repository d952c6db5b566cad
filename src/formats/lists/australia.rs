//! Australia's Consolidated List of the Department of Foreign Affairs and Trade
//! (<https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list>): a workbook,
//! here its sheet as a table.
//!
//! A person has a row for each name: reference 101, and 101a, 101b … for other names.

use super::super::dates::DateOrder;
use super::super::draft::RecordDraft;
use super::table::{TableRow, TableSchema};
use crate::record::AliasStrength;

const SOURCE: &str = "Australian sanctions";
const NAME: &str = "name of individual or entity";

pub(in crate::formats) static TABLE: TableSchema = TableSchema {
    required: &[&["reference"], &[NAME], &["type"], &["name type"]],
    expected: "Reference; Name of Individual or Entity; Type; Name Type",
    read: &[
        "reference",
        NAME,
        "type",
        "name type",
        "alias strength",
        "date of birth",
        "place of birth",
        "citizenship",
        "committees",
        "control date",
    ],
    is_grouped: true,
    id: |row| {
        let reference = row.cell("reference");
        reference.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim().to_owned()
    },
    is_person: |row| row.cell("type").eq_ignore_ascii_case("individual"),
    add: |row, draft, _| add(row, draft),
    preamble: |_, _| {},
};

fn add(row: &TableRow, draft: &mut RecordDraft) {
    let strength = match row.cell("alias strength").to_lowercase().as_str() {
        "weak" => AliasStrength::Weak,
        _ => AliasStrength::Strong,
    };
    let name = row.cell(NAME);
    match row.cell("name type").to_lowercase().as_str() {
        "primary name" => draft.add_primary(name, strength, NAME),
        _ => draft.add_name(name, strength, NAME),
    }
    for date in lettered(row.cell("date of birth")) {
        draft.add_birth_date(&date, DateOrder::DayFirst, "Date of Birth");
    }
    for place in lettered(row.cell("place of birth")) {
        draft.add_birth_place([place.as_str()]);
    }
    for countries in lettered(row.cell("citizenship")) {
        countries.split(',').for_each(|country| draft.add_nationality(country));
    }
    draft.add_sources([SOURCE]);
    let committees = row.cell("committees");
    draft.add_categories([committees]);
    let (day, field) = (row.cell("control date"), "Control Date");
    draft.add_valid_from(day, DateOrder::DayFirst, field);
}

/// The items of `a) 1971 b) 1972; 1973`.
fn lettered(text: &str) -> Vec<String> {
    let is_letter = |word: &&str| matches!(word.as_bytes(), [b'a'..=b'z', b')']);
    let items = text.split([';', '\n']).flat_map(|item| {
        let words: Vec<&str> = item.split_whitespace().collect();
        let items = words.split(|word| is_letter(word)).map(|words| words.join(" "));
        items.collect::<Vec<_>>()
    });
    items.filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_with_letters() {
        let cases: [(&str, &[&str]); 5] = [
            ("1971", &["1971"]),
            ("a) 15/03/1971 b) circa 1972", &["15/03/1971", "circa 1972"]),
            ("1971; 1972", &["1971", "1972"]),
            ("Pskov (Russia)", &["Pskov (Russia)"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(lettered(text), expected, "{text}");
        }
    }
}

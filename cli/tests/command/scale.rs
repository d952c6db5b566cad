//! `sverka scale`: every kind of entry, and the table of sizes.

use crate::{Temporary, assert_fits, ends_with, json, json_lines};

#[test]
fn nothing_is_missed_for_any_kind_of_entries() {
    for kind in ["population", "common", "common-undated", "tied", "initials", "hard"] {
        let sizes = ["scale", "--watchlist", "1000", "--incoming", "40", "--verify", "40"];
        let (shown, _) = ends_with(0, &[&sizes[..], &["--entries", kind]].concat(), "");
        let figures = json(shown.lines().last().unwrap());
        assert_eq!(figures["entries"], kind);
        assert_eq!((&figures["verified"], &figures["missed"]), (&40.into(), &0.into()), "{kind}");
        // Ten people have half of the list, and the five shown of each are tied with 45 more.
        assert_eq!(figures["tied_records"], if kind == "tied" { 500 } else { 0 });
        let left_out = figures["tied_left_out_per_entry"].as_f64().unwrap();
        assert_eq!(left_out > 20.0, kind == "tied", "{kind}: {left_out}");
        // The records as they were given are a part of the whole.
        let bytes = |key: &str| figures[key].as_f64().unwrap();
        let records = bytes("bytes_per_record") - bytes("index_bytes_per_record");
        assert!(records > 40.0 && records < bytes("bytes_per_record"), "{kind}: {records}");
    }
}

#[test]
fn growth_is_a_table_with_a_row_for_each_size() {
    let sizes = ["scale", "--growth", "200,400", "--incoming", "30", "--verify", "30"];
    let (shown, _) = ends_with(0, &sizes, "");
    // A paragraph, a blank line, the header with its rule, and a row for each size.
    let table: Vec<&str> = shown.lines().skip_while(|line| !line.is_empty()).skip(3).collect();
    let sizes: Vec<_> = table.iter().map(|line| line.split_whitespace().next()).collect();
    assert_eq!(sizes, [Some("200"), Some("400")], "{shown}");
    assert_fits(&shown);
}

#[test]
fn a_snapshot_and_written_entries_are_what_screen_reads() {
    let [snapshot, entries] = ["scale.sverka", "entries.jsonl"].map(Temporary::missing);
    let sizes = ["scale", "--watchlist", "500", "--incoming", "20"];
    let (shown, _) = ends_with(0, &[&sizes[..], &["--snapshot", snapshot.path()]].concat(), "");
    assert_eq!(
        json(shown.lines().last().unwrap())["snapshot"]["open_ms"].as_array().unwrap().len(),
        5
    );
    ends_with(0, &[&sizes[..], &["--write", entries.path()]].concat(), "");
    let asked = ["screen", "--watchlist", snapshot.path(), entries.path(), "--format", "jsonl"];
    assert_eq!(json_lines(&ends_with(0, &asked, "").0).len(), 20);
}

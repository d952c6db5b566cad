//! Excel workbooks as lists.

use crate::{Temporary, ends_with, json, json_lines};
use serde_json::json;

/// Written by openpyxl: an empty sheet, and one with a title, merged headers of two rows, days in several
/// formats, a blank row and a cell beyond the header.
const PEOPLE: &[u8] = include_bytes!("../data/people.xlsx");

#[test]
fn a_sheet_as_an_office_makes_it_is_a_table() {
    let list = Temporary::file("people.xlsx", PEOPLE);
    let path = list.path();
    let (shown, errors) = ends_with(0, &["persons", path, "--all", "--format", "jsonl"], "");
    let records: Vec<_> =
        json_lines(&shown).iter().map(|person| person["records"][0].clone()).collect();
    let expected = [
        json!({
            "id": "1",
            "name": {"given": "Юлия", "patronymic": "Сергеевна", "family": "Ветрова"},
            "birth_dates": ["1980-04-02"],
            "sex": "female",
            "documents": [{"number": "4510123456"}],
        }),
        json!({
            "id": "2",
            "name": {"given": "Павел", "patronymic": "Олегович", "family": "Ледников"},
            "sex": "male",
        }),
        json!({
            "id": "3",
            "name": {"given": "Агния", "family": "Снегова"},
            "birth_dates": ["1971-03-15"],
        }),
        json!({
            "id": "4",
            "name": {"given": "Лев", "family": "Сосулькин"},
            "birth_dates": ["1971-03-15"],
            "sex": "male",
        }),
    ];
    assert_eq!(records, expected);
    for said in [
        "the sheet Люди is read, and not Пусто",
        "detected: the header in line 3, ",
        "a row of length … under a header of length …: line 9",
        "4 read, 4 kept, 0 rejected; values noted: 1",
    ] {
        assert!(errors.contains(&format!("{path}: {said}")), "{errors}");
    }
}

#[test]
fn a_sheet_is_screened_with_no_option_but_its_path() {
    let list = Temporary::file("wanted.xlsx", PEOPLE);
    let incoming = "id,name,birth_date\n1,Vetrova Yulia,1980-04-02\n2,Lednikov Pavel,\n";
    let asked =
        ["screen", "--watchlist", list.path(), "-", "--min-bits", "10", "--format", "jsonl"];
    let (shown, _) = ends_with(0, &asked, incoming);
    let found: Vec<_> = shown.lines().map(|line| json(line)["matches"][0]["id"].clone()).collect();
    assert_eq!(found, ["1", "2"]);
}

#[test]
fn a_workbook_is_screened_in_stages_and_once() {
    let list = Temporary::file("wanted.csv", "id,name\na,Ветрова Юлия\n");
    let incoming = Temporary::file("incoming.xlsx", PEOPLE);
    let folder = Temporary::missing("of-workbook");
    let asked = ["operation", "--watchlist", list.path(), incoming.path(), "--out", folder.path()];
    let command = [&asked[..], &["--chunk", "1", "--format", "json"]].concat();
    let (report, errors) = ends_with(0, &command, "");
    assert!(errors.contains("the sheet Люди is read, and not Пусто"), "{errors}");
    let rows = json(&report)["rows"].clone();
    assert_eq!((&rows["read"], &rows["kept"], &rows["notes"]), (&4.into(), &4.into(), &1.into()));
    assert_eq!(json(&report)["outcome"]["report"], 1);
    let (again, errors) = ends_with(0, &command, "");
    assert_eq!(again, report);
    assert!(errors.contains("was finished before"), "{errors}");
}

#[test]
fn a_workbook_that_cannot_be_read_is_refused() {
    let mut cut = PEOPLE.to_vec();
    cut.truncate(PEOPLE.len() / 2);
    for bytes in [&b"PK\x03\x04"[..], b"", &cut] {
        let broken = Temporary::file("broken.xlsx", bytes);
        let (_, errors) = ends_with(2, &["persons", broken.path()], "");
        let said = format!("{}: an Excel workbook that cannot be read", broken.path());
        assert!(errors.contains(&said), "{errors}");
    }
    let list = Temporary::file("limited.xlsx", bomb());
    let (_, errors) = ends_with(2, &["persons", list.path()], "");
    assert!(errors.contains("decompression bomb"), "{errors}");
}

/// A workbook whose part is 40 MiB of blanks.
fn bomb() -> Vec<u8> {
    use flate2::{Compression, write::DeflateEncoder};
    use rawzip::{CompressionMethod, ZipArchiveWriter};
    use std::io::Write;
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    let deflated = CompressionMethod::DEFLATE;
    let (mut entry, config) =
        archive.new_file("xl/sharedStrings.xml").compression_method(deflated).start().unwrap();
    let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
    writer.write_all(&vec![b' '; 40 << 20]).unwrap();
    let (encoder, descriptor) = writer.finish().unwrap();
    encoder.finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap();
    bytes
}

#[test]
fn a_workbook_is_known_by_what_is_in_it() {
    let list = Temporary::file("people.csv", PEOPLE);
    let (_, errors) = ends_with(0, &["persons", list.path()], "");
    assert!(errors.contains("the sheet Люди is read"), "{errors}");
    let old = Temporary::file("old.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let (_, errors) = ends_with(2, &["persons", old.path()], "");
    assert!(
        errors.contains("a password protects") && errors.contains("expected it saved"),
        "{errors}"
    );
}

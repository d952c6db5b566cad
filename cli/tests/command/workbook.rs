//! Excel workbooks as lists.

use crate::{Temporary, ends_with};
use rawzip::ZipArchiveWriter;
use std::io::Write;

/// A workbook of two sheets, of which the first has these rows. A number is a day.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |value: &&str| match value.parse::<u32>() {
        Ok(day) => format!("<c s=\"1\"><v>{day}</v></c>"),
        Err(_) => format!("<c t=\"inlineStr\"><is><t>{value}</t></is></c>"),
    };
    let row = |row: &&[&str]| format!("<row>{}</row>", row.iter().map(cell).collect::<String>());
    let sheet = |rows: String| {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")
    };
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let files = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"/>")),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r\" \
                 Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"People\" sheetId=\"1\" r:id=\"a\"/>\
                 <sheet name=\"Notes\" sheetId=\"2\" r:id=\"b\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\">\
                 <Relationship Id=\"a\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                 <Relationship Id=\"b\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet2.xml\"/>\
                 <Relationship Id=\"s\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
                .to_owned(),
        ),
        ("xl/worksheets/sheet1.xml", sheet(rows.iter().map(row).collect())),
        ("xl/worksheets/sheet2.xml", sheet(String::new())),
    ];
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for (name, content) in files {
        let (mut entry, config) = archive.new_file(name).start().unwrap();
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content.as_bytes()).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

#[test]
fn the_first_sheet_of_a_workbook_is_a_table() {
    let rows: [&[&str]; 4] = [
        &["№", "ФИО", "Дата рождения", "Пол"],
        &["в1", "Ветрова Юлия Сергеевна", "29313", "жен"],
        &["в2", "Ледников\nПавел Олегович", "н/д", "муж"],
        &["в3", "17", "29313", "муж"],
    ];
    let list = Temporary::file("people.xlsx", workbook(&rows));
    let asked = ["screen", "--watchlist", list.path(), "-", "--min-bits", "10"];
    let incoming = "id,name,birth_date\n1,Vetrova Yulia,1980-04-02\n2,Lednikov Pavel,\n";
    let (shown, errors) = ends_with(3, &asked, incoming);
    assert!(shown.contains("1. в1  Ветрова Юлия Сергеевна, born 1980-04-02, female"), "{shown}");
    assert!(shown.contains("1. в2  Ледников Павел Олегович"), "{shown}");
    let path = list.path();
    assert!(
        errors.contains(&format!("{path}: the first sheet is read, and not Notes\n")),
        "{errors}"
    );
    assert!(errors.contains(&format!("{path}:4: ФИО: a name without letters")), "{errors}");
    let broken = Temporary::file("broken.xlsx", "PK\u{3}\u{4}");
    let (_, errors) = ends_with(2, &["screen", "--watchlist", broken.path(), "-"], incoming);
    assert!(errors.contains("an Excel workbook that cannot be read"), "{errors}");
}

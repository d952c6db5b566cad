//! Any bytes read as an Excel workbook.
//!
//! Bytes of a zip archive are read as they are. Others are the parts of a workbook, separated by NUL, which
//! are packed without compression: changed bytes of an archive seldom get beyond its checksums.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rawzip::ZipArchiveWriter;
use std::io::{Cursor, Write};
use sverka::formats::Dialect;
use sverka_fuzz::check;

const PARTS: [&str; 5] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
];

/// The last two parts, where they are not among the bytes.
const BOOK: &str = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="a"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

fuzz_target!(|bytes: &[u8]| {
    let workbook = if bytes.starts_with(b"PK") { bytes.to_vec() } else { packed(bytes) };
    let dialect = Dialect::new().with_memory_limit(1 << 20).expect("a limit");
    if let Ok(opened) = sverka_cli::excel(Cursor::new(workbook), "t", &dialect) {
        check(opened.reader);
    }
});

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut stated = bytes.splitn(PARTS.len(), |byte| *byte == 0);
    let mut packed = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut packed);
    for (n, name) in PARTS.into_iter().enumerate() {
        let content = stated.next().unwrap_or(match n {
            3 => BOOK.as_bytes(),
            4 => RELATIONS.as_bytes(),
            _ => continue,
        });
        let (mut entry, config) = archive.new_file(name).start().expect("an entry");
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content).expect("memory");
        let (_, descriptor) = writer.finish().expect("memory");
        entry.finish(descriptor).expect("an end");
    }
    archive.finish().expect("an end");
    packed
}

//! Compressed files, and files that are refused by their name.

use crate::error::{Error, ErrorKind};
use crate::formats::{Dialect, Reader};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::io::{Cursor, Write};
use std::path::PathBuf;

const TABLE: &str = "id;ФИО\n1;Ветрова Юлия\n2;Инеев Яков\n";

/// What reading a file of this content gives: the names, or why it is refused or ended.
fn opened(name: &str, content: &[u8]) -> Result<Vec<String>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    Reader::open(&path, Dialect::new())?
        .map(|row| row.map(|record| record.name().to_string()))
        .collect()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for (name, content) in files {
        let (mut entry, config) =
            archive.new_file(name).compression_method(method).start().unwrap();
        let descriptor = if method == CompressionMethod::DEFLATE {
            let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::best()));
            writer.write_all(content).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            descriptor
        } else {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(content).unwrap();
            writer.finish().unwrap().1
        };
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

fn zstd(content: &[u8]) -> Vec<u8> {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    compress_to_vec(content, CompressionLevel::Fastest)
}

#[test]
fn a_compressed_table_is_read_by_its_path() {
    let (deflated, stored) = (CompressionMethod::DEFLATE, CompressionMethod::STORE);
    let halves = TABLE.as_bytes().split_at(20);
    let mac = [("list.csv", TABLE.as_bytes()), ("__MACOSX/._list.csv", b"x")];
    for (name, content) in [
        ("list.csv.gz", gzip(TABLE.as_bytes())),
        ("two members", [gzip(halves.0), gzip(halves.1)].concat()),
        ("list.csv.zst", zstd(TABLE.as_bytes())),
        ("two frames", [zstd(halves.0), zstd(halves.1)].concat()),
        ("list.zip", zip(&mac[..1], deflated)),
        ("stored.zip", zip(&mac[..1], stored)),
        ("of a Macintosh", zip(&mac, deflated)),
    ] {
        assert_eq!(opened(name, &content).unwrap(), ["Ветрова Юлия", "Инеев Яков"], "{name}");
    }
}

#[test]
fn archives_that_are_refused_say_what_they_are() {
    let stored = CompressionMethod::STORE;
    let two = [("a.csv", &b"name\nA"[..]), ("b.csv", b"name\nB")];
    let damaged = zip(&two[..1], stored)[..40].to_vec();
    for (content, said) in [
        (zip(&two, stored), "a zip archive of 2 files; expected an archive that holds one file"),
        (zip(&[], stored), "a zip archive of 0 files"),
        (damaged, "a zip archive that is damaged"),
        (b"PK\x03\x04aaaaaaaaaaaaaa".to_vec(), "a zip archive that is damaged"),
        (
            zip(&[("xl/workbook.xml", b"")], stored),
            "an Excel workbook; expected the sheet saved as CSV",
        ),
        (
            zip(&[("mimetype", b""), ("content.xml", b"")], stored),
            "an OpenDocument file (ODS); expected",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "a file of an older office program, such as XLS",
        ),
        (b"PAR1\x15\x04\x15\x08".to_vec(), "a Parquet file"),
        (b"%PDF-1.7\n".to_vec(), "a PDF document"),
        (b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), "an archive that is not read"),
    ] {
        let error = opened("list", &content).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownFormat, "{error}");
        assert!(error.file().is_some() && error.to_string().contains(said), "{error}: {said}");
    }
}

#[test]
fn a_compressed_stream_is_read_unless_it_is_an_archive() {
    for content in [TABLE.into(), gzip(TABLE.as_bytes()), zstd(TABLE.as_bytes())] {
        let reader = Reader::stream(Cursor::new(content), "-", Dialect::new()).unwrap();
        assert_eq!(reader.map(|row| row.unwrap().id().to_owned()).collect::<String>(), "12");
    }
    let archive = zip(&[("list.csv", TABLE.as_bytes())], CompressionMethod::STORE);
    let error = Reader::stream(Cursor::new(archive), "-", Dialect::new()).unwrap_err();
    let said = "-: a zip archive; expected the path of the file";
    assert!(error.to_string().starts_with(said), "{error}");
}

#[test]
fn another_checksum_is_an_error_after_the_rows() {
    let name = |content: &[u8]| content.windows(4).position(|w| w == b"Yako").unwrap();
    let table = b"id,name\n1,Yuliya\n2,Yakov\n";
    for mut content in [zip(&[("list.csv", table)], CompressionMethod::STORE), zstd(table)] {
        let place = name(&content);
        content[place] = b'J';
        let error = opened("changed", &content).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.to_string().contains("damaged: its content has another"), "{error}");
    }
}

#[test]
fn bombs_are_refused() {
    // Blanks compress to a thousandth.
    let blanks = format!("{}\n", " ".repeat(1 << 20));
    let long = [TABLE.as_bytes(), blanks.repeat(40).as_bytes()].concat();
    let deflated = CompressionMethod::DEFLATE;
    let nested = zip(&[("list.csv", &long)], deflated);
    // A frame without a size, of 400 blocks that say to repeat a blank 128 Ki times.
    let block = [&(128_u32 << 13 | 1 << 1).to_le_bytes()[..3], b" "].concat();
    let repeated = [b"\x28\xb5\x2f\xfd\x00\x38", &block.repeat(400)[..]].concat();
    for (name, content) in [("gz", gzip(&long)), ("zst", repeated), ("zip", nested)] {
        let read = opened(name, &content);
        let Err(error) = read else { panic!("{name}, {} bytes: read", content.len()) };
        assert_eq!(error.kind(), ErrorKind::Io, "{name}");
        assert!(error.to_string().contains("a decompression bomb"), "{name}: {error}");
    }
    // A file of the first 16 MiB may be of any ratio.
    let blank = [TABLE.as_bytes(), blanks.repeat(8).as_bytes()].concat();
    assert_eq!(opened("blank", &gzip(&blank)).unwrap().len(), 2);
}

#[test]
fn a_file_that_is_cut_off_is_an_error_after_its_rows() {
    let content = gzip(TABLE.repeat(1000).replace("id;ФИО\n", "").as_bytes());
    let content = [gzip(b"name\nA\n"), content[..content.len() - 12].to_vec()].concat();
    assert_eq!(opened("cut", &content).unwrap_err().kind(), ErrorKind::Io);
}

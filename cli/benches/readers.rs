//! Measures the readers: rows a second, processor time and peak memory, for a file of invented people in each of several forms, beside
//! the crates `csv` and `serde_json` alone. The last line of standard output is a JSON object.
//!
//! ```text
//! cargo bench --package sverka-cli --features parquet --bench readers -- --rows N        (default: 2000)
//! ```
//!
//! Each file is read by a process of its own, since a process knows only its highest memory so far. Every reader must
//! keep every row, or the bench fails.

// A bench prints.
#![allow(clippy::print_stdout)]

use encoding_rs::WINDOWS_1251;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use lexopt::prelude::*;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::{Value as Json, json};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use sverka::Record;
use sverka::formats::Dialect;
use sverka::synthetic::Population;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// What reads a file.
const READERS: [&str; 3] = ["sverka", "csv alone", "serde_json alone"];

fn main() -> Result {
    let (mut rows, mut one) = (2_000, None);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("rows") => rows = arguments.value()?.parse()?,
            // What a child process is asked to do.
            Long("read") => one = Some((arguments.value()?.string()?, arguments.value()?)),
            Long("bench") => {}
            _ => return Err(argument.unexpected().into()),
        }
    }
    match one {
        Some((reader, path)) => read_one(&reader, Path::new(&path)),
        None => measure(rows),
    }
}

fn measure(rows: usize) -> Result {
    let folder = tempfile::tempdir()?;
    let population = Population::new(1);
    let people: Vec<Record> =
        (0..rows).map(|n| population.entry(n, rows).record().clone()).collect();
    let mut measured = Vec::new();
    println!(
        "| form | read by | MB | rows/s | CPU µs/row | peak MiB |\n|---|---|---:|---:|---:|---:|"
    );
    for (form, name, write) in forms() {
        let path = folder.path().join(name);
        std::fs::write(&path, write(&people)?)?;
        let peer = match name {
            "people.csv" | "people-1251.csv" => Some(READERS[1]),
            "people.jsonl" => Some(READERS[2]),
            _ => None,
        };
        for reader in [Some(READERS[0]), peer].into_iter().flatten() {
            let mut child = Command::new(std::env::current_exe()?);
            let output = child.args(["--read", reader]).arg(&path).output()?;
            if !output.status.success() {
                return Err(format!("{form}: {}", String::from_utf8_lossy(&output.stderr)).into());
            }
            let found: Json = serde_json::from_slice(&output.stdout)?;
            assert_eq!(found["rows"], rows, "{form}, {reader}");
            let seconds = found["seconds"].as_f64().unwrap_or_default();
            let (rate, bytes) = (rows as f64 / seconds, std::fs::metadata(&path)?.len());
            let peak = found["peak_mib"].as_u64().map_or("-".to_owned(), |peak| peak.to_string());
            let cpu = found["cpu_seconds"].as_f64().map(|cpu| cpu * 1e6 / rows as f64);
            let shown = cpu.map_or("-".to_owned(), |cpu| format!("{cpu:.2}"));
            let megabytes = bytes as f64 / 1e6;
            println!("| {form} | {reader} | {megabytes:.0} | {rate:.0} | {shown} | {peak} |");
            measured.push(json!({
                "form": form, "reader": reader, "bytes": bytes, "rows_per_s": rate.round(),
                "cpu_us_per_row": cpu,
                "peak_mib": found["peak_mib"],
            }));
        }
        std::fs::remove_file(&path)?;
    }
    println!("{}", json!({"rows": rows, "readers": measured}));
    Ok(())
}

/// Reads one file, and prints what it took.
fn read_one(reader: &str, path: &Path) -> Result {
    let start = Instant::now();
    let rows = match READERS.iter().position(|one| *one == reader) {
        Some(0) => {
            let path = path.to_str().ok_or("a path that is not UTF-8")?;
            let mut reader = sverka_cli::open(path, &Dialect::new())?.reader;
            reader.by_ref().try_for_each(|row| row.map(drop))?;
            reader.tally().kept() as usize
        }
        Some(1) => {
            let mut reader = csv::ReaderBuilder::new().from_path(path)?;
            let mut row = csv::ByteRecord::new();
            let mut rows = 0;
            while reader.read_byte_record(&mut row)? {
                rows += 1;
            }
            rows
        }
        _ => {
            let mut rows = 0;
            for line in BufReader::new(File::open(path)?).lines() {
                serde_json::from_str::<Json>(&line?)?;
                rows += 1;
            }
            rows
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    let (cpu_seconds, peak_mib) = (cpu_seconds(), peak_mib());
    let found =
        json!({"rows": rows, "seconds": seconds, "cpu_seconds": cpu_seconds, "peak_mib": peak_mib});
    println!("{found}");
    Ok(())
}

/// The time for which a processor ran this thread, where the system tells. Other work on the machine distorts it less
/// than the rate.
fn cpu_seconds() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(status.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

/// The most memory that this process has had, where the system tells.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib / 1024)
}

type WriteForm = fn(&[Record]) -> Result<Vec<u8>>;

/// What a form is called, the name of its file, and what writes it.
fn forms() -> Vec<(&'static str, &'static str, WriteForm)> {
    let forms: [(&'static str, &'static str, WriteForm); 9] = [
        ("CSV", "people.csv", |people| table(people, b',', ENGLISH)),
        ("CSV, `;`, windows-1251", "people-1251.csv", |people| {
            let text = String::from_utf8(table(people, b';', RUSSIAN)?)?;
            // An office that has this encoding can't enter other letters.
            let is_lost = |c: &char| WINDOWS_1251.encode(c.encode_utf8(&mut [0; 4])).2;
            let text: String = text.chars().map(|c| if is_lost(&c) { '?' } else { c }).collect();
            Ok(WINDOWS_1251.encode(&text).0.into_owned())
        }),
        ("CSV, gzip", "people.csv.gz", |people| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&table(people, b',', ENGLISH)?)?;
            Ok(encoder.finish()?)
        }),
        ("CSV, Zstandard", "people.csv.zst", |people| {
            let text = table(people, b',', ENGLISH)?;
            Ok(compress_to_vec(&*text, CompressionLevel::Fastest))
        }),
        ("CSV, zip", "people.zip", |people| zip(&table(people, b',', ENGLISH)?)),
        ("JSON lines", "people.jsonl", |people| {
            json_lines(people, |one| Ok(serde_json::to_value(one)?))
        }),
        ("JSON array", "people.json", |people| Ok(serde_json::to_vec(people)?)),
        ("FollowTheMoney", "people.ftm.json", |people| {
            json_lines(people, |one| Ok(follow_the_money(one)))
        }),
        ("UN, XML", "people.xml", united_nations),
    ];
    let mut forms = Vec::from(forms);
    #[cfg(feature = "xlsx")]
    forms.push(("Excel", "people.xlsx", sheet));
    #[cfg(feature = "parquet")]
    forms.push(("Parquet, Snappy", "people.parquet", columns::file));
    forms
}

const ENGLISH: [&str; 5] = ["id", "name", "birth_date", "sex", "nationality"];
const RUSSIAN: [&str; 5] = ["Номер", "ФИО", "Дата рождения", "Пол", "Гражданство"];

/// Identifier, name, birth date, sex and nationality.
fn cells(person: &Record) -> [String; 5] {
    let sex = person.sex().map(|sex| format!("{sex:?}").to_lowercase());
    [
        person.id().to_owned(),
        person.name().to_string(),
        person.birth_dates().first().map(ToString::to_string).unwrap_or_default(),
        sex.unwrap_or_default(),
        person.nationalities().first().map(ToString::to_string).unwrap_or_default(),
    ]
}

fn table(people: &[Record], separator: u8, headers: [&str; 5]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    writer.write_record(headers)?;
    for person in people {
        writer.write_record(cells(person))?;
    }
    Ok(writer.into_inner()?)
}

fn zip(content: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    let deflated = CompressionMethod::DEFLATE;
    let (mut entry, config) =
        archive.new_file("people.csv").compression_method(deflated).start()?;
    let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
    writer.write_all(content)?;
    let (encoder, descriptor) = writer.finish()?;
    encoder.finish()?;
    entry.finish(descriptor)?;
    archive.finish()?;
    Ok(bytes)
}

fn json_lines(people: &[Record], form: impl Fn(&Record) -> Result<Json>) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    for person in people {
        serde_json::to_writer(&mut text, &form(person)?)?;
        text.push(b'\n');
    }
    Ok(text)
}

fn follow_the_money(person: &Record) -> Json {
    let [id, name, born, sex, nationality] = cells(person).map(Json::from);
    json!({"id": id, "schema": "Person", "properties": {
        "name": [name], "birthDate": [born], "gender": [sex], "nationality": [nationality],
    }})
}

fn united_nations(people: &[Record]) -> Result<Vec<u8>> {
    let mut text =
        b"<CONSOLIDATED_LIST dateGenerated=\"2026-01-01T00:00:00.000Z\"><INDIVIDUALS>\n".to_vec();
    for (n, person) in people.iter().enumerate() {
        let [_, name, born, sex, nationality] =
            cells(person).map(|cell| cell.replace('&', "&amp;"));
        let name = name.replace('<', "&lt;");
        writeln!(
            text,
            "<INDIVIDUAL><DATAID>{n}</DATAID><FIRST_NAME>{name}</FIRST_NAME>\
             <REFERENCE_NUMBER>WIi.{n}</REFERENCE_NUMBER><GENDER>{sex}</GENDER>\
             <NATIONALITY><VALUE>{nationality}</VALUE></NATIONALITY><INDIVIDUAL_DATE_OF_BIRTH>\
             <TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>{born}</DATE></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>",
        )?;
    }
    text.extend_from_slice(b"</INDIVIDUALS></CONSOLIDATED_LIST>\n");
    Ok(text)
}

/// A workbook with birth dates as days, where they are whole.
#[cfg(feature = "xlsx")]
fn sheet(people: &[Record]) -> Result<Vec<u8>> {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.write_row(0, 0, ENGLISH)?;
    for (row, person) in (1..).zip(people) {
        let cells = cells(person);
        for (column, cell) in (0..).zip(&cells) {
            match ExcelDateTime::parse_from_str(cell) {
                Ok(date) if column == 2 && cell.len() == 10 => {
                    sheet.write_with_format(row, column, &date, &day)?
                }
                _ => sheet.write(row, column, cell)?,
            };
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// A file by columns, each of them text.
#[cfg(feature = "parquet")]
mod columns {
    use super::{ENGLISH, Record, Result, cells};
    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use std::sync::Arc;

    pub(super) fn file(people: &[Record]) -> Result<Vec<u8>> {
        let columns = ENGLISH.map(|name| format!("required binary {name} (UTF8);")).concat();
        let schema = parse_message_type(&format!("message people {{ {columns} }}"))?;
        let snappy = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(snappy))?;
        for people in people.chunks(1 << 16) {
            let mut group = file.next_row_group()?;
            let rows: Vec<[String; 5]> = people.iter().map(cells).collect();
            for n in 0..ENGLISH.len() {
                let values: Vec<ByteArray> =
                    rows.iter().map(|row| ByteArray::from(row[n].as_str())).collect();
                let mut column = group.next_column()?.ok_or("a column of the schema")?;
                column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
                column.close()?;
            }
            group.close()?;
        }
        Ok(file.into_inner()?)
    }
}

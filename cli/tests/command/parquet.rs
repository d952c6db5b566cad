//! Parquet files as lists.

use crate::{Temporary, ends_with, json, json_lines, run, text};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use serde_json::json;
use std::sync::Arc;

const SCHEMA: &str = "message people {
    required binary no (UTF8);
    optional binary full_name (UTF8);
    optional group aliases (LIST) { repeated group list { optional binary element (UTF8); } }
    optional int32 birth_date (DATE);
    optional int64 valid_from (TIMESTAMP(MICROS, true));
    optional int64 document;
    optional group file { optional binary clerk (UTF8); }
}";

/// Where the values of a column are: the levels of definition, and of repetition in a list.
type Levels<'l> = (&'l [i16], Option<&'l [i16]>);

fn add<T: DataType>(group: &mut SerializedRowGroupWriter<Vec<u8>>, values: &[T::T], levels: Levels)
where
    T::T: Clone,
{
    let mut column = group.next_column().unwrap().unwrap();
    let defined = (!levels.0.is_empty()).then_some(levels.0);
    column.typed::<T>().write_batch(values, defined, levels.1).unwrap();
    column.close().unwrap();
}

fn texts(texts: &[&str]) -> Vec<ByteArray> {
    texts.iter().map(|text| ByteArray::from(*text)).collect()
}

/// Four rows in two row groups, of which the last is empty.
fn people(compression: Compression) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    let mut group = file.next_row_group().unwrap();
    add::<ByteArrayType>(&mut group, &texts(&["в1", "в2"]), (&[], None));
    let names = ["Ветрова\tЮлия Сергеевна", "\"Ледников\" Павел Олегович"];
    add::<ByteArrayType>(&mut group, &texts(&names), (&[1, 1], None));
    // Two aliases, and a list with a null alone.
    let aliases = texts(&["Vetrova J.", "Ветерок"]);
    add::<ByteArrayType>(&mut group, &aliases, (&[3, 3, 2], Some(&[0, 1, 0])));
    add::<Int32Type>(&mut group, &[3744], (&[1, 0], None));
    add::<Int64Type>(&mut group, &[1_700_000_000_000_000], (&[1, 0], None));
    add::<Int64Type>(&mut group, &[4_510_123_456], (&[1, 0], None));
    add::<ByteArrayType>(&mut group, &texts(&["x"]), (&[2, 0], None));
    group.close().unwrap();
    let mut group = file.next_row_group().unwrap();
    add::<ByteArrayType>(&mut group, &texts(&["в3", ""]), (&[], None));
    add::<ByteArrayType>(&mut group, &texts(&["17"]), (&[1, 0], None));
    add::<ByteArrayType>(&mut group, &[], (&[0, 0], Some(&[0, 0])));
    add::<Int32Type>(&mut group, &[], (&[0, 0], None));
    add::<Int64Type>(&mut group, &[], (&[0, 0], None));
    add::<Int64Type>(&mut group, &[], (&[0, 0], None));
    add::<ByteArrayType>(&mut group, &[], (&[0, 0], None));
    group.close().unwrap();
    file.into_inner().unwrap()
}

#[test]
fn a_parquet_file_is_a_table() {
    let zstd = Compression::ZSTD(ZstdLevel::default());
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, zstd] {
        let list = Temporary::file("people.parquet", people(compression));
        let columns = "id=no,name=full_name";
        let asked =
            ["screen", "--watchlist", list.path(), "-", "--watchlist-columns", columns, "--format"];
        let incoming = "id,name,birth_date,document\n\
                        1,Vetrova Yulia,1980-04-02,4510123456\n2,Lednikov Pavel,,\n3,Veterok,,\n";
        let table = [&asked[..], &["table", "--min-bits", "5"]].concat();
        let (shown, errors) = ends_with(3, &table, incoming);
        let expected = "1. в1  Ветрова Юлия Сергеевна, born 1980-04-02";
        assert!(shown.contains(expected), "{shown}");
        assert!(shown.contains("4510123456"), "{shown}");
        assert!(shown.contains("1. в2  \"Ледников\" Павел Олегович"), "{shown}");
        let (earlier, _) =
            ends_with(3, &[&table[..], &["--valid-at", "2023-11-13"]].concat(), incoming);
        assert!(!earlier.contains("1. в1") && earlier.contains("1. в2"), "{earlier}");
        let path = list.path();
        // The first line has the names of the columns. The last row is blank.
        let rejected = format!("{path}:4: full_name: a name without letters");
        assert!(errors.contains(&rejected), "{errors}");
        assert!(errors.contains(&format!("{path}: not read: file.clerk\n")), "{errors}");
        assert!(errors.contains("3 read, 2 kept, 1 rejected"), "{errors}");
    }
}

#[test]
fn a_damaged_parquet_file_is_an_error() {
    let whole = people(Compression::SNAPPY);
    let refused = |bytes: &[u8]| {
        let list = Temporary::file("damaged.parquet", bytes);
        ends_with(2, &["screen", "--watchlist", list.path(), "-"], "name\nVetrova\n").1
    };
    assert!(refused(&whole[..40]).contains("a Parquet file that cannot be read"));
    // A byte of the first page.
    let mut changed = whole.clone();
    changed[30] ^= 0xFF;
    let errors = refused(&changed);
    assert!(errors.contains("a Parquet file that is damaged"), "{errors}");
}

#[test]
fn a_changed_byte_is_never_a_panic() {
    let whole = people(Compression::SNAPPY);
    for (at, flip) in (0..whole.len()).step_by(29).zip([0xFF, 0x01, 0x80].into_iter().cycle()) {
        let mut changed = whole.clone();
        changed[at] ^= flip;
        let list = Temporary::file("changed.parquet", &changed);
        let columns = "id=no,name=full_name";
        let asked = ["screen", "--watchlist", list.path(), "-", "--watchlist-columns", columns];
        let output = run(&asked, "name\nVetrova\n");
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 2 | 3)), "{at} {flip}: {}", text(&output.stderr));
    }
}

#[test]
fn labelled_pairs_are_evaluated() {
    let schema = "message pairs {
        required binary name1 (UTF8);
        required binary name2 (UTF8);
        required boolean is_match;
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let mut group = file.next_row_group().unwrap();
    let all = (&[][..], None);
    add::<ByteArrayType>(&mut group, &texts(&["Жуков Юрий", "Жуков Юрий"]), all);
    add::<ByteArrayType>(&mut group, &texts(&["Schukow Jurij", "Zaytsev Oleg"]), all);
    add::<BoolType>(&mut group, &[true, false], all);
    group.close().unwrap();
    let pairs = Temporary::file("pairs.parquet", file.into_inner().unwrap());
    let (shown, _) = ends_with(0, &["evaluate", "--pairs", pairs.path()], "");
    assert!(shown.contains("2 labelled pairs") && shown.contains("1.000"), "{shown}");
}

/// Files that pyarrow wrote: dictionaries, lists, points in time of every unit, days in both units, a decimal, a
/// struct, and two row groups; by other compressions.
const PYARROW: [&[u8]; 3] = [
    include_bytes!("../data/people.parquet"),
    include_bytes!("../data/lz4.parquet"),
    include_bytes!("../data/brotli.parquet"),
];

#[test]
fn files_of_another_writer() {
    let [people, lz4, brotli] =
        PYARROW.map(|bytes| Temporary::file(&format!("pyarrow-{}.parquet", bytes.len()), bytes));
    let (shown, errors) =
        ends_with(3, &["persons", people.path(), "--all", "--format", "jsonl"], "");
    let records: Vec<_> =
        json_lines(&shown).iter().map(|person| person["records"][0].clone()).collect();
    let expected = [
        json!({
            "id": "1",
            "name": "Ветрова Юлия Сергеевна",
            "birth_dates": ["1980-04-02"],
            "sex": "female",
            "nationalities": ["RU", "FI"],
            "documents": [{"number": "4510123456"}],
            "listing": {
                "occurred_at": "2024-02-01", "submitted_at": "2024-02-20",
                "valid_from": "2024-03-01", "valid_to": "2029-03-01",
            },
        }),
        json!({"id": "2", "name": "Ледников Павел Олегович", "sex": "male"}),
        json!({
            "id": "4",
            "name": "Ветрова Юлия Сергеевна",
            "birth_dates": ["1971-03-15"],
            "sex": "female",
            "nationalities": ["KZ"],
            "documents": [{"number": "7"}],
        }),
    ];
    assert_eq!(records, expected);
    assert!(errors.contains("not read: балл, место.город\n"), "{errors}");
    assert!(errors.contains(":4: ФИО: a name without letters"), "{errors}");
    assert!(errors.contains("4 read, 3 kept, 1 rejected"), "{errors}");

    let (shown, _) = ends_with(0, &["persons", lz4.path(), "--all", "--format", "jsonl"], "");
    assert!(shown.contains("Ледников Павел Олегович"), "{shown}");
    let (_, errors) = ends_with(2, &["persons", brotli.path()], "");
    assert!(errors.contains("compressed by BROTLI"), "{errors}");
    assert!(errors.contains("expected Snappy, Zstandard, gzip, LZ4 or none"), "{errors}");
}

#[test]
fn a_parquet_file_is_screened_in_stages() {
    let list = Temporary::file("wanted.csv", "id,name\na,Ветрова Юлия\n");
    let incoming = Temporary::file("incoming.parquet", people(Compression::SNAPPY));
    let folder = Temporary::missing("of-parquet");
    let asked = ["operation", "--watchlist", list.path(), incoming.path(), "--out", folder.path()];
    let options = ["--columns", "id=no,name=full_name", "--format", "json"];
    let (report, _) = ends_with(3, &[&asked[..], &options].concat(), "");
    let rows = json(&report)["rows"].clone();
    assert_eq!((&rows["kept"], &rows["rejected"]), (&2.into(), &1.into()));
}

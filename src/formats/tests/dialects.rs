//! Tables as offices export them: separators, encodings, headers, and the values in their cells.

use super::{only, table};
use crate::formats::{ColumnMap, Dialect, Reader};
use crate::record::{Record, Sex};
use encoding_rs::Encoding;

/// Everything of a table, read without any option.
fn read(bytes: &[u8]) -> (Vec<Record>, Vec<String>, Vec<String>) {
    let mut reader = Reader::detect(bytes, "t", Dialect::new()).unwrap();
    let (mut records, mut notes) = (Vec::new(), Vec::new());
    while let Some(row) = reader.next() {
        records.push(row.unwrap());
        notes.extend(reader.notes().iter().map(ToString::to_string));
    }
    (records, notes, reader.detected())
}

fn dates(record: &Record) -> Vec<String> {
    record.birth_dates().iter().map(ToString::to_string).collect()
}

#[test]
fn separators_are_told_by_the_header() {
    let expected =
        Record::new("7", "Vetrova Yuliya").with_birth_date("1980-04-02".parse().unwrap());
    for (text, detected) in [
        ("id,name,birth_date\n7,Vetrova Yuliya,1980-04-02\n", vec![]),
        ("id;name;birth_date\n7;Vetrova Yuliya;1980-04-02\n", vec!["separated by semicolons"]),
        ("id\tname\tbirth_date\r\n7\tVetrova Yuliya\t1980-04-02\r\n", vec!["separated by tabs"]),
        ("id|name|birth_date\n7|Vetrova Yuliya|1980-04-02", vec!["separated by |"]),
        (
            "sep=;\r\nid;name;birth_date\r\n7;Vetrova Yuliya;1980-04-02\r\n",
            vec!["separated by semicolons"],
        ),
        // Most cells do not decide, but most fields.
        (
            "id;name;birth_date;a,b,c,d,e\n7;Vetrova Yuliya;1980-04-02;\n",
            vec!["separated by semicolons"],
        ),
        (
            "id;\"name\";birth_date\n7;\"Vetrova Yuliya\";1980-04-02\n",
            vec!["separated by semicolons"],
        ),
    ] {
        assert_eq!(
            read(text.as_bytes()),
            (vec![expected.clone()], vec![], detected.iter().map(ToString::to_string).collect()),
            "{text}"
        );
    }
    // Quoted separators, quotes and line breaks are parts of a cell; so is another separator.
    let (records, ..) = read(b"name;aliases\n\"A; \"\"B\"\"\nC\";\"D;E, F\"\n");
    let aliases =
        |record: &Record| record.aliases().iter().map(|a| a.name().to_string()).collect::<Vec<_>>();
    assert_eq!(
        (records[0].name().to_string(), aliases(&records[0])),
        ("A; \"B\"\nC".into(), vec!["D".to_owned(), "E, F".to_owned()])
    );
    let (records, ..) = read(b"name;aliases;birth_date\nVetrova Yuliya;;1980-04-02\n");
    assert_eq!((records[0].id(), dates(&records[0])), ("2", vec!["1980-04-02".to_owned()]));
}

#[test]
fn a_stated_separator_counts() {
    let dialect = Dialect::new().with_separator(',').unwrap();
    let reader = Reader::csv(&b"name;a,sex\nVetrova,F\n"[..], "t", dialect);
    assert!(reader.is_err_and(|error| error.to_string().contains("no column holds a name")));
    for separator in [':', ' ', 'x'] {
        assert!(Dialect::new().with_separator(separator).is_err());
    }
    assert!(Dialect::new().with_encoding("cp1251").is_ok());
    assert!(Dialect::new().with_encoding("windows-9").is_err());
}

/// What the Russian Excel writes by "Save as CSV", in windows-1251.
const EXPORT: &str = "№ п/п;ФИО;Дата рождения;Пол;Гражданство;Примечание\r\n\
    1;Ветрова Юлия Сергеевна;02.04.1980;жен;Россия;\"рост 170;\r\nглаза серые\"\r\n\
    2;Ледников Павел;н/д;муж;РФ;\r\n\
    3;\"Тихий (\"\"Немой\"\") Олег\";9 июля 1984 г.;м;Украина;;;\r\n\
    4;Пургина Алла;31.11.1979;Ж;н/д;\r\n";

#[test]
fn an_export_of_a_russian_spreadsheet_needs_no_option() {
    let bytes = Encoding::for_label(b"windows-1251").unwrap().encode(EXPORT).0;
    let (records, notes, detected) = read(&bytes);
    let names: Vec<String> = records.iter().map(|record| record.name().to_string()).collect();
    assert_eq!(
        names,
        ["Ветрова Юлия Сергеевна", "Ледников Павел", "Тихий (\"Немой\") Олег", "Пургина Алла"]
    );
    let born: Vec<String> = records.iter().map(|record| dates(record).join(" ")).collect();
    assert_eq!(born, ["1980-04-02", "", "1984-07-09", "1979"]);
    let sexes: Vec<Option<Sex>> = records.iter().map(Record::sex).collect();
    let (female, male) = (Some(Sex::Female), Some(Sex::Male));
    assert_eq!(sexes, [female, male, male, female]);
    assert_eq!(records[3].nationalities(), [""; 0]);
    assert_eq!(records[0].id(), "1");
    assert_eq!(
        notes,
        [
            "t:6: record 4: Дата рождения: \"31.11.1979\": this day does not exist; kept as the year 1979"
        ]
    );
    assert_eq!(detected[..2], ["encoded in windows-1251", "separated by semicolons"]);
    assert!(detected.contains(&"\"Гражданство\" as nationality".to_owned()), "{detected:?}");
    let unread = Reader::detect(&bytes[..], "t", Dialect::new()).unwrap().unread_columns().to_vec();
    assert_eq!(unread, ["Примечание"]);
}

#[test]
fn one_table_in_every_encoding_gives_the_same_records() {
    let (expected, ..) = read(EXPORT.as_bytes());
    let utf_16: Vec<u8> =
        format!("\u{feff}{EXPORT}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf_16).0, expected);
    assert_eq!(read(format!("\u{feff}{EXPORT}").as_bytes()).0, expected);
    // The sign № is not in KOI8-R.
    let plain = EXPORT.replace("№ п/п", "id");
    for label in ["windows-1251", "koi8-r", "ibm866", "iso-8859-5"] {
        let bytes = Encoding::for_label(label.as_bytes()).unwrap().encode(&plain).0;
        let dialect = Dialect::new().with_encoding(label).unwrap();
        let stated: Vec<Record> =
            Reader::detect(&bytes[..], "t", dialect).unwrap().map(Result::unwrap).collect();
        assert_eq!(stated, expected, "{label}");
        assert_eq!(read(&bytes).0, expected, "{label}, detected");
    }
}

#[test]
fn what_offices_leave_in_cells() {
    let office = "\u{feff}id;name;birth_date;sex\n\
        1;Ветрова Юлия;02.04.1980;жен\n\
        2;Ледников Павел;н/д;муж.\n\
        3;Тихий Олег;xx-07-1984;М\n\
        4;Буранов Лев;9 июля 1984;1\n\
        5;Инеев Яков;19840709;мужской\n";
    let (records, notes, _) = read(office.as_bytes());
    let born: Vec<String> = records.iter().map(|record| dates(record).join(" ")).collect();
    assert_eq!(born, ["1980-04-02", "", "1984-07", "1984-07-09", "1984-07-09"]);
    assert!(records[1..].iter().all(|record| record.sex() == Some(Sex::Male)));
    assert_eq!(notes, [""; 0]);
    let (records, notes, _) =
        read(b"id,name,birth_date\nx,Vetrova,1980-14-02\ny,Inejev,19840709\n");
    assert_eq!(records.iter().map(dates).collect::<Vec<_>>().concat(), ["1980", "1984-07-09"]);
    assert_eq!(notes.len(), 1);
}

#[test]
fn the_name_of_a_field_comes_before_headers_that_mean_it() {
    let record = only(table("full_name,name\nAlias,Vetrova\n"));
    assert_eq!(record.name().as_full(), Some("Vetrova"));
    let columns: ColumnMap = "name=Лицо".parse().unwrap();
    let text = "ФИО;Лицо\nИнеев;Ветрова\n";
    let mut reader = Reader::csv(text.as_bytes(), "t", &columns).unwrap();
    assert_eq!(reader.next().unwrap().unwrap().name().as_full(), Some("Ветрова"));
    assert_eq!(reader.unread_columns(), ["ФИО"]);
}

#[test]
fn a_title_before_the_header_is_no_header() {
    let title = "Список лиц\nпо состоянию на 01.03.2024\n\n";
    for (title, table) in [
        (title.to_owned(), "№;ФИО;Дата рождения\n7;Ветрова Юлия;02.04.1980\n"),
        (title.replace('\n', ",,\n"), "№,ФИО,Дата рождения\n7,Ветрова Юлия,02.04.1980\n"),
        (String::new(), "№|ФИО|Дата рождения\n7|Ветрова Юлия|02.04.1980\n"),
    ] {
        let (records, notes, detected) = read(format!("{title}{table}").as_bytes());
        assert_eq!(
            (records.len(), records[0].id(), dates(&records[0])),
            (1, "7", vec!["1980-04-02".to_owned()])
        );
        assert!(notes.is_empty(), "{notes:?}");
        let said = detected.iter().any(|said| said == "the header in line 4");
        assert_eq!(said, !title.is_empty(), "{detected:?}");
    }
    // A header far below is not looked for, and what is missing is said of the first row.
    let far = "Список\n".repeat(30) + "ФИО\nВетрова\n";
    let error = Reader::csv(far.as_bytes(), "t", &ColumnMap::new()).unwrap_err();
    assert_eq!(error.line(), Some(1));
}

#[test]
fn a_header_of_two_rows_is_one() {
    let text = "№;ФИО;;;Дата рождения\n;Фамилия;Имя;Отчество;\n1;Ветрова;Юлия;Сергеевна;1980\n";
    let (records, ..) = read(text.as_bytes());
    assert_eq!(records.len(), 1);
    let name = records[0].name();
    let parts = (name.family(), name.given(), name.patronymic());
    assert_eq!(parts, (Some("Ветрова"), Some("Юлия"), Some("Сергеевна")));
    assert_eq!(dates(&records[0]), ["1980"]);
    // A row of data is none, even where it has cells below blank headers. They are told.
    let text = "ФИО;;\nВетрова;Юлия;\nИнеев;Яков;\n";
    let mut reader = Reader::csv(text.as_bytes(), "t", &ColumnMap::new()).unwrap();
    assert_eq!(reader.by_ref().count(), 2);
    assert_eq!(reader.unread_columns(), ["column 2, which has no header"]);
}

#[test]
fn documents_among_words() {
    let text = "name;document\nВетрова;серия 45 10 № 123456\nИнеев;паспорт:RU:45 11 654321\n";
    let (records, ..) = read(text.as_bytes());
    let documents: Vec<_> =
        records.iter().map(|record| record.documents()[0].to_string()).collect();
    assert_eq!(documents, ["45 10 123456", "паспорт:RU:45 11 654321"]);
}

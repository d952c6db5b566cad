//! Tables: columns, cells, quotes, and rows that are rejected.

use super::{only, shown, table};
use crate::error::{Error, ErrorKind};
use crate::formats::row_reader::QUOTED;
use crate::formats::{ColumnMap, Dialect, Reader};
use crate::record::{Listing, PersonName, Record, Sex};

#[test]
fn a_table_with_every_column() {
    let text = "id,given,patronymic,family,name,aliases,birth_date,sex,nationality,birth_place,document,\
                source,category,occurred_at,submitted_at,valid_from,valid_to\n\
                a1,Yelisey,Pakhomovich,Morozkin,, Frost ;; Moroz ,1971-03;1972,м,RU; KZ,Kazan,\
                passport:RU:45 10;77,bank,wanted,2024-01-02,2024-01-03,2024-01-04,2029-01-05\n";
    let expected = Record::new("a1", PersonName::parts("Yelisey", "Pakhomovich", "Morozkin"))
        .with_alias("Frost")
        .with_alias("Moroz")
        .with_birth_date("1971-03".parse().unwrap())
        .with_birth_date("1972".parse().unwrap())
        .with_sex(Sex::Male)
        .with_nationality("RU")
        .with_nationality("KZ")
        .with_birth_place("Kazan")
        .with_document("passport:RU:45 10".parse().unwrap())
        .with_document("77".parse().unwrap())
        .with_listing(
            Listing::new()
                .with_source("bank")
                .with_category("wanted")
                .with_occurred_at("2024-01-02".parse().unwrap())
                .with_submitted_at("2024-01-03".parse().unwrap())
                .with_validity(
                    Some("2024-01-04".parse().unwrap()),
                    Some("2029-01-05".parse().unwrap()),
                ),
        );
    let reader = table(text);
    assert_eq!(reader.unread_columns(), [""; 0]);
    assert_eq!(only(reader), expected);
}

#[test]
fn declared_parts_take_precedence_over_the_full_name() {
    let text = "name,family,given\nYelisey Morozkin,,\nY. M.,Morozkin,Yelisey\n";
    let names: Vec<PersonName> = table(text).map(|read| read.unwrap().name().clone()).collect();
    let parts = PersonName::parts("Yelisey", "", "Morozkin");
    assert_eq!(names, [PersonName::full("Yelisey Morozkin"), parts]);
    assert_eq!(only(table("family\nMorozkin\n")).name().family(), Some("Morozkin"));
    // A full name with another word is one more name.
    let aliases = |name: &str| {
        let record = only(table(&format!("name,family,given\n{name},Morozkin,Yelisey\n")));
        record.aliases().iter().map(|alias| alias.name().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(aliases("MOROZKIN Ye. Y."), [""; 0]);
    assert_eq!(aliases("Morozkin Frost"), ["Morozkin Frost"]);
    assert_eq!(aliases("Морозкин Елисей"), ["Морозкин Елисей"]);
}

#[test]
fn headers_in_other_spellings() {
    let text = "\u{feff} NAME ,Alias,birthDate,Nationality,idNumber,gender\r\n\
                Yelisey,Frost,1971,RU,77,F\r\n";
    let expected = Record::new("2", "Yelisey")
        .with_alias("Frost")
        .with_birth_date("1971".parse().unwrap())
        .with_nationality("RU")
        .with_document("77".parse().unwrap())
        .with_sex(Sex::Female);
    assert_eq!(only(table(text)), expected);
}

#[test]
fn mapped_headers() {
    let read = |map: &str, text: &'static str| {
        let columns = map.parse::<ColumnMap>().unwrap();
        Reader::csv(text.as_bytes(), "t.csv", &columns).map(|reader| {
            let unread = reader.unread_columns().to_vec();
            (only(reader), unread)
        })
    };
    let (record, unread) = read("name=Full Name", "full name,name\nYelisey,Moroz\n").unwrap();
    assert_eq!((record.name(), unread), (&"Yelisey".into(), vec!["name".to_owned()]));
    // The own name is the second choice, and a mapped header is not used twice.
    assert_eq!(read("name=full_name", "name\nYelisey\n").unwrap().0.name(), &"Yelisey".into());
    let (record, _) = read("id=document", "name,document\nYelisey,77\n").unwrap();
    assert_eq!((record.id(), record.documents()), ("77", &[][..]));

    let error = read("name=name,birth_date=born", "name,bron\nYelisey,1971\n").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingColumn);
    assert_eq!(error.to_string(), "t.csv:1: no column \"born\" for the field birth_date");
}

#[test]
fn column_maps_that_are_refused() {
    let cases = [
        ("nmae=full_name", "nmae"),
        ("full_name", "full_name"),
        ("name=a,,sex=b", ""),
        ("name= ", "name"),
        ("name=a,NAME=b", "NAME"),
        ("birth_date=a,birthDate=b", "birthDate"),
    ];
    for (map, value) in cases {
        let error = map.parse::<ColumnMap>().unwrap_err();
        assert_eq!((error.kind(), error.value()), (ErrorKind::InvalidValue, Some(value)), "{map}");
        assert!(error.expected().is_some(), "{map}");
    }
    assert_eq!("".parse::<ColumnMap>().unwrap(), ColumnMap::new());
}

#[test]
fn rows_of_a_table_that_are_rejected() {
    let duplicate = |line| {
        format!(
            "t:{line}: id: the same identifier as the record at line 2; \
             expected one row for each identifier"
        )
    };
    let no_name =
        |field| format!("t:2: {field}: a name without letters; expected at least one letter");
    let length = "t:2: a row of length 1 under a header of length 2; \
                  expected a cell for each header, and quotes around cells with separators";
    let cases = [
        ("born,NAME\n,17", no_name("NAME")),
        ("born,name\n1971,н/д", no_name("name")),
        ("born,name\n1971,", no_name("name")),
        ("born,family,given\n,-,", no_name("family")),
        ("born,name\n1971", length.into()),
        ("born,name\n1971,\"17\"1", format!("t:2: text after a closing quote; expected {QUOTED}")),
        ("born,name\n1971,\"17", format!("t:2: a quote that is not closed; expected {QUOTED}")),
        ("name,born,id\nA,,x\nB,,\nC,,x", duplicate(4)),
        ("name,born,id\nA,,3\nB,,", duplicate(3)),
    ];
    let columns = "birth_date=born".parse().unwrap();
    for (text, expected) in cases {
        let reader = Reader::csv(text.as_bytes(), "t", &columns).unwrap();
        let errors: Vec<Error> = reader.filter_map(Result::err).collect();
        assert_eq!(errors.iter().map(Error::to_string).collect::<Vec<_>>(), [expected], "{text}");
    }
}

/// Each record of a table with its notes, and with `strict` the errors instead.
fn noted(text: &str) -> Vec<(String, Vec<String>)> {
    let columns = "birth_date=born".parse().unwrap();
    let mut reader = Reader::csv(text.as_bytes(), "t", &columns).unwrap();
    let mut all = Vec::new();
    while let Some(read) = reader.next() {
        let record = read.unwrap();
        let dates: Vec<String> = record.birth_dates().iter().map(ToString::to_string).collect();
        let notes = reader.notes().iter().map(ToString::to_string).collect();
        all.push((format!("{} {}", record.name(), dates.join(" ")).trim().to_owned(), notes));
    }
    all
}

#[test]
fn a_value_that_cannot_be_read_is_noted_and_the_person_is_kept() {
    let dates = "YYYY, YYYY-MM or YYYY-MM-DD, or DD.MM.YYYY";
    let cells = "a cell for each header, and quotes around cells with separators";
    let cases = [
        (
            "name,born\nA,1971-13-15",
            "A 1971",
            "born: \"1971-13-15\": this day does not exist; kept as the year 1971".to_owned(),
        ),
        (
            "name,born\nA,1971;Морозкин",
            "A 1971",
            format!("born: \"Аааааааа\": not a date in this form; expected {dates}").replace('А', "A").replace('а', "a"),
        ),
        (
            "name,born\nA,Yelisey Morozkin 7",
            "A",
            format!("born: \"Aaaaaaa Aaaaaaaa 7\": not a date in this form; expected {dates}"),
        ),
        (
            "name,born,Sex\nA,,maybe",
            "A",
            "Sex: \"aaaaa\": not a sex; expected female, male or unspecified (F, M, X)".into(),
        ),
        (
            "name,born,valid_to\nA,,1971-03",
            "A",
            "valid_to: \"1971-03\": not a complete date; expected YYYY-MM-DD or DD.MM.YYYY".into(),
        ),
        (
            "name,born,valid_to\nA,,03/04/2029",
            "A",
            "valid_to: \"03/04/2029\": the order of day and month is ambiguous; expected YYYY-MM-DD or DD.MM.YYYY".into(),
        ),
        ("name,born\nA", "A", format!("a row of length 1 under a header of length 2; expected {cells}")),
        ("name,born\nA,1971,x", "A 1971", format!("a row of length 3 under a header of length 2; expected {cells}")),
        ("name,born\n\"A \"B\" C\",1971", "A B\" C\" 1971", format!("text after a closing quote; expected {QUOTED}")),
        ("born,name\n1971,\"A", "\"A 1971", format!("a quote that is not closed; expected {QUOTED}")),
        ("born,name,Alias\n,A,B;7", "A", "Alias: a name without letters was left out".into()),
        ("born,name,Alias\n,7,B", "B", "name: a name without letters was left out".into()),
    ];
    for (text, record, note) in cases {
        let expected = (record.to_owned(), vec![format!("t:2: record 2: {note}")]);
        assert_eq!(noted(text), [expected], "{text}");
        let dialect = Dialect::from(&"birth_date=born".parse().unwrap()).strict();
        let strict = Reader::csv(text.as_bytes(), "t", dialect).unwrap();
        assert_eq!(shown(strict), [format!("t:2: {note}")], "{text}");
    }
}

#[test]
fn what_an_office_leaves_open_is_blank_and_not_noted() {
    let header = "id,name,aliases,born,sex,nationality,birth_place,document,source,valid_to\n";
    for unknown in ["н/д", "-", "null", "Unknown", "(NULL)", "нет сведений", "неизв.", "#Н/Д"]
    {
        let text = format!("{header}{unknown},A{}\n", format!(",{unknown}").repeat(8));
        let columns = "birth_date=born".parse().unwrap();
        let mut reader = Reader::csv(text.as_bytes(), "t", &columns).unwrap();
        assert_eq!(reader.next().unwrap().unwrap(), Record::new("2", "A"), "{unknown}");
        assert!(reader.notes().is_empty(), "{unknown}");
    }
    // Blank cells beyond the header are what spreadsheets leave.
    assert_eq!(noted("name,born\nA,1971,,\n"), [("A 1971".to_owned(), vec![])]);
}

#[test]
fn sexes_in_words_and_codes() {
    let cases = [
        (Sex::Male, ["муж", "Муж.", "мужской", "М", "ер", "1", "mężczyzna", "М/M"]),
        (Sex::Female, ["жен", "ЖЕН.", "женский", "ж", "Әйел", "2", "kadın", "Ж / F"]),
        (Sex::Unspecified, ["X", "x", "0", "9", "other", "unspecified", "0", "9"]),
    ];
    for (sex, words) in cases {
        for word in words {
            let record = only(table(&format!("name,sex\nA,{word}\n")));
            assert_eq!(record.sex(), Some(sex), "{word}");
        }
    }
    assert!("М/Ж".parse::<Sex>().is_err());
}

#[test]
fn notes_are_summed_up_by_kind_with_gaps_first() {
    let rows: String = (0..300).map(|n| format!("A,{},Atlantis\n", 1950 + n % 3)).collect();
    let text = format!("name,born,nationality\n{rows}B,15.3.71,\nC,1971-13-01,\nD,1972-13-01,\n");
    let columns = "birth_date=born".parse().unwrap();
    let mut reader = Reader::csv(text.as_bytes(), "t", &columns).unwrap();
    assert!(reader.by_ref().all(|read| read.is_ok()));
    let expected = [
        "born: this day does not exist; kept as the year …: 2 times, lines 303, 304",
        "born: a year of two digits: line 302",
        "nationality: no known country; not used as evidence: 300 times, lines 2, 3, 4, 5, 6, …",
    ];
    assert_eq!(reader.note_summary().lines().collect::<Vec<_>>(), expected);
    assert_eq!((reader.tally().kept(), reader.tally().notes()), (303, 303));
}

#[test]
fn lines_are_counted_through_quotes_blanks_and_endings() {
    let text = "\r\n\nid,name\r\n\r\n,A\r\n\n,\"B\r\n\nb\"\n,C\n   \n,D";
    assert_eq!(shown(table(text)), ["5 A", "7 B\r\n\nb", "10 C", "12 D"]);
}

#[test]
fn cells_are_unquoted() {
    let text = "id,name\n\"1,\"\"2\"\"\",\"A\"\n3,B \"the\" C\n4,\" D\"\n\"5\",\"\"\"E\"\"\"\n";
    assert_eq!(shown(table(text)), ["1,\"2\" A", "3 B \"the\" C", "4 D", "5 \"E\""]);
}

#[test]
fn a_broken_quote_concerns_only_its_line() {
    let cases: [(&str, &[&str]); 4] = [
        // Nothing closes the quote, or the next quote closes it and text follows.
        ("id,name\n1,A\n2,\"B\n3,C\n4,D\n", &["1 A", "2 \"B", "3 C", "4 D"]),
        ("id,name\n1,A\n2,\"B\n3,\"C\"\n4,D\n", &["1 A", "2 \"B", "3 C", "4 D"]),
        ("id,name\n1,A\n2,\"B\n\n3,C\n4,\"D\"", &["1 A", "2 \"B", "3 C", "4 D"]),
        // Such a line leaves a quote open even where it begins within one.
        ("id,name\n1,A\nx\",\"\n3,C\n4,D\n", &["1 A", "3 C", "4 D"]),
    ];
    for (text, expected) in cases {
        let records: Vec<String> =
            shown(table(text)).into_iter().filter(|shown| !shown.starts_with("t.csv")).collect();
        assert_eq!(records, expected, "{text}");
    }
}

#[test]
fn many_broken_quotes_take_linear_time() {
    let text = "name,b\n".to_owned() + &"x\",a,\"\n".repeat(200_000);
    let mut reader = table(&text);
    assert!(reader.by_ref().all(|read| read.is_ok()));
    assert_eq!((reader.tally().read(), reader.tally().notes()), (200_000, 200_000));
}

#[test]
fn what_is_no_country_and_what_stands_for_a_date_is_kept_and_noted() {
    let text = "name,birth_date,nationality\n\
                Morozkin Yelisey,1900-01-01;1971-03-15,Atlantis;RU\n\
                Snegova Agniya,9999-12-31,stateless\n";
    let mut reader = Reader::csv(text.as_bytes(), "t", &ColumnMap::new()).unwrap();
    let record = reader.next().unwrap().unwrap();
    assert_eq!(record.birth_dates().len(), 2);
    assert_eq!(record.nationalities(), ["Atlantis", "RU"]);
    let notes: Vec<String> = reader.notes().iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "t:2: record 2: birth_date: \"1900-01-01\": a placeholder for a missing date; not used as evidence",
            "t:2: record 2: nationality: \"Atlantis\": no known country; not used as evidence; \
             expected a code of ISO 3166-1, or the name of a country",
        ]
    );
    reader.next().unwrap().unwrap();
    assert_eq!(reader.notes().len(), 1);
}

#[test]
fn rows_of_blank_cells_are_skipped() {
    let mut reader =
        table("id,name,birth_date\n,,\n1,Lev,1971\n , ,\t\n\"\",\"\",\n,,,,\n2,Agniya,\n,,\n");
    let ids: Vec<String> = reader.by_ref().map(|read| read.unwrap().id().to_owned()).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!((reader.tally().read(), reader.tally().notes()), (2, 0));
}

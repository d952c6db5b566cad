//! Tables: columns, cells, quotes, and rows that are rejected.

use super::{only, shown, table};
use crate::error::{Error, ErrorKind};
use crate::formats::row_reader::QUOTED;
use crate::formats::{ColumnMap, Reader};
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
    let dates = "YYYY, YYYY-MM or YYYY-MM-DD, or DD.MM.YYYY";
    let duplicate = |line| {
        format!(
            "t:{line}: id: the same identifier as the record at line 2; \
             expected one row for each identifier"
        )
    };
    let cases = [
        ("name,born\nA,1971-13", format!("t:2: born: \"1971-13\": this day does not exist; expected {dates}")),
        ("name,born\nA,1971;unknown", format!("t:2: born: \"unknown\": not a date in this form; expected {dates}")),
        ("name,born\nA,Yelisey Morozkin", format!("t:2: born: not a date in this form; expected {dates}")),
        ("name,born,Sex\nA,,maybe", "t:2: Sex: \"maybe\": not a sex; expected female, male or unspecified (F, M, X)".into()),
        ("name,born,idNumber\nA,,--", "t:2: idNumber: \"--\": a document number without a letter or digit; expected [kind:[country:]]number".into()),
        ("name,born,valid_to\nA,,1971-03", "t:2: valid_to: \"1971-03\": not a complete date; expected YYYY-MM-DD or DD.MM.YYYY".into()),
        ("name,born\nA", "t:2: a row of length 1 under a header of length 2; expected a cell for each header, and quotes around cells with commas".into()),
        ("name,born\nA,,", "t:2: a row of length 3 under a header of length 2; expected a cell for each header, and quotes around cells with commas".into()),
        ("name,born\n\"A\"B,1971", format!("t:2: text after a closing quote; expected {QUOTED}")),
        ("name,born\nA,\"1971", format!("t:2: a quote that is not closed; expected {QUOTED}")),
        ("born,NAME\n,17", "t:2: NAME: a name without letters; expected at least one letter".into()),
        ("born,family,given\n,-,", "t:2: family: a name without letters; expected at least one letter".into()),
        ("born,name,Alias\n,A,B;?", "t:2: Alias: an alias without letters; expected at least one letter".into()),
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
fn a_broken_quote_costs_only_its_line() {
    let unclosed = &format!("t.csv:3: a quote that is not closed; expected {QUOTED}");
    let broken = &format!("t.csv:3: text after a closing quote; expected {QUOTED}");
    let cases = [
        // Nothing closes the quote, or the next quote closes it and text follows.
        ("id,name\n1,A\n2,\"B\n3,C\n4,D\n", unclosed, ["3 C", "4 D"]),
        ("id,name\n1,A\n2,\"B\n3,\"C\"\n4,D\n", broken, ["3 C", "4 D"]),
        ("id,name\n1,A\n2,\"B\n\n3,C\n4,\"D\"", broken, ["3 C", "4 D"]),
        // Such a line leaves a quote open even where it begins within one.
        ("id,name\n1,A\nx\",\"\n3,C\n4,D\n", unclosed, ["3 C", "4 D"]),
    ];
    for (text, error, after) in cases {
        assert_eq!(shown(table(text)), ["1 A", error.as_str(), after[0], after[1]], "{text}");
    }
}

#[test]
fn many_broken_quotes_take_linear_time() {
    let text = "name,b\n".to_owned() + &"x\",a,\"\n".repeat(200_000);
    let mut reader = table(&text);
    assert!(reader.by_ref().all(|read| read.is_err()));
    assert_eq!(reader.tally().read(), 200_000);
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

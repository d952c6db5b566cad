//! A sample of each published list, compared with its content as read by hand.

use crate::error::{Error, ErrorKind};
use crate::formats::{ColumnMap, Format, Reader};
use crate::record::Record;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};

const UN: &[u8] = include_bytes!("data/un.xml");
const OFAC_XML: &[u8] = include_bytes!("data/ofac.xml");
const SDN: &[u8] = include_bytes!("data/sdn.csv");
const ALT: &[u8] = include_bytes!("data/alt.csv");
const EU: &[u8] = include_bytes!("data/eu.xml");
const UK: &[u8] = include_bytes!("data/uk.csv");
const CON_LIST: &[u8] = include_bytes!("data/conlist.csv");
const FTM: &[u8] = include_bytes!("data/entities.ftm.json");

pub(super) const SAMPLES: [(&[u8], Format); 7] = [
    (UN, Format::UnXml),
    (OFAC_XML, Format::OfacXml),
    (SDN, Format::OfacCsv),
    (EU, Format::EuXml),
    (UK, Format::UkCsv),
    (CON_LIST, Format::UkCsv),
    (FTM, Format::FollowTheMoney),
];

/// Everything that a reader returns.
#[derive(Default)]
pub(super) struct ReadResult {
    pub(super) records: Vec<Record>,
    pub(super) errors: Vec<Error>,
    pub(super) notes: Vec<String>,
    pub(super) unread: Vec<String>,
    pub(super) tally: String,
}

pub(super) fn read_all<R: BufRead>(mut reader: Reader<R>) -> ReadResult {
    let mut result = ReadResult::default();
    while let Some(read) = reader.next() {
        result.notes.extend(reader.notes().iter().map(Error::to_string));
        match read {
            Ok(record) => result.records.push(record),
            Err(error) => result.errors.push(error),
        }
    }
    let tally = reader.tally();
    assert_eq!(tally.kept(), result.records.len() as u64);
    assert_eq!(tally.rejected(), result.errors.len() as u64);
    assert_eq!(tally.read(), tally.kept() + tally.rejected() + tally.not_persons());
    assert_eq!(tally.notes(), result.notes.len() as u64);
    ReadResult { unread: reader.unread_columns().to_vec(), tally: tally.to_string(), ..result }
}

pub(super) fn sample(bytes: &[u8]) -> ReadResult {
    // A small buffer: no result may depend on what arrives at once.
    let source = BufReader::with_capacity(7, bytes);
    read_all(Reader::detect(source, "t", &ColumnMap::new()).unwrap())
}

fn shown(errors: &[Error]) -> Vec<String> {
    errors.iter().map(Error::to_string).collect()
}

pub(super) fn forms(records: &[Record]) -> Vec<Value> {
    records.iter().map(|record| serde_json::to_value(record).unwrap()).collect()
}

#[test]
fn united_nations() {
    let ReadResult { records, errors, notes, unread, tally } = sample(UN);
    let expected = [
        json!({
            "id": "WIi.001",
            "name": "YELISEY PAKHOMOVICH MOROZKIN",
            "aliases": [
                "Елисей Пахомович Морозкин",
                {"name": "Frost", "strength": "weak"},
                "Мороз",
                "Elisei Morozkin",
                "Jelissej Moroskin",
                "Moroz B",
            ],
            "birth_dates": ["1972-01-02", "1971-03-15"],
            "sex": "male",
            "nationalities": ["Russian Federation"],
            "birth_places": ["Veliky Ustyug, Russian Federation"],
            "documents": [
                {"kind": "passport", "country": "Russian Federation", "number": "45 10 123456"},
                {"kind": "national id", "number": "DE- 473900"},
            ],
            "listing": {
                "source": "UN Security Council", "category": "Winter", "valid_from": "2012-12-31",
            },
        }),
        json!({
            "id": "900002",
            "name": "AGNIYA SNEGOVA",
            "birth_dates": ["1966", "1963", "1964", "1973-11"],
            "listing": {"source": "UN Security Council"},
        }),
    ];
    assert_eq!(forms(&records), expected);
    assert_eq!(
        notes,
        [
            "t:5: record WIi.001: ALIAS_NAME: a name without letters was left out",
            "t:62: record 900002: INDIVIDUAL_DATE_OF_BIRTH: \"24/06/1402 (Aaaaa Aaaaaaaa)\": \
             a date of the Hijri calendar, which is not converted; \
             expected a date of the Gregorian calendar, 1850 to today",
        ]
    );
    assert_eq!(
        shown(&errors),
        ["t:85: record WIi.003: name: a name without letters; expected at least one letter"]
    );
    assert_eq!(
        unread,
        ["INDIVIDUAL_ALIAS/ALIAS_NAME: born", "INDIVIDUAL_DOCUMENT/NOTE", "COMMENTS1"]
    );
    let expected = "4 read, 2 kept, 1 rejected, 1 not persons; values noted: 2";
    assert_eq!(tally, expected);
}

/// The person of OFAC's samples.
fn ofac_person(weak_first: bool) -> Value {
    let strong = json!("MOROSKIN, Jelissej");
    let weak = json!({"name": "FROST", "strength": "weak"});
    json!({
        "id": "7001",
        "name": "MOROZKIN, Yelisey Pakhomovich",
        "aliases": if weak_first { [weak, strong] } else { [strong, weak] },
        "birth_dates": ["1971-03-15", "1970", "1968", "1969"],
        "sex": "male",
        "nationalities": ["Russia", "Finland"],
        "birth_places": ["Veliky Ustyug, Russia"],
        "documents": [
            {"kind": "passport", "country": "Russia", "number": "4510123456"},
            {"kind": "tax number", "country": "Russia", "number": "500100732259"},
        ],
        "listing": {"source": "OFAC SDN", "category": "WINTER; ICE"},
    })
}

#[test]
fn aliases_in_two_scripts() {
    let aliases = |text: &str| {
        let alias = format!("<INDIVIDUAL_ALIAS><ALIAS_NAME>{text}</ALIAS_NAME></INDIVIDUAL_ALIAS>");
        let document = format!(
            "<CONSOLIDATED_LIST><INDIVIDUAL><FIRST_NAME>A</FIRST_NAME>{alias}</INDIVIDUAL></CONSOLIDATED_LIST>"
        );
        let record = sample(document.as_bytes()).records.remove(0);
        record.aliases().iter().map(|alias| alias.name().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(aliases("Moroz (Мороз)"), ["Moroz", "Мороз"]);
    assert_eq!(aliases("Moroz (original script: Мороз)"), ["Moroz", "Мороз"]);
    assert_eq!(aliases("Мороз (Moroz; Maroz)"), ["Мороз", "Moroz", "Maroz"]);
    assert_eq!(aliases("Moroz (Frost)"), ["Moroz (Frost)"]);
    assert_eq!(aliases("Мороз (Иней)"), ["Мороз (Иней)"]);
    assert_eq!(aliases(" ; Moroz;; "), ["Moroz"]);
}

#[test]
fn ofac_as_xml() {
    let ReadResult { records, errors, notes, unread, tally } = sample(OFAC_XML);
    assert_eq!(forms(&records), [ofac_person(false)]);
    assert_eq!((errors.len(), notes.len()), (0, 0));
    assert_eq!(unread, ["Website", "title"]);
    assert_eq!(tally, "2 read, 1 kept, 0 rejected, 1 not persons");
}

#[test]
fn ofac_as_tables() {
    let table = || Reader::detect(SDN, "sdn", &ColumnMap::new()).unwrap();
    let ReadResult { records, errors, notes, unread, tally } =
        read_all(table().with_ofac_aliases(ALT).unwrap());
    let other = json!({
        "id": "7002",
        "name": "SNEGOVA, Agniya",
        "birth_dates": ["1971"],
        "listing": {"source": "OFAC SDN", "category": "ICE"},
    });
    assert_eq!(forms(&records), [ofac_person(false), other]);
    let expected = [
        "ALT.CSV:3: a row of length 4, not 5; expected the table as OFAC publishes it",
        "ALT.CSV:4: record 9999: an alias of an unknown entry; expected all tables of the same day",
    ];
    assert_eq!(shown(&errors), expected);
    assert_eq!(notes.len(), 1);
    assert!(
        notes[0].starts_with("sdn:3: record 7002: DOB: \"30 Aaa 1971\": this day does not exist"),
        "{notes:?}"
    );
    assert_eq!(unread, ["Title", "Linked To"]);
    let expected = "5 read, 2 kept, 2 rejected, 1 not persons; values noted: 1";
    assert_eq!(tally, expected);

    // Without its aliases.
    let alone = read_all(table());
    let names: Vec<String> =
        alone.records[0].aliases().iter().map(|a| a.name().to_string()).collect();
    assert_eq!(names, ["FROST"]);
    let error =
        Reader::detect(UN, "t", &ColumnMap::new()).unwrap().with_ofac_aliases(ALT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownFormat);
}

#[test]
fn european_union() {
    let ReadResult { records, errors, notes, unread, tally } = sample(EU);
    let expected = json!({
        "id": "EU.90001.1",
        "name": "MOROZKIN, Yelisey Pakhomovich",
        "aliases": ["Елисей Морозкин", {"name": "Frost", "strength": "weak"}],
        "birth_dates": ["1971-03-15", "1970", "1966", "1967", "1973-05"],
        "sex": "male",
        "nationalities": ["RU"],
        "birth_places": ["Veliky Ustyug, RUSSIAN FEDERATION"],
        "documents": [
            {"kind": "passport", "country": "RU", "number": "4510123456"},
            {"kind": "national id", "number": "77"},
        ],
        "listing": {
            "source": "EU financial sanctions", "category": "WINTER", "valid_from": "2019-02-04",
        },
    });
    assert_eq!(forms(&records), [expected]);
    assert!(errors.is_empty());
    assert_eq!(
        notes,
        [
            "t:3: record EU.90001.1: birthdate: \"AAAAAAA\": a date of another calendar, which is not converted"
        ]
    );
    assert_eq!(unread, ["remark"]);
    let expected = "2 read, 1 kept, 0 rejected, 1 not persons; values noted: 1";
    assert_eq!(tally, expected);
}

#[test]
fn united_kingdom() {
    let ReadResult { records, errors, notes, tally, .. } = sample(UK);
    let expected = [
        json!({
            "id": "WIN0001",
            "name": "MOROZKIN, Yelisey Pakhomovich",
            "aliases": [{"name": "FROST", "strength": "weak"}, "Елисей Морозкин"],
            "birth_dates": ["1971-03-15", "1970"],
            "sex": "male",
            "nationalities": ["Russia"],
            "birth_places": ["Veliky Ustyug, Russia"],
            "documents": [{"kind": "passport", "number": "4510123456"}],
            "listing": {"source": "UK sanctions", "category": "Winter", "valid_from": "2020-02-05"},
        }),
        json!({
            "id": "WIN0003",
            "name": "SNEGOVA, Agniya",
            "birth_dates": ["1980"],
            "listing": {"source": "UK sanctions", "category": "Winter"},
        }),
    ];
    assert_eq!(forms(&records), expected);
    assert_eq!(
        shown(&errors),
        [
            "t:7: a row of length 4 under a header of length 19; expected a cell for each header, and quotes around cells with separators"
        ]
    );
    assert_eq!(notes.len(), 2);
    assert!(
        notes[0].starts_with("t:6: record WIN0003: DOB: \"31/02/1980\": this day does not exist"),
        "{notes:?}"
    );
    assert!(notes[1].starts_with("t:6: record WIN0003: Listed On: \"31/02/2020\""), "{notes:?}");
    let expected = "4 read, 2 kept, 1 rejected, 1 not persons; values noted: 2";
    assert_eq!(tally, expected);

    let ReadResult { records, errors, notes, unread, .. } = sample(CON_LIST);
    let expected = json!({
        "id": "14001",
        "name": "MOROZKIN, Yelisey Pakhomovich",
        "aliases": ["Елисей Морозкин", {"name": "MOROZ, Yelisey", "strength": "weak"}],
        "birth_dates": ["1971-03", "1971-03-15"],
        "nationalities": ["Russia", "Finland"],
        "birth_places": ["Veliky Ustyug, Russia"],
        "documents": [
            {"kind": "passport", "number": "4510123456"},
            {"kind": "passport", "number": "4510123457"},
        ],
        "listing": {"source": "UK sanctions", "category": "Winter", "valid_from": "2020-02-05"},
    });
    assert_eq!(forms(&records), [expected]);
    assert_eq!((errors.len(), notes.len()), (0, 0));
    assert_eq!(unread, ["Title"]);
}

#[test]
fn follow_the_money() {
    let ReadResult { records, errors, notes, unread, tally } = sample(FTM);
    let expected = [
        json!({
            "id": "NK-1",
            "name": "Yelisey Morozkin",
            "aliases": [
                "Елисей Морозкин",
                "Jelissej Moroskin",
                {"given": "Yelisey", "patronymic": "Pakhomovich", "family": "Morozkin"},
                {"name": "Frost", "strength": "weak"},
            ],
            "birth_dates": ["1971-03-15", "1970"],
            "sex": "male",
            "nationalities": ["ru", "fi"],
            "birth_places": ["Veliky Ustyug"],
            "documents": [
                {"number": "77"},
                {"kind": "passport", "number": "4510123456"},
                {"kind": "inn", "country": "RU", "number": "500100732259"},
            ],
            "listing": {
                "source": "winter_list; ice_list",
                "category": "sanction; wanted",
                "submitted_at": "2023-04-20",
            },
        }),
        json!({"id": "NK-3", "name": {"given": "Agniya", "family": "Snegova"}, "listing": {}}),
    ];
    let mut found = forms(&records);
    found[1].as_object_mut().unwrap().entry("listing").or_insert(json!({}));
    assert_eq!(found, expected);
    assert_eq!(
        shown(&errors),
        [
            "t:4: record NK-4: properties: missing, or of the wrong type; expected an entity with schema and properties",
            "t:5: record NK-5: name: a name without letters; expected at least one letter",
        ]
    );
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(
        notes[0].starts_with("t:1: record NK-1: birthDate: \"1390\": perhaps a year of the Hijri"),
        "{notes:?}"
    );
    assert_eq!(unread, ["properties.addressEntity"]);
    assert!(tally.starts_with("5 read, 2 kept, 2 rejected, 1 not persons"), "{tally}");
}

#[test]
fn the_format_of_each_sample_is_detected() {
    for (bytes, format) in SAMPLES {
        assert_eq!(Format::detect(bytes).unwrap(), format);
        let marked = ["\u{feff}\n".as_bytes(), bytes].concat();
        assert_eq!(Format::detect(&marked).unwrap(), format);
    }
    let refused: [(&[u8], &str); 9] = [
        (b"<!DOCTYPE html>\n<html>", "a web page"),
        (b"<export><row><name>x</name></row></export>", "XML of another kind"),
        (b"<data-set><row/></data-set>", "XML of another kind"),
        (b"<ArrayOfFinancialSanctionsTarget>", "use the UK Sanctions List"),
        (b"<!-- <sdnList> --><x:other>", "XML of another kind"),
        (b"<", "XML of another kind"),
        (b"fileGenerationDate;Entity_LogicalId;NameAlias_WholeName\n1;2;A\n", "use its XML"),
        (b"36,12,\"aka\",\"WINTER\",-0- \n", "ALT.CSV"),
        (b"36,25,\"Frost street 1\",\"Ustyug\",\"Russia\",-0- \n", "ADD.CSV"),
    ];
    for (bytes, said) in refused {
        let error = Reader::detect(bytes, "t", &ColumnMap::new()).unwrap_err();
        assert_eq!((error.kind(), error.file()), (ErrorKind::UnknownFormat, Some("t")));
        assert!(error.to_string().contains(said), "{error}");
    }
    let error = Reader::of(Format::UnXml, EU, "t", &ColumnMap::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownFormat);
}

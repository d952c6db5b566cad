//! Samples of further lists, and of one list in several forms.

use super::lists::{ReadResult, forms, read_all, sample};
use crate::formats::{ColumnMap, Reader};
use crate::record::{AliasStrength, Record, Sex};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;
use std::io::BufReader;

const OFAC_XML: &[u8] = include_bytes!("data/ofac.xml");
const OFAC_ADVANCED: &[u8] = include_bytes!("data/ofac_advanced.xml");
const OFAC_ENHANCED: &[u8] = include_bytes!("data/ofac_enhanced.xml");
const SDN: &[u8] = include_bytes!("data/sdn.csv");
const ALT: &[u8] = include_bytes!("data/alt.csv");
const UK_CSV: &[u8] = include_bytes!("data/uk.csv");
const UK_XML: &[u8] = include_bytes!("data/uk.xml");
const SECO: &[u8] = include_bytes!("data/seco.xml");
const CANADA: &[u8] = include_bytes!("data/canada.xml");
const UKRAINE: &[u8] = include_bytes!("data/ukraine.xml");

/// A record without what only some forms of its list state: names in other scripts and the day of
/// listing; its names in order.
fn comparable(record: &Record) -> serde_json::Value {
    let mut value = serde_json::to_value(record).unwrap();
    let mut names: Vec<(String, bool)> = record
        .aliases()
        .iter()
        .map(|alias| (alias.name().to_string(), alias.strength() == AliasStrength::Weak))
        .filter(|(name, _)| name.is_ascii())
        .collect();
    names.sort();
    value["aliases"] = json!(names);
    value["listing"]["valid_from"] = json!(null);
    value
}

#[test]
fn every_form_of_ofac_gives_the_same_person() {
    let table = Reader::detect(SDN, "SDN.CSV", &ColumnMap::new()).unwrap();
    let table = read_all(table.with_ofac_aliases(ALT).unwrap());
    let expected = comparable(&table.records[0]);
    for form in [OFAC_XML, OFAC_ADVANCED, OFAC_ENHANCED] {
        let ReadResult { records, errors, notes, unread, tally } = sample(form);
        assert_eq!((records.len(), &comparable(&records[0])), (1, &expected));
        assert_eq!((errors.len(), notes.len()), (0, 0));
        assert!(unread.contains(&"Website".to_owned()), "{unread:?}");
        assert_eq!(tally, "2 read, 1 kept, 0 rejected, 1 not persons");
    }
    for form in [OFAC_ADVANCED, OFAC_ENHANCED] {
        let record = sample(form).records.remove(0);
        let names: Vec<_> = record.aliases().iter().map(|a| a.name().to_string()).collect();
        assert!(names.contains(&"Морозкин, Елисей".to_owned()), "{names:?}");
        assert_eq!(record.listing().valid_from().unwrap().to_string(), "2019-02-04");
    }
}

#[test]
fn both_forms_of_the_uk_list_give_the_same_person() {
    let [table, document] = [UK_CSV, UK_XML].map(|form| sample(form).records.remove(0));
    assert_eq!(comparable(&table), comparable(&document));
    assert_eq!(table.listing(), document.listing());
    // The column of types was renamed in 2026.
    let renamed =
        String::from_utf8_lossy(UK_CSV).replace("\"Individual, Entity, Ship\"", "Designation Type");
    assert_eq!(sample(renamed.as_bytes()).records[0], table);
}

#[test]
fn lists_say_what_they_are() {
    let cases: [(&[u8], &str, &str); 9] = [
        (OFAC_XML, "SDN.XML", "OFAC SDN list, of 2026-01-05, 2 entries stated"),
        (OFAC_XML, "x/CONSOLIDATED.XML", "OFAC consolidated list, of 2026-01-05, 2 entries stated"),
        (OFAC_ADVANCED, "SDN_ADVANCED.XML", "OFAC SDN list, of 2026-01-05"),
        (OFAC_ENHANCED, "SDN_ENHANCED.XML", "OFAC SDN list, of 2026-01-05"),
        (UK_CSV, "uk.csv", "UK sanctions list, of 2026-01-01"),
        (UK_XML, "uk.xml", "UK sanctions list, of 2026-01-05"),
        (SECO, "seco.xml", "Swiss sanctions list, of 2026-01-05"),
        (
            SDN,
            "SDN.CSV",
            "OFAC SDN list, without ALT.CSV and SDN_COMMENTS.CSV, not found beside it",
        ),
        (
            SDN,
            "CONS_PRIM.CSV",
            "OFAC consolidated list, without CONS_ALT.CSV and CONS_COMMENTS.CSV, not found beside it",
        ),
    ];
    for (bytes, file, said) in cases {
        let mut reader = Reader::detect(bytes, file, &ColumnMap::new()).unwrap();
        let sources: Vec<_> = reader
            .by_ref()
            .filter_map(|read| Some(read.ok()?.listing().source()?.to_owned()))
            .collect();
        assert_eq!(reader.list().unwrap().to_string(), said);
        let is_consolidated = said.contains("OFAC consolidated");
        assert_eq!(sources.contains(&"OFAC consolidated".to_owned()), is_consolidated, "{file}");
    }
    let table = Reader::detect(&b"name\nA\n"[..], "t", &ColumnMap::new()).unwrap();
    assert_eq!(table.list(), None);
}

#[test]
fn the_tables_of_aliases_and_comments_are_found_beside_the_entries() {
    let folder = tempfile::tempdir().unwrap();
    let entries = |name: &str| folder.path().join(name);
    let aliases = |name: &str| {
        let reader = Reader::open(entries(name), &ColumnMap::new()).unwrap();
        let missing = reader.list().unwrap().missing_files().to_vec();
        let record = reader.filter_map(Result::ok).next().unwrap();
        (record.aliases().len(), missing)
    };
    std::fs::write(entries("CONS_PRIM.CSV"), SDN).unwrap();
    std::fs::write(entries("sdn.csv"), SDN).unwrap();
    std::fs::write(entries("Cons_Alt.csv"), ALT).unwrap();
    assert_eq!(aliases("CONS_PRIM.CSV"), (2, vec!["CONS_COMMENTS.CSV"]));
    assert_eq!(aliases("sdn.csv"), (1, vec!["ALT.CSV", "SDN_COMMENTS.CSV"]));
    std::fs::write(entries("alt.CSV"), ALT).unwrap();
    let comments = "7001,\" alt. nationality Ukraine; a.k.a. 'HOARFROST'.\"\n";
    std::fs::write(entries("sdn_comments.csv"), comments).unwrap();
    assert_eq!(aliases("sdn.csv"), (3, vec![]));
}

#[test]
fn remarks_that_are_cut_go_on_among_the_comments() {
    let row = |id: &str, remarks: &str| {
        format!(
            "{id},\"MOROZKIN, Yelisey\",\"individual\",\"ICE\"{},{remarks}\n",
            ",-0- ".repeat(7)
        )
    };
    let entries = row("7", "\"DOB 15 Mar 1971; nationality Ukr\"") + &row("8", "-0- ");
    let comments =
        "7,\"aine; Passport B 960789\"\n7,\" (Russia).\"\n8,\"Gender Male.\"\n9,\"x\"\n8\n";
    let table = Reader::detect(entries.as_bytes(), "SDN.CSV", &ColumnMap::new()).unwrap();
    let table = table.with_ofac_comments(comments.as_bytes()).unwrap();
    assert_eq!(table.list().unwrap().missing_files(), ["ALT.CSV"]);
    let ReadResult { records, errors, .. } = read_all(table);
    assert_eq!(records[0].nationalities(), ["Ukraine"]);
    assert_eq!(records[0].documents()[0].to_string(), "passport:Russia:B 960789");
    assert_eq!(records[1].sex(), Some(Sex::Male));
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "SDN_COMMENTS.CSV:5: a row of length 1, not 2; expected the table as OFAC publishes it",
            "SDN_COMMENTS.CSV:4: record 9: a comment on an unknown entry; \
             expected all tables of the same day",
        ]
    );
}

#[test]
fn documents_in_remarks_are_whole() {
    let remarks = "Passport B 960789 (Russia) issued 01 Jan 2001; National ID No. AK 8136255 (Italy); \
        President since 1979; Personal ID Card AK 813 (Italy); Tax ID No. 77 expires 2030; SSN 33-3208848-3 (Finland); \
        Identification Number AO 2879097 (Italy); Citizen's Card Number 211226197812154256 (China); \
        a.k.a. 'FOO'; n.k.a. 'BAR'; f.k.a. BAZ; alt. nationality Ukraine.";
    let row = format!(
        "7,\"MOROZKIN, Yelisey\",\"individual\",\"ICE\"{},\"{remarks}\"\n",
        ",-0- ".repeat(7)
    );
    let ReadResult { records, unread, .. } = sample(row.as_bytes());
    let documents: Vec<_> = records[0].documents().iter().map(ToString::to_string).collect();
    let expected = [
        "passport:Russia:B 960789",
        "national id:Italy:AK 8136255",
        "personal id card:Italy:AK 813",
        "tax number:77",
        "ssn:Finland:33-3208848-3",
        "identification number:Italy:AO 2879097",
        "citizen's card number:China:211226197812154256",
    ];
    assert_eq!(documents, expected);
    assert_eq!(unread, ["President since"]);
    assert_eq!(records[0].nationalities(), ["Ukraine"]);
    let names: Vec<_> = records[0].aliases().iter().map(|a| a.name().to_string()).collect();
    assert_eq!(names, ["FOO", "BAR", "BAZ"]);
}

#[test]
fn european_remarks_and_calendars() {
    let text = r#"<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-08-05T16:47:04+02:00">
        <sanctionEntity euReferenceNumber="EU.1.1"><subjectType code="person"/>
        <nameAlias lastName="MOROZKIN" wholeName="Yelisey MOROZKIN" strong="true"/>
        <nameAlias wholeName="Moroz" strong="true"><remark>Low quality alias</remark></nameAlias>
        <nameAlias wholeName="Maroz" strong="true"><remark>good quality</remark></nameAlias>
        <birthdate calendarType="ISLAMIC" birthdate="1972-04-19" dayOfMonth="24" monthOfYear="6" year="1402"/>
        <birthdate calendarType="ISLAMIC" year="1402"/>
        <identification number="Б-123" latinNumber="B-123" identificationTypeCode="passport" countryIso2Code="RU"/>
        <identification number="7" latinNumber="7" identificationTypeCode="id"/>
        </sanctionEntity></export>"#;
    let ReadResult { records, notes, .. } = sample(text.as_bytes());
    let expected = json!({
        "id": "EU.1.1",
        "name": "Yelisey MOROZKIN",
        "aliases": [{"name": "Moroz", "strength": "weak"}, "Maroz"],
        "birth_dates": ["1972-04-19"],
        "documents": [
            {"kind": "passport", "country": "RU", "number": "Б-123"},
            {"kind": "passport", "country": "RU", "number": "B-123"},
            {"kind": "national id", "number": "7"},
        ],
        "listing": {"source": "EU financial sanctions"},
    });
    assert_eq!(forms(&records), [expected]);
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn blanks_zones_and_months_of_the_united_nations() {
    let text = "<CONSOLIDATED_LIST><INDIVIDUAL><FIRST_NAME>YELISEY</FIRST_NAME><REFERENCE_NUMBER>W</REFERENCE_NUMBER><LISTED_ON>2001-01-25-05:00</LISTED_ON>\
        <INDIVIDUAL_ALIAS><ALIAS_NAME>Moroz</ALIAS_NAME><DATE_OF_BIRTH>null</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>\
        <INDIVIDUAL_DATE_OF_BIRTH><DATE>1960-01-02-05:00</DATE></INDIVIDUAL_DATE_OF_BIRTH>\
        <INDIVIDUAL_DATE_OF_BIRTH><NOTE>Between Aug. and Sep. 1977</NOTE></INDIVIDUAL_DATE_OF_BIRTH>\
        </INDIVIDUAL></CONSOLIDATED_LIST>";
    let ReadResult { records, notes, .. } = sample(text.as_bytes());
    let dates: Vec<_> = records[0].birth_dates().iter().map(ToString::to_string).collect();
    assert_eq!(dates, ["1960-01-02", "1977-08", "1977-09"]);
    assert_eq!(records[0].listing().valid_from().unwrap().to_string(), "2001-01-25");
    assert_eq!(notes, Vec::<String>::new());
}

#[test]
fn switzerland() {
    let ReadResult { records, errors, notes, unread, tally } = sample(SECO);
    let expected = json!({
        "id": "7001",
        "name": "Morozkin, Yelisey",
        "aliases": [
            "Морозкин, Елисей",
            "Morozkin, Jelissej",
            {"name": "Frost", "strength": "weak"},
        ],
        "birth_dates": ["1971-03-15", "1970"],
        "sex": "male",
        "nationalities": ["RU"],
        "birth_places": ["Veliky Ustyug, Russia"],
        "documents": [{"kind": "passport", "country": "RU", "number": "4510123456"}],
        "listing": {"source": "Swiss sanctions", "category": "Winter", "valid_from": "2020-02-05"},
    });
    assert_eq!(forms(&records), [expected]);
    assert_eq!((errors.len(), notes.len()), (0, 0));
    assert_eq!(unread, ["justification"]);
    assert_eq!(tally, "3 read, 1 kept, 0 rejected, 2 not persons");
}

#[test]
fn canada() {
    let ReadResult { records, notes, unread, tally, .. } = sample(CANADA);
    let expected = [
        json!({
            "id": "entity 1",
            "name": "Morozkin, Yelisey",
            "aliases": ["Moroskin Jelissej", "Moroz"],
            "birth_dates": ["1971-03-15"],
            "listing": {"source": "Canadian sanctions", "category": "Winter / Hiver"},
        }),
        json!({
            "id": "entity 3",
            "name": "Snegova, Agniya",
            "birth_dates": ["1980"],
            "listing": {"source": "Canadian sanctions", "category": "Winter / Hiver", "valid_from": "2022-02-24"},
        }),
    ];
    assert_eq!(forms(&records), expected);
    assert_eq!((notes.len(), unread.len()), (0, 0));
    assert_eq!(tally, "3 read, 2 kept, 0 rejected, 1 not persons");
}

#[test]
fn ukraine() {
    let ReadResult { records, notes, unread, tally, .. } = sample(UKRAINE);
    let expected = json!({
        "id": "12",
        "name": "Єлисей Морозкін",
        "aliases": [{"name": "Мороз", "strength": "weak"}],
        "birth_dates": ["1971-03-15", "1970"],
        "nationalities": ["Росія"],
        "birth_places": ["Псков"],
        "documents": [{"kind": "passport", "country": "Росія", "number": "45 10 123456"}],
        "listing": {
            "source": "Ukraine, State Financial Monitoring Service", "category": "WINTER", "valid_from": "2020-02-05",
        },
    });
    assert_eq!(forms(&records), [expected]);
    assert_eq!((notes.len(), unread), (0, vec!["address-list".to_owned()]));
    assert_eq!(tally, "2 read, 1 kept, 0 rejected, 1 not persons");
}

#[test]
fn australia() {
    let table = "Reference,Name of Individual or Entity,Type,Name Type,Alias Strength,Date of Birth,Place of Birth,Citizenship,Address,Committees,Control Date\n\
        101a,Moroz,Individual,aka,Weak,,,,,Winter,5/02/2020\n\
        102,Winter Trading,Entity,Primary Name,,,,,,Winter,5/02/2020\n\
        101,Yelisey Morozkin,Individual,Primary Name,,a) 15/03/1971 b) 1970,Pskov,\"Russia, Finland\",Pskov,Winter,5/02/2020\n";
    let ReadResult { records, notes, unread, tally, .. } = sample(table.as_bytes());
    let expected = json!({
        "id": "101",
        "name": "Yelisey Morozkin",
        "aliases": [{"name": "Moroz", "strength": "weak"}],
        "birth_dates": ["1971-03-15", "1970"],
        "nationalities": ["Russia", "Finland"],
        "birth_places": ["Pskov"],
        "listing": {"source": "Australian sanctions", "category": "Winter", "valid_from": "2020-02-05"},
    });
    assert_eq!(forms(&records), [expected]);
    assert_eq!((notes.len(), unread), (0, vec!["Address".to_owned()]));
    assert_eq!(tally, "2 read, 1 kept, 0 rejected, 1 not persons");
}

#[test]
fn open_sanctions_as_a_table() {
    let table = "\"id\",\"schema\",\"name\",\"aliases\",\"birth_date\",\"countries\",\"addresses\",\"identifiers\",\"sanctions\",\"phones\",\"emails\",\"dataset\",\"first_seen\",\"last_seen\",\"last_change\"\n\
        \"NK-a\",\"Person\",\"Yelisey Morozkin\",\"Moroskin Elisej;\"\"Morozkin, Yelisey; the Elder\"\"\",\"1971-03-15;1971\",\"ru;ua\",\"Pskov\",\"771234567890\",\"UA-SA1644\",\"\",\"\",\"Winter List\",\"2023-04-20T10:46:01\",\"\",\"\"\n\
        \"NK-b\",\"Company\",\"Morozkin Trading\",\"\",\"\",\"ru\",\"\",\"\",\"\",\"\",\"\",\"Winter List\",\"\",\"\",\"\"\n\
        \"NK-c\",\"LegalEntity\",\"Agniya Snegova\",\"\",\"1788-01-01\",\"\",\"\",\"\",\"\",\"\",\"\",\"Winter List\",\"\",\"\",\"\"\n\
        \"NK-d\",\"Person\",\"Lev Sosulkin\",\"\"\n";
    let ReadResult { records, errors, notes, unread, tally } = sample(table.as_bytes());
    let expected = json!({
        "id": "NK-a",
        "name": "Yelisey Morozkin",
        "aliases": ["Moroskin Elisej", "Morozkin, Yelisey; the Elder"],
        "birth_dates": ["1971-03-15", "1971"],
        "nationalities": ["ru", "ua"],
        "documents": [{"number": "771234567890"}],
        "listing": {"source": "Winter List", "submitted_at": "2023-04-20"},
    });
    assert_eq!((&forms(&records)[0], records.len(), errors.len()), (&expected, 3, 0));
    let said = ["perhaps a company", "too long ago", "a row of length 4"];
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert!(notes.iter().zip(said).all(|(note, said)| note.contains(said)), "{notes:?}");
    assert_eq!(unread.len(), 6, "{unread:?}");
    assert!(tally.starts_with("4 read, 3 kept, 0 rejected, 1 not persons"), "{tally}");
}

#[test]
fn both_forms_of_the_consolidated_screening_list_give_the_same_person() {
    let source = "Specially Designated Nationals (SDN) - Treasury Department";
    let table = format!(
        "source,entity_number,type,programs,name,title,addresses,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,ids,start_date,end_date\n\
         {source},7001,Individual,ICE; WINTER,\"MOROZKIN, Yelisey\",,,\"MOROSKIN, Elisej; MOROZ\",FI,1971-03-15; circa 1970,RU,\"Pskov, Russia\",\"RU, B 960789, Passport; RU, frost.example, Website\",2020-02-05,2030-01-01\n\
         {source},7002,Vessel,ICE,MV SNEGOVA,,,,,,,,,,\n\
         Entity List (EL),7003,,,Agniya Snegova,,,,,,,,,,\n"
    );
    let json_form = json!({"total": 3, "results": [
        {"id": "7001", "source": source, "type": "Individual", "programs": ["ICE", "WINTER"], "name": "MOROZKIN, Yelisey",
         "alt_names": ["MOROSKIN, Elisej", "MOROZ"], "citizenships": ["FI"], "nationalities": ["RU"], "title": null,
         "dates_of_birth": ["1971-03-15", "circa 1970"], "places_of_birth": ["Pskov, Russia"],
         "ids": [{"type": "Passport", "number": "B 960789", "country": "RU"}, {"type": "Website", "number": "frost.example", "country": "RU"}],
         "start_date": "2020-02-05", "end_date": "2030-01-01"},
        {"id": "7002", "source": source, "type": "Vessel", "name": "MV SNEGOVA", "alt_names": []},
        {"id": "7003", "source": "Entity List (EL)", "type": null, "name": "Agniya Snegova", "alt_names": []},
    ]});
    let expected = json!({
        "id": "7001",
        "name": "MOROZKIN, Yelisey",
        "aliases": ["MOROSKIN, Elisej", "MOROZ"],
        "birth_dates": ["1971-03-15", "1970"],
        "nationalities": ["RU", "FI"],
        "birth_places": ["Pskov, Russia"],
        "documents": [{"kind": "passport", "country": "RU", "number": "B 960789"}],
        "listing": {"source": source, "category": "ICE; WINTER", "valid_from": "2020-02-05", "valid_to": "2030-01-01"},
    });
    let pretty = serde_json::to_string_pretty(&json_form).unwrap();
    for form in [table, json_form.to_string(), pretty] {
        let ReadResult { records, errors, notes, tally, .. } = sample(form.as_bytes());
        assert_eq!(forms(&records)[0], expected);
        assert_eq!((records.len(), errors.len(), notes.len()), (2, 0, 1), "{notes:?}");
        assert!(notes[0].contains("perhaps a company"), "{notes:?}");
        assert!(tally.starts_with("3 read, 2 kept, 0 rejected, 1 not persons"), "{tally}");
    }
}

/// Samples of all lists.
const ALL: [&[u8]; 14] = [
    OFAC_XML,
    OFAC_ADVANCED,
    OFAC_ENHANCED,
    SDN,
    UK_CSV,
    UK_XML,
    SECO,
    CANADA,
    UKRAINE,
    include_bytes!("data/un.xml"),
    include_bytes!("data/eu.xml"),
    include_bytes!("data/conlist.csv"),
    include_bytes!("data/entities.ftm.json"),
    b"[{\"RECORD_ID\": \"1\", \"NAME_FULL\": \"A\"}, {\"RECORD_ID\": \"2\", \"FEATURES\": [{\"NAME_FULL\": \"B\"}]}]",
];

/// What breaks a file.
const FAULTS: [&[u8]; 16] = [
    b"<",
    b"</target>",
    b"<target>",
    b"]]>",
    b"&x;",
    b"\"",
    b"\n",
    b",",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\0",
];

proptest! {
    #[test]
    fn no_fault_loses_a_row_unaccounted(
        sample in select(ALL.to_vec()),
        faults in proptest::collection::vec((any::<Index>(), select(FAULTS.to_vec()), 0usize..40), 0..4),
        cut in proptest::option::of(any::<Index>()),
    ) {
        let mut bytes = sample.to_vec();
        for (place, fault, removed) in faults {
            let place = place.index(bytes.len() + 1);
            let end = (place + removed).min(bytes.len());
            bytes.splice(place..end, fault.iter().copied());
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        let source = BufReader::with_capacity(7, &bytes[..]);
        if let Ok(reader) = Reader::detect(source, "t", &ColumnMap::new()) {
            // Checks the tally.
            let ReadResult { records, errors, .. } = read_all(reader);
            prop_assert!(records.iter().all(|record| !record.id().trim().is_empty()));
            prop_assert!(errors.iter().all(|error| error.line().is_some()));
        }
    }
}

//! OFAC's lists and the Consolidated Screening List of the United States: one person in every form.

use super::samples::{
    ALT, COMMENTS, CSL_CSV, CSL_JSON, Expected, OFAC_ADVANCED, OFAC_ENHANCED, OFAC_XML, SDN, UN,
    forms, names, read, read_all, shown,
};
use crate::error::ErrorKind;
use crate::formats::{ColumnMap, Reader};
use crate::record::{AliasStrength, Record, Sex};
use serde_json::{Value, json};

fn sdn() -> Reader<&'static [u8]> {
    Reader::detect(SDN, "SDN.CSV", &ColumnMap::new()).unwrap()
}

/// A row of SDN.CSV.
fn row(id: &str, remarks: &str) -> String {
    format!("{id},\"MOROZKIN, Yelisey\",\"individual\",\"ICE\"{},{remarks}\n", ",-0- ".repeat(7))
}

/// The person of the samples.
fn person() -> Value {
    json!({
        "id": "7001",
        "name": "MOROZKIN, Yelisey Pakhomovich",
        "aliases": ["MOROSKIN, Jelissej", {"name": "FROST", "strength": "weak"}],
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
fn tables() {
    let other = json!({
        "id": "7002",
        "name": "SNEGOVA, Agniya",
        "birth_dates": ["1971"],
        "listing": {"source": "OFAC SDN", "category": "ICE"},
    });
    let expected = Expected {
        records: vec![person(), other],
        errors: &[
            "ALT.CSV:3: a row of length 4, not 5; expected the table as OFAC publishes it",
            "ALT.CSV:4: record 9999: an alias of an unknown entry; expected all tables of the same day",
        ],
        notes: &["SDN.CSV:3: record 7002: DOB: \"30 Aaa 1971\": this day does not exist"],
        unread: &["Title", "Linked To"],
        tally: "5 read, 2 kept, 2 rejected, 1 not persons; values noted: 1",
    };
    expected.check(&read_all(sdn().with_ofac_aliases(ALT).unwrap()));
    assert_eq!(names(&read_all(sdn()).records[0]), ["FROST"], "without its aliases");
    let other = Reader::detect(UN, "t", &ColumnMap::new()).unwrap();
    assert_eq!(other.with_ofac_aliases(ALT).unwrap_err().kind(), ErrorKind::UnknownFormat);
}

#[test]
fn xml() {
    let expected = Expected {
        records: vec![person()],
        unread: &["Website", "title"],
        tally: "2 read, 1 kept, 0 rejected, 1 not persons",
        ..Expected::default()
    };
    expected.check(&read(OFAC_XML));
}

/// A record without what only some forms of its list state: names in other scripts and the day of
/// listing; its names in order.
fn comparable(record: &Record) -> Value {
    let mut value = serde_json::to_value(record).unwrap();
    let is_weak = record.aliases().iter().map(|alias| alias.strength() == AliasStrength::Weak);
    let mut names: Vec<(String, bool)> =
        names(record).into_iter().zip(is_weak).filter(|(name, _)| name.is_ascii()).collect();
    names.sort();
    value["aliases"] = json!(names);
    value["listing"]["valid_from"] = json!(null);
    value
}

#[test]
fn every_form_gives_the_same_person() {
    let table = read_all(sdn().with_ofac_aliases(ALT).unwrap());
    let expected = comparable(&table.records[0]);
    for form in [OFAC_XML, OFAC_ADVANCED, OFAC_ENHANCED] {
        let result = read(form);
        assert_eq!((result.records.len(), comparable(&result.records[0])), (1, expected.clone()));
        assert_eq!((result.errors.len(), result.notes.len()), (0, 0));
        assert!(result.unread.contains(&"Website".to_owned()), "{:?}", result.unread);
        assert_eq!(result.tally, "2 read, 1 kept, 0 rejected, 1 not persons");
    }
    for form in [OFAC_ADVANCED, OFAC_ENHANCED] {
        let record = read(form).records.remove(0);
        assert!(names(&record).contains(&"Морозкин, Елисей".to_owned()), "{record:?}");
        assert_eq!(record.listing().valid_from().unwrap().to_string(), "2019-02-04");
    }
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
    std::fs::write(entries("sdn_comments.csv"), COMMENTS).unwrap();
    assert_eq!(aliases("sdn.csv"), (3, vec![]));
}

#[test]
fn remarks_that_are_cut_continue_among_the_comments() {
    let entries = row("7", "\"DOB 15 Mar 1971; nationality Ukr\"") + &row("8", "-0- ");
    let comments =
        "7,\"aine; Passport B 960789\"\n7,\" (Russia).\"\n8,\"Gender Male.\"\n9,\"x\"\n8\n";
    let table = Reader::detect(entries.as_bytes(), "SDN.CSV", &ColumnMap::new()).unwrap();
    let table = table.with_ofac_comments(comments.as_bytes()).unwrap();
    assert_eq!(table.list().unwrap().missing_files(), ["ALT.CSV"]);
    let result = read_all(table);
    let [first, second] = &result.records[..] else { panic!("{:?}", result.records) };
    assert_eq!(first.nationalities(), ["Ukraine"]);
    assert_eq!(first.documents()[0].to_string(), "passport:Russia:B 960789");
    assert_eq!(second.sex(), Some(Sex::Male));
    let errors = [
        "SDN_COMMENTS.CSV:5: a row of length 1, not 2; expected the table as OFAC publishes it",
        "SDN_COMMENTS.CSV:4: record 9: a comment on an unknown entry; \
         expected all tables of the same day",
    ];
    assert_eq!(shown(&result.errors), errors);
}

#[test]
fn documents_in_remarks_are_whole() {
    let remarks = "\"Passport B 960789 (Russia) issued 01 Jan 2001; National ID No. AK 8136255 (Italy); \
        President since 1979; Personal ID Card AK 813 (Italy); Tax ID No. 77 expires 2030; SSN 33-3208848-3 (Finland); \
        Identification Number AO 2879097 (Italy); Citizen's Card Number 211226197812154256 (China); \
        a.k.a. 'FOO'; n.k.a. 'BAR'; f.k.a. BAZ; alt. nationality Ukraine.\"";
    let result = read(row("7", remarks));
    let record = &result.records[0];
    let documents: Vec<_> = record.documents().iter().map(ToString::to_string).collect();
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
    assert_eq!(result.unread, ["President since"]);
    assert_eq!(record.nationalities(), ["Ukraine"]);
    assert_eq!(names(record), ["FOO", "BAR", "BAZ"]);
}

#[test]
fn both_forms_of_the_consolidated_screening_list_give_the_same_person() {
    let expected = json!({
        "id": "7001",
        "name": "MOROZKIN, Yelisey",
        "aliases": ["MOROSKIN, Elisej", "MOROZ"],
        "birth_dates": ["1971-03-15", "1970"],
        "nationalities": ["RU", "FI"],
        "birth_places": ["Pskov, Russia"],
        "documents": [{"kind": "passport", "country": "RU", "number": "B 960789"}],
        "listing": {
            "source": "Specially Designated Nationals (SDN) - Treasury Department",
            "category": "ICE; WINTER", "valid_from": "2020-02-05", "valid_to": "2030-01-01",
        },
    });
    let lines: Value = serde_json::from_slice(CSL_JSON).unwrap();
    for form in [CSL_CSV, CSL_JSON, lines.to_string().as_bytes()] {
        let result = read(form);
        assert_eq!((result.records.len(), &forms(&result.records)[0]), (2, &expected));
        let [note] = &result.notes[..] else { panic!("{:?}", result.notes) };
        assert!(note.contains("perhaps a company"), "{note}");
        let expected = "3 read, 2 kept, 0 rejected, 1 not persons; values noted: 1";
        assert_eq!((result.errors.len(), &*result.tally), (0, expected));
    }
}

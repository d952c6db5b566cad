//! The samples of published lists, compared with their content as read by hand.

use super::samples::{
    AUSTRALIA, CANADA, CON_LIST, ENTITIES, EU, Expected, SECO, SIMPLE, UK_CSV, UK_XML, UKRAINE, UN,
    forms, names, read,
};
use serde_json::json;

#[test]
fn united_nations() {
    let expected = Expected {
        records: vec![
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
        ],
        errors: &[
            "t:85: record WIi.003: name: a name without letters; expected at least one letter",
        ],
        notes: &[
            "t:5: record WIi.001: ALIAS_NAME: a name without letters was left out",
            "t:62: record 900002: INDIVIDUAL_DATE_OF_BIRTH: \"24/06/1402 (Aaaaa Aaaaaaaa)\": \
             a date of the Hijri calendar, which is not converted; \
             expected a date of the Gregorian calendar, 1850 to today",
        ],
        unread: &["INDIVIDUAL_ALIAS/ALIAS_NAME: born", "INDIVIDUAL_DOCUMENT/NOTE", "COMMENTS1"],
        tally: "4 read, 2 kept, 1 rejected, 1 not persons; values noted: 2",
    };
    expected.check(&read(UN));
}

#[test]
fn aliases_in_two_scripts() {
    let aliases = |text: &str| {
        let alias = format!("<INDIVIDUAL_ALIAS><ALIAS_NAME>{text}</ALIAS_NAME></INDIVIDUAL_ALIAS>");
        let document = format!(
            "<CONSOLIDATED_LIST><INDIVIDUAL><FIRST_NAME>A</FIRST_NAME>{alias}</INDIVIDUAL></CONSOLIDATED_LIST>"
        );
        names(&read(document).records[0])
    };
    assert_eq!(aliases("Moroz (Мороз)"), ["Moroz", "Мороз"]);
    assert_eq!(aliases("Moroz (original script: Мороз)"), ["Moroz", "Мороз"]);
    assert_eq!(aliases("Мороз (Moroz; Maroz)"), ["Мороз", "Moroz", "Maroz"]);
    assert_eq!(aliases("Moroz (Frost)"), ["Moroz (Frost)"]);
    assert_eq!(aliases("Мороз (Иней)"), ["Мороз (Иней)"]);
    assert_eq!(aliases(" ; Moroz;; "), ["Moroz"]);
}

#[test]
fn blanks_zones_and_months_of_the_united_nations() {
    let text = "<CONSOLIDATED_LIST><INDIVIDUAL><FIRST_NAME>YELISEY</FIRST_NAME><REFERENCE_NUMBER>W</REFERENCE_NUMBER><LISTED_ON>2001-01-25-05:00</LISTED_ON>\
        <INDIVIDUAL_ALIAS><ALIAS_NAME>Moroz</ALIAS_NAME><DATE_OF_BIRTH>null</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>\
        <INDIVIDUAL_DATE_OF_BIRTH><DATE>1960-01-02-05:00</DATE></INDIVIDUAL_DATE_OF_BIRTH>\
        <INDIVIDUAL_DATE_OF_BIRTH><NOTE>Between Aug. and Sep. 1977</NOTE></INDIVIDUAL_DATE_OF_BIRTH>\
        </INDIVIDUAL></CONSOLIDATED_LIST>";
    let expected = Expected {
        records: vec![json!({
            "id": "W",
            "name": "YELISEY",
            "aliases": ["Moroz"],
            "birth_dates": ["1960-01-02", "1977-08", "1977-09"],
            "listing": {"source": "UN Security Council", "valid_from": "2001-01-25"},
        })],
        tally: "1 read, 1 kept, 0 rejected",
        ..Expected::default()
    };
    expected.check(&read(text));
}

#[test]
fn european_union() {
    let expected = Expected {
        records: vec![json!({
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
        })],
        notes: &["t:3: record EU.90001.1: birthdate: \"AAAAAAA\": a date of another calendar"],
        unread: &["remark"],
        tally: "2 read, 1 kept, 0 rejected, 1 not persons; values noted: 1",
        ..Expected::default()
    };
    expected.check(&read(EU));
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
    let expected = Expected {
        records: vec![json!({
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
        })],
        notes: &["t:2: record EU.1.1: birthdate: \"AAAAAAA\": a date of another calendar"],
        tally: "1 read, 1 kept, 0 rejected; values noted: 1",
        ..Expected::default()
    };
    expected.check(&read(text));
}

#[test]
fn united_kingdom() {
    let expected = Expected {
        records: vec![
            json!({
                "id": "WIN0001",
                "name": "MOROZKIN, Yelisey Pakhomovich",
                "aliases": [{"name": "FROST", "strength": "weak"}, "Елисей Морозкин"],
                "birth_dates": ["1971-03-15", "1970"],
                "sex": "male",
                "nationalities": ["Russia"],
                "birth_places": ["Veliky Ustyug, Russia"],
                "documents": [{"kind": "passport", "number": "4510123456"}],
                "listing": {
                    "source": "UK sanctions", "category": "Winter", "valid_from": "2020-02-05",
                },
            }),
            json!({
                "id": "WIN0003",
                "name": "SNEGOVA, Agniya",
                "birth_dates": ["1980"],
                "listing": {"source": "UK sanctions", "category": "Winter"},
            }),
        ],
        errors: &["t:7: a row of length 4 under a header of length 19; expected a cell for each"],
        notes: &[
            "t:6: record WIN0003: DOB: \"31/02/1980\": this day does not exist",
            "t:6: record WIN0003: Listed On: \"31/02/2020\"",
        ],
        unread: &["Last Updated", "OFSI Group ID"],
        tally: "4 read, 2 kept, 1 rejected, 1 not persons; values noted: 2",
    };
    let table = read(UK_CSV);
    expected.check(&table);
    // The column of types was renamed in 2026.
    let renamed =
        String::from_utf8_lossy(UK_CSV).replace("\"Individual, Entity, Ship\"", "Designation Type");
    expected.check(&read(renamed));

    // The XML gives the same person; its names are in another order.
    let document = read(UK_XML);
    assert_eq!(document.tally, "2 read, 1 kept, 0 rejected, 1 not persons");
    let [table, document] = [&table, &document].map(|result| forms(&result.records).remove(0));
    let sorted = |mut record: serde_json::Value| {
        let aliases = record["aliases"].as_array_mut().unwrap();
        aliases.sort_by_key(ToString::to_string);
        record
    };
    assert_eq!(sorted(document), sorted(table));
}

#[test]
fn the_list_of_the_british_office_of_financial_sanctions() {
    let expected = Expected {
        records: vec![json!({
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
        })],
        unread: &["Title"],
        tally: "1 read, 1 kept, 0 rejected",
        ..Expected::default()
    };
    expected.check(&read(CON_LIST));
}

#[test]
fn switzerland() {
    let expected = Expected {
        records: vec![json!({
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
            "listing": {
                "source": "Swiss sanctions", "category": "Winter", "valid_from": "2020-02-05",
            },
        })],
        unread: &["justification"],
        tally: "3 read, 1 kept, 0 rejected, 2 not persons",
        ..Expected::default()
    };
    expected.check(&read(SECO));
}

#[test]
fn canada() {
    let listing = json!({"source": "Canadian sanctions", "category": "Winter / Hiver"});
    let mut dated = listing.clone();
    dated["valid_from"] = json!("2022-02-24");
    let expected = Expected {
        records: vec![
            json!({
                "id": "entity 1",
                "name": "Morozkin, Yelisey",
                "aliases": ["Moroskin Jelissej", "Moroz"],
                "birth_dates": ["1971-03-15"],
                "listing": listing,
            }),
            json!({
                "id": "entity 3",
                "name": "Snegova, Agniya",
                "birth_dates": ["1980"],
                "listing": dated,
            }),
        ],
        tally: "3 read, 2 kept, 0 rejected, 1 not persons",
        ..Expected::default()
    };
    expected.check(&read(CANADA));
}

#[test]
fn ukraine() {
    let expected = Expected {
        records: vec![json!({
            "id": "12",
            "name": "Єлисей Морозкін",
            "aliases": [{"name": "Мороз", "strength": "weak"}],
            "birth_dates": ["1971-03-15", "1970"],
            "nationalities": ["Росія"],
            "birth_places": ["Псков"],
            "documents": [{"kind": "passport", "country": "Росія", "number": "45 10 123456"}],
            "listing": {
                "source": "Ukraine, State Financial Monitoring Service", "category": "WINTER",
                "valid_from": "2020-02-05",
            },
        })],
        unread: &["address-list"],
        tally: "2 read, 1 kept, 0 rejected, 1 not persons",
        ..Expected::default()
    };
    expected.check(&read(UKRAINE));
}

#[test]
fn australia() {
    let expected = Expected {
        records: vec![json!({
            "id": "101",
            "name": "Yelisey Morozkin",
            "aliases": [{"name": "Moroz", "strength": "weak"}],
            "birth_dates": ["1971-03-15", "1970"],
            "nationalities": ["Russia", "Finland"],
            "birth_places": ["Pskov"],
            "listing": {
                "source": "Australian sanctions", "category": "Winter", "valid_from": "2020-02-05",
            },
        })],
        unread: &["Address"],
        tally: "2 read, 1 kept, 0 rejected, 1 not persons",
        ..Expected::default()
    };
    expected.check(&read(AUSTRALIA));
}

#[test]
fn a_row_of_a_person_with_a_cell_too_many_is_kept_and_noted() {
    let table = String::from_utf8_lossy(AUSTRALIA);
    let result = read(format!("{},x\n", table.trim_end()));
    assert_eq!((result.records.len(), result.errors.len()), (1, 0));
    assert_eq!(result.records[0].birth_dates().len(), 2);
    let [note] = &result.notes[..] else { panic!("{:?}", result.notes) };
    assert!(note.starts_with("t:4: record 101: a row of length 12"), "{note}");
}

#[test]
fn follow_the_money() {
    let expected = Expected {
        records: vec![
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
            json!({"id": "NK-3", "name": {"given": "Agniya", "family": "Snegova"}}),
        ],
        errors: &[
            "t:4: record NK-4: properties: missing, or of the wrong type; expected an entity with schema and properties",
            "t:5: record NK-5: name: a name without letters; expected at least one letter",
        ],
        notes: &["t:1: record NK-1: birthDate: \"1390\": perhaps a year of the Hijri"],
        unread: &["properties.addressEntity"],
        tally: "5 read, 2 kept, 2 rejected, 1 not persons; values noted: 1",
    };
    expected.check(&read(ENTITIES));
}

#[test]
fn open_sanctions_as_a_table() {
    let listing = json!({"source": "Winter List"});
    let expected = Expected {
        records: vec![
            json!({
                "id": "NK-a",
                "name": "Yelisey Morozkin",
                "aliases": ["Moroskin Elisej", "Morozkin, Yelisey; the Elder"],
                "birth_dates": ["1971-03-15", "1971"],
                "nationalities": ["ru", "ua"],
                "documents": [{"number": "771234567890"}],
                "listing": {"source": "Winter List", "submitted_at": "2023-04-20"},
            }),
            json!({"id": "NK-c", "name": "Agniya Snegova", "listing": listing}),
            json!({"id": "NK-d", "name": "Lev Sosulkin"}),
        ],
        notes: &[
            "t:4: record NK-c: schema: a LegalEntity, perhaps a company",
            "t:4: record NK-c: birth_date: \"1788-01-01\": a birth date too long ago",
            "t:5: record NK-d: a row of length 4",
        ],
        unread: &["addresses", "sanctions", "phones", "emails", "last_seen", "last_change"],
        tally: "4 read, 3 kept, 0 rejected, 1 not persons; values noted: 3",
        ..Expected::default()
    };
    expected.check(&read(SIMPLE));
}

//! JSON: one object on each line, over several lines, or in an array; and what is broken in it.

use super::{json, only, shown};
use crate::error::{Error, ErrorKind};
use crate::formats::{ColumnMap, Format, Reader};
use std::io::BufReader;

/// The records and errors of a text, read with a buffer of one byte: no result may depend on what
/// arrives at once.
fn detected(text: &str) -> Vec<String> {
    let source = BufReader::with_capacity(1, text.as_bytes());
    shown(Reader::detect(source, "t", &ColumnMap::new()).unwrap())
}

#[test]
fn objects_are_read_however_they_are_laid_out() {
    let both = ["a Morozkin", "b Snegova"];
    let layouts = [
        "{\"id\": \"a\", \"name\": \"Morozkin\"}\n{\"id\": \"b\", \"name\": \"Snegova\"}\n",
        "{\"id\": \"a\", \"name\": \"Morozkin\"} {\"id\": \"b\", \"name\": \"Snegova\"}",
        "{\"id\": \"a\", \"name\": \"Morozkin\"},\n{\"id\": \"b\", \"name\": \"Snegova\"},\n",
        "[{\"id\": \"a\", \"name\": \"Morozkin\"},{\"id\": \"b\", \"name\": \"Snegova\"}]",
        "[\n{\"id\": \"a\", \"name\": \"Morozkin\"},\n{\"id\": \"b\", \"name\": \"Snegova\"}\n]\n",
        "[{\"id\": \"a\", \"name\": \"Morozkin\"}]\n[{\"id\": \"b\", \"name\": \"Snegova\"}]",
        "[[{\"id\": \"a\", \"name\": \"Morozkin\"}], [{\"id\": \"b\", \"name\": \"Snegova\"}], []]",
        "\u{feff}[\r\n  {\r\n    \"id\": \"a\",\r\n    \"name\": \"Morozkin\"\r\n  },\r\n  {\r\n    \"id\": \"b\",\r\n    \"name\": \"Snegova\"\r\n  }\r\n]",
        "{\n\"id\": \"a\",\n\"name\":\n{\n\"family\": \"Morozkin\"\n}\n}\n{\n\"id\": \"b\",\n\"name\": \"Snegova\"\n}",
        "{\"total\": 2, \"results\": [{\"id\": \"a\", \"name\": \"Morozkin\"}, {\"id\": \"b\", \"name\": \"Snegova\"}], \"next\": {\"id\": \"c\"}}",
        "{\"results\": [{\"id\": \"a\", \"name\": \"Morozkin\"}], \"page\": 1}\n{\"page\": 2, \"results\": [{\"id\": \"b\", \"name\": \"Snegova\"}]}",
    ];
    for text in layouts {
        assert_eq!(detected(text), both, "{text}");
    }
    assert_eq!(detected("[]"), Vec::<String>::new());
    // Without identifiers, a line and an element have their numbers.
    assert_eq!(
        detected("{\"id\": \" \", \"name\": \"A\"}\n{\"id\": \"н/д\", \"name\": \"B\"}"),
        ["1 A", "2 B"]
    );
    assert_eq!(detected("\n{\"name\":\n\"A\"}\n{\"name\": \"B\"}"), ["2 A", "4 B"]);
    assert_eq!(detected("[{\"name\": \"A\"}, {\"name\": \"B\"}]"), ["entity 1 A", "entity 2 B"]);
}

#[test]
fn a_broken_object_costs_itself_alone() {
    let open = "an object that is not closed";
    let quote = "a quote that is not closed before the end of its line";
    let bracket = "a bracket that closes another kind of bracket";
    let lines = [
        ("{\"name\": \"Yelisey\"", open),
        ("{\"name\": \"Yelisey", quote),
        ("{\"name\": \"Yelisey\",", open),
        ("{\"name\": [\"Yelisey\", {", open),
        ("{\"name\": [\"Yelisey\"}", bracket),
        ("{\n  \"name\": \"Yelisey\",\n  \"documents\": [\n    {\n      \"number\": 1", open),
        ("{\"name\": Yelisey}", "not JSON from column 10 on: expected value"),
        ("{\n  \"name\": Yelisey\n}", "not JSON from column 11 on: expected value"),
        ("\"Yelisey\"", "not a JSON object"),
        ("Yelisey", "not JSON from column 1 on: expected value"),
    ];
    for (broken, said) in lines {
        let last = 3 + broken.matches('\n').count();
        let text = format!("{{\"name\": \"Lev\"}}\n{broken}\n{{\"name\": \"Agniya\"}}\n");
        let shown = detected(&text);
        let at = if broken.contains("\n  \"name\": Yelisey\n") { 3 } else { 2 };
        let error = format!("t:{at}: {said}");
        assert_eq!(shown, ["1 Lev".to_owned(), error, format!("{last} Agniya")], "{text}");

        let array = format!("[\n{{\"name\": \"Lev\"}},\n{broken},\n{{\"name\": \"Agniya\"}}\n]");
        let reader = Reader::json(array.as_bytes(), "t").unwrap();
        let read: Vec<_> = reader.collect();
        assert_eq!(read.iter().filter(|read| read.is_err()).count(), 1, "{array}");
        let names: Vec<String> = read.iter().flatten().map(|r| r.name().to_string()).collect();
        assert_eq!(names, ["Lev", "Agniya"], "{array}");
    }
    assert_eq!(
        detected("{\"name\": \"Lev\"} Yelisey"),
        ["1 Lev", "t:1: not JSON from column 1 on: expected value"]
    );
    assert_eq!(
        detected("[{\"name\": \"Lev\"}, 17, {\"name\": 4}]"),
        [
            "entity 1 Lev",
            "t:1: record entity 2: not a JSON object",
            "t:1: record entity 3: name: cannot be read from a number; expected {\"name\": …}",
        ]
    );
}

#[test]
fn an_array_that_ends_early_is_truncated() {
    let ends = ["", ",", ",\n{\"name\"", ",\n  {\"name\": \"B"];
    for end in ends {
        let text = format!("[{{\"name\": \"A\"}}{end}");
        let mut reader = Reader::json(text.as_bytes(), "t").unwrap();
        let read: Vec<Result<_, Error>> = reader.by_ref().collect();
        let last = read.last().unwrap().as_ref().unwrap_err();
        assert!(read[0].is_ok() && last.kind() == ErrorKind::Truncated, "{text}: {last}");
        assert!(reader.next().is_none());
    }
}

#[test]
fn only_an_object_without_a_name_is_rejected() {
    let cases = [
        ("{\"id\": \"x\"}", "name: no name; expected {\"name\": …}"),
        ("{\"name\": null}", "name: no name; expected {\"name\": …}"),
        ("{\"name\": 17}", "name: cannot be read from a number; expected {\"name\": …}"),
        (
            "{\"name\": {\"given\": [\"Yelisey\"]}}",
            "name: cannot be read from an object of this form; expected {\"name\": …}",
        ),
        ("{\"name\": \"17\"}", "name: a name without letters; expected at least one letter"),
        (
            "{\"name\": {\"surname\": \"Yelisey\"}}",
            "name: a name without letters; expected at least one letter",
        ),
    ];
    for (line, said) in cases {
        assert_eq!(shown(json(line)), [format!("t.jsonl:1: {said}")], "{line}");
    }
}

#[test]
fn what_cannot_be_read_is_left_out_and_noted() {
    let form = "expected the form of a record in docs/formats.md";
    let cases = [
        ("\"birthDate\": [\"1971\", \"1971-02-30\"]", "birthDate: \"1971-02-30\": "),
        ("\"birth_dates\": {\"year\": 1971}", "birth_dates: cannot be read from an object"),
        ("\"sex\": \"maybe\"", "sex: \"aaaaa\": not a sex"),
        ("\"sex\": true", "sex: cannot be read from true or false"),
        ("\"documents\": [[7]]", "documents: cannot be read from a list"),
        ("\"aliases\": [[7], \"Frost\"]", "aliases: cannot be read from a list"),
        ("\"aliases\": [\"17\"]", "aliases: a name without letters was left out"),
        ("\"listing\": \"Yelisey\"", "listing: cannot be read from text"),
        ("\"listing\": {\"valid_to\": \"1971\"}", "valid_to: \"1971\": not a complete date"),
        ("\"nationality\": {\"code\": 7}", "nationality: cannot be read from an object"),
    ];
    for (field, said) in cases {
        let line = format!("{{\"id\": \"a\", \"name\": \"Yelisey\", {field}}}\n");
        let mut reader = json(&line);
        assert_eq!(reader.next().unwrap().unwrap().id(), "a");
        let note = reader.notes()[0].to_string();
        assert!(note.starts_with(&format!("t.jsonl:1: record a: {said}")), "{note}");
        assert!(
            !note.contains("form") || note.contains("form; ") || note.ends_with(form),
            "{note}"
        );
    }
}

#[test]
fn other_forms_of_a_record_are_read_without_a_note() {
    let cases = [
        ("{\"id\": 17, \"name\": \"A\"}", "{\"id\": \"17\", \"name\": \"A\"}"),
        (
            "{\"id\": \"1\", \"name\": [\"A\", \"B\"]}",
            "{\"id\": \"1\", \"name\": \"A\", \"aliases\": \"B\"}",
        ),
        (
            "{\"id\": \"1\", \"name\": \"A\", \"alias\": \"B\", \"aliases\": [\"C\"], \"name\": \"D\"}",
            "{\"id\": \"1\", \"name\": \"A\", \"aliases\": [\"B\", \"C\", \"D\"]}",
        ),
        (
            "{\"id\": \"1\", \"given\": \"A\", \"family\": \"B\", \"birth_date\": 1971, \"valid_to\": \"2029-03-01\"}",
            "{\"id\": \"1\", \"name\": {\"given\": \"A\", \"family\": \"B\"}, \"birth_dates\": \"1971\", \"listing\": {\"valid_to\": \"2029-03-01\"}}",
        ),
        (
            "{\"id\": \"1\", \"name\": \"A\", \"birthDate\": \"15 Mar 1971\", \"documents\": [{\"kind\": \"inn\", \"number\": 77}]}",
            "{\"id\": \"1\", \"name\": \"A\", \"birth_dates\": \"1971-03-15\", \"documents\": \"inn:77\"}",
        ),
    ];
    for (line, same) in cases {
        let mut reader = json(line);
        let record = reader.next().unwrap().unwrap();
        assert_eq!((reader.notes().len(), record), (0, only(json(same))), "{line}");
    }
}

#[test]
fn entities_of_senzing() {
    let mut reader =
        Reader::detect(&include_bytes!("data/senzing.jsonl")[..], "t", &ColumnMap::new()).unwrap();
    assert_eq!(reader.format(), Format::Senzing);
    let records: Vec<_> =
        reader.by_ref().map(|read| serde_json::to_value(read.unwrap()).unwrap()).collect();
    let expected = [
        serde_json::json!({
            "id": "1001",
            "name": {"given": "Yelisey", "family": "Morozkin"},
            "aliases": ["Frost"],
            "birth_dates": ["1971-03-15"],
            "sex": "male",
            "documents": [{"kind": "passport", "country": "RU", "number": "51 1234567"}],
            "listing": {"source": "WINTER"},
        }),
        serde_json::json!({
            "id": "1002",
            "name": {"given": "Agniya", "family": "Snegova"},
            "aliases": ["Agnia"],
            "nationalities": ["FI"],
            "documents": [{"kind": "id card", "country": "FI", "number": "77"}],
            "listing": {"source": "WINTER"},
        }),
    ];
    assert_eq!(records, expected);
    assert_eq!((reader.tally().read(), reader.tally().not_persons()), (3, 1));
    assert_eq!(reader.unread_columns(), ["ADDR_FULL"]);
}

#[test]
fn notices_of_interpol() {
    let mut reader =
        Reader::detect(&include_bytes!("data/interpol.json")[..], "t", &ColumnMap::new()).unwrap();
    assert_eq!(reader.format(), Format::Interpol);
    let records: Vec<_> =
        reader.by_ref().map(|read| serde_json::to_value(read.unwrap()).unwrap()).collect();
    let expected = [
        serde_json::json!({
            "id": "2026/1",
            "name": "MOROZKIN, YELISEY",
            "birth_dates": ["1971-03-15"],
            "sex": "male",
            "nationalities": ["RU"],
            "birth_places": ["Pskov, RU"],
            "listing": {"source": "Interpol", "category": "red notice"},
        }),
        serde_json::json!({
            "id": "2026/2",
            "name": "SNEGOVA, AGNIYA",
            "birth_dates": ["1980"],
            "listing": {"source": "Interpol"},
        }),
    ];
    assert_eq!(records, expected);
    assert_eq!((reader.tally().notes(), reader.unread_columns()), (0, &["height".to_owned()][..]));
}

#[test]
fn passports_and_sanctions_are_those_of_their_holder() {
    let lines = include_str!("data/linked.ftm.json").trim_end();
    let array = format!("[\n{}\n]", lines.replace('\n', ",\n"));
    for text in [lines, &array] {
        let mut reader = Reader::detect(text.as_bytes(), "t", &ColumnMap::new()).unwrap();
        let first = serde_json::to_value(reader.next().unwrap().unwrap()).unwrap();
        let expected = serde_json::json!({
            "id": "NK-a",
            "name": "Yelisey Morozkin",
            "nationalities": ["ru"],
            "documents": [
                {"kind": "passport", "country": "ru", "number": "51 1234567"},
                {"kind": "driver's license", "number": "77"},
            ],
            "listing": {"valid_from": "2016-01-01"},
        });
        assert_eq!(first, expected);
        let note = reader.notes()[0].to_string();
        assert!(
            note.ends_with("schema: a LegalEntity, perhaps a company; kept as a person"),
            "{note}"
        );
        let second = reader.next().unwrap().unwrap();
        assert_eq!(second.documents().len(), 1);
        assert_eq!(second.sex(), Some(crate::record::Sex::Unspecified));
        let listing = second.listing();
        assert_eq!(listing.valid_from().unwrap().to_string(), "2014-03-01");
        assert_eq!(listing.valid_to().unwrap().to_string(), "2020-02-29");
        assert!(reader.next().is_none());
        assert_eq!(
            reader.tally().to_string(),
            "9 read, 2 kept, 0 rejected, 7 not persons; values noted: 1"
        );
    }
}

#[test]
fn sanctions_within_an_entity() {
    let text = include_str!("data/targets.nested.json");
    let two = format!("{text}{}", text.replace("NK-a", "NK-b"));
    let mut reader = Reader::detect(two.as_bytes(), "t", &ColumnMap::new()).unwrap();
    let record = reader.next().unwrap().unwrap();
    // Nothing more was read: entities of this form need not be held.
    assert_eq!(reader.tally().read(), 1);
    let listing = record.listing();
    assert_eq!(listing.valid_to().unwrap().to_string(), "2020-01-01");
    assert_eq!(listing.valid_from().unwrap().to_string(), "2014-03-17");
    assert_eq!(record.documents()[0].to_string(), "passport:7");
    assert_eq!(reader.unread_columns(), ["properties.addressEntity"]);
    assert_eq!(reader.count(), 1);
}

#[test]
fn fields_are_known_by_any_of_their_headers() {
    let lines = "{\"№\": 7, \"Фамилия\": \"Морозкин\", \"Имя\": \"Елисей\", \"Дата рождения\": \"15.03.1971\"}\n\
                 {\"id\": \"b\", \"name\": \"Снегова\", \"Пол\": \"жен\", \"eyes\": \"grey\"}\n\
                 {\"№\": 1, \"id\": \"c\", \"name\": \"Крымов\", \"source\": [\"x\", \"y\"], \"given\": [\"Пётр\", \"Лев\"]}\n";
    let mut reader = json(lines);
    let records: Vec<_> = reader.by_ref().collect::<Result<_, _>>().unwrap();
    let forms: Vec<_> =
        records.iter().map(|record| serde_json::to_value(record).unwrap()).collect();
    let expected = [
        serde_json::json!({"id": "7", "name": {"given": "Елисей", "family": "Морозкин"}, "birth_dates": ["1971-03-15"]}),
        serde_json::json!({"id": "b", "name": "Снегова", "sex": "female"}),
        serde_json::json!({
            "id": "c", "name": {"given": "Пётр Лев"}, "aliases": ["Крымов"], "listing": {"source": "x; y"},
        }),
    ];
    assert_eq!(forms, expected);
    assert_eq!(reader.unread_columns(), ["eyes", "№"]);
    assert_eq!(reader.tally().notes(), 0);
}

#[test]
fn what_is_stated_twice_is_kept_once_and_said() {
    let line = "{\"id\": [\"a\", \"b\"], \"name\": \"Lev\", \"sex\": [\"m\", \"M\", \"f\"], \
                \"occurred_at\": [\"2024-02-01\", \"01.02.2024\", \"2025-02-01\"], \
                \"valid_to\": [\"2025-01-01\", \"2026-01-01\", \"2025-06-01\"]}\n";
    let mut reader = json(line);
    let record = reader.next().unwrap().unwrap();
    assert_eq!((record.id(), record.sex()), ("a", Some(crate::record::Sex::Male)));
    assert_eq!(record.listing().occurred_at(), "2024-02-01".parse().ok());
    assert_eq!(record.listing().valid_to(), "2026-01-01".parse().ok());
    let notes: Vec<String> = reader.notes().iter().map(Error::to_string).collect();
    let expected = [
        "t.jsonl:1: record a: id: more than one value; the first is kept",
        "t.jsonl:1: record a: sex: \"a\": another sex than before; the first is kept",
        "t.jsonl:1: record a: occurred_at: \"2025-02-01\": another day than before; the first is kept",
    ];
    assert_eq!(notes, expected);
}

#[test]
fn a_date_of_a_sanction_that_cannot_be_read_is_noted_with_its_line() {
    let entities = "{\"id\": \"p\", \"schema\": \"Person\", \"properties\": {\"name\": [\"Lev\"], \"birthDate\": [1971], \"gender\": [{}]}}\n\
        {\"id\": \"s\", \"schema\": \"Sanction\", \"properties\": {\"entity\": [\"p\"], \
         \"startDate\": [\"2020-31-31\", \"2021-05\"], \"listingDate\": [\"1 марта 2022\"], \"endDate\": [\"soon\"]}}\n";
    let mut reader = Reader::detect(entities.as_bytes(), "t", &ColumnMap::new()).unwrap();
    let record = reader.next().unwrap().unwrap();
    assert_eq!(record.listing().valid_from(), "2021-05-01".parse().ok());
    assert_eq!((record.listing().valid_to(), record.birth_dates().len()), (None, 1));
    let notes: Vec<String> = reader.notes().iter().map(Error::to_string).collect();
    let expected = [
        "t:1: record p: gender: cannot be read from an object",
        "t:2: record p: startDate: \"2020-31-31\": this day does not exist",
        "t:2: record p: endDate: \"aaaa\": not a date in this form",
    ];
    assert_eq!(notes.len(), expected.len(), "{notes:?}");
    for (note, expected) in notes.iter().zip(expected) {
        assert!(note.starts_with(expected), "{note}");
    }
    let held = (0..65).map(|n| format!("\"p{n}\"")).collect::<Vec<_>>().join(",");
    let passport = format!(
        "{{\"id\": \"x\", \"schema\": \"Passport\", \"properties\": {{\"holder\": [{held}], \"number\": [\"1\"]}}}}\n"
    );
    let mut reader = Reader::detect(passport.as_bytes(), "t", &ColumnMap::new()).unwrap();
    let error = reader.next().unwrap().unwrap_err().to_string();
    assert_eq!(error, "t:1: record x: holder: more than 64 holders");
}

#[test]
fn json_with_comments_or_trailing_commas_is_told() {
    let relaxed = [
        "{\"name\": \"Lev\",}\n",
        "{\"id\": \"a\", // people\n\"name\": \"Lev\"}\n",
        "{\"name\": /* the father */ \"Lev\"}\n",
    ];
    for text in relaxed {
        let whole = format!("{text}{{\"id\": \"b\", \"name\": \"Agniya\"}}\n");
        let shown = detected(&whole);
        assert!(
            shown[0].ends_with("expected JSON without comments and trailing commas"),
            "{shown:?}"
        );
        assert_eq!(shown[1], "b Agniya");
    }
    let error = Format::detect(b"// people\n[{\"name\": \"Lev\"}]").unwrap_err();
    assert!(error.to_string().starts_with("JSON with comments; expected"), "{error}");
}

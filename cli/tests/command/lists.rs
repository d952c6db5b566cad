//! Lists in JSON and published lists: what is said of them, and what is refused.

use crate::{Temporary, ends_with, json_lines};

const TRAVELLERS: &str = "id,name,birth_date\ne1,Морозкин Елисей,1971-03-15\n";

/// The identifiers of the matches of the traveller on a list, and what was said on standard error.
fn screened(list: &Temporary) -> (Vec<String>, String) {
    let asked = ["screen", "--watchlist", list.path(), "-", "--format", "jsonl"];
    let (answers, errors) = ends_with(0, &asked, TRAVELLERS);
    let matches = json_lines(&answers)[0]["matches"].clone();
    let ids = matches.as_array().unwrap().iter().map(|m| m["id"].as_str().unwrap().to_owned());
    (ids.collect(), errors)
}

#[test]
fn an_array_and_one_object_are_lists() {
    let array = "[{\"id\":\"a\",\"name\":\"Morozkin Yelisey\",\"birth_dates\":\"15 Mar 1971\"},{\"id\":\"b\",\"name\":\"Snegova Agniya\"}]";
    let object = "{\n  \"id\": \"a\",\n  \"name\": \"Morozkin Yelisey\",\n  \"birth_dates\": \"1971-03-15\"\n}\n";
    for text in [array, object] {
        let list = Temporary::file(&format!("lists-{}.json", text.len()), text);
        assert_eq!(screened(&list), (vec!["a".to_owned()], String::new()));
    }
}

#[test]
fn a_published_list_says_what_it_is_and_what_is_missing() {
    let entry = "7001,\"MOROZKIN, Yelisey\",\"individual\",\"ICE\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 15 Mar 1971.\"\n";
    let list = Temporary::file("lists-sdn.csv", entry);
    let (ids, errors) = screened(&list);
    assert_eq!(ids, ["7001"]);
    let said = "OFAC SDN list, without ALT.CSV and SDN_COMMENTS.CSV, not found beside it; 1 read, 1 kept, 0 rejected\n";
    assert!(errors.ends_with(said), "{errors}");

    let entry = "<sdnList><publshInformation><Publish_Date>01/05/2026</Publish_Date><Record_Count>3</Record_Count></publshInformation>\
        <sdnEntry><uid>7</uid><lastName>MOROZKIN</lastName><firstName>Yelisey</firstName><sdnType>Individual</sdnType>\
        <dateOfBirthList><dateOfBirthItem><dateOfBirth>15 Mar 1971</dateOfBirth></dateOfBirthItem></dateOfBirthList></sdnEntry></sdnList>";
    let list = Temporary::file("lists-sdn.xml", entry);
    let (ids, errors) = screened(&list);
    assert_eq!(ids, ["7"]);
    let said = "OFAC SDN list, of 2026-01-05, 3 entries stated; 1 read, 1 kept, 0 rejected\n";
    assert!(errors.ends_with(said), "{errors}");
}

#[test]
fn what_is_no_list_of_persons_ends_with_an_error() {
    let cases = [
        ("<export><row><name>x</name></row></export>", "XML of another kind"),
        ("Entity_LogicalId;NameAlias_WholeName\n1;A\n", "use its XML"),
        ("[{\"company\": \"Winter Trading\"}]", "a watchlist without a record"),
        (
            "[{\"id\":\"a\",\"schema\":\"Company\",\"properties\":{}}]",
            "a watchlist without a record",
        ),
        ("<Designations></Designations>", "a watchlist without a record"),
        ("[{\"name\": \"Морозкин\"}", "the array ends before it is closed"),
    ];
    for (n, (text, said)) in cases.into_iter().enumerate() {
        let list = Temporary::file(&format!("lists-refused-{n}"), text);
        let (_, errors) = ends_with(2, &["screen", "--watchlist", list.path(), "-"], TRAVELLERS);
        assert!(errors.contains(said), "{errors}");
    }
}

#[test]
#[cfg(not(feature = "parquet"))]
fn a_parquet_file_is_refused_with_the_way_out() {
    let list = Temporary::file("people.parquet", b"PAR1\x15\x04PAR1");
    let (_, errors) = ends_with(2, &["screen", "--watchlist", list.path(), "-"], "name\nA\n");
    assert!(
        errors.contains("expected a command that was built with --features parquet"),
        "{errors}"
    );
}

//! `sverka persons`: records of one person, and how well invented people are found.

use crate::{Temporary, assert_fits, ends_with, json, json_lines};

const LIST: &str = "id,name,birth_date\n\
    a,Щербаков Александр Иванович,1971-03-15\n\
    b,CHTCHERBAKOV Alexandre,1972-03-15\n\
    c,Крымова Мария,1980-01-02\n";

#[test]
fn people_with_several_records_are_shown_with_their_contradictions() {
    let persons = |more: &[&str]| {
        let asked = ["persons", "-", "--min-probability", "0.9"];
        ends_with(0, &[&asked[..], more].concat(), LIST).0
    };
    let people = persons(&["--format", "jsonl"]);
    let people = json_lines(&people);
    assert_eq!(people.len(), 1);
    let ids: Vec<_> = people[0]["records"].as_array().unwrap().iter().map(|r| &r["id"]).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(people[0]["contradictions"][0]["statements"][1]["value"], "1972-03-15");
    assert_eq!(persons(&["--all", "--format", "jsonl"]).lines().count(), 2);
    let table = persons(&[]);
    let shown = [
        "record              stated                                      listed\n",
        "\na                   Щербаков Александр Иванович, born\n                    1971-03-15\n\
         b                   CHTCHERBAKOV Alexandre, born 1972-03-15\n",
        "\n   other birth dates: 1971-03-15 (a) | 1972-03-15 (b)\n",
        "\n3 records are of 2 people, linked from probability 0.9 on.\n\
         Several records: 1 people, 1 of them with contradictions.\n",
    ];
    shown.iter().for_each(|shown| assert!(table.contains(shown), "{shown}: {table}"));
    assert!(!table.contains("Крымова"), "{table}");
    assert_fits(&table);
    assert!(persons(&["--all"]).contains("\nc                   Крымова Мария, born 1980-01-02\n"));
}

#[test]
fn a_list_in_which_nobody_repeats_says_so() {
    let list = "id,name\na,Щербаков Александр\nc,Крымова Мария\n";
    let (shown, _) = ends_with(0, &["persons", "-"], list);
    assert_eq!(shown, "2 records: no two are of one person from probability 0.99 on.\n");
    assert_eq!(ends_with(0, &["persons", "-", "--format", "jsonl"], list).0, "");
}

#[test]
fn invented_people_are_found() {
    for seed in ["1", "2"] {
        let asked = ["persons", "--generate", "1000", "--seed", seed];
        let measured = json(&ends_with(0, &asked, "").0);
        assert_eq!(measured["records"], 1000);
        let share = |name: &str| measured["pairs"][name].as_f64().unwrap();
        assert!(share("precision") > 0.98, "seed {seed}: {measured}");
        assert!(share("recall") > 0.75, "seed {seed}: {measured}");
    }
}

#[test]
fn exported_people_are_a_list_that_others_read() {
    let table = Temporary::missing("people.csv");
    ends_with(0, &["persons", "--generate", "200", "--export", table.path()], "");
    let (people, errors) =
        ends_with(0, &["persons", table.path(), "--all", "--format", "jsonl"], "");
    let people = json_lines(&people);
    let records = people.iter().map(|person| person["records"].as_array().unwrap().len());
    assert_eq!(records.sum::<usize>(), 200);
    assert!(errors.contains("not read: person"), "{errors}");
}

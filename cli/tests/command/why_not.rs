//! `sverka why-not`: why a record is no match.

use crate::{Temporary, assert_fits, ends_with, json};

const LIST: &str =
    "id,name,birth_date,source\nw1,Горелов Пётр Ильич,1971-03-15,bank\nw2,Чхеидзе Нодар,,\n";

#[test]
fn the_shortfall_and_what_would_be_enough_are_shown() {
    let file = Temporary::file("why-not-shown.csv", LIST);
    let list = ["--watchlist", file.path()];
    let (shown, _) = ends_with(0, &[&["why-not", "w1", "Gorelow Stepan"], &list[..]].concat(), "");
    assert!(shown.contains("bits short"), "{shown}");
    assert!(shown.contains("name Пётр instead of Stepan"), "{shown}");
    assert_fits(&shown);
    let entry = ["why-not", "w1", "Gorelow Pjotr", "--birth-date", "1971-03-15"];
    let (shown, _) = ends_with(0, &[&entry, &list[..]].concat(), "");
    assert!(shown.contains("It is a match."), "{shown}");
    let (shown, _) = ends_with(0, &[&entry, &list[..], &["--source", "police"]].concat(), "");
    assert!(shown.contains("No match: its source is bank."), "{shown}");
    let (shown, _) = ends_with(0, &[&entry, &list[..], &["--min-bits", "99"]].concat(), "");
    assert!(shown.contains("Nothing that the record states would be enough."), "{shown}");
}

#[test]
fn a_word_need_come_no_nearer_than_is_enough() {
    let file = Temporary::file("why-not-letters.csv", "id,name\nw,Gorelov Pyotr\n");
    let ask = ["why-not", "w", "Garelow Pyotr", "--watchlist", file.path(), "--min-bits"];
    for (bits, enough) in [
        ("20", "name Gorelow instead of Garelow: one letter nearer\n"),
        ("21", "name Gorelov instead of Garelow: 2 letters nearer\n"),
    ] {
        let (shown, _) = ends_with(0, &[&ask[..], &[bits]].concat(), "");
        assert!(shown.contains(enough), "{bits}: {shown}");
    }
}

#[test]
fn the_entry_may_be_one_of_a_file() {
    let file = Temporary::file("why-not-entry.csv", LIST);
    let list = ["--watchlist", file.path(), "--format", "jsonl"];
    let ask = [&["why-not", "w2", "-"], &list[..]].concat();
    let entries = "id,name\na,Gorelow Stepan\nb,Tschcheidse Nodar\n";
    let (answer, _) = ends_with(0, &[&ask[..], &["--entry", "b"]].concat(), entries);
    let answer = json(&answer);
    assert_eq!(answer["record"]["id"], "w2");
    assert_eq!(answer["obstacles"].as_array().unwrap().len(), 0);
    let (_, errors) = ends_with(2, &ask, entries);
    assert!(errors.contains("2 entries; expected --entry"), "{errors}");
    let (_, errors) = ends_with(2, &[&ask[..], &["--entry", "c"]].concat(), entries);
    assert!(errors.contains("no such entry"), "{errors}");
}

#[test]
fn what_cannot_be_asked_is_refused() {
    for arguments in [
        &["why-not", "w01"][..],
        &["why-not", "no-such-record", "Горелов"],
        &["why-not", "w01", "Горелов", "--birth-date", "yesterday"],
        &["why-not", "w01", "Горелов", "--sex", "?"],
        &["why-not", "w01", "Горелов", "--watchlist", "no-such-file"],
    ] {
        ends_with(2, arguments, "");
    }
}

#[test]
fn headers_of_the_list_may_have_other_names() {
    let file = Temporary::file("why-not-headers.csv", "nr,wer\nx7,Горелов Пётр\n");
    let path = file.path();
    let columns = ["--watchlist-columns", "id=nr,name=wer"];
    let ask = [&["why-not", "x7", "Gorelow Pjotr", "--watchlist", path], &columns[..]].concat();
    let (shown, _) = ends_with(0, &ask, "");
    assert!(shown.contains("It is a match."), "{shown}");
    let screen = [&["screen", "--watchlist", path, "-"], &columns[..]].concat();
    let (shown, _) = ends_with(0, &screen, "id,name\ne,Gorelow Pjotr\n");
    assert!(shown.contains("1. x7"), "{shown}");
}

#[test]
fn a_list_that_changes_answers_as_of_the_day() {
    let list = Temporary::missing("why-not-changing");
    let path = list.path();
    let record = "id,name,submitted_at\nw1,Горелов Пётр,2001-01-01\n";
    ends_with(0, &["update", path, "--new", Temporary::file("why-not-new.csv", record).path()], "");
    let told = |known_at: &[&str]| {
        let asked = ["why-not", "w1", "Gorelow Pjotr", "--watchlist", path, "--min-bits", "5"];
        ends_with(0, &[&asked[..], known_at].concat(), "").0
    };
    assert!(told(&[]).contains("It is a match."), "{}", told(&[]));
    // What counts is when the list had it, not when it was submitted.
    let before = told(&["--known-at", "2020-01-01"]);
    assert!(
        before.contains("No match: the list did not have it then; it was added later."),
        "{before}"
    );
    ends_with(0, &["update", path, "--withdraw", "w1"], "");
    let after = told(&[]);
    assert!(after.contains("the list did not have it any more; it was withdrawn."), "{after}");
}

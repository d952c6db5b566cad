//! `sverka update`: a list that changes, screened as it is and as it was.

use crate::{Temporary, ends_with, json_lines};

#[test]
fn a_list_that_changes_is_screened_as_it_is_and_as_it_was() {
    let folder = Temporary::missing("update");
    let path = folder.path();
    let list = Temporary::file("update.csv", "id,name\na,Иванов Пётр\nb,Крымов Глеб\n");
    let changes = "id,name\na,Щербаков Александр\nc,Крымов Пётр\n";
    let update =
        |more: &[&str], input: &str| ends_with(0, &[&["update", path], more].concat(), input).0;
    assert_eq!(update(&["--new", list.path()], ""), "2 records after change 1\n");
    assert_eq!(
        update(&["-"], changes),
        "change 2: 1 added, 1 replaced, 0 withdrawn, 0 not found\n3 records after change 2\n"
    );
    assert_eq!(
        update(&["--withdraw", "b", "--withdraw", "x", "--compact"], ""),
        "change 3: 0 added, 0 replaced, 1 withdrawn, 1 not found\n2 records after change 3\n"
    );
    let screened = |more: &[&str]| {
        let incoming = "id,name\ne,Chtcherbakov Alexandre\nf,Krymov Gleb\n";
        let asked = ["screen", "--watchlist", path, "-", "--format", "jsonl", "--min-bits", "10"];
        let (answers, _) = ends_with(0, &[&asked[..], more].concat(), incoming);
        let ids = |answer: &serde_json::Value| {
            let matches = answer["matches"].as_array().unwrap().iter();
            matches.map(|found| found["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        json_lines(&answers).iter().map(ids).collect::<Vec<_>>()
    };
    assert_eq!(screened(&[]), [vec!["a".to_owned()], vec![]]);
    assert_eq!(screened(&["--known-at", "2001-01-01"]), [const { Vec::<String>::new() }; 2]);
    for (then, records) in [(&[][..], 2), (&["--known-at", "2001-01-01"], 0)] {
        let asked = [&["screen", "--watchlist", path, "-"], then].concat();
        let (shown, _) = ends_with(0, &asked, "name\nKrymov Gleb\n");
        assert!(shown.contains(&format!("1 screened against {records} records:")), "{shown}");
    }
    assert_eq!(update(&["--epoch"], ""), "epoch 2 of 2 records\n2 records after change 3\n");
    let (_, errors) = ends_with(2, &["update", path, "--new", list.path()], "");
    assert!(errors.contains("already"), "{errors}");
}

#[test]
fn rejected_changes_show_in_the_exit_code_and_a_list_without_a_record_does_not_begin() {
    let folder = Temporary::missing("update-bad");
    let empty = Temporary::file("update-empty.csv", "id,name\na,17\n");
    let (_, errors) = ends_with(2, &["update", folder.path(), "--new", empty.path()], "");
    assert!(errors.contains("without a record"), "{errors}");
    let good = Temporary::file("update-good.csv", "id,name\na,Иванов\n");
    ends_with(0, &["update", folder.path(), "--new", good.path()], "");
    let (shown, _) = ends_with(3, &["update", folder.path(), "-"], "id,name\nb,17\nc,Петров\n");
    assert!(shown.ends_with("2 records after change 2\n"), "{shown}");
}

#[test]
fn a_list_from_which_all_are_withdrawn_is_no_watchlist_now() {
    let folder = Temporary::missing("update-none");
    let list = Temporary::file("update-one.csv", "id,name\na,Иванов\n");
    ends_with(0, &["update", folder.path(), "--new", list.path()], "");
    ends_with(0, &["update", folder.path(), "--withdraw", "a"], "");
    let asked = ["screen", "--watchlist", folder.path(), "-"];
    let (_, errors) = ends_with(2, &asked, "name\nIvanov\n");
    assert!(errors.contains("without a record"), "{errors}");
}

#[test]
fn a_list_that_outgrows_its_epoch_takes_the_next_one_unless_it_is_told_not_to() {
    let one = Temporary::file("update-small.csv", "id,name\na,Иванов\n");
    let many: String = (0..2_000).map(|n| format!("b{n},Крымов Пётр\n")).collect();
    let many = format!("id,name\n{many}");
    let taken = "epoch 2 of 2001 records, as the list had outgrown the one before\n";
    let last = "2001 records after change";
    for (setting, is_taken) in [("on", true), ("off", false)] {
        let folder = Temporary::missing("update-epochs");
        let begin = ["update", folder.path(), "--new", one.path(), "--automatic-epochs", setting];
        ends_with(0, &begin, "");
        let (shown, errors) = ends_with(0, &["update", folder.path(), "-"], &many);
        assert_eq!(shown.contains(taken), is_taken, "{shown}");
        assert_eq!(errors.contains("has outgrown its epoch of 1 records"), !is_taken, "{errors}");
        assert!(shown.lines().last().unwrap().starts_with(last), "{shown}");
    }
}

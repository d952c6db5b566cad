//! `sverka operation`: stages, and what a second run does.

use crate::{Temporary, assert_fits, ends_with, json};

#[test]
fn the_sample_is_screened_in_stages() {
    let (shown, _) = ends_with(0, &["operation"], "");
    assert!(shown.contains("12 rows read; 12 kept, 0 rejected"), "{shown}");
    assert!(shown.contains("Airport North") && shown.contains("Matches in stage 2"), "{shown}");
    assert_fits(&shown);
}

#[test]
fn each_stage_has_its_own_lists_and_policy_and_a_finished_run_says_so() {
    let list = Temporary::file("wanted.list.csv", "id,name,category\na,Крымов Пётр,wanted\n");
    let incoming =
        Temporary::file("crossings.csv", "id,name,post\n1,KRYMOV Petr,east\n2,17,east\n");
    let folder = Temporary::missing("operation");
    let named = format!("again={}", list.path());
    let first = ["operation", "--watchlist", list.path(), "--min-bits", "30", "--review-bits", "5"];
    let second =
        ["--stage", "review", "--watchlist", &named, "--min-bits", "3", "--format", "json"];
    let files = [incoming.path(), "--out", folder.path(), "--columns", "source=post"];
    let command = [&first[..], &second, &files].concat();
    // One row is rejected, in the first run and in what the second reports of it.
    let (shown, errors) = ends_with(3, &command, "");
    assert!(!errors.contains('\r'), "progress is for terminals: {errors}");
    let report = json(&shown);
    let [first, second] = [0, 1].map(|n| &report["stages"][n]);
    assert_eq!((&first["outcome"]["review"], &second["outcome"]["report"]), (&1.into(), &1.into()));
    assert_eq!(first["lists"][0]["name"], format!("sverka-{}-wanted", std::process::id()));
    assert_eq!(second["lists"][0]["name"], "again");
    assert_eq!(second["categories"]["wanted"]["report"], 1);
    assert_eq!(report["by_source"]["east"]["alerts_per_thousand"], 1000.0);
    let (again, errors) = ends_with(3, &command, "");
    assert_eq!(again, shown);
    assert!(errors.contains("was finished before"), "{errors}");

    let (_, errors) =
        ends_with(2, &[&["operation", "--watchlist", list.path()], &files[..]].concat(), "");
    assert!(errors.contains("other stages: 1, 2"), "{errors}");
}

#[test]
fn a_stage_inherits_lists_and_policy_but_not_the_review_band() {
    let list = Temporary::file(
        "inherited.csv",
        "id,name,source,category\na,Крымов Пётр,bank,wanted\nb,Крымов Пётр,bank,suspect\n",
    );
    let incoming = Temporary::file("inheriting.csv", "id,name\n1,KRYMOV Petr\n");
    let folder = Temporary::missing("inherited");
    let first = ["--watchlist", list.path(), "--min-bits", "3", "--category", "wanted"];
    let second = ["--review-bits", "2", "--stage", "all"];
    let third = ["--stage", "all", "--category", "suspect"];
    let files = [incoming.path(), "--out", folder.path(), "--format", "json"];
    let command = [&["operation"], &first[..], &second, &third, &files].concat();
    let report = json(&ends_with(0, &command, "").0);
    let stages = report["stages"].as_array().unwrap();
    let categories = |stage: usize| stages[stage]["categories"].as_object().unwrap();
    for (stage, category) in [(0, "wanted"), (1, "wanted"), (2, "suspect")] {
        assert_eq!(categories(stage).keys().collect::<Vec<_>>(), [category], "stage {stage}");
        assert_eq!(stages[stage]["lists"][0]["name"], stages[0]["lists"][0]["name"]);
    }
    let journal = std::fs::read_dir(folder.path()).unwrap().count();
    assert!(journal >= 3, "answers, problems, report: {journal}");
}

#[test]
fn incomplete_answers_are_counted_and_end_with_3() {
    let list = Temporary::file("budgeted.csv", "id,name\na,Крымов Пётр\n");
    let incoming = Temporary::file("arriving.csv", "id,name\n1,KRYMOV Petr\n2,SIDOROVA Anna\n");
    let run = |out: &Temporary, format: &str| {
        let options = ["--budget", "1", "--stage", "all", "--budget", "1000000"];
        let first = ["operation", "--watchlist", list.path(), "--out", out.path()];
        ends_with(3, &[&first[..], &options, &["--format", format, incoming.path()]].concat(), "").0
    };
    let report = json(&run(&Temporary::missing("over-budget"), "json"));
    let incomplete = |stage: usize| &report["stages"][stage]["lists"][0]["incomplete"];
    assert_eq!([incomplete(0), incomplete(1)].map(serde_json::Value::as_u64), [Some(2), Some(0)]);
    let shown = run(&Temporary::missing("over-budget-table"), "table");
    assert!(shown.contains("Incomplete answers, in which matches may be missing: 2."), "{shown}");
    assert_fits(&shown);
}

#[test]
fn incomplete_or_contradictory_options_are_refused() {
    let list = Temporary::file("refused-list.csv", "id,name\na,Крымов Пётр\n");
    let incoming = Temporary::file("refused.csv", "id,name\n1,KRYMOV Petr\n");
    let folder = Temporary::missing("refused");
    let cases: [(&[&str], &str); 7] = [
        (&["--out", folder.path()], "<INCOMING>"),
        (&[incoming.path(), "--out", folder.path()], "--watchlist"),
        (&["--watchlist", list.path()], "--out DIR"),
        (&["--stage", "some"], "review, matched, all"),
        (&["--format", "html"], "table, json"),
        (&["--watchlist", list.path(), "-", "--out", folder.path()], "expected a file, not -"),
        (&["--watchlist", "/nowhere.csv", incoming.path(), "--out", folder.path()], "/nowhere"),
    ];
    for (arguments, said) in cases {
        let (_, errors) = ends_with(2, &[&["operation"], arguments].concat(), "");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
}

#[test]
fn both_files_are_read_in_their_own_dialect() {
    let list = Temporary::file("tabs.csv", "id\tperson\na\tКрымов Пётр\n");
    // ФИО;пост, with the name in windows-1251.
    let name = b"\xca\xf0\xfb\xec\xee\xe2 \xcf\xb8\xf2\xf0";
    let incoming = Temporary::file("1251.csv", [b"id;name;post\n1;", &name[..], b";x\n"].concat());
    let folder = Temporary::missing("dialects");
    let list = ["--watchlist", list.path(), "--watchlist-columns", "name=person"];
    let files = [incoming.path(), "--out", folder.path(), "--format", "json"];
    let dialect =
        ["--separator", ";", "--encoding", "windows-1251", "--watchlist-separator", "tab"];
    let command = [&["operation", "--min-bits", "3"], &list[..], &files, &dialect].concat();
    let report = json(&ends_with(0, &command, "").0);
    assert_eq!(report["outcome"]["report"], 1);
    // Another reading is another operation.
    let other = [&command[..], &["--memory-limit", "64MiB"]].concat();
    let (_, errors) = ends_with(2, &other, "");
    assert!(errors.contains("another reading of the incoming file"), "{errors}");
    let (_, errors) = ends_with(2, &[&command[..], &["--memory-limit", "64"]].concat(), "");
    assert!(errors.contains("512MiB"), "{errors}");
}

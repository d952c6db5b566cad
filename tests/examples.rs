//! The examples as people run them: good lists, bad rows, and what cannot be read at all.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Runs an example with these arguments and standard input.
fn run(example: &str, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--example", example, "--"]).args(arguments);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap();
    // An example that refuses its arguments does not read what it is given.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A file in the folder for temporary files, removed in the end.
struct File(std::path::PathBuf);

impl File {
    fn new(name: &str, content: &[u8]) -> File {
        let path = std::env::temp_dir().join(format!("sverka-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        File(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn screen_alone_explains_at_least_five_matches_and_no_expired_one() {
    let output = run("screen", &["--valid-at", "2026-06-01"], "");
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(shown.matches("\n1. ").count() >= 5, "{shown}");
    assert!(shown.contains("same reading, French ~ Russian"), "{shown}");
    // The one listing that ended, in 2024.
    assert!(!shown.contains("w10 "), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
    let then = run("screen", &["--valid-at", "2024-05-05"], "");
    assert!(text(&then.stdout).contains("1. w10 "));
}

#[test]
fn bad_rows_are_reported_and_counted_and_the_others_go_on() {
    let list = File::new("list.csv", "id,name,birth_date\na,Иванов Пётр,1971-03-15\n".as_bytes());
    let incoming = "id,name,birth_date\n\
                    1,Ivanov Petr,1971-03-15\n\
                    2,Ivanov Petr,15.3.71\n\
                    3,1234,1971-03-15\n\
                    4,Ivanov\n\
                    5,Petr IVANOV,1971\n";
    let output = run("screen", &["--watchlist", list.path(), "--format", "jsonl", "-"], incoming);
    assert!(output.status.success());
    let (answers, errors) = (text(&output.stdout), text(&output.stderr));
    let ids: Vec<String> = answers
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string())
        .collect();
    assert_eq!(ids, [r#""1""#, r#""5""#]);
    let reported = [
        "standard input:3: birth_date: \"15.3.71\": not a date in this form; expected YYYY",
        "standard input:4: name: a name without letters",
        "standard input:5: a row of length 2 under a header of length 3",
        "standard input: 5 read, 2 kept, 3 rejected",
    ];
    for report in reported {
        assert!(errors.contains(report), "{report}: {errors}");
    }
    assert!(!errors.to_lowercase().contains("ivanov"), "a name in an error: {errors}");
}

#[test]
fn a_published_list_is_screened_against_as_it_is() {
    let incoming = "id,name,birth_date\n1,Елисей Морозкин,15.03.1971\n2,Снегова Агния,03/04/1966\n";
    for (list, found) in [("un.xml", "WIi.001"), ("ofac.xml", "7001"), ("sdn.csv", "7001")] {
        let list = format!("src/formats/tests/data/{list}");
        let output =
            run("screen", &["--watchlist", &list, "--valid-at", "2026-06-01", "-"], incoming);
        let (shown, errors) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{errors}");
        assert!(shown.contains(&format!("1. {found} ")), "{list}: {shown}");
        assert!(errors.contains("1 not persons"), "{list}: {errors}");
        let note =
            "standard input:3: record 2: birth_date: \"03/04/1966\": day and month may stand";
        assert!(errors.contains(note), "{list}: {errors}");
    }
    // The aliases beside it are read too.
    let errors = text(
        &run("screen", &["--watchlist", "src/formats/tests/data/sdn.csv", "-"], incoming).stderr,
    );
    assert!(
        errors.contains("ALT.CSV:4: record 9999: an alias of an entry that is not there"),
        "{errors}"
    );
}

#[test]
fn a_match_is_shown_with_whatever_else_the_list_holds_of_the_person() {
    let header = "id,name,birth_date,sex,document,source,category\n";
    let b = "b,Щербаков Александр Иванович,1971-03-15,male,,bank,wanted\n";
    let c = "c,CHTCHERBAKOV Alexandre,1972-03-15,male,passport:RU:4510 123456,customs,suspect\n";
    let m = "m,Shcherbakov Aleksandr Ivanovich,1971-03-15,male,passport:RU:4510 123456,ministry,wanted\n";
    let other = "x,Крымова Мария,1980-01-02,female,,bank,wanted\n";
    let all = File::new("persons.csv", [header, b, c, m, other].concat().as_bytes());
    let first = File::new("persons-first.csv", [header, b, other].concat().as_bytes());
    let folder = std::env::temp_dir().join(format!("sverka-{}-persons", std::process::id()));
    let living = folder.to_str().unwrap();
    for arguments in [[living, "--new", first.path()].as_slice(), &[living, "-"]] {
        let output = run("update", arguments, &[header, c, m].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let incoming = "id,name,birth_date\ne,Szczerbakow Aleksandr,1971-03-15\n";
    for list in [all.path(), living] {
        let asked = ["--watchlist", list, "-", "--source", "bank", "--min-bits", "15", "--persons"];
        let output = run("screen", &asked, incoming);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let shown = text(&output.stdout);
        assert!(shown.contains("\n1. b  Щербаков Александр Иванович"), "{shown}");
        assert!(shown.contains("\n   also c  CHTCHERBAKOV Alexandre, born 1972-03-15"), "{shown}");
        assert!(shown.contains("\n   also m  Shcherbakov Aleksandr Ivanovich"), "{shown}");
        let contradiction = "\n   other birth dates: 1971-03-15 (b, m) | 1972-03-15 (c)\n";
        assert!(shown.contains(contradiction), "{shown}");
        let output = run("screen", &[&asked[..], &["--format", "jsonl"]].concat(), incoming);
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let person = &answer["matches"][0]["person"];
        assert_eq!(person["records"].as_array().unwrap().len(), 3);
        assert_eq!(person["contradictions"][0]["statements"][1]["records"][0], "c");
    }
    let then = ["--watchlist", living, "-", "--persons", "--known-at", "2001-01-01"];
    let refused = run("screen", &then, incoming);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("known now"), "{}", text(&refused.stderr));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_cannot_be_read_is_one_line_and_exit_code_2() {
    let good = File::new("good.csv", b"id,name\na,Petrov\n");
    let nameless = File::new("nameless.csv", b"id,birth_date\na,1971\n");
    let empty = File::new("empty.csv", b"");
    let latin1 = File::new("latin1.csv", b"id,name\na,Ren\xe9\n");
    let cut = File::new("cut.xml", b"<sdnList><sdnEntry><uid>1</uid>");
    let cases: [(&[&str], &str); 10] = [
        (&["--watchlist", cut.path(), good.path()], "it was cut"),
        (&["--watchlist", nameless.path(), good.path()], "no column holds a name"),
        (&["--watchlist", good.path(), empty.path()], "nothing to read"),
        (&["--watchlist", good.path(), latin1.path()], "not UTF-8"),
        (&["--watchlist", "/nowhere.csv", good.path()], "/nowhere.csv"),
        (&["--fast"], "--fast"),
        (&["--top", "few"], "few"),
        (&["--valid-at", "2026-02-30"], "2026-02-30"),
        (&["--format", "xml"], "expected table or jsonl"),
        (&["--watchlist", good.path()], "which records to screen"),
    ];
    for (arguments, said) in cases {
        let output = run("screen", arguments, "");
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "{arguments:?}: {errors}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
    let output = run("compare", &["one"], "");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_saved_list_answers_as_the_one_it_was_made_of() {
    let list = File::new("to-save.csv", "id,name\na,Крымов Пётр\nb,Ivanov\n".as_bytes());
    let saved = File::new("saved.sverka", b"");
    let output = run("screen", &["--watchlist", list.path(), "--save", saved.path()], "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    let answers = [list.path(), saved.path()].map(|list| {
        let arguments = ["--watchlist", list, "--min-bits", "3", "--format", "jsonl", "-"];
        let output = run("screen", &arguments, "id,name\n1,KRYMOV Petr\n2,Иванов\n");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    });
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].matches("\"record\":{").count(), 2, "{}", answers[0]);
    let mut bytes = std::fs::read(saved.path()).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(saved.path(), bytes).unwrap();
    let output = run("screen", &["--watchlist", saved.path(), "-"], "id,name\n");
    let errors = text(&output.stderr);
    assert_eq!((output.status.code(), errors.lines().count()), (Some(2), 1), "{errors}");
    assert!(errors.contains("another checksum"), "{errors}");
}

#[test]
fn compare_prints_a_line_a_pair_whose_items_add_up() {
    let pairs = "name1,name2\nЩербаков Александр,Chtcherbakov A.\n\"Li, Bo\",李\n,\n";
    let output = run("compare", &["--pairs", "-"], pairs);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let answers = text(&output.stdout);
    assert_eq!(answers.lines().count(), 3);
    for line in answers.lines() {
        let answer: serde_json::Value = serde_json::from_str(line).unwrap();
        let items = answer["evidence"].as_array().unwrap();
        let sum: f64 = items.iter().map(|item| item["bits"].as_f64().unwrap()).sum();
        assert!((sum - answer["bits"].as_f64().unwrap()).abs() < 0.001, "{line}");
    }
}

#[test]
fn operation_screens_a_sample_in_stages() {
    let output = run("operation", &[], "");
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(shown.contains("12 rows read; 11 kept, 1 rejected"), "{shown}");
    assert!(shown.contains("Airport North") && shown.contains("Matches in stage 2"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
}

#[test]
fn operation_ends_once_and_then_says_so() {
    let list = File::new("wanted.list.csv", "id,name,category\na,Крымов Пётр,wanted\n".as_bytes());
    let incoming = File::new("crossings.csv", b"id,name,post\n1,KRYMOV Petr,east\n2,17,east\n");
    let folder = File::new("operation", b"");
    std::fs::remove_file(folder.path()).unwrap();
    let named = format!("again={}", list.path());
    let first = ["--watchlist", list.path(), "--min-bits", "30", "--review-bits", "5"];
    let second =
        ["--stage", "review", "--watchlist", &named, "--min-bits", "3", "--format", "json"];
    let files = [incoming.path(), "--out", folder.path(), "--columns", "source=post"];
    let command = [&first[..], &second, &files].concat();
    let output = run("operation", &command, "");
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains('\r'), "progress is for terminals: {said}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let [first, second] = [0, 1].map(|n| &report["stages"][n]);
    assert_eq!((&first["outcome"]["review"], &second["outcome"]["report"]), (&1.into(), &1.into()));
    assert_eq!(first["lists"][0]["name"], format!("sverka-{}-wanted", std::process::id()));
    assert_eq!(second["lists"][0]["name"], "again");
    assert_eq!(second["categories"]["wanted"]["report"], 1);
    assert_eq!(report["by_source"]["east"]["alerts_per_thousand"], 1000.0);
    let again = run("operation", &command, "");
    assert_eq!(text(&again.stdout), text(&output.stdout));
    assert!(text(&again.stderr).contains("was finished before"));

    let other = [&files[..], &["--watchlist", list.path()]].concat();
    let cases: [(&[&str], &str); 6] = [
        (&other, "an operation that was begun with other stages: 1, 2"),
        (&["--out", folder.path()], "expected --watchlist LIST INCOMING --out DIR"),
        (&["--stage", "some"], "expected review, matched or all"),
        (&["--format", "html"], "expected table or json"),
        (&["--watchlist", list.path(), "-", "--out", folder.path()], "expected a file, not -"),
        (&["--watchlist", "/nowhere.csv", incoming.path(), "--out", folder.path()], "/nowhere"),
    ];
    for (arguments, said) in cases {
        let output = run("operation", arguments, "");
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "{arguments:?}: {errors}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
    std::fs::remove_dir_all(folder.path()).unwrap();
}

#[test]
fn submissions_says_of_each_source_and_category_what_it_sent() {
    let bank = "id,name,birth_date,document,source,category,occurred_at,submitted_at,valid_to\n\
                1,Морозкин Елисей Петрович,1971-03-15,inn:RU:7707083893,a,wanted,2025-01-01,2025-01-11,\n\
                2,Снегова Агния,1990-01-01,inn:RU:7707083898,a,wanted,2025-01-01,2025-03-02,2025-06-01\n\
                3,Morozkin Yelisey,1971-03-15,,a,wanted,2025-01-01,2025-02-10,\n\
                4,<b>Зимин</b>,,,b&c,suspect,2026-01-01,2026-02-10,\n\
                5,Зимин Иван,1971-02-30,,a,wanted,,,\n";
    let asked = |format, more: &[&'static str]| {
        let arguments = [&["-", "--as-of", "2026-01-01", "--format", format], more].concat();
        let output = run("submissions", &arguments, bank);
        assert!(output.status.success(), "{}", text(&output.stderr));
        (text(&output.stdout), text(&output.stderr))
    };
    let (json, errors) = asked("json", &[]);
    assert!(errors.contains("standard input:6: birth_date: \"1971-02-30\""), "{errors}");
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let row = &report["sources"][0];
    assert_eq!((&row["source"], &row["category"]), (&"a".into(), &"wanted".into()));
    assert_eq!(
        (&row["records"], &row["duplicates"], &row["expired"]),
        (&3.into(), &1.into(), &1.into())
    );
    assert_eq!(row["completeness"]["birth_date"], 1.0);
    assert_eq!(row["usable"]["birth_date"], 2.0 / 3.0);
    // 10, 40 and 60 days.
    let lag = &row["lag_days"];
    assert_eq!(
        (&lag["median"], &lag["p90"], &lag["p99"]),
        (&40.0.into(), &56.0.into(), &59.6.into())
    );
    let invalid = &row["invalid"];
    for fault in ["impossible_date", "placeholder_birth_date", "failed_check_digits"] {
        assert_eq!(invalid[fault], 1, "{fault}: {invalid}");
    }
    assert_eq!(report["sources"][1]["future_dated"], 1);

    let (table, _) = asked("table", &["--sources", "a,d", "--deadline", "45"]);
    assert!(table.contains("Not declared: b&c.\nDeclared and silent: d.\n"), "{table}");
    assert!(table.contains("late after 45 days"), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");

    let (page, _) = asked("html", &[]);
    assert!(page.contains("Too few in any quarter") && page.contains("b&amp;c"), "{page}");
    let sample = run("submissions", &["--format", "html"], "");
    assert!(text(&sample.stdout).contains("<svg"), "{}", text(&sample.stderr));
    for foreign in ["<script", "src=", "href=", "@import", "<b>Зимин"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[test]
fn submissions_says_in_every_format_how_lateness_went_and_what_it_cost() {
    // 60 days and 10 in March, 4 in May, and one that comes from the future.
    let bank = "id,name,birth_date,source,category,occurred_at,submitted_at\n\
                1,Морозкин Елисей Петрович,1971-03-15,a,wanted,2025-01-01,2025-03-02\n\
                2,Снегова Агния Ильинична,1980-05-06,a,wanted,2025-03-01,2025-03-11\n\
                3,Зимин Глеб Олегович,1990-07-08,a,wanted,2025-05-01,2025-05-05\n\
                4,Крымская Майя Юрьевна,1985-09-10,a,wanted,2025-12-01,2026-02-01\n\
                5,Лесная Яна Егоровна,03/04/1971,a,wanted,2025-05-02,2025-05-06\n";
    // Before the first was submitted, after that, before the second happened, and on no day.
    let screened = "id,name,birth_date,occurred_at\n\
                    e1,Morozkin Yelisey Petrovich,1971-03-15,2025-02-01\n\
                    e2,Morozkin Yelisey Petrovich,1971-03-15,2025-04-01\n\
                    e3,Snegova Agniya Ilyinichna,1980-05-06,2025-02-01\n\
                    e4,Morozkin Yelisey Petrovich,1971-03-15,\n";
    let screened = File::new("screened.csv", screened.as_bytes());
    let asked = |format| {
        let days = ["--as-of", "2026-01-01", "--screened", screened.path()];
        let output = run("submissions", &[&["-", "--format", format], &days[..]].concat(), bank);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("kept as the year 1971"), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let report: serde_json::Value = serde_json::from_str(&asked("json")).unwrap();
    assert_eq!(report["screened"], serde_json::json!({"entries": 4, "undated": 1, "missed": 1}));
    let row = &report["sources"][0];
    assert_eq!((&row["missed"], &row["future_dated"]), (&1.into(), &1.into()));
    assert_eq!((&row["lag_days"]["late"], &row["lag_days"]["records"]), (&2.into(), &5.into()));
    assert_eq!(row["lag_days"]["late_share"], 0.4);
    let month = |n: usize| {
        let month = &row["months"][n];
        (month["month"].clone(), month["records"].clone(), month["lag_days"]["late"].clone())
    };
    assert_eq!(month(0), ("2025-03".into(), 2.into(), 1.into()));
    assert_eq!(month(1), ("2025-05".into(), 2.into(), 0.into()));

    let table = asked("table");
    let part = |title: &str| {
        let part = table.split_once(title).unwrap().1.split("\n\n").next().unwrap();
        let row = part.lines().find(|line| line.starts_with("  wanted")).unwrap();
        row.split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    // Records; median, p90 and p99 of 4, 4, 10, 60 and 62 days; late; the last years; the future.
    let timely = ["5", "10", "61", "62", "40.0", "-", "25.0", "1", "·"];
    assert_eq!(part("In time"), timely);
    let months = ["-", "50.0", "-", "0.0", "-", "-", "-", "-", "-", "-", "-", "-"];
    assert_eq!(part("Late by month")[..], months);
    assert_eq!(part("what lateness cost").last().unwrap(), "1");
    assert!(table.contains("Entries screened: 4, of which 1 would have matched"), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");

    let page = asked("html");
    for shown in ["<th>2025-03</th>", ">50.0</td>", ">40.0</td>", "Of 4 entries screened, 1 "] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[test]
fn submissions_takes_what_has_no_dates_and_no_good_row_and_refuses_what_is_none() {
    let undated = run("submissions", &["-"], "id,name\n1,Морозкин Елисей\n");
    assert!(undated.status.success(), "{}", text(&undated.stderr));
    assert!(text(&undated.stdout).contains("(no source stated)"));
    for format in ["table", "json", "html"] {
        let rejected = "name,birth_date,source\nМорозкин,1971-02-30,a\n17,,a\n";
        let output = run("submissions", &["-", "--format", format], rejected);
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let cases: [(&[&str], &str); 5] = [
        (&["-"], "nothing to read"),
        (&["-", "--as-of", "yesterday"], "yesterday"),
        (&["-", "--format", "pdf"], "expected table, json or html"),
        (&["-", "--screened", "-"], "cannot be both"),
        (&["/nowhere.csv"], "/nowhere.csv"),
    ];
    for (arguments, said) in cases {
        let output = run("submissions", arguments, "");
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "{arguments:?}: {errors}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
}

#[test]
fn a_list_that_changes_is_screened_against_as_it_is_and_as_it_was() {
    let folder = std::env::temp_dir().join(format!("sverka-{}-update", std::process::id()));
    let path = folder.to_str().unwrap();
    let list = File::new("update.csv", "id,name\na,Иванов Пётр\nb,Крымов Глеб\n".as_bytes());
    let changes = "id,name\na,Щербаков Александр\nc,Крымов Пётр\n";
    let told = |arguments: &[&str], input: &str| {
        let output = run("update", arguments, input);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    assert_eq!(told(&[path, "--new", list.path()], ""), "2 records after change 1\n");
    assert_eq!(
        told(&[path, "-"], changes),
        "change 2: 1 added, 1 replaced, 0 withdrawn, 0 not there\n3 records after change 2\n"
    );
    assert_eq!(
        told(&[path, "--withdraw", "b", "--withdraw", "x", "--compact"], ""),
        "change 3: 0 added, 0 replaced, 1 withdrawn, 1 not there\n2 records after change 3\n"
    );
    let screened = |arguments: &[&str]| {
        let incoming = "id,name\ne,Chtcherbakov Alexandre\nf,Krymov Gleb\n";
        let fixed = ["--watchlist", path, "-", "--format", "jsonl", "--min-bits", "15"];
        let output = run("screen", &[&fixed[..], arguments].concat(), incoming);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let matches = |line: &str| {
            let answer: serde_json::Value = serde_json::from_str(line).unwrap();
            let matches = answer["matches"].as_array().unwrap().iter();
            matches.map(|found| found["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        text(&output.stdout).lines().map(matches).collect::<Vec<_>>()
    };
    assert_eq!(screened(&[]), [vec!["a".to_owned()], vec![]]);
    assert_eq!(screened(&["--known-at", "2001-01-01"]), [const { Vec::<String>::new() }; 2]);
    assert_eq!(told(&[path, "--epoch"], ""), "epoch 2 of 2 records\n2 records after change 3\n");
    let refused = run("update", &[path, "--new", list.path()], "");
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("already"), "{}", text(&refused.stderr));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn scale_misses_nothing_whoever_comes_in() {
    for kind in ["population", "common", "common-undated", "tied"] {
        let sizes = ["--watchlist", "1000", "--incoming", "40", "--verify", "40"];
        let output = run("scale", &[&sizes[..], &["--entries", kind]].concat(), "");
        assert!(output.status.success(), "{}", text(&output.stderr));
        let last = text(&output.stdout).lines().last().unwrap().to_owned();
        let told: serde_json::Value = serde_json::from_str(&last).unwrap();
        assert_eq!(told["entries"], kind);
        assert_eq!((&told["verified"], &told["missed"]), (&40.into(), &0.into()), "{kind}");
        // Ten people have half of the list, and the five shown of each are tied with 45 more.
        assert_eq!(told["tied_records"], if kind == "tied" { 500 } else { 0 });
        let left_out = told["tied_left_out_per_entry"].as_f64().unwrap();
        assert_eq!(left_out > 20.0, kind == "tied", "{kind}: {left_out}");
        // Strings are a part of the whole.
        let bytes = |key: &str| told[key].as_f64().unwrap();
        let strings = bytes("bytes_per_record") - bytes("index_bytes_per_record");
        assert!(strings > 40.0 && strings < bytes("bytes_per_record"), "{kind}: {strings}");
    }
    let sizes = ["--growth", "200,400", "--incoming", "30", "--verify", "30"];
    let output = run("scale", &sizes, "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    // A paragraph, a blank line, the headings, and a row for each size.
    let table: Vec<&str> = told.lines().skip_while(|line| !line.is_empty()).skip(2).collect();
    let sizes: Vec<_> = table.iter().map(|line| line.split_whitespace().next()).collect();
    assert_eq!(sizes, [Some("200"), Some("400")], "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 100), "{told}");
}

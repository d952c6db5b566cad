//! `sverka screen`: matches, bad rows, published lists, people, saved lists.

use crate::{Temporary, assert_fits, ends_with, json, json_lines};

#[test]
fn the_sample_explains_at_least_five_matches_and_no_expired_one() {
    let (shown, _) = ends_with(0, &["screen", "--valid-at", "2026-06-01"], "");
    assert!(shown.matches("\n1. ").count() >= 5, "{shown}");
    assert!(shown.contains("same reading, French ~ Russian"), "{shown}");
    // The one listing that ended, in 2024.
    assert!(!shown.contains("w10 "), "{shown}");
    assert_fits(&shown);
    let (then, _) = ends_with(0, &["screen", "--valid-at", "2024-05-05"], "");
    assert!(then.contains("1. w10 "), "{then}");
}

#[test]
fn items_of_evidence_add_up_to_the_bits_of_their_match() {
    let (answers, _) = ends_with(0, &["screen", "--format", "jsonl"], "");
    let answers = json_lines(&answers);
    let matches: Vec<_> = answers.iter().flat_map(|a| a["matches"].as_array().unwrap()).collect();
    assert!(matches.len() >= 5);
    for found in matches {
        let items = found["evidence"].as_array().unwrap();
        let sum: f64 = items.iter().map(|item| item["bits"].as_f64().unwrap()).sum();
        assert!((sum - found["bits"].as_f64().unwrap()).abs() < 0.001, "{found}");
    }
}

#[test]
fn a_match_for_review_is_marked_and_counted_apart() {
    let list = Temporary::file("review.csv", "id,name\na,Крымов Пётр\nb,Щербаков Глеб\n");
    let incoming = "id,name\n1,Krymov Petr\n2,Chtcherbakov\n3,Snegov\n";
    let screened = |more: &[&str]| {
        let asked = ["screen", "--watchlist", list.path(), "-"];
        ends_with(0, &[&asked[..], more].concat(), incoming).0
    };
    let shown = screened(&["--min-bits", "15", "--review-bits", "5"]);
    assert_eq!(shown.matches("  review\n").count(), 1, "{shown}");
    let counts = "3 screened against 2 records: 1 with a match, 1 match in all.\n\
                  Below the threshold, marked \"review\": 1 further match; 1 entry has only such.\n\
                  --review-probability none leaves them out.\n";
    assert!(shown.contains(counts), "{shown}");
    assert_fits(&shown);
    // A threshold of one's own shows no review band unless that is set too, and counts what is in it.
    let counted = screened(&["--min-bits", "15"]);
    assert!(!counted.contains("  review\n") && !counted.contains("\n1. b"), "{counted}");
    let more = "Below the threshold, not shown: 1 further match; 1 entry has only such.\n\
                --review-probability 0.025 shows them.\n";
    assert!(counted.contains(more), "{counted}");
    let seen = screened(&["--min-bits", "15", "--review-probability", "0.025"]);
    assert_eq!(seen.matches("  review\n").count(), 1, "{seen}");
    assert!(!screened(&["--review-probability", "none"]).contains("review"));
}

#[test]
fn both_sides_have_a_heading_above_them() {
    let (shown, _) = ends_with(0, &["screen"], "");
    let heading = "\n    bits  entry                      record\n   +9.69  CHTCHERBAKOV               Щербаков  ";
    assert!(shown.contains(heading), "{shown}");
}

#[test]
fn a_limit_says_how_many_more_matches_there_are() {
    let screened = |listed: usize, more: &[&str]| {
        let rows = (0..listed).map(|n| format!("{n},Крымов Пётр\n"));
        let list = format!("id,name\n{}", rows.collect::<String>());
        let list = Temporary::file(&format!("limit-{listed}.csv"), list);
        let asked = ["screen", "--watchlist", list.path(), "-"];
        // The second entry has fewer matches than the limit.
        ends_with(0, &[&asked[..], more].concat(), "id,name\n1,Krymov Petr\n2,Snegova\n").0
    };
    let low = ["--min-bits", "5", "--top"];
    for (listed, top, count, told) in [
        (7, "2", "5 further matches", "--top 2 leaves out 5 further matches, of 1 entry;"),
        (3, "2", "1 further match", "--top 2 leaves out 1 further match, of 1 entry;"),
        (
            102,
            "2",
            "at least 100 further matches",
            "--top 2 leaves out at least 100 further matches",
        ),
        (101, "2", "99 further matches", "--top 2 leaves out 99 further matches"),
    ] {
        let shown = screened(listed, &[&low[..], &[top]].concat());
        assert_eq!(shown.matches(&format!("\nand {count}\n")).count(), 1, "{listed}: {shown}");
        assert!(shown.contains(told), "{listed}: {shown}");
    }
    for (listed, top) in [(2, "2"), (7, "20")] {
        let shown = screened(listed, &[&low[..], &[top]].concat());
        assert!(!shown.contains("further") && !shown.contains("leaves out"), "{shown}");
    }
    // What is below the threshold is counted beyond the limit too.
    let shown = screened(7, &["--min-bits", "90", "--top", "2"]);
    assert!(shown.contains("not shown: 7 further matches; 1 entry has only such."), "{shown}");
    assert!(!shown.contains("leaves out"), "{shown}");
    let review = ["--min-bits", "90", "--review-bits", "5", "--top", "2"];
    let shown = screened(7, &review);
    assert!(shown.contains("\nand 5 further matches\n"), "{shown}");
}

#[test]
fn what_was_known_on_a_day_is_counted() {
    let list = "id,name,submitted_at\na,Крымов Пётр,2024-01-05\nb,Снегова Агния,2025-01-05\nc,Зимин Яков,\n";
    let list = Temporary::file("known.csv", list);
    let screened = |day: &str| {
        let asked = ["screen", "--watchlist", list.path(), "-", "--known-at", day];
        ends_with(0, &asked, "id,name\n1,Krymov Petr\n").0
    };
    for (day, records) in [("2024-01-04", 1), ("2024-01-05", 2), ("2026-01-01", 3)] {
        let plural = if records == 1 { "" } else { "s" };
        let counted = format!("1 screened against {records} record{plural}:");
        assert!(screened(day).contains(&counted), "{day}: {}", screened(day));
    }
}

#[test]
fn probabilities_follow_from_the_population_and_the_listed_share() {
    let list = Temporary::file("prior.csv", "id,name\na,Крымов Пётр\n");
    let probability = |more: &[&str]| {
        let asked = ["screen", "--watchlist", list.path(), "-", "--format", "jsonl"];
        let asked = [&asked[..], &["--min-bits", "1"], more].concat();
        let (answer, _) = ends_with(0, &asked, "id,name\n1,Krymov Petr\n");
        json(&answer)["matches"][0]["probability"].as_f64().unwrap()
    };
    let usual = probability(&[]);
    assert!(probability(&["--population", "1000000000"]) < usual);
    assert!(probability(&["--listed-share", "0.000000001"]) < usual);
    assert_eq!(probability(&["--population", "10000", "--listed-share", "0.1"]), usual);
}

#[test]
fn bad_rows_are_reported_and_counted_and_the_others_are_screened() {
    let list = Temporary::file("list.csv", "id,name,birth_date\na,Иванов Пётр,1971-03-15\n");
    let incoming = "id,name,birth_date\n\
                    1,Ivanov Petr,1971-03-15\n\
                    2,Ivanov Petr,15.3.71\n\
                    3,1234,1971-03-15\n\
                    4,Ivanov\n\
                    5,Petr IVANOV,Ivanov Petr\n";
    let screened = |code, more: &[&str]| {
        let asked = ["screen", "--watchlist", list.path(), "--format", "jsonl", "-"];
        let (answers, errors) = ends_with(code, &[&asked[..], more].concat(), incoming);
        let answers = json_lines(&answers);
        let ids: Vec<String> =
            answers.iter().map(|a| a["id"].as_str().unwrap().to_owned()).collect();
        for shown in [errors.clone(), answers.iter().map(|a| a["notes"].to_string()).collect()] {
            assert!(!shown.to_lowercase().contains("ivanov"), "a name in a report: {shown}");
        }
        (answers, ids, errors)
    };
    let (answers, ids, errors) = screened(3, &[]);
    assert_eq!(ids, ["1", "2", "4", "5"]);
    assert!(answers[0].get("notes").is_none(), "{}", answers[0]);
    let notes = &answers[1]["notes"];
    assert_eq!((&notes[0]["line"], &notes[0]["field"]), (&3.into(), &"birth_date".into()));
    assert!(notes[0]["message"].as_str().unwrap().contains("\"15.3.71\": a year of two digits"));
    let reported = [
        "standard input:4: name: ",
        "standard input: birth_date: a year of two digits: line 3",
        "standard input: birth_date: not a date in this form: line 6",
        "standard input: a row of length … under a header of length …: line 5",
        "standard input: 5 read, 4 kept, 1 rejected; values noted: 3",
    ];
    for report in reported {
        assert!(errors.contains(report), "{report}: {errors}");
    }
    let (_, ids, errors) = screened(3, &["--strict"]);
    assert_eq!(ids, ["1"]);
    assert!(errors.contains("standard input:3: birth_date: \"15.3.71\""), "{errors}");
    assert!(errors.contains("standard input: 5 read, 1 kept, 4 rejected\n"), "{errors}");
}

/// The text in windows-1251, of which it has Russian letters and ASCII only.
fn windows_1251(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'А'..='я' => (u32::from(c) - 0x410 + 0xC0) as u8,
        '№' => 0xB9,
        _ => u8::try_from(c).unwrap(),
    };
    text.chars().map(byte).collect()
}

#[test]
fn an_export_of_a_russian_spreadsheet_needs_no_option() {
    let export = "№ п/п;ФИО;Дата рождения;Пол;Гражданство;Примечание\r\n\
        1;Ветрова Юлия Сергеевна;02.04.1980;жен;Россия;\"рост 170;\r\nглаза серые\"\r\n\
        2;Ледников Павел Олегович;н/д;муж;РФ;\r\n\
        3;Инеев Яков Львович;31.11.1979;муж;н/д;\r\n";
    let list = Temporary::file("export.csv", windows_1251(export));
    let arrivals = "id\tname\tDOB\n\
        a\tVetrova Yulia\t2 April 1980\nb\tLednikov Pavel\t\nc\tINEEV Yakov\t1979\n";
    let arrivals = Temporary::file("export-arrivals.csv", arrivals);
    let asked = ["screen", "--watchlist", list.path(), arrivals.path(), "--min-bits", "10"];
    let (shown, errors) = ends_with(0, &asked, "");
    for (entry, record) in [("a", "1. 1 "), ("b", "1. 2 "), ("c", "1. 3 ")] {
        assert!(shown.contains(record), "{entry}: {shown}");
    }
    let told = format!(
        "{}: detected: encoded in windows-1251, separated by semicolons, \"№ п/п\" as id, \"ФИО\" as name, \
         \"Дата рождения\" as birth_date, \"Пол\" as sex, \"Гражданство\" as nationality\n\
         {0}: not read: Примечание\n\
         {0}: Дата рождения: this day does not exist; kept as the year …: line 5\n",
        list.path()
    );
    assert!(errors.contains(&told), "{errors}");
    // What was detected can be stated, for each of the files.
    let stated = ["--watchlist-encoding", "windows-1251", "--watchlist-separator", ";"];
    let stated = [&asked[..], &stated, &["--separator", "tab", "--encoding", "utf-8"]].concat();
    assert_eq!(ends_with(0, &stated, "").0, shown);
    let wrong = [&asked[..], &["--watchlist-separator", "|"]].concat();
    assert!(ends_with(2, &wrong, "").1.contains("no column holds a name"));
}

#[test]
fn gaps_alone_are_no_failure() {
    let list = Temporary::file("gaps.csv", "id,name,birth_date\na,Иванов Пётр,1971-13-15\n");
    let asked = ["screen", "--watchlist", list.path(), "-"];
    let (shown, errors) = ends_with(0, &asked, "name\nIvanov Petr\n");
    assert!(shown.contains("1. a ") && errors.contains("birth_date: this day does not exist"));
    // Under --strict nobody is left to be found.
    let (_, errors) = ends_with(2, &[&asked[..], &["--strict"]].concat(), "name\nIvanov Petr\n");
    assert!(errors.contains("a watchlist without a record"), "{errors}");
}

#[test]
fn rows_rejected_of_the_watchlist_count_too() {
    let list = Temporary::file("half-bad.csv", "id,name\na,Иванов Пётр\nb,17\n");
    let asked = ["screen", "--watchlist", list.path(), "-"];
    let (shown, errors) = ends_with(3, &asked, "name\nIvanov Petr\n");
    assert!(shown.contains("1 screened against 1 record:"), "{shown}");
    assert!(errors.contains("2 read, 1 kept, 1 rejected"), "{errors}");
}

#[test]
fn published_lists_are_watchlists() {
    let incoming = "id,name,birth_date\n1,Елисей Морозкин,15.03.1971\n2,Снегова Агния,03/04/1966\n";
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/formats/tests/data");
    for (list, found) in [("un.xml", "WIi.001"), ("ofac.xml", "7001"), ("sdn.csv", "7001")] {
        let path = format!("{data}/{list}");
        let asked = ["screen", "--watchlist", &path, "--valid-at", "2026-06-01", "-"];
        // un.xml has a name without letters; an alias beside sdn.csv belongs to no entry.
        let code = if list == "ofac.xml" { 0 } else { 3 };
        let (shown, errors) = ends_with(code, &asked, incoming);
        assert!(shown.contains(&format!("1. {found} ")), "{list}: {shown}");
        assert!(errors.contains("1 not persons"), "{list}: {errors}");
        let note = "standard input: birth_date: the order of day and month is ambiguous";
        assert!(errors.contains(note), "{list}: {errors}");
        let alias = errors.contains("ALT.CSV:4: record 9999: ");
        assert_eq!(alias, list == "sdn.csv", "{list}: {errors}");
    }
}

#[test]
fn persons_shows_the_other_records_of_a_match() {
    let header = "id,name,birth_date,sex,document,source,category\n";
    let b = "b,Щербаков Александр Иванович,1971-03-15,male,,bank,wanted\n";
    let c = "c,CHTCHERBAKOV Alexandre,1972-03-15,male,passport:RU:4510 123456,customs,suspect\n";
    let m = "m,Shcherbakov Aleksandr Ivanovich,1971-03-15,male,passport:RU:4510 123456,ministry,wanted\n";
    let other = "x,Крымова Мария,1980-01-02,female,,bank,wanted\n";
    let all = Temporary::file("persons.csv", [header, b, c, m, other].concat());
    let first = Temporary::file("persons-first.csv", [header, b, other].concat());
    let folder = Temporary::missing("persons");
    ends_with(0, &["update", folder.path(), "--new", first.path()], "");
    ends_with(0, &["update", folder.path(), "-"], &[header, c, m].concat());
    let incoming = "id,name,birth_date\ne,Szczerbakow Aleksandr,1971-03-15\n";
    for list in [all.path(), folder.path()] {
        let asked = ["screen", "--watchlist", list, "-", "--source", "bank", "--min-bits", "15"];
        let asked = [&asked[..], &["--persons"]].concat();
        let (shown, _) = ends_with(0, &asked, incoming);
        assert!(shown.contains("\n1. b  Щербаков Александр Иванович"), "{shown}");
        assert!(shown.contains("\n   also c  CHTCHERBAKOV Alexandre, born 1972-03-15"), "{shown}");
        assert!(shown.contains("\n   also m  Shcherbakov Aleksandr Ivanovich"), "{shown}");
        let contradiction = "\n   other birth dates: 1971-03-15 (b, m) | 1972-03-15 (c)\n";
        assert!(shown.contains(contradiction), "{shown}");
        assert_fits(&shown);
        let (answer, _) = ends_with(0, &[&asked[..], &["--format", "jsonl"]].concat(), incoming);
        let person = &json(&answer)["matches"][0]["person"];
        assert_eq!(person["records"].as_array().unwrap().len(), 3);
        assert_eq!(person["contradictions"][0]["statements"][1]["records"][0], "c");
    }
    let then =
        ["screen", "--watchlist", folder.path(), "-", "--persons", "--known-at", "2001-01-01"];
    let (_, errors) = ends_with(2, &then, incoming);
    assert!(errors.contains("known now"), "{errors}");
}

#[test]
fn a_saved_list_gives_the_same_answers_and_a_damaged_one_none() {
    let list = Temporary::file("to-save.csv", "id,name\na,Крымов Пётр\nb,Ivanov\n");
    let saved = Temporary::missing("saved.sverka");
    let save = ["screen", "--watchlist", list.path(), "--save", saved.path()];
    assert_eq!(ends_with(0, &save, "").0, "");
    let answers = [list.path(), saved.path()].map(|list| {
        let asked = ["screen", "--watchlist", list, "--min-bits", "3", "--format", "jsonl", "-"];
        ends_with(0, &asked, "id,name\n1,KRYMOV Petr\n2,Иванов\n").0
    });
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].matches("\"record\":{").count(), 2, "{}", answers[0]);
    let mut bytes = std::fs::read(saved.path()).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(saved.path(), bytes).unwrap();
    let (_, errors) = ends_with(2, &["screen", "--watchlist", saved.path(), "-"], "id,name\n");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(errors.contains("checksum"), "{errors}");
}

#[test]
fn long_values_wrap_and_none_is_cut() {
    let name = "Щербаков-Задунайский-Переславцев-Новосёлов Александр Иванович";
    let list = Temporary::file("long.csv", format!("id,name,category\na,{name},wanted\n"));
    let asked = ["screen", "--watchlist", list.path(), "-"];
    let (shown, _) = ends_with(0, &asked, &format!("id,name\n1,{name}\n"));
    assert_fits(&shown);
    assert!(!shown.contains('…'), "{shown}");
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    assert!(letters(&shown).contains(&letters("1. a Щербаков-Задунайский")), "{shown}");
    // The names of two orthographies stand whole in the last column.
    let list = Temporary::file("long-label.csv", "id,name\na,Djordjević Živojin\n");
    let asked = ["screen", "--watchlist", list.path(), "-", "--min-bits", "5"];
    let (shown, _) = ends_with(0, &asked, "id,name\n1,Джорджевич Живоин\n");
    assert_fits(&shown);
    let compared = ["compare", name, &name.replace('-', " ")];
    let (shown, _) = ends_with(0, &compared, "");
    assert_fits(&shown);
}

#[test]
fn a_file_that_is_no_saved_list_is_not_replaced_by_one() {
    let list = Temporary::file("kept.csv", "id,name\na,Иванов Пётр\n");
    let saved = Temporary::missing("kept.sverka");
    let save = |path: &str, code| {
        ends_with(code, &["screen", "--watchlist", list.path(), "--save", path], "").1
    };
    assert!(save(list.path(), 2).contains("no saved list"));
    assert_eq!(std::fs::read_to_string(list.path()).unwrap(), "id,name\na,Иванов Пётр\n");
    save(saved.path(), 0);
    save(saved.path(), 0);
}

#[test]
fn an_answer_that_is_cut_off_is_shown_counted_and_no_success() {
    let names: String = (0..300).map(|n| format!("w{n},Щербаков Александр\n")).collect();
    let list = Temporary::file("budget.csv", format!("id,name\n{names}"));
    let entries = Temporary::file("budget-in.csv", "id,name\ne1,Chtcherbakov Alexandre\n");
    let with = |more: &[&'static str]| {
        let files = ["screen", "--watchlist", list.path(), entries.path()];
        [&files[..], more].concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let run = |code: i32, more: &[&'static str]| {
        let arguments = with(more);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        ends_with(code, &arguments, "")
    };
    let (shown, _) = run(3, &["--budget", "10"]);
    assert_fits(&shown);
    assert!(shown.contains("e1  Chtcherbakov") && shown.contains("Incomplete: "), "{shown}");
    assert!(shown.contains("may be missing: 1."), "{shown}");
    let (line, _) = run(3, &["--budget", "10", "--format", "jsonl"]);
    assert_eq!(json(&line)["certificate"]["complete"], false);
    let (line, _) = run(0, &["--format", "jsonl"]);
    assert_eq!(json(&line)["certificate"]["complete"], true);
    let (_, errors) = run(2, &["--budget", "0"]);
    assert!(errors.contains("--budget"), "{errors}");
    let (shown, _) = run(3, &["--budget", "600", "--min-bits=-50", "--top", "2"]);
    assert!(shown.contains("--top 2 leaves out at least "), "{shown}");
    let found = |incomplete: &'static str| {
        let asked = ["--budget", "600", "--min-bits=-50", "--format", "jsonl", "--incomplete"];
        json(&run(3, &[&asked[..], &[incomplete]].concat()).0)["matches"].as_array().unwrap().len()
    };
    assert!(found("keep") > 0);
    assert_eq!(found("refuse"), 0);
    let (_, errors) = run(2, &["--incomplete", "maybe"]);
    assert!(errors.contains("keep or refuse"), "{errors}");
    for (language, said) in [
        ("en", ["answers incomplete", "Incomplete: "]),
        ("ru", ["неполных ответов", "Неполный ответ: "]),
    ] {
        let page = Temporary::missing("budget.html");
        let files = ["screen", "--watchlist", list.path(), entries.path()];
        let asked = ["--budget", "10", "--report", page.path(), "--language", language];
        ends_with(3, &[&files[..], &asked].concat(), "");
        let html = std::fs::read_to_string(page.path()).unwrap();
        assert!(said.into_iter().all(|text| html.contains(text)), "{language}");
    }
}

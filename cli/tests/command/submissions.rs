//! `sverka submissions`: the same figures in every format.

use crate::{Temporary, assert_fits, ends_with, json};

#[test]
fn each_source_and_category_has_figures_of_what_it_sent() {
    let bank = "id,name,birth_date,document,source,category,occurred_at,submitted_at,valid_to\n\
                1,Морозкин Елисей Петрович,1971-03-15,inn:RU:7707083893,a,wanted,2025-01-01,2025-01-11,\n\
                2,Снегова Агния,1990-01-01,inn:RU:7707083898,a,wanted,2025-01-01,2025-03-02,2025-06-01\n\
                3,Morozkin Yelisey,1971-03-15,,a,wanted,2025-01-01,2025-02-10,\n\
                4,<b>Зимин</b>,,,b&c,suspect,2026-01-01,2026-02-10,\n\
                5,Зимин Иван,1971-02-30,,a,wanted,,,\n";
    let asked = |format, more: &[&'static str]| {
        let asked = ["submissions", "-", "--as-of", "2026-01-01", "--format", format];
        // One row is rejected.
        ends_with(3, &[&asked, more].concat(), bank)
    };
    let (shown, errors) = asked("json", &[]);
    assert!(errors.contains("standard input:6: birth_date: \"1971-02-30\""), "{errors}");
    let report = json(&shown);
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
    assert_fits(&table);

    let (page, _) = asked("html", &[]);
    assert!(page.contains("b&amp;c"), "{page}");
    for foreign in ["<script", "src=", "href=", "@import", "<b>Зимин"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

#[cfg(unix)]
#[test]
fn a_page_is_not_written_to_a_terminal() {
    use std::process::Command;
    if Command::new("script").arg("--version").output().is_err() {
        return;
    }
    // `script` runs a command in a terminal of its own.
    let line = format!("'{}' submissions --format html", env!("CARGO_BIN_EXE_sverka"));
    let output = Command::new("script").args(["-qec", &line, "/dev/null"]).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("expected `> FILE.html`") && !shown.contains("<html"), "{shown}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn every_format_shows_how_late_submissions_were_and_what_that_cost() {
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
    let screened = Temporary::file("screened.csv", screened);
    let asked = |format| {
        let days = ["--as-of", "2026-01-01", "--screened", screened.path()];
        let asked = ["submissions", "-", "--format", format];
        let (shown, errors) = ends_with(0, &[&asked, &days[..]].concat(), bank);
        assert!(errors.contains("kept as the year …: line 6"), "{errors}");
        shown
    };
    let report = json(&asked("json"));
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
    assert_eq!(part("what lateness cost: records").last().unwrap(), "1");
    assert!(table.contains("Entries screened: 4, of which 1 would have matched"), "{table}");
    assert_fits(&table);

    let page = asked("html");
    for shown in
        ["<th scope=\"col\">2025-03</th>", ">50.0</td>", ">40.0</td>", "Of 4 entries screened, 1 "]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

#[test]
fn records_without_dates_are_reported_and_what_has_no_dates_is_refused() {
    let (undated, _) = ends_with(0, &["submissions", "-"], "id,name\n1,Морозкин Елисей\n");
    assert!(undated.contains("(no source stated)"), "{undated}");
    for format in ["table", "json", "html"] {
        let rejected = "name,birth_date,source\nМорозкин,1971-02-30,a\n17,,a\n";
        ends_with(3, &["submissions", "-", "--format", format], rejected);
    }
    let cases: [(&[&str], &str); 5] = [
        (&["-"], "nothing to read"),
        (&["-", "--as-of", "yesterday"], "yesterday"),
        (&["-", "--format", "pdf"], "table, json, html"),
        (&["-", "--screened", "-"], "cannot be both"),
        (&["/nowhere.csv"], "/nowhere.csv"),
    ];
    for (arguments, said) in cases {
        let (_, errors) = ends_with(2, &[&["submissions"], arguments].concat(), "");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
}

#[test]
fn the_sample_is_a_bank_of_six_sources_and_its_page_has_plots_if_they_are_built_in() {
    let (shown, errors) = ends_with(0, &["submissions"], "");
    assert!(shown.contains("sources 6"), "{shown}");
    assert_fits(&shown);
    assert_eq!(errors.lines().count(), 1, "the bad rows of the sample are not reported: {errors}");
    let (page, _) = ends_with(0, &["submissions", "--format", "html"], "");
    // One plot of all sources, and one of each.
    let plots = if cfg!(feature = "plots") { 7 } else { 0 };
    assert_eq!(page.matches("<svg").count(), plots);
}

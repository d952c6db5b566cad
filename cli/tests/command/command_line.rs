//! Exit codes, help and mistakes on the command line.

use crate::{Temporary, ends_with, run, text};

const SUBCOMMANDS: [&str; 10] = [
    "screen",
    "compare",
    "why-not",
    "update",
    "persons",
    "operation",
    "submissions",
    "evaluate",
    "scale",
    "completions",
];

#[test]
fn what_cannot_be_read_is_one_line_and_exit_code_2() {
    let good = Temporary::file("good.csv", "id,name\na,Petrov\n");
    let nameless = Temporary::file("nameless.csv", "id,birth_date\na,1971\n");
    let empty = Temporary::file("empty.csv", "");
    let document = Temporary::file("document.csv", "%PDF-1.7\n");
    let cut = Temporary::file("cut.xml", "<sdnList><sdnEntry><uid>1</uid>");
    let cases: [(&[&str], &str); 6] = [
        (&["--watchlist", cut.path(), good.path()], "ends before"),
        (&["--watchlist", nameless.path(), good.path()], "no column holds a name"),
        (&["--watchlist", good.path(), empty.path()], "nothing to read"),
        (&["--watchlist", good.path(), document.path()], "a PDF document"),
        (&["--watchlist", "/nowhere.csv", good.path()], "/nowhere.csv"),
        (&["--watchlist", good.path()], "which records to screen"),
    ];
    for (arguments, said) in cases {
        let (_, errors) = ends_with(2, &[&["screen"], arguments].concat(), "");
        assert_eq!(errors.lines().count(), 1, "{arguments:?}: {errors}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
}

#[test]
fn a_watchlist_without_a_record_is_exit_code_2() {
    let header = Temporary::file("header.csv", "id,name\n");
    let nobody = Temporary::file("nobody.csv", "id,name\na,17\n");
    let good = Temporary::file("somebody.csv", "id,name\na,Petrov\n");
    let out = Temporary::missing("nobody-out");
    for list in [header.path(), nobody.path()] {
        let commands: [&[&str]; 3] = [
            &["screen", "--watchlist", list, good.path()],
            &["persons", list],
            &["operation", "--watchlist", list, good.path(), "--out", out.path()],
        ];
        for command in commands {
            let (_, errors) = ends_with(2, command, "");
            let last = errors.lines().last().unwrap();
            assert!(last.contains("without a record"), "{command:?}: {errors}");
        }
    }
    // An empty list of people to screen is no mistake.
    let (answers, _) = ends_with(
        0,
        &["screen", "--watchlist", good.path(), "-", "--format", "jsonl"],
        "id,name\n",
    );
    assert_eq!(answers, "");
}

#[test]
fn values_that_cannot_be_read_are_named_with_their_option() {
    let cases: [(&[&str], &[&str]); 9] = [
        (&["screen", "--top", "few"], &["few", "--top"]),
        (&["screen", "--valid-at", "2026-02-30"], &["2026-02-30", "--valid-at"]),
        (&["screen", "--min-probability", "2"], &["--min-probability"]),
        (&["screen", "--review-probability", "1"], &["--review-probability"]),
        (&["screen", "--population", "0"], &["--population"]),
        (&["operation", "--listed-share", "1.5"], &["--listed-share"]),
        (&["screen", "--format", "xml"], &["xml", "table", "jsonl"]),
        (&["screen", "--columns", "eyes=grey"], &["--columns"]),
        (&["scale", "--watchlist", "0", "--incoming", "1"], &["--watchlist", "0"]),
    ];
    for (arguments, said) in cases {
        let (_, errors) = ends_with(2, arguments, "");
        assert!(said.iter().all(|said| errors.contains(said)), "{arguments:?}: {errors}");
    }
}

#[test]
fn a_misspelled_option_or_command_is_suggested() {
    let cases: [(&[&str], &str); 4] = [
        (&["screen", "--watchlst", "a.csv", "b.csv"], "'--watchlist'"),
        (&["screen", "--min-bit", "3"], "'--min-bits'"),
        (&["operation", "--treads", "3"], "'--threads'"),
        (&["scren"], "'screen'"),
    ];
    for (arguments, suggested) in cases {
        let (_, errors) = ends_with(2, arguments, "");
        assert!(errors.contains(suggested), "{arguments:?}: {errors}");
    }
    // A value may be negative, whichever way it is written.
    for bits in [&["--min-bits", "-1000"][..], &["--min-bits=-1000"]] {
        ends_with(0, &[&["screen"], bits].concat(), "");
    }
}

#[test]
fn help_shows_examples_of_every_subcommand() {
    for command in SUBCOMMANDS {
        let (help, _) = ends_with(0, &[command, "--help"], "");
        assert!(help.contains("Examples:\n  sverka "), "{command}: {help}");
        assert!(help.contains(&format!("sverka {command}")), "{command}: {help}");
        assert!(help.lines().all(|line| line.chars().count() <= 120), "{command}: {help}");
    }
    let (help, _) = ends_with(0, &["--help"], "");
    assert!(SUBCOMMANDS.iter().all(|command| help.contains(command)), "{help}");
    let (_, help) = ends_with(2, &[], "");
    assert!(help.contains("Usage: sverka"), "{help}");
}

#[test]
fn completions_know_the_options_of_a_subcommand() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, _) = ends_with(0, &["completions", shell], "");
        assert!(script.contains("valid-at") && script.contains("submissions"), "{shell}");
    }
    ends_with(2, &["completions", "sh"], "");
}

#[cfg(unix)]
#[test]
fn a_reader_that_closes_the_output_early_is_no_failure() {
    let command = env!("CARGO_BIN_EXE_sverka");
    let mut shell = std::process::Command::new("bash");
    let line = format!("set -o pipefail; '{command}' completions bash | head -c 1 > /dev/null");
    let output = shell.args(["-c", &line]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    // Nothing but the tests' own pipe reads this.
    assert!(run(&["screen"], "").status.success());
}

#[test]
fn the_readme_shows_what_the_command_prints() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let block = |opening: &str| {
        let (_, block) = readme.split_once(opening).unwrap();
        block.split_once("\n```").unwrap().0.to_owned()
    };
    let names = ["compare", "Щербаков Александр Иванович", "CHTCHERBAKOV Alexandre"];
    let (compared, _) = ends_with(0, &names, "");
    let transcript = block("```console\n");
    let (_, transcript) = transcript.split_once('\n').unwrap();
    assert_eq!(compared.trim_end(), transcript);
    let (screened, _) = ends_with(0, &["screen"], "");
    assert!(screened.contains(&block("```text\n")), "{screened}");
}

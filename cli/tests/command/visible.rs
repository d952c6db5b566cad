//! Control characters and escape sequences are shown, and never reach a terminal as they are.

use crate::{Temporary, run, text};

/// A name or another value that would clear the screen, set a title, turn the writing around and hide.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}\u{200b}\u{7f}";

/// Whether a screen would obey a character and not show it.
pub(crate) fn is_obeyed(c: char) -> bool {
    let is_control = c.is_control() && c != '\n';
    is_control
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// Runs the command, and returns both of its streams.
fn shown(arguments: &[&str], input: &str) -> [String; 2] {
    let output = run(arguments, input);
    let streams = [text(&output.stdout), text(&output.stderr)];
    for stream in &streams {
        let obeyed = stream.chars().find(|c| is_obeyed(*c));
        assert_eq!(obeyed, None, "{arguments:?}: {stream:?}");
    }
    streams
}

/// A list whose identifiers, names, sources, categories and one header are hostile; a row of it is rejected, a value
/// of another is not read, and two are of one person.
fn list() -> String {
    let record = |id: &str, name: &str, date: &str| {
        format!(
            "{HOSTILE}{id},{HOSTILE}Петров{HOSTILE} {name},{date},{HOSTILE}bank,{HOSTILE}wanted,{HOSTILE}\n"
        )
    };
    let header = format!("id,name,birth_date,source,category,{HOSTILE}note\n");
    let rows = [
        record("a", "Глеб Олегович", "1971-03-15"),
        record("b", "Глеб Олегович", "1971-03-16"),
        record("c", "Глеб Олегович", &format!("{HOSTILE}5")),
        format!("{HOSTILE}d,17,,,,\n"),
    ];
    [header, rows.concat()].concat()
}

#[test]
fn no_command_lets_a_value_steer_the_terminal() {
    let listed = Temporary::file("hostile.csv", list());
    let list_path = listed.path();
    let folder = Temporary::missing("hostile-list");
    let report = Temporary::missing("hostile.html");
    let out = Temporary::missing("hostile-out");
    let id = format!("{HOSTILE}a");
    let name = format!("{HOSTILE}Petrov Gleb");
    let source = format!("{HOSTILE}bank");
    let low = ["--min-bits", "1"];
    let commands: Vec<(Vec<&str>, Option<&str>)> = vec![
        (vec!["screen", "--watchlist", list_path, "-", "--persons"], Some("<U+001B>[2J")),
        (vec!["screen", "--watchlist", list_path, "-", "--format", "jsonl"], Some("\\u202e")),
        (vec!["screen", "--watchlist", list_path, "-", "--report", report.path()], None),
        (vec!["screen", "--watchlist", list_path, "-", "--source", &source], Some("<U+009B>31m")),
        (vec!["screen", "--watchlist", list_path, HOSTILE], None),
        (vec!["screen", HOSTILE], None),
        (vec!["screen", "--columns", HOSTILE], None),
        (vec![HOSTILE], None),
        (vec!["compare", &name, &name], Some("<U+202E>")),
        (vec!["compare", "--pairs", HOSTILE], None),
        (vec!["why-not", &id, &name, "--watchlist", list_path], Some("<U+202E>")),
        (
            vec!["why-not", &id, &name, "--watchlist", list_path, "--format", "jsonl"],
            Some("\\u202e"),
        ),
        (vec!["why-not", HOSTILE, &name, "--watchlist", list_path], None),
        (vec!["why-not", &id, "-", "--watchlist", list_path, "--entry", HOSTILE], None),
        (vec!["persons", list_path, "--min-probability", "0.5"], Some("<U+202E>")),
        (vec!["persons", list_path, "--all", "--format", "jsonl"], Some("\\u202e")),
        (vec!["submissions", list_path, "--sources", HOSTILE], Some("<U+202E>")),
        (vec!["submissions", list_path, "--format", "json"], Some("\\u202e")),
        (vec!["submissions", list_path, "--format", "html"], Some("&lt;U+202E&gt;")),
        (
            vec!["operation", "--watchlist", list_path, list_path, "--out", out.path()],
            Some("<U+202E>"),
        ),
        (
            vec![
                "operation",
                "--watchlist",
                list_path,
                list_path,
                "--out",
                out.path(),
                "--format",
                "json",
            ],
            Some("\\u202e"),
        ),
        (vec!["update", folder.path(), "--new", list_path], None),
        (vec!["update", folder.path(), "--withdraw", HOSTILE], None),
        (vec!["update", HOSTILE], None),
    ];
    for (arguments, expected) in commands {
        let thresholds = arguments[0] == "screen" && arguments.len() > 3;
        let arguments = if thresholds { [&arguments[..], &low].concat() } else { arguments };
        let [answer, _] = shown(&arguments, &list());
        if let Some(expected) = expected {
            assert!(answer.contains(expected), "{arguments:?}: {answer}");
        }
    }
    let page = std::fs::read_to_string(report.path()).unwrap();
    assert!(page.contains("&lt;U+202E&gt;") && !page.contains(is_obeyed));
}

#[test]
fn what_is_reported_of_rows_is_shown_too() {
    let listed = Temporary::file("hostile-rows.csv", list());
    let [_, errors] = shown(&["screen", "--watchlist", listed.path(), "-"], &list());
    // The header that is not read, and the value that is no date.
    for expected in ["not read: <U+001B>[2J<U+001B>]0;x<U+0007>", "1 rejected"] {
        assert!(errors.contains(expected), "{expected}: {errors}");
    }
    let pairs = format!("name1,name2\na,b,{HOSTILE}\n");
    shown(&["compare", "--pairs", "-"], &pairs);
}

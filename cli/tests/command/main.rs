//! The command `sverka` as people run it: what it prints, and how it ends.

mod browser;
mod command_line;
mod compare;
mod evaluate;
mod lists;
mod operation;
#[cfg(feature = "parquet")]
mod parquet;
mod persons;
mod report;
mod scale;
mod screen;
mod submissions;
mod update;
mod visible;
mod why_not;
#[cfg(feature = "xlsx")]
mod workbook;

use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Runs the command with these arguments and standard input.
fn run(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sverka"));
    let pipes = command.args(arguments).stdin(Stdio::piped());
    let mut child = pipes.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses its arguments does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Runs the command, expects this exit code, and returns what it printed on both streams.
fn ends_with(code: i32, arguments: &[&str], input: &str) -> (String, String) {
    let output = run(arguments, input);
    let (shown, errors) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
    (shown, errors)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(json).collect()
}

/// Everything fits into a terminal of 100 columns.
fn assert_fits(shown: &str) {
    for line in shown.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

/// A file or folder in the folder for temporary files, removed in the end.
struct Temporary(PathBuf);

impl Temporary {
    fn file(name: &str, content: impl AsRef<[u8]>) -> Temporary {
        let file = Temporary::missing(name);
        std::fs::write(&file.0, content).unwrap();
        file
    }

    /// A path at which there is nothing yet.
    fn missing(name: &str) -> Temporary {
        Temporary(std::env::temp_dir().join(format!("sverka-{}-{name}", std::process::id())))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

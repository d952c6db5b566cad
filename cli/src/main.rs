//! The command `sverka`: screens person records against watchlists, and shows why each match matches.
//!
//! Each subcommand is a module with its arguments (`command`) and what it does (`run`). They share
//! `arguments` (options that several of them have), `input` (lists and how bad rows are reported),
//! `table` and `describe` (what a person reads), `visible` (what is printed), `progress`, and `outcome` (how a command ends).

mod arguments;
mod compare;
mod completions;
mod describe;
mod evaluate;
mod figures;
mod input;
mod operation;
mod outcome;
mod page;
mod persons;
#[cfg(feature = "plots")]
mod plot;
mod progress;
mod scale;
mod screen;
mod spreadsheet;
mod submissions;
mod table;
mod update;
mod visible;
mod waterfall;
mod why_not;

use clap::{ArgMatches, Command};
use outcome::Outcome;
use std::io;
use std::process::ExitCode;

/// A subcommand: its arguments, and what it does.
type Subcommand = (fn() -> Command, fn(&ArgMatches) -> Outcome);

const SUBCOMMANDS: [Subcommand; 10] = [
    (screen::command, screen::run),
    (compare::command, compare::run),
    (why_not::command, why_not::run),
    (update::command, update::run),
    (persons::command, persons::run),
    (operation::command, operation::run),
    (submissions::command, submissions::run),
    (evaluate::command, evaluate::run),
    (scale::command, scale::run),
    (completions::command, completions::run),
];

const EXAMPLES: &str = "\
Examples:
  sverka screen                                       bundled lists of invented people
  sverka screen --watchlist wanted.csv arrivals.csv   your own
  sverka compare \"Щербаков Александр\" \"CHTCHERBAKOV Alexandre\"
  sverka help screen                                  everything about one command

Exit codes: 0 done; 2 nothing could be done; 3 done, but rows were rejected.";

/// The whole command line.
fn command() -> Command {
    Command::new("sverka")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Screens person records against watchlists, whatever spelling an office uses for a name")
        .after_help(EXAMPLES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(SUBCOMMANDS.iter().map(|(command, _)| command().next_line_help(true)))
}

/// Help that was asked for, or what is wrong with the command line.
fn told(answer: &clap::Error) -> ExitCode {
    let text = answer.render().to_string();
    // Where nobody reads it, nobody can be told so.
    let _ = match answer.use_stderr() {
        true => visible::print_lines(io::stderr().lock(), &text),
        false => visible::print_lines(io::stdout().lock(), &text),
    };
    ExitCode::from(answer.exit_code().try_into().unwrap_or(2))
}

fn main() -> ExitCode {
    let matches = match command().try_get_matches() {
        Ok(matches) => matches,
        Err(answer) => return told(&answer),
    };
    let Some((name, arguments)) = matches.subcommand() else { return ExitCode::from(2) };
    let found = SUBCOMMANDS.iter().find(|(command, _)| command().get_name() == name);
    match found {
        Some((_, run)) => outcome::exit_code(name, run(arguments)),
        None => ExitCode::from(2),
    }
}

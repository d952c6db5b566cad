//! The command `sverka`: screens person records against watchlists, and shows why each match matches.
//!
//! Each subcommand is a module with its arguments (`command`) and what it does (`run`). They share
//! `arguments` (options that several of them have), `input` (lists and how bad rows are reported),
//! `table` and `describe` (what a person reads), `progress`, and `outcome` (how a command ends).

mod arguments;
mod compare;
mod completions;
mod describe;
mod figures;
mod input;
mod operation;
mod outcome;
mod persons;
mod progress;
mod scale;
mod screen;
mod submissions;
mod table;
mod update;
mod why_not;

use clap::{ArgMatches, Command};
use outcome::Outcome;
use std::process::ExitCode;

/// A subcommand: its arguments, and what it does.
type Subcommand = (fn() -> Command, fn(&ArgMatches) -> Outcome);

const SUBCOMMANDS: [Subcommand; 9] = [
    (screen::command, screen::run),
    (compare::command, compare::run),
    (why_not::command, why_not::run),
    (update::command, update::run),
    (persons::command, persons::run),
    (operation::command, operation::run),
    (submissions::command, submissions::run),
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

fn main() -> ExitCode {
    let matches = command().get_matches();
    let Some((name, arguments)) = matches.subcommand() else { return ExitCode::from(2) };
    let found = SUBCOMMANDS.iter().find(|(command, _)| command().get_name() == name);
    match found {
        Some((_, run)) => outcome::exit_code(name, run(arguments)),
        None => ExitCode::from(2),
    }
}

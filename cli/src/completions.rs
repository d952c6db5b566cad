//! `sverka completions`: a script that lets a shell complete the command line.

use crate::outcome::{Done, Outcome};
use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;
use std::io::{self, Write};

const EXAMPLES: &str = "\
Examples:
  sverka completions bash > ~/.local/share/bash-completion/completions/sverka
  sverka completions fish > ~/.config/fish/completions/sverka.fish";

pub(crate) fn command() -> Command {
    Command::new("completions")
        .about("Writes a completion script for a shell")
        .after_help(EXAMPLES)
        .arg(
            Arg::new("shell").value_name("SHELL").required(true).value_parser(value_parser!(Shell)),
        )
}

pub(crate) fn run(arguments: &ArgMatches) -> Outcome {
    if let Some(shell) = arguments.get_one::<Shell>("shell") {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut crate::command(), "sverka", &mut script);
        io::stdout().write_all(&script)?;
    }
    Ok(Done::Completely)
}

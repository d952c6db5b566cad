//! `sverka update`: keeps a list that changes in a folder. Every acknowledged change is durable, and the
//! past can be searched.

use crate::input::{self, BATCH, Input};
use crate::outcome::{Done, Outcome};
use crate::visible::report;
use crate::{arguments, input::STANDARD_INPUT, visible};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::io::{self, Write};
use sverka::{Applied, Change, Epoch, LivingOptions};

const EXAMPLES: &str = "\
Examples:
  sverka update wanted --new wanted.csv             begin a list in the folder `wanted`
  sverka update wanted changes.csv                  add records, or replace some
  sverka update wanted --withdraw w17 --withdraw w18
  sverka update wanted --epoch                      count name frequencies anew
  sverka update wanted --automatic-epochs off       … only when told to
  sverka screen --watchlist wanted arrivals.csv --known-at 2026-03-31

Exit codes: 0 done; 2 nothing could be done; 3 done, but rows were rejected.";

pub(crate) fn command() -> Command {
    Command::new("update")
        .about("Keeps a list that changes: adds, replaces and withdraws records")
        .after_help(EXAMPLES)
        .arg(Arg::new("folder").value_name("FOLDER").required(true).help("The folder of the list"))
        .arg(Arg::new("changes").value_name("CHANGES").help(
            "Records to add; one with a known identifier replaces it; - reads standard input",
        ))
        .arg(
            Arg::new("new").long("new").value_name("LIST").help(
                "Begin a list with these records: CSV, JSON lines, a published or a saved list",
            ),
        )
        .arg(
            Arg::new("withdraw")
                .long("withdraw")
                .value_name("ID")
                .action(ArgAction::Append)
                .help("Withdraw the record with this identifier; may be repeated"),
        )
        .args(arguments::reading("LIST and CHANGES"))
        .arg(flag("compact").help("Write the list whole, so that it opens fast"))
        .arg(flag("epoch").help("Take the list's name frequencies of today to weigh by"))
        .arg(
            Arg::new("automatic-epochs")
                .long("automatic-epochs")
                .value_name("on|off")
                .value_parser(["on", "off"])
                .help("Whether the list takes epochs by itself, from now on [new lists: on]"),
        )
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

pub(crate) fn run(arguments: &ArgMatches) -> Outcome {
    let [folder, new, changes] =
        ["folder", "new", "changes"].map(|name| arguments::text(arguments, name));
    let folder = folder.unwrap_or_default();
    if (new, changes) == (Some(STANDARD_INPUT), Some(STANDARD_INPUT)) {
        return Err("standard input cannot be both lists".into());
    }
    let options = match arguments::text(arguments, "automatic-epochs") {
        None => LivingOptions::new(),
        Some(setting) => LivingOptions::new().with_automatic_epochs(setting == "on"),
    };
    let (list, mut done) = match new {
        None => (options.open(folder)?, Done::Completely),
        Some(path) => {
            let (watchlist, done) = input::watchlist(path, &arguments::dialect(arguments)?)?;
            (options.create(folder, watchlist)?, done)
        }
    };
    let mut out = visible::output();
    let before = list.view().epoch().number;
    if list.bytes_cut() > 0 {
        report!("{} bytes of a change that was not acknowledged were cut off", list.bytes_cut());
    }
    if let Some(path) = changes {
        let mut changes = Input::open(path, &arguments::dialect(arguments)?)?;
        loop {
            let records = changes.next_batch(BATCH)?;
            if records.is_empty() {
                break;
            }
            tell(&mut out, &list.apply(records.into_iter().map(Change::Put))?)?;
        }
        done = done.and(changes.finish());
    }
    if let Some(withdrawn) = arguments.get_many::<String>("withdraw") {
        tell(&mut out, &list.apply(withdrawn.cloned().map(Change::Withdraw))?)?;
    }
    if arguments.get_flag("epoch") {
        let epoch = list.take_epoch()?;
        writeln!(out, "epoch {} of {} records", epoch.number, epoch.records)?;
    } else if arguments.get_flag("compact") {
        list.compact()?;
    }
    if let Err(error) = list.finish_upkeep() {
        report!("every change is durable, but the list could not be tidied up: {error}");
    }
    let view = list.view();
    let Epoch { number, records, is_automatic, .. } = view.epoch();
    if is_automatic && number > before {
        writeln!(
            out,
            "epoch {number} of {records} records, as the list had outgrown the one before"
        )?;
    }
    if view.has_outgrown_epoch() {
        report!(
            "the list has outgrown its epoch of {records} records; `--epoch` takes the next one"
        );
    }
    writeln!(out, "{} records after change {}", view.len(), view.change())?;
    out.flush()?;
    Ok(done)
}

fn tell(out: &mut impl Write, applied: &Applied) -> io::Result<()> {
    let Applied { change, added, replaced, withdrawn, absent, .. } = applied;
    writeln!(
        out,
        "change {change}: {added} added, {replaced} replaced, {withdrawn} withdrawn, {absent} not found"
    )?;
    // A change that is told is on the disk, and is told at once.
    out.flush()
}

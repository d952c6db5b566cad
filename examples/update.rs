//! Keeps a list that changes in a folder: every change is durable when it is told, and the past can be
//! asked about.
//!
//! ```text
//! update FOLDER --new LIST       begins a list; CSV, JSON lines, a published list or a snapshot
//! update FOLDER CHANGES          adds the records of CHANGES, in place of those with their identifiers
//!   --withdraw ID                withdraws a record (may be repeated)
//!   --compact                    writes the list whole, so that it opens fast
//!   --epoch                      takes the list's frequencies of today to weigh by
//! screen --watchlist FOLDER INCOMING [--known-at DATE]
//! ```

#[path = "common/list.rs"]
mod list;
#[path = "common/outcome.rs"]
mod outcome;

use lexopt::prelude::*;
use list::List;
use outcome::{Outcome, end};
use std::process::ExitCode;
use sverka::formats::ColumnMap;
use sverka::{Applied, Change, LivingList};

/// Records that are one change.
const BATCH: usize = 1 << 14;

fn main() -> ExitCode {
    end("update", Options::from_command_line().and_then(|options| run(&options)))
}

#[derive(Default)]
struct Options {
    folder: String,
    new: Option<String>,
    changes: Option<String>,
    withdrawn: Vec<String>,
    compacts: bool,
    takes_epoch: bool,
}

impl Options {
    fn from_command_line() -> Outcome<Options> {
        let (mut options, mut folder) = (Options::default(), None);
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("new") => options.new = Some(arguments.value()?.string()?),
                Long("withdraw") => options.withdrawn.push(arguments.value()?.string()?),
                Long("compact") => options.compacts = true,
                Long("epoch") => options.takes_epoch = true,
                Value(path) if folder.is_none() => folder = Some(path.string()?),
                Value(path) if options.changes.is_none() => options.changes = Some(path.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        options.folder = folder.ok_or("which list? expected update FOLDER")?;
        Ok(options)
    }
}

fn run(options: &Options) -> Outcome {
    let list = match &options.new {
        None => LivingList::open(&options.folder)?,
        Some(path) => LivingList::create(&options.folder, list::watchlist(path)?)?,
    };
    if list.bytes_cut() > 0 {
        eprintln!("{} bytes of a change that was not acknowledged were cut off", list.bytes_cut());
    }
    if let Some(path) = &options.changes {
        let mut changes = List::open(path, &ColumnMap::default())?;
        loop {
            let records = changes.batch(BATCH)?;
            if records.is_empty() {
                break;
            }
            tell(&list.apply(records.into_iter().map(Change::Put))?);
        }
        changes.close();
    }
    if !options.withdrawn.is_empty() {
        tell(&list.apply(options.withdrawn.iter().cloned().map(Change::Withdraw))?);
    }
    if options.takes_epoch {
        let epoch = list.take_epoch()?;
        println!("epoch {} of {} records", epoch.number, epoch.records);
    } else if options.compacts {
        list.compact()?;
    }
    let view = list.view();
    println!("{} records after change {}", view.len(), view.change());
    Ok(())
}

fn tell(applied: &Applied) {
    let Applied { change, added, replaced, withdrawn, absent, .. } = applied;
    println!(
        "change {change}: {added} added, {replaced} replaced, {withdrawn} withdrawn, {absent} not there"
    );
}

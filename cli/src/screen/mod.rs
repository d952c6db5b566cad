//! `sverka screen`: the main job, incoming records against a watchlist.

mod answer;
mod persons;
mod table;

use crate::input::{self, BATCH, Input, STANDARD_INPUT};
use crate::outcome::{Done, Outcome, Result};
use crate::{arguments, progress};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use sverka::formats::Dialect;
use sverka::persons::Persons;
use sverka::{Error, KnownAt, LivingView, Policy, Record, Screening, Watchlist};
use table::Counts;

pub(crate) const SAMPLE_WATCHLIST: &str = include_str!("../../data/watchlist.csv");
const SAMPLE_INCOMING: &str = include_str!("../../data/incoming.csv");
/// The probability from which on two records of the list count as one person's.
const SAME_PERSON: f64 = 0.99;

const EXAMPLES: &str = "\
Examples:
  sverka screen                                                bundled lists of invented people
  sverka screen --watchlist un.xml arrivals.csv --top 5
  sverka screen --watchlist wanted.csv - --format jsonl < arrivals.jsonl
  sverka screen --watchlist wanted.csv --save wanted.sverka    one file, which opens at once
  sverka screen --watchlist wanted.sverka arrivals.csv --persons
  sverka screen --watchlist FOLDER arrivals.csv --known-at 2026-03-31
                                                               a list that `sverka update` keeps

Exit codes: 0 done; 2 nothing could be done; 3 done, but rows were rejected.";

pub(crate) fn command() -> Command {
    Command::new("screen")
        .about("Screens incoming records against a watchlist, and shows why each match matches")
        .after_help(EXAMPLES)
        .arg(Arg::new("incoming").value_name("INCOMING").help(
            "The records to screen: CSV, JSON lines or a published list; - reads standard input",
        ))
        .arg(
            Arg::new("watchlist").long("watchlist").value_name("LIST").help(
                "The list: as INCOMING, or a saved list, or the folder of a list that changes",
            ),
        )
        .arg(
            Arg::new("save")
                .long("save")
                .value_name("SNAPSHOT")
                .help("Save the list to this file, which another --watchlist opens at once"),
        )
        .args(arguments::whole_policy())
        .arg(
            Arg::new("persons")
                .long("persons")
                .action(ArgAction::SetTrue)
                .help("Beside each match whatever else the list holds of the person"),
        )
        .args(arguments::reading("INCOMING"))
        .args(arguments::watchlist_text())
        .args([arguments::format(&["table", "jsonl"])])
        .arg(arguments::threads())
}

pub(crate) fn run(arguments: &ArgMatches) -> Outcome {
    let [list, incoming, save] =
        ["watchlist", "incoming", "save"].map(|name| arguments::text(arguments, name));
    match (list, incoming) {
        (Some(_), None) if save.is_none() => {
            return Err("which records to screen? expected --watchlist LIST INCOMING".into());
        }
        (None, Some(_)) => {
            return Err("against which list? expected --watchlist LIST INCOMING".into());
        }
        (Some(STANDARD_INPUT), Some(STANDARD_INPUT)) => {
            return Err("standard input cannot be both lists".into());
        }
        _ => {}
    }
    let policy = arguments::policy(arguments, &arguments::WHOLE_POLICY, Policy::default())?;
    arguments::start_threads(arguments)?;
    let incoming = match (incoming, save) {
        (Some(path), _) => Some(Input::open(path, &arguments::dialect(arguments)?)?),
        (None, Some(_)) => None,
        (None, None) => Some(Input::sample(SAMPLE_INCOMING, &Dialect::new())?),
    };
    let (list, done) = open_list(list, &arguments::watchlist_dialect(arguments)?, &policy)?;
    match (&list, save) {
        (List::Fixed(watchlist), Some(path)) => {
            input::refuse_to_replace(path)?;
            watchlist.save(path)?;
        }
        (List::Changing(_), Some(_)) => return Err("--save: a list that changes is saved".into()),
        (_, None) => {}
    }
    let Some(mut incoming) = incoming else { return Ok(done) };
    let in_groups = arguments.get_flag("persons");
    screen(&list, &policy, &mut incoming, in_groups, arguments::format_is(arguments, "jsonl"))?;
    Ok(done.and(incoming.finish()))
}

/// What incoming records are screened against.
enum List {
    Fixed(Box<Watchlist>),
    Changing(LivingView),
}

impl List {
    fn screen_all(&self, records: &[Record], policy: &Policy) -> Vec<Screening> {
        match self {
            List::Fixed(watchlist) => watchlist.screen_all(records, policy),
            List::Changing(view) => view.screen_all(records, policy),
        }
    }

    fn len(&self) -> usize {
        match self {
            List::Fixed(watchlist) => watchlist.len(),
            List::Changing(view) => view.len(),
        }
    }
}

/// The bundled list, one that changes, one that was saved, or one to read and build.
fn open_list(path: Option<&str>, dialect: &Dialect, policy: &Policy) -> Result<(List, Done)> {
    let (watchlist, done) = match path {
        Some(path) if Path::new(path).is_dir() => {
            let view = LivingView::open(path)?;
            // A list of which all records were withdrawn still answers for the past.
            if view.is_empty() && policy.known_at() == KnownAt::Now {
                return Err(input::no_record(path));
            }
            return Ok((List::Changing(view), Done::Completely));
        }
        Some(path) => input::watchlist(path, dialect)?,
        None => Input::sample(SAMPLE_WATCHLIST, dialect)?.into_watchlist()?,
    };
    Ok((List::Fixed(Box::new(watchlist)), done))
}

/// The next records, and what was noted of each.
fn next_batch(incoming: &mut Input) -> Result<(Vec<Record>, Vec<Vec<Error>>)> {
    let (mut records, mut notes) = (Vec::new(), Vec::new());
    while records.len() < BATCH
        && let Some(row) = incoming.next_row()?
    {
        if let Ok(record) = row {
            records.push(record);
            notes.push(incoming.notes().to_vec());
        }
    }
    Ok((records, notes))
}

fn screen(
    list: &List,
    policy: &Policy,
    incoming: &mut Input,
    in_groups: bool,
    json_lines: bool,
) -> Result<()> {
    let progress = progress::counter("screened");
    let mut out = BufWriter::new(io::stdout().lock());
    let mut counts = Counts::default();
    let grouped = match list {
        _ if !in_groups => None,
        List::Fixed(watchlist) => Some(&**watchlist),
        List::Changing(_) if policy.known_at() != KnownAt::Now => {
            return Err("--persons: people are grouped by what is known now, not --known-at".into());
        }
        // Records change from view to view, and people with them, so they are grouped anew.
        List::Changing(view) => Some(&Watchlist::builder().records(view.records()).build()?),
    };
    let same_person = Policy::default().with_min_probability(SAME_PERSON)?;
    let persons = grouped.map(|list| Persons::group(list, &same_person));
    loop {
        let (records, notes) = next_batch(incoming)?;
        if records.is_empty() {
            break;
        }
        let screenings = list.screen_all(&records, policy);
        for ((record, screening), notes) in records.iter().zip(&screenings).zip(&notes) {
            counts.add(screening);
            if json_lines {
                answer::write(&mut out, screening, persons.as_ref(), notes)?;
            } else if !screening.matches().is_empty() {
                table::write(&mut out, record, screening, persons.as_ref())?;
            }
        }
        out.flush()?;
        progress.inc(records.len() as u64);
    }
    progress.finish_and_clear();
    if !json_lines {
        counts.write(&mut out, list.len())?;
    }
    Ok(out.flush()?)
}

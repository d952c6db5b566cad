//! `sverka screen`: the main job, incoming records against a watchlist.

mod answer;
mod further;
mod list;
mod persons;
mod report;
mod table;

use crate::input::{self, BATCH, Input, STANDARD_INPUT};
use crate::outcome::{Done, Outcome, Result};
use crate::page::Language;
use crate::{arguments, progress, visible};
use clap::{Arg, ArgAction, ArgMatches, Command};
use further::Further;
use list::List;
pub(crate) use list::SAMPLE_WATCHLIST;
use report::Report;
use std::io::Write;
use sverka::formats::Dialect;
use sverka::persons::Persons;
use sverka::{Error, KnownAt, Policy, Record, Watchlist};
use table::{Counts, ReviewBand};

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
  sverka screen --watchlist wanted.csv arrivals.csv --report page.html --language ru
  sverka screen --watchlist FOLDER arrivals.csv --known-at 2026-03-31
                                                               a list that `sverka update` keeps

Exit codes: 0 done; 2 nothing could be done; 3 done, but rows were rejected or answers are incomplete.";

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
            Arg::new("report").long("report").value_name("FILE.html").help(
                "Write a page to read: totals, and each match with its evidence as a waterfall",
            ),
        )
        .arg(
            Arg::new("language")
                .long("language")
                .value_name("LANGUAGE")
                .requires("report")
                .value_parser(Language::CODES)
                .default_value(Language::CODES[0])
                .help("The language of the page's labels"),
        )
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
    let (list, done) = List::open(list, &arguments::watchlist_dialect(arguments)?, &policy)?;
    match (&list, save) {
        (List::Fixed(watchlist), Some(path)) => {
            input::refuse_to_replace(path)?;
            watchlist.save(path)?;
        }
        (List::Changing(_), Some(_)) => return Err("--save: a list that changes is saved".into()),
        (_, None) => {}
    }
    let Some(mut incoming) = incoming else { return Ok(done) };
    let (form, policy) = form(arguments, policy)?;
    let mut report = match arguments::text(arguments, "report") {
        Some(path) => {
            let code = arguments::text(arguments, "language").unwrap_or_default();
            Some(Report::create(path, Language::of_code(code), list.thresholds(&policy)?)?)
        }
        None => None,
    };
    let in_groups = arguments.get_flag("persons");
    let incomplete = screen(&list, &policy, &mut incoming, in_groups, (form, report.as_mut()))?;
    if let Some(report) = report {
        let list_name = arguments::text(arguments, "watchlist").unwrap_or("sample");
        let names = [incoming.name(), list_name];
        report.finish(names, list.known(&policy), &policy)?;
    }
    Ok(done.and(incoming.finish()).and(Done::with_shortcomings(incomplete)))
}

/// In which form answers are printed.
#[derive(Clone, Copy)]
enum Form {
    Table(ReviewBand),
    /// The totals of a table, as the matches are on a page.
    Totals,
    JsonLines,
}

/// The form, and the policy to search by. Where a threshold alone is asked for, the table still counts what lies in
/// the review band below it.
fn form(arguments: &ArgMatches, policy: Policy) -> Result<(Form, Policy)> {
    if arguments::format_is(arguments, "jsonl") {
        return Ok((Form::JsonLines, policy));
    }
    if arguments.contains_id("report") {
        return Ok((Form::Totals, policy));
    }
    let is_set = arguments::REVIEW.iter().any(|option| arguments.contains_id(option));
    Ok(match policy.review() {
        None if !is_set => {
            let policy = policy.with_review_probability(Policy::REVIEW_PROBABILITY)?;
            (Form::Table(ReviewBand::Counted), policy)
        }
        _ => (Form::Table(ReviewBand::Shown), policy),
    })
}

/// The next records, what was noted of each, and why rows among them were rejected.
#[derive(Default)]
struct Batch {
    records: Vec<Record>,
    notes: Vec<Vec<Error>>,
    rejected: Vec<Error>,
}

impl Batch {
    fn read(incoming: &mut Input) -> Result<Batch> {
        let mut batch = Batch::default();
        while batch.records.len() < BATCH
            && let Some(row) = incoming.next_row()?
        {
            match row {
                Ok(record) => {
                    batch.records.push(record);
                    batch.notes.push(incoming.notes().to_vec());
                }
                Err(problem) => batch.rejected.push(problem),
            }
        }
        Ok(batch)
    }
}

/// Screens all records, and returns how many answers are incomplete.
fn screen(
    list: &List,
    policy: &Policy,
    incoming: &mut Input,
    in_groups: bool,
    (form, mut report): (Form, Option<&mut Report>),
) -> Result<u64> {
    let progress = progress::counter("screened");
    let mut out = match form {
        Form::JsonLines => visible::json_output(),
        Form::Table(_) | Form::Totals => visible::output(),
    };
    let mut counts = match form {
        Form::Table(band) => Some(Counts::new(policy, band)),
        Form::Totals => Some(Counts::new(policy, ReviewBand::Shown)),
        Form::JsonLines => None,
    };
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
    let mut incomplete = 0;
    loop {
        let Batch { records, notes, rejected } = Batch::read(incoming)?;
        if let Some(report) = &mut report {
            rejected.iter().try_for_each(|problem| report.reject(problem))?;
        }
        if records.is_empty() {
            break;
        }
        let screenings = list.screen_all(&records, policy);
        let further = match form {
            Form::JsonLines => vec![Further::default(); records.len()],
            Form::Table(_) | Form::Totals => Further::of(list, &records, &screenings, policy),
        };
        let answers = screenings.iter().zip(further);
        for ((record, answer), notes) in records.iter().zip(answers).zip(&notes) {
            let (screening, further) = answer;
            if let Some(report) = &mut report {
                report.add(record, answer, persons.as_ref(), notes)?;
            }
            match form {
                Form::Totals => {}
                Form::JsonLines => answer::write(&mut out, screening, persons.as_ref(), notes)?,
                Form::Table(band) => {
                    table::write(&mut out, record, answer, persons.as_ref(), band)?
                }
            }
            incomplete += u64::from(!screening.certificate().is_complete());
            if let Some(counts) = &mut counts {
                counts.add(screening, further);
            }
        }
        out.flush()?;
        progress.inc(records.len() as u64);
    }
    progress.finish_and_clear();
    if let Some(counts) = counts {
        counts.write(&mut out, list.known(policy))?;
    }
    out.flush()?;
    Ok(incomplete)
}

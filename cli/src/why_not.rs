//! `sverka why-not`: why a record of a list is no match, and the least that would make it one.

use crate::input::{self, Input, STANDARD_INPUT};
use crate::outcome::{Done, Outcome, Result};
use crate::screen::SAMPLE_WATCHLIST;
use crate::table::{Column, Table, WIDTH, paragraph};
use crate::waterfall::Letters;
use crate::{arguments, describe, visible};
use clap::{Arg, ArgMatches, Command};
use std::io::{self, Write};
use std::path::Path;
use sverka::formats::Dialect;
use sverka::{ChangedValue, LivingView, Obstacle, Policy, Record, Searchable, WhyNot};

const EXAMPLES: &str = "\
Examples:
  sverka why-not w01 \"SCHTSCHERBAKOW Gleb\"                        bundled lists of invented people
  sverka why-not QDi.012 \"Najmuddin Faraj\" --watchlist un.xml
  sverka why-not 17 arrivals.csv --entry a42 --watchlist wanted.sverka
  sverka why-not 17 \"Горелов Пётр\" --birth-date 1971-03 --watchlist wanted.csv --format jsonl

Exit codes: 0 done; 2 nothing could be done; 3 done, but rows were rejected.";

pub(crate) fn command() -> Command {
    let fact = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).conflicts_with("entry").help(help)
    };
    Command::new("why-not")
        .about("Shows why a record of a list does not match, and the least that would make it match")
        .after_help(EXAMPLES)
        .arg(Arg::new("id").value_name("ID").required(true).help("The record of the list"))
        .arg(Arg::new("who").value_name("ENTRY").required(true).help(
            "A name, or a file of entries: CSV, JSON lines or a published list; - reads standard input",
        ))
        .arg(
            Arg::new("entry")
                .long("entry")
                .value_name("ID")
                .help("Which entry of the file [default: the only one]"),
        )
        .args([
            fact("birth-date", "DATE", "The birth date beside a name: 1971, 1971-03 or 1971-03-15"),
            fact("sex", "SEX", "The sex beside a name: F, M or X"),
            fact("nationality", "COUNTRY", "The nationality beside a name"),
            fact("birth-place", "PLACE", "The place of birth beside a name"),
            fact("document", "NUMBER", "A document beside a name: NUMBER or KIND:COUNTRY:NUMBER"),
        ])
        .arg(Arg::new("watchlist").long("watchlist").value_name("LIST").help(
            "The list, a saved list, or the folder of a list that changes [default: the bundled one]",
        ))
        .args(arguments::whole_policy())
        .args(arguments::reading("ENTRY"))
        .args(arguments::watchlist_text())
        .arg(arguments::format(&["table", "jsonl"]))
}

pub(crate) fn run(arguments: &ArgMatches) -> Outcome {
    let policy = arguments::policy(arguments, &arguments::WHOLE_POLICY, Policy::default())?;
    let (entry, done) = entry(arguments)?;
    let list = arguments::text(arguments, "watchlist");
    let (watchlist, list_done) = watchlist(list, &arguments::watchlist_dialect(arguments)?)?;
    let id = arguments::text(arguments, "id").unwrap_or_default();
    let why = watchlist.why_not(&entry, id, &policy);
    let why = why.ok_or_else(|| format!("no record {id} in the list; expected its identifier"))?;
    match arguments::format_is(arguments, "jsonl") {
        true => {
            let mut out = visible::json_output();
            writeln!(out, "{}", serde_json::to_string(&why)?)?;
            out.flush()?;
        }
        false => {
            let mut out = visible::output();
            write_why(&mut out, &entry, &why)?;
            out.flush()?;
        }
    }
    Ok(done.and(list_done))
}

/// The entry that is asked about: of a file, or a name with facts from the command line.
fn entry(arguments: &ArgMatches) -> Result<(Record, Done)> {
    let who = arguments::text(arguments, "who").unwrap_or_default();
    let wanted = arguments::text(arguments, "entry");
    if who != STANDARD_INPUT && wanted.is_none() && !Path::new(who).is_file() {
        return Ok((stated(arguments, who)?, Done::Completely));
    }
    let mut input = Input::open(who, &arguments::dialect(arguments)?)?;
    let mut entries = input.next_batch(usize::MAX)?;
    entries.retain(|entry| wanted.is_none_or(|id| entry.id() == id));
    let done = input.finish();
    match (entries.len(), entries.pop()) {
        (1, Some(entry)) => Ok((entry, done)),
        (0, _) => {
            Err(format!("{who}: no such entry; expected --entry with an identifier of it").into())
        }
        (count, _) => {
            Err(format!("{who}: {count} entries; expected --entry with the identifier of one")
                .into())
        }
    }
}

fn stated(arguments: &ArgMatches, name: &str) -> Result<Record> {
    let fact = |name: &str| arguments::text(arguments, name);
    let mut entry = Record::new("", name);
    if let Some(date) = fact("birth-date") {
        entry = entry.with_birth_date(date.parse()?);
    }
    if let Some(sex) = fact("sex") {
        entry = entry.with_sex(sex.parse()?);
    }
    if let Some(document) = fact("document") {
        entry = entry.with_document(document.parse()?);
    }
    entry = fact("nationality").into_iter().fold(entry, Record::with_nationality);
    Ok(fact("birth-place").into_iter().fold(entry, Record::with_birth_place))
}

fn watchlist(path: Option<&str>, dialect: &Dialect) -> Result<(Box<dyn Searchable>, Done)> {
    let (watchlist, done) = match path {
        Some(path) if Path::new(path).is_dir() => {
            return Ok((Box::new(LivingView::open(path)?), Done::Completely));
        }
        Some(path) => input::watchlist(path, dialect)?,
        None => Input::sample(SAMPLE_WATCHLIST, dialect)?.into_watchlist()?,
    };
    Ok((Box::new(watchlist), done))
}

fn write_why(out: &mut impl Write, entry: &Record, why: &WhyNot) -> io::Result<()> {
    let against = format!("against {}  {}", why.record().id(), describe::record(why.record()));
    write!(out, "{}", paragraph(0, describe::record(entry)))?;
    writeln!(out, "{}", paragraph(0, against))?;
    write!(out, "{}", describe::evidence(why.evidence()))?;
    let bits = format!("{:+}", why.bits());
    writeln!(out, "{bits:>8}  in all; the policy shows records from {} on\n", why.min_bits())?;
    if why.obstacles().is_empty() {
        return writeln!(out, "It is a match.");
    }
    for obstacle in why.obstacles() {
        write!(out, "{}", paragraph(0, format!("No match: {}.", told(*obstacle, why))))?;
    }
    if why.shortfall().is_none() {
        return Ok(());
    }
    if why.changes().is_empty() {
        return writeln!(out, "Nothing that the record states would be enough.");
    }
    writeln!(out, "\nEach of these would be enough, with so many bits more, the least first:")?;
    let mut table = Table::new([
        Column::figure("", 10).between(0, 1),
        Column::text("", WIDTH - 10).between(0, 0),
    ]);
    for change in why.changes() {
        let values: Vec<String> = change.values().iter().map(value).collect();
        table.row([format!("{:+}", change.bits() - why.bits()), values.join(", and ")]);
    }
    write!(out, "{table}")
}

fn told(obstacle: Obstacle, why: &WhyNot) -> String {
    let listing = why.record().listing();
    let stated = |stated: Option<&str>| stated.unwrap_or("none").to_owned();
    match obstacle {
        Obstacle::TooFewBits => {
            format!("{} bits short", why.shortfall().unwrap_or_default())
        }
        Obstacle::NotValid => {
            let day =
                |day: Option<sverka::Date>| day.map_or("...".to_owned(), |day| day.to_string());
            let [from, to] = [listing.valid_from(), listing.valid_to()].map(day);
            format!("the listing is valid from {from} to {to}")
        }
        Obstacle::SubmittedLater => {
            let day = listing.submitted_at().map_or("later".to_owned(), |day| day.to_string());
            format!("it was submitted on {day}")
        }
        Obstacle::AddedLater => "the list did not have it then; it was added later".to_owned(),
        Obstacle::Withdrawn => "the list did not have it any more; it was withdrawn".to_owned(),
        Obstacle::OtherSource => format!("its source is {}", stated(listing.source())),
        Obstacle::OtherCategory => format!("its category is {}", stated(listing.category())),
        Obstacle::Incomplete => {
            "the answer is not complete; its search takes more than the budget, or the \
                                 entry has more values than a record may have"
                .to_owned()
        }
        other => other.to_string(),
    }
}

/// A value that would have to be stated, in words.
fn value(value: &ChangedValue) -> String {
    let field = value.field();
    match value.from() {
        Some(from) => {
            format!("{field} {} instead of {from}{}", value.to(), nearer(from, value.to()))
        }
        None => format!("{field} {} stated too", value.to()),
    }
}

/// How many letters of a word change, where they are few of one script.
fn nearer(from: &str, to: &str) -> String {
    let is_common = |c: char| c.is_alphabetic() && to.to_lowercase().contains(c);
    if !from.to_lowercase().chars().any(is_common) {
        return String::new();
    }
    let differing = Letters::default().align(from, to).map(|parts| {
        let differing = parts.iter().filter(|part| part.differs);
        differing.map(|part| part.text.chars().count()).sum::<usize>()
    });
    match differing.into_iter().max() {
        Some(1) => ": one letter nearer".to_owned(),
        Some(letters @ 2..=4) => format!(": {letters} letters nearer"),
        _ => String::new(),
    }
}

//! The main job: screen incoming records against a watchlist, and show why each match matches.
//!
//! ```text
//! screen                                    bundled lists of invented people
//! screen --watchlist LIST INCOMING          CSV, JSON lines or a published list; - is standard input
//! screen --watchlist LIST --save SNAPSHOT   one file, which opens at once as another's LIST
//! screen --watchlist FOLDER INCOMING        a list that changes: see the example update
//!   --top N                                 at most N matches for each incoming record
//!   --min-bits B | --min-probability P      from where on a record is reported
//!   --valid-at DATE | ever                  when a listing must hold (default: today)
//!   --known-at DATE                         by what was known at the end of that day (default: now)
//!   --source NAME, --category NAME          only such listings (may be repeated)
//!   --persons                               with what else the list holds of each person
//!   --columns FIELD=HEADER,…                other headers in INCOMING
//!   --format table|jsonl                    a table to read, or a JSON object a line
//!   --threads N                             worker threads (default: one a core)
//! ```

#[path = "common/list.rs"]
mod list;
#[path = "common/outcome.rs"]
mod outcome;
#[path = "common/people.rs"]
mod people;
#[path = "common/progress.rs"]
mod progress;
#[path = "common/table.rs"]
mod table;

use lexopt::prelude::*;
use list::List;
use outcome::{Outcome, end};
use progress::progress;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use sverka::formats::ColumnMap;
use sverka::persons::Persons;
use sverka::{
    Bits, KnownAt, Listing, LivingView, Match, Policy, Record, Screening, ValidAt, Watchlist,
};
use table::{WIDTH, evidence, fit};

const LISTED: &str = include_str!("data/watchlist.csv");
const ARRIVING: &str = include_str!("data/incoming.csv");
/// From where on two records of the list are linked as one person's.
const SAME_PERSON: f64 = 0.99;
/// Incoming records in memory at a time.
const BATCH: usize = 1 << 14;

fn main() -> ExitCode {
    end("screen", Options::from_command_line().and_then(run))
}

#[derive(Default)]
struct Options {
    watchlist: Option<String>,
    incoming: Option<String>,
    save: Option<String>,
    policy: Policy,
    persons: bool,
    columns: ColumnMap,
    json_lines: bool,
    threads: usize,
}

impl Options {
    fn from_command_line() -> Outcome<Options> {
        let mut options = Options::default();
        let (mut sources, mut categories) = (Vec::new(), Vec::new());
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            let policy = options.policy.clone();
            match argument {
                Long("watchlist") => options.watchlist = Some(arguments.value()?.string()?),
                Long("save") => options.save = Some(arguments.value()?.string()?),
                Long("top") => options.policy = policy.with_limit(arguments.value()?.parse()?),
                Long("min-bits") => {
                    let bits: f64 = arguments.value()?.parse()?;
                    options.policy = policy.with_min_bits(Bits::try_from(bits)?);
                }
                Long("min-probability") => {
                    options.policy = policy.with_min_probability(arguments.value()?.parse()?)?;
                }
                Long("valid-at") => {
                    let day = arguments.value()?.string()?;
                    let valid_at =
                        if day == "ever" { ValidAt::Ever } else { ValidAt::On(day.parse()?) };
                    options.policy = policy.with_valid_at(valid_at);
                }
                Long("known-at") => {
                    let day = arguments.value()?.string()?.parse()?;
                    options.policy = policy.with_known_at(KnownAt::On(day));
                }
                Long("source") => sources.push(arguments.value()?.string()?),
                Long("category") => categories.push(arguments.value()?.string()?),
                Long("persons") => options.persons = true,
                Long("columns") => options.columns = arguments.value()?.string()?.parse()?,
                Long("format") => {
                    options.json_lines = match arguments.value()?.string()?.as_str() {
                        "table" => false,
                        "jsonl" => true,
                        other => {
                            return Err(format!("--format {other}: expected table or jsonl").into());
                        }
                    };
                }
                Long("threads") => options.threads = arguments.value()?.parse()?,
                Value(path) if options.incoming.is_none() => {
                    options.incoming = Some(path.string()?)
                }
                other => return Err(other.unexpected().into()),
            }
        }
        options.policy = options.policy.with_sources(sources).with_categories(categories);
        match (&options.watchlist, &options.incoming) {
            (Some(_), None) if options.save.is_none() => {
                Err("which records to screen? expected --watchlist LIST INCOMING".into())
            }
            (None, Some(_)) => Err("against which list? expected --watchlist LIST INCOMING".into()),
            (Some(list), Some(incoming)) if list == "-" && incoming == "-" => {
                Err("standard input cannot be both lists".into())
            }
            _ => Ok(options),
        }
    }
}

fn run(options: Options) -> Outcome {
    rayon::ThreadPoolBuilder::new().num_threads(options.threads).build_global()?;
    let plain = ColumnMap::default();
    let incoming = match (&options.incoming, &options.save) {
        (Some(path), _) => Some(List::open(path, &options.columns)?),
        (None, Some(_)) => None,
        (None, None) => {
            Some(List::read(Box::new(ARRIVING.as_bytes()), "bundled incoming", &plain)?)
        }
    };
    let watchlist = watchlist(options.watchlist.as_deref())?;
    match (&watchlist, &options.save) {
        (Listed::Fixed(watchlist), Some(path)) => watchlist.save(path)?,
        (Listed::Living(_), Some(_)) => return Err("--save: a list that changes is saved".into()),
        (_, None) => {}
    }
    let Some(mut incoming) = incoming else { return Ok(()) };
    screen(&options, &watchlist, &mut incoming)?;
    incoming.close();
    Ok(())
}

/// What is screened against.
enum Listed {
    Fixed(Box<Watchlist>),
    Living(LivingView),
}

impl Listed {
    fn screen_all(&self, entries: &[Record], policy: &Policy) -> Vec<Screening> {
        match self {
            Listed::Fixed(watchlist) => watchlist.screen_all(entries, policy),
            Listed::Living(view) => view.screen_all(entries, policy),
        }
    }

    fn len(&self) -> usize {
        match self {
            Listed::Fixed(watchlist) => watchlist.len(),
            Listed::Living(view) => view.len(),
        }
    }
}

/// The bundled list, one that changes, one that was saved, or one to read and build.
fn watchlist(path: Option<&str>) -> Outcome<Listed> {
    Ok(match path {
        Some(path) if Path::new(path).is_dir() => Listed::Living(LivingView::open(path)?),
        Some(path) => Listed::Fixed(list::watchlist(path)?.into()),
        None => {
            let bundled = Box::new(LISTED.as_bytes());
            let list = List::read(bundled, "bundled watchlist", &ColumnMap::default())?;
            Listed::Fixed(list.build()?.into())
        }
    })
}

fn screen(options: &Options, watchlist: &Listed, incoming: &mut List) -> Outcome {
    let bar = progress("screened");
    let mut out = BufWriter::new(io::stdout().lock());
    let mut counts = Counts::default();
    let linked = Policy::default().with_min_probability(SAME_PERSON)?;
    let grouped = match watchlist {
        _ if !options.persons => None,
        Listed::Fixed(watchlist) => Some(watchlist),
        Listed::Living(_) if options.policy.known_at() != KnownAt::Now => {
            return Err("--persons: people are grouped by what is known now, not --known-at".into());
        }
        // As many as there are: records change from view to view, and people with them.
        Listed::Living(view) => Some(&Watchlist::builder().records(view.records()).build()?.into()),
    };
    let persons = grouped.map(|list| Persons::group(list, &linked));
    loop {
        let entries = incoming.batch(BATCH)?;
        if entries.is_empty() {
            break;
        }
        let screenings = watchlist.screen_all(&entries, &options.policy);
        for (entry, screening) in entries.iter().zip(&screenings) {
            counts.add(screening);
            if options.json_lines {
                match &persons {
                    None => serde_json::to_writer(&mut out, screening),
                    Some(persons) => people::answer(persons, screening)
                        .and_then(|answer| serde_json::to_writer(&mut out, &answer)),
                }
                .map_err(io::Error::from)?;
                out.write_all(b"\n")?;
            } else if !screening.matches().is_empty() {
                show(&mut out, entry, screening, persons.as_ref())?;
            }
        }
        out.flush()?;
        bar.inc(entries.len() as u64);
    }
    bar.finish_and_clear();
    if options.json_lines { Ok(()) } else { Ok(counts.show(&mut out, watchlist)?) }
}

#[derive(Default)]
struct Counts {
    screened: usize,
    matched: usize,
    matches: usize,
}

impl Counts {
    fn add(&mut self, screening: &Screening) {
        self.screened += 1;
        self.matched += usize::from(!screening.matches().is_empty());
        self.matches += screening.matches().len();
    }

    fn show(&self, out: &mut impl Write, watchlist: &Listed) -> io::Result<()> {
        let Counts { screened, matched, matches } = self;
        writeln!(
            out,
            "{screened} screened against {} records: {matched} with a match, {matches} matches in all.\n\
             A match is a lead for a person to judge, never a decision.",
            watchlist.len()
        )?;
        out.flush()
    }
}

fn show(
    out: &mut impl Write,
    entry: &Record,
    screening: &Screening,
    persons: Option<&Persons<'_>>,
) -> io::Result<()> {
    writeln!(out, "{}", "─".repeat(WIDTH))?;
    writeln!(out, "{}", fit(&format!("{}  {}", entry.id(), describe(entry)), WIDTH).trim_end())?;
    let Some(persons) = persons else {
        for (n, found) in screening.matches().iter().enumerate() {
            show_match(out, n + 1, found)?;
        }
        return writeln!(out);
    };
    let mut rank = 0;
    for matched in persons.matched(screening) {
        for found in matched.matches() {
            rank += 1;
            show_match(out, rank, found)?;
        }
        for line in people::beside(&matched) {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out)
}

fn show_match(out: &mut impl Write, rank: usize, found: &Match) -> io::Result<()> {
    let record = found.record();
    let who = format!("{rank}. {}  {}", record.id(), describe(record));
    let weight = format!("{} bits  p {:.3}", found.bits(), found.probability());
    let room = WIDTH - weight.len() - 1;
    writeln!(out, "\n{} {weight}", fit(&who, room))?;
    if let Some(listing) = describe_listing(record.listing()) {
        writeln!(out, "   {}", fit(&listing, WIDTH - 3).trim_end())?;
    }
    for line in evidence(found.evidence()) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn describe(record: &Record) -> String {
    let mut text = record.name().to_string();
    let dates = record.birth_dates().iter().map(|date| format!("born {date}"));
    let sex = record.sex().map(|sex| sex.to_string());
    for fact in dates.chain(sex).chain(record.nationalities().iter().cloned()) {
        text.push_str(", ");
        text.push_str(&fact);
    }
    text
}

fn describe_listing(listing: &Listing) -> Option<String> {
    let mut facts: Vec<String> =
        [listing.category(), listing.source()].into_iter().flatten().map(str::to_owned).collect();
    facts.extend(listing.valid_from().map(|day| format!("from {day}")));
    facts.extend(listing.valid_to().map(|day| format!("to {day}")));
    (!facts.is_empty()).then(|| facts.join(", "))
}

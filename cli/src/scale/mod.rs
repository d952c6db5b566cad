//! `sverka scale`: screens a population of invented people of any size, and reports speed, memory, and
//! recall against the truth.

mod growth;
mod measure;
mod memory;
mod people;
mod snapshot;

use crate::outcome::{Done, Outcome, Result};
use crate::{arguments, visible};
use clap::builder::RangedU64ValueParser;
use clap::{Arg, ArgMatches, Command, value_parser};
use people::{Kind, People};
use serde_json::Value;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use sverka::{Bits, Policy, ValidAt};

const EXPLANATION: &str = "\
Screens a population of invented people of any size, and reports speed, memory, and recall against
the truth. The last line of standard output is one JSON object.

Entries (--entries):
  population      half of them are about somebody listed, with the errors of offices
  common          made only of the ten commonest family names, given names and patronymics of
                  men in the list (counted in its first 100,000 records), with birth dates of
                  people listed
  common-undated  the same without birth dates: a thousand different names
  tied            thousands of records have the very same name and date, of ten people, and every
                  entry is about one of those people
  initials        about people listed, by the family name, two initials and the birth date
  hard            made to take long: 20 of the commonest names, the same run together, 20 single
                  letters, 20 words of 40 letters or of few different ones; 200 aliases, birth dates
                  or documents

Figures: records_per_s is of whole batches. cpu_us_per_record is the processor time of all threads
for an entry, which a busy machine distorts less, and cpu_us_of_thirds that of each third of the
entries: no token is in the cache before the first entry. p50_us and p99_us are of 2,000 further
entries, screened one at a time on one thread with the cache that the batches filled.
threshold_bits is what the default threshold, even odds, comes to for a list of this size.
Listings of any date count. Recall is of the entries that are about somebody listed, at the
default threshold and a limit of five. bytes_per_record is the length of a saved list, whose
sections are the arrays that a list in memory consists of; index_bytes_per_record leaves out the
section of the records as they were given. The cache comes on top, at most 128 bytes a record or
16 MiB. With --snapshot five processes open the list: begin_ms passes until the header is checked
and threads check the rest, open_ms until all is checked; then come the first two queries.
peak_rss_people_mib, peak_rss_build_mib and peak_rss_mib are the most memory that the process has
held once the people are there, once the list is built, and at the end.";

const EXAMPLES: &str = "\
Examples:
  sverka scale --watchlist 100000 --incoming 10000
  sverka scale --watchlist 1000000 --incoming 100000 --threads 2 --verify 100
  sverka scale --watchlist 1000000 --incoming 10000 --snapshot wanted.sverka   saved and opened
  sverka scale --watchlist 1000000 --incoming 50000 --write entries.jsonl      entries only
  sverka scale --growth 100000,1000000,10000000 --incoming 30000               as a table";

pub(crate) fn command() -> Command {
    let kinds = Kind::ALL.map(Kind::name).to_vec();
    Command::new("scale")
        .about("Measures speed, memory and recall on invented people")
        .long_about(EXPLANATION)
        .after_help(EXAMPLES)
        .arg(
            at_least_one("watchlist").required_unless_present("growth").help("Records in the list"),
        )
        .arg(at_least_one("incoming").required(true).help("Entries to screen"))
        .arg(arguments::threads())
        .arg(
            number("verify", "K")
                .default_value("0")
                .help("Also score every record for K of the entries, and count different answers"),
        )
        .arg(arguments::seed())
        .arg(path("snapshot").help("Save the list there, open it, and screen with the opened list"))
        .arg(path("opened").hide(true).help("Open this list, of that many records, and stop"))
        .arg(
            Arg::new("entries")
                .long("entries")
                .value_name("KIND")
                .value_parser(kinds)
                .default_value(Kind::Population.name())
                .help("Who comes in; --help describes each kind"),
        )
        .arg(
            at_least_one("best")
                .help("Ask for the best N records whatever they weigh, not by the default policy"),
        )
        .arg(path("write").help("Write the entries there as JSON lines, and stop"))
        .arg(
            at_least_one("growth")
                .value_name("N,N,…")
                .value_delimiter(',')
                .conflicts_with_all(["watchlist", "snapshot", "opened", "write"])
                .help("Measure each of these sizes in a process of its own, and print a table"),
        )
}

fn at_least_one(name: &'static str) -> Arg {
    number(name, "N").value_parser(RangedU64ValueParser::<usize>::new().range(1..))
}

fn number(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).value_parser(value_parser!(usize))
}

fn path(name: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf))
}

/// What is measured.
struct Options {
    incoming: usize,
    threads: usize,
    verify: usize,
    seed: u64,
    entries: Kind,
    /// How many records are asked for whatever they weigh; none for the default policy.
    best: Option<usize>,
}

impl Options {
    /// The policy that entries are screened by. Listings of any date count.
    fn policy(&self) -> Policy {
        let policy = Policy::default().with_valid_at(ValidAt::Ever);
        match self.best {
            Some(best) => policy.with_limit(best).with_min_bits(Bits::from_hundredths(-100_000)),
            None => policy.with_limit(5),
        }
    }
}

pub(crate) fn run(arguments: &ArgMatches) -> Outcome {
    let number = |name| arguments.get_one::<usize>(name).copied().unwrap_or(0);
    let options = Options {
        incoming: number("incoming"),
        threads: number("threads"),
        verify: number("verify"),
        seed: arguments.get_one::<u64>("seed").copied().unwrap_or(1),
        best: arguments.get_one("best").copied(),
        entries: arguments::text(arguments, "entries").and_then(Kind::find).unwrap_or_default(),
    };
    if let Some(sizes) = arguments.get_many::<usize>("growth") {
        growth::run(&options, &sizes.copied().collect::<Vec<_>>())?;
        return Ok(Done::Completely);
    }
    let records = number("watchlist");
    if let Some(file) = arguments.get_one::<PathBuf>("write") {
        write_entries(&options, records, file)?;
        return Ok(Done::Completely);
    }
    arguments::start_threads(arguments)?;
    if let Some(file) = arguments.get_one::<PathBuf>("opened") {
        print_json(&snapshot::opened(&options, records, file)?)?;
        return Ok(Done::Completely);
    }
    let snapshot = arguments.get_one::<PathBuf>("snapshot").map(PathBuf::as_path);
    print_json(&measure::measure(&options, records, snapshot)?)?;
    Ok(Done::Completely)
}

fn print_json(figures: &Value) -> Result<()> {
    let mut out = visible::json_output();
    writeln!(out, "{figures}")?;
    Ok(out.flush()?)
}

fn write_entries(options: &Options, records: usize, file: &Path) -> Result<()> {
    let people = People::new(options.seed, options.entries, records);
    let mut out = BufWriter::new(File::create(file)?);
    for incoming in people.all_incoming(0..options.incoming) {
        serde_json::to_writer(&mut out, &incoming.entry)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

//! Options that several subcommands have, and how their values are read.

use crate::outcome::Result;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use std::num::{NonZeroU64, NonZeroUsize};
use sverka::formats::{ColumnMap, Dialect};
use sverka::{Bits, KnownAt, Policy, ValidAt};

/// One option that sets a part of a policy, as it is given on the command line.
#[derive(Clone, Debug)]
pub(crate) enum PolicyOption {
    Top(usize),
    Budget(u64),
    Incomplete(bool),
    MinBits(Bits),
    MinProbability(f64),
    ReviewBits(Bits),
    ReviewProbability(f64),
    NoReview,
    ListedShare(f64),
    Population(u64),
    ValidAt(ValidAt),
    KnownAt(KnownAt),
    Source(String),
    Category(String),
}

impl PolicyOption {
    /// The policy with this option set. Sources and categories add to those that are set already.
    pub(crate) fn apply(self, policy: Policy) -> std::result::Result<Policy, sverka::Error> {
        Ok(match self {
            PolicyOption::Top(matches) => policy.with_limit(matches),
            PolicyOption::Budget(steps) => policy.with_budget(steps),
            PolicyOption::Incomplete(true) => policy.with_incomplete(),
            PolicyOption::Incomplete(false) => policy.without_incomplete(),
            PolicyOption::MinBits(bits) => policy.with_min_bits(bits),
            PolicyOption::MinProbability(probability) => {
                policy.with_min_probability(probability)?
            }
            PolicyOption::ReviewBits(bits) => policy.with_review_bits(bits),
            PolicyOption::ReviewProbability(probability) => {
                policy.with_review_probability(probability)?
            }
            PolicyOption::NoReview => policy.without_review(),
            PolicyOption::ListedShare(share) => policy.with_listed_share(share)?,
            PolicyOption::Population(people) => policy.with_population(people),
            PolicyOption::ValidAt(day) => policy.with_valid_at(day),
            PolicyOption::KnownAt(day) => policy.with_known_at(day),
            PolicyOption::Source(name) => {
                let sources = [policy.sources(), &[name]].concat();
                policy.with_sources(sources)
            }
            PolicyOption::Category(name) => {
                let categories = [policy.categories(), &[name]].concat();
                policy.with_categories(categories)
            }
        })
    }
}

/// The policy that these options set, in the order of the command line, starting from `policy`.
pub(crate) fn policy(arguments: &ArgMatches, options: &[&str], policy: Policy) -> Result<Policy> {
    let options = in_order::<PolicyOption>(arguments, options).into_iter();
    Ok(options.map(|(_, option)| option).try_fold(policy, |policy, option| option.apply(policy))?)
}

/// The options that set any part of a policy.
pub(crate) const WHOLE_POLICY: [&str; 13] = [
    "top",
    "min-bits",
    "min-probability",
    REVIEW[0],
    REVIEW[1],
    PRIOR[0],
    PRIOR[1],
    "valid-at",
    "known-at",
    "source",
    "category",
    "budget",
    "incomplete",
];

/// The same, in the order of the help.
pub(crate) fn whole_policy() -> impl Iterator<Item = Arg> {
    let thresholds = [top(), min_bits(), min_probability()].into_iter();
    let others = [valid_at(), known_at(), source(), category(), budget(), incomplete()];
    thresholds.chain(review()).chain(prior()).chain(others)
}

/// The values of several options, in the order of the command line, with their positions there.
pub(crate) fn in_order<T: Clone + Send + Sync + 'static>(
    arguments: &ArgMatches,
    options: &[&str],
) -> Vec<(usize, T)> {
    let occurrences = |option: &&str| {
        let positions = arguments.indices_of(option).into_iter().flatten();
        let values = arguments.get_many::<T>(option).into_iter().flatten().cloned();
        positions.zip(values).collect::<Vec<_>>()
    };
    let mut values: Vec<(usize, T)> = options.iter().flat_map(occurrences).collect();
    values.sort_by_key(|(position, _)| *position);
    values
}

/// `--top N`
pub(crate) fn top() -> Arg {
    policy_option("top", "N", |text| Ok(PolicyOption::Top(text.parse::<NonZeroUsize>()?.get())))
        .help("At most N matches for each record")
}

/// `--min-bits B`
pub(crate) fn min_bits() -> Arg {
    policy_option("min-bits", "B", |text| Ok(PolicyOption::MinBits(bits(text)?)))
        .allow_negative_numbers(true)
        .help("Report a record from B bits on")
}

/// `--min-probability P`
pub(crate) fn min_probability() -> Arg {
    policy_option("min-probability", "P", |text| {
        checked(PolicyOption::MinProbability(text.parse()?))
    })
    .help("Report a record from this probability on [default: 0.5]")
}

/// The options that set the review band, in the order of the help.
pub(crate) const REVIEW: [&str; 2] = ["review-bits", "review-probability"];

/// `--review-bits B` and `--review-probability P`
pub(crate) fn review() -> [Arg; 2] {
    let bits = policy_option(REVIEW[0], "B", |text| Ok(PolicyOption::ReviewBits(bits(text)?)))
        .allow_negative_numbers(true)
        .help("Match a record for review from B bits on");
    let probability = policy_option(REVIEW[1], "P", |text| {
        Ok(match text {
            "none" => PolicyOption::NoReview,
            text => checked(PolicyOption::ReviewProbability(text.parse()?))?,
        })
    })
    .help("Match for review from this probability on, or \"none\" [default: 0.025]");
    [bits, probability]
}

/// The options that set the prior.
pub(crate) const PRIOR: [&str; 2] = ["listed-share", "population"];

/// `--listed-share S` and `--population PEOPLE`
pub(crate) fn prior() -> [Arg; 2] {
    let share =
        policy_option(PRIOR[0], "S", |text| checked(PolicyOption::ListedShare(text.parse()?)))
            .help("The share of entries about somebody listed: 1 in 200 is 0.005 [default: 0.1]");
    let population = policy_option(PRIOR[1], "PEOPLE", |text| {
        Ok(PolicyOption::Population(text.parse::<NonZeroU64>()?.get()))
    })
    .help("How many people the entries are drawn from [default: 10000]");
    [share, population]
}

/// `--valid-at DATE`
pub(crate) fn valid_at() -> Arg {
    policy_option("valid-at", "DATE", |text| {
        Ok(PolicyOption::ValidAt(match text {
            "ever" => ValidAt::Ever,
            day => ValidAt::On(day.parse()?),
        }))
    })
    .help("The day on which a listing must be valid, or \"ever\" [default: today, UTC]")
}

/// `--known-at DATE`
pub(crate) fn known_at() -> Arg {
    policy_option("known-at", "DATE", |text| Ok(PolicyOption::KnownAt(KnownAt::On(text.parse()?))))
        .help("Search what was known at the end of that day, by submission dates or the list's own history [default: now]")
}

/// `--source NAME`
pub(crate) fn source() -> Arg {
    policy_option("source", "NAME", |text| Ok(PolicyOption::Source(text.to_owned())))
        .help("Only listings of this source; may be repeated")
}

/// `--category NAME`
pub(crate) fn category() -> Arg {
    policy_option("category", "NAME", |text| Ok(PolicyOption::Category(text.to_owned())))
        .help("Only listings of this category; may be repeated")
}

/// `--budget STEPS`
pub(crate) fn budget() -> Arg {
    policy_option("budget", "STEPS", |text| {
        Ok(PolicyOption::Budget(text.parse::<NonZeroU64>()?.get()))
    })
    .help("Leave off an entry that takes more steps, and say so [default: 67108864]")
}

/// `--incomplete keep|refuse`
pub(crate) fn incomplete() -> Arg {
    policy_option("incomplete", "WHAT", |text| match text {
        "keep" => Ok(PolicyOption::Incomplete(true)),
        "refuse" => Ok(PolicyOption::Incomplete(false)),
        _ => Err("expected keep or refuse".into()),
    })
    .help("Of an answer that is not complete, \"keep\" what was found or \"refuse\" all [default: keep]")
}

type ParseError = Box<dyn std::error::Error + Send + Sync>;

/// A policy option, which may be repeated.
fn policy_option(
    name: &'static str,
    value: &'static str,
    read: fn(&str) -> std::result::Result<PolicyOption, ParseError>,
) -> Arg {
    Arg::new(name).long(name).value_name(value).action(ArgAction::Append).value_parser(read)
}

fn bits(text: &str) -> std::result::Result<Bits, ParseError> {
    Ok(Bits::try_from(text.parse::<f64>()?)?)
}

/// The option, if a policy takes its value.
fn checked(option: PolicyOption) -> std::result::Result<PolicyOption, ParseError> {
    option.clone().apply(Policy::default())?;
    Ok(option)
}

/// The options of how a file is read, which its name in the help stands for.
pub(crate) fn reading(file: &str) -> impl Iterator<Item = Arg> {
    [columns(file), separator(file), encoding(file), memory_limit(), strict()].into_iter()
}

/// The options of how the text of a watchlist beside another file is written.
pub(crate) fn watchlist_text() -> impl Iterator<Item = Arg> {
    text_beside("LIST", WATCHLIST)
}

/// The options of how the text of screened entries beside another file is written.
pub(crate) fn screened_text() -> impl Iterator<Item = Arg> {
    text_beside("ENTRIES", SCREENED)
}

/// The files that a command reads: the one that its options are about, and those beside it.
const FILE: usize = 0;
const WATCHLIST: usize = 1;
const SCREENED: usize = 2;

/// The names of an option for each of these files. They have the same memory limit, and are strict or not.
const COLUMNS: [&str; 3] = ["columns", "watchlist-columns", "screened-columns"];
const SEPARATOR: [&str; 3] = ["separator", "watchlist-separator", "screened-separator"];
const ENCODING: [&str; 3] = ["encoding", "watchlist-encoding", "screened-encoding"];

fn text_beside(file: &str, beside: usize) -> impl Iterator<Item = Arg> {
    let options =
        [(columns(file), COLUMNS), (separator(file), SEPARATOR), (encoding(file), ENCODING)];
    options.into_iter().map(move |(arg, names)| arg.id(names[beside]).long(names[beside]))
}

/// `--columns FIELD=HEADER,…`
fn columns(file: &str) -> Arg {
    Arg::new(COLUMNS[0])
        .long(COLUMNS[0])
        .value_name("FIELD=HEADER,…")
        .value_parser(|text: &str| text.parse::<ColumnMap>())
        .help(format!("Other headers in {file}, such as name=person,birth_date=born_on"))
}

/// `--separator CHARACTER`
fn separator(file: &str) -> Arg {
    Arg::new(SEPARATOR[0])
        .long(SEPARATOR[0])
        .value_name("CHARACTER")
        .value_parser([",", ";", "tab", "|"])
        .help(format!("What separates cells in {file} [default: what its header shows]"))
}

/// `--encoding NAME`
fn encoding(file: &str) -> Arg {
    Arg::new(ENCODING[0])
        .long(ENCODING[0])
        .value_name("NAME")
        .value_parser(|name: &str| Dialect::new().with_encoding(name).map(|_| name.to_owned()))
        .help(format!(
            "The encoding of {file}, such as windows-1251 or koi8-r [default: what its letters show]"
        ))
}

/// `--memory-limit SIZE`
fn memory_limit() -> Arg {
    Arg::new("memory-limit")
        .long("memory-limit")
        .value_name("SIZE")
        .value_parser(|text: &str| -> std::result::Result<u64, ParseError> {
            let bytes = size(text).ok_or("expected a size such as 512MiB or 4GiB")?;
            Dialect::new().with_memory_limit(bytes)?;
            Ok(bytes)
        })
        .help(
            "Text that may be held until persons are whole; a row may have a 64th [default: 1GiB]",
        )
}

/// The bytes of `512MiB` or `4GiB`.
fn size(text: &str) -> Option<u64> {
    let units = [("GiB", 1 << 30), ("MiB", 1 << 20)];
    let (number, unit) =
        units.into_iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))?;
    number.trim_end().parse::<u64>().ok()?.checked_mul(unit)
}

/// `--strict`
fn strict() -> Arg {
    Arg::new("strict")
        .long("strict")
        .action(ArgAction::SetTrue)
        .help("Reject a record with a value that cannot be read, instead of leaving the value out")
}

/// How the file of a command is read.
pub(crate) fn dialect(arguments: &ArgMatches) -> Result<Dialect> {
    dialect_of(arguments, FILE)
}

/// How a watchlist beside another file is read.
pub(crate) fn watchlist_dialect(arguments: &ArgMatches) -> Result<Dialect> {
    dialect_of(arguments, WATCHLIST)
}

/// How screened entries beside another file are read.
pub(crate) fn screened_dialect(arguments: &ArgMatches) -> Result<Dialect> {
    dialect_of(arguments, SCREENED)
}

fn dialect_of(arguments: &ArgMatches, file: usize) -> Result<Dialect> {
    let columns = arguments.get_one::<ColumnMap>(COLUMNS[file]).cloned().unwrap_or_default();
    let mut dialect = Dialect::new().with_columns(columns);
    if let Some(separator) = text(arguments, SEPARATOR[file]) {
        dialect = dialect.with_separator(match separator {
            "tab" => '\t',
            other => other.chars().next().unwrap_or(','),
        })?;
    }
    if let Some(name) = text(arguments, ENCODING[file]) {
        dialect = dialect.with_encoding(name)?;
    }
    if let Some(bytes) = arguments.get_one::<u64>("memory-limit") {
        dialect = dialect.with_memory_limit(*bytes)?;
    }
    Ok(if arguments.get_flag("strict") { dialect.strict() } else { dialect })
}

/// `--format NAME`, of which the first is the default.
pub(crate) fn format(names: &[&'static str]) -> Arg {
    let first = names[0];
    Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .value_parser(names.to_vec())
        .default_value(first)
        .help("The form of the output")
}

/// Whether the output is to have this form.
pub(crate) fn format_is(arguments: &ArgMatches, name: &str) -> bool {
    arguments.get_one::<String>("format").is_some_and(|format| format == name)
}

/// `--seed S` of invented people.
pub(crate) fn seed() -> Arg {
    Arg::new("seed")
        .long("seed")
        .value_name("S")
        .default_value("1")
        .value_parser(value_parser!(u64))
        .help("The seed of the invented people")
}

/// `--threads N`
pub(crate) fn threads() -> Arg {
    Arg::new("threads")
        .long("threads")
        .value_name("N")
        .value_parser(value_parser!(usize))
        .help("Worker threads [default: one for each core]")
}

/// Starts the worker threads.
pub(crate) fn start_threads(arguments: &ArgMatches) -> Result<()> {
    let threads = arguments.get_one::<usize>("threads").copied().unwrap_or(0);
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?)
}

/// The text of an argument, if it is there.
pub(crate) fn text<'a>(arguments: &'a ArgMatches, name: &str) -> Option<&'a str> {
    arguments.get_one::<String>(name).map(String::as_str)
}

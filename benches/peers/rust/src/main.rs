//! Runs one list and its queries through sverka and the Rust peers, on one thread, and writes both for the Python
//! peers.
//!
//! ```text
//! sverka-peers --folder FOLDER             # receives listed.csv, queries.csv and rust.csv
//!   --listed N --queries M --seed S        # invented people (default: 20000, 2000, 1)
//!   --aliases FILE                         # or a CSV with id, name and aliases: each alias is
//!                                          #   a query whose answer is its own record
//!   --seconds T                            # each peer answers as many queries as it can in T
//!                                          #   seconds (default: 20)
//! ```

mod lists;
mod measure;
mod peers;
mod sverkas;

use lexopt::prelude::*;
use lists::List;
use measure::Measurements;
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

struct Options {
    folder: PathBuf,
    listed: usize,
    queries: usize,
    seed: u64,
    aliases: Option<PathBuf>,
    seconds: f64,
}

impl Options {
    fn from_command_line() -> Outcome<Options> {
        let mut options = Options {
            folder: PathBuf::new(),
            listed: 20_000,
            queries: 2_000,
            seed: 1,
            aliases: None,
            seconds: 20.0,
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("folder") => options.folder = arguments.value()?.into(),
                Long("listed") => options.listed = arguments.value()?.parse()?,
                Long("queries") => options.queries = arguments.value()?.parse()?,
                Long("seed") => options.seed = arguments.value()?.parse()?,
                Long("aliases") => options.aliases = Some(arguments.value()?.into()),
                Long("seconds") => options.seconds = arguments.value()?.parse()?,
                other => return Err(other.unexpected().into()),
            }
        }
        if options.folder.as_os_str().is_empty() {
            return Err("where to? expected --folder FOLDER".into());
        }
        Ok(options)
    }
}

fn main() -> Outcome {
    let options = Options::from_command_line()?;
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global()?;
    let list = match &options.aliases {
        Some(file) => List::of_aliases(file)?,
        None => List::invented(options.seed, options.listed, options.queries),
    };
    std::fs::create_dir_all(&options.folder)?;
    list.export(&options.folder)?;
    let patience = Duration::from_secs_f64(options.seconds);
    let mut measurements = Measurements::new(&list, patience, &options.folder.join("rust.csv"))?;
    sverkas::measure(&mut measurements)?;
    peers::measure(&mut measurements)
}

//! Runs one peer, sverka or another in Rust, over one list and its queries, on one thread, and prints its row as a
//! JSON object. Without a peer it only writes the list and the queries, for the Python peers.
//!
//! ```text
//! sverka-peers --peer NAME                 # a name of `run`
//! sverka-peers --folder FOLDER             # receives listed.csv and queries.csv
//!   --listed N --queries M --seed S        # invented people (default: 20000, 2000, 1)
//!   --aliases FILE                         # or a CSV with id, name and aliases: each alias is
//!                                          #   a query whose answer is its own record
//!   --seconds T                            # the peer answers as many queries as it can in T
//!                                          #   seconds (default: 20)
//! ```

mod lists;
mod measure;
mod peers;
mod sverkas;

use lexopt::prelude::*;
use lists::List;
use measure::Measurement;
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

struct Options {
    peer: Option<String>,
    folder: Option<PathBuf>,
    listed: usize,
    queries: usize,
    seed: u64,
    aliases: Option<PathBuf>,
    seconds: f64,
}

impl Options {
    fn from_command_line() -> Outcome<Options> {
        let mut options = Options {
            peer: None,
            folder: None,
            listed: 20_000,
            queries: 2_000,
            seed: 1,
            aliases: None,
            seconds: 20.0,
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("peer") => options.peer = Some(arguments.value()?.parse()?),
                Long("folder") => options.folder = Some(arguments.value()?.into()),
                Long("listed") => options.listed = arguments.value()?.parse()?,
                Long("queries") => options.queries = arguments.value()?.parse()?,
                Long("seed") => options.seed = arguments.value()?.parse()?,
                Long("aliases") => options.aliases = Some(arguments.value()?.into()),
                Long("seconds") => options.seconds = arguments.value()?.parse()?,
                other => return Err(other.unexpected().into()),
            }
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
    if let Some(folder) = &options.folder {
        std::fs::create_dir_all(folder)?;
        list.export(folder)?;
    }
    if let Some(peer) = &options.peer {
        let mut measurement =
            Measurement::new(&list, Duration::from_secs_f64(options.seconds), peer);
        sverkas::measure(&mut measurement)?;
        peers::measure(&mut measurement)?;
        println!("{}", measurement.row.ok_or_else(|| format!("no peer is called {peer}"))?);
    }
    Ok(())
}

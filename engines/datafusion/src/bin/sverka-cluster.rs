//! The processes of a cluster.
//!
//! ```sh
//! sverka-cluster scheduler [--host H] [--advertise H] [--port P] [--executor-timeout SECONDS]
//! sverka-cluster executor [--scheduler H:P] [--host H] [--advertise H] [--port P] [--tasks N] [--work-folder FOLDER]
//! ```
//!
//! They bind to 127.0.0.1 unless told otherwise. Those that bind to 0.0.0.0 advertise the host by which others reach
//! them. `RUST_LOG` says what is logged, to standard error.

use lexopt::{Arg, Parser, ValueExt};
use std::process::ExitCode;
use sverka_datafusion::cluster::{ExecutorOptions, SchedulerOptions, run_executor, run_scheduler};

enum Process {
    Scheduler(SchedulerOptions),
    Executor(ExecutorOptions),
}

fn parse() -> Result<Process, lexopt::Error> {
    let mut arguments = Parser::from_env();
    let expected = "expected `scheduler` or `executor`";
    let Some(Arg::Value(process)) = arguments.next()? else {
        return Err(expected.into());
    };
    match process.to_str() {
        Some("scheduler") => {
            let mut options = SchedulerOptions::default();
            while let Some(argument) = arguments.next()? {
                match argument {
                    Arg::Long("host") => options.host = arguments.value()?.string()?,
                    Arg::Long("advertise") => {
                        options.advertise = Some(arguments.value()?.string()?);
                    }
                    Arg::Long("port") => options.port = arguments.value()?.parse()?,
                    Arg::Long("executor-timeout") => {
                        options.executor_timeout = arguments.value()?.parse()?;
                    }
                    other => return Err(other.unexpected()),
                }
            }
            Ok(Process::Scheduler(options))
        }
        Some("executor") => {
            let mut options = ExecutorOptions::default();
            while let Some(argument) = arguments.next()? {
                match argument {
                    Arg::Long("scheduler") => options.scheduler = arguments.value()?.string()?,
                    Arg::Long("host") => options.host = arguments.value()?.string()?,
                    Arg::Long("advertise") => {
                        options.advertise = Some(arguments.value()?.string()?);
                    }
                    Arg::Long("port") => options.port = arguments.value()?.parse()?,
                    Arg::Long("tasks") => options.tasks = arguments.value()?.parse()?,
                    Arg::Long("work-folder") => {
                        options.work_folder = Some(arguments.value()?.into());
                    }
                    other => return Err(other.unexpected()),
                }
            }
            Ok(Process::Executor(options))
        }
        _ => Err(expected.into()),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info")).init();
    let run = match parse() {
        Ok(Process::Scheduler(options)) => run_scheduler(options).await,
        Ok(Process::Executor(options)) => run_executor(options).await,
        Err(error) => {
            eprintln!("sverka-cluster: {error}");
            return ExitCode::from(2);
        }
    };
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sverka-cluster: {error}");
            ExitCode::FAILURE
        }
    }
}

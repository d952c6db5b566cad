//! How examples end: well, or with one clear line.

use std::error::Error;
use std::io;
use std::process::ExitCode;

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Ends a program: with 0, or with 2 and one line on standard error.
pub(crate) fn end(name: &str, outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads the output may close it early, as `head` does.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

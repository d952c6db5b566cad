//! How a command ends, and with which exit code.

use crate::visible::report;
use std::error::Error;
use std::io;
use std::process::ExitCode;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What a command did, or why nothing could be done.
pub(crate) type Outcome = Result<Done>;

/// What became of the rows that a command read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// All of them were read.
    Completely,
    /// Some were rejected and reported on standard error, or an answer is incomplete; the others were read and answered.
    WithShortcomings,
}

impl Done {
    /// By how many rows were rejected, or how many answers are incomplete.
    pub(crate) fn with_shortcomings(count: u64) -> Done {
        if count == 0 { Done::Completely } else { Done::WithShortcomings }
    }

    /// What became of the rows of both.
    pub(crate) fn and(self, other: Done) -> Done {
        if self == Done::Completely { other } else { self }
    }
}

/// The exit code: 0 done, 2 nothing could be done (said in one line on standard error), 3 done with
/// rows rejected or answers incomplete.
pub(crate) fn exit_code(command: &str, outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(Done::Completely) => ExitCode::SUCCESS,
        Ok(Done::WithShortcomings) => ExitCode::from(3),
        // A reader such as `head` may close the output early.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            report!("sverka {command}: {error}");
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

//! Progress on standard error.

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar on standard error, drawn only where that is a terminal.
pub(crate) fn progress(what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {human_pos} in {elapsed} ({per_sec})");
    ProgressBar::no_length()
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        .with_message(what)
}

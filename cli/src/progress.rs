//! Progress on standard error, drawn only where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A count of what is done, where the whole is not known.
pub(crate) fn counter(what: &'static str) -> ProgressBar {
    with_template("{msg} {human_pos} in {elapsed} ({per_sec})").with_message(what)
}

/// A bar for a whole that is set once it is known.
pub(crate) fn bar() -> ProgressBar {
    with_template("{wide_bar} {percent}%  {msg}  {eta} left")
}

fn with_template(template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

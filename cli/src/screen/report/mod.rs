//! The officer's page: what a batch came to, and every match with its evidence, as one file of HTML.
//!
//! The page begins with totals that are known only in the end. So entries are written to files beside it as
//! they are screened, and put together last: memory holds one batch, whatever the number of entries.

mod entry;
mod part_file;
mod totals;

use super::further::Further;
use crate::input::STANDARD_INPUT;
use crate::outcome::Result;
use crate::page::{self, Language, Note};
use crate::waterfall::{Bridges, Thresholds};
use entry::{EntryView, facts};
use minijinja::{Environment, context};
use part_file::PartFile;
use serde::Serialize;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use sverka::persons::Persons;
use sverka::{Date, Error, KnownAt, Policy, Record, Screening};
use totals::Totals;

const TEMPLATES: [(&str, &str); 6] = [
    ("page.html", include_str!("page.html")),
    ("entry.html", include_str!("entry.html")),
    ("row.html", include_str!("row.html")),
    ("macros.html", include_str!("macros.html")),
    ("report.css", include_str!("report.css")),
    ("script.js", include_str!("script.js")),
];

/// Where the page has its parts, in this order.
const MARKS: [&str; 3] = ["<!--entries-->", "<!--others-->", "<!--rejected-->"];

/// A page that is being written.
pub(super) struct Report {
    path: PathBuf,
    language: Language,
    thresholds: Thresholds,
    environment: Environment<'static>,
    bridges: Bridges,
    totals: Totals,
    entries: PartFile,
    others: PartFile,
    rejected: PartFile,
}

impl Report {
    /// Begins a page at a path, where another file is replaced in the end.
    ///
    /// # Errors
    /// A folder that cannot be written to; a path at which there is something else than a file, such as a terminal.
    pub(super) fn create(path: &str, language: Language, thresholds: Thresholds) -> Result<Report> {
        if path == STANDARD_INPUT
            || Path::new(path).symlink_metadata().is_ok_and(|it| !it.is_file())
        {
            return Err(
                format!("{path}: no file; expected a path for a page, such as page.html").into()
            );
        }
        let part = |name: &str| PartFile::create(Path::new(path), name);
        Ok(Report {
            path: path.into(),
            language,
            thresholds,
            environment: page::environment(&TEMPLATES, language)?,
            bridges: Bridges::default(),
            totals: Totals::default(),
            entries: part("entries")?,
            others: part("others")?,
            rejected: part("rejected")?,
        })
    }

    /// Adds an entry with its answer, and what was noted when it was read.
    pub(super) fn add(
        &mut self,
        record: &Record,
        (screening, further): (&Screening, Further),
        persons: Option<&Persons<'_>>,
        notes: &[Error],
    ) -> Result<()> {
        self.totals.add(screening, further);
        let left_out = entry::left_out(record, notes, self.language);
        let left_out = entry::incomplete(screening, self.language).into_iter().chain(left_out);
        let left_out: Vec<Note> = left_out.collect();
        if screening.matches().is_empty() {
            let name = record.name().to_string();
            let facts = facts(record, self.language);
            return self.write(
                Row::Other,
                context! { id => record.id(), name, entry_facts => facts, left_out },
            );
        }
        let view = EntryView::new(
            self.totals.with_match(),
            (record, left_out),
            (screening, further),
            persons,
            (self.thresholds, self.language, &mut self.bridges),
        );
        let html = self.environment.get_template("entry.html")?.render(view)?;
        Ok(self.entries.write_all(html.as_bytes())?)
    }

    /// Adds a row that was rejected, and so not screened.
    pub(super) fn reject(&mut self, problem: &Error) -> Result<()> {
        self.totals.reject();
        self.write(Row::Rejected, context! { problem => self.language.note(problem) })
    }

    fn write(&mut self, row: Row, values: minijinja::Value) -> Result<()> {
        let html = self.environment.get_template("row.html")?.render(values)?;
        let part = match row {
            Row::Other => &mut self.others,
            Row::Rejected => &mut self.rejected,
        };
        Ok(part.write_all(html.as_bytes())?)
    }

    /// Puts the page together, of entries and of a list with these names, of which so many records were known.
    pub(super) fn finish(
        self,
        [incoming, list]: [&str; 2],
        records: usize,
        policy: &Policy,
    ) -> Result<()> {
        let name =
            |path| Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path);
        let page = Page {
            incoming: name(incoming),
            list: name(list),
            paths: [incoming, list],
            records: records as u64,
            made_on: Date::today().to_string(),
            version: env!("CARGO_PKG_VERSION"),
            bands: self.totals.bands(self.thresholds, policy),
            known_at: match policy.known_at() {
                KnownAt::On(day) => Some(day.to_string()),
                _ => None,
            },
            sources: policy.sources(),
            categories: policy.categories(),
            limit: policy.limit().map(|limit| limit as u64),
            rest_at_most: self.totals.rest_at_most().map(|bits| bits.to_string()),
            even_odds: self.thresholds.even_odds.to_string(),
            further: self.totals.further(self.language),
            totals: &self.totals,
        };
        let html = self.environment.get_template("page.html")?.render(page)?;
        let unfinished = PartFile::path_beside(&self.path, "unfinished");
        let mut out = BufWriter::new(File::create(&unfinished)?);
        let mut rest = html.as_str();
        for (mark, part) in MARKS.into_iter().zip([self.entries, self.others, self.rejected]) {
            let (before, after) = rest.split_once(mark).ok_or("a template without its marks")?;
            out.write_all(before.as_bytes())?;
            part.copy_to(&mut out)?;
            rest = after;
        }
        out.write_all(rest.as_bytes())?;
        out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
        Ok(std::fs::rename(unfinished, &self.path)?)
    }
}

/// A row of a table at the end of the page.
#[derive(Clone, Copy)]
enum Row {
    Other,
    Rejected,
}

/// What the template of the page shows, around its parts.
#[derive(Serialize)]
struct Page<'a> {
    incoming: &'a str,
    list: &'a str,
    /// Both as they were stated.
    paths: [&'a str; 2],
    records: u64,
    made_on: String,
    version: &'static str,
    bands: Vec<totals::BandRow>,
    known_at: Option<String>,
    sources: &'a [String],
    categories: &'a [String],
    limit: Option<u64>,
    rest_at_most: Option<String>,
    even_odds: String,
    further: Option<String>,
    totals: &'a Totals,
}

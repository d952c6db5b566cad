//! Operations: a large file of records, screened in stages against several lists by runs that may be
//! interrupted at any moment.
//!
//! The incoming file is read in chunks of rows, so it may be larger than memory. A chunk is screened in
//! parallel and its answers are written in order; then a journal records how far the operation has got.
//! After an interruption, even a power failure, [running](Operation::run) the same operation in the same
//! folder continues after the last complete chunk: no row is screened twice or left out, and the output is
//! byte for byte that of an uninterrupted run.
//!
//! ```
//! use sverka::operation::{Admit, Operation, Stage};
//! use sverka::{Policy, Record, ValidAt, Watchlist};
//!
//! # let folder = std::env::temp_dir().join(format!("sverka-operation-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder).expect("a folder for temporary files");
//! let incoming = folder.join("incoming.csv");
//! std::fs::write(&incoming, "id,name,birth_date,source\n\
//!                            e1,CHTCHERBAKOV Alexandre,1971-03-15,airport\n\
//!                            e2,Snegova Agniya,1990-02-01,airport\n\
//!                            e3,1234,,harbour\n").expect("a file");
//! let listed = Record::new("w1", "Щербаков Александр").with_birth_date("1971-03-15".parse()?);
//! let wanted = Watchlist::builder().record(listed).build()?;
//!
//! let policy = Policy::default().with_valid_at(ValidAt::On("2026-06-01".parse()?));
//! let operation = Operation::new(Stage::new("all", policy.clone()).with_list("wanted", &wanted))
//!     .then(Admit::Matched, Stage::new("again", policy.with_limit(1)).with_list("wanted", &wanted));
//! let run = || operation.run(&incoming, folder.join("out"), |_| {});
//!
//! let report = run()?.report;
//! assert_eq!((report.rows.kept, report.rows.rejected), (2, 1));
//! assert_eq!((report.outcome.report, report.outcome.clear), (1, 1));
//! assert_eq!(report.stages[1].outcome.entries, 1);
//! assert_eq!(report.by_source["airport"].alerts_per_thousand, 500.0);
//! assert!(run()?.was_finished);
//! # std::fs::remove_dir_all(&folder).expect("the folder is there");
//! # Ok::<(), sverka::Error>(())
//! ```
//!
//! # Stages
//!
//! The first stage screens every record against all its lists. A record continues to the next stage only
//! if the [`Admit`] of that stage accepts it, by what the stage before found. So a wide and cheap search
//! comes first, and further lists or a stricter policy only where they are needed. The last stage that
//! screened a record decides how it is counted ([`OperationReport::outcome`]).
//!
//! # Files in the folder
//!
//! | file | content |
//! |---|---|
//! | `screenings.jsonl` | one object for each record, stage and list, in the order of the records and then of stages and lists: `stage`, `list`, and the fields of a [`Screening`] |
//! | `problems.jsonl` | one object for each row that was rejected, and each value that was left out or kept in part: `row` (from 1, rejected rows included), `rejected`, `kind`, and `what`, with line and field but never a name |
//! | `report.json` | the [`OperationReport`], once the operation is finished |
//! | `journal`, `lock` | the progress, and a lock against a second process |
//!
//! This module uses the public faces of formats, lists and screening, and decides nothing about a match.

mod folder;
mod journal;
mod report;
mod stage;

pub use report::{ListReport, MatchCounts, OperationReport, OutcomeCounts, RowCounts, StageReport};
pub use stage::{Admit, Stage};

use crate::error::{Error, ErrorKind};
#[cfg(feature = "lists")]
use crate::formats;
use crate::formats::{Dialect, Format, Reader};
use crate::record::Record;
use crate::screening::{Policy, Screening, ValidAt};
use crate::storage::atomic_file::replace_file;
use folder::{OperationFolder, OutputFile};
use journal::{FileDigest, Journal, OperationPlan};
use serde::Serialize;
use stage::{StageAnswers, Verdict};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

/// Rows in a chunk by default.
const CHUNK: usize = 1 << 14;

/// The stages of an operation, and how its incoming file is read.
#[derive(Clone, Debug)]
pub struct Operation<'l> {
    stages: Vec<Stage<'l>>,
    /// Which records each stage accepts; the first accepts all.
    admits: Vec<Admit>,
    dialect: Dialect,
    chunk: usize,
}

/// The progress of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Rows that were processed, by this run and earlier ones.
    pub rows: u64,
    /// Those of them that earlier runs processed.
    pub rows_before: u64,
    /// Bytes of the incoming file that were read, before decompression; 0 where [`Operation::run_reader`] cannot tell.
    pub bytes: u64,
    /// Bytes of the incoming file.
    pub bytes_in_all: u64,
}

/// The result of an operation that is finished.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FinishedOperation {
    /// The counts.
    pub report: OperationReport,
    /// Whether an earlier run had finished it, so that this one did nothing.
    pub was_finished: bool,
}

impl<'l> Operation<'l> {
    /// An operation with a first stage, which screens every record.
    pub fn new(stage: Stage<'l>) -> Self {
        Operation {
            stages: vec![stage],
            admits: vec![Admit::Everyone],
            dialect: Dialect::new(),
            chunk: CHUNK,
        }
    }

    /// Adds a stage, with the records that continue to it from the stage before.
    #[must_use]
    pub fn then(mut self, admit: Admit, stage: Stage<'l>) -> Self {
        self.stages.push(stage);
        self.admits.push(admit);
        self
    }

    /// Sets how the incoming file is read: which columns hold which fields, separator and encoding,
    /// and whether a value that cannot be read rejects its row.
    #[must_use]
    pub fn with_dialect(mut self, dialect: impl Into<Dialect>) -> Self {
        self.dialect = dialect.into();
        self
    }

    /// Sets how many rows are read at a time, at least one; 16,384 by default. The answers do not depend on
    /// it, even if it changes between runs.
    #[must_use]
    pub fn with_chunk(mut self, rows: usize) -> Self {
        self.chunk = rows.max(1);
        self
    }

    /// Runs the operation, or continues it, until it is finished.
    ///
    /// `incoming` is a file in any format that [`Reader::open`] reads. `folder` is that of the operation: an
    /// empty one, one to be created in an existing parent, or the one that an earlier run of this operation
    /// used. `progress` is called after each chunk, on this thread.
    ///
    /// Two operations are the same if the contents of the incoming file and of the lists, the stages,
    /// policies and dialect, and the version of this crate are. Paths do not matter, nor whether a list was
    /// built or opened. [`ValidAt::Today`] is the day on which the operation started.
    ///
    /// Cost: memory for the rows of one chunk with their answers, and about 30 bytes per row, whatever its
    /// length, to find duplicate identifiers. The incoming file is read three times, twice of them for its
    /// checksum only. A run that continues parses the rows that were processed again, without screening
    /// them, and reads the output. Each chunk is synced to the disk. Screens on the current rayon thread
    /// pool.
    ///
    /// # Errors
    /// * [`ErrorKind::InvalidValue`] for a stage without lists, and for two stages, or two lists of a
    ///   stage, with the same name.
    /// * [`ErrorKind::Mismatch`] if the folder belongs to another operation, or something that this
    ///   one depends on has changed, also during the run.
    /// * [`ErrorKind::InUse`] if another process runs an operation in the folder.
    /// * [`ErrorKind::Damaged`] if the journal or an output is not what was written.
    /// * [`ErrorKind::Io`] if the system refuses a read or a write, the parent of the folder does not exist, or
    ///   the incoming source is not a file.
    /// * Those of [`Reader::open`]; and [`ErrorKind::Encoding`], [`ErrorKind::TooLarge`] or [`ErrorKind::Truncated`] if
    ///   the incoming file cannot be read to its end. The rows before that are screened and written.
    pub fn run(
        &self,
        incoming: impl AsRef<Path>,
        folder: impl AsRef<Path>,
        progress: impl FnMut(Progress),
    ) -> Result<FinishedOperation, Error> {
        let incoming = incoming.as_ref();
        self.check(incoming)?;
        let reader = Reader::open(incoming, self.dialect.clone())?;
        self.run_reader(reader, incoming, folder, progress)
    }

    /// As [`Operation::run`], with what `reader` makes of the incoming file: for one that this crate does not
    /// read by itself, such as a workbook whose sheet is given to the reader as a table.
    ///
    /// `reader` has read nothing yet, and makes the same of the same file whenever it is made again;
    /// [`Operation::with_dialect`] states its dialect too. Without a byte that [`Reader::bytes_read`] counts, the
    /// progress of this run counts rows alone.
    ///
    /// ```
    /// use sverka::formats::{Dialect, Reader};
    /// use sverka::operation::{Operation, Stage};
    /// use sverka::{Policy, Record, Watchlist};
    ///
    /// # let folder = std::env::temp_dir().join(format!("sverka-reader-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).expect("a folder for temporary files");
    /// // A form of the sender's own: the names alone, one after another.
    /// let incoming = folder.join("names");
    /// std::fs::write(&incoming, "KRYMOV Petr/Snegova Agniya").expect("a file");
    /// let table = format!("name\n{}", std::fs::read_to_string(&incoming).expect("text").replace('/', "\n"));
    /// let reader = Reader::csv(table.as_bytes(), "names", Dialect::new())?;
    ///
    /// let list = Watchlist::builder().record(Record::new("w1", "Крымов Пётр")).build()?;
    /// let stage = Stage::new("all", Policy::default()).with_list("wanted", &list);
    /// let run = Operation::new(stage).run_reader(reader, &incoming, folder.join("out"), |_| {})?;
    /// assert_eq!(run.report.rows.kept, 2);
    /// # std::fs::remove_dir_all(&folder).expect("the folder is there");
    /// # Ok::<(), sverka::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Operation::run`].
    pub fn run_reader<R: BufRead>(
        &self,
        reader: Reader<R>,
        incoming: impl AsRef<Path>,
        folder: impl AsRef<Path>,
        mut progress: impl FnMut(Progress),
    ) -> Result<FinishedOperation, Error> {
        let incoming = incoming.as_ref();
        self.check(incoming)?;
        let files = files(incoming, reader.format());
        let contents = contents(&files)?;
        let bytes_in_all = contents.first().map_or(0, |content| content.bytes);
        let plan = OperationPlan::new(contents.clone(), &self.dialect, &self.stages, &self.admits)?;

        let folder = OperationFolder::open(folder.as_ref())?;
        let path = folder.file(OperationFolder::JOURNAL);
        let journal = match Journal::read(&path)? {
            Some(journal) => {
                let in_folder = |error: Error| error.at_path(&path);
                plan.check(&journal.plan).map_err(in_folder)?;
                journal
            }
            None => {
                let journal = Journal::begin(plan, &self.stages);
                journal.write(&path)?;
                journal
            }
        };
        if journal.is_finished {
            return Ok(FinishedOperation { report: journal.report, was_finished: true });
        }
        let mut run = OperationRun::resume(self, incoming, reader, &folder, journal)?;
        let rows_before = run.journal.rows;
        loop {
            let is_more = run.process_chunk()?;
            let bytes = run.reader.bytes_read();
            progress(Progress { rows: run.journal.rows, rows_before, bytes, bytes_in_all });
            if !is_more {
                break;
            }
        }
        if self::contents(&files)? != contents {
            return Err(Error::new(ErrorKind::Mismatch, "a file that changed while it was read")
                .in_file(incoming.display().to_string())
                .expecting(
                    "an incoming file that stays as it is; or an empty folder to start again",
                ));
        }
        run.finish(&folder)
    }

    /// Checks the stages, and that the incoming source is a file, before a folder is created for it.
    fn check(&self, incoming: &Path) -> Result<(), Error> {
        let invalid = |what: &str, name: &str| {
            Error::new(ErrorKind::InvalidValue, what).with_value(name).in_field("stage")
        };
        for (n, stage) in self.stages.iter().enumerate() {
            if self.stages[..n].iter().any(|before| before.name == stage.name) {
                return Err(invalid("two stages with this name", &stage.name)
                    .expecting("a name of its own for each stage"));
            }
            if stage.lists.is_empty() {
                return Err(invalid("a stage without lists", &stage.name)
                    .expecting("at least one list for each stage"));
            }
            let names = stage.lists.iter().enumerate();
            let mut twice = names
                .filter(|(n, (name, _))| stage.lists[..*n].iter().any(|(other, _)| other == name));
            if let Some((_, (name, _))) = twice.next() {
                return Err(invalid("two lists with this name in one stage", name)
                    .expecting("a name of its own for each list"));
            }
        }
        folder::check_file(incoming)
    }
}

/// The files that incoming records of a format are read from.
fn files(incoming: &Path, format: Format) -> Vec<PathBuf> {
    #[cfg(feature = "lists")]
    if format == Format::OfacCsv {
        let beside = formats::beside(incoming).into_iter().flatten();
        return [incoming.to_owned()].into_iter().chain(beside).collect();
    }
    let _ = format;
    vec![incoming.to_owned()]
}

fn contents(files: &[PathBuf]) -> Result<Vec<FileDigest>, Error> {
    files.iter().map(|path| FileDigest::of(path)).collect()
}

/// A line of `screenings.jsonl`.
#[derive(Serialize)]
struct ScreeningLine<'a> {
    stage: &'a str,
    list: &'a str,
    #[serde(flatten)]
    screening: &'a Screening,
}

/// A line of `problems.jsonl`.
#[derive(Serialize)]
struct ProblemLine {
    row: u64,
    rejected: bool,
    kind: ErrorKind,
    what: String,
}

/// One run of an operation.
struct OperationRun<'o, R> {
    operation: &'o Operation<'o>,
    /// The policy of each stage, with the day on which the operation started.
    policies: Vec<Policy>,
    incoming: String,
    reader: Reader<R>,
    journal: Journal,
    journal_path: PathBuf,
    screenings: OutputFile,
    problems: OutputFile,
}

impl<'o, R: BufRead> OperationRun<'o, R> {
    /// Opens the outputs, and skips the rows that were processed.
    fn resume(
        operation: &'o Operation<'o>,
        incoming: &Path,
        mut reader: Reader<R>,
        folder: &OperationFolder,
        journal: Journal,
    ) -> Result<Self, Error> {
        let screenings =
            OutputFile::resume(folder.file(OperationFolder::SCREENINGS), &journal.screenings)?;
        let problems =
            OutputFile::resume(folder.file(OperationFolder::PROBLEMS), &journal.problems)?;
        // The reader still sees them, so that it finds duplicate identifiers.
        for _ in 0..journal.rows {
            reader.next();
        }
        let on_one_day = |stage: &Stage<'_>| match stage.policy.valid_at() {
            ValidAt::Today => {
                stage.policy.clone().with_valid_at(ValidAt::On(journal.report.began_on))
            }
            _ => stage.policy.clone(),
        };
        Ok(OperationRun {
            operation,
            policies: operation.stages.iter().map(on_one_day).collect(),
            incoming: incoming.display().to_string(),
            reader,
            journal_path: folder.file(OperationFolder::JOURNAL),
            journal,
            screenings,
            problems,
        })
    }

    /// Processes the next rows, and returns whether there may be more.
    fn process_chunk(&mut self) -> Result<bool, Error> {
        let before = self.reader.tally();
        let mut entries = Vec::new();
        let (mut rows, mut ended) = (0, None);
        let most = self.operation.chunk as u64;
        while rows < most && ended.is_none() {
            match self.reader.next() {
                None => break,
                Some(Ok(entry)) => {
                    entries.push(entry);
                    for note in self.reader.notes().to_vec() {
                        self.report_problem(rows + 1, false, &note)?;
                    }
                }
                Some(Err(error)) => {
                    let kind = error.kind();
                    if error.ends_the_source() {
                        ended = Some(error);
                        continue;
                    }
                    self.report_problem(rows + 1, true, &error)?;
                    *self.journal.report.rows.rejected_by.entry(kind).or_default() += 1;
                }
            }
            rows += 1;
        }
        let screened = self.screen(&entries);
        self.write(&entries, &screened)?;

        let (tally, counted) = (self.reader.tally(), &mut self.journal.report.rows);
        counted.kept += entries.len() as u64;
        counted.rejected += rows - entries.len() as u64;
        counted.not_persons += tally.not_persons() - before.not_persons();
        counted.notes += tally.notes() - before.notes();
        counted.read = counted.kept + counted.rejected + counted.not_persons;
        self.journal.rows += rows;
        self.journal.screenings = self.screenings.sync()?;
        self.journal.problems = self.problems.sync()?;
        self.journal.write(&self.journal_path)?;
        match ended {
            Some(error) => Err(error),
            None => Ok(rows == most),
        }
    }

    /// Writes a problem with the row that comes `after` rows after those that were processed.
    fn report_problem(&mut self, after: u64, rejected: bool, error: &Error) -> Result<(), Error> {
        // The output must not depend on the path of the file.
        let is_incoming = error.file() == Some(&self.incoming);
        let named = is_incoming.then(|| error.clone().in_file("incoming"));
        let what = named.as_ref().unwrap_or(error).to_string();
        let row = self.journal.rows + after;
        self.problems.write(&line(&ProblemLine { row, rejected, kind: error.kind(), what })?)
    }

    /// Screens a chunk, stage by stage.
    fn screen(&self, entries: &[Record]) -> Vec<StageAnswers> {
        let mut verdicts: Vec<Option<Verdict>> = vec![None; entries.len()];
        let mut stages = Vec::new();
        let asked = self.operation.stages.iter().zip(&self.operation.admits).zip(&self.policies);
        for ((stage, admit), policy) in asked {
            let admitted = verdicts.iter().enumerate().filter(|(_, before)| admit.admits(**before));
            let places: Vec<usize> = admitted.map(|(place, _)| place).collect();
            let of_few: Vec<Record>;
            let admitted = if places.len() == entries.len() {
                entries
            } else {
                of_few = places.iter().map(|place| entries[*place].clone()).collect();
                &of_few
            };
            let lists = stage.lists.iter();
            let answers = lists.map(|(_, list)| list.screen_all(admitted, policy)).collect();
            let screened = StageAnswers { places, answers };
            for (place, verdict) in verdicts.iter_mut().enumerate() {
                *verdict = screened.of(place).map(Verdict::of);
            }
            stages.push(screened);
        }
        stages
    }

    /// Writes and counts the answers, record by record.
    fn write(&mut self, entries: &[Record], screened: &[StageAnswers]) -> Result<(), Error> {
        for (place, entry) in entries.iter().enumerate() {
            let mut last = Verdict::Clear;
            for (n, stage) in self.operation.stages.iter().enumerate() {
                let Some(answers) = screened[n].of(place) else { continue };
                last = Verdict::of(answers.clone());
                self.journal.report.stages[n].count(last, answers.clone());
                for ((list, _), screening) in stage.lists.iter().zip(answers) {
                    let answer = ScreeningLine { stage: &stage.name, list, screening };
                    self.screenings.write(&line(&answer)?)?;
                }
            }
            self.journal.report.count(entry, last);
        }
        Ok(())
    }

    fn finish(mut self, folder: &OperationFolder) -> Result<FinishedOperation, Error> {
        let report = line(&self.journal.report)?;
        replace_file(&folder.file(OperationFolder::REPORT), |file| file.write_all(&report))?;
        self.journal.is_finished = true;
        self.journal.write(&self.journal_path)?;
        Ok(FinishedOperation { report: self.journal.report, was_finished: false })
    }
}

/// A value as a line of JSON.
fn line(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut line = serde_json::to_vec(value)
        .map_err(|error| Error::new(ErrorKind::InvalidValue, error.to_string()).caused_by(error))?;
    line.push(b'\n');
    Ok(line)
}

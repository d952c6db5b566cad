//! The journal of an operation: its plan and its progress, from which a run continues.
//!
//! A journal is a line of JSON and a line with its checksum. It is replaced in one step, after the output
//! that it describes is on the disk. So after a crash at any moment there is the journal before a chunk of
//! rows or the one after it.

use super::OperationReport;
use super::stage::{Admit, Stage};
use crate::error::{Error, ErrorKind};
use crate::formats::Dialect;
use crate::record::Date;
use crate::storage::atomic_file::replace_file;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    pub(super) plan: OperationPlan,
    /// Rows, kept and rejected, that were processed.
    pub(super) rows: u64,
    pub(super) screenings: FileDigest,
    pub(super) problems: FileDigest,
    pub(super) report: OperationReport,
    pub(super) is_finished: bool,
}

/// What an operation does. None of it may change between runs. It has no paths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OperationPlan {
    version: String,
    incoming: Vec<FileDigest>,
    dialect: String,
    stages: Vec<PlannedStage>,
}

/// Length and checksum of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileDigest {
    pub(super) bytes: u64,
    pub(super) checksum: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannedStage {
    name: String,
    admit: Admit,
    /// As JSON, since a number that is parsed and written again need not be the same.
    policy: String,
    lists: Vec<PlannedList>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannedList {
    name: String,
    checksum: String,
}

impl OperationPlan {
    pub(super) fn new(
        incoming: Vec<FileDigest>,
        dialect: &Dialect,
        stages: &[Stage<'_>],
        admits: &[Admit],
    ) -> Result<OperationPlan, Error> {
        let stages = stages.iter().zip(admits).map(|(stage, &admit)| {
            let lists = stage.lists.iter().map(|(name, list)| {
                Ok(PlannedList {
                    name: name.clone(),
                    checksum: format!("{:032x}", list.checksum()?),
                })
            });
            Ok(PlannedStage {
                name: stage.name.clone(),
                admit,
                policy: serde_json::to_string(&stage.policy).map_err(|error| {
                    Error::new(ErrorKind::InvalidValue, error.to_string()).caused_by(error)
                })?,
                lists: lists.collect::<Result<_, Error>>()?,
            })
        });
        Ok(OperationPlan {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            incoming,
            dialect: format!("{dialect:?}"),
            stages: stages.collect::<Result<_, Error>>()?,
        })
    }

    /// An error that names a difference from the plan that the operation was started with, if there is one.
    pub(super) fn check(&self, begun: &OperationPlan) -> Result<(), Error> {
        let differs = |what: String| {
            Error::new(ErrorKind::Mismatch, format!("the operation was started with {what}"))
                .expecting("the same input, lists and policies, or an empty folder to start again")
        };
        if self.version != begun.version {
            return Err(differs(format!("version {} of this crate", begun.version)));
        }
        if self.incoming != begun.incoming {
            return Err(differs("another incoming file, or another version of it".to_owned()));
        }
        if self.dialect != begun.dialect {
            return Err(differs("another reading of the incoming file: other columns, separator, encoding, memory limit or strictness".to_owned()));
        }
        let names = |plan: &OperationPlan| -> Vec<String> {
            plan.stages.iter().map(|stage| stage.name.clone()).collect()
        };
        if names(self) != names(begun) {
            return Err(differs(format!("other stages: {}", names(begun).join(", "))));
        }
        for (stage, begun) in self.stages.iter().zip(&begun.stages) {
            let of_stage = |what: &str| differs(format!("{what} in stage {}", stage.name));
            if stage.admit != begun.admit {
                return Err(of_stage("another admission"));
            }
            if stage.policy != begun.policy {
                return Err(of_stage("another policy"));
            }
            let pairs = stage.lists.iter().zip(&begun.lists);
            if let Some((list, _)) = pairs.into_iter().find(|(list, begun)| list != begun) {
                return Err(of_stage(&format!("another list for {}", list.name)));
            }
            if stage.lists.len() != begun.lists.len() {
                return Err(of_stage("more or fewer lists"));
            }
        }
        Ok(())
    }
}

impl Journal {
    pub(super) fn begin(plan: OperationPlan, stages: &[Stage<'_>]) -> Journal {
        Journal {
            plan,
            rows: 0,
            screenings: FileDigest::nothing(),
            problems: FileDigest::nothing(),
            report: OperationReport::new(Date::today(), stages),
            is_finished: false,
        }
    }

    /// The journal at a path, if there is one.
    pub(super) fn read(path: &Path) -> Result<Option<Journal>, Error> {
        let damaged = |what: &str| {
            Error::new(ErrorKind::Damaged, what)
                .at_path(path)
                .expecting("the journal as it was written, or an empty folder to start again")
        };
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io_at(path, error)),
        };
        let end = text.iter().position(|byte| *byte == b'\n');
        let (line, sum) = text.split_at(end.map_or(text.len(), |end| end + 1));
        if sum != checksum_line(line).as_bytes() {
            return Err(damaged("a journal with the wrong checksum"));
        }
        let journal = serde_json::from_slice(line);
        journal
            .map(Some)
            .map_err(|error| damaged("a journal of another version of this crate").caused_by(error))
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), Error> {
        let mut text = serde_json::to_vec(self).map_err(|error| {
            Error::new(ErrorKind::InvalidValue, error.to_string()).caused_by(error)
        })?;
        text.push(b'\n');
        let sum = checksum_line(&text);
        text.extend(sum.as_bytes());
        replace_file(path, |file| file.write_all(&text))
    }
}

fn checksum_line(line: &[u8]) -> String {
    format!("{:016x}\n", xxh3_64(line))
}

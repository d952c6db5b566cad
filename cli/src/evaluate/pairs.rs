//! Labelled pairs of a table.

use super::NamedModel;
use super::corpus::{Case, Corpus, Kind};
use super::labels;
use super::results::Scores;
use crate::arguments;
use crate::describe;
use crate::input::{BATCH, ends_the_list, open_table};
use crate::outcome::{Done, Result};
use crate::visible::report;
use clap::ArgMatches;
use rayon::prelude::*;
use std::io::BufRead;
use sverka::formats::{ColumnMap, PersonColumns, Table, TableCells};
use sverka::{Bits, Policy, Record};

/// The headers of a label.
const LABELS: [&str; 3] = ["label", "is_match", "match"];

/// The columns of a table of pairs.
struct Columns {
    sides: [PersonColumns; 2],
    label: usize,
    groups: Vec<usize>,
    /// The columns of `--only`, with the values wanted.
    only: Vec<(usize, String)>,
}

/// Reads a table of pairs, and scores each by each model.
pub(super) fn scored(
    path: &str,
    groups: &[String],
    arguments: &ArgMatches,
    policy: &Policy,
    models: &[NamedModel],
) -> Result<(Corpus, Vec<Scores>, Done)> {
    let mut table = open_table(path, &arguments::dialect(arguments)?)?;
    let columns = Columns::of(&table, groups, arguments)?;
    let headers = table.headers();
    let is_repeated = |n: &usize| !headers[*n].is_empty() && headers[..*n].contains(&headers[*n]);
    for header in (0..headers.len()).filter(is_repeated).map(|n| &headers[n]) {
        report!("{path}: two columns {header:?}; the first counts");
    }
    let mut corpus = Corpus {
        title: String::new(),
        kind: Kind::Pairs,
        headers: table.headers().to_vec(),
        cases: Vec::new(),
        groups: groups.to_vec(),
        units: Vec::new(),
        rejected: 0,
    };
    let (mut records, mut notes, mut left_out) = (Vec::new(), 0, 0);
    // Pairs are scored as they are read, so that few records are in memory at once.
    let mut bits: Vec<Vec<Bits>> = vec![Vec::new(); models.len()];
    let score = |records: &mut Vec<[Record; 2]>, bits: &mut [Vec<Bits>]| {
        for (NamedModel { model, .. }, bits) in models.iter().zip(bits) {
            let scored = records.par_iter().map(|[one, other]| model.compare(one, other).bits());
            bits.par_extend(scored);
        }
        records.clear();
    };
    while let Some(row) = table.next_row() {
        let read = match row {
            Err(error) if ends_the_list(error.kind()) => return Err(error.into()),
            Err(error) => Err(error.to_string()),
            Ok(row) if !columns.is_wanted(&row) => {
                left_out += 1;
                continue;
            }
            Ok(row) => columns.read(path, &row).map(|pair| {
                let cells: Vec<String> = row.iter().map(str::to_owned).collect();
                let groups = columns.groups.iter().map(|column| cells[*column].clone()).collect();
                (pair, cells, groups)
            }),
        };
        match read {
            Ok((Pair { persons, is_match, noted }, cells, groups)) => {
                for note in &noted {
                    report!("{note}");
                }
                notes += noted.len();
                let sides = [0, 1].map(|side| describe::record(&persons[side]));
                corpus.cases.push(Case { unit: corpus.units.len(), sides, cells, is_match });
                corpus.units.push(groups);
                records.push(persons);
                if records.len() == BATCH {
                    score(&mut records, &mut bits);
                }
            }
            Err(problem) => {
                report!("{problem}");
                corpus.rejected += 1;
            }
        }
    }
    let (kept, rejected) = (corpus.cases.len(), corpus.rejected);
    if rejected > 0 || notes > 0 || left_out > 0 {
        report!(
            "{path}: {kept} pairs kept, {rejected} rows rejected, {left_out} left out by --only, {notes} notes"
        );
    }
    let matches = corpus.matches();
    if matches == 0 || matches == kept {
        return Err(format!(
            "{path}: {matches} of {kept} pairs are matches; expected some of both kinds"
        )
        .into());
    }
    corpus.title = format!("{kept} labelled pairs of {path}, {matches} of one person");
    score(&mut records, &mut bits);
    let scores = models.iter().zip(bits).map(|(NamedModel { name, model }, bits)| Scores {
        name: name.clone(),
        listed_share: policy.listed_share().unwrap_or(model.listed_share()),
        stated: bits.iter().map(|bits| policy.probability(*bits, model, 1)).collect(),
        bits: bits.iter().map(|bits| bits.as_f64()).collect(),
    });
    let scores = scores.collect();
    Ok((corpus, scores, Done::with_shortcomings(rejected)))
}

/// A row that was read.
struct Pair {
    persons: [Record; 2],
    is_match: bool,
    noted: Vec<sverka::Error>,
}

impl Columns {
    fn of<R: BufRead>(
        table: &Table<R>,
        groups: &[String],
        arguments: &ArgMatches,
    ) -> Result<Columns> {
        let side = |name: &str, number: char| -> Result<PersonColumns> {
            let columns = match arguments.get_one::<ColumnMap>(name) {
                Some(columns) => columns.clone(),
                None => numbered(table.headers(), number)?,
            };
            table.persons(&columns).map_err(|error| {
                let way_out = format!("name{number}, or --{name} name=HEADER");
                format!("{error}; the {name} record of a pair needs {way_out}").into()
            })
        };
        let sides = [side("first", '1')?, side("second", '2')?];
        let label = match arguments::text(arguments, "label") {
            Some(header) => table.column(header)?,
            None => {
                let found = LABELS.iter().find_map(|header| table.column(header).ok());
                found
                    .map_or_else(|| table.column(LABELS[0]), Ok)
                    .map_err(|error| format!("{error}, or --label COLUMN"))?
            }
        };
        let groups = groups.iter().map(|header| table.column(header));
        let only = arguments.get_many::<String>("only").into_iter().flatten().map(|text| {
            let (header, value) = text
                .split_once('=')
                .ok_or_else(|| format!("--only {text}: expected COLUMN=VALUE"))?;
            Ok((table.column(header)?, value.trim().to_owned()))
        });
        Ok(Columns {
            sides,
            label,
            groups: groups.collect::<std::result::Result<_, _>>()?,
            only: only.collect::<Result<_>>()?,
        })
    }

    fn is_wanted(&self, row: &TableCells<'_>) -> bool {
        self.only.iter().all(|(column, value)| row.get(*column) == value)
    }

    fn read(&self, path: &str, row: &TableCells<'_>) -> std::result::Result<Pair, String> {
        let label = row.get(self.label);
        let is_match = labels::read(label).ok_or_else(|| {
            let line = row.line();
            format!("{path}:{line}: the label {label:?} is unknown; expected {}", labels::EXPECTED)
        })?;
        let person = |side: usize| row.person(&self.sides[side]).map_err(|error| error.to_string());
        let ((one, mut noted), (other, more)) = (person(0)?, person(1)?);
        noted.extend(more);
        Ok(Pair { persons: [one, other], is_match, noted })
    }
}

/// The columns whose headers are those of a field with a number after it, such as `name1` and `Birth date 1`.
fn numbered(headers: &[String], number: char) -> Result<ColumnMap> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for header in headers {
        let Some(field) = header.trim().strip_suffix(number) else { continue };
        let field = field.trim_end_matches(['_', '-', ' ', '.']);
        let with_it = pairs.iter().cloned().chain([(field.to_owned(), header.clone())]);
        // A header that is no field, or a second one of the same field.
        if ColumnMap::from_pairs(with_it).is_ok() {
            pairs.push((field.to_owned(), header.clone()));
        }
    }
    Ok(ColumnMap::from_pairs(pairs)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_either_side_are_found_by_their_numbers() {
        let headers = ["id", "name1", "Name 2", "birth_date_1", "Пол 1", "category", "sex1", "x1"];
        let headers = headers.map(str::to_owned);
        let expected = "name=name1,birth_date=birth_date_1,sex=Пол 1".parse().unwrap();
        assert_eq!(numbered(&headers, '1').unwrap(), expected);
        assert_eq!(numbered(&headers, '2').unwrap(), "name=Name 2".parse().unwrap());
    }
}

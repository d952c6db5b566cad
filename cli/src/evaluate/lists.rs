//! Two lists with the truth: entries, and the record that each is about.

use super::NamedModel;
use super::corpus::{Case, Corpus, Kind};
use super::results::Scores;
use crate::arguments;
use crate::describe;
use crate::input::{self, Input, ends_the_list, open_table};
use crate::outcome::{Done, Result};
use crate::visible::report;
use clap::ArgMatches;
use std::collections::{HashMap, HashSet};
use sverka::formats::Dialect;
use sverka::synthetic::Population;
use sverka::{Policy, Record, ValidAt, Watchlist};

/// Records from this probability on are cases, at most so many of an entry. What is less likely is found by no sensible
/// threshold.
const LEAST: f64 = 0.0005;
const KEPT: usize = 100;
/// Invented people on the list, and screened.
const INVENTED: [usize; 2] = [20_000, 4_000];

/// A list, entries, and what is true of them.
pub(super) struct Lists {
    title: String,
    list: Vec<Record>,
    entries: Vec<Record>,
    /// The identifiers of the true records of each entry.
    truth: Vec<Vec<String>>,
    groups: Vec<String>,
    units: Vec<Vec<String>>,
    rejected: u64,
}

/// What a table says of an entry.
#[derive(Default)]
struct Stated {
    records: Vec<String>,
    groups: Vec<String>,
}

/// Reads a list, entries, and a table of the truth about them.
pub(super) fn read(
    [list, incoming, truth]: [&str; 3],
    groups: &[String],
    arguments: &ArgMatches,
) -> Result<(Lists, Done)> {
    let records = |path: &str, options| -> Result<(Vec<Record>, Done)> {
        let mut input = Input::open(path, &options)?;
        let records = input.next_batch(usize::MAX)?;
        Ok((records, input.finish()))
    };
    // Both are held, since each model builds the list anew.
    let (title, list_path) = (format!("{incoming} against {list}"), list);
    let (list, list_done) = records(list, arguments::watchlist_dialect(arguments)?)?;
    let (entries, entries_done) = records(incoming, arguments::dialect(arguments)?)?;
    if list.is_empty() {
        return Err(input::no_record(list_path));
    }
    let (mut stated, rejected) = read_truth(truth, &list, &entries, groups, arguments)?;
    let stated: Vec<Stated> =
        entries.iter().map(|entry| stated.remove(entry.id()).unwrap_or_default()).collect();
    let (truth, units) = stated
        .into_iter()
        .map(|Stated { records, groups: values }| {
            let blank = || vec![String::new(); groups.len()];
            (records, if values.is_empty() { blank() } else { values })
        })
        .unzip();
    let lists = Lists { title, list, entries, truth, groups: groups.to_vec(), units, rejected };
    Ok((lists, list_done.and(entries_done).and(Done::with_shortcomings(rejected))))
}

fn read_truth(
    path: &str,
    list: &[Record],
    entries: &[Record],
    groups: &[String],
    arguments: &ArgMatches,
) -> Result<(HashMap<String, Stated>, u64)> {
    let columns = arguments::text(arguments, "truth-columns").unwrap_or_default();
    let (entry, record) = columns
        .split_once(',')
        .ok_or_else(|| format!("--truth-columns {columns}: expected ENTRY,RECORD"))?;
    let mut table = open_table(path, &Dialect::new())?;
    let way_out = |error| format!("{error}, or --truth-columns ENTRY,RECORD");
    let entry = table.column(entry).map_err(way_out)?;
    let record = table.column(record).map_err(way_out)?;
    let groups = groups.iter().map(|header| table.column(header));
    let groups: Vec<usize> = groups.collect::<std::result::Result<_, _>>()?;
    let ids =
        |records: &[Record]| records.iter().map(|of| of.id().to_owned()).collect::<HashSet<_>>();
    let (known_entries, known_records) = (ids(entries), ids(list));
    let (mut truth, mut read, mut rejected): (HashMap<String, Stated>, _, _) =
        (HashMap::new(), 0, 0);
    while let Some(row) = table.next_row() {
        read += 1;
        let problem = match row {
            Err(error) if ends_the_list(error.kind()) => return Err(error.into()),
            Err(error) => error.to_string(),
            Ok(row) => {
                let (id, of) = (row.get(entry), row.get(record));
                let unknown = |what: &str, id: &str, known: &str| {
                    format!("{path}:{}: no {what} {id:?} was read; expected {known}", row.line())
                };
                if !known_entries.contains(id) {
                    unknown("entry", id, "an identifier of INCOMING")
                } else if !of.is_empty() && !known_records.contains(of) {
                    unknown("record", of, "an identifier of LIST, or none")
                } else {
                    let stated = truth.entry(id.to_owned()).or_default();
                    stated.groups =
                        groups.iter().map(|column| row.get(*column).to_owned()).collect();
                    stated.records.extend(Some(of.to_owned()).filter(|of| !of.is_empty()));
                    continue;
                }
            }
        };
        report!("{problem}");
        rejected += 1;
    }
    if rejected > 0 {
        report!("{path}: {read} rows read, {rejected} rejected");
    }
    Ok((truth, rejected))
}

/// Invented people with the errors of offices, by nationality.
pub(super) fn of_invented_people(seed: u64) -> Result<Lists> {
    let [listed, incoming] = INVENTED;
    let population = Population::new(seed);
    let list = population.watchlist(listed);
    let (mut entries, mut truth, mut units) = (Vec::new(), Vec::new(), Vec::new());
    for entry in population.incoming(incoming, listed) {
        truth.push(entry.truth().map(|n| list[n].id().to_owned()).into_iter().collect());
        let entry = entry.into_record();
        units.push(vec![entry.nationalities().first().cloned().unwrap_or_default()]);
        entries.push(entry);
    }
    let title = format!("invented people, seed {seed}");
    let groups = vec!["nationality".to_owned()];
    Ok(Lists { title, list, entries, truth, groups, units, rejected: 0 })
}

impl Lists {
    /// Screens the entries by each model.
    pub(super) fn scored(
        self,
        policy: &Policy,
        models: &[NamedModel],
    ) -> Result<(Corpus, Vec<Scores>)> {
        let listed = self.truth.iter().filter(|records| !records.is_empty()).count();
        if listed == 0 {
            return Err("no entry has a true record; expected TRUTH to name some".into());
        }
        let title = format!(
            "{}: {} entries, {listed} of them listed, and {} records",
            self.title,
            self.entries.len(),
            self.list.len()
        );
        let mut corpus = Corpus {
            title,
            kind: Kind::Lists { records: self.list.len() },
            headers: ["entry", "entry_name", "record", "record_name", "is_match"]
                .into_iter()
                .map(str::to_owned)
                .chain(self.groups.iter().cloned())
                .collect(),
            cases: Vec::new(),
            groups: self.groups.clone(),
            units: self.units.clone(),
            rejected: self.rejected,
        };
        let policy = policy
            .clone()
            .with_min_probability(LEAST)?
            .without_review()
            .with_valid_at(ValidAt::Ever)
            .with_limit(KEPT);
        let mut places: HashMap<(usize, String), usize> = HashMap::new();
        let by_id: HashMap<&str, &Record> =
            self.list.iter().map(|record| (record.id(), record)).collect();
        let mut scores = Vec::new();
        for NamedModel { name, model } in models {
            let records = self.list.iter().cloned();
            let watchlist = Watchlist::builder().records(records).model(model.clone()).build()?;
            let mut found: Vec<(usize, f64, f64)> = Vec::new();
            for (unit, screening) in watchlist.screen_all(&self.entries, &policy).iter().enumerate()
            {
                for found_record in screening.matches() {
                    let record = found_record.record();
                    let place =
                        *places.entry((unit, record.id().to_owned())).or_insert_with(|| {
                            let is_match = self.truth[unit].iter().any(|id| id == record.id());
                            corpus.cases.push(self.case(unit, record, is_match));
                            corpus.cases.len() - 1
                        });
                    found.push((place, found_record.bits().as_f64(), found_record.probability()));
                }
            }
            let listed_share = policy.listed_share().unwrap_or(model.listed_share());
            scores.push((name.clone(), listed_share, found));
        }
        for (unit, id) in self
            .truth
            .iter()
            .enumerate()
            .flat_map(|(unit, ids)| ids.iter().map(move |id| (unit, id)))
        {
            let record = by_id.get(id.as_str());
            if let (Some(record), false) = (record, places.contains_key(&(unit, id.clone()))) {
                places.insert((unit, id.clone()), corpus.cases.len());
                corpus.cases.push(self.case(unit, record, true));
            }
        }
        let scores = scores.into_iter().map(|(name, listed_share, found)| {
            let mut bits = vec![f64::NEG_INFINITY; corpus.cases.len()];
            let mut stated = vec![0.0; corpus.cases.len()];
            for (place, of, probability) in found {
                (bits[place], stated[place]) = (of, probability);
            }
            Scores { name, listed_share, bits, stated }
        });
        let scores = scores.collect();
        Ok((corpus, scores))
    }

    fn case(&self, unit: usize, record: &Record, is_match: bool) -> Case {
        let entry = &self.entries[unit];
        let cells = [
            entry.id().to_owned(),
            entry.name().to_string(),
            record.id().to_owned(),
            record.name().to_string(),
            is_match.to_string(),
        ];
        let cells = cells.into_iter().chain(self.units[unit].iter().cloned()).collect();
        let sides = [entry, record].map(|of| format!("{}  {}", of.id(), describe::record(of)));
        Case { unit, sides, cells, is_match }
    }
}

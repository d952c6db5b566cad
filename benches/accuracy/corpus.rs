//! The corpora: invented people, two lists with the truth, or labelled pairs; screened, and reduced to cases.

use crate::fitted::Fitted;
use crate::tally::Scored;
use crate::{Options, Outcome};
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use sverka::formats::{ColumnMap, Reader};
use sverka::synthetic::Population;
use sverka::{Bits, Model, Name, Policy, Record, Role, ValidAt, Watchlist};

/// A screened corpus, reduced to cases.
pub(crate) struct Corpus {
    pub(crate) title: String,
    /// The share of entries or pairs that are matches: the prior of probabilities.
    pub(crate) listed_share: f64,
    /// The bits at which the odds are even.
    pub(crate) threshold: f64,
    /// The threshold of the default policy, with its own prior.
    pub(crate) default_threshold: Option<f64>,
    pub(crate) cases: Vec<Case>,
    /// The same entries with their names alone; empty for pairs.
    pub(crate) by_name: Vec<Case>,
    pub(crate) scored: Vec<Scored>,
    /// The fitted model and every pair found with it; none for labelled pairs.
    pub(crate) fitted: Option<(Fitted, Vec<Scored>)>,
}

/// An entry, or a labelled pair.
pub(crate) struct Case {
    pub(crate) group: String,
    /// The fields that one side lacks.
    pub(crate) missing: Vec<&'static str>,
    /// Whether there is a true match.
    pub(crate) is_listed: bool,
    /// The bits of the true record; `None` if it was not found.
    pub(crate) right: Option<f64>,
    /// The bits of the best other record.
    pub(crate) wrong: Option<f64>,
}

/// Matches kept for each entry.
const KEPT: usize = 20;
/// How far below even odds matches still count: at odds of one to a thousand.
const BELOW: f64 = 10.0;

pub(crate) fn of_invented_people(options: &Options) -> Outcome<Corpus> {
    let population = Population::new(options.seed);
    let list = population.watchlist(options.watchlist);
    let incoming = population.incoming(options.incoming, options.watchlist);
    let truth = incoming.iter().map(|entry| entry.truth().map(|n| list[n].id().to_owned()));
    let truth = truth.collect();
    let entries: Vec<Record> = incoming.into_iter().map(|entry| entry.into_record()).collect();
    let groups = entries.iter().map(nationality).collect();
    let title = format!(
        "{} invented people listed, {} incoming, seed {}",
        list.len(),
        entries.len(),
        options.seed
    );
    screened(title, list, &entries, truth, groups)
}

pub(crate) fn of_lists(list: &Path, entries: &Path, options: &Options) -> Outcome<Corpus> {
    let title = format!("{} against {}", entries.display(), list.display());
    let (list, records) = (read(list)?, read(entries)?);
    let mut truth = HashMap::new();
    let mut groups = HashMap::new();
    let mut rows = csv::Reader::from_path(entries)?;
    let header = rows.headers()?.clone();
    let place = |name: &str| header.iter().position(|cell| cell == name);
    let (Some(id), Some(true_id)) = (place("id"), place(&options.truth)) else {
        return Err(format!("the entries need columns id and {}", options.truth).into());
    };
    let group = place(&options.group);
    for row in rows.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().trim().to_owned();
        truth.insert(cell(id), Some(cell(true_id)).filter(|truth| !truth.is_empty()));
        if let Some(group) = group {
            groups.insert(cell(id), cell(group));
        }
    }
    let of = |record: &Record| truth.get(record.id()).cloned().flatten();
    let truth = records.iter().map(of).collect();
    let named = |record: &Record| groups.get(record.id()).cloned();
    let groups = records.iter().map(|r| named(r).unwrap_or_else(|| nationality(r))).collect();
    screened(title, list, &records, truth, groups)
}

fn read(path: &Path) -> Outcome<Vec<Record>> {
    let file = BufReader::new(File::open(path).map_err(|e| format!("{}: {e}", path.display()))?);
    let mut reader = Reader::detect(file, path.display().to_string(), &ColumnMap::new())?;
    let mut records = Vec::new();
    for record in reader.by_ref() {
        match record {
            Ok(record) => records.push(record),
            Err(error) => eprintln!("{error}"),
        }
    }
    if reader.tally().rejected() > 0 {
        eprintln!("{}: {}", path.display(), reader.tally());
    }
    Ok(records)
}

fn screened(
    title: String,
    list: Vec<Record>,
    entries: &[Record],
    truth: Vec<Option<String>>,
    groups: Vec<String>,
) -> Outcome<Corpus> {
    let listed = truth.iter().flatten().count();
    let listed_share = share(listed, entries.len())?;
    let model = Model::default().with_listed_share(listed_share)?;
    let size = list.len() as f64;
    let threshold = (size / listed_share).log2();
    let default_threshold = (size / Model::default().listed_share()).log2();
    let watchlist = Watchlist::builder().records(list.clone()).model(model).build()?;
    let policy = Policy::default()
        .with_min_bits(Bits::try_from(threshold - BELOW)?)
        .with_valid_at(ValidAt::Ever)
        .with_limit(KEPT);
    let mut scored = Vec::new();
    let cases = cases(&watchlist, entries, &policy, &truth, &groups, &mut scored)?;
    let names: Vec<Record> = entries.iter().map(name_alone).collect();
    let by_name = self::cases(&watchlist, &names, &policy, &truth, &groups, &mut Vec::new())?;
    let fitted = Fitted::new(&watchlist, entries, &truth)?;
    drop(watchlist);
    let again = Watchlist::builder().records(list).model(fitted.model().clone()).build()?;
    let mut by_fitted = Vec::new();
    self::cases(&again, entries, &policy, &truth, &groups, &mut by_fitted)?;
    Ok(Corpus {
        title,
        listed_share,
        threshold,
        default_threshold: Some(default_threshold),
        cases,
        by_name,
        scored,
        fitted: Some((fitted, by_fitted)),
    })
}

/// Screens entries, and adds every pair found to `scored`.
fn cases(
    watchlist: &Watchlist,
    entries: &[Record],
    policy: &Policy,
    truth: &[Option<String>],
    groups: &[String],
    scored: &mut Vec<Scored>,
) -> Outcome<Vec<Case>> {
    let screenings = watchlist.screen_all(entries, policy);
    let mut cases = Vec::with_capacity(entries.len());
    for (n, (entry, screening)) in entries.iter().zip(screenings).enumerate() {
        let truth = truth[n].as_deref();
        let true_record = truth.and_then(|id| watchlist.get(id));
        if truth.is_some() && true_record.is_none() {
            return Err(format!("{}: the true record is not in the list", entry.id()).into());
        }
        let (mut right, mut wrong) = (None, None);
        for found in screening.matches() {
            let is_match = truth == Some(found.record().id());
            let bits = found.bits().as_f64();
            let kept = if is_match { &mut right } else { &mut wrong };
            kept.get_or_insert(bits);
            scored.push(Scored { bits, probability: found.probability(), is_match });
        }
        let (group, missing) = (groups[n].clone(), missing(entry, true_record.as_ref()));
        cases.push(Case { group, missing, is_listed: truth.is_some(), right, wrong });
    }
    Ok(cases)
}

fn name_alone(entry: &Record) -> Record {
    let names = Record::new(entry.id(), entry.name().clone());
    entry.aliases().iter().cloned().fold(names, Record::with_alias)
}

pub(crate) fn of_pairs(path: &Path, options: &Options) -> Outcome<Corpus> {
    let mut rows =
        csv::Reader::from_path(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let header = rows.headers()?.clone();
    let place = |name: &str| header.iter().position(|cell| cell == name);
    let needed =
        |name: &str| place(name).ok_or_else(|| format!("{}: no column {name}", path.display()));
    let sides = [needed(&options.name1)?, needed(&options.name2)?];
    let (label, group) = (needed(&options.label)?, place(&options.group));
    let fields = ["birth_date", "sex", "nationality", "document"]
        .map(|field| [1, 2].map(|side| place(&format!("{field}{side}"))));
    let model = Model::default();
    let mut cases = Vec::new();
    for (n, row) in rows.records().enumerate() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let is_listed = match cell(label).to_lowercase().as_str() {
            "true" | "1" | "yes" => true,
            "false" | "0" | "no" => false,
            _ => {
                return Err(format!(
                    "{}:{}: expected true or false as the label",
                    path.display(),
                    n + 2
                )
                .into());
            }
        };
        let record = |side: usize| -> Result<Record, sverka::Error> {
            let stated = |field: usize| fields[field][side].map(cell).filter(|c| !c.is_empty());
            let mut record = Record::new(format!("{}", n + 2), cell(sides[side]));
            if let Some(date) = stated(0) {
                record = record.with_birth_date(date.parse()?);
            }
            if let Some(sex) = stated(1) {
                record = record.with_sex(sex.parse()?);
            }
            if let Some(country) = stated(2) {
                record = record.with_nationality(country);
            }
            if let Some(document) = stated(3) {
                record = record.with_document(document.parse()?);
            }
            Ok(record)
        };
        let (entry, listed) = (record(0)?, record(1)?);
        let bits = Some(model.compare(&entry, &listed).bits().as_f64());
        let group = group.map_or_else(|| nationality(&entry), |at| cell(at).to_owned());
        let (right, wrong) = if is_listed { (bits, None) } else { (None, bits) };
        cases.push(Case {
            group,
            missing: missing(&entry, Some(&listed)),
            is_listed,
            right,
            wrong,
        });
    }
    let listed = cases.iter().filter(|case| case.is_listed).count();
    let listed_share = share(listed, cases.len())?;
    let threshold = ((1.0 - listed_share) / listed_share).log2();
    let scored = cases.iter().flat_map(|case| {
        let bits = case.right.or(case.wrong)?;
        let probability = 1.0 / (1.0 + (threshold - bits).exp2());
        Some(Scored { bits, probability, is_match: case.is_listed })
    });
    let scored = scored.collect();
    let title = format!("{} labelled pairs of {}", cases.len(), path.display());
    Ok(Corpus {
        title,
        listed_share,
        threshold,
        default_threshold: None,
        cases,
        by_name: Vec::new(),
        scored,
        fitted: None,
    })
}

fn share(listed: usize, of: usize) -> Outcome<f64> {
    if listed == 0 || listed == of {
        return Err(format!("{listed} of {of} are matches; expected some of both kinds").into());
    }
    Ok(listed as f64 / of as f64)
}

fn nationality(record: &Record) -> String {
    record.nationalities().first().cloned().unwrap_or_default()
}

/// The fields that cannot be compared; for an entry that is not listed, those that it lacks itself.
fn missing(entry: &Record, listed: Option<&Record>) -> Vec<&'static str> {
    let lacks = |of: &dyn Fn(&Record) -> bool| of(entry) || listed.is_some_and(of);
    let date = lacks(&|record| record.birth_dates().is_empty());
    let day = lacks(&|record| record.birth_dates().iter().all(|date| date.day().is_none()));
    let document = lacks(&|record| record.documents().is_empty());
    let patronymic = lacks(&|record| {
        !Name::new(record.name()).tokens().any(|token| token.role() == Role::Patronymic)
    });
    let all = [
        (!day && !document && !patronymic, "nothing"),
        (patronymic, "patronymic"),
        (document, "document"),
        (day && !date, "day of birth"),
        (date, "birth date"),
        (date && document, "date and document"),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, what)| what).collect()
}

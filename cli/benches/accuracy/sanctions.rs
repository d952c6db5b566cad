//! Published lists with truth: each alias is an entry that must find its own record by the primary names, and
//! people invented by another project are strangers. Nobody wrote these for this crate.

use crate::Outcome;
use crate::corpus::{self, Corpus, Entry, Truth};
use flate2::read::GzDecoder;
use std::fs::File;
use std::path::Path;
use sverka::{PartialDate, PersonName, Record};

/// One stranger in so many rows of the file.
const STRANGERS: usize = 5;

/// The individuals of OFAC's list, names alone, by the first program that they are listed under.
pub(crate) fn of_ofac(folder: &Path) -> Outcome<Corpus> {
    let mut rows = csv::Reader::from_path(folder.join("ofac_sdn_individuals.csv"))?;
    let (mut list, mut entries) = (Vec::new(), Vec::new());
    for row in rows.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let (id, program) = (cell(0), cell(3));
        list.push(Record::new(id, cell(1)));
        let program =
            program.split([';', ',', ' ', ']']).next().unwrap_or_default().trim_start_matches('[');
        let aliases = cell(2).split(';').map(str::trim).filter(|alias| !alias.is_empty());
        entries.extend(aliases.enumerate().map(|(n, alias)| Entry {
            record: Record::new(format!("{id}/{n}"), alias),
            truth: Truth::Listed(id.to_owned()),
            groups: corpus::groups(program, None),
        }));
    }
    let aliases = entries.len();
    entries.extend(strangers(folder)?);
    let title = title("OFAC", list.len(), aliases, entries.len());
    Ok(Corpus { name: "ofac", title, list, entries, has_facts: false })
}

/// The individuals of the Security Council's list. A record has the first birth date stated and its alias the
/// last, so those with several contradict themselves.
pub(crate) fn of_un(folder: &Path) -> Outcome<Corpus> {
    let records = corpus::read(&folder.join("un_consolidated.xml.gz"))?;
    let (mut list, mut entries) = (Vec::new(), Vec::new());
    for record in &records {
        let dates = record.birth_dates();
        list.push(stating(record, record.id().to_owned(), record.name().clone(), dates.first()));
        entries.extend(record.aliases().iter().enumerate().map(|(n, alias)| Entry {
            record: stating(
                record,
                format!("{}/{n}", record.id()),
                alias.name().clone(),
                dates.last(),
            ),
            truth: Truth::Listed(record.id().to_owned()),
            groups: corpus::groups(corpus::nationality(record), record.sex()),
        }));
    }
    let aliases = entries.len();
    entries.extend(strangers(folder)?);
    let title = title("UN", list.len(), aliases, entries.len());
    Ok(Corpus { name: "un", title, list, entries, has_facts: true })
}

fn title(list: &str, records: usize, aliases: usize, entries: usize) -> String {
    format!("{list}: {records} primary names, {aliases} aliases, {} strangers", entries - aliases)
}

/// What a record states, under another identifier and name.
fn stating(record: &Record, id: String, name: PersonName, date: Option<&PartialDate>) -> Record {
    let mut stating = Record::new(id, name);
    if let Some(sex) = record.sex() {
        stating = stating.with_sex(sex);
    }
    let stating = record.nationalities().iter().fold(stating, Record::with_nationality);
    date.into_iter().fold(stating, |stating, date| stating.with_birth_date(*date))
}

fn strangers(folder: &Path) -> Outcome<Vec<Entry>> {
    let file = GzDecoder::new(File::open(folder.join("synthetic_people.csv.gz"))?);
    let mut entries = Vec::new();
    for (n, row) in csv::Reader::from_reader(file).records().step_by(STRANGERS).enumerate() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let mut record = Record::new(format!("stranger/{n}"), cell(0));
        if let Ok(sex) = cell(4).parse() {
            record = record.with_sex(sex);
        }
        if let Ok(date) = cell(5).parse() {
            record = record.with_birth_date(date);
        }
        if !cell(7).is_empty() {
            record = record.with_nationality(cell(7));
        }
        entries.push(Entry { record, truth: Truth::Stranger, groups: Vec::new() });
    }
    Ok(entries)
}

//! Invented people as a saved list, its shards and Parquet files of entries.

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray, StructArray};
use datafusion::common::{DataFusionError, Result};
use datafusion::parquet::arrow::ArrowWriter;
use std::fs::{File, create_dir_all};
use std::path::Path;
use std::sync::Arc;
use sverka::synthetic::Population;
use sverka::{PersonName, Record, Watchlist};

/// Files that the entries are divided among, so that a cluster has as many tasks.
const FILES: usize = 16;
/// Entries that are in memory at once.
const ROWS: usize = 1 << 14;
/// Shards that the list is cut into.
const SHARDS: u32 = 4;

fn sverka_error(error: sverka::Error) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

/// The population that the list and the entries are drawn from.
pub(crate) fn population() -> Population {
    Population::new(1)
}

/// An entry with what the files have of it.
pub(crate) fn entry(population: &Population, position: usize, listed: usize) -> Record {
    let all = population.entry(position, listed).into_record();
    let mut entry = Record::new(all.id(), all.name().clone());
    if let Some(date) = all.birth_dates().first() {
        entry = entry.with_birth_date(*date);
    }
    if let Some(sex) = all.sex() {
        entry = entry.with_sex(sex);
    }
    match all.nationalities().first() {
        Some(nationality) => entry.with_nationality(nationality),
        None => entry,
    }
}

pub(crate) fn write(folder: &Path, listed: usize, entries: usize) -> Result<()> {
    create_dir_all(folder.join("entries"))?;
    let population = population();
    let records = (0..listed).map(|position| population.listed(position));
    let list = Watchlist::builder().records(records).build().map_err(sverka_error)?;
    list.save(folder.join("wanted.sverka")).map_err(sverka_error)?;
    let shards = SHARDS.try_into().expect("not zero");
    list.save_shards(folder.join("shards"), shards).map_err(sverka_error)?;
    drop(list);
    let of_file = entries.div_ceil(FILES);
    for file in 0..FILES {
        let path = folder.join(format!("entries/{file:02}.parquet"));
        let positions = file * of_file..entries.min((file + 1) * of_file);
        let mut writer: Option<ArrowWriter<File>> = None;
        for start in positions.clone().step_by(ROWS) {
            let end = positions.end.min(start + ROWS);
            let records: Vec<Record> =
                (start..end).map(|position| entry(&population, position, listed)).collect();
            let batch = batch(&records)?;
            let writer = match &mut writer {
                Some(writer) => writer,
                None => {
                    let file = File::create(&path)?;
                    writer.insert(ArrowWriter::try_new(file, batch.schema(), None)?)
                }
            };
            writer.write(&batch)?;
        }
        if let Some(writer) = writer {
            writer.close()?;
        }
    }
    Ok(())
}

fn batch(records: &[Record]) -> Result<RecordBatch> {
    let column = |value: &dyn Fn(&Record) -> Option<String>| -> ArrayRef {
        Arc::new(records.iter().map(value).collect::<StringArray>())
    };
    let part = |part: fn(&PersonName) -> Option<&str>| {
        column(&|record| part(record.name()).map(str::to_owned))
    };
    let name = StructArray::try_from(vec![
        ("full", part(PersonName::as_full)),
        ("given", part(PersonName::given)),
        ("patronymic", part(PersonName::patronymic)),
        ("family", part(PersonName::family)),
    ])?;
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", column(&|record| Some(record.id().to_owned()))),
        ("name", Arc::new(name)),
        ("birth_date", column(&|record| Some(record.birth_dates().first()?.to_string()))),
        ("sex", column(&|record| Some(record.sex()?.to_string()))),
        ("nationality", column(&|record| record.nationalities().first().cloned())),
    ];
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}

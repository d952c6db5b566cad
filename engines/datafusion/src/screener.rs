//! Arrow in, Arrow out: entries in record batches screened against a list, without a plan or a session.

use crate::columns::{PersonColumn, PersonColumns};
use crate::output::Output;
use crate::persons::{BadValue, Persons, texts};
use datafusion::arrow::array::{Array, RecordBatch, StringViewArray, new_null_array};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result, exec_datafusion_err};
use serde::{Deserialize, Serialize};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;
use sverka::{Policy, Screening, ValidAt, Watchlist};

/// What becomes of a value that is none of its column, such as a birth date that is no date.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum OnBadValue {
    /// An error, which names the entry and the column.
    #[default]
    Error,
    /// The entry is screened without the value, and the value is counted.
    Ignore,
}

/// Screens batches of entries against a list.
///
/// ```
/// use datafusion::arrow::array::{RecordBatch, StringArray};
/// use std::sync::Arc;
/// use sverka::{Policy, Record, Watchlist};
/// use sverka_datafusion::{OnBadValue, Screened, Screener};
///
/// let listed = Record::new("w1", "Щербаков Александр").with_birth_date("1971-03-15".parse()?);
/// let watchlist = Arc::new(Watchlist::builder().record(listed).build()?);
/// let column = |text: &str| Arc::new(StringArray::from(vec![text])) as _;
/// let entries = RecordBatch::try_from_iter([
///     ("id", column("e1")),
///     ("name", column("CHTCHERBAKOV Alexandre")),
///     ("birth_date", column("1971-03-15")),
/// ])?;
/// let screener = Screener::new(watchlist, Policy::default(), OnBadValue::Error);
/// let Screened { matches, answers, ignored_values } = screener.screen(&entries)?;
/// assert_eq!((matches.num_rows(), answers.num_rows(), ignored_values), (1, 1, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Screener {
    watchlist: Arc<Watchlist>,
    policy: Policy,
    on_bad_value: OnBadValue,
}

/// What comes of a batch of entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Screened {
    /// A row for each match, in the order of the entries ([`match_schema`](crate::match_schema)).
    pub matches: RecordBatch,
    /// A row for each entry, with or without matches, which says whether its answer is complete
    /// ([`answer_schema`](crate::answer_schema)).
    pub answers: RecordBatch,
    /// How many values were left out of entries, which happens with [`OnBadValue::Ignore`].
    pub ignored_values: usize,
}

/// The entries of a batch, ready to be screened.
pub(crate) struct Entries {
    pub(crate) ids: StringViewArray,
    persons: Persons,
}

/// The answers to some entries of a batch, each with the row of its entry.
pub(crate) struct Answers {
    pub(crate) answers: Vec<(u32, Screening)>,
    /// How many values were left out.
    pub(crate) ignored: usize,
}

impl Screener {
    /// A screener for a list and a policy.
    pub fn new(watchlist: Arc<Watchlist>, policy: Policy, on_bad_value: OnBadValue) -> Self {
        Screener { watchlist, policy, on_bad_value }
    }

    /// Screens a batch of entries, whose columns are found by their names. One thread does it; call it from as many as
    /// you like.
    ///
    /// # Errors
    /// Without a column `name`, for a column of another type, and for a value that is none of its column.
    pub fn screen(&self, entries: &RecordBatch) -> Result<Screened> {
        let columns = PersonColumns::find("entries", entries.schema_ref().fields())?;
        let entries = Entries::new(&columns, entries)?;
        let Answers { answers, ignored } = self.answer(&entries, 0..entries.ids.len(), false)?;
        let batch = |output: Output| {
            let schema = output.schema();
            let columns: Vec<usize> = (0..schema.fields().len()).collect();
            output.batch(&columns, &schema, &entries.ids, &answers)
        };
        let (matches, answers) = (batch(Output::Matches)?, batch(Output::Answers)?);
        Ok(Screened { matches, answers, ignored_values: ignored })
    }

    /// Screens some entries of a batch. Answers that are `to_merge` have a checksum of the entry for its identifier, so that
    /// those of different entries cannot be merged.
    pub(crate) fn answer(
        &self,
        entries: &Entries,
        rows: Range<usize>,
        to_merge: bool,
    ) -> Result<Answers> {
        let mut first_bad: Option<BadValue> = None;
        let mut ignored = 0;
        let mut bad = |value: BadValue| {
            ignored += 1;
            first_bad.get_or_insert(value);
        };
        let mut answers = Vec::with_capacity(rows.len());
        for row in rows {
            let mut record = entries.persons.record(row, &mut bad);
            if to_merge {
                let mut checksum = DefaultHasher::new();
                record.hash(&mut checksum);
                record = record.with_id(format!("{:016x}", checksum.finish()));
            }
            answers.push((row as u32, self.watchlist.screen(&record, &self.policy)));
        }
        match first_bad.filter(|_| self.on_bad_value == OnBadValue::Error) {
            Some(value) => Err(entries.error(&value)),
            None => Ok(Answers { answers, ignored }),
        }
    }
}

impl Entries {
    pub(crate) fn new(columns: &PersonColumns, batch: &RecordBatch) -> Result<Self> {
        let ids = match columns.position(PersonColumn::Id) {
            Some(at) => texts(batch.column(at))?,
            None => texts(&new_null_array(&DataType::Utf8View, batch.num_rows()))?,
        };
        Ok(Entries { ids, persons: Persons::new(columns, batch.columns())? })
    }

    fn error(&self, BadValue { column, row, what }: &BadValue) -> DataFusionError {
        let entry = match self.ids.is_valid(*row) {
            true => format!("entry {:?}", self.ids.value(*row)),
            false => "an entry without an identifier".to_owned(),
        };
        exec_datafusion_err!(
            "{entry}, column {column}: {what}; correct it, or screen without such values by \
             on_bad_value => 'ignore'"
        )
    }
}

/// A policy with the day of today in place of "today", so that all parts of a plan mean the same day.
pub(crate) fn dated(policy: Policy) -> Policy {
    match policy.valid_at() {
        ValidAt::Today => policy.with_valid_at(ValidAt::On(sverka::Date::today())),
        _ => policy,
    }
}

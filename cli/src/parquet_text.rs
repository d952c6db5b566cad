//! A Parquet file as the text of a table, for the reader of tables.
//!
//! The first line has the names of the columns, and each row is a line after it. The values of a list are
//! separated by semicolons, as in any table; a field of a struct is a column `struct.field`. Days are
//! written as `YYYY-MM-DD`, and points in time as their day, in UTC where they are adjusted to it.
//!
//! A few rows are read at a time, so memory holds a page of each column.

use crate::cells::push_cell;
use parquet::basic::{Compression, ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, Decimal};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::{ColumnDescPtr, ColumnDescriptor, SchemaDescriptor};
use std::io::{self, BufRead, Read, Write};
use std::panic::AssertUnwindSafe;

type Parsed<T> = std::result::Result<T, ParquetError>;

/// Rows read at a time.
const ROWS: usize = 1 << 10;
const DAY: i64 = 86_400;

pub(crate) struct ParquetText<F: ChunkReader + 'static> {
    file: SerializedFileReader<F>,
    /// Row groups opened so far, and the rows of the last that were not read.
    opened: usize,
    rows_left: usize,
    columns: Vec<Column>,
    text: Vec<u8>,
    /// Bytes of the text that were read.
    used: usize,
}

impl<F: ChunkReader> ParquetText<F> {
    /// Reads what a file says of its columns.
    ///
    /// # Errors
    /// A file that cannot be read, or whose description of itself is damaged.
    pub(crate) fn new(file: F) -> Parsed<ParquetText<F>> {
        let file = caught(|| SerializedFileReader::new(file))?;
        check_compression(&file)?;
        let mut text = Vec::new();
        let schema = file.metadata().file_metadata().schema_descr();
        for column in 0..schema.num_columns() {
            text.extend((column > 0).then_some(b'\t'));
            push_cell(&mut text, header(schema, column).as_bytes());
        }
        text.push(b'\n');
        Ok(ParquetText { file, opened: 0, rows_left: 0, columns: Vec::new(), text, used: 0 })
    }

    /// Replaces the text by that of the next rows; empty at the end.
    fn advance(&mut self) -> Parsed<()> {
        self.text.clear();
        self.used = 0;
        while self.rows_left == 0 {
            if self.opened == self.file.num_row_groups() {
                return Ok(());
            }
            let group = self.file.get_row_group(self.opened)?;
            self.opened += 1;
            self.rows_left = usize::try_from(group.metadata().num_rows())?;
            let schema = group.metadata().schema_descr_ptr();
            let column = |n| Ok(Column::new(schema.column(n), group.get_column_reader(n)?));
            self.columns = (0..schema.num_columns()).map(column).collect::<Parsed<_>>()?;
        }
        let rows = self.rows_left.min(ROWS);
        self.rows_left -= rows;
        for column in &mut self.columns {
            column.read(rows)?;
        }
        for row in 0..rows {
            self.add_row(row);
        }
        Ok(())
    }

    fn add_row(&mut self, row: usize) {
        let start = self.text.len();
        for (n, column) in self.columns.iter().enumerate() {
            self.text.extend((n > 0).then_some(b'\t'));
            push_cell(&mut self.text, column.cell(row));
        }
        // A blank line would be skipped, and this is a row.
        if self.text[start..].trim_ascii().is_empty() {
            self.text.splice(start..start, *b"\"\"");
        }
        self.text.push(b'\n');
    }
}

impl<F: ChunkReader> BufRead for ParquetText<F> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used == self.text.len() {
            caught(|| self.advance()).map_err(|error| {
                let what = format!("a Parquet file that is damaged: {error}");
                io::Error::new(io::ErrorKind::InvalidData, what)
            })?;
        }
        Ok(&self.text[self.used..])
    }

    fn consume(&mut self, count: usize) {
        self.used += count;
    }
}

impl<F: ChunkReader> Read for ParquetText<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

/// Refuses pages that are compressed in another way than those that are read.
fn check_compression(file: &impl FileReader) -> Parsed<()> {
    let groups = file.metadata().row_groups().iter();
    for column in groups.flat_map(|group| group.columns()) {
        let codec = column.compression();
        if matches!(codec, Compression::BROTLI(_) | Compression::LZO) {
            let way_out = "expected Snappy, Zstandard, gzip, LZ4 or none";
            return Err(ParquetError::NYI(format!("compressed by {codec}; {way_out}")));
        }
    }
    Ok(())
}

/// Reads by the crate `parquet`, which panics on some damaged files: that is an error as any other damage is.
fn caught<T>(read: impl FnOnce() -> Parsed<T>) -> Parsed<T> {
    // What it would print says nothing to the user of a command. After a panic nothing of the file is read any more.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = std::panic::catch_unwind(AssertUnwindSafe(read));
    std::panic::set_hook(hook);
    result
        .unwrap_or_else(|_| Err(ParquetError::General("a page that contradicts itself".to_owned())))
}

/// The name of a column, without what only says that it is a list.
fn header(schema: &SchemaDescriptor, column: usize) -> String {
    let root = schema.get_column_root(column);
    match root.get_basic_info().converted_type() {
        ConvertedType::LIST => root.name().to_owned(),
        _ => schema.column(column).path().string(),
    }
}

/// A column of a row group, with the cells of the rows that were read last.
struct Column {
    descriptor: ColumnDescPtr,
    reader: ColumnReader,
    text: Vec<u8>,
    /// The end of each cell in `text`.
    ends: Vec<usize>,
}

impl Column {
    fn new(descriptor: ColumnDescPtr, reader: ColumnReader) -> Column {
        Column { descriptor, reader, text: Vec::new(), ends: Vec::new() }
    }

    fn cell(&self, row: usize) -> &[u8] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[row]]
    }

    /// Replaces the cells by those of the next rows.
    fn read(&mut self, rows: usize) -> Parsed<()> {
        let Column { descriptor, reader, text, ends } = self;
        text.clear();
        ends.clear();
        let of = Form::of(descriptor);
        let mut cells = CellWriter { descriptor, text, ends };
        use ColumnReader as C;
        match reader {
            C::BoolColumnReader(reader) => cells.add(reader, rows, |v, to| write!(to, "{v}")),
            C::Int32ColumnReader(reader) => cells.add(reader, rows, |v, to| match of {
                Form::Unsigned => write!(to, "{}", *v as u32),
                Form::Decimal(precision, scale) => {
                    write!(to, "{}", Field::Decimal(Decimal::from_i32(*v, precision, scale)))
                }
                Form::Days => to.write_all(day(i64::from(*v)).as_bytes()),
                _ => write!(to, "{v}"),
            }),
            C::Int64ColumnReader(reader) => cells.add(reader, rows, |v, to| match of {
                Form::Unsigned => write!(to, "{}", *v as u64),
                Form::Decimal(precision, scale) => {
                    write!(to, "{}", Field::Decimal(Decimal::from_i64(*v, precision, scale)))
                }
                Form::Instants(a_second) => {
                    to.write_all(day(v.div_euclid(a_second * DAY)).as_bytes())
                }
                _ => write!(to, "{v}"),
            }),
            C::Int96ColumnReader(reader) => cells.add(reader, rows, |v, to| {
                to.write_all(day(v.to_seconds().div_euclid(DAY)).as_bytes())
            }),
            C::FloatColumnReader(reader) => cells.add(reader, rows, |v, to| write!(to, "{v}")),
            C::DoubleColumnReader(reader) => cells.add(reader, rows, |v, to| write!(to, "{v}")),
            C::ByteArrayColumnReader(reader) => {
                cells.add(reader, rows, |v, to| write_bytes(of, v, to))
            }
            C::FixedLenByteArrayColumnReader(reader) => {
                cells.add(reader, rows, |v, to| write_bytes(of, v, to))
            }
        }
    }
}

/// What the values of a column mean, where their type alone does not say it.
#[derive(Clone, Copy)]
enum Form {
    Plain,
    Unsigned,
    /// With precision and scale.
    Decimal(i32, i32),
    Days,
    /// Units of time, so many in a second.
    Instants(i64),
    Uuid,
}

impl Form {
    fn of(column: &ColumnDescriptor) -> Form {
        match column.logical_type_ref() {
            Some(LogicalType::Timestamp(time)) => {
                return Form::Instants(match time.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                });
            }
            Some(LogicalType::Uuid) => return Form::Uuid,
            _ => {}
        }
        match column.converted_type() {
            ConvertedType::TIMESTAMP_MILLIS => Form::Instants(1_000),
            ConvertedType::TIMESTAMP_MICROS => Form::Instants(1_000_000),
            ConvertedType::DATE => Form::Days,
            ConvertedType::DECIMAL => Form::Decimal(column.type_precision(), column.type_scale()),
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Form::Unsigned,
            _ => Form::Plain,
        }
    }
}

fn write_bytes(form: Form, value: &impl AsRef<[u8]>, to: &mut Vec<u8>) -> io::Result<()> {
    let bytes = value.as_ref();
    match form {
        Form::Decimal(precision, scale) => {
            let bytes = ByteArray::from(bytes.to_vec());
            write!(to, "{}", Field::Decimal(Decimal::from_bytes(bytes, precision, scale)))
        }
        Form::Uuid => bytes.iter().try_for_each(|byte| write!(to, "{byte:02x}")),
        _ => to.write_all(bytes),
    }
}

/// Where the cells of a column are written.
struct CellWriter<'c> {
    descriptor: &'c ColumnDescriptor,
    text: &'c mut Vec<u8>,
    ends: &'c mut Vec<usize>,
}

impl CellWriter<'_> {
    /// Adds the cells of the next rows.
    fn add<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        rows: usize,
        write: impl Fn(&T::T, &mut Vec<u8>) -> io::Result<()>,
    ) -> Parsed<()> {
        let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
        reader.read_records(rows, Some(&mut defined), Some(&mut repeated), &mut values)?;
        let whole = self.descriptor.max_def_level();
        let slots = if whole == 0 { values.len() } else { defined.len() };
        let mut values = values.iter();
        for slot in 0..slots {
            // A value after the first of its row repeats one of the levels of the column.
            if slot > 0 && repeated.get(slot).is_none_or(|level| *level == 0) {
                self.ends.push(self.text.len());
            }
            if defined.get(slot).is_none_or(|level| *level == whole)
                && let Some(value) = values.next()
            {
                let is_first = self.ends.last().copied().unwrap_or(0) == self.text.len();
                self.text.extend((!is_first).then_some(b';'));
                write(value, self.text)?;
            }
        }
        self.ends.extend((slots > 0).then_some(self.text.len()));
        match self.ends.len() == rows {
            true => Ok(()),
            false => {
                Err(ParquetError::EOF(format!("{} rows of {rows} in a column", self.ends.len())))
            }
        }
    }
}

/// The day so many days after 1970-01-01, as `YYYY-MM-DD`; the number itself where that is no day of
/// four digits.
fn day(days: i64) -> String {
    let after_1970 = jiff::Span::new().try_days(days);
    let day = after_1970.and_then(|span| jiff::civil::date(1970, 1, 1).checked_add(span));
    match day {
        Ok(day) if day.year() >= 0 => day.to_string(),
        _ => days.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_counted_from_1970() {
        for (days, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (438, "1971-03-15"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (-25_509, "1900-02-28"),
            (-25_508, "1900-03-01"),
            (2_932_896, "9999-12-31"),
            (2_932_897, "2932897"),
            (i64::MIN, "-9223372036854775808"),
        ] {
            assert_eq!(day(days), text);
        }
    }
}

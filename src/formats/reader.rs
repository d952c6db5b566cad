//! The streaming reader over all formats.

use super::columns::masked;
use super::decode::{DecodingReader, FoundEncoding, TextSource};
use super::dialect::Dialect;
use super::draft::ParsedRecord;
use super::format::Format;
#[cfg(feature = "lists")]
use super::format::unknown;
use super::format_reader::FormatReader;
#[cfg(feature = "lists")]
use super::lists::ListInfo;
use super::lookahead::Lookahead;
use super::note_summary::NoteSummary;
use super::packing;
use super::seen_ids::SeenIds;
use super::tally::Tally;
use crate::error::{Error, ErrorKind};
use crate::knowledge::{Nationality, read_nationality};
use crate::record::{PartialDate, Record, RecordField};
use rustc_hash::FxHashSet;
use std::fmt;
use std::io::BufRead;
use std::iter::FusedIterator;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The most different nationalities that are remembered.
const MOST_COUNTRIES: usize = 1 << 10;

/// A streaming reader of records: an iterator of `Result<Record, Error>`.
///
/// # CSV
///
/// Cells are separated by commas, semicolons, tabs or bars, whichever makes most of the header, and quoted
/// as in RFC 4180. The first row is the header. The columns
/// are `id`, `name`, `aliases`, `birth_date`, `sex`, `nationality`, `birth_place`, `document`,
/// `source`, `category`, `occurred_at`, `submitted_at`, `valid_from` and `valid_to`, in any order and
/// case. All but `name` are optional. Usual other headers are recognized, such as `alias`, `birthDate`, `DOB`,
/// `ФИО` and `Дата рождения`, and a [`ColumnMap`](super::ColumnMap) assigns more. Cells of `aliases`,
/// `birth_date`, `nationality`, `birth_place` and `document` may hold several values, separated by
/// `;`.
///
/// Besides the forms of a [`PartialDate`](crate::PartialDate), a birth date may have slashes, the
/// English name of a month, be approximate (`circa 1960`) or a range (`1962 to 1964`).
/// [`Reader::notes`] documents what is kept of each.
///
/// The columns `given`, `patronymic` and `family` hold declared parts of the name. A table with one of
/// them needs no `name`. A row with any of them is named by these parts; its `name` is an alias, if it has another word.
///
/// # JSON
///
/// Objects one after another, on one line each or over several, or in an array, each in the documented
/// form of a [`Record`] or of another system that [`Format`] names. A field that cannot be read is left
/// out. An array may be within an object, under `results` or a similar key. One object is held in
/// memory at a time, and a broken one costs itself alone.
///
/// # FollowTheMoney
///
/// Entities with `id`, `schema` and `properties`, as OpenSanctions publishes them. Those of the schema
/// `Person` are read, and of `LegalEntity`, which may be companies, with a note. The datasets become the
/// source, the topics the category, and the day first seen the day of submission. Passports,
/// identifications and sanctions belong to their holder, whom they may come before or after. So unless
/// they are within it, persons are held in memory until the end, or up to the memory limit; those who are
/// returned then are noted.
///
/// # Published lists
///
/// With the feature `lists`: the sanctions lists of [`Format`]. Individuals are read, with aliases and
/// their strength, names in the original script, all birth dates, nationalities, documents, and the
/// day of listing as the first day of validity. The authority becomes the source, its programme or
/// regime the category; several are joined by `; `. XML is read one entity at a time, and broken XML
/// costs only the entity it is in. Document type declarations and custom entities are refused. Where
/// persons have several rows, or refer to elements that may come later, as in the lists of the UK,
/// Australia and Switzerland and OFAC's advanced XML, the reader holds all of them in memory, up to the
/// memory limit.
/// [`Reader::list`] is what a list says of itself.
///
/// # All formats
///
/// Text is UTF-8, with or without a byte order mark; UTF-16; or in the encoding that a [`Dialect`] states or
/// that its letters show. A broken character of UTF-8 is replaced by `�` and noted. Blank lines are skipped.
/// A record without an identifier gets its line number, or in XML and in a JSON array its entity number. A
/// row, line or entity of more than 16 MiB is malformed, and so is a row of more than 65,536 lines.
/// [`Dialect::with_memory_limit`] sets these limits.
///
/// # Errors
///
/// The iterator continues after an error, except after [`ErrorKind::Encoding`], [`ErrorKind::Io`],
/// [`ErrorKind::TooLarge`] and [`ErrorKind::Truncated`]: what follows those is missing or cannot be
/// trusted. The others reject one
/// row:
///
/// * [`ErrorKind::Malformed`]: JSON that is not a record, or a row of a table without a name whose quotes
///   or number of cells are wrong. An unclosed quote costs only its own line: the lines after it are
///   read again, each as a row of its own.
/// * [`ErrorKind::NoLetters`]: no name with a letter.
/// * [`ErrorKind::DuplicateId`]: an identifier that an earlier record of this reader has. The first
///   row is kept, whatever the days of submission. Which of two statements is right only the author
///   of the file knows; in a [`LivingList`](crate::LivingList) a later one replaces an earlier one.
///   The reader keeps a 128-bit keyed hash and a line number for each record, about 30 bytes. Ten
///   million records have a false duplicate with a probability of 10⁻²⁴.
///
/// ```
/// use sverka::formats::Reader;
///
/// let lines = r#"
/// {"id": "a1", "name": "Morozkin Yelisey", "eyes": "grey"}
/// {"id": "a1", "name": "Snegova Agniya"}
/// "#;
/// let mut reader = Reader::json(lines.as_bytes(), "list.jsonl")?;
/// let (kept, errors): (Vec<_>, Vec<_>) = reader.by_ref().partition(Result::is_ok);
/// assert_eq!((kept.len(), errors.len()), (1, 1));
/// assert_eq!(
///     errors[0].as_ref().unwrap_err().to_string(),
///     "list.jsonl:3: id: the same identifier as the record at line 2; \
///      expected one row for each identifier",
/// );
/// assert_eq!(reader.unread_columns(), ["eyes"]);
/// # Ok::<(), sverka::Error>(())
/// ```
pub struct Reader<R> {
    source: FormatReader<R>,
    encoding: FoundEncoding,
    format: Format,
    file: String,
    ids: SeenIds,
    tally: Tally,
    notes: Vec<Error>,
    summary: NoteSummary,
    /// Nationalities that were read and name a known country.
    countries: FxHashSet<String>,
    is_strict: bool,
    finished: bool,
    /// Bytes read from the file, where this crate opened it.
    pub(super) bytes: Arc<AtomicU64>,
}

impl<R: BufRead> Reader<R> {
    /// Reads a CSV table. `file` is its name in errors.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] without a header; [`ErrorKind::MissingColumn`] where no column holds a
    /// name, or a column that is stated is missing; [`ErrorKind::Malformed`] for a broken header;
    /// [`ErrorKind::Io`].
    pub fn csv(
        source: R,
        file: impl Into<String>,
        dialect: impl Into<Dialect>,
    ) -> Result<Self, Error> {
        Reader::of(Format::Csv, source, file, dialect)
    }

    /// Reads JSON: objects one after another, or an array of them. `file` is their name in errors.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] where all lines are blank; [`ErrorKind::Io`].
    pub fn json(source: R, file: impl Into<String>) -> Result<Self, Error> {
        Reader::of(Format::Json, source, file, Dialect::new())
    }

    /// Reads a source of a known format. `file` is its name in errors; the columns and the separator of
    /// `dialect` apply to CSV tables only.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownFormat`] for XML of another list, or a format whose feature is not enabled;
    /// those of [`Reader::csv`].
    pub fn of(
        format: Format,
        source: R,
        file: impl Into<String>,
        dialect: impl Into<Dialect>,
    ) -> Result<Self, Error> {
        let dialect = dialect.into();
        let text = Lookahead::new(DecodingReader::new(source, dialect.encoding));
        Reader::build(format, text, file.into(), &dialect)
    }

    /// Detects the format from the beginning of a source, as [`Format::detect`] does, and reads it.
    ///
    /// # Errors
    /// Those of [`Format::detect`] and [`Reader::of`].
    pub fn detect(
        source: R,
        file: impl Into<String>,
        dialect: impl Into<Dialect>,
    ) -> Result<Self, Error> {
        let (dialect, file) = (dialect.into(), file.into());
        let mut decoding = DecodingReader::new(source, dialect.encoding);
        decoding
            .first_bytes(packing::FIRST)
            .map_err(Error::io)
            .and_then(packing::refuse)
            .map_err(|error| error.in_file(&file))?;
        let mut text = Lookahead::new(decoding);
        let beginning = text
            .look_until(Format::is_enough_to_detect, Format::BEGINNING)
            .map_err(|error| Error::io(error).in_file(&file))?;
        let format = Format::detect(beginning).map_err(|error| error.in_file(&file))?;
        Reader::build(format, text, file, &dialect)
    }

    fn build(
        format: Format,
        text: TextSource<R>,
        file: String,
        dialect: &Dialect,
    ) -> Result<Self, Error> {
        let encoding = text.source().found();
        match FormatReader::new(format, text, &file, dialect) {
            Ok(source) => Ok(Reader {
                source,
                encoding,
                format,
                file,
                ids: SeenIds::default(),
                tally: Tally::default(),
                notes: Vec::new(),
                summary: NoteSummary::default(),
                countries: FxHashSet::default(),
                is_strict: dialect.is_strict,
                finished: false,
                bytes: Arc::default(),
            }),
            Err(error) => Err(error.in_file(file)),
        }
    }

    /// Adds OFAC's ALT.CSV, the aliases of the entries of SDN.CSV, or CONS_ALT.CSV for CONS_PRIM.CSV. They
    /// are held in memory until their entry is read. Errors in the table of aliases come out first, and aliases of unknown entries last; both count
    /// as rejected.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownFormat`] unless this reader reads SDN.CSV or CONS_PRIM.CSV;
    /// [`ErrorKind::Encoding`], [`ErrorKind::Io`] and [`ErrorKind::TooLarge`].
    #[cfg(feature = "lists")]
    #[cfg_attr(docsrs, doc(cfg(feature = "lists")))]
    pub fn with_ofac_aliases(mut self, table: impl BufRead) -> Result<Self, Error> {
        match &mut self.source {
            FormatReader::Sdn(sdn) => sdn.read_aliases(table)?,
            _ => return Err(unknown("aliases for a list that is not SDN.CSV")),
        }
        Ok(self)
    }

    /// Adds OFAC's SDN_COMMENTS.CSV, the rest of remarks that are too long for SDN.CSV, or CONS_COMMENTS.CSV for
    /// CONS_PRIM.CSV. Otherwise as [`Reader::with_ofac_aliases`].
    ///
    /// # Errors
    /// Those of [`Reader::with_ofac_aliases`].
    #[cfg(feature = "lists")]
    #[cfg_attr(docsrs, doc(cfg(feature = "lists")))]
    pub fn with_ofac_comments(mut self, table: impl BufRead) -> Result<Self, Error> {
        match &mut self.source {
            FormatReader::Sdn(sdn) => sdn.read_comments(table)?,
            _ => return Err(unknown("comments for a list that is not SDN.CSV")),
        }
        Ok(self)
    }

    /// The format of the source.
    pub fn format(&self) -> Format {
        self.format
    }

    /// What a published list says of itself; `None` for other formats. A day or a number of entries at the
    /// end of a file is known once the file has been read.
    #[cfg(feature = "lists")]
    #[cfg_attr(docsrs, doc(cfg(feature = "lists")))]
    pub fn list(&self) -> Option<&ListInfo> {
        self.source.about()
    }

    /// What was not stated and was detected, in words: an encoding that is not UTF-8, a separator that is
    /// no comma, and headers that are not the names of their fields.
    ///
    /// ```
    /// use sverka::formats::{Dialect, Reader};
    ///
    /// let table = "ФИО;Дата рождения\nМорозкин Елисей;15.03.1971\n";
    /// let mut reader = Reader::csv(table.as_bytes(), "t.csv", Dialect::new())?;
    /// assert!(reader.next().unwrap()?.name().as_full() == Some("Морозкин Елисей"));
    /// let expected = ["separated by semicolons", "\"ФИО\" as name", "\"Дата рождения\" as birth_date"];
    /// assert_eq!(reader.detected(), expected);
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn detected(&self) -> Vec<String> {
        let encoding =
            self.encoding.get().map(|encoding| format!("encoded in {}", encoding.name()));
        encoding.into_iter().chain(self.source.detected()).collect()
    }

    /// How many bytes of the file were read, before decompression. 0 of a source that [`Reader::open`] and
    /// [`Reader::stream`] did not open, of which only its owner knows that.
    pub fn bytes_read(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// The number of rows read so far, by what became of them.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The values of the last record that were left out or kept only in part, each with its line, field
    /// and reason. Empty after an error.
    ///
    /// A birth date with an ambiguous order of day and month is reduced to its year, and so are an
    /// approximate one and one that cannot be, as 1971-13-15. A range of up to ten years becomes one date
    /// for each year. A nationality that names no known country is kept as written and is no evidence; so
    /// is a birth date that stands for a missing one, as 1900-01-01.
    ///
    /// A note quotes the shape of a value, with `A` and `a` for letters, as it may be a name in the wrong
    /// column; of a nationality of one word, the value.
    ///
    /// ```
    /// use sverka::formats::{ColumnMap, Reader};
    ///
    /// let table = "id,name,birth_date\na,Morozkin Yelisey,03/04/1971\n";
    /// let mut reader = Reader::csv(table.as_bytes(), "t.csv", &ColumnMap::new())?;
    /// assert_eq!(reader.next().unwrap()?.birth_dates()[0].to_string(), "1971");
    /// assert_eq!(
    ///     reader.notes()[0].to_string(),
    ///     "t.csv:2: record a: birth_date: \"03/04/1971\": the order of day and month is ambiguous; \
    ///      kept as the year 1971",
    /// );
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn notes(&self) -> &[Error] {
        &self.notes
    }

    /// All notes so far, by kind.
    pub fn note_summary(&self) -> &NoteSummary {
        &self.summary
    }

    /// Content of the source that no record has a field for: the columns of a table, known from the
    /// start, or the paths of JSON fields, XML elements and kinds of remarks read so far. At most 100.
    pub fn unread_columns(&self) -> &[String] {
        self.source.unread()
    }

    fn next_record(&mut self) -> Option<Result<Record, Error>> {
        loop {
            return match self.source.next_record()? {
                Ok(Some(parsed)) => Some(self.accept(parsed)),
                Ok(None) => {
                    self.tally.count_not_person();
                    continue;
                }
                Err(error) => Some(Err(error)),
            };
        }
    }

    /// Checks what holds for records of every format, and completes errors and notes.
    fn accept(&mut self, parsed: ParsedRecord) -> Result<Record, Error> {
        let ParsedRecord { line, record, mut notes, fault } = parsed;
        let record = if record.id().is_empty() { record.with_id(line.to_string()) } else { record };
        self.check(line, &record, fault.filter(|_| self.is_strict)).map_err(|error| {
            let listing = record.listing();
            let error = error.submitted_by(listing.source(), listing.category()).at_line(line);
            match self.format {
                // In these formats the line is enough to find the record.
                Format::Csv | Format::Json => error,
                _ => error.of_record(record.id()),
            }
        })?;
        let complete = |note: Error| {
            // A person of several rows is at the line of the first.
            let line = note.line().unwrap_or(line);
            note.at_line(line).of_record(record.id())
        };
        let gaps = notes.len();
        notes.extend(self.notes_on_birth_dates(&record));
        notes.extend(self.notes_on_nationalities(&record));
        self.notes = notes.into_iter().map(|note| complete(note).in_file(&self.file)).collect();
        for (n, note) in self.notes.iter().enumerate() {
            self.summary.add(note, n < gaps);
        }
        Ok(record)
    }

    /// Birth dates that stand for a missing one. They are kept as they are and are no evidence.
    fn notes_on_birth_dates(&self, record: &Record) -> Vec<Error> {
        let placeholders = record.birth_dates().iter().filter(|date| date.is_placeholder());
        let note = |date: &PartialDate| {
            let what = "a placeholder for a missing date; not used as evidence";
            let error = Error::new(ErrorKind::InvalidDate, what).with_value(&date.to_string());
            error.in_field(self.source.field_name(RecordField::BirthDate))
        };
        placeholders.map(note).collect()
    }

    /// Nationalities that name no known country. They are kept as they are and are no evidence.
    fn notes_on_nationalities(&mut self, record: &Record) -> Vec<Error> {
        // A list states few countries, again and again.
        let known = &mut self.countries;
        let mut is_known = |text: &String| {
            known.contains(text) || {
                let is_known = read_nationality(text) != Nationality::NotUnderstood;
                if is_known && known.len() < MOST_COUNTRIES {
                    known.insert(text.clone());
                }
                is_known
            }
        };
        let unknown: Vec<&String> =
            record.nationalities().iter().filter(|text| !is_known(text)).collect();
        let note = |text: &String| {
            let what = "no known country; not used as evidence";
            let error = Error::new(ErrorKind::InvalidValue, what)
                .with_value(text)
                .expecting("a code of ISO 3166-1, or the name of a country")
                .in_field(self.source.field_name(RecordField::Nationality));
            // A single word is hardly a whole name, and says which country is meant.
            let is_word = text.split_whitespace().nth(1).is_none();
            if is_word { error } else { masked(error) }
        };
        unknown.into_iter().map(note).collect()
    }

    /// Why a record is rejected; a fault is a reason where it is given.
    fn check(&mut self, line: u64, record: &Record, fault: Option<Error>) -> Result<(), Error> {
        let field = |field| self.source.field_name(field).to_owned();
        if !record.name().has_letters() {
            return Err(Error::new(ErrorKind::NoLetters, "a name without letters")
                .expecting("at least one letter")
                .in_field(field(RecordField::Name)));
        }
        if let Some(fault) = fault {
            return Err(fault);
        }
        match self.ids.first_line(record.id(), line) {
            None => Ok(()),
            Some(first) => {
                let what = format!("the same identifier as the record at line {first}");
                let error =
                    Error::new(ErrorKind::DuplicateId, what).in_field(field(RecordField::Id));
                Err(error.expecting("one row for each identifier"))
            }
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.notes.clear();
        if self.finished {
            return None;
        }
        let next = self.next_record().map(|read| {
            // Errors of ALT.CSV already name their file.
            read.map_err(|e| if e.file().is_none() { e.in_file(&self.file) } else { e })
        });
        self.finished = match &next {
            None => true,
            Some(Ok(_)) => false,
            Some(Err(error)) => error.ends_the_source(),
        };
        self.tally.count(next.as_ref(), self.notes.len());
        next
    }
}

impl<R: BufRead> FusedIterator for Reader<R> {}

impl<R> fmt::Debug for Reader<R> {
    /// Omits the content of the source, which holds names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("file", &self.file)
            .field("format", &self.format)
            .field("tally", &self.tally)
            .field("finished", &self.finished)
            .finish_non_exhaustive()
    }
}

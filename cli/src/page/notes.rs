//! What readers say of a row, in the language of a page. `notes.tsv` has each message once, in both languages, with
//! `{}` for a value: values of a message may be messages themselves.

use super::Language;
use serde::Serialize;
use std::sync::LazyLock;
use sverka::Error;

/// Messages in English and in Russian.
static MESSAGES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    include_str!("notes.tsv").lines().filter_map(|line| line.split_once('\t')).collect()
});

/// A note in the language of a page, or in English where it is of no known kind.
#[derive(Debug, Serialize)]
pub(crate) struct Note {
    pub(crate) text: String,
    pub(crate) is_english: bool,
}

impl Language {
    /// What a reader says of a row: the place, the value, what is wrong, and what was expected.
    pub(crate) fn note(self, note: &Error) -> Note {
        match Some(note).filter(|_| self == Language::Russian).and_then(russian) {
            Some(text) => Note { text, is_english: false },
            None => Note { text: note.to_string(), is_english: self != Language::English },
        }
    }
}

fn russian(note: &Error) -> Option<String> {
    let what = translated(note.what())?;
    let expected = match note.expected() {
        Some(expected) => format!("; ожидается: {}", translated(expected)?),
        None => String::new(),
    };
    let places = [
        note.file().map(str::to_owned),
        note.line().map(|line| format!("строка {line}")),
        note.record_id().map(|id| format!("запись {id}")),
        note.field().map(str::to_owned),
        note.value().map(|value| format!("«{value}»")),
    ];
    let places: String = places.into_iter().flatten().map(|place| place + ": ").collect();
    Some(format!("{places}{what}{expected}"))
}

/// The Russian of a message with its values.
fn translated(message: &str) -> Option<String> {
    MESSAGES.iter().find_map(|(english, russian)| {
        let mut values = values(english, message)?.into_iter();
        let mut parts = russian.split("{}");
        let first = parts.next()?.to_owned();
        Some(parts.fold(first, |text, part| {
            let value = values.next().unwrap_or_default();
            let value = translated(value).unwrap_or_else(|| value.to_owned());
            format!("{text}{value}{part}")
        }))
    })
}

/// What a text has in place of each `{}` of a message; `None` if it is of another one.
fn values<'t>(message: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut parts = message.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut values = Vec::new();
    for part in parts {
        let at = if part.is_empty() { rest.len() } else { rest.find(part)? };
        values.push(&rest[..at]);
        rest = &rest[at + part.len()..];
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};
    use sverka::formats::{Dialect, Reader};

    /// Files of the folders of the library with this extension, but for tests.
    fn sources(folder: &str) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../src").join(folder)];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                match path.is_dir() {
                    true if path.file_name().unwrap() != "tests" => folders.push(path),
                    true => {}
                    false if path.extension().is_some_and(|it| it == "rs") => files.push(path),
                    false => {}
                }
            }
        }
        files
    }

    #[test]
    fn what_a_reader_expects_has_a_russian_wording() {
        let mut found = 0;
        for path in ["formats", "record"].into_iter().flat_map(sources) {
            let text = fs::read_to_string(&path).unwrap();
            let (code, _) = text.split_once("#[cfg(test)]").unwrap_or((&text, ""));
            // What is expected of an option, a header or an archive ends the command, which speaks English.
            let of_rows = [
                "dialect.rs",
                "columns.rs",
                "csv_reader.rs",
                "detect.rs",
                "unpack.rs",
                "table.rs",
                "format.rs",
            ];
            if of_rows.iter().any(|name| path.ends_with(name)) {
                continue;
            }
            for after in code.split("expecting(\"").skip(1) {
                let (expected, _) = after.split_once("\")").unwrap();
                let expected = expected.replace("\\\"", "\"");
                found += 1;
                assert!(translated(&expected).is_some(), "{}: {expected}", path.display());
            }
        }
        assert!(found > 10, "{found}");
    }

    #[test]
    fn what_is_wrong_with_a_row_is_told_in_russian() {
        let table =
            |rows: &str| format!("id,name,birth_date,sex,nationality,document,valid_to\n{rows}");
        let inputs = [
            table("1,Зимин Яков,31.02.1980,м,RU,,\n"),
            table("1,Зимин Яков,03/04/1980,?,RU,---,\n"),
            table("1,Зимин Яков,1.1.80,м,Атлантида,,31.31.2020\n"),
            table("1,Зимин Яков,1900-01-01,м,RU,,2020\n"),
            table("1,Зимин Яков,около 14.03.1960,м,RU,,\n"),
            table("1,Зимин Яков,\"до 1970, после 1950\",м,RU,,\n"),
            table("1,Зимин Яков,1390,,,,\n2,Зимин Лев,2520,,,,\n3,Зимин Пётр,2950,,,,\n4,Зимина Яна,1700,,,,\n"),
            table("1,Зимин Яков,1390 hijri,,,,\n2,Зимин Лев,1950-1990,,,,\n3,Зимин Пётр,1990-1950,,,,\n"),
            table("1,Зимин Яков,15 марта,,,,\n2,Зимин Лев,вчера,,,,\n3,Зимин Пётр,after 1970,,,,\n"),
            table("1,17,,,,,\n2,,,,,,\n3,Зимин Пётр,,,,,\n3,Зимин Лев,,,,,\n"),
            table("1,Зимин Яков\n2,Зимин Лев,,,,,,,,,,\n"),
            table("1,\"Зимин Яков,,,,,\n2,\"Зимин\" Лев,,,,,\n"),
            "{\"id\": 1}\n{\"name\": 5}\n{\"name\": \"17\"}\n{\"name\": [}\n[5]\n5\n".to_owned(),
            "{\"name\": \"Зимин Яков\", \"birth_dates\": {\"a\": 1}, \"sex\": true, \"documents\": 5}\n".to_owned(),
            "{\"name\": \"Зимин Яков\", \"aliases\": [[[\"x\"]]], \"nationalities\": {}}\n{\"name\"\n".to_owned(),
            "[{\"name\": \"Зимин Яков\"},\n{\"name\": \"Зимин\n".to_owned(),
            "{\"id\": \"a\", \"schema\": \"LegalEntity\", \"properties\": {\"name\": [\"Зимин Яков\"], \"birthDate\": [\"x\"]}}\n".to_owned(),
            "{\"id\": \"a\", \"schema\": \"Person\"}\n{\"id\": \"b\", \"schema\": \"Person\", \"properties\": {\"name\": [\"Зимин\"]}}\n".to_owned(),
        ];
        let (mut told, mut english) = (0, Vec::new());
        let broken = [
            &table("1,Зимин Яков,,,,,\n2,Зимин ").into_bytes()[..],
            &[0xff, 0xfe, 0xc3],
            b",,,,,\n",
        ]
        .concat();
        let inputs = inputs.into_iter().map(String::into_bytes).chain([broken]);
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/formats/tests/data");
        let samples =
            fs::read_dir(samples).unwrap().map(|path| fs::read(path.unwrap().path()).unwrap());
        // A sample cut in its middle, too.
        let samples = samples.flat_map(|bytes| [bytes[..bytes.len() * 2 / 3].to_vec(), bytes]);
        for input in inputs.chain(samples) {
            let utf8 = Dialect::new().with_encoding("utf-8").unwrap();
            let Ok(mut reader) = Reader::detect(&input[..], "input", utf8) else { continue };
            while let Some(row) = reader.next() {
                for note in row.err().iter().chain(reader.notes()) {
                    let Note { text, is_english } = Language::Russian.note(note);
                    if is_english { english.push(text) } else { told += 1 }
                }
            }
        }
        assert!(english.is_empty(), "{english:#?}");
        assert!(told > 50, "{told}");
    }

    #[test]
    fn a_note_has_its_place_and_values() {
        let input = "id,name,birth_date\n1,Зимин Яков,1.2.80\n2,Зимин Лев,31.02.1980\n";
        let mut reader = Reader::detect(input.as_bytes(), "in.csv", Dialect::new()).unwrap();
        let mut notes = Vec::new();
        while reader.next().is_some() {
            notes.extend(reader.notes().iter().map(|note| Language::Russian.note(note).text));
        }
        assert_eq!(
            notes,
            [
                "in.csv: строка 2: запись 1: birth_date: «1.2.80»: год из двух цифр; ожидается: \
                 ГГГГ, ГГГГ-ММ, ГГГГ-ММ-ДД или ДД.ММ.ГГГГ",
                "in.csv: строка 3: запись 2: birth_date: «31.02.1980»: такого дня не существует; \
                 оставлен только год 1980",
            ]
        );
    }
}

//! What a page says, in English and in Russian: every label is a line of `labels.tsv`.

use crate::figures::grouped;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
use sverka::PartialDate;

/// Russian by English. A line is a label in both languages, separated by a tab; or a comment.
static RUSSIAN: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("labels.tsv").lines().filter(|line| !line.starts_with("# "));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// The endings of what the library says of letters that no orthography reads.
const READING_LIMITS: [&str; 2] = ["letters have no reading", "letters are read one by one"];

/// The language of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    English,
    Russian,
}

impl Language {
    /// The languages by their codes, the default first.
    pub(crate) const CODES: [&str; 2] = ["en", "ru"];

    /// The language with a code.
    pub(crate) fn of_code(code: &str) -> Language {
        if code == Language::CODES[1] { Language::Russian } else { Language::English }
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Language::English => Language::CODES[0],
            Language::Russian => Language::CODES[1],
        }
    }

    /// The label in this language; in English where it has no other.
    pub(crate) fn label(self, english: &str) -> &str {
        match self {
            Language::English => english,
            Language::Russian => RUSSIAN.get(english).copied().unwrap_or(english),
        }
    }

    /// The name of a system of romanization, which is of parts: `German press, Russian`.
    pub(crate) fn system(self, name: &str) -> String {
        let parts: Vec<&str> = name.split(", ").map(|part| self.label(part)).collect();
        parts.join(", ")
    }

    /// By what two words are compared: orthographies, repairs, or that a script has no reading.
    pub(crate) fn bridge(self, via: &str) -> String {
        let limit = READING_LIMITS.iter().find_map(|limit| Some((via.strip_suffix(limit)?, limit)));
        if let Some((script, limit)) = limit {
            return format!("{script}{}", self.label(limit));
        }
        let side = |side: &str| match RUSSIAN.contains_key(side) {
            true => self.label(side).to_owned(),
            // Several repairs.
            false => self.system(side),
        };
        via.split(" ~ ").map(side).collect::<Vec<_>>().join(" ~ ")
    }

    /// A number with decimals as the language writes it.
    pub(crate) fn decimals(self, number: &str) -> Cow<'_, str> {
        match self {
            Language::English => Cow::Borrowed(number),
            Language::Russian => Cow::Owned(number.replace('.', ",")),
        }
    }

    /// A date, such as 1971-03-15 or 1971-03, as the language writes it; any other text as it is.
    pub(crate) fn date(self, text: &str) -> Cow<'_, str> {
        match self {
            Language::Russian
                if text.parse::<PartialDate>().is_ok_and(|date| date.to_string() == text) =>
            {
                let parts: Vec<&str> = text.split('-').rev().collect();
                Cow::Owned(parts.join("."))
            }
            _ => Cow::Borrowed(text),
        }
    }

    /// So many things, by the forms of English: `{} match|{} matches`. Russian has three forms, for 1, 2 and 5.
    pub(crate) fn counted(self, number: u64, forms: &str) -> String {
        let form = match (self, number % 10, number % 100) {
            (Language::English, ..) => usize::from(number != 1),
            (Language::Russian, 1, tens) if tens != 11 => 0,
            (Language::Russian, 2..=4, tens) if !(12..=14).contains(&tens) => 1,
            (Language::Russian, ..) => 2,
        };
        let form = self.label(forms).split('|').nth(form).unwrap_or(forms);
        form.replace("{}", &self.number(number))
    }

    /// A number with its thousands separated as the language does.
    pub(crate) fn number(self, number: u64) -> Cow<'static, str> {
        match self {
            Language::English => Cow::Owned(grouped(number)),
            Language::Russian => Cow::Owned(grouped(number).replace(',', "\u{a0}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use sverka::System;

    /// The names in the heads of the library's tables.
    fn names_of_tables(folder: &str) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/knowledge").join(folder);
        let tables = std::fs::read_dir(folder).unwrap().map(|table| table.unwrap().path());
        let name = |table| {
            let text = std::fs::read_to_string(table).unwrap();
            let name = text.lines().find_map(|line| line.strip_prefix("# name: ")).unwrap();
            name.to_owned()
        };
        tables.map(name).collect()
    }

    #[test]
    fn everything_that_a_page_may_say_has_a_russian_label() {
        let missing = |label: &str| !RUSSIAN.contains_key(label);
        for folder in ["orthography", "syllables"] {
            let names = names_of_tables(folder);
            assert!(names.len() > 5);
            assert!(!names.iter().any(|name| missing(name)), "{names:?}");
        }
        for system in System::all() {
            let mut parts = system.name().split(", ");
            assert!(!parts.any(missing), "{}", system.name());
        }
        for source in ["src/evidence/item.rs", "src/text/repair.rs"] {
            // `Level = "in words",`
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(source);
            let text = std::fs::read_to_string(source).unwrap();
            let words = text.lines().filter_map(|line| {
                let (variant, words) = line.strip_prefix("    ")?.split_once(" = \"")?;
                let is_variant = variant.chars().all(char::is_alphanumeric);
                words.strip_suffix("\",").filter(|_| is_variant)
            });
            assert!(words.clone().count() > 10);
            words.for_each(|words| assert!(!missing(words), "{words}"));
        }
    }

    #[test]
    fn no_label_stands_twice_or_says_nothing() {
        let lines = include_str!("labels.tsv").lines().filter(|line| !line.starts_with("# "));
        for line in lines.clone() {
            let (english, russian) = line.split_once('\t').unwrap();
            assert!(!english.is_empty() && !russian.is_empty(), "{line}");
        }
        assert_eq!(lines.count(), RUSSIAN.len());
    }

    #[test]
    fn things_are_counted_by_their_forms() {
        let forms = "{} match|{} matches";
        for (number, english, russian) in [
            (0, "0 matches", "0 совпадений"),
            (1, "1 match", "1 совпадение"),
            (2, "2 matches", "2 совпадения"),
            (5, "5 matches", "5 совпадений"),
            (11, "11 matches", "11 совпадений"),
            (21, "21 matches", "21 совпадение"),
            (112, "112 matches", "112 совпадений"),
            (1_004, "1,004 matches", "1\u{a0}004 совпадения"),
        ] {
            assert_eq!(Language::English.counted(number, forms), english);
            assert_eq!(Language::Russian.counted(number, forms), russian);
        }
        let counted = RUSSIAN.iter().filter(|(english, _)| english.contains('|'));
        for (english, russian) in counted {
            let forms = |text: &str| text.split('|').filter(|form| form.contains("{}")).count();
            assert_eq!((forms(english), forms(russian)), (2, 3), "{english}");
        }
    }

    #[test]
    fn dates_and_decimals_are_written_as_the_language_does() {
        for (text, expected) in [
            ("1971-03-15", "15.03.1971"),
            ("1971-03", "03.1971"),
            ("1971", "1971"),
            ("12-34", "12-34"),
        ] {
            assert_eq!(Language::Russian.date(text), expected);
            assert_eq!(Language::English.date(text), text);
        }
        assert_eq!(Language::Russian.decimals("+9.69"), "+9,69");
        assert_eq!(Language::English.decimals("+9.69"), "+9.69");
    }

    #[test]
    fn bridges_are_told_side_by_side() {
        for (via, expected) in [
            ("Russian Cyrillic ~ German spelling", "русская кириллица ~ немецкое написание"),
            ("German spelling, sch for ж", "немецкое написание, sch вместо ж"),
            ("Arabic letters have no reading", "Arabic буквы без чтения"),
            ("digits read for letters, cut off", "цифры прочитаны как буквы, обрезано"),
        ] {
            assert_eq!(Language::Russian.bridge(via), expected);
            assert_eq!(Language::English.bridge(via), via);
        }
        assert_eq!(Language::Russian.system("German press, Russian"), "немецкая пресса, русский");
    }
}

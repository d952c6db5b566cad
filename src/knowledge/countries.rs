//! Countries: what a statement of nationality means, and which countries are related.

use super::tables::{COUNTRIES, rows};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The number of a country: the position of its row in the table, from 1. Stored lists have these, and
/// the table is part of their fingerprint.
pub(crate) type CountryNumber = u16;

/// The country or the two countries that a statement names: Congo may be either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountrySet {
    /// Ascending; 0 where there is no second.
    pub(crate) numbers: [CountryNumber; 2],
    /// Whether the statement names a people (русский), whose members are citizens of several states.
    pub(crate) is_people: bool,
}

/// What a statement of nationality means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nationality {
    /// A country, or one of two.
    Of(CountrySet),
    /// No country, and said so: stateless, unknown, `XXX`.
    NoCountry,
    /// The table has no such word.
    NotUnderstood,
}

#[derive(Default)]
struct CountryTable {
    meanings: FxHashMap<CountryKey, Nationality>,
    /// By the number of a country minus 1: its alpha-2 code, or the four letters of a former state.
    codes: Vec<&'static str>,
    /// By the number of a country minus 1: the successors of a former state, or the sovereign of a
    /// territory.
    related: Vec<Vec<CountryNumber>>,
    /// Words for citizens that stand before or after the name of a country.
    before: Vec<CountryKey>,
    after: Vec<CountryKey>,
}

static TABLE: LazyLock<CountryTable> = LazyLock::new(|| {
    let mut table = CountryTable::default();
    let is_country = |row: &&Vec<&str>| row[0].starts_with(|c: char| c.is_ascii_uppercase());
    let all: Vec<Vec<&str>> = rows(COUNTRIES).collect();
    table.codes = all.iter().filter(is_country).filter_map(|row| code(row)).collect();
    for row in all.iter().filter(is_country) {
        let number = table.number(code(row).unwrap_or_default());
        let related = row[3].split(' ').map(|code| table.number(code)).filter(|n| *n > 0).collect();
        table.related.push(related);
        let codes = [row[0], row[1]].into_iter().flat_map(|cell| cell.split(' ')).chain([row[2]]);
        let names = row[4..8].iter().flat_map(|cell| cell.split("; "));
        codes.chain(names).for_each(|name| table.add(name, number, false));
        row[8].split("; ").for_each(|name| table.add(name, number, true));
    }
    for row in all.iter().filter(|row| !is_country(row)) {
        let keys = row[4..7].iter().flat_map(|cell| cell.split("; ")).map(key);
        let keys = keys.filter(|key| !key.is_empty());
        match row[0] {
            "before" => table.before.extend(keys),
            "after" => table.after.extend(keys),
            _ => table.meanings.extend(keys.map(|key| (key, Nationality::NoCountry))),
        }
    }
    table
});

/// The first code of a row, which stands for the country.
fn code(row: &[&'static str]) -> Option<&'static str> {
    row[0].split(' ').next()
}

impl CountryTable {
    /// The number of the country with a code; 0 for no code.
    fn number(&self, code: &str) -> CountryNumber {
        self.codes.iter().position(|other| *other == code).map_or(0, |at| at as CountryNumber + 1)
    }

    /// Adds a name or code of a country. A name that another country has means both.
    fn add(&mut self, name: &str, number: CountryNumber, is_people: bool) {
        let key = key(name);
        if key.is_empty() {
            return;
        }
        let mut numbers = [number, 0];
        if let Some(Nationality::Of(known)) = self.meanings.get(&key)
            && known.numbers[0] != number
        {
            numbers = [known.numbers[0], number];
        }
        self.meanings.insert(key, Nationality::Of(CountrySet { numbers, is_people }));
    }
}

/// A text as it is looked up, in UTF-8.
type CountryKey = SmallVec<[u8; 64]>;

/// The letters, digits and slashes of a text, in lower case, without marks and modifier letters (ʻ).
fn key(text: &str) -> CountryKey {
    let is_kept = |c: &char| {
        !is_combining_mark(*c)
            && !matches!(*c, '\u{2b0}'..='\u{2ff}')
            && (c.is_alphanumeric() || *c == '/')
    };
    let mut key = CountryKey::new();
    for c in text.nfkd().flat_map(char::to_lowercase).filter(is_kept) {
        key.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    key
}

/// Longer statements are not looked up; the longest name has some 60 letters.
const MAX_BYTES: usize = 1024;

/// What a stated nationality means: a code, a name or a word for citizens, in any case. Several of them
/// for one country are one statement: `Russia (RUS)`.
pub(crate) fn read_nationality(text: &str) -> Nationality {
    if text.len() > MAX_BYTES {
        return Nationality::NotUnderstood;
    }
    if !text.contains(char::is_alphanumeric) {
        return Nationality::NoCountry;
    }
    let whole = read_name(text);
    if whole != Nationality::NotUnderstood {
        return whole;
    }
    let parts =
        text.split(['(', ')', '/', '-', '–', ',', ';']).filter(|part| !part.trim().is_empty());
    let mut meanings = parts.map(read_name);
    match meanings.next() {
        Some(first) if meanings.all(|other| other == first) => first,
        _ => Nationality::NotUnderstood,
    }
}

fn read_name(text: &str) -> Nationality {
    let key = key(text);
    let mut rest = key.as_slice();
    loop {
        if let Some(meaning) = TABLE.meanings.get(rest) {
            return *meaning;
        }
        // The longest word first: `гражданин` begins with `гр`.
        let shorter = |words: &[CountryKey], strip: fn(&[u8], &[u8]) -> Option<usize>| {
            words.iter().filter_map(|word| strip(rest, word)).max()
        };
        let before =
            shorter(&TABLE.before, |rest, word| rest.starts_with(word).then_some(word.len()));
        let after = shorter(&TABLE.after, |rest, word| rest.ends_with(word).then_some(word.len()));
        rest = match (before, after) {
            (Some(length), _) => &rest[length..],
            (None, Some(length)) => &rest[..rest.len() - length],
            (None, None) => return Nationality::NotUnderstood,
        };
    }
}

/// Whether one country is a former state and the other one of its successors, or one is a territory of
/// the other. A nationality of one neither supports nor contradicts the other.
pub(crate) fn are_related(one: CountryNumber, other: CountryNumber) -> bool {
    let has = |one: CountryNumber, other: CountryNumber| {
        let at = usize::from(one).checked_sub(1);
        at.and_then(|at| TABLE.related.get(at)).is_some_and(|related| related.contains(&other))
    };
    has(one, other) || has(other, one)
}

/// The alpha-2 code of a country; four letters for a former state (ISO 3166-3).
#[cfg(test)]
fn country_code(number: CountryNumber) -> Option<&'static str> {
    TABLE.codes.get(usize::from(number).checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The codes that a statement means, `-` for no country, `?` where it is not understood.
    fn read(text: &str) -> String {
        match read_nationality(text) {
            Nationality::Of(set) => {
                let codes: Vec<&str> =
                    set.numbers.iter().filter_map(|n| country_code(*n)).collect();
                codes.join(" ")
            }
            Nationality::NoCountry => "-".to_owned(),
            Nationality::NotUnderstood => "?".to_owned(),
        }
    }

    fn is_country(row: &[&str]) -> bool {
        row[0].starts_with(|c: char| c.is_ascii_uppercase())
    }

    #[test]
    fn statements_of_offices_are_read() {
        for (statements, code) in [
            (&["RU", "ru", "RUS", "643", "Россия", "РОССИЯ", "Russian Federation", "РФ"][..], "RU"),
            (&["гражданин РФ", "граждан РФ", "гр. РФ", "гр-ка России", "Russian"], "RU"),
            (
                &["citizen of the Russian Federation", "Russian citizen", "российское гражданство"],
                "RU",
            ),
            (&["Iran", "Islamic Republic of Iran", "Iran (Islamic Republic of)", "Иран"], "IR"),
            (&["Iran, Islamic Republic of", "IRAN, ISLAMIC REPUBLIC OF", "гр. Ирана"], "IR"),
            (&["North Korea", "DPRK", "Democratic People's Republic of Korea", "КНДР"], "KP"),
            (&["Tajik", "Tajikistani", "TJK", "Тоҷикистон", "гражданка Таджикистана"], "TJ"),
            (&["гражданин Республики Узбекистан", "Oʻzbekiston", "Uzbek national"], "UZ"),
            (&["Côte d'Ivoire", "COTE D'IVOIRE", "Ivory Coast"], "CI"),
            (&["U.S.A.", "the United States of America", "США", "American"], "US"),
            (&["Türkiye", "TURKEY", "Турция"], "TR"),
            (&["D", "DEU", "ФРГ", "Deutschland"], "DE"),
            (&["GBN", "UK", "British"], "GB"),
            (&["USSR", "SU", "SUN", "СССР", "Soviet Union", "SUHH"], "SUHH"),
            (&["DDR", "ГДР"], "DDDE"),
            (&["Russian Federation (RUS)", "RUS - Russia", "RU/RUS"], "RU"),
            (&["O‘zbekiston", "Узбекская ССР", "O'zbekiston Respublikasi"], "UZ"),
            (&["Греция", "Greece"], "GR"),
            (&["Korea", "Корея", "Korean"], "KP KR"),
            (&["Congo"], "CD CG"),
            (&["CS"], "CSHH CSXX"),
            (&["NA", "Namibia"], "NA"),
            (&["N/A", "stateless", "Unknown", "XXX", "XXA", "XXB", "XXC"], "-"),
            (&["без гражданства", "ЛБГ", "Неизвестно", "н/д", "", "-"], "-"),
            (
                &[
                    "Atlantis",
                    "Иванов",
                    "R",
                    "гр.",
                    "citizen of",
                    "12",
                    "Россия Украина",
                    "Russia (Ukraine)",
                ],
                "?",
            ),
        ] {
            for statement in statements {
                assert_eq!(read(statement), code, "{statement}");
            }
        }
    }

    #[test]
    fn each_name_of_each_row_means_its_country_and_no_other_unless_the_head_says_so() {
        let head = COUNTRIES.lines().find_map(|line| line.strip_prefix("# ambiguous: ")).unwrap();
        let stated: BTreeSet<CountryKey> =
            head.split(' ').map(|key| key.as_bytes().into()).collect();
        let mut ambiguous = BTreeSet::new();
        for row in rows(COUNTRIES).filter(|row| is_country(row)) {
            assert_eq!(row.len(), 9, "{row:?}");
            let codes = row[0].split(' ').chain(row[1].split(' ')).chain([row[2]]);
            let names = row[4..].iter().flat_map(|cell| cell.split("; "));
            for name in codes.chain(names).filter(|name| *name != "-") {
                let read = read(name);
                let mut means = read.split(' ');
                assert!(means.any(|code| Some(code) == row[0].split(' ').next()), "{name}: {read}");
                if read.contains(' ') {
                    ambiguous.insert(key(name));
                }
            }
        }
        assert_eq!(ambiguous, stated);
    }

    #[test]
    fn all_of_iso_3166_1_is_there_and_codes_have_their_form() {
        let countries: Vec<Vec<&str>> = rows(COUNTRIES).filter(|row| is_country(row)).collect();
        let first = |row: &Vec<&'static str>| row[0].split(' ').next().unwrap();
        // 249, and Kosovo, which users of ISO 3166 write with a code reserved for them.
        assert_eq!(countries.iter().filter(|row| first(row).len() == 2).count(), 249 + 1);
        for row in &countries {
            assert!([2, 4].contains(&first(row).len()), "{row:?}");
            assert_eq!(row[1].split(' ').next().map(str::len), Some(3), "{row:?}");
            assert!(row[2] == "-" || row[2].len() == 3, "{row:?}");
            assert!(
                row[3] == "-" || row[3].split(' ').all(|code| TABLE.number(code) > 0),
                "{row:?}"
            );
            // A former state has successors.
            assert!(first(row).len() == 2 || row[3] != "-", "{row:?}");
        }
    }

    #[test]
    fn former_states_are_related_to_their_successors_and_territories_to_their_states() {
        let related = |one: &str, other: &str| are_related(TABLE.number(one), TABLE.number(other));
        for (one, other, expected) in [
            ("SUHH", "RU", true),
            ("SUHH", "TJ", true),
            ("SUHH", "AF", false),
            ("RU", "UA", false),
            ("YUCS", "RS", true),
            ("CSXX", "YUCS", true),
            ("CSHH", "CSXX", false),
            ("HK", "CN", true),
            ("HK", "MO", false),
        ] {
            assert_eq!(
                (related(one, other), related(other, one)),
                (expected, expected),
                "{one} {other}"
            );
        }
        assert!(!are_related(0, 0) && !are_related(u16::MAX, 1));
    }
}

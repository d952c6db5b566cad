//! Recognizes and splits names from a machine readable zone.
//!
//! Source: ICAO Doc 9303 (8th edition, 2021). Part 3, section 4.6: a name is the primary identifier
//! (the family name), two fillers `<`, and the secondary identifier (given names, in some states also
//! the patronymic), with one filler between words. Parts 4 to 7: the name has 39 characters in
//! passports (TD3) and A visas and 31 in TD2 cards and B visas, both after five characters of document
//! type and issuing state, and 30 in TD1 cards, on a line of its own. A name that fills its field may
//! be truncated.

use super::concepts::is_given_name;
use super::known_names::is_known;

/// Characters of document type and issuing state before the name on the lines of TD2 and TD3.
const PREFIX: usize = 5;
/// Characters of the name field in TD3 and A visas, in TD2 and B visas, and in TD1.
const FIELDS: [usize; 3] = [39, 31, 30];

/// A name in a machine readable zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ZoneName<'a> {
    /// The primary identifier.
    pub(super) family: &'a str,
    /// The secondary identifier; may be empty.
    pub(super) given: &'a str,
    /// Whether the name fills its field, so that it may be truncated.
    pub(super) is_full: bool,
    /// Whether letters were taken for fillers.
    pub(super) has_misread_fillers: bool,
}

/// Splits a name that contains two fillers in a row, or letters that a machine read for one or both of them
/// before a given name; `None` for every other name.
pub(super) fn parse_zone(name: &str) -> Option<ZoneName<'_>> {
    if !name.contains("<<") {
        return parse_misread(name);
    }
    let line = name.trim();
    let whole = without_prefix(line);
    let field = without_misread_fillers(whole);
    let (family, given) = field.split_once("<<").unwrap_or((field, ""));
    let is_known = !given.trim_matches(['<', ' ']).is_empty();
    let misread = if is_known { None } else { split_misread(family) };
    let (family, given) = misread.unwrap_or((family, given));
    // Only TD2 and TD3 lines have a prefix; a bare name can come from any format.
    let fields = if whole.len() < line.len() { &FIELDS[..2] } else { &FIELDS[..] };
    let is_full = fields.contains(&whole.len()) && !whole.ends_with('<') && field == whole;
    let has_misread_fillers = misread.is_some() || field != whole;
    Some(ZoneName { family, given, is_full, has_misread_fillers })
}

/// A line without two fillers in a row: both were read as letters, or one.
fn parse_misread(name: &str) -> Option<ZoneName<'_>> {
    let is_zone = |byte: u8| byte.is_ascii_uppercase() || byte == b'<';
    let line = name.trim();
    if line.len() < MIN_MISREAD || !line.bytes().all(is_zone) {
        return None;
    }
    let (family, given) = split_misread(without_prefix(without_misread_fillers(line)))
        .filter(|_| !is_known(&line.to_ascii_lowercase()))?;
    Some(ZoneName { family, given, is_full: false, has_misread_fillers: true })
}

/// Whether a letter may stand for a filler.
pub(super) fn may_be_filler(byte: u8) -> bool {
    matches!(byte.to_ascii_uppercase(), b'K' | b'C')
}

/// The least characters of a line that is tried as a zone without two fillers in a row.
const MIN_MISREAD: usize = 9;
/// The least letters of a word beside fillers that were misread.
const MIN_WORD: usize = 3;
/// Letters in a row at the end of a field that stand for fillers: no name ends so.
const MIN_FILLERS: usize = 3;

/// Removes letters at the end of a field that stand for fillers: three or more in a row, or those behind a
/// filler. The first is kept where it makes a known name (ISAAKKKKKK).
fn without_misread_fillers(field: &str) -> &str {
    let rest = field.trim_end_matches('<');
    let name = rest.trim_end_matches(|c: char| u8::try_from(c).is_ok_and(may_be_filler));
    let letters = rest.len() - name.len();
    if letters == 0 {
        return field;
    }
    if name.ends_with('<') {
        return name;
    }
    if letters < MIN_FILLERS {
        return field;
    }
    let longer = &rest[..name.len() + 1];
    let last = longer.rsplit(['<', ' ']).next().unwrap_or_default();
    if is_known(&last.to_ascii_lowercase()) { longer } else { name }
}

/// Splits a field at two characters that are fillers or letters that stand for them, and not both fillers.
/// A known given name must follow, and no such name may begin with the letter.
fn split_misread(field: &str) -> Option<(&str, &str)> {
    let is_filler = |byte: u8| byte == b'<' || may_be_filler(byte);
    let bytes = field.as_bytes();
    (MIN_WORD..field.len().saturating_sub(MIN_WORD + 1)).find_map(|at| {
        let separates = is_filler(bytes[at]) && is_filler(bytes[at + 1]);
        let (family, given) = (field.get(..at)?, field.get(at + 2..)?);
        let is_given = |text: &str| {
            let first = text.split(['<', ' ']).next().unwrap_or_default();
            first.len() >= MIN_WORD && is_given_name(&first.to_ascii_lowercase())
        };
        let is_name = separates && family.bytes().any(|byte| byte != b'<') && is_given(given);
        (is_name && !is_given(&field[at + 1..])).then_some((family, given))
    })
}

/// Removes the prefix of a line. A prefix is recognized by the filler after a one-letter document
/// type, or by the length of the whole line: without these, two letters (`IDFRA`) could be the
/// beginning of a name.
fn without_prefix(line: &str) -> &str {
    let bytes = line.as_bytes();
    let is_type =
        bytes.first().is_some_and(|letter| b"PVACI".contains(&letter.to_ascii_uppercase()));
    let is_state = match bytes.get(2..PREFIX) {
        Some([first, rest @ ..]) => {
            first.is_ascii_alphabetic()
                && rest.iter().all(|c| c.is_ascii_alphabetic() || *c == b'<')
        }
        _ => false,
    };
    let is_line = match line.len() {
        44 => true,
        36 => line.ends_with('<'),
        _ => false,
    };
    let follows = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    if is_type && is_state && follows(PREFIX) && (bytes[1] == b'<' || is_line) {
        &line[PREFIX..]
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> Option<(&str, &str, bool)> {
        parse_zone(name).map(|zone| (zone.family, zone.given, zone.is_full))
    }

    #[test]
    fn two_fillers_separate_the_parts() {
        let fillers = |name: &str, length: usize| format!("{name:<<length$}");
        assert_eq!(parts("IVANOV<<IVAN"), Some(("IVANOV", "IVAN", false)));
        // The specimen of Doc 9303, as a whole line and without trailing fillers.
        let specimen = fillers("P<UTOERIKSSON<<ANNA<MARIA", 44);
        let (family, given, is_full) = parts(&specimen).unwrap();
        assert_eq!((family, is_full), ("ERIKSSON", false));
        assert_eq!(given.trim_end_matches('<'), "ANNA<MARIA");
        assert_eq!(parts("P<UTOERIKSSON<<ANNA"), Some(("ERIKSSON", "ANNA", false)));
        assert_eq!(parts("P<D<<MUSTERMANN<<ERIKA"), Some(("MUSTERMANN", "ERIKA", false)));
        let card = fillers("IDFRABERTHIER<<CORINNE", 36);
        assert_eq!(parts(&card).unwrap().0, "BERTHIER");
        assert_eq!(parts("ARIANTO<<<<").unwrap().0, "ARIANTO");
        for name in ["IVANOV IVAN", "IVANOV<IVAN", "", "<", "AKKERMAN", "MAKKONEN<ANNA"] {
            assert_eq!(parts(name), None, "{name}");
        }
    }

    #[test]
    fn a_name_that_starts_like_a_prefix_is_not_shortened() {
        for name in ["PARUSOV<<IVAN", "IDRISOV<<RUSTAM", "VASILIEV<<PETR", "P<<IVAN"] {
            assert_eq!(parts(name).unwrap().0, name.split("<<").next().unwrap());
        }
    }

    #[test]
    fn a_name_that_fills_its_field_may_be_truncated() {
        let name = |length: usize| format!("PAPANDROPOULOUS<<{}", "J".repeat(length - 17));
        for (line, is_full) in [
            (name(39), true),
            (name(31), true),
            (name(30), true),
            (name(38), false),
            (format!("{}<", name(38)), false),
            (format!("P<GRC{}", name(39)), true),
            (format!("I<GRC{}", name(31)), true),
            // A TD1 card has no prefix before its name.
            (format!("I<GRC{}", name(30)), false),
        ] {
            assert_eq!(parse_zone(&line).unwrap().is_full, is_full, "{line}");
        }
    }

    #[test]
    fn letters_that_were_read_for_fillers_are_fillers() {
        for (line, family, given) in [
            ("SHEVCHUK<<OLEKSANDRKKKKKKKK", "SHEVCHUK", "OLEKSANDR"),
            ("SHEVCHUK<<OLEKSANDRKKCCKKK<<", "SHEVCHUK", "OLEKSANDR"),
            ("ABRAMOV<<ISAAKKKKKKK", "ABRAMOV", "ISAAK"),
            ("PETROV<<ANNA<MARIA<KKK", "PETROV", "ANNA<MARIA<"),
            ("SHEVCHUKKKOLEKSANDR", "SHEVCHUK", "OLEKSANDR"),
            ("SHEVCHUK<KOLEKSANDR<<<<<<", "SHEVCHUK", "OLEKSANDR"),
            ("SHEVCHUKK<OLEKSANDR", "SHEVCHUK", "OLEKSANDR"),
            ("P<RUSIVASHOV<CSERGEI PAVEL<<<<<<<<<<<<<<<<<<", "IVASHOV", "SERGEI PAVEL"),
        ] {
            let zone = parse_zone(line).unwrap();
            assert_eq!((zone.family, zone.given), (family, given), "{line}");
            assert!(zone.has_misread_fillers, "{line}");
        }
        for (line, family, given) in [
            ("VOLK<<ISAAK<<<", "VOLK", "ISAAK<<<"),
            ("VOLK<<ISAAK", "VOLK", "ISAAK"),
            ("KLIMUK<<OLEKSANDR<<", "KLIMUK", "OLEKSANDR<<"),
            ("ARIANTO<KUSUMA<<<<", "ARIANTO<KUSUMA", "<<"),
        ] {
            let zone = parse_zone(line).unwrap();
            assert_eq!((zone.family, zone.given), (family, given), "{line}");
            assert!(!zone.has_misread_fillers, "{line}");
        }
    }

    #[test]
    fn any_script_is_split() {
        assert_eq!(parts("ИВАНОВ<<ИВАН"), Some(("ИВАНОВ", "ИВАН", false)));
        assert_eq!(parts("P<ЁЁ<<"), Some(("P<ЁЁ", "", false)));
        assert_eq!(parts("<<"), Some(("", "", false)));
    }
}

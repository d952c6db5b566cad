//! Recognizes and splits names from a machine readable zone.
//!
//! Source: ICAO Doc 9303 (8th edition, 2021). Part 3, section 4.6: a name is the primary identifier
//! (the family name), two fillers `<`, and the secondary identifier (given names, in some states also
//! the patronymic), with one filler between words. Parts 4 to 7: the name has 39 characters in
//! passports (TD3) and A visas and 31 in TD2 cards and B visas, both after five characters of document
//! type and issuing state, and 30 in TD1 cards, on a line of its own. A name that fills its field may
//! be truncated.

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
}

/// Splits a name that contains two fillers in a row; `None` for every other name.
pub(super) fn parse_zone(name: &str) -> Option<ZoneName<'_>> {
    if !name.contains("<<") {
        return None;
    }
    let line = name.trim();
    let field = without_prefix(line);
    let (family, given) = field.split_once("<<").unwrap_or((field, ""));
    // Only TD2 and TD3 lines have a prefix; a bare name can come from any format.
    let fields = if field.len() < line.len() { &FIELDS[..2] } else { &FIELDS[..] };
    let is_full = fields.contains(&field.len()) && !field.ends_with('<');
    Some(ZoneName { family, given, is_full })
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
        for name in ["IVANOV IVAN", "IVANOV<IVAN", "", "<"] {
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
    fn any_script_is_split() {
        assert_eq!(parts("ИВАНОВ<<ИВАН"), Some(("ИВАНОВ", "ИВАН", false)));
        assert_eq!(parts("P<ЁЁ<<"), Some(("P<ЁЁ", "", false)));
        assert_eq!(parts("<<"), Some(("", "", false)));
    }
}

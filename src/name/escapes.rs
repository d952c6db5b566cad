//! Names that a web page or an address left escaped: `&#1048;&#1074;&#1072;&#1085;`, `Ren&eacute;e`, `%D0%98%D0%B2%D0%B0%D0%BD`.
//!
//! Whoever exports a page or its address writes them, and a name that is hidden so is plain to whoever opens it in a
//! browser. Escaped twice (`&amp;eacute;`), it is undone as often.

use super::garbled::Undone;
use super::tokens::parts;
use crate::knowledge::named_character;
use crate::record::PersonName;
use crate::text::Repair;

/// The longest name of a character that is looked for, in bytes.
const MAX_NAME: usize = 8;

/// The name without escapes, if it has any.
pub(super) fn undo_escapes(name: &PersonName) -> Option<Undone> {
    let parts = parts(name).map(|(text, _)| text.unwrap_or_default());
    // Nearly every name ends here.
    if !parts.iter().any(|text| text.bytes().any(|byte| matches!(byte, b'&' | b'%'))) {
        return None;
    }
    let texts = parts.map(undo);
    texts.iter().any(|(_, _, any)| *any).then(|| {
        let texts = texts.map(|(text, origins, _)| (text, origins));
        Undone::new(texts, Repair::EscapesRead)
    })
}

/// A text without its escapes, the position of each byte in the text as written and that of its end, and whether it
/// had any.
fn undo(text: &str) -> (String, Vec<usize>, bool) {
    let (mut undone, mut origins, mut any) = (String::new(), Vec::new(), false);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let escape = match c {
            '&' => reference(&text[at..]),
            '%' => percent(&text[at..]),
            _ => None,
        };
        let length = match escape {
            Some((character, length)) => {
                undone.push_str(&character);
                any = true;
                length
            }
            None => {
                undone.push(c);
                c.len_utf8()
            }
        };
        origins.resize(undone.len(), at);
        at += length;
    }
    origins.push(text.len());
    (undone, origins, any)
}

/// The characters of the reference that a text begins with, and its length.
fn reference(text: &str) -> Option<(String, usize)> {
    let mut start = 1;
    while text[start..].starts_with("amp;") {
        start += "amp;".len();
    }
    let inner =
        text[start..].bytes().take(MAX_NAME + 1).position(|byte| byte == b';').and_then(|length| {
            let name = &text[start..start + length];
            let characters = match name.strip_prefix('#') {
                Some(number) => numbered(number)?.to_string(),
                None => {
                    let (letter, character) = named_character(name)?;
                    letter.into_iter().chain([character]).collect()
                }
            };
            Some((characters, start + length + 1))
        });
    inner.or_else(|| (start > 1).then(|| ("&".to_owned(), start)))
}

/// The character of a number, in decimal or after an x in hexadecimal digits.
fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).filter(|character| !character.is_control())
}

/// The characters of the bytes in hexadecimal digits that a text begins with, each after a per cent sign, and their
/// length; `None` if they are no UTF-8.
fn percent(text: &str) -> Option<(String, usize)> {
    let mut bytes = Vec::new();
    while let [b'%', high, low, ..] = text.as_bytes()[3 * bytes.len()..] {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (Some(high), Some(low)) = (digit(high), digit(low)) else { break };
        bytes.push((16 * high + low) as u8);
    }
    let length = 3 * bytes.len();
    let characters = String::from_utf8(bytes).ok().filter(|text| !text.is_empty())?;
    (!characters.chars().any(char::is_control)).then_some((characters, length))
}

#[cfg(test)]
mod tests {
    use super::undo;
    use crate::name::Name;
    use crate::name::testing::tokens;
    use crate::record::PersonName;

    #[test]
    fn escapes_are_read() {
        for (written, expected) in [
            ("&#1048;&#1074;&#1072;&#1085; &#x41F;етров", "иван петров"),
            ("Ren&eacute;e M&uuml;ller", "renée müller"),
            ("&Scaron;&ccedil;epan", "šçepan"),
            ("O&#39;Brien Pat", "o'brien pat"),
            ("Ren&amp;eacute;e &amp;amp; Ivan", "renée ivan"),
            ("%D0%98%D0%B2%D0%B0%D0%BD+%d0%9f%D0%B5%D1%82%D1%80%D0%BE%D0%B2", "иван петров"),
            ("Ivan%20Petrov", "ivan petrov"),
            ("Ivan&nbsp;Petr&shy;ov", "ivan petrov"),
            // No escapes.
            ("Smith & Wesson; 100% Ivan", "smith wesson ivan"),
            ("Ivan &other; Petrov", "ivan other petrov"),
            ("Ivan %C0%AF Petrov", "ivan c0 af petrov"),
            ("&#0;&#xD800;Ivan", "xd800 ivan"),
        ] {
            assert_eq!(tokens(written), expected, "{written}");
        }
    }

    #[test]
    fn tokens_keep_their_place_in_the_name_as_written() {
        let written = "Ren&eacute;e &#1048;ван";
        let name = PersonName::full(written);
        let read = Name::new(&name);
        let places: Vec<&str> = (0..2).map(|token| read.written(token, &name)).collect();
        assert_eq!(places, ["Ren&eacute;e", "&#1048;ван"]);
        assert!(!undo("Ivan").2 && undo("&amp;").2);
    }
}

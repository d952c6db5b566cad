//! Characters that a terminal or a browser would obey are shown instead: an escape sequence of a name as
//! `<U+001B>[31m`, a change of writing direction as `<U+202E>`.
//!
//! Everything that the command prints goes through here: answers through [`output`] and [`json_output`],
//! reports on standard error through the macro `report`. Clippy refuses the macros of the standard library.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::io::{self, BufWriter, StdoutLock, Write};

/// Whether the character would be obeyed, or is not to be seen: controls (C0, DEL, C1), marks of direction,
/// characters without width, separators of lines, tags.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// The text with each such character shown, as `less` shows them.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    match text.contains(is_obeyed) {
        true => Cow::Owned(shown(text, &[], Form::Text)),
        false => Cow::Borrowed(text),
    }
}

/// How a character is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `<U+202E>`
    Text,
    /// `\u202e`: the same value for a reader of JSON.
    Json,
}

fn shown(text: &str, kept: &[char], form: Form) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match form {
            _ if !is_obeyed(c) || kept.contains(&c) => out.push(c),
            Form::Text => push(&mut out, format_args!("<U+{:04X}>", u32::from(c))),
            Form::Json => c
                .encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| push(&mut out, format_args!("\\u{unit:04x}"))),
        }
    }
    out
}

fn push(out: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

/// A writer of UTF-8 that shows what would be obeyed, except line breaks.
pub(crate) struct Visible<W> {
    out: W,
    form: Form,
    /// The first bytes of a character whose others have not been written yet.
    begun: Vec<u8>,
}

impl<W: Write> Visible<W> {
    /// For text.
    pub(crate) fn text(out: W) -> Self {
        Visible { out, form: Form::Text, begun: Vec::new() }
    }
}

/// Standard output, for text.
pub(crate) fn output() -> Visible<BufWriter<StdoutLock<'static>>> {
    Visible::text(BufWriter::new(io::stdout().lock()))
}

/// Standard output, for JSON.
pub(crate) fn json_output() -> Visible<BufWriter<StdoutLock<'static>>> {
    Visible { form: Form::Json, ..output() }
}

impl<W: Write> Write for Visible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_plain = bytes.iter().all(|byte| is_plain(*byte)) && ends_whole(bytes);
        if self.begun.is_empty() && is_plain {
            self.out.write_all(bytes)?;
            return Ok(bytes.len());
        }
        self.begun.extend(bytes);
        let text = match std::str::from_utf8(&self.begun) {
            Ok(text) => text,
            Err(error) if error.error_len().is_some() => {
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
            Err(error) => std::str::from_utf8(&self.begun[..error.valid_up_to()]).unwrap_or(""),
        };
        self.out.write_all(shown(text, &['\n'], self.form).as_bytes())?;
        let written = text.len();
        self.begun.drain(..written);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether a byte of UTF-8 is no part of a character that is shown: most text is written as it comes.
fn is_plain(byte: u8) -> bool {
    // C2: C1 and the soft hyphen; D8 and E1: marks of Arabic and Mongolian; E2: U+2000; EF: U+FEFF; F3: tags.
    matches!(byte, b'\n' | b' '..=b'~' | 0x80..=0xff)
        && !matches!(byte, 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3)
}

/// Whether the last character has all of its bytes.
fn ends_whole(bytes: &[u8]) -> bool {
    let first = bytes.iter().rposition(|byte| !(0x80..0xc0).contains(byte)).unwrap_or(0);
    std::str::from_utf8(&bytes[first..]).is_ok()
}

/// Writes a line to standard error.
macro_rules! report {
    ($($part:tt)*) => { $crate::visible::report_line(&format!($($part)*)) };
}
pub(crate) use report;

/// What the macro `report` calls. Nobody can be told where standard error is closed.
pub(crate) fn report_line(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", text(line));
}

/// Prints several lines of the command line's own, such as its help, in which an argument may be quoted.
pub(crate) fn print_lines(mut out: impl Write, lines: &str) -> io::Result<()> {
    out.write_all(shown(lines, &['\n'], Form::Text).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character of Unicode that has no shape of its own by its category, and no others of these blocks.
    #[test]
    fn controls_and_marks_of_direction_are_shown_and_letters_are_not() {
        for (given, expected) in [
            ("Щербаков О'Brien \u{301}ł", "Щербаков О'Brien \u{301}ł"),
            ("\u{1b}[31mred\u{7f}", "<U+001B>[31mred<U+007F>"),
            ("a\u{9b}2Jb", "a<U+009B>2Jb"),
            ("\u{202e}gro\u{2066}\u{200f}", "<U+202E>gro<U+2066><U+200F>"),
            ("one\ntwo\rthree\t", "one<U+000A>two<U+000D>three<U+0009>"),
            ("\u{e0041}\u{feff}\u{2028}", "<U+E0041><U+FEFF><U+2028>"),
        ] {
            assert_eq!(text(given), expected);
        }
        assert!(matches!(text("Иванов"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_writer_sees_characters_whole_however_their_bytes_come() {
        let given = "Ж\u{202e}\u{9b}a\u{1b}\n漢\u{e0041}\u{ad}ж";
        let expected = "Ж<U+202E><U+009B>a<U+001B>\n漢<U+E0041><U+00AD>ж";
        for size in 1..given.len() {
            let mut out = Visible::text(Vec::new());
            given.as_bytes().chunks(size).for_each(|chunk| out.write_all(chunk).unwrap());
            assert_eq!(String::from_utf8(out.out).unwrap(), expected, "{size}");
        }
        assert!(Visible::text(Vec::new()).write_all(b"\xff\xff").is_err());
    }

    #[test]
    fn json_keeps_its_values() {
        let value = serde_json::json!({"name": "a\u{9b}\u{202e}\u{e0041}\u{7f}\n\"ж"});
        let mut out = Visible { form: Form::Json, ..Visible::text(Vec::new()) };
        serde_json::to_writer(&mut out, &value).unwrap();
        let json = String::from_utf8(out.out).unwrap();
        assert!(!json.contains(is_obeyed), "{json}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), value);
    }

    #[test]
    fn a_plain_byte_is_part_of_no_character_that_is_shown() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| is_obeyed(*c) && *c != '\n')
        {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).as_bytes();
            assert!(!bytes.iter().all(|byte| is_plain(*byte)), "{:x}", u32::from(c));
        }
    }
}

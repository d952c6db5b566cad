//! Text in any common encoding as UTF-8.
//!
//! A byte order mark or a stated encoding decides. Without either, text is ASCII until a byte is not. If
//! the characters from there on are UTF-8, the text is; a broken one costs its line a character. Else the
//! encoding is guessed from the next 64 KiB, by how often letters follow one another in each language and
//! encoding (`chardetng`), and the reader says which it took.

use super::lookahead::Lookahead;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, Read};
use std::sync::{Arc, OnceLock};

/// The bytes from which an encoding is guessed.
const SAMPLE: usize = 1 << 16;
/// The bytes that are decoded at once.
const CHUNK: usize = 1 << 14;

/// An encoding that was not stated and is not UTF-8, once it is found.
pub(super) type FoundEncoding = Arc<OnceLock<&'static Encoding>>;

/// The text of a source, of which the format is detected from its beginning.
pub(super) type TextSource<R> = Lookahead<DecodingReader<R>>;

pub(super) struct DecodingReader<R> {
    source: Lookahead<R>,
    state: State,
    found: FoundEncoding,
}

enum State {
    /// Nothing was read; the encoding may be stated.
    Start(Option<&'static Encoding>),
    /// ASCII so far, and in the next so many bytes.
    Ascii(usize),
    /// The source is passed on.
    Utf8,
    Other(Transcoder),
}

/// Decoded text that was not read yet.
struct Transcoder {
    decoder: Decoder,
    text: Vec<u8>,
    used: usize,
    ended: bool,
}

impl<R: BufRead> DecodingReader<R> {
    pub(super) fn new(source: R, stated: Option<&'static Encoding>) -> Self {
        let source = Lookahead::new(source);
        DecodingReader { source, state: State::Start(stated), found: Arc::default() }
    }

    /// Where the encoding will be told.
    pub(super) fn found(&self) -> FoundEncoding {
        Arc::clone(&self.found)
    }

    /// Looks at the first bytes of a source of which nothing was read, as they are.
    pub(super) fn first_bytes(&mut self, bytes: usize) -> io::Result<&[u8]> {
        self.source.look(bytes)
    }

    /// Decides by a mark, by what was stated, or by the zero bytes of UTF-16.
    fn begin(&mut self, stated: Option<&'static Encoding>) -> io::Result<()> {
        let first = self.source.look(4)?;
        let (encoding, mark) = match (Encoding::for_bom(first), first) {
            (Some((encoding, mark)), _) => (Some(encoding), mark),
            (None, [1..=127, 0, 1..=127, 0, ..]) if stated.is_none() => (Some(UTF_16LE), 0),
            (None, [0, 1..=127, 0, 1..=127, ..]) if stated.is_none() => (Some(UTF_16BE), 0),
            // XML states its encoding itself.
            (None, _) if first.trim_ascii_start().starts_with(b"<") => (Some(UTF_8), 0),
            _ => (stated, 0),
        };
        self.state = match encoding {
            None => State::Ascii(0),
            // The mark of UTF-8 is left to the readers of lines.
            Some(encoding) if encoding == UTF_8 => State::Utf8,
            Some(encoding) => {
                self.source.consume(mark);
                if stated.is_none() {
                    self.found.get_or_init(|| encoding);
                }
                State::Other(Transcoder::new(encoding))
            }
        };
        Ok(())
    }

    /// Decides from a byte on that is not ASCII.
    fn decide(&mut self) -> io::Result<()> {
        let mut length = 1;
        loop {
            let arrived = self.source.look(length)?;
            let is_all = arrived.len() < length;
            length = arrived.len() + 1;
            let (characters, broken) = count_utf8(arrived);
            // A pipe must not be waited for where the text is UTF-8.
            if broken == 0 && characters > 0 {
                break self.state = State::Utf8;
            }
            if is_all || arrived.len() >= SAMPLE {
                break self.state = match guess(arrived, is_all) {
                    Some(encoding) if characters <= broken => {
                        self.found.get_or_init(|| encoding);
                        State::Other(Transcoder::new(encoding))
                    }
                    _ => State::Utf8,
                };
            }
        }
        Ok(())
    }
}

/// The numbers of characters of several bytes, and of sequences that are no character. One that is cut
/// off at the end is neither.
fn count_utf8(bytes: &[u8]) -> (usize, usize) {
    let (mut characters, mut broken) = (0, 0);
    let mut rest = bytes;
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        rest = &rest[chunk.valid().len() + chunk.invalid().len()..];
        let is_cut = rest.is_empty()
            && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
        broken += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    (characters, broken)
}

/// The encoding that the bytes are likely to have, if any is likelier than others.
fn guess(bytes: &[u8], is_all: bool) -> Option<&'static Encoding> {
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(bytes, is_all);
    let (encoding, is_likelier) = detector.guess_assess(None, false);
    is_likelier.then_some(encoding)
}

impl Transcoder {
    fn new(encoding: &'static Encoding) -> Transcoder {
        let decoder = encoding.new_decoder_without_bom_handling();
        Transcoder { decoder, text: Vec::new(), used: 0, ended: false }
    }

    /// Decodes bytes, none of them at the end; returns how many were decoded.
    fn decode(&mut self, bytes: &[u8]) -> usize {
        self.text.resize(CHUNK, 0);
        let (state, read, written, _) =
            self.decoder.decode_to_utf8(bytes, &mut self.text, bytes.is_empty());
        self.text.truncate(written);
        self.used = 0;
        self.ended = bytes.is_empty() && state == CoderResult::InputEmpty;
        read
    }

    fn rest(&self) -> &[u8] {
        &self.text[self.used..]
    }
}

impl<R: BufRead> BufRead for DecodingReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        loop {
            match &self.state {
                State::Start(stated) => self.begin(*stated)?,
                State::Ascii(0) => {
                    let bytes = self.source.fill_buf()?;
                    if bytes.is_empty() {
                        break;
                    }
                    let bytes = &bytes[..bytes.len().min(CHUNK)];
                    match bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len()) {
                        0 => self.decide()?,
                        length => self.state = State::Ascii(length),
                    }
                }
                State::Ascii(length) => {
                    let length = *length;
                    return self.source.fill_buf().map(|bytes| &bytes[..length]);
                }
                State::Utf8 => return self.source.fill_buf(),
                State::Other(transcoder) if transcoder.ended || !transcoder.rest().is_empty() => {
                    break;
                }
                State::Other(_) => self.transcode()?,
            }
        }
        match &self.state {
            State::Other(transcoder) => Ok(transcoder.rest()),
            _ => Ok(&[]),
        }
    }

    fn consume(&mut self, count: usize) {
        match &mut self.state {
            State::Other(transcoder) => transcoder.used += count,
            State::Ascii(length) => {
                *length -= count;
                self.source.consume(count);
            }
            _ => self.source.consume(count),
        }
    }
}

impl<R: BufRead> DecodingReader<R> {
    fn transcode(&mut self) -> io::Result<()> {
        if let State::Other(transcoder) = &mut self.state {
            let read = transcoder.decode(self.source.fill_buf()?);
            self.source.consume(read);
        }
        Ok(())
    }
}

impl<R: BufRead> Read for DecodingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    const NAMES: &str = "id;ФИО;дата\r\n1;Морозкин Елисей;15.03.1971\r\n2;Снегова Агния;\r\n\
                         3;Ёлкин Пётр;1984\r\n4;Сосулькин Лев;н/д\r\n";

    fn decoded(bytes: &[u8], capacity: usize) -> (String, Option<&'static str>) {
        let mut reader = DecodingReader::new(BufReader::with_capacity(capacity, bytes), None);
        let mut text = Vec::new();
        reader.read_to_end(&mut text).unwrap();
        let found = reader.found().get().map(|encoding| encoding.name());
        (String::from_utf8_lossy(&text).into_owned(), found)
    }

    #[test]
    fn encodings_are_recognized_by_the_text() {
        let utf_16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("\u{feff}{NAMES}").encode_utf16().flat_map(bytes).collect()
        };
        let long = format!("{}\r\n{NAMES}", "x".repeat(200_000));
        let encoded = |label: &str, text: &str| {
            Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned()
        };
        let cases = [
            (NAMES.as_bytes().to_vec(), NAMES, None),
            (utf_16(u16::to_le_bytes), NAMES, Some("UTF-16LE")),
            (utf_16(u16::to_be_bytes), NAMES, Some("UTF-16BE")),
            (utf_16(u16::to_le_bytes)[2..].to_vec(), NAMES, None),
            (encoded("windows-1251", NAMES), NAMES, Some("windows-1251")),
            (
                encoded("windows-1251", "ФИО\nСнегова Агния\n"),
                "ФИО\nСнегова Агния\n",
                Some("windows-1251"),
            ),
            // KOI8-U is KOI8-R with Ukrainian letters in place of rules of boxes.
            (encoded("koi8-r", NAMES), NAMES, Some("KOI8-U")),
            (encoded("ibm866", NAMES), NAMES, Some("IBM866")),
            (
                encoded("windows-1252", "name\nChloé Müßig\n"),
                "name\nChloé Müßig\n",
                Some("windows-1252"),
            ),
            (encoded("windows-1251", &long), &long, Some("windows-1251")),
        ];
        for (bytes, text, encoding) in cases {
            for capacity in [1, 7, 8192] {
                let found = decoded(&bytes, capacity);
                let begins = text.chars().take(12).collect::<String>();
                assert!(found.0 == text, "{begins:?} {encoding:?} {capacity}: {:?}", found.1);
                if let Some(encoding) = encoding {
                    assert_eq!(found.1, Some(encoding), "{begins:?} {capacity}");
                }
            }
        }
    }

    #[test]
    fn a_broken_character_is_no_other_encoding() {
        let mut bytes = NAMES.as_bytes().to_vec();
        bytes.splice(40..40, [0xFF]);
        assert_eq!(decoded(&bytes, 16).1, None);
        // Text is passed on as it arrives, in pieces of any length.
        assert_eq!(decoded("é".as_bytes(), 1), ("é".to_owned(), None));
        assert_eq!(decoded(b"", 1), (String::new(), None));
    }

    #[test]
    fn a_stated_encoding_counts_unless_there_is_a_mark() {
        let koi8 = Encoding::for_label(b"koi8-r");
        let read = |bytes: &[u8]| {
            let mut text = String::new();
            DecodingReader::new(bytes, koi8).read_to_string(&mut text).unwrap();
            text
        };
        assert_eq!(read(&koi8.unwrap().encode("имя").0), "имя");
        assert_eq!(read("\u{feff}имя".as_bytes()), "\u{feff}имя");
    }
}

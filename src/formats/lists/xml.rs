//! XML documents, one entity at a time: tags, attributes and texts, no meaning.
//!
//! The parser is quick-xml's. One entity is held in memory, with bounds on its bytes, depth and
//! parts; nothing is fetched, no document type is read, and no entity but the five of XML itself is
//! replaced. What is broken costs the entity that it stands in: reading goes on at the next tag
//! that begins one.

use super::super::detect;
use super::super::draft::{ParsedRecord, RecordDraft};
use super::super::line_reader::LONGEST;
use super::super::lookahead::LookaheadReader;
use super::super::unread_paths::UnreadPaths;
use crate::error::{Cause, Error, ErrorKind};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader as Parser, XmlVersion, escape};
use std::io::{self, BufRead};
use std::sync::Arc;

/// An entity with more parts than this, or more deeply nested, describes no person.
const MOST_PARTS: usize = 1 << 16;
const DEEPEST: usize = 32;
const MOST_ATTRIBUTES: usize = 64;
/// Longer names of tags than those of entities need not be told apart.
const LONGEST_TAG: usize = 64;

/// One element with all that it holds.
#[derive(Debug)]
pub(super) struct XmlElement {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<XmlElement>,
    line: u64,
}

impl XmlElement {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The line that its tag begins in.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The value of that attribute, empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    }

    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &XmlElement> {
        self.children.iter()
    }

    /// The elements of that name in it.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &XmlElement> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The elements of that name in those of the first name in it: `(nationalityList, nationality)`.
    pub(super) fn all_in(&self, list: &str, name: &str) -> impl Iterator<Item = &XmlElement> {
        self.all(list).flat_map(move |list| list.all(name))
    }

    /// The text of the first element of that name, empty where there is none.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.all(name).next().map_or("", XmlElement::text)
    }

    /// Whether there is text in it or in any of its elements.
    pub(super) fn has_text(&self) -> bool {
        !self.text().is_empty() || self.children.iter().any(XmlElement::has_text)
    }
}

/// What a list calls its entities, and how one is read.
pub(super) struct XmlSchema {
    pub(super) entities: &'static [&'static str],
    pub(super) id: fn(&XmlElement) -> &str,
    /// The record of an entity; none for one that is no person.
    pub(super) person: fn(&XmlElement, &mut UnreadPaths) -> Option<RecordDraft>,
}

pub(in crate::formats) struct XmlReader<R> {
    /// Only missing while a new one is made.
    parser: Option<Parser<LookaheadReader<R>>>,
    buffer: Vec<u8>,
    schema: &'static XmlSchema,
    root: String,
    /// The entity that is being read, and its elements that are not closed yet.
    open: Vec<XmlElement>,
    parts: usize,
    is_closed: bool,
    is_finished: bool,
    entities: u64,
    unread: UnreadPaths,
}

/// One step through a document.
enum XmlStep {
    Open(XmlElement),
    Whole(XmlElement),
    Close(String),
    Text(String),
    Nothing,
    End,
}

/// Why an entity cannot be read, and whether what follows can.
struct XmlFailure {
    kind: ErrorKind,
    what: String,
    goes_on: Recovery,
    cause: Option<Cause>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Recovery {
    /// At the next tag that begins an entity.
    NextTag,
    /// Right here.
    Here,
    Never,
}

impl XmlFailure {
    fn malformed(what: impl Into<String>) -> Self {
        let (kind, goes_on) = (ErrorKind::Malformed, Recovery::NextTag);
        XmlFailure { kind, what: what.into(), goes_on, cause: None }
    }

    fn ending(self) -> Self {
        XmlFailure { goes_on: Recovery::Never, ..self }
    }
}

impl<R: BufRead> XmlReader<R> {
    /// Reads up to the root element, which names the format.
    pub(in crate::formats) fn new(
        feed: LookaheadReader<R>,
        format: detect::Format,
    ) -> Result<Self, Error> {
        let mut document = XmlReader {
            parser: Some(parser(feed)),
            buffer: Vec::new(),
            schema: super::schema(format),
            root: String::new(),
            open: Vec::new(),
            parts: 0,
            is_closed: false,
            is_finished: false,
            entities: 0,
            unread: UnreadPaths::default(),
        };
        let line = document.line();
        loop {
            document.allow(LONGEST);
            let is_empty = match document.step() {
                Ok(XmlStep::Open(root)) => (root, false),
                Ok(XmlStep::Whole(root)) => (root, true),
                Ok(XmlStep::End) => {
                    return Err(Error::new(ErrorKind::Empty, "a document without elements"));
                }
                Ok(_) => continue,
                Err(broken) => return Err(Error::new(broken.kind, broken.what).at_line(line)),
            };
            let (root, is_closed) = is_empty;
            if detect::by_root(&root.name)? != format {
                return Err(detect::unknown(format!("another list than {format}")));
            }
            document.root = root.name;
            document.is_closed = is_closed;
            return Ok(document);
        }
    }

    /// The next entity, or nothing in its place if it is no person.
    pub(in crate::formats) fn next_record(
        &mut self,
    ) -> Option<Result<Option<ParsedRecord>, Error>> {
        if self.is_finished {
            return None;
        }
        match self.entity() {
            Ok(Some(entity)) => {
                self.entities += 1;
                let draft = (self.schema.person)(&entity, &mut self.unread);
                Some(Ok(draft.map(|draft| self.numbered(draft.finish(entity.line)))))
            }
            Ok(None) => {
                self.is_finished = true;
                None
            }
            Err(broken) => Some(Err(self.recover(broken))),
        }
    }

    /// An entity without an identifier gets its number, for a whole list may stand in one line.
    fn numbered(&self, drawn: ParsedRecord) -> ParsedRecord {
        if drawn.record.id().is_empty() {
            let record = drawn.record.with_id(format!("entity {}", self.entities));
            ParsedRecord { record, ..drawn }
        } else {
            drawn
        }
    }

    fn entity(&mut self) -> Result<Option<XmlElement>, XmlFailure> {
        loop {
            if self.open.is_empty() {
                self.parts = 0;
                self.allow(LONGEST);
            }
            match self.step()? {
                XmlStep::Open(element) => self.enter(element)?,
                XmlStep::Whole(element) => {
                    let is_inside = !self.open.is_empty() || self.begins_entity(&element);
                    self.enter(element)?;
                    if is_inside && let Some(entity) = self.leave() {
                        return Ok(Some(entity));
                    }
                }
                XmlStep::Close(name) => match self.open.last() {
                    Some(element) if element.name == name => {
                        if let Some(entity) = self.leave() {
                            return Ok(Some(entity));
                        }
                    }
                    Some(_) => {
                        return Err(XmlFailure::malformed("an element is closed that is not open"));
                    }
                    None => self.is_closed |= name == self.root,
                },
                XmlStep::Text(text) => {
                    if let Some(element) = self.open.last_mut() {
                        element.text.push_str(&text);
                    }
                }
                XmlStep::Nothing => {}
                XmlStep::End if self.is_closed && self.open.is_empty() => return Ok(None),
                XmlStep::End => {
                    let what = "the document ends before its root element does: it was cut";
                    let truncated = XmlFailure::malformed(what).ending();
                    return Err(XmlFailure { kind: ErrorKind::Truncated, ..truncated });
                }
            }
        }
    }

    fn begins_entity(&self, element: &XmlElement) -> bool {
        self.schema.entities.contains(&element.name.as_str())
    }

    fn enter(&mut self, element: XmlElement) -> Result<(), XmlFailure> {
        let begins_entity = self.begins_entity(&element);
        if self.open.is_empty() && !begins_entity {
            return Ok(());
        }
        self.parts += 1 + element.attributes.len();
        if begins_entity && !self.open.is_empty() {
            // The one that is open was not closed: it is reported, and this one read.
            self.open.push(element);
            let what = "an entity that is not closed before the next";
            return Err(XmlFailure { goes_on: Recovery::Here, ..XmlFailure::malformed(what) });
        }
        if self.open.len() == DEEPEST || self.parts > MOST_PARTS {
            return Err(XmlFailure::malformed("an entity of too many parts"));
        }
        self.open.push(element);
        Ok(())
    }

    /// Closes the innermost element; returns it if it is the entity.
    fn leave(&mut self) -> Option<XmlElement> {
        let element = self.open.pop()?;
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(element);
                None
            }
            None => Some(element),
        }
    }

    fn step(&mut self) -> Result<XmlStep, XmlFailure> {
        let line = self.line();
        let Some(parser) = &mut self.parser else { return Ok(XmlStep::End) };
        self.buffer.clear();
        let event = match parser.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => {
                let byte = parser.buffer_position();
                return Err(broken(error, byte, parser.get_ref().is_spent()));
            }
        };
        Ok(match event {
            Event::Start(tag) => XmlStep::Open(element(&tag, line)?),
            Event::Empty(tag) => XmlStep::Whole(element(&tag, line)?),
            Event::End(tag) => XmlStep::Close(tag.local_name().into_inner().to_owned()),
            Event::Text(text) => XmlStep::Text(text.xml10_content().into_owned()),
            Event::CData(text) => XmlStep::Text(text.xml10_content().into_owned()),
            Event::GeneralRef(reference) => XmlStep::Text(
                match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    Ok(None) => {
                        let name = reference.xml10_content();
                        escape::resolve_predefined_entity(&name).map(str::to_owned)
                    }
                    Err(_) => None,
                }
                .ok_or_else(|| XmlFailure::malformed(UNKNOWN_REFERENCE))?,
            ),
            Event::DocType(_) => {
                let what = "a document type declaration, which no list of this kind has";
                return Err(XmlFailure::malformed(what).ending());
            }
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(encoding)) if !is_utf8(&encoding) => {
                    let what = "a document that is declared to be in another encoding than UTF-8";
                    return Err(XmlFailure {
                        kind: ErrorKind::Encoding,
                        ..XmlFailure::malformed(what).ending()
                    });
                }
                _ => XmlStep::Nothing,
            },
            Event::Comment(_) | Event::PI(_) => XmlStep::Nothing,
            Event::Eof => XmlStep::End,
        })
    }

    /// The error of a broken entity; makes ready to read the next.
    fn recover(&mut self, broken: XmlFailure) -> Error {
        let next = match broken.goes_on {
            Recovery::Here => self.open.pop(),
            _ => None,
        };
        let line = self.open.first().map_or_else(|| self.line(), XmlElement::line);
        let id = self.open_id();
        self.open.clear();
        self.open.extend(next);
        self.parts = 0;
        self.allow(LONGEST);
        let (mut kind, mut what) = (broken.kind, broken.what);
        match broken.goes_on {
            Recovery::Here => {}
            Recovery::Never => self.is_finished = true,
            Recovery::NextTag => match self.skip_to_tag() {
                Ok(true) => {}
                Ok(false) => {
                    self.is_finished = true;
                    kind = ErrorKind::Truncated;
                    what.push_str("; no entity follows, nor the end of the document");
                }
                Err(error) => {
                    self.is_finished = true;
                    return Error::io(error).at_line(line);
                }
            },
        }
        Error::new(kind, what).at_line(line).of_record(&id).with_cause(broken.cause)
    }

    /// What is known of the identifier of the entity that is being read.
    fn open_id(&mut self) -> String {
        while self.open.len() > 1 {
            self.leave();
        }
        self.open.first().map_or("", |entity| (self.schema.id)(entity)).to_owned()
    }

    /// Skips to the next tag that begins an entity, or that ends the document.
    fn skip_to_tag(&mut self) -> io::Result<bool> {
        let Some(old) = self.parser.take() else { return Ok(false) };
        let mut feed = old.into_inner();
        feed.allow(u64::MAX);
        loop {
            feed.skip_until(b'<')?;
            let ahead = feed.look(LONGEST_TAG)?;
            if ahead.is_empty() {
                return Ok(false);
            }
            let (name, is_end) = match ahead.strip_prefix(b"/") {
                Some(name) => (name, true),
                None => (ahead, false),
            };
            let end = name.iter().position(|b| b.is_ascii_whitespace() || b"/>".contains(b));
            let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
            let name = name.rsplit(|b| *b == b':').next().unwrap_or_default();
            let begins = self.schema.entities.iter().any(|entity| entity.as_bytes() == name);
            if !is_end && begins || is_end && name == self.root.as_bytes() {
                feed.put_back(b"<");
                self.parser = Some(parser(feed));
                return Ok(true);
            }
        }
    }

    fn allow(&mut self, bytes: usize) {
        if let Some(parser) = &mut self.parser {
            parser.get_mut().allow(bytes as u64);
        }
    }

    fn line(&self) -> u64 {
        self.parser.as_ref().map_or(1, |parser| parser.get_ref().line())
    }
}

impl<R> XmlReader<R> {
    pub(in crate::formats) fn unread(&self) -> &[String] {
        self.unread.paths()
    }
}

const UNKNOWN_REFERENCE: &str = "a reference to an entity that XML does not define";

fn parser<R: BufRead>(feed: LookaheadReader<R>) -> Parser<LookaheadReader<R>> {
    let mut parser = Parser::from_reader(feed);
    let config = parser.config_mut();
    // Names are compared here, entity by entity, so that one that is broken does not end the rest.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    parser
}

fn element(tag: &BytesStart<'_>, line: u64) -> Result<XmlElement, XmlFailure> {
    let mut attributes = Vec::new();
    // Looking for duplicates takes time that grows with the square of their number.
    for attribute in tag.attributes().with_checks(false) {
        let attribute =
            attribute.map_err(|_| XmlFailure::malformed("attributes of another form"))?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|_| XmlFailure::malformed(UNKNOWN_REFERENCE))?;
        let name = attribute.key.local_name().into_inner().to_owned();
        attributes.push((name, value.into_owned()));
        if attributes.len() > MOST_ATTRIBUTES {
            return Err(XmlFailure::malformed("an element of too many attributes"));
        }
    }
    let name = tag.local_name().into_inner().to_owned();
    Ok(XmlElement { name, attributes, text: String::new(), children: Vec::new(), line })
}

/// Only fixed texts, and causes with fixed texts: others of the parser may quote what it read.
fn broken(error: quick_xml::Error, byte: u64, is_spent: bool) -> XmlFailure {
    use quick_xml::Error::{Encoding, Escape, IllFormed, InvalidAttr, Io, Syntax};
    let malformed = |what: &str| XmlFailure::malformed(format!("{what}, at byte {byte}"));
    match error {
        Io(_) if is_spent => XmlFailure::malformed("an entity too long to be read"),
        Io(error) => XmlFailure {
            kind: ErrorKind::Io,
            cause: Some(error.clone()),
            ..XmlFailure::malformed(error.to_string()).ending()
        },
        Encoding(error) => XmlFailure {
            kind: ErrorKind::Encoding,
            cause: Some(Arc::new(error)),
            ..malformed("text that is not UTF-8").ending()
        },
        Syntax(error) => XmlFailure {
            cause: Some(Arc::new(error)),
            ..malformed("a tag, comment or section that is not closed")
        },
        IllFormed(_) => malformed("tags that do not fit each other, or a bare &"),
        InvalidAttr(_) => malformed("attributes of another form"),
        Escape(_) => malformed(UNKNOWN_REFERENCE),
        _ => malformed("not XML"),
    }
}

fn is_utf8(encoding: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| encoding.eq_ignore_ascii_case(known))
}

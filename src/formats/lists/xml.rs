//! Reads XML documents one entity at a time, with the parser `quick-xml`.
//!
//! One entity is held in memory, with limits on its bytes, depth and parts. Nothing is fetched,
//! document types are refused, and only the five predefined XML entities are resolved. Broken XML costs
//! the entity it is in: reading resumes at the next tag that begins one.

use super::super::decode::TextSource;
use super::super::draft::ParsedRecord;
use super::super::format::{self, Format};
use super::super::memory_limit::{HeldText, MemoryLimit, RAISE};
use super::super::unread_paths::UnreadPaths;
use super::about::ListInfo;
use super::xml_element::{JoinedList, JoinedPerson, XmlElement, XmlSchema};
use super::xml_source::XmlSource;
use crate::error::{Cause, Error, ErrorKind};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader as Parser, XmlVersion, escape};
use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::sync::Arc;

/// The limits of an entity. No description of a person exceeds them.
const MOST_PARTS: usize = 1 << 16;
const DEEPEST: usize = 32;
const MOST_ATTRIBUTES: usize = 64;
/// The longest tag name that is compared, longer than the names of entities.
const LONGEST_TAG: usize = 64;

pub(in crate::formats) struct XmlReader<R> {
    /// `None` only while the parser is replaced.
    parser: Option<Parser<XmlSource<R>>>,
    buffer: Vec<u8>,
    schema: &'static XmlSchema,
    root: String,
    /// The entity being read, and its open elements.
    open: Vec<XmlElement>,
    parts: usize,
    is_closed: bool,
    is_finished: bool,
    entities: u64,
    unread: UnreadPaths,
    pub(in crate::formats) about: ListInfo,
    joined: Option<Box<dyn JoinedList>>,
    limit: MemoryLimit,
    /// What waits and what is waited for.
    held: HeldText,
    /// Persons that wait for the parts they refer to, each with its line.
    waiting: VecDeque<(u64, JoinedPerson)>,
}

/// A parser event.
enum XmlStep {
    Open(XmlElement),
    Whole(XmlElement),
    Close(String),
    Text(String),
    Nothing,
    End,
}

/// Why an entity cannot be read, and where reading can resume.
struct XmlFailure {
    kind: ErrorKind,
    what: String,
    recovery: Recovery,
    expected: Option<&'static str>,
    cause: Option<Cause>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Recovery {
    /// Resume at the next tag that begins an entity.
    NextTag,
    /// Resume here.
    Here,
    Never,
}

impl XmlFailure {
    fn malformed(what: impl Into<String>) -> Self {
        let (kind, recovery) = (ErrorKind::Malformed, Recovery::NextTag);
        XmlFailure { kind, what: what.into(), recovery, expected: None, cause: None }
    }

    fn fatal(self) -> Self {
        XmlFailure { recovery: Recovery::Never, ..self }
    }
}

impl<R: BufRead> XmlReader<R> {
    /// Reads up to the root element, which identifies the format.
    pub(super) fn new(
        text: TextSource<R>,
        format: Format,
        schema: &'static XmlSchema,
        about: ListInfo,
        limit: MemoryLimit,
    ) -> Result<Self, Error> {
        let mut document = XmlReader {
            parser: Some(parser(XmlSource::new(text))),
            buffer: Vec::new(),
            schema,
            root: String::new(),
            open: Vec::new(),
            parts: 0,
            is_closed: false,
            is_finished: false,
            entities: 0,
            unread: UnreadPaths::default(),
            about,
            joined: schema.joined.map(|new| new()),
            limit,
            held: HeldText::new(limit),
            waiting: VecDeque::new(),
        };
        let line = document.line();
        loop {
            document.renew_budget();
            let root = match document.step() {
                Ok(XmlStep::Open(root)) => (root, false),
                Ok(XmlStep::Whole(root)) => (root, true),
                Ok(XmlStep::End) => {
                    return Err(Error::new(ErrorKind::Empty, "a document without elements"));
                }
                Ok(_) => continue,
                Err(broken) => return Err(Error::new(broken.kind, broken.what).at_line(line)),
            };
            let (root, is_closed) = root;
            if format::by_root(&root.name)? != format {
                return Err(format::unknown(format!("a document that is not {format}")));
            }
            (schema.about)(&root, &mut document.about);
            document.root = root.name;
            document.is_closed = is_closed;
            return Ok(document);
        }
    }

    /// The next entity; `Ok(None)` if it is not a person.
    pub(in crate::formats) fn next_record(
        &mut self,
    ) -> Option<Result<Option<ParsedRecord>, Error>> {
        while !self.is_finished {
            match self.entity() {
                Ok(Some(entity)) if self.schema.parts.contains(&entity.name()) => {
                    (self.schema.about)(&entity, &mut self.about);
                    if let Some(list) = &mut self.joined {
                        list.add_part(&entity);
                        if let Err(error) = self.hold() {
                            return Some(Err(error));
                        }
                    }
                }
                Ok(Some(entity)) => {
                    self.entities += 1;
                    let line = entity.line;
                    let Some(list) = &mut self.joined else {
                        let draft = (self.schema.person)(&entity, &mut self.unread);
                        return Some(Ok(draft.map(|draft| self.with_id(draft.finish(line)))));
                    };
                    match list.person(&entity, &mut self.unread) {
                        Some(person) => {
                            self.waiting.push_back((line, person));
                            if let Err(error) = self.hold() {
                                return Some(Err(error));
                            }
                        }
                        None => return Some(Ok(None)),
                    }
                }
                Ok(None) => self.is_finished = true,
                Err(broken) => return Some(Err(self.recover(broken))),
            }
        }
        let (line, person) = self.waiting.pop_front()?;
        let draft = self.joined.as_ref()?.complete(person, &mut self.unread);
        Some(Ok(Some(self.with_id(draft.finish(line)))))
    }

    /// Counts the entity that was read last among what is held. Too much ends the document.
    fn hold(&mut self) -> Result<(), Error> {
        let bytes = self.parser.as_ref().map_or(0, |parser| parser.get_ref().spent());
        let line = self.line();
        self.held.add(bytes as usize).map_err(|error| {
            self.is_finished = true;
            self.waiting.clear();
            error.at_line(line)
        })
    }

    /// Gives an entity without an identifier its number. Line numbers are not unique here.
    fn with_id(&self, parsed: ParsedRecord) -> ParsedRecord {
        if parsed.record.id().is_empty() {
            let number = self.entities - self.waiting.len() as u64;
            let record = parsed.record.with_id(format!("entity {number}"));
            ParsedRecord { record, ..parsed }
        } else {
            parsed
        }
    }

    fn entity(&mut self) -> Result<Option<XmlElement>, XmlFailure> {
        loop {
            if self.open.is_empty() {
                self.parts = 0;
                self.renew_budget();
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
                        return Err(XmlFailure::malformed("a closing tag without its opening tag"));
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
                    let what = "the document ends before its root element is closed";
                    let truncated = XmlFailure::malformed(what).fatal();
                    return Err(XmlFailure { kind: ErrorKind::Truncated, ..truncated });
                }
            }
        }
    }

    fn begins_entity(&self, element: &XmlElement) -> bool {
        self.schema.begins_entity(&element.name) && !self.is_skipped()
    }

    /// Whether an element that is left out is open.
    fn is_skipped(&self) -> bool {
        self.open.iter().any(|element| self.schema.skipped.contains(&element.name()))
    }

    fn enter(&mut self, element: XmlElement) -> Result<(), XmlFailure> {
        let begins_entity = self.begins_entity(&element);
        if self.open.is_empty() && !begins_entity {
            return Ok(());
        }
        if !self.is_skipped() {
            self.parts += 1 + element.attributes.len();
        }
        if begins_entity && !self.open.is_empty() {
            // The open entity is reported, and this one is read.
            self.open.push(element);
            let what = "an entity that is not closed before the next one";
            return Err(XmlFailure { recovery: Recovery::Here, ..XmlFailure::malformed(what) });
        }
        if self.open.len() == DEEPEST || self.parts > MOST_PARTS {
            return Err(XmlFailure::malformed("an entity with too many elements"));
        }
        self.open.push(element);
        Ok(())
    }

    /// Closes the innermost element and returns it if it is the entity.
    fn leave(&mut self) -> Option<XmlElement> {
        let is_skipped = self.is_skipped();
        let element = self.open.pop()?;
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.extend(Some(element).filter(|_| !is_skipped));
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
                let is_spent = parser.get_ref().is_spent();
                return Err(broken(error, byte, self.limit, is_spent));
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
                let what = "a document type declaration, which these lists do not have";
                return Err(XmlFailure::malformed(what).fatal());
            }
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(encoding)) if !is_utf8(&encoding) => {
                    let what = "a document that declares an encoding other than UTF-8";
                    return Err(XmlFailure {
                        kind: ErrorKind::Encoding,
                        ..XmlFailure::malformed(what).fatal()
                    });
                }
                _ => XmlStep::Nothing,
            },
            Event::Comment(_) | Event::PI(_) => XmlStep::Nothing,
            Event::Eof => XmlStep::End,
        })
    }

    /// The error of a broken entity. Prepares to read the next one.
    fn recover(&mut self, broken: XmlFailure) -> Error {
        let next = match broken.recovery {
            Recovery::Here => self.open.pop(),
            _ => None,
        };
        let line = self.open.first().map_or_else(|| self.line(), XmlElement::line);
        let id = self.open_id();
        self.open.clear();
        self.open.extend(next);
        self.parts = 0;
        self.renew_budget();
        let (mut kind, mut what) = (broken.kind, broken.what);
        match broken.recovery {
            Recovery::Here => {}
            Recovery::Never => self.is_finished = true,
            Recovery::NextTag => match self.skip_to_tag() {
                Ok(true) => {}
                Ok(false) => {
                    self.is_finished = true;
                    kind = ErrorKind::Truncated;
                    what.push_str("; neither another entity nor the end of the document follows");
                }
                Err(error) => {
                    self.is_finished = true;
                    return Error::io(error).at_line(line);
                }
            },
        }
        let error = Error::new(kind, what).at_line(line).of_record(&id).with_cause(broken.cause);
        broken.expected.into_iter().fold(error, Error::expecting)
    }

    /// The identifier of the entity being read, as far as it is known.
    fn open_id(&mut self) -> String {
        while self.open.len() > 1 {
            self.leave();
        }
        self.open.first().map_or("", |entity| (self.schema.id)(entity)).to_owned()
    }

    /// Skips to the next tag that begins an entity, or that ends the document.
    fn skip_to_tag(&mut self) -> io::Result<bool> {
        let Some(old) = self.parser.take() else { return Ok(false) };
        let mut source = old.into_inner();
        source.set_budget(u64::MAX);
        loop {
            source.skip_until(b'<')?;
            let ahead = source.look(LONGEST_TAG)?;
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
            let begins =
                std::str::from_utf8(name).is_ok_and(|name| self.schema.begins_entity(name));
            if !is_end && begins || is_end && name == self.root.as_bytes() {
                source.put_back(b"<");
                self.parser = Some(parser(source));
                return Ok(true);
            }
        }
    }

    /// Limits the bytes of what is read next.
    fn renew_budget(&mut self) {
        if let Some(parser) = &mut self.parser {
            parser.get_mut().set_budget(self.limit.of_one() as u64);
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

fn parser<R: BufRead>(source: XmlSource<R>) -> Parser<XmlSource<R>> {
    let mut parser = Parser::from_reader(source);
    let config = parser.config_mut();
    // This module checks tag names itself, so that a broken entity does not end the document.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    parser
}

fn element(tag: &BytesStart<'_>, line: u64) -> Result<XmlElement, XmlFailure> {
    let mut attributes = Vec::new();
    // Checking for duplicates takes quadratic time.
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| XmlFailure::malformed("malformed attributes"))?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|_| XmlFailure::malformed(UNKNOWN_REFERENCE))?;
        let name = attribute.key.local_name().into_inner().to_owned();
        attributes.push((name, value.into_owned()));
        if attributes.len() > MOST_ATTRIBUTES {
            return Err(XmlFailure::malformed("an element with too many attributes"));
        }
    }
    let name = tag.local_name().into_inner().to_owned();
    Ok(XmlElement { name, attributes, text: String::new(), children: Vec::new(), line })
}

/// Messages and causes are fixed texts. Other messages of the parser may quote content.
fn broken(error: quick_xml::Error, byte: u64, limit: MemoryLimit, is_spent: bool) -> XmlFailure {
    use quick_xml::Error::{Encoding, Escape, IllFormed, InvalidAttr, Io, Syntax};
    let malformed = |what: &str| XmlFailure::malformed(format!("{what}, at byte {byte}"));
    match error {
        Io(_) if is_spent => XmlFailure {
            expected: Some(RAISE),
            ..XmlFailure::malformed(limit.too_long("an entity"))
        },
        Io(error) => XmlFailure {
            kind: ErrorKind::Io,
            cause: Some(error.clone()),
            ..XmlFailure::malformed(error.to_string()).fatal()
        },
        Encoding(error) => XmlFailure {
            kind: ErrorKind::Encoding,
            cause: Some(Arc::new(error)),
            ..malformed("text that is not UTF-8").fatal()
        },
        Syntax(error) => XmlFailure {
            cause: Some(Arc::new(error)),
            ..malformed("a tag, comment or section that is not closed")
        },
        IllFormed(_) => malformed("tags that do not match, or an unescaped &"),
        InvalidAttr(_) => malformed("malformed attributes"),
        Escape(_) => malformed(UNKNOWN_REFERENCE),
        _ => malformed("not XML"),
    }
}

fn is_utf8(encoding: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| encoding.eq_ignore_ascii_case(known))
}

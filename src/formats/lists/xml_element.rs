//! An element of XML with its content, and what a list's elements mean.

use super::super::draft::RecordDraft;
use super::super::unread_paths::UnreadPaths;
use super::about::ListInfo;
use crate::error::{Error, ErrorKind};

/// An element with its content.
#[derive(Debug)]
pub(super) struct XmlElement {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<XmlElement>,
    pub(super) line: u64,
}

impl XmlElement {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The line where its tag begins.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The value of an attribute; empty where there is none.
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

    /// The child elements with that name.
    pub(super) fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = &XmlElement> + Clone {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The elements `name` within the child elements `list`: `(nationalityList, nationality)`.
    pub(super) fn all_in(&self, list: &str, name: &str) -> impl Iterator<Item = &XmlElement> {
        self.all(list).flat_map(move |list| list.all(name))
    }

    /// The text of the first child element with that name; empty where there is none.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", XmlElement::text)
    }

    /// Whether the element or any descendant has text.
    pub(super) fn has_text(&self) -> bool {
        !self.text().is_empty() || self.children.iter().any(XmlElement::has_text)
    }

    /// The first child element with that name.
    pub(super) fn child(&self, name: &str) -> Option<&XmlElement> {
        self.all(name).next()
    }

    /// Adds the child elements that say something and are not read.
    pub(super) fn report_unread(&self, read: &[&str], unread: &mut UnreadPaths) {
        for element in self.children.iter().filter(|element| element.has_text()) {
            if !read.contains(&element.name()) {
                unread.add(element.name());
            }
        }
    }
}

/// The entities of a list, and how to read one.
pub(super) struct XmlSchema {
    pub(super) entities: &'static [&'static str],
    /// Elements beside the entities that state something of them or of the list.
    pub(super) parts: &'static [&'static str],
    /// Elements within an entity that are left out.
    pub(super) skipped: &'static [&'static str],
    pub(super) id: fn(&XmlElement) -> &str,
    /// The record of an entity; `None` if it is not a person.
    pub(super) person: fn(&XmlElement, &mut UnreadPaths) -> Option<RecordDraft>,
    /// What the root or a part says of the list.
    pub(super) about: fn(&XmlElement, &mut ListInfo),
    /// Used in place of `person` where persons refer to parts.
    pub(super) joined: Option<fn() -> Box<dyn JoinedList>>,
}

impl XmlSchema {
    /// The defaults of a schema.
    pub(super) const NONE: XmlSchema = XmlSchema {
        entities: &[],
        parts: &[],
        skipped: &[],
        id: |_| "",
        person: |_, _| None,
        about: |_, _| {},
        joined: None,
    };

    /// Whether an element of that name is an entity or a part.
    pub(super) fn begins_entity(&self, name: &str) -> bool {
        self.entities.contains(&name) || self.parts.contains(&name)
    }
}

/// A list whose persons refer to other elements, which may come after them. All persons are held until
/// the end.
pub(super) trait JoinedList: Send {
    /// Keeps what a part states.
    fn add_part(&mut self, part: &XmlElement);

    /// The record of an entity as far as it goes; `None` if it is not a person.
    fn person(&mut self, entity: &XmlElement, unread: &mut UnreadPaths) -> Option<JoinedPerson>;

    /// Adds what the parts state of the person.
    fn complete(&self, person: JoinedPerson, unread: &mut UnreadPaths) -> RecordDraft;
}

pub(super) struct JoinedPerson {
    pub(super) draft: RecordDraft,
    /// Kinds and identifiers of parts.
    pub(super) references: Vec<(&'static str, String)>,
}

impl JoinedPerson {
    /// Notes a reference to a part that the list does not have.
    pub(super) fn note_missing(draft: &mut RecordDraft, kind: &str) {
        let what = "a reference to what the list does not have";
        draft.add_note(Error::new(ErrorKind::InvalidValue, what), kind);
    }
}

//! The outline of JSON text: where a value ends, and which keys the first object has. Nothing is parsed
//! here; the parser `serde_json` gets one whole value at a time.

/// The deepest nesting, as that of `serde_json`.
const DEEPEST: usize = 128;

/// The keys under which services return a list of entities: `{"total": 2, "results": [{…}, {…}]}`.
const WRAPPERS: [&str; 8] =
    ["results", "notices", "records", "data", "entities", "persons", "people", "items"];

/// Why text cannot be the beginning of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonFault {
    /// A line ends within a string.
    OpenString,
    /// A bracket closes another kind of bracket.
    WrongBracket,
    /// Something follows a string, an object or an array without a comma or a colon.
    NoComma,
    TooDeep,
}

/// The state after one more byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JsonStep {
    Inside,
    /// The byte ends a line within the value.
    LineEnd,
    /// The byte closes the outermost bracket.
    End,
    Fault(JsonFault),
}

/// Follows brackets and strings.
#[derive(Default)]
pub(super) struct JsonScan {
    open: Vec<u8>,
    in_string: bool,
    is_escaped: bool,
    /// The last byte outside strings that is not blank; `"` after a string.
    last: u8,
}

impl JsonScan {
    /// A scan that begins within objects.
    pub(super) fn within_objects(count: usize) -> JsonScan {
        JsonScan { open: vec![b'{'; count], ..JsonScan::default() }
    }

    pub(super) fn step(&mut self, byte: u8) -> JsonStep {
        if self.in_string {
            match byte {
                b'\n' => return JsonStep::Fault(JsonFault::OpenString),
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return JsonStep::Inside;
        }
        match byte {
            b'\n' => return JsonStep::LineEnd,
            b' ' | b'\t' | b'\r' => return JsonStep::Inside,
            b',' | b':' => {}
            b']' | b'}' => return self.close(byte),
            _ if matches!(self.last, b'"' | b']' | b'}') => {
                return JsonStep::Fault(JsonFault::NoComma);
            }
            b'"' => self.in_string = true,
            b'{' | b'[' if self.open.len() == DEEPEST => {
                return JsonStep::Fault(JsonFault::TooDeep);
            }
            b'{' | b'[' => self.open.push(byte),
            _ => {}
        }
        self.last = byte;
        JsonStep::Inside
    }

    /// Takes bytes up to the next one that is more than inside the value. Returns how many.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> (usize, JsonStep) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if self.in_string && !self.is_escaped {
                // Most bytes are plain text.
                let rest = &bytes[at..];
                let plain = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'));
                at += plain.unwrap_or(rest.len());
                let Some(special) = bytes.get(at) else { break };
                at += 1;
                match self.step(*special) {
                    JsonStep::Inside => continue,
                    step => return (at, step),
                }
            }
            at += 1;
            match self.step(*byte) {
                JsonStep::Inside => {}
                step => return (at, step),
            }
        }
        (at, JsonStep::Inside)
    }

    fn close(&mut self, bracket: u8) -> JsonStep {
        self.last = bracket;
        let opening = if bracket == b'}' { b'{' } else { b'[' };
        match self.open.pop() {
            Some(open) if open != opening => JsonStep::Fault(JsonFault::WrongBracket),
            None => JsonStep::Fault(JsonFault::WrongBracket),
            Some(_) if self.open.is_empty() => JsonStep::End,
            Some(_) => JsonStep::Inside,
        }
    }

    pub(super) fn is_in_string(&self) -> bool {
        self.in_string
    }

    /// Whether an object may begin here.
    pub(super) fn may_nest(&self) -> bool {
        matches!(self.last, b'[' | b':' | b',')
    }
}

/// What the beginning of JSON text shows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct JsonOutline {
    /// The keys of the first entity.
    pub(super) keys: Vec<String>,
    /// The place of the bracket that opens the list of entities, and the number of objects around it.
    /// `None` if entities follow one another.
    pub(super) list: Option<(usize, usize)>,
    /// Whether the first entity ends in this text.
    pub(super) is_whole: bool,
}

impl JsonOutline {
    /// The outline of text that begins with a bracket.
    pub(super) fn of(text: &[u8]) -> JsonOutline {
        let mut outline = JsonOutline::default();
        let mut scan = JsonScan::default();
        // The depth at which an entity has its keys, and the last string with its depth.
        let mut depth = 1;
        let (mut string, mut begins) = (0..0, 0);
        for (at, byte) in text.iter().enumerate() {
            let was_in_string = scan.is_in_string();
            let step = scan.step(*byte);
            match (was_in_string, scan.is_in_string()) {
                (false, true) => begins = at + 1,
                (true, false) => string = begins..at,
                _ => {}
            }
            let key = || String::from_utf8_lossy(&text[string.clone()]).into_owned();
            match byte {
                _ if was_in_string => {}
                b'[' if at == 0 => (outline.list, depth) = (Some((at, 0)), 2),
                b'[' if outline.list.is_none()
                    && scan.open.len() <= 3
                    && WRAPPERS.contains(&key().as_str())
                    && begins_with_object(&text[at + 1..]) =>
                {
                    outline.keys.clear();
                    (outline.list, depth) = (Some((at, scan.open.len() - 1)), scan.open.len() + 1);
                }
                b':' if scan.open.len() == depth => outline.keys.push(key()),
                b'}' if scan.open.len() + 1 == depth => {
                    outline.is_whole = true;
                    return outline;
                }
                _ => {}
            }
            if matches!(step, JsonStep::End | JsonStep::Fault(_)) {
                outline.is_whole = true;
                return outline;
            }
        }
        outline
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|known| known == key)
    }
}

fn begins_with_object(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_the_first_entity() {
        type Case = (&'static str, &'static [&'static str], Option<(usize, usize)>, bool);
        let cases: [Case; 10] = [
            (r#"{"id": "a", "name": {"given": "B"}}"#, &["id", "name"], None, true),
            (r#"{"id": "a", "na"#, &["id"], None, false),
            (r#"[{"id": "a\"}", "x": [{"y": 1}]}, {"z": 1}]"#, &["id", "x"], Some((0, 0)), true),
            ("[\n  {\n    \"id\": \"a\"\n  }\n]", &["id"], Some((0, 0)), true),
            (r#"{"total": 2, "results": [{"id": 1}]}"#, &["id"], Some((24, 1)), true),
            (
                r#"{"_embedded": {"notices": [ {"forename": 1}]}}"#,
                &["forename"],
                Some((26, 2)),
                true,
            ),
            (r#"{"results": ["a"], "id": 1}"#, &["results", "id"], None, true),
            (r#"{"aliases": [{"name": "results"}]}"#, &["aliases"], None, true),
            ("[]", &[], Some((0, 0)), true),
            ("{]", &[], None, true),
        ];
        for (text, keys, list, is_whole) in cases {
            let outline = JsonOutline::of(text.as_bytes());
            assert_eq!(outline.keys, keys, "{text}");
            assert_eq!((outline.list, outline.is_whole), (list, is_whole), "{text}");
        }
    }

    #[test]
    fn faults_are_found_where_they_are() {
        let fault = |text: &[u8]| {
            let mut scan = JsonScan::default();
            text.iter().position(|byte| matches!(scan.step(*byte), JsonStep::Fault(_)))
        };
        assert_eq!(fault(b"{\"a\": \"b\nc\"}"), Some(8));
        assert_eq!(fault(b"{\"a\": [1}"), Some(8));
        assert_eq!(fault(b"{\"a\": {} x"), Some(9));
        assert_eq!(fault(b"{\"a\" \"b\"}"), Some(5));
        assert_eq!(fault(&[b'['; 200]), Some(DEEPEST));
        assert_eq!(fault(b"{\"a\": \"}\\\"]\"}"), None);
    }
}

//! The causes of errors: those of parsers are kept, unless they would quote a name.

use crate::error::{Error, ErrorKind};
use crate::formats::{ColumnMap, Format, Reader};
use std::error::Error as _;

fn first_error(source: &[u8]) -> Error {
    let reader = Reader::detect(source, "test", &ColumnMap::new()).unwrap();
    reader.filter_map(Result::err).next().expect("an error")
}

#[test]
fn errors_of_parsers_are_sources() {
    let json = first_error(b"{\"id\": \"a\", \"name\": \"Krymov\"}\n{\"id\": \"b\", \"name\"}\n");
    assert_eq!((json.kind(), json.line()), (ErrorKind::Malformed, Some(2)));
    assert!(json.source().is_some_and(|cause| cause.is::<serde_json::Error>()));
    let text = first_error(&["id,name\na,Крымов\nb,".as_bytes(), b"\xff\n"].concat());
    assert_eq!((text.kind(), text.line()), (ErrorKind::Malformed, Some(3)));
    assert!(text.source().is_some_and(|cause| cause.is::<std::str::Utf8Error>()));
    let xml = b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME";
    let xml = first_error(xml);
    assert_eq!(xml.kind(), ErrorKind::Truncated);
    assert!(xml.source().is_some_and(|cause| cause.is::<quick_xml::errors::SyntaxError>()));
}

#[test]
fn a_cause_that_would_quote_a_name_is_not_kept() {
    let source = &b"{\"id\": \"a\", \"name\": {\"given\": [\"Krymov\"]}}\n"[..];
    let columns = ColumnMap::new();
    let reader = Reader::of(Format::Json, source, "test", &columns).unwrap();
    let error = reader.filter_map(Result::err).next().expect("an error");
    assert!(error.source().is_none() && !error.to_string().contains("Krymov"), "{error}");
}

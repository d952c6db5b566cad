//! What the CSV and XML forms of OFAC's SDN list share: the form of names, and the types of
//! "identification" that are documents of a person.

use super::super::draft::{RecordDraft, is_blank};
use super::super::unread_paths::UnreadPaths;
use super::documents;
use crate::record::AliasStrength;

pub(super) const SOURCE: &str = "OFAC SDN";

/// Words in the types of personal documents. Other types are internet addresses, remarks on sanctions
/// and numbers of companies.
const DOCUMENTS: [&str; 34] = [
    "passport",
    "national id",
    "identification",
    "id no",
    "id card",
    "identity",
    "tax",
    "driver",
    "ssn",
    "social security",
    "cedula",
    "c.u.r.p",
    "curp",
    "r.f.c",
    "rfc",
    "d.n.i",
    "dni",
    "d.u.i",
    "n.i.e",
    "nit #",
    "ruc #",
    "c.u.i.t",
    "c.u.i.p",
    "i.f.e",
    "birth certificate",
    "residen",
    "travel document",
    "electoral",
    "military",
    "numero de identidad",
    "refugee",
    "stateless",
    "permit",
    "seaman",
];

/// Words that exclude a type: it concerns companies, ships or sanctions.
const OTHERS: [&str; 8] = [
    "company",
    "vessel",
    "registration",
    "registered",
    "sanctions",
    "organization",
    "business",
    "government",
];

/// Adds the content of `type number (country)`: a document, or the sex.
pub(super) fn add_identification(
    kind: &str,
    number: &str,
    country: &str,
    draft: &mut RecordDraft,
    unread: &mut UnreadPaths,
) {
    let lower = kind.trim().trim_end_matches(':').to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if lower == "gender" {
        draft.set_sex(number, "Gender");
    } else if has(&DOCUMENTS) && !has(&OTHERS) {
        draft.add_document(&documents::kind(kind), country, number, kind);
    } else {
        unread.add(kind.trim());
    }
}

/// Adds a name, written `LAST, First` as in the list.
pub(super) fn add_name(draft: &mut RecordDraft, last: &str, first: &str, strength: AliasStrength) {
    match (is_absent(last), is_absent(first)) {
        (false, false) => draft.add_name(&format!("{last}, {first}"), strength, "lastName"),
        (false, true) => draft.add_name(last, strength, "lastName"),
        (true, _) => draft.add_name(first, strength, "firstName"),
    }
}

fn is_absent(text: &str) -> bool {
    text.is_empty() || text == "-0-"
}

/// A text, unless it is blank or a placeholder.
pub(super) fn stated(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !is_blank(text))
}

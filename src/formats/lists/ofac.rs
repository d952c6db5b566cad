//! What the forms of OFAC's lists share: the form of names, and the types of
//! "identification" that are documents of a person.

use super::super::dates::DateOrder;
use super::super::draft::{RecordDraft, is_blank};
use super::super::unread_paths::UnreadPaths;
use super::documents;
use crate::record::AliasStrength;

pub(super) const SDN_SOURCE: &str = "OFAC SDN";
/// The source of the lists of other sanctions, which OFAC publishes as one.
pub(super) const CONSOLIDATED_SOURCE: &str = "OFAC consolidated";

/// Words in the types of personal documents. Other types are internet addresses, remarks on sanctions
/// and numbers of companies.
const DOCUMENTS: [&str; 36] = [
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
    "card",
    "license",
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
    // A president is no resident.
    let spaced = format!(" {lower}");
    let has = |words: &[&str]| words.iter().any(|word| spaced.contains(&format!(" {word}")));
    if lower == "gender" {
        draft.set_sex(number, "Gender");
    } else if has(&DOCUMENTS) && !has(&OTHERS) {
        draft.add_document(&documents::kind(kind), country, number, kind);
    } else if lower.is_empty() {
        unread.add("an identification of unknown type");
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

/// Adds a feature of the advanced and the enhanced XML.
pub(super) fn add_feature(
    kind: &str,
    value: &str,
    draft: &mut RecordDraft,
    unread: &mut UnreadPaths,
) {
    match kind {
        "Birthdate" => draft.add_birth_date(value, DateOrder::Unknown, kind),
        "Place of Birth" => draft.add_birth_place([value]),
        "Nationality Country" | "Nationality of Registration" | "Citizenship Country" => {
            draft.add_nationality(value);
        }
        "Gender" => draft.set_sex(value, kind),
        "" => unread.add("a feature of unknown type"),
        _ => unread.add(kind),
    }
}

/// The source of an entry by the names of the lists it is on.
pub(super) fn source_of_lists<'t>(lists: impl IntoIterator<Item = &'t str>) -> &'static str {
    let mut lists = lists.into_iter().peekable();
    let is_sdn = lists.peek().is_none()
        || lists.any(|list| list.contains("SDN") && !list.contains("Non-SDN"));
    if is_sdn { SDN_SOURCE } else { CONSOLIDATED_SOURCE }
}

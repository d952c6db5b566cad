//! What both forms of OFAC's SDN list have in common: how names are put together, and which of the
//! many kinds of "identification" belong to a person.

use super::super::draft::{RecordDraft, is_blank};
use super::super::unread_paths::UnreadPaths;
use super::documents;
use crate::record::AliasStrength;

pub(super) const SOURCE: &str = "OFAC SDN";

/// Words that stand in the type of what is a document of a person. Others are addresses of the
/// net, remarks on sanctions, numbers of companies.
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

/// Words that make one of these a matter of companies, ships or sanctions after all.
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

/// Adds what stands under `type number (country)`; `text` is a date's or a country's where the
/// type says so.
pub(super) fn identification(
    kind: &str,
    number: &str,
    country: &str,
    draft: &mut RecordDraft,
    unread: &mut UnreadPaths,
) {
    let lower = kind.trim().trim_end_matches(':').to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if lower == "gender" {
        draft.sex(number, "Gender");
    } else if has(&DOCUMENTS) && !has(&OTHERS) {
        draft.document(&documents::kind(kind), country, number, kind);
    } else {
        unread.note(kind.trim());
    }
}

/// A name of its parts, in the way the list itself writes it: `LAST, First`.
pub(super) fn name(draft: &mut RecordDraft, last: &str, first: &str, strength: AliasStrength) {
    match (is_absent(last), is_absent(first)) {
        (false, false) => draft.name(&format!("{last}, {first}"), strength, "lastName"),
        (false, true) => draft.name(last, strength, "lastName"),
        (true, _) => draft.name(first, strength, "firstName"),
    }
}

fn is_absent(text: &str) -> bool {
    text.is_empty() || text == "-0-"
}

/// Whether a programme, a place or another text says anything.
pub(super) fn stated(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !is_blank(text))
}

//! An entry with its matches, as the template shows it.

use super::super::further::Further;
use super::super::table::INCOMPLETE;
use crate::describe::values_of;
use crate::page::{Language, Note};
use crate::waterfall::{Bridges, Thresholds, Waterfall};
use serde::Serialize;
use std::collections::BTreeSet;
use sverka::persons::{Contradiction, Persons};
use sverka::{AliasStrength, Band, Error, Field, Match, Name, PersonName, Record, Screening};

/// Entries whose matches are open when the page is. More would be more than a person reads at once.
const OPEN: u64 = 20;

#[derive(Serialize)]
pub(super) struct EntryView {
    number: u64,
    id: String,
    name: String,
    /// The bits of the best match.
    best: f64,
    entry_facts: Vec<Fact>,
    left_out: Vec<Note>,
    people: Vec<PersonView>,
    certificate: CertificateView,
}

/// What a record states in a field: its label, and the values.
#[derive(Serialize)]
pub(super) struct Fact {
    label: &'static str,
    values: Vec<String>,
}

/// Matches, with what else the list has of their person where that was asked for.
#[derive(Serialize)]
struct PersonView {
    matches: Vec<MatchView>,
    others: Vec<Other>,
    contradictions: Vec<ContradictionView>,
}

#[derive(Serialize)]
struct MatchView {
    rank: usize,
    id: String,
    name: String,
    is_open: bool,
    bits: String,
    probability: String,
    band: &'static str,
    source: String,
    category: String,
    facts: Vec<Fact>,
    left_out: Vec<Note>,
    waterfall: Waterfall,
}

#[derive(Serialize)]
struct Other {
    id: String,
    name: String,
    facts: Vec<Fact>,
}

#[derive(Serialize)]
struct ContradictionView {
    field: &'static str,
    statements: Vec<(String, String)>,
}

#[derive(Serialize)]
struct CertificateView {
    records: u64,
    scored: u64,
    excluded: u64,
    ruled_out: u64,
    rest_at_most: Option<String>,
    tied_left_out: u64,
    further: Option<String>,
}

impl EntryView {
    pub(super) fn new(
        number: u64,
        (record, left_out): (&Record, Vec<Note>),
        (screening, further): (&Screening, Further),
        persons: Option<&Persons<'_>>,
        (thresholds, language, bridges): (Thresholds, Language, &mut Bridges),
    ) -> EntryView {
        let mut rank = 0;
        let mut view = |found: &Match| {
            rank += 1;
            let waterfall = Waterfall::new(found.evidence(), thresholds, language, bridges);
            MatchView::new(rank, found, waterfall, number <= OPEN, language)
        };
        let people = match persons {
            None => {
                let matches = screening.matches().iter().map(view).collect();
                vec![PersonView { matches, others: Vec::new(), contradictions: Vec::new() }]
            }
            Some(persons) => {
                let mut people = Vec::new();
                for matched in persons.matched(screening) {
                    let contradictions = matched.person().contradictions().iter();
                    people.push(PersonView {
                        matches: matched.matches().iter().map(|found| view(found)).collect(),
                        others: matched
                            .others()
                            .map(|record| Other::new(record, language))
                            .collect(),
                        contradictions: contradictions
                            .map(|found| ContradictionView::new(found, language))
                            .collect(),
                    });
                }
                people
            }
        };
        let certificate = screening.certificate();
        EntryView {
            number,
            id: record.id().to_owned(),
            name: record.name().to_string(),
            best: screening.matches().first().map_or(0.0, |found| found.bits().as_f64()),
            entry_facts: facts(record, language),
            left_out,
            people,
            certificate: CertificateView {
                records: certificate.records() as u64,
                scored: certificate.scored() as u64,
                excluded: certificate.excluded() as u64,
                ruled_out: certificate.ruled_out() as u64,
                rest_at_most: certificate.rest_at_most().map(|bits| bits.to_string()),
                tied_left_out: screening.tied_left_out() as u64,
                further: further.told(language),
            },
        }
    }
}

impl MatchView {
    fn new(
        rank: usize,
        found: &Match,
        waterfall: Waterfall,
        is_open: bool,
        language: Language,
    ) -> Self {
        let record = found.record();
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        MatchView {
            rank,
            id: record.id().to_owned(),
            name: record.name().to_string(),
            is_open,
            bits: found.bits().to_string(),
            probability: format!("{:.3}", found.probability()),
            band: match found.band() {
                Band::Review => "review",
                _ => "report",
            },
            source: text(record.listing().source()),
            category: text(record.listing().category()),
            facts: facts(record, language),
            left_out: left_out(record, &[], language),
            waterfall,
        }
    }
}

impl Other {
    fn new(record: &Record, language: Language) -> Other {
        let facts = facts(record, language);
        Other { id: record.id().to_owned(), name: record.name().to_string(), facts }
    }
}

impl ContradictionView {
    fn new(found: &Contradiction, language: Language) -> ContradictionView {
        let field = values_of(found.field);
        let value = |value: &str| match found.field {
            Field::BirthDate => language.date(value).into_owned(),
            Field::Sex => language.label(value).to_owned(),
            _ => value.to_owned(),
        };
        let statements = found.statements.iter();
        let stated = statements.map(|one| (value(&one.value), one.records.join(", ")));
        ContradictionView { field, statements: stated.collect() }
    }
}

/// What a record states, field by field, and its listing; the name apart.
pub(super) fn facts(record: &Record, language: Language) -> Vec<Fact> {
    fn texts<T: ToString>(values: &[T]) -> Vec<String> {
        values.iter().map(ToString::to_string).collect()
    }
    let date_text = |date: &str| language.date(date).into_owned();
    let aliases = |strength: AliasStrength| -> Vec<String> {
        let of = record.aliases().iter().filter(|alias| alias.strength() == strength);
        of.map(|alias| alias.name().to_string()).collect()
    };
    let facts = [
        ("born", record.birth_dates().iter().map(|date| date_text(&date.to_string())).collect()),
        (
            "sex",
            record.sex().iter().map(|sex| language.label(&sex.to_string()).to_owned()).collect(),
        ),
        ("nationality", texts(record.nationalities())),
        ("born in", texts(record.birth_places())),
        ("documents", texts(record.documents())),
        ("aliases", aliases(AliasStrength::Strong)),
        ("weak aliases", aliases(AliasStrength::Weak)),
    ];
    let listing = record.listing();
    let one = |value: Option<String>| Vec::from_iter(value);
    let day = |day: Option<sverka::Date>| one(day.map(|day| date_text(&day.to_string())));
    let listing = [
        ("category", one(listing.category().map(str::to_owned))),
        ("source", one(listing.source().map(str::to_owned))),
        ("occurred", day(listing.occurred_at())),
        ("submitted", day(listing.submitted_at())),
        ("valid from", day(listing.valid_from())),
        ("valid to", day(listing.valid_to())),
    ];
    let facts = facts.into_iter().chain(listing).filter(|(_, values)| !values.is_empty());
    facts.map(|(label, values)| Fact { label, values }).collect()
}

/// That an answer is incomplete, if it is.
pub(super) fn incomplete(screening: &Screening, language: Language) -> Option<Note> {
    let text = || language.label(INCOMPLETE).to_owned();
    let is_complete = screening.certificate().is_complete();
    (!is_complete).then(|| Note { text: text(), is_english: false })
}

/// What the reader noted of a row, and what was repaired in the names.
pub(super) fn left_out(record: &Record, notes: &[Error], language: Language) -> Vec<Note> {
    let notes = notes.iter().map(|note| language.note(note));
    let aliases = record.aliases().iter().map(|alias| alias.name());
    let names: Vec<&PersonName> = [record.name()].into_iter().chain(aliases).collect();
    let repaired = names.into_iter().filter_map(|name| {
        let repairs: BTreeSet<_> = Name::new(name).repairs().iter().copied().collect();
        let words = repairs.iter().map(|repair| language.label(&repair.to_string()).to_owned());
        let words = words.collect::<Vec<_>>().join(", ");
        (!words.is_empty()).then(|| Note { text: format!("{name}: {words}"), is_english: false })
    });
    notes.chain(repaired).collect()
}

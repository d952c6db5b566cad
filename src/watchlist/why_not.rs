//! Why a record of the list is no match, and the least that would make it one.
//!
//! A change is tried, never estimated: the entry is rewritten as the record has it, in one place, and compared
//! again. So a relative's correction that a birth date would lift counts as it would in a search.

use super::Watchlist;
use super::nearer::words_between;
use crate::evidence::{Bits, Evidence, Field, Item, Level};
use crate::record::{Alias, PartialDate, PersonName, Record};
use crate::screening::{Policy, ResolvedPolicy, Screening, WeightedIndex};
use std::fmt;
use std::ops::Range;

/// Why a record of a list is no match of an entry; see [`Watchlist::why_not`] and
/// [`LivingView::why_not`](crate::LivingView::why_not).
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct WhyNot {
    record: Record,
    bits: Bits,
    min_bits: Bits,
    obstacles: Vec<Obstacle>,
    changes: Vec<NeededChange>,
    evidence: Evidence,
}

/// What keeps a record from being a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Obstacle {
    /// It weighs less than the policy asks for.
    TooFewBits,
    /// Its listing is not valid on the day that the policy names.
    NotValid,
    /// It was submitted after the day up to which the policy searches.
    SubmittedLater,
    /// The list, which changes, did not have it yet at the time that the policy searches.
    AddedLater,
    /// The list, which changes, did not have it any more at the time that the policy searches.
    Withdrawn,
    /// It is of a source that the policy does not search.
    OtherSource,
    /// It is of a category that the policy does not search.
    OtherCategory,
    /// Enough other records match better.
    BeyondLimit,
    /// The answer is not complete, so that the record was not found, or the policy refuses such an answer.
    Incomplete,
}

/// Values of an entry that would make a record a match, if the entry stated them as the record does.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NeededChange {
    values: Vec<ChangedValue>,
    bits: Bits,
}

/// A value that an entry does not state, or states otherwise.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChangedValue {
    field: Field,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    to: String,
}

impl WhyNot {
    /// The record of the list.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// What speaks for and against one person.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The sum of the evidence.
    pub fn bits(&self) -> Bits {
        self.bits
    }

    /// The fewest bits with which the policy returns a record, for review or to report.
    pub fn min_bits(&self) -> Bits {
        self.min_bits
    }

    /// By how many bits the evidence falls short; `None` if it does not.
    pub fn shortfall(&self) -> Option<Bits> {
        (self.bits < self.min_bits).then(|| self.min_bits - self.bits)
    }

    /// What keeps the record from being a match; empty if it is one.
    pub fn obstacles(&self) -> &[Obstacle] {
        &self.obstacles
    }

    /// What would lift the evidence over the threshold, the least evidence first. Each is enough alone. Empty if
    /// the evidence does not fall short, or if nothing that the record states is enough.
    ///
    /// No smaller change of its kind would be enough. Of a birth date it is the least part: the year, the month or the
    /// day; of a word that the record spells otherwise, the fewest letters, up to four. Where no value alone is
    /// enough, the changes are of two values; and where no two are, of as many as it takes.
    pub fn changes(&self) -> &[NeededChange] {
        &self.changes
    }
}

impl NeededChange {
    /// The values that the entry would have to state.
    pub fn values(&self) -> &[ChangedValue] {
        &self.values
    }

    /// What the record would weigh then.
    pub fn bits(&self) -> Bits {
        self.bits
    }
}

impl ChangedValue {
    /// The field.
    pub fn field(&self) -> Field {
        self.field
    }

    /// What the entry states; `None` if it states nothing, or if the value would be a further one.
    pub fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// What it would have to state.
    pub fn to(&self) -> &str {
        &self.to
    }
}

impl Obstacle {
    /// The obstacle in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Obstacle::TooFewBits => "too few bits",
            Obstacle::NotValid => "listing not valid on the day",
            Obstacle::SubmittedLater => "submitted later",
            Obstacle::AddedLater => "added later",
            Obstacle::Withdrawn => "withdrawn",
            Obstacle::OtherSource => "other source",
            Obstacle::OtherCategory => "other category",
            Obstacle::BeyondLimit => "beyond the limit",
            Obstacle::Incomplete => "answer not complete",
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Watchlist {
    /// Says why the record with this identifier is no match of `entry` under a policy, and which values of the
    /// entry would make it one. `None` if the list has no such record.
    ///
    /// Cost: a search, and some hundreds of comparisons of a pair.
    ///
    /// ```
    /// use sverka::{Field, Obstacle, Policy, Record, Watchlist};
    ///
    /// let listed = Record::new("w1", "Горелов Пётр Ильич").with_birth_date("1971-03-15".parse()?);
    /// let watchlist = Watchlist::builder().record(listed).build()?;
    /// let entry = Record::new("e1", "Gorelov Stepan Ilich");
    /// let why = watchlist.why_not(&entry, "w1", &Policy::default()).expect("a record of the list");
    /// assert_eq!(why.obstacles(), [Obstacle::TooFewBits]);
    /// let given_name = why.changes().iter().find(|change| change.values()[0].field() == Field::Name);
    /// assert_eq!(given_name.map(|change| change.values()[0].to()), Some("Пётр"));
    /// assert!(why.changes().iter().all(|change| change.bits() >= why.min_bits()));
    /// # Ok::<(), sverka::Error>(())
    /// ```
    pub fn why_not(&self, entry: &Record, id: &str, policy: &Policy) -> Option<WhyNot> {
        let record = self.get(id)?;
        let asked = (policy, &self.resolve(policy));
        let screen = || self.screen(entry, policy);
        Some(WhyNot::new(self.list(), (entry, record), asked, None, screen))
    }
}

impl WhyNot {
    /// Why a record is no match of an entry by the weights of a list. `unknown` is why a search does not know the record,
    /// if it does not; `screen` is that search.
    pub(crate) fn new(
        list: &WeightedIndex,
        (entry, record): (&Record, Record),
        (policy, resolved): (&Policy, &ResolvedPolicy),
        unknown: Option<Obstacle>,
        screen: impl FnOnce() -> Screening,
    ) -> WhyNot {
        let evidence = list.compare(entry, &record);
        let (bits, min_bits) = (evidence.bits(), resolved.min_bits);
        let mut obstacles = Vec::from_iter(unknown);
        obstacles.extend(excluded_by(policy, resolved, &record));
        let mut changes = Vec::new();
        if bits < min_bits {
            obstacles.insert(0, Obstacle::TooFewBits);
            changes = needed_changes(list, entry, &record, &evidence, min_bits);
        } else if obstacles.is_empty() {
            let screening = screen();
            let mut found = screening.matches().iter();
            let is_match = found.any(|found| found.record_id() == record.id());
            obstacles.extend((!is_match).then(|| match screening.certificate().is_complete() {
                true => Obstacle::BeyondLimit,
                false => Obstacle::Incomplete,
            }));
        }
        WhyNot { record, bits, min_bits, obstacles, changes, evidence }
    }
}

fn needed_changes(
    list: &WeightedIndex,
    entry: &Record,
    record: &Record,
    evidence: &Evidence,
    min_bits: Bits,
) -> Vec<NeededChange> {
    let tried = |edits: &[&Edit<'_>]| {
        let changed = edits.iter().fold(entry.clone(), |entry, edit| edit.apply(&entry));
        let values = edits.iter().map(|edit| edit.value(entry)).collect();
        let bits = list.compare(&changed, record).bits();
        (bits >= min_bits).then_some(NeededChange { values, bits })
    };
    // Of the edits of one kind, the first that is enough.
    let kinds = edits(entry, record, evidence);
    let of_kind = |kind: &Vec<Edit<'_>>| kind.iter().find_map(|edit| tried(&[edit]));
    let mut changes: Vec<NeededChange> = kinds.iter().filter_map(of_kind).collect();
    // Of several kinds the last of each, and then each in its turn as small as the others allow.
    let least = |kinds: &[&Vec<Edit<'_>>]| {
        let last = |kind: &&Vec<Edit<'_>>| kind.len() - 1;
        let mut sizes: Vec<usize> = kinds.iter().map(last).collect();
        let of_sizes = |sizes: &[usize]| {
            let edits = kinds.iter().zip(sizes).map(|(kind, size)| &kind[*size]);
            tried(&edits.collect::<Vec<_>>())
        };
        let mut change = of_sizes(&sizes)?;
        for n in 0..kinds.len() {
            for size in 0..sizes[n] {
                let whole = std::mem::replace(&mut sizes[n], size);
                if let Some(smaller) = of_sizes(&sizes) {
                    change = smaller;
                    break;
                }
                sizes[n] = whole;
            }
        }
        Some((change, sizes))
    };
    let kinds: Vec<&Vec<Edit<'_>>> = kinds.iter().filter(|kind| !kind.is_empty()).collect();
    if changes.is_empty() {
        let pairs = (0..kinds.len()).flat_map(|one| (0..one).map(move |other| [other, one]));
        changes.extend(pairs.filter_map(|pair| Some(least(&pair.map(|kind| kinds[kind]))?.0)));
    }
    if changes.is_empty() {
        // All, without those that the others can do without. A change may also take bits, so that what was needed
        // beside one that was dropped, or that became smaller, need not be needed any more.
        let mut needed = kinds;
        while let Some((change, sizes)) = least(&needed) {
            let without = |n: &usize, sizes: &dyn Fn(usize) -> usize| {
                let others = (0..needed.len()).filter(|other| other != n);
                tried(&others.map(|other| &needed[other][sizes(other)]).collect::<Vec<_>>())
            };
            let whole = |n: usize| needed[n].len() - 1;
            let is_needless = |n: &usize| {
                without(n, &whole).is_some() || without(n, &|other| sizes[other]).is_some()
            };
            let Some(needless) = (0..needed.len()).rev().find(is_needless) else {
                changes.push(change);
                break;
            };
            needed.remove(needless);
        }
    }
    changes.sort_by_key(NeededChange::bits);
    changes
}

/// The filters of a policy that exclude a record.
fn excluded_by(policy: &Policy, resolved: &ResolvedPolicy, record: &Record) -> Vec<Obstacle> {
    let listing = record.listing();
    let is_among = |wanted: &[String], stated: Option<&str>| {
        wanted.is_empty() || stated.is_some_and(|stated| wanted.iter().any(|one| one == stated))
    };
    let is_valid = resolved.valid_on.is_none_or(|day| listing.is_valid_on(day));
    let submitted = listing.submitted_at();
    let is_submitted = resolved.submitted_by.is_none_or(|by| submitted.is_none_or(|day| day <= by));
    let checks = [
        (is_valid, Obstacle::NotValid),
        (is_submitted, Obstacle::SubmittedLater),
        (is_among(policy.sources(), listing.source()), Obstacle::OtherSource),
        (is_among(policy.categories(), listing.category()), Obstacle::OtherCategory),
    ];
    checks.into_iter().filter(|(passes, _)| !passes).map(|(_, obstacle)| obstacle).collect()
}

/// One place of an entry, rewritten as the record has it.
#[derive(Clone)]
enum Edit<'a> {
    /// The text of a token of a name, and the record's.
    Token {
        from: Option<String>,
        to: String,
    },
    Date(PartialDate),
    /// The value of any other field, copied from a record.
    Other(Field, &'a Record),
}

/// All edits that could help, in groups of a kind: within one, each says more than the one before.
fn edits<'a>(entry: &Record, record: &'a Record, evidence: &Evidence) -> Vec<Vec<Edit<'a>>> {
    let is_helpful = |item: &&Item| {
        item.field() == Field::Name
            && !matches!(item.level(), Level::Identical | Level::Joined | Level::Relative)
    };
    let mut tokens: Vec<Vec<Edit<'a>>> = Vec::new();
    for item in evidence.items().iter().filter(is_helpful) {
        let Some(to) = item.record() else { continue };
        let from = item.entry().map(|token| stated_word(entry, token));
        // What reads a name repairs words. One that the entry does not state is not rewritten.
        if from == Some(None) {
            continue;
        }
        let from = from.flatten();
        // Of one word that is read as two tokens, both are rewritten.
        let other = tokens.iter_mut().find_map(|kind| match kind.last() {
            Some(Edit::Token { from: other, to }) if from.is_some() && *other == from => {
                Some((to.clone(), kind))
            }
            _ => None,
        });
        match other {
            Some((first, kind)) => kind.push(Edit::Token { from, to: format!("{first} {to}") }),
            None => tokens.push(vec![Edit::Token { from, to: to.to_owned() }]),
        }
    }
    for kind in &mut tokens {
        if let [Edit::Token { from: Some(from), to }] = &kind[..] {
            let between = words_between(from, to).into_iter();
            let between = between.map(|to| Edit::Token { from: Some(from.clone()), to });
            *kind = between.chain(kind.clone()).collect();
        }
    }
    let dates = record.known_birth_dates().map(|date| {
        let parts = [(None, None), (date.month(), None), (date.month(), date.day())];
        let parts = parts.into_iter().filter_map(|(month, day)| {
            PartialDate::new(date.year(), month, day).ok().map(Edit::Date)
        });
        parts.collect()
    });
    let stated = |field: &Field| !field_of(record, *field).is_empty();
    let differs = |field: &Field| field_of(record, *field) != field_of(entry, *field);
    let others = [Field::Sex, Field::Nationality, Field::BirthPlace, Field::Document];
    let others = others.into_iter().filter(stated).filter(differs);
    let others = others.map(|field| vec![Edit::Other(field, record)]);
    tokens.into_iter().chain(dates).chain(others).collect()
}

impl Edit<'_> {
    fn apply(&self, entry: &Record) -> Record {
        match self {
            Edit::Token { from: Some(from), to } => {
                rewritten(entry, None, |part| replace_word(part, from, to))
            }
            Edit::Token { from: None, to } => {
                let mut is_added = false;
                rewritten(entry, None, |part| match std::mem::replace(&mut is_added, true) {
                    true => part.to_owned(),
                    false => format!("{part} {to}"),
                })
            }
            Edit::Date(date) => {
                rewritten(entry, Some(Field::BirthDate), str::to_owned).with_birth_date(*date)
            }
            Edit::Other(field, record) => {
                let bare = rewritten(entry, Some(*field), str::to_owned);
                copy_fields(bare, record, |other| other == *field)
            }
        }
    }

    fn value(&self, entry: &Record) -> ChangedValue {
        let stated = |field| Some(field_of(entry, field)).filter(|text| !text.is_empty());
        match self {
            Edit::Token { from, to } => {
                ChangedValue { field: Field::Name, from: from.clone(), to: to.clone() }
            }
            Edit::Date(date) => ChangedValue {
                field: Field::BirthDate,
                from: stated(Field::BirthDate),
                to: date.to_string(),
            },
            Edit::Other(field, record) => {
                ChangedValue { field: *field, from: stated(*field), to: field_of(record, *field) }
            }
        }
    }
}

/// What a record states in a field that is not a name; empty if nothing.
fn field_of(record: &Record, field: Field) -> String {
    match field {
        Field::Name => String::new(),
        Field::BirthDate => joined(record.birth_dates()),
        Field::Sex => record.sex().map(|sex| sex.to_string()).unwrap_or_default(),
        Field::Nationality => joined(record.nationalities()),
        Field::BirthPlace => joined(record.birth_places()),
        Field::Document => joined(record.documents()),
    }
}

fn joined<T: fmt::Display>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join("; ")
}

/// An entry with other names, and without one of the other fields.
fn rewritten(
    entry: &Record,
    without: Option<Field>,
    mut rewrite: impl FnMut(&str) -> String,
) -> Record {
    let mut name = |name: &PersonName| match name.as_full() {
        Some(full) => PersonName::full(rewrite(full)),
        None => {
            let parts = [name.given(), name.patronymic(), name.family()];
            let [given, patronymic, family] =
                parts.map(|part| part.map_or(String::new(), &mut rewrite));
            PersonName::parts(given, patronymic, family)
        }
    };
    let mut bare = Record::new(entry.id(), name(entry.name()));
    for alias in entry.aliases() {
        bare = bare.with_alias(Alias::new(name(alias.name()), alias.strength()));
    }
    copy_fields(bare, entry, |field| Some(field) != without)
}

/// A record with some of the fields of another one added.
fn copy_fields(bare: Record, from: &Record, is_copied: impl Fn(Field) -> bool) -> Record {
    let mut copy = bare;
    if is_copied(Field::BirthDate) {
        copy = from.birth_dates().iter().copied().fold(copy, Record::with_birth_date);
    }
    if is_copied(Field::Sex) {
        copy = from.sex().into_iter().fold(copy, Record::with_sex);
    }
    if is_copied(Field::Nationality) {
        copy = from.nationalities().iter().cloned().fold(copy, Record::with_nationality);
    }
    if is_copied(Field::BirthPlace) {
        copy = from.birth_places().iter().cloned().fold(copy, Record::with_birth_place);
    }
    if is_copied(Field::Document) {
        copy = from.documents().iter().cloned().fold(copy, Record::with_document);
    }
    copy
}

/// A token as the first of an entry's names states it, which may be two words: Dastan kyzy for Dastankyzy.
fn stated_word(entry: &Record, token: &str) -> Option<String> {
    let mut found = None;
    rewritten(entry, None, |part| {
        found = found.take().or_else(|| place_of(part, token).map(|place| part[place].to_owned()));
        part.to_owned()
    });
    found
}

/// Replaces the first occurrence of a word.
fn replace_word(text: &str, word: &str, by: &str) -> String {
    match place_of(text, word) {
        Some(Range { start, end }) => format!("{}{by}{}", &text[..start], &text[end..]),
        None => text.to_owned(),
    }
}

/// Where a text first has a word whole, whatever stands between its letters.
fn place_of(text: &str, word: &str) -> Option<Range<usize>> {
    let is_letter = |(_, letter): &(usize, char)| letter.is_alphanumeric();
    let is_start = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
    let starts = text.char_indices().filter(is_letter).map(|(at, _)| at);
    starts.filter(|at| is_start(*at)).find_map(|start| {
        let mut letters = text[start..].char_indices().filter(is_letter);
        let mut end = start;
        for expected in word.chars().filter(|letter| letter.is_alphanumeric()) {
            let (at, letter) = letters.next().filter(|(_, letter)| *letter == expected)?;
            end = start + at + letter.len_utf8();
        }
        let is_whole = end > start && !text[end..].starts_with(char::is_alphanumeric);
        is_whole.then_some(start..end)
    })
}

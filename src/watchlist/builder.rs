//! Building a list: normalize in parallel, number what is distinct, lay out.

use super::archive::Archive;
use super::cards::CardsBuilder;
use super::drafts::Drafts;
use super::workspace::WorkspacePool;
use super::{Births, Postings, Store, Traits, Watchlist, remembered};
use crate::error::{Error, ErrorKind};
use crate::evidence::{
    CountryKey, DateKey, DocumentKey, Keys, KeysBuilder, Model, NameSpan, TermFrequencies,
    TokenRef, push_name, record_names,
};
use crate::name::{Name, normalized, spelling};
use crate::record::{AliasStrength, Listing, Record, Sex};
use crate::storage::{NumbersBuilder, RowsBuilder};
use crate::vocabulary::{Memo, Spelling, TokenId, Vocabulary};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Records normalized at a time, so that their names need not all be held at once.
const CHUNK: usize = 1 << 11;

/// Collects the records of a [`Watchlist`].
#[derive(Clone, Debug, Default)]
pub struct WatchlistBuilder {
    drafts: Drafts,
    model: Model,
}

impl WatchlistBuilder {
    /// Adds a record.
    #[must_use]
    pub fn record(mut self, record: Record) -> Self {
        self.drafts.push(record);
        self
    }

    /// Adds records. They are kept encoded, in a tenth of the memory.
    #[must_use]
    pub fn records(mut self, records: impl IntoIterator<Item = Record>) -> Self {
        records.into_iter().for_each(|record| self.drafts.push(record));
        self
    }

    /// States the model that the list is weighed by; [`Model::default`] unless stated.
    #[must_use]
    pub fn model(mut self, model: Model) -> Self {
        self.model = model;
        self
    }

    /// Builds the list, in parallel on the current rayon thread pool. The result is the same for
    /// any number of threads and any order of the records.
    ///
    /// Cost: a microsecond or two a record and thread.
    ///
    /// # Errors
    /// [`ErrorKind::DuplicateId`] where two records have one identifier, and
    /// [`ErrorKind::TooLarge`] beyond 4 billion records, 2 billion tokens of names, documents or words of
    /// places, 500 million nationalities, or 67 million distinct tokens.
    pub fn build(self) -> Result<Watchlist, Error> {
        Watchlist::of_archive(self.drafts.build()?, self.model)
    }
}

impl Watchlist {
    /// Lays out records that stand in the order of their identifiers.
    #[cfg(feature = "snapshot")]
    pub(crate) fn of_sorted(records: Vec<Record>, model: Model) -> Result<Watchlist, Error> {
        let archive = Archive::new(&records);
        drop(records);
        Watchlist::of_archive(archive, model)
    }

    /// The same of encoded records, of which only some are decoded at a time.
    pub(super) fn of_archive(archive: Archive, model: Model) -> Result<Watchlist, Error> {
        let count = u32::try_from(archive.len()).map_err(|_| too_large())?;
        let mut orders: Vec<(DateKey, u32)> =
            (0..count).map(|rank| (DateKey::NONE, rank)).collect();
        orders.par_iter_mut().for_each(|(date, rank)| *date = DateKey::of(&archive.get(*rank)));
        orders.par_sort_unstable();
        let mut layout = Layout::default();
        let chunk_of = |chunk: &[(DateKey, u32)]| {
            Chunk::new(chunk.par_iter().map(|(_, rank)| archive.get(*rank)).collect())
        };
        let mut chunks = orders.chunks(CHUNK);
        let mut ready = chunks.next().map(chunk_of);
        while let Some(chunk) = ready {
            // One chunk is numbered, which goes in order, while the next one is normalized.
            let (next, added) = rayon::join(|| chunks.next().map(chunk_of), || layout.add(&chunk));
            added?;
            ready = next;
        }
        let (spellings, counts) =
            by_sound(&std::mem::take(&mut layout.tokens), &layout.counts, &mut layout.of_names);
        let names = layout.named;
        let ((store, keys), vocabulary) =
            rayon::join(|| layout.build(&orders), || Vocabulary::new(&spellings));
        let births = Births::new(orders.into_iter().map(|(date, _)| date));
        let postings = Postings::new(&store, count, spellings.len(), keys.documents());
        let frequencies = TermFrequencies::new(&model, names, counts.into());
        Ok(Watchlist {
            model,
            archive,
            births,
            store,
            postings,
            vocabulary,
            frequencies,
            keys,
            workspaces: WorkspacePool::default(),
            memo: Memo::new(remembered(count as usize)),
            epoch: None,
            of_epoch: None,
            versions: None,
            weighed_by: OnceLock::new(),
        })
    }
}

/// Numbers the tokens anew, by their sounds: what is found for a token then lies close together in
/// all that is kept by tokens. Returns their spellings and their counts in that order.
fn by_sound(
    tokens: &[Box<str>],
    counts: &[u32],
    of_records: &mut [TokenRef],
) -> (Vec<Spelling>, Vec<u32>) {
    let spelled = (0_u32..).zip(tokens).collect::<Vec<_>>().into_par_iter();
    let mut spelled: Vec<(Spelling, u32)> =
        spelled.map(|(number, token)| (spelling(token), number)).collect();
    spelled.par_sort_by_cached_key(|(spelling, _)| spelling.by_sound());
    let mut numbers = vec![0; tokens.len()];
    for (new, (_, old)) in (0..).zip(&spelled) {
        numbers[*old as usize] = new;
    }
    let number = |token: &TokenRef| numbers[token.token() as usize];
    of_records.par_iter_mut().for_each(|token| *token = token.with_token(number(token)));
    spelled.into_iter().map(|(spelling, old)| (spelling, counts[old as usize])).unzip()
}

fn too_large() -> Error {
    Error::new(ErrorKind::TooLarge, "more than a list can number").expecting(
        "at most 2 billion records, tokens of names and documents, and 67 million distinct tokens",
    )
}

/// How many items rows can hold.
const MOST_ITEMS: usize = u32::MAX as usize;

/// Records with their names made comparable.
struct Chunk {
    records: Vec<Record>,
    names: Vec<Vec<(Option<AliasStrength>, Name)>>,
}

impl Chunk {
    fn new(records: Vec<Record>) -> Self {
        let names = |record: &Record| {
            record_names(record)
                .map(|(alias, name)| (alias, normalized(name, Name::clone)))
                .collect()
        };
        Chunk { names: records.par_iter().map(names).collect(), records }
    }
}

/// The list as it grows.
#[derive(Default)]
struct Layout {
    /// The names of each record, and the tokens of all.
    names: RowsBuilder<NameSpan>,
    of_names: Vec<TokenRef>,
    several_dates: RowsBuilder<DateKey>,
    countries: RowsBuilder<CountryKey>,
    documents: RowsBuilder<DocumentKey>,
    places: RowsBuilder<u32>,
    traits: Vec<Traits>,
    sexes: Vec<Option<Sex>>,
    sources: NumbersBuilder,
    categories: NumbersBuilder,
    any_nameless: bool,
    keys: KeysBuilder,
    numbers: FxHashMap<Box<str>, TokenId>,
    /// The distinct tokens, in the order of their numbers.
    tokens: Vec<Box<str>>,
    /// How many names hold each token.
    counts: Vec<u32>,
    /// How many names have any.
    named: u64,
}

impl Layout {
    fn add(&mut self, chunk: &Chunk) -> Result<(), Error> {
        for (record, names) in chunk.records.iter().zip(&chunk.names) {
            let mut spans = Vec::with_capacity(names.len());
            for (alias, name) in names {
                self.add_name(&mut spans, *alias, name);
            }
            self.any_nameless |= spans.iter().all(|span| span.tokens() == 0);
            self.names.push(spans);
            let (countries, documents, places) = self.keys.add(record);
            self.countries.push(countries);
            self.documents.push(documents);
            self.places.push(places);
            if let dates @ [_, _, ..] = record.birth_dates() {
                self.several_dates.push(dates.iter().map(|date| (*date).into()));
            }
            let traits = self.traits(record);
            self.traits.push(traits);
            self.sexes.push(record.sex());
        }
        // Half of what can be numbered leaves room for whatever one more chunk can hold.
        let sizes = [
            (self.of_names.len(), MOST_ITEMS),
            (self.names.items().len(), MOST_ITEMS),
            (self.documents.items().len(), MOST_ITEMS),
            (self.places.items().len(), MOST_ITEMS),
            (self.several_dates.items().len(), MOST_ITEMS),
            (self.countries.items().len(), CountryKey::MOST),
            (self.tokens.len(), TokenRef::MOST),
        ];
        if sizes.into_iter().any(|(size, most)| size > most / 2) {
            return Err(too_large());
        }
        Ok(())
    }

    fn add_name(&mut self, spans: &mut Vec<NameSpan>, alias: Option<AliasStrength>, name: &Name) {
        let start = self.of_names.len();
        let Layout { of_names, numbers, tokens, counts, .. } = self;
        push_name(spans, of_names, alias, name, |text| match numbers.get(text) {
            Some(number) => *number,
            None => {
                let number = tokens.len() as TokenId;
                tokens.push(text.into());
                counts.push(0);
                numbers.insert(text.into(), number);
                number
            }
        });
        self.named += u64::from(!name.is_empty());
        let of_name: &[TokenRef] = &of_names[start..];
        for (n, token) in of_name.iter().enumerate() {
            if of_name[..n].iter().all(|earlier| earlier.token() != token.token()) {
                counts[token.token() as usize] += 1;
            }
        }
    }

    fn traits(&mut self, record: &Record) -> Traits {
        let listing: &Listing = record.listing();
        Traits {
            source: listing.source().map_or(0, |source| self.sources.add(source)),
            category: listing.category().map_or(0, |category| self.categories.add(category)),
            valid_from: listing.valid_from().map_or(i32::MIN, |day| day.days()),
            valid_to: listing.valid_to().map_or(i32::MAX, |day| day.days()),
        }
    }

    /// The store, once tokens have their numbers, and the keys.
    fn build(self, orders: &[(DateKey, u32)]) -> (Store, Keys) {
        let mut cards = CardsBuilder::default();
        let mut tokens = &self.of_names[..];
        for ((number, sex), (date, _)) in (0..).zip(&self.sexes).zip(orders) {
            let spans = self.names.row(number);
            let count = spans.iter().map(|span| span.tokens()).sum();
            let (of_record, rest) = tokens.split_at(count);
            cards.push(*date, *sex, spans, of_record);
            tokens = rest;
        }
        let first_of_several = orders.partition_point(|(date, _)| *date < DateKey::SEVERAL);
        let store = Store {
            ranks: orders.iter().map(|(_, rank)| *rank).collect(),
            cards: cards.build(),
            several_dates: self.several_dates.build(),
            first_of_several: first_of_several as u32,
            countries: self.countries.build(),
            documents: self.documents.build(),
            places: self.places.build(),
            traits: self.traits.into(),
            sources: self.sources.build(),
            categories: self.categories.build(),
            any_nameless: self.any_nameless,
        };
        (store, self.keys.build())
    }
}

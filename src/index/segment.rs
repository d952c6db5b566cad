//! Segments of an index: each is built on one thread, and appended to the others in order.

use super::columns::RecordColumns;
use super::compact_records::CompactRecordsBuilder;
use super::listings::ListingFacts;
use crate::encoding::{
    DateKey, EncodedCountry, EncodedDocument, FieldInterner, FieldInternerBuilder, ListedDocument,
    NameSpan, NameToken, encode_name,
};
use crate::error::{Error, ErrorKind};
use crate::name::{Name, normalized, spelling};
use crate::record::{AliasStrength, Listing, Record, Sex};
use crate::spelling::Spelling;
use crate::storage::{InternerBuilder, JaggedArrayBuilder};
use crate::vocabulary::sort_key;
use rayon::prelude::*;

pub(super) fn too_large() -> Error {
    Error::new(ErrorKind::TooLarge, "the list has more of something than it can number").expecting(
        "at most 4 billion records, 2 billion tokens of names, documents and words of places, \
         500 million nationalities, and 67 million distinct tokens",
    )
}

/// How many items a jagged array can hold.
const MOST_ITEMS: usize = u32::MAX as usize;

/// Consecutive records in the order of their numbers. Tokens, documents, sources and so on are interned: each
/// is numbered from 1 by its first occurrence in the segment.
#[derive(Default)]
pub(super) struct IndexSegment {
    /// The names of each record.
    names: JaggedArrayBuilder<NameSpan>,
    /// The tokens of all names.
    name_tokens: Vec<NameToken>,
    several_dates: JaggedArrayBuilder<DateKey>,
    countries: JaggedArrayBuilder<EncodedCountry>,
    documents: JaggedArrayBuilder<ListedDocument>,
    places: JaggedArrayBuilder<u32>,
    listings: Vec<ListingFacts>,
    sexes: Vec<Option<Sex>>,
    sources: InternerBuilder,
    categories: InternerBuilder,
    any_nameless: bool,
    longest_name: u32,
    keys: FieldInternerBuilder,
    tokens: InternerBuilder,
    /// How many names have each token.
    counts: Vec<u32>,
    /// How many names have any token.
    names_with_tokens: u64,
}

impl IndexSegment {
    /// Adds a record.
    pub(super) fn add(&mut self, record: &Record) {
        let mut spans = Vec::with_capacity(1 + record.aliases().len());
        for (alias, name) in record.all_names() {
            normalized(name, |name| self.add_name(&mut spans, alias, name));
        }
        self.any_nameless |= spans.iter().all(|span| span.tokens() == 0);
        let longest = spans.iter().map(|span| span.tokens() as u32).max();
        self.longest_name = self.longest_name.max(longest.unwrap_or_default());
        self.names.push(spans);
        let (countries, documents, places) = self.keys.add(record);
        self.countries.push(countries);
        self.documents.push(documents.iter().map(EncodedDocument::listed));
        self.places.push(places);
        if record.known_birth_dates().nth(1).is_some() {
            self.several_dates.push(record.known_birth_dates().map(DateKey::from));
        }
        let listing = self.listing_facts(record);
        self.listings.push(listing);
        self.sexes.push(record.sex());
    }

    fn add_name(&mut self, spans: &mut Vec<NameSpan>, alias: Option<AliasStrength>, name: &Name) {
        let start = self.name_tokens.len();
        encode_name(spans, &mut self.name_tokens, alias, name, |text| self.tokens.add(text));
        self.names_with_tokens += u64::from(!name.is_empty());
        self.counts.resize(self.tokens.len(), 0);
        let of_name: &[NameToken] = &self.name_tokens[start..];
        for (n, token) in of_name.iter().enumerate() {
            if of_name[..n].iter().all(|earlier| earlier.token() != token.token()) {
                self.counts[token.token() as usize - 1] += 1;
            }
        }
    }

    /// Appends the records of another segment. The result is the same as if they had been added one by one.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] if the list has more of something than can be numbered.
    pub(super) fn append(&mut self, other: &IndexSegment) -> Result<(), Error> {
        let tokens = self.tokens.append(&other.tokens);
        self.counts.resize(self.tokens.len(), 0);
        for (token, count) in tokens[1..].iter().zip(&other.counts) {
            self.counts[*token as usize - 1] += count;
        }
        self.names.append(&other.names, |name| name);
        let renumbered = |token: &NameToken| token.with_token(tokens[token.token() as usize]);
        self.name_tokens.extend(other.name_tokens.iter().map(renumbered));
        let keys = self.keys.append(&other.keys);
        self.countries.append(&other.countries, |country| country);
        self.documents.append(&other.documents, |document| keys.document(document));
        let mut places = Vec::new();
        for record in 0..other.sexes.len() as u32 {
            places.extend(other.places.row(record).iter().map(|place| keys.place(*place)));
            places.sort_unstable();
            self.places.push(places.drain(..));
        }
        self.several_dates.append(&other.several_dates, |date| date);
        let sources = self.sources.append(&other.sources);
        let categories = self.categories.append(&other.categories);
        self.listings.extend(other.listings.iter().map(|listing| ListingFacts {
            source: sources[listing.source as usize],
            category: categories[listing.category as usize],
            ..*listing
        }));
        self.sexes.extend(&other.sexes);
        self.any_nameless |= other.any_nameless;
        self.longest_name = self.longest_name.max(other.longest_name);
        self.names_with_tokens += other.names_with_tokens;
        // Stops at half of what can be numbered, so that one more segment always fits.
        let sizes = [
            (self.name_tokens.len(), MOST_ITEMS),
            (self.names.items().len(), MOST_ITEMS),
            (self.documents.items().len(), MOST_ITEMS),
            (self.places.items().len(), MOST_ITEMS),
            (self.several_dates.items().len(), MOST_ITEMS),
            (self.countries.items().len(), MOST_ITEMS),
            (self.tokens.len(), NameToken::MAX_IDS),
        ];
        if sizes.into_iter().any(|(size, most)| size > most / 2) {
            return Err(too_large());
        }
        Ok(())
    }

    /// How many names have any token.
    pub(super) fn names_with_tokens(&self) -> u64 {
        self.names_with_tokens
    }

    fn listing_facts(&mut self, record: &Record) -> ListingFacts {
        let listing: &Listing = record.listing();
        ListingFacts {
            source: listing.source().map_or(0, |source| self.sources.add(source)),
            category: listing.category().map_or(0, |category| self.categories.add(category)),
            valid_from: listing.valid_from().map_or(i32::MIN, |day| day.days()),
            valid_to: listing.valid_to().map_or(i32::MAX, |day| day.days()),
        }
    }

    /// Renumbers the tokens from 0 in the order of their sounds, so that similar tokens are close together in
    /// every array by token. Returns their spellings and counts in that order.
    pub(super) fn number_tokens_by_sound(&mut self) -> (Vec<Spelling>, Vec<u32>) {
        let (tokens, counts) = (std::mem::take(&mut self.tokens), std::mem::take(&mut self.counts));
        let spelled = (1..=tokens.len() as u32).into_par_iter();
        let spelled = spelled.map(|number| {
            let spelling = spelling(tokens.text(number));
            (sort_key(&spelling), spelling, number)
        });
        let mut spelled: Vec<(u128, Spelling, u32)> = spelled.collect();
        spelled.par_sort_unstable_by(|(order, one, _), (orders, other, _)| {
            order.cmp(orders).then_with(|| one.sound_and_text().cmp(&other.sound_and_text()))
        });
        let mut numbers = vec![0; tokens.len() + 1];
        for (new, (_, _, old)) in (0..).zip(&spelled) {
            numbers[*old as usize] = new;
        }
        let name_tokens = self.name_tokens.par_iter_mut();
        name_tokens.for_each(|token| *token = token.with_token(numbers[token.token() as usize]));
        spelled.into_iter().map(|(_, spelling, old)| (spelling, counts[old as usize - 1])).unzip()
    }

    /// The columns and the interned keys, after [`IndexSegment::number_tokens_by_sound`].
    pub(super) fn build(self, order: &[(DateKey, u32)]) -> (RecordColumns, FieldInterner) {
        let mut compact = CompactRecordsBuilder::default();
        let mut tokens = &self.name_tokens[..];
        for ((number, sex), (date, _)) in (0..).zip(&self.sexes).zip(order) {
            let spans = self.names.row(number);
            let count = spans.iter().map(|span| span.tokens()).sum();
            let (of_record, rest) = tokens.split_at(count);
            compact.push(*date, *sex, spans, of_record);
            tokens = rest;
        }
        let keys = self.keys.build();
        let first_of_several = order.partition_point(|(date, _)| *date < DateKey::SEVERAL);
        let columns = RecordColumns {
            ranks: order.iter().map(|(_, rank)| *rank).collect(),
            compact: compact.build(),
            several_dates: self.several_dates.build(),
            first_of_several: first_of_several as u32,
            countries: self.countries.build_short(),
            documents: self.documents.build_short(),
            document_numbers: keys.document_numbers().clone(),
            places: self.places.build_short(),
            listings: self.listings.into_iter().collect(),
            sources: self.sources.build(),
            categories: self.categories.build(),
            any_nameless: self.any_nameless,
            longest_name: self.longest_name,
        };
        (columns, keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Document;

    fn record(n: u32) -> Record {
        let document = Document::new(format!("{}", 100_000 + n % 7)).unwrap();
        Record::new(n.to_string(), format!("Крымов Иван{} (Петров)", "а".repeat(n as usize % 5)))
            .with_alias(format!("Krymov {}", "b".repeat(1 + n as usize % 3)))
            .with_birth_date("1971".parse().unwrap())
            .with_sex(Sex::Male)
            .with_nationality(["ru", "KZ", "by"][n as usize % 3])
            .with_birth_place(["Tula Kazan", "Kazan", "Omsk Tula"][n as usize % 3])
            .with_document(document.with_kind(["passport", "inn"][n as usize % 2]))
            .with_listing(Listing::new().with_source(["one", "two"][n as usize % 2]))
    }

    #[test]
    fn appended_segments_equal_one_segment() {
        let mut one = IndexSegment::default();
        let mut appended = IndexSegment::default();
        for part in [0..3, 3..4, 4..4, 4..20] {
            let mut segment = IndexSegment::default();
            for n in part {
                segment.add(&record(19 - n));
                one.add(&record(19 - n));
            }
            appended.append(&segment).unwrap();
        }
        let (sounds, others) = (one.number_tokens_by_sound(), appended.number_tokens_by_sound());
        assert_eq!(sounds, others);
        assert_eq!(one.names_with_tokens(), appended.names_with_tokens());
        let date = DateKey::of(record(0).birth_dates());
        let order: Vec<(DateKey, u32)> = (0..20).map(|n| (date, n)).collect();
        let [one, appended] = [one, appended].map(|segment| segment.build(&order));
        for n in 0..20 {
            let [one, other] =
                [&one, &appended].map(|(columns, _)| format!("{:?}", columns.view(n)));
            assert_eq!(one, other);
        }
        assert_eq!(one.1.documents(), appended.1.documents());
    }
}

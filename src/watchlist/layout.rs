//! Records as a list holds them: laid out in parts, each on one thread, that are put behind each other.

use super::cards::CardsBuilder;
use super::{Store, Traits};
use crate::error::{Error, ErrorKind};
use crate::evidence::{
    DateKey, EncodedCountry, EncodedDocument, FieldInterner, FieldInternerBuilder, NameSpan,
    NameToken, encode_name, record_names,
};
use crate::name::{Name, normalized, spelling};
use crate::record::{AliasStrength, Listing, Record, Sex};
use crate::spelling::Spelling;
use crate::storage::{InternerBuilder, JaggedArrayBuilder};
use crate::vocabulary::sort_key;
use rayon::prelude::*;

pub(super) fn too_large() -> Error {
    Error::new(ErrorKind::TooLarge, "more than a list can number").expecting(
        "at most 4 billion records, 2 billion tokens of names, documents and words of places, \
         500 million nationalities, and 67 million distinct tokens",
    )
}

/// How many items rows can hold.
const MOST_ITEMS: usize = u32::MAX as usize;

/// Records in the order of their numbers, and what their tokens, documents, and so on are numbered as:
/// by their first place, each from 1.
#[derive(Default)]
pub(super) struct Layout {
    /// The names of each record, and the tokens of all.
    names: JaggedArrayBuilder<NameSpan>,
    of_names: Vec<NameToken>,
    several_dates: JaggedArrayBuilder<DateKey>,
    countries: JaggedArrayBuilder<EncodedCountry>,
    documents: JaggedArrayBuilder<EncodedDocument>,
    places: JaggedArrayBuilder<u32>,
    traits: Vec<Traits>,
    sexes: Vec<Option<Sex>>,
    sources: InternerBuilder,
    categories: InternerBuilder,
    any_nameless: bool,
    keys: FieldInternerBuilder,
    tokens: InternerBuilder,
    /// How many names hold each token.
    counts: Vec<u32>,
    /// How many names have any.
    named: u64,
}

impl Layout {
    /// Adds a record.
    pub(super) fn add(&mut self, record: &Record) {
        let mut spans = Vec::with_capacity(1 + record.aliases().len());
        for (alias, name) in record_names(record) {
            normalized(name, |name| self.add_name(&mut spans, alias, name));
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

    fn add_name(&mut self, spans: &mut Vec<NameSpan>, alias: Option<AliasStrength>, name: &Name) {
        let start = self.of_names.len();
        encode_name(spans, &mut self.of_names, alias, name, |text| self.tokens.add(text));
        self.named += u64::from(!name.is_empty());
        self.counts.resize(self.tokens.len(), 0);
        let of_name: &[NameToken] = &self.of_names[start..];
        for (n, token) in of_name.iter().enumerate() {
            if of_name[..n].iter().all(|earlier| earlier.token() != token.token()) {
                self.counts[token.token() as usize - 1] += 1;
            }
        }
    }

    /// Puts a part behind what there is. The numbers are the same as if its records had been added
    /// one by one.
    pub(super) fn append(&mut self, part: &Layout) -> Result<(), Error> {
        let tokens = self.tokens.append(&part.tokens);
        self.counts.resize(self.tokens.len(), 0);
        for (token, count) in tokens[1..].iter().zip(&part.counts) {
            self.counts[*token as usize - 1] += count;
        }
        self.names.append(&part.names, |name| name);
        let renumbered = |token: &NameToken| token.with_token(tokens[token.token() as usize]);
        self.of_names.extend(part.of_names.iter().map(renumbered));
        let keys = self.keys.append(&part.keys);
        self.countries.append(&part.countries, |country| keys.country(country));
        self.documents.append(&part.documents, |document| keys.document(document));
        let mut places = Vec::new();
        for record in 0..part.sexes.len() as u32 {
            places.extend(part.places.row(record).iter().map(|place| keys.place(*place)));
            places.sort_unstable();
            self.places.push(places.drain(..));
        }
        self.several_dates.append(&part.several_dates, |date| date);
        let sources = self.sources.append(&part.sources);
        let categories = self.categories.append(&part.categories);
        self.traits.extend(part.traits.iter().map(|traits| Traits {
            source: sources[traits.source as usize],
            category: categories[traits.category as usize],
            ..*traits
        }));
        self.sexes.extend(&part.sexes);
        self.any_nameless |= part.any_nameless;
        self.named += part.named;
        // Half of what can be numbered leaves room for whatever one more part can hold.
        let sizes = [
            (self.of_names.len(), MOST_ITEMS),
            (self.names.items().len(), MOST_ITEMS),
            (self.documents.items().len(), MOST_ITEMS),
            (self.places.items().len(), MOST_ITEMS),
            (self.several_dates.items().len(), MOST_ITEMS),
            (self.countries.items().len(), EncodedCountry::MOST),
            (self.tokens.len(), NameToken::MOST),
        ];
        if sizes.into_iter().any(|(size, most)| size > most / 2) {
            return Err(too_large());
        }
        Ok(())
    }

    /// How many names have any token.
    pub(super) fn named(&self) -> u64 {
        self.named
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

    /// Numbers the tokens anew, from 0 and by their sounds: what is found for a token then lies close
    /// together in all that is kept by tokens. Returns their spellings and their counts in that order.
    pub(super) fn by_sound(&mut self) -> (Vec<Spelling>, Vec<u32>) {
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
        let of_names = self.of_names.par_iter_mut();
        of_names.for_each(|token| *token = token.with_token(numbers[token.token() as usize]));
        spelled.into_iter().map(|(_, spelling, old)| (spelling, counts[old as usize - 1])).unzip()
    }

    /// The store, once tokens have their numbers, and the keys.
    pub(super) fn build(self, order: &[(DateKey, u32)]) -> (Store, FieldInterner) {
        let mut cards = CardsBuilder::default();
        let mut tokens = &self.of_names[..];
        for ((number, sex), (date, _)) in (0..).zip(&self.sexes).zip(order) {
            let spans = self.names.row(number);
            let count = spans.iter().map(|span| span.tokens()).sum();
            let (of_record, rest) = tokens.split_at(count);
            cards.push(*date, *sex, spans, of_record);
            tokens = rest;
        }
        let first_of_several = order.partition_point(|(date, _)| *date < DateKey::SEVERAL);
        let store = Store {
            ranks: order.iter().map(|(_, rank)| *rank).collect(),
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
    fn parts_behind_each_other_are_the_same_as_one() {
        let mut one = Layout::default();
        let mut of_parts = Layout::default();
        for part in [0..3, 3..4, 4..4, 4..20] {
            let mut layout = Layout::default();
            for n in part {
                layout.add(&record(19 - n));
                one.add(&record(19 - n));
            }
            of_parts.append(&layout).unwrap();
        }
        let (sounds, others) = (one.by_sound(), of_parts.by_sound());
        assert_eq!(sounds, others);
        assert_eq!(one.named(), of_parts.named());
        let date = DateKey::of(record(0).birth_dates());
        let order: Vec<(DateKey, u32)> = (0..20).map(|n| (date, n)).collect();
        let [one, of_parts] = [one, of_parts].map(|layout| layout.build(&order));
        for n in 0..20 {
            let [one, other] =
                [&one, &of_parts].map(|(store, _)| format!("{:?}", store.subject(n)));
            assert_eq!(one, other);
        }
        assert_eq!(one.1.documents(), of_parts.1.documents());
    }
}

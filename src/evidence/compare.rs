//! The comparison of a lone pair of records, without a list or an index. Slow and simple; the weights
//! come from the same function as those of a search.

use super::bits::Bits;
use super::item::Evidence;
use super::joins::TokenJoins;
use super::model::Model;
use super::names::ComparisonScratch;
use super::query::QueryView;
use super::rarity::Rarity;
use super::raw::RawEvidence;
use super::render::render;
use super::token_pairs::TokenPairs;
use super::weigh::weigh;
use crate::encoding::{EncodedRecord, FieldInternerBuilder, ListCounts, RecordView};
use crate::name::{NameRelation, are_other_names, is_syllabic_surname, spelling};
use crate::record::{PersonName, Record};
use crate::spelling::Spelling;
use crate::vocabulary::{Closeness, JoinableToken, closeness, join_closeness};
use rustc_hash::FxHashMap;

impl Model {
    /// Compares an incoming record with another record, without a list.
    ///
    /// It says how alike two records are, and not how telling that is: there are no term frequencies, so every
    /// token counts as one that nobody else has, 11.5 bits in the default model, less if it is short.
    /// [`Watchlist::compare`](crate::Watchlist::compare) uses the frequencies of its list and of people at
    /// large.
    ///
    /// The direction matters a little: the rarity is that of the tokens of `entry`, and a missing token
    /// may weigh differently by the side that lacks it.
    ///
    /// Cost: some tens of microseconds, most of them to normalize the names.
    ///
    /// ```
    /// use sverka::{Model, Record};
    ///
    /// let entry = Record::new("e", "Щербаков Александр Иванович");
    /// let listed = Record::new("w", "CHTCHERBAKOV Alexandre");
    /// let evidence = Model::default().compare(&entry, &listed);
    /// assert!(evidence.bits().as_f64() > 15.0);
    /// assert_eq!(evidence.bits(), evidence.items().iter().map(|item| item.bits()).sum());
    /// ```
    pub fn compare(&self, entry: &Record, record: &Record) -> Evidence {
        let rarity = |token: &Spelling| self.rarity_of_unseen(token.sound_count());
        compare(self, entry, record, None, rarity)
    }
}

/// Compares two names, without a list, by the default [`Model`]: how alike they are, item by item.
///
/// A whole record, a list with its frequencies, and other weights: [`Model::compare`],
/// [`Watchlist::compare`](crate::Watchlist::compare).
///
/// ```
/// use sverka::compare_names;
///
/// assert!(compare_names("Щербаков Александр", "CHTCHERBAKOV Alexandre").bits().as_f64() > 15.0);
/// assert!(compare_names("Щербаков Александр", "KRYMOV Piotr").bits().as_f64() < 0.0);
/// ```
pub fn compare_names(entry: impl Into<PersonName>, listed: impl Into<PersonName>) -> Evidence {
    Model::default().compare(&Record::new("", entry), &Record::new("", listed))
}

/// Compares a pair of records. `rarity` returns the rarity of a token; `list` counts how many records have
/// the birth dates and documents of `entry`.
pub(crate) fn compare(
    model: &Model,
    entry: &Record,
    record: &Record,
    list: Option<&dyn ListCounts>,
    rarity: impl Fn(&Spelling) -> Rarity,
) -> Evidence {
    compare_with(model, entry, record, list, rarity, |bits, raw, _| {
        let evidence = render(raw, entry, record);
        debug_assert_eq!(bits, evidence.bits());
        evidence
    })
}

/// The same, but `read` makes the result of the total, the raw evidence and the two encoded records.
pub(super) fn compare_with<T>(
    model: &Model,
    entry: &Record,
    record: &Record,
    list: Option<&dyn ListCounts>,
    rarity: impl Fn(&Spelling) -> Rarity,
    read: impl FnOnce(Bits, &RawEvidence, [&RecordView<'_>; 2]) -> T,
) -> T {
    let mut ids = FieldInternerBuilder::default();
    ids.add(record);
    let (mut query_tokens, mut record_tokens) =
        (LocalVocabulary::default(), LocalVocabulary::default());
    let mut encoded_query = EncodedRecord::new(entry, &ids, |token| query_tokens.id(token));
    if let Some(list) = list {
        encoded_query.set_holders_from(entry, list);
    }
    let encoded_record = EncodedRecord::new(record, &ids, |token| record_tokens.id(token));
    let query_rarity: Vec<Rarity> = query_tokens.spellings.iter().map(&rarity).collect();
    let record_rarity: Vec<Rarity> = record_tokens.spellings.iter().map(&rarity).collect();
    let pairs = LonePairs {
        model,
        query: &query_tokens.spellings,
        record: &record_tokens.spellings,
        record_rarity: &record_rarity,
    };
    let joins = find_joins(model, &encoded_query, &query_tokens, &encoded_record, &record_tokens);
    let query = QueryView { record: encoded_query.view(), rarity: &query_rarity, joins: &joins };
    let mut raw = RawEvidence::default();
    let mut scratch = ComparisonScratch::default();
    let record_view = encoded_record.view();
    let bits = weigh(model, &query, &record_view, &pairs, &mut scratch, Some(&mut raw));
    read(bits, &raw, [&query.record, &record_view])
}

/// The tokens of two records, by their ids.
struct LonePairs<'a> {
    model: &'a Model,
    query: &'a [Spelling],
    record: &'a [Spelling],
    record_rarity: &'a [Rarity],
}

impl TokenPairs for LonePairs<'_> {
    fn closeness(&self, query: u32, record: u32) -> Option<Closeness> {
        let costs = self.model.closeness_costs();
        closeness(costs, &self.query[query as usize], &self.record[record as usize])
    }

    fn record_rarity(&self, record: u32) -> Rarity {
        self.record_rarity[record as usize]
    }

    fn are_other_names(&self, query: u32, record: u32) -> bool {
        let (query, record) = (&self.query[query as usize], &self.record[record as usize]);
        are_other_names(query.concepts().iter().copied(), record.concepts().iter().copied())
    }

    fn relation(&self, query: u32, record: u32) -> NameRelation {
        let record = &self.record[record as usize];
        let readings = record.readings().iter().map(|reading| reading.sounds.bytes());
        NameRelation::of(&self.query[query as usize], record.concepts().iter().copied(), readings)
    }

    fn share_usual_reading(&self, query: u32, record: u32) -> bool {
        let (query, record) = (&self.query[query as usize], &self.record[record as usize]);
        query.usual_reading() == record.usual_reading()
    }

    fn is_syllabic_in_query(&self, query: u32) -> bool {
        is_syllabic_surname(self.query[query as usize].text())
    }

    fn is_syllabic_in_record(&self, record: u32) -> bool {
        is_syllabic_surname(self.record[record as usize].text())
    }
}

/// All words of one side that the other side writes as two.
fn find_joins(
    model: &Model,
    query: &EncodedRecord,
    query_tokens: &LocalVocabulary,
    record: &EncodedRecord,
    record_tokens: &LocalVocabulary,
) -> TokenJoins {
    let costs = model.closeness_costs();
    let [query_words, record_words] = [query_tokens, record_tokens].map(LocalVocabulary::joinable);
    let apart = record.view().adjacent_tokens().flat_map(|parts| {
        let words = parts.map(|part| &record_words[part as usize]);
        let wholes = (0..).zip(&query_words);
        wholes.filter_map(move |(whole, word)| {
            Some((whole, parts, join_closeness(costs, words, word)?))
        })
    });
    let together = query.view().adjacent_tokens().flat_map(|parts| {
        let words = parts.map(|part| &query_words[part as usize]);
        let wholes = (0..).zip(&record_words);
        wholes.filter_map(move |(whole, word)| {
            Some((parts, whole, join_closeness(costs, words, word)?))
        })
    });
    TokenJoins::new(apart.collect(), together.collect())
}

/// The distinct tokens of one record. Ids count from 0 in the order of their first occurrence.
#[derive(Debug, Default)]
struct LocalVocabulary {
    ids: FxHashMap<Box<str>, u32>,
    spellings: Vec<Spelling>,
}

impl LocalVocabulary {
    /// The tokens as they may be written together with others, by their ids.
    fn joinable(&self) -> Vec<JoinableToken> {
        self.spellings.iter().map(JoinableToken::new).collect()
    }

    /// The id of a token, a new one if it has none.
    fn id(&mut self, token: &str) -> u32 {
        if let Some(id) = self.ids.get(token) {
            return *id;
        }
        let id = self.spellings.len() as u32;
        self.ids.insert(token.into(), id);
        self.spellings.push(spelling(token));
        id
    }
}

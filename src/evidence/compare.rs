//! A lone pair of records, without a list and without an index: slow, obvious, and by the same
//! weighing as everything else.

use super::bits::Bits;
use super::findings::{QueryView, RawEvidence};
use super::item::Evidence;
use super::joins::{TokenJoins, make};
use super::keys::{FieldInterner, FieldInternerBuilder};
use super::model::Model;
use super::render::render;
use super::subject::EncodedRecord;
use super::weigh::{ComparisonScratch, weigh};
use crate::name::spelling;
use crate::record::Record;
use crate::spelling::Spelling;
use crate::vocabulary::closeness;
use rustc_hash::FxHashMap;

impl Model {
    /// Weighs an incoming record against another, item by item, with no list behind them: every
    /// token counts as one that no list has seen, which weighs 11.5 bits unless it is short.
    ///
    /// The direction matters a little: an extra token of the entry weighs more than one that it
    /// leaves out, and rarity is that of the entry's tokens.
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
        compare(self, entry, record, None, |spelling| self.rarity(0.0, 0, spelling.sound_count()))
    }
}

/// Compares a pair, with the rarity of the entry's tokens from elsewhere, and with how many records
/// of a list have its documents.
pub(crate) fn compare(
    model: &Model,
    entry: &Record,
    record: &Record,
    list: Option<&FieldInterner>,
    rarity: impl Fn(&Spelling) -> Bits,
) -> Evidence {
    let mut keys = FieldInternerBuilder::default();
    keys.add(record);
    let (mut entry_tokens, mut record_tokens) =
        (LocalVocabulary::default(), LocalVocabulary::default());
    let mut one = EncodedRecord::new(entry, &keys, |token| entry_tokens.number(token));
    list.into_iter().for_each(|list| one.set_holders_from(entry, list));
    let other = EncodedRecord::new(record, &keys, |token| record_tokens.number(token));
    let rarity: Vec<Bits> = entry_tokens.spellings.iter().map(rarity).collect();
    let close = |a: u32, b: u32| {
        let (a, b) = (&entry_tokens.spellings[a as usize], &record_tokens.spellings[b as usize]);
        closeness(model.closeness_costs(), a, b)
    };
    let mut findings = RawEvidence::default();
    let joins = joins(&one, &entry_tokens, &other, &record_tokens);
    let side = QueryView { record: one.view(), rarity: &rarity, joins: &joins };
    let bits = weigh(
        model,
        &side,
        &other.view(),
        &close,
        &mut ComparisonScratch::default(),
        Some(&mut findings),
    );
    let evidence = render(&findings, entry, record);
    debug_assert_eq!(bits, evidence.bits());
    evidence
}

/// What one side writes in one word and the other in two.
fn joins(
    entry: &EncodedRecord,
    ours: &LocalVocabulary,
    record: &EncodedRecord,
    theirs: &LocalVocabulary,
) -> TokenJoins {
    let mut joins = TokenJoins::default();
    for [a, b] in record.neighbours() {
        for (whole, _) in
            ours.numbered().filter(|(_, whole)| make([theirs.text(a), theirs.text(b)], whole))
        {
            joins.add_apart(whole, [a, b]);
        }
    }
    for [a, b] in entry.neighbours() {
        for (whole, _) in
            theirs.numbered().filter(|(_, whole)| make([ours.text(a), ours.text(b)], whole))
        {
            joins.add_together([a, b], whole);
        }
    }
    joins
}

/// Distinct tokens, numbered as they come.
#[derive(Debug, Default)]
struct LocalVocabulary {
    numbers: FxHashMap<Box<str>, u32>,
    spellings: Vec<Spelling>,
}

impl LocalVocabulary {
    fn text(&self, number: u32) -> &str {
        self.spellings[number as usize].text()
    }

    fn numbered(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..).zip(&self.spellings).map(|(number, spelling)| (number, spelling.text()))
    }

    fn number(&mut self, token: &str) -> u32 {
        if let Some(number) = self.numbers.get(token) {
            return *number;
        }
        let number = self.spellings.len() as u32;
        self.numbers.insert(token.into(), number);
        self.spellings.push(spelling(token));
        number
    }
}

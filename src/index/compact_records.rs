//! One compact record of 32 bytes for each record: its birth date, its sex, and the tokens of its names. It
//! is all that a search reads of most records that it visits.

use crate::encoding::{DateKey, NameSpan, NameToken, NameView, split_names};
use crate::error::Error;
use crate::limits::NAME_TOKENS;
use crate::record::Sex;
use crate::storage::{FlatArray, Section, all, ensure, stored};
use bytemuck::{Pod, Zeroable};
use std::ops::Range;

/// The compact records of all records, by number.
#[derive(Debug)]
pub(crate) struct CompactRecords {
    records: FlatArray<CompactRecord>,
    /// The tokens and name spans of records that have too many for a compact record.
    spilled_tokens: FlatArray<NameToken>,
    spilled_spans: FlatArray<NameSpan>,
}

/// Collects [`CompactRecords`] in the order of record numbers.
#[derive(Debug, Default)]
pub(super) struct CompactRecordsBuilder {
    records: Vec<CompactRecord>,
    spilled_tokens: Vec<NameToken>,
    spilled_spans: Vec<NameSpan>,
}

/// Tokens and names that fit into a compact record: more than most records have.
const INLINE_TOKENS: usize = 6;
const INLINE_NAMES: usize = 3;

/// Half a cache line, aligned so that none crosses two.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C, align(32))]
struct CompactRecord {
    date: DateKey,
    /// The tokens of all names in order; of a spilled record, the ranges of its tokens and
    /// of its spans.
    words: [u32; INLINE_TOKENS],
    /// The names; unused in a spilled record.
    spans: [NameSpan; INLINE_NAMES],
    header: CompactHeader,
}

/// The sex in the lowest two bits, then the number of inline names in two and of inline tokens in four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
struct CompactHeader(u8);

const SEXES: [Sex; 3] = [Sex::Female, Sex::Male, Sex::Unspecified];

impl CompactHeader {
    /// `inline` is the number of tokens and of names, `None` for a spilled record. A record always has a
    /// name, so no names marks a spilled one.
    fn new(sex: Option<Sex>, inline: Option<(usize, usize)>) -> Self {
        let sex = sex.and_then(|sex| SEXES.iter().position(|other| *other == sex));
        let (tokens, names) = inline.unwrap_or_default();
        CompactHeader((sex.map_or(0, |at| at + 1) | names << 2 | tokens << 4) as u8)
    }

    fn sex(self) -> Option<Sex> {
        usize::from(self.0 & 3).checked_sub(1).and_then(|at| SEXES.get(at)).copied()
    }

    fn names(self) -> usize {
        usize::from(self.0 >> 2 & 3)
    }

    fn tokens(self) -> usize {
        usize::from(self.0 >> 4)
    }
}

impl CompactRecord {
    /// The tokens and names; `None` for a spilled record.
    fn inline(&self) -> Option<(&[NameToken], &[NameSpan])> {
        let (tokens, names) = (self.header.tokens(), self.header.names());
        let words = || (bytemuck::cast_slice(&self.words[..tokens]), &self.spans[..names]);
        (names > 0).then(words)
    }

    /// The ranges of the tokens and the spans of a spilled record.
    fn spilled(&self) -> [Range<usize>; 2] {
        let [start, end, first, last, ..] = self.words.map(|word| word as usize);
        [start..end, first..last]
    }
}

fn token_count(spans: &[NameSpan]) -> usize {
    spans.iter().map(|span| span.tokens()).sum()
}

impl CompactRecordsBuilder {
    /// Adds the next record, with the tokens of all its names.
    pub(super) fn push(
        &mut self,
        date: DateKey,
        sex: Option<Sex>,
        spans: &[NameSpan],
        tokens: &[NameToken],
    ) {
        let fits = tokens.len() <= INLINE_TOKENS && spans.len() <= INLINE_NAMES;
        let mut record = CompactRecord {
            date,
            words: [0; INLINE_TOKENS],
            spans: [NameSpan::new(0, None, false); INLINE_NAMES],
            header: CompactHeader::new(sex, fits.then_some((tokens.len(), spans.len()))),
        };
        let marked = (0..).zip(tokens).map(|(n, token)| {
            let is_repeated = tokens[..n].iter().any(|other| other.token() == token.token());
            if is_repeated { token.repeated() } else { *token }
        });
        if fits {
            let words: &mut [NameToken] = bytemuck::cast_slice_mut(&mut record.words);
            words.iter_mut().zip(marked).for_each(|(word, token)| *word = token);
            record.spans[..spans.len()].copy_from_slice(spans);
        } else {
            let starts = [self.spilled_tokens.len(), self.spilled_spans.len()];
            self.spilled_tokens.extend(marked);
            self.spilled_spans.extend_from_slice(spans);
            let ends = [self.spilled_tokens.len(), self.spilled_spans.len()];
            let ranges = [starts[0], ends[0], starts[1], ends[1]];
            record.words[..4].copy_from_slice(&ranges.map(|at| at as u32));
        }
        self.records.push(record);
    }

    pub(super) fn build(self) -> CompactRecords {
        let CompactRecordsBuilder { records, spilled_tokens, spilled_spans } = self;
        CompactRecords {
            records: records.into(),
            spilled_tokens: spilled_tokens.into(),
            spilled_spans: spilled_spans.into(),
        }
    }
}

impl CompactRecords {
    /// The birth date of a record, or the key for none or several.
    pub(crate) fn date(&self, record: u32) -> &DateKey {
        &self.records[record as usize].date
    }

    /// The sex of a record.
    pub(crate) fn sex(&self, record: u32) -> Option<Sex> {
        self.records[record as usize].header.sex()
    }

    /// The tokens of all names of a record, in order.
    pub(crate) fn tokens(&self, record: u32) -> &[NameToken] {
        let record = &self.records[record as usize];
        match record.inline() {
            Some((tokens, _)) => tokens,
            None => &self.spilled_tokens[record.spilled()[0].clone()],
        }
    }

    /// The distinct tokens of all names of a record.
    pub(crate) fn distinct(&self, record: u32) -> impl Iterator<Item = u32> + Clone {
        let distinct = self.tokens(record).iter().filter(|token| !token.is_repeated());
        distinct.map(NameToken::token)
    }

    /// The names of a record.
    pub(crate) fn names(&self, record: u32) -> impl Iterator<Item = NameView<'_>> + Clone {
        split_names(self.spans(record), self.tokens(record))
    }

    /// How the tokens of a record are divided into names.
    pub(super) fn spans(&self, record: u32) -> &[NameSpan] {
        let record = &self.records[record as usize];
        match record.inline() {
            Some((_, names)) => names,
            None => &self.spilled_spans[record.spilled()[1].clone()],
        }
    }
}

stored! {
    CompactRecords {
        records: Records,
        spilled_tokens: SpilledTokens,
        spilled_spans: SpilledSpans,
    }
}

impl CompactRecords {
    /// Checks what was opened from a file: that many records, of tokens below `tokens`.
    pub(super) fn check(&self, count: usize, tokens: usize) -> Result<(), Error> {
        let CompactRecords { records, spilled_tokens, spilled_spans } = self;
        let is_token = |token: &NameToken| (token.token() as usize) < tokens;
        let is_name = |span: &NameSpan| span.tokens() <= NAME_TOKENS;
        let is_valid = |record: &CompactRecord| match record.header {
            header if header.tokens() > INLINE_TOKENS => false,
            _ => match record.inline() {
                Some((tokens, names)) => {
                    token_count(names) == tokens.len() && all(tokens, is_token)
                }
                None => {
                    let [tokens, names] = record.spilled();
                    let count = spilled_spans.get(names).map(token_count);
                    count.is_some() && spilled_tokens.get(tokens).map(<[NameToken]>::len) == count
                }
            },
        };
        ensure(Section::SpilledTokens, all(spilled_tokens, is_token))?;
        ensure(Section::SpilledSpans, all(spilled_spans, is_name))?;
        ensure(Section::Compact, records.len() == count && all(records, is_valid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Role;

    #[test]
    fn inline_and_spilled_records_read_back() {
        let token = |token| NameToken::new(token, Role::Unknown, false);
        let of = |record: u32| {
            let tokens: Vec<NameToken> = (0..record % 9).chain(0..record % 4).map(token).collect();
            let spans = match record % 5 {
                0 => vec![NameSpan::new(tokens.len(), None, false)],
                names => {
                    let mut spans = vec![NameSpan::new(0, None, false); names as usize];
                    spans.push(NameSpan::new(tokens.len(), None, false));
                    spans
                }
            };
            let date = [DateKey::NONE, DateKey::SEVERAL][record as usize % 2];
            (
                date,
                [None, Some(Sex::Female), Some(Sex::Unspecified)][record as usize % 3],
                spans,
                tokens,
            )
        };
        let mut records = CompactRecordsBuilder::default();
        for record in 0..200 {
            let (date, sex, spans, tokens) = of(record);
            records.push(date, sex, &spans, &tokens);
        }
        let records = records.build();
        for record in 0..200 {
            let (date, sex, spans, tokens) = of(record);
            assert_eq!((*records.date(record), records.sex(record)), (date, sex));
            assert_eq!(records.spans(record), spans);
            let numbers =
                |tokens: &[NameToken]| tokens.iter().map(NameToken::token).collect::<Vec<_>>();
            assert_eq!(numbers(records.tokens(record)), numbers(&tokens));
            let mut distinct = numbers(&tokens);
            distinct.sort_unstable();
            distinct.dedup();
            let mut found: Vec<u32> = records.distinct(record).collect();
            found.sort_unstable();
            assert_eq!(found, distinct);
        }
    }
}

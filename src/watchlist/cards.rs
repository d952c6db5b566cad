//! A card for each record: what a search reads of every record that it meets, and what is compared of its
//! names, in one place in memory.

use crate::evidence::{DateKey, NameSpan, NameToken};
use crate::record::Sex;
use crate::storage::FlatArray;
use bytemuck::{Pod, Zeroable};
use std::ops::Range;

/// The cards of all records, by number.
#[derive(Debug)]
pub(crate) struct Cards {
    cards: FlatArray<Card>,
    /// The tokens and the names of records that have too many for a card.
    tokens: FlatArray<NameToken>,
    spans: FlatArray<NameSpan>,
}

/// Cards as they are written.
#[derive(Debug, Default)]
pub(super) struct CardsBuilder {
    cards: Vec<Card>,
    tokens: Vec<NameToken>,
    spans: Vec<NameSpan>,
}

/// Tokens on a card, and names.
const TOKENS: usize = 6;
const NAMES: usize = 3;

/// Half of a cache line, so that no card lies in two.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C, align(32))]
struct Card {
    date: DateKey,
    /// The tokens of all names, in their order; where there are too many of either, where those lie.
    words: [u32; TOKENS],
    /// The names that it has itself.
    spans: [NameSpan; NAMES],
    shape: Shape,
}

/// How many tokens and names a card has itself, and the sex of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
struct Shape(u8);

const SEXES: [Sex; 3] = [Sex::Female, Sex::Male, Sex::Unspecified];

impl Shape {
    /// `None` where tokens and names lie elsewhere: every record has a name.
    fn new(sex: Option<Sex>, tokens_and_names: Option<(usize, usize)>) -> Self {
        let sex = sex.and_then(|sex| SEXES.iter().position(|other| *other == sex));
        let (tokens, names) = tokens_and_names.unwrap_or_default();
        Shape((sex.map_or(0, |at| at + 1) | names << 2 | tokens << 4) as u8)
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

impl Card {
    /// Its tokens and its names; `None` where they lie elsewhere.
    fn itself(&self) -> Option<(&[NameToken], &[NameSpan])> {
        let (tokens, names) = (self.shape.tokens(), self.shape.names());
        let words = || (bytemuck::cast_slice(&self.words[..tokens]), &self.spans[..names]);
        (names > 0).then(words)
    }

    /// Where they lie then.
    fn elsewhere(&self) -> [Range<usize>; 2] {
        let [start, end, first, last, ..] = self.words.map(|word| word as usize);
        [start..end, first..last]
    }
}

fn count(spans: &[NameSpan]) -> usize {
    spans.iter().map(|span| span.tokens()).sum()
}

impl CardsBuilder {
    /// Adds the next record, with the tokens of all its names.
    pub(super) fn push(
        &mut self,
        date: DateKey,
        sex: Option<Sex>,
        spans: &[NameSpan],
        tokens: &[NameToken],
    ) {
        let has_room = tokens.len() <= TOKENS && spans.len() <= NAMES;
        let mut card = Card {
            date,
            words: [0; TOKENS],
            spans: [NameSpan::new(0, None); NAMES],
            shape: Shape::new(sex, has_room.then_some((tokens.len(), spans.len()))),
        };
        let marked = (0..).zip(tokens).map(|(n, token)| {
            let stands_before = tokens[..n].iter().any(|other| other.token() == token.token());
            if stands_before { token.repeated() } else { *token }
        });
        if has_room {
            let words: &mut [NameToken] = bytemuck::cast_slice_mut(&mut card.words);
            words.iter_mut().zip(marked).for_each(|(word, token)| *word = token);
            card.spans[..spans.len()].copy_from_slice(spans);
        } else {
            let starts = [self.tokens.len(), self.spans.len()];
            self.tokens.extend(marked);
            self.spans.extend_from_slice(spans);
            let places = [starts[0], self.tokens.len(), starts[1], self.spans.len()];
            card.words[..4].copy_from_slice(&places.map(|place| place as u32));
        }
        self.cards.push(card);
    }

    pub(super) fn build(self) -> Cards {
        let CardsBuilder { cards, tokens, spans } = self;
        Cards { cards: cards.into(), tokens: tokens.into(), spans: spans.into() }
    }
}

impl Cards {
    /// The birth date of a record, or what stands for none or several.
    pub(crate) fn date(&self, record: u32) -> &DateKey {
        &self.cards[record as usize].date
    }

    /// The sex of a record.
    pub(crate) fn sex(&self, record: u32) -> Option<Sex> {
        self.cards[record as usize].shape.sex()
    }

    /// The tokens of all names of a record, in their order.
    pub(crate) fn tokens(&self, record: u32) -> &[NameToken] {
        let card = &self.cards[record as usize];
        match card.itself() {
            Some((tokens, _)) => tokens,
            None => &self.tokens[card.elsewhere()[0].clone()],
        }
    }

    /// The distinct tokens of all names of a record, by number.
    pub(crate) fn distinct(&self, record: u32) -> impl Iterator<Item = u32> + Clone {
        let distinct = self.tokens(record).iter().filter(|token| !token.is_repeated());
        distinct.map(NameToken::token)
    }

    /// What divides a record's tokens into names.
    pub(super) fn spans(&self, record: u32) -> &[NameSpan] {
        let card = &self.cards[record as usize];
        match card.itself() {
            Some((_, names)) => names,
            None => &self.spans[card.elsewhere()[1].clone()],
        }
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{SnapshotReader, SnapshotWriter, all, ensure};
    use crate::text::MAX_TOKENS;

    impl Cards {
        pub(in crate::watchlist) fn save<'a>(&'a self, to: &mut SnapshotWriter<'a>) {
            to.put("cards", &self.cards);
            to.put("cards.tokens", &self.tokens);
            to.put("cards.names", &self.spans);
        }

        pub(in crate::watchlist) fn open(
            from: &SnapshotReader,
            records: usize,
            tokens: usize,
        ) -> Result<Self, Error> {
            let cards: FlatArray<Card> = from.take("cards")?;
            let of_many: FlatArray<NameToken> = from.take("cards.tokens")?;
            let spans: FlatArray<NameSpan> = from.take("cards.names")?;
            let is_token = |token: &NameToken| (token.token() as usize) < tokens;
            let is_name = |span: &NameSpan| span.tokens() <= MAX_TOKENS;
            let is_sound = |card: &Card| match card.shape {
                shape if shape.tokens() > TOKENS => false,
                _ => match card.itself() {
                    Some((tokens, names)) => count(names) == tokens.len() && all(tokens, is_token),
                    None => {
                        let [words, names] = card.elsewhere();
                        let names = spans.get(names).map(count);
                        names.is_some() && of_many.get(words).map(<[NameToken]>::len) == names
                    }
                },
            };
            ensure("cards.tokens", all(&of_many, is_token))?;
            ensure("cards.names", all(&spans, is_name))?;
            ensure("cards", cards.len() == records && all(&cards, is_sound))?;
            Ok(Cards { cards, tokens: of_many, spans })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Role;

    #[test]
    fn few_names_and_many_come_back() {
        let token = |token| NameToken::new(token, Role::Unknown, false);
        let of = |record: u32| {
            let tokens: Vec<NameToken> = (0..record % 9).chain(0..record % 4).map(token).collect();
            let spans = match record % 5 {
                0 => vec![NameSpan::new(tokens.len(), None)],
                names => {
                    let mut spans = vec![NameSpan::new(0, None); names as usize];
                    spans.push(NameSpan::new(tokens.len(), None));
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
        let mut cards = CardsBuilder::default();
        for record in 0..200 {
            let (date, sex, spans, tokens) = of(record);
            cards.push(date, sex, &spans, &tokens);
        }
        let cards = cards.build();
        for record in 0..200 {
            let (date, sex, spans, tokens) = of(record);
            assert_eq!((*cards.date(record), cards.sex(record)), (date, sex));
            assert_eq!(cards.spans(record), spans);
            let numbers =
                |tokens: &[NameToken]| tokens.iter().map(NameToken::token).collect::<Vec<_>>();
            assert_eq!(numbers(cards.tokens(record)), numbers(&tokens));
            let mut distinct = numbers(&tokens);
            distinct.sort_unstable();
            distinct.dedup();
            let mut found: Vec<u32> = cards.distinct(record).collect();
            found.sort_unstable();
            assert_eq!(found, distinct);
        }
    }
}

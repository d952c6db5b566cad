//! A card for each record: what a search reads of every record that it meets, in one place in memory.

use crate::evidence::{Facts, TokenRef};
use crate::storage::Flat;
use bytemuck::{Pod, Zeroable};

/// The cards of all records, by number.
#[derive(Debug)]
pub(crate) struct Cards {
    cards: Flat<Card>,
    /// The tokens of records that have too many for a card.
    many: Flat<u32>,
}

/// Cards as they are written.
#[derive(Debug, Default)]
pub(super) struct CardsBuilder {
    cards: Vec<Card>,
    many: Vec<u32>,
}

/// Tokens on a card.
const TOKENS: usize = 7;

/// Half of a cache line, so that no card lies in two.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C, align(32))]
struct Card {
    facts: Facts,
    /// The distinct tokens of all names, and [`NONE`] after them; where there are more, [`MANY`],
    /// and where those begin and end.
    tokens: [u32; TOKENS],
}

const NONE: u32 = u32::MAX;
const MANY: u32 = u32::MAX - 1;

impl CardsBuilder {
    /// Adds the next record, with the tokens of all its names.
    pub(super) fn push(&mut self, facts: Facts, tokens: &[TokenRef]) {
        let mut distinct = tokens.iter().enumerate().filter_map(|(n, one)| {
            let is_new = tokens[..n].iter().all(|earlier| earlier.token != one.token);
            is_new.then_some(one.token)
        });
        let mut card = Card { facts, tokens: [NONE; TOKENS] };
        for (place, token) in card.tokens.iter_mut().zip(distinct.by_ref()) {
            *place = token;
        }
        if let Some(next) = distinct.next() {
            let start = self.many.len() as u32;
            self.many.extend(card.tokens);
            self.many.push(next);
            self.many.extend(distinct);
            card.tokens[..3].copy_from_slice(&[MANY, start, self.many.len() as u32]);
        }
        self.cards.push(card);
    }

    pub(super) fn build(self) -> Cards {
        Cards { cards: self.cards.into(), many: self.many.into() }
    }
}

impl Cards {
    /// Birth date and sex of a record.
    pub(crate) fn facts(&self, record: u32) -> Facts {
        self.cards[record as usize].facts
    }

    /// The distinct tokens of all names of a record.
    pub(crate) fn tokens(&self, record: u32) -> &[u32] {
        let tokens = &self.cards[record as usize].tokens;
        match tokens {
            [MANY, start, end, ..] => &self.many[*start as usize..*end as usize],
            _ => &tokens[..tokens.iter().position(|token| *token == NONE).unwrap_or(TOKENS)],
        }
    }
}

#[cfg(feature = "snapshot")]
mod stored {
    use super::*;
    use crate::error::Error;
    use crate::storage::{Parts, Sections, all, ensure};

    impl Cards {
        pub(in crate::watchlist) fn save<'a>(&'a self, to: &mut Sections<'a>) {
            to.put("cards", &self.cards);
            to.put("cards.many", &self.many);
        }

        pub(in crate::watchlist) fn open(
            from: &Parts,
            records: usize,
            tokens: usize,
        ) -> Result<Self, Error> {
            let (cards, many) = (from.take::<Card>("cards")?, from.take::<u32>("cards.many")?);
            let is_token = |token: &u32| (*token as usize) < tokens;
            let is_sound = |card: &Card| match card.tokens {
                [MANY, start, end, ..] => start <= end && end as usize <= many.len(),
                tokens => all(&tokens, |token| is_token(token) | (*token == NONE)),
            };
            let is_sound = |card: &Card| card.facts.are_sound() & is_sound(card);
            ensure("cards", cards.len() == records && all(&cards, is_sound))?;
            ensure("cards.many", all(&many, is_token))?;
            Ok(Cards { cards, many })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Role;

    #[test]
    fn few_tokens_and_many_come_back_each_once() {
        let token = |token| TokenRef::new(token, Role::Unknown, false);
        let mut cards = CardsBuilder::default();
        for length in 0..20 {
            let tokens: Vec<TokenRef> = (0..length).chain(0..length).map(token).collect();
            cards.push(Facts::default(), &tokens);
        }
        let cards = cards.build();
        for length in 0..20 {
            assert_eq!(cards.tokens(length), (0..length).collect::<Vec<u32>>());
        }
    }
}

//! Two names against each other: every token in exactly one item, agreed, contradicted or alone.
//!
//! First the tokens that agree are put together, one to one, with the most bits in all. What is left
//! over on both sides stands against each other: names contradict names, a patronymic a patronymic.
//! What is left over on one side only was left out by the other. Particles agree with particles, and
//! contradict nothing.

use super::agreements::TokenMatching;
use super::bits::Bits;
use super::findings::{QueryView, RawEvidence};
use super::item::{Field, Level};
use super::model::Model;
use super::subject::RecordView;
use super::token::{NameToken, NameView};
use crate::name::Role;
use crate::record::AliasStrength;
use crate::vocabulary::{Closeness, ClosenessKind};

/// Working space for comparing names.
#[derive(Debug, Default)]
pub(super) struct NameScratch {
    agreements: TokenMatching,
    /// How each token of the entry stands.
    standings: Vec<TokenAlignment>,
}

/// How a token of the entry stands to the record's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenAlignment {
    /// With this token of the record.
    Agreed(usize),
    /// With this token of the record and the next, in one word for two.
    InOneWord(usize),
    /// The token and the next with this one of the record, in two words for one.
    InTwoWords(usize),
    /// The second of two words.
    SecondWord,
    /// By this token of the record.
    Contradicted(usize),
    Alone,
}

/// The names of two subjects.
pub(super) struct NameComparison<'a, F> {
    pub(super) model: &'a Model,
    pub(super) entry: &'a QueryView<'a>,
    pub(super) record: &'a RecordView<'a>,
    pub(super) close: &'a F,
    /// Whether something else shows that the two are no relatives.
    pub(super) one_person: bool,
}

impl<F: Fn(u32, u32) -> Option<Closeness>> NameComparison<'_, F> {
    /// Weighs the best pair of names. No bits where a side has no name.
    pub(super) fn weigh(
        &self,
        scratch: &mut NameScratch,
        findings: Option<&mut RawEvidence>,
    ) -> Bits {
        let mut best: Option<(Bits, [usize; 2], [NameView<'_>; 2])> = None;
        for (n, one) in self.entry.record.names().enumerate() {
            for (m, other) in self.record.names().enumerate() {
                if one.tokens.is_empty() || other.tokens.is_empty() {
                    continue;
                }
                let aliases = [one.alias, other.alias].into_iter().flatten();
                let bits = self.pair(&one, &other).weigh(scratch).total()
                    + aliases.map(|strength| self.model.alias(strength)).sum();
                if best.is_none_or(|(most, ..)| bits > most) {
                    best = Some((bits, [n, m], [one, other]));
                }
            }
        }
        let Some((bits, [n, m], [one, other])) = best else { return Bits::ZERO };
        if let Some(findings) = findings {
            (findings.entry_name, findings.record_name) = (n, m);
            self.pair(&one, &other).report(scratch, findings);
            for (alias, is_entry) in [(one.alias, true), (other.alias, false)] {
                let Some(strength) = alias else { continue };
                let level = match strength {
                    AliasStrength::Strong => Level::Alias,
                    AliasStrength::Weak => Level::WeakAlias,
                };
                findings.standing(level, self.model.alias(strength), is_entry);
            }
        }
        bits
    }

    fn pair<'a>(&'a self, one: &NameView<'a>, other: &NameView<'a>) -> NamePair<'a, F> {
        NamePair { names: self, entry: one.tokens, record: other.tokens }
    }
}

struct NamePair<'a, F> {
    names: &'a NameComparison<'a, F>,
    entry: &'a [NameToken],
    record: &'a [NameToken],
}

/// What two names weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NamePairBits {
    /// Of their tokens, each by itself.
    tokens: Bits,
    /// What is taken off because the rest may agree as the names of relatives do; at most 0.
    relative: Bits,
}

impl NamePairBits {
    fn total(self) -> Bits {
        self.tokens + self.relative
    }
}

impl<F: Fn(u32, u32) -> Option<Closeness>> NamePair<'_, F> {
    fn model(&self) -> &Model {
        self.names.model
    }

    /// Puts the tokens of the names against each other, and returns what that weighs.
    fn weigh(&self, scratch: &mut NameScratch) -> NamePairBits {
        let NameScratch { agreements, standings } = scratch;
        let (of_entry, of_record) = (TokenGroups::of(self.entry), TokenGroups::of(self.record));
        // Where both names have a patronymic, a father's name is no given name: Artur Viktorovich
        // is not Viktor Arturovich.
        let fathers_apart = !of_entry.fathers.is_empty() && !of_record.fathers.is_empty();
        agreements.begin(self.entry.len(), self.record.len());
        for (one, entry) in self.entry.iter().enumerate() {
            for (other, record) in self.record.iter().enumerate() {
                if fathers_apart && is_patronymic(entry) != is_patronymic(record) {
                    continue;
                }
                if let Some(bits) = self.agreement(entry, record) {
                    let gain = bits - self.model().token_contradiction(is_patronymic(entry));
                    agreements.offer(
                        one,
                        other,
                        gain,
                        is_patronymic(entry) == is_patronymic(record),
                    );
                }
            }
        }
        standings.clear();
        standings.resize(self.entry.len(), TokenAlignment::Alone);
        let (mut entry_left, mut record_left) =
            (PositionSet::all(self.entry), PositionSet::all(self.record));
        let mut bits = Bits::ZERO;
        agreements.choose(|one, other| {
            standings[one] = TokenAlignment::Agreed(other);
            entry_left.remove(one);
            record_left.remove(other);
            bits += self.agreement(&self.entry[one], &self.record[other]).unwrap_or_default();
        });
        if !self.names.entry.joins.is_empty() {
            bits += self.join(standings, &mut entry_left, &mut record_left);
        }
        let mut contradicted = false;
        // An initial is left over rather than a name.
        for (entry_kind, record_kind) in [
            (of_entry.whole_fathers, of_record.whole_fathers),
            (of_entry.fathers, of_record.fathers),
            (of_entry.names, of_record.names),
            (of_entry.names, of_record.initials),
            (of_entry.initials, of_record.names),
            (of_entry.initials, of_record.initials),
        ] {
            let pairs =
                entry_left.and(entry_kind).places().zip(record_left.and(record_kind).places());
            for (one, other) in pairs {
                standings[one] = TokenAlignment::Contradicted(other);
                entry_left.remove(one);
                record_left.remove(other);
                let (weight, whole) = self.contradiction(one, other);
                bits += weight;
                contradicted |= whole;
            }
        }
        let left =
            entry_left.places().map(|one| unmatched_query_token(self.model(), &self.entry[one]));
        bits += left.sum();
        let left = record_left
            .places()
            .map(|other| unmatched_record_token(self.model(), &self.record[other]));
        bits += left.sum();
        let relative = match contradicted && !self.names.one_person {
            true => self.model().relative(bits),
            false => Bits::ZERO,
        };
        NamePairBits { tokens: bits, relative }
    }

    /// Finds what is left over because it is one word here and two words there.
    fn join(
        &self,
        standings: &mut [TokenAlignment],
        entry_left: &mut PositionSet,
        record_left: &mut PositionSet,
    ) -> Bits {
        let joins = self.names.entry.joins;
        let mut bits = Bits::ZERO;
        for (whole, parts) in joins.apart() {
            let at = |one: usize| self.entry[one].token() == *whole && entry_left.has(one);
            let Some(one) = (0..self.entry.len()).find(|one| at(*one)) else { continue };
            let Some(two) = neighbours(self.record, *record_left, *parts) else { continue };
            standings[one] = TokenAlignment::InOneWord(two);
            entry_left.remove(one);
            record_left.remove(two);
            record_left.remove(two + 1);
            bits += self.one_word(one);
        }
        for (parts, whole) in joins.together() {
            let at = |one: usize| self.record[one].token() == *whole && record_left.has(one);
            let Some(one) = (0..self.record.len()).find(|one| at(*one)) else { continue };
            let Some(two) = neighbours(self.entry, *entry_left, *parts) else { continue };
            standings[two] = TokenAlignment::InTwoWords(one);
            standings[two + 1] = TokenAlignment::SecondWord;
            record_left.remove(one);
            entry_left.remove(two);
            entry_left.remove(two + 1);
            bits += self.two_words(two);
        }
        bits
    }

    /// What a token of the entry weighs that the record has in two words.
    fn one_word(&self, one: usize) -> Bits {
        self.names.entry.rarity[self.entry[one].token() as usize] - self.model().joined()
    }

    /// What a token of the entry and the next weigh that the record has in one word.
    fn two_words(&self, one: usize) -> Bits {
        self.one_word(one) + self.names.entry.rarity[self.entry[one + 1].token() as usize]
    }

    /// What two tokens weigh that contradict each other, and whether both are whole names.
    fn contradiction(&self, one: usize, other: usize) -> (Bits, bool) {
        let (entry, record) = (&self.entry[one], &self.record[other]);
        match entry.is_initial() || record.is_initial() {
            true => (self.model().initial_contradiction(), false),
            false => (self.model().token_contradiction(is_patronymic(entry)), true),
        }
    }

    /// What two tokens weigh that agree; `None` where they do not.
    fn agreement(&self, entry: &NameToken, record: &NameToken) -> Option<Bits> {
        if (entry.role() == Role::Particle) != (record.role() == Role::Particle) {
            return None;
        }
        let closeness = (self.names.close)(entry.token(), record.token())?;
        if closeness.kind == ClosenessKind::Father
            && !(is_patronymic(entry) && is_patronymic(record))
        {
            return None;
        }
        let bits = max_token_agreement(
            self.model(),
            entry,
            self.names.entry.rarity[entry.token() as usize],
            closeness,
        );
        let known = |role| !matches!(role, Role::Unknown | Role::Other);
        if known(entry.role()) && known(record.role()) && entry.role() != record.role() {
            return Some(bits - self.model().other_role());
        }
        Some(bits)
    }

    fn report(&self, scratch: &mut NameScratch, findings: &mut RawEvidence) {
        let NamePairBits { relative, .. } = self.weigh(scratch);
        let mut record_left = PositionSet::all(self.record);
        for (one, standing) in scratch.standings.iter().enumerate() {
            let entry = &self.entry[one];
            let (level, bits, other) = match *standing {
                TokenAlignment::InOneWord(other) => {
                    let second = Some(other + 1);
                    findings.add(
                        Field::Name,
                        Level::Joined,
                        self.one_word(one),
                        Some(one),
                        Some(other),
                    );
                    findings.add(Field::Name, Level::Joined, Bits::ZERO, None, second);
                    record_left.remove(other);
                    record_left.remove(other + 1);
                    continue;
                }
                TokenAlignment::InTwoWords(other) => {
                    (Level::Joined, self.two_words(one), Some(other))
                }
                TokenAlignment::SecondWord => (Level::Joined, Bits::ZERO, None),
                TokenAlignment::Agreed(other) => {
                    let record = &self.record[other];
                    let level = (self.names.close)(entry.token(), record.token())
                        .map(|c| level(self.model(), c));
                    let bits = self.agreement(entry, record);
                    (level.unwrap_or(Level::Identical), bits.unwrap_or_default(), Some(other))
                }
                TokenAlignment::Contradicted(other) => {
                    (Level::Contradicted, self.contradiction(one, other).0, Some(other))
                }
                TokenAlignment::Alone => {
                    (Level::Extra, unmatched_query_token(self.model(), entry), None)
                }
            };
            findings.add(Field::Name, level, bits, Some(one), other);
            other.into_iter().for_each(|other| record_left.remove(other));
        }
        for other in record_left.places() {
            let bits = unmatched_record_token(self.model(), &self.record[other]);
            findings.add(Field::Name, Level::Omitted, bits, None, Some(other));
        }
        if relative != Bits::ZERO {
            findings.add(Field::Name, Level::Relative, relative, None, None);
        }
    }
}

/// Tokens of a name, by their places. A name has at most 20.
#[derive(Clone, Copy, Debug, Default)]
struct PositionSet(u32);

impl PositionSet {
    fn all(name: &[NameToken]) -> Self {
        PositionSet((1 << name.len()) - 1)
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn has(self, place: usize) -> bool {
        self.0 >> place & 1 == 1
    }

    fn add(&mut self, place: usize) {
        self.0 |= 1 << place;
    }

    fn remove(&mut self, place: usize) {
        self.0 &= !(1 << place);
    }

    /// Those that are in both.
    fn and(self, other: PositionSet) -> PositionSet {
        PositionSet(self.0 & other.0)
    }

    /// The places, as the set is now.
    fn places(self) -> impl Iterator<Item = usize> {
        let rest = std::iter::successors(Some(self.0), |rest| Some(rest & rest.wrapping_sub(1)));
        rest.take_while(|rest| *rest > 0).map(|rest| rest.trailing_zeros() as usize)
    }
}

/// The tokens of a name that contradict only tokens of their kind.
#[derive(Clone, Copy, Debug, Default)]
struct TokenGroups {
    fathers: PositionSet,
    /// Of these the ones that are no initials.
    whole_fathers: PositionSet,
    names: PositionSet,
    initials: PositionSet,
}

impl TokenGroups {
    fn of(name: &[NameToken]) -> Self {
        let mut kinds = TokenGroups::default();
        for (place, token) in name.iter().enumerate() {
            match token.role() {
                Role::Particle | Role::Other => {}
                Role::Patronymic => {
                    kinds.fathers.add(place);
                    if !token.is_initial() {
                        kinds.whole_fathers.add(place);
                    }
                }
                _ if token.is_initial() => kinds.initials.add(place),
                _ => kinds.names.add(place),
            }
        }
        kinds
    }
}

/// Where two tokens stand side by side among those left.
fn neighbours(name: &[NameToken], left: PositionSet, tokens: [u32; 2]) -> Option<usize> {
    let stand = |at: &usize| {
        [name[*at].token(), name[at + 1].token()] == tokens && left.has(*at) && left.has(at + 1)
    };
    (0..name.len().saturating_sub(1)).find(stand)
}

/// Whether a token is known for a patronymic.
pub(crate) fn is_patronymic(token: &NameToken) -> bool {
    token.role() == Role::Patronymic
}

/// The most that an entry's token of this rarity weighs at this closeness, whatever the role of
/// the record's token.
pub(crate) fn max_token_agreement(
    model: &Model,
    entry: &NameToken,
    rarity: Bits,
    closeness: Closeness,
) -> Bits {
    if closeness.kind == ClosenessKind::Father && !is_patronymic(entry) {
        return model.token_contradiction(false);
    }
    let bits = model.token_agreement(rarity, closeness);
    if entry.role() == Role::Particle { bits.min(model.particle_agreement()) } else { bits }
}

/// What an entry's token weighs that agrees with nothing: at least what a contradiction does.
pub(crate) fn unmatched_query_token(model: &Model, token: &NameToken) -> Bits {
    alone(model, token, model.extra_in_entry())
}

/// The least that an entry's token weighs that agrees with nothing, whatever its role.
pub(crate) fn min_unmatched_token(model: &Model) -> Bits {
    model.extra_in_entry().min(model.omitted_patronymic()).min(model.omitted_minor())
}

/// The least that two tokens weigh that contradict each other: no more than standing alone, and what
/// an agreement has to gain over to be one.
pub(crate) fn min_token_contradiction(model: &Model) -> Bits {
    model.token_contradiction(false).min(model.token_contradiction(true))
}

fn unmatched_record_token(model: &Model, token: &NameToken) -> Bits {
    alone(model, token, model.extra_in_record())
}

fn alone(model: &Model, token: &NameToken, name: Bits) -> Bits {
    match token.role() {
        Role::Patronymic => model.omitted_patronymic(),
        Role::Particle | Role::Other => model.omitted_minor(),
        _ if token.is_initial() => model.omitted_minor(),
        _ => name,
    }
}

fn level(model: &Model, closeness: Closeness) -> Level {
    match closeness.kind {
        ClosenessKind::Identical => Level::Identical,
        ClosenessKind::SameReading => Level::SameReading,
        ClosenessKind::Near if model.is_light(closeness) => Level::NearReading,
        ClosenessKind::Near => Level::SimilarReading,
        ClosenessKind::NationalForm | ClosenessKind::Father => Level::NationalForm,
        ClosenessKind::Diminutive => Level::Diminutive,
        ClosenessKind::Russified => Level::Russified,
        ClosenessKind::Gendered => Level::Gendered,
        ClosenessKind::Initial => Level::Initial,
    }
}

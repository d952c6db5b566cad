//! The upper bound on the match weight of two records' names that knows what contradicts, once it is known which of their
//! tokens agree: what agrees with nothing on the other side is left over on both, and then the two may be relatives.
//!
//! It follows the rules of `names.rs`. Each rule that lowers a weight may be left out here, and none that raises one.

use super::bits::Bits;
use super::model::Model;
use super::names::{first_given_name, whole_name};
use super::positions::{PositionSet, TokenGroups};
use super::query::QueryView;
use super::tokens::{contradiction, unmatched_query_token};
use crate::encoding::{NameToken, NameView};

/// The names of a query and of a record, of whose tokens it is known which agree.
pub(crate) struct ContradictionUpperBound<'a, N, A> {
    pub(crate) model: &'a Model,
    pub(crate) query: &'a QueryView<'a>,
    /// The names of the record.
    pub(crate) names: N,
    /// The maximum weight of a token of the query and one of the record; `None` if they do not agree.
    pub(crate) agreement: A,
    /// Whether no other field rules out that the record is of a relative.
    pub(crate) may_be_relative: bool,
}

impl<'a, N, A> ContradictionUpperBound<'a, N, A>
where
    N: Iterator<Item = NameView<'a>> + Clone,
    A: Fn(&NameToken, &NameToken) -> Option<Bits>,
{
    /// The maximum weight of the best pair of names.
    pub(crate) fn upper_bound(&self) -> Bits {
        let names = || self.names.clone().filter(|name| !name.tokens.is_empty());
        let of_query =
            |one: NameView<'_>| names().map(move |other| self.of_pair(&one, &other)).max();
        self.query.record.nonempty_names().filter_map(of_query).max().unwrap_or_default()
    }

    fn of_pair(&self, one: &NameView<'_>, other: &NameView<'_>) -> Bits {
        let QueryView { joins, rarity, .. } = self.query;
        let mut bits = Bits::ZERO;
        let mut agreeing = [PositionSet::default(); 2];
        let mut are_joined = false;
        for (n, token) in one.tokens.iter().enumerate() {
            let mut most = unmatched_query_token(self.model, token);
            for (m, listed) in other.tokens.iter().enumerate() {
                if let Some(bits) = (self.agreement)(token, listed) {
                    most = most.max(bits);
                    agreeing[0].insert(n);
                    agreeing[1].insert(m);
                }
                if joins.are_partners(token.token(), listed.token()) {
                    are_joined = true;
                    most = most.max(rarity[token.token() as usize].spelling);
                }
            }
            bits += most;
        }
        let whole = whole_name(self.model, one) + whole_name(self.model, other);
        // Of two words that make one, the first is no partner of it.
        if are_joined {
            return bits + whole;
        }
        let mut are_contradicted = false;
        for (ones, others) in contradicting(one.tokens).into_iter().zip(contradicting(other.tokens))
        {
            let left = [ones.without(agreeing[0]), others.without(agreeing[1])];
            let count = left[0].len().min(left[1].len());
            if count > 0 {
                are_contradicted = true;
                let has_initial = others.iter().any(|at| other.tokens[at].is_initial());
                let least =
                    self.least_contradiction(ones.iter().map(|at| &one.tokens[at]), has_initial);
                bits += std::iter::repeat_n(-least, count).sum();
            }
        }
        if are_contradicted && self.may_be_relative {
            let first_given = first_given_name(one.tokens).zip(first_given_name(other.tokens));
            let may_be_namesake = first_given
                .is_some_and(|(n, m)| (self.agreement)(&one.tokens[n], &other.tokens[m]).is_some());
            let names = &self.model.names;
            let share = match may_be_namesake {
                true => names.namesake_share.min(names.relative_share),
                false => names.relative_share,
            };
            bits += self.model.relative(bits, share);
        }
        bits + whole
    }

    /// How much less one of these tokens weighs at least that contradicts than one without a counterpart.
    fn least_contradiction<'t>(
        &self,
        tokens: impl Iterator<Item = &'t NameToken>,
        has_initial: bool,
    ) -> Bits {
        let less = tokens.map(|one| {
            let full = contradiction(self.model, one, one.is_initial());
            let initial = contradiction(self.model, one, true);
            let most = if has_initial { full.max(initial) } else { full };
            unmatched_query_token(self.model, one) - most
        });
        less.min().unwrap_or_default().max(Bits::ZERO)
    }
}

/// The tokens of a name that can contradict: those of names, and those of patronymics.
fn contradicting(name: &[NameToken]) -> [PositionSet; 2] {
    let groups = TokenGroups::of(name);
    [groups.names.or(groups.initials), groups.patronymics]
}

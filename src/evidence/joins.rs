//! Names that one side writes as one word and the other as two: Alireza and Ali Reza, Мухаммадамин and
//! Mohammad Amin.
//!
//! Two words make a third by [`join_closeness`](crate::vocabulary::join_closeness). Two words that are a whole
//! name may have been run together in either order: KARIMOVRUSTAM is Рустам Каримов.

use crate::vocabulary::Closeness;

/// A token of the query with two of the record that make it.
pub(crate) type OneForTwo = (u32, [u32; 2], Closeness);
/// Two tokens of the query with the token of the record that they make.
pub(crate) type TwoForOne = ([u32; 2], u32, Closeness);

/// Tokens of the query that are tokens of the record written in another number of words, by their ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenJoins {
    /// Ascending.
    one_for_two: Vec<OneForTwo>,
    /// Ascending.
    two_for_one: Vec<TwoForOne>,
    /// Tokens of the query, each with one that every name has which it is joined with. Ascending.
    partners: Vec<[u32; 2]>,
}

impl TokenJoins {
    pub(crate) fn new(mut one_for_two: Vec<OneForTwo>, mut two_for_one: Vec<TwoForOne>) -> Self {
        one_for_two.sort_unstable();
        one_for_two.dedup();
        two_for_one.sort_unstable();
        two_for_one.dedup();
        // Of two words the second is seldom an article.
        let apart = one_for_two.iter().map(|(one, [_, second], _)| [*one, *second]);
        let together = two_for_one.iter().flat_map(|(parts, whole, _)| parts.map(|p| [p, *whole]));
        let mut partners: Vec<[u32; 2]> = apart.chain(together).collect();
        partners.sort_unstable();
        partners.dedup();
        TokenJoins { one_for_two, two_for_one, partners }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.partners.is_empty()
    }

    /// How close a token of the query is to two of the record, written as one word in this order.
    pub(super) fn one_for_two(&self, query: u32, record: [u32; 2]) -> Option<Closeness> {
        let key = |join: &OneForTwo| (join.0, join.1).cmp(&(query, record));
        self.one_for_two.binary_search_by(key).ok().map(|at| self.one_for_two[at].2)
    }

    /// How close two tokens of the query, written as one word in this order, are to one of the record.
    pub(super) fn two_for_one(&self, query: [u32; 2], record: u32) -> Option<Closeness> {
        let key = |join: &TwoForOne| (join.0, join.1).cmp(&(query, record));
        self.two_for_one.binary_search_by(key).ok().map(|at| self.two_for_one[at].2)
    }

    /// The joins of one token of the query with two of the record, for each token of the query.
    pub(crate) fn each_one_for_two(&self) -> impl Iterator<Item = &[OneForTwo]> {
        self.one_for_two.chunk_by(|one, other| one.0 == other.0)
    }

    /// The joins of two tokens of the query with one of the record, for each two of the query.
    pub(crate) fn each_two_for_one(&self) -> impl Iterator<Item = &[TwoForOne]> {
        self.two_for_one.chunk_by(|one, other| one.0 == other.0)
    }

    /// Distinct tokens of records. A name in which a token of the query is joined or split has one of them.
    pub(crate) fn partners(&self, query: u32) -> impl Iterator<Item = u32> {
        let start = self.partners.partition_point(|[one, _]| *one < query);
        self.partners[start..].iter().take_while(move |[one, _]| *one == query).map(|[_, it]| *it)
    }

    /// Whether a token of a record is one of the [`TokenJoins::partners`] of a token of the query.
    pub(super) fn are_partners(&self, query: u32, record: u32) -> bool {
        self.partners.binary_search(&[query, record]).is_ok()
    }
}

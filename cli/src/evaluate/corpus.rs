//! Pairs with the truth about them.

/// What was scored.
pub(super) struct Corpus {
    /// What it is, in a line.
    pub(super) title: String,
    pub(super) kind: Kind,
    /// The headers of the cells of each case.
    pub(super) headers: Vec<String>,
    pub(super) cases: Vec<Case>,
    /// The columns of groups, and the values of each unit in them.
    pub(super) groups: Vec<String>,
    pub(super) units: Vec<Vec<String>>,
    /// Rows that could not be read, or say nothing.
    pub(super) rejected: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Pairs of a table, each judged by itself.
    Pairs,
    /// Entries screened against a list of so many records. Pairs that no search returned are no cases, unless they are
    /// of one person.
    Lists { records: usize },
}

/// A pair.
pub(super) struct Case {
    /// The row or the entry that it belongs to. What one entry brings up stands or falls together.
    pub(super) unit: usize,
    /// Both sides, in words.
    pub(super) sides: [String; 2],
    pub(super) cells: Vec<String>,
    pub(super) is_match: bool,
}

impl Corpus {
    pub(super) fn matches(&self) -> usize {
        self.cases.iter().filter(|case| case.is_match).count()
    }

    /// The bits of even odds if the share of true pairs is that of these data.
    pub(super) fn even_bits(&self) -> f64 {
        let matches = self.matches() as f64;
        match self.kind {
            Kind::Pairs => ((self.cases.len() as f64 - matches) / matches).log2(),
            Kind::Lists { records } => (records as f64 * self.units.len() as f64 / matches).log2(),
        }
    }

    /// What counts as a false alert, in words.
    pub(super) fn false_alert(&self) -> &'static str {
        match self.kind {
            Kind::Pairs => "A false alert is a pair of two people that is found.",
            Kind::Lists { .. } => {
                "A false alert is an entry for which the record of another is found."
            }
        }
    }
}

//! Normalizes many names without an allocation for each.

use super::compounds::{SpannedToken, join_compounds, joined_article, may_be_compound};
use super::escapes::undo_escapes;
use super::garbled::{Undone, may_be_garbled, undo_garbling};
use super::placeholders::drop_placeholders;
use super::readings::{OrthographyHints, marked_orthographies};
use super::tokens::{Name, Role, TokenData, parts_of, zone};
use crate::knowledge::{OrthographySet, before_kinship, is_particle};
use crate::limits::NAME_TOKENS;
use crate::record::PersonName;
use crate::text::{FoldedText, Repair};
use std::cell::RefCell;
use std::ops::Range;

/// Normalizes names one after the other and reuses its memory.
///
/// ```
/// use sverka::{Normalizer, PersonName};
///
/// let mut normalizer = Normalizer::new();
/// let mut sounds = Vec::new();
/// for line in ["ЩЕРБАКОВ, Александр", "Chtcherbakov Alexandre"] {
///     let name = normalizer.normalize(&PersonName::full(line));
///     for token in name.tokens() {
///         sounds.push(token.readings()[0].sounds().to_owned());
///     }
/// }
/// assert_eq!(sounds, ["SCerbakov", "aleksandr", "SCerbakov", "aleksandr"]);
/// ```
///
/// Once it has seen names of the same length, [`normalize`](Self::normalize) does not allocate for
/// letters with up to three marks; neither do the readings and keys of tokens. Use one normalizer per
/// thread; creating one costs nothing.
///
/// To keep a single name, [`Name::new`] is enough.
#[derive(Debug, Default)]
pub struct Normalizer {
    folded: FoldedText,
    name: Name,
}

impl Normalizer {
    /// Creates a normalizer without buffers.
    pub fn new() -> Self {
        Normalizer::default()
    }

    /// Normalizes a name as [`Name::new`] does. The result is borrowed until the next call.
    ///
    /// Cost: linear in the first 1,024 characters of each part.
    pub fn normalize(&mut self, name: &PersonName) -> &Name {
        self.normalize_of::<&str>(name, &[])
    }

    /// Normalizes the name of a person with known nationalities, given as codes of two or three
    /// letters (ISO 3166-1). Readings in the orthographies of those countries come before others.
    /// Anything that is not such a code, or names a country without an orthography, has no effect.
    ///
    /// ```
    /// use sverka::{Normalizer, PersonName};
    ///
    /// let mut normalizer = Normalizer::new();
    /// let name = PersonName::full("Schukow");
    /// let mut first = |nationalities: &[&str]| {
    ///     let name = normalizer.normalize_of(&name, nationalities);
    ///     name.token(0).map(|token| token.readings()[0].sounds().to_owned())
    /// };
    /// assert_eq!(first(&["DE"]).as_deref(), Some("Sukov"));
    /// assert_eq!(first(&["PL"]).as_deref(), first(&[]).as_deref());
    /// ```
    pub fn normalize_of<N: AsRef<str>>(&mut self, name: &PersonName, nationalities: &[N]) -> &Name {
        self.tokenize(name);
        let marked = marked_orthographies(self.name.tokens().map(|token| token.text()));
        let mut countries = OrthographySet::default();
        for nationality in nationalities {
            countries.extend(OrthographySet::of_country(nationality.as_ref()));
        }
        self.name.hints = OrthographyHints { marked, countries };
        &self.name
    }

    /// Finds the tokens of a name and their roles, but no hints for the order of readings, which take time and not
    /// every caller needs.
    fn tokenize(&mut self, name: &PersonName) {
        if let Some(undone) = undo_escapes(name) {
            return self.tokenize_undone(&undone);
        }
        self.tokenize_as_written(name);
        let tokens = self.name.tokens().map(|token| token.text());
        // Bytes of UTF-8 that were read as a code page may be digits: Ã¼ is also A1/4 with a tilde.
        let shows = |repair| matches!(repair, Repair::MixedScriptLeft | Repair::DigitsReplaced);
        if !tokens.clone().any(may_be_garbled) && !self.name.repairs.iter().copied().any(shows) {
            return;
        }
        if let Some(undone) = undo_garbling(name, tokens) {
            self.tokenize_undone(&undone);
        }
    }

    fn tokenize_undone(&mut self, undone: &Undone) {
        self.tokenize_as_written(&undone.name);
        self.name.repairs.push(undone.repair);
        for token in &mut self.name.tokens {
            token.written = undone.origin(token.part, &token.written);
        }
    }

    fn tokenize_as_written(&mut self, name: &PersonName) {
        let Normalizer { folded, name: normalized } = self;
        normalized.hints = OrthographyHints::default();
        normalized.text.clear();
        normalized.tokens.clear();
        normalized.repairs.clear();
        let mut has_odd_letters = false;
        let zone = zone(name);
        let parts = parts_of(name, zone);
        for (part, (text, declared)) in parts.into_iter().enumerate() {
            let Some(text) = text else { continue };
            folded.fold(text);
            normalized.repairs.extend_from_slice(folded.repairs());
            has_odd_letters |= folded.has_odd_letters();
            let comma = only_comma(text).filter(|comma| {
                let has_name = |after: bool| {
                    let mut tokens = folded.tokens().filter(|(token, _)| !is_particle(token));
                    tokens.any(|(_, span)| (span.start > *comma) == after)
                };
                declared == Role::Unknown && has_name(false) && has_name(true)
            });
            if drop_placeholders(folded, text, declared, &parts) {
                normalized.repairs.push(Repair::PlaceholderDropped);
            }
            let role = |at: usize| match comma {
                Some(comma) if at < comma => Role::Family,
                Some(_) => Role::Given,
                None => declared,
            };
            if folded.tokens().any(|(token, _)| may_be_compound(token)) {
                let family = normalized.tokens().find(|token| token.role() == Role::Family);
                let family = family.map(|token| token.text().to_owned());
                let tokens = join_compounds(text, folded.tokens(), comma, family.as_deref());
                for SpannedToken { text, span } in tokens {
                    normalized.push_token(&text, role(span.start), part, span);
                }
            } else {
                for (token, span) in folded.tokens() {
                    normalized.push_token(token, role(span.start), part, span);
                }
            }
        }
        if normalized.tokens.len() > NAME_TOKENS {
            normalized.tokens.truncate(NAME_TOKENS);
            normalized.repairs.push(Repair::Cut);
        }
        if has_odd_letters {
            normalized.replace_odd_letters();
        }
        normalized.restore_lost_letters(&parts);
        normalized.join_abbreviations(&parts);
        normalized.restore_nominatives();
        match zone {
            Some(zone) => {
                normalized.split_misread_fillers(&parts, true);
                if zone.has_misread_fillers {
                    normalized.repairs.push(Repair::FillersRestored);
                }
                normalized.mark_zone(zone.is_full);
            }
            None => {
                normalized.split_misread_fillers(&parts, false);
                normalized.shorten_initials(&parts);
                normalized.split_joined_initials(&parts);
                normalized.mark_other_names(&parts);
                normalized.mark_syllabic_surnames(&parts);
                normalized.mark_titles();
                normalized.mark_patronymics();
            }
        }
    }
}

thread_local! {
    /// Normalizers of this thread that are not in use. There are several where the work on one name
    /// normalizes another.
    static IDLE: RefCell<Vec<Normalizer>> = const { RefCell::new(Vec::new()) };
}

/// Normalizes a name in memory that the thread reuses and passes it to `work`. The name has no hints:
/// the readings of a token are in the order that they have without its neighbours.
pub(crate) fn normalized<T>(name: &PersonName, work: impl FnOnce(&Name) -> T) -> T {
    let mut normalizer = IDLE.with_borrow_mut(Vec::pop).unwrap_or_default();
    normalizer.tokenize(name);
    let answer = work(&normalizer.name);
    IDLE.with_borrow_mut(|idle| idle.push(normalizer));
    answer
}

impl Name {
    /// Normalizes a name. Never fails: a name without letters has no tokens.
    ///
    /// Cost: linear in the first 1,024 characters of each part.
    pub fn new(name: &PersonName) -> Self {
        let mut normalizer = Normalizer::new();
        normalizer.normalize(name);
        normalizer.name
    }

    /// Appends a folded token. An article or a word of kinship that is joined to it becomes a token of
    /// its own.
    fn push_token(&mut self, token: &str, declared: Role, part: usize, written: Range<usize>) {
        let (article, name) = token.split_at(joined_article(token).unwrap_or(0));
        let (name, kinship) = name.split_at(before_kinship(name).unwrap_or(name.len()));
        for token in [article, name, kinship].into_iter().filter(|token| !token.is_empty()) {
            let role = if is_particle(token) { Role::Particle } else { declared };
            let start = self.text.len();
            self.text.push_str(token);
            let text = start..self.text.len();
            let written = written.clone();
            self.tokens.push(TokenData { role, text, part, written, may_be_truncated: false });
        }
    }
}

/// The byte position of the comma, if the text has exactly one.
fn only_comma(text: &str) -> Option<usize> {
    let mut commas = text.bytes().enumerate().filter(|(_, byte)| *byte == b',');
    let (at, _) = commas.next()?;
    commas.next().is_none().then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    /// The first orthography of each token.
    fn first(name: &str, nationalities: &[&str]) -> Vec<&'static str> {
        let mut normalizer = Normalizer::new();
        let name = normalizer.normalize_of(&PersonName::full(name), nationalities);
        let first = |readings: crate::Readings<'_>| readings.first()?.orthographies().next();
        name.tokens().map(|token| first(token.readings()).unwrap_or_default()).collect()
    }

    #[test]
    fn own_marks_count_more_than_neighbours_and_both_more_than_nationality() {
        const ENGLISH: &str = "English spelling";
        const FRENCH: &str = "French spelling";
        const GERMAN: &str = "German spelling";
        const POLISH: &str = "Polish spelling";
        assert_eq!(first("Joukov Serge", &[]), [ENGLISH, ENGLISH]);
        assert_eq!(first("Joukov Tchernychev", &[]), [FRENCH, FRENCH]);
        assert_eq!(first("Schukow Wladimir", &["deu"]), [GERMAN, GERMAN]);
        assert_eq!(first("Wladimir Tschernow", &["PL"]), [GERMAN, GERMAN]);
        // A token's own mark counts first.
        assert_eq!(first("Szczerbakow Tchernychev", &["DE"]), [POLISH, FRENCH]);
        // An orthography that rejects a token does not read it for the sake of a neighbour.
        assert_eq!(first("Zhukov Tchernychev", &[]), [ENGLISH, FRENCH]);
        // Nor does one whose letters the token lacks.
        assert_eq!(first("Быкаў Алег", &[])[1], "Russian Cyrillic");
        assert_eq!(first("Joukov", &["", "France", "zz", "фр"]), [ENGLISH]);
    }

    const TOKENS: [&str; 12] = [
        "Joukov",
        "Tchekhov",
        "Szczepan",
        "Schtschukin",
        "Zhukov",
        "Žukov",
        "Быкаў",
        "Жуков",
        "Çelik",
        "IVANOVI3",
        "Nagy",
        "王",
    ];

    proptest! {
        #[test]
        fn neighbours_and_nationality_only_reorder_readings(
            tokens in prop::collection::vec(select(&TOKENS[..]), 1..5),
            nationality in select(vec!["FR", "RUS", "PL", "UA", "HU", ""]),
        ) {
            let mut normalizer = Normalizer::new();
            let name = PersonName::full(tokens.join(" "));
            let name = normalizer.normalize_of(&name, &[nationality]);
            for token in name.tokens() {
                let sorted = |readings: crate::Readings<'_>| {
                    let mut readings: Vec<(String, Vec<&str>)> = readings
                        .iter()
                        .map(|reading| {
                            let mut names: Vec<_> = reading.orthographies().collect();
                            names.sort_unstable();
                            (reading.sounds().to_owned(), names)
                        })
                        .collect();
                    readings.sort();
                    readings
                };
                let alone = crate::name::read(token.text());
                prop_assert_eq!(sorted(token.readings()), sorted(alone));
            }
        }

        #[test]
        fn earlier_names_have_no_influence(
            names in prop::collection::vec("\\PC{0,40}|[A-Za-zа-яё <'-]{0,40}", 1..5),
        ) {
            let mut normalizer = Normalizer::new();
            for name in names {
                let name = PersonName::full(name);
                prop_assert_eq!(normalizer.normalize(&name), &Name::new(&name));
            }
        }
    }
}

//! Which tokens are forms of one name: national forms and diminutives of a given name, and surnames
//! made of one.
//!
//! The facts are words (`knowledge`); here they are found by what they sound like, so that any
//! spelling of a form leads to its name.

use super::readings::read;
use crate::knowledge::{diminutives, given_names};
use crate::vocabulary::{Concept, Form};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Forms shorter than this sound like too much else.
const SHORTEST: usize = 3;

/// Endings that make a surname of a man or a woman out of a given name: the Russified ones, and
/// those that Persian and Azerbaijani have in their place (Шарифов, Шарифзода).
const SURNAME_ENDINGS: [(&str, Surname); 9] = [
    ("ova", Surname::OfWomen),
    ("eva", Surname::OfWomen),
    ("Ova", Surname::OfWomen),
    ("ov", Surname::OfMen),
    ("ev", Surname::OfMen),
    ("Ov", Surname::OfMen),
    ("zoda", Surname::OfMen),
    ("zade", Surname::OfMen),
    ("zada", Surname::OfMen),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Surname {
    OfMen,
    OfWomen,
}

/// A given name, by its row in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct GivenName {
    row: u32,
    is_short: bool,
    /// Whether the name itself, without an ending, is used as a surname: where a name has no East
    /// Slavic form, offices drop and add -ов at will (Раҳмон, Рахмонов).
    is_surname_too: bool,
}

impl GivenName {
    /// Each row makes three concepts: the name, and the surnames of it.
    fn concept(self) -> Concept {
        let form = if self.is_short { Form::Short } else { Form::Full };
        Concept { number: 3 * self.row, form }
    }

    fn surname(self, surname: Surname, form: Form) -> Concept {
        Concept { number: 3 * self.row + 1 + surname as u32, form }
    }
}

/// The names that a sound string is a form of.
static BY_SOUND: LazyLock<FxHashMap<String, Vec<GivenName>>> = LazyLock::new(|| {
    let mut by_sound: FxHashMap<String, Vec<GivenName>> = FxHashMap::default();
    let mut rows: FxHashMap<&str, u32> = FxHashMap::default();
    let mut list = |word: &str, name: GivenName| {
        // Of a Latin form the most usual reading: whoever writes the form is read so too.
        let most = if word.is_ascii() { 1 } else { usize::MAX };
        for reading in read(word).into_iter().take(most) {
            let names = by_sound.entry(reading.sounds().to_owned()).or_default();
            if reading.sounds().len() >= SHORTEST && names.iter().all(|n| n.row != name.row) {
                names.push(name);
            }
        }
    };
    for (row, (name, forms)) in (0..).zip(given_names()) {
        rows.insert(name, row);
        let is_surname_too = !forms.clone().any(|form| form.contains(EAST_SLAVIC));
        forms.for_each(|form| list(form, GivenName { row, is_short: false, is_surname_too }));
    }
    for (diminutive, names) in diminutives() {
        for row in names.filter_map(|name| rows.get(name)) {
            list(diminutive, GivenName { row: *row, is_short: true, is_surname_too: false });
        }
    }
    by_sound
});

/// Letters of Ukrainian and Belarusian that Russian lacks.
const EAST_SLAVIC: [char; 5] = ['і', 'ї', 'є', 'ў', 'ґ'];

/// What a token with these sound strings may be a form of, each once, and in full where it may be
/// that.
pub(super) fn concepts<'a>(readings: impl Iterator<Item = &'a str>) -> Vec<Concept> {
    let names = |sounds: &str| BY_SOUND.get(sounds).into_iter().flatten().copied();
    let mut concepts = Vec::new();
    for sounds in readings {
        for name in names(sounds) {
            concepts.push(name.concept());
            if name.is_surname_too {
                concepts.push(name.surname(Surname::OfMen, Form::Root));
            }
        }
        for (ending, surname) in SURNAME_ENDINGS {
            let Some(stem) = sounds.strip_suffix(ending) else { continue };
            // и before -ев is silent: Алиев is read alev.
            let stems = [stem.to_owned(), format!("{stem}i")];
            let of_stems = stems.iter().flat_map(|stem| names(stem)).filter(|name| !name.is_short);
            concepts.extend(of_stems.map(|name| name.surname(surname, Form::Full)));
        }
    }
    concepts.sort_unstable();
    concepts.dedup_by_key(|concept| concept.number);
    concepts
}

#[cfg(test)]
mod tests {
    use crate::evidence::Model;
    use crate::name::spelling;
    use crate::vocabulary::{Kind, closeness};

    #[test]
    fn forms_of_one_name_are_related_and_others_are_not() {
        let model = Model::default();
        let kind = |one: &str, other: &str| {
            closeness(model.closeness_costs(), &spelling(one), &spelling(other)).map(|c| c.kind)
        };
        assert_eq!(kind("владимир", "uladzimir"), Some(Kind::NationalForm));
        assert_eq!(kind("михаил", "michael"), Some(Kind::NationalForm));
        assert_eq!(kind("мухаммад", "magomed"), Some(Kind::NationalForm));
        assert_eq!(kind("саша", "alexander"), Some(Kind::Diminutive));
        assert_eq!(kind("kolya", "николай"), Some(Kind::Diminutive));
        assert_eq!(kind("юсупов", "yusufov"), Some(Kind::NationalForm));
        assert_eq!(kind("шарифзода", "sharifov"), Some(Kind::NationalForm));
        assert_eq!(kind("раҳмон", "rakhmonov"), Some(Kind::Russified));
        assert_eq!(kind("иван", "иванов"), None);
        assert_eq!(kind("владимир", "vladislav"), None);
        assert_eq!(kind("саша", "николай"), None);
    }
}

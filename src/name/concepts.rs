//! Which tokens are forms of one name: national forms and diminutives of a given name, and surnames
//! made of one.
//!
//! The facts are words (`knowledge`); here they are found by what they sound like, so that any
//! spelling of a form leads to its name.

use super::compounds::in_one_word;
use super::readings::read;
use crate::knowledge::{diminutives, given_names, patronymic_exceptions};
use crate::spelling::{Concept, ConceptForm};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Forms shorter than this sound like too much else.
const SHORTEST: usize = 3;

/// Endings that make a surname of a man or a woman out of a given name: the Russified ones, and
/// those that Persian and Azerbaijani have in their place (Шарифов, Шарифзода).
const SURNAME_ENDINGS: [(&str, Derivation); 9] = [
    ("ova", Derivation::SurnameOfWomen),
    ("eva", Derivation::SurnameOfWomen),
    ("Ova", Derivation::SurnameOfWomen),
    ("ov", Derivation::SurnameOfMen),
    ("ev", Derivation::SurnameOfMen),
    ("Ov", Derivation::SurnameOfMen),
    ("zoda", Derivation::SurnameOfMen),
    ("zade", Derivation::SurnameOfMen),
    ("zada", Derivation::SurnameOfMen),
];

/// Endings that make a patronymic out of a given name, after the sounds of its stem.
const PATRONYMIC_ENDINGS: [(&str, Derivation); 16] = [
    ("oviC", Derivation::Son),
    ("eviC", Derivation::Son),
    ("aviC", Derivation::Son),
    ("OviC", Derivation::Son),
    ("ovyC", Derivation::Son),
    ("evyC", Derivation::Son),
    ("yC", Derivation::Son),
    ("iC", Derivation::Son),
    ("ovna", Derivation::Daughter),
    ("evna", Derivation::Daughter),
    ("avna", Derivation::Daughter),
    ("Ovna", Derivation::Daughter),
    ("ivna", Derivation::Daughter),
    ("iniCna", Derivation::Daughter),
    ("iCna", Derivation::Daughter),
    ("auna", Derivation::Daughter),
];

/// Endings of surnames that differ by the sex of who bears them: a man's and a woman's.
///
/// Source: Калакуцкая, Склонение фамилий и личных имён в русском литературном языке (1984); in
/// Ukrainian, Belarusian and Bulgarian they differ in the same way.
const GENDERED_ENDINGS: [(&str, &str); 13] = [
    ("ov", "ova"),
    ("ev", "eva"),
    ("Ov", "Ova"),
    ("av", "ava"),
    ("in", "ina"),
    ("yn", "yna"),
    ("skij", "skaja"),
    ("ski", "ska"),
    ("skoj", "skaja"),
    ("cki", "cka"),
    ("ckij", "ckaja"),
    ("oj", "aja"),
    ("yj", "aja"),
];

/// What is joined to a given name in Central Asia out of respect (Алижон, Rustambek).
const RESPECT: [&str; 6] = ["Zon", "dZon", "dZan", "bek", "xon", "xan"];

/// What a patronymic's stem lacks of the father's name: Сергеевич of Сергей, Никитич of Никита.
const LOST_ENDINGS: [&str; 6] = ["", "j", "ij", "i", "a", "ia"];

/// What is made of a given name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Derivation {
    SurnameOfMen,
    SurnameOfWomen,
    Son,
    Daughter,
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
    /// Each row makes five concepts: the name, and what is derived of it.
    fn concept(self) -> Concept {
        let form = if self.is_short { ConceptForm::Short } else { ConceptForm::Full };
        Concept { number: 5 * self.row, form }
    }

    fn derived(self, derived: Derivation, form: ConceptForm) -> Concept {
        Concept { number: 5 * self.row + 1 + derived as u32, form }
    }
}

/// The names that a sound string is a form of, and the patronymics whose ending does not tell.
#[derive(Debug, Default)]
struct SoundIndex {
    names: FxHashMap<String, Vec<GivenName>>,
    patronymics: FxHashMap<String, Vec<Concept>>,
}

static SOUND_INDEX: LazyLock<SoundIndex> = LazyLock::new(|| {
    let mut by_sound = SoundIndex::default();
    let mut rows: FxHashMap<&str, u32> = FxHashMap::default();
    let mut of_form: FxHashMap<&str, GivenName> = FxHashMap::default();
    let mut list = |word: &str, name: GivenName| {
        // Of a Latin form the most usual reading: whoever writes the form is read so too.
        let most = if word.is_ascii() { 1 } else { usize::MAX };
        let plain = in_one_word(word);
        for reading in read(plain.as_deref().unwrap_or(word)).into_iter().take(most) {
            let names = by_sound.names.entry(reading.sounds().to_owned()).or_default();
            if reading.sounds().len() >= SHORTEST && names.iter().all(|n| n.row != name.row) {
                names.push(name);
            }
        }
    };
    for (row, (name, forms)) in (0..).zip(given_names()) {
        rows.insert(name, row);
        let is_surname_too = !forms.clone().any(|form| form.contains(EAST_SLAVIC));
        for form in forms {
            let name = GivenName { row, is_short: false, is_surname_too };
            of_form.entry(form).or_insert(name);
            list(form, name);
        }
    }
    for (diminutive, names) in diminutives() {
        for row in names.filter_map(|name| rows.get(name)) {
            list(diminutive, GivenName { row: *row, is_short: true, is_surname_too: false });
        }
    }
    for (patronymic, father) in patronymic_exceptions() {
        let Some(father) = of_form.get(father) else { continue };
        for reading in read(patronymic) {
            let derived = match reading.sounds().ends_with('a') {
                true => Derivation::Daughter,
                false => Derivation::Son,
            };
            let concepts = by_sound.patronymics.entry(reading.sounds().to_owned()).or_default();
            concepts.push(father.derived(derived, ConceptForm::Full));
        }
    }
    by_sound
});

/// Letters of Ukrainian and Belarusian that Russian lacks.
const EAST_SLAVIC: [char; 5] = ['і', 'ї', 'є', 'ў', 'ґ'];

/// The number of a surname, by the sounds of the form that men bear. A hash with the upper bit set,
/// above the numbers of given names; of two billion pairs of surnames one shares its number and is
/// taken for one.
fn surname(stem: &str, ending: &str) -> u32 {
    // The glide and the vowel of an adjective's ending differ by the office.
    let ending = ending.trim_end_matches(['j', 'i', 'y']);
    // The same on every machine, as a list that was saved holds these numbers.
    let hash = xxh3_64_with_seed(ending.as_bytes(), xxh3_64(stem.as_bytes()));
    (hash >> 32) as u32 | 1 << 31
}

/// Room for a stem with an ending.
struct JoinBuffer(String);

impl JoinBuffer {
    fn with(&mut self, stem: &str, ending: &str) -> &str {
        self.0.clear();
        self.0.push_str(stem);
        self.0.push_str(ending);
        &self.0
    }
}

/// What a token with these sound strings may be a form of, each once, and in full where it may be
/// that.
pub(super) fn concepts<'a>(readings: impl Iterator<Item = &'a str>) -> Vec<Concept> {
    let names = |sounds: &str| SOUND_INDEX.names.get(sounds).into_iter().flatten().copied();
    let mut concepts = Vec::new();
    let mut joined = JoinBuffer(String::new());
    for sounds in readings {
        concepts.extend(SOUND_INDEX.patronymics.get(sounds).into_iter().flatten());
        for name in names(sounds) {
            concepts.push(name.concept());
            if !name.is_short {
                concepts.push(name.derived(Derivation::Son, ConceptForm::Father));
                concepts.push(name.derived(Derivation::Daughter, ConceptForm::Father));
            }
            if name.is_surname_too {
                concepts.push(name.derived(Derivation::SurnameOfMen, ConceptForm::Root));
            }
        }
        for (ending, surname) in SURNAME_ENDINGS {
            let Some(stem) = sounds.strip_suffix(ending) else { continue };
            // и before -ев is silent: Алиев is read alev.
            for lost in ["", "i"] {
                let of_stem = names(joined.with(stem, lost)).filter(|name| !name.is_short);
                concepts.extend(of_stem.map(|name| name.derived(surname, ConceptForm::Full)));
            }
        }
        for (of_men, of_women) in GENDERED_ENDINGS {
            for (ending, form) in [(of_men, ConceptForm::OfMen), (of_women, ConceptForm::OfWomen)] {
                let Some(stem) = sounds.strip_suffix(ending) else { continue };
                if stem.len() >= SHORTEST {
                    concepts.push(Concept { number: surname(stem, of_men), form });
                }
            }
        }
        for respect in RESPECT {
            let Some(stem) = sounds.strip_suffix(respect) else { continue };
            let of_stem = names(stem).filter(|name| !name.is_short);
            concepts.extend(of_stem.map(|name| GivenName { is_short: true, ..name }.concept()));
        }
        for (ending, derived) in PATRONYMIC_ENDINGS {
            let Some(stem) = sounds.strip_suffix(ending) else { continue };
            for lost in LOST_ENDINGS {
                let of_stem = names(joined.with(stem, lost)).filter(|name| !name.is_short);
                concepts.extend(of_stem.map(|name| name.derived(derived, ConceptForm::Full)));
            }
        }
    }
    concepts.sort_unstable();
    concepts.dedup_by_key(|concept| concept.number);
    concepts
}

/// Whether a folded token sounds like a given name, in full or short.
pub(crate) fn is_given_name(token: &str) -> bool {
    read(token).into_iter().any(|reading| SOUND_INDEX.names.contains_key(reading.sounds()))
}

/// Endings of surnames that women bear as men do: Ukrainian, Armenian and Georgian ones.
const COMMON_ENDINGS: [&str; 4] = ["enko", "ian", "dze", "Svili"];

/// Whether a folded token ends as many surnames do, and few given names. Not so -ин: given names of
/// many peoples end like that (Myong-jin, Fariduddin).
pub(crate) fn ends_like_surname(token: &str) -> bool {
    let telling = GENDERED_ENDINGS.into_iter().filter(|(man, _)| !man.ends_with('n'));
    let gendered = telling.flat_map(|(man, woman)| [man, woman]);
    let derived = SURNAME_ENDINGS.into_iter().map(|(ending, _)| ending);
    let mut endings = gendered.chain(derived).chain(COMMON_ENDINGS);
    let readings = read(token);
    endings.any(|ending| {
        let stems = readings.iter().filter_map(|reading| reading.sounds().strip_suffix(ending));
        stems.into_iter().any(|stem| stem.len() >= SHORTEST)
    })
}

#[cfg(test)]
mod tests {
    use crate::evidence::Model;
    use crate::name::spelling;
    use crate::vocabulary::{ClosenessKind, closeness};

    #[test]
    fn forms_of_one_name_are_related_and_others_are_not() {
        let model = Model::default();
        let kind = |one: &str, other: &str| {
            closeness(model.closeness_costs(), &spelling(one), &spelling(other)).map(|c| c.kind)
        };
        assert_eq!(kind("владимир", "uladzimir"), Some(ClosenessKind::NationalForm));
        assert_eq!(kind("михаил", "michael"), Some(ClosenessKind::NationalForm));
        assert_eq!(kind("мухаммад", "magomed"), Some(ClosenessKind::NationalForm));
        assert_eq!(kind("саша", "alexander"), Some(ClosenessKind::Diminutive));
        assert_eq!(kind("kolya", "николай"), Some(ClosenessKind::Diminutive));
        assert_eq!(kind("юсупов", "yusufov"), Some(ClosenessKind::NationalForm));
        assert_eq!(kind("шарифзода", "sharifov"), Some(ClosenessKind::NationalForm));
        assert_eq!(kind("раҳмон", "rakhmonov"), Some(ClosenessKind::Russified));
        assert_eq!(kind("магомедович", "mukhammadovich"), Some(ClosenessKind::NationalForm));
        assert_eq!(kind("фёдоровна", "todorovna"), Some(ClosenessKind::NationalForm));
        assert_eq!(kind("магомедович", "məhəmməd"), Some(ClosenessKind::Father));
        assert_eq!(kind("львович", "lev"), Some(ClosenessKind::Father));
        assert_eq!(kind("никитична", "nikita"), Some(ClosenessKind::Father));
        assert_eq!(kind("николаевич", "mikalaevna"), None);
        assert_eq!(kind("чайковский", "tchaikovskaya"), Some(ClosenessKind::Gendered));
        assert_eq!(kind("ivanov", "иванова"), Some(ClosenessKind::Gendered));
        assert_eq!(kind("толстой", "tolstaya"), Some(ClosenessKind::Gendered));
        assert_eq!(kind("алижон", "ali"), Some(ClosenessKind::Diminutive));
        assert_eq!(kind("иван", "иванов"), None);
        assert_eq!(kind("владимир", "vladislav"), None);
        assert_eq!(kind("саша", "николай"), None);
    }
}

//! Which tokens are forms of one given name: national forms, and diminutives of it.
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

/// The names that a sound string is a form of.
static BY_SOUND: LazyLock<FxHashMap<String, Vec<Concept>>> = LazyLock::new(|| {
    let mut by_sound: FxHashMap<String, Vec<Concept>> = FxHashMap::default();
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut list = |word: &str, number: u32, form: Form| {
        for reading in read(word).into_iter().filter(|reading| reading.sounds().len() >= SHORTEST) {
            let concepts = by_sound.entry(reading.sounds().to_owned()).or_default();
            if !concepts.iter().any(|concept| concept.number == number) {
                concepts.push(Concept { number, form });
            }
        }
    };
    for (number, (name, forms)) in (0..).zip(given_names()) {
        numbers.insert(name, number);
        forms.for_each(|form| list(form, number, Form::Full));
    }
    for (diminutive, names) in diminutives() {
        let names = names.filter_map(|name| numbers.get(name));
        names.for_each(|number| list(diminutive, *number, Form::Short));
    }
    by_sound
});

/// The names that a token with these sound strings may be a form of, each once: in full where it
/// may be that.
pub(super) fn concepts<'a>(readings: impl Iterator<Item = &'a str>) -> Vec<Concept> {
    let mut concepts: Vec<Concept> =
        readings.filter_map(|sounds| BY_SOUND.get(sounds)).flatten().copied().collect();
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
        assert_eq!(kind("владимир", "vladislav"), None);
        assert_eq!(kind("саша", "николай"), None);
    }
}

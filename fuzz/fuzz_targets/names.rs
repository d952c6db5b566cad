//! Names of any text in any parts: a normalizer that read others before reads them as a new one does, what a reversible
//! system writes is restored, and the comparison of two names has each token once, in items that sum to its bits.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use sverka::{
    Field, Level, Model, Name, Normalizer, PersonName, Record, System, compare_names, deromanize,
    romanize,
};
use sverka_fuzz::people::{Token, words};

#[derive(Arbitrary, Debug)]
struct Case {
    one: AnyName,
    other: AnyName,
    system: u8,
    letters: Vec<u8>,
}

#[derive(Arbitrary, Debug)]
enum AnyName {
    Full(Vec<Token>),
    Parts { given: Vec<Token>, patronymic: Vec<Token>, family: Vec<Token> },
}

fn person_name(name: &AnyName) -> PersonName {
    match name {
        AnyName::Full(tokens) => PersonName::full(words(tokens)),
        AnyName::Parts { given, patronymic, family } => {
            PersonName::parts(words(given), words(patronymic), words(family))
        }
    }
}

/// The systems that a text can be restored from, each with the letters that come back.
static REVERSIBLE: LazyLock<Vec<(System, Vec<char>)>> = LazyLock::new(|| {
    let letters = |system: System| {
        let comes_back = |letter: &char| {
            let latin = romanize(&letter.to_string(), system);
            deromanize(&latin, system).is_some_and(|text| text == letter.to_string())
        };
        let cyrillic = ('а'..='ѵ').filter(|letter| letter.is_lowercase());
        cyrillic.filter(comes_back).collect()
    };
    let reversible = System::all().filter(|system| system.is_reversible());
    reversible.map(|system| (system, letters(system))).collect()
});

fn is_restored(system: System, letters: &[char], picks: &[u8]) {
    let text: String = picks.iter().map(|n| letters[usize::from(*n) % letters.len()]).collect();
    let latin = romanize(&text, system);
    assert_eq!(deromanize(&latin, system).as_deref(), Some(&*text), "{system}: {latin}");
}

fuzz_target!(|case: Case| {
    let (system, letters) = &REVERSIBLE[usize::from(case.system) % REVERSIBLE.len()];
    is_restored(*system, letters, &case.letters);

    let names = [&case.one, &case.other].map(person_name);
    let mut warm = Normalizer::new();
    warm.normalize(&names[1]);
    let parsed = [&names[0], &names[1]].map(|name| warm.normalize(name).clone());
    for (name, parsed) in names.iter().zip(&parsed) {
        assert_eq!(*parsed, Name::new(name), "a warm normalizer reads a name differently");
    }

    let evidence = compare_names(names[0].clone(), names[1].clone());
    let [entry, record] = [("e", &names[0]), ("w", &names[1])]
        .map(|(id, name)| Record::new(id.to_owned(), name.clone()));
    assert_eq!(evidence, Model::default().compare(&entry, &record), "two ways to compare disagree");
    let items = || evidence.items().iter().filter(|item| item.field() == Field::Name);
    assert_eq!(items().map(|item| item.bits()).sum::<sverka::Bits>(), evidence.bits());
    if parsed.iter().any(Name::is_empty) {
        assert_eq!(items().count(), 0, "a name without tokens weighs");
    } else {
        // What was repaired is said of a name as a whole.
        let of_tokens = || items().filter(|item| item.level() != Level::Repaired);
        let sides = [
            of_tokens().filter(|item| item.entry().is_some()).count(),
            of_tokens().filter(|item| item.record().is_some()).count(),
        ];
        assert_eq!(sides, parsed.each_ref().map(|name| name.tokens().len()), "tokens in items");
    }
});

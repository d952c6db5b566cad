//! Surnames that the states of the region write with another ending, or with none, by the sound of their stem:
//! Джанбулатов, Жанболат; Файзиходжаев, Файзихўжа; Кудратов, Қудратӣ.
//!
//! Мороз and Морозов are two surnames. So a bare name counts only if it is made like the names of the peoples
//! whose states dropped the endings.

use super::concepts::is_given_name_without_slavic_form;
use super::fathers::{FIRST_FATHER, heard, split_patronymic};
use super::readings::read;
use super::surnames::{MIN_SOUNDS, before_ending, surname_endings_of};
use crate::knowledge::{StemKind, surname_endings, surname_stems};
use crate::spelling::{Concept, ConceptForm};
use crate::storage::hash_pair;
use std::sync::LazyLock;

/// The fewest sounds of a stem, as heard. Shorter ones begin and end too many names.
const MIN_HEARD: usize = 4;

/// The words of the table, as sounds.
struct Stems {
    parts: Vec<String>,
    endings: Vec<String>,
}

static STEMS: LazyLock<Stems> = LazyLock::new(|| {
    let sounds = |of_kind: StemKind| {
        let words = surname_stems().filter(move |(kind, _)| *kind == of_kind);
        let mut sounds: Vec<String> = words
            .flat_map(|(_, word)| {
                read(word).iter().map(|it| it.sounds().to_owned()).collect::<Vec<_>>()
            })
            .collect();
        sounds.sort_unstable();
        sounds.dedup();
        sounds
    };
    Stems { parts: sounds(StemKind::Part), endings: sounds(StemKind::Ending) }
});

/// Pushes the stem of a surname, and in which of the two ways it is written: with -ов or -ев, or otherwise.
pub(super) fn push_stems<'a>(
    readings: impl Iterator<Item = &'a str> + Clone,
    concepts: &mut Vec<Concept>,
) {
    for sounds in readings {
        let mut push = |stem: &str, form: ConceptForm| {
            let concept = number(stem).map(|number| Concept { number, form });
            concepts.extend(concept.filter(|concept| !concepts.contains(concept)));
        };
        let mut is_surname = false;
        for ending in surname_endings().iter().filter(|ending| ending.is_derived) {
            let Some(of_women) = ending.of_women else { continue };
            for written in [ending.of_men, of_women] {
                if let Some(stem) = before_ending(sounds, written) {
                    push(stem, ConceptForm::RussianSurname);
                    is_surname = true;
                }
            }
        }
        if is_surname {
            continue;
        }
        if let Some((stem, _)) = split_patronymic(sounds).filter(|(_, ending)| ending.is_kinship) {
            push(stem, ConceptForm::BareSurname);
        } else if let Some(stem) = STEMS.endings.iter().find_map(|end| sounds.strip_suffix(&**end))
        {
            push(stem, ConceptForm::BareSurname);
        } else if is_made_of_name(sounds)
            && !surname_endings_of(sounds, MIN_SOUNDS).any(|ending| ending.is_telling)
        {
            push(sounds, ConceptForm::BareSurname);
        }
    }
}

/// Whether sounds are made like a name of the peoples whose states dropped -ов: a known given name, with or
/// without -ӣ, or one with a last part of such names. A final a is of women's given names.
fn is_made_of_name(sounds: &str) -> bool {
    let is_name = |sounds: &str| is_given_name_without_slavic_form(sounds);
    let has_part = |part: &String| sounds.len() > part.len() + 1 && sounds.ends_with(&**part);
    is_name(sounds) && !sounds.ends_with('a')
        || sounds.strip_suffix('i').is_some_and(is_name)
        || STEMS.parts.iter().any(has_part)
}

/// The concept number of a stem, among those of fathers' names. Saved lists contain it.
fn number(stem: &str) -> Option<u32> {
    let heard = heard(stem);
    let heard = heard.as_bytes();
    (heard.len() >= MIN_HEARD).then(|| hash_pair(heard, b"surname") >> 2 | FIRST_FATHER)
}

#[cfg(test)]
mod tests {
    use crate::name::testing::kind;
    use crate::vocabulary::ClosenessKind;

    #[test]
    fn a_surname_agrees_with_itself_without_the_russian_ending() {
        let mut failures = Vec::new();
        for (one, other) in [
            ("джанбулатов", "жанболат"),
            ("жанболат", "dzhanbulatova"),
            ("файзиходжаев", "файзихўжа"),
            ("ташпулатов", "тошпўлат"),
            ("латифов", "латифӣ"),
            ("mansurova", "мансурӣ"),
            ("кудратов", "қудрат"),
            ("хамитова", "хамит"),
            ("досмагамбетов", "досмағамбет"),
            ("рахмонова", "раҳмонзода"),
            ("рахмонов", "раҳмониён"),
            ("умаров", "омар"),
            ("нурмирзоев", "нурмирзозод"),
            ("шерходжаева", "шерхоҷа"),
            ("маматкулов", "маматқул"),
            ("кельдибеков", "келдібек"),
            ("худайбердиев", "құдайберді"),
            ("абдылдаев", "абдылдаулы"),
            ("сулейменов", "сүлеймен"),
            ("зайнутдинова", "зайнутдин"),
            ("оразмырадов", "оразмырат"),
            ("жумабаев", "жұмабай"),
            ("назарбаева", "nazarbay"),
            ("байрамгельдыев", "байрамгелди"),
        ] {
            let kind = kind(one, other);
            if !matches!(
                kind,
                Some(ClosenessKind::Russified | ClosenessKind::Near | ClosenessKind::NationalForm)
            ) {
                failures.push(format!("{one} {other} {kind:?}"));
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }

    #[test]
    fn two_surnames_do_not() {
        let mut failures = Vec::new();
        for (one, other) in [
            ("мороз", "морозов"),
            ("кузнец", "кузнецов"),
            ("волк", "волков"),
            ("иван", "иванов"),
            ("мельник", "мельников"),
            ("гончар", "гончаров"),
            ("швец", "швецов"),
            ("баран", "баранов"),
            ("павлюк", "павлюков"),
            ("шмидт", "шмидтов"),
            ("джанбулатов", "жанибек"),
            ("ташпулатов", "ташмат"),
            ("файзиходжаев", "нурхўжа"),
            ("латифов", "лутфӣ"),
            ("хасанов", "хусейн"),
            ("каримов", "рахимӣ"),
            ("маматкулов", "мамат"),
            ("жумабаев", "жұмабек"),
            ("назаров", "назарбай"),
            ("рахмонов", "раҳимзода"),
            ("карима", "каримов"),
            ("салима", "салимов"),
            ("кулиев", "кул"),
        ] {
            let kind = kind(one, other);
            if kind == Some(ClosenessKind::Russified) {
                failures.push(format!("{one} {other} {kind:?}"));
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}

//! How Russian renders names that are written in Latin letters: Wright and Райт, Dubois and Дюбуа.
//!
//! Renderings are rules of their own beside the readings: in each orthography that
//! renders, a Latin token has one sound string, and a Cyrillic token that sounds like it is the same name. They say
//! nothing of two tokens in Latin letters, so they are no readings: as such, too many names would sound alike.

use super::readings::{Readings, read, readings_of};
use super::sounds::{InlineSounds, initials, is_vowel};
use super::surnames::MIN_SOUNDS;
use crate::knowledge::{EncodedToken, Orthography};
use crate::spelling::{Concept, ConceptForm};
use crate::storage::hash_bytes;
use crate::text::Script;

/// The numbers of renderings begin here, above those of given names; those of fathers' names are above.
///
/// 29 bits are a hash, so two different names collide with a probability of 1 in 500 million, and then count as
/// one. Saved lists contain these numbers, so the hash must be the same on every machine.
pub(super) const FIRST_RENDERING: u32 = 1 << 29;

/// What a token has in common with the same name in the other script, and the sounds that an initial of it may have
/// there.
pub(super) fn renderings(token: &str, readings: &Readings<'_>) -> (Vec<Concept>, Vec<u8>) {
    let (mut concepts, mut first) = (Vec::new(), Vec::new());
    let mut push = |sounds: &str, form| {
        let number = number(sounds);
        concepts.extend(number.map(|number| Concept { number, form }));
    };
    match token.chars().find_map(Script::of_letter) {
        Some(Script::Cyrillic) => {
            let own = readings.first().map(|reading| reading.sounds());
            own.into_iter().for_each(|sounds| push(sounds, ConceptForm::Rendering));
        }
        Some(Script::Latin) => {
            for (rendered, _) in rendered(token) {
                push(rendered.as_str(), ConceptForm::Original);
                first.extend(initials(rendered.as_str()));
            }
        }
        _ => {}
    }
    (concepts, first)
}

/// The orthography by which one of two tokens renders the other.
pub(crate) fn rendering_orthography(one: &str, other: &str) -> Option<&'static str> {
    let by = |latin: &str, cyrillic: &str| {
        let own = number(read(cyrillic).first()?.sounds())?;
        let mut rendered = rendered(latin);
        rendered.find(|(sounds, _)| number(sounds.as_str()) == Some(own)).map(|(_, name)| name)
    };
    let is_latin = |token: &str| token.chars().find_map(Script::of_letter) == Some(Script::Latin);
    match (is_latin(one), is_latin(other)) {
        (true, false) => by(one, other),
        (false, true) => by(other, one),
        _ => None,
    }
}

/// How a Latin token sounds in Russian, by each orthography that renders, with its name.
fn rendered(token: &str) -> impl Iterator<Item = (InlineSounds, &'static str)> + use<> {
    let encoded = EncodedToken::new(token);
    encoded.into_iter().flat_map(|encoded| {
        let orthographies = encoded.rendering_orthographies();
        let rendered = move |orthography: &'static Orthography| {
            let (sounds, _) = readings_of(&encoded, orthography.alone()).next()?;
            Some((sounds, orthography.name()))
        };
        orthographies.iter().filter_map(rendered)
    })
}

/// The number of a rendering; `None` if it is too short to tell from others.
fn number(sounds: &str) -> Option<u32> {
    let folded = folded(sounds);
    let folded = folded.as_bytes();
    (folded.len() >= MIN_SOUNDS).then(|| hash_bytes(folded) >> 3 | FIRST_RENDERING)
}

/// Sounds without what Russian writes now in one way and now in another: э and е, ё and е, double consonants, and the
/// glide after a consonant.
fn folded(sounds: &str) -> InlineSounds {
    let mut folded = InlineSounds::EMPTY;
    let mut before = 0;
    for sound in sounds.bytes() {
        let sound = match sound {
            b'A' | b'O' => b'e',
            b'U' => b'u',
            b'y' => b'i',
            b'h' => b'x',
            other => other,
        };
        let is_glide_after_consonant = sound == b'j' && before != 0 && !is_vowel(before);
        if sound != before && !is_glide_after_consonant {
            folded.push_one(sound);
        }
        before = sound;
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::testing::close;

    fn cost(one: &str, other: &str) -> Option<u16> {
        close(one, other).map(|found| found.cost)
    }

    /// Whether two tokens agree at the cost of a rendering, or less.
    fn is_rendered(one: &str, other: &str) -> bool {
        cost(one, other).is_some_and(|found| Some(found) <= cost("wright", "райт"))
    }

    /// Names that nothing was developed on, with the rendering that encyclopedias have.
    #[test]
    fn names_agree_with_their_rendering() {
        let mut missed = Vec::new();
        for (latin, cyrillic) in [
            // English.
            ("cartwright", "картрайт"),
            ("wheeler", "уилер"),
            ("whitaker", "уитакер"),
            ("knightley", "найтли"),
            ("burton", "бёртон"),
            ("drake", "дрейк"),
            ("pike", "пайк"),
            ("lowell", "лоуэлл"),
            ("reagan", "рейган"),
            ("mccoy", "маккой"),
            ("wilson", "уилсон"),
            ("hopkins", "хопкинс"),
            ("gladstone", "гладстоун"),
            ("rutherford", "резерфорд"),
            ("cuningham", "канингем"),
            ("seymour", "сеймур"),
            ("ashley", "эшли"),
            ("whitney", "уитни"),
            ("dudley", "дадли"),
            ("shaw", "шо"),
            ("crawley", "кроли"),
            ("haynes", "хейнс"),
            ("keane", "кин"),
            ("andrew", "эндрю"),
            ("andrews", "эндрюс"),
            ("howell", "хауэлл"),
            ("gower", "гауэр"),
            ("ashleigh", "эшли"),
            ("mchugh", "макхью"),
            ("purcell", "пёрселл"),
            // French.
            ("renault", "рено"),
            ("gautier", "готье"),
            ("rousseau", "руссо"),
            ("fournier", "фурнье"),
            ("lefevre", "лефевр"),
            ("bertrand", "бертран"),
            ("duval", "дюваль"),
            ("chirac", "ширак"),
            ("mitterrand", "миттеран"),
            ("poirot", "пуаро"),
            ("beaumarchais", "бомарше"),
            ("marceau", "марсо"),
            ("laurent", "лоран"),
            ("dupont", "дюпон"),
            // German, Spanish, Italian, Latin.
            ("hahn", "хан"),
            ("kohl", "коль"),
            ("steiner", "штайнер"),
            ("spengler", "шпенглер"),
            ("ziegler", "циглер"),
            ("heinrich", "хайнрих"),
            ("stoltz", "штольц"),
            ("hernandez", "эрнандес"),
            ("ibanez", "ибанес"),
            ("jimenez", "хименес"),
            ("guevara", "гевара"),
            ("giolitti", "джолитти"),
            ("marchetti", "маркетти"),
            ("visconti", "висконти"),
            ("cicerone", "чичероне"),
            ("tacitus", "тацит"),
            ("augustinus", "августин"),
            ("claudius", "клавдий"),
            // Turkish, with its marks and without.
            ("necmi", "неджми"),
            ("ercan", "эрджан"),
            ("tuncay", "тунджай"),
            ("ecevit", "эджевит"),
            ("nurcan", "нурджан"),
            ("çınarcıoğlu", "чынарджыоглу"),
        ] {
            if !is_rendered(latin, cyrillic) {
                missed.push(format!("{latin} {cyrillic}"));
            }
        }
        // Renderings from before the rules (Резерфорд, Гладстон), and sounds that no spelling shows.
        assert!(missed.len() <= 6, "{} missed: {missed:?}", missed.len());
    }

    #[test]
    fn names_that_only_look_alike_are_no_renderings() {
        for (latin, cyrillic) in [
            ("wright", "рейд"),
            ("burton", "бартон"),
            ("drake", "драко"),
            ("hale", "холл"),
            ("wilson", "вильсов"),
            ("whitney", "витя"),
            ("dubois", "дубова"),
            ("renault", "ренат"),
            ("gautier", "гутеров"),
            ("chirac", "чирков"),
            ("laurent", "лауринт"),
            ("hernandez", "фернандес"),
            ("jimenez", "симонес"),
            ("marchetti", "марчук"),
            ("steiner", "штерн"),
            ("ziegler", "зигель"),
            ("kohl", "холл"),
            ("claudius", "клавдия"),
            ("marcus", "маркова"),
            ("petrus", "петров"),
            ("newman", "неман"),
            ("knight", "кнут"),
            ("ercan", "эрлан"),
            ("canan", "жанна"),
            ("cem", "сёма"),
        ] {
            assert!(!is_rendered(latin, cyrillic), "{latin} {cyrillic}");
        }
    }

    #[test]
    fn two_names_in_one_script_render_nothing() {
        for (one, other) in
            [("wright", "rait"), ("hale", "heil"), ("хейл", "хел"), ("samer", "same")]
        {
            let shares = |one: &str, other: &str| {
                let [one, other] = [one, other].map(|token| renderings(token, &read(token)).0);
                one.iter().any(|a| other.iter().any(|b| a.number == b.number && a.form != b.form))
            };
            assert!(!shares(one, other), "{one} {other}");
        }
        assert_eq!(
            rendering_orthography("wright", "райт"),
            Some("English names, as Russian writes them")
        );
        assert_eq!(rendering_orthography("райт", "dubois"), None);
    }
}

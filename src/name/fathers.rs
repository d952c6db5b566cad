//! The father's name that a patronymic is made of, by its sound: Ермекович, Эрмек уулу, Ермекулы.
//!
//! Most fathers' names are in no table. So what is left of a patronymic without its ending, and every
//! token that could be a father's name, have the number of what a registrar would hear as one name.

use super::sounds::{InlineSounds, is_vowel};
use super::surnames::{MIN_SOUNDS, before_ending, surname_endings_of};
use crate::knowledge::{PatronymicSounds, patronymic_sounds};
use crate::spelling::{Concept, ConceptForm};
use crate::storage::hash_bytes;

/// The numbers of fathers' names begin here, above those of given names; those of surnames are above.
///
/// 30 bits are a hash, so two different names collide with a probability of 1 in a billion, and then
/// count as one. Saved lists contain these numbers, so the hash must be the same on every machine.
pub(super) const FIRST_FATHER: u32 = 1 << 30;

/// How many readings of a name can be a father's name. More would take memory for each token of a list
/// and tell registrars apart that hardly any name has.
const MAX_BARE_READINGS: usize = 2;

/// Pushes what a token with these readings is a form of: the patronymics of its stem, or else, unless it
/// ends like a surname, the father's name itself.
pub(super) fn push_fathers<'a>(
    readings: impl Iterator<Item = &'a str> + Clone,
    concepts: &mut Vec<Concept>,
) {
    let mut may_be_bare = true;
    for sounds in readings.clone() {
        let Some((stem, ending)) = split_patronymic(sounds) else { continue };
        let form = match ending.is_of_daughter {
            Some(true) => ConceptForm::OfDaughter,
            Some(false) => ConceptForm::OfSon,
            None => ConceptForm::OfChild,
        };
        concepts.extend(number(stem).map(|number| Concept { number, form }));
        // Some names end like a word of kinship that is joined to another (Аннагулы).
        may_be_bare &= ending.is_kinship;
    }
    let is_surname =
        |sounds| surname_endings_of(sounds, MIN_SOUNDS).any(|ending| ending.is_telling);
    if may_be_bare && !readings.clone().any(is_surname) {
        let numbers = readings.take(MAX_BARE_READINGS).filter_map(number);
        concepts.extend(numbers.map(|number| Concept { number, form: ConceptForm::Father }));
    }
}

/// Splits a reading at the longest ending of patronymics that shows one.
pub(super) fn split_patronymic(sounds: &str) -> Option<(&str, PatronymicSounds)> {
    let shown = patronymic_sounds().iter().filter(|ending| ending.is_telling);
    let split = shown.filter_map(|ending| Some((before_ending(sounds, ending.sounds)?, *ending)));
    split.filter(|(stem, _)| is_long_enough(stem)).min_by_key(|(stem, _)| stem.len())
}

fn is_long_enough(stem: &str) -> bool {
    stem.len() >= MIN_SOUNDS
}

/// The concept number of a father's name; `None` if it is too short to tell from others.
fn number(sounds: &str) -> Option<u32> {
    let heard = heard(sounds);
    let heard = heard.as_bytes();
    (heard.len() >= MIN_SOUNDS).then(|| hash_bytes(heard) >> 2 | FIRST_FATHER)
}

/// A name without what registrars of several languages write in different ways, and without what it
/// drops before an ending.
///
/// * vowels are three: a and ә; e, i and ы, with the glide; o, ö, u and ü (Ермек, Ермик; Умид, Омид);
/// * doubled sounds are single, х and h are one, and дж is ж (Джумабек, Жумабек);
/// * vowels at the end are dropped (Сергей, Никита, Али);
/// * the consonant at the end is voiceless (Ахмед, Ахмет), as Russian and the Turkic languages speak it.
pub(super) fn heard(sounds: &str) -> InlineSounds {
    let sounds = sounds.as_bytes();
    let is_open = |sound: &u8| is_vowel(*sound) || *sound == b'j';
    let end = sounds.iter().rposition(|sound| !is_open(sound)).map_or(0, |last| last + 1);
    let mut heard = InlineSounds::EMPTY;
    let mut before = 0;
    for (at, &sound) in sounds[..end].iter().enumerate() {
        let sound = match sound {
            b'A' => b'a',
            b'i' | b'y' | b'j' => b'e',
            b'O' | b'u' | b'U' => b'o',
            b'h' => b'x',
            b'd' if sounds.get(at + 1) == Some(&b'Z') => continue,
            b'b' if at + 1 == end => b'p',
            b'v' if at + 1 == end => b'f',
            b'g' if at + 1 == end => b'k',
            b'd' if at + 1 == end => b't',
            b'z' if at + 1 == end => b's',
            b'Z' if at + 1 == end => b'S',
            other => other,
        };
        if sound != before {
            heard.push_one(sound);
        }
        before = sound;
    }
    heard
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::testing::kind;
    use crate::vocabulary::ClosenessKind;
    use rustc_hash::FxHashSet;

    fn heard(sounds: &str) -> String {
        super::heard(sounds).as_str().to_owned()
    }

    #[test]
    fn what_registrars_write_in_different_ways_is_heard_alike() {
        for (one, other) in [
            ("ermek", "jermik"),
            ("bajyS", "baiS"),
            ("dZumabek", "Zumabek"),
            ("axmed", "ahmet"),
            ("sergej", "serge"),
            ("nikita", "nikit"),
            ("muxammad", "muhamad"),
            ("Otkir", "utkir"),
        ] {
            assert_eq!(heard(one), heard(other), "{one} {other}");
        }
        for (one, other) in
            [("marat", "murat"), ("salim", "salam"), ("erlan", "erZan"), ("xasan", "xusan")]
        {
            assert_ne!(heard(one), heard(other), "{one} {other}");
        }
    }

    #[test]
    fn numbers_lie_between_those_of_given_names_and_of_surnames() {
        for name in ["ermek", "melis", "bajyS", "ali", ""] {
            if let Some(number) = number(name) {
                assert!((FIRST_FATHER..1 << 31).contains(&number), "{name}");
            }
        }
        assert_eq!(number("ali"), None);
    }

    #[test]
    fn a_child_is_a_son_or_a_daughter() {
        // Далер and Сухроб are in the table of given names, Шерхоча and Нурмирзо are not.
        for (one, other) in [
            ("далерзода", "далерович"),
            ("далерзод", "dalerovna"),
            ("sukhrobzada", "сухробовна"),
            ("шерхочазода", "sherkhochaevich"),
            ("нурмирзозод", "нурмирзоевна"),
            ("нурмирзопур", "нурмирзоевич"),
            ("нурмирзодухт", "нурмирзоевна"),
            ("нурмирзозода", "nurmirzodukht"),
        ] {
            let agreed = [ClosenessKind::NationalForm, ClosenessKind::SameReading].map(Some);
            assert!(agreed.contains(&kind(one, other)), "{one} {other} {:?}", kind(one, other));
        }
        for (one, other) in [
            ("нурмирзопур", "нурмирзоевна"),
            ("нурмирзодухт", "нурмирзоевич"),
            ("далерзода", "сухробович"),
            ("шерхочазода", "нурмирзоевич"),
        ] {
            assert_eq!(kind(one, other), None, "{one} {other}");
        }
    }

    /// Fathers' names in Cyrillic and Latin letters. The table of given names has none of them, so
    /// that only their sound can tell.
    const FATHERS: &[(&str, &str)] = &[
        // Kazakh.
        ("қайырбек", "qaiyrbek"),
        ("сейітқазы", "seitqazy"),
        ("тұрсынғазы", "tursyngazy"),
        ("өтегенбай", "otegenbai"),
        ("құрманәлі", "kurmanali"),
        ("жанұзақ", "zhanuzaq"),
        ("ахмеди", "akhmedi"),
        ("шоқанбай", "shokanbai"),
        // Kyrgyz.
        ("байышбек", "baiyshbek"),
        ("түгөлбай", "tugolbai"),
        ("эсенгул", "esengul"),
        ("сапарали", "saparali"),
        ("кадырмамбет", "kadyrmambet"),
        ("ысманалы", "ysmanaly"),
        ("шаршенкул", "sharshenkul"),
        ("доолотбек", "doolotbek"),
        // Uzbek and Uyghur.
        ("норқобил", "norqobil"),
        ("эшпўлат", "eshpo'lat"),
        ("маматқул", "mamatqul"),
        ("холмирза", "kholmirza"),
        ("тошпўлат", "toshpo'lat"),
        ("рўзибой", "ro'ziboy"),
        ("аблиз", "abliz"),
        ("турғун", "turg'un"),
        // Turkmen.
        ("оразмырат", "orazmyrat"),
        ("акмырат", "akmyrat"),
        ("байрамгелди", "bayramgeldi"),
        ("язмухаммет", "yazmuhammet"),
        ("чарымырат", "charymyrat"),
        ("аннаберди", "annaberdi"),
        // Azerbaijani.
        ("алисахиб", "alisahib"),
        ("мирдамат", "mirdamat"),
        ("агададаш", "aghadadash"),
        ("балакиши", "balakishi"),
        ("гюльбала", "gyulbala"),
        ("нуреддинбек", "nureddinbek"),
        // Tatar and Bashkir.
        ("минзакир", "minzakir"),
        ("фәнзил", "fanzil"),
        ("ильгизяр", "ilgizyar"),
        ("миңнегали", "minnegali"),
        ("гильмитдин", "gilmitdin"),
        ("хәмидулла", "khamidulla"),
        // Chechen and Ingush.
        ("вахарсолт", "vakharsolt"),
        ("хасмохмад", "khasmokhmad"),
        ("дзахо", "dzakho"),
        ("усамбек", "usambek"),
        ("абумуслимбек", "abumuslimbek"),
        ("джунид", "dzhunid"),
    ];

    /// A patronymic as one token, or the bare father's name beside a word of kinship.
    fn ways([cyrillic, latin]: [&str; 2], daughter: bool) -> Vec<(String, bool)> {
        let joined = |father: &str, hard: &str, soft: &str| {
            let stem = father.trim_end_matches(['и', 'і', 'й', 'i', 'y']);
            format!("{stem}{}", if stem == father { hard } else { soft })
        };
        let mut ways = vec![(cyrillic.to_owned(), true), (latin.to_owned(), true)];
        match daughter {
            true => ways.extend([
                (joined(cyrillic, "овна", "евна"), false),
                (joined(latin, "ovna", "evna"), false),
            ]),
            false => ways.extend([
                (joined(cyrillic, "ович", "евич"), false),
                (joined(latin, "ovich", "evich"), false),
                (format!("{cyrillic}ұлы"), false),
                (format!("{cyrillic}улы"), false),
                (format!("{latin}uly"), false),
            ]),
        }
        ways
    }

    #[test]
    fn all_patronymics_of_one_father_agree_and_those_of_two_do_not() {
        let known: FxHashSet<&str> =
            crate::knowledge::given_names().flat_map(|(_, forms)| forms).collect();
        let agree = |one: &(String, bool), other: &(String, bool)| kind(&one.0, &other.0);
        let mut failures = Vec::new();
        for (n, (cyrillic, latin)) in FATHERS.iter().enumerate() {
            assert!(
                !known.contains(cyrillic) && !known.contains(latin),
                "{cyrillic} is in the table"
            );
            let (next, next_latin) = FATHERS[(n + 1) % FATHERS.len()];
            let sons = ways([cyrillic, latin], false);
            let daughters = ways([cyrillic, latin], true);
            for all in [&sons, &daughters] {
                for (one, other) in all.iter().flat_map(|one| all.iter().map(move |o| (one, o))) {
                    if !(one.1 && other.1) && agree(one, other).is_none() {
                        failures.push(format!("{} {}: no agreement", one.0, other.0));
                    }
                }
            }
            let patronymic = |way: &&(String, bool)| !way.1;
            for son in sons.iter().filter(patronymic) {
                for daughter in daughters.iter().filter(patronymic) {
                    let kind = agree(son, daughter);
                    if kind.is_some_and(|kind| kind != ClosenessKind::Near) {
                        failures.push(format!("{} {}: {kind:?}", son.0, daughter.0));
                    }
                }
                for other in ways([next, next_latin], false) {
                    if let Some(kind) = agree(son, &other) {
                        failures.push(format!("{} {}: {kind:?}", son.0, other.0));
                    }
                }
            }
        }
        assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
    }

    #[test]
    fn a_joined_word_of_kinship_agrees_with_the_surname_of_another_state() {
        for (one, other) in [
            ("ахмедиұлы", "ахмедиев"),
            ("серікұлы", "сериков"),
            ("serikuly", "сериков"),
            ("досмағамбетұлы", "досмагамбетов"),
            ("токаулы", "токаева"),
        ] {
            assert_eq!(kind(one, other), Some(ClosenessKind::Russified), "{one} {other}");
        }
        for (one, other) in [("серікұлы", "ериков"), ("иванович", "иванов"), ("иванов", "иван")]
        {
            assert_ne!(kind(one, other), Some(ClosenessKind::Russified), "{one} {other}");
        }
    }
}

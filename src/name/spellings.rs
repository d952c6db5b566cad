//! Everything that similar tokens are found by.

use super::abbreviations::push_abbreviations;
use super::concepts::{concepts, initials_of_forms};
use super::initials::sounds_of_first_letter;
use super::misread::push_misread;
use super::readings::{Reading, read};
use super::renderings::renderings;
use super::sounds::{class, initials};
use super::stems::push_stems;
use super::syllabic::syllabic_concepts;
use crate::spelling::{SoundString, Spelling};

/// The readings of a folded token with their sound classes, the sounds of its initial, and the names
/// that it is a form of.
pub(crate) fn spelling(token: &str) -> Spelling {
    let readings = read(token);
    let sound_strings: Vec<SoundString> = readings
        .iter()
        .map(|reading| SoundString {
            class: class(&reading.sounds).as_str().into(),
            sounds: reading.sounds().into(),
        })
        .collect();
    let sounds = readings.iter().map(Reading::sounds);
    let mut concepts = concepts(sounds.clone());
    push_stems(sounds.clone(), &mut concepts);
    push_abbreviations(token, sounds.clone(), &mut concepts);
    push_misread(token, sounds.clone(), &mut concepts);
    let own = sounds.flat_map(initials);
    let mut initials: Vec<u8> = own.chain(sounds_of_first_letter(token).iter().copied()).collect();
    for (found, first) in [renderings(token, &readings), syllabic_concepts(token)] {
        concepts.extend(found);
        initials.extend(first);
    }
    concepts.sort_unstable();
    concepts.dedup();
    initials.extend(initials_of_forms(&concepts));
    Spelling::new(token, sound_strings, initials, concepts)
}

#[cfg(test)]
mod tests {
    use crate::name::testing::kind;
    use crate::vocabulary::ClosenessKind as Kind;

    #[test]
    fn romanizations_of_one_name_are_close() {
        for (cyrillic, romanized) in [
            ("щербаков", "shcherbakov chtcherbakov schtscherbakow szczerbakow ščerbakov"),
            ("жуков", "zhukov joukov žukov shukow żukow"),
            ("хрущёв", "khrushchyov hruščëv"),
            ("чайковский", "chaykovskiy tchaïkovski"),
            ("путин", "putin poutine"),
            ("кузнецов", "kuznetsov kuznecov kusnezow"),
        ] {
            for token in romanized.split(' ') {
                assert!(kind(cyrillic, token).is_some(), "{cyrillic} {token}");
            }
        }
    }

    #[test]
    fn forms_of_one_name_are_related_and_others_are_not() {
        for (one, other, expected) in [
            ("владимир", "uladzimir", Some(Kind::NationalForm)),
            ("михаил", "michael", Some(Kind::NationalForm)),
            ("мухаммад", "magomed", Some(Kind::NationalForm)),
            ("саша", "alexander", Some(Kind::Diminutive)),
            ("kolya", "николай", Some(Kind::Diminutive)),
            ("юсупов", "yusufov", Some(Kind::NationalForm)),
            ("шарифзода", "sharifov", Some(Kind::NationalForm)),
            ("раҳмон", "rakhmonov", Some(Kind::Russified)),
            ("магомедович", "mukhammadovich", Some(Kind::NationalForm)),
            ("фёдоровна", "todorovna", Some(Kind::NationalForm)),
            ("магомедович", "məhəmməd", Some(Kind::Father)),
            ("львович", "lev", Some(Kind::Father)),
            ("никитична", "nikita", Some(Kind::Father)),
            ("чайковский", "tchaikovskaya", Some(Kind::Gendered)),
            ("ivanov", "иванова", Some(Kind::Gendered)),
            ("толстой", "tolstaya", Some(Kind::Gendered)),
            ("алижон", "ali", Some(Kind::Diminutive)),
            ("николаевич", "mikalaevna", None),
            ("иван", "иванов", None),
            ("владимир", "vladislav", None),
            ("саша", "николай", None),
        ] {
            assert_eq!(kind(one, other), expected, "{one} {other}");
        }
    }
}

//! Romanizes text by a system.

use super::letter_case::{LetterCase, UpperCase, lower};
use super::system::System;
use crate::text::PAD_BEFORE;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Writes text in Latin letters by one system. [`deromanize`](crate::deromanize) reverses it.
///
/// Characters without a rule are copied: Latin letters, digits, punctuation, letters of other
/// alphabets. Text is first put into Unicode's composed form (NFC). An upper-case letter that
/// becomes several is written `Shch`, or `SHCH` where the next letter of its word (at the end of a
/// word, the previous one) is upper case too. Letters under a tie (`T͡S`) count as one.
///
/// Cost: linear in the length of the text; one allocation for the result and two for the encoded
/// text.
///
/// ```
/// use sverka::{System, romanize};
///
/// let by = |key, text| System::find(key).map(|system| romanize(text, system));
/// assert_eq!(by("icao-9303-ru", "ЩЕРБАКОВ Илья").as_deref(), Some("SHCHERBAKOV Ilia"));
/// assert_eq!(by("french-press-ru", "Щербаков, 1971").as_deref(), Some("Chtcherbakov, 1971"));
/// assert_eq!(by("icao-9303-be", "Сяргей").as_deref(), Some("Siarhei"));
/// ```
pub fn romanize(text: &str, system: System) -> String {
    let source: Vec<char> = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.chars().collect(),
        _ => text.nfc().collect(),
    };
    let table = system.table();
    let codes = table.alphabet.encode(source.iter().map(|c| lower(*c)));
    let upper_case = UpperCase::parse(system.fact("capitals"));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < source.len() {
        match table.rules.at(&codes, PAD_BEFORE + at, 1).0 {
            Some(rule) => {
                let case = LetterCase::of(&source, at, rule.length());
                upper_case.write(rule.to(), case, &mut out);
                at += rule.length();
            }
            None => {
                out.push(source[at]);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::system::SOURCES;
    use super::*;

    fn system(key: &str) -> System {
        System::find(key).unwrap()
    }

    #[test]
    fn every_table_writes_its_examples() {
        for (text, system) in SOURCES.iter().zip(System::all()) {
            let examples: Vec<_> = text
                .lines()
                .filter_map(|line| line.strip_prefix("# example: ")?.split_once(" = "))
                .collect();
            assert!(examples.len() >= 4, "{} has fewer than four examples", system.key());
            for (source, expected) in examples {
                assert_eq!(romanize(source, system), expected, "{}: {source}", system.key());
            }
        }
    }

    #[test]
    fn every_letter_of_the_source_alphabet_has_a_rule() {
        let alphabet = |language: &str| match language {
            "ru" => "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "uk" => "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
            "kk" => "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
            "ky" => "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
            "tg" => "абвгғдеёжзиӣйкқлмнопрстуӯфхҳцчҷшщъыьэюя",
            "uz" => "абвгғдеёжзийкқлмнопрстуўфхҳцчшщъыьэюя",
            "tk" => "аәбвгдеёжҗзийклмнңоөпрстуүфхцчшщъыьэюя",
            "az" => "абвгғдеёәжзийјкҝлмноөпрстуүфхһцчҹшщъыьэюя",
            "tt" => "аәбвгдеёжҗзийклмнңоөпрстуүфхһцчшщъыьэюя",
            "ro" => "абвгдеёжӂзийклмнопрстуфхцчшщъыьэюя",
            "hy" => "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
            "ka" => "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
            "be" => "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
            "bg" => "абвгдежзийклмнопрстуфхцчшщъьюя",
            "sr" => "абвгдђежзијклљмнњопрстћуфхцчџш",
            "mk" => "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
            "mn" => "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя",
            other => panic!("add the alphabet of {other} to this test"),
        };
        for system in System::all().filter(|s| s.fact("direction").ends_with("to Latin")) {
            let latin = romanize(alphabet(system.language()), system);
            let source = |c| matches!(c, 'Ѐ'..='\u{58F}' | 'Ⴀ'..='ჿ');
            assert!(!latin.chars().any(source), "{system}: {latin}");
        }
    }

    #[test]
    fn case_follows_the_source() {
        let icao = system("icao-9303-ru");
        let cases = [
            ("Щукин", "Shchukin"),
            ("ЩУКИН", "SHCHUKIN"),
            ("щукин", "shchukin"),
            ("ХРУЩ", "KHRUSHCH"), // at the end of a word the previous letter decides
            ("Щ.", "Shch."),      // an initial stands alone
            ("ТОВАРИЩ Юсупов", "TOVARISHCH Iusupov"),
            ("АнЯ", "AnIa"),
            ("", ""),
        ];
        for (source, expected) in cases {
            assert_eq!(romanize(source, icao), expected, "{source}");
        }
        let press = system("french-press-ru");
        assert_eq!(romanize("ПУТИН Путин", press), "POUTINE Poutine");
        assert_eq!(romanize("КСЕНИЯ Ксения", press), "XENIA Xenia");
        // An apostrophe does not end a word.
        assert_eq!(romanize("ІМ'Я ІМʼЯ Мар’Ян", system("ua-2010-uk")), "IMIA IMIA MarIan");
        // A dot is not a letter; letters under a tie are one.
        assert_eq!(romanize("тС сЭ", system("bgn-pcgn-1947-dotted-ru")), "t·S s·E");
        assert_eq!(romanize("Цой ЦОЙ", system("ala-lc-2012-ru")), "T͡Soĭ T͡SOĬ");
        // Azerbaijani has its own capital i.
        let azerbaijani = system("az-1991-az");
        assert_eq!(romanize("Исмајыл ИСМАЈЫЛ", azerbaijani), "İsmayıl İSMAYIL");
    }

    #[test]
    fn characters_without_a_rule_are_copied_and_decomposed_letters_are_composed() {
        let icao = system("icao-9303-ru");
        assert_eq!(romanize("O’Neill, 17 – 東京 ӏ", icao), "O’Neill, 17 – 東京 ӏ");
        assert_eq!(romanize("Андреи\u{306}", icao), "Andrei");
    }
}

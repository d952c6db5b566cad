//! Words that offices and programs write into a field of which they do not know the value.

/// The words in lower case, without brackets around them and points after them. What has neither letter
/// nor digit is unknown too.
const UNKNOWN: [&str; 70] = [
    // English, and programs.
    "n/a",
    "na",
    "n.a",
    "n/k",
    "#n/a",
    "nil",
    "none",
    "null",
    "#null!",
    "nan",
    "nat",
    "undefined",
    "unk",
    "unknown",
    "not known",
    "not available",
    "not applicable",
    "not provided",
    "not specified",
    "not stated",
    "not recorded",
    "tbc",
    "tba",
    "\\n",
    "-0-",
    "#value!",
    "#ref!",
    // Russian.
    "н/д",
    "н.д",
    "нд",
    "#н/д",
    "#знач!",
    "#ссылка!",
    "нет",
    "нет данных",
    "данных нет",
    "не указан",
    "не указана",
    "не указано",
    "не опр",
    "неопр",
    "не определен",
    "не определена",
    "не определено",
    "не имеется",
    "нет сведений",
    "сведений нет",
    "сведения отсутствуют",
    "нет информации",
    "дата неизвестна",
    "без номера",
    "б/н",
    "неизв",
    "не изв",
    "не известно",
    "неизвестен",
    "неизвестна",
    "неизвестно",
    "не установлено",
    "отсутствует",
    // Ukrainian.
    "невідомо",
    "невід",
    "н/в",
    "немає",
    "немає даних",
    "не вказано",
    // Kazakh, Kyrgyz, Uzbek.
    "белгісіз",
    "белгисиз",
    "noma'lum",
    "номаълум",
];

/// Those of the words that are names as well.
const NAMES: [&str; 6] = ["na", "nan", "nat", "nil", "none", "null"];

fn find(text: &str) -> Option<&'static str> {
    let bare = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '<' | '>' | '{' | '}')
    });
    if !bare.chars().next().is_some_and(may_begin) {
        return None;
    }
    let word = bare.trim_end_matches('.');
    // In these alphabets a letter has as many bytes in lower case, which rules out nearly all words at once.
    UNKNOWN.into_iter().find(|known| {
        known.len() == word.len() && word.chars().flat_map(char::to_lowercase).eq(known.chars())
    })
}

/// Whether one of the words may begin with a character, which most values do not.
fn may_begin(c: char) -> bool {
    matches!(
        c,
        'n' | 'N'
            | 'u'
            | 'U'
            | 't'
            | 'T'
            | 'с'
            | 'С'
            | 'н'
            | 'Н'
            | 'о'
            | 'О'
            | 'д'
            | 'Д'
            | 'б'
            | 'Б'
            | '#'
            | '\\'
            | '-'
    )
}

/// Whether the text is blank or stands for a missing value.
pub(super) fn is_blank(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric) || is_short(text) && find(text).is_some()
}

/// Whether the text is no full name: as [`is_blank`], but `Null` and `Na`, written like names, are names.
pub(super) fn is_blank_name(text: &str) -> bool {
    is_blank(text)
        && !find(text).is_some_and(|word| NAMES.contains(&word) && is_written_like_name(text))
}

/// Whether a text begins with a capital and goes on with a small letter.
fn is_written_like_name(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// Whether the text is no part of a name: as [`is_blank`], but words that are names count as names.
pub(super) fn is_blank_part(text: &str) -> bool {
    is_blank(text) && !find(text).is_some_and(|word| NAMES.contains(&word))
}

/// Whether the text is no longer than the longest of the words with what may surround it. This keeps
/// long texts from being copied.
fn is_short(text: &str) -> bool {
    text.len() < 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_a_missing_value() {
        for text in [
            "",
            " ",
            "-",
            "--",
            "—",
            "?",
            "...",
            "н/д",
            "Н/Д",
            "н/д.",
            "НЕТ ДАННЫХ",
            "null",
            "NULL",
            "(null)",
            "<null>",
            "\\N",
            "Unknown",
            "n/a",
            "N.A.",
            "-0-",
            "#Н/Д",
            "#N/A",
            "Не указано",
        ] {
            assert!(is_blank(text), "{text:?}");
        }
        for word in UNKNOWN {
            assert!(is_blank(word) && is_blank(&word.to_uppercase()), "{word}");
        }
        for text in ["0", "Nataliya", "нет-нет", "unknown 1971", "x"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    #[test]
    fn a_name_that_is_such_a_word_is_a_name() {
        for (text, is_name, is_part) in [
            ("Null", true, true),
            ("Na", true, true),
            ("NULL", false, true),
            ("null", false, true),
            ("н/д", false, false),
            ("Unknown", false, false),
            ("Нет данных", false, false),
            ("Натали", true, true),
        ] {
            assert_eq!((!is_blank_name(text), !is_blank_part(text)), (is_name, is_part), "{text}");
        }
    }
}

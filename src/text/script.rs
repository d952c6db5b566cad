//! Which script a token is written in, and look-alike letters of the wrong one put right.
//!
//! The pairs are the Cyrillic-Latin entries of Unicode's confusables (UTS #39, version 16) that
//! are letters of the basic alphabets of both scripts, in the case in which they are alike: `В`
//! looks like `B`, but `в` does not look like `b`.

use unicode_script::UnicodeScript;

/// The script of a token, as far as the rooms behind need to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Armenian,
    Georgian,
    /// Any other, or a mixture that could not be put right.
    Other,
}

impl Script {
    /// The script of a letter; `None` for what is no letter.
    pub(crate) fn of_letter(c: char) -> Option<Script> {
        match c {
            'a'..='z' => Some(Script::Latin),
            'а'..='ё' => Some(Script::Cyrillic),
            _ => c.is_alphabetic().then(|| Script::of_char(c)),
        }
    }

    pub(crate) fn of_char(c: char) -> Script {
        // Most letters are these; the table of scripts is searched for the rest.
        match c {
            'a'..='z' | 'A'..='Z' => Script::Latin,
            'Ѐ'..='ԯ' => Script::Cyrillic,
            _ => match c.script() {
                unicode_script::Script::Latin => Script::Latin,
                unicode_script::Script::Cyrillic => Script::Cyrillic,
                unicode_script::Script::Armenian => Script::Armenian,
                unicode_script::Script::Georgian => Script::Georgian,
                _ => Script::Other,
            },
        }
    }
}

/// (Latin, Cyrillic), alike to the eye. None is a pair in lower case alone (as `h` and `һ` are):
/// so a token that was put into lower case needs no more repair than before.
const LOOK_ALIKES: [(char, char); 28] = [
    ('A', 'А'),
    ('a', 'а'),
    ('B', 'В'),
    ('C', 'С'),
    ('c', 'с'),
    ('E', 'Е'),
    ('e', 'е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('i', 'і'),
    ('J', 'Ј'),
    ('j', 'ј'),
    ('K', 'К'),
    ('k', 'к'),
    ('M', 'М'),
    ('O', 'О'),
    ('o', 'о'),
    ('P', 'Р'),
    ('p', 'р'),
    ('S', 'Ѕ'),
    ('s', 'ѕ'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('x', 'х'),
    ('Y', 'У'),
    ('y', 'у'),
    ('Q', 'Ԛ'),
    ('W', 'Ԝ'),
];

fn in_script(c: char, script: Script) -> Option<char> {
    if Script::of_char(c) == script {
        return Some(c);
    }
    LOOK_ALIKES.iter().find_map(|&(latin, cyrillic)| match script {
        Script::Latin => (cyrillic == c).then_some(latin),
        _ => (latin == c).then_some(cyrillic),
    })
}

/// Puts a token that mixes Latin and Cyrillic into the one script that all its letters can take;
/// if both can, into that of most of its letters, Latin where they are equally many. Returns how
/// many letters were replaced: 0 where the token needed nothing or could not be put right.
pub(super) fn unmix(token: &mut [char]) -> usize {
    let count = |script| token.iter().filter(|c| Script::of_char(**c) == script).count();
    let (latin, cyrillic) = (count(Script::Latin), count(Script::Cyrillic));
    if latin == 0 || cyrillic == 0 {
        return 0;
    }
    let fits = |script| {
        token
            .iter()
            .filter(|c| matches!(Script::of_char(**c), Script::Latin | Script::Cyrillic))
            .all(|c| in_script(*c, script).is_some())
    };
    let script = match (fits(Script::Latin), fits(Script::Cyrillic)) {
        (true, true) if cyrillic > latin => Script::Cyrillic,
        (true, _) => Script::Latin,
        (false, true) => Script::Cyrillic,
        (false, false) => return 0,
    };
    let mut replaced = 0;
    for c in token.iter_mut() {
        if let Some(right) = in_script(*c, script).filter(|right| right != c) {
            *c = right;
            replaced += 1;
        }
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_go_to_the_script_that_all_letters_can_take() {
        // Each mixed token, what it becomes, and how many letters were wrong.
        let cases = [
            ("RОMASHKІN", "ROMASHKIN", 2), // Cyrillic О and І
            ("Щeрбaков", "Щербаков", 2),   // Latin e and a
            ("СOМOВ", "СОМОВ", 2),         // all alike; more Cyrillic
            ("CОX", "COX", 1),             // all alike; more Latin
            ("Ivanов", "Ivanов", 0),       // neither can take all
            ("Иванов", "Иванов", 0),
            ("Ivanov", "Ivanov", 0),
            ("", "", 0),
        ];
        for (mixed, right, replaced) in cases {
            let mut token: Vec<char> = mixed.chars().collect();
            assert_eq!(unmix(&mut token), replaced, "{mixed}");
            assert_eq!(token.iter().collect::<String>(), right);
        }
    }

    #[test]
    fn every_pair_joins_the_two_scripts() {
        for (latin, cyrillic) in LOOK_ALIKES {
            assert_eq!(Script::of_char(latin), Script::Latin);
            assert_eq!(Script::of_char(cyrillic), Script::Cyrillic);
        }
    }
}

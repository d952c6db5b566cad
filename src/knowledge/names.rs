//! Given names with their forms, and how patronymics and surnames are made of them.

use super::suffixes::SuffixSet;
use super::tables::{
    ABBREVIATIONS, DIMINUTIVES, DROPPED_ENDINGS, GIVEN_NAMES, PATRONYMIC_EXCEPTIONS, PATRONYMICS,
    RESPECT_ENDINGS, SURNAME_ENDINGS, SURNAME_STEMS, first_cells, rows,
};
use rustc_hash::FxHashSet;
use std::str::SplitWhitespace;
use std::sync::LazyLock;

/// The given names, each with its full forms in the languages of the region and beyond.
pub(crate) fn given_names() -> impl Iterator<Item = (&'static str, SplitWhitespace<'static>)> {
    rows(GIVEN_NAMES).filter_map(|row| Some((row[0], row.get(2)?.split_whitespace())))
}

/// Each full form of a given name, with the sex of those who bear it: m, f, or u for both.
pub(crate) fn given_name_forms() -> impl Iterator<Item = (&'static str, &'static str)> {
    let forms = |row: Vec<&'static str>| {
        let sex = *row.get(1)?;
        Some(row.get(2)?.split_whitespace().map(move |form| (form, sex)))
    };
    rows(GIVEN_NAMES).filter_map(forms).flatten()
}

/// Abbreviations of given names, folded, each with the names that it stands for.
pub(crate) fn abbreviations() -> impl Iterator<Item = (&'static str, SplitWhitespace<'static>)> {
    rows(ABBREVIATIONS).filter_map(|row| Some((row[0], row.get(1)?.split_whitespace())))
}

/// What a word of the table of surname stems is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StemKind {
    /// The last part of given names.
    Part,
    /// An ending of surnames.
    Ending,
}

/// The words that show a surname of the peoples whose states dropped -ов.
pub(crate) fn surname_stems() -> impl Iterator<Item = (StemKind, &'static str)> {
    let kind = |cell| if cell == "part" { StemKind::Part } else { StemKind::Ending };
    rows(SURNAME_STEMS).filter_map(move |row| Some((kind(row[0]), *row.get(1)?)))
}

/// Diminutives and short forms, each with the given names that it stands for.
pub(crate) fn diminutives() -> impl Iterator<Item = (&'static str, SplitWhitespace<'static>)> {
    rows(DIMINUTIVES).filter_map(|row| Some((row[0], row.get(1)?.split_whitespace())))
}

/// Patronymics whose father's name is not found by removing the ending, each with that name.
pub(crate) fn patronymic_exceptions() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(PATRONYMIC_EXCEPTIONS).filter_map(|row| Some((row[0], *row.get(1)?)))
}

/// Letters of Ukrainian and Belarusian that Russian lacks. A name with a form that has one is an
/// East Slavic name.
pub(crate) const EAST_SLAVIC_LETTERS: [char; 5] = ['і', 'ї', 'є', 'ў', 'ґ'];

/// Letters of Turkic and Iranian languages. A name with a form that has one is no East Slavic name, although
/// Kazakh and Uzbek share letters with Ukrainian and Belarusian.
pub(crate) const EASTERN_LETTERS: [char; 15] =
    ['ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'ҳ', 'ҷ', 'ӣ', 'ӯ', 'ҙ', 'ҡ', 'ә', 'ə'];

/// An ending of patronymics, as sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PatronymicSounds {
    pub(crate) sounds: &'static str,
    /// `None` where sons and daughters have it.
    pub(crate) is_of_daughter: Option<bool>,
    /// Whether it is a word of kinship that is joined to the father's name, and ends other names too.
    pub(crate) is_kinship: bool,
    /// Whether hardly any surname ends like this. Two sounds (-ич) end many.
    pub(crate) is_telling: bool,
}

static PATRONYMIC_SOUNDS: LazyLock<Vec<PatronymicSounds>> = LazyLock::new(|| {
    let mut endings: Vec<PatronymicSounds> = Vec::new();
    for row in rows(PATRONYMICS) {
        let Some(sounds) = row.get(4).filter(|sounds| **sounds != "-") else { continue };
        let ending = PatronymicSounds {
            sounds,
            is_of_daughter: (row[1] != "-").then_some(row[1] == "f"),
            is_kinship: matches!(row.get(5), Some(&"kinship" | &"child")),
            is_telling: sounds.len() > 2,
        };
        if !endings.contains(&ending) {
            endings.push(ending);
        }
    }
    endings
});

/// The endings of patronymics as sounds, each once.
pub(crate) fn patronymic_sounds() -> &'static [PatronymicSounds] {
    &PATRONYMIC_SOUNDS
}

/// The spelled endings that show a patronymic.
static PATRONYMIC_ENDINGS: LazyLock<SuffixSet> =
    LazyLock::new(|| rows(PATRONYMICS).filter(|row| row.len() < 6).map(|row| row[0]).collect());

/// The words of kinship that are joined to the father's name and end surnames and given names too.
static JOINED_KINSHIP: LazyLock<SuffixSet> = LazyLock::new(|| {
    rows(PATRONYMICS).filter(|row| row.get(5) == Some(&"kinship")).map(|row| row[0]).collect()
});

/// Every spelled ending of patronymics that has sounds, with these.
#[cfg(test)]
pub(crate) fn patronymic_endings() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(PATRONYMICS).map(|row| (row[0], row[4])).filter(|(_, sounds)| *sounds != "-")
}

/// The minimum letters before the ending of a patronymic.
const MIN_STEM_LETTERS: usize = 3;

fn is_long_enough(stem: &str) -> bool {
    stem.chars().nth(MIN_STEM_LETTERS - 1).is_some()
}

/// Whether a folded token ends like an East Slavic patronymic. Some surnames do too.
pub(crate) fn has_patronymic_ending(token: &str) -> bool {
    PATRONYMIC_ENDINGS.split(token).any(|(stem, _)| is_long_enough(stem))
}

/// Whether a folded token ends in a word of kinship that makes a patronymic where nothing else is one
/// (Ерланұлы).
pub(crate) fn has_joined_kinship(token: &str) -> bool {
    JOINED_KINSHIP.split(token).any(|(stem, _)| is_long_enough(stem))
}

/// Given names without their final vowels and soft sign.
static STEMS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let stems = given_names().flat_map(|(_, forms)| forms).map(stem);
    stems.filter(|stem| is_long_enough(stem)).collect()
});

fn stem(name: &str) -> &str {
    name.trim_end_matches(|c| "аеёиіїоуыэюяйьaeijouy'".contains(c))
}

/// Whether a folded token is a patronymic of a given name in the table. Surnames in -ович are rarely
/// made of a name that is still in use.
pub(crate) fn has_known_father(token: &str) -> bool {
    PATRONYMIC_ENDINGS.split(token).any(|(father, _)| STEMS.contains(stem(father)))
}

/// An ending of surnames, as sounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SurnameEnding {
    pub(crate) of_men: &'static str,
    /// `None` where women bear the same form.
    pub(crate) of_women: Option<&'static str>,
    /// Whether it makes a surname of a given name.
    pub(crate) is_derived: bool,
    /// Whether hardly any given name ends like this.
    pub(crate) is_telling: bool,
}

static SURNAMES: LazyLock<Vec<SurnameEnding>> = LazyLock::new(|| {
    let ending = |row: Vec<&'static str>| {
        Some(SurnameEnding {
            of_men: row[0],
            of_women: Some(*row.get(1)?).filter(|of_women| *of_women != "="),
            is_derived: *row.get(2)? == "derived",
            is_telling: *row.get(3)? == "telling",
        })
    };
    rows(SURNAME_ENDINGS).filter_map(ending).collect()
});

/// The endings of surnames.
pub(crate) fn surname_endings() -> &'static [SurnameEnding] {
    &SURNAMES
}

static RESPECT: LazyLock<Vec<&str>> = LazyLock::new(|| first_cells(RESPECT_ENDINGS).collect());

/// Endings of respect that are joined to given names, as sounds.
pub(crate) fn respect_endings() -> &'static [&'static str] {
    &RESPECT
}

/// What a given name drops before an ending, as sounds.
#[derive(Debug)]
pub(crate) struct DroppedEndings {
    pub(crate) in_patronymics: Vec<&'static str>,
    pub(crate) in_surnames: Vec<&'static str>,
}

static DROPPED: LazyLock<DroppedEndings> = LazyLock::new(|| {
    let dropped = |before: &str| {
        let of_kind = rows(DROPPED_ENDINGS).filter(|row| row[0] == before);
        of_kind.filter_map(|row| row.get(1).map(|cell| cell.trim_matches('-'))).collect()
    };
    DroppedEndings { in_patronymics: dropped("patronymic"), in_surnames: dropped("surname") }
});

/// What a given name drops before the ending of a patronymic or a surname; nothing is one of them.
pub(crate) fn dropped_endings() -> &'static DroppedEndings {
    &DROPPED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patronymics_are_recognized_by_their_ending() {
        for token in
            ["иванович", "сергеевна", "ильинична", "iwanowitsch", "viktorovna", "григорович"]
        {
            assert!(has_patronymic_ending(token), "{token}");
        }
        for token in ["иванов", "илья", "ович", "евна", "ivanova", "ivan", "лукич"]
        {
            assert!(!has_patronymic_ending(token), "{token}");
        }
    }

    #[test]
    fn patronymics_of_known_fathers_are_recognized() {
        for token in ["анатольевіч", "сергеевна", "viktorovich"] {
            assert!(has_known_father(token), "{token}");
        }
        for token in ["шыгушовіч", "lukashovich", "иванов"] {
            assert!(!has_known_father(token), "{token}");
        }
    }

    /// The rows of a table with the values of their first three cells.
    fn given_name_rows() -> impl Iterator<Item = (&'static str, &'static str, Vec<&'static str>)> {
        rows(GIVEN_NAMES).map(|row| {
            assert_eq!(row.len(), 3, "{row:?}");
            (row[0], row[1], row[2].split_whitespace().collect())
        })
    }

    #[test]
    fn forms_of_given_names_stand_in_one_row_unless_the_head_lists_them_as_ambiguous() {
        let ambiguous = GIVEN_NAMES.lines().find_map(|line| line.strip_prefix("# ambiguous: "));
        let mut ambiguous: Vec<&str> = ambiguous.unwrap_or_default().split_whitespace().collect();
        let mut forms: Vec<&str> = given_name_rows().flat_map(|(.., forms)| forms).collect();
        forms.sort_unstable();
        let mut repeated: Vec<&str> =
            forms.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        repeated.dedup();
        ambiguous.sort_unstable();
        assert_eq!(repeated, ambiguous);
        for (name, _, mut forms) in given_name_rows() {
            assert!(forms.contains(&name), "{name} is not a form of itself");
            let count = forms.len();
            forms.sort_unstable();
            forms.dedup();
            assert_eq!(forms.len(), count, "{name} repeats a form");
        }
    }

    #[test]
    fn given_names_are_sorted_by_sex_and_name() {
        let order = |sex: &str| ["m", "f", "u"].iter().position(|other| *other == sex);
        let rows: Vec<_> = given_name_rows().map(|(name, sex, _)| (order(sex), name)).collect();
        for pair in rows.windows(2) {
            assert!(pair[0].0.is_some() && pair[0] < pair[1], "{:?} before {:?}", pair[0], pair[1]);
        }
    }

    #[test]
    fn no_short_form_is_a_full_form_of_its_name() {
        let full: Vec<_> = given_name_rows().collect();
        let mut known = FxHashSet::default();
        for (short, names) in diminutives() {
            assert!(known.insert(short), "{short} has two rows");
            for name in names {
                let row = full.iter().find(|(other, ..)| *other == name);
                let (.., forms) = row.unwrap_or_else(|| panic!("{short} is short for no {name}"));
                assert!(!forms.contains(&short), "{short} is a full form of {name} too");
            }
        }
    }

    #[test]
    fn every_father_of_an_exception_is_a_given_name() {
        let forms: FxHashSet<&str> = given_name_rows().flat_map(|(.., forms)| forms).collect();
        for (patronymic, father) in patronymic_exceptions() {
            assert!(forms.contains(father), "{father}, the father of {patronymic}, has no row");
        }
    }

    #[test]
    fn words_are_listed_as_they_are_after_folding() {
        let forms = given_name_rows().flat_map(|(.., forms)| forms);
        let short = diminutives().map(|(short, _)| short);
        let patronymics =
            patronymic_exceptions().flat_map(|(patronymic, father)| [patronymic, father]);
        for word in forms.chain(short).chain(patronymics) {
            assert_eq!(crate::text::fold(word), word);
        }
    }

    #[test]
    fn every_patronymic_ending_has_its_variants_in_each_way_of_writing() {
        let endings: FxHashSet<&str> = first_cells(PATRONYMICS).collect();
        let has = |ending: String, beside: &str| {
            assert!(endings.contains(&*ending), "-{ending} is missing beside -{beside}");
        };
        for (one, other) in [("ов", "ев"), ("ov", "ev"), ("ow", "ew"), ("oŭ", "eŭ"), ("ou", "eu")]
        {
            for ending in &endings {
                if let Some(rest) = ending.strip_prefix(one) {
                    has(format!("{other}{rest}"), ending);
                }
                if let Some(rest) = ending.strip_prefix(other) {
                    has(format!("{one}{rest}"), ending);
                }
            }
        }
        // Belarusian has -авіч too, and so has each language that romanizes Belarusian patronymics.
        // In the languages left out, names in -avic and the like are surnames.
        for rest in ["ich", "itch", "ič", "itj", "itš", "itsj", "iç"] {
            has(format!("av{rest}"), &format!("ov{rest}"));
        }
        for rest in ["itsch", "icz"] {
            has(format!("aw{rest}"), &format!("ow{rest}"));
        }
    }

    #[test]
    fn every_row_of_a_table_of_endings_is_complete() {
        for row in rows(PATRONYMICS) {
            assert!((5..=6).contains(&row.len()), "{row:?}");
            assert!(["m", "f", "-"].contains(&row[1]), "{row:?}");
            assert!(
                row.get(5).is_none_or(|mark| ["weak", "kinship", "child"].contains(mark)),
                "{row:?}"
            );
        }
        for row in rows(SURNAME_ENDINGS) {
            assert_eq!(row.len(), 5, "{row:?}");
            assert!(["derived", "-"].contains(&row[2]), "{row:?}");
            assert!(["telling", "-"].contains(&row[3]), "{row:?}");
        }
        assert_eq!(surname_endings().len(), rows(SURNAME_ENDINGS).count());
        for row in rows(DROPPED_ENDINGS) {
            assert!(["patronymic", "surname"].contains(&row[0]) && row.len() == 3, "{row:?}");
        }
    }
}

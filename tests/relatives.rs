//! Relatives and namesakes: what their names have in common says little, unless a birth date or a document
//! shows that they are one person.

use proptest::prelude::*;
use sverka::{Evidence, Level, Model, Record, Watchlist};

fn compare(one: &str, other: &str) -> Evidence {
    Model::default().compare(&Record::new("e", one), &Record::new("w", other))
}

/// The same, of two people born on one day.
fn compare_of_one_day(one: &str, other: &str) -> Evidence {
    let born = |id, name| Record::new(id, name).with_birth_date("1984-05-17".parse().unwrap());
    Model::default().compare(&born("e", one), &born("w", other))
}

fn has(evidence: &Evidence, level: Level) -> bool {
    evidence.items().iter().any(|item| item.level() == level)
}

/// The bits of even odds in the shortest list: log2 of the default population.
fn even_odds() -> f64 {
    let list = Watchlist::builder().record(Record::new("w", "Крымов")).build().unwrap();
    list.threshold_bits(&Default::default()).as_f64()
}

#[test]
fn relatives_and_strangers_with_alike_names_stay_below_even_odds() {
    for (one, other) in [
        // Brothers and sisters, whose names sound alike or do not.
        ("Сейдахметов Ерлан Маратович", "Сейдахметов Ержан Маратович"),
        ("Балтабаев Марат Ерикович", "Балтабаев Мурат Ерикович"),
        ("Горелова Алина Петровна", "Горелова Арина Петровна"),
        ("Тлеубаев Самат Жанатович", "Тлеубаев Канат Жанатович"),
        ("Qodirov Hasan Rahimovich", "Qodirov Husan Rahimovich"),
        ("Громов Пётр Ильич", "Громов Степан Ильич"),
        // A man and a woman of one surname.
        ("Валентина Шульга", "Валентин Шульга"),
        ("Евгения Пташник", "Евгений Пташник"),
        // Cousins of one grandfather.
        ("Шубин Иван Семёнович", "Шубин Иван Аркадьевич"),
        // Initials that contradict.
        ("Arthur B. Halloway", "Arthur Quentin Halloway"),
        ("Зотов К.М.", "Зотов Пётр Максимович"),
        // A father and his son.
        ("HALABI, Nizar", "HALABI, Wasim Nizar"),
    ] {
        for evidence in [compare(one, other), compare(other, one)] {
            assert!(has(&evidence, Level::Relative), "{one} ~ {other}\n{evidence}");
            assert!(evidence.bits().as_f64() < even_odds(), "{one} ~ {other}\n{evidence}");
        }
    }
}

#[test]
fn one_birth_date_rules_out_all_relatives_but_twins() {
    for (one, other, may_be_relative) in [
        // Twins have other given names.
        ("Qodirov Hasan Rahimovich", "Qodirov Husan Rahimovich", true),
        ("Громов Пётр Ильич", "Громов Степан Ильич", true),
        // A father and his son are not born on one day, and twins have one father.
        ("HALABI, Nizar", "HALABI, Wasim Nizar", false),
        ("Шубин Иван Семёнович", "Шубин Иван Аркадьевич", false),
        ("Балтабаев Ерлан Маратович", "Балтабаев Ерлан Муратович", false),
        // Another surname after a marriage.
        ("Иванова Мария Петровна", "Кравец Мария Петровна", false),
    ] {
        let evidence = compare_of_one_day(one, other);
        assert_eq!(has(&evidence, Level::Relative), may_be_relative, "{one} ~ {other}\n{evidence}");
    }
}

#[test]
fn forms_and_spellings_of_one_name_are_not_another_name() {
    for (one, other) in [
        ("Zarechny Yuri", "Заречный Юрий"),
        ("Заречная Наталья", "Заречная Наталия"),
        ("Zarechny Oleksandr", "Заречный Александр"),
        ("Zarechny Muhammad", "Заречный Мохаммад"),
        ("Заречный Сергей", "Заречный Сергй"),
    ] {
        let evidence = compare(one, other);
        let is_other = has(&evidence, Level::OtherName) || has(&evidence, Level::Relative);
        assert!(!is_other, "{one} ~ {other}\n{evidence}");
    }
}

#[test]
fn namesakes_keep_more_than_brothers() {
    let namesakes = compare("HALABI, Nizar Faruq", "HALABI, Nizar Badr");
    let brothers = compare("HALABI, Nizar Faruq", "HALABI, Wasim Faruq");
    assert!(has(&namesakes, Level::Relative) && namesakes.bits() > brothers.bits());
}

proptest! {
    /// A list with a common name, and an entry that misspells it.
    #[test]
    fn a_misspelled_name_weighs_no_more_than_the_name(at in 1_usize..6, letter in "[а-я]", bearers in 1_usize..80) {
        let mut slip: Vec<char> = "сергей".chars().collect();
        slip[at] = letter.chars().next().unwrap();
        let slip: String = slip.into_iter().collect();
        let records = (0..bearers).map(|n| Record::new(format!("w{n}"), format!("Сергей Нурбаев{n}ов")));
        let list = Watchlist::builder().records(records).build().unwrap();
        let listed = list.get("w0").unwrap();
        let bits = |name: &str| list.compare(&Record::new("e", name), &listed).bits();
        prop_assert!(bits(&slip) <= bits("сергей"), "{}", slip);
    }
}

/// The evidence of a list in which these people have given names, each borne by so many.
fn in_list_of(names: &[(&str, usize)], entry: &str, record: &str) -> Evidence {
    let people = names.iter().flat_map(|(name, bearers)| (0..*bearers).map(move |n| (*name, n)));
    let listed =
        people.map(|(name, n)| Record::new(format!("{name}{n}"), format!("Torvel{n}, {name}")));
    let list = Watchlist::builder().records(listed).build().unwrap();
    list.compare(&Record::new("e", entry), &Record::new("w", record))
}

#[test]
fn given_names_that_several_people_have_are_no_slips_of_each_other() {
    let [entry, record] = ["ZAREF, Narvod", "ZAREF, Tarvod"];
    for (bearers, is_other_name) in [([3, 3], true), ([3, 0], false), ([0, 3], false)] {
        let names = [("Narvod", bearers[0]), ("Tarvod", bearers[1]), ("Belun", 3)];
        let evidence = in_list_of(&names, entry, record);
        assert_eq!(has(&evidence, Level::OtherName), is_other_name, "{bearers:?}\n{evidence}");
        assert_eq!(has(&evidence, Level::Relative), is_other_name, "{bearers:?}\n{evidence}");
    }
    // Vowels, double consonants and voice are ways to write one name, however many write each.
    let names = [("Narvod", 3), ("Narvad", 3), ("Narrvot", 3)];
    for other in ["ZAREF, Narvad", "ZAREF, Narrvot"] {
        let evidence = in_list_of(&names, entry, other);
        assert!(!has(&evidence, Level::OtherName), "{evidence}");
    }
    // A final a makes the name of a woman.
    let evidence = in_list_of(&[("Narvod", 3), ("Narvoda", 3)], entry, "ZAREF, Narvoda");
    assert!(has(&evidence, Level::OtherName) && has(&evidence, Level::Relative), "{evidence}");
    // Both surnames may be in use for one family.
    let evidence = in_list_of(&[("Narvod", 3), ("Tarvod", 3)], "NARVOD, Zaref", "TARVOD, Zaref");
    assert!(!has(&evidence, Level::OtherName), "{evidence}");
}

#[test]
fn another_syllable_beside_a_family_name_of_one_makes_another_name() {
    for (one, other, is_other_name) in [
        ("KIM, Myong Su", "KIM, Myong Ju", true),
        ("RI, Yong Gil", "RI, Yong Kil", false),
        ("PAK, Jong Su", "PAK, Chong Su", false),
        ("TORVEL, Myong Su", "TORVEL, Myong Ju", false),
    ] {
        let evidence = compare(one, other);
        assert_eq!(has(&evidence, Level::OtherName), is_other_name, "{one} ~ {other}\n{evidence}");
    }
}

#[test]
fn a_son_named_like_his_grandfather_is_not_his_father() {
    for (son, father) in [
        ("TORVEL, Karim Nasir Karim Belun", "TORVEL, Nasir Karim Belun"),
        ("TORVEL, Belun Zaref Belun", "TORVEL, Zaref Belun"),
    ] {
        for evidence in [compare(son, father), compare(father, son)] {
            assert!(has(&evidence, Level::Relative), "{son} ~ {father}\n{evidence}");
        }
    }
}

#[test]
fn a_title_that_is_a_name_may_be_missing_at_little_cost() {
    for (with, without) in [
        ("TORVEL, Haji Belun", "TORVEL, Belun"),
        ("TORVEL, Sayyid Haji Belun", "TORVEL, Belun"),
        ("Seyed Belun Torvel", "Belun Torvel"),
        ("Haji Belun", "Haji Belun Torvel"),
    ] {
        let evidence = compare(with, without);
        assert!(!has(&evidence, Level::Contradicted), "{with} ~ {without}\n{evidence}");
        assert!(!has(&evidence, Level::Relative), "{with} ~ {without}\n{evidence}");
    }
    // Alone beside a family name it is the given name.
    assert!(has(&compare("TORVEL, Haji", "TORVEL, Belun"), Level::Contradicted));
}

//! The most that the spellings of one name in neighbouring orthographies may cost.

use sverka::{Level, Model, Record};

/// The level of a spelling, and its bits below those of the name itself, in hundredths.
fn cost(one: &str, other: &str) -> (Level, i32) {
    let model = Model::default();
    let bits = |a: &str, b: &str| {
        let evidence = model.compare(&Record::new("1", a), &Record::new("2", b));
        (evidence.items()[0].level(), evidence.bits().hundredths())
    };
    let ((level, bits), (_, most)) = (bits(one, other), bits(one, one));
    (level, most - bits)
}

/// Asserts that every spelling of a line costs at most this many hundredths of a bit.
fn assert_within(bits: i32, lines: &[(&str, &str)]) {
    for (name, spellings) in lines {
        for spelling in spellings.split(' ') {
            let (level, cost) = cost(name, spelling);
            assert!(cost <= bits, "{name} {spelling}: {level:?}, {cost} of {bits}");
        }
    }
}

#[test]
fn belarusian_spellings_are_near_the_russian_names() {
    assert_within(
        40,
        &[
            ("Королёв", "Каралёў Karaliou Karalyou"),
            ("Козлов", "Казлоў Kazlou"),
            ("Петров", "Пятроў Piatrou Pyatrou Piatroŭ"),
            ("Шевцов", "Шаўцоў Shautsou Šaŭcoŭ"),
            ("Шевченко", "Шаўчэнка Shauchenka"),
            ("Медведев", "Мядзведзеў Miadzvedzeu"),
            ("Денисов", "Дзянісаў Dzianisau"),
            ("Павлов", "Паўлаў Paulau"),
            ("Цветков", "Цвяткоў Tsviatkou"),
            ("Жуковский", "Жукоўскі Zhukouski"),
            ("Сергеевич", "Сяргеевіч Siarheevich Siarheyevich"),
            ("Николаевич", "Мікалаевіч Mikalaevich"),
            ("Григорьевич", "Рыгоравіч Ryhoravich Hryharovich"),
            ("Владимирович", "Уладзіміравіч Uladzimiravich"),
            ("Александровна", "Аляксандраўна Aliaksandrauna"),
        ],
    );
    // What remains is the cost of а for о.
    assert_within(
        290,
        &[
            ("Ковалёв", "Кавалёў Kavaliou"),
            ("Тихонов", "Ціханаў Tsikhanau"),
            ("Тимофей", "Цімафей Tsimafei"),
            ("Королев", "Каралёў Karaleu"),
        ],
    );
    // The Belarusian form of a given name is a national form.
    assert_eq!(cost("Владимир", "Uladzimir").0, Level::NationalForm);
    assert_eq!(cost("Сергей", "Сяргей").0, Level::NationalForm);
}

#[test]
fn ukrainian_patronymics_are_near_the_russian_ones() {
    assert_within(
        40,
        &[
            ("Николаевна", "Миколаївна Mykolaivna"),
            ("Сергеевич", "Сергійович Serhiiovych"),
            ("Алексеевна", "Олексіївна Oleksiivna"),
            ("Александровна", "Олександрівна Oleksandrivna"),
            ("Владимирович", "Володимирович Volodymyrovych"),
        ],
    );
}

#[test]
fn spellings_in_other_languages_are_near_the_russian_names() {
    assert_within(
        40,
        &[
            ("Иванов", "Ivanovs Ivanovas Ivanoff"),
            ("Кузнецов", "Kuznecovs Kusnezow"),
            ("Орловский", "Orlovskis"),
            ("Дмитрий", "Dmitrijs Dmitrijus"),
            ("Шарапов", "Sjarapov"),
            ("Жуков", "Sjukov"),
            ("Тютчев", "Tyutchev"),
            ("Горбачёв", "Gorbachov Gorbachyov"),
            ("Захаров", "Sacharow Zaharov"),
            ("Гинзбург", "Ginzburg"),
            ("Болдырев", "Boldirev"),
            ("Юлдашев", "Yo'ldoshev Yuldashev"),
            ("Домбровский", "Dąbrowski"),
            ("Вучкович", "Vuckovic Vučković"),
            ("Иорданов", "Jordanov Yordanov"),
        ],
    );
}

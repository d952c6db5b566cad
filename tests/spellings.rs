//! What one name is written like in neighbouring ways of writing, and how far apart they may lie.

use sverka::{Level, Model, Record};

/// The level, and what the spelling costs against the name itself, in hundredths of a bit.
fn apart(one: &str, other: &str) -> (Level, i32) {
    let model = Model::default();
    let bits = |a: &str, b: &str| {
        let evidence = model.compare(&Record::new("1", a), &Record::new("2", b));
        (evidence.items()[0].level(), evidence.bits().hundredths())
    };
    let ((level, bits), (_, most)) = (bits(one, other), bits(one, one));
    (level, most - bits)
}

/// Holds that every spelling of a line costs at most so many hundredths of a bit against its name.
fn hold(bits: i32, lines: &[(&str, &str)]) {
    for (name, spellings) in lines {
        for spelling in spellings.split(' ') {
            let (level, cost) = apart(name, spelling);
            assert!(cost <= bits, "{name} {spelling}: {level:?}, {cost} of {bits}");
        }
    }
}

#[test]
fn belarusian_as_spoken() {
    hold(
        30,
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
    // What is left is а for о.
    hold(
        290,
        &[
            ("Ковалёв", "Кавалёў Kavaliou"),
            ("Тихонов", "Ціханаў Tsikhanau"),
            ("Тимофей", "Цімафей Tsimafei"),
            ("Королев", "Каралёў Karaleu"),
        ],
    );
    // A given name in its Belarusian form stays one.
    assert_eq!(apart("Владимир", "Uladzimir").0, Level::NationalForm);
    assert_eq!(apart("Сергей", "Сяргей").0, Level::NationalForm);
}

#[test]
fn ukrainian_patronymics_stand_beside_russian_ones() {
    hold(
        30,
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
fn neighbours_write_russian_names() {
    hold(
        30,
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

//! What machines and hands do to names: misread letters, other keyboard layouts and encodings, fillers of
//! machine readable zones read as letters, lost letters. For each kind, pairs that must agree and pairs that
//! only look like it.

#[path = "common/names.rs"]
mod names;

use names::{agree, compare};
use sverka::{Level, Name, PersonName, Repair};

/// Whether letters of one of the names were repaired or taken for misread.
fn is_repaired(one: &str, other: &str) -> bool {
    let evidence = compare(one, other);
    let repaired = [Level::Misread, Level::Repaired];
    evidence.items().iter().any(|item| repaired.contains(&item.level()))
}

/// Checks that the first pairs agree, and that no repair makes the others agree: some are near by sound.
fn check(agreeing: &[(&str, &str)], differing: &[(&str, &str)]) {
    let mut failures = Vec::new();
    for (pairs, expected) in [(agreeing, true), (differing, false)] {
        assert!(pairs.len() >= 20, "{} pairs", pairs.len());
        for (one, other) in pairs {
            let found = [agree(one, other), agree(other, one)];
            let agrees = match expected {
                true => found == [true; 2],
                false => found.contains(&true) && is_repaired(one, other),
            };
            if agrees != expected {
                let name = Name::new(&PersonName::full(*one));
                let tokens: Vec<&str> = name.tokens().map(|token| token.text()).collect();
                let evidence = compare(one, other);
                failures.push(format!("{one} ~ {other}: {expected}? {tokens:?}\n{evidence}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

fn repairs(name: &str) -> Vec<Repair> {
    Name::new(&PersonName::full(name)).repairs().to_vec()
}

#[test]
fn names_in_another_keyboard_layout() {
    check(
        &[
            ("Bdfyjd Bdfy", "Иванов Иван"),
            ("Gtnhjdf Jkmuf Cthuttdyf", "Петрова Ольга Сергеевна"),
            ("Rjpkjd Fktrcfylh", "Козлов Александр"),
            ("Vfvtljd Hecnfv", "Мамедов Рустам"),
            (",jhbcjd Uktv", "Борисов Глем"),
            (";erjd Vf[vel", "Жуков Махмуд"),
            ("'hytcn Gfdkjd", "Эрнест Павлов"),
            ("Ntvbhjdf Yfnfkmz", "Temirova Natalia"),
            ("Ybrjkftdf Fyyf", "Николаева Анна"),
            ("RFPFRJD CTHUTQ", "КАЗАКОВ СЕРГЕЙ"),
            ("kt,tltd vb[fbk", "лебедев михаил"),
            ("Itdxtyrj Jktrcfylh", "Шевченко Олександр"),
            ("Rhbdjyjc Dfcbkm", "Кривонос Василь"),
            ("Зуекщм Шмфт", "Petrov Ivan"),
            ("Ащьфмеп Дшгвьшдф", "Fomavtg Liudmila"),
            ("Ьгкфещм Кгыефь", "Muratov Rustam"),
            ("Лфкшьщм Гдгпиул", "Karimov Ulugbek"),
            ("ЫЬШЕР ОЩРТ", "SMITH JOHN"),
            ("Ьгддук Рфты", "Muller Hans"),
            ("Ылщкщлщфвщм Вьшекн", "Skorokoadov Dmitry"),
            ("Фтвкууф Ащысф", "Andreea Fosca"),
            ("Шфмщк Шфтщц", "Iavor Ianow"),
        ],
        &[
            ("Krč Vlk", "Кириллов Влад"),
            ("Schmidt Hans", "Шмелёв Иван"),
            ("Brynjar Thrstn", "Бурнаев Тарас"),
            ("Bdfyjd Bdfy", "Петров Пётр"),
            ("Mkrtchyan Hrant", "Петров Иван"),
            ("Ng Wing Shng", "Нгуен Винь"),
            ("Зуекщм Шмфт", "Sidorov Oleg"),
            ("Gtnhjdf Jkmuf", "Иванова Ирина"),
            ("Мкртчян Грант", "Микоян Гурам"),
            ("Швец Ждан", "Шевцов Жан"),
            ("Wright Smyth", "Цветков Семён"),
            ("Krzysztof Brzyk", "Кирилл Борзов"),
            ("Hrvst Trnk", "Харитонов Трофим"),
            ("Vfvtljd Hecnfv", "Каримов Рустам"),
            ("Rjpkjd Fktrcfylh", "Козлова Алина"),
            ("Itdxtyrj Jktrcfylh", "Шевчук Иван"),
            ("Ьгкфещм Кгыефь", "Karimov Farid"),
            ("Ybrjkftdf Fyyf", "Петрова Анна"),
            ("Лфкшьщм Гдгпиул", "Rahimov Aziz"),
            ("ЫЬШЕР ОЩРТ", "JONES MARK"),
        ],
    );
    assert_eq!(repairs("Bdfyjd Bdfy"), [Repair::OtherLayout]);
    // AZERTY and QWERTZ.
    for (typed, meant) in
        [("Wrjdktd Qfhbl", "яковлев"), ("Yzf Zjdbrjdf", "яна"), ("Gtnhjd Cthutq", "петров")]
    {
        let name = Name::new(&PersonName::full(typed));
        assert_eq!(name.token(0).unwrap().text(), meant, "{typed}");
    }
}

#[test]
fn names_in_another_encoding() {
    check(
        &[
            ("Ïåòðîâ Ïåòð", "Петров Петр"),
            ("ÊÎÇËÎÂÀ ÀÍÍÀ", "КОЗЛОВА АННА"),
            ("Èâàíîâ Èâàí Èâàíîâè÷", "Иванов Иван Иванович"),
            ("Øåâ÷åíêî Îëåêñàíäð", "Шевченко Олександр"),
            ("Ìàìåäîâ Ýëü÷èí", "Мамедов Эльчин"),
            ("Ñèäîðîâ", "Сидоров"),
            ("Àáäóëëàåâ Ôàðèä", "Абдуллаев Фарид"),
            ("РџРµС‚СЂРѕРІ РџС‘С‚СЂ", "Петров Пётр"),
            ("Р\u{98}РІР°РЅРѕРІ Р\u{98}РІР°РЅ", "Иванов Иван"),
            ("РљРѕР·Р»РѕРІР° РђРЅРЅР°", "Козлова Анна"),
            ("ÐŸÐµÑ‚Ñ€Ð¾Ð² ÐŸÐµÑ‚Ñ€", "Петров Петр"),
            ("ÐšÐ¾Ð·Ð»Ð¾Ð² Ð\u{90}Ð½Ð´Ñ€ÐµÐ¹", "Козлов Андрей"),
            ("MÃ¼ller JÃ¼rgen", "Müller Jürgen"),
            ("GarcÃ\u{ad}a JosÃ©", "García José"),
            ("оЕРПНБ яЕПЦЕИ", "Петров Сергей"),
            ("хБЮМНБ хБЮМ", "Иванов Иван"),
            ("рЕФТПЧ уЕТЗЕК", "Петров Сергей"),
            ("лЙТЙММПЧ бМЕЛУБОДТ", "Кириллов Александр"),
            ("ðÅÔÒÏ× éÇÏÒØ", "Петров Игорь"),
            ("óÉÄÏÒÏ× áÌÅËÓÅÊ", "Сидоров Алексей"),
            ("’Ё¬®дҐҐў Ћ«ҐЈ", "Тимофеев Олег"),
        ],
        &[
            ("Ïåòðîâ Ïåòð", "Иванов Иван"),
            ("Žižić Šćepan", "Петров Петр"),
            ("Nguyễn Đặng", "Петров Петр"),
            ("Åsa Öberg", "Осипова Ася"),
            ("Þórður Æðelþryð", "Петров Пётр"),
            ("Çağdaş Öğüş", "Зарипов Олег"),
            ("Léa Zoé", "Лев Зуев"),
            ("Đorđe Šešelj", "Иванов Пётр"),
            ("Jiří Dvořák", "Юрий Дворкин"),
            ("Łukasz Żółć", "Лукин Желудков"),
            ("Ўткир Ғуломов", "Петров Пётр"),
            ("Їжакевич Іван", "Жаков Павел"),
            ("Ээро Юрьёля", "Юрьев Олег"),
            ("Яхъя Ёжиков", "Ежов Павел"),
            ("Ïåòðîâ Ñåðãåé", "Сергеев Пётр"),
            ("Èâàíîâ Îëåã", "Петров Олег"),
            ("РџРµС‚СЂРѕРІ РџС‘С‚СЂ", "Козлов Иван"),
            ("MÃ¼ller JÃ¼rgen", "Möller Hans"),
            ("оЕРПНБ яЕПЦЕИ", "Иванов Олег"),
            ("ðÅÔÒÏ× éÇÏÒØ", "Сидоров Олег"),
        ],
    );
    assert_eq!(repairs("Ïåòðîâ Ïåòð"), [Repair::OtherEncoding]);
}

#[test]
fn fillers_that_were_read_as_letters() {
    check(
        &[
            ("KOVALENKO<<OLEKSIIKKKKKKK", "Коваленко Олексій"),
            ("PETROV<<IVANKKKKKKKKKKKKKK", "Петров Иван"),
            ("IVANOVA<<ANNAKMARIA<<<<<<<", "Ivanova Anna Maria"),
            ("SIDOROV<<SERGEI<KKKKKKKKKK", "Сидоров Сергей"),
            ("P<RUSPETROV<<CIVAN<<<<<<<<<<", "Петров Иван"),
            ("KUZNETSOVKKALEKSANDR", "Кузнецов Александр"),
            ("KARIMOV<KRUSTAM<<<<<<<", "Каримов Рустам"),
            ("KARIMOVK<RUSTAM", "Каримов Рустам"),
            ("PETROV SERGEIKIVANOVICH", "Петров Сергей Иванович"),
            ("MAMEDOV RUSTAMKOLEGOVICH", "Мамедов Рустам Олегович"),
            ("KOZLOVA ANNAKMARIA", "Kozlova Anna Maria"),
            ("IVANOV<<PETR<IVANOVICHKKKK", "Иванов Петр Иванович"),
            ("P<RUSKOZLOV<CANDREI<<<<<<<<<<<", "Козлов Андрей"),
            ("BONDARENKO<<NATALIIAKKKKKK", "Бондаренко Наталія"),
            ("TKACHENKO<<ILLIAKPETROVYCH", "Ткаченко Ілля Петрович"),
            ("ABRAMOV<<ISAAKKKKKKK", "Абрамов Исаак"),
            ("ERIKSSON<<ANNAKMARIA<KK", "Eriksson Anna Maria"),
            ("MUSTERMANN<<ERIKACCCCCCCC", "Mustermann Erika"),
            ("SMIRNOVCCNIKOLAI", "Смирнов Николай"),
            ("VOLKOV<<CSERGEI", "Волков Сергей"),
        ],
        &[
            ("KLIMOV<<KARIM", "Климов Арим"),
            ("KARIMOV KAMAL", "Каримов Амал"),
            ("VOLK<<ISAAK", "Vol Isaa"),
            ("NURKAMAL ISAEVA", "Nur Amal Isaeva"),
            ("SARKHAN ALIEV", "Sar Han Aliev"),
            ("AKKERMAN<<JAN", "A Erman Jan"),
            ("MAKKONEN<<ANNA", "Ma Onen Anna"),
            ("MARCELINA<<NOWAK", "Mar Elina Nowak"),
            ("HAKKINEN MIKA", "Ha Inen Mika"),
            ("ALIKHAN MURATOV", "Ali Han Muratov"),
            ("KOSTENKO<<CYRIL", "Костенко Юрил"),
            ("KUZNETSOV SERGEIKPETROVICH", "Иванов Андрей Олегович"),
            ("PETROV<<IVANKKKKKKKKKKKKKK", "Сидоров Олег"),
            ("ISAKOV<<KAMRAN", "Isakov Amran"),
            ("KOVACS<<KLARA", "Ovacs Lara"),
            ("BECKER<<ERIC", "Beer Eri"),
            ("FRANCESCA<<ROMANO", "Fran Esca Romano"),
            ("DOMINIKANNA NOWAK", "Igor Nowak"),
            ("MALIK<<KARIM", "Mali Arim"),
            ("ERKINBEK<<AKMAL", "Er Inbek A Mal"),
        ],
    );
    assert_eq!(repairs("SHEVCHUK<<OLEKSANDRKKKKKKKK"), [Repair::FillersRestored, Repair::ZoneRead]);
}

#[test]
fn misread_letters() {
    check(
        &[
            ("Karirnov Rashid", "Karimov Rashid"),
            ("Salirn Kurbanov", "Салим Курбанов"),
            ("Artern Sidorov", "Artem Sidorov"),
            ("Orlov Maxirn", "Орлов Максим"),
            ("Srnirnov Oleg", "Smirnov Oleg"),
            ("Kuznetsov Vlaclimir", "Kuznetsov Vladimir"),
            ("Alekseev Mikhaii", "Alekseev Mikhail"),
            ("Sokoiov Denis", "Sokolov Denis"),
            ("Volkov Niko1ai", "Volkov Nikolai"),
            ("Petrov A1eksandr", "Петров Александр"),
            ("P0p0v Sergei", "Попов Сергей"),
            ("Пстров Иван", "Петров Иван"),
            ("Щевченко Тарас", "Шевченко Тарас"),
            ("Rornanov Artur", "Романов Артур"),
            ("Andersson Wilhelrn", "Andersson Wilhelm"),
            ("Kovvalski Jan", "Kowalski Jan"),
            ("Ка3аков Егор", "Казаков Егор"),
            ("А6рамов Лев", "Абрамов Лев"),
            ("Tirnur Abdullaev", "Тимур Абдуллаев"),
            ("Gonzaiez Carlos", "González Carlos"),
            ("Schrnidt Hans", "Schmidt Hans"),
            ("Antonov Vladimlr", "Антонов Владимир"),
            ("Edvvard Novak", "Edward Novak"),
            ("Летров Сергей", "Петров Сергей"),
        ],
        &[
            ("Bern Oleg", "Bem Oleg"),
            ("Arne Hansen", "Ame Hansen"),
            ("Clara Novak", "Dara Novak"),
            ("Alina Petrova", "Alila Petrova"),
            ("Marina Petrova", "Mamina Petrova"),
            ("Corner Paul", "Comer Paul"),
            ("Вернов Пётр", "Вемов Пётр"),
            ("Шукин Иван", "Букин Иван"),
            ("Barnov Rustam", "Bamanov Rustam"),
            ("Karimov Rustam", "Karinov Anton"),
            ("Павел Иванов", "Лавр Иванов"),
            ("Lena Orlova", "Jena Orlova"),
            ("Ivanov Oleg", "Lvanova Olga"),
            ("Нина Петрова", "Инна Петрова"),
            ("Полина Лаптева", "Лолита Лаптева"),
            ("Karl Weber", "Kari Weber"),
            ("Emil Novak", "Emir Novak"),
            ("Adam Novak", "Aclan Novak"),
            ("Сергеев Пётр", "Еремеев Пётр"),
            ("Elena Karnova", "Elena Kamova"),
        ],
    );
    assert_eq!(repairs("Niko1ay"), [Repair::DigitsReplaced]);
}

#[test]
fn lost_letters_and_symbols() {
    check(
        &[
            ("Пет?ов Сергей", "Петров Сергей"),
            ("Ма?медов Рустам", "Мамедов Рустам"),
            ("M?ller Hans", "Müller Hans"),
            ("Gar*ia José", "Garcia José"),
            ("Kuzn\u{fffd}tsov Ivan", "Kuznetsov Ivan"),
            ("H@s@nov R@şad", "Həsənov Rəşad"),
            ("Сидо?ов Пётр", "Сидоров Пётр"),
            ("Кузне?ова Ири\u{fffd}а", "Кузнецова Ирина"),
            ("M@mm@dov Elçin", "Məmmədov Elçin"),
            ("Ибра?имов Али", "Ибрагимов Али"),
            ("Ferna?dez Maria", "Fernandez Maria"),
            ("Шевче?ко Тарас", "Шевченко Тарас"),
            ("Kowal?ki Jan", "Kowalski Jan"),
            ("Jørgens?n Lars", "Jørgensen Lars"),
            ("Abdulla?v Farid", "Abdullaev Farid"),
            ("ᗩᖇᗴᑎ ᑭᗴTᖇOᔕYᗩᑎ", "Aren Petrosyan"),
            ("ᗰᗩᖇIᗩ", "Maria"),
            ("𝐈𝐯𝐚𝐧 𝐏𝐞𝐭𝐫𝐨𝐯", "Ivan Petrov"),
            ("Ｉｖａｎ Ｐｅｔｒｏｖ", "Ivan Petrov"),
            ("Ⓘⓥⓐⓝ Petrov", "Ivan Petrov"),
            ("Ivan?Petrov", "Ivan Petrov"),
            ("Кур?анов Шариф", "Курбанов Шариф"),
        ],
        &[
            ("Пет?ов Сергей", "Павлов Сергей"),
            ("Ма?медов Рустам", "Магомаев Рустам"),
            ("?????? ?????", "Петров Пётр"),
            ("????ов Иван", "Петров Иван"),
            ("И* П*", "Петров Иван"),
            ("ivan.petrov@mail.ru", "Ivan Petrov Mail Ru Co"),
            ("M?ller Hans", "Keller Hans"),
            ("M@mm@dov Elçin", "Memişov Elçin"),
            ("ᐃᓄᒃᑎᑐᑦ", "Inuktitut"),
            ("ᒪᑎ", "Ln"),
            ("ᗩᖇᗴᑎ", "Armen"),
            ("Мих* Иванов", "Макс Иванов"),
            ("Ab?ullaev Farid", "Abullin Farid"),
            ("Ибра?имов Али", "Исмаилов Али"),
            ("Ser?ei Ivanov", "Semen Ivanov"),
            ("Oleg?", "Olga"),
            ("?", "Иван"),
            ("@", "Иван"),
            ("@ivan Petrov", "Əivan Sidorov"),
            ("Nu?ez Maria", "Nuez Marta"),
        ],
    );
    assert_eq!(repairs("Пет?ов"), [Repair::LettersLost]);
}

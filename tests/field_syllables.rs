//! Names made of syllables, Chinese, Korean, Japanese and Vietnamese, in Latin letters and in Cyrillic ones.
//!
//! Two spellings of one name reach 65 % of the bits that the lighter one has against itself, with nothing
//! contradicted. Two names that look alike stay at half of them, or at 10.5 bits, less than one unseen name weighs.

#[path = "common/names.rs"]
mod names;

use names::{agree, compare, share_of_itself};

fn differ(one: &str, other: &str) -> bool {
    compare(one, other).bits().as_f64() <= 10.5 || share_of_itself(one, other) <= 0.5
}

const ONE_NAME: [(&str, &[(&str, &str)]); 6] = [
    (
        "Palladius and pinyin",
        &[
            ("Лю Цзяньго", "Liu Jianguo"),
            ("Чжоу Эньлай", "Zhou Enlai"),
            ("Сюй Чжихуа", "Xu Zhihua"),
            ("Жэнь Чжэнфэй", "Ren Zhengfei"),
            ("Хуан Цюань", "Huang Quan"),
            ("Люй Цзюнь", "Lü Jun"),
            ("Цзэн Юйшэн", "Zeng Yusheng"),
            ("Ван И", "Wang Yi"),
            ("Хэ Чанъань", "He Chang'an"),
            ("Фэн Юй Сян", "Feng Yuxiang"),
            ("Цао Сюэцинь", "Cao Xueqin"),
            ("Пэн Дехуай", "Peng Dehuai"),
        ],
    ),
    (
        "Palladius and Wade-Giles",
        &[
            ("Цзян Цзинго", "Chiang Ching-kuo"),
            ("Сунь Чжуншань", "Sun Chung-shan"),
            ("Чжан Сюэлян", "Chang Hsueh-liang"),
            ("Чжу Дэ", "Chu Teh"),
            ("Се Цзиньхэ", "Hsieh Chin-ho"),
        ],
    ),
    (
        "Kontsevich and Korean romanizations",
        &[
            ("Пак Чон Хи", "Park Chung-hee"),
            ("Чон Мун Хо", "Jeong Mun-ho"),
            ("Ли Ён Хо", "Ri Yong Ho"),
            ("Чхве Сон Хи", "Choe Son Hui"),
            ("Ким Чен Ын", "Kim Jong Un"),
            ("Ким Ён Чхоль", "Kim Yong-chol"),
            ("Ким Джэ Вон", "Kim Jae-won"),
            ("Кан Хе Чжон", "Kang Hye-jeong"),
            // After a surname Russian writes the first consonant of the given name with voice.
            ("Хван Ги Чхоль", "Hwang Ki-chol"),
            ("Ким Гын Тхэ", "Kim Geun-tae"),
            ("Чон Бон Гиль", "Jeong Bong-gil"),
            // Both ends may be the family name, and one is much more often.
            ("Пак Пон Чжу", "Pak Pong-ju"),
            ("Ли Ён Хо", "Ri Yong-ho"),
            ("Ким Чен Нам", "KIM JONG NAM"),
        ],
    ),
    (
        "Polivanov and Hepburn",
        &[
            ("Симидзу Дзюнъити", "Shimizu Junichi"),
            ("Исигуро Кадзуо", "Ishiguro Kazuo"),
            ("Фудзивара Тиэко", "Fujiwara Chieko"),
            ("Мацусита Коносукэ", "Matsushita Konosuke"),
            ("Накадзима Сётаро", "Nakajima Shotaro"),
            ("Ито Дзюндзи", "Itoh Junji"),
            ("Хасэгава Рютаро", "Hasegawa Ryutaro"),
        ],
    ),
    (
        "Vietnamese without marks",
        &[
            ("Нгуен Тхи Хыонг", "Nguyen Thi Huong"),
            ("Чан Дык Тхань", "Tran Duc Thanh"),
            ("Фам Куанг Зунг", "Pham Quang Dung"),
            ("Ле Суан Чинь", "Le Xuan Trinh"),
            ("Хоанг Минь Тьен", "Hoang Minh Tien"),
            ("Во Нгуен Зяп", "Vo Nguyen Giap"),
        ],
    ),
    (
        "syllables joined to the surname, and Ван",
        &[
            ("Mei Ling Song", "Meiling Song"),
            ("Hu Jin Tao", "Hu Jintao"),
            ("Ma Hong Chen", "Ma Hongchen"),
            ("Xiao Long Xu", "Xiaolong Xu"),
            ("Cheng Gong Liu", "Chenggong Liu"),
            ("Lin Feng He", "Linfeng He"),
            ("Jun Wei Huang", "HUANG, Jun-wei"),
            ("Чжао Цзы Ян", "Чжао Цзыян"),
            ("Сяо Мин Чжан", "Сяомин Чжан"),
            ("Ван Цзяжуй", "Wang Jiarui"),
            ("Юй Ван", "Yu Wang"),
            ("Ван Хун Вэнь", "Wang Hongwen"),
        ],
    ),
];

const TWO_NAMES: [(&str, &str); 29] = [
    ("Li Wu", "Lu Wu"),
    ("Ли Ву", "Лу Ву"),
    ("Чжан Вэй", "Чжан Вэнь"),
    ("Чжан Вэй", "Zhang Wen"),
    ("Wang Lei", "Wan Lu"),
    ("Чэнь Ли", "Чжэн Ли"),
    ("Ху Цзиньтао", "Hu Jiabao"),
    ("Чжан Сяомин", "Zhang Xiaoyan"),
    ("Цзян Цзэминь", "Qian Zemin"),
    ("Ли На", "Liu Na"),
    ("Жэнь Хуа", "Zheng Hua"),
    ("Чжоу Лин", "Cao Lin"),
    ("Хван Ён Сик", "Hwang Young-min"),
    ("Пак Чон Хи", "Park Geun-hye"),
    ("Ким Чен Ир", "Kim Jong Un"),
    ("Ли Ён Хо", "Lee Young-chul"),
    ("Чхве Мин Хо", "Cho Min-su"),
    ("Kim Jin-su", "Kim Jin-ah"),
    ("Симидзу Кэндзи", "Shimizu Koji"),
    ("Танака Синъити", "Tanaka Shoichi"),
    ("Сато Митико", "Sato Mieko"),
    ("Чан Тхи Хоа", "Tran Thi Lan"),
    ("Фам Минь Дык", "Pham Minh Tuan"),
    ("Masha Li", "Мася Лю"),
    ("Ван Гог Винсент", "Wang Guo"),
    ("Ван Дейк Питер", "Wang Pi"),
    ("Wei Li Chen", "Weiming Chen"),
    ("Hong Wei Zhang", "Hongyan Zhang"),
    ("Чжао Лэй", "Цао Лэй"),
];

/// Kang Hye-jeong: both ends of Кан Хе Чжон are frequent family names, so its syllables stay apart.
const MISSED: usize = 1;

#[test]
fn spellings_of_one_name_agree() {
    let mut missed = Vec::new();
    for (kind, pairs) in ONE_NAME {
        for (one, other) in pairs.iter().filter(|(one, other)| !agree(one, other)) {
            missed.push(format!("{kind}: {one} ~ {other}: {}", compare(one, other).bits()));
        }
    }
    assert!(missed.len() <= MISSED, "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn names_that_look_alike_differ() {
    let alike = TWO_NAMES.iter().filter(|(one, other)| !differ(one, other));
    let alike: Vec<_> = alike
        .map(|(one, other)| format!("{one} ~ {other}: {}", compare(one, other).bits()))
        .collect();
    assert!(alike.is_empty(), "{} alike:\n{}", alike.len(), alike.join("\n"));
}

//! People who hide: how often somebody listed is found at the default policy when their name is written to evade.
//!
//! The table that this prints is in docs/evasion.md; the test holds each trick to the recall stated there.
//!
//! ```text
//! cargo test --test evasion -- --nocapture
//! ```

use sverka::synthetic::{ErrorModel, Population};
use sverka::{PersonName, Policy, Record, System, ValidAt, Watchlist, deromanize, romanize};

const LISTED: usize = 2_000;
/// People who hide by each trick.
const HIDING: usize = 200;

/// Numbers that look random, the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }
}

/// How a name is written to evade: its words, and what the trick draws from.
type Trick = fn(&[String], &mut Numbers) -> String;

/// Each trick, and the least shares of 100 that are found with a birth date and by the name alone.
const TRICKS: [(&str, Trick, [usize; 2]); 34] = [
    ("as listed", |words, _| words.join(" "), [100, 99]),
    (
        "look-alike letters of the other script",
        |words, numbers| each_letter(words, numbers, look_alike),
        [100, 98],
    ),
    (
        "Greek letters that look alike",
        |words, numbers| each_letter(words, numbers, greek),
        [100, 99],
    ),
    ("full-width letters", |words, _| latin(words, |c| shifted(c, 'Ａ', 'ａ')), [100, 99]),
    ("mathematical letters", |words, _| latin(words, |c| shifted(c, '𝐀', '𝐚')), [100, 99]),
    ("small capitals", |words, _| latin(words, small_capital), [99, 95]),
    (
        "letters apart",
        |words, _| words.iter().map(|word| apart(word, " ")).collect::<Vec<_>>().join("  "),
        [100, 98],
    ),
    (
        "points between letters",
        |words, _| words.iter().map(|word| apart(word, ".")).collect::<Vec<_>>().join(" "),
        [100, 98],
    ),
    ("alternating case", |words, _| alternating(words), [100, 99]),
    (
        "character references of HTML",
        |words, _| words.join(" ").chars().map(|c| format!("&#{};", u32::from(c))).collect(),
        [100, 99],
    ),
    (
        "as in the address of a page",
        |words, _| words.join(" ").bytes().map(|byte| format!("%{byte:02X}")).collect(),
        [100, 99],
    ),
    (
        "Hangul fillers between letters",
        |words, numbers| between(words, numbers, "\u{3164}"),
        [100, 99],
    ),
    (
        "tag characters between letters",
        |words, numbers| between(words, numbers, "\u{e0041}"),
        [100, 99],
    ),
    (
        "digits for all letters that have one",
        |words, _| words.join(" ").chars().map(|c| digit(c).unwrap_or(c)).collect(),
        [96, 63],
    ),
    (
        "a zero-width space between letters",
        |words, numbers| between(words, numbers, "\u{200b}"),
        [100, 99],
    ),
    (
        "a soft hyphen between letters",
        |words, numbers| between(words, numbers, "\u{ad}"),
        [100, 99],
    ),
    (
        "marks of direction",
        |words, _| format!("\u{202a}{}\u{202c}\u{200f}", words.join(" \u{200e}")),
        [100, 99],
    ),
    ("combining marks", |words, numbers| between(words, numbers, "\u{336}"), [100, 96]),
    ("digits for letters", |words, numbers| each_letter(words, numbers, digit), [99, 81]),
    ("a letter doubled in each word", doubled, [100, 97]),
    (
        "a letter left out of each word",
        |words, numbers| one_letter(words, numbers, |_| String::new()),
        [97, 40],
    ),
    ("two letters exchanged in each word", exchanged, [99, 78]),
    (
        "a letter put into each word",
        |words, numbers| one_letter(words, numbers, |c| format!("{c}а")),
        [99, 92],
    ),
    (
        "words in another order",
        |words, _| words.iter().rev().cloned().collect::<Vec<_>>().join(" "),
        [100, 99],
    ),
    ("the longest word split", |words, _| split(words, " "), [100, 99]),
    (
        "every word split by hyphens",
        |words, _| {
            words
                .iter()
                .map(|word| split(std::slice::from_ref(word), "-"))
                .collect::<Vec<_>>()
                .join(" ")
        },
        [100, 87],
    ),
    ("all words joined", |words, _| words.concat(), [100, 99]),
    ("initials for all but the family name", |words, _| initials(words, false), [99, 93]),
    ("initials before the family name, without points", |words, _| initials(words, true), [99, 93]),
    ("a machine-readable zone of 20 characters", zone, [99, 86]),
    (
        "by French press, and back by German press",
        |words, _| chain(words, "french-press-ru", "german-press-ru"),
        [100, 99],
    ),
    (
        "by Polish, and back by English press",
        |words, _| chain(words, "polish-pwn-ru", "english-press-ru"),
        [100, 99],
    ),
    (
        "by a scientific system, without its marks",
        |words, _| plain(&romanized(words, "scientific-ru")),
        [100, 98],
    ),
    (
        "between two other names",
        |words, _| format!("Quentin Marlowe ({}) Aldous Finch", words.join(" ")),
        [100, 100],
    ),
];

fn each_letter(words: &[String], numbers: &mut Numbers, other: fn(char) -> Option<char>) -> String {
    let text = words.join(" ");
    text.chars().map(|c| other(c).filter(|_| numbers.below(3) > 0).unwrap_or(c)).collect()
}

fn look_alike(c: char) -> Option<char> {
    const PAIRS: &str = "аaеeоoрpсcхxуyАAВBЕEКKМMНHОOРPСCТTХX";
    let letters: Vec<char> = PAIRS.chars().collect();
    let at = letters.iter().position(|letter| *letter == c)?;
    letters.get(at ^ 1).copied()
}

fn digit(c: char) -> Option<char> {
    Some(match c {
        'о' | 'o' | 'О' | 'O' => '0',
        'l' | 'i' | 'I' => '1',
        'з' | 'З' | 'e' | 'E' => '3',
        'б' => '6',
        'ч' | 'Ч' | 'a' | 'A' => '4',
        's' | 'S' => '5',
        't' | 'T' => '7',
        _ => return None,
    })
}

fn greek(c: char) -> Option<char> {
    const PAIRS: &str = "AΑBΒEΕHΗIΙKΚMΜNΝOΟoοPΡTΤXΧАΑВΒЕΕНΗКΚМΜОΟоοРΡТΤХΧ";
    let letters: Vec<char> = PAIRS.chars().collect();
    letters.chunks(2).find(|pair| pair[0] == c).map(|pair| pair[1])
}

/// The name in Latin letters by the International Civil Aviation Organization, each written otherwise.
fn latin(words: &[String], other: fn(char) -> Option<char>) -> String {
    let latin = plain(&romanized(words, "icao-9303-ru"));
    latin.chars().map(|c| other(c).unwrap_or(c)).collect()
}

/// A letter of another Latin alphabet, given by its first capital and its first small letter.
fn shifted(c: char, capital: char, small: char) -> Option<char> {
    let (first, other) = if c.is_ascii_uppercase() { ('A', capital) } else { ('a', small) };
    let is_letter = c.is_ascii_alphabetic();
    is_letter.then(|| char::from_u32(u32::from(other) + u32::from(c) - u32::from(first))).flatten()
}

fn small_capital(c: char) -> Option<char> {
    const PAIRS: &str = "aᴀbʙcᴄdᴅeᴇfꜰgɢhʜiɪjᴊkᴋlʟmᴍnɴoᴏpᴘrʀsꜱtᴛuᴜvᴠwᴡyʏzᴢ";
    let letters: Vec<char> = PAIRS.chars().collect();
    letters.chunks(2).find(|pair| pair[0] == c.to_ascii_lowercase()).map(|pair| pair[1])
}

fn apart(word: &str, between: &str) -> String {
    word.chars().map(String::from).collect::<Vec<_>>().join(between)
}

fn alternating(words: &[String]) -> String {
    let text = words.join(" ");
    let cased = text.chars().enumerate().map(|(n, c)| match n % 2 {
        0 => c.to_lowercase().to_string(),
        _ => c.to_uppercase().to_string(),
    });
    cased.collect()
}

/// Something between a third of the letters.
fn between(words: &[String], numbers: &mut Numbers, what: &str) -> String {
    let text = words.join(" ");
    text.chars()
        .map(|c| match c.is_alphabetic() && numbers.below(3) == 0 {
            true => format!("{c}{what}"),
            false => c.to_string(),
        })
        .collect()
}

/// Each word with one of its inner letters written otherwise.
fn one_letter(words: &[String], numbers: &mut Numbers, other: fn(char) -> String) -> String {
    let words = words.iter().map(|word| {
        let count = word.chars().count();
        let at = 1 + numbers.below(count.saturating_sub(2));
        let letters = word.chars().enumerate();
        letters.map(|(n, c)| if n == at { other(c) } else { c.to_string() }).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

fn doubled(words: &[String], numbers: &mut Numbers) -> String {
    one_letter(words, numbers, |c| format!("{c}{c}"))
}

fn exchanged(words: &[String], numbers: &mut Numbers) -> String {
    let words = words.iter().map(|word| {
        let mut letters: Vec<char> = word.chars().collect();
        if letters.len() > 3 {
            let at = 1 + numbers.below(letters.len() - 2);
            letters.swap(at, at + 1);
        }
        letters.into_iter().collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

fn split(words: &[String], between: &str) -> String {
    let longest = words.iter().map(|word| word.chars().count()).max().unwrap_or_default();
    let words = words.iter().map(|word| match word.chars().count() == longest && longest > 3 {
        true => {
            let (at, _) = word.char_indices().nth(longest / 2).expect("longer than that");
            format!("{}{between}{}", &word[..at], &word[at..])
        }
        false => word.clone(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The first word is the family name.
fn initials(words: &[String], first: bool) -> String {
    let letters = words[1..].iter().filter_map(|word| word.chars().next());
    match first {
        true => format!("{} {}", letters.map(String::from).collect::<Vec<_>>().join(" "), words[0]),
        false => format!("{} {}", words[0], letters.map(|c| format!("{c}.")).collect::<String>()),
    }
}

fn zone(words: &[String], _: &mut Numbers) -> String {
    let word = |word: &String| plain(&romanized(std::slice::from_ref(word), "icao-9303-ru"));
    let given = words[1..].iter().map(word).collect::<Vec<_>>().join("<");
    let zone = format!("{}<<{given}", word(&words[0])).to_uppercase();
    let mut zone: String = zone.chars().filter(|c| c.is_ascii_alphabetic() || *c == '<').collect();
    zone.truncate(20);
    zone
}

fn romanized(words: &[String], system: &str) -> String {
    romanize(&words.join(" "), System::find(system).expect("a system of the crate"))
}

/// Written by one system, and read by another as if that had been used.
fn chain(words: &[String], by: &str, read_by: &str) -> String {
    let latin = romanized(words, by);
    let back = deromanize(&latin, System::find(read_by).expect("a system of the crate"));
    back.unwrap_or(latin)
}

/// The letters without what no keyboard of another country has.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfd().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '<' | '-')).collect()
}

/// The words of a name, the family name first.
fn words(name: &PersonName) -> Vec<String> {
    name.to_string().split_whitespace().map(|word| word.trim_matches(',').to_owned()).collect()
}

#[test]
fn each_trick_hides_no_more_people_than_the_table_says() {
    let population = Population::new(3).with_errors(ErrorModel::none());
    let records = population.watchlist(LISTED);
    let list = Watchlist::builder().records(records.clone()).build().unwrap();
    let policy = Policy::default().with_valid_at(ValidAt::Ever);
    let hiding: Vec<&Record> = records
        .iter()
        .filter(|record| !record.birth_dates().is_empty() && words(record.name()).len() > 1)
        .take(HIDING)
        .collect();
    let mut failures = Vec::new();
    for (trick, write, least) in TRICKS {
        let mut numbers = Numbers(5);
        let mut found = [0; 2];
        let mut example = String::new();
        for record in &hiding {
            let written = write(&words(record.name()), &mut numbers);
            if example.is_empty() {
                example = format!("{} → {written}", record.name());
            }
            let named = Record::new("e", written);
            let dated = record.birth_dates().iter().copied();
            let dated = dated.fold(named.clone(), Record::with_birth_date);
            for (found, entry) in found.iter_mut().zip([dated, named]) {
                let answer = list.screen(&entry, &policy);
                let is_found = |m: &sverka::Match| m.record().id() == record.id();
                *found += usize::from(answer.matches().iter().any(is_found));
            }
        }
        let shares = found.map(|found| 100 * found / hiding.len());
        println!("| {trick} | {} % | {} % |", shares[0], shares[1]);
        println!("    {}", example.escape_debug());
        if shares.iter().zip(least).any(|(share, least)| *share < least) {
            failures.push(format!("{trick}: {shares:?}, not {least:?}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn fifty_decoys_hide_nobody() {
    let population = Population::new(3).with_errors(ErrorModel::none());
    let records = population.watchlist(LISTED);
    let list = Watchlist::builder().records(records.clone()).build().unwrap();
    let policy = Policy::default().with_valid_at(ValidAt::Ever);
    for (n, record) in records.iter().step_by(97).enumerate() {
        let decoy = |k: usize| population.listed(LISTED + 50 * n + k).name().clone();
        let mut entry = Record::new("e", decoy(0));
        entry = (1..50).map(decoy).fold(entry, |entry, name| entry.with_alias(name));
        let entry = entry.with_alias(record.name().clone());
        let entry = record.birth_dates().iter().copied().fold(entry, Record::with_birth_date);
        let alone = Record::new("e", "Quorvath").with_alias(record.name().clone());
        let alone = record.birth_dates().iter().copied().fold(alone, Record::with_birth_date);
        let is_found = |entry: &Record| {
            let answer = list.screen(entry, &policy);
            answer.matches().iter().any(|found| found.record().id() == record.id())
        };
        assert_eq!(is_found(&entry), is_found(&alone), "{}", record.id());
    }
}

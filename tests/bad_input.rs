//! Malformed names: decorated, invisible, mixed, or far too long.

use sverka::{Name, Normalizer, PersonName, Reading, Repair, Role};

/// The tokens, joined by spaces, and the repairs without consecutive repeats.
fn normalized(text: &str) -> (String, Vec<Repair>) {
    let name = Name::new(&PersonName::full(text));
    let tokens: Vec<&str> = name.tokens().map(|token| token.text()).collect();
    let mut repairs = name.repairs().to_vec();
    repairs.dedup();
    (tokens.join(" "), repairs)
}

#[test]
fn each_kind_of_decoration_is_removed_or_kept_as_documented() {
    use Repair::*;
    let zalgo = format!("I{0}v{0}a{0}n", "\u{335}\u{301}\u{328}\u{317}".repeat(20));
    let cases: &[(&str, &str, &[Repair])] = &[
        ("ROMASHKІN Oleg", "romashkin oleg", &[LookAlikesReplaced]),
        ("Щeрбaков", "щербаков", &[LookAlikesReplaced]),
        ("Ivanов", "ivanов", &[MixedScriptLeft]),
        ("Иванов Ivan 王", "иванов ivan 王", &[]),
        ("\u{202e}vonavI\u{202c} Petr", "vonavi petr", &[InvisibleRemoved]),
        ("Iva\u{200b}nov\u{feff}", "ivanov", &[InvisibleRemoved]),
        ("Ivan 😀 Petrov 🇷🇺", "ivan petrov", &[]),
        ("Ivan 😀Petrov👨‍👩‍👧", "ivan petrov", &[InvisibleRemoved]),
        ("Ivanov 1971 Ivan", "ivanov ivan", &[NumberLeftOut]),
        ("Ｉｖａｎｏｖ", "ivanov", &[]),
        ("𝕴𝖛𝖆𝖓", "ivan", &[]),
        ("王小明", "王小明", &[]),
        ("محمد بن سلمان", "محمد بن سلمان", &[]),
        ("\u{0}\u{1}Ivan\u{7f}\tPetrov\r\n", "ivan petrov", &[]),
        ("<<<<", "", &[ZoneRead]),
        ("", "", &[]),
    ];
    for (text, tokens, repairs) in cases {
        assert_eq!(normalized(text), ((*tokens).to_owned(), repairs.to_vec()), "{text:?}");
    }
    let (text, repairs) = normalized(&zalgo);
    assert_eq!(repairs, [MarksRemoved]);
    // Three marks stay on each letter but the last.
    assert_eq!((text.starts_with("i\u{335}"), text.chars().count()), (true, 13), "{text:?}");
}

#[test]
fn a_text_that_is_too_long_in_any_way_is_cut() {
    let megabyte = 1 << 20;
    let texts = [
        "щ".repeat(megabyte),
        "Ivan ".repeat(megabyte),
        "\u{200b}".repeat(megabyte),
        format!("a{}", "\u{301}".repeat(megabyte)),
        "ﷺ".repeat(megabyte),
        "<".repeat(megabyte),
        format!("IVANOV<<{}", "IVAN<".repeat(megabyte)),
    ];
    let mut normalizer = Normalizer::new();
    for text in texts {
        let name = normalizer.normalize(&PersonName::full(text));
        assert!(name.repairs().contains(&Repair::Cut));
        assert!(name.repairs().len() <= 1100, "{}", name.repairs().len());
        assert!(name.tokens().len() <= 20);
        for token in name.tokens() {
            assert!(token.text().chars().count() <= 40);
            assert!(token.readings().len() <= 8 && token.keys().count() <= 8);
        }
    }
}

#[test]
fn tokens_of_whole_syllables_or_of_two_scripts_are_kept_without_readings() {
    for text in ["王小明", "Ivanов", "김정은"] {
        let name = Name::new(&PersonName::full(text));
        let token = name.token(0).unwrap();
        assert_eq!((token.role(), token.readings().len()), (Role::Unknown, 0), "{text}");
        assert_eq!(token.keys().count(), 0);
    }
}

#[test]
fn tokens_of_scripts_without_orthography_are_read_letter_by_letter() {
    for (text, sounds) in [("محمد", "mhmd"), ("Κωνσταντίνος", "konstantinos")] {
        let name = Name::new(&PersonName::full(text));
        let readings = name.token(0).unwrap().readings();
        assert_eq!(readings.iter().map(Reading::sounds).collect::<Vec<_>>(), [sounds]);
        assert_eq!(readings[0].orthographies().count() + readings[0].rules().count(), 0);
    }
}

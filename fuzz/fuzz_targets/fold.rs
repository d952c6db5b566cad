//! Folding any text is idempotent and bounded, and its tokens have bounded readings.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sverka::{Name, PersonName, Repair, fold};

fuzz_target!(|text: &str| {
    let once = fold(text);
    assert_eq!(fold(&once), once, "folding is not idempotent");
    let tokens: Vec<&str> = once.split(' ').filter(|token| !token.is_empty()).collect();
    assert!(tokens.len() <= 20, "too many tokens");
    let name = Name::new(&PersonName::full(text));
    // A name of a machine readable zone loses its prefix, words for a missing name are dropped, and what was escaped may
    // be signs: each may be all.
    let loses =
        |repair: &Repair| matches!(repair, Repair::PlaceholderDropped | Repair::EscapesRead);
    let may_lose_all = text.contains("<<") || name.repairs().iter().any(loses);
    assert!(
        may_lose_all || name.is_empty() == tokens.is_empty(),
        "folding and parsing disagree on whether there are tokens"
    );
    assert!(name.tokens().len() <= 20, "too many tokens");
    for token in name.tokens() {
        assert!(token.text().chars().count() <= 40, "too long a token");
        assert!(token.text().chars().any(char::is_alphabetic), "a token without letters");
        let readings = token.readings();
        assert!(readings.len() <= 8, "too many readings");
        for (n, reading) in readings.iter().enumerate() {
            assert!((1..=64).contains(&reading.sounds().len()), "no sounds, or too many");
            let twice = readings[..n].iter().any(|earlier| earlier.sounds() == reading.sounds());
            assert!(!twice, "a repeated reading");
        }
    }
});

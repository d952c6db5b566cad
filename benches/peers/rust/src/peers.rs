//! The Rust peers, each with its usual preprocessing: ASCII letters, lower case, and sorted tokens where the score
//! depends on their order.

use crate::Outcome;
use crate::lists::Person;
use crate::measure::{Answers, EXACT, Measurement, Peer};
use crate::sverkas::best;
use any_ascii::any_ascii;
use rapidfuzz::{distance::jaro_winkler, fuzz};

fn tokens(name: &str) -> Vec<String> {
    let ascii = any_ascii(name).to_lowercase();
    let tokens = ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|t| !t.is_empty());
    tokens.map(str::to_owned).collect()
}

fn sorted(name: &str) -> String {
    let mut tokens = tokens(name);
    tokens.sort_unstable();
    tokens.join(" ")
}

fn sort_all(listed: &[Person]) -> Outcome<Vec<String>> {
    Ok(listed.iter().map(|person| sorted(&person.name)).collect())
}

pub(crate) fn measure(measurement: &mut Measurement) -> Outcome {
    let peer = |name, package| Peer { name, package, at_once: 1, exact: EXACT };
    measurement.add(
        &peer("rapidfuzz crate, token sort ratio", "rapidfuzz"),
        sort_all,
        |listed, people| {
            scan(listed, people, |name| {
                let scorer = fuzz::RatioBatchComparator::new(name.bytes());
                move |other| scorer.similarity(other.bytes())
            })
        },
    )?;
    measurement.add(
        &peer("rapidfuzz crate, Jaro-Winkler", "rapidfuzz"),
        sort_all,
        |listed, people| {
            scan(listed, people, |name| {
                let scorer = jaro_winkler::BatchComparator::new(name.bytes());
                move |other| scorer.similarity(other.bytes())
            })
        },
    )?;
    measurement.add(&peer("strsim, Jaro-Winkler", "strsim"), sort_all, |listed, people| {
        scan(listed, people, |name| move |other| strsim::jaro_winkler(&name, other))
    })
}

/// Scores every pair.
fn scan<S: Fn(&str) -> f64>(
    listed: &[String],
    people: &[&Person],
    scorer: impl Fn(String) -> S,
) -> Outcome<Answers> {
    let against = |person: &&Person| {
        let score = scorer(sorted(&person.name));
        best(listed.iter().map(|other| score(other)))
    };
    let found = people.iter().map(against).collect();
    Ok(Answers { found, pairs: people.len() * listed.len() })
}

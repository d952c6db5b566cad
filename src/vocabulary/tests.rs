//! A search finds what comparing with every token finds, within each reach.

use super::*;
use crate::evidence::Model;
use crate::name::spelling;
use proptest::prelude::*;

fn distinct_spellings(tokens: &[String]) -> Vec<Spelling> {
    let mut tokens = tokens.to_vec();
    tokens.sort();
    tokens.dedup();
    tokens.iter().map(|token| spelling(token)).collect()
}

fn sorted(found: &SimilarTable) -> Vec<Similar> {
    let mut found: Vec<Similar> = found.iter().collect();
    found.sort_unstable();
    found
}

/// Short tokens of few letters, so that many of them are similar.
fn token() -> impl Strategy<Value = String> {
    prop_oneof![
        "[abchiosvyz]{1,9}",
        "[абвеийсхшщ]{1,9}",
        "(iva|pet|serg|ale)(no|ro|ei|ks)?(v|va|vich|y|a)?",
        "[王李金]{1,2}",
        "(vabede){4}[abv]{0,7}",
        // Known names and misreadings of them.
        "kar(im|irn)ov|kova[li]ev|[пл][ес]тров|(щ|ш)евченко",
    ]
}

proptest! {
    #[test]
    fn a_search_finds_what_comparing_with_every_token_finds(
        tokens in prop::collection::vec(token(), 0..60),
        query in token(),
    ) {
        let spellings = distinct_spellings(&tokens);
        let vocabulary = Vocabulary::new(&spellings);
        let query = QueryToken::new(spelling(&query));
        let model = Model::default();
        let costs = model.closeness_costs();
        for (token, spelling) in (0..).zip(&spellings) {
            prop_assert_eq!(&vocabulary.spelling(token), spelling);
        }
        // What a letter abbreviates is no list.
        for (token, spelling) in (0..).zip(&spellings) {
            let closeness = closeness(costs, query.spelling(), spelling);
            let sounds = InitialSounds::of(query.spelling());
            let abbreviates = sounds.abbreviates(vocabulary.initial_sounds(token));
            prop_assert!(abbreviates || closeness != Some(Closeness::INITIAL));
            prop_assert!(!abbreviates || closeness.is_some());
        }
        let is_listed = |closeness: &Closeness| {
            query.initial().is_none() || *closeness != Closeness::INITIAL
        };
        let similar = |(token, spelling)| {
            let closeness = closeness(costs, query.spelling(), spelling).filter(is_listed);
            closeness.map(|closeness| Similar { token, closeness })
        };
        let expected: Vec<Similar> = (0..).zip(&spellings).filter_map(similar).collect();
        prop_assert_eq!(
            &sorted(&vocabulary.search(Reach::Full, costs, &query)),
            &expected
        );
        prop_assert_eq!(&sorted(&vocabulary.scan(costs, &query)), &expected);
        for reach in [Reach::SameSkeleton, Reach::CheapEdit, Reach::NearSkeleton] {
            // Everything that costs less than what may be missing is found, at its cost.
            let found = sorted(&vocabulary.search(reach, costs, &query));
            let least_missed = costs.least_missed_cost(reach, query.spelling()).unwrap_or(u16::MAX);
            let is_certain = |similar: &&Similar| similar.closeness.cost < least_missed;
            let certain = expected.iter().filter(is_certain);
            prop_assert!(found.iter().filter(is_certain).eq(certain));
            for similar in found {
                let spelling = &spellings[similar.token as usize];
                prop_assert!(Some(similar.closeness) >= closeness(costs, query.spelling(), spelling));
            }
            let counts = |closeness| model.counts_towards_rarity(closeness);
            let count = |reach| vocabulary.search_and_count(reach, costs, &query, counts, sorted).1;
            prop_assert_eq!(count(reach), count(Reach::Full));
        }
        let found = vocabulary.search(Reach::CheapEdit, costs, &query);
        let mut together = vec![None; spellings.len()];
        let mut gathered = GatheredReadings::default();
        vocabulary.gather(&(0..spellings.len() as u32).collect::<Vec<_>>(), &mut gathered);
        vocabulary.sound_closeness_of_gathered(
            costs,
            &query,
            &mut gathered,
            |position, closeness| {
                let best: &mut Option<Closeness> = &mut together[position];
                *best = (*best).into_iter().chain([closeness]).min();
            },
        );
        for (token, spelling) in (0..).zip(&spellings) {
            let expected = closeness(costs, query.spelling(), spelling).filter(is_listed);
            let found = found.get(token);
            let by_sound = vocabulary.sound_closeness(costs, &query, token);
            prop_assert_eq!(found.into_iter().chain(by_sound).min(), expected);
            prop_assert_eq!(by_sound, together[token as usize]);
            if let Some(by_sound) = by_sound {
                let differences = vocabulary.min_visible_differences(&query, token);
                let least = costs.closeness_lower_bound(differences.unwrap());
                prop_assert!(least.unwrap() <= by_sound);
            }
        }
    }
}

/// All strings of at most that many of these letters.
fn strings(letters: &str, longest: usize) -> Vec<String> {
    let mut strings = vec![String::new()];
    let mut start = 0;
    for _ in 0..longest {
        let end = strings.len();
        for n in start..end {
            letters.chars().for_each(|letter| strings.push(format!("{}{letter}", strings[n])));
        }
        start = end;
    }
    strings
}

/// All short words of five letters, and longer words that differ from each other in few places.
#[test]
fn a_search_finds_what_a_scan_finds_for_every_short_word() {
    let mut words = strings("aohst", 4).split_off(1);
    let short = strings("aost", 2);
    words.extend(strings("aost", 3).iter().map(|end| format!("berdika{end}")));
    words.extend(short.iter().map(|start| format!("{start}berdikam")));
    words.extend(
        short.iter().flat_map(|one| short.iter().map(move |other| format!("be{one}rdi{other}kam"))),
    );
    let spellings = distinct_spellings(&words);
    let vocabulary = Vocabulary::new(&spellings);
    let model = Model::default();
    let costs = model.closeness_costs();
    for query in &spellings {
        let token = QueryToken::new(query.clone());
        let expected = sorted(&vocabulary.scan(costs, &token));
        for reach in [Reach::SameSkeleton, Reach::CheapEdit, Reach::NearSkeleton, Reach::Full] {
            let found = sorted(&vocabulary.search(reach, costs, &token));
            let least_missed = costs.least_missed_cost(reach, query);
            let is_certain = |similar: &&Similar| {
                least_missed.is_none_or(|least| similar.closeness.cost < least)
            };
            let certain = expected.iter().filter(is_certain);
            assert!(found.iter().filter(is_certain).eq(certain), "{reach:?} {}", query.text());
        }
    }
}

//! The Rust peers, each with its usual preprocessing: ASCII letters, lower case, and sorted tokens where the score
//! depends on their order.

use crate::Outcome;
use crate::lists::Person;
use crate::measure::{Answers, EXACT, KEPT, Measurements, Peer};
use crate::sverkas::best;
use any_ascii::any_ascii;
use rapidfuzz::{distance::jaro_winkler, fuzz};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TEXT};
use tantivy::{Index, Searcher, TantivyDocument, Term};

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

pub(crate) fn measure(measurements: &mut Measurements) -> Outcome {
    let peer = |name, package| Peer { name, package, at_once: 1, exact: EXACT };
    measurements.add(
        &peer("rapidfuzz crate, token sort ratio", "rapidfuzz"),
        sort_all,
        |listed, people| {
            scan(listed, people, |name| {
                let scorer = fuzz::RatioBatchComparator::new(name.bytes());
                move |other| scorer.similarity(other.bytes())
            })
        },
    )?;
    measurements.add(
        &peer("rapidfuzz crate, Jaro-Winkler", "rapidfuzz"),
        sort_all,
        |listed, people| {
            scan(listed, people, |name| {
                let scorer = jaro_winkler::BatchComparator::new(name.bytes());
                move |other| scorer.similarity(other.bytes())
            })
        },
    )?;
    measurements.add(&peer("strsim, Jaro-Winkler", "strsim"), sort_all, |listed, people| {
        scan(listed, people, |name| move |other| strsim::jaro_winkler(&name, other))
    })?;
    measurements.add(&peer("tantivy, fuzzy d=2 and BM25", "tantivy"), Indexed::new, Indexed::answer)
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

/// The index of a search engine in memory, written by one thread.
struct Indexed {
    searcher: Searcher,
    name: Field,
}

impl Indexed {
    fn new(listed: &[Person]) -> Outcome<Indexed> {
        let mut schema = Schema::builder();
        let name = schema.add_text_field("name", TEXT);
        let position = schema.add_u64_field("position", FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 50_000_000)?;
        for (n, person) in listed.iter().enumerate() {
            let mut document = TantivyDocument::default();
            document.add_text(name, tokens(&person.name).join(" "));
            document.add_u64(position, n as u64);
            writer.add_document(document)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Indexed { searcher: index.reader()?.searcher(), name })
    }

    /// A fuzzy term scores the same at any distance, so the query has an exact term for each token too.
    fn answer(&self, people: &[&Person]) -> Outcome<Answers> {
        let mut found = Vec::with_capacity(people.len());
        for person in people {
            let tokens = tokens(&person.name);
            let terms = tokens.iter().map(|token| Term::from_field_text(self.name, token));
            let either = |term: Term| -> [Box<dyn Query>; 2] {
                let exact = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
                [Box::new(exact), Box::new(FuzzyTermQuery::new(term, 2, true))]
            };
            let query = BooleanQuery::union(terms.flat_map(either).collect());
            let top = self.searcher.search(&query, &TopDocs::with_limit(KEPT).order_by_score())?;
            let mut positions = Vec::with_capacity(top.len());
            for (_, address) in top {
                let segment = self.searcher.segment_reader(address.segment_ord);
                let column = segment.fast_fields().u64("position")?;
                positions.extend(column.first(address.doc_id).map(|n| n as usize));
            }
            found.push(positions);
        }
        Ok(Answers { found, pairs: 0 })
    }
}

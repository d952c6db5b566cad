//! Invented files in the form of the published ones that the benches read, for machines without a network: a list with
//! aliases, one as XML, strangers, labelled pairs, and attested spellings. Nobody in them exists.
//!
//! ```sh
//! cargo run --release --example stand_in -- FOLDER [SEED]
//! SVERKA_DATA=FOLDER cargo bench --bench accuracy
//! ```
//!
//! The sizes are those of the published files (`benches/data/README.md`). The figures are not: a published list has
//! other names, and aliases that are other names altogether.

use flate2::{Compression, GzBuilder};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Write as _;
use std::path::Path;
use sverka::synthetic::Population;
use sverka::{Record, System, romanize};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Records and aliases of the list, records and aliases of the XML, strangers, and pairs.
const SIZES: [usize; 6] = [7_502, 6_886, 730, 2_139, 50_000, 548];
/// Records of which the names are romanized, and the systems.
const ROMANIZED: usize = 120_000;
const SYSTEMS: [&str; 4] =
    ["icao-9303-ru", "bgn-pcgn-1947-ru", "german-press-ru", "french-press-ru"];

fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("expected a folder to write to")?;
    let seed = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder.join("lists"))?;
    std::fs::create_dir_all(folder.join("pairs"))?;
    let [listed, aliases, of_xml, aliases_of_xml, strangers, pairs] = SIZES;
    write_list(&folder.join("lists/ofac_sdn_individuals.csv"), seed, listed, aliases)?;
    let xml = xml(seed + 1, of_xml, aliases_of_xml)?;
    pack(&folder.join("lists/un_consolidated.xml.gz"), &xml)?;
    pack(&folder.join("lists/synthetic_people.csv.gz"), &people(seed + 2, strangers)?)?;
    write_pairs(&folder.join("pairs/name_bench_cases.csv"), seed + 3, pairs)?;
    pack(&folder.join("pairs/wikidata_tokens.tsv.gz"), &tokens(seed + 4))?;
    println!("invented lists, strangers, pairs and spellings are in {}", folder.display());
    Ok(())
}

/// Listed people, and for each other spellings of the name as offices write it.
fn with_aliases(seed: u64, listed: usize, aliases: usize) -> Outcome<Vec<(Record, Vec<Record>)>> {
    let population = Population::new(seed).with_listed_share(1.0)?;
    let mut people: Vec<(Record, Vec<Record>)> =
        population.watchlist(listed).into_iter().map(|record| (record, Vec::new())).collect();
    for entry in population.incoming(aliases, listed) {
        if let Some(n) = entry.truth() {
            people[n].1.push(entry.into_record());
        }
    }
    Ok(people)
}

fn write_list(path: &Path, seed: u64, listed: usize, aliases: usize) -> Outcome {
    let mut table = csv::Writer::from_path(path)?;
    table.write_record(["id", "name", "aliases", "programs"])?;
    for (record, aliases) in with_aliases(seed, listed, aliases)? {
        let aliases: Vec<String> = aliases.iter().map(|alias| alias.name().to_string()).collect();
        let program = record.listing().category().unwrap_or_default();
        table.write_record([
            record.id(),
            &record.name().to_string(),
            &aliases.join("; "),
            program,
        ])?;
    }
    Ok(table.flush()?)
}

/// A list in the form of the Security Council's.
fn xml(seed: u64, listed: usize, aliases: usize) -> Outcome<String> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CONSOLIDATED_LIST dateGenerated=\"2026-01-01T00:00:00Z\">\n<INDIVIDUALS>\n",
    );
    for (record, aliases) in with_aliases(seed, listed, aliases)? {
        writeln!(out, "<INDIVIDUAL>")?;
        element(&mut out, "FIRST_NAME", &record.name().to_string())?;
        element(&mut out, "UN_LIST_TYPE", record.listing().category().unwrap_or_default())?;
        element(&mut out, "REFERENCE_NUMBER", record.id())?;
        element(&mut out, "LISTED_ON", "2020-01-01")?;
        if let Some(sex) = record.sex() {
            element(&mut out, "GENDER", sex.as_str())?;
        }
        for country in record.nationalities() {
            writeln!(out, "<NATIONALITY>")?;
            element(&mut out, "VALUE", country)?;
            writeln!(out, "</NATIONALITY>")?;
        }
        for alias in &aliases {
            writeln!(out, "<INDIVIDUAL_ALIAS>")?;
            element(&mut out, "QUALITY", "Good")?;
            element(&mut out, "ALIAS_NAME", &alias.name().to_string())?;
            writeln!(out, "</INDIVIDUAL_ALIAS>")?;
        }
        for date in record.birth_dates() {
            writeln!(out, "<INDIVIDUAL_DATE_OF_BIRTH>")?;
            element(&mut out, "TYPE_OF_DATE", "EXACT")?;
            match date.day() {
                Some(_) => element(&mut out, "DATE", &date.to_string())?,
                None => element(&mut out, "YEAR", &date.year().to_string())?,
            }
            writeln!(out, "</INDIVIDUAL_DATE_OF_BIRTH>")?;
        }
        writeln!(out, "</INDIVIDUAL>")?;
    }
    out.push_str("</INDIVIDUALS>\n</CONSOLIDATED_LIST>\n");
    Ok(out)
}

fn element(out: &mut String, name: &str, text: &str) -> std::fmt::Result {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(out, "<{name}>{text}</{name}>")
}

/// People who are on no list, in the form of yente's.
fn people(seed: u64, count: usize) -> Outcome<String> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "full_name",
        "first_name",
        "middle_name",
        "last_name",
        "gender",
        "date_of_birth",
        "place_of_birth",
        "nationality",
    ])?;
    for record in Population::new(seed).watchlist(count) {
        let (name, full) = (record.name(), record.name().to_string());
        let date = record.birth_dates().first().map_or(String::new(), |date| date.to_string());
        table.write_record([
            full.as_str(),
            name.given().unwrap_or_default(),
            name.patronymic().unwrap_or_default(),
            name.family().unwrap_or_default(),
            record.sex().map_or("", |sex| sex.as_str()),
            &date,
            "",
            record.nationalities().first().map_or("", String::as_str),
        ])?;
    }
    Ok(String::from_utf8(table.into_inner()?)?)
}

/// Labelled pairs in the form of nomenklatura's: half of one person, half of that person and the next of the list.
fn write_pairs(path: &Path, seed: u64, count: usize) -> Outcome {
    let population = Population::new(seed).with_listed_share(1.0)?;
    let mut table = csv::Writer::from_path(path)?;
    let header =
        ["case_group", "schema", "name1", "name2", "is_match", "quality", "category", "notes"];
    table.write_record(header)?;
    for (n, entry) in population.incoming(count, count).into_iter().enumerate() {
        let Some(truth) = entry.truth() else { continue };
        let is_match = n % 2 == 0;
        let listed = population.listed(if is_match { truth } else { truth + 1 });
        let [one, other] = [entry.record(), &listed].map(|record| record.name().to_string());
        let label = is_match.to_string();
        table.write_record(["invented", "Person", &one, &other, &label, "STRONG", "", ""])?;
    }
    Ok(table.flush()?)
}

/// Latin tokens, their Cyrillic letters, and how often they were met together.
fn tokens(seed: u64) -> String {
    let systems: Vec<System> = SYSTEMS.iter().filter_map(|name| System::find(name)).collect();
    let mut met: BTreeMap<(String, String), u64> = BTreeMap::new();
    for record in Population::new(seed).watchlist(ROMANIZED) {
        let name = record.name().to_string().to_lowercase();
        let is_cyrillic = |word: &&str| word.chars().all(|c| ('а'..='ё').contains(&c));
        for word in name.split_whitespace().filter(is_cyrillic) {
            for system in &systems {
                let latin = romanize(word, *system).to_lowercase();
                *met.entry((latin, word.to_owned())).or_default() += 1;
            }
        }
    }
    let mut out = String::new();
    for ((latin, cyrillic), count) in met {
        let letters: Vec<String> = cyrillic.chars().map(String::from).collect();
        let _ = writeln!(out, "{latin}\t{}\t{count}", letters.join(" "));
    }
    out
}

/// Packed without the time of packing, so that one seed gives the same bytes.
fn pack(path: &Path, text: &str) -> Outcome {
    let file = std::fs::File::create(path)?;
    let mut packed = GzBuilder::new().write(file, Compression::default());
    packed.write_all(text.as_bytes())?;
    packed.finish()?;
    Ok(())
}

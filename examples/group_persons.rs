//! Groups the records of a list by person, and shows what the sources contradict each other in.
//!
//! ```sh
//! cargo run --release --example group_persons
//! ```

use sverka::persons::Persons;
use sverka::{Error, Listing, Policy, Record, Sex, Watchlist};

fn main() -> Result<(), Error> {
    let record = |id: &str, name: &str, born: &str, source: &str| {
        Ok::<_, Error>(
            Record::new(id, name)
                .with_birth_date(born.parse()?)
                .with_sex(Sex::Male)
                .with_listing(Listing::new().with_source(source)),
        )
    };
    let watchlist = Watchlist::builder()
        .records([
            record("b1", "Щербаков Александр Иванович", "1971-03-15", "bank")?,
            record("c7", "CHTCHERBAKOV Alexandre", "1972-03-15", "customs")?,
            record("m2", "Shcherbakov Aleksandr Ivanovich", "1971-03-15", "ministry")?,
            // A brother: nearly everything agrees, and the given name contradicts.
            record("b9", "Щербаков Алексей Иванович", "1971-03-15", "bank")?,
        ])
        .build()?;

    // Link two records where they are one person's with a probability of at least 0.9.
    let persons = Persons::group(&watchlist, &Policy::default().with_min_probability(0.9)?);
    for person in persons.iter() {
        let ids: Vec<&str> = person.records().iter().map(Record::id).collect();
        println!("{} by {}", ids.join(", "), person.sources().join(", "));
        for contradiction in person.contradictions() {
            for statement in &contradiction.statements {
                let by = statement.records.join(", ");
                println!("  {:?}: {} ({by})", contradiction.field, statement.value);
            }
        }
    }
    assert_eq!(persons.of("c7").map(|person| person.records().len()), Some(3));
    assert_eq!(persons.of("b9").map(|person| person.records().len()), Some(1));
    Ok(())
}

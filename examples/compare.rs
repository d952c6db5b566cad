//! Compares two records, and says why they may be one person: each item of evidence with its bits.
//!
//! ```sh
//! cargo run --release --example compare
//! cargo run --release --example compare -- "Жуков Юрий" "Schukow Jurij"
//! ```

use sverka::{Bits, Error, Evidence, Level, Model, Record, Sex};

fn main() -> Result<(), Error> {
    let model = Model::default();
    let names: Vec<String> = std::env::args().skip(1).collect();
    if let [first, second] = &names[..] {
        show(&model.compare(&Record::new("1", first.as_str()), &Record::new("2", second.as_str())));
        return Ok(());
    }

    let entry = Record::new("entry", "CHTCHERBAKOV Alexandre")
        .with_birth_date("1972-03-15".parse()?)
        .with_sex(Sex::Male);
    let listed = Record::new("listed", "Щербаков Александр Иванович")
        .with_birth_date("1971-03-15".parse()?)
        .with_sex(Sex::Male);
    let evidence = model.compare(&entry, &listed);
    show(&evidence);

    // The items sum to the total exactly.
    let sum = evidence.items().iter().map(|item| item.bits()).sum::<Bits>();
    assert_eq!(sum, evidence.bits());
    // A contradiction counts against a match; it does not rule one out.
    let contradicted = evidence.items().iter().filter(|item| item.level() == Level::Contradicted);
    println!("{} items contradict each other", contradicted.count());
    Ok(())
}

fn show(evidence: &Evidence) {
    for item in evidence.items() {
        let [entry, record] = [item.entry(), item.record()].map(|side| side.unwrap_or("-"));
        let via = item.via().map(|via| format!(" ({via})")).unwrap_or_default();
        println!("{:+}  {entry} | {record}: {}{via}", item.bits(), item.level());
    }
    println!("{:+}  in all", evidence.bits());
}

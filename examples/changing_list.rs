//! A list that changes: every acknowledged change survives a crash, readers never wait for it, the past
//! can be asked about, and a change says whom to screen again.
//!
//! ```sh
//! cargo run --release --example changing_list
//! ```

use sverka::{Change, Error, KnownAt, LivingList, Policy, Record, Watchlist};

fn main() -> Result<(), Error> {
    let folder = std::env::temp_dir().join(format!("sverka-changing-list-{}", std::process::id()));
    let first = Watchlist::builder().record(Record::new("w1", "Иванов Пётр")).build()?;
    let list = LivingList::create(&folder, first)?;
    let policy = Policy::default();

    // A batch is one change: it is there as a whole or not at all.
    let begun = list.view().change();
    let applied = list.apply([
        Change::Put(Record::new("w2", "Щербаков Александр Иванович")),
        Change::Put(Record::new("w3", "Королёв Сергей Викторович")),
        Change::Withdraw("w1".to_owned()),
    ])?;
    println!("change {}: {} added, {} withdrawn", applied.change, applied.added, applied.withdrawn);

    // A view is one consistent state, whatever happens to the list meanwhile.
    let view = list.view();
    let entry = Record::new("e1", "CHTCHERBAKOV Alexandre");
    let now = view.screen(&entry, &policy);
    println!("now: {} matches", now.matches().len());
    assert_eq!(now.matches()[0].record().id(), "w2");

    // What would the list have answered before that change?
    let then = policy.clone().with_known_at(KnownAt::Change(begun));
    println!("before: {} matches", view.screen(&entry, &then).matches().len());
    assert!(view.screen(&entry, &then).matches().is_empty());

    // Of all residents, only those are screened again whose answer the change altered.
    let residents = Watchlist::builder()
        .record(Record::new("p1", "Schtscherbakow, Alexander"))
        .record(Record::new("p2", "Крымов Глеб"))
        .build()?;
    for screening in view.rescreen(&residents, begun, &policy) {
        println!("{} has another answer: {} matches", screening.id(), screening.matches().len());
        assert_eq!(screening.id(), "p1");
    }

    // After a restart the list is as it was acknowledged.
    drop((view, list));
    let list = LivingList::open(&folder)?;
    println!("{} records after change {}", list.view().len(), list.view().change());
    assert_eq!(list.view().len(), 2);

    drop(list);
    let _ = std::fs::remove_dir_all(&folder);
    Ok(())
}

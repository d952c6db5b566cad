//! Epochs that a list takes by itself: when, of which state, and what its answers are then.

use std::path::Path;
use sverka::synthetic::Population;
use sverka::{
    Applied, KnownAt, LivingList, LivingOptions, LivingView, Policy, Record, Screening, ValidAt,
    Watchlist,
};

const LISTED: usize = 10_000;

fn people() -> Vec<Record> {
    Population::new(3).watchlist(LISTED)
}

/// People of whom nobody is listed.
fn strangers(number: usize) -> Vec<Record> {
    let population = Population::new(3).with_listed_share(0.0).unwrap();
    let incoming = population.incoming(number, LISTED).into_iter();
    incoming.map(|entry| entry.into_record()).collect()
}

fn policy() -> Policy {
    Policy::default().with_valid_at(ValidAt::Ever)
}

fn empty() -> Watchlist {
    Watchlist::builder().build().unwrap()
}

/// Adds people by changes of 25 each.
fn fill(list: &LivingList, people: &[Record]) -> Applied {
    let batches = people.chunks(25);
    let apply = |batch: &[Record]| list.apply(batch.iter().cloned().map(Into::into)).unwrap();
    batches.fold(Applied::default(), |_, batch| apply(batch))
}

fn alerts(screenings: &[Screening]) -> usize {
    screenings.iter().filter(|screening| !screening.reported().is_empty()).count()
}

/// The numbers, changes and sizes of a list's epochs.
fn epochs(list: &LivingList) -> Vec<(u32, u64, usize, bool)> {
    let epochs = list.epochs().into_iter();
    epochs.map(|one| (one.number, one.change, one.records, one.is_automatic)).collect()
}

/// The answers now and in the past, with their fingerprints.
fn answers(view: &LivingView, entries: &[Record]) -> Vec<(String, String)> {
    let at = [KnownAt::Now, KnownAt::Change(1), KnownAt::Change(57), KnownAt::Change(190)];
    let screened = at.map(|at| view.screen_all(entries, &policy().with_known_at(at)));
    let shown = |one: Screening| (one.fingerprint().to_string(), format!("{:?}", one.matches()));
    screened.into_iter().flatten().map(shown).collect()
}

#[test]
fn a_list_begun_empty_and_filled_by_changes_alerts_as_one_built_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (people, strangers) = (people(), strangers(2_000));
    let list = LivingList::create(folder.path().join("list"), empty()).unwrap();
    fill(&list, &people);
    list.finish_upkeep().unwrap();
    let epoch = list.view().epoch();
    assert!(epoch.is_automatic && epoch.records * 3 > LISTED * 2, "{epoch:?}");
    assert!(!list.view().has_outgrown_epoch());
    let built = Watchlist::builder().records(people).build().unwrap();
    let usual = alerts(&built.screen_all(&strangers, &policy()));
    let living = alerts(&list.view().screen_all(&strangers, &policy()));
    assert!(living as f64 <= 1.2 * usual as f64, "{living} alerts for {usual}");
}

#[test]
fn between_epochs_a_change_moves_nobodys_bits() {
    let folder = tempfile::tempdir().unwrap();
    let people = people();
    let list = LivingList::create(folder.path().join("list"), empty()).unwrap();
    fill(&list, &people[..2_100]);
    list.finish_upkeep().unwrap();
    let (epoch, before) = (list.view().epoch(), list.view());
    fill(&list, &people[2_100..2_700]);
    list.finish_upkeep().unwrap();
    assert_eq!(list.view().epoch(), epoch);
    let then = policy().with_known_at(KnownAt::Change(before.change()));
    for entry in people[..100].iter() {
        let (now, was) = (list.view().screen(entry, &then), before.screen(entry, &policy()));
        assert_eq!((now.matches(), now.fingerprint()), (was.matches(), was.fingerprint()));
    }
    // 2,875 are more than √2 times the 2,025 of the epoch.
    fill(&list, &people[2_700..2_900]);
    list.finish_upkeep().unwrap();
    assert_eq!(list.view().epoch().number, epoch.number + 1);
}

#[test]
fn a_list_that_is_told_not_to_keeps_its_epoch_says_so_and_remembers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    let people = people();
    let by_hand = LivingOptions::new().with_automatic_epochs(false);
    let list = by_hand.create(&path, empty()).unwrap();
    assert!(!list.view().has_outgrown_epoch());
    fill(&list, &people[..3_000]);
    list.finish_upkeep().unwrap();
    drop(list);
    let list = LivingList::open(&path).unwrap();
    list.compact().unwrap();
    assert_eq!(epochs(&list), [(1, 1, 0, false)]);
    assert!(list.view().has_outgrown_epoch());
    drop(list);
    assert!(LivingView::open(&path).unwrap().has_outgrown_epoch());
    let list = LivingOptions::new().with_automatic_epochs(true).open(&path).unwrap();
    assert_eq!(list.view().epoch().number, 4);
    assert!(!list.view().has_outgrown_epoch());
}

/// A folder as a crash may leave it: what was synced.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

#[test]
fn a_crash_before_an_epoch_is_taken_changes_no_answer_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let people = people();
    let usual = LivingList::create(path("usual"), empty()).unwrap();
    fill(&usual, &people[..6_000]);
    usual.finish_upkeep().unwrap();

    // The same changes, by processes that were killed before they took the epochs of their changes.
    let later = LivingOptions::new().with_automatic_epochs(false);
    let list = later.create(path("stopped"), empty()).unwrap();
    fill(&list, &people[..4_500]);
    copy(&path("stopped"), &path("again"));
    drop(list);
    let on = LivingOptions::new().with_automatic_epochs(true);
    let list = on.open(path("again")).unwrap();
    fill(&list, &people[4_500..6_000]);
    list.finish_upkeep().unwrap();
    assert_eq!(epochs(&list), epochs(&usual));
    assert!(epochs(&list).len() > 5);
    let entries = strangers(60).into_iter().chain(people[..60].iter().cloned());
    let entries: Vec<Record> = entries.collect();
    let expected = answers(&usual.view(), &entries);
    assert_eq!(answers(&list.view(), &entries), expected);
    drop(list);
    assert_eq!(answers(&LivingView::open(path("again")).unwrap(), &entries), expected);
}

#[test]
fn a_list_that_shrinks_or_is_filled_by_one_change_takes_an_epoch_too() {
    let folder = tempfile::tempdir().unwrap();
    let people = people();
    let list = LivingList::create(folder.path().join("list"), empty()).unwrap();
    list.apply(people[..4_000].iter().cloned().map(Into::into)).unwrap();
    list.finish_upkeep().unwrap();
    assert_eq!(epochs(&list), [(1, 1, 0, false), (2, 2, 4_000, true)]);
    let gone = people[..1_500].iter();
    let gone = gone.map(|record| sverka::Change::Withdraw(record.id().to_owned()));
    list.apply(gone).unwrap();
    list.finish_upkeep().unwrap();
    assert_eq!(epochs(&list)[2..], [(3, 3, 2_500, true)]);
}

//! The folder of a list that changes: compacted in the background, read by others meanwhile, and left as it was
//! where the system refuses something.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use sverka::{
    Change, ErrorKind, KnownAt, Listing, LivingList, LivingView, Policy, Record, Watchlist,
};
use tempfile::TempDir;

fn build(records: impl IntoIterator<Item = Record>) -> Watchlist {
    Watchlist::builder().records(records).build().unwrap()
}

fn small(folder: &TempDir) -> LivingList {
    LivingList::create(folder.path().join("list"), build([Record::new("w1", "Крымов Пётр")]))
        .unwrap()
}

/// A record of about `length` bytes.
fn long(number: usize, length: usize) -> Record {
    let source = format!("{number:0length$}");
    Record::new(format!("n{number}"), "").with_listing(Listing::new().with_source(source))
}

/// Applies changes that make a log of nine mebibytes.
fn many(list: &LivingList) {
    for start in (0..1_152).step_by(64) {
        let batch = (start..start + 64).map(|number| Change::Put(long(number, 8 << 10)));
        list.apply(batch).unwrap();
    }
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).unwrap().len()
}

/// Waits for work in the background.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(300), "not within five minutes: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_list_with_a_long_log_is_compacted_in_the_background() {
    let folder = tempfile::tempdir().unwrap();
    let list = small(&folder);
    let log = folder.path().join("list").join("changes.log");
    let before = list.view();
    many(&list);
    wait_until("a shorter log", || length(&log) < 8 << 20);
    list.upkeep().unwrap();
    list.put(Record::new("last", "Щербаков")).unwrap();
    let (change, policy) = (list.view().change(), Policy::default());
    drop(list);
    let list = LivingList::open(folder.path().join("list")).unwrap();
    let view = list.view();
    assert_eq!((view.change(), view.len()), (change, 1 + 1_152 + 1));
    assert_eq!(view.get("n1151"), Some(long(1_151, 8 << 10)));
    let entry = Record::new("e", "Krymov Petr");
    let then = policy.clone().with_known_at(KnownAt::Change(before.change()));
    let (one, other) = (view.screen(&entry, &then), before.screen(&entry, &policy));
    assert_eq!((one.matches(), one.fingerprint()), (other.matches(), other.fingerprint()));
}

#[test]
fn a_list_that_cannot_be_compacted_keeps_working_and_reports_it() {
    let folder = tempfile::tempdir().unwrap();
    let list = small(&folder);
    // A folder in its place cannot be replaced by a file.
    let (path, aside) =
        (folder.path().join("list").join("list.sverka"), folder.path().join("aside"));
    fs::rename(&path, &aside).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(list.compact().unwrap_err().kind(), ErrorKind::Io);
    list.upkeep().unwrap();
    many(&list);
    wait_until("a reported failure", || list.upkeep().is_err());
    assert_eq!(list.upkeep().unwrap_err().kind(), ErrorKind::Io);
    list.put(Record::new("last", "Щербаков")).unwrap();
    assert_eq!(list.view().len(), 1_154);
    fs::remove_dir(&path).unwrap();
    fs::rename(&aside, &path).unwrap();
    drop(list);
    let list = LivingList::open(folder.path().join("list")).unwrap();
    assert_eq!((list.view().len(), list.bytes_cut()), (1_154, 0));
    list.compact().unwrap();
    assert!(length(&folder.path().join("list").join("changes.log")) < 100);
}

/// Lets the work in the background begin that earlier searches have paid for, waits for it, and says whether the log is
/// empty: then the list was written whole.
fn is_whole(list: &LivingList, folder: &TempDir) -> bool {
    _ = list.view();
    _ = list.finish_upkeep();
    length(&folder.path().join("list").join("changes.log")) < 100
}

#[test]
fn a_list_that_is_searched_much_and_not_changed_is_written_whole() {
    let folder = tempfile::tempdir().unwrap();
    let list = small(&folder);
    let entry = Record::new("e", "Krymov Petr");
    let search = |times: usize| {
        let entries = vec![entry.clone(); times];
        list.view().screen_all(&entries, &Policy::default()).pop().unwrap()
    };
    // Three versions and what a snapshot costs are paid for by 2,732 searches of two parts.
    list.put(Record::new("w2", "Щербаков Александр")).unwrap();
    search(2_000);
    list.put(Record::new("w3", "Щербаков Александр")).unwrap();
    search(2_000);
    assert!(!is_whole(&list, &folder), "searches before a change do not count");
    let before = search(800);
    assert!(is_whole(&list, &folder));
    let after = search(10_000);
    assert_eq!((after.matches(), after.fingerprint()), (before.matches(), before.fingerprint()));
    let written = fs::metadata(folder.path().join("list").join("list.sverka")).unwrap();
    assert!(is_whole(&list, &folder));
    let now = fs::metadata(folder.path().join("list").join("list.sverka")).unwrap();
    assert_eq!(now.modified().unwrap(), written.modified().unwrap(), "one part is not written");
}

#[test]
fn searches_do_not_repeat_a_snapshot_that_failed() {
    let folder = tempfile::tempdir().unwrap();
    let list = small(&folder);
    let path = folder.path().join("list").join("list.sverka");
    let aside = folder.path().join("aside");
    fs::rename(&path, &aside).unwrap();
    fs::create_dir(&path).unwrap();
    list.put(Record::new("w2", "Щербаков Александр")).unwrap();
    let entries = vec![Record::new("e", "Krymov Petr"); 3_000];
    list.view().screen_all(&entries, &Policy::default());
    assert!(!is_whole(&list, &folder));
    assert_eq!(list.upkeep().unwrap_err().kind(), ErrorKind::Io);
    fs::remove_dir(&path).unwrap();
    fs::rename(&aside, &path).unwrap();
    list.view().screen_all(&entries, &Policy::default());
    assert!(!is_whole(&list, &folder));
    assert!(list.upkeep().is_err());
    // One that succeeds is the end of that.
    list.compact().unwrap();
    list.put(Record::new("w3", "Щербаков Александр")).unwrap();
    list.view().screen_all(&entries, &Policy::default());
    assert!(is_whole(&list, &folder));
    list.upkeep().unwrap();
}

#[test]
fn a_reader_sees_whole_changes_while_a_writer_works() {
    let folder = tempfile::tempdir().unwrap();
    let list = small(&folder);
    let path = folder.path().join("list");
    let is_done = AtomicBool::new(false);
    let opened = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut opened, mut last) = (0, 0);
            while !is_done.load(Ordering::Relaxed) {
                let acknowledged = list.view().change();
                let view = LivingView::open(&path).unwrap();
                // Each change puts one record, so there are as many records as changes.
                assert!(view.change() >= acknowledged.max(last));
                assert_eq!(view.len() as u64, view.change());
                assert_eq!(view.records().count() as u64, view.change());
                (opened, last) = (opened + 1, view.change());
            }
            opened
        });
        for number in 0..150 {
            list.put(long(number, 100)).unwrap();
            match number % 10 {
                3 => list.compact().unwrap(),
                7 => _ = list.take_epoch().unwrap(),
                _ => {}
            }
        }
        is_done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(opened > 0);
    // A change in the course of being written is not read, and a reader leaves it in place.
    let log = path.join("changes.log");
    let mut bytes = fs::read(&log).unwrap();
    bytes.extend([1; 20]);
    fs::write(&log, &bytes).unwrap();
    let view = LivingView::open(&path).unwrap();
    let (entry, policy) = (Record::new("e", "Krymov Petr"), Policy::default());
    assert_eq!(view.change(), 151);
    assert_eq!(
        view.screen(&entry, &policy).matches(),
        list.view().screen(&entry, &policy).matches()
    );
    assert_eq!(fs::read(&log).unwrap(), bytes);
}

/// A reader meets this if the list is compacted after it opened one file and before it opens the other.
#[test]
fn a_log_that_begins_after_the_list_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let list = small(&folder);
    let path = folder.path().join("list").join("list.sverka");
    let older = fs::read(&path).unwrap();
    list.put(Record::new("w2", "Щербаков Александр")).unwrap();
    list.compact().unwrap();
    drop(list);
    let newer = fs::read(&path).unwrap();
    fs::write(&path, older).unwrap();
    let open = || LivingView::open(folder.path().join("list"));
    for error in [open().unwrap_err(), LivingList::open(folder.path().join("list")).unwrap_err()] {
        assert_eq!((error.kind(), error.value()), (ErrorKind::Damaged, Some("2")), "{error}");
        assert!(error.file().is_some_and(|file| file.ends_with("changes.log")));
    }
    fs::write(&path, newer).unwrap();
    assert_eq!((open().unwrap().change(), open().unwrap().len()), (2, 2));
}

/// The variable that makes the test below the process whose disk is full: the folder of the list.
#[cfg(unix)]
const FULL: &str = "SVERKA_TEST_CHANGE_ON_A_FULL_DISK";

/// Changes a list until the disk is full, and prints how many changes were acknowledged.
#[cfg(unix)]
fn write_until_full(folder: OsString) {
    let list = LivingList::open(folder).unwrap();
    let put = |number| list.put(long(number, 1000));
    let mut number = 0;
    let error = loop {
        match put(number) {
            Ok(_) => number += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.file().is_some_and(|file| file.ends_with("changes.log")));
    let change = list.view().change();
    assert_eq!(list.view().len(), 1 + number);
    // The same change fails again, and a smaller one still fits.
    assert_eq!(put(number).unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(list.apply([Change::Withdraw("n0".into())]).unwrap().change, change + 1);
    println!("acknowledged {}", change + 1);
}

#[test]
#[cfg(unix)]
fn a_full_disk_refuses_a_change_and_keeps_the_list() {
    if let Some(folder) = std::env::var_os(FULL) {
        return write_until_full(folder);
    }
    let folder = tempfile::tempdir().unwrap();
    drop(small(&folder));
    // With a limit to the size of files, and its signal ignored, a write fails half-way as on a full disk.
    let limited = r#"trap "" XFSZ; ulimit -f 64; exec "$0" "$@""#;
    let writer = Command::new("sh")
        .args(["-c", limited])
        .arg(std::env::current_exe().unwrap())
        .args(["a_full_disk_refuses", "--nocapture"])
        .env(FULL, folder.path().join("list"))
        .output()
        .unwrap();
    let reported = String::from_utf8_lossy(&writer.stdout);
    assert!(writer.status.success(), "{reported}{}", String::from_utf8_lossy(&writer.stderr));
    let acknowledged = reported.lines().find_map(|line| line.split_once("acknowledged "));
    let acknowledged: u64 = acknowledged.unwrap().1.parse().unwrap();
    assert!(acknowledged > 10);
    let list = LivingList::open(folder.path().join("list")).unwrap();
    assert_eq!((list.view().change(), list.bytes_cut()), (acknowledged, 0));
    assert_eq!(list.view().get("n0"), None);
    list.put(long(1_000, 1_000)).unwrap();
}

#[test]
fn a_folder_in_place_of_a_file_is_an_error_that_names_it() {
    for name in ["lock", "list.sverka", "changes.log", "epoch-1.sverka"] {
        let folder = tempfile::tempdir().unwrap();
        drop(small(&folder));
        let path = folder.path().join("list").join(name);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        let error = LivingList::open(folder.path().join("list")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{name}: {error}");
        let reported = error.file().unwrap();
        assert!(reported == path.to_str().unwrap() || name == "list.sverka", "{name}: {reported}");
        assert!(path.is_dir());
        if name != "lock" {
            assert_eq!(
                LivingView::open(folder.path().join("list")).unwrap_err().kind(),
                ErrorKind::Io
            );
        }
    }
    assert_eq!(LivingView::open("nowhere").unwrap_err().kind(), ErrorKind::Io);
}

#[test]
#[cfg(unix)]
fn a_read_only_folder_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    drop(small(&folder));
    let path = folder.path().join("list");
    fs::remove_file(path.join("lock")).unwrap();
    let permit = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    permit(0o555);
    assert_eq!(LivingView::open(&path).unwrap().len(), 1);
    // Permissions do not bind root.
    if fs::write(path.join("probe"), "").is_err() {
        let opened = LivingList::open(&path);
        let created = LivingList::create(path.join("new"), build([]));
        permit(0o755);
        for error in [opened, created].map(Result::unwrap_err) {
            assert_eq!(error.kind(), ErrorKind::Io);
        }
    }
    permit(0o755);
    #[cfg(target_os = "linux")]
    assert_eq!(LivingList::create("/proc/sverka", build([])).unwrap_err().kind(), ErrorKind::Io);
}
